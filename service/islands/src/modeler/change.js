// Every change that the list and the panel can make, each one step of undo.
import { Extensions } from "./properties.js";
import { say } from "./words.js";

/** Several commands as one. */
class Together {
  preExecute({ steps }) {
    steps();
  }
}

export class Change {
  constructor(diagram) {
    this.modeling = diagram.get("modeling");
    this.factory = diagram.get("bpmnFactory");
    this.registry = diagram.get("elementRegistry");
    this.selection = diagram.get("selection");
    this.stack = diagram.get("commandStack");
    this.rules = diagram.get("rules");
    this.events = diagram.get("eventBus");
    this.shapes = diagram.get("elementFactory");
    this.definitions = () => diagram.getDefinitions();
    this.extensions = new Extensions(this.modeling, this.factory);
    this.stack.registerHandler("together", Together);
  }

  together(steps) {
    this.stack.execute("together", { steps });
  }

  name(element, name) {
    if (element.businessObject.$instanceOf("bpmn:Process")) this.modeling.updateProperties(element, { name });
    else this.modeling.updateLabel(element, name);
  }

  property(element, name, value) {
    this.extensions.set(element, name, value.trim());
  }

  inputs(element, rows) {
    this.extensions.setInputs(element, rows);
  }

  decision(element, id) {
    this.extensions.setDecision(element, id);
  }

  attribute(element, name, value) {
    this.modeling.updateProperties(element, { [name]: value || undefined });
  }

  condition(flow, text) {
    const conditionExpression = text.trim() ? this.expression(flow.businessObject, text.trim()) : undefined;
    this.modeling.updateProperties(flow, { conditionExpression });
  }

  makeDefault(flow, chosen) {
    this.together(() => {
      this.modeling.updateProperties(flow.source, { default: chosen ? flow.businessObject : undefined });
      if (chosen && flow.businessObject.conditionExpression) this.modeling.updateProperties(flow, { conditionExpression: undefined });
    });
  }

  timer(element, kind, text) {
    const timer = element.businessObject.get("eventDefinitions")[0];
    const empty = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    const value = text.trim() ? this.expression(timer, text.trim()) : undefined;
    this.modeling.updateModdleProperties(element, timer, { ...empty, [kind]: value });
  }

  message(element, name) {
    const holder = element.businessObject.get("eventDefinitions")?.[0] ?? element.businessObject;
    const known = this.messages().find((one) => one.get("name") === name);
    this.together(() => {
      const messageRef = name ? (known ?? this.newMessage(element, name)) : undefined;
      this.modeling.updateModdleProperties(element, holder, { messageRef });
    });
  }

  messages() {
    return this.definitions().get("rootElements").filter((one) => one.$type === "bpmn:Message");
  }

  newMessage(element, name) {
    const definitions = this.definitions();
    const message = this.factory.create("bpmn:Message", { name });
    message.$parent = definitions;
    const rootElements = [...definitions.get("rootElements"), message];
    this.modeling.updateModdleProperties(element, definitions, { rootElements });
    return message;
  }

  repetition(element, { collection, item }) {
    const loop = element.businessObject.get("loopCharacteristics");
    const named = item.trim() ? (loop.get("inputDataItem") ?? this.factory.create("bpmn:DataInput", { name: item.trim() })) : undefined;
    this.together(() => {
      this.modeling.updateModdleProperties(element, loop, { loopDataInputRef: collection.trim() || undefined, inputDataItem: named });
      if (named) {
        named.$parent = loop;
        this.modeling.updateModdleProperties(element, named, { name: item.trim() });
      }
    });
  }

  expression(parent, body) {
    const made = this.factory.create("bpmn:FormalExpression", { body });
    made.$parent = parent;
    return made;
  }

  /** A new step of a person after this element; the only way on, if there is one, goes through it. */
  addAfter(element) {
    const [only, ...more] = element.outgoing;
    const made = this.shapes.createShape({ type: "bpmn:UserTask" });
    const center = this.events.fire("autoPlace", { source: element, shape: made });
    this.together(() => {
      this.modeling.appendShape(element, made, center, element.host?.parent ?? element.parent);
      this.modeling.updateLabel(made, say("step.new"));
      if (only && !more.length && element.type !== "bpmn:EventBasedGateway")
        this.modeling.reconnectStart(only, made, { x: made.x + made.width, y: made.y + made.height / 2 });
    });
    return made;
  }

  connect(source, target) {
    const allowed = this.rules.allowed("connection.create", { source, target });
    return allowed ? this.modeling.connect(source, target, allowed) : null;
  }

  remove(id) {
    const element = this.registry.get(id);
    if (element && this.rules.allowed("elements.delete", { elements: [element] })) this.modeling.removeElements([element]);
  }
}

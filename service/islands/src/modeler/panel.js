// The properties of the element that is chosen: the group «Порядок», ours alone.  What other engines' editors wrote is
// kept and not shown.
import { make } from "./element.js";
import { arrowsField } from "./fields/arrows.js";
import { choiceField, ticksField } from "./fields/choice.js";
import { clausesField } from "./fields/clauses.js";
import { dueField } from "./fields/due.js";
import { inputsField } from "./fields/inputs.js";
import { field, textField } from "./fields/text.js";
import { decision, listed, pairs, property } from "./properties.js";
import { nameOf } from "./steps.js";
import { kindOf, say } from "./words.js";

const PEOPLE = ["bpmn:UserTask", "bpmn:ManualTask"];
const ACTIONS = ["bpmn:ServiceTask", "bpmn:SendTask"];
const WITH_INPUTS = [...ACTIONS, "bpmn:BusinessRuleTask", "bpmn:IntermediateThrowEvent", "bpmn:EndEvent"];
const ENTRIES = ["bpmn:StartEvent", "bpmn:IntermediateCatchEvent", "bpmn:BoundaryEvent", "bpmn:ReceiveTask"];
const TIMERS = ["timeDate", "timeDuration", "timeCycle"];
const HANDLED = new Set(["clause", "ours", "stage", "instruction", "form", "role", "party", "due", "result", "action", "key", "calledDecisionId"]);

export class Panel {
  /** `change` is null where the diagram may only be looked at. */
  constructor({ diagram, place, heading, data, change, choose }) {
    Object.assign(this, { diagram, place, heading, data, change, choose });
    this.own = false;
  }

  get readonly() {
    return !this.change;
  }

  /** A change made here: the panel already shows it. */
  keep(make) {
    this.own = true;
    try {
      make();
    } finally {
      this.own = false;
    }
    this.entitle();
  }

  changed(elements) {
    if (!this.own && elements.includes(this.element)) this.draw();
  }

  draw() {
    const chosen = this.diagram.get("selection").get();
    this.element = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]) : null;
    const held = this.held();
    if (!this.element) {
      this.heading.textContent = say("panel.order");
      const text = chosen.length > 1 ? say("panel.several", { count: chosen.length }) : say("panel.none");
      this.place.replaceChildren(make("p", { class: "soft small" }, text));
      return;
    }
    this.entitle();
    this.place.replaceChildren(...this.fields(this.element).filter(Boolean));
    this.restore(held);
  }

  entitle() {
    if (this.element) this.heading.textContent = `${say("panel.order")}: ${nameOf(this.element) || this.element.id}`;
  }

  held() {
    const at = document.activeElement;
    return this.place.contains(at) && at.dataset.field ? { field: at.dataset.field, start: at.selectionStart, end: at.selectionEnd } : null;
  }

  restore(held) {
    const control = held && [...this.place.querySelectorAll("[data-field]")].find((one) => one.dataset.field === held.field);
    control?.focus();
    if (control && typeof held.start === "number" && control.setSelectionRange) control.setSelectionRange(held.start, held.end);
  }

  focusName() {
    this.place.querySelector("[data-field=name]")?.focus();
  }

  fields(element) {
    const bo = element.businessObject;
    const is = (...types) => types.some((type) => bo.$instanceOf(type));
    const exactly = (types) => types.includes(bo.$type);
    const node = is("bpmn:FlowNode");
    return [
      this.named(element),
      is("bpmn:SequenceFlow") ? this.condition(element) : null,
      is("bpmn:SequenceFlow") && this.mayBeDefault(bo) ? this.asDefault(element) : null,
      exactly(PEOPLE) || exactly(ENTRIES) || is("bpmn:Lane") ? this.roles(element) : null,
      exactly([...PEOPLE, ...ACTIONS, ...ENTRIES, "bpmn:SubProcess", "bpmn:CallActivity"]) && !is("bpmn:StartEvent") ? this.text(element, "party", { hint: say("panel.party.hint"), code: true }) : null,
      exactly(["bpmn:UserTask", ...ENTRIES]) ? this.choice(element, "form", say("panel.form"), this.data.forms) : null,
      exactly(PEOPLE) ? this.due(element) : null,
      ...(this.eventOf(bo, "bpmn:TimerEventDefinition") ? this.timer(element) : []),
      ...(this.hasMessage(bo) ? this.message(element) : []),
      exactly(ACTIONS) ? this.action(element) : null,
      exactly(["bpmn:BusinessRuleTask"]) ? this.decision(element) : null,
      is("bpmn:ScriptTask") ? this.script(element) : null,
      is("bpmn:CallActivity") ? this.called(element) : null,
      exactly(WITH_INPUTS) && (!is("bpmn:Event") || this.hasMessage(bo)) ? this.inputs(element) : null,
      ...this.repetition(element),
      exactly([...PEOPLE, ...ACTIONS, ...ENTRIES, "bpmn:BusinessRuleTask"]) || bo.get("loopCharacteristics") ? this.text(element, "result", { hint: say("panel.result.hint"), code: true }) : null,
      node || is("bpmn:SequenceFlow") ? this.clauses(element) : null,
      node ? this.text(element, "ours") : null,
      node && this.data.stages.length ? this.choice(element, "stage", say("panel.stage"), this.data.stages) : null,
      exactly(PEOPLE) ? this.text(element, "instruction", { rows: 3 }) : null,
      ...this.others(bo).map((name) => this.text(element, name, { label: name })),
      node && !is("bpmn:EndEvent") ? this.arrows(element) : null,
      node && this.change ? this.acts(element) : null,
    ];
  }

  named(element) {
    const bo = element.businessObject;
    const name = textField({
      label: say("panel.name"), name: "name", value: nameOf(element), readonly: this.readonly, rows: bo.$instanceOf("bpmn:Activity") ? 2 : undefined,
      keep: (value) => this.keep(() => this.change.name(element, value)),
    });
    return make("div", { class: "stack-small" }, make("p", { class: "soft small" }, `${kindOf(bo.$type)} · `, make("span", { class: "mono" }, element.id)), name);
  }

  text(element, name, { label, hint, rows, code } = {}) {
    return textField({
      label: label ?? say(`panel.${name}`), name, hint, rows, code, readonly: this.readonly, value: property(element.businessObject, name),
      keep: (value) => this.keep(() => this.change.property(element, name, value)),
    });
  }

  choice(element, name, label, offers) {
    return choiceField({
      label, name, offers, readonly: this.readonly, value: property(element.businessObject, name),
      keep: (value) => this.keep(() => this.change.property(element, name, value)),
    });
  }

  roles(element) {
    return ticksField({
      label: say("panel.role"), name: "role", hint: element.type === "bpmn:Lane" ? undefined : say("panel.role.lane"), offers: this.data.roles,
      values: listed(element.businessObject, "role"), readonly: this.readonly,
      keep: (values) => this.keep(() => this.change.property(element, "role", values.join(" "))),
    });
  }

  due(element) {
    return dueField({
      label: say("panel.due"), name: "due", hint: say("panel.due.hint"), kind: "due", url: this.data.urls.due, readonly: this.readonly,
      value: property(element.businessObject, "due"), keep: (value) => this.keep(() => this.change.property(element, "due", value)),
    });
  }

  clauses(element) {
    return clausesField({
      label: say("panel.clause"), chosen: listed(element.businessObject, "clause"), clauses: this.data.clauses, readonly: this.readonly,
      keep: (ids) => this.change.property(element, "clause", ids.join(" ")),
    });
  }

  condition(element) {
    return textField({
      label: say("panel.condition"), name: "condition", hint: say("panel.condition.hint"), code: true, rows: 2, readonly: this.readonly,
      value: element.businessObject.get("conditionExpression")?.get("body") ?? "",
      keep: (value) => this.keep(() => this.change.condition(element, value)),
    });
  }

  mayBeDefault(flow) {
    return ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].includes(flow.sourceRef?.$type);
  }

  asDefault(element) {
    const box = make("input", { type: "checkbox", checked: element.businessObject.sourceRef.get("default") === element.businessObject, disabled: this.readonly, "data-field": "default" });
    box.addEventListener("change", () => this.change.makeDefault(element, box.checked));
    return make("label", { class: "choice" }, box, make("span", {}, say("panel.default")));
  }

  eventOf(bo, type) {
    return bo.get("eventDefinitions")?.find((one) => one.$type === type);
  }

  timer(element) {
    const timer = this.eventOf(element.businessObject, "bpmn:TimerEventDefinition");
    const kind = TIMERS.find((one) => timer.get(one)) ?? "timeDate";
    const text = () => timer.get(kind)?.get("body") ?? "";
    const kinds = TIMERS.map((id) => make("option", { value: id, selected: id === kind }, say(`panel.timer.${id}`)));
    const select = make("select", { disabled: this.readonly }, ...kinds);
    select.addEventListener("change", () => this.change.timer(element, select.value, text()));
    const written = dueField({
      label: say("panel.timer"), name: "timer", kind, url: this.data.urls.due, readonly: this.readonly, value: text(),
      keep: (value) => this.keep(() => this.change.timer(element, kind, value)),
    });
    return [field(say("panel.timer.kind"), select, { name: "timer.kind" }), written];
  }

  hasMessage(bo) {
    return bo.$type === "bpmn:ReceiveTask" || Boolean(this.eventOf(bo, "bpmn:MessageEventDefinition"));
  }

  message(element) {
    const bo = element.businessObject;
    const known = this.change?.messages() ?? [];
    const list = make("datalist", { id: "modeler-messages" }, ...known.map((one) => make("option", { value: one.get("name") })));
    const holder = this.eventOf(bo, "bpmn:MessageEventDefinition") ?? bo;
    const name = textField({
      label: say("panel.message"), name: "message", value: holder.get("messageRef")?.get("name") ?? "", readonly: this.readonly, list: list.id, extra: list,
      keep: (value) => this.keep(() => this.change.message(element, value.trim())),
    });
    return [name, this.text(element, "key", { code: true })];
  }

  action(element) {
    return choiceField({
      label: say("panel.action"), name: "action", offers: this.data.actions, value: property(element.businessObject, "action"), readonly: this.readonly,
      keep: (value) => this.change.property(element, "action", value),
    });
  }

  decision(element) {
    return choiceField({
      label: say("panel.decision"), name: "decision", offers: this.data.decisions, value: decision(element.businessObject), readonly: this.readonly,
      keep: (value) => this.keep(() => this.change.decision(element, value)),
    });
  }

  script(element) {
    return textField({
      label: say("panel.script"), name: "script", code: true, rows: 5, readonly: this.readonly, value: element.businessObject.get("script") ?? "",
      keep: (value) => this.keep(() => this.change.attribute(element, "script", value)),
    });
  }

  called(element) {
    return choiceField({
      label: say("panel.called"), name: "called", offers: this.data.processes, value: element.businessObject.get("calledElement") ?? "", readonly: this.readonly,
      keep: (value) => this.keep(() => this.change.attribute(element, "calledElement", value)),
    });
  }

  inputs(element) {
    const bo = element.businessObject;
    const rows = pairs(bo).filter(([name]) => name.startsWith("input.")).map(([name, value]) => [name.slice("input.".length), value]);
    const action = this.data.actions.find(({ id }) => id === property(bo, "action"));
    return inputsField({
      label: say("panel.inputs"), rows, suggestions: action?.inputs ?? [], readonly: this.readonly,
      keep: (kept) => this.keep(() => this.change.inputs(element, kept)),
    });
  }

  repetition(element) {
    const loop = element.businessObject.get("loopCharacteristics");
    if (loop?.$type !== "bpmn:MultiInstanceLoopCharacteristics") return [];
    const now = { collection: loop.get("loopDataInputRef") ?? "", item: loop.get("inputDataItem")?.get("name") ?? "" };
    const part = (name) =>
      textField({
        label: say(`panel.repeat.${name}`), name: `repeat.${name}`, value: now[name], code: true, readonly: this.readonly,
        keep: (value) => this.keep(() => ((now[name] = value), this.change.repetition(element, now))),
      });
    return [part("collection"), part("item")];
  }

  others(bo) {
    return pairs(bo).map(([name]) => name).filter((name) => name && !HANDLED.has(name) && !name.startsWith("input."));
  }

  arrows(element) {
    const home = element.businessObject.$parent;
    const inside = this.diagram.get("elementRegistry").filter((one) => one !== element && one.type !== "label" && one.businessObject.$parent === home && one.businessObject.$instanceOf("bpmn:FlowNode"));
    const others = inside.filter((one) => !["bpmn:StartEvent", "bpmn:BoundaryEvent"].includes(one.type) && !element.outgoing.some((flow) => flow.target === one));
    return arrowsField({
      element, others, choose: this.choose, readonly: this.readonly,
      connect: (id) => this.change.connect(element, this.diagram.get("elementRegistry").get(id)),
    });
  }

  acts(element) {
    const after = element.type === "bpmn:EndEvent" ? null : make("button", { type: "button", class: "button small", "data-field": "add", onclick: () => this.choose(this.change.addAfter(element), "name") }, say("add.after"));
    return make("div", { class: "modeler-acts" }, after, make("button", { type: "button", class: "button small danger", onclick: () => this.change.remove(element.id) }, say("delete")));
  }
}

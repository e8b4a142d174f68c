// The `spiffworkflow:property` values of an element.  Each change is one command, so undo and redo take it as a whole.
const PROPERTIES = "spiffworkflow:Properties";
const PROPERTY = "spiffworkflow:Property";
const DECISION = "spiffworkflow:CalledDecisionId";

const holderOf = (businessObject) => businessObject.get("extensionElements");
const extensionOf = (businessObject, type) => holderOf(businessObject)?.get("values").find((one) => one.$type === type);

/** The pairs in the order of the file. */
export function pairs(businessObject) {
  const entries = extensionOf(businessObject, PROPERTIES)?.get("properties") ?? [];
  return entries.map((entry) => [entry.get("name") ?? "", entry.get("value") ?? entry.get("text") ?? ""]);
}

/** The value under a name, or "". */
export function property(businessObject, name) {
  return pairs(businessObject).find(([one]) => one === name)?.[1] ?? "";
}

/** The words of a property that may name several ids. */
export function listed(businessObject, name) {
  return [...new Set(property(businessObject, name).replaceAll(",", " ").split(/\s+/).filter(Boolean))];
}

/** The decision that a business rule task asks, or "". */
export function decision(businessObject) {
  return extensionOf(businessObject, DECISION)?.get("value") ?? property(businessObject, "calledDecisionId");
}

/** Changes extension elements through the command stack. */
export class Extensions {
  constructor(modeling, factory) {
    this.modeling = modeling;
    this.factory = factory;
  }

  /** Sets one property; an empty value takes it away.  Nothing happens when it has this value already. */
  set(element, name, value) {
    const businessObject = element.businessObject;
    if (property(businessObject, name) === value) return;
    const entries = extensionOf(businessObject, PROPERTIES)?.get("properties") ?? [];
    const known = entries.find((entry) => entry.get("name") === name);
    if (known && value) {
      this.modeling.updateModdleProperties(element, known, { value, text: undefined });
      return;
    }
    const others = entries.filter((entry) => entry.get("name") !== name);
    this.replace(element, value ? [...others, this.factory.create(PROPERTY, { name, value })] : others);
  }

  /** Sets all `input.<name>` properties at once; the others keep their place. */
  setInputs(element, rows) {
    const entries = extensionOf(element.businessObject, PROPERTIES)?.get("properties") ?? [];
    const others = entries.filter((entry) => !(entry.get("name") ?? "").startsWith("input."));
    const inputs = rows.map(([name, value]) => this.factory.create(PROPERTY, { name: `input.${name}`, value }));
    this.replace(element, [...others, ...inputs]);
  }

  replace(element, entries) {
    const properties = extensionOf(element.businessObject, PROPERTIES);
    if (!entries.length) {
      if (properties) this.without(element, properties);
      return;
    }
    if (properties) {
      this.adopt(entries, properties);
      this.modeling.updateModdleProperties(element, properties, { properties: entries });
      return;
    }
    const made = this.factory.create(PROPERTIES, { properties: entries });
    this.adopt(entries, made);
    this.with(element, made);
  }

  /** The decision of a business rule task. */
  setDecision(element, id) {
    const known = extensionOf(element.businessObject, DECISION);
    if (!id) {
      if (known) this.without(element, known);
    } else if (known) this.modeling.updateModdleProperties(element, known, { value: id });
    else this.with(element, this.factory.create(DECISION, { value: id }));
  }

  with(element, extension) {
    const businessObject = element.businessObject;
    const holder = holderOf(businessObject);
    if (holder) {
      extension.$parent = holder;
      this.modeling.updateModdleProperties(element, holder, { values: [...holder.get("values"), extension] });
      return;
    }
    const made = this.factory.create("bpmn:ExtensionElements", { values: [extension] });
    extension.$parent = made;
    made.$parent = businessObject;
    this.modeling.updateModdleProperties(element, businessObject, { extensionElements: made });
  }

  without(element, extension) {
    const holder = holderOf(element.businessObject);
    const values = holder.get("values").filter((one) => one !== extension);
    if (values.length) this.modeling.updateModdleProperties(element, holder, { values });
    else this.modeling.updateModdleProperties(element, element.businessObject, { extensionElements: undefined });
  }

  adopt(children, parent) {
    for (const child of children) child.$parent = parent;
  }
}

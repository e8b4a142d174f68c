// The elements of a diagram as a list to read: pools and lanes first, then nodes in the order of the flows, with what
// stands inside a sub-process under it.
const LEADING = ["bpmn:Participant", "bpmn:Lane"];

const isNode = (element) => element.businessObject.$instanceOf("bpmn:FlowNode") && element.type !== "label";

/** [{element, depth}] in reading order. */
export function reading(diagram) {
  const registry = diagram.get("elementRegistry");
  const nodes = registry.filter(isNode);
  const inside = new Map();
  for (const element of nodes) {
    const home = element.businessObject.$parent;
    inside.set(home, [...(inside.get(home) ?? []), element]);
  }
  const lanes = LEADING.flatMap((type) => registry.filter((element) => element.type === type)).map((element) => ({ element, depth: 0 }));
  const homes = [...inside.keys()].filter((home) => !home.$instanceOf("bpmn:SubProcess"));
  return [...lanes, ...homes.flatMap((home) => walked(home, inside, 0))];
}

function walked(home, inside, depth) {
  return inOrder(inside.get(home) ?? []).flatMap((element) => [{ element, depth }, ...walked(element.businessObject, inside, depth + 1)]);
}

const flows = (connections) => connections.filter((one) => one.type === "bpmn:SequenceFlow");

function inOrder(elements) {
  const known = new Set(elements);
  const starts = elements.filter((element) => !flows(element.incoming).length && element.type !== "bpmn:BoundaryEvent");
  const seen = new Set();
  const order = [];
  const visit = (element) => {
    const waiting = [element];
    while (waiting.length) {
      const next = waiting.shift();
      if (seen.has(next)) continue;
      seen.add(next);
      order.push(next);
      waiting.unshift(...following(next).filter((one) => known.has(one)));
    }
  };
  [...starts, ...elements].forEach(visit);
  return order;
}

/** What stands on the element's border, then where its flows lead.  The file need not repeat its flows at the nodes. */
function following(element) {
  return [...(element.attachers ?? []), ...flows(element.outgoing).map((flow) => flow.target)];
}

/** The name that the diagram gives, or "". */
export function nameOf(element) {
  return element.businessObject.get("name")?.trim() ?? "";
}

// The BPMN of bpmn-js with one thing put right: the list that a repetition walks over is an expression in our files
// (as in SpiffWorkflow's), where the standard wants the id of a data object.  Unchanged, bpmn-js would warn of a
// reference that leads nowhere and write the file without the list.
import bpmn from "bpmn-moddle/resources/bpmn/json/bpmn.json";

const EXPRESSIONS = new Set(["loopDataInputRef", "loopDataOutputRef"]);

const asText = (property) => (EXPRESSIONS.has(property.name) ? { name: property.name, type: "String" } : property);

export const standard = {
  ...bpmn,
  types: bpmn.types.map((type) =>
    type.name === "MultiInstanceLoopCharacteristics" ? { ...type, properties: type.properties.map(asText) } : type,
  ),
};

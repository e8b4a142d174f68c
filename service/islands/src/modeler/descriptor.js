// The extension elements of SpiffWorkflow's namespace, each tag of its schema and of its parser.  A TAG THAT IS MISSING
// HERE WOULD BE LOST ON SAVE: within a known namespace bpmn-js keeps only types that it is told of.  A test walks
// spiffworkflow.xsd and the parser.
const text = (name) => ({
  name,
  superClass: ["Element"],
  properties: [{ name: "value", isBody: true, type: "String" }],
});
const attribute = (name, type = "String") => ({ name, isAttr: true, type });
const body = { name: "text", isBody: true, type: "String" };
const many = (name, type) => ({ name, isMany: true, type });

export default {
  name: "SpiffWorkflow",
  uri: "http://spiffworkflow.org/bpmn/schema/1.0/core",
  prefix: "spiffworkflow",
  xml: { tagAlias: "lowerCase" },
  associations: [],
  types: [
    { name: "Properties", superClass: ["Element"], properties: [many("properties", "Property")] },
    { name: "Property", properties: [attribute("name"), attribute("value"), body] },
    ...["CalledDecisionId", "PreScript", "PostScript", "InstructionsForEndUser", "MessagePayload", "MessageVariable"].map(text),
    ...["PayloadExpression", "VariableName", "Category", "SignalButtonLabel", "GuestConfirmation", "AllowGuest"].map(text),
    {
      name: "ServiceTaskOperator",
      superClass: ["Element"],
      properties: [attribute("id"), attribute("resultVariable"), { name: "parameterList", type: "Parameters" }, { name: "retry", type: "Retry" }],
    },
    { name: "Parameters", properties: [many("parameters", "Parameter")] },
    { name: "Parameter", properties: [attribute("id"), attribute("type"), attribute("value"), body] },
    { name: "Retry", properties: [attribute("retries"), attribute("backoff_base")] },
    { name: "UnitTests", superClass: ["Element"], properties: [many("unitTests", "UnitTest")] },
    {
      name: "UnitTest",
      properties: [attribute("id"), { name: "inputJson", type: "InputJson" }, { name: "expectedOutputJson", type: "ExpectedOutputJson" }],
    },
    { name: "InputJson", properties: [body] },
    { name: "ExpectedOutputJson", properties: [body] },
    { name: "TaskMetadataValues", superClass: ["Element"], properties: [many("values", "TaskMetadataValue")] },
    { name: "TaskMetadataValue", properties: [attribute("name"), attribute("value"), body] },
    {
      name: "ProcessVariableCorrelation",
      superClass: ["Element"],
      properties: [{ name: "propertyId", type: "PropertyId" }, { name: "expression", type: "Expression" }],
    },
    { name: "PropertyId", properties: [body] },
    { name: "Expression", properties: [body] },
    {
      name: "ScriptsOnInstances",
      extends: ["bpmn:MultiInstanceLoopCharacteristics", "bpmn:StandardLoopCharacteristics"],
      properties: [attribute("scriptsOnInstances", "Boolean")],
    },
  ],
};

// Whether saving would lose anything: the file as it came, beside the same file as the editor would write it, before
// anybody changed it.  Order and prefixes may differ, and attributes that say what the standard says anyway.
import { say } from "./words.js";

const PICTURE = "http://www.omg.org/spec/BPMN/20100524/DI";
const SCHEMA = "http://www.w3.org/2001/XMLSchema-instance";
const STANDARD = new Set(
  [
    "cancelActivity=true isInterrupting=true parallelMultiple=false isForCompensation=false startQuantity=1",
    "completionQuantity=1 triggeredByEvent=false instantiate=false eventGatewayType=Exclusive behavior=All",
    "gatewayDirection=Unspecified isClosed=false isSequential=false processType=None ordering=Parallel",
    "cancelRemainingInstances=true isCollection=false isUnlimited=true waitForCompletion=true testBefore=false",
    "expressionLanguage=http://www.w3.org/1999/XPath typeLanguage=http://www.w3.org/2001/XMLSchema isStartQuantity=1",
    "implementation=##WebService implementation=##unspecified associationDirection=None textFormat=text/plain",
  ].flatMap((line) => line.split(" ")),
);

const named = (element) => `${element.namespaceURI}|${element.localName}`;

function signature(element, parent) {
  const attributes = [...element.attributes]
    .filter(({ name, localName, namespaceURI, value }) => {
      if (name === "xmlns" || name.startsWith("xmlns:")) return false;
      if (namespaceURI === SCHEMA) return false; // names a type by prefix, or a schema's place
      return namespaceURI !== null || !STANDARD.has(`${localName}=${value}`);
    })
    .map(({ namespaceURI, localName, value }) => `${namespaceURI ?? ""}|${localName}=${value.trim()}`);
  const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE);
  const text = own.map((node) => node.data).join("").trim();
  return [parent, named(element), ...attributes.sort(), text].join("\n");
}

function collect(element, parent, bag) {
  if (element.namespaceURI === PICTURE) return;
  const key = signature(element, parent);
  bag.set(key, { count: (bag.get(key)?.count ?? 0) + 1, element });
  for (const child of element.children) collect(child, element.getAttribute("id") ?? `${parent}/${element.localName}`, bag);
}

function bagOf(text) {
  const root = new DOMParser().parseFromString(text, "text/xml").documentElement;
  const bag = new Map();
  collect(root, "", bag);
  return bag;
}

function comments(text) {
  const file = new DOMParser().parseFromString(text, "text/xml");
  return file.createTreeWalker(file, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION).nextNode() !== null;
}

/** What would be lost or changed, in words, each once; empty if nothing. */
export function losses(before, after) {
  const written = bagOf(after);
  const found = new Set();
  for (const [key, { count, element }] of bagOf(before))
    if ((written.get(key)?.count ?? 0) < count) found.add(say("warning.changed", { what: shown(element) }));
  if (comments(before)) found.add(say("warning.comment"));
  return [...found];
}

function shown(element) {
  const owner = element.closest("[id]")?.getAttribute("id");
  return owner && owner !== element.getAttribute("id") ? `<${element.nodeName}> (${owner})` : `<${element.nodeName}${owner ? ` ${owner}` : ""}>`;
}

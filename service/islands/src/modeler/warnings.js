// What bpmn-js could not understand of a file, in words.
import { say } from "./words.js";

const PATTERNS = [
  [/^unparsable content (<.*?>)[\s\S]*?line: (\d+)/, ([, what, line]) => say("warning.content", { what, line: Number(line) + 1 })],
  [/^unknown attribute <(.*)>/, ([, what]) => say("warning.attribute", { what })],
  [/^unresolved reference <(.*)>/, ([, what]) => say("warning.reference", { what })],
];

function inWords({ message }) {
  for (const [pattern, words] of PATTERNS) {
    const found = pattern.exec(message);
    if (found) return words(found);
  }
  return say("warning.picture", { what: message.split("\n", 1)[0] });
}

/** Each warning of an import once. */
export function explained(warnings) {
  return [...new Set(warnings.map(inWords))];
}

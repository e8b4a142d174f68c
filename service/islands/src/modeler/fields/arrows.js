// The flows out of an element, and the way to draw one more without a mouse.
import { make } from "../element.js";
import { nameOf } from "../steps.js";
import { kindOf, say } from "../words.js";
import { field } from "./text.js";

const called = (element) => nameOf(element) || `${element.id} (${kindOf(element.type)})`;

export function arrowsField({ element, others, choose, connect, readonly }) {
  const rows = element.outgoing
    .filter((flow) => flow.target)
    .map((flow) => make("li", {}, make("button", { type: "button", class: "modeler-offer", onclick: () => choose(flow) }, `→ ${called(flow.target)}`, nameOf(flow) ? make("span", { class: "soft" }, ` · ${nameOf(flow)}`) : null)));
  const list = make("ul", { class: "modeler-clauses" }, ...rows);
  const head = make("legend", { class: "field-label" }, say("arrows"));
  if (readonly) return make("fieldset", { class: "field" }, head, list);
  const targets = make("select", {}, make("option", { value: "" }, say("choose.none")), ...others.map((one) => make("option", { value: one.id }, called(one))));
  targets.addEventListener("change", () => targets.value && connect(targets.value));
  return make("fieldset", { class: "field" }, head, list, field(say("arrows.connect"), targets, { name: "connect" }));
}

// What a step passes on: rows of name and expression.
import { make } from "../element.js";
import { say } from "../words.js";
import { keeping } from "./text.js";

export function inputsField({ label, rows, suggestions, keep, readonly }) {
  const names = make("datalist", { id: "modeler-input-names" }, ...suggestions.map((name) => make("option", { value: name })));
  const current = rows.map((row) => [...row]);
  const store = () => keep(current.filter(([name]) => name.trim()).map(([name, value]) => [name.trim(), value.trim()]));
  const body = make("div", { class: "modeler-inputs" });
  const draw = () => body.replaceChildren(...current.map((row, at) => line(row, at)));
  const line = (row, at) => {
    const name = make("input", { type: "text", readonly, list: names.id, "aria-label": say("input.name"), "data-field": `input.${at}.name`, spellcheck: "false" });
    const value = make("textarea", { readonly, rows: 2, class: "mono", "aria-label": `${say("input.value")}: ${row[0]}`, "data-field": `input.${at}.value`, spellcheck: "false" });
    [name.value, value.value] = row;
    keeping(name, (text) => ((row[0] = text), store()));
    keeping(value, (text) => ((row[1] = text), store()));
    const gone = () => (current.splice(at, 1), store(), draw());
    const remove = readonly ? null : make("button", { type: "button", class: "button quiet small", "aria-label": say("remove.named", { name: row[0] || say("input.name") }), onclick: gone }, "×");
    return make("div", { class: "modeler-input" }, name, remove, value);
  };
  const more = () => {
    current.push(["", ""]);
    draw();
    body.lastElementChild.querySelector("input").focus();
  };
  draw();
  const add = readonly ? null : make("button", { type: "button", class: "button small", onclick: more }, say("input.add"));
  return make("fieldset", { class: "field" }, make("legend", { class: "field-label" }, label), names, body, add);
}

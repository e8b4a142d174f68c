// The clauses of the regulation that an element stands on: those chosen, and a search in the text of all of them.
import { make } from "../element.js";
import { say } from "../words.js";
import { field } from "./text.js";

const SHOWN = 12;

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

export function clausesField({ label, chosen, clauses, keep, readonly }) {
  const known = new Map(clauses.map((clause) => [clause.id, clause]));
  const of = (id) => known.get(id) ?? { id, number: id, text: "" };
  const list = make("ul", { class: "modeler-clauses" }, ...chosen.map((id) => row(of(id), readonly ? null : () => keep(chosen.filter((one) => one !== id)))));
  if (readonly) return make("fieldset", { class: "field" }, make("legend", { class: "field-label" }, label), list);
  const search = make("input", { type: "search", autocomplete: "off" });
  const results = make("ul", { class: "modeler-clauses results", "data-results": "clauses" });
  const count = make("p", { class: "hint", role: "status" });
  search.addEventListener("input", () => {
    const sought = words(search.value);
    const found = sought.length ? clauses.filter((one) => !chosen.includes(one.id) && holds(one, sought)) : [];
    results.replaceChildren(...found.slice(0, SHOWN).map((one) => offer(one, () => keep([...chosen, one.id]))));
    count.textContent = !sought.length ? "" : found.length > SHOWN ? say("clauses.more", { count: SHOWN }) : say("clauses.found", { count: found.length });
  });
  return make(
    "fieldset",
    { class: "field" },
    make("legend", { class: "field-label" }, label),
    list,
    field(say("clauses.search"), search, { name: "clause.search" }),
    count,
    results,
  );
}

function holds({ id, number, text }, sought) {
  const all = `${number} ${id} ${text}`.toLowerCase();
  return sought.every((word) => all.includes(word));
}

const told = ({ number, text, id }) => [make("span", { class: "strong nowrap" }, number), ` ${text} `, make("span", { class: "soft mono small" }, id)];

function row(clause, remove) {
  const button = remove && make("button", { type: "button", class: "button quiet small", "data-field": `clause.${clause.id}`, "aria-label": say("remove.named", { name: clause.number }), onclick: remove }, "×");
  return make("li", { "data-clause": clause.id }, make("p", { class: "small" }, ...told(clause)), button);
}

function offer(clause, choose) {
  return make("li", { "data-clause": clause.id }, make("button", { type: "button", class: "modeler-offer", onclick: choose }, ...told(clause)));
}

// One of several, as a select box, or several of several, as boxes to tick.  A value that nobody offers is shown as it is.
import { make } from "../element.js";
import { say } from "../words.js";
import { field } from "./text.js";

export function choiceField({ label, value, offers, keep, readonly, hint, name }) {
  const known = offers.some(({ id }) => id === value) || !value ? offers : [...offers, { id: value, title: value }];
  const options = known.map(({ id, title }) => make("option", { value: id, selected: id === value }, title === id ? id : `${title} (${id})`));
  const control = make("select", { disabled: readonly }, make("option", { value: "" }, say("choose.none")), ...options);
  control.addEventListener("change", () => keep(control.value));
  return field(label, control, { hint, name });
}

export function ticksField({ label, values, offers, keep, readonly, hint, name }) {
  const unknown = values.filter((id) => !offers.some((offer) => offer.id === id)).map((id) => ({ id, title: id }));
  const boxes = [...offers, ...unknown].map(({ id, title }) => {
    const box = make("input", { type: "checkbox", value: id, checked: values.includes(id), disabled: readonly, "data-field": `${name}.${id}` });
    box.addEventListener("change", () => keep(boxes.flatMap((one) => (one.control.checked ? [one.control.value] : []))));
    return { control: box, row: make("label", { class: "choice" }, box, make("span", {}, title)) };
  });
  return make(
    "fieldset",
    { class: "field" },
    make("legend", { class: "field-label" }, label),
    hint ? make("p", { class: "hint" }, hint) : null,
    ...boxes.map(({ row }) => row),
  );
}

// A line or a block of text.  What is typed is kept half a second after the last key, and at once when the field is left.
import { make } from "../element.js";

const AFTER = 500;
let fresh = 0;

/** An id for a control and its label. */
export const newId = () => `modeler-field-${(fresh += 1)}`;

/** Calls `keep(value)` when the value has changed. */
export function keeping(control, keep) {
  let timer = 0;
  let kept = control.value;
  const now = () => {
    clearTimeout(timer);
    if (control.value === kept) return;
    kept = control.value;
    keep(kept);
  };
  control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(now, AFTER);
  });
  control.addEventListener("change", now);
  return control;
}

export function field(label, control, { hint, name, extra } = {}) {
  control.id ||= newId();
  if (name) control.dataset.field = name;
  const note = hint && make("p", { class: "hint", id: `${control.id}-hint` }, hint);
  if (note) control.setAttribute("aria-describedby", note.id);
  return make("div", { class: "field" }, make("label", { class: "field-label", for: control.id }, label), note || null, control, extra);
}

export function textField({ label, value, keep, readonly, rows, hint, name, code, extra, list }) {
  const attributes = { readonly, spellcheck: code ? "false" : undefined, class: code ? "mono" : undefined, list };
  const control = rows ? make("textarea", { ...attributes, rows }) : make("input", { ...attributes, type: "text" });
  control.value = value;
  return field(label, keeping(control, keep), { hint, name, extra });
}

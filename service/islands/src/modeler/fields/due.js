// A term as FEEL, with what it comes to on real days, computed by the service.
import { make } from "../element.js";
import { askJson } from "../server.js";
import { say } from "../words.js";
import { textField } from "./text.js";

const AFTER = 400;

export function dueField({ label, value, keep, readonly, hint, name, url, kind }) {
  const preview = make("div", { class: "modeler-preview", role: "status", "data-preview": name });
  let timer = 0;
  let round = 0;
  const look = async (text) => {
    const own = (round += 1);
    if (!text.trim()) {
      preview.replaceChildren();
      return;
    }
    const { ok, said } = await askJson(url, { expression: text, kind });
    if (own !== round) return;
    if (!ok) preview.replaceChildren(make("p", { class: "small late" }, said.detail ?? say("due.unknown")));
    else preview.replaceChildren(...said.lines.map((line) => make("p", { class: said.computed ? "small" : "small soon" }, line)));
  };
  const made = textField({ label, value, keep, readonly, hint, name, code: true, rows: 2, extra: preview });
  made.querySelector("textarea").addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(() => look(target.value), AFTER);
  });
  if (value) look(value);
  return made;
}

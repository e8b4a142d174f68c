// What bpmn-js says, in the language of the page.  Whatever it asks for and nobody has translated goes to the console as
// a warning; the browser tests fail on any line of the console.
import shipped from "bpmn-js-i18n/translations/ru.js";
import own from "./russian.js";
import { language } from "./words.js";

const russian = { ...shipped, ...own };

function filled(text, values = {}) {
  return text.replace(/{([^}]+)}/g, (whole, name) => String(values[name] ?? whole));
}

function translate(text, values) {
  if (language !== "ru") return filled(text, values);
  if (!(text in russian)) console.warn(`not translated: ${text}`);
  return filled(russian[text] ?? text, values);
}

/** For texts that the libraries write as they are: see build/fixed-texts.mjs. */
export const fixedText = translate;

/** The module of bpmn-js that all its parts ask for words. */
export const translation = { translate: ["value", translate] };

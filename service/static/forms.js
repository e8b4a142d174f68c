// Forms as the person types: hides what a condition hides, edits rows, takes a pasted table, uploads picked files.
// The server decides everything again; without this script every field is visible and every button still works.
// Listens on the document, so that what htmx swaps in works as well.

import { upload } from "./js/attachments.js";
import { keys } from "./js/cellkeys.js";
import { refresh } from "./js/conditions.js";
import { paste } from "./js/paste.js";
import { press } from "./js/rows.js";
import { typed, undo } from "./js/told.js";

document.addEventListener("input", (event) => {
  typed(event);
  refresh();
});
document.addEventListener("change", (event) => {
  if (event.target.type === "file" && event.target.closest("[data-upload]") && !event.target.closest("[data-shown-only]")) upload(event.target);
  refresh();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-undo]")) return undo();
  const button = event.target.closest?.("button[name=_rows]");
  if (!button) return;
  event.preventDefault();
  press(button);
});
document.addEventListener("keydown", keys);
document.addEventListener("paste", paste);
document.addEventListener("htmx:after:swap", refresh);
refresh();

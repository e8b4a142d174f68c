// Keys inside a table: Enter and Ctrl with arrows go between rows, Alt+Enter adds one below, Alt+Delete takes one away.
// Plain keys in a text of several lines stay the text's own, and so do Ctrl with left and right.

import { addBelow, boxesIn, cellAt, cellsOf, changed, remove } from "./rows.js";
import { isLast, undo } from "./told.js";

const visible = (box) => box.offsetParent !== null && !box.disabled;

/** The box in another row that stands where this one stands; of several choices the chosen one. */
function counterpart(box, cell, row) {
  const other = cellsOf(row)[cellsOf(cell.closest("tr")).indexOf(cell)];
  if (!other) return null;
  const boxes = boxesIn(other);
  const same = boxes[boxesIn(cell).indexOf(box)];
  const found = same && visible(same) ? same : boxes.find(visible);
  return (found?.type === "radio" && boxes.find((each) => each.name === found.name && each.checked)) || found;
}

function go(box, cell, step) {
  const next = step > 0 ? "nextElementSibling" : "previousElementSibling";
  for (let row = cell.closest("tr")[next]; row; row = row[next]) {
    const found = counterpart(box, cell, row);
    if (found) return found.focus();
  }
}

function addRow(box, cell) {
  const row = addBelow(cell.closest("tr"));
  if (!row) return;
  (counterpart(box, cell, row) ?? boxesIn(row)[0])?.focus();
  changed(row);
}

const only = (event, ...names) => ["ctrlKey", "metaKey", "altKey", "shiftKey"].every((name) => event[name] === names.includes(name));
const isEnter = (event) => event.key === "Enter";

/** What a key does in a cell; nothing for the keys that are the browser's. */
function meaning(event) {
  if (only(event, "ctrlKey") && event.key === "ArrowDown") return (box, cell) => go(box, cell, 1);
  if (only(event, "ctrlKey") && event.key === "ArrowUp") return (box, cell) => go(box, cell, -1);
  if (only(event, "altKey") && isEnter(event)) return addRow;
  if (only(event, "altKey") && event.key === "Delete") return (box, cell) => remove(cell.closest("tr"));
  if ((only(event, "ctrlKey") || only(event, "metaKey")) && event.code === "KeyZ" && isLast(event.target)) return undo;
  if (event.target.tagName !== "INPUT" || !isEnter(event)) return null;
  if (only(event)) return (box, cell) => go(box, cell, 1);
  return only(event, "shiftKey") ? (box, cell) => go(box, cell, -1) : null;
}

export function keys(event) {
  const cell = cellAt(event.target);
  const act = cell && boxesIn(cell).includes(event.target) && meaning(event);
  if (!act) return;
  event.preventDefault();
  act(event.target, cell);
}

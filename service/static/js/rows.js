// Rows of a list: added, removed, moved, renumbered.  Rows that stay are never moved or removed.

import { tell, texts } from "./told.js";

export const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

const bodyOf = (list) => list.querySelector("table").tBodies[0];
const blankOf = (list) => list.querySelector(":scope > template")?.content.firstElementChild;
const stays = (row) => row?.hasAttribute("data-stays");
export const rowsOf = (list) => [...bodyOf(list).rows];
export const cellsOf = (row) => [...row.cells].filter((cell) => cell.matches("[data-cell]") || cell.querySelector("[data-path]"));
export const boxesIn = (cell) => [...cell.querySelectorAll("input:not([type=hidden]), select, textarea")];

/** The cell of a list that an element stands in, the innermost one. */
export const cellAt = (element) => element.closest?.("[data-list] tbody > tr > :is(td, th)");

/** What the row is called by its own answer; "" where nothing names it. */
export function nameOf(row) {
  const head = [...row.cells].findLast((cell) => cell.tagName === "TH");
  const box = head && boxesIn(head)[0];
  const text = box ? (box.selectedOptions?.[0]?.text ?? box.value) : head?.querySelector(".field-read .prewrap, .strong")?.textContent;
  return (text ?? "").trim().replace(/\s+/g, " ");
}

export const calledRow = (row) => texts.row(rowsOf(row.closest("[data-list]")).indexOf(row) + 1, nameOf(row));

/** A blank row at the end, or after another; nothing where no more rows may come, which is told. */
export function add(list, after = null) {
  const [blank, most] = [blankOf(list), Number(list.dataset.most)];
  if (!blank || rowsOf(list).length >= most) {
    tell(list, blank ? texts.most(most) : texts.fixed);
    return null;
  }
  const row = document.importNode(blank, true);
  if (after) after.after(row);
  else bodyOf(list).append(row);
  renumber(list);
  return row;
}

/** A row below this one: one more line of the same name where rows of a name stand together. */
export function addBelow(row) {
  const list = row.closest("[data-list]");
  const rows = rowsOf(list);
  if (!list.hasAttribute("data-grouped")) return add(list, stays(row) ? rows.findLast(stays) : row);
  const name = nameOf(row);
  const line = add(list, name ? rows.findLast((each) => nameOf(each) === name) : row);
  if (line && name) {
    callAlike(line, row);
    renumber(list);
  }
  return line;
}

function callAlike(line, row) {
  const [into, from] = [line, row].map((each) => each.querySelector(":scope > .row-name"));
  const copy = from.cloneNode(true);
  copy.querySelectorAll('[name$="._stays"]').forEach((mark) => mark.remove());
  boxesIn(from).forEach((box, at) => { boxesIn(copy)[at].value = box.value; });
  into.replaceWith(copy);
}

/** Takes a row away; it can be taken back, with all that stood in it. */
export function remove(row) {
  const list = row.closest("[data-list]");
  if (stays(row) || !blankOf(list)) return tell(list, texts.staying(calledRow(row)));
  const [said, next] = [texts.removed(calledRow(row)), row.nextElementSibling];
  const neighbour = next ?? row.previousElementSibling;
  row.remove();
  renumber(list);
  ((neighbour && boxesIn(neighbour)[0]) ?? list).focus();
  changed(list);
  tell(list, said, () => {
    if (next?.isConnected) next.before(row);
    else bodyOf(list).append(row);
    renumber(list);
    boxesIn(row)[0]?.focus();
  });
}

export function renumber(list) {
  const place = new RegExp(`(^|[ :])${list.dataset.list.replace(/\./g, "\\.")}\\.(\\d+|__row__)(?=[.\\- ]|$)`, "g");
  let above = "";
  rowsOf(list).forEach((row, at) => {
    relabel(row, (text) => text.replace(place, `$1${list.dataset.list}.${at}`));
    row.querySelectorAll("[data-row]").forEach((each) => {
      if (each.closest("tr") === row) each.textContent = String(at + 1);
    });
    if (!list.hasAttribute("data-grouped")) return;
    const name = nameOf(row);
    row.classList.toggle("is-line", name !== "" && name === above);
    above = name;
  });
}

const LABELS = ["name", "id", "for", "aria-describedby", "aria-labelledby", "data-path", "data-scope", "data-list"];

function relabel(root, rename) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const name of LABELS) {
      if (element.hasAttribute(name)) element.setAttribute(name, rename(element.getAttribute(name)));
    }
    if (element.name === "_rows") element.value = rename(element.value);
    if (element.tagName === "TEMPLATE") for (const inside of element.content.children) relabel(inside, rename);
  }
}

/** What a button of a row, or below the rows, does. */
export function press(button) {
  const list = button.closest("[data-list]");
  const row = button.closest("tr");
  const act = button.value.split(":")[0];
  if (act === "remove") return remove(row);
  let focus = button;
  if (act === "add" || act === "line") {
    const fresh = act === "add" ? add(list) : addBelow(row);
    focus = fresh && boxesIn(fresh)[0];
  }
  if (act === "up" && !stays(row.previousElementSibling)) row.previousElementSibling?.before(row);
  if (act === "down") row.nextElementSibling?.after(row);
  renumber(list);
  focus?.focus();
  changed(list);
}

// Rows of a list: added, removed, moved, renumbered; a table pasted from a spreadsheet.

export const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

const bodyOf = (list) => list.querySelector("table").tBodies[0];
export const rowsOf = (list) => [...bodyOf(list).rows];
const cellsOf = (row) => [...row.cells].filter((cell) => cell.matches("[data-cell]") || cell.querySelector("[data-path]"));
const boxesIn = (cell) => [...cell.querySelectorAll("input, select, textarea")];

function add(list) {
  if (rowsOf(list).length >= Number(list.dataset.most)) return null;
  const blank = list.querySelector(":scope > template").content.firstElementChild;
  const row = document.importNode(blank, true);
  bodyOf(list).append(row);
  renumber(list);
  return row;
}

function renumber(list) {
  const place = new RegExp(`(^|[ :])${list.dataset.list.replace(/\./g, "\\.")}\\.(\\d+|__row__)(?=[.\\- ]|$)`, "g");
  rowsOf(list).forEach((row, at) => relabel(row, (text) => text.replace(place, `$1${list.dataset.list}.${at}`)));
  rowsOf(list).forEach((row, at) => row.querySelectorAll("[data-row]").forEach((each) => {
    if (each.closest("tr") === row) each.textContent = String(at + 1);
  }));
}

function relabel(root, rename) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const name of ["name", "id", "for", "aria-describedby", "data-path", "data-scope", "data-list"]) {
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
  let focus = button;
  if (act === "add") focus = boxesIn(add(list) ?? list)[0];
  if (act === "up") row.previousElementSibling?.before(row);
  if (act === "down") row.nextElementSibling?.after(row);
  if (act === "remove") {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    focus = next ? boxesIn(next)[0] : list;
  }
  renumber(list);
  focus?.focus();
  changed(list);
}

function put(cell, text) {
  const [box, ...others] = boxesIn(cell);
  const meant = (label) => label.trim().toLowerCase() === text.trim().toLowerCase();
  if (!box || box.type === "file") return;
  if (box.tagName === "SELECT") box.value = [...box.options].find((option) => meant(option.text) || meant(option.value))?.value ?? "";
  else if (box.type === "checkbox" && others.length === 0) box.checked = /^(да|yes|true|1|x|х|\+|v|✓)$/i.test(text.trim());
  else if (box.type === "radio" || box.type === "checkbox") for (const each of [box, ...others]) each.checked = meant(each.value) || meant(each.labels[0].textContent);
  else box.value = text;
}

/** A table copied from a spreadsheet fills cells from the focused one on, adding rows. */
export function paste(event) {
  const cell = event.target.closest?.("[data-list] tbody td");
  const text = event.clipboardData?.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "") ?? "";
  if (!cell || !(text.includes("\t") || (text.includes("\n") && event.target.tagName === "INPUT"))) return;
  event.preventDefault();
  const list = cell.closest("[data-list]");
  const row = cell.closest("tr");
  const [top, left] = [rowsOf(list).indexOf(row), cellsOf(row).indexOf(cell)];
  text.split("\n").forEach((line, down) => {
    const into = rowsOf(list)[top + down] ?? (list.querySelector(":scope > template") && add(list));
    if (into) line.split("\t").forEach((part, right) => cellsOf(into)[left + right] && put(cellsOf(into)[left + right], part));
  });
  changed(list);
}

/** Enter goes to the same cell of the next row instead of sending the form. */
export function enter(event) {
  const cell = event.target.closest?.("[data-list] tbody td");
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.target.tagName !== "INPUT" || !cell) return;
  event.preventDefault();
  const row = cell.closest("tr");
  const below = row.nextElementSibling;
  if (below) boxesIn(cellsOf(below)[cellsOf(row).indexOf(cell)])[0]?.focus();
}

// A block of cells copied from a spreadsheet fills a table from the focused cell on, adding rows where it may.

import { add, boxesIn, calledRow, cellAt, cellsOf, changed, renumber, rowsOf } from "./rows.js";
import { tell, texts } from "./told.js";

const QUOTED = /"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|$)/y;
const PLAIN = /[^\t\r\n]*/y;
const SAID = 8; // places that are named before "and n more"

/** The lines of cells in tab-separated text.  A cell with a tab, a line break or a doubled quote stands in quotes. */
export function block(text) {
  const lines = [[]];
  for (let at = 0; ; ) {
    QUOTED.lastIndex = PLAIN.lastIndex = at;
    const quoted = QUOTED.exec(text);
    const own = quoted && /[\t\r\n]|""/.test(quoted[1]); // else the quotes are the text's own
    const found = own ? quoted : PLAIN.exec(text);
    lines.at(-1).push(own ? quoted[1].replaceAll('""', '"').replace(/\r\n?/g, "\n") : found[0]);
    at += found[0].length;
    if (text[at] === "\t") at += 1;
    else {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      if (at >= text.length) return lines;
      lines.push([]);
    }
  }
}

const plain = (text) => text.trim().replace(/\s+/g, " ").toLowerCase().replaceAll("ё", "е");
const YES = ["да", "yes", "true", "истина", "1", "x", "х", "+", "v", "✓"];
const NO = ["нет", "no", "false", "ложь", "0", "-", "–", "—"];
const alike = (one, other) => one === other || [YES, NO].some((words) => words.includes(one) && words.includes(other));
const caption = (box) => box.labels?.[0]?.textContent ?? "";
const setValue = (box, value) => { box.value = value; };

/** Of things with labels and values the one that the text means; undefined for none. */
function meant(offers, text) {
  const said = plain(text);
  const named = offers.map((offer) => [offer, plain(offer.text ?? caption(offer)), plain(offer.value)]);
  const found = named.find(([, label]) => label === said) ?? named.find(([, , value]) => value === said);
  return (found ?? named.find(([, label, value]) => alike(label, said) || alike(value, said)))?.[0];
}

function tickAll(boxes, text) {
  const whole = meant(boxes, text);
  const parts = text.split(/[;\n]/).length > 1 ? text.split(/[;\n]/) : text.split(",");
  const chosen = whole ? [whole] : parts.filter((part) => part.trim()).map((part) => meant(boxes, part));
  if (chosen.includes(undefined)) return false;
  for (const box of boxes) box.checked = chosen.includes(box);
  return true;
}

const DAY = /^(\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2})( г\.?)?/;
const SHAPES = { date: new RegExp(`${DAY.source}( 0?0:00(:00)?)?$`), datetime: new RegExp(`${DAY.source},?[ T]+\\d{1,2}[:.]\\d{2}(:\\d{2})?$`), time: /^\d{1,2}[:.]\d{2}(:\d{2})?$/ };
const NUMBER = /^[+\-−]?\d[\d \u00a0\u202f\u2009]*([.,]\d+)?$/;

/** How a text comes into the boxes of a question of this kind; false where it cannot be read. */
const takes = {
  textarea: ([box], text) => setValue(box, text),
  textfield: ([box], text) => setValue(box, text.replace(/\s*\n\s*/g, " ")),
  number: ([box], text) => (text === "" || NUMBER.test(text) ? setValue(box, text) : false),
  datetime: ([box], text, field) => (text === "" || SHAPES[field.dataset.subtype].test(text) ? setValue(box, field.dataset.subtype === "date" ? text.replace(/ 0?0:00(:00)?$/, "") : text) : false),
  checkbox: ([box], text) => (text === "" || [...YES, ...NO].includes(plain(text)) ? void (box.checked = YES.includes(plain(text))) : false),
  select([box], text) {
    const option = text === "" ? box.options[0] : meant([...box.options].filter((each) => each.value), text);
    return option ? setValue(box, option.value) : false;
  },
  radio(boxes, text) {
    const chosen = text === "" ? null : meant(boxes, text);
    if (chosen === undefined) return false;
    for (const box of boxes) box.checked = chosen ? box === chosen : box.value === "";
  },
  checklist: tickAll,
  taglist: tickAll,
};

const questionsIn = (cell) => {
  const list = cell.closest("[data-list]");
  return [...cell.querySelectorAll("[data-path]")].filter((field) => field.dataset.kind !== "group" && field.closest("[data-list]") === list);
};
const lastName = (field) => field.dataset.path.split(".").at(-1);
const forText = (field) => ["textarea", "textfield"].includes(field.dataset.kind) && boxesIn(field).length > 0;

/** The questions of a row that the columns of a block go to, from `first` on: cell by cell, each into the question of
 * the same name or the one for text; of a block with more columns than that, question by question. */
function targets(row, cell, name, width) {
  const cells = cellsOf(row).slice(cell).map(questionsIn);
  const at = Math.max(0, cells[0].findIndex((field) => lastName(field) === name));
  if (width > cells.length) return cells.flat().slice(at);
  return cells.map((fields) => fields.find((field) => lastName(field) === name) ?? fields.find(forText) ?? fields[0]);
}

const state = (box) => (box.type === "checkbox" || box.type === "radio" ? box.checked : box.value);
const setState = (box, value) => { if (box.type === "checkbox" || box.type === "radio") box.checked = value; else box.value = value; };

/** One paste: what it filled, what it could not, and the way back. */
class Paste {
  filled = 0;
  skipped = 0;
  unread = [];
  rows = [];
  boxes = [];
  lostRows = 0;
  lostColumns = 0;

  constructor(list) {
    this.list = list;
    clearMarks(list);
  }

  put(field, text) {
    const boxes = field ? boxesIn(field).filter((box) => !box.disabled && !box.readOnly && box.type !== "file") : [];
    if (!boxes.length) return this.skip(field, text);
    const before = boxes.map(state);
    const kept = field.dataset.kind === "textarea" ? text : text.trim();
    const read = (takes[field.dataset.kind] ?? takes.textfield)(boxes, kept, field) !== false;
    boxes.forEach((box, at) => this.boxes.push({ box, before: before[at], after: state(box) }));
    field.dataset.pasted = read ? "filled" : "unread";
    if (read) this.filled += 1;
    else this.miss(field, text);
  }

  /** A cell that nobody may change: only another text than the one that stands there is worth a word. */
  skip(field, text) {
    if (!field) return;
    field.dataset.pasted = "skipped";
    const stands = field.querySelector(".prewrap")?.textContent;
    if (stands !== undefined && text.trim() !== "" && plain(stands) !== plain(text)) this.miss(field, text);
    else this.skipped += 1;
  }

  miss(field, text) {
    const cell = cellAt(field);
    const short = text.trim().length > 30 ? `${text.trim().slice(0, 29)}…` : text.trim();
    const column = texts.column(cell.dataset.number, [cell.dataset.label, cell.querySelector(":scope > .field-group") && field.querySelector(".field-label")?.firstChild.textContent.trim()].filter(Boolean).join(": "));
    this.unread.push(`${calledRow(cell.closest("tr"))}, ${column} — «${short}»`);
  }

  get said() {
    const places = this.unread.slice(0, SAID).join("; ") + (this.unread.length > SAID ? `; ${texts.others(this.unread.length - SAID)}` : "");
    const counts = [["added", this.rows.length], ["skipped", this.skipped], ["lostRows", this.lostRows], ["lostColumns", this.lostColumns]];
    const rest = counts.filter(([, count]) => count).map(([name, count]) => texts[name](count));
    return [texts.filled(this.filled), ...rest, ...(this.unread.length ? [texts.unread(places)] : [])].join(" ");
  }

  /** Puts back what was there before, but for what was typed over since; rows that it added go, unless used since. */
  undo() {
    for (const { box, before, after } of this.boxes) if (state(box) === after) setState(box, before);
    for (const row of this.rows) if (boxesIn(row).every((box) => state(box) === "" || state(box) === false || (box.type === "radio" && box.value === ""))) row.remove();
    clearMarks(this.list);
    renumber(this.list);
  }
}

function clearMarks(list) {
  for (const field of list.querySelectorAll("[data-pasted]")) delete field.dataset.pasted;
}

/** Whether the clipboard holds cells, not a text for the box that has the focus. */
function isBlock(data, text, box) {
  const cells = text.includes("\t") || (data.getData("text/html").includes("<table") && /[\r\n]./.test(text));
  return cells || (text.trimEnd().includes("\n") && box.tagName !== "TEXTAREA");
}

export function paste(event) {
  const cell = cellAt(event.target);
  const field = event.target.closest?.("[data-path]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !field || !isBlock(event.clipboardData, text, event.target)) return;
  event.preventDefault();
  const [list, row] = [cell.closest("[data-list]"), cell.closest("tr")];
  const lines = block(text);
  const [top, left, width] = [rowsOf(list).indexOf(row), cellsOf(row).indexOf(cell), Math.max(...lines.map((line) => line.length))];
  const pasted = new Paste(list);
  lines.forEach((line, down) => {
    const there = rowsOf(list)[top + down];
    const into = there ?? (list.querySelector(":scope > template") && rowsOf(list).length < Number(list.dataset.most) ? add(list) : null);
    if (!into) return void (pasted.lostRows += 1);
    if (!there) pasted.rows.push(into);
    const fields = targets(into, left, lastName(field), width);
    line.slice(0, fields.length).forEach((part, at) => pasted.put(fields[at], part));
    pasted.lostColumns = Math.max(pasted.lostColumns, line.length - fields.length);
  });
  renumber(list);
  changed(list);
  tell(list, pasted.said, () => pasted.undo());
}

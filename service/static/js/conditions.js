// Conditions: the tree that the server made of FEEL (processes/feel/tree.py), walked over what stands in the form.

import { rowsOf } from "./rows.js";

const controls = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((each) => each.type !== "file");
const unlike = () => { throw new TypeError("unlike kinds"); };
const answer = (element) => (element.dataset.answer ? JSON.parse(element.dataset.answer) : element.value);
const kindOf = (value) => (Array.isArray(value) ? "list" : typeof value);
const given = (value) => value !== null && value !== "" && !(kindOf(value) === "list" && value.length === 0);

const readers = {
  checkbox: (all) => all[0].checked,
  radio: (all) => all.filter((each) => each.checked).map(answer)[0] ?? null,
  select: ([only]) => (only.value === "" ? null : answer(only.selectedOptions?.[0] ?? only)),
  number: ([only]) => number(only.value.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-").replace(",", ".")),
  datetime: ([only]) => only.value.trim().replace(/^(\d{1,2})[./](\d{1,2})[./](\d{4})/, (_, day, month, year) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`) || null,
};
const ticked = (all) => all.filter((each) => each.checked).map(answer);
for (const kind of ["checklist", "taglist", "filepicker"]) readers[kind] = ticked;
const number = (text) => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null);

function valueAt(form, name) {
  const list = form.querySelector(`[data-list="${CSS.escape(name)}"]`);
  if (list) return list.closest("[hidden]") ? null : rowsOf(list).map(() => ({}));
  const field = form.querySelector(`[data-path="${CSS.escape(name)}"]`);
  if (!field) return undefined;
  const all = controls(form, name);
  if (field.closest("[hidden]") || (all.length === 0 && field.dataset.kind !== "filepicker")) return null;
  return (readers[field.dataset.kind] ?? (([only]) => only.value.trim() || null))(all);
}

function read(field, path) {
  const known = JSON.parse(field.dataset.known || "{}");
  if (path.join(".") in known) return known[path.join(".")];
  const rows = [...field.dataset.scope.matchAll(/\.\d+\./g)].map((row) => field.dataset.scope.slice(0, row.index + row[0].length));
  for (const scope of [...rows.reverse(), ""]) {
    for (let length = path.length; length > 0; length -= 1) {
      const value = valueAt(field.closest("form"), scope + path.slice(0, length).join("."));
      if (value !== undefined) return path.slice(length).reduce((inside, name) => inside?.[name] ?? null, value);
    }
  }
  return null;
}

function same(left, right) {
  if (left === null || right === null) return left === right;
  return kindOf(left) === kindOf(right) ? JSON.stringify(left) === JSON.stringify(right) : unlike();
}

function ordered(left, right, test) {
  if (left === null || right === null) return null;
  return typeof left === typeof right && ["number", "string"].includes(typeof left) ? test(left, right) : unlike();
}

const negated = (value) => (value === null ? null : typeof value === "boolean" ? !value : unlike());
const joined = (values, deciding) => {
  if (values.some((value) => value !== null && typeof value !== "boolean")) unlike();
  return values.includes(deciding) ? deciding : values.includes(null) ? null : !deciding;
};
const ops = {
  and: (...values) => joined(values, false),
  or: (...values) => joined(values, true),
  not: negated,
  "=": same,
  "!=": (left, right) => !same(left, right),
  "<": (left, right) => ordered(left, right, (one, other) => one < other),
  "<=": (left, right) => ordered(left, right, (one, other) => one <= other),
  ">": (left, right) => ordered(left, right, (one, other) => one > other),
  ">=": (left, right) => ordered(left, right, (one, other) => one >= other),
  in: (value, ...choices) => choices.some((choice) => same(value, choice)),
};
const textual = (test) => (text, part) => (text === null || part === null ? null : typeof text === "string" && typeof part === "string" ? test(text, part) : unlike());
const calls = {
  given,
  count: (list) => (list === null ? null : kindOf(list) === "list" ? list.length : unlike()),
  "list contains": (list, value) => (list === null ? null : kindOf(list) === "list" ? list.some((each) => same(each, value)) : unlike()),
  contains: textual((text, part) => text.includes(part)),
  "starts with": textual((text, part) => text.startsWith(part)),
  "ends with": textual((text, part) => text.endsWith(part)),
};

function evaluate(tree, field) {
  if ("path" in tree) return read(field, tree.path);
  if ("value" in tree) return tree.value;
  if ("number" in tree) return Number(tree.number);
  const act = "op" in tree ? ops[tree.op] : calls[tree.call];
  return act(...tree.of.map((each) => evaluate(each, field)));
}

function hides(field) {
  try {
    return evaluate(JSON.parse(field.dataset.hide), field) === true;
  } catch {
    return false; // a condition without a value hides nothing, on the server too
  }
}

/** Hides and shows until nothing changes: a hidden field has no value for the conditions of others. */
export function refresh() {
  const fields = [...document.querySelectorAll("form [data-hide]")];
  for (let pass = 0; pass <= fields.length; pass += 1) {
    const wrong = fields.filter((field) => field.hidden !== hides(field));
    if (wrong.length === 0) return;
    for (const field of wrong) field.hidden = !field.hidden;
  }
}

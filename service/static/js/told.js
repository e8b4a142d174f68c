// What a table says of itself after a paste or a lost row, and the way back from it.

const russian = document.documentElement.lang !== "en";

export const texts = russian
  ? {
      row: (number, name) => `строка ${number}${name ? ` «${name}»` : ""}`,
      column: (number, name) => `графа ${number ? `${number} ` : ""}«${name}»`,
      filled: (count) => `Заполнено ячеек: ${count}.`,
      added: (count) => `Добавлено строк: ${count}.`,
      skipped: (count) => `Пропущено неизменяемых: ${count}.`,
      unread: (places) => `Не прочитано: ${places}.`,
      others: (count) => `и ещё ${count}`,
      lostRows: (count) => `Не поместилось строк: ${count}.`,
      lostColumns: (count) => `Не поместилось столбцов: ${count}.`,
      removed: (row) => `Убрана ${row}.`,
      staying: (row) => `Убрать нельзя: ${row}.`,
      most: (most) => `Строк не больше ${most}.`,
      fixed: "В эту таблицу строки не добавляются.",
      undone: "Отменено.",
    }
  : {
      row: (number, name) => `row ${number}${name ? ` “${name}”` : ""}`,
      column: (number, name) => `column ${number ? `${number} ` : ""}“${name}”`,
      filled: (count) => `Cells filled: ${count}.`,
      added: (count) => `Rows added: ${count}.`,
      skipped: (count) => `Read-only cells skipped: ${count}.`,
      unread: (places) => `Could not be read: ${places}.`,
      others: (count) => `and ${count} more`,
      lostRows: (count) => `Rows that found no place: ${count}.`,
      lostColumns: (count) => `Columns that found no place: ${count}.`,
      removed: (row) => `Removed: ${row}.`,
      staying: (row) => `Cannot be removed: ${row}.`,
      most: (most) => `At most ${most} rows.`,
      fixed: "No rows are added to this table.",
      undone: "Undone.",
    };

let back = null; // the last thing that can be undone: its list, how, and whether something was typed since

/** Says it in the table's live region; with `restore` one action takes it back. */
export function tell(list, text, restore = null) {
  const told = list.querySelector(":scope > .rows-told");
  if (!told) return;
  told.querySelector("[role=status]").textContent = text;
  for (const button of document.querySelectorAll("[data-undo]")) button.hidden = true;
  told.querySelector("[data-undo]").hidden = !restore;
  back = restore && { list, restore, typed: false };
}

export function undo() {
  if (!back) return;
  const { list, restore } = back;
  restore();
  tell(list, texts.undone);
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether Ctrl+Z means what was told last: nothing was typed since then. */
export const isLast = (element) => back !== null && !back.typed && back.list.contains(element);

export function typed(event) {
  if (back && event.isTrusted) back.typed = true;
}

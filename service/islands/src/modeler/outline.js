// The steps as a list: the way into the diagram for the keyboard and for screen readers.  Whatever is chosen here is
// chosen on the canvas, and the other way round.
import { make } from "./element.js";
import { nameOf, reading } from "./steps.js";
import { kindOf, say } from "./words.js";

const MARKS = { error: "!", question: "?", warning: "*", info: "i" };

export class Outline {
  constructor({ diagram, list, search, choose, change }) {
    Object.assign(this, { diagram, list, choose, change });
    this.worst = new Map();
    search?.addEventListener("input", () => {
      this.sought = search.value.trim().toLowerCase();
      this.draw();
    });
    this.sought = "";
    list.addEventListener("keydown", (event) => this.key(event));
  }

  draw() {
    const focused = document.activeElement?.closest?.("[data-step]")?.dataset.step;
    const chosen = new Set(this.diagram.get("selection").get().map(({ id }) => id));
    const rows = reading(this.diagram).filter(({ element }) => this.holds(element));
    this.list.replaceChildren(...rows.map((row) => this.row(row, chosen)));
    if (focused) this.button(focused)?.focus();
  }

  holds(element) {
    return !this.sought || `${element.id} ${nameOf(element)} ${kindOf(element.type)}`.toLowerCase().includes(this.sought);
  }

  row({ element, depth }, chosen) {
    const severity = this.worst.get(element.id);
    const mark = severity && make("span", { class: `modeler-mark ${severity}` }, MARKS[severity], make("span", { class: "visually-hidden" }, ` ${say(`severity.${severity}`)}`));
    const button = make(
      "button",
      {
        type: "button",
        class: "modeler-step",
        "data-step": element.id,
        "data-depth": Math.min(depth, 3),
        "aria-pressed": chosen.has(element.id) ? "true" : "false",
        onclick: () => this.choose(element),
      },
      make("span", { class: "modeler-step-name" }, nameOf(element) || say("name.none")),
      make("span", { class: "modeler-step-kind" }, `${element.id} · ${kindOf(element.type)}`),
      mark ?? null,
    );
    return make("li", {}, button);
  }

  button(id) {
    return [...this.list.querySelectorAll("[data-step]")].find((one) => one.dataset.step === id);
  }

  chosen() {
    const ids = new Set(this.diagram.get("selection").get().map(({ id }) => id));
    for (const button of this.list.querySelectorAll("[data-step]"))
      button.setAttribute("aria-pressed", ids.has(button.dataset.step) ? "true" : "false");
    this.reveal(this.list.querySelector("[aria-pressed=true]"));
  }

  /** Scrolls the list and nothing else. */
  reveal(button) {
    if (!button) return;
    const [own, around] = [button.getBoundingClientRect(), this.list.getBoundingClientRect()];
    if (own.top < around.top) this.list.scrollTop -= around.top - own.top;
    if (own.bottom > around.bottom) this.list.scrollTop += own.bottom - around.bottom;
  }

  key(event) {
    const buttons = [...this.list.querySelectorAll("[data-step]")];
    const at = buttons.indexOf(document.activeElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons[to]?.focus();
    } else if (event.key === "Delete" && this.change) {
      const next = buttons[at + 1]?.dataset.step ?? buttons[at - 1]?.dataset.step;
      this.change.remove(buttons[at].dataset.step);
      this.button(next)?.focus();
    } else if (event.key === "F2" && this.change) {
      event.preventDefault();
      this.choose(this.diagram.get("elementRegistry").get(buttons[at].dataset.step));
      this.change.rename();
    }
  }

  marked(worst) {
    this.worst = worst;
    this.draw();
  }
}

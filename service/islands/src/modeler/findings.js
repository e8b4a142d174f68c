// The gate's findings: a mark on each element and a list in words.  A mark is a sign with a text, not colour alone.
import { make } from "./element.js";
import { say } from "./words.js";

const SIGNS = { error: "!", question: "?", warning: "*", info: "i" };
const ORDER = ["error", "question", "warning", "info"];

export class Findings {
  constructor({ diagram, list, line, choose }) {
    Object.assign(this, { diagram, list, line, choose });
    this.overlays = diagram.get("overlays");
    this.registry = diagram.get("elementRegistry");
    this.shown = [];
  }

  asking() {
    this.line.textContent = say("check.asking");
  }

  show(findings) {
    if (findings === null) {
      this.line.textContent = say("check.failed");
      return;
    }
    this.shown = findings;
    const count = (severity) => findings.filter((one) => one.severity === severity).length;
    this.line.textContent = findings.length
      ? say("check.count", { errors: count("error") + count("question"), warnings: count("warning") + count("info") })
      : say("check.clean");
    this.mark();
    const sorted = ORDER.flatMap((severity) => findings.filter((one) => one.severity === severity));
    this.list.replaceChildren(...sorted.map((finding) => this.row(finding)));
  }

  /** The worst finding of each element of this diagram. */
  worst() {
    const found = new Map();
    for (const severity of ORDER)
      for (const { severity: own, element } of this.shown) if (own === severity && !found.has(element)) found.set(element, own);
    return found;
  }

  mark() {
    this.overlays.remove({ type: "finding" });
    for (const [id, severity] of this.worst()) {
      const element = this.registry.get(id);
      if (!element || element === this.diagram.get("canvas").getRootElement()) continue;
      const texts = this.shown.filter((one) => one.element === id).map((one) => one.text);
      const sign = make("span", { class: `modeler-mark ${severity}`, "data-element": id, title: texts.join("\n") }, SIGNS[severity]);
      this.overlays.add(element, "finding", { position: this.place(element), html: sign, show: { minZoom: 0.3 } });
    }
  }

  place(element) {
    if (element.waypoints) {
      const middle = element.waypoints[Math.floor(element.waypoints.length / 2)];
      const left = Math.min(...element.waypoints.map(({ x }) => x));
      const top = Math.min(...element.waypoints.map(({ y }) => y));
      return { left: middle.x - left - 9, top: middle.y - top - 9 };
    }
    return { top: -10, right: 10 };
  }

  row(finding) {
    const known = finding.element && this.registry.get(finding.element);
    const where = finding.name || finding.element;
    const title = known ? make("a", { href: `#${finding.element}`, onclick: (event) => this.follow(event, known) }, where) : this.elsewhere(finding, where);
    return make(
      "li",
      { class: "modeler-finding", "data-severity": finding.severity, "data-code": finding.code, "data-element": finding.element ?? "" },
      make("span", { class: `badge ${{ error: "late", question: "late", warning: "soon" }[finding.severity] ?? ""}` }, say(`severity.${finding.severity}`)),
      make("div", {}, title, make("p", {}, finding.text), make("p", { class: "soft small" }, finding.advice)),
    );
  }

  /** In another part of the procedure, or in the procedure as a whole. */
  elsewhere({ url }, where) {
    const text = where ? say("check.other", { element: where }) : "";
    return url ? make("a", { href: url }, text) : make("span", { class: "strong" }, text);
  }

  follow(event, element) {
    event.preventDefault();
    this.choose(element);
  }
}

// The BPMN modeler: puts list, canvas, panel, check and saving together.  <html data-ready> says that it can be used.
import { Change } from "./change.js";
import { Checking } from "./checking.js";
import { fit, isOpenForChange, open, show, text } from "./diagram.js";
import { make } from "./element.js";
import { Findings } from "./findings.js";
import { Outline } from "./outline.js";
import { Panel } from "./panel.js";
import { Saving } from "./saving.js";
import { get } from "./server.js";
import { Toolbar } from "./toolbar.js";
import { say } from "./words.js";

const at = (name) => document.querySelector(`[data-modeler="${name}"]`);
const data = JSON.parse(document.getElementById("modeler").dataset.material);

function tell(reasons) {
  if (!reasons.length) return;
  at("notice").replaceChildren(
    make("p", { class: "strong" }, `${say("halfway")}:`),
    make("ul", {}, ...reasons.map((reason) => make("li", {}, reason))),
    make("p", {}, say("halfway.why")),
  );
  at("notice").hidden = false;
}

async function start() {
  const source = await get(data.urls.source);
  const canvas = at("canvas");
  canvas.replaceChildren();
  const { diagram, reasons } = await open(canvas, source, data.readonly);
  tell(reasons);
  const change = isOpenForChange(diagram) ? new Change(diagram) : null;
  fit(diagram);
  wire(diagram, source, change);
  document.documentElement.dataset.ready = "";
}

function wire(diagram, source, change) {
  const selection = diagram.get("selection");
  const current = () => (change ? text(diagram) : Promise.resolve(source));
  let panel = null;
  const choose = (element, field) => {
    if (!element) return;
    show(diagram, element);
    selection.select(element);
    if (field) panel.focusName();
  };
  const outline = new Outline({ diagram, list: at("outline"), search: at("search"), choose, change: change && { remove: (id) => change.remove(id), rename: () => panel.focusName() } });
  panel = new Panel({ diagram, place: at("panel"), heading: at("panel-title"), data, change, choose });
  const findings = new Findings({ diagram, list: at("findings"), line: at("check"), choose });
  const checking = new Checking({
    url: data.urls.check,
    text: current,
    asking: () => findings.asking(),
    heard: (found) => {
      findings.show(found);
      outline.marked(findings.worst());
    },
  });
  const saving = change && new Saving({ url: data.urls.save, mark: data.mark, line: at("state"), text: current });
  if (!change) at("state").textContent = say("readonly");
  new Toolbar({ diagram, change, data, current, at, saving });

  diagram.on("selection.changed", () => {
    outline.chosen();
    panel.draw();
  });
  diagram.on("elements.changed", ({ elements }) => panel.changed(elements));
  diagram.on("commandStack.changed", () => {
    outline.draw();
    saving?.changed();
    checking.changed();
  });
  outline.draw();
  panel.draw();
  choose(diagram.get("elementRegistry").get(new URLSearchParams(location.search).get("element") ?? ""));
  checking.changed(0);
  at("canvas").querySelector("svg")?.focus?.();
}

start().catch((error) => {
  at("canvas").replaceChildren(make("p", { class: "modeler-failed" }, say("file.broken", { reason: error.message })));
  at("state").textContent = say("readonly");
  document.documentElement.dataset.ready = "";
});

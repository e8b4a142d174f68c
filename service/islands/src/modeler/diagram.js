// Opens a file: to be changed if it is wholly understood, else to be looked at only.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import descriptor from "./descriptor.js";
import { losses } from "./losses.js";
import { offered } from "./offered.js";
import { standard } from "./standard.js";
import { translation } from "./translation.js";
import { explained } from "./warnings.js";

const SMALLEST_ZOOM = 0.7;
const MARGIN = 30;
const AROUND = { top: 80, bottom: 150, left: 130, right: 260 }; // the pad beside an element stays off tools and watermark
const PALETTE = 110; // pixels that the tools take on the left

const settings = (container) => ({
  container,
  moddleExtensions: { bpmn: standard, spiffworkflow: descriptor },
  textRenderer: { defaultStyle: { fontFamily: "Arial, 'Liberation Sans', sans-serif" }, externalStyle: { fontFamily: "Arial, 'Liberation Sans', sans-serif" } },
});

/** {diagram, reasons}: reasons say why the diagram is for looking only; without any it may be changed. */
export async function open(container, xml, readonly) {
  if (readonly) return { diagram: await view(container, xml), reasons: [] };
  const modeler = new Modeler({ ...settings(container), additionalModules: [translation, offered] });
  const { warnings } = await modeler.importXML(xml);
  const reasons = explained(warnings);
  if (!reasons.length) reasons.push(...losses(xml, (await modeler.saveXML({ format: true })).xml));
  if (!reasons.length) return { diagram: modeler, reasons };
  modeler.destroy();
  return { diagram: await view(container, xml), reasons };
}

async function view(container, xml) {
  const viewer = new NavigatedViewer({ ...settings(container), additionalModules: [translation] });
  await viewer.importXML(xml);
  return viewer;
}

/** Whether this diagram may be changed. */
export function isOpenForChange(diagram) {
  return diagram instanceof Modeler;
}

/** Shows the beginning at a size that can be read: all of it if it fits, else its left upper part. */
export function fit(diagram) {
  const canvas = diagram.get("canvas");
  canvas.zoom("fit-viewport");
  if (canvas.zoom() > 1) canvas.zoom(1);
  if (canvas.zoom() >= SMALLEST_ZOOM) return;
  const { inner } = canvas.viewbox();
  canvas.zoom(SMALLEST_ZOOM);
  const { width, height } = canvas.viewbox();
  const left = isOpenForChange(diagram) ? PALETTE / SMALLEST_ZOOM : 0;
  canvas.viewbox({ x: inner.x - MARGIN - left, y: inner.y - MARGIN, width, height });
}

/** Brings an element into view without changing the size. */
export function show(diagram, element) {
  const canvas = diagram.get("canvas");
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  if (element !== root) canvas.scrollToElement(element, AROUND);
}

/** The file as it stands now. */
export async function text(diagram) {
  return (await diagram.saveXML({ format: true })).xml;
}

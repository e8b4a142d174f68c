// What the palette, the pad beside an element and the menu "change element" offer: only what the service can execute.
// The gate's rules are the truth; this list spares people the way to a refusal.  New steps are steps of people, since a
// task of no kind cannot be published.
const CHANGES = new Set(
  [
    "user-task manual-task service-task send-task receive-task script-task rule-task call-activity",
    "subprocess expanded-subprocess collapsed-subprocess",
    "exclusive-gateway parallel-gateway inclusive-gateway event-based-gateway",
    "none-start message-start none-end terminate-end",
    "none-intermediate-throw message-intermediate-catch message-intermediate-throw timer-intermediate-catch",
    "message-boundary timer-boundary non-interrupting-message-boundary non-interrupting-timer-boundary",
    "sequence-flow default-flow conditional-flow collapsed-pool expanded-pool",
  ].flatMap((line) => line.split(" ").map((id) => `replace-with-${id}`)),
);
const MARKERS = new Set(["toggle-parallel-mi", "toggle-sequential-mi", "toggle-non-interrupting"]);
const NO_TOOLS = new Set(["create.data-object", "create.data-store"]);
const NO_PADS = new Set(["append.condition-intermediate-event", "append.signal-intermediate-event", "append.compensation-activity"]);
const STEP = "bpmn:UserTask";

const only = (entries, holds) => Object.fromEntries(Object.entries(entries).filter(([id]) => holds(id)));

class Offered {
  constructor(palette, contextPad, popupMenu, create, elementFactory, autoPlace, appendPreview) {
    Object.assign(this, { create, elementFactory, autoPlace, appendPreview });
    palette.registerProvider(500, { getPaletteEntries: () => (entries) => this.tools(entries) });
    contextPad.registerProvider(500, { getContextPadEntries: () => (entries) => this.pad(entries) });
    popupMenu.registerProvider("bpmn-replace", 500, {
      getPopupMenuEntries: () => (entries) => only(entries, (id) => CHANGES.has(id)),
      getPopupMenuHeaderEntries: () => (entries) => only(entries, (id) => MARKERS.has(id)),
    });
  }

  tools(entries) {
    const begin = (event) => this.create.start(event, this.step());
    Object.assign(entries["create.task"], { className: "bpmn-icon-user-task", action: { dragstart: begin, click: begin } });
    return only(entries, (id) => !NO_TOOLS.has(id));
  }

  pad(entries) {
    const step = entries["append.append-task"];
    if (step) Object.assign(step, { className: "bpmn-icon-user-task", action: this.appending() });
    return only(entries, (id) => !NO_PADS.has(id));
  }

  appending() {
    return {
      dragstart: (event, element) => this.create.start(event, this.step(), { source: element }),
      click: (_, element) => this.autoPlace.append(element, this.step()),
      hover: (_, element) => {
        this.appendPreview.create(element, STEP);
        return () => this.appendPreview.cleanUp();
      },
    };
  }

  step() {
    return this.elementFactory.createShape({ type: STEP });
  }
}
Offered.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory", "autoPlace", "appendPreview"];

export const offered = { __init__: ["offered"], offered: ["type", Offered] };

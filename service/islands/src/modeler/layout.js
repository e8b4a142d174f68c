// A layout made by the service, put onto the open diagram as one change: only the picture moves, and undo takes all of
// it back.

/** Puts every shape, flow and label where `places` says; an element that it does not name stays. */
export class ReplacePicture {
  constructor(bpmnUpdater) {
    this.updater = bpmnUpdater;
  }

  execute(context) {
    context.before ??= new Map([...context.places.keys()].map((element) => [element, placeOf(element)]));
    return this.put(context.places);
  }

  revert({ before }) {
    return this.put(before);
  }

  put(places) {
    for (const [element, place] of places) {
      if (place.waypoints) {
        element.waypoints = place.waypoints.map(({ x, y }) => ({ x, y }));
        this.updater.updateConnectionWaypoints(element);
      } else {
        Object.assign(element, place);
        this.updater.updateBounds(element);
      }
    }
    return [...places.keys()];
  }
}
ReplacePicture.$inject = ["bpmnUpdater"];

function placeOf({ x, y, width, height, waypoints }) {
  return waypoints ? { waypoints: waypoints.map((point) => ({ x: point.x, y: point.y })) } : { x, y, width, height };
}

const boxOf = ({ x, y, width, height }) => ({ x, y, width, height });

async function drawn(diagram, xml) {
  const { rootElement } = await diagram.get("moddle").fromXML(xml);
  const parts = rootElement.get("diagrams").flatMap((one) => one.get("plane").get("planeElement"));
  return new Map(parts.map((di) => [di.get("bpmnElement")?.id, di]));
}

/** Moves the open diagram's elements to where the laid out file has them. */
export async function relaid(diagram, xml) {
  const pictures = await drawn(diagram, xml);
  const places = new Map();
  for (const element of diagram.get("elementRegistry").getAll()) {
    const di = pictures.get(element.businessObject?.id);
    if (!di || element === diagram.get("canvas").getRootElement()) continue;
    const label = di.get("label")?.get("bounds");
    if (element.labelTarget) {
      if (label) places.set(element, boxOf(label));
    } else if (element.waypoints && di.get("waypoint")) places.set(element, { waypoints: di.get("waypoint") });
    else if (di.get("bounds")) places.set(element, boxOf(di.get("bounds")));
  }
  diagram.get("commandStack").execute("picture.replace", { places });
}

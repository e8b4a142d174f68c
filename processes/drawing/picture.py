"""A diagram as SVG, from the coordinates in its file, with the marks of a case upon it.

Knows no page: colours and line styles belong to `diagram.css`, addresses come in as links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from processes.drawing import lines, nodes
from processes.drawing.ink import lines_of_text, number, tag, words
from processes.drawing.lettering import INSIDE, LINE_INSIDE, LINE_OUTSIDE, OUTSIDE, shortened, wrapped
from processes.drawing.marks import Marks
from processes.drawing.nodes import SCOPES, centre
from processes.model.elements import Artefact, Bounds, Diagram, Kind, Node, Process

_BAND = 30.0
_MARGIN = 12.0
_NOTHING: Mapping[str, str] = {}


def svg(
    diagram: Diagram,
    process_id: str,
    marks: Marks,
    *,
    links: Mapping[str, str] = _NOTHING,
    title: str,
    language: str = "ru",
) -> str:
    """The process as one `<svg>` element: its pool with lanes, all that stands in it, and the marks; nothing else.

    `links` maps node ids to addresses of pages.  Raises KeyError for a process that the diagram does not hold.
    Where the file has no coordinates, the picture is empty but for its title: lay it out first.
    """
    scene = _Scene(diagram, diagram.processes[process_id])
    content = "".join(_content(scene, marks, links, language))
    name = f"diagram-{process_id}"
    area = scene.area()
    return tag(
        "svg",
        words("title", title, id=name) + content,
        class_="diagram",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(number(value) for value in (area.x, area.y, area.width, area.height)),
        width=area.width,
        height=area.height,
        # A group keeps the links inside reachable; an image without links is read as a whole.
        role="group" if links else "img",
        aria_labelledby=name,
    )


@cache
def stylesheet() -> str:
    """The CSS rules that the pictures need, to be served once per page or put into a file that stands alone."""
    return resources.files(__package__).joinpath("diagram.css").read_text(encoding="utf-8")


class _Scene:
    """What is to be seen of one process: its pool, the pools beside it, and what stands in them."""

    def __init__(self, diagram: Diagram, process: Process) -> None:
        self.diagram = diagram
        self.shapes = diagram.picture.shapes
        pool = next((pool for pool in diagram.pools if pool[1] == process.id), None)
        shown = [process]
        if pool is not None:
            ids = dict.fromkeys([process.id, *(other for _, other, _ in diagram.pools if other)])
            shown = [diagram.processes[id_] for id_ in ids if id_ in diagram.processes]
        self.pools = diagram.pools if pool is not None else ()
        self.processes = shown
        self.nodes = {node.id: node for one in shown for node in one.nodes.values() if self.is_seen(one, node)}

    def is_seen(self, process: Process, node: Node) -> bool:
        """Whether a node has coordinates and no folded sub-process hides it."""
        parent = process.nodes.get(node.parent)
        while parent is not None:
            if parent.id in self.diagram.picture.collapsed:
                return False
            parent = process.nodes.get(parent.parent)
        return node.id in self.shapes

    def is_open(self, node: Node) -> bool:
        return node.kind in SCOPES and node.id not in self.diagram.picture.collapsed

    def artefacts(self) -> Iterator[Artefact]:
        scopes = {process.id for process in self.processes} | set(self.nodes)
        alone = len(self.diagram.processes) == len(self.processes)
        for artefact in self.diagram.artefacts:
            if artefact.id in self.shapes and (artefact.parent in scopes or alone):
                yield artefact

    def area(self) -> Bounds:
        """The box around everything that is drawn, with a margin."""
        boxes = [self.shapes[id_] for id_ in self.seen_ids() if id_ in self.shapes]
        boxes += [self.diagram.picture.labels[id_] for id_ in self.seen_ids() if id_ in self.diagram.picture.labels]
        corners = [(box.x, box.y) for box in boxes] + [(box.x + box.width, box.y + box.height) for box in boxes]
        corners += [point for id_ in self.seen_ids() for point in self.diagram.picture.edges.get(id_, ())]
        if not corners:
            return Bounds(0, 0, 100, 20)
        left, top = (min(corner[axis] for corner in corners) - _MARGIN for axis in (0, 1))
        right, bottom = (max(corner[axis] for corner in corners) + _MARGIN for axis in (0, 1))
        return Bounds(left, top, right - left, bottom - top)

    def seen_ids(self) -> Iterator[str]:
        yield from (pool[0] for pool in self.pools)
        for process in self.processes:
            yield from (lane.id for lane in process.lanes)
            yield from (flow.id for flow in process.flows.values() if flow.source in self.nodes)
        yield from self.nodes
        yield from (artefact.id for artefact in self.artefacts())
        yield from (note.id for note in self.diagram.annotations if note.id in self.shapes)


def _content(scene: _Scene, marks: Marks, links: Mapping[str, str], language: str) -> Iterator[str]:
    yield from _pools(scene)
    ordered = sorted(scene.nodes.values(), key=lambda node: (not scene.is_open(node), node.kind is Kind.BOUNDARY))
    drawn = {
        node.id: nodes.drawn(
            node,
            scene.shapes[node.id],
            scene.diagram.picture.labels.get(node.id),
            marks,
            links.get(node.id),
            language,
            open_=scene.is_open(node),
        )
        for node in ordered
    }
    yield from (drawn[node.id] for node in ordered if scene.is_open(node))
    yield from _artefacts(scene)
    yield from _lines(scene, marks)
    yield from (drawn[node.id] for node in ordered if not scene.is_open(node))


def _pools(scene: _Scene) -> Iterator[str]:
    for id_, process, name in scene.pools:
        if id_ in scene.shapes:
            yield _banded(id_, scene.shapes[id_], name, "pool", empty=process is None)
    for one in scene.processes:
        outer = {lane.parent for lane in one.lanes}
        for lane in one.lanes:
            if lane.id in scene.shapes:
                class_ = "lane outer" if lane.id in outer else "lane"
                yield _banded(lane.id, scene.shapes[lane.id], lane.name, class_, empty=False)


def _banded(id_: str, bounds: Bounds, name: str, class_: str, *, empty: bool) -> str:
    """A pool or lane with its name along the left edge; an empty pool has it in the middle."""
    box = tag("rect", class_="outline", x=bounds.x, y=bounds.y, width=bounds.width, height=bounds.height)
    if empty:
        text = wrapped(name, INSIDE, max(bounds.width - 20, 20))
        x, y = centre(bounds)
        body = box + lines_of_text(text, x, y - len(text) * LINE_INSIDE / 2, LINE_INSIDE, "name")
        return tag("g", body, class_=class_, data_element=id_)
    band = tag("rect", class_="band", x=bounds.x, y=bounds.y, width=_BAND, height=bounds.height)
    text = shortened(wrapped(name, INSIDE, max(bounds.height - 8, 20)), 2)
    x, y = bounds.x + _BAND / 2, bounds.y + bounds.height / 2
    turned = tag(
        "g",
        lines_of_text(text, 0, -len(text) * LINE_INSIDE / 2, LINE_INSIDE, "name"),
        transform=f"translate({number(x)} {number(y)}) rotate(-90)",
    )
    return tag("g", box + band + turned, class_=class_, data_element=id_)


def _lines(scene: _Scene, marks: Marks) -> Iterator[str]:
    picture = scene.diagram.picture
    taken: list[str] = []
    for process in scene.processes:
        for flow in process.flows.values():
            if flow.id not in picture.edges or flow.source not in scene.nodes or flow.target not in scene.nodes:
                continue
            source = process.nodes[flow.source]
            line = lines.sequence(flow, source, picture.edges[flow.id], picture.labels.get(flow.id), marks)
            if flow.id in marks.flows:
                taken.append(line)
            else:
                yield line
    ends = set(scene.seen_ids())
    for one in scene.diagram.connections:
        if one.id in picture.edges and (one.source in ends or one.target in ends):
            yield lines.connection(one, picture.edges[one.id], picture.labels.get(one.id))
    yield from taken


def _artefacts(scene: _Scene) -> Iterator[str]:
    for artefact in scene.artefacts():
        yield _artefact(artefact, scene.shapes[artefact.id], scene.diagram.picture.labels.get(artefact.id))
    alone = len(scene.diagram.processes) == len(scene.processes)
    joined = {end for one in scene.diagram.connections for end in (one.source, one.target)}
    for note in scene.diagram.annotations:
        if note.id in scene.shapes and (alone or note.id in joined):
            yield _note(note.id, note.text, scene.shapes[note.id])


def _note(id_: str, text: str, bounds: Bounds) -> str:
    bracket = f"M{number(bounds.x + 10)} {number(bounds.y)}h-10v{number(bounds.height)}h10"
    written = wrapped(text, OUTSIDE, max(bounds.width - 12, 20))
    x, y = centre(bounds)
    label = lines_of_text(written, x + 3, y - len(written) * LINE_OUTSIDE / 2, LINE_OUTSIDE, "label")
    return tag("g", tag("path", class_="line", d=bracket) + label, class_="note", data_element=id_)


def _artefact(artefact: Artefact, bounds: Bounds, label: Bounds | None) -> str:
    x, y, wide, high = bounds.x, bounds.y, bounds.width, bounds.height
    if artefact.kind == "group":
        body = tag("rect", class_="outline", x=x, y=y, width=wide, height=high, rx=9.0, ry=9.0)
        top = y + 4
    elif artefact.kind == "dataStoreReference":
        lid = high * 0.14
        arc = f"a{number(wide / 2)} {number(lid)} 0 0"
        side = high - 2 * lid
        body = tag(
            "path",
            class_="outline",
            d=f"M{number(x)} {number(y + lid)}{arc} 1 {number(wide)} 0v{number(side)}{arc} 1 -{number(wide)} 0z"
            f"M{number(x)} {number(y + lid)}{arc} 0 {number(wide)} 0",
        )
        top = y + high + 4
    else:
        fold = min(wide, high) * 0.28
        body = tag(
            "path",
            class_="outline",
            d=f"M{number(x)} {number(y)}h{number(wide - fold)}l{number(fold)} {number(fold)}v{number(high - fold)}"
            f"h-{number(wide)}zM{number(x + wide - fold)} {number(y)}v{number(fold)}h{number(fold)}",
        )
        top = y + high + 4
    place = label or Bounds(x + wide / 2 - nodes.LABEL_WIDTH / 2, top, nodes.LABEL_WIDTH, 0)
    text = wrapped(artefact.name, OUTSIDE, max(nodes.LABEL_WIDTH, place.width))
    written = lines_of_text(text, place.x + place.width / 2, place.y, LINE_OUTSIDE, "label")
    return tag("g", body + written, class_="data", data_element=artefact.id)

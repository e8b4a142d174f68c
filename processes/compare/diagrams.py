"""What changed in the diagrams: element by element, all files of a version at once, so that a process may move between files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from lxml import etree

from processes import model
from processes.compare.change import Change, Kind, Where, Words
from processes.compare.plain import moved
from processes.compare.words import KINDS, OF_ELEMENTS, called, quoted
from processes.model.elements import Diagram, EventDefinition, Flow, Lane, MultiInstance, Node, Process, StandardLoop
from processes.model.elements import Kind as NodeKind
from processes.model.names import BPMN, bpmn
from processes.model.reading import root_of

_NAMED_FIELDS = (
    "default", "interrupting", "called", "script", "script_format", "decision", "triggered_by_event",
    "documentation", "extensions",
)  # fmt: skip
_NAMED_ATTRIBUTES = frozenset(
    {"id", "name", "default", "attachedToRef", "cancelActivity", "calledElement", "scriptFormat", "triggeredByEvent"}
)
_CHOOSING = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})
_TOLD = frozenset(
    bpmn(name)
    for name in (
        *NodeKind, "sequenceFlow", "incoming", "outgoing", "laneSet", "childLaneSet", "flowNodeRef", "participant",
        "messageFlow", "textAnnotation", "association", "dataObjectReference", "dataStoreReference", "group",
    )
)  # fmt: skip
"""What is compared by itself, or follows from what is."""

_TOLD_ATTRIBUTES = frozenset({"id", "default", "{http://www.w3.org/2001/XMLSchema-instance}type"})
"""The ids of arrows change when they are drawn anew, and prefixes of types with the editor."""


Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """All diagrams of a version, read: what stands in them by id, and the file that it stands in."""

    processes: Mapping[str, Process]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    beside: Mapping[str, Words]
    homes: Mapping[str, str]
    own: Mapping[str, tuple[Any, ...]]
    diagrams: Mapping[str, Diagram]

    def title(self, element: str | None) -> str:
        """What a node is called: by its name, else by its kind and id."""
        node = self.nodes.get(element or "")
        if node is None:
            lane = self.lanes.get(element or "") or self.processes.get(element or "")
            return (lane.name if lane else "") or element or ""
        return node.name or node.id

    def what(self, node: Node) -> Words:
        named = quoted(node.name) + Words(f" ({node.id})", f" ({node.id})") if node.name else Words(node.id, node.id)
        return KINDS[node.kind] + Words(" ", " ") + named

    def arrow(self, flow: Flow) -> Words:
        """Стрелка: A → B."""
        label = f" ({flow.name})" if flow.name else ""
        ends = f"{self.title(flow.source)} → {self.title(flow.target)}{label}"
        return Words(f"Стрелка: {ends}", f"Flow: {ends}")


def read(parts: Mapping[str, bytes]) -> Drawn:
    """The diagrams among the parts; raises DiagramRefused."""
    diagrams = {name: model.read(content) for name, content in sorted(parts.items()) if name.endswith(".bpmn")}
    homes: dict[str, str] = {}
    own: dict[str, tuple[Any, ...]] = {}
    for name, diagram in diagrams.items():
        for process in diagram.processes.values():
            ids = (process.id, *process.nodes, *process.flows, *(lane.id for lane in process.lanes))
            homes.update((id_, name) for id_ in ids)
        homes.update((id_, name) for id_, _ in _beside(diagram))
        own.update(_own(parts[name]))
    united = [process for diagram in diagrams.values() for process in diagram.processes.values()]
    return Drawn(
        processes={process.id: process for process in united},
        nodes={id_: node for process in united for id_, node in process.nodes.items()},
        flows={id_: flow for process in united for id_, flow in process.flows.items()},
        lanes={lane.id: lane for process in united for lane in process.lanes},
        beside={id_: what for diagram in diagrams.values() for id_, what in _beside(diagram)},
        homes=homes,
        own=own,
        diagrams=diagrams,
    )


def compare(before: Drawn, after: Drawn) -> Iterator[Change]:
    """Everything that differs but for coordinates, in the order of the diagrams; what is gone stands last of its kind."""
    yield from _processes(before, after)
    yield from _lanes(before, after)
    yield from _nodes(before, after)
    yield from _flows(before, after)
    yield from _others(before, after)


def layout(before: Drawn, after: Drawn) -> Iterator[Change]:
    """One line for each file whose elements stand elsewhere."""
    for name, diagram in after.diagrams.items():
        earlier = before.diagrams.get(name)
        if earlier is None:
            continue
        old, new = earlier.picture, diagram.picture
        elsewhere = {
            id_
            for one, other in ((old.shapes, new.shapes), (old.edges, new.edges), (old.labels, new.labels))
            for id_ in one.keys() & other.keys()
            if one[id_] != other[id_]
        } | set((old.collapsed ^ new.collapsed) & new.shapes.keys() & old.shapes.keys())
        if bool(old.shapes) != bool(new.shapes):
            elsewhere |= set(old.shapes) | set(new.shapes)
        if elsewhere:
            n = len(elsewhere)
            what = Words(
                f"Расположение элементов: {n}; на ход дела не влияет", f"Layout of {n} elements; no case notices it"
            )
            yield Change(kind=Kind.MOVED, where=Where.LAYOUT, part=name, element=None, what=what)


def _processes(before: Drawn, after: Drawn) -> Iterator[Change]:
    def compared(old: Process, process: Process) -> Iterator[Change]:
        return _compared(after, old, process, _process(process))

    return _each(before, after, (before.processes, after.processes), (_process, _process), compared)


def _each(
    before: Drawn,
    after: Drawn,
    parts: tuple[Mapping[str, Part], Mapping[str, Part]],
    words: tuple[Callable[[Part], Words], Callable[[Part], Words]],
    compared: Callable[[Part, Part], Iterator[Change]],
) -> Iterator[Change]:
    """Parts of one kind by id: new, changed by `compared` or else in what no field of ours holds, and last those gone.

    `parts` and `words` (how a part is called) are those of before and of after.
    """
    earlier, later = parts
    called_before, called_after = words
    for id_, part in later.items():
        old = earlier.get(id_)
        if old is None:
            yield _change(Kind.ADDED, after, id_, called_after(part))
            continue
        found = list(compared(old, part))
        yield from found or _rest(before, after, id_, called_after(part))
    for id_, part in earlier.items():
        if id_ not in later:
            yield _change(Kind.REMOVED, before, id_, called_before(part))


def _compared(after: Drawn, old: Process, process: Process, what: Words) -> Iterator[Change]:
    id_ = process.id
    if old.name != process.name:
        yield _change(Kind.RENAMED, after, id_, Words(f"Процесс {id_}", f"Process {id_}"), old.name, process.name)
    for name in ("executable", "documentation"):
        values = getattr(old, name), getattr(process, name)
        if values[0] != values[1]:
            yield _change(Kind.CHANGED, after, id_, _aspect(what, name), *(_shown(name, after, one) for one in values))
    yield from _properties(after, id_, what, old.properties, process.properties)


def _lanes(before: Drawn, after: Drawn) -> Iterator[Change]:
    def compared(old: Lane, lane: Lane) -> Iterator[Change]:
        return _lane_compared(before, after, old, lane)

    return _each(before, after, (before.lanes, after.lanes), (_lane, _lane), compared)


def _lane_compared(before: Drawn, after: Drawn, old: Lane, lane: Lane) -> Iterator[Change]:
    id_, what = lane.id, _lane(lane)
    if old.name != lane.name:
        yield _change(Kind.RENAMED, after, id_, Words(f"Дорожка {id_}", f"Lane {id_}"), old.name, lane.name)
    if old.parent != lane.parent:
        yield _change(Kind.MOVED, after, id_, what, before.title(old.parent) or None, after.title(lane.parent) or None)
    yield from _properties(after, id_, what, old.properties, lane.properties)


def _process(process: Process) -> Words:
    return Words("Процесс ", "Process ") + quoted(process.name or process.id)


def _lane(lane: Lane) -> Words:
    return Words("Дорожка ", "Lane ") + quoted(lane.name or lane.id)


def _nodes(before: Drawn, after: Drawn) -> Iterator[Change]:
    def compared(old: Node, node: Node) -> Iterator[Change]:
        return _node(before, after, old, node)

    return _each(before, after, (before.nodes, after.nodes), (before.what, after.what), compared)


def _node(before: Drawn, after: Drawn, old: Node, node: Node) -> Iterator[Change]:
    what, id_ = after.what(node), node.id
    if old.kind is not node.kind:
        yield _change(Kind.CHANGED, after, id_, _aspect(what, "kind"), KINDS[old.kind], KINDS[node.kind])
    if old.name != node.name:
        bare = KINDS[node.kind] + Words(f" {id_}", f" {id_}")
        yield _change(Kind.RENAMED, after, id_, bare, old.name, node.name)
    if old.parent != node.parent:
        yield _change(Kind.MOVED, after, id_, what, before.title(old.parent), after.title(node.parent))
    if old.lane != node.lane:
        lane = what + Words(": дорожка", ": lane")
        yield _change(Kind.MOVED, after, id_, lane, before.title(old.lane) or None, after.title(node.lane) or None)
    if old.attached_to != node.attached_to:
        ends = before.title(old.attached_to) or None, after.title(node.attached_to) or None
        yield _change(Kind.MOVED, after, id_, _aspect(what, "attached_to"), *ends)
    yield from _properties(after, id_, what, old.properties, node.properties)
    for name in _NAMED_FIELDS:
        values = getattr(old, name), getattr(node, name)
        if values[0] != values[1] and not _default_redrawn(before, after, name, values):
            shown = (_shown(name, before, values[0]), _shown(name, after, values[1]))
            yield _change(Kind.CHANGED, after, id_, _aspect(what, name), *shown)
    yield from _events(after, id_, what, old.events, node.events)
    yield from _repetition(after, id_, what, MultiInstance, old.multi, node.multi)
    yield from _repetition(after, id_, what, StandardLoop, old.loop, node.loop)
    yield from _attributes(after, id_, what, old.attributes, node.attributes)
    if node.kind in _CHOOSING and moved(_ways(before, old), _ways(after, node)):
        order = _targets(before, old, node), _targets(after, node, old)
        yield _change(Kind.MOVED, after, id_, _aspect(what, "order"), *order)


def _properties(
    after: Drawn, id_: str, what: Words, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) == new.get(name):
            continue
        first, dot, rest = name.partition(".")
        word = called(OF_ELEMENTS, first) + Words(f" «{rest}»", f" “{rest}”") if dot else called(OF_ELEMENTS, name)
        yield _change(Kind.CHANGED, after, id_, what + Words(": ", ": ") + word, old.get(name), new.get(name))


def _events(
    after: Drawn, id_: str, what: Words, old: tuple[EventDefinition, ...], new: tuple[EventDefinition, ...]
) -> Iterator[Change]:
    if [one.kind for one in old] != [one.kind for one in new]:
        yield _change(
            Kind.CHANGED, after, id_, _aspect(what, "event"), [one.kind for one in old], [one.kind for one in new]
        )
        return
    for one, other in zip(old, new, strict=True):
        for name in ("name", "code", "timer", "expression"):
            values = getattr(one, name), getattr(other, name)
            if values[0] != values[1]:
                yield _change(Kind.CHANGED, after, id_, _aspect(what, name), *values)


def _repetition(
    after: Drawn,
    id_: str,
    what: Words,
    kind: type[MultiInstance | StandardLoop],
    old: MultiInstance | StandardLoop | None,
    new: MultiInstance | StandardLoop | None,
) -> Iterator[Change]:
    for field in fields(kind):
        values = getattr(old, field.name, None), getattr(new, field.name, None)
        if values[0] != values[1]:
            yield _change(Kind.CHANGED, after, id_, _aspect(what, field.name), *values)


def _attributes(
    after: Drawn, id_: str, what: Words, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if name not in _NAMED_ATTRIBUTES and old.get(name) != new.get(name):
            shown = etree.QName(name).localname
            aspect = what + Words(f": {shown}", f": {shown}")
            yield _change(Kind.CHANGED, after, id_, aspect, old.get(name), new.get(name))


def _flows(before: Drawn, after: Drawn) -> Iterator[Change]:
    """By id; an arrow that was drawn anew between the same steps is the same arrow."""
    gone = {id_: flow for id_, flow in before.flows.items() if id_ not in after.flows}
    for id_, flow in after.flows.items():
        old = before.flows.get(id_) or _redrawn(gone, flow)
        if old is None:
            yield _change(Kind.ADDED, after, id_, after.arrow(flow), after=flow.condition)
            continue
        found = list(_flow(before, after, old, flow))
        yield from found or (_rest(before, after, id_, after.arrow(flow)) if old.id == id_ else ())
    for id_, flow in gone.items():
        yield _change(Kind.REMOVED, before, id_, before.arrow(flow), before=flow.condition)


def _redrawn(gone: dict[str, Flow], flow: Flow) -> Flow | None:
    for id_, old in gone.items():
        if (old.source, old.target) == (flow.source, flow.target):
            return gone.pop(id_)
    return None


def _flow(before: Drawn, after: Drawn, old: Flow, flow: Flow) -> Iterator[Change]:
    if (old.source, old.target) != (flow.source, flow.target):
        ends = (
            f"{drawn.title(one.source)} → {drawn.title(one.target)}" for drawn, one in ((before, old), (after, flow))
        )
        label = f" «{flow.name}»" if flow.name else f" {flow.id}"
        yield _change(Kind.MOVED, after, flow.id, Words(f"Стрелка{label}", f"Flow{label}"), *ends)
    if old.name != flow.name:
        ends_of = f"{after.title(flow.source)} → {after.title(flow.target)}"
        bare = Words(f"Стрелка: {ends_of}", f"Flow: {ends_of}")
        yield _change(Kind.RENAMED, after, flow.id, bare, old.name or None, flow.name or None)
    for name in ("condition", "condition_language"):
        values = getattr(old, name), getattr(flow, name)
        if values[0] != values[1]:
            yield _change(Kind.CHANGED, after, flow.id, _aspect(after.arrow(flow), name), *values)


def _rest(before: Drawn, after: Drawn, id_: str, what: Words) -> Iterator[Change]:
    """What is written in the element and no field of ours holds, as other programs' data."""
    if before.own.get(id_) != after.own.get(id_):
        yield _change(Kind.CHANGED, after, id_, _aspect(what, "rest"))


def _others(before: Drawn, after: Drawn) -> Iterator[Change]:
    """Pools, messages, notes, data objects and lines that move no case."""
    for id_, what in after.beside.items():
        old = before.beside.get(id_)
        if old is None:
            yield _change(Kind.ADDED, after, id_, what)
        elif old != what:
            yield _change(Kind.CHANGED, after, id_, Words(f"{old.ru} → {what.ru}", f"{old.en} → {what.en}"))
    for id_, what in before.beside.items():
        if id_ not in after.beside:
            yield _change(Kind.REMOVED, before, id_, what)


def _beside(diagram: Diagram) -> Iterator[tuple[str, Words]]:
    for id_, process, name in diagram.pools:
        own = f" ({process})" if process else ""
        yield id_, Words(f"Участник «{name}»{own}", f"Pool “{name}”{own}")
    for id_, name in diagram.messages.items():
        yield id_, Words(f"Сообщение «{name}»", f"Message “{name}”")
    for note in diagram.annotations:
        yield note.id, Words(f"Примечание «{note.text}»", f"Note “{note.text}”")
    for artefact in diagram.artefacts:
        named = f"{artefact.name or artefact.id} ({artefact.kind})"
        yield artefact.id, Words(f"На рисунке: {named}", f"In the picture: {named}")
    for line in diagram.connections:
        named = f"{line.name} {line.source} → {line.target}".strip()
        yield line.id, Words(f"Линия ({line.kind}): {named}", f"Line ({line.kind}): {named}")


def _default_redrawn(before: Drawn, after: Drawn, name: str, values: tuple[Any, Any]) -> bool:
    if name != "default":
        return False
    old, new = before.flows.get(values[0] or ""), after.flows.get(values[1] or "")
    return bool(old and new and (old.source, old.target) == (new.source, new.target))


def _shown(name: str, drawn: Drawn, value: Any) -> Any:
    if name == "default" and value in drawn.flows:
        return drawn.title(drawn.flows[value].target)
    if name == "extensions":
        return [etree.QName(one).localname for one in value] or None
    return None if value == "" else value


def _ways(drawn: Drawn, node: Node) -> list[str]:
    return [drawn.flows[id_].target for id_ in node.outgoing if id_ != node.default]


def _targets(drawn: Drawn, node: Node, other: Node) -> list[str]:
    return [drawn.title(target) for target in _ways(drawn, node)]


def _own(content: bytes) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Of every element with an id: all that is written in it, without the elements that are told by themselves.

    Sorted, since editors write the same in another order.
    """
    for element in root_of(content).iter(f"{{{BPMN}}}*"):
        if element.get("id"):
            yield str(element.get("id")), tuple(sorted(_written(element, 0)))


def _written(element: etree._Element, depth: int) -> Iterator[tuple[str, ...]]:
    attributes = sorted(f"{name!s}={value!s}" for name, value in element.attrib.items() if name not in _TOLD_ATTRIBUTES)
    yield (str(depth), str(element.tag), (element.text or "").strip(), *attributes)
    for child in element.iterchildren(tag=etree.Element):
        if child.tag not in _TOLD:
            yield from _written(child, depth + 1)


def _aspect(what: Words, name: str) -> Words:
    return what + Words(": ", ": ") + called(OF_ELEMENTS, name)


def _change(kind: Kind, drawn: Drawn, id_: str, what: Words, before: Any = None, after: Any = None) -> Change:
    return Change(
        kind=kind,
        where=Where.PROCESS,
        part=drawn.homes.get(id_, ""),
        element=id_,
        what=what,
        before=before,
        after=after,
    )

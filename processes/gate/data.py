"""What the case data of a definition can hold: which keys somebody sets, and what is known of their fields.

Knows nothing of when a key is set: a name counts as known if anything the case can pass sets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from processes import feel
from processes.definition import Definition, FieldOutline, FormOutline, result_key
from processes.gate.paths import nodes
from processes.gate.places import ACTIONS, TASKS_OF_PEOPLE
from processes.model.elements import Kind, Node

RESERVED = frozenset({"settings", "case"})
CASE_FIELDS = frozenset({"number", "started_at", "received_at"})


class Reading(StrEnum):
    """What may be said of a path that an expression reads."""

    KNOWN = "known"
    UNKNOWN_NAME = "unknown name"
    UNKNOWN_FIELD = "unknown field"
    ERASABLE = "erasable"


@dataclass(frozen=True)
class Shape:
    """What is known of the value under a key.  `free`: anything, since no form or table says what is in it."""

    forms: tuple[FormOutline, ...] = ()
    names: frozenset[str] = frozenset()
    free: bool = False

    def united(self, other: Shape) -> Shape:
        return Shape(self.forms + other.forms, self.names | other.names, self.free or other.free)

    def reading(self, path: tuple[str, ...]) -> Reading:
        """What a path inside the value is; the empty path is the value itself."""
        if not path:
            return Reading.KNOWN
        found = [_field(form, path) for form in self.forms]
        if any(one is not None and not one.open for one in found):
            return Reading.ERASABLE
        known = self.free or path[0] in self.names or any(one is not None for one in found)
        known = known or any(_is_group(form, path) for form in self.forms)
        return Reading.KNOWN if known else Reading.UNKNOWN_FIELD


@dataclass(frozen=True)
class Writing:
    """A key that a node sets.  `bodies` are the multi-instance bodies around it, outside of which nobody sees it."""

    key: str
    shape: Shape
    node: Node
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class CaseData:
    """The keys of a definition with everything that sets them, to be asked from a node."""

    definition: Definition
    writings: Mapping[str, Sequence[Writing]] = field(default_factory=dict)
    callers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Definition) -> CaseData:
        writings: dict[str, list[Writing]] = {}
        for node in nodes(definition):
            for writing in writings_of(definition, node):
                writings.setdefault(writing.key, []).append(writing)
        return cls(definition, writings, _callers(definition))

    def reading(self, node: Node, path: tuple[str, ...], *, outside: bool = False) -> Reading:
        """What `path` is, read at a node; `outside` of the node's own repetition, where its list is looked up."""
        root, rest = path[0], path[1:]
        if root == "settings":
            return Reading.KNOWN if self._is_setting(rest) else Reading.UNKNOWN_FIELD
        if root == "case":
            return Reading.KNOWN if not rest or rest[0] in CASE_FIELDS else Reading.UNKNOWN_FIELD
        repeated = self._repeating(node, root, outside)
        if repeated is not None:
            return self._item(repeated, rest)
        shapes = [writing.shape for writing in self.writings.get(root, ()) if self._sees(node, writing)]
        if not shapes:
            return Reading.UNKNOWN_NAME
        shape = shapes[0]
        for other in shapes[1:]:
            shape = shape.united(other)
        return shape.reading(rest)

    def fields(self, node: Node, path: tuple[str, ...]) -> list[FieldOutline]:
        """The fields, one for each form that fills the key, if a path read at a node is certainly a field's value."""
        shapes = [one.shape for one in self.writings.get(path[0], ()) if self._sees(node, one)]
        forms = [form for shape in shapes for form in shape.forms]
        found = [form.fields.get(".".join(path[1:])) for form in forms]
        if self._repeating(node, path[0], False) or any(shape.free or shape.names for shape in shapes):
            return []
        return [one for one in found if one is not None]

    def _is_setting(self, path: tuple[str, ...]) -> bool:
        dotted = ".".join(path)
        return not path or any(name == dotted or name.startswith(dotted + ".") for name in self.definition.settings)

    def _repeating(self, node: Node, name: str, outside: bool) -> Node | None:
        """The multi-instance around (or at) the node whose item has this name, the innermost first."""
        around = [one for one in self._enclosing(node, frozenset()) if not (outside and one.id == node.id)]
        return next((one for one in around if one.multi and one.multi.item == name), None)

    def _enclosing(self, node: Node, seen: frozenset[str]) -> Iterator[Node]:
        """The multi-instance activities around a node, the innermost first, then those around the calls of its process."""
        yield from bodies(self.definition, node)
        process = self.definition.process_of(node.id).id
        if process in seen:
            return  # processes that call one another in a circle are another rule's
        for call in nodes(self.definition, Kind.CALL):
            if call.called == process:
                yield from self._enclosing(call, seen | {process})

    def _item(self, repeated: Node, rest: tuple[str, ...]) -> Reading:
        collection = (repeated.multi.collection if repeated.multi else None) or ""
        try:
            names = feel.compile(collection).names
        except feel.FeelError:
            return Reading.KNOWN
        path = tuple(part.strip() for part in collection.split("."))
        if path not in names:
            return Reading.KNOWN  # computed: what its items are is not known
        found = self.reading(repeated, path + rest, outside=True)
        return found if found is Reading.ERASABLE else Reading.KNOWN

    def _sees(self, node: Node, writing: Writing) -> bool:
        own, other = self.definition.process_of(node.id).id, self.definition.process_of(writing.node.id).id
        if own == other:
            around = {one.id for one in bodies(self.definition, node)}
            return around.issuperset(writing.bodies)
        if other in self.callers.get(own, frozenset()):
            return True
        related = own in self.callers.get(other, frozenset()) or bool(
            self.callers.get(own, frozenset()) & self.callers.get(other, frozenset())
        )
        return related and not writing.bodies


def writings_of(definition: Definition, node: Node) -> Iterator[Writing]:
    """The keys that a node sets, with what is known of their values."""
    around = tuple(one.id for one in bodies(definition, node))
    if node.multi is not None:
        yield Writing(result_key(node), Shape(free=True), node, around[1:])
    if node.kind is Kind.SCRIPT:
        yield from _script_writings(node, around)
        return
    shape = _result_shape(definition, node)
    if shape is not None:
        yield Writing(result_key(node), shape, node, around)


def bodies(definition: Definition, node: Node) -> list[Node]:
    """The multi-instance activities that a node is or stands in, the innermost first."""
    process = definition.process_of(node.id)
    found = []
    place: Node | None = node
    while place is not None:
        if place.multi is not None:
            found.append(place)
        place = process.nodes.get(place.parent)
    return found


def is_name(text: str) -> bool:
    """Whether expressions can use the text as a name."""
    try:
        return feel.compile(text).names == {(text,)}
    except feel.FeelError:
        return False


def _script_writings(node: Node, around: tuple[str, ...]) -> Iterator[Writing]:
    try:
        assignments = feel.compile_script(node.script or "")
    except feel.FeelError:
        return
    for assignment in assignments:
        empties = assignment.expression.source.strip() == "null"
        yield Writing(assignment.key, Shape() if empties else Shape(free=True), node, around)


def _result_shape(definition: Definition, node: Node) -> Shape | None:
    form = definition.forms.get(node.properties.get("form", ""))
    if node.kind in TASKS_OF_PEOPLE:
        return Shape(forms=(form,)) if form else Shape(free="form" in node.properties)
    if node.kind is Kind.RULE:
        table = definition.decisions.get(node.decision or "")
        return Shape(names=frozenset(output.name for output in table.outputs)) if table else Shape(free=True)
    if node.kind in ACTIONS:
        return Shape(free=True)
    takes_message = node.kind is Kind.RECEIVE or any(event.kind == "message" for event in node.events)
    receives = node.kind in (Kind.START, Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE)
    if receives and (takes_message or "form" in node.properties):
        return Shape(forms=(form,)) if form else Shape(free=True)
    return None


def _callers(definition: Definition) -> dict[str, frozenset[str]]:
    """Process -> every process that calls it, directly or through others."""
    direct: dict[str, set[str]] = {id_: set() for id_ in definition.processes}
    for node in nodes(definition, Kind.CALL):
        if node.called in direct:
            direct[node.called].add(definition.process_of(node.id).id)
    found = {}
    for id_ in direct:
        seen: set[str] = set()
        waiting = list(direct[id_])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(direct[one])
        found[id_] = frozenset(seen)
    return found


def _field(form: FormOutline, path: tuple[str, ...]) -> FieldOutline | None:
    """The innermost field that a path leads to or into."""
    prefixes = (".".join(path[:length]) for length in range(len(path), 0, -1))
    return next((form.fields[prefix] for prefix in prefixes if prefix in form.fields), None)


def _is_group(form: FormOutline, path: tuple[str, ...]) -> bool:
    dotted = ".".join(path) + "."
    return any(name.startswith(dotted) for name in form.fields)

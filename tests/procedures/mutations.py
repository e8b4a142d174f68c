"""Procedures that are wrong in one place: every clause that something carries out, changed in a copy, none chosen by hand.

They come of clauses.yaml and of what names its statements.  A step, question, rule, paper, register, column or page is
*dropped*; a term ends a unit *later*; a required answer becomes *optional*; a comparison, a bound or a switch is *flipped*; a
role is *swapped* for another.  Sizes of texts, files and tables are limits of the service and no regulation's: they stay.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

import yaml
from lxml import etree

from processes.definition import Clause, Definition
from processes.trace import Element, Sort
from service import published
from tests.procedures import removal
from tests.procedures.removal import BPMN, FIXED, Parts
from tests.procedures.scenarios import known
from tests.processes.decisions import mutants as tables

SEED = "Порядок"

_TERM = re.compile(r"\b(?:days|workdays|months|years)_(?:after|before)\(")
_COMPARED = re.compile(r"<=|>=|!=|<|>|=")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "="}
_BOUNDS = frozenset({"<", "<=", ">", ">="})
_CONDITIONS = ("conditionExpression", "condition", "completionCondition")
_TERMS = ("timeDate", "timeDuration", "script")


class Operator(StrEnum):
    """How an element is changed."""

    DROPPED = "dropped"
    LATER = "later"
    OPTIONAL = "optional"
    FLIPPED = "flipped"
    SWAPPED = "swapped"


@dataclass(frozen=True)
class Mutation:
    """One element of a procedure that is changed in one place; `change` says where and how."""

    procedure: str
    clauses: tuple[str, ...]
    element: Element = field(repr=False)
    operator: Operator
    change: str
    make: Callable[[Parts], Parts] = field(compare=False, repr=False)

    @property
    def whole(self) -> bool:
        """Whether the element itself is taken out, not something of it."""
        return self.operator is Operator.DROPPED and not self.change

    def __str__(self) -> str:
        said = f"{self.element.sort} {self.element.place}: {self.operator}"
        return f"{said} ({self.change})" if self.change else said


def executable(procedure: str) -> tuple[Clause, ...]:
    """The obligations of which something that can be changed speaks."""
    spoken = {clause for mutation in mutations(procedure) for clause in mutation.clauses}
    return tuple(clause for clause in known(procedure)[1].obligations if clause.id in spoken)


@cache
def mutations(procedure: str) -> tuple[Mutation, ...]:
    """Every change of every element that names an obligation, each once, in the order of the definition."""
    parts, matrix = known(procedure)
    definition = published.read(parts).definition
    obliging = {clause.id for clause in matrix.obligations}
    place = Place(procedure, parts, definition)
    return tuple(
        mutation
        for element in matrix.elements
        if (named := tuple(clause for clause in element.clauses if clause in obliging))
        for mutation in _of(place, element, named)
    )


def drawn(procedures: tuple[str, ...], count: int) -> list[Mutation]:
    """So many of all mutants of these procedures, by the seed."""
    found = [mutation for procedure in procedures for mutation in mutations(procedure)]
    return random.Random(SEED).sample(found, min(count, len(found)))


@dataclass(frozen=True)
class Place:
    """A procedure as shipped, and what is looked up in it for each element."""

    procedure: str
    parts: Parts
    definition: Definition

    def others(self, roles: tuple[str, ...]) -> list[str]:
        """The roles of the procedure that these are not."""
        return [role for role in self.definition.roles if role not in roles]

    def another(self, roles: tuple[str, ...], at: str) -> str:
        """One of the others, by the seed and where it is asked."""
        return random.Random(f"{SEED} {self.procedure} {at}").choice(self.others(roles))

    def node(self, id_: str) -> etree._Element | None:
        return _nodes(self.procedure).get(id_)


Change = tuple[Operator, str, Callable[[Parts], Parts]]


def _of(place: Place, element: Element, named: tuple[str, ...]) -> Iterator[Mutation]:
    changes = _CHANGES.get(element.sort, _none)
    for operator, change, make in changes(place, element):
        yield Mutation(place.procedure, named, element, operator, change, make)


def _none(place: Place, element: Element) -> Iterator[Change]:
    """Processes and forms are changed by what is in them."""
    yield from ()


def _without(place: Place, element: Element) -> Iterator[Change]:
    yield Operator.DROPPED, "", lambda parts: removal.without(parts, [element])


# ------------------------------------------------------------------------------------------- diagrams


@cache
def _nodes(procedure: str) -> Mapping[str, etree._Element]:
    """The elements of the diagrams as shipped, to be looked at."""
    roots = (etree.fromstring(content) for name, content in known(procedure)[0].items() if name.endswith(".bpmn"))
    return {one.get("id", ""): one for root in roots for one in root.iter() if one.get("id")}


def _step(place: Place, element: Element) -> Iterator[Change]:
    node = place.node(element.id)
    if node is None:
        return
    if node.tag not in FIXED and not _joins(node):
        yield from _without(place, element)
    for owner, spot, text in _texts(place, node):
        if spot == "role" or (spot == "alert" and text):
            yield from _other_role(place, owner, spot, tuple(text.split()))
        elif spot in ("input.to", "input.role"):
            yield from _other_addressee(place, owner, spot, text)
        if spot in _CONDITIONS:
            yield from _rewritten(Operator.FLIPPED, owner, spot, text, flipped(text))
        elif spot == "due" or spot in _TERMS or spot.startswith("input."):
            yield from _rewritten(Operator.LATER, owner, spot, text, later(text, always=spot in ("due", *_TERMS[:2])))
    if node.tag == f"{BPMN}userTask" and not _says(node, "role"):
        yield from _other_role(place, element.id, "role", tuple(place.definition.roles_of(element.id)))


def _joins(node: etree._Element) -> bool:
    """Whether branches only come together in the node: without it they do just the same."""
    return node.tag == f"{BPMN}exclusiveGateway" and len(node.findall(f"{BPMN}outgoing")) < 2


def _says(node: etree._Element, name: str) -> bool:
    return any(spot == name for spot, _ in _properties(node))


def _properties(node: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for holder in node.findall(f"{BPMN}extensionElements/{{*}}properties/{{*}}property"):
        yield holder.get("name", ""), holder


def _expressions(node: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Expressions of the node itself, none of what stands inside a sub-process."""
    for one in node.iter():
        if not isinstance(one.tag, str) or etree.QName(one).localname not in (*_CONDITIONS, *_TERMS):
            continue
        holder = next((above for above in one.iterancestors() if above.get("id") in _named(node)), node)
        if holder is node:
            yield etree.QName(one).localname, one


def _named(node: etree._Element) -> frozenset[str | None]:
    """The ids of the steps and flows inside a sub-process."""
    inner = (one for one in node.iterdescendants() if isinstance(one.tag, str) and one.tag.startswith(BPMN))
    flow = (one for one in inner if one.find(f"{BPMN}incoming") is not None or one.tag.endswith("}sequenceFlow"))
    return frozenset(one.get("id") for one in flow)


def _texts(place: Place, node: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Whose text, which, and what it says: of the node, and of the flows that leave it."""
    id_ = node.get("id", "")
    for spot, holder in _properties(node):
        yield id_, spot, holder.get("value", "")
    for spot, holder in _expressions(node):
        yield id_, spot, holder.text or ""
    for out in node.findall(f"{BPMN}outgoing"):
        flow = place.node((out.text or "").strip())
        if flow is not None:
            for spot, holder in _expressions(flow):
                yield flow.get("id", ""), spot, holder.text or ""


def _rewritten(operator: Operator, owner: str, spot: str, text: str, ways: Iterator[str]) -> Iterator[Change]:
    for way in ways:
        yield operator, f"{owner} {spot}: {_differing(text, way)}", _with_text(owner, spot, way)


def _other_role(place: Place, owner: str, spot: str, roles: tuple[str, ...]) -> Iterator[Change]:
    other = place.another(roles, f"{owner} {spot}")
    yield Operator.SWAPPED, f"{owner} {spot}: {' '.join(roles)} -> {other}", _with_text(owner, spot, other)


def _other_addressee(place: Place, owner: str, spot: str, text: str) -> Iterator[Change]:
    for found in _STRING.finditer(text):
        if found[0].strip('"') in place.definition.roles:
            other = place.another((found[0].strip('"'),), f"{owner} {spot} {found.start()}")
            way = text[: found.start()] + f'"{other}"' + text[found.end() :]
            yield Operator.SWAPPED, f"{owner} {spot}: {text} -> {way}", _with_text(owner, spot, way)


def _with_text(owner: str, spot: str, text: str) -> Callable[[Parts], Parts]:
    def make(parts: Parts) -> Parts:
        for name, content in parts.items():
            if not name.endswith(".bpmn") or f'id="{owner}"'.encode() not in content:
                continue
            root = etree.fromstring(content)
            node = next((one for one in root.iter() if one.get("id") == owner), None)
            if node is not None:
                _write(node, spot, text)
                return {**parts, name: etree.tostring(root, xml_declaration=True, encoding="UTF-8")}
        return parts

    return make


def _write(node: etree._Element, spot: str, text: str) -> None:
    for name, holder in _expressions(node):
        if name == spot:
            holder.text = text
            return
    for name, holder in _properties(node):
        if name == spot:
            holder.set("value", text)
            return
    first = next(holder for _, holder in _properties(node))
    added = etree.SubElement(first.getparent(), first.tag)  # type: ignore[arg-type]  # a property stands in a list
    added.set("name", spot)
    added.set("value", text)


def later(text: str, *, always: bool = False) -> Iterator[str]:
    """The term with each of its counts one more; with `always` a day later where it counts nothing."""
    found = list(_TERM.finditer(text))
    for call in found:
        start, end = _second(text, call.end())
        count = text[start:end].strip()
        more = str(int(count) + 1) if count.isdecimal() else f"({count}) + 1"
        yield f"{text[:start]} {more}{text[end:]}"
    if always and not found and text.strip():
        yield f'({text}) + duration("P1D")'


def _second(text: str, start: int) -> tuple[int, int]:
    """Where the second argument of the call stands whose arguments begin here."""
    depth, began = 0, None
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif depth == 0 and text[at] in ",)":
            if began is not None:
                return began, at
            began = at + 1
        elif text[at] in ")]}":
            depth -= 1
    raise AssertionError(f"no count in {text!r}")


def flipped(text: str) -> Iterator[str]:
    """The condition with each of its comparisons flipped; without any, its contrary."""
    ways = list(_flips(text, _FLIPPED))
    yield from ways or ([f"not({text})"] if text.strip() else [])


def _flips(text: str, signs: Iterable[str]) -> Iterator[str]:
    """The text with one of these signs flipped, each in turn."""
    blanked = _STRING.sub(lambda found: '"' + "_" * (len(found[0]) - 2) + '"', text)
    for sign in _COMPARED.finditer(blanked):
        if sign[0] in signs:
            yield text[: sign.start()] + _FLIPPED[sign[0]] + text[sign.end() :]


def _differing(text: str, other: str) -> str:
    """What differs, with a few words around it."""
    start = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), 0)
    around = max(0, start - 24)
    return f"{text[around : start + 16]!r} -> {other[around : start + 20]!r}"


# ------------------------------------------------------------------------------------------- forms


def _question(place: Place, element: Element) -> Iterator[Change]:
    form = _form(place.parts, element.home)
    asked = _component(form, "", element.id)
    if asked is None:  # a part of a block such as a signature
        return
    yield from _without(place, element)
    if not asked.get("readonly"):  # what nobody types, nobody leaves out or gets wrong
        yield from _checks(element, asked)
    hidden = (asked.get("conditional") or {}).get("hide", "")
    for way in flipped(hidden.removeprefix("=")):
        yield _asked(element, Operator.FLIPPED, f"hidden if {way}", _hidden(way))
    yield from _rules(form, element)


def _checks(element: Element, asked: Mapping[str, Any]) -> Iterator[Change]:
    """What the question takes."""
    checks, properties = asked.get("validate") or {}, asked.get("properties") or {}
    if checks.get("required"):
        yield _asked(element, Operator.OPTIONAL, "", lambda one: one["validate"].pop("required"))
    for name, by in (("min", -1), ("max", 1), ("minLength", -1)):
        if name in checks:
            yield _asked(element, Operator.FLIPPED, f"{name} {checks[name]}", _shifted("validate", name, by))
    if "minRows" in properties:
        change = f"minRows {properties['minRows']}"
        yield _asked(element, Operator.FLIPPED, change, _shifted("properties", "minRows", -1))
    if "pattern" in checks:
        yield _asked(element, Operator.FLIPPED, "any text", lambda one: one["validate"].pop("pattern"))
    if "day" in properties:
        change = f"any day, not {properties['day']}"
        yield _asked(element, Operator.FLIPPED, change, lambda one: one["properties"].pop("day"))


def _rules(form: Mapping[str, Any], element: Element) -> Iterator[Change]:
    """The rules whose breach is told at the question: each dropped, and its bounds flipped."""
    for holder, ruled in enumerate((form, *removal.components(dict(form)))):
        for number, rule in enumerate(ruled.get("properties", {}).get("rules") or ()):
            above = "" if holder == 0 else _path(form, "", ruled)
            if not isinstance(rule, dict) or ".".join(filter(None, (above, rule.get("field")))) != element.id:
                continue
            said = rule["when"]
            yield Operator.DROPPED, f"rule: {said}", _with_rule(element.home, holder, number, "true")
            for way in _flips(said, _BOUNDS):
                made = _with_rule(element.home, holder, number, way)
                yield Operator.FLIPPED, f"rule: {_differing(said, way)}", made


def _form(parts: Parts, id_: str) -> dict[str, Any]:
    for name, content in parts.items():
        if name.endswith(".json") and f'"{id_}"'.encode() in content:
            body: dict[str, Any] = json.loads(content)
            if body.get("id") == id_:
                return body
    raise KeyError(id_)


def _component(body: dict[str, Any], container: str, path: str) -> dict[str, Any] | None:
    for component in body.get("components", []):
        here = _here(container, component)
        if here == path and (component.get("key") or component.get("path")):
            return component  # type: ignore[no-any-return]  # of a form
        found = _component(component, here, path) if "components" in component else None
        if found is not None:
            return found
    return None


def _here(container: str, component: Mapping[str, Any]) -> str:
    own = component.get("key") or component.get("path") or ""
    return f"{container}.{own}" if container and own else own or container


def _path(body: Mapping[str, Any], container: str, sought: Mapping[str, Any]) -> str:
    """The path of a component."""
    for component in body.get("components", []):
        here = _here(container, component)
        if component.get("id") == sought.get("id"):
            return here
        if found := _path(component, here, sought):
            return found
    return ""


def _asked(element: Element, operator: Operator, change: str, alter: Callable[[dict[str, Any]], Any]) -> Change:
    def make(parts: Parts) -> Parts:
        body = _form(parts, element.home)
        component = _component(body, "", element.id)
        if component is None:
            return parts
        alter(component)
        return _with_form(parts, body)

    return operator, change, make


def _with_form(parts: Parts, body: Mapping[str, Any]) -> Parts:
    name = next(
        name
        for name, content in parts.items()
        if name.endswith(".json") and json.loads(content).get("id") == body["id"]
    )
    return {**parts, name: json.dumps(body, ensure_ascii=False).encode()}


def _shifted(holder: str, name: str, by: int) -> Callable[[dict[str, Any]], None]:
    def alter(component: dict[str, Any]) -> None:
        value = component[holder][name]
        moved = int(value) + by if isinstance(value, str) else value + by
        component[holder][name] = str(moved) if isinstance(value, str) else moved

    return alter


def _hidden(way: str) -> Callable[[dict[str, Any]], None]:
    def alter(component: dict[str, Any]) -> None:
        component["conditional"]["hide"] = f"={way}"

    return alter


def _with_rule(form: str, holder: int, number: int, when: str) -> Callable[[Parts], Parts]:
    def make(parts: Parts) -> Parts:
        body = _form(parts, form)
        ruled = [body, *removal.components(body)][holder]
        ruled["properties"]["rules"][number]["when"] = when
        return _with_form(parts, body)

    return make


# ------------------------------------------------------------------------------------------- tables


def _rule(place: Place, element: Element) -> Iterator[Change]:
    """Dropped; and one of its cells a step away, by the seed (all of them: tests/processes/decisions)."""
    yield from _without(place, element)
    name = f"{element.home}.dmn"
    steps = [one for one in _cells(place.parts[name]) if one.rule == element.id and not one.drops]
    if steps:
        step = random.Random(f"{SEED} {element.place}").choice(steps)
        yield Operator.FLIPPED, step.change, lambda parts: {**parts, name: step.content}


@cache
def _cells(table: bytes) -> tuple[tables.Mutant, ...]:
    return tuple(tables.mutants(table))


# ------------------------------------------------------------------------------------------- procedure.yaml


def _outlined(alter: Callable[[dict[str, Any]], Any]) -> Callable[[Parts], Parts]:
    def make(parts: Parts) -> Parts:
        outline = yaml.safe_load(parts["procedure.yaml"])
        alter(outline)
        return {**parts, "procedure.yaml": yaml.safe_dump(outline, allow_unicode=True, sort_keys=False).encode()}

    return make


def _register(place: Place, element: Element) -> Iterator[Change]:
    yield from _without(place, element)
    keepers = place.definition.registers[element.id].kept_by
    if keepers:
        other = place.another(keepers, element.id)

        def swap(outline: dict[str, Any]) -> None:
            outline["registers"][element.id]["kept_by"] = [other]

        yield Operator.SWAPPED, f"kept by {other}", _outlined(swap)
    if place.definition.registers[element.id].public:
        yield Operator.FLIPPED, "not public", _outlined(lambda one: one["registers"][element.id].pop("public"))


def _page(place: Place, element: Element) -> Iterator[Change]:
    def drop(outline: dict[str, Any]) -> None:
        outline["pages"] = [page for page in outline["pages"] if page["id"] != element.id]

    yield Operator.DROPPED, "", _outlined(drop)


def _sheet(place: Place, element: Element) -> Iterator[Change]:
    yield Operator.DROPPED, "", _outlined(lambda outline: outline["registers"][element.home].pop("sheet"))


def _forum(place: Place, element: Element) -> Iterator[Change]:
    yield Operator.DROPPED, "", _outlined(lambda outline: outline["forums"].pop(element.id))


def _role(place: Place, element: Element) -> Iterator[Change]:
    """What a role may and for whom it acts; who does a step is changed at the step."""
    role = place.definition.roles[element.id]
    for name, value in (("sees", role.sees), ("acts_for", role.acts_for)):
        if value is not None:
            yield Operator.DROPPED, name, _outlined(_less("roles", element.id, name))
    if role.head is not None:
        other = place.another((role.head, role.id), element.id)
        yield Operator.SWAPPED, f"head: {other}", _outlined(_more("roles", element.id, "head", other))


def _setting(place: Place, element: Element) -> Iterator[Change]:
    value = place.definition.settings[element.id].value
    if isinstance(value, bool):
        yield Operator.FLIPPED, str(not value), _outlined(_more("settings", element.id, "value", not value))
    elif isinstance(value, int):
        yield Operator.LATER, f"{value} -> {value + 1}", _outlined(_more("settings", element.id, "value", value + 1))
    for reading in place.definition.readings:
        if reading.setting != element.id or isinstance(value, bool):
            continue
        for choice in reading.choices:
            if choice.value is not None and choice.value != value:
                made = _outlined(_more("settings", element.id, "value", choice.value))
                yield Operator.FLIPPED, f"{value} -> {choice.value}", made


def _reminder(place: Place, element: Element) -> Iterator[Change]:
    number = int(element.id.rpartition("#")[2]) - 1

    def move(outline: dict[str, Any]) -> None:
        outline["reminders"][element.home][number]["days"] += 1

    yield Operator.LATER, "a day", _outlined(move)


def _less(section: str, id_: str, name: str) -> Callable[[dict[str, Any]], None]:
    def alter(outline: dict[str, Any]) -> None:
        outline[section][id_].pop(name)

    return alter


def _more(section: str, id_: str, name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def alter(outline: dict[str, Any]) -> None:
        outline[section][id_][name] = value

    return alter


_CHANGES: Mapping[Sort, Callable[[Place, Element], Iterator[Change]]] = {
    Sort.NODE: _step,
    Sort.QUESTION: _question,
    Sort.TABLE: _without,
    Sort.RULE: _rule,
    Sort.NOTICE: _without,
    Sort.DOCUMENT: _without,
    Sort.REGISTER: _register,
    Sort.COLUMN: _without,
    Sort.SHEET: _sheet,
    Sort.PAGE: _page,
    Sort.FORUM: _forum,
    Sort.ROLE: _role,
    Sort.SETTING: _setting,
    Sort.REMINDER: _reminder,
}

"""Every place of a definition where somebody wrote an expression, and where its names are looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from processes import feel
from processes.definition import Definition
from processes.gate.finding import Place
from processes.gate.paths import nodes
from processes.gate.timer_text import is_iso
from processes.model.elements import Kind, Node

TASKS_OF_PEOPLE = frozenset({Kind.USER, Kind.MANUAL})
WITH_INPUTS = frozenset({Kind.SERVICE, Kind.SEND, Kind.RULE, Kind.THROW, Kind.END})
ACTIONS = frozenset({Kind.SERVICE, Kind.SEND})
_WITH_KEY = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE, Kind.THROW, Kind.END})


ACTS = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE})


def needs_role(node: Node) -> bool:
    """Whether a person does the step: a task, or an act that comes with a form."""
    return node.kind in TASKS_OF_PEOPLE or (node.kind in ACTS and "form" in node.properties)


class Use(StrEnum):
    """What an expression is for, as far as rules differ by it."""

    VALUE = "value"
    SCRIPT = "script"
    ACTION_INPUT = "action input"
    PAYLOAD = "payload"  #: Looked up in a message that begins a case; nobody knows what is in it
    COLLECTION = "collection"  #: Looked up outside the multi-instance that it feeds


@dataclass(frozen=True)
class Written:
    """An expression (or script) as written: `at` is the node from which names are looked up, `place` what is shown."""

    place: Place
    at: Node
    use: Use
    source: str
    ru: str
    en: str

    def parsed(self) -> tuple[feel.Expression, ...]:
        """The expressions in it; raises FeelError."""
        if self.use is Use.SCRIPT:
            return tuple(assignment.expression for assignment in feel.compile_script(self.source))
        return (feel.compile(self.source),)


def written(definition: Definition) -> Iterator[Written]:
    """All expressions of a definition's diagrams in document order; decision tables are read with their own."""
    for process in definition.processes.values():
        for flow in process.flows.values():
            if flow.condition:
                at = process.nodes[flow.source]
                yield Written(flow, at, Use.VALUE, flow.condition, "условие стрелки", "flow condition")
    for node in nodes(definition):
        yield from _of_node(node)
        yield from _of_form(definition, node)


def readable(definition: Definition) -> Iterator[tuple[Written, feel.Expression]]:
    """The expressions that read case data, with where they were written; those that do not parse are not among them."""
    for one in written(definition):
        try:
            expressions = one.parsed()
        except feel.FeelError:
            continue
        if one.use is not Use.PAYLOAD:
            yield from ((one, expression) for expression in expressions)


def _of_node(node: Node) -> Iterator[Written]:
    if node.kind in TASKS_OF_PEOPLE and node.properties.get("due"):
        yield Written(node, node, Use.VALUE, node.properties["due"], "срок (due)", "due")
    if node.kind in TASKS_OF_PEOPLE and node.properties.get("about"):
        yield Written(node, node, Use.VALUE, node.properties["about"], "о чём шаг (about)", "about")
    if node.properties.get("party"):
        yield Written(node, node, Use.VALUE, node.properties["party"], "участник (party)", "party")
    if node.kind in _WITH_KEY and node.properties.get("key"):
        yield Written(node, node, Use.VALUE, node.properties["key"], "ключ сообщения (key)", "message key")
    if node.kind is Kind.START and node.properties.get("key"):
        yield Written(node, node, Use.PAYLOAD, node.properties["key"], "ключ сообщения (key)", "message key")
    if node.kind is Kind.SCRIPT and node.script:
        yield Written(node, node, Use.SCRIPT, node.script, "сценарий", "script")
    if node.kind in WITH_INPUTS:
        yield from _inputs(node)
    for event in node.events:
        if event.kind == "timer" and event.expression and not is_iso(event.expression):
            yield Written(node, node, Use.VALUE, event.expression, "выражение таймера", "timer expression")
        if event.kind == "conditional" and event.expression:
            yield Written(node, node, Use.VALUE, event.expression, "условие события", "event condition")
    if node.multi:
        yield from _of_repetition(node)
    if node.loop and node.loop.condition:
        yield Written(node, node, Use.VALUE, node.loop.condition, "условие повтора", "loop condition")
    if node.loop and node.loop.maximum:
        yield Written(node, node, Use.VALUE, node.loop.maximum, "число повторов", "loop maximum")


def _of_form(definition: Definition, node: Node) -> Iterator[Written]:
    """Of a form's own expressions those that the gate can know names for: what is signed comes from the case alone."""
    form = definition.forms.get(node.properties.get("form", ""))
    for field in form.fields.values() if form else ():
        if field.signs:
            yield Written(node, node, Use.VALUE, field.signs, "что подписывают (signs)", "what is signed (signs)")


def _inputs(node: Node) -> Iterator[Written]:
    use = Use.ACTION_INPUT if node.kind in ACTIONS else Use.VALUE
    for name, source in node.properties.items():
        if name.startswith("input."):
            yield Written(node, node, use, source, f"вход «{name}»", f"input {name!r}")


def _of_repetition(node: Node) -> Iterator[Written]:
    repetition = node.multi
    if repetition is None:
        return
    if repetition.collection:
        yield Written(node, node, Use.COLLECTION, repetition.collection, "список повторений", "collection")
    if repetition.cardinality:
        yield Written(node, node, Use.COLLECTION, repetition.cardinality, "число повторений", "cardinality")
    if repetition.completion:
        yield Written(node, node, Use.VALUE, repetition.completion, "условие завершения", "completion condition")

"""What events wait for and throw: their definitions, inline or by reference, with names resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.model.elements import EventDefinition
from processes.model.names import bpmn, local, reference, shown, text_of
from processes.model.problems import Problems

_KINDS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
}
_NAMED = {"message", "signal", "error", "escalation"}
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_TASKS_WITH_MESSAGE = {bpmn("receiveTask"), bpmn("sendTask")}


@dataclass(frozen=True)
class Definitions:
    """The elements at the top of a file that events refer to, by kind and id."""

    elements: Mapping[str, Mapping[str, etree._Element]]
    shared: Mapping[str, etree._Element]

    @classmethod
    def of(cls, root: etree._Element) -> Definitions:
        elements: dict[str, dict[str, etree._Element]] = {kind: {} for kind in _NAMED}
        shared: dict[str, etree._Element] = {}
        for element in root.iterchildren(tag=etree.Element):
            id_, name = element.get("id"), local(element)
            if not id_:
                continue
            if element.tag == bpmn(name) and name in _NAMED:
                elements[name].setdefault(id_, element)
            elif name in _KINDS:
                shared.setdefault(id_, element)
        return cls(elements, shared)

    @property
    def messages(self) -> dict[str, str]:
        """Message id -> its name; a message without a name goes by its id."""
        return {id_: shown(element.get("name")) or id_ for id_, element in self.elements["message"].items()}


def events_of(element: etree._Element, definitions: Definitions, problems: Problems) -> tuple[EventDefinition, ...]:
    """All event definitions of an event, or the message of a receive or send task, in document order."""
    if element.tag in _TASKS_WITH_MESSAGE:
        if not element.get("messageRef"):
            return ()
        return (_named("message", element, element, definitions, problems),)
    return tuple(_event(entry, element, definitions, problems) for entry in _entries(element, definitions, problems))


def _entries(element: etree._Element, definitions: Definitions, problems: Problems) -> Iterator[etree._Element]:
    for child in element.iterchildren(tag=etree.Element):
        if local(child) in _KINDS and child.tag == bpmn(local(child)):
            yield child
        elif child.tag == bpmn("eventDefinitionRef"):
            target = reference(child.text) or ""
            if target in definitions.shared:
                yield definitions.shared[target]
            else:
                _dangling("event", target, element, problems)


def _event(
    entry: etree._Element, element: etree._Element, definitions: Definitions, problems: Problems
) -> EventDefinition:
    kind = _KINDS[local(entry)]
    if kind == "timer":
        return _timer(entry)
    if kind in _NAMED:
        return _named(kind, entry, element, definitions, problems)
    if kind == "link":
        return EventDefinition(kind=kind, name=shown(entry.get("name")) or None)
    if kind == "conditional":
        return EventDefinition(kind=kind, expression=text_of(entry.find(bpmn("condition"))))
    return EventDefinition(kind=kind)


def _timer(entry: etree._Element) -> EventDefinition:
    for name, timer in _TIMERS.items():
        expression = text_of(entry.find(bpmn(name)))
        if expression is not None:
            return EventDefinition(kind="timer", timer=timer, expression=expression)
    return EventDefinition(kind="timer")


def _named(
    kind: str, entry: etree._Element, element: etree._Element, definitions: Definitions, problems: Problems
) -> EventDefinition:
    target = reference(entry.get(f"{kind}Ref"))
    if target is None:
        return EventDefinition(kind=kind)
    definition = definitions.elements[kind].get(target)
    if definition is None:
        _dangling(kind, target, element, problems)
        return EventDefinition(kind=kind)
    code = definition.get(f"{kind}Code")
    return EventDefinition(kind=kind, name=shown(definition.get("name")) or target, code=code)


def _dangling(kind: str, target: str | None, element: etree._Element, problems: Problems) -> None:
    nouns = {
        "message": "сообщение",
        "signal": "сигнал",
        "error": "ошибку",
        "escalation": "эскалацию",
        "event": "определение события",
    }
    name = shown(element.get("name") or element.get("id"))
    problems.add(
        f"reference.{kind}",
        element,
        f"Элемент «{name}» ссылается на {nouns[kind]} «{shown(target)}», а в файле его нет; выберите другое",
        f"Element {name!r} refers to {kind} {shown(target)!r}, which is not in the file; choose another",
    )

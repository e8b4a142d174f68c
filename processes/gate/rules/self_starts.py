"""A start by message or by timer says of itself when a case begins: nobody fills in a form, and there is no case yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from processes import feel, timers
from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.timer_text import is_iso
from processes.model.elements import EventDefinition, Node

SHORTEST_BETWEEN = timedelta(hours=1)

_SOME_DAY = feel.Moment(now=datetime(2026, 1, 1, 9, tzinfo=UTC), zone=ZoneInfo("Europe/Moscow"))
"""At which a timer's expression is tried; what it may read does not depend on the day."""


def check(definition: Definition) -> Iterator[Finding]:
    """`start.form`, `start.case_data`, `start.not_computed`, `start.often`, `start.same_message`, `start.participants`."""
    receivers: dict[str, Node] = {}
    for process in definition.processes.values():
        for start in definition.starts(process.id):
            yield from _participants(definition, start)
            if start.event is None:
                continue
            if "form" in start.properties:
                yield _form(start)
            if start.event.kind == "timer":
                yield from _timer(definition, start, start.event)
            elif start.event.kind == "message" and start.event.name:
                first = receivers.setdefault(start.event.name, start)
                if first is not start:
                    yield _same_message(start, first, start.event.name)


def _participants(definition: Definition, start: Node) -> Iterator[Finding]:
    """Only a message has a sender, and only outside roles of scope `party` have participants who could come along."""
    named = start.properties.get("participants", "").split()
    sent = start.event is not None and start.event.kind == "message"
    for role in named:
        known = definition.roles.get(role)
        if sent and known is not None and known.scope == "party":
            continue
        yield error(
            "start.participants",
            start,
            f"Начало «{title(start)}» берёт участников «{role}» из дела, которое прислало сообщение, а взять их неоткуда",
            f"Start {title(start)!r} takes participants {role!r} from the case that sent the message, but there are none",
            "Назовите в participants роли участников извне и только у начала по сообщению",
            "Name outside roles held through a party in participants, and only at a start by message",
        )


def _timer(definition: Definition, start: Node, event: EventDefinition) -> Iterator[Finding]:
    text = (event.expression or "").strip()
    foreign = None if is_iso(text) else _case_data(text)
    if foreign is not None:
        yield error(
            "start.case_data",
            start,
            f"Срок начала «{title(start)}» читает «{'.'.join(foreign)}», а дела ещё нет",
            f"The timer of start {title(start)!r} reads {'.'.join(foreign)!r}, but there is no case yet",
            "Читать можно только настройки процедуры (settings)",
            "Only the procedure's settings can be read",
        )
        return
    try:
        agenda = timers.agenda(event, definition.setting_values, _SOME_DAY)
    except (timers.TimerFault, feel.FeelError) as fault:
        if is_iso(text) or not _is_readable(text):
            return  # told as a timer, or as an expression
        yield error(
            "start.not_computed",
            start,
            f"Срок начала «{title(start)}» не вычисляется: {fault.ru}",
            f"The timer of start {title(start)!r} cannot be computed: {fault.en}",
            "Исправьте выражение или настройку, которую оно читает",
            "Correct the expression, or the setting that it reads",
        )
        return
    first, second = (agenda.due(n, _SOME_DAY.zone) for n in (1, 2))
    if first is not None and second is not None and second - first < SHORTEST_BETWEEN:
        yield error(
            "start.often",
            start,
            f"В «{title(start)}» дела начинались бы чаще раза в час",
            f"At {title(start)!r} cases would begin more often than hourly",
            "Укажите период не меньше PT1H; частые проверки поставьте внутрь одного дела",
            "Give a cycle of at least PT1H; put frequent checks inside one case",
        )


def _is_readable(text: str) -> bool:
    try:
        feel.compile(text)
    except feel.FeelError:
        return False
    return True


def _case_data(text: str) -> tuple[str, ...] | None:
    """A path that the expression reads and that only a case would have."""
    if not _is_readable(text):
        return None
    expression = feel.compile(text)
    read = sorted(expression.names | expression.given_names)
    return next((path for path in read if path[0] != "settings"), None)


def _form(start: Node) -> Finding:
    return error(
        "start.form",
        start,
        f"Дело начинается в «{title(start)}» само, и форму никто не заполнит",
        f"A case begins at {title(start)!r} by itself, and nobody fills in the form",
        "Уберите форму или поставьте за началом шаг человека с ней",
        "Remove the form, or put a person's step with it behind the start",
    )


def _same_message(start: Node, first: Node, name: str) -> Finding:
    return error(
        "start.same_message",
        start,
        f"Сообщение «{name}» начинает дело и в «{title(first)}», и в «{title(start)}», а достаётся оно одному",
        f"Message {name!r} begins a case at {title(first)!r} and at {title(start)!r}, but only one of them gets it",
        "Назовите сообщения по-разному или начните одним событием и разойдитесь за ним шлюзом",
        "Give the messages different names, or begin at one event and part behind it at a gateway",
    )

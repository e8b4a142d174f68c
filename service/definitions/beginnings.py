"""How the cases of a version begin, in words: by a person, by a message, on time and when next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from processes import feel, timers
from processes.definition import Definition
from processes.errors import PoryadokError
from processes.gate.timer_text import is_iso
from processes.model.elements import EventDefinition, Kind, Node
from processes.timers import Agenda
from service import naming, words
from storage.models import StartTimer


@dataclass(frozen=True, kw_only=True)
class BeginningShown:
    """A start event; `how` in words.  `timed`: a timer's, whose `next` is None where no case begins there (any more)."""

    id: str
    name: str
    how: str
    timed: bool
    next: datetime | None = None


def shown(
    definition: Definition,
    armed: Mapping[str, StartTimer],
    language: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    until: datetime | None,
) -> tuple[BeginningShown, ...]:
    """The starts of every process that no other one calls.  From `until` on a newer version is in effect."""
    called = {node.called for node in definition.nodes.values() if node.kind is Kind.CALL}
    moment = feel.Moment(now=now, zone=zone)
    return tuple(
        _beginning(definition, node, armed.get(node.id), language, moment, until)
        for process in definition.processes
        if process not in called
        for node in definition.starts(process)
    )


def _beginning(
    definition: Definition,
    node: Node,
    row: StartTimer | None,
    language: str,
    moment: feel.Moment,
    until: datetime | None,
) -> BeginningShown:
    timed = node.event is not None and node.event.kind == "timer"
    due = row.due if row is not None else None
    return BeginningShown(
        id=node.id,
        name=naming.step_name(definition, node.id),
        how=_how(definition, node, language, moment),
        timed=timed,
        next=None if due is None or (until is not None and due >= until) else due,
    )


def _how(definition: Definition, node: Node, language: str, moment: feel.Moment) -> str:
    russian, event = language == "ru", node.event
    if event is None:
        roles = naming.role_titles(definition.roles, definition.roles_of(node.id), language)
        if not roles:
            return "начинает человек" if russian else "begun by a person"
        return f"начинает человек: {roles}" if russian else f"begun by a person: {roles}"
    if event.kind == "message":
        key = node.properties.get("key")
        said = f"по сообщению «{event.name}»" if russian else f"by the message “{event.name}”"
        if not key:
            return said
        return f"{said}, ключ: {key}" if russian else f"{said}, key: {key}"
    return _on_time(event, definition, language, moment)


def _on_time(event: EventDefinition, definition: Definition, language: str, moment: feel.Moment) -> str:
    russian, text = language == "ru", (event.expression or "").strip()
    try:
        agenda = timers.agenda(event, definition.setting_values, moment)
    except PoryadokError:  # a sketch's
        return f"по сроку: {text}" if russian else f"on time: {text}"
    if agenda.period is None:
        day = words.short_day(words.local_day(agenda.anchor, moment.zone))
        at = f"{day} {words.clock_time(agenda.anchor, moment.zone)}"
        said = f"по сроку {at}" if russian else f"on {at}"
    else:
        said = _every(agenda, language)
    if is_iso(text):
        return said
    return f"{said} (вычислено: {text})" if russian else f"{said} (computed: {text})"


def _every(agenda: Agenda, language: str) -> str:
    every = words.every(agenda.period or "", language)
    if agenda.times is None:
        return f"по сроку: {every}" if language == "ru" else f"on time: {every}"
    if language == "ru":
        return f"по сроку: {every}, всего {words.counted(agenda.times, 'раз', 'раза', 'раз')}"
    return f"on time: {every}, {agenda.times}\u00a0{'time' if agenda.times == 1 else 'times'} in all"

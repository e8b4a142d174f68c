"""What a term comes to on real days, before anybody has begun a case: an owner sees at once what he has written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from processes import deadlines, feel, timers
from processes.errors import PoryadokError
from processes.gate.timer_text import is_iso
from processes.model.elements import EventDefinition
from service import words

KNOWN = frozenset({"settings", "case"})
TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Lines to show; `computed` is false when they only say why there is no day."""

    computed: bool
    lines: tuple[str, ...]


def preview(text: str, kind: str, settings: Mapping[str, Any], now: datetime, zone: ZoneInfo, language: str) -> Preview:
    """What the expression gives if the step opens today, and if it opens on 30 December, over the holidays.

    `kind` is `due`, or a timer's timeDate, timeDuration or timeCycle.  What an expression reads from the case is taken
    to be that same day.  Errors become lines: this function raises nothing.
    """
    today = now.astimezone(zone).date()
    end = date(today.year, 12, 30)
    unknown = _from_case(text)
    lines, computed = [], False
    for day in dict.fromkeys((today, end)):
        moment = feel.Moment(now if day == today else datetime.combine(day, time(12), zone), zone)
        try:
            at, term = _due(text, kind, settings, unknown, moment)
        except PoryadokError as error:
            if unknown:
                return Preview(computed=False, lines=(_depends(unknown, language),))
            lines.append(error.in_language(language))
            break
        computed = True
        lines.append(_line(_when(day, today, kind, unknown, language), at, term, zone, language))
    return Preview(computed=computed, lines=tuple(lines))


def _from_case(text: str) -> tuple[tuple[str, ...], ...]:
    if is_iso(text):
        return ()
    try:
        names = feel.compile(text).names
    except feel.FeelError:
        return ()
    return tuple(sorted(name for name in names if name[0] not in KNOWN))


def _due(
    text: str, kind: str, settings: Mapping[str, Any], unknown: Iterable[tuple[str, ...]], moment: feel.Moment
) -> tuple[datetime | None, deadlines.Term | None]:
    case = {"number": "", "started_at": moment.now.isoformat()}
    context = {"settings": dict(settings), "case": case, **_as_that_day(unknown, moment.today)}
    if kind in TIMERS:
        event = EventDefinition(kind="timer", timer=TIMERS[kind], expression=text)
        if kind == "timeCycle" and is_iso(text):  # a start's may be in months; within a case the gate refuses those
            return timers.agenda(event, settings, moment).due(1, moment.zone), None
        found = timers.schedule(event, context, moment)
        return found.due, found.term
    terms: list[deadlines.Term] = []
    value = feel.compile(text).evaluate(context, moment, terms)
    return (None if value is None else timers.moment_of(value, moment)), terms[-1] if terms else None


def _as_that_day(names: Iterable[tuple[str, ...]], day: date) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for *path, last in names:
        place = context
        for name in path:
            inner = place.setdefault(name, {})
            place = inner if isinstance(inner, dict) else {}
        place.setdefault(last, day.isoformat())
    return context


def _when(day: date, today: date, kind: str, unknown: tuple[tuple[str, ...], ...], language: str) -> str:
    russian = language == "ru"
    shown = words.short_day(day)
    if unknown:
        named = ", ".join(".".join(name) for name in unknown)
        return f"Если {named} — {shown}" if russian else f"If {named} is {shown}"
    begins_ru, begins_en = ("отсчёт начнётся", "it is armed") if kind in TIMERS else ("шаг откроется", "the step opens")
    if day == today:
        return f"Если {begins_ru} сегодня, {shown}" if russian else f"If {begins_en} today, {shown}"
    return f"Если {begins_ru} {shown}" if russian else f"If {begins_en} on {shown}"


def _line(when: str, at: datetime | None, term: deadlines.Term | None, zone: ZoneInfo, language: str) -> str:
    russian = language == "ru"
    if at is None:
        return f"{when}: без срока" if russian else f"{when}: no due date"
    local = at.astimezone(zone)
    said = words.short_day(local.date()) + ("" if (local.hour, local.minute) == (23, 59) else f" {local:%H:%M}")
    derived = words.term(term.plain(), zone, language) if term else None
    return f"{when}: {derived or said}"


def _depends(unknown: tuple[tuple[str, ...], ...], language: str) -> str:
    named = ", ".join(".".join(name) for name in unknown)
    if language == "ru":
        return f"Зависит от данных дела: {named}; посчитать заранее нельзя"
    return f"Depends on the case: {named}; it cannot be computed beforehand"

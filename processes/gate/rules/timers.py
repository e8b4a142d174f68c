"""Timers say a moment or a time span that can be understood in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, question, title
from processes.gate.paths import nodes
from processes.gate.timer_text import MOMENT, Duration, duration, is_iso, term_in
from processes.model.elements import Node

LONGEST_YEARS = 100
SHORTEST_SECONDS = 60
_YEAR = 365.25 * 86400
_CRON = re.compile(r"\s*\S*[\d*?]\S*(\s+(?:[\d*?/,\-LW#]+|[A-Z]{3}(?:[-,][A-Z]{3})*)){4,6}\s*")
_LITERAL = re.compile(r'\s*"([^"\\]*)"\s*')

_Text = tuple[str, str, str, str, str]


def check(definition: Definition) -> Iterator[Finding]:
    """`timer.empty`, `.kind`, `.moment`, `.naive`, `.duration`, `.cron`, `.cycle`, `.unbounded`, `.interval`, `.calendar`, `.far`."""
    for node in nodes(definition):
        for event in node.events:
            if event.kind == "timer" and not (event.expression and event.timer):
                yield _empty(node)
            elif event.kind == "timer":
                yield from (_finding(node, fault) for fault in _faults(event.timer or "", event.expression or ""))


def _empty(node: Node) -> Finding:
    """A term that the label names is offered: whoever drew the timer wrote it there."""
    said = term_in(node.name)
    return question(
        "timer.empty",
        node,
        f"Таймер «{title(node)}»: не указан срок",
        f"Timer {title(node)!r} has no time",
        f"Укажите {said}, если срок — как в названии" if said else "Укажите дату, срок или период",
        f"Give {said} if the term is the one of the name" if said else "Give a date, duration or cycle",
    )


def _faults(kind: str, expression: str) -> Iterator[_Text]:
    quoted = _LITERAL.fullmatch(expression)
    text = (quoted.group(1) if quoted else expression).strip()
    if _CRON.fullmatch(text):
        yield (
            "timer.cron",
            f"расписание cron «{text}» не поддерживается",
            f"cron schedule {text!r} is not supported",
            "Напишите период: R3/PT24H",
            "Write a cycle: R3/PT24H",
        )
    elif quoted or is_iso(text):
        yield from {"date": _moment, "duration": _duration, "cycle": _cycle}[kind](text)


def _moment(text: str) -> Iterator[_Text]:
    found = MOMENT.fullmatch(text)
    if found is None:
        yield (
            "timer.moment",
            f"«{text}» — не дата со временем",
            f"{text!r} is no date and time",
            "Напишите 2026-05-01T12:00:00+03:00 или выражение FEEL",
            "Write 2026-05-01T12:00:00+03:00 or a FEEL expression",
        )
    elif not found["zone"]:
        yield (
            "timer.naive",
            f"у «{text}» не указан часовой пояс или время",
            f"{text!r} has no time zone or no time",
            "Допишите время и пояс: 2026-05-01T12:00:00+03:00",
            "Add time and zone: 2026-05-01T12:00:00+03:00",
        )


def _duration(text: str) -> Iterator[_Text]:
    span = duration(text)
    if span is None:
        yield _not_a_duration(text)
        return
    if span.length <= 0:
        yield (
            "timer.interval",
            f"срок «{text}» равен нулю",
            f"duration {text!r} is zero",
            "Укажите срок больше нуля",
            "Give a duration above zero",
        )
    yield from _far(text, span)


def _cycle(text: str) -> Iterator[_Text]:
    parts = text.split("/")
    count = parts[0].removeprefix("R")
    span = duration(parts[-1])
    if not text.startswith("R") or len(parts) not in (2, 3) or not (count.isdecimal() or not count):
        yield (
            "timer.cycle",
            f"«{text}» — не период",
            f"{text!r} is no cycle",
            "Напишите R3/PT24H: число повторений и промежуток",
            "Write R3/PT24H: how often and how far apart",
        )
        return
    if not count or int(count) == 0:
        yield (
            "timer.unbounded",
            f"период «{text}» повторялся бы без конца",
            f"cycle {text!r} would repeat without end",
            "Укажите число повторений: R3/…",
            "Say how often: R3/…",
        )
    if len(parts) == 3:
        yield from _moment(parts[1])
    if span is None:
        yield _not_a_duration(parts[-1])
        return
    if span.calendar:
        yield (
            "timer.calendar",
            f"промежуток «{parts[-1]}» в месяцах или годах бывает разной длины",
            f"interval {parts[-1]!r} in months or years has no fixed length",
            "Напишите промежуток в днях или часах",
            "Write the interval in days or hours",
        )
    if span.length < SHORTEST_SECONDS:
        yield (
            "timer.interval",
            f"промежуток «{parts[-1]}» короче минуты",
            f"interval {parts[-1]!r} is below a minute",
            "Укажите не меньше PT1M",
            "Give at least PT1M",
        )
    yield from _far(text, span)


def _far(text: str, span: Duration) -> Iterator[_Text]:
    if span.length > LONGEST_YEARS * _YEAR:
        yield (
            "timer.far",
            f"срок «{text}» больше {LONGEST_YEARS} лет",
            f"duration {text!r} is beyond {LONGEST_YEARS} years",
            "Укажите срок, который кто-нибудь застанет",
            "Give a term that somebody will see",
        )


def _not_a_duration(text: str) -> _Text:
    return (
        "timer.duration",
        f"срок «{text}» нельзя понять однозначно",
        f"duration {text!r} cannot be understood in one way",
        "Напишите либо дни, месяцы, годы (P10D, P1M), либо часы и минуты (PT12H), целыми числами и не вместе",
        "Write either days, months, years (P10D, P1M) or hours and minutes (PT12H), in whole numbers, not both",
    )


def _finding(node: Node, fault: _Text) -> Finding:
    code, ru, en, advice_ru, advice_en = fault
    return error(code, node, f"Таймер «{title(node)}»: {ru}", f"Timer {title(node)!r} {en}", advice_ru, advice_en)

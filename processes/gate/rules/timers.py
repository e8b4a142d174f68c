"""Timers say a moment or a time span that can be understood in one way only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from processes.definition import Definition
from processes.gate.finding import Finding, error, question, title
from processes.gate.paths import nodes
from processes.gate.timer_text import MOMENT, Duration, duration, is_iso, term_in
from processes.model.elements import Kind, Node

LONGEST_YEARS = 100
SHORTEST_SECONDS = 60
_YEAR = 365.25 * 86400
_CRON = re.compile(r"\s*\S*[\d*?]\S*(\s+(?:[\d*?/,\-LW#]+|[A-Z]{3}(?:[-,][A-Z]{3})*)){4,6}\s*")
_LITERAL = re.compile(r'\s*"([^"\\]*)"\s*')

_Text = tuple[str, str, str, str, str]
_Kinds = Mapping[str, Callable[[str], Iterator[_Text]]]


def check(definition: Definition) -> Iterator[Finding]:
    """`timer.empty`, `.kind`, `.moment`, `.naive`, `.duration`, `.cron`, `.cycle`, `.unbounded`, `.interval`, `.calendar`, `.far`,
    and `.start_duration` for a start."""
    for node in nodes(definition):
        for event in node.events:
            if event.kind == "timer" and not (event.expression and event.timer):
                yield _empty(node)
            elif event.kind == "timer":
                written = _OF_STARTS if node.kind is Kind.START else _WITHIN_CASES
                yield from (
                    _finding(node, fault) for fault in _faults(written[event.timer or ""], event.expression or "")
                )


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


def _faults(written: Callable[[str], Iterator[_Text]], expression: str) -> Iterator[_Text]:
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
        yield from written(text)


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
    """A cycle within a case: an end, a fixed period, a minute at least."""
    yield from _any_cycle(text)
    count, span = _count(text), duration(text.split("/")[-1])
    if span is None or count is None:
        return
    if not int(count or 0):
        yield (
            "timer.unbounded",
            f"период «{text}» повторялся бы без конца",
            f"cycle {text!r} would repeat without end",
            "Укажите число повторений: R3/…",
            "Say how often: R3/…",
        )
    if span.calendar:
        yield (
            "timer.calendar",
            f"промежуток периода «{text}» в месяцах или годах бывает разной длины",
            f"the interval of {text!r} in months or years has no fixed length",
            "Напишите промежуток в днях или часах",
            "Write the interval in days or hours",
        )
    if span.length < SHORTEST_SECONDS:
        yield (
            "timer.interval",
            f"промежуток периода «{text}» короче минуты",
            f"the interval of {text!r} is below a minute",
            "Укажите не меньше PT1M",
            "Give at least PT1M",
        )
    yield from _far(text, span)


def _cycle_of_starts(text: str) -> Iterator[_Text]:
    """A cycle that begins cases: with or without end, in months and years too."""
    yield from _any_cycle(text)
    count, span = _count(text), duration(text.split("/")[-1])
    if span is None or count is None:
        return
    if count and not int(count):
        yield (
            "timer.cycle",
            f"по периоду «{text}» не началось бы ни одно дело",
            f"cycle {text!r} would begin no case",
            "Напишите R/P1Y — без конца, или R3/P1Y — три раза",
            "Write R/P1Y, without end, or R3/P1Y, three times",
        )
    yield from _far(text, span)


def _start_duration(text: str) -> Iterator[_Text]:
    yield (
        "timer.start_duration",
        f"срок «{text}» не от чего отсчитать: дела ещё нет",
        f"duration {text!r} has nothing to be counted from: there is no case yet",
        "Укажите дату (2026-05-01T12:00:00+03:00) или период (R/P1Y)",
        "Give a date (2026-05-01T12:00:00+03:00) or a cycle (R/P1Y)",
    )


def _any_cycle(text: str) -> Iterator[_Text]:
    parts = text.split("/")
    if _count(text) is None:
        yield (
            "timer.cycle",
            f"«{text}» — не период",
            f"{text!r} is no cycle",
            "Напишите R3/PT24H: число повторений и промежуток",
            "Write R3/PT24H: how often and how far apart",
        )
        return
    if len(parts) == 3:
        yield from _moment(parts[1])
    if duration(parts[-1]) is None:
        yield _not_a_duration(parts[-1])


def _count(text: str) -> str | None:
    """What stands behind the R of a cycle, which may be nothing; None if it is none."""
    parts = text.split("/")
    count = parts[0].removeprefix("R")
    written = text.startswith("R") and len(parts) in (2, 3) and (count.isdecimal() or not count)
    return count if written else None


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


_WITHIN_CASES: _Kinds = {"date": _moment, "duration": _duration, "cycle": _cycle}
_OF_STARTS: _Kinds = {"date": _moment, "duration": _start_duration, "cycle": _cycle_of_starts}


def _finding(node: Node, fault: _Text) -> Finding:
    code, ru, en, advice_ru, advice_en = fault
    return error(code, node, f"Таймер «{title(node)}»: {ru}", f"Timer {title(node)!r} {en}", advice_ru, advice_en)

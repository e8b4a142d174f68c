"""When a drawn timer is due.  BPMN 2.0, 10.5.4 (timer event definitions); terms as design section 9 says.

A bare ISO date duration (`P10D`, `P1M`) is a term in calendar days, months or years counted from the arming and ends
with the local day; a time duration (`PT2H`) is exact; a FEEL expression may give a moment, a day or a duration.

A timer start has no case: its moments are an `Agenda`, counted from when its version takes effect, at the same local time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from processes import deadlines, feel
from processes.commands import Plain
from processes.errors import ProcessError
from processes.model.elements import EventDefinition

_ISO_DURATION = re.compile(r"-?P[0-9YMWDTHS.]+")
_ISO_CYCLE = re.compile(r"R([0-9]*)/(?:([^/]+)/)?(P[0-9YMWDTHS.]+)")
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:.+Z-]*")


FURTHEST = 10_000_000
"""Moments of an agenda that are counted at most: a case each hour for a thousand years."""


class TimerFault(ProcessError):
    """A timer's expression does not say when."""

    code = "timer.not_understood"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The first moment; for a cycle the firings in all (`times`, None: without end) and the `period` in seconds."""

    due: datetime
    times: int | None = 1
    period: int | None = None
    term: deadlines.Term | None = None


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """When cases begin at a timer start: at `anchor` or `first` periods after it, and again each `period` (ISO 8601).

    Days, months and years keep the local time and are clamped to the month's end, always counted from the anchor: a month
    after 31 January is 28 February, two months after it 31 March.  Without period it is the anchor, once; `times` None is
    without end.
    """

    anchor: datetime
    period: str | None = None
    first: int = 0
    times: int | None = None

    def due(self, n: int, zone: ZoneInfo) -> datetime | None:
        """The n-th moment, from 1; None behind the last one, or behind the calendar."""
        if n > (1 if self.period is None else self.times or n):
            return None
        try:
            return self._after(self.first + n - 1, zone)
        except (deadlines.TermRefused, OverflowError):
            return None

    def number_from(self, moment: datetime, zone: ZoneInfo) -> int:
        """The number of the first moment that is not before this one; behind the last one if all are."""
        end = FURTHEST if self.period else 2
        last = datetime.max.replace(tzinfo=UTC)
        return bisect_left(range(1, end), moment, key=lambda n: self.due(n, zone) or last) + 1

    def plain(self) -> dict[str, Plain]:
        """As it is kept; `Agenda.read` reads it."""
        return {"anchor": self.anchor.isoformat(), "period": self.period, "first": self.first, "times": self.times}

    @classmethod
    def read(cls, kept: Mapping[str, Plain]) -> Agenda:
        """The agenda that `plain` wrote."""
        return cls(**{**kept, "anchor": datetime.fromisoformat(kept["anchor"])})

    def _after(self, periods: int, zone: ZoneInfo) -> datetime:
        span = feel.Duration.parse(self.period) if self.period else None
        if span is None or not span.is_calendar:
            return self.anchor + (span.span * periods if span else timedelta())
        return deadlines.same_time_after(self.anchor, days=span.days * periods, months=span.months * periods, zone=zone)


def agenda(event: EventDefinition, settings: Mapping[str, Plain], moment: feel.Moment) -> Agenda:
    """When the cases of a timer start begin, for a version that takes effect at `moment`; raises TimerFault or FeelError.

    A cycle without a moment of its own is counted from then on.  A duration has nothing to be counted from.
    """
    text = (event.expression or "").strip()
    value = _value(text, {"settings": settings}, moment, [])
    if event.timer == "date":
        return Agenda(anchor=moment_of(value, moment), times=1)
    if event.timer != "cycle":
        raise TimerFault(
            f"Начало по сроку «{text}»: длительность не от чего отсчитать; напишите дату или период R/P1Y",
            f"Timer start {text!r}: a duration has nothing to be counted from; write a date or a cycle such as R/P1Y",
        )
    times, anchor, period = _cycle_parts(value, moment)
    _period(period, moment)
    if anchor is None:
        return Agenda(anchor=moment.now, period=period, first=1, times=times)
    return Agenda(anchor=anchor, period=period, times=times)


def written(event: EventDefinition, settings: Mapping[str, Plain]) -> dict[str, Plain]:
    """What a timer start says, with the settings that it reads: two versions that say the same have one agenda."""
    text = (event.expression or "").strip()
    literal = _ISO_CYCLE.fullmatch(text) or _ISO_MOMENT.fullmatch(text)
    names = set() if literal else {".".join(path[1:]) for path in feel.compile(text).names}
    return {"timer": event.timer, "text": text, "reads": {name: settings.get(name) for name in sorted(names)}}


def schedule(event: EventDefinition, context: Mapping[str, Any], moment: feel.Moment) -> Schedule:
    """The schedule of a timer event armed at `moment`; raises TimerFault or FeelError."""
    text = (event.expression or "").strip()
    terms: list[deadlines.Term] = []
    value = _value(text, context, moment, terms)
    if event.timer == "cycle":
        return _cycle(value, moment)
    if isinstance(value, feel.Duration):
        return _after(value, moment)
    return Schedule(due=moment_of(value, moment), term=terms[-1] if terms else None)


def _value(text: str, context: Mapping[str, Any], moment: feel.Moment, terms: list[deadlines.Term]) -> Any:
    if _ISO_CYCLE.fullmatch(text) or _ISO_MOMENT.fullmatch(text):
        return text
    source = f'duration("{text}")' if _ISO_DURATION.fullmatch(text) else text
    return feel.compile(source).evaluate(context, moment, terms)


def moment_of(value: Any, moment: feel.Moment) -> datetime:
    """An aware moment from a moment, a day (its first instant, local) or ISO text of either; raises TimerFault."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=moment.zone)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=moment.zone)
    raise TimerFault(
        f"Срок вычислен как «{value}», а нужен день или момент времени",
        f"The due date came out as {value!r}; a day or a moment is needed",
    )


def _parsed(text: str) -> date | datetime | str:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


def _after(span: feel.Duration, moment: feel.Moment) -> Schedule:
    if span.months < 0 or span.span.total_seconds() < 0 or not (span.months or span.span):
        raise TimerFault(
            f"Длительность «{span.text()}» должна быть больше нуля", f"The duration {span.text()!r} must be above zero"
        )
    if not span.is_calendar:
        return Schedule(due=moment.now + span.span)
    if span.months:
        term = deadlines.months_after(moment.now, span.months, moment.zone)
    else:
        term = deadlines.days_after(moment.now, span.days, moment.zone)
    return Schedule(due=term.result, term=term)


def _cycle(value: Any, moment: feel.Moment) -> Schedule:
    times, anchor, written = _cycle_parts(value, moment)
    period = _period(written, moment)
    if period.months:
        raise TimerFault(
            f"Период повтора «{written}» должен быть в днях, часах, минутах",
            f"The period {written!r} must be in days, hours, minutes",
        )
    due = moment.now + period.span if anchor is None else anchor
    return Schedule(due=due, times=times, period=int(period.span.total_seconds()))


def _cycle_parts(value: Any, moment: feel.Moment) -> tuple[int | None, datetime | None, str]:
    """How often (None: without end), the first moment if it is written, and the period."""
    found = _ISO_CYCLE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TimerFault(
            f"Повтор таймера «{value}» не по ISO 8601 (пример: R3/P1D)", f"{value!r} is no ISO 8601 repetition (R3/P1D)"
        )
    return int(found[1]) if found[1] else None, moment_of(found[2], moment) if found[2] else None, found[3]


def _period(written: str, moment: feel.Moment) -> feel.Duration:
    period = feel.compile(f'duration("{written}")').evaluate({}, moment)
    if isinstance(period, feel.Duration) and (period.months or period.span):
        return period
    raise TimerFault(
        f"Период повтора «{written}» должен быть больше нуля", f"The period {written!r} must be above zero"
    )

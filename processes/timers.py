"""When a drawn timer is due.  BPMN 2.0, 10.5.4 (timer event definitions); terms as design section 9 says.

A bare ISO date duration (`P10D`, `P1M`) is a term in calendar days, months or years counted from the arming and ends
with the local day; a time duration (`PT2H`) is exact; a FEEL expression may give a moment, a day or a duration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from processes import deadlines, feel
from processes.errors import ProcessError
from processes.model.elements import EventDefinition

_ISO_DURATION = re.compile(r"-?P[0-9YMWDTHS.]+")
_ISO_CYCLE = re.compile(r"R([0-9]*)/(?:([0-9T:.+Z-]+)/)?(P[0-9YMWDTHS.]+)")
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:.+Z-]*")


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
    found = _ISO_CYCLE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TimerFault(
            f"Повтор таймера «{value}» не по ISO 8601 (пример: R3/P1D)", f"{value!r} is no ISO 8601 repetition (R3/P1D)"
        )
    period = feel.compile(f'duration("{found[3]}")').evaluate({}, moment)
    if period.months or not period.span:
        raise TimerFault(
            f"Период повтора «{found[3]}» должен быть в днях, часах, минутах",
            f"The period {found[3]!r} must be in days, hours, minutes",
        )
    times = int(found[1]) if found[1] else None
    first = moment_of(found[2], moment) if found[2] else moment.now + period.span
    return Schedule(due=first, times=times, period=int(period.span.total_seconds()))

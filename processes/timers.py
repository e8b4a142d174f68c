"""When a drawn timer is due.  BPMN 2.0, 10.5.4 (timer event definitions); terms as design section 9 says.

A bare ISO date duration (`P10D`, `P1M`) is a term in calendar days, months or years counted from the arming and ends
with the local day; a time duration (`PT2H`) is exact; a FEEL expression may give a moment, a day or a duration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from processes import deadlines, feel
from processes.errors import ProcessError
from processes.model.elements import EventDefinition

_ISO_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_ISO_CYCLE = re.compile(r"R(\d*)/(P.+)")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}.*")


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
    if event.timer == "cycle":
        return _cycle(_iso_or_feel(text, _ISO_CYCLE, context, moment, []), moment)
    terms: list[deadlines.Term] = []
    pattern = _ISO_DURATION if event.timer == "duration" else _ISO_MOMENT
    value = _iso_or_feel(text, pattern, context, moment, terms)
    term = terms[-1] if terms else None
    if isinstance(value, str) and _ISO_DURATION.fullmatch(value):
        return _duration(value, moment)
    if isinstance(value, timedelta):
        return Schedule(due=moment.now + value)
    return Schedule(due=moment_of(value, moment), term=term)


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


def _iso_or_feel(
    text: str,
    iso: re.Pattern[str],
    context: Mapping[str, Any],
    moment: feel.Moment,
    terms: list[deadlines.Term],
) -> Any:
    if iso.fullmatch(text):
        return text
    return feel.compile(text).evaluate(context, moment, terms)


def _duration(text: str, moment: feel.Moment) -> Schedule:
    found = _ISO_DURATION.fullmatch(text)
    parts = [int(part or 0) for part in found.groups()] if found else []
    if not parts or not any(parts):
        raise TimerFault(f"Длительность «{text}» нулевая или не по ISO 8601", f"{text!r} is no ISO 8601 duration")
    years, months, weeks, days, hours, minutes, seconds = parts
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if exact:
        if years or months:
            raise TimerFault(
                f"Длительность «{text}» смешивает месяцы с часами: запишите срок выражением",
                f"{text!r} mixes months with hours: write the term as an expression",
            )
        return Schedule(due=moment.now + exact + timedelta(days=days + 7 * weeks))
    if years or months:
        if weeks or days:
            raise TimerFault(
                f"Длительность «{text}» смешивает месяцы с днями: запишите срок выражением",
                f"{text!r} mixes months with days: write the term as an expression",
            )
        term = deadlines.months_after(moment.now, months + 12 * years, moment.zone)
    else:
        term = deadlines.days_after(moment.now, days + 7 * weeks, moment.zone)
    return Schedule(due=term.result, term=term)


def _cycle(value: Any, moment: feel.Moment) -> Schedule:
    found = _ISO_CYCLE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TimerFault(
            f"Повтор таймера «{value}» не по ISO 8601 (пример: R3/P1D)", f"{value!r} is no ISO 8601 repetition (R3/P1D)"
        )
    first = _ISO_DURATION.fullmatch(found[2])
    parts = [int(part or 0) for part in first.groups()] if first else [1, 1]
    years, months, weeks, days, hours, minutes, seconds = parts if len(parts) == 7 else [1] * 7
    period = timedelta(days=days + 7 * weeks, hours=hours, minutes=minutes, seconds=seconds)
    if years or months or not period:
        raise TimerFault(
            f"Период повтора «{found[2]}» должен быть в днях, часах, минутах",
            f"The period {found[2]!r} must be in days, hours, minutes",
        )
    times = int(found[1]) if found[1] else None
    return Schedule(due=moment.now + period, times=times, period=int(period.total_seconds()))

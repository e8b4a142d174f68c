"""A day, a time of day, or both (form-js `datetime`).  Typed as дд.мм.гггг, kept as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, ClassVar, Self

from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.source import Source

_RUSSIAN = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})( г\.?)?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(:[0-9]{2}(\.[0-9]+)?)?")

#: properties.day -> (holds for day and today, text in Russian, in English)
_RULES: dict[str, tuple[Callable[[date, date], bool], str, str]] = {
    "past": (lambda day, today: day < today, "нужен прошедший день", "must be a past day"),
    "pastOrToday": (lambda day, today: day <= today, "не позже сегодняшнего дня", "must not be after today"),
    "future": (lambda day, today: day > today, "нужен будущий день", "must be a future day"),
    "futureOrToday": (lambda day, today: day >= today, "не раньше сегодняшнего дня", "must not be before today"),
}


@dataclass(frozen=True, kw_only=True)
class Day(Question):
    """A day (`YYYY-MM-DD`), a time (`HH:MM`) or a moment (ISO 8601 with offset, typed in the zone of the case).

    `rules` (past, pastOrToday, future, futureOrToday), `earliest` and `latest` bound the day.
    """

    type: ClassVar[str] = "datetime"

    subtype: str
    rules: tuple[str, ...]
    earliest: date | None
    latest: date | None

    @classmethod
    def read(cls, source: Source) -> Self:
        subtype = source.one_of("subtype", ("date", "time", "datetime"))
        label = source.text("label") or source.text("timeLabel" if subtype == "time" else "dateLabel")
        labelled = replace(source, json={**source.json, "label": label})
        return cls(
            **asked(labelled, cls),
            subtype=subtype,
            rules=_rules(source),
            earliest=_bound(source, "notBefore"),
            latest=_bound(source, "notAfter"),
        )

    def take(self, raw: object, circumstances: Circumstances) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise self._wrong()
        text = raw.strip()
        if not text:
            return None
        if len(text) > 40:
            raise self._wrong()
        if self.subtype == "time":
            return self._time(text).isoformat("minutes")
        if self.subtype == "date":
            return self._within(day_typed(text) or self._raise(), circumstances).isoformat()
        moment = self._moment(text, circumstances)
        self._within(moment.astimezone(circumstances.zone).date(), circumstances)
        return moment.isoformat(timespec="minutes")

    def _within(self, day: date, circumstances: Circumstances) -> date:
        for rule in self.rules:
            holds, ru, en = _RULES[rule]
            if not holds(day, circumstances.today):
                raise Wrong(ru, en)
        if self.earliest and day < self.earliest:
            raise Wrong(f"не раньше {self.earliest:%d.%m.%Y}", f"must not be before {self.earliest}")
        if self.latest and day > self.latest:
            raise Wrong(f"не позже {self.latest:%d.%m.%Y}", f"must not be after {self.latest}")
        return day

    def _time(self, text: str) -> time:
        found = _TIME.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise self._wrong()
        return time(int(found[1]), int(found[2]))

    def _moment(self, text: str, circumstances: Circumstances) -> datetime:
        words = re.split(r"[ T]+", text.replace(",", " "), maxsplit=1)
        day = day_typed(words[0])
        if day is None or len(words) < 2:
            raise self._wrong()
        if _TIME.fullmatch(words[1]):
            return datetime.combine(day, self._time(words[1]), circumstances.zone)
        try:
            moment = datetime.fromisoformat(f"{day.isoformat()}T{words[1]}")
            return moment.replace(second=0, microsecond=0).astimezone(moment.tzinfo)
        except (ValueError, OverflowError):
            raise self._wrong() from None

    def _wrong(self) -> Wrong:
        if self.subtype == "time":
            return Wrong("нужно время вида чч:мм, например 09:30", "a time hh:mm is needed, for example 09:30")
        if self.subtype == "date":
            return Wrong(
                "нужна дата вида дд.мм.гггг, например 09.03.2026", "a date dd.mm.yyyy is needed, for example 09.03.2026"
            )
        return Wrong(
            "нужны дата и время вида дд.мм.гггг чч:мм, например 09.03.2026 09:30",
            "date and time dd.mm.yyyy hh:mm are needed, for example 09.03.2026 09:30",
        )

    def _raise(self) -> date:
        raise self._wrong()

    def shown(self, answer: Any, language: str) -> str:
        if self.subtype == "time":
            return str(answer)
        day = date.fromisoformat(answer[:10]).strftime("%d.%m.%Y")
        return day if self.subtype == "date" else f"{day} {answer[11:16]}"


def day_typed(text: str) -> date | None:
    """The day that a person typed: дд.мм.гггг or YYYY-MM-DD of the years 1800–2999; None for anything else."""
    russian, iso = _RUSSIAN.fullmatch(text), _ISO.fullmatch(text)
    if russian:
        year, month, day = int(russian[3]), int(russian[2]), int(russian[1])
    elif iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        return None
    if not 1800 <= year <= 2999:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _rules(source: Source) -> tuple[str, ...]:
    """The rules that the form sets: `day`, or `notAfter` and `notBefore` with the word today."""
    properties = source.properties
    rule = properties.one_of("day", ("", *_RULES))
    not_before = properties.text("notBefore") == "today" or source.flag("disallowPassedDates")
    found = (rule, "pastOrToday" if properties.text("notAfter") == "today" else "", "futureOrToday" * not_before)
    return tuple(dict.fromkeys(name for name in found if name))


def _bound(source: Source, name: str) -> date | None:
    text = source.properties.text(name)
    if text in ("", "today"):
        return None
    day = day_typed(text)
    if day is None:
        raise source.refused(f"{name}: нужно today или ГГГГ-ММ-ДД", f"{name}: today or YYYY-MM-DD expected", name)
    return day

"""When cases begin by a timer start: counted from when the version takes effect, at the same local time, never drifting."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from processes import feel, timers
from processes.model.elements import EventDefinition
from processes.timers import Agenda

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def agenda(timer: str, text: str, since: str, zone: ZoneInfo = MOSCOW) -> Agenda:
    event = EventDefinition(kind="timer", timer=timer, expression=text)
    return timers.agenda(event, {"yearly": True}, feel.Moment(now=at(since), zone=zone))


def dues(agenda: Agenda, count: int, zone: ZoneInfo = MOSCOW) -> list[str | None]:
    found = [agenda.due(n, zone) for n in range(1, count + 1)]
    return [due.astimezone(zone).isoformat() if due else None for due in found]


@pytest.mark.parametrize(
    ("text", "since", "expected"),
    [
        pytest.param(
            "R/P1D", "2026-03-01T09:30:00+03:00",
            ["2026-03-02T09:30:00+03:00", "2026-03-03T09:30:00+03:00"], id="each-day",
        ),
        pytest.param(
            "R/P1M", "2026-01-31T09:00:00+03:00",
            ["2026-02-28T09:00:00+03:00", "2026-03-31T09:00:00+03:00", "2026-04-30T09:00:00+03:00"],
            id="clamped-to-the-month-and-counted-from-the-anchor",
        ),
        pytest.param(
            "R/P1Y", "2024-02-29T09:00:00+03:00",
            ["2025-02-28T09:00:00+03:00", "2026-02-28T09:00:00+03:00", "2027-02-28T09:00:00+03:00",
             "2028-02-29T09:00:00+03:00"], id="leap-day",
        ),
        pytest.param(
            "R/2026-05-01T12:00:00+03:00/P1Y", "2026-03-01T09:00:00+03:00",
            ["2026-05-01T12:00:00+03:00", "2027-05-01T12:00:00+03:00"], id="its-own-first-moment",
        ),
        pytest.param("R2/PT12H", "2026-03-01T09:00:00+03:00",
                     ["2026-03-01T21:00:00+03:00", "2026-03-02T09:00:00+03:00", None], id="twice"),
        pytest.param('if settings.yearly then "R1/P1Y" else "R1/P1M"', "2026-03-01T09:00:00+03:00",
                     ["2027-03-01T09:00:00+03:00", None], id="by-a-setting"),
    ],
)  # fmt: skip
def test_a_cycle(text, since, expected):
    assert dues(agenda("cycle", text, since), len(expected)) == expected


def test_a_date_comes_once():
    assert dues(agenda("date", "2026-05-01T12:00:00+03:00", "2026-03-01T09:00:00+03:00"), 2) == [
        "2026-05-01T12:00:00+03:00",
        None,
    ]


def test_days_keep_the_local_time_when_the_clocks_change_and_hours_do_not():
    days = agenda("cycle", "R/P1D", "2026-03-28T02:30:00+01:00", BERLIN)
    hours = agenda("cycle", "R/PT24H", "2026-03-28T02:30:00+01:00", BERLIN)

    assert dues(days, 2, BERLIN) == ["2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]
    assert dues(hours, 2, BERLIN) == ["2026-03-29T03:30:00+02:00", "2026-03-30T03:30:00+02:00"]


@pytest.mark.parametrize(
    ("text", "moment", "number"),
    [
        ("R/P1D", "2026-03-01T09:00:00+03:00", 1),
        ("R/P1D", "2026-03-11T09:00:00+03:00", 10),
        ("R/P1D", "2026-03-11T09:00:01+03:00", 11),
        ("R3/P1D", "2026-03-11T09:00:00+03:00", 4),
        ("R/2020-01-01T00:00:00+03:00/PT1H", "2026-01-01T00:00:00+03:00", 52609),
    ],
)
def test_what_was_before_a_moment_is_counted_and_not_done(text, moment, number):
    assert agenda("cycle", text, "2026-03-01T09:00:00+03:00").number_from(at(moment), MOSCOW) == number


def test_it_is_kept_and_read_again():
    kept = agenda("cycle", "R5/P1M", "2026-01-31T09:00:00+03:00")

    assert Agenda.read(kept.plain()) == kept


def test_behind_the_calendar_there_is_nothing():
    assert agenda("cycle", "R/P99Y", "2026-01-31T09:00:00+03:00").due(1000, MOSCOW) is None


def test_a_duration_has_nothing_to_be_counted_from():
    with pytest.raises(timers.TimerFault):
        agenda("duration", "P10D", "2026-01-31T09:00:00+03:00")

"""Form conditions as JSON for the browser, and values as plain JSON for the case data."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from processes import feel
from processes.feel import Duration

A = {"path": ["a"]}
ONE = {"value": 1}


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a", A),
        ("a.b", {"path": ["a", "b"]}),
        ("(a) = 1", {"op": "=", "of": [A, ONE]}),
        ("a != -1", {"op": "!=", "of": [A, {"value": -1}]}),
        ('a = "x" or not(a = null)', {"op": "or", "of": [
            {"op": "=", "of": [A, {"value": "x"}]},
            {"op": "not", "of": [{"op": "=", "of": [A, {"value": None}]}]},
        ]}),
        ("a between 1 and 2.5", {"op": "and", "of": [
            {"op": ">=", "of": [A, ONE]}, {"op": "<=", "of": [A, {"number": "2.5"}]},
        ]}),
        ('a in ("x", true)', {"op": "in", "of": [A, {"value": "x"}, {"value": True}]}),
        ("a in [1]", {"op": "in", "of": [A, ONE]}),
        ("given(a)", {"call": "given", "of": [A]}),
        ('starts  with(a, "x")', {"call": "starts with", "of": [A, {"value": "x"}]}),
    ],
)  # fmt: skip
def test_a_form_condition_is_a_tree(source, tree):
    assert feel.compile(source).tree() == tree


@pytest.mark.parametrize(
    "source", ["a + 1", "a[1]", "today() > a", "some x in a satisfies x", "a in [1..2]", "a in (b)"]
)
def test_what_the_browser_does_not_know_is_refused(source):
    with pytest.raises(feel.FeelError):
        feel.compile(source).tree()


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (1, 1),
        (True, True),
        (None, None),
        ("x", "x"),
        (Decimal("2.00"), 2),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), 1000),
        (Decimal("1E-8"), "0.00000001"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 10, tzinfo=UTC), "2026-01-05T10:00:00+00:00"),
        (time(10, 30), "10:30:00"),
        (Duration(months=14), "P1Y2M"),
        (Duration(days=10), "P10D"),
        (Duration(time=timedelta(hours=36)), "PT36H"),
        (Duration(), "PT0S"),
        ([1, {"a": [Decimal("0.5")]}], [1, {"a": ["0.5"]}]),
    ],
)
def test_a_value_as_plain_json(value, plain):
    assert feel.plain(value) == plain
    assert type(feel.plain(value)) is type(plain)


@pytest.mark.parametrize("value", [0.5, float("nan"), b"x", (1,), {1}, object(), {1: 2}, Decimal("NaN"), 10**31, [1.5]])
def test_anything_else_is_no_plain_value(value):
    with pytest.raises(feel.FeelError):
        feel.plain(value)


@pytest.mark.parametrize(
    ("text", "calendar"), [("P10D", True), ("P1Y", True), ("P2W", True), ("PT240H", False), ("P1DT1H", False)]
)
def test_a_duration_knows_whether_it_counts_days_or_hours(text, calendar):
    duration = Duration.parse(text)

    assert duration.is_calendar is calendar
    assert Duration.parse(duration.text()) == duration

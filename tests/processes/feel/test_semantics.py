"""What expressions mean, by hand from the FEEL chapter of DMN 1.4 and the deviations that `processes.feel` declares."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from processes import feel
from processes.feel import Duration
from tests.processes.feel.evaluating import MOSCOW, NOON, refusal, value

CASE = {
    "application": {
        "directed": True,
        "channel": "e-mail",
        "count": 7,
        "price": "12.50",
        "born": "2000-02-29",
        "date": "2026-01-05",
        "middle_name": None,
        "documents": [
            {"kind": "паспорт", "present": True, "parts": [1, 2]},
            {"kind": "диплом", "present": False, "parts": [3]},
        ],
    },
    "заявка": {"город": "Казань"},
    "name": {"given": True, "commitment": "ab" * 32},
    "empty": [],
    "nothing": None,
    "date": 3,
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # literals
        ("5", 5),
        ("-5", -5),
        ("0.50", Decimal("0.50")),
        (".5", Decimal("0.5")),
        ("1.0", 1),
        ('"a\\"b\\n\\u0436"', 'a"b\nж'),
        ('"\\ud83d\\ude00"', "😀"),
        ("true", True),
        ("null", None),
        ("[1, [2]]", [1, [2]]),
        ("[]", []),
        ('{a: 1, "b c": [2], if: 3}', {"a": 1, "b c": [2], "if": 3}),
        ("{}", {}),
        ('@"2026-01-05"', date(2026, 1, 5)),
        ('@"P30D"', Duration(days=30)),
        ('@"10:30"', time(10, 30)),
        ('@"2026-01-05T10:00:00Z"', datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ('@"2026-01-05T10:00:00"', datetime(2026, 1, 5, 10, tzinfo=MOSCOW)),
        # paths
        ("application.count", 7),
        ("application . count", 7),
        ("application.date", "2026-01-05"),
        ("date", 3),
        ("date + 1", 4),
        ("заявка.город", "Казань"),
        ("application.missing", None),
        ("application.middle_name.whatever", None),
        ("nothing.a.b", None),
        ("application.documents.kind", ["паспорт", "диплом"]),
        ("application.documents.parts", [[1, 2], [3]]),
        ("application.documents.missing", [None, None]),
        ("application.documents[1].kind", "паспорт"),
        ("application.documents[-1].kind", "диплом"),
        ("application.documents[ 2 ].parts[1]", 3),
        ("application.documents[3]", None),
        ("application.documents[-3]", None),
        ("nothing[1]", None),
        ("[10,20][2]", 20),
        ("{a: 1}.a", 1),
        # arithmetic
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("8 / 2 / 2", 2),
        ("1 / 4", Decimal("0.25")),
        ("0.1 + 0.2 = 0.3", True),
        ("2 - -3", 5),
        ("- (1 + 1)", -2),
        ("-application.count", -7),
        ("10.50 + 0.10", Decimal("10.60")),
        ("999999999999999999999 + 1", 10**21),
        ('"дело " + "1"', "дело 1"),
        ("1 + null", None),
        ("null * 2", None),
        ("number(application.price) * 2 = 25", True),
        # comparison
        ("1 = 1.0", True),
        ('"a" != "b"', True),
        ('"a" < "b"', True),
        ("2 <= 2", True),
        ("3 > 4", False),
        ("null = null", True),
        ("null = 1", False),
        ('nothing != "x"', True),
        ("null < 1", None),
        ("[1, 2] = [1, 2.0]", True),
        ("[1, 2] = [2, 1]", False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ('@"2026-01-05T10:00:00+03:00" = @"2026-01-05T07:00:00Z"', True),
        ('duration("P1D") = duration("PT24H")', True),
        ('duration("P1Y") = duration("P12M")', True),
        ('duration("P2W") > duration("P13D")', True),
        ('@"2026-01-05" < @"2026-01-06"', True),
        # logic, three-valued
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("null or false", None),
        ("not(true)", False),
        ("not(null)", None),
        ("not (1 > 2)", True),
        ("1 < 2 and 2 < 3 or false", True),
        ("true or false and false", True),
        ("false and unknown_name", False),
        # choice
        ("if 1 < 2 then 10 else 20", 10),
        ("if null then 10 else 20", 20),
        ("if false then 1 else if false then 2 else 3", 3),
        ("1 + (if true then 1 else 0)", 2),
        # quantifiers
        ("some d in application.documents satisfies d.present", True),
        ("every d in application.documents satisfies d.present", False),
        ("some x in empty satisfies x", False),
        ("every x in empty satisfies x", True),
        ("some x in nothing satisfies x", None),
        ("some x in [null, true] satisfies x", True),
        ("every x in [null, true] satisfies x", None),
        ("some x in [1,2], y in [2,3] satisfies x = y", True),
        ("every x in [1,2], y in [x, 3] satisfies x <= y", True),
        ("true and some x in [1] satisfies x = 1 and x < 2", True),
        ("some x in [1] satisfies some x in [2] satisfies x = 2", True),
        # mapping
        ("for x in [1,2] return x + 1", [2, 3]),
        ("for x in [1,2], y in [x, 3] return x * y", [1, 3, 4, 6]),
        ("for x in empty return x", []),
        ("for x in nothing return x", None),
        ("for x in [1], y in nothing return x", None),
        ("for d in application.documents return {known: d.present}.known", [True, False]),
        ("flatten(for x in [1,2,3] return if x = 2 then [] else [x])", [1, 3]),
        ("count(for x in [null, 1] return x)", 2),
        # between and in
        ("3 between 1 and 3", True),
        ("0 between 1 and 3", False),
        ("2 between 1 and 3 and true", True),
        ("null between 1 and 3", None),
        ("1 in [1..3]", True),
        ("1 in (1..3]", False),
        ("3 in [1..3)", False),
        ("2 in (1..3)", True),
        ("1 in ]1..3]", False),
        ("3 in [1..3[", False),
        ("2 in ]1..3[", True),
        ('@"2026-03-01" in [@"2026-01-01"..@"2026-12-31"]', True),
        ("5 in (<3, >4)", True),
        ("4 in (<3, >4)", False),
        ("5 in <6", True),
        ('application.channel in ("телефон", "e-mail")', True),
        ('application.channel in ["телефон"]', False),
        ('"диплом" in application.documents.kind', True),
        ("7 in (1, [5..8])", True),
        ('nothing in ("a", "b")', False),
        ('nothing in ("a", null)', True),
        # days and times
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2024-02-29") + duration("P1Y")', date(2025, 2, 28)),
        ('date("2026-03-31") - duration("P1M")', date(2026, 2, 28)),
        ('duration("P10D") + date("2026-02-20")', date(2026, 3, 2)),
        ('date("2026-03-01") - date("2026-02-01")', Duration(days=28)),
        ('(date("2026-03-01") - date("2026-02-01")).days', 28),
        ('date("2026-03-01").year', 2026),
        ('date("2026-03-01").weekday', 7),
        ("now().hour", 12),
        ("today()", date(2026, 3, 1)),
        ('now() + duration("PT36H") = date and time("2026-03-03T00:00:00")', True),
        ('@"2026-01-02T00:00:00Z" - @"2026-01-01T22:30:00Z"', Duration(time=timedelta(minutes=90))),
        ('duration("P1D") * 3', Duration(days=3)),
        ('duration("P1DT2H30M").minutes', 30),
        ('duration("P14M").years', 1),
        ('duration("-P14M").months', -2),
        # comments
        ("1 // + 1", 1),
        ("1 /* + 1 */ + 2", 3),
        ("\n1\n+ 1\n", 2),
    ],
)
def test_an_expression_means(source, expected):
    result = value(source, CASE)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ('"5" = 5', "number("),
        ('application.born < @"2008-01-01"', "date("),
        ("now() > today()", "local_day("),
        ('1 < "2"', "number("),
        ("true = 1", "boolean"),
        ("[1] < [2]", "order"),
        ("true < false", "order"),
        ("1 and true", "condition"),
        ("not(1)", "condition"),
        ('if "x" then 1 else 2', "condition"),
        ("some x in [1] satisfies x", "condition"),
        ("some x in 5 satisfies true", "list"),
        ("for x in 5 return x", "list"),
        ("1 / 0", "zero"),
        ('1 + "1"', "compute"),
        ('"a" - "b"', "compute"),
        ("today() + 1", "compute"),
        ('today() + duration("PT1H")', "date and time"),
        ("-true", "negated"),
        ('"a".length', "property"),
        ("1 .x", "property"),
        ("application[1]", "index"),
        ("unknown_name", "unknown_name"),
        ("unknown_name.x = null", "unknown_name"),
        ("[1][0]", "from 1"),
        ("{a: 1, a: 2}", "twice"),
        ('name = "Иван"', "given("),
        ("name.given", "given("),
        ("name.commitment", "given("),
        ("name.first", "given("),
        ("name = name", "given("),
        ('name + "x"', "given("),
        ('contains(name, "x")', "given("),
        ("[name] = [name]", "given("),
        ("?", "decision table"),
        ("not(1, 2)", "one condition"),
        ("x == 1", "one ="),
        ("a && b", "and, or"),
        ("not x", "not("),
        ("'text'", "double quotes"),
        ('"open', "closing quote"),
        ("2 ** 3", "exponent"),
        ("[1][application.count]", "no property"),
        ("1 +", "too early"),
        ("", "empty"),
        ("   ", "empty"),
        ('duration("P1M") < duration("P30D")', "differ in length"),
        ('duration("P1M") + duration("P1D")', "mixes"),
        ('@"9999-12-31" + @"P1D"', "outside the calendar"),
        ('@"0001-01-01" - @"P1M"', "outside the calendar"),
        ('@"0001-01-01T00:00:00+03:00" < now()', "outside the calendar"),
    ],
)
def test_what_would_be_a_wrong_branch_in_silence_is_an_error(source, hint):
    error = refusal(source, CASE)

    assert hint in error.en


def test_an_error_names_line_and_column():
    error = refusal("1 +\n  unknown_name")

    assert (error.facts["line"], error.column) == (2, 3)
    assert "строка 2, столбец 3" in error.ru


def test_a_float_in_the_case_data_is_refused_where_it_is_used():
    assert "float" in refusal("x + 1", {"x": 0.5}).en


def test_months_are_added_on_the_wall_calendar_and_days_exactly():
    berlin = datetime(2026, 3, 28, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    moment = '@"2026-03-28T12:00:00@Europe/Berlin"'  # the night after, summer time begins

    assert value(moment) == berlin
    assert value(f'({moment} + @"P1D").hour') == 13
    assert value(f'({moment} + @"P1M").hour') == 12


def test_a_condition_that_is_null_does_not_hold():
    assert feel.compile("null < 1").holds({}, NOON) is False
    assert feel.compile("1 < 2").holds({}, NOON) is True
    with pytest.raises(feel.FeelError):
        feel.compile("1").holds({}, NOON)


def test_the_clock_is_the_given_one():
    late = feel.Moment(datetime(2026, 3, 1, 21, 30, tzinfo=UTC), MOSCOW)

    assert feel.compile("today()").evaluate({}, late) == date(2026, 3, 2)


def test_a_clock_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        feel.Moment(datetime(2026, 3, 1), MOSCOW)


def test_an_expression_is_compiled_once():
    assert feel.compile("1 + 1") is feel.compile("1 + 1")


def test_evaluation_leaves_the_case_data_alone():
    context = {"list": [1, 2], "record": {"a": [1]}}

    value("append(list, 3) = concatenate(list, [3]) and record.a = [1]", context)

    assert context == {"list": [1, 2], "record": {"a": [1]}}

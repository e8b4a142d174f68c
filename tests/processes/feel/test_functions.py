"""Each function: what it gives, and that nothing but a FeelError follows from wrong arguments or a wrong number of them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from processes import feel
from processes.feel import Duration
from tests.processes.feel.evaluating import MOSCOW, NOON, refusal, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('date("2026-01-05")', date(2026, 1, 5)),
        ("date(2026, 1, 5)", date(2026, 1, 5)),
        ('date(@"2026-01-05T23:30:00Z")', date(2026, 1, 5)),
        ('local_day(@"2026-01-05T23:30:00Z")', date(2026, 1, 6)),
        ("date(null)", None),
        ('date and time("2026-01-05T10:00:00")', datetime(2026, 1, 5, 10, tzinfo=MOSCOW)),
        ('date and time("2026-01-05T10:00:00.5Z")', datetime(2026, 1, 5, 10, 0, 0, 500_000, tzinfo=UTC)),
        ('date and time("2026-01-05T10:00@Asia/Tokyo")', datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ('date  and\ttime(date("2026-01-05"), time("10:00"))', datetime(2026, 1, 5, 10, tzinfo=MOSCOW)),
        ('date and time("2026-01-05")', datetime(2026, 1, 5, tzinfo=MOSCOW)),
        ('start_of_day(date("2026-01-05"))', datetime(2026, 1, 5, tzinfo=MOSCOW)),
        ('end_of_day(date("2026-01-05"))', datetime(2026, 1, 5, 23, 59, 59, tzinfo=MOSCOW)),
        ('time("10:30:15")', time(10, 30, 15)),
        ("time(10, 30)", time(10, 30)),
        ("time(now())", time(12, 0)),
        ('duration("P1Y2M")', Duration(months=14)),
        ('years and months duration(date("2000-02-29"), date("2026-02-28"))', Duration(months=25 * 12 + 11)),
        ('years and months duration(date("2026-03-15"), date("2026-01-20"))', Duration(months=-1)),
        ('number("12.50")', Decimal("12.50")),
        ('number("1 000,5", " ", ",")', Decimal("1000.5")),
        ('number("-7")', -7),
        ("number(7)", 7),
        ("abs(-1.5)", Decimal("1.5")),
        ('abs(duration("-P1D"))', Duration(days=1)),
        ("floor(-1.5)", -2),
        ("ceiling(-1.5)", -1),
        ("floor(1.29, 1)", Decimal("1.2")),
        ("round half up(2.5)", 3),
        ("round half up(-2.5)", -3),
        ("round half up(1.005, 2)", Decimal("1.01")),
        ("round half up(1250, -2)", 1300),
        ("count([])", 0),
        ("count([1, null])", 2),
        ("count(null)", None),
        ("sum([1, 2.5])", Decimal("3.5")),
        ("sum(1, 2, 3)", 6),
        ("sum([])", 0),
        ("mean([1, 2])", Decimal("1.5")),
        ("min(3, 1, 2)", 1),
        ('max(["a", "b"])', "b"),
        ('min([@"2026-01-05", @"2025-12-31"])', date(2025, 12, 31)),
        ("string(1.50)", "1.50"),
        ("string(5)", "5"),
        ("string(true)", "true"),
        ('string(date("2026-01-05"))', "2026-01-05"),
        ("string(null)", None),
        ('contains("Казань", "зан")', True),
        ('starts with("foobar", "of")', False),
        ('ends with("foobar", "r")', True),
        ('contains(null, "x")', None),
        ('upper case("абв")', "АБВ"),
        ('lower case("АБВ")', "абв"),
        ('string length("жук")', 3),
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 9)', ""),
        ('split("a.b.c", ".")', ["a", "b", "c"]),
        ('string join(["a", null, "b"], ", ")', "a, b"),
        ('string join(["a", "b"])', "ab"),
        ('list contains([1, "a", null], "a")', True),
        ("list contains([1, null], null)", True),
        ('list contains(["1"], 1)', False),
        ("append([1], 2, null)", [1, 2, None]),
        ("concatenate([1], [], [2])", [1, 2]),
        ("flatten([1, [2, [3, []]], [[4]]])", [1, 2, 3, 4]),
        ("flatten([])", []),
        ('distinct values([1, 1.0, "1", true, null, null, [1], [1.0]])', [1, "1", True, None, [1]]),
        ('characters("+-0")', ["+", "-", "0"]),
        ('characters("")', []),
        ("rows({a: [1, 2], b: [3]})", [{"a": 1, "b": 3}, {"a": 2, "b": None}]),
        ("rows({})", []),
        ("rows(null)", None),
        ("places([20, 32, 20, 10])", [2, 1, 2, 4]),
        ('places([20, 32, 20, 10], "dense")', [2, 1, 2, 3]),
        ("places([5, null, 5.0])", [1, None, 1]),
        ("places([])", []),
        ('get value({a: 1}, "a")', 1),
        ('get value({a: 1}, "b")', None),
        ("all([true, true])", True),
        ("all([true, null])", None),
        ("all([])", True),
        ("any([false, true])", True),
        ("any(false, null)", None),
        ('given("")', False),
        ("given(0)", True),
        ("given(false)", True),
        ("given([])", False),
        ("given(null)", False),
        ("is defined(null)", False),
        ('is defined("")', True),
    ],
)
def test_a_function_gives(source, expected):
    result = value(source)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "source",
    [
        "min([])", "max([])", "mean([])", 'max([1, "a"])', "sum([1, null])", 'sum("a")', "min([true])", "min([[1]])",
        'date("x")', 'date("2026-02-30")', 'date("2026-1-5")', "date(2026, 13, 1)", "date(2026, 1)", "date(10000, 1, 1)",
        'date("٢٠٢٦-٠١-٠٥")', 'date and time("2026-01-05T25:00:00")', 'date and time("2026-01-05T10:00:00@No/Where")',
        'date and time("2026-01-05T10:00:00@../../etc/passwd")', 'date and time("2026-01-05T10:00:00+99:00")',
        'date and time("2026-01-05T10:00:00Z@Europe/Moscow")', 'time("25:00")', "time(25, 0)", 'duration("P")',
        'duration("PT")', 'duration("P1M1D")', 'duration("P999999D")', 'duration("1D")', 'duration("PT9999999999S") * 9999',
        'number("1e5")', 'number("NaN")', 'number("Infinity")', 'number("٣")', 'number("1,5")', 'number("")',
        'number("1", "..", ",")', 'number("1", ",", ",")', 'number("1.5", " ", ",")', "upper case(3)", "abs(true)",
        'substring("abc", 0)', 'substring("abc", 1.5)', 'split("abc", "")', "string join([1])", "string([1])", "string({})",
        "floor(1, 99)", "round half up(1, 31)", "days_after(null, 1)", "days_after(today(), null)", "days_after(today(), -1)",
        "days_after(today(), 1.5)", "days_after(today(), 99999)", 'days_after("2026-01-05", 1)',
        "workdays_after(date(2031, 1, 1), 1)", 'workdays_after(today(), 1, "xx")', "years_after(date(9999, 1, 1), 1)",
        "months_before(date(1, 1, 1), 1)", "start_of_day(date(1, 1, 1))", "any(1)", "all([1])",
        'places([1, "2"])', 'places([1], "shared")', "rows({a: 1})", "nonsense(1)", "eval(1)", "__import__(1)", "getattr(1, 2)",
    ],
)  # fmt: skip
def test_a_function_that_has_no_answer_says_so(source):
    refusal(source)


SAMPLES = (
    "null", "true", "-1", "1.5", "100000000000000000000000000000", '""', '"x"', '"2026-01-05"', "[]", '[1, "a"]', "[null]",
    "{}", '{a: 1}', '@"2026-01-05"', '@"9999-12-31"', '@"0001-01-01"', '@"2026-01-05T10:00:00Z"', '@"9999-12-31T23:59:59-12:00"',
    '@"0001-01-01T00:00:00+12:00"', '@"10:00"', '@"P1Y"', '@"P30D"', '@"-PT1H"',
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(feel.FUNCTIONS))
def test_wrong_arguments_never_end_in_anything_but_a_feel_error(name):
    most = len(feel.FUNCTIONS[name].parameters)
    for count in range(1, min(most, 2) + 1):
        for arguments in itertools.product(SAMPLES, repeat=count):
            for more in ("",) if count == most or count == 1 else ("", ", 1"):
                _evaluates_or_refuses(f"{name}({', '.join(arguments)}{more})")


@pytest.mark.parametrize("name", sorted(feel.FUNCTIONS))
def test_a_wrong_number_of_arguments_is_found_when_compiling(name):
    function = feel.FUNCTIONS[name]
    counts = [function.required - 1] if function.required else []
    if not function.repeats:
        counts.append(len(function.parameters) + 1)

    for count in counts:
        with pytest.raises(feel.FeelError, match="argument"):
            feel.compile(f"{name}({', '.join(['1'] * count)})")


def test_a_sealed_answer_is_given_or_not_and_nothing_else():
    context = {"name": {"given": True, "commitment": "ab"}, "comment": {"given": False}}

    assert value("given(name)", context) is True
    assert value("given(comment)", context) is False
    for name in sorted(set(feel.FUNCTIONS) - {"given", "is defined", "append", "count"}):
        function = feel.FUNCTIONS[name]
        if function.required and function.parameters[0] != "context":
            arguments = ["name"] + ["1"] * (function.required - 1)
            _evaluates_or_refuses(f"{name}({', '.join(arguments)})", context, never={"ab"})


def test_deadline_functions_record_their_terms():
    terms = []

    result = feel.compile("days_after(date(x), 10)").evaluate({"x": "2026-03-01"}, NOON, terms)

    assert result == datetime(2026, 3, 11, 23, 59, 59, tzinfo=MOSCOW)
    assert [term.plain()["last_day"] for term in terms] == ["2026-03-11"]


@pytest.mark.parametrize(
    ("source", "last_day"),
    [
        ("days_after(today(), 0)", "2026-03-01"),
        ("days_before(today(), 1)", "2026-02-28"),
        ("workdays_after(today(), 6)", "2026-03-10"),  # 9 March is off
        ("months_after(date(2026, 1, 31), 1)", "2026-02-28"),
        ("months_before(date(2026, 5, 31), 3)", "2026-02-28"),
        ("years_after(date(2024, 2, 29), 5)", "2029-02-28"),
    ],
)
def test_deadline_functions_end_with_the_local_day(source, last_day):
    assert feel.plain(value(source)) == f"{last_day}T23:59:59+03:00"


def _evaluates_or_refuses(source, context=None, never=frozenset()):
    try:
        result = feel.plain(value(source, context))
    except feel.FeelError as error:
        assert error.ru
        assert error.en
    else:
        assert result not in [*never]

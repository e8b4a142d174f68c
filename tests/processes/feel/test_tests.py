"""Unary tests: the input cells of decision tables."""

from __future__ import annotations

from datetime import date

import pytest

from processes import feel
from tests.processes.feel.evaluating import NOON

CONTEXT = {"limit": 3, "list": ["a", "b"]}


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("-", [1, None, "x"], []),
        ("", [1, None], []),
        ("5", [5], [4, None]),
        ('"a"', ["a"], ["b", None]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ("null", [None], ["a", 1]),
        ("true", [True], [False, None]),
        ("false", [False], [True, None]),
        ("<5", [4], [5, 6, None]),
        ("< 3, > 7", [2, 8], [3, 5, 7]),
        ("!= 5", [4, None], [5]),
        ("= 5", [5], [4]),
        ("[1..3]", [1, 3], [0, 4, None]),
        ("(1..3)", [2], [1, 3]),
        ("]1..3[", [2], [1, 3]),
        ("[1..3), 7", [1, 7], [3]),
        ("not(5)", [4, None], [5]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not(<5)", [5], [4, None]),
        ("not(true)", [False], [True]),
        ("< limit", [2], [3]),
        ("list", ["a"], ["c"]),
        ('["x", "y"]', ["x", ["x", "y"]], ["z"]),
        ("? > 1 and ? < 4", [2], [1, 4, None]),
        ('contains(?, "a")', ["bab"], ["b", None]),
        ('not(contains(?, "a"))', ["b"], ["a", None]),
        ("count(?) > 1", [[1, 2]], [[1]]),
        ("some x in ? satisfies x > limit", [[4]], [[3]]),
        ('date("2026-01-05")', [date(2026, 1, 5)], [date(2026, 1, 6), None]),
        ('>= @"2026-01-05"', [date(2026, 1, 5)], [date(2026, 1, 4)]),
        ("limit", [3], [4]),
        ("-1", [-1], [1]),
        ("limit + 1", [4], [3]),
    ],
)
def test_a_cell_passes_and_fails(cell, passing, failing):
    tests = feel.compile_tests(cell)

    assert [tests.match(value, CONTEXT, NOON) for value in passing] == [True] * len(passing)
    assert [tests.match(value, CONTEXT, NOON) for value in failing] == [False] * len(failing)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<5", "4"),
        ("5", "5"),
        ("[1..3]", "2"),
        ("unknown_name", 1),
        ("? + 1", 1),
        ('"a"', {"given": True, "commitment": "x"}),
    ],
)
def test_a_cell_that_cannot_be_asked_of_the_value_is_an_error(cell, value):
    with pytest.raises(feel.FeelError):
        feel.compile_tests(cell).match(value, CONTEXT, NOON)


@pytest.mark.parametrize("cell", ["1,", "< <", "[1..", "a b", "--", "not(", "1 2", "5,,6"])
def test_a_cell_that_cannot_be_read_is_an_error(cell):
    with pytest.raises(feel.FeelError):
        feel.compile_tests(cell)


def test_only_the_dash_and_the_empty_cell_match_anything():
    assert feel.compile_tests(" - ").is_any
    assert feel.compile_tests("").is_any
    assert not feel.compile_tests("1").is_any

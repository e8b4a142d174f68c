"""What a table leaves out or says twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import decisions
from processes.decisions.cases import NEW_YEAR
from tests.processes.decisions.tables import table


def faults(content: bytes) -> list[tuple[str, tuple[str, ...]]]:
    (one,) = decisions.read(content, "t.dmn")
    return [(fault.kind, fault.rules) for fault in decisions.check_table(one)]


YES_NO = [(("true",), ("1",)), (("false",), ("2",))]


def test_a_table_that_says_everything_once_has_no_faults():
    assert faults(table(rules=YES_NO)) == []
    assert faults(table(rules=[(("< 10",), ("1",)), (("[10..20)",), ("2",)), ((">= 20",), ("3",))])) == []
    assert faults(table(allowed=['"a","b"'], rules=[(('"a"',), ("1",)), (('"b"',), ("2",))])) == []


@pytest.mark.parametrize(
    ("rules", "pair"),
    [
        ([(("<= 10",), ("1",)), ((">= 10",), ("2",))], ("r1", "r2")),
        ([(("[1..5]",), ("1",)), (("not(1, 2)",), ("2",)), (("2",), ("3",))], ("r1", "r2")),
        ([(('"a","b"',), ("1",)), (('"b"',), ("2",)), (('not("a","b")',), ("3",))], ("r1", "r2")),
    ],
)
def test_rules_that_match_together_are_told(rules, pair):
    assert ("overlap", pair) in faults(table(rules=rules))


@pytest.mark.parametrize(
    "rules",
    [
        [(("< 10",), ("1",)), (("> 10",), ("2",))],
        [(('"a"',), ("1",)), (('"b"',), ("2",))],
        [(("true",), ("1",))],
    ],
)
def test_what_no_rule_answers_is_told(rules):
    assert faults(table(rules=rules)) == [("gap", ())]


def test_a_default_fills_every_gap():
    assert faults(table(defaults=["0"], rules=YES_NO[:1])) == []


def test_a_rule_that_never_answers_is_told():
    assert faults(table(policy="FIRST", rules=[(("-",), ("1",)), (("true",), ("2",))])) == [("dead", ("r2",))]
    assert faults(table(allowed=["[1..5]"], rules=[(("<= 5",), ("1",)), (("> 5",), ("2",))])) == [("dead", ("r2",))]


def test_rules_may_match_together_where_all_answers_are_wanted_or_equal():
    both = [(("-",), ("1",)), (("true",), ("1",))]

    assert faults(table(policy="COLLECT", rules=both)) == []
    assert faults(table(policy="ANY", rules=both)) == []


def test_an_overlap_is_certain_only_if_columns_are_independent():
    (loose,) = decisions.read(
        table(
            inputs=("a > 5", "a < 3"),
            rules=[(("true", "-"), ("1",)), (("-", "true"), ("2",)), (("false", "false"), ("3",))],
        ),
        "t.dmn",
    )

    assert [(fault.kind, fault.certain) for fault in decisions.check_table(loose)] == [("overlap", False)]


def test_a_table_that_is_too_free_or_too_large_is_not_tried():
    wide = [tuple(str(number) for _ in range(8)) for number in range(8)]

    assert faults(table(rules=[(('contains(?, "x")',), ("1",))])) == [("unchecked", ())]
    assert faults(table(inputs="abcdefgh", rules=[(row, ("1",)) for row in wide])) == [("unchecked", ())]


BOUNDS = st.integers(-5, 5)
CELLS = st.one_of(
    st.just("-"),
    BOUNDS.map(lambda n: f"< {n}"),
    BOUNDS.map(lambda n: f">= {n}"),
    st.tuples(BOUNDS, BOUNDS).map(lambda pair: f"[{min(pair)}..{max(pair)})"),
    BOUNDS.map(lambda n: f"not({n})"),
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), st.integers(-7, 7), st.integers(-7, 7))
def test_a_table_found_whole_answers_every_input_once(cells, a, b):
    (one,) = decisions.read(table(inputs=("a", "b"), rules=[(pair, ("1",)) for pair in cells]), "t.dmn")
    kinds = {fault.kind for fault in decisions.check_table(one)}

    try:
        answered = one.evaluate({"a": a, "b": b}, NEW_YEAR).rules != ()
    except decisions.DecisionError as refused:
        answered = False
        assert ("overlap" if refused.facts["rules"] else "gap") in kinds

    assert answered or kinds

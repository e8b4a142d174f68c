"""What holds for every source and every value."""

from __future__ import annotations

import string
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes import feel
from processes.feel import Duration
from tests.processes.feel.evaluating import NOON

CONTEXT = {
    "a": {"b": 7, "c": [1, 2]},
    "s": "x",
    "n": None,
    "f": True,
    "docs": [{"ok": True}, {"ok": None}],
    "day": "2026-01-31",
}

WORDS = (
    *["(", ")", "[", "]", "{", "}", ",", ".", "..", ":", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "?", "@", "//", "/*"], *["and", "or", "not", "in", "between", "if", "then", "else", "some", "every", "satisfies"],
    *["true", "false", "null", "0", "1", "2", "1.5", "a.b", "a.c", "s", "n", "f", "docs", "x", "day", "[1]", "[-1]", ".ok"], '"x"', '"2026-01-31"', '@"P1M"', '@"2026-02-28"',
    *(f"{name}(" for name in feel.FUNCTIONS), *string.ascii_lowercase[:3],
)  # fmt: skip
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**29), 10**29) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
fast = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _outcome(source: str, context=CONTEXT):
    """What comes of a source: a plain value or the text of the refusal; anything else raised is a failure."""
    begin = time.process_time()
    try:
        return feel.plain(feel.compile(source).evaluate(context, NOON))
    except feel.FeelError as error:
        assert error.ru
        assert error.en
        return error.en
    finally:
        assert time.process_time() - begin < 1


@fast
@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_feel_error(source):
    _outcome(source)


@fast
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_words_of_the_language_are_a_value_or_a_feel_error(source):
    _outcome(source)


@fast
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), PLAIN)
def test_any_cell_matches_or_is_a_feel_error(source, value):
    try:
        assert feel.compile_tests(source).match(value, CONTEXT, NOON) in (True, False)
    except feel.FeelError as error:
        assert error.ru


def _expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        ["1", "2.5", "a.b", "n", "f", '"x"', "s", "docs", "a.c", "docs.ok", "day", "today()", '@"P1D"', "true"]
    )

    def grown(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "=", "!=", "<", ">=", "and", "or"]), inner).map(
                lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
            ),
            st.tuples(inner, inner, inner).map(lambda parts: "(if {} then {} else {})".format(*parts)),
            st.tuples(inner, inner).map(lambda parts: "(some x in {} satisfies {} = x)".format(*parts)),
            st.tuples(inner, inner).map(lambda parts: "(for x in {} return {})".format(*parts)),
            st.tuples(inner, inner).map(lambda parts: "({} in ({}))".format(*parts)),
            st.tuples(inner, inner, inner).map(lambda parts: "({} between {} and {})".format(*parts)),
            st.tuples(st.sampled_from(sorted(feel.FUNCTIONS)), st.lists(inner, min_size=1, max_size=2)).map(
                lambda parts: f"{parts[0]}({', '.join(parts[1])})"
            ),
            inner.map(lambda part: f"not({part})"),
            inner.map(lambda part: f"[{part}][1]"),
        )

    return st.recursive(leaves, grown, max_leaves=8)


@fast
@given(_expressions(), PLAIN)
def test_an_expression_answers_the_same_twice(source, value):
    context = {**CONTEXT, "s": value}

    assert _outcome(source, context) == _outcome(source, context)


@fast
@given(_expressions(), PLAIN)
def test_an_expression_depends_on_its_names_alone(source, value):
    try:
        expression = feel.compile(source)
    except feel.FeelError:
        return
    roots = {path[0] for path in expression.names | expression.given_names}

    assert _outcome(source) == _outcome(source, {name: CONTEXT[name] for name in roots})
    assert _outcome(source) == _outcome(source, {**CONTEXT, "unrelated": value})


@fast
@given(PLAIN)
def test_plain_data_pass_unchanged(data):
    assert feel.plain(feel.compile("x").evaluate({"x": data}, NOON)) == data


@fast
@given(PLAIN)
def test_every_value_is_equal_to_itself_unless_sealed(data):
    assert _outcome("x = x", {"x": data}) in (True,) or "erasable" in str(_outcome("x = x", {"x": data}))


@fast
@given(st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14))
def test_whole_numbers_are_exact(left, right):
    context = {"l": left, "r": right}

    assert _outcome("l + r", context) == left + right
    assert _outcome("l - r", context) == left - right
    assert _outcome("l * r", context) == left * right


@fast
@given(
    st.integers(-11_999, 11_999),
    st.integers(-300_000, 300_000),
    st.timedeltas().map(lambda delta: delta % (delta.resolution * 10**12)),
)
def test_a_duration_is_read_back_as_itself(months, days, delta):
    for duration in (
        Duration(months=months),
        Duration(days=days),
        Duration(days=days, time=delta),
        Duration(time=-delta),
    ):
        assert Duration.parse(duration.text()) == duration

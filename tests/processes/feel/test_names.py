"""What an expression reads is known without evaluating it: the gate relies on these paths."""

from __future__ import annotations

import pytest

from processes import feel


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("1", set()),
        ("a", {"a"}),
        ("a.b.c", {"a.b.c"}),
        ("(a).b", {"a.b"}),
        ("a[1].b", {"a.b"}),
        ("a.b + a", {"a", "a.b"}),
        ("some d in a.docs satisfies d.ok", {"a.docs", "a.docs.ok"}),
        ("some d in a.docs satisfies d", {"a.docs"}),
        (
            "some d in a.docs satisfies some p in d.parts satisfies p.ok = b",
            {"a.docs", "a.docs.parts", "a.docs.parts.ok", "b"},
        ),
        ("every x in [1] satisfies x.y = z", {"z"}),
        ("for d in a.docs return for p in d.parts return p.ok", {"a.docs", "a.docs.parts", "a.docs.parts.ok"}),
        ("flatten(for a in b return a.c) = a.d", {"b", "b.c", "a.d"}),
        ("(some a in b satisfies a.c) and a.d", {"b", "b.c", "a.d"}),
        ('get value(a, "b")', {"a.b"}),
        ("get value(a, b)", {"a", "b"}),
        ("{key: a.b}", {"a.b"}),
        ("a in (b, [c..d])", {"a", "b", "c", "d"}),
        ("if a then b else c", {"a", "b", "c"}),
        ("date(date.x)", {"date.x"}),
        ("count(a.docs)", {"a.docs"}),
        ("a.docs.ok", {"a.docs.ok"}),
    ],
)
def test_names_are_the_paths_read(source, names):
    assert {".".join(path) for path in feel.compile(source).names} == names


def test_a_path_only_asked_after_is_told_apart():
    expression = feel.compile("given(a.name) and given(b) and b = 1 and is defined(c.d)")

    assert expression.names == {("b",)}
    assert expression.given_names == {("a", "name"), ("c", "d")}


def test_given_of_an_element_names_its_path():
    expression = feel.compile("every d in a.docs satisfies given(d.file)")

    assert expression.given_names == {("a", "docs", "file")}


def test_unary_tests_do_not_name_the_input():
    tests = feel.compile_tests("< settings.limit, a.b")

    assert tests.names == {("settings", "limit"), ("a", "b")}


KNOWN = {("a", "count"): "number", ("a", "day"): "date", ("settings", "limit"): "any", ("row",): "any"}


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("a.count > 5", []),
        ("a", []),
        ("row.whatever.deep", []),
        ("a.missing > 5", ["unknown_name"]),
        ("given(b)", ["unknown_name"]),
        ("a.count.x", ["unknown_name"]),
        ('a.count = "5"', ["unlike_types"]),
        ('a.count in ("5", "6")', ["unlike_types", "unlike_types"]),
        ('settings.limit = "5"', []),
        ("a.count = null", []),
        ("5 < a.count", []),
        ("a.day between 1 and 2", ["unlike_types", "unlike_types"]),
    ],
)
def test_checking_finds_what_cannot_work(source, codes):
    problems = feel.check(feel.compile(source), KNOWN)

    assert [problem.code for problem in problems] == codes
    assert all(problem.ru and problem.en for problem in problems)

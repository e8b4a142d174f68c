"""Scripts: lines of assignments and nothing else."""

from __future__ import annotations

import pytest

from processes import feel
from tests.processes.feel.evaluating import NOON


def test_a_script_is_its_assignments_in_order():
    script = feel.compile_script(
        '\n# rounds\nround = round + 1\n// text\n  срок = days_after(today(), 3)\nok = a = "x"\n'
    )

    assert [(line.key, line.line) for line in script] == [("round", 3), ("срок", 5), ("ok", 6)]
    assert script[0].expression.evaluate({"round": 1}, NOON) == 2
    assert script[2].expression.evaluate({"a": "x"}, NOON) is True


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("x", 1, 1),
        ("x = 1\ny == 2", 2, 1),
        ("a.b = 1", 1, 1),
        ("x =", 1, 4),
        ("x = 1\n\n  y =  1 +* 2", 3, 11),
        ("if = 1", 1, 1),
        ("import os", 1, 1),
        ("x = 1; y = 2", 1, 6),
    ],
)
def test_what_is_no_assignment_is_refused_with_its_place(source, line, column):
    with pytest.raises(feel.FeelError) as caught:
        feel.compile_script(source)

    assert (caught.value.facts["line"], caught.value.column) == (line, column)


def test_an_empty_script_does_nothing():
    assert feel.compile_script(" \n# only a comment") == ()


def test_a_script_has_a_bound():
    with pytest.raises(feel.FeelError):
        feel.compile_script("x = 1\n" * 201)

"""The seven hit policies, each as the standard defines it (DMN 1.3, 8.2.8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import decisions
from processes.decisions.cases import NEW_YEAR
from tests.processes.decisions.tables import table


def ask(content: bytes, **inputs: object) -> decisions.Answer:
    (one,) = decisions.read(content, "t.dmn")
    return one.evaluate(inputs, NEW_YEAR)


SIZES = [(("< 10",), ('"small"',)), (("[5..20]",), ('"middle"',)), (("> 15",), ('"large"',))]


def test_unique_answers_with_the_only_rule_that_matches():
    assert ask(table(rules=SIZES), a=12) == decisions.Answer(rules=("r2",), outputs={"result": "middle"})


def test_unique_refuses_two_matching_rules_and_names_them():
    with pytest.raises(decisions.DecisionError) as refused:
        ask(table(rules=SIZES), a=7)

    assert refused.value.facts["rules"] == ("r1", "r2")
    assert refused.value.facts["decision"] == "DT-1"


def test_first_answers_with_the_first_that_matches():
    answer = ask(table(policy="FIRST", rules=SIZES), a=7)

    assert answer == decisions.Answer(rules=("r1",), outputs={"result": "small"})


def test_first_does_not_ask_the_rules_behind_its_answer():
    broken = [(("< 10",), ('"small"',)), (('contains(?, "x")',), ('"text"',))]

    assert ask(table(policy="FIRST", rules=broken), a=7).outputs == {"result": "small"}


def test_any_answers_if_all_matching_rules_agree():
    agreed = [(("< 10",), ('"ok"',)), (("> 5",), ('"ok"',))]

    assert ask(table(policy="ANY", rules=agreed), a=7) == decisions.Answer(rules=("r1", "r2"), outputs={"result": "ok"})


@pytest.mark.parametrize(("first", "second"), [('"ok"', '"no"'), ("1", "true")])
def test_any_refuses_matching_rules_that_disagree(first, second):
    with pytest.raises(decisions.DecisionError):
        ask(table(policy="ANY", rules=[(("-",), (first,)), (("-",), (second,))]), a=1)


def test_priority_answers_with_the_output_that_stands_first_among_its_values():
    content = table(policy="PRIORITY", values=['"large","middle","small"'], rules=SIZES)

    assert ask(content, a=7) == decisions.Answer(rules=("r1", "r2"), outputs={"result": "middle"})


def test_priority_over_two_outputs_compares_the_leftmost_first():
    content = table(
        policy="PRIORITY",
        outputs=("risk", "level"),
        values=['"high","low"', "3,2,1"],
        rules=[(("-",), ('"low"', "3")), (("-",), ('"high"', "1")), (("-",), ('"high"', "2"))],
    )

    assert ask(content, a=1).outputs == {"risk": "high", "level": 2}


def test_rule_order_answers_with_all_in_the_order_of_the_table():
    content = table(policy="RULE ORDER", values=['"large","middle","small"'], rules=SIZES)

    assert ask(content, a=7).outputs == {"result": ["small", "middle"]}


def test_output_order_answers_with_all_in_the_order_of_the_output_values():
    content = table(policy="OUTPUT ORDER", values=['"large","middle","small"'], rules=SIZES)

    assert ask(content, a=7) == decisions.Answer(rules=("r1", "r2"), outputs={"result": ["middle", "small"]})


def test_collect_answers_with_a_list_and_with_an_empty_one_if_nothing_matches():
    assert ask(table(policy="COLLECT", rules=SIZES), a=7).outputs == {"result": ["small", "middle"]}
    assert ask(table(policy="COLLECT", rules=SIZES[:1]), a=99) == decisions.Answer(rules=(), outputs={"result": []})


def test_several_hits_of_several_outputs_are_a_list_of_contexts():
    content = table(policy="COLLECT", outputs=("x", "y"), rules=[(("-",), ("1", "2")), (("-",), ("3", "4"))])

    assert ask(content, a=1).outputs == [{"x": 1, "y": 2}, {"x": 3, "y": 4}]


FEES = [(("> 0",), ("10.5",)), (("> 10",), ("2",)), (("> 20",), ("2",))]


@pytest.mark.parametrize(
    ("operator", "answer", "nothing"),
    [("SUM", "14.5", None), ("COUNT", 3, 0), ("MIN", 2, None), ("MAX", "10.5", None)],
)
def test_collect_with_an_operator_puts_all_outputs_together(operator, answer, nothing):
    content = table(policy="COLLECT", aggregation=operator, rules=FEES)

    assert ask(content, a=30).outputs == {"result": answer}
    assert ask(content, a=0).outputs == {"result": nothing}


@pytest.mark.parametrize("operator", ["SUM", "MIN"])
def test_what_cannot_be_put_together_is_refused(operator):
    with pytest.raises(decisions.DecisionError):
        ask(table(policy="COLLECT", aggregation=operator, rules=[(("-",), ("1",)), (("-",), ('"x"',))]), a=1)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_aggregates_agree_with_arithmetic(numbers):
    rules = [(("-",), (str(number),)) for number in numbers]
    answers = [
        ask(table(policy="COLLECT", aggregation=operator, rules=rules), a=1).outputs["result"]
        for operator in ("SUM", "COUNT", "MIN", "MAX")
    ]

    assert answers == [sum(numbers), len(numbers), min(numbers), max(numbers)]


def test_a_single_hit_table_without_a_match_has_no_answer():
    with pytest.raises(decisions.DecisionError) as refused:
        ask(table(rules=SIZES[:1]), a=99)

    assert refused.value.facts["rules"] == ()
    assert "a" in refused.value.facts["inputs"]


def test_a_default_answers_if_no_rule_matches():
    content = table(outputs=("x", "y"), defaults=['"none"'], rules=[(("< 10",), ("1", "2"))])

    assert ask(content, a=99) == decisions.Answer(rules=(), outputs={"x": "none", "y": None})

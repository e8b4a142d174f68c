"""Reading, asking and testing a table."""

from __future__ import annotations

import pytest

from processes import decisions
from processes.decisions.cases import NEW_YEAR
from tests.processes.decisions.tables import table

RULE = [(("true",), ("1",))]


def read(content: bytes) -> decisions.DecisionTable:
    (one,) = decisions.read(content, "t.dmn")
    return one


def test_cells_and_columns_read_the_inputs_by_name():
    one = read(table(inputs=("a + b", "c"), rules=[(("> limit", "-"), ("bonus",))]))

    answer = one.evaluate({"a": 2, "b": 3, "c": None, "limit": 4, "bonus": "12.50"}, NEW_YEAR)

    assert one.names == {"a", "b", "c", "limit", "bonus"}
    assert answer.outputs == {"result": "12.50"}


def test_an_empty_input_cell_matches_everything():
    assert read(table(rules=[(("",), ("1",))])).evaluate({"a": 5}, NEW_YEAR).rules == ("r1",)


def test_a_missing_input_is_told_with_its_column():
    with pytest.raises(decisions.DecisionError) as refused:
        read(table(inputs=("verdict",), rules=RULE)).evaluate({}, NEW_YEAR)

    assert refused.value.facts["column"] == "verdict" or "verdict" in refused.value.ru


def test_an_input_outside_its_listed_values_is_refused():
    one = read(table(allowed=['"yes","no"'], rules=[(('"yes"',), ("1",)), (("-",), ("2",))]))

    with pytest.raises(decisions.DecisionError):
        one.evaluate({"a": "maybe"}, NEW_YEAR)


def test_an_output_outside_its_listed_values_is_refused():
    with pytest.raises(decisions.DecisionError):
        read(table(values=['"yes","no"'], rules=[(("-",), ('"maybe"',))])).evaluate({"a": 1}, NEW_YEAR)


def test_a_table_names_its_clauses():
    properties = (
        b'<extensionElements><s:properties xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
        b'<s:property name="clause" value="4.1, 4.2" /></s:properties></extensionElements>'
    )
    content = table(rules=RULE).replace(b"<decisionTable", properties + b"<decisionTable")

    assert read(content).clauses == ("4.1", "4.2")


def changed(old: str, new: str) -> bytes:
    content = table(rules=[(("true",), ("1",)), (("false",), ("2",))])
    assert old.encode() in content
    return content.replace(old.encode(), new.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty file"),
        pytest.param(b"<html/>", id="another format"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY e "x">]>' + table(rules=RULE), id="entities"),
        pytest.param(changed("UNIQUE", "SOME"), id="unknown hit policy"),
        pytest.param(changed('hitPolicy="UNIQUE"', 'hitPolicy="UNIQUE" aggregation="SUM"'), id="sum of a unique"),
        pytest.param(changed("UNIQUE", "PRIORITY"), id="priority without output values"),
        pytest.param(changed('id="r2"', 'id="r1"'), id="one rule id twice"),
        pytest.param(changed("<text>2</text>", "<text></text>"), id="empty output"),
        pytest.param(changed("<text>2</text>", "<text>import os</text>"), id="an output that does not parse"),
        pytest.param(changed("<text>true</text>", "<text>&lt;&lt;</text>"), id="a test that does not parse"),
        pytest.param(changed("<text>a</text>", "<text></text>"), id="a column without an expression"),
        pytest.param(changed("<inputEntry><text>true</text></inputEntry>", ""), id="a rule that is too short"),
        pytest.param(changed('name="result"', 'name="two words"'), id="a bad output name"),
        pytest.param(changed("<inputEntry>", '<inputEntry expressionLanguage="python">'), id="another language"),
        pytest.param(changed("decisionTable", "context"), id="a boxed context"),
        pytest.param(table(rules=RULE, extra="<businessKnowledgeModel/>"), id="a knowledge model"),
        pytest.param(table(rules=RULE, extra=table(rules=RULE).decode().split("\n", 1)[1][:-14]), id="one id twice"),
        pytest.param(
            changed(
                "<decisionTable",
                '<informationRequirement><requiredDecision href="#x"/></informationRequirement><decisionTable',
            ),
            id="a decision that needs another",
        ),
        pytest.param(
            table(policy="COLLECT", aggregation="SUM", outputs=("x", "y"), rules=[(("-",), ("1", "2"))]),
            id="sum of two outputs",
        ),
        pytest.param(table(rules=[]), id="no rules"),
    ],
)
def test_what_we_would_not_evaluate_as_written_is_refused(content):
    with pytest.raises(decisions.TableRefused) as refused:
        decisions.read(content, "t.dmn")

    assert refused.value.ru.startswith("t.dmn")
    assert refused.value.en.startswith("t.dmn")


def test_all_faults_of_a_file_are_told_at_once_with_their_lines():
    content = table(rules=[(("<<",), ("1",)), (("-",), ("",))])

    with pytest.raises(decisions.TableRefused) as refused:
        decisions.read(content, "t.dmn")

    assert [en.partition(":")[0] for _, en in refused.value.facts["faults"]] == ["t.dmn, line 4", "t.dmn, line 5"]


CASES = "decision: DT-1\ncases:\n  - input: {a: true}\n    output: {result: %s}\n"


def test_cases_that_hold_are_not_mentioned():
    assert decisions.check_cases(read(table(rules=RULE)), (CASES % "1").encode()) == []


@pytest.mark.parametrize("wrong", ["2", "true", "'1'"])
def test_a_case_that_does_not_hold_is_told_with_what_came_out(wrong):
    (failure,) = decisions.check_cases(read(table(rules=RULE)), (CASES % wrong).encode())

    assert (failure.number, failure.got, failure.rules) == (1, {"result": 1}, ("r1",))


def test_a_case_that_the_table_cannot_answer_is_told():
    (failure,) = decisions.check_cases(read(table(rules=RULE)), (CASES % "1").replace("true", "false").encode())

    assert failure.got is None


@pytest.mark.parametrize("content", [b"decision: DT-2\ncases: []", b"cases: []", b"decision: DT-1", b"a: [", b"- 1"])
def test_a_case_file_belongs_to_its_table(content):
    with pytest.raises(decisions.TableRefused):
        decisions.check_cases(read(table(rules=RULE)), content)

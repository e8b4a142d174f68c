"""Data: expressions read what something sets, tables get what they read, and no erasable value decides anything."""

from __future__ import annotations

import pytest

from processes import gate
from tests.processes.decisions.tables import table
from tests.processes.gate.drawing import Drawing, codes, found, message, procedure, with_message


def applying(**properties: str) -> Drawing:
    """A case that begins with an application and has one step X with these properties."""
    drawing = Drawing().start("S", form="F-APP", result="application").user("X", clause="1", **properties)
    return drawing.end().path("S", "X", "E")


def deciding(condition: str) -> Drawing:
    drawing = Drawing().start("S", form="F-APP", result="application").node("exclusiveGateway", "G", default="G-E2")
    return drawing.end("E").end("E2").flow("S", "G").flow("G", "E", condition, id_="X").flow("G", "E2")


def acting(kind: str = "serviceTask", **inputs: str) -> Drawing:
    properties = {"action": "notice"} | {f"input.{name}": source for name, source in inputs.items()}
    drawing = Drawing().start("S", form="F-APP", result="application").node(kind, "X", properties)
    return drawing.end().path("S", "X", "E")


def test_a_due_date_counted_from_an_answer_is_clean():
    assert codes(applying(due="days_after(application.received, 10)")) == []


@pytest.mark.parametrize("source", ["days_after(", "a => b"])
def test_an_expression_that_does_not_parse_is_refused(source):
    assert found(applying(due=source), "expression.syntax") == ["X"]


def test_a_script_that_does_not_parse_is_refused():
    drawing = Drawing().start().script("X", "import os").end().path("S", "X", "E")

    assert found(drawing, "expression.syntax") == ["X"]


def test_a_name_that_nothing_sets_is_refused():
    assert found(applying(due="days_after(aplication.received, 10)"), "name.unknown") == ["X"]
    assert found(deciding("verdict.ok = true"), "name.unknown") == ["X"]


def test_a_field_that_the_form_does_not_have_is_refused():
    assert found(deciding("application.directd = true"), "name.field") == ["X"]
    assert found(deciding('settings.limit = "x"'), "name.field") == ["X"]
    assert found(deciding('case.colour = "x"'), "name.field") == ["X"]


def test_settings_and_the_case_itself_can_be_read():
    settings = {"days": {"value": 5, "ru": "Дней", "en": "Days"}}

    whole = procedure(applying(due="days_after(case.started_at, settings.days)"), settings=settings)

    assert codes(whole) == []


def test_a_key_that_is_only_emptied_is_known_but_has_no_fields():
    drawing = Drawing().start().script("N", "slot = null").node("exclusiveGateway", "G", default="G-E2").end().end("E2")
    drawing.path("S", "N", "G", "E2").flow("G", "E", "slot != null and slot.held = true", id_="X")

    assert found(drawing, "name.unknown") == []
    assert found(drawing, "name.field") == ["X"]


@pytest.mark.parametrize("condition", ['application.address = "x"', "count(application.scans.name) > 0"])
def test_an_erasable_value_decides_nothing(condition):
    assert found(deciding(condition), "expression.erasable") == ["X"]


def test_an_erasable_value_inside_a_list_decides_nothing():
    condition = 'some d in application.documents satisfies d.comment = "x"'

    assert found(deciding(condition), "expression.erasable") == ["X"]


@pytest.mark.parametrize("condition", ["given(application.address)", "count(application.scans) > 0"])
def test_whether_an_erasable_value_is_given_may_be_asked(condition):
    assert codes(deciding(condition)) == []


def test_an_action_may_be_handed_an_erasable_value_as_it_is():
    assert codes(acting(to="application.address")) == []
    assert found(acting(to="upper case(application.address)"), "expression.erasable") == ["X"]


def test_the_item_of_a_repetition_is_known_inside_it_only():
    body = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>application.documents</loopDataInputRef>"
        '<inputDataItem name="document" /></multiInstanceLoopCharacteristics>'
    )
    drawing = Drawing().start("S", form="F-APP", result="application").node("subProcess", "M", body=body).end()
    drawing.start("S2", into="M").end("E2", into="M").end("E3", into="M")
    drawing.node("exclusiveGateway", "G", into="M", default="G-E3").path("S2", "G", "E3")
    drawing.flow("G", "E2", 'document.kind = "a"').script("O", "kind = document.kind").path("S", "M", "O", "E")

    assert found(drawing, "name.unknown") == ["O"]


def test_the_item_of_a_repeated_call_is_known_in_the_called_process():
    body = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>application.documents</loopDataInputRef>"
        '<inputDataItem name="document" /></multiInstanceLoopCharacteristics>'
    )
    caller = Drawing().start("S", form="F-APP", result="application")
    caller.node("callActivity", "C", calledElement="Q", body=body).script("O", "kind = document.kind").end()
    caller.path("S", "C", "O", "E")
    called = Drawing("Q").start("S2").script("I", "kind = document.kind").end("E2").path("S2", "I", "E2")

    findings = gate.check(procedure(caller, called))

    assert [one.element for one in findings if one.code == "name.unknown"] == ["O"]


def test_an_erasable_value_of_an_item_decides_nothing():
    body = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>application.documents</loopDataInputRef>"
        '<inputDataItem name="document" /></multiInstanceLoopCharacteristics>'
    )
    drawing = Drawing().start("S", form="F-APP", result="application").node("subProcess", "M", body=body).end()
    drawing.start("S2", into="M").end("E2", into="M").end("E3", into="M").path("S", "M", "E")
    drawing.node("exclusiveGateway", "G", into="M", default="G-E3").path("S2", "G", "E3")
    drawing.flow("G", "E2", 'document.comment = "a"', id_="X")

    assert found(drawing, "expression.erasable") == ["X"]


def test_what_a_repetition_sets_inside_is_not_seen_outside():
    body = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    drawing = (
        Drawing().start().node("subProcess", "M", body=body).script("X", "n = inner").end().path("S", "M", "X", "E")
    )
    drawing.start("S2", into="M").script("I", "inner = 1", into="M").end("E2", into="M").path("S2", "I", "E2")

    assert found(drawing, "name.unknown") == ["X"]


def test_an_answer_that_is_no_choice_is_never_given():
    assert found(deciding('application.way = "male"'), "comparison.choice") == ["X"]
    assert found(deciding('application.way in ("mail", "pigeon")'), "comparison.choice") == ["X"]
    assert codes(deciding('application.way in ("mail", "person") or application.way != "mail"')) == []


def test_a_yes_or_no_is_not_compared_with_text():
    assert found(deciding('application.directed = "yes"'), "comparison.kind") == ["X"]


@pytest.mark.parametrize("name", ["settings", "case"])
def test_names_of_the_service_are_not_written(name):
    assert found(applying(result=name), "result.reserved") == ["X"]


def test_a_result_is_a_name_that_expressions_can_read():
    assert found(applying(result="my result"), "result.name") == ["X"]
    assert found(applying(result="if"), "result.name") == ["X"]


TABLE = table("DT-1", inputs=("a", "b"), rules=[(("true", "-"), ('"yes"',)), (("false", "-"), ('"no"',))])


def asking(decision: str = "DT-1", **inputs: str) -> Drawing:
    properties = {"calledDecisionId": decision} | {f"input.{name}": source for name, source in inputs.items()}
    return Drawing().start().node("businessRuleTask", "X", properties).end().path("S", "X", "E")


def test_a_decision_that_does_not_exist_is_refused():
    assert found(asking("DT-9"), "decision.unknown") == ["X"]


def test_a_decision_gets_all_that_it_reads_and_no_more():
    tables = {"t.dmn": TABLE}

    assert found(procedure(asking(a="true"), tables=tables), "decision.input") == ["X"]
    assert found(procedure(asking(a="true", b="1", c="2"), tables=tables), "decision.unused") == ["X"]
    assert codes(procedure(asking(a="true", b="1"), tables=tables)) == []


def test_what_a_table_leaves_out_or_says_twice_is_told():
    overlap = table("DT-1", rules=[(("true",), ("1",)), (("-",), ("2",)), (("false",), ("3",))])
    gap = table("DT-1", rules=[(("true",), ("1",))])
    dead = table("DT-1", policy="FIRST", rules=[(("-",), ("1",)), (("true",), ("2",))])
    free = table("DT-1", rules=[(('contains(?, "x")',), ("1",))])

    for code, tables in {"overlap": overlap, "gap": gap, "dead": dead, "unchecked": free}.items():
        assert "DT-1" in found(procedure(asking(a="true"), tables={"t.dmn": tables}), f"table.{code}")


def test_an_action_is_one_that_the_service_has():
    missing = Drawing().start().node("sendTask", "X").end().path("S", "X", "E")
    unknown = Drawing().start().node("serviceTask", "X", {"action": "teleport"}).end().path("S", "X", "E")

    assert found(missing, "action.missing") == ["X"]
    assert found(unknown, "action.unknown") == ["X"]


def test_a_script_in_another_language_is_refused():
    drawing = Drawing().start().script("X", "n = 1", scriptFormat="groovy").end().path("S", "X", "E")

    assert found(drawing, "script.language") == ["X"]


def test_an_empty_script_is_refused():
    assert found(Drawing().start().script("X", "").end().path("S", "X", "E"), "script.empty") == ["X"]


def test_a_message_has_a_name():
    thrown = Drawing().start().node("intermediateThrowEvent", "X", body="<messageEventDefinition />").end()
    awaited = Drawing().start().node("receiveTask", "X").end().path("S", "X", "E")

    assert found(thrown.path("S", "X", "E"), "message.name") == ["X"]
    assert found(awaited, "message.name") == ["X"]


def test_a_message_carries_no_erasable_value():
    drawing = Drawing().start("S", form="F-APP", result="application").end().path("S", "X", "E")
    drawing.node("intermediateThrowEvent", "X", {"input.to": "application.address"}, body=message())

    assert found(with_message(drawing), "expression.erasable") == ["X"]


def test_the_key_of_a_message_that_begins_a_case_is_looked_up_in_the_message():
    begun = Drawing().start("X", body=message(), key="certificate.number").user("A").end().path("X", "A", "E")
    broken = Drawing().start("X", body=message(), key="certificate.").user("A").end().path("X", "A", "E")

    assert codes(with_message(begun)) == []
    assert found(with_message(broken), "expression.syntax") == ["X"]

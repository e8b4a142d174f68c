"""Constructs that the engine would run otherwise than drawn are refused by name."""

from __future__ import annotations

import pytest

from tests.processes.gate.drawing import Drawing, codes, found, message, straight, timer, with_message


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("complexGateway", "kind.complex_gateway"),
        ("transaction", "kind.transaction"),
        ("adHocSubProcess", "kind.ad_hoc"),
        ("task", "kind.plain_task"),
    ],
)
def test_kinds_that_cannot_be_run_are_refused(kind, code):
    drawing = straight().node(kind, "X").path("S", "X", "E")

    assert found(drawing, code) == ["X"]


@pytest.mark.parametrize("kind", ["error", "escalation", "compensate", "cancel"])
def test_events_that_would_be_passed_over_are_refused(kind):
    drawing = straight().node("intermediateCatchEvent", "X", body=f"<{kind}EventDefinition />").path("S", "X", "E")

    assert found(drawing, f"event.{kind}") == ["X"]


@pytest.mark.parametrize("kind", ["message", "signal", "terminate"])
def test_an_end_may_send_or_terminate(kind):
    name = f'{kind}Ref="M"' if kind != "terminate" else ""
    drawing = Drawing().start().user("A").end("X", body=f"<{kind}EventDefinition {name} />").path("S", "A", "X")
    drawing.around = "" if kind == "terminate" else f'<{kind} id="M" name="M" />'

    assert codes(drawing) == []


@pytest.mark.parametrize(("kind", "code"), [("message", "message.name"), ("signal", "signal.name")])
def test_what_is_sent_has_a_name(kind, code):
    drawing = Drawing().start().user("A").end("X", body=f"<{kind}EventDefinition />").path("S", "A", "X")

    assert found(drawing, code) == ["X"]


def linked(*, caught: str = "x", thrown: str = "x") -> Drawing:
    drawing = straight().user("A").user("B")
    drawing.node("intermediateThrowEvent", "L1", body=f'<linkEventDefinition name="{thrown}" />')
    drawing.node("intermediateCatchEvent", "L2", body=f'<linkEventDefinition name="{caught}" />')
    return drawing.path("S", "A", "L1").path("L2", "B", "E")


def test_a_pair_of_links_is_a_flow():
    assert codes(linked()) == []


def test_a_link_without_its_partner_is_refused():
    assert found(linked(caught="y"), "link.alone") == ["L1", "L2"]


def test_a_link_has_a_name():
    assert found(linked(thrown=""), "link.name") == ["L1"]


def test_a_link_goes_on_at_one_place():
    drawing = linked().user("C").node("intermediateCatchEvent", "L3", body='<linkEventDefinition name="x" />')

    assert found(drawing.path("L3", "C", "E"), "link.several") == ["L3"]


def throwing(kind: str, *, caught: bool = True, thrown: str = "broken") -> Drawing:
    """A sub-process that ends in an error or escalation, and an event for it on its border."""
    drawing = Drawing().start().node("subProcess", "SUB").end().path("S", "SUB", "E")
    drawing.around = "".join(f'<{kind} id="{name}" name="{name}" />' for name in ("broken", "late"))
    drawing.start("S2", into="SUB").user("A", into="SUB")
    drawing.end("X", into="SUB", body=f'<{kind}EventDefinition {kind}Ref="{thrown}" />').path("S2", "A", "X")
    if caught:
        body = f'<{kind}EventDefinition {kind}Ref="broken" />'
        drawing.boundary("B", "SUB", body).user("R").end("E2").path("B", "R", "E2")
    return drawing


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_is_thrown_inside_is_caught_on_the_border(kind):
    assert codes(throwing(kind)) == []


def test_an_error_that_nobody_catches_is_refused():
    assert found(throwing("error", caught=False), "error.uncaught") == ["X"]
    assert found(throwing("error", thrown="late"), "error.uncaught") == ["X"]


def test_an_escalation_that_nobody_catches_is_told():
    assert found(throwing("escalation", caught=False), "escalation.uncaught") == ["X"]


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_event_that_nothing_throws_is_told(kind):
    assert found(throwing(kind, thrown="late"), f"{kind}.never") == ["B"]


def test_only_an_end_terminates():
    drawing = straight().node("intermediateThrowEvent", "X", body="<terminateEventDefinition />").path("S", "X", "E")

    assert found(drawing, "event.terminate") == ["X"]


@pytest.mark.parametrize("kind", ["signal", "conditional"])
def test_no_signal_or_condition_begins_a_case(kind):
    begun = Drawing().start("X", body=f"<{kind}EventDefinition />").end("E").user("A").path("X", "A", "E")

    assert found(begun, f"event.{kind}") == ["X"]


def test_an_event_with_two_definitions_is_refused():
    drawing = straight().node("intermediateCatchEvent", "X", body=message() + timer("PT1H")).path("S", "X", "E")

    assert found(with_message(drawing), "event.several") == ["X"]


def test_a_catch_event_waits_for_something():
    drawing = straight().node("intermediateCatchEvent", "X").path("S", "X", "E")

    assert found(drawing, "event.none") == ["X"]


def test_an_event_sub_process_is_refused():
    drawing = straight().user("A").path("S", "A", "E").node("subProcess", "X", triggeredByEvent="true")
    drawing.start("S2", into="X", body="<errorEventDefinition />").end("E2", into="X").path("S2", "E2")

    assert found(drawing, "kind.event_sub_process") == ["X"]


def test_compensation_is_refused():
    drawing = (
        straight().user("A").path("S", "A", "E").node("userTask", "X", {"role": "clerk"}, isForCompensation="true")
    )

    assert found(drawing, "kind.compensation") == ["X"]


@pytest.mark.parametrize("name", ["startQuantity", "completionQuantity"])
def test_quantities_other_than_one_are_refused(name):
    drawing = straight().node("userTask", "X", {"role": "clerk"}, **{name: "2"}).path("S", "X", "E")

    assert found(drawing, "construct.quantity") == ["X"]


LOOP = "<standardLoopCharacteristics{}>{}</standardLoopCharacteristics>"


def test_a_loop_of_a_persons_step_has_a_condition():
    drawing = straight().user("X", form="F-APP", body=LOOP.format("", "<loopCondition>X.directed</loopCondition>"))

    assert codes(drawing.path("S", "X", "E")) == []


def test_a_loop_without_condition_and_bound_is_refused():
    drawing = straight().user("X", body=LOOP.format("", "")).path("S", "X", "E")

    assert found(drawing, "loop.bound") == ["X"]


def test_a_loop_that_nobody_stops_has_a_bound():
    endless = straight().node(
        "scriptTask", "X", body="<script>n = 1</script>" + LOOP.format("", "<loopCondition>n = 1</loopCondition>")
    )
    bounded = straight().node("scriptTask", "X", body="<script>n = 1</script>" + LOOP.format(' loopMaximum="3"', ""))

    assert found(endless.path("S", "X", "E"), "loop.automatic") == ["X"]
    assert codes(bounded.path("S", "X", "E")) == []


def test_only_start_events_begin_a_case():
    drawing = straight().node("receiveTask", "X", instantiate="true", messageRef="M").path("S", "X", "E")

    assert found(with_message(drawing), "construct.instantiate") == ["X"]


def repeated(inner: str, attributes: str = "") -> Drawing:
    body = f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"
    return Drawing().start("S", form="F-APP", result="application").user("X", body=body).end().path("S", "X", "E")


COLLECTION = "<loopDataInputRef>application.documents</loopDataInputRef>"


def test_all_instances_of_a_repetition_are_done():
    assert found(repeated(COLLECTION, 'behavior="One"'), "multi.behavior") == ["X"]


@pytest.mark.parametrize("inner", ["", COLLECTION + "<loopCardinality>3</loopCardinality>"])
def test_a_repetition_has_a_list_or_a_number(inner):
    assert found(repeated(inner), "multi.count") == ["X"]


@pytest.mark.parametrize("number", ["-1", "1001"])
def test_a_repetition_has_a_bound(number):
    assert found(repeated(f"<loopCardinality>{number}</loopCardinality>"), "multi.bound") == ["X"]


@pytest.mark.parametrize("item", ["settings", "case", "if", "two words"])
def test_an_item_has_a_name_of_its_own(item):
    assert found(repeated(f'{COLLECTION}<inputDataItem name="{item}" />'), "multi.item") == ["X"]


def test_an_item_that_hides_case_data_is_told():
    assert found(repeated(f'{COLLECTION}<inputDataItem name="application" />'), "multi.shadow") == ["X"]


def test_a_repetition_over_a_list_of_the_form_is_clean():
    assert codes(repeated(f'{COLLECTION}<inputDataItem name="document" />')) == []

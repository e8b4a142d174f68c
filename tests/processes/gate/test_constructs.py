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


@pytest.mark.parametrize("kind", ["signal", "link", "conditional", "error", "escalation", "compensate", "cancel"])
def test_events_that_would_be_passed_over_are_refused(kind):
    drawing = straight().node("intermediateCatchEvent", "X", body=f"<{kind}EventDefinition />").path("S", "X", "E")

    assert found(drawing, f"event.{kind}") == ["X"]


def test_a_signal_end_is_refused():
    drawing = Drawing().start().user("A").end("X", body="<signalEventDefinition />").path("S", "A", "X")

    assert found(drawing, "event.signal") == ["X"]


def test_a_message_end_is_refused_and_a_termination_is_not():
    told = Drawing().start().user("A").end("X", body=message()).path("S", "A", "X")
    stopped = Drawing().start().user("A").end("X", body="<terminateEventDefinition />").path("S", "A", "X")

    assert found(with_message(told), "event.message") == ["X"]
    assert codes(stopped) == []


def test_a_timer_start_is_refused():
    drawing = Drawing().start("X", body=timer("PT1H")).end().path("X", "E")

    assert found(drawing, "event.timer") == ["X"]


def test_only_an_end_terminates():
    drawing = straight().node("intermediateThrowEvent", "X", body="<terminateEventDefinition />").path("S", "X", "E")

    assert found(drawing, "event.terminate") == ["X"]


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


def test_standard_loops_are_refused():
    drawing = straight().user("X", body="<standardLoopCharacteristics />").path("S", "X", "E")

    assert found(drawing, "construct.loop") == ["X"]


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

"""Paths: from every start to an end, with conditions where they are asked and waits where they are needed."""

from __future__ import annotations

from tests.processes.gate.drawing import Drawing, codes, found, message, procedure, straight, timer, with_message


def test_an_unreachable_step_is_refused():
    drawing = straight().user("A").user("X").path("S", "A", "E").flow("X", "E")

    assert found(drawing, "flow.unreachable") == ["X"]


def test_a_path_that_stops_is_refused():
    drawing = straight().node("parallelGateway", "G").user("A").user("X").path("S", "G", "A", "E").flow("G", "X")

    assert found(drawing, "flow.no_exit") == ["X"]


def test_a_gateway_without_an_exit_is_refused():
    drawing = straight().node("parallelGateway", "G").user("A").node("parallelGateway", "X")
    drawing.path("S", "G", "A", "E").flow("G", "X")

    assert found(drawing, "gateway.no_exit") == ["X"]


def test_a_loop_without_a_way_out_is_refused():
    drawing = straight().node("parallelGateway", "G").user("A").user("X").user("Y")
    drawing.path("S", "G", "A", "E").path("G", "X", "Y", "X")

    assert found(drawing, "flow.endless") == ["X"]


def test_several_flows_out_of_a_step_are_told():
    drawing = straight().user("X").user("A").end("E2").path("S", "X", "A", "E").flow("X", "E2")

    assert codes(drawing) == ["flow.several"]
    assert found(drawing, "flow.several") == ["X"]


def test_conditional_flows_out_of_a_step_are_told():
    drawing = Drawing().start("S", form="F-APP", result="application").user("X").user("A").end("E").end("E2")
    drawing.path("S", "X").flow("X", "A", "application.directed").path("A", "E").flow("X", "E2")

    assert codes(drawing) == ["condition.implicit"]
    assert found(drawing, "condition.implicit") == ["X"]


def split(*, default: str | None = None, kind: str = "exclusiveGateway") -> Drawing:
    attributes = {"default": default} if default else {}
    drawing = Drawing().start("S", form="F-APP", result="application").node(kind, "G", **attributes)
    return drawing.end("E").end("E2").flow("S", "G")


def test_each_branch_of_a_choice_has_a_condition_or_is_the_default():
    drawing = split().flow("G", "E", "application.directed").flow("G", "E2")

    assert found(drawing, "condition.missing") == ["G-E2"]


def test_a_choice_without_a_default_is_told():
    drawing = split().flow("G", "E", "application.directed").flow("G", "E2", "not(application.directed)")

    assert found(drawing, "default.missing") == ["G"]
    assert codes(drawing) == ["default.missing"]


def test_a_choice_with_a_default_is_clean():
    assert codes(split(default="G-E2").flow("G", "E", "application.directed").flow("G", "E2")) == []


def test_a_default_flow_with_a_condition_is_told():
    drawing = split(default="G-E2").flow("G", "E", "application.directed").flow("G", "E2", "true")

    assert found(drawing, "condition.default") == ["G-E2"]


def test_a_condition_that_nobody_asks_is_refused():
    begun = straight().user("A").flow("S", "A", "true").flow("A", "E")
    parallel = split(kind="parallelGateway").flow("G", "E", "true").flow("G", "E2")

    assert found(begun, "condition.unused") == ["S-A"]
    assert found(parallel, "condition.unused") == ["G-E"]


def test_a_default_where_nobody_chooses_is_refused():
    drawing = split(kind="parallelGateway", default="G-E").flow("G", "E").flow("G", "E2")

    assert found(drawing, "default.unused") == ["G"]


def test_a_condition_in_another_language_is_refused():
    drawing = split(default="G-E2").flow("G", "E", "application.directed", language="groovy").flow("G", "E2")

    assert found(drawing, "condition.language") == ["G-E"]


def nested() -> Drawing:
    drawing = straight().node("subProcess", "SUB").path("S", "SUB", "E")
    return drawing.start("S2", into="SUB").user("A", into="SUB").end("E2", into="SUB").path("S2", "A", "E2")


def test_a_sub_process_with_a_step_is_clean():
    assert codes(nested()) == []


def test_a_flow_across_the_border_of_a_sub_process_is_refused():
    assert found(nested().flow("A", "E", id_="X"), "flow.border") == ["X"]


def test_a_sub_process_has_one_plain_start_and_an_end():
    without = straight().node("subProcess", "X").path("S", "X", "E").user("A", into="X")
    several = nested().start("S3", into="SUB").flow("S3", "A")
    awaited = straight().node("subProcess", "X").path("S", "X", "E")
    awaited.start("S2", into="X", body=message()).user("A", into="X").end("E2", into="X").path("S2", "A", "E2")

    assert found(without, "start.missing") == ["X"]
    assert found(without, "end.missing") == ["X"]
    assert found(several, "start.several") == ["SUB"]
    assert found(with_message(awaited), "start.kind") == ["S2"]


def test_several_starts_need_a_form_or_a_message():
    unclear = straight().start("X").user("A").path("S", "A", "E").flow("X", "A")
    clear = Drawing().start("S", form="F-APP").start("S2", body=message()).user("A").end()
    clear.path("S", "A", "E").flow("S2", "A")

    assert found(unclear, "start.several") == ["S", "X"]
    assert codes(with_message(clear)) == []


def test_a_plain_start_may_stand_beside_those_by_which_a_case_begins_by_itself():
    drawing = Drawing().start("S").start("S2", body=message()).start("S3", body=timer("R/P1Y", "timeCycle"), clause="1")
    drawing.user("A").end().path("S", "A", "E").flow("S2", "A").flow("S3", "A")

    assert codes(with_message(drawing)) == []


def test_no_flow_leads_into_a_start_or_a_border_event_nor_out_of_an_end():
    drawing = straight().user("A").path("S", "A", "E").boundary("B", "A", timer("P1D"), {"clause": "1"}).end("E2")
    drawing.flow("B", "E2").flow("A", "S", id_="back").flow("E", "A", id_="on").flow("A", "B", id_="in")

    assert found(drawing, "flow.into_start") == ["S"]
    assert found(drawing, "flow.into_border") == ["B"]
    assert found(drawing, "flow.out_of_end") == ["E"]


def waiting_for(*targets: str) -> Drawing:
    drawing = straight().node("eventBasedGateway", "G").flow("S", "G")
    for target in targets:
        drawing.path("G", target, "E")
    return with_message(drawing)


def test_an_event_gateway_waits_for_the_first_of_several_events():
    drawing = waiting_for("T", "C")
    drawing.node("intermediateCatchEvent", "T", {"clause": "1"}, body=timer("P1D"))
    drawing.node("intermediateCatchEvent", "C", body=message())

    assert codes(drawing) == []
    assert found(waiting_for("C").node("intermediateCatchEvent", "C", body=message()), "event_gateway.single") == ["G"]


def test_an_event_gateway_waits_for_events_only():
    drawing = waiting_for("C", "X").node("intermediateCatchEvent", "C", body=message()).user("X")

    assert found(drawing, "event_gateway.target") == ["X"]


def test_an_event_behind_an_event_gateway_belongs_to_it_alone():
    drawing = straight().node("parallelGateway", "A").node("eventBasedGateway", "G")
    drawing.node("intermediateCatchEvent", "C", body=message())
    drawing.node("intermediateCatchEvent", "T", {"clause": "1"}, body=timer("P1D"))
    drawing.path("S", "A", "G", "C", "E").path("G", "T", "E").flow("A", "C")

    assert found(with_message(drawing), "event_gateway.shared") == ["C"]


def test_two_flows_between_the_same_nodes_are_refused():
    drawing = straight().user("A").path("S", "A", "E").flow("A", "E", id_="again")

    assert found(drawing, "flow.twice") == ["again"]


def test_a_loop_in_which_nothing_waits_is_refused():
    drawing = straight().script("X").node("exclusiveGateway", "G", default="G-E")
    drawing.path("S", "X", "G", "E").flow("G", "X", "n < 3")

    assert found(drawing, "flow.automatic_loop") == ["X"]


def test_a_loop_with_a_person_in_it_is_clean():
    drawing = straight().script("X").user("A").node("exclusiveGateway", "G", default="G-E")
    drawing.path("S", "X", "A", "G", "E").flow("G", "X", "n < 3")

    assert codes(drawing) == []


def test_a_sub_process_that_can_be_passed_without_a_wait_does_not_hold_a_loop():
    drawing = straight().node("subProcess", "X").node("exclusiveGateway", "G", default="G-E").script("N")
    drawing.path("S", "N", "X", "G", "E").flow("G", "X", "n < 3")
    drawing.start("S2", into="X").node("exclusiveGateway", "H", into="X", default="H-E2").user("A", into="X")
    drawing.end("E2", into="X").path("S2", "H", "E2").flow("H", "A", "n = 2").flow("A", "E2")

    assert found(drawing, "flow.automatic_loop") == ["X"]


def test_a_border_event_of_a_burst_never_happens():
    drawing = straight().node("subProcess", "SUB").path("S", "SUB", "E").start("S2", into="SUB")
    drawing.script("N", into="SUB").end("E2", into="SUB").path("S2", "N", "E2")
    drawing.boundary("X", "SUB", message()).flow("X", "E")

    assert found(with_message(drawing), "border.never") == ["X"]


def test_a_person_behind_a_timer_that_does_not_interrupt_would_hold_the_case():
    drawing = straight().user("A").user("X").path("S", "A", "E").end("E2")
    drawing.boundary("T", "A", timer("P10D"), {"clause": "1", "alert": "head"}, cancelActivity="false")
    drawing.path("T", "X", "E2")

    assert found(drawing, "timer.path_waits") == ["X"]


def test_an_alert_behind_a_timer_that_does_not_interrupt_is_clean():
    drawing = straight().user("A").path("S", "A", "E").end("E2")
    drawing.boundary("T", "A", timer("P10D"), {"clause": "1", "alert": "head"}, cancelActivity="false")
    drawing.flow("T", "E2")

    assert codes(drawing) == []


def test_an_over_long_path_is_refused():
    steps = [f"A{n}" for n in range(400)]
    drawing = straight()
    for step in steps:
        drawing.user(step)
    drawing.path("S", *steps, "E")

    assert found(drawing, "path.long") == ["P"]
    assert codes(drawing) == ["path.long"]


def test_an_over_long_id_is_refused():
    long = "A" * 101

    assert found(straight().user(long).path("S", long, "E"), "id.long") == [long]


def calling(called: str, process: str = "P") -> Drawing:
    return (
        Drawing(process)
        .start(f"S-{process}")
        .end(f"E-{process}")
        .node("callActivity", f"X-{process}", calledElement=called)
        .path(f"S-{process}", f"X-{process}", f"E-{process}")
    )


def test_a_called_process_exists():
    assert found(calling("NOWHERE"), "call.unknown") == ["X-P"]


def test_processes_do_not_call_one_another_in_a_circle():
    assert found(procedure(calling("Q"), calling("P", "Q")), "call.circle") == ["X-P", "X-Q"]
    assert found(calling("P"), "call.circle") == ["X-P"]


def test_a_called_process_begins_plainly():
    called = Drawing("Q").start("S2", form="F-APP").user("A").end("E2").path("S2", "A", "E2")

    assert found(procedure(calling("Q"), called), "call.start") == ["X-P"]


def test_a_called_process_sees_what_its_caller_sets():
    caller = Drawing().start("S", form="F-APP", result="application").end()
    caller.node("callActivity", "C", calledElement="Q").path("S", "C", "E")
    called = Drawing("Q").start("S2").user("A", due="days_after(application.received, 5)", clause="1").end("E2")
    called.path("S2", "A", "E2")

    assert codes(procedure(caller, called)) == []

"""What the fold makes of conditional events: tested when reached and whenever the data change, in every branch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from processes import commands, facts, replay
from processes.definition import Definition
from processes.model.elements import EventDefinition
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import each, process
from tests.processes.test_instance import CLERK, of_kind


def condition(text: str, **more: Any) -> dict[str, Any]:
    return {"events": (EventDefinition(kind="conditional", expression=text),), **more}


def two_branches(text: str) -> Definition:
    """One branch waits for what the other may bring."""
    return definition(
        process(
            "P", "S:start G:and A:user B:user W:timer C:user J:and E:end",
            "S>G G>A A>B B>J G>W W>C C>J J>E", A=CLERK, B=CLERK, C=CLERK, W=condition(text),
        )
    )  # fmt: skip


def guarded(text: str, *, interrupting: bool) -> Definition:
    """A long step with a condition on its border, beside a branch in which the data change, round by round."""
    return definition(
        process(
            "P", "S:start G:and A:user X:border R:user E1:end B:user L:xor E2:end E3:end",
            "S>G G>A A>E1 X>R R>E3 G>B B>L L>B L>E2",
            A=CLERK, B=CLERK, R=CLERK, X=condition(text, attached_to="A", interrupting=interrupting),
        )
    )  # fmt: skip


def rounds(drawn: Definition) -> Definition:
    """Its loop goes back after every round."""
    main = drawn.processes["P"]
    back = {"L>B": replace(main.flows["L>B"], condition="B.more != false")}
    node = replace(main.nodes["L"], default="L>E2")
    return definition(replace(main, flows={**main.flows, **back}, nodes={**main.nodes, "L": node}))


def test_a_change_in_a_parallel_branch_is_seen():
    case = Casework(two_branches("A.bad = true")).start()
    assert case.open() == ["A"]

    followed = case.do("A", bad=True)

    assert of_kind(followed, facts.ConditionMet) == [
        facts.ConditionMet(condition=of_kind(case.facts, facts.ConditionAwaited)[0].condition, element="W", values={"A.bad": True})
    ]  # fmt: skip
    assert case.open() == ["B", "C"]


def test_what_is_not_known_yet_does_not_hold_and_is_no_incident():
    case = Casework(two_branches("B.bad = true")).start()

    followed = case.do("A")

    assert of_kind(followed, facts.IncidentRaised) == []
    case.do("B", bad=True)
    assert case.open() == ["C"]


def test_a_condition_that_holds_already_is_passed_when_it_is_reached():
    drawn = process("P", "S:start W:timer A:user E:end", "S>W W>A A>E", A=CLERK, W=condition("S.big = true"))

    assert Casework(definition(drawn)).start(answers={"big": True}).open() == ["A"]
    assert Casework(definition(drawn)).start(answers={"big": False}).open() == []


def test_an_interrupting_condition_on_a_border_takes_the_step_back_because_of_it():
    case = Casework(rounds(guarded("B.bad = true", interrupting=True))).start()

    case.do("B", bad=False)
    assert case.open() == ["A", "B"]

    followed = case.do("B", bad=True)
    assert [(fact.element, fact.because) for fact in of_kind(followed, facts.TaskCancelled)] == [("A", "X")]
    assert case.open() == ["B", "R"]


def test_a_condition_that_does_not_interrupt_fires_each_time_it_becomes_true_and_only_then():
    case = Casework(rounds(guarded("B.level > 5", interrupting=False))).start()

    fired = [len(of_kind(case.do("B", level=level), facts.ConditionMet)) for level in (3, 7, 8, 2, 9, 9, 1)]

    assert fired == [0, 1, 0, 0, 1, 0, 0]
    assert case.open() == ["A", "B", "R", "R"]


def test_a_step_that_is_over_takes_its_condition_with_it():
    case = Casework(rounds(guarded("B.level > 5", interrupting=False))).start()

    followed = case.do("A")

    assert [fact.element for fact in of_kind(followed, facts.ConditionClosed)] == ["X"]
    assert of_kind(case.do("B", level=9), facts.ConditionMet) == []


def test_behind_a_gateway_of_events_the_first_to_happen_decides():
    drawn = process(
        "P", "S:start G:and A:user R:race W:timer T:timer B:user C:user E:end",
        "S>G G>A A>E G>R R>W R>T W>B T>C B>E C>E", A=CLERK, B=CLERK, C=CLERK, W=condition("A.bad = true"),
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    followed = case.do("A", bad=True)

    assert [fact.element for fact in of_kind(followed, facts.TimerCancelled)] == ["T"]
    assert case.open() == ["B"]


def test_one_condition_may_make_another_one_true():
    drawn = process(
        "P", "S:start G:and A:user W:timer N:script V:timer B:user E:end",
        "S>G G>A A>E G>W W>N N>E G>V V>B B>E",
        A=CLERK, B=CLERK, N={"script": "done = true"}, W=condition("A.bad = true"), V=condition("done"),
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    case.do("A", bad=True)

    assert case.open() == ["B"]


def test_inside_an_iteration_a_condition_reads_its_item_first():
    drawn = process(
        "P", "S:start M:sub I:start@M W:timer@M A:user@M X:end@M E:end", "S>M M>E I>W W>A A>X",
        M=each("S.levels"), A=CLERK, W=condition("item > 5"),
    )  # fmt: skip

    case = Casework(definition(drawn)).start(answers={"levels": [3, 7, 9]})

    assert case.open() == ["A", "A"]
    assert len(case.live.conditions) == 1


def test_what_cannot_be_computed_is_one_incident_until_the_data_are_right():
    case = Casework(rounds(guarded("B.level > 5", interrupting=True))).start()

    raised = [len(of_kind(case.do("B", level=level), facts.IncidentRaised)) for level in ("many", "lots")]
    assert raised == [1, 0]

    (incident,) = case.live.incidents
    followed = case.send(commands.RetryIncident, incident=incident)
    assert [type(fact).__name__ for fact in followed] == ["IncidentResolved", "IncidentRaised"]

    followed = case.do("B", level=6)
    assert [fact.element for fact in of_kind(followed, facts.IncidentResolved)] == ["X"]
    assert case.open() == ["B", "R"]


def test_a_case_that_is_stopped_waits_for_nothing_any_more():
    case = Casework(two_branches("A.bad = true")).start()

    case.send(commands.CancelInstance, reason={"given": True})

    assert case.live.conditions == {}
    assert case.live.ended


@pytest.mark.parametrize("halted", [False, True])
def test_restored_and_replayed_it_is_the_same_case(halted):
    case = Casework(rounds(guarded("B.level > 5", interrupting=False))).start()
    for level in (7, 3, 8):
        if halted:
            case.send(commands.SuspendInstance, reason={"given": True})
            case.send(commands.ResumeInstance, reason={"given": True})
        case.do("B", level=level)

    assert replay.first_difference(case.definition, 1, case.rows) is None

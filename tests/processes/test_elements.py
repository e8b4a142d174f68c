"""What the fold makes of elements that people draw less often: errors, escalations, loops, links, signals, conditions."""

from __future__ import annotations

import pytest

from processes import facts, replay
from processes.model.elements import EventDefinition, StandardLoop
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import process
from tests.processes.test_instance import CLERK, kinds, of_kind, with_conditions


def event(kind: str, name: str | None = None) -> dict[str, object]:
    return {"events": (EventDefinition(kind=kind, name=name),)}


def test_an_error_that_is_caught_is_a_fact_and_what_was_open_is_taken_back_because_of_it():
    drawn = process(
        "P", "S:start SUB:sub I:start@SUB G:and@SUB A:user@SUB B:user@SUB X:end@SUB Y:end@SUB R:user E:end BX:border",
        "S>SUB I>G G>A G>B A>X B>Y SUB>E BX>R R>E",
        A=CLERK, B=CLERK, R=CLERK, X=event("error", "broken"),
        BX={"attached_to": "SUB", **event("error", "broken")},
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    followed = case.do("A")

    assert of_kind(followed, facts.EventCaught) == [facts.EventCaught(element="BX", because="X")]
    assert [(fact.element, fact.because) for fact in of_kind(followed, facts.TaskCancelled)] == [("B", "X")]
    assert case.open() == ["R"]


def test_an_escalation_asks_for_help_and_the_step_stays_open():
    drawn = process(
        "P", "S:start SUB:sub I:start@SUB A:user@SUB T:throw@SUB B:user@SUB Y:end@SUB R:user E:end E2:end BX:border",
        "S>SUB I>A A>T T>B B>Y SUB>E BX>R R>E2",
        A=CLERK, B=CLERK, R=CLERK, T=event("escalation", "slow"),
        BX={"attached_to": "SUB", "interrupting": False, **event("escalation", "slow")},
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    case.do("A")

    assert case.open() == ["B", "R"]
    case.do("B")
    case.do("R")
    assert case.live.ended


@pytest.mark.parametrize(("maximum", "rounds"), [(None, 3), ("2", 2)])
def test_a_loop_asks_after_each_round_with_the_answers_of_that_round(maximum, rounds):
    drawn = process(
        "P", "S:start A:user E:end", "S>A A>E",
        A={**CLERK, "loop": StandardLoop(condition="A.more = true", maximum=maximum)},
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    for number in range(1, rounds + 1):
        assert not case.live.ended
        case.do("A", more=number < 3)

    assert case.live.ended
    assert [fact.visit for fact in case.facts if isinstance(fact, facts.TaskOpened)] == list(range(1, rounds + 1))


def test_a_loop_that_is_asked_before_may_not_begin_at_all():
    drawn = process(
        "P", "S:start A:user B:user E:end", "S>A A>B B>E",
        A={**CLERK, "loop": StandardLoop(condition="S.wanted = true", maximum=None, before=True)}, B=CLERK,
    )  # fmt: skip

    assert Casework(definition(drawn)).start(answers={"wanted": False}).open() == ["B"]
    assert Casework(definition(drawn)).start(answers={"wanted": True}).open() == ["A"]


def test_a_number_of_rounds_that_is_none_is_an_incident():
    drawn = process(
        "P", "S:start A:user E:end", "S>A A>E", A={**CLERK, "loop": StandardLoop(condition=None, maximum='"many"')}
    )
    case = Casework(definition(drawn)).start()

    followed = case.do("A")

    assert [fact.element for fact in of_kind(followed, facts.IncidentRaised)] == ["A"]


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        pytest.param({"mail": True, "call": True}, ["B", "C", "D"], id="all"),
        pytest.param({"mail": False, "call": True}, ["C", "D"], id="one-and-the-unconditional"),
    ],
)
def test_conditional_flows_out_of_a_step_say_which_and_why(answers, taken):
    drawn = with_conditions(
        process(
            "P", "S:start A:user B:user C:user D:user E:end", "S>A A>B A>C A>D B>E C>E D>E",
            A=CLERK, B=CLERK, C=CLERK, D=CLERK,
        ),
        A_B="A.mail", A_C="A.call",
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    followed = case.do("A", **answers)

    assert case.open() == taken
    chosen = {fact.flow: fact.condition for fact in of_kind(followed, facts.FlowTaken)}
    assert chosen["A>C"] == "A.call" and chosen["A>D"] is None


def test_a_pair_of_links_goes_on_as_if_it_were_a_flow():
    drawn = process(
        "P", "S:start A:user L1:throw L2:timer B:user E:end", "S>A A>L1 L2>B B>E",
        A=CLERK, B=CLERK, L1=event("link", "x"), L2=event("link", "x"),
    )  # fmt: skip
    case = Casework(definition(drawn)).start()

    case.do("A")

    assert case.open() == ["B"]


def test_a_signal_is_awaited_under_a_name_that_no_message_has():
    drawn = process("P", "S:start W:timer E:end", "S>W W>E", W=event("signal", "alarm"))
    case = Casework(definition(drawn)).start()

    (awaited,) = case.live.subscriptions.values()

    assert awaited.name == "signal:alarm"
    case.act("W")
    assert case.live.ended


def test_an_end_that_sends_asks_for_the_sending_and_ends_with_it():
    drawn = process("P", "S:start A:user X:end", "S>A A>X", A=CLERK, X=event("message", "done"))
    case = Casework(definition(drawn)).start()

    followed = case.do("A")
    assert [fact.name for fact in of_kind(followed, facts.ActionRequested)] == ["message"]

    followed = case.action_done("X", message="1")
    assert kinds(followed)[-1] == "InstanceFinished"
    assert replay.first_difference(case.definition, 1, case.rows) is None

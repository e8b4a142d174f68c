"""Soundness: what gets stuck, meets itself or never ends is found, with the way into it; what is sound is left alone."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import partial

import pytest

from processes import commands, gate
from processes.definition import Definition
from processes.gate.finding import Finding, Severity
from processes.gate.paths import graph, reached, scopes
from processes.gate.soundness import verdict
from processes.gate.waits import Waits
from processes.model.elements import Kind
from tests.processes.casework import Casework
from tests.processes.gate.drawing import Drawing, procedure, timer
from tests.processes.models import random_definition, start_of

OF_SOUNDNESS = ("flow.deadlock", "flow.stuck", "flow.double", "flow.unchecked")


def told(drawing: Drawing) -> list[Finding]:
    return [finding for finding in gate.check(procedure(drawing)) if finding.code in OF_SOUNDNESS]


def block(
    split: str, join: str, *, first: str = "application.directed", second: str = "application.received"
) -> Drawing:
    """S -> split -> A | B -> join -> C -> E, with conditions where the split asks for some."""
    choosing = split != "parallelGateway"
    drawing = (
        Drawing().start("S", form="F-APP", result="application").node(split, "G", default="G-B" if choosing else "")
    )
    drawing.user("A").user("B").node(join, "J").user("C").end("E")
    drawing.flow("S", "G").flow("G", "A", first if choosing else None).flow("G", "B")
    return drawing.path("A", "J", "C", "E").path("B", "J")


def test_branches_of_a_choice_never_meet_in_a_parallel_join():
    (finding,) = told(block("exclusiveGateway", "parallelGateway"))

    assert (finding.code, finding.severity, finding.element) == ("flow.deadlock", Severity.ERROR, "J")
    assert finding.path == ("G", "A")


def test_branches_of_an_inclusive_choice_may_not_all_come_to_a_parallel_join():
    (finding,) = told(block("inclusiveGateway", "parallelGateway"))

    assert (finding.code, finding.element) == ("flow.deadlock", "J")


def test_a_step_after_an_unjoined_split_may_begin_twice():
    (finding,) = told(block("parallelGateway", "exclusiveGateway"))

    assert (finding.code, finding.severity, finding.element) == ("flow.double", Severity.WARNING, "C")


@pytest.mark.parametrize(
    ("split", "join"),
    [
        pytest.param("parallelGateway", "parallelGateway", id="and"),
        pytest.param("exclusiveGateway", "exclusiveGateway", id="xor"),
        pytest.param("inclusiveGateway", "inclusiveGateway", id="or"),
        pytest.param("parallelGateway", "inclusiveGateway", id="and-or"),
        pytest.param("exclusiveGateway", "inclusiveGateway", id="xor-or"),
    ],
)
def test_what_is_split_and_joined_alike_is_sound(split, join):
    assert told(block(split, join)) == []


def skipping(second: str) -> Drawing:
    """A branch is entered under one condition, and awaited by a join under another."""
    drawing = Drawing().start("S", form="F-APP", result="application").node("parallelGateway", "G")
    drawing.node("exclusiveGateway", "X1", default="X1-X1E").user("A").end("X1E")
    drawing.user("B").node("exclusiveGateway", "X2", default="X2-E2").end("E2")
    drawing.node("parallelGateway", "J").user("C").end("E")
    drawing.path("S", "G", "X1").flow("X1", "A", "application.directed").flow("X1", "X1E").path("A", "J")
    drawing.path("G", "B", "X2").flow("X2", "J", second).flow("X2", "E2")
    return drawing.path("J", "C", "E")


def test_choices_that_read_the_same_data_may_exclude_a_deadlock_so_it_is_only_told():
    (finding,) = told(skipping("application.directed"))

    assert (finding.code, finding.severity, finding.element) == ("flow.deadlock", Severity.WARNING, "J")


def test_choices_about_different_things_make_it_certain():
    drawing = skipping("is defined(other)").script("N", "other = 1")
    drawing.elements = [element for element in drawing.elements if element[1] != "S-G"]

    (finding,) = told(drawing.path("S", "N", "G"))

    assert (finding.code, finding.severity, finding.element) == ("flow.deadlock", Severity.ERROR, "J")


def test_an_end_that_takes_all_tokens_away_leaves_nobody_waiting():
    drawing = block("parallelGateway", "parallelGateway").node("exclusiveGateway", "X", default="X-J")
    drawing.elements = [element for element in drawing.elements if element[1] != "A-J"]
    drawing.end("STOP", body="<terminateEventDefinition />").path("A", "X", "J").flow("X", "STOP", "is defined(A)")

    assert told(drawing) == []


def test_without_it_the_other_branch_waits_for_ever():
    drawing = block("parallelGateway", "parallelGateway").node("exclusiveGateway", "X", default="X-J")
    drawing.elements = [element for element in drawing.elements if element[1] != "A-J"]
    drawing.end("STOP").path("A", "X", "J").flow("X", "STOP", "is defined(A)")

    assert [(finding.code, finding.element) for finding in told(drawing)] == [("flow.deadlock", "J")]


def test_a_term_that_interrupts_one_branch_of_a_join_is_a_deadlock():
    drawing = block("parallelGateway", "parallelGateway").boundary("T", "A", timer("P1D")).end("LATE").flow("T", "LATE")

    assert [(finding.code, finding.element) for finding in told(drawing)] == [("flow.deadlock", "J")]


def test_a_term_that_does_not_interrupt_is_none():
    drawing = block("parallelGateway", "parallelGateway")
    drawing.boundary("T", "A", timer("P1D"), cancelActivity="false").end("LATE").flow("T", "LATE")

    assert told(drawing) == []


def test_a_loop_back_into_a_parallel_branch_is_a_deadlock():
    drawing = block("parallelGateway", "parallelGateway").node("exclusiveGateway", "X", default="X-E")
    drawing.elements = [element for element in drawing.elements if element[1] != "C-E"]
    drawing.path("C", "X", "E").flow("X", "A", "is defined(C)")

    assert [(finding.code, finding.element) for finding in told(drawing)] == [("flow.deadlock", "J")]


def test_the_inside_of_a_sub_process_is_played_on_its_own():
    drawing = Drawing().start("S").node("subProcess", "SUB").end("E").path("S", "SUB", "E")
    drawing.start("S1", into="SUB").node("exclusiveGateway", "G", into="SUB", default="G-B").user("A", into="SUB")
    drawing.user("B", into="SUB").node("parallelGateway", "J", into="SUB").end("E1", into="SUB")
    drawing.flow("S1", "G").flow("G", "A", "is defined(a)").flow("G", "B").path("A", "J", "E1").path("B", "J")

    assert [(finding.code, finding.element) for finding in told(drawing)] == [("flow.deadlock", "J")]


def test_too_many_states_are_said_and_nothing_is_claimed():
    drawing = Drawing().start("S").node("parallelGateway", "G").node("parallelGateway", "J").end("E").flow("S", "G")
    for number in range(16):
        drawing.user(f"A{number}").path("G", f"A{number}", "J")

    assert [finding.code for finding in told(drawing.flow("J", "E"))] == ["flow.unchecked"]


def of(whole: Definition) -> list[tuple[str, str]]:
    waits = Waits(whole)
    played = [(process, scope) for process in whole.processes.values() for scope in scopes(process)]
    return [(fault.kind, fault.at) for process, scope in played for fault in verdict(process, scope, waits).faults]


TURNED = {Kind.PARALLEL: Kind.EXCLUSIVE, Kind.EXCLUSIVE: Kind.PARALLEL, Kind.INCLUSIVE: Kind.PARALLEL}


@pytest.mark.parametrize("seed", range(120))
def test_what_was_built_of_sound_blocks_is_sound(seed):
    whole = random_definition(seed)

    assert [fault for fault in of(whole) if not may_come_twice(whole, *fault)] == []


def may_come_twice(whole: Definition, kind: str, at: str) -> bool:
    """Whether it follows an event that lets its activity run: a loop around that activity comes there again meanwhile."""
    process = whole.process_of(at)
    beside = [node for node in process.nodes.values() if node.attached_to and not node.interrupting]
    return kind == "double" and any(at in reached(graph(process, node.parent), [node.id]) for node in beside)


def spoiled(whole: Definition, rng: random.Random) -> Definition | None:
    """The definition with one join of its main process turned into another kind; None if it has none to spoil."""
    process = whole.processes[whole.main]
    joins = [node for node in process.nodes.values() if node.kind in TURNED and len(node.incoming) > 1]
    if not joins:
        return None
    join = rng.choice(joins)
    altered = replace(process, nodes={**process.nodes, join.id: replace(join, kind=TURNED[join.kind])})
    return replace(whole, processes={**whole.processes, whole.main: altered})


def stands_still(whole: Definition, rng: random.Random) -> bool:
    """Whether a random run of the real engine comes to a point where nobody can do anything and nothing is over."""
    case = Casework(whole).start(start_of(whole))
    for _ in range(60):
        live = case.live
        if live.ended or live.incidents:
            return False
        moves = [*live.open_tasks, *live.timers, *live.subscriptions, *live.actions]
        if not moves:
            return True
        chosen = rng.choice(moves)
        if chosen in live.open_tasks:
            case.send(commands.CompleteTask, task=chosen, answers={"n": 1})
        elif chosen in live.timers:
            case.wait(days=1)
        elif chosen in live.actions:
            case.send(commands.CompleteAction, by="system", action=chosen, result={})
        else:
            name = live.subscriptions[chosen].name
            case.send(commands.DeliverMessage, by="system", subscription=chosen, name=name, payload={}, message="m")
    return False


def test_whatever_stands_still_in_the_engine_was_found_before():
    stuck = 0
    for seed in range(200):
        rng = random.Random(seed)
        whole = spoiled(random_definition(seed), rng)
        if whole is not None and stands_still(whole, rng):
            stuck += 1
            assert any(kind in ("deadlock", "stuck") for kind, _ in of(whole)), f"seed {seed}"

    assert stuck > 20, "the spoiled models hardly ever stand still: has the builder changed?"


def test_a_hundred_nodes_are_checked_in_a_tenth_of_a_second():
    drawing = Drawing().start("S").end("E")
    last = "S"
    for number in range(16):
        split, join = f"G{number}", f"J{number}"
        drawing.node("parallelGateway", split).node("parallelGateway", join).flow(last, split)
        for branch in "ABCD":
            drawing.user(f"{branch}{number}").path(split, f"{branch}{number}", join)
        last = join
    whole = procedure(drawing.flow(last, "E"))
    process = whole.processes["P"]

    found = verdict(process, "P", Waits(whole))

    assert (found.faults, found.complete) == ((), True)
    assert quickest(lambda: verdict(process, "P", Waits(whole))) < 0.1


def quickest(work) -> float:
    """Seconds of this process that the work takes: the least of three, since a busy machine can only add to them."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def test_of_a_hundred_random_models_all_but_one_are_checked_in_a_tenth_of_a_second():
    models = [random_definition(seed) for seed in range(100)]

    took = [quickest(partial(of, whole)) for whole in models]

    assert sorted(took)[98] < 0.1

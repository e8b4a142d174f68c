"""The driver moves tokens as BPMN says; its host writes down what it was asked."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from dataclasses import replace
from typing import Any

import pytest

from processes import engine
from processes.engine import Driver, Place
from processes.errors import PoryadokError, ProcessError, TooManySteps
from processes.model.elements import EventDefinition, Kind, Process, StandardLoop
from tests.processes.engine.sketch import each, process


class Clerk:
    """A host that notes what happens and chooses what it is told to."""

    def __init__(self, *processes: Process) -> None:
        self.processes = {p.id: p for p in processes}
        self.nodes = {id_: node for p in processes for id_, node in p.nodes.items()}
        self.waiting: dict[int, str] = {}
        self.flows: list[str] = []
        self.done: list[str] = []
        self.taken_back: list[tuple[str, str | None]] = []
        self.incidents: dict[int, str] = {}
        self.collected: list[Any] = []
        self.choices: dict[str, list[str]] = {}
        self.broken: set[str] = set()
        self.lists: dict[str, list[Any]] = {}
        self.rounds: dict[str, int] = {}
        self.caught_events: list[tuple[str, str]] = []
        self.driver = Driver(engine.build(self.processes), self)

    def begin(self, start: str = "S") -> Clerk:
        self.driver.start(next(iter(self.processes)), start)
        return self

    def open(self) -> list[str]:
        return sorted(self.waiting.values())

    def do(self, element: str) -> None:
        task = next(id_ for id_, name in self.waiting.items() if name == element)
        del self.waiting[task]
        node = self.nodes[element]
        if node.attached_to or (node.events and node.kind is not Kind.END):
            self.driver.fire(task, element)
        else:
            self.driver.complete(task)

    def flow_taken(self, source: str, target: str) -> None:
        self.flows.append(f"{source}>{target}")

    def choose(self, task: int, element: str, place: Place) -> list[str]:
        self._fail_if_broken(element)
        return self.choices[element]

    def perform(self, task: int, element: str, place: Place) -> None:
        self._fail_if_broken(element)
        self.done.append(element)

    def wait(self, task: int, element: str, place: Place) -> None:
        self._fail_if_broken(element)
        self.waiting[task] = element

    def withdrawn(self, task: int, element: str, because: str | None) -> None:
        self.waiting.pop(task, None)
        self.taken_back.append((element, because))

    def stalled(self, task: int, element: str, error: PoryadokError) -> None:
        self.incidents[task] = element

    def items(self, task: int, element: str, place: Place) -> list[Any]:
        self._fail_if_broken(element)
        return self.lists[element]

    def enough(self, task: int, element: str, place: Place, results: list[Any]) -> bool:
        return False

    def collect(self, task: int, element: str, place: Place, results: list[Any]) -> None:
        self.collected.append(results)

    def again(self, element: str, place: Place, rounds: int) -> bool:
        self._fail_if_broken(element)
        return rounds < self.rounds[element]

    def caught(self, element: str, because: str) -> None:
        self.caught_events.append((element, because))

    def _fail_if_broken(self, element: str) -> None:
        if element in self.broken:
            raise ProcessError("сломано", "broken")


def clerk(nodes: str, flows: str, **details: dict[str, Any]) -> Clerk:
    return Clerk(process("P", nodes, flows, **details))


def border(host: str, *, interrupting: bool = True) -> dict[str, Any]:
    return {
        "attached_to": host,
        "interrupting": interrupting,
        "events": (EventDefinition(kind="timer", timer="duration", expression="P1D"),),
    }


def test_one_step_after_another():
    case = clerk("S:start A:user B:user E:end", "S>A A>B B>E").begin()
    assert case.open() == ["A"]

    case.do("A")
    assert case.open() == ["B"]

    case.do("B")
    assert case.driver.finished
    assert case.driver.end == "E"
    assert case.flows == ["S>A", "A>B", "B>E"]


def test_ids_reserved_by_the_library_are_ordinary_here():
    case = clerk("Start:start End:user P.EndJoin:user E:end", "Start>End End>P.EndJoin P.EndJoin>E").begin("Start")

    case.do("End")
    case.do("P.EndJoin")

    assert case.driver.finished


def test_of_several_starts_only_the_named_one_begins():
    case = clerk("S:start T:start A:user B:user E:end F:end", "S>A A>E T>B B>F").begin("T")

    assert case.open() == ["B"]


def test_an_exclusive_gateway_follows_the_choice_alone():
    case = clerk("S:start G:xor A:user B:user E:end", "S>G G>A G>B A>E B>E")
    case.choices["G"] = ["B"]

    case.begin()

    assert case.open() == ["B"]
    assert case.flows == ["S>G", "G>B"]


def test_a_parallel_join_waits_for_all_branches():
    case = clerk("S:start F:and A:user B:user J:and C:user E:end", "S>F F>A F>B A>J B>J J>C C>E").begin()

    case.do("B")
    assert case.open() == ["A"]

    case.do("A")
    assert case.open() == ["C"]


def test_a_parallel_join_works_again_in_the_next_round():
    case = clerk("S:start M:xor F:and A:user B:user J:and G:xor E:end", "S>M M>F F>A F>B A>J B>J J>G G>M G>E")
    case.choices.update(M=["F"], G=["M"])
    case.begin()
    for branch in (("A", "B"), ("B", "A"), ("A", "B")):
        for element in branch:
            case.do(element)
        assert case.open() == ["A", "B"]

    case.choices["G"] = ["E"]
    case.do("A")
    case.do("B")

    assert case.driver.finished


@pytest.mark.parametrize("chosen", [["A"], ["B"], ["A", "B"], ["A", "B", "C"]])
def test_an_inclusive_join_waits_for_exactly_the_branches_that_were_taken(chosen):
    case = clerk("S:start F:or A:user B:user C:user J:or D:user E:end", "S>F F>A F>B F>C A>J B>J C>J J>D D>E")
    case.choices.update(F=chosen, J=["D"])
    case.begin()

    for element in chosen:
        assert "D" not in case.open()
        case.do(element)

    assert case.open() == ["D"]


def test_an_inclusive_join_notices_that_a_branch_went_elsewhere():
    case = clerk("S:start F:or A:user B:user G:xor X:end J:or D:user E:end", "S>F F>A F>B A>J B>G G>J G>X J>D D>E")
    case.choices.update(F=["A", "B"], G=["X"], J=["D"])
    case.begin()
    case.do("A")
    assert case.open() == ["B"]

    case.do("B")

    assert case.open() == ["D"]


def test_a_sub_process_is_entered_and_left():
    case = clerk("S:start B:sub T:start@B A:user@B F:end@B C:user E:end", "S>B T>A A>F B>C C>E").begin()
    assert case.open() == ["A"]

    case.do("A")

    assert case.open() == ["C"]


def test_a_called_process_runs_inside_the_case():
    main = process("P", "S:start K:call C:user E:end", "S>K K>C C>E", K={"called": "Q"})
    called = process("Q", "T:start A:user F:end", "T>A A>F")
    case = Clerk(main, called).begin()
    assert case.open() == ["A"]

    case.do("A")

    assert case.open() == ["C"]


def test_an_interrupting_event_takes_the_whole_sub_process_back():
    case = clerk(
        "S:start B:sub T:start@B F:and@B A:user@B D:user@B X:border H:user C:user E:end G:end",
        "S>B T>F F>A F>D B>C C>E X>H H>G",
        X=border("B"),
    ).begin()
    assert case.open() == ["A", "D", "X"]

    case.do("X")

    assert case.open() == ["H"]
    assert sorted(case.taken_back) == [("A", "X"), ("D", "X")]


def test_finishing_the_activity_takes_its_border_events_back():
    case = clerk("S:start A:user X:border C:user E:end G:end", "S>A A>C C>E X>G", X=border("A")).begin()

    case.do("A")

    assert case.open() == ["C"]
    assert [element for element, _ in case.taken_back] == ["X"]


def test_a_non_interrupting_event_leaves_the_activity_running():
    case = clerk(
        "S:start A:user X:border W:service C:user E:end G:end",
        "S>A A>C C>E X>W W>G",
        X=border("A", interrupting=False),
    ).begin()

    case.do("X")
    assert case.open() == ["A", "W"]
    case.do("A")
    case.do("W")
    case.do("C")

    assert case.driver.finished


def test_what_a_repeating_event_set_off_outlives_its_activity():
    case = clerk(
        "S:start A:user R:user E:end E2:end T:border", "S>A A>E T>R R>E2", T=border("A", interrupting=False)
    ).begin()
    timer = next(id_ for id_, name in case.waiting.items() if name == "T")
    case.driver.fire_again(timer, "T")
    case.driver.fire_again(timer, "T")
    assert case.open() == ["A", "R", "R", "T"]

    case.do("A")

    assert case.open() == ["R", "R"]
    case.do("R")
    case.do("R")
    assert case.driver.finished


def test_the_case_does_not_end_before_a_side_path_has():
    case = clerk(
        "S:start A:user X:border W:service E:end G:end", "S>A A>E X>W W>G", X=border("A", interrupting=False)
    ).begin()
    case.do("X")

    case.do("A")
    assert not case.driver.finished

    case.do("W")
    assert case.driver.finished


def test_of_racing_events_the_first_takes_the_others_back():
    case = clerk("S:start R:race X:timer Y:timer A:user B:user E:end", "S>R R>X R>Y X>A Y>B A>E B>E").begin()
    assert case.open() == ["X", "Y"]

    case.do("Y")

    assert case.open() == ["B"]
    assert case.taken_back == [("X", "Y")]


def test_a_terminating_end_takes_everything_back():
    case = clerk(
        "S:start F:and A:user B:user E:end Z:end",
        "S>F F>A F>B A>E B>Z",
        Z={"events": (EventDefinition(kind="terminate"),)},
    ).begin()

    case.do("B")

    assert case.driver.finished
    assert case.open() == []
    assert case.taken_back == [("A", "Z")]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_multi_instance_step_is_done_once_per_item(sequential):
    case = clerk("S:start A:user C:user E:end", "S>A A>C C>E", A=each("items", sequential=sequential))
    case.lists["A"] = ["x", "y", "z"]
    case.begin()

    for left in (3, 2, 1):
        assert case.open() == ["A"] * (1 if sequential else left)
        task = next(iter(case.waiting))
        case.driver.iterations[task] = f"answer {left}"
        case.do("A")

    assert case.open() == ["C"]
    assert case.collected == [["answer 3", "answer 2", "answer 1"]]


def test_a_multi_instance_step_without_items_is_passed():
    case = clerk("S:start A:user C:user E:end", "S>A A>C C>E", A=each("items"))
    case.lists["A"] = []

    case.begin()

    assert case.open() == ["C"]
    assert case.collected == [[]]


def test_interrupting_a_multi_instance_step_takes_all_iterations_back():
    case = clerk("S:start A:user X:border C:user E:end G:end", "S>A A>C C>E X>G", A=each("items"), X=border("A"))
    case.lists["A"] = [1, 2, 3]
    case.begin()

    case.do("X")

    assert case.driver.finished
    assert case.open() == []
    assert [element for element, _ in case.taken_back] == ["A", "A", "A"]


@pytest.mark.parametrize("element", ["G", "A", "T", "M", "W"])
def test_a_step_that_cannot_be_done_stalls_alone_and_can_be_retried(element):
    case = clerk(
        "S:start F:and G:xor A:user T:timer M:user W:script B:user J:and E:end",
        "S>F F>G G>A A>T T>M M>W W>J F>B B>J J>E",
        M=each("items"),
    )
    case.choices["G"] = ["A"]
    case.lists["M"] = [1]
    case.broken = {element}
    case.begin()
    for step in ("A", "T", "M"):
        if step in case.open():
            case.do(step)
    assert list(case.incidents.values()) == [element]
    assert "B" in case.open()

    case.broken = set()
    case.driver.retry(next(iter(case.incidents)))
    for step in ("A", "T", "M", "B"):
        if step in case.open():
            case.do(step)

    assert case.driver.finished


def test_a_loop_without_a_wait_is_stopped():
    case = clerk("S:start M:xor W:script E:end", "S>M M>W W>M M>E")
    case.choices["M"] = ["W"]

    with pytest.raises(TooManySteps):
        case.begin()


def test_processes_that_call_one_another_are_stopped():
    main = process("P", "S:start K:call E:end", "S>K K>E", K={"called": "Q"})
    called = process("Q", "T:start L:call F:end", "T>L L>F", L={"called": "P"})

    with pytest.raises(TooManySteps):
        Clerk(main, called).begin()


def test_a_thousand_tasks_in_a_row_are_no_deeper_than_one():
    names = [f"A{n}" for n in range(1000)]
    chain = ["S", *names, "E"]
    case = clerk(
        "S:start E:end " + " ".join(f"{name}:user" for name in names),
        " ".join(f"{a}>{b}" for a, b in itertools.pairwise(chain)),
    ).begin()

    for name in names:
        case.do(name)

    assert case.driver.finished


def test_the_same_commands_draw_the_same_ids():
    def ids() -> list[tuple[int, str]]:
        case = clerk("S:start F:and A:user B:user J:and C:user E:end", "S>F F>A F>B A>J B>J J>C C>E").begin()
        seen = list(case.waiting.items())
        case.do("A")
        case.do("B")
        return seen + list(case.waiting.items())

    assert ids() == ids()


def test_running_changes_nothing_in_the_shared_specs():
    blueprint = engine.build(
        {"P": process("P", "S:start F:and A:user B:user J:and E:end X:border G:end", "S>F F>A F>B A>J B>J J>E X>G",
                      X=border("A"))}
    )  # fmt: skip
    before = _inventory(blueprint)

    case = clerk("S:start F:and A:user B:user J:and E:end X:border G:end", "S>F F>A F>B A>J B>J J>E X>G", X=border("A"))
    case.driver = Driver(blueprint, case)
    case.driver.start("P", "S")
    case.do("X")

    assert _inventory(blueprint) == before


def _inventory(blueprint: engine.Blueprint) -> list[tuple[Any, ...]]:
    return [
        (scope.name, spec.name, type(spec).__name__, tuple(spec._inputs), tuple(spec._outputs))
        for scope in blueprint.scopes.values()
        for spec in scope.task_specs.values()
    ]


def test_a_round_of_a_loop_costs_the_same_at_the_thousandth_time():
    # A busy machine makes a stretch of rounds slower for a while, but hardly the same stretch three times over.
    dearer = [late / early for early, late in (_early_and_late_rounds() for _ in range(3))]

    assert min(dearer) <= 1.3, f"rounds 900-1000 cost {dearer} times what rounds 10-110 do"


def _early_and_late_rounds() -> tuple[float, float]:
    """What a round costs, in seconds of this process, of the first hundred and of the last of a thousand."""
    case = clerk(
        "S:start M:xor B:sub T:start@B F:and@B A:user@B C:user@B J:and@B K:end@B X:border Y:end G:xor E:end",
        "S>M M>B T>F F>A F>C A>J C>J J>K B>G X>Y G>M G>E",
        X=border("B", interrupting=False),
    )
    case.choices.update(M=["B"], G=["M"])
    case.begin()
    spent: list[float] = []
    for _ in range(1000):
        begun = time.process_time()
        case.do("A")
        case.do("C")
        spent.append(time.process_time() - begun)
    return statistics.median(spent[10:110]), statistics.median(spent[-100:])


def test_any_order_of_work_ends_a_sound_process():
    nodes = "S:start F:and A:user B:sub T:start@B C:user@B D:user@B U:end@B X:border J:and H:user E:end"
    flows = "S>F F>A F>B T>C C>D D>U A>J B>J J>E X>H H>E"
    for seed in range(200):
        rng = random.Random(seed)
        case = clerk(nodes, flows, X=border("A", interrupting=False)).begin()
        while not case.driver.finished:
            assert case.waiting, f"seed {seed}: nothing to do, not finished"
            case.do(rng.choice(case.open()))


def thrown(kind: str, name: str | None = None) -> dict[str, Any]:
    """The details of an event of a kind, of this name or of none."""
    return {"events": (EventDefinition(kind=kind, name=name),)}


def catching(host: str, kind: str, name: str | None = None, *, interrupting: bool = True) -> dict[str, Any]:
    return {"attached_to": host, "interrupting": interrupting, **thrown(kind, name)}


def test_a_pair_of_links_is_a_flow():
    case = clerk(
        "S:start A:user L1:throw L2:timer B:user E:end",
        "S>A A>L1 L2>B B>E",
        L1=thrown("link", "x"),
        L2=thrown("link", "x"),
    ).begin()

    case.do("A")

    assert case.open() == ["B"]
    case.do("B")
    assert case.driver.finished


def test_several_flows_out_of_a_step_are_all_taken():
    case = clerk("S:start A:user B:user C:user E:end", "S>A A>B A>C B>E C>E").begin()

    case.do("A")

    assert case.open() == ["B", "C"]
    case.do("B")
    assert not case.driver.finished
    case.do("C")
    assert case.driver.finished


def test_conditional_flows_out_of_a_step_are_chosen_among():
    drawn = process("P", "S:start A:user B:user C:user E:end", "S>A A>B A>C B>E C>E")
    asked = replace(drawn.flows["A>B"], condition="x")
    case = Clerk(replace(drawn, flows={**drawn.flows, "A>B": asked}))
    case.choices["A"] = ["C"]
    case.begin()

    case.do("A")

    assert case.open() == ["C"]
    assert case.flows == ["S>A", "A>C"]


def test_an_error_ends_its_scope_and_goes_on_where_it_is_caught():
    case = clerk(
        "S:start SUB:sub I:start@SUB G:and@SUB A:user@SUB B:user@SUB X:end@SUB Y:end@SUB R:user E:end BX:border",
        "S>SUB I>G G>A G>B A>X B>Y SUB>E BX>R R>E",
        X=thrown("error", "broken"), BX=catching("SUB", "error", "broken"),
    ).begin()  # fmt: skip

    case.do("A")

    assert case.open() == ["R"]
    assert case.taken_back == [("B", "X")]
    assert case.caught_events == [("BX", "X")]
    case.do("R")
    assert case.driver.finished


@pytest.mark.parametrize(
    ("named", "caught_at"),
    [pytest.param("broken", "ANY", id="by-any"), pytest.param("late", "LATE", id="by-its-name")],
)
def test_an_error_is_caught_by_its_name_before_any(named, caught_at):
    case = clerk(
        "S:start SUB:sub I:start@SUB A:user@SUB X:end@SUB R:user L:user E:end ANY:border LATE:border",
        "S>SUB I>A A>X SUB>E ANY>R R>E LATE>L L>E",
        X=thrown("error", named), ANY=catching("SUB", "error"), LATE=catching("SUB", "error", "late"),
    ).begin()  # fmt: skip

    case.do("A")

    assert case.caught_events == [(caught_at, "X")]


def test_an_error_is_caught_further_out_when_nobody_does_inside():
    inner = process("C", "IC:start A:user X:end", "IC>A A>X", X=thrown("error", "broken"))
    outer = process(
        "P", "S:start SUB:sub I:start@SUB CALL:call@SUB IE:end@SUB R:user E:end BX:border",
        "S>SUB I>CALL CALL>IE SUB>E BX>R R>E", CALL={"called": "C"}, BX=catching("SUB", "error"),
    )  # fmt: skip
    case = Clerk(outer, inner).begin()

    case.do("A")

    assert case.open() == ["R"]


def test_an_error_in_one_iteration_takes_all_back():
    case = clerk(
        "S:start SUB:sub I:start@SUB A:user@SUB X:end@SUB R:user E:end BX:border", "S>SUB I>A A>X SUB>E BX>R R>E",
        SUB=each("list"), X=thrown("error", "broken"), BX=catching("SUB", "error"),
    )  # fmt: skip
    case.lists["SUB"] = [1, 2, 3]
    case.begin()

    case.do("A")

    assert case.open() == ["R"]


def test_an_error_that_nobody_catches_waits_for_somebody_to_look():
    case = clerk("S:start A:user X:end", "S>A A>X", X=thrown("error", "broken")).begin()

    case.do("A")

    assert list(case.incidents.values()) == ["X"]
    assert not case.driver.finished


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_tells_those_outside_and_interrupts_only_if_it_is_drawn_so(interrupting):
    case = clerk(
        "S:start SUB:sub I:start@SUB A:user@SUB T:throw@SUB B:user@SUB X:end@SUB R:user E:end BX:border",
        "S>SUB I>A A>T T>B B>X SUB>E BX>R R>E",
        T=thrown("escalation", "slow"), BX=catching("SUB", "escalation", "slow", interrupting=interrupting),
    ).begin()  # fmt: skip

    case.do("A")

    assert case.open() == (["R"] if interrupting else ["B", "R"])


def test_an_escalation_that_nobody_catches_is_passed():
    case = clerk("S:start A:user T:throw B:user E:end", "S>A A>T T>B B>E", T=thrown("escalation", "slow")).begin()

    case.do("A")

    assert case.open() == ["B"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_an_end_that_sends_is_over_when_it_has_sent(kind):
    case = clerk("S:start A:user X:end", "S>A A>X", X=thrown(kind, "M")).begin()

    case.do("A")
    assert case.open() == ["X"]

    case.driver.complete(next(iter(case.waiting)))
    assert case.driver.finished
    assert case.driver.end == "X"


@pytest.mark.parametrize(("before", "rounds", "done"), [(False, 3, 3), (False, 0, 1), (True, 2, 2), (True, 0, 0)])
def test_a_loop_goes_round_while_it_should(before, rounds, done):
    case = clerk(
        "S:start A:user B:user E:end",
        "S>A A>B B>E",
        A={"loop": StandardLoop(condition="x", maximum=None, before=before)},
    )
    case.rounds["A"] = rounds
    case.begin()

    for _ in range(done):
        assert case.open() == ["A"]
        case.do("A")

    assert case.open() == ["B"]

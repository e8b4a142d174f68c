"""What a click costs: statements and commits exactly, time as a ratio within one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from service import plays
from service.operations import complete_task, move_clock, people, publish
from service.outcome import Outcome
from tests.benchmarks.bureau import Bureau, counted, milliseconds, quiet

pytestmark = pytest.mark.benchmark

LONG = os.environ.get("BENCH") == "long"

MOST_STATEMENTS = 12
ROUNDS = 1000
SLOWER_AT_THE_END = 1.3
MANY_CASES = 3000 if LONG else 600
SLOWER_AMONG_MANY = 1.5
TRIES = 3
"""A ratio that another process on the machine has spoilt is measured again; the best of three counts."""


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path, "loop", "two")
    yield bureau
    bureau.close()


def test_considering_an_application_with_four_files_is_one_commit_and_at_most_twelve_statements(bureau: Bureau) -> None:
    considered = _until_considered(bureau)

    with counted() as spent:
        done = considered()

    assert [waiting.element for waiting in done.waiting if waiting.element == "EXM-50"], "the set was not accepted"
    assert spent.commits == 1, spent
    assert len(spent.statements) <= MOST_STATEMENTS, spent
    print(f"\nEXM-30: {spent}")


def test_a_round_costs_the_same_at_the_end_of_a_thousand(bureau: Bureau) -> None:
    old, young = Rounds(bureau), Rounds(bureau)
    old.go(ROUNDS - 100)
    young.go(10)

    ratios = []
    for _ in range(TRIES):
        with quiet():
            pairs = [(milliseconds(young.round), milliseconds(old.round)) for _ in range(100)]
        early, late = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        ratios.append(late / early)
        print(f"\na round: {early:.2f} ms at {young.done}, {late:.2f} ms at {old.done}, ratio {ratios[-1]:.3f}")
        if ratios[-1] <= SLOWER_AT_THE_END:
            break

    assert min(ratios) <= SLOWER_AT_THE_END, ratios


def test_a_round_sends_the_same_statements_at_the_end_of_a_thousand(bureau: Bureau) -> None:
    rounds = Rounds(bureau)
    rounds.go(10)
    with counted() as early:
        rounds.round()
    rounds.go(ROUNDS - rounds.done)

    with counted() as late:
        rounds.round()

    assert (late.statements, late.commits) == (early.statements, early.commits)
    assert late.commits == 1


@pytest.mark.parametrize("warm", [pytest.param(True, id="warm"), pytest.param(False, id="from-the-log")])
def test_a_completion_costs_the_same_among_many_cases(tmp_path: Path, warm: bool) -> None:
    few, many = Bureau(tmp_path / "few", "two"), Bureau(tmp_path / "many", "two")
    for bureau, stored in ((few, 50), (many, MANY_CASES)):
        for _ in range(stored):
            bureau.start("two")

    ratios = []
    for _ in range(TRIES):
        pairs = [(_completion(few, warm=warm), _completion(many, warm=warm)) for _ in range(60)]
        alone, among = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        ratios.append(among / alone)
        print(f"\na completion: {alone:.2f} ms among 50, {among:.2f} ms among {MANY_CASES}, ratio {ratios[-1]:.3f}")
        if ratios[-1] <= SLOWER_AMONG_MANY:
            break

    few.close()
    many.close()
    assert min(ratios) <= SLOWER_AMONG_MANY, ratios


class Rounds:
    """A case that goes round and round."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.last: Outcome = bureau.start("loop")
        self.done = 0

    def round(self) -> None:
        self.last = self.bureau.complete(
            self.last.next_task, remarks=f"Круг {self.done}: ещё не всё", weight="12,5", more=True
        )
        self.done += 1

    def go(self, rounds: int) -> None:
        for _ in range(rounds):
            self.round()


def _completion(bureau: Bureau, *, warm: bool) -> float:
    """Milliseconds of completing the first task of a case that has just been begun; its fellows stay open."""
    case = bureau.start("two")
    if not warm:
        bureau.here.live.clear()
    return milliseconds(lambda: bureau.complete(case.next_task, remarks="Всё на месте", weight="3,25"))


def _until_considered(bureau: Bureau) -> Callable[[], Outcome]:
    """The exam's case played until EXM-30 is open, with its four files; the answer completes that task."""
    publish.publish(bureau.here, "candidate-exam")
    with bureau.here.database.reading() as session:
        edition = bureau.here.definitions.newest(session, "candidate-exam")
    steps = plays.read(plays.scripts(edition)["happy"], bureau.here.zone)
    before = [step for step in steps if step.do in ("EXM-20",)]
    (step,) = [step for step in steps if step.do == "EXM-30"]
    keeper = people.add(bureau.here, login="keeper", name="Администратор", roles=["admin"])
    plays.stock(bureau.here, plays.actors.of_person(bureau.here, keeper), edition)
    player = plays.Player(
        installation=bureau.here, procedure="candidate-exam", cast=plays.cast_of(bureau.here, edition, steps)
    )
    move_clock.move(bureau.here, to=max(step.at, bureau.here.now()))
    for one in before:
        player.take(one)
    assert player.last is not None
    ref = next(waiting.task for waiting in player.last.waiting if waiting.element == "EXM-30")
    actor = player.actor(step.by)
    return lambda: complete_task.complete(bureau.here, actor, ref, step.answers)

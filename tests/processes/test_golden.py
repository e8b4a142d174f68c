"""Every case that an earlier release recorded replays as it was recorded.  What to do when one does not: golden/README.md."""

from __future__ import annotations

import pytest

from processes import commands, facts, replay, snapshot
from processes.errors import PoryadokError
from processes.instance import CORE, Instance, catch_up, restore
from processes.upgrade import CannotUpgrade, record, upgraded
from tests.processes.casework import Row
from tests.processes.golden.kept import Kept, corpus
from tests.processes.releases import Later, Otherwise

CORPUS = [pytest.param(kept, id=f"core-{kept.core} {kept.name}") for kept in corpus()]


def test_plays_and_random_models_are_in_it() -> None:
    names = [param.values[0].name for param in CORPUS]

    assert sum(name.startswith("candidate-exam") for name in names) >= 8
    assert sum(name.startswith("models") for name in names) >= 40


def test_the_present_core_is_in_it() -> None:
    assert CORE in {param.values[0].core for param in CORPUS}


@pytest.mark.parametrize("kept", CORPUS)
def test_a_recorded_case_replays_as_it_was_recorded(kept: Kept) -> None:
    if kept.core < CORE and replay.first_difference(kept.definition, kept.id, kept.rows) is not None:
        rows = gone_over(kept, len(kept.rows) // 2 + 1, Instance)
        assert replay.first_difference(kept.definition, kept.id, rows) is None
        return

    assert replay.first_difference(kept.definition, kept.id, kept.rows) is None


@pytest.mark.parametrize("fold", [pytest.param(Later, id="dues"), pytest.param(Otherwise, id="numbers")])
def test_recorded_cases_go_over_to_a_core_that_answers_otherwise(fold: type[Instance]) -> None:
    """Half way, and then on: what they were asked afterwards they are asked again."""
    equal, over, left = 0, 0, 0
    for kept in corpus():
        half = len(kept.rows) // 2 + 1
        if replay.first_difference(kept.definition, kept.id, kept.rows[:half], fold) is None:
            equal += 1
            continue
        try:
            rows = gone_over(kept, half, fold)
        except CannotUpgrade:
            left += 1
            continue

        assert replay.first_difference(kept.definition, kept.id, rows, fold) is None, kept.name
        assert restore(kept.definition, kept.id, rows, fold).digest() == rows[-1].digest
        over += 1
    print(f"\nequal {equal}, gone over {over}, left {left}")
    assert over >= 10, (equal, over, left)


@pytest.mark.parametrize("kept", CORPUS)
def test_a_recorded_case_goes_on_from_a_snapshot_taken_half_way(kept: Kept) -> None:
    half = len(kept.rows) // 2 + 1
    live = restore(kept.definition, kept.id, kept.rows[:half])

    live = snapshot.restored(kept.definition, kept.id, snapshot.take(live))
    catch_up(live, kept.rows[half:])

    assert live.digest() == kept.rows[-1].digest


def gone_over(kept: Kept, half: int, fold: type[Instance]) -> list[Row]:
    """The rows of a case that another core takes over half way, with all further commands that it still takes."""
    rows = kept.rows[:half]
    over = upgraded(kept.definition, kept.id, rows, fold)
    asked = commands.UpgradeCore(at=rows[-1].at, actor="system", was=kept.core, core=fold.core, record=record(rows))
    rows.append(row(over.live, len(rows) + 1, asked, over.between))
    for further in kept.rows[half:]:
        for step in further.steps:
            command = commands.decode(step["command"], at=further.at, actor=further.actor)
            try:
                rows.append(row(over.live, len(rows) + 1, command))
            except PoryadokError:
                continue
    return rows


def row(live: Instance, seq: int, command: commands.Command, besides: tuple[facts.Fact, ...] = ()) -> Row:
    followed = [facts.encode(fact) for fact in live.apply(command) + besides]
    step = {"command": commands.encode(command), "facts": followed}
    return Row(seq, command.at, command.actor, [step], live.digest())

"""Every case that an earlier release recorded replays as it was recorded.  What to do when one does not: golden/README.md."""

from __future__ import annotations

import pytest

from processes import facts, replay, snapshot
from processes.instance import CORE, catch_up, restore
from tests.processes.golden.kept import Kept, corpus

CORPUS = [pytest.param(kept, id=f"core-{kept.core} {kept.name}") for kept in corpus()]


def test_plays_and_random_models_are_in_it() -> None:
    names = [param.values[0].name for param in CORPUS]

    assert sum(name.startswith("candidate-exam") for name in names) >= 8
    assert sum(name.startswith("models") for name in names) >= 40


def test_the_present_core_is_in_it_and_a_new_one_tells_running_cases() -> None:
    assert CORE in {param.values[0].core for param in CORPUS}
    assert CORE == 1 or hasattr(facts, "CoreUpgraded"), "golden/README.md says what a higher core needs"


@pytest.mark.parametrize("kept", CORPUS)
def test_a_recorded_case_replays_as_it_was_recorded(kept: Kept) -> None:
    assert replay.first_difference(kept.definition, kept.id, kept.rows) is None


@pytest.mark.parametrize("kept", CORPUS)
def test_a_recorded_case_goes_on_from_a_snapshot_taken_half_way(kept: Kept) -> None:
    half = len(kept.rows) // 2 + 1
    live = restore(kept.definition, kept.id, kept.rows[:half])

    live = snapshot.restored(kept.definition, kept.id, snapshot.take(live))
    catch_up(live, kept.rows[half:])

    assert live.digest() == kept.rows[-1].digest

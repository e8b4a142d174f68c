"""Everything at once under a seed: the service may die or lose its database at every commit, and its books balance.

1,200 steps; at length with FAULTS=long (`make faults`): 100,000.  A red run names the seed and the step that repeat it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.faults.boundaries import Fault
from tests.faults.figures import Figures
from tests.faults.simulation import STEPS, Simulation, simulate
from tests.prepared import Ground
from tests.service.errand_office import errand_office

pytestmark = pytest.mark.faults

LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("FAULTS_SEED", "20260302"))
SEEDS = 1000 if LONG else 12
ON_POSTGRESQL = 20 if LONG else 1
"""So many seeds of them besides on a PostgreSQL server."""


def test_whatever_breaks_nothing_is_lost_or_doubled() -> None:
    figures = Figures()

    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        for _, counted in pool.map(simulate, range(SEED, SEED + SEEDS)):
            figures.add(counted)

    print(f"\n{figures}")
    assert figures.steps.total() == SEEDS * STEPS
    assert all(figures.faults[fault] >= SEEDS for fault in Fault)
    assert figures.things["repeats answered"] >= SEEDS
    assert figures.things["timers fired"] >= SEEDS
    assert figures.things["mails taken again"] and figures.things["documents"]
    assert set(figures.crossed) == {"summer time", "winter time", "new year", "leap day"}


def test_the_same_holds_on_postgresql(grounds: Callable[[str], Ground], tmp_path: Path) -> None:
    figures = Figures()

    for seed in range(SEED, SEED + ON_POSTGRESQL):
        with errand_office(grounds("postgresql"), tmp_path / str(seed)) as office:
            run = Simulation(office, seed)
            run.run()
        figures.add(run.figures)

    print(f"\nPostgreSQL: {figures}")
    assert figures.steps.total() == ON_POSTGRESQL * STEPS


def test_a_seed_gives_the_same_run_to_the_last_byte() -> None:
    digest, _ = simulate(SEED)

    again = subprocess.run(
        [sys.executable, "-m", "tests.faults.simulation", str(SEED)],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[-1] == digest

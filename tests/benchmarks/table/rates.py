"""How fast diagrams are checked and histories proved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median

from processes import gate
from processes.definition import Definition
from processes.gate.paths import scopes
from processes.gate.soundness import verdict
from processes.gate.waits import Waits
from service import catalog, published
from service.operations import replay, verify
from tests.benchmarks.bureau import Bureau, milliseconds
from tests.benchmarks.table.figures import Section, percentile
from tests.processes.models import random_definition

MODELS = 200
CASES = 150


def measured(folder: Path) -> Section:
    """Gate and soundness by model, replay and verify by history row."""
    section = Section("Checking and proving")
    section.begin()
    _gate(section)
    _soundness(section)
    _histories(section, folder)
    return section


def _gate(section: Section) -> None:
    for key in catalog.procedures():
        checked = published.read(catalog.parts(key)).definition
        spent = median(milliseconds(partial(gate.check, checked)) for _ in range(5))
        section.add(f"the gate over {key} ({len(checked.nodes)} nodes)", spent, "ms")


def _soundness(section: Section) -> None:
    """Random models; the slowest hundredth counts."""
    spent, biggest = [], 0
    for seed in range(MODELS):
        whole = random_definition(seed, depth=4)
        biggest = max(biggest, len(whole.nodes))
        spent.append(milliseconds(partial(_sound, whole)))
    section.add(
        f"soundness of {MODELS} random models (up to {biggest} nodes), p99", percentile(spent, 0.99), "ms", most=100
    )


def _sound(whole: Definition) -> None:
    waits = Waits(whole)
    for process in whole.processes.values():
        for scope in scopes(process):
            verdict(process, scope, waits)


def _histories(section: Section, folder: Path) -> None:
    bureau = Bureau(folder, "two")
    for _ in range(CASES):
        done = bureau.start("two")
        while done.next_task is not None:
            done = bureau.complete(done.next_task, remarks="Всё на месте", weight="3,25")
    rows, cases = 3 * CASES, range(1, CASES + 1)
    replayed = milliseconds(lambda: [replay.replay(bureau.here, case) for case in cases])
    verified = milliseconds(lambda: verify.verify(bureau.here))
    section.add("history rows replayed", 1000 * rows / replayed, "a second")
    section.add("history rows verified", 1000 * rows / verified, "a second")
    bureau.close()

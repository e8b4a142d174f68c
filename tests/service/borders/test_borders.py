"""Whatever a stranger brings, the service's quarantine answers: no crash, no hang, no memory, no file, no connection.

A few hundred spoiled files here; `make fuzz` (BORDERS=10000) reads as many as asked for.  Each goes the way of an upload
(gathered, checked), and then that of everything else that a service does with such a file.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.quarantine.confined import MEMORY, SECONDS
from service.quarantine.room import Quarantine, Stopped
from tests.service.borders.mutants import mutant
from tests.service.borders.use import parts_of

ROOT = Path(__file__).parents[3]
FILES = int(os.environ.get("BORDERS", "120"))
BATCHES = 2
FAULTS = frozenset({"check.stopped", "check.failed"})
"""What the check calls a file that ended its reader, or that no reader of ours foresaw."""


@pytest.fixture
def quarantine() -> Iterator[Quarantine]:
    started = Quarantine((sys.executable, "-P", "-m", "tests.service.borders.use"))
    yield started
    started.close()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_file_is_answered_within_its_limits(quarantine: Quarantine, batch: int) -> None:
    became: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    slowest, peak, before = (0.0, 0), 0, _spent(quarantine)
    for number in range(batch, FILES, BATCHES):
        kind, content = mutant(number)
        checked = _checked(quarantine, kind, content)
        try:
            answer, _ = quarantine.ask("use", {"kind": kind}, {"content": content})
        except Stopped as stopped:
            wrong.append(f"{number} ({kind}): {stopped.finding.en}")
            before = _spent(quarantine)
            continue
        spent = float(answer["cpu"]) - before
        before = float(answer["cpu"])
        became[kind, f"{checked}, {answer['said']}"] += 1
        peak = max(peak, answer["peak"])
        if checked not in FAULTS:  # else another process has taken over
            slowest = max(slowest, (spent, number))
        if answer["fault"] or checked in FAULTS or spent > SECONDS:
            wrong.append(f"{number} ({kind}, {spent:.1f} s): {checked}; {answer['fault']}")

    print(
        f"\n{sum(became.values())} files; slowest {slowest[0]:.2f} s (number {slowest[1]}); {peak // 1024} MB at most"
    )
    for (kind, said), count in sorted(became.items()):
        print(f"  {count:6} {kind}: {said}")
    assert wrong == []
    assert peak * 1024 <= MEMORY


def _spent(quarantine: Quarantine) -> float:
    """Seconds of processor time that the process has needed so far, its beginning among them."""
    answer, _ = quarantine.ask("use", {"kind": "expression"}, {"content": b"1"})
    return float(answer["cpu"])


def _checked(quarantine: Quarantine, kind: str, content: bytes) -> str:
    """What an upload of the file comes to."""
    if kind == "expression":
        return "written"
    files = [("stranger.bpmn", content)] if kind == "diagram" else list(parts_of(kind, content).items())
    gathered = quarantine.gather(files, "stranger" if kind == "diagram" else None)
    checked = quarantine.check(gathered.parts)
    codes = [finding.code for finding in (*gathered.findings, *checked.findings) if finding.code in FAULTS]
    return codes[0] if codes else "publishable" if checked.publishable else "sketch" if checked.outline else "refused"

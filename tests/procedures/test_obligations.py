"""Obligations of each procedure, drawn by a seed: whoever takes one out of it turns a test red.

Few of them at each run, 30 of each (or all that there are) with FAULTS=long; all of one procedure:
`python -m tests.procedures.obligations candidate-exam`.
"""

from __future__ import annotations

import os

import pytest

from processes.definition import Clause
from tests.procedures.obligations import drawn, noticed

LONG = os.environ.get("FAULTS") == "long"
DRAWN = {
    procedure: 30 if LONG else count
    for procedure, count in {
        "candidate-exam": 10,
        "center-onboarding": 6,
        "pilot-approbation": 4,
        "service-certification": 6,
    }.items()
}

obligations = [
    pytest.param(procedure, clause, id=clause.id)
    for procedure, count in DRAWN.items()
    for clause in drawn(procedure, count)
]


@pytest.mark.parametrize(("procedure", "clause"), obligations)
def test_an_obligation_cannot_be_taken_out_unnoticed(procedure: str, clause: Clause) -> None:
    verdict = noticed(procedure, clause)

    print(verdict)
    assert verdict.by in ("scenario", "case"), verdict


@pytest.mark.parametrize(("procedure", "count"), DRAWN.items())
def test_so_many_were_drawn_and_all_are_different(procedure: str, count: int) -> None:
    assert len({clause.id for clause in drawn(procedure, count)}) == min(count, len(drawn(procedure)))

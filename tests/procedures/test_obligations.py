"""Obligations of each procedure, drawn by a seed: whoever takes one out of it turns a test red.

All of one procedure: `python -m tests.procedures.obligations candidate-exam`.
"""

from __future__ import annotations

import pytest

from processes.definition import Clause
from tests.procedures.obligations import drawn, noticed

DRAWN = {"candidate-exam": 30, "center-onboarding": 12, "pilot-approbation": 8, "service-certification": 12}

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
    assert len({clause.id for clause in drawn(procedure, count)}) == count

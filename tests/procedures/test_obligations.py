"""Thirty obligations of the exam, drawn by a seed: whoever takes one out of the procedure turns a test red.

All of them: `python -m tests.procedures.obligations`.
"""

from __future__ import annotations

import pytest

from processes.definition import Clause
from tests.procedures.obligations import drawn, noticed

DRAWN = 30


@pytest.mark.parametrize("clause", [pytest.param(clause, id=clause.id) for clause in drawn(DRAWN)])
def test_an_obligation_cannot_be_taken_out_unnoticed(clause: Clause) -> None:
    verdict = noticed(clause)

    print(verdict)
    assert verdict.by in ("scenario", "case"), verdict


def test_so_many_were_drawn_and_all_are_different() -> None:
    assert len({clause.id for clause in drawn(DRAWN)}) == DRAWN

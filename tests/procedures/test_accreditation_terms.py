"""How long each step of accreditation may take: the terms that the ledger gives, and ours where it gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.partnership import Partnership

TERMS = {
    "ACC-11": 30, "ACC-20": 5, "ACC-22": 3, "ACC-26": 30, "ACC-30": 10, "ACC-31": 10, "ACC-32": 5, "ACC-40": 10, "ACC-50": 20,
    "ACC-55": 20, "ACC-55C": 20, "ACC-60": 5, "ACC-65": 3, "ACC-66": 10, "ACC-70": 15, "ACC-80": 5, "ACC-81": 3, "ACC-82": 3,
    "ACC-83": 5, "ACC-84": 3, "ACC-85": 1, "ACC-90": 3,
    "CHG-20": 5,
    "INS-10": 5, "INS-40": 5, "INS-45": 3, "INS-50": 30,
    "PUB-20": 5, "PUB-30": 3,
    "RAT-15": 20, "RAT-30": 10,
    "REI-13": 30, "REI-20": 5, "REI-26": 30, "REI-30": 5, "REI-34": 3, "REI-34C": 3, "REI-35": 3, "REI-40": 1, "REI-50": 5,
    "REN-16": 30, "REN-20": 3,
    "REQ-30": 5,
    "RES-20": 10, "RES-25": 30, "RES-30": 15, "RES-35": 3, "RES-40": 1,
    "SHR-13": 10, "SHR-20": 5, "SHR-30": 5, "SHR-32": 3, "SHR-32C": 3, "SHR-33": 3, "SHR-35": 1, "SHR-39": 5, "SHR-40": 3,
    "SUS-10": 5, "SUS-20": 15, "SUS-30": 3, "SUS-40": 1,
}  # fmt: skip
"""Days for each step whose term begins when it opens: those of the process design, the others those that the settings offer."""

PLAYS = (
    "changes-name", "contest", "inspection-remarks", "inspection-terminated", "not-completed", "publication", "rating",
    "reissue-documents-missing", "reissue-duplicate", "reissue-nothing-left", "renewal-late", "renewal-mixed", "requirements-later",
    "resumption", "resumption-completed", "shrinking", "withdrawn",
)  # fmt: skip
"""Between them they come by every step that has a term."""


@pytest.mark.parametrize("play", PLAYS)
def test_each_step_has_its_term(play: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.keeps(Partnership, ground, tmp_path, play, TERMS)


def test_an_inspection_is_prepared_before_the_visit_and_recorded_after_it(ground: Ground, tmp_path: Path) -> None:
    rehearsals.is_due(Partnership, ground, tmp_path, "inspection", {"INS-25": "03-15", "INS-30": "03-21"})

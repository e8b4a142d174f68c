"""The decision tables of the candidate's exam answer the cases that the people of the procedure wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

import processes.catalog
from processes import decisions

FOLDER = Path(processes.catalog.__path__[0]) / "candidate-exam"
TABLES = ["DT-EXM-1", "DT-EXM-2", "DT-EXM-3", "DT-EXM-4", "DT-EXM-5", "DT-EXM-6"]


def table(id_: str) -> decisions.DecisionTable:
    (one,) = decisions.read((FOLDER / f"{id_}.dmn").read_bytes(), f"{id_}.dmn")
    return one


@pytest.mark.parametrize("id_", TABLES)
def test_every_case_of_the_table_holds(id_):
    assert decisions.check_cases(table(id_), (FOLDER / f"{id_}.cases.yaml").read_bytes()) == []


@pytest.mark.parametrize("id_", TABLES)
def test_the_table_has_no_gap_overlap_or_dead_rule(id_):
    assert decisions.check_table(table(id_)) == ()


def test_a_conclusion_whose_recommendations_are_unknown_is_held_back():
    inputs = {"council": "unsatisfactory", "recommendations": None, "delivery": "лично", "by_rep": False}

    answer = table("DT-EXM-5").evaluate(inputs, decisions.cases.NEW_YEAR)

    assert answer.outputs["problem"] == "recommendations required"

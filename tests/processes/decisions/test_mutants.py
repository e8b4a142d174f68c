"""The cases beside each decision table notice whenever the table is wrong by one step."""

from __future__ import annotations

import pytest

from service import catalog
from tests.processes.decisions.mutants import mutants, survives

TABLES = [
    pytest.param(parts[name], parts[name.replace(".dmn", ".cases.yaml")], id=f"{key}-{name}")
    for key in catalog.procedures()
    for parts in (catalog.parts(key),)
    for name in parts
    if name.endswith(".dmn")
]


@pytest.mark.parametrize(("table", "cases"), TABLES)
def test_every_step_away_from_the_table_turns_a_case_red(table: bytes, cases: bytes) -> None:
    made = list(mutants(table))

    survivors = [mutant.change for mutant in made if survives(mutant, cases)]

    print(f"mutants: {len(made)}, survivors: {len(survivors)}")
    assert made
    assert survivors == []

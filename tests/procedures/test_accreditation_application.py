"""The accreditation of programmes from the application to the register, scenario by scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.partnership import ALL, SAFETY, Partnership


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Partnership]:
    house = Partnership(tmp_path, at="2026-03-02 10:00")
    yield house
    house.holds_together()
    house.here.close()


# ---------------------------------------------------------------------- S-ACC-1


def test_s_acc_1_happy_path_of_one_programme(house: Partnership) -> None:
    house.to_visit()
    house.through_the_database()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.through_the_database()
    house.decide()
    house.issue()
    house.through_the_database()

    assert house.ended_as() == "Аккредитовано"
    row, decree = house.row(), house.data()["decree"]
    assert (row.state, row.data["issued_on"], row.data["valid_until"]) == ("active", "2026-03-02", "2031-03-02")
    assert (row.data["basis"], row.data["basis_date"]) == (decree["no"], decree["date"])
    assert [one["name"] for one in row.data["programmes"]] == [SAFETY]
    assert [one.data["received_by"] for one in house.rows("R-ACC-JOURNAL")] == ["Рогова Е. П."]
    assert house.incidents() == []

"""The pilot of the certification model, scenario by scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.pilot import Pilot


@pytest.fixture
def pilot(tmp_path: Path) -> Iterator[Pilot]:
    office = Pilot(tmp_path, at="2026-10-01 10:00")
    yield office
    office.holds_together()
    office.here.close()


def test_smoke(pilot: Pilot) -> None:
    pilot.begin()
    print(pilot.incidents())
    print({w: pilot.waits(w) for w in ("severov", "yuzhina", "vostokova", "zapadov", "ershova")})
    pilot.post("Север", "B1")
    print({w: pilot.waits(w) for w in ("severov", "yuzhina", "vostokova", "zapadov", "ershova")})
    pilot.post("Юг", "B1")
    print({w: pilot.waits(w) for w in ("severov", "yuzhina", "vostokova", "zapadov", "ershova")})
    pilot.review("Восток")
    print(pilot.incidents(), pilot.done_on())
    assert 0

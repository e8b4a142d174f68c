"""The database: who may read, who may write, and what happens after a commit.

SQLite: WAL, synchronous=FULL (what is acknowledged survives a power cut), one process, writers one after another behind
a fair lock and BEGIN IMMEDIATE.  PostgreSQL: the same code; the row lock of `instances.moving` does what the fair lock
does.  Engines are made at first use in a process, so a server may fork before.  Knows nothing of what is kept.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.errors import DatabaseBusy, NestedTransaction, ReadOnlySession, StorageError
from storage.fairness import FairLock

log = logging.getLogger(__name__)

_CALLBACKS = "after_commit"

RETRY_AFTER = 5
"""Seconds after which it makes sense to ask a busy database again."""


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Calls back once the session's transaction is committed, in the order of asking; never if it is rolled back.

    Runs before the next writer is let in, so a live case put back is there for him.  An exception is logged and
    changes nothing: what is committed is committed.  The callback must not write to the database.
    """
    session.info.setdefault(_CALLBACKS, []).append(callback)


class Database:
    """Opens sessions that read and sessions that write."""

    def __init__(self, url: str, *, pool_size: int, busy_timeout: float, synchronous: str) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self._pool_size = pool_size
        self._busy_timeout = busy_timeout
        self._synchronous = synchronous
        self._turn = FairLock()
        self._engines: tuple[int, Engine, Engine] | None = None
        self._making = threading.Lock()
        self._here = threading.local()

    @classmethod
    def open(cls, url: str, *, pool_size: int = 8, busy_timeout: float = 30.0, synchronous: str = "FULL") -> Database:
        """The database at `sqlite:///<file>` or `postgresql://…`; connects at first use.

        `pool_size`: threads that use it at once; `busy_timeout`: seconds a writer waits before DatabaseBusy;
        `synchronous` is SQLite's pragma: NORMAL may lose the last commits when the power fails.
        """
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        database = cls(url, pool_size=pool_size, busy_timeout=busy_timeout, synchronous=synchronous)
        if database.dialect not in ("sqlite", "postgresql"):
            raise StorageError(
                f"База данных «{database.dialect}» не поддерживается; укажите sqlite или postgresql",
                f"The database {database.dialect!r} is not supported; use sqlite or postgresql",
            )
        if database.dialect == "sqlite" and database.url.database in (None, "", ":memory:"):
            raise StorageError(
                "SQLite в памяти не хранит ничего; укажите файл: sqlite:////путь/poryadok.db",
                "SQLite in memory keeps nothing; name a file: sqlite:////path/poryadok.db",
            )
        return database

    @property
    def engine(self) -> Engine:
        """The engine that writes; also for migrations."""
        return self._of_this_process()[0]

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one consistent state; whoever writes through it gets ReadOnlySession."""
        session = Session(self._of_this_process()[1], expire_on_commit=False)
        try:
            with _read_only_named():
                yield session
            if session.new or session.dirty or session.deleted:
                raise ReadOnlySession
        finally:
            session.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back if an exception passes through."""
        if getattr(self._here, "writing", False):
            raise NestedTransaction
        engine = self.engine
        with self._turn_of_sqlite():
            self._here.writing = True
            try:
                with self._busy_named(), Session(engine, expire_on_commit=False) as session:
                    yield session
                    _commit(session)
                    _call_back(session)
            finally:
                self._here.writing = False

    @contextlib.contextmanager
    def serve_alone(self) -> Iterator[None]:
        """Holds the SQLite file for this process; a second one gets DatabaseBusy.  Nothing to hold on PostgreSQL."""
        if self.dialect != "sqlite":
            yield
            return
        path = Path(f"{self.url.database}.lock")
        with path.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise DatabaseBusy(
                    f"Файл базы {self.url.database} уже обслуживает другой процесс. Остановите его; "
                    "для нескольких процессов нужен PostgreSQL.",
                    f"Another process serves the database file {self.url.database}. Stop it; "
                    "several processes need PostgreSQL.",
                    path=str(path),
                ) from error
            yield

    def close(self) -> None:
        """Closes all connections of this process."""
        with self._making:
            if self._engines and self._engines[0] == os.getpid():
                self._engines[1].dispose()
                self._engines[2].dispose()
            self._engines = None

    @contextlib.contextmanager
    def _turn_of_sqlite(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(self._busy_timeout):
            raise self._busy()
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def _busy_named(self) -> Iterator[None]:
        """A row lock (PostgreSQL) or a file lock (another program on the SQLite file) that did not come in time."""
        try:
            yield
        except (DBAPIError, sqlite3.OperationalError) as error:  # the second from our own BEGIN
            cause = error.orig if isinstance(error, DBAPIError) else error
            if getattr(cause, "sqlstate", None) == "55P03" or "database is locked" in str(cause):
                raise self._busy() from error
            raise

    def _busy(self) -> DatabaseBusy:
        return DatabaseBusy(
            f"База занята дольше {self._busy_timeout:g} с. Повторите через минуту.",
            f"The database was busy for more than {self._busy_timeout:g} s. Try again in a minute.",
            retry_after=RETRY_AFTER,
        )

    def _of_this_process(self) -> tuple[Engine, Engine]:
        with self._making:
            if self._engines is None or self._engines[0] != os.getpid():
                if self._engines is not None:  # a fork: these connections are the parent's
                    self._engines[1].dispose(close=False)
                    self._engines[2].dispose(close=False)
                    self._turn, self._here = FairLock(), threading.local()
                make = _sqlite_engines if self.dialect == "sqlite" else _postgresql_engines
                self._engines = (os.getpid(), *make(self))
            return self._engines[1], self._engines[2]

    def _sqlite_pragmas(self) -> tuple[str, ...]:
        return (
            "PRAGMA journal_mode=WAL",
            f"PRAGMA synchronous={self._synchronous}",
            f"PRAGMA busy_timeout={int(self._busy_timeout * 1000)}",
            "PRAGMA foreign_keys=ON",
        )


def _sqlite_engines(database: Database) -> tuple[Engine, Engine]:
    pragmas = database._sqlite_pragmas()
    pool_size = database._pool_size
    writing = create_engine(database.url, pool_size=pool_size)
    reading = create_engine(database.url, pool_size=pool_size)
    _begin_with(writing, "BEGIN IMMEDIATE", pragmas)
    _begin_with(reading, "BEGIN", (*pragmas, "PRAGMA query_only=ON"))
    return writing, reading


def _begin_with(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing behind our back
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)


def _postgresql_engines(database: Database) -> tuple[Engine, Engine]:
    writing = create_engine(
        database.url,
        pool_size=database._pool_size,
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={int(database._busy_timeout * 1000)}"},
    )
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return writing, reading


@contextlib.contextmanager
def _read_only_named() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        text = str(error.orig)
        if "readonly database" in text or "read-only transaction" in text:
            raise ReadOnlySession from error
        raise


def _commit(session: Session) -> None:
    """A connection whose commit failed may still be inside its transaction, locks and all: it is never used again."""
    try:
        session.commit()
    except BaseException:
        session.invalidate()
        raise


def _call_back(session: Session) -> None:
    for callback in session.info.pop(_CALLBACKS, ()):
        try:
            callback()
        except Exception:
            log.exception("a callback after commit failed; the commit stands")

"""The whole product: in one process with (c) beside it, and over HTTP with everything on: (d) of the table."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from service import actor as actors
from service import catalog
from service.clock import SystemClock
from service.config import Config
from service.installation import Installation, open_installation
from service.operations import complete_task, people, publish, start_instance
from storage import schema
from tests import postgresql
from tests.benchmarks.bureau import HERE, milliseconds
from tests.benchmarks.table import kept
from tests.benchmarks.table.client import FIRST
from tests.benchmarks.table.figures import Section, percentile
from tests.faults.running import Service

INSIDE = 200
"""Cases that are run within one process."""

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Store:
    """A database to be measured: where it is, how it is copied, how its bare driver connects, how big it is."""

    name: str
    url: str
    copied: Callable[[], str]
    connect: Callable[[str], tuple[Any, Callable[[], object]]]
    size: Callable[[], int]


def sqlite(folder: Path) -> Store:
    """A file of its own."""
    folder.mkdir(parents=True)
    file = folder / "measured.db"

    def size() -> int:
        with sqlite3.connect(file) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.stat().st_size

    def connect(copy: str) -> tuple[Any, Callable[[], object]]:
        connection = sqlite3.connect(copy, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection, lambda: connection.execute("BEGIN IMMEDIATE")

    def copied() -> str:
        size()
        return str(shutil.copy(file, folder / "copy.db"))

    return Store(name="SQLite", url=f"sqlite:///{file}", copied=copied, connect=connect, size=size)


def postgres(server: str) -> Store:
    """A database on a durable server."""
    name = postgresql.create(server)

    def size() -> int:
        with psycopg.connect(server, autocommit=True) as connection:
            found = connection.execute("SELECT pg_database_size(%s)", (name,)).fetchone()
        assert found is not None
        return int(found[0])

    def connect(copy: str) -> tuple[Any, Callable[[], object]]:
        connection = psycopg.connect(server, dbname=copy)
        return connection, lambda: None

    return Store(
        name="PostgreSQL",
        url=postgresql.url(server, name),
        copied=lambda: postgresql.create(server, like=name),
        connect=connect,
        size=size,
    )


def inside(section: Section, store: Store, files: Path) -> None:
    """A completion inside the service against the same rows by the bare driver."""
    here = open_installation(
        Config(database_url=store.url, files=files, secret="a secret of tests"), clock=SystemClock()
    )
    schema.upgrade(here.database)
    publish.publish_parts(here, catalog.read_folders(HERE / "choice"))
    clerk = actors.of_person(here, people.add(here, login="ivanov", name="Иванов Пётр", roles=["clerk"]))
    here.close()  # a copy is made of a database that nobody uses
    copy = store.copied()
    completions: list[float] = []
    with kept.recorded() as transactions:
        for _ in range(INSIDE):
            completions += _case(here, clerk)
    here.close()
    connection, begin = store.connect(copy)
    written = kept.write_again(transactions, connection, begin)
    connection.close()
    bare = median(spent for number, spent in enumerate(written) if number % 3)
    section.add(f"{store.name}: the rows of a completion by the bare driver (c)", bare, "ms")
    section.add(f"{store.name}: a completion inside the service", median(completions), "ms")
    section.add(f"{store.name}: ratio to (c)", median(completions) / bare, most=3)


def _case(here: Installation, clerk: actors.Actor) -> list[float]:
    """The milliseconds of both completions of a case."""
    done = start_instance.start(here, clerk, procedure="choice", answers={})
    spent = []
    for answers in (FIRST, {}):
        ref = done.next_task
        assert ref is not None

        def complete(ref: str = ref, answers: dict[str, Any] = answers) -> None:
            nonlocal done
            done = complete_task.complete(here, clerk, ref, answers)

        spent.append(milliseconds(complete))
    assert done.ended
    return spent


def over_http(section: Section, store: Store, folder: Path, *, bare: float, cases: int, share: float) -> None:
    """Cases a second with 1 and 8 clients, latency by call, the server's CPU and the bytes that stay."""
    folder.mkdir(parents=True)
    service = Service(folder, settings={"DATABASE_URL": store.url})
    service.prepared()
    with service.opened() as here:
        publish.publish_parts(here, catalog.read_folders(HERE / "choice"))
    token = service.person("ivanov", "clerk")
    empty = store.size()
    began = time.monotonic()
    with service.served():
        section.add(f"{store.name}: answers after the start", time.monotonic() - began, "s", most=3)
        _clients(service.port, token, 1, 20)  # caches are warm in a service that has run for a minute
        done = 20
        for clients in (1, 8):
            busy = _cpu(service)
            told = _clients(service.port, token, clients, cases // clients)
            made = cases // clients * clients
            done += made
            rate = made / told["seconds"]
            promised = share if clients == 8 else None
            section.add(f"{store.name}, {clients} clients: cases a second", rate)
            section.add(
                f"{store.name}, {clients} clients: share of the bare engine (a)", 100 * rate / bare, "%", least=promised
            )
            section.add(
                f"{store.name}, {clients} clients: server CPU a case", 1000 * (_cpu(service) - busy) / made, "ms"
            )
            for call, spent in told["calls"].items():
                for share_, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
                    most = 50 if (call, clients, name) == ("complete", 8, "p99") else None
                    section.add(
                        f"{store.name}, {clients} clients: {call} {name}", percentile(spent, share_), "ms", most=most
                    )
        section.add(f"{store.name}: memory of the service", _memory(service), "MB", most=200)
    most = 4096 if store.name == "SQLite" else None
    section.add(f"{store.name}: bytes of a finished case", (store.size() - empty) / done, "B", most=most)


def _clients(port: int, token: str, clients: int, cases: int) -> Any:
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.table.client", str(port), token, str(clients), str(cases)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(told.stdout)


def _processes(service: Service) -> list[int]:
    assert service.process is not None
    return [service.process.pid, *service.workers()]


def _cpu(service: Service) -> float:
    """Seconds of CPU that the service has used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in _processes(service)]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def _memory(service: Service) -> float:
    """Megabytes that the serving process holds."""
    (worker,) = service.workers()
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

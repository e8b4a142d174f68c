"""An office that runs errands, on a file or on a PostgreSQL server; made once a process and copied for each use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.operations import publish, two_people
from storage import schema
from storage.database import Database
from tests import postgresql
from tests.prepared import copied
from tests.service import errand
from tests.service.driver import Office


@contextmanager
def in_a_file(folder: Path) -> Iterator[Office]:
    """An office of its own in the folder."""
    copied("errand-office", folder, lambda made: _furnish(Office(made)))
    with _closing(Office(folder).staffed()) as office:
        yield office


def template(server: str, folder: Path) -> str:
    """Name of a database on the server from which offices are copied."""
    name = postgresql.create(server)
    database = Database.open(postgresql.url(server, name))
    schema.upgrade(database)
    database.close()
    _furnish(Office(folder, postgresql.url(server, name)))
    return name


@contextmanager
def on_server(server: str, like: str, folder: Path) -> Iterator[Office]:
    """An office on a database of its own, which goes with it; its files lie in the folder."""
    name = postgresql.create(server, like=like)
    with _closing(Office(folder, postgresql.url(server, name)).staffed()) as office:
        yield office
    postgresql.drop(server, name)


def _furnish(office: Office) -> None:
    office.furnish()
    publish.publish_parts(office.here, errand.parts())
    two_people.turn(office.here, office.who("admin"), errand.KEY, on=False)
    office.here.close()


@contextmanager
def _closing(office: Office) -> Iterator[Office]:
    try:
        yield office
    finally:
        office.here.close()

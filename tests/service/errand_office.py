"""An office that runs errands, on either database; made once a process and copied for each use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.operations import publish, two_people
from tests.prepared import Ground
from tests.service import errand
from tests.service.driver import Office


@contextmanager
def errand_office(ground: Ground, folder: Path) -> Iterator[Office]:
    """An office of its own; its files lie in the folder."""
    lot = ground.lot()
    office = Office(folder, lot.copied("errand-office", folder, _furnish)).staffed()
    try:
        yield office
    finally:
        office.here.close()
        lot.clear()


def _furnish(folder: Path, url: str) -> None:
    office = Office(folder, url)
    office.furnish()
    publish.publish_parts(office.here, errand.parts())
    two_people.turn(office.here, office.who("admin"), errand.KEY, on=False)
    office.here.close()

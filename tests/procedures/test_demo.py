"""Demo data: every state that a case of a procedure can be in, whatever day it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service import demo
from service.clock import VirtualClock
from service.config import Config
from service.errors import Conflict
from service.installation import Installation, open_installation
from service.operations import move_clock, replay, sign_in, verify
from storage import schema
from storage.models import Alert, Instance, Mail, Task

WAITING = {
    "EXM-30", "EXM-36", "EXM-40", "EXM-41", "EXM-42", "EXM-51", "EXM-52", "EXM-53", "EXM-53H", "EXM-60", "EXM-63", "EXM-71",
    "EXM-75", "EXM-80", "EXM-90", "EXM-92", "EXM-94A", "EXM-97",
    "ONB-10", "ONB-20", "ONB-25", "ONB-30", "ONB-35", "ONB-40", "ONB-41", "ONB-42", "ONB-43", "ONB-44", "ONB-50", "ONB-51", "ONB-60",
    "ONB-61", "ONB-70", "ONB-71", "ONB-80", "ONB-81", "ONB-82", "ONB-90",
    "SVC-20", "SVC-25", "SVC-30", "SVC-31", "SVC-32", "SVC-40", "SVC-50", "SVC-60", "SVC-70", "SVC-80", "SVC-85", "SVC-90",
    "SVC-100", "SVC-110", "SVC-111", "SVC-112", "SVS-10", "SVS-15", "SVS-20", "SVS-30", "SVS-40", "SVS-50", "SVS-60", "SVS-61",
    "ACC-11", "ACC-20", "ACC-22", "ACC-26", "ACC-30", "ACC-31", "ACC-32", "ACC-40", "ACC-50", "ACC-55", "ACC-55C", "ACC-60", "ACC-65",
    "ACC-66", "ACC-70", "ACC-80", "ACC-81", "ACC-82", "ACC-83", "ACC-84", "ACC-85", "ACC-90", "REN-16", "REN-20",
    "INS-10", "INS-25", "INS-30", "INS-40", "INS-45", "INS-50", "SUS-10", "SUS-20", "SUS-30", "SUS-40",
    "RES-20", "RES-25", "RES-30", "RES-35", "RES-40", "CHG-20",
}  # fmt: skip
ENDS = {
    "EXM-E1", "EXM-E2", "EXM-E3", "EXM-E4", "EXM-E5", "ONB-E1", "ONB-E2", "ONB-E3",
    "PIL-E1", "PIL-E2", "SVC-E1", "SVC-E2", "SVC-E3", "SVC-E4", "SVS-E1", "SVS-E2",
    "ACC-E1", "ACC-E2", "ACC-E3", "ACC-E4", "REN-E1", "REN-E2", "REN-E4",
    "INS-E1", "INS-E2", "INS-E3", "SUS-E1", "SUS-E2", "SUS-E3", "RES-E1", "RES-E2", "RES-E4", "RES-E6",
    "CHG-E1", "CHG-E2", "CHG-E3", "CHG-E4", "CHG-E5", "CHG-E6",
    "REI-E1", "REI-E2", "SHR-E1", "SHR-E2", "REQ-E1", "PUB-E1", "PUB-E2",
}  # fmt: skip


def opened(folder: Path, now: str) -> Installation:
    config = Config(database_url=f"sqlite:///{folder / 'demo.db'}", files=folder / "files", secret="s")
    here = open_installation(config, clock=VirtualClock(datetime.fromisoformat(now).replace(tzinfo=config.zone)))
    schema.upgrade(here.database)
    return here


DAYS = {"the night to a Sunday": "2026-03-01 00:05", "a Wednesday": "2026-11-18 14:30"}
"""The harder one at each run, both with FAULTS=long: to fill a database takes half a minute."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(day, id=id_) for id_, day in [*DAYS.items()][: 2 if os.environ.get("FAULTS") == "long" else 1]
    ],
)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    here = opened(tmp_path_factory.mktemp("demo"), request.param)
    said: list[str] = []
    told = demo.fill(here, said.append)

    assert told is not None and told.cases >= 30 and told.overdue >= 5
    assert len(said) > 10
    yield here
    here.close()


def test_there_is_a_case_in_every_state(filled: Installation) -> None:
    with filled.database.reading() as session:
        waiting = set(session.scalars(select(Task.element).where(Task.status.in_(("open", "claimed")))))
        claimed = session.scalars(select(func.count()).where(Task.status == "claimed")).one()
        ends = set(session.scalars(select(Instance.end_element).where(Instance.status == "finished")))

    assert waiting >= WAITING
    assert claimed == 1
    assert ends == ENDS


def test_time_has_left_its_marks(filled: Installation) -> None:
    with filled.database.reading() as session:
        alerts = set(session.scalars(select(Alert.element)))
        states = set(session.scalars(select(Mail.state)))
        late = session.scalars(select(func.count()).where(Task.late > 0)).one()

    assert {"T-EXM-10D", "T-EXM-AGREE", "T-EXM-30D"} <= alerts
    assert states == {"sent", "no_carrier"}
    assert late > 0


def test_all_of_it_replays_and_is_intact(filled: Installation) -> None:
    with filled.database.reading() as session:
        cases = list(session.scalars(select(Instance.id)))

    assert all(replay.replay(filled, case).equal for case in cases)
    assert verify.verify(filled).intact


def test_everybody_can_sign_in(filled: Installation) -> None:
    told = demo.known(filled)
    assert told is not None

    for account in told.staff:
        assert sign_in.sign_in(filled, account.login, told.password).roles == set(account.roles)
    for account in (*told.candidates, *told.guests):
        assert not sign_in.sign_in(filled, account.login, told.password).staff


def test_a_second_filling_changes_nothing(filled: Installation) -> None:
    before = demo.known(filled)

    assert demo.fill(filled, lambda line: None) is None
    assert demo.known(filled) == before


def test_time_goes_on_after_the_demo(filled: Installation) -> None:
    now = filled.now()

    move_clock.move(filled, to=now.replace(hour=23, minute=59, second=59))

    assert verify.verify(filled).intact


def test_a_half_filled_database_is_refused(tmp_path: Path) -> None:
    here = opened(tmp_path, "2026-11-18 14:30")
    lines = iter(range(2))

    def pull_the_plug(line: str) -> None:
        if next(lines, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.fill(here, pull_the_plug)
    with pytest.raises(Conflict):
        demo.fill(here, lambda line: None)
    here.close()

"""Three nodes on one PostgreSQL server look for work at the same moment: each case begins once, and no number is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from service import actor as actors
from service.clock import VirtualClock
from service.config import Config
from service.installation import Installation, open_installation
from service.operations import fire_timers, people, publish, run_jobs, send_message, verify
from storage.models import Instance, Message
from tests.prepared import Ground
from tests.service import orders
from tests.service.driver import START

DAYS, KEYS, SENT = 10, 4, 12


@pytest.fixture
def nodes(grounds: Callable[[str], Ground], tmp_path: Path) -> Iterator[list[Installation]]:
    ground = grounds("postgresql").lot()
    url = ground.bare(tmp_path)
    config = Config(database_url=url, files=tmp_path, secret="a secret of tests", url="https://orders.example")
    clock = VirtualClock(START)
    opened = [open_installation(config, clock=clock) for _ in range(3)]
    yield opened
    for node in opened:
        node.close()
    ground.clear()


def work(node: Installation) -> None:
    """What a node does while there is anything to do, and for a few looks more."""
    idle = 0
    while idle < 10:
        idle = 0 if fire_timers.fire_due(node) or run_jobs.run_next(node) else idle + 1


def test_each_moment_and_each_key_begins_one_case(nodes: list[Installation]) -> None:
    here = nodes[0]
    admin = actors.of_person(
        here,
        people.add(here, login="admin", name="Администратор", password="correct horse", email="a@b.example", roles=["admin"]),
    )  # fmt: skip
    by_key, daily = ("M", orders.message(), {"key": "message.key"}), ("T", orders.cycle("R/P1D"), {})
    publish.publish_parts(here, orders.parts(by_key, daily))
    for number in range(SENT):
        send_message.send(here, admin, name="ordered", key=str(number % KEYS), payload={})
    here.clock.set(START + timedelta(days=DAYS))  # type: ignore[attr-defined]  # a virtual clock

    threads = [Thread(target=work, args=(node,)) for node in nodes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with here.database.reading() as session:
        begun = session.scalars(select(Instance)).all()
        states = Counter(session.scalars(select(Message.state)))
    assert Counter(case.message_key for case in begun) == {None: DAYS, **{str(key): 1 for key in range(KEYS)}}
    assert states == {"delivered": KEYS, "waiting": SENT - KEYS}
    assert sorted(int(case.number[-4:]) for case in begun) == list(range(1, DAYS + KEYS + 1))
    assert verify.verify(here).intact

"""A message and a case that begins to wait for it, in two transactions at once on PostgreSQL: it is delivered.

Neither sees what the other has not committed, so each is held before its commit while the other goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from service.operations import run_jobs
from tests.prepared import Ground
from tests.service.driver import GOOD, Office

PATIENCE = 30
REPORTED = 2
"""The commit of a job that does nothing but report; the first claims it."""


@pytest.fixture
def office(grounds: Callable[[str], Ground], tmp_path: Path) -> Iterator[Office]:
    ground = grounds("postgresql").lot()
    office = Office.prepared(tmp_path, ground)
    yield office
    office.here.close()
    ground.clear()


class Held(Thread):
    """Does something, one of whose commits waits until it is let go; the first, unless another is named."""

    def __init__(self, what: Callable[[], object], commit: int = 1) -> None:
        super().__init__(daemon=True)
        self._what = what
        self._left = commit
        self._stands, self._go = Event(), Event()

    def __enter__(self) -> Held:
        event.listen(Session, "before_commit", self._wait)
        self.start()
        assert self._stands.wait(PATIENCE), "it commits nothing"
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def run(self) -> None:
        self._what()

    def let_go(self) -> None:
        self._go.set()
        self.join(PATIENCE)
        assert not self.is_alive(), "it does not come to an end"
        if event.contains(Session, "before_commit", self._wait):
            event.remove(Session, "before_commit", self._wait)

    def _wait(self, _: Session) -> None:
        self._left -= current_thread() is self
        if current_thread() is self and not self._left:
            self._stands.set()
            assert self._go.wait(PATIENCE)


@pytest.fixture
def signing(office: Office) -> tuple[str, Callable[[], object]]:
    """A case by its number, and the step after which it waits for its payment."""
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    ref = office.ref("sidorov", "Подписать пропуск")
    return begun.number, lambda: office.do("sidorov", ref)


def is_paid(office: Office, number: str) -> bool:
    office.settle()
    with office.here.database.reading() as session:
        status = session.scalar(text("SELECT status FROM instance WHERE number = :number"), {"number": number})
    return bool(status == "finished")


def test_it_is_sent_and_delivered_before_the_case_that_waits_has_committed(
    office: Office, signing: tuple[str, Callable[[], object]]
) -> None:
    number, sign = signing

    with Held(sign) as held:
        office.pay(number)
        delivery = Thread(target=run_jobs.run_next, args=(office.here,))
        delivery.start()
        _wait_for_a_lock(office, delivery)
        held.let_go()
        delivery.join(PATIENCE)

    assert is_paid(office, number)


def test_the_case_waits_before_the_message_has_been_committed(
    office: Office, signing: tuple[str, Callable[[], object]]
) -> None:
    number, sign = signing

    with Held(lambda: office.pay(number)):
        sign()

    assert is_paid(office, number)


def test_the_case_begins_to_wait_while_a_delivery_that_found_nobody_has_not_committed(
    office: Office, signing: tuple[str, Callable[[], object]]
) -> None:
    number, sign = signing
    office.pay(number)

    with Held(lambda: run_jobs.run_next(office.here), commit=REPORTED) as held:
        waiter = Thread(target=sign)
        waiter.start()
        _wait_for_a_lock(office, waiter)
        held.let_go()
        waiter.join(PATIENCE)

    assert is_paid(office, number)


def _wait_for_a_lock(office: Office, thread: Thread) -> None:
    """Until the thread has come as far as it can: it is done, or somebody waits for an advisory lock."""
    until = time.monotonic() + PATIENCE
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while thread.is_alive() and time.monotonic() < until:
        with office.here.database.reading() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)

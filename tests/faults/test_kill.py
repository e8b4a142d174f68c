"""kill -9 at any moment: what was acknowledged is kept, nothing happens twice, every case can be re-run.

Eight people work over HTTP, timers come due, mails go out, and the service, or the database server, is killed and started
again and again.  At length with FAULTS=long (`make faults`): fifty kills of the service on each database, ten of the server.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from storage.models import Job
from tests import postgresql
from tests.faults.clients import Client, Tally, lines
from tests.faults.post_office import PostOffice
from tests.faults.reckoning import Kept, Promised, doubled, in_a_row, is_quiet
from tests.faults.running import Line, Service, hire
from tests.prepared import Ground

pytestmark = pytest.mark.faults

LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("FAULTS_SEED", "20260302"))

CLIENTS = 8
KILLS = 50 if LONG else 3
SERVER_KILLS = 10 if LONG else 2
COMPLETIONS = 1200 if LONG else 120
CALM = 60
"""Seconds in which timers and mails must be done once nobody asks for more."""

STOPPING = 15
"""Seconds in which a service that is asked to stop has finished what it was doing."""


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with PostOffice(SEED) as post:
        yield post


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(
    request: pytest.FixtureRequest, grounds: Callable[[str], Ground], post: PostOffice, tmp_path: Path
) -> Iterator[Service]:
    """A service with its clients' folder, on either database."""
    ground = grounds(request.param).lot()
    bureau = _bureau(tmp_path, post, ground.bare(tmp_path))
    yield bureau
    bureau.stop()
    ground.clear()


def _bureau(folder: Path, post: PostOffice, url: str) -> Service:
    settings = {"PORYADOK_SMTP_HOST": "127.0.0.1", "PORYADOK_SMTP_PORT": str(post.port), "DATABASE_URL": url}
    return Service(folder, settings).prepared("load")


def test_kills_at_any_moment_lose_nothing_and_double_nothing(bureau: Service, post: PostOffice) -> None:
    with _people_at_work(bureau) as (clients, tally):
        _kill_again_and_again(bureau, clients, tally)

    _nothing_was_lost_or_doubled(bureau, post, kills=KILLS)


def test_a_database_server_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    post: PostOffice, tmp_path: Path
) -> None:
    with postgresql.mortal() as server:
        name = postgresql.create(server.url)
        bureau = _bureau(tmp_path, post, postgresql.url(server.url, name))

        try:
            with _people_at_work(bureau) as (clients, tally):
                _kill_the_server_again_and_again(server, bureau, clients, tally)
            _nothing_was_lost_or_doubled(bureau, post, kills=SERVER_KILLS)
        finally:
            bureau.stop()


def _nothing_was_lost_or_doubled(service: Service, post: PostOffice, *, kills: int) -> None:
    """Once everything that is due has been done: what the clients were told is what there is."""
    _let_leases_run_out(service)
    _wait_for_calm(service)
    service.stop()
    promised = Promised.by(lines(service.folder))
    with service.opened() as here:
        kept = Kept.by(here)

    _tell(service, promised, kept, post, kills)
    assert len(promised.completions) >= COMPLETIONS
    assert not promised.unanswered
    _nothing_is_lost_or_doubled(promised, kept)
    _time_and_numbers_hold(kept)
    _mails_are_the_same(kept, post)
    assert kept.unfinished_jobs == []
    assert kept.lost_files == []
    assert _said_by(service, "replay")["equal"]
    assert _said_by(service, "verify")["intact"]


@contextmanager
def _people_at_work(service: Service) -> Iterator[tuple[list[Client], Tally]]:
    """Eight clients at work; at the end they finish what they have begun, and nobody has met anything unexpected."""
    tally = Tally(goal=COMPLETIONS)
    with service.opened() as here:
        tokens = [
            (hire(here, f"applicant-{number}", "applicant"), hire(here, f"clerk-{number}", "clerk"))
            for number in range(1, CLIENTS + 1)
        ]
    clients = [Client(number, service, pair, tally, SEED) for number, pair in enumerate(tokens, start=1)]
    service.start()
    for client in clients:
        client.start()
    try:
        yield clients, tally
        for client in clients:
            client.join(timeout=300)
            assert not client.is_alive(), f"{client.name} does not come to an end"
    finally:
        tally.goal = 0
    _require_no_failure(clients)


def _moments(kills: int, clients: list[Client], tally: Tally) -> Iterator[int]:
    """Random moments, spread over the whole of the work."""
    chance = random.Random(SEED)
    for kill in range(1, kills + 1):
        while tally.completed < COMPLETIONS * kill // (kills + 2):
            _require_no_failure(clients)
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        yield kill


def _kill_the_server_again_and_again(
    server: postgresql.Mortal, service: Service, clients: list[Client], tally: Tally
) -> None:
    """All of it, or a process that serves one connection; while it is away everybody hears so, in his language."""
    for kill in _moments(SERVER_KILLS, clients, tally):
        if kill % 2:
            server.kill()
            _says_that_it_is_away(service)
            server.start()
        else:
            server.kill_a_connection()
            server.start()


def _says_that_it_is_away(service: Service) -> None:
    for language, said in (("ru", "Ничего не потеряно"), ("en", "Nothing is lost")):
        answer = Line(service.port, "anybody").ask("GET", "/api/v1/tasks", headers={"Accept-Language": language})
        assert answer.status == 503, answer.body
        assert answer.headers["Retry-After"].isdigit()
        assert said in answer.body["detail"]


def _kill_again_and_again(service: Service, clients: list[Client], tally: Tally) -> None:
    """All of the service, its worker, or its master."""
    for kill in _moments(KILLS, clients, tally):
        if kill % 3 == 2:
            service.kill_worker()
            service.answers()
            continue
        if kill % 3 == 1:
            service.kill()
        else:
            service.kill_master()
        service.start()
    _stop_amid_the_work(service)


def _stop_amid_the_work(service: Service) -> None:
    """SIGTERM while everybody works and timers fire: what is being done is finished, and then it ends."""
    began = time.monotonic()
    service.stop()
    assert time.monotonic() - began < STOPPING, service.log()
    service.start()


def _require_no_failure(clients: list[Client]) -> None:
    for client in clients:
        if client.failure is not None:
            raise AssertionError(f"{client.name} met something unexpected") from client.failure


def _let_leases_run_out(service: Service) -> None:
    """As if the two minutes had gone by for which the dead had taken their jobs: nobody on PostgreSQL knows them dead."""
    with service.opened() as here, here.database.writing() as session:
        session.execute(update(Job).where(Job.state == "running").values(lease_until=here.now()))


def _wait_for_calm(service: Service) -> None:
    """Until the running service has fired every timer and done every job."""
    until = time.monotonic() + CALM
    with service.opened() as here:
        while not is_quiet(here):
            assert time.monotonic() < until, f"timers or jobs stay behind:\n{service.log()}"
            time.sleep(0.2)


def _nothing_is_lost_or_doubled(promised: Promised, kept: Kept) -> None:
    assert doubled(stamp for stamp, _ in kept.starts) == []
    assert doubled(stamp for stamp, _ in kept.completions) == []
    assert doubled(task for _, task in kept.completions) == []
    assert dict(kept.starts) == promised.starts
    assert dict(kept.completions) == promised.completions


def _time_and_numbers_hold(kept: Kept) -> None:
    assert in_a_row(kept.numbers)
    assert in_a_row(kept.papers)
    assert sorted(kept.registered) == sorted(kept.papers)
    assert doubled(kept.fired) == []
    assert sorted(kept.fired) == sorted(kept.armed)


def _mails_are_the_same(kept: Kept, post: PostOffice) -> None:
    """One row a notice; whatever arrived is one of them, and what arrived twice was the same mail."""
    ids = [mail.message_id for mail in kept.mails]
    assert len(ids) == kept.notices
    assert doubled(ids) == []
    assert {mail.state for mail in kept.mails} <= {"sent", "maybe_sent"}
    assert set(post.arrived) == set(ids)
    assert all(len(subjects) == 1 for subjects in post.subjects.values())
    again = {id_ for id_, times in post.arrived.items() if times > 1}
    assert again <= {mail.message_id for mail in kept.mails if mail.state == "maybe_sent"}


def _said_by(service: Service, command: str) -> Any:
    """What the auditor's command says in a fresh process with another hash seed."""
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", command, "--json"],
        env={**service.environment(), "PYTHONHASHSEED": "4711"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _tell(service: Service, promised: Promised, kept: Kept, post: PostOffice, kills: int) -> None:
    acknowledged = {**promised.starts, **promised.completions}
    here = [*kept.starts, *kept.completions]
    print(
        f"\n{service.config().database_url.partition(':')[0]}: kills {kills}, clients {CLIENTS}, seed {SEED}"
        f"\nacknowledged {len(acknowledged)}: starts {len(promised.starts)}, completions {len(promised.completions)};"
        f" answered only when asked again {promised.repeated}; refused (somebody was quicker) {len(promised.refused)}"
        f"\nkept {sum(acknowledged.get(stamp) == place for stamp, place in here)},"
        f" doubled {len(doubled(stamp for stamp, _ in here))}"
        f"\ntimers armed {len(kept.armed)}, fired {len(kept.fired)}, latest {max(kept.late, default=0)} s late"
        f"\nmails queued {len(kept.mails)}, arrived {len(post.arrived)}, arrived again {post.doubled},"
        f" marked as maybe sent twice {sum(mail.state == 'maybe_sent' for mail in kept.mails)}"
        f"\njobs {len(kept.jobs)}, unfinished {len(kept.unfinished_jobs)}"
    )

"""kill -9 at any moment: what was acknowledged is kept, nothing happens twice, every case can be re-run.

Eight people work over HTTP, timers come due, mails go out, and the service is killed and started again and again.
At length with FAULTS=long (`make faults`): ten kills, at least five hundred acknowledged completions.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clients import Client, Tally, lines
from tests.faults.post_office import PostOffice
from tests.faults.reckoning import Kept, Promised, doubled, in_a_row, is_quiet
from tests.faults.running import Service, hire

pytestmark = pytest.mark.faults

LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("FAULTS_SEED", "20260302"))

CLIENTS = 8
KILLS = 10 if LONG else 3
COMPLETIONS = 600 if LONG else 150
CALM = 60
"""Seconds in which timers and mails must be done once nobody asks for more."""

STOPPING = 15
"""Seconds in which a service that is asked to stop has finished what it was doing."""


def test_kills_at_any_moment_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    with PostOffice(SEED) as post:
        service = Service(tmp_path, {"PORYADOK_SMTP_HOST": "127.0.0.1", "PORYADOK_SMTP_PORT": str(post.port)}).prepared(
            "load"
        )

        with _people_at_work(service) as (clients, tally):
            _kill_again_and_again(service, clients, tally)
        _wait_for_calm(service)
        service.stop()

        promised = Promised.by(lines(tmp_path))
        with service.opened() as here:
            kept = Kept.by(here)

    _tell(promised, kept, post)
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


def _kill_again_and_again(service: Service, clients: list[Client], tally: Tally) -> None:
    """Kills at random moments, spread over the whole of the work: all of the service, its worker, or its master."""
    chance = random.Random(SEED)
    for kill in range(1, KILLS + 1):
        while tally.completed < COMPLETIONS * kill // (KILLS + 2):
            _require_no_failure(clients)
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
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


def _tell(promised: Promised, kept: Kept, post: PostOffice) -> None:
    acknowledged = {**promised.starts, **promised.completions}
    here = [*kept.starts, *kept.completions]
    print(
        f"\nkills {KILLS}, clients {CLIENTS}, seed {SEED}"
        f"\nacknowledged {len(acknowledged)}: starts {len(promised.starts)}, completions {len(promised.completions)};"
        f" answered only when asked again {promised.repeated}; refused (somebody was quicker) {len(promised.refused)}"
        f"\nkept {sum(acknowledged.get(stamp) == place for stamp, place in here)},"
        f" doubled {len(doubled(stamp for stamp, _ in here))}"
        f"\ntimers armed {len(kept.armed)}, fired {len(kept.fired)}, latest {max(kept.late, default=0)} s late"
        f"\nmails queued {len(kept.mails)}, arrived {len(post.arrived)}, arrived again {post.doubled},"
        f" marked as maybe sent twice {sum(mail.state == 'maybe_sent' for mail in kept.mails)}"
        f"\njobs {len(kept.jobs)}, unfinished {len(kept.unfinished_jobs)}"
    )

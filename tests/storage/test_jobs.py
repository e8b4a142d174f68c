"""A job is enqueued with its cause, done once, and reported by whoever holds its lease."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from storage import jobs, settings
from storage.database import Database
from storage.errors import LeaseLost, NotFound
from tests.storage.cases import IVANOVA, MONDAY, days

MINUTE = timedelta(minutes=1)


def enqueued(database: Database, *keys: str, lock: str | None = None, run_at: datetime = MONDAY) -> None:
    with database.writing() as session:
        for key in keys:
            jobs.enqueue(session, "notice", {"to": key}, key=key, run_at=run_at, lock=lock)


def claimed(database: Database, owner: str, *, now: datetime = MONDAY, limit: int = 10) -> list[str]:
    with database.writing() as session:
        return [job.key for job in jobs.claim(session, owner=owner, now=now, lease=MINUTE, limit=limit)]


def the_job(database: Database, key: str) -> int:
    with database.reading() as session:
        job = jobs.by_key(session, key)
    assert job is not None
    return job.id


def test_a_key_is_enqueued_once(database: Database) -> None:
    with database.writing() as session:
        first = jobs.enqueue(session, "notice", {"n": 1}, key="k", run_at=MONDAY)
        second = jobs.enqueue(session, "notice", {"n": 2}, key="k", run_at=MONDAY)

    assert (first, second) == (True, False)
    assert claimed(database, "w1") == ["k"]


def test_a_job_of_a_transaction_that_fails_does_not_exist(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        jobs.enqueue(session, "notice", {}, key="k", run_at=MONDAY)
        raise RuntimeError

    with database.reading() as session:
        assert jobs.by_key(session, "k") is None


def test_jobs_wait_for_their_time_and_come_in_order(database: Database) -> None:
    enqueued(database, "later", run_at=days(2))
    enqueued(database, "sooner", run_at=days(1))

    assert claimed(database, "w1") == []
    assert claimed(database, "w1", now=days(3)) == ["sooner", "later"]


def test_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(database: Database) -> None:
    enqueued(database, "k")

    assert claimed(database, "w1") == ["k"]
    assert claimed(database, "w2", now=MONDAY + MINUTE / 2) == []
    assert claimed(database, "w2", now=MONDAY + MINUTE) == ["k"]


def test_a_worker_that_lost_its_lease_leaves_no_effect(database: Database) -> None:
    enqueued(database, "k")
    claimed(database, "w1")
    claimed(database, "w2", now=MONDAY + MINUTE)
    job = the_job(database, "k")

    with pytest.raises(LeaseLost), database.writing() as session:
        settings.put(session, "effect", "of w1", at=MONDAY, actor=IVANOVA)
        jobs.done(session, job, owner="w1", at=MONDAY)
    with database.writing() as session:
        jobs.done(session, job, owner="w2", at=MONDAY)

    with database.reading() as session:
        assert settings.get(session, "effect", None) is None
        assert jobs.get(session, job).state == "done"


def test_a_renewed_lease_lasts_longer(database: Database) -> None:
    enqueued(database, "k")
    claimed(database, "w1")
    job = the_job(database, "k")

    with database.writing() as session:
        assert jobs.renew(session, [job], owner="w1", until=MONDAY + 5 * MINUTE) == 1
        assert jobs.renew(session, [job], owner="w2", until=MONDAY + 9 * MINUTE) == 0

    assert claimed(database, "w2", now=MONDAY + 2 * MINUTE) == []


def test_a_job_is_done_once_even_if_it_is_enqueued_again(database: Database) -> None:
    enqueued(database, "k")
    claimed(database, "w1")
    with database.writing() as session:
        jobs.done(session, the_job(database, "k"), owner="w1", at=MONDAY)

    enqueued(database, "k")

    assert claimed(database, "w1", now=days(9)) == []


def test_a_failed_job_rests_longer_each_time_and_then_lies_dead(database: Database) -> None:
    enqueued(database, "k")
    job, now, rests = the_job(database, "k"), MONDAY, []
    retries = jobs.Backoff(attempts=3, first=timedelta(seconds=10), factor=3, longest=MINUTE)

    for _ in range(3):
        assert claimed(database, "w1", now=now) == ["k"]
        with database.writing() as session:
            state = jobs.failed(session, job, owner="w1", error="no answer", at=now, retries=retries)
        with database.reading() as session:
            rests.append(jobs.get(session, job).run_at - now)
        now += rests[-1]

    assert rests[:2] == [timedelta(seconds=10), timedelta(seconds=30)]
    assert state == "dead"
    assert claimed(database, "w1", now=days(9)) == []
    with database.reading() as session:
        [dead] = jobs.dead(session)
    assert (dead.error, dead.attempts) == ("no answer", 3)


def test_a_dead_job_can_be_tried_again(database: Database) -> None:
    enqueued(database, "k")
    job = the_job(database, "k")
    claimed(database, "w1")
    with database.writing() as session:
        jobs.failed(session, job, owner="w1", error="x", at=MONDAY, retries=jobs.Backoff(attempts=1))

    with database.writing() as session:
        assert jobs.retry(session, job, days(1))
        assert not jobs.retry(session, job, days(1))

    assert claimed(database, "w2", now=days(1)) == ["k"]


def test_jobs_with_one_lock_run_one_after_another(database: Database) -> None:
    enqueued(database, "a1", "a2", lock="instance:1")
    enqueued(database, "b1", lock="instance:2")
    enqueued(database, "free")

    assert claimed(database, "w1") == ["a1", "b1", "free"]
    assert claimed(database, "w2") == []
    with database.writing() as session:
        jobs.done(session, the_job(database, "a1"), owner="w1", at=MONDAY)
    assert claimed(database, "w2") == ["a2"]


def test_a_resting_job_does_not_hold_up_the_next_with_its_lock(database: Database) -> None:
    enqueued(database, "a1", "a2", lock="instance:1")
    claimed(database, "w1")
    with database.writing() as session:
        jobs.failed(session, the_job(database, "a1"), owner="w1", error="x", at=MONDAY)

    assert claimed(database, "w1") == ["a2"]


def test_an_attempt_that_was_nobodys_fault_does_not_count(database: Database) -> None:
    enqueued(database, "k")
    for _ in range(20):
        claimed(database, "w1")
        with database.writing() as session:
            jobs.put_back(session, the_job(database, "k"), owner="w1", run_at=MONDAY, error="the database was away")

    with database.reading() as session:
        job = jobs.get(session, the_job(database, "k"))
        assert (job.state, job.attempts, job.error) == ("waiting", 0, "the database was away")
    with pytest.raises(LeaseLost), database.writing() as session:
        jobs.put_back(session, job.id, owner="w1", run_at=MONDAY, error="late")


def test_the_runner_knows_when_to_wake_and_when_all_is_done(database: Database) -> None:
    with database.reading() as session:
        assert jobs.next_run(session) is None
    enqueued(database, "k", run_at=days(1))
    with database.reading() as session:
        assert (jobs.next_run(session), jobs.pending(session, MONDAY), jobs.pending(session, days(1))) == (
            days(1),
            0,
            1,
        )
    claimed(database, "w1", now=days(1))
    with database.reading() as session:
        assert (jobs.next_run(session), jobs.pending(session, days(1))) == (days(1) + MINUTE, 1)


def test_four_workers_at_once_do_each_job_once(database: Database) -> None:
    keys = [f"k{number}" for number in range(24)]
    enqueued(database, *keys)
    done: list[str] = []

    def work(owner: str) -> None:
        while True:
            with database.writing() as session:
                found = jobs.claim(session, owner=owner, now=MONDAY, lease=MINUTE, limit=2)
            if not found:
                return
            for job in found:
                with database.writing() as session:
                    jobs.done(session, job.id, owner=owner, at=MONDAY)
                done.append(job.key)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == sorted(keys)


def test_an_unknown_job_is_named(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound) as refused:
        jobs.get(session, 99)

    assert refused.value.facts["key"] == 99

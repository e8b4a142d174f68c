"""Work that a transaction asks for and that is done after it: enqueued with it, claimed by lease, reported by its owner.

A job's row stays after it is done: its key is the ledger by which nothing is done twice in the database.  Outside
effects are at least once; hand the key to whoever can recognise a repeat.  Knows no handlers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.conflict import insert_into
from storage.errors import LeaseLost, NotFound
from storage.models import Job


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """How often a job is tried and how long it rests between: `first`, then `factor` times as long, at most `longest`."""

    attempts: int = 8
    first: timedelta = timedelta(seconds=5)
    factor: int = 4
    longest: timedelta = timedelta(hours=6)

    def rest(self, attempts: int) -> timedelta:
        """The pause after this many failed attempts."""
        rest: timedelta = self.first * self.factor ** (attempts - 1)
        return min(self.longest, rest)


_ENQUEUED = "jobs enqueued"


def enqueue(
    session: Session,
    kind: str,
    args: dict[str, Any],
    *,
    key: str,
    run_at: datetime,
    lock: str | None = None,
) -> bool:
    """Whether the job is new: a key that is known, done or not, is not enqueued again.

    Jobs with one `lock` run one after another, in the order in which they were enqueued.
    """
    inserted = session.execute(
        insert_into(session, Job)
        .values(kind=kind, args=args, key=key, run_at=run_at, lock=lock, state="waiting", attempts=0)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Job.id)
    )
    session.info[_ENQUEUED] = True
    return inserted.scalar_one_or_none() is not None


def enqueued(session: Session) -> bool:
    """Whether this session has asked for jobs."""
    return _ENQUEUED in session.info


def claim(
    session: Session,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int = 1,
    kinds: Collection[str] | None = None,
) -> list[Job]:
    """Jobs whose time has come, now leased to `owner` until `now + lease`; among them those whose lease ran out.

    `owner` names one worker at one time: only he may report.  `attempts` counts this attempt.
    """
    query = select(Job.id).where(_ready(Job, now), ~_must_wait_for_another(now)).order_by(Job.run_at, Job.id)
    if kinds is not None:
        query = query.where(Job.kind.in_(sorted(kinds)))
    ids = session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()
    if not ids:
        return []
    claimed = session.scalars(
        update(Job)
        .where(Job.id.in_(ids))
        .values(state="running", owner=owner, lease_until=now + lease, attempts=Job.attempts + 1)
        .returning(Job),
        execution_options={"synchronize_session": False, "populate_existing": True},
    ).all()
    return sorted(claimed, key=lambda job: (job.run_at, job.id))


def renew(session: Session, ids: Collection[int], *, owner: str, until: datetime) -> int:
    """How many of these jobs the owner still has; their leases now end at `until`."""
    return len(
        session.scalars(
            update(Job)
            .where(Job.id.in_(sorted(ids)), Job.owner == owner, Job.state == "running")
            .values(lease_until=until)
            .returning(Job.id),
            execution_options={"synchronize_session": False},
        ).all()
    )


def take_back(session: Session) -> int:
    """How many jobs were running under an owner that is gone; for the one process of a file, as it starts."""
    return len(
        session.scalars(
            update(Job)
            .where(Job.state == "running")
            .values(state="waiting", owner=None, lease_until=None)
            .returning(Job.id),
            execution_options={"synchronize_session": False},
        ).all()
    )


def done(session: Session, job_id: int, *, owner: str, at: datetime) -> None:
    """The job is done, in the transaction of its effect; raises LeaseLost, which must undo the effect."""
    _report(session, job_id, owner, {"state": "done", "done_at": at, "lease_until": None, "error": None})


def failed(
    session: Session, job_id: int, *, owner: str, error: str, at: datetime, retries: Backoff | None = None
) -> str:
    """The job's new state: waiting for its next attempt, or dead after the last.  Raises LeaseLost."""
    retries = retries or Backoff()
    attempts = get(session, job_id).attempts
    values: dict[str, Any] = {"error": error[:4000], "lease_until": None}
    if attempts >= retries.attempts:
        values |= {"state": "dead", "done_at": at}
    else:
        values |= {"state": "waiting", "run_at": at + retries.rest(attempts), "owner": None}
    _report(session, job_id, owner, values)
    return str(values["state"])


def put_back(session: Session, job_id: int, *, owner: str, run_at: datetime, error: str) -> None:
    """The job waits until then as if it had not been tried: it was not its fault.  Raises LeaseLost."""
    values = {"state": "waiting", "owner": None, "lease_until": None, "run_at": run_at, "error": error[:4000]}
    _report(session, job_id, owner, {**values, "attempts": Job.attempts - 1})


def get(session: Session, job_id: int) -> Job:
    """A job as it is now; raises NotFound."""
    found = session.get(Job, job_id, populate_existing=True)
    if found is None:
        raise NotFound("Задание", "Job", job_id)
    return found


def by_key(session: Session, key: str) -> Job | None:
    """The job with this key, done or not."""
    return session.scalars(select(Job).where(Job.key == key)).one_or_none()


def next_run(session: Session) -> datetime | None:
    """When the next job wants to run; may lie in the past.  A running job counts when its lease ends."""
    return session.scalar(
        select(func.min(func.coalesce(Job.lease_until, Job.run_at))).where(Job.state.in_(("waiting", "running")))
    )


def pending(session: Session, now: datetime) -> int:
    """How many jobs run or could run now: 0 when the service has caught up."""
    return session.scalars(
        select(func.count()).select_from(Job).where(or_(Job.state == "running", _ready(Job, now)))
    ).one()


def dead(session: Session, limit: int = 100) -> list[Job]:
    """Jobs that failed for good, the latest first."""
    return list(session.scalars(select(Job).where(Job.state == "dead").order_by(Job.done_at.desc()).limit(limit)))


def retry(session: Session, job_id: int, now: datetime) -> bool:
    """Whether a dead job gets all its attempts again, from now."""
    revived = session.scalars(
        update(Job)
        .where(Job.id == job_id, Job.state == "dead")
        .values(state="waiting", run_at=now, attempts=0, owner=None, done_at=None)
        .returning(Job.id),
        execution_options={"synchronize_session": False},
    )
    return revived.one_or_none() is not None


def _ready(job: Any, now: datetime) -> Any:
    return or_(
        and_(job.state == "waiting", job.run_at <= now),
        and_(job.state == "running", job.lease_until <= now),
    )


def _must_wait_for_another(now: datetime) -> Any:
    """Another job with the same lock runs, or was enqueued before and is ready."""
    other = aliased(Job)
    return exists().where(
        other.lock == Job.lock,
        other.id != Job.id,
        or_(
            and_(other.state == "running", other.lease_until > now),
            and_(other.id < Job.id, _ready(other, now)),
        ),
    )


def _report(session: Session, job_id: int, owner: str, values: dict[str, Any]) -> None:
    reported = session.scalars(
        update(Job)
        .where(Job.id == job_id, Job.owner == owner, Job.state == "running")
        .values(**values)
        .returning(Job.id),
        execution_options={"synchronize_session": False},
    )
    if reported.one_or_none() is None:
        raise LeaseLost(job_id, owner)

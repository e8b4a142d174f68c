"""Moving the virtual clock: it stops at each due moment, so that what happens then happens then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.access import require_role
from service.actor import Actor
from service.clock import VirtualClock
from service.errors import Conflict, NotFound, Unfit
from service.installation import Installation
from service.operations.repeats import Repeat, Repeatable
from service.operations.settle import settle
from storage import jobs, timers

MOST = timedelta(days=366 * 20)


@dataclass(frozen=True, kw_only=True)
class Moved(Repeatable):
    """Where the clock stands."""

    now: str


def move_once(
    installation: Installation,
    actor: Actor,
    *,
    to: datetime | None = None,
    by: timedelta | None = None,
    jump: bool = False,
    idempotency: str | None = None,
) -> Moved:
    """As `move`, for a program that may ask again.  Many transactions follow from one call, so the answer is kept in
    one of its own after them.  Raises NotFound (no virtual clock), NotAllowed, Unfit, IdempotencyMismatch."""
    if not installation.config.virtual_clock:
        raise NotFound
    require_role(actor, "admin", "operator")
    repeat = Repeat(Moved, actor, idempotency, "clock", str(to), str(by), jump)
    with installation.database.reading() as session:
        done = repeat.answered(session)
    if done is not None:
        return done
    moved = Moved(now=move(installation, to=to, by=by, jump=jump).astimezone(UTC).isoformat())
    with installation.database.writing() as session:
        return repeat.remember(session, moved, at=installation.now())


def move(
    installation: Installation, *, to: datetime | None = None, by: timedelta | None = None, jump: bool = False
) -> datetime:
    """The moment at which the clock stands now, with everything due until then done.

    `jump` goes there at once, as a service that was stopped would wake up: timers are late and say so.
    Raises Conflict without a virtual clock, Unfit for a moment in the past or out of reach.
    """
    clock = installation.clock
    if not isinstance(clock, VirtualClock):
        raise Conflict(
            "Часы можно переводить только при запуске с --virtual-clock",
            "The clock can be moved only when served with --virtual-clock",
        )
    goal = _goal(clock.now(), to, by)
    settle(installation)
    while not jump and (due := _next_due(installation, clock.now(), goal)) is not None:
        clock.set(due)
        settle(installation)
    clock.set(goal)
    settle(installation)
    return clock.now()


def _goal(now: datetime, to: datetime | None, by: timedelta | None) -> datetime:
    if (to is None) == (by is None):
        raise Unfit("Назовите одно из двух: to или by", "Name one of two: to or by")
    if to is not None and to.tzinfo is None:
        raise Unfit("Момент без смещения; например 2026-03-01T09:00:00+03:00", "The moment has no offset")
    goal = to if to is not None else now + (by or timedelta())
    if not now <= goal <= now + MOST:
        raise Unfit(
            f"Часы идут только вперёд и не дальше чем на 20 лет: сейчас {now.isoformat()}",
            f"The clock goes forward only, and at most 20 years: it is {now.isoformat()}",
        )
    return goal


def _next_due(installation: Installation, now: datetime, goal: datetime) -> datetime | None:
    """The next moment at which something wants to happen, after now and not after the goal."""
    with installation.database.reading() as session:
        moments = (timers.next_due(session), jobs.next_run(session))
    return min((moment for moment in moments if moment is not None and now < moment <= goal), default=None)

"""A deterministic simulation: the whole service, its clock, its people, its relay and its database under one seed.

No thread runs: what the scheduler would do is done by hand, a step at a time.  At every commit the process may die or
the database fail; clients ask again under the same key until they are answered; the clock runs, jumps and goes back; two
nodes with caches of their own take turns.  After every step the books have to balance (`balance.py`).

    python -m tests.faults.simulation SEED [STEPS]      runs one seed again and prints the digest of the run
"""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from processes.errors import PoryadokError
from service.installation import Installation
from service.operations import replay, run_jobs, verify
from service.operations.repeats import Result
from storage import jobs, timers
from storage.database import Database
from storage.models import Instance, InstanceStatus, Job, Mail
from tests.faults import moves
from tests.faults.balance import Asked, Balance
from tests.faults.boundaries import Boundaries, Crash, Fault
from tests.faults.figures import Figures
from tests.faults.moves import ZONE
from tests.faults.relay import Relay
from tests.prepared import FILES
from tests.service.driver import Office
from tests.service.errand_office import errand_office

STEPS = 100
"""Steps of one seed."""

STARTS = (
    datetime(2026, 6, 1, 9, 0, tzinfo=ZONE),
    datetime(2027, 3, 26, 15, 0, tzinfo=ZONE),
    datetime(2027, 10, 29, 15, 0, tzinfo=ZONE),
    datetime(2027, 12, 30, 15, 0, tzinfo=ZONE),
    datetime(2028, 2, 27, 15, 0, tzinfo=ZONE),
)
"""A plain day, and two days before each of the changes."""

FAULTS = 0.4
"""How many of the steps meet a fault, if they come as far as the boundary at which it waits."""


class WallClock:
    """A clock that anybody may set, back too, as an administrator or a time server does."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment.astimezone(UTC)


Ask = Callable[[Installation], Result]


@dataclass
class Request:
    """What a client asks under one key.  `committed`: it was done, whether or not he has heard of it."""

    key: str
    what: str
    ask: Ask
    stamp: int | None = None
    committed: bool = False
    answer: str | None = None


class Simulation:
    """One run: one seed, one database, one or two nodes."""

    def __init__(self, office: Office, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(f"simulation {seed}")
        self.boundaries = Boundaries()
        self.relay = Relay(self.chance, die=self.boundaries.die, meanwhile=self._another_worker)
        self.clock = WallClock(self.chance.choice(STARTS))
        self.figures = Figures(seeds=1)
        self.balance = Balance(self.relay)
        self.office = office
        self.office.here.close()
        self.office.config = replace(office.config, zone=ZONE)
        self.nodes = [self._opened() for _ in range(self.chance.choice((1, 2)))]
        self.turn = 0
        self.unanswered: list[Request] = []
        self.answered: list[Request] = []
        self.done: set[int] = set()
        self.undone: set[int] = set()
        self.step_number = 0
        self._asked = 0
        self._latest = self.clock.now()
        self._balanced_at = 0
        self._trace = hashlib.sha256()

    @property
    def here(self) -> Installation:
        """The node whose turn it is."""
        return self.nodes[self.turn]

    def run(self, steps: int = STEPS) -> str:
        """The digest of the run; whatever goes wrong is raised with the seed and the step."""
        with self.boundaries.watched(), _chance_of(self.seed), capture_logs():
            try:
                while self.step_number < steps:
                    self.step_number += 1
                    self._step()
                self._come_to_rest()
            except Exception as error:
                raise AssertionError(
                    f"seed {self.seed}, step {self.step_number}: {error}\n"
                    f"again: python -m tests.faults.simulation {self.seed} {steps}"
                ) from error
            finally:
                for node in self.nodes:
                    node.close()
        return self._trace.hexdigest()

    def _step(self) -> None:
        self.turn = self.chance.randrange(len(self.nodes))
        self.clock.set(self.clock.now() + timedelta(seconds=self.chance.randint(0, 90)))
        if self.chance.random() < FAULTS:
            self.boundaries.plan(self.chance.choice(list(Fault)), self.chance.choice((1, 1, 1, 1, 2, 2, 3)))
        what, said = self._something()
        self.boundaries.plan(None)
        self.figures.steps[what.__name__] += 1
        self.figures.outcomes[said] += 1
        self._note(self.step_number, self.turn, what.__name__, said, self.boundaries.committed)
        self._balance()

    def _something(self) -> tuple[Callable[[Simulation], str], str]:
        """What was tried, and what came of it; where there was nothing to do, something else is."""
        while True:
            what = self.chance.choices(list(moves.MOVES), list(moves.MOVES.values()))[0]
            said = self._survived(lambda: what(self))  # noqa: B023  called at once
            if said != "nothing":
                return what, said

    def _survived(self, what: Callable[[], str]) -> str:
        """What came of it; who died stands up again, with nothing in his head."""
        try:
            said = what()
        except Crash:
            said = "died"
        except DBAPIError:
            said = "broke"
        struck = self.boundaries.has_struck()
        if struck is not None:
            self.figures.faults[struck] += 1
        if said == "died":
            self.boundaries.plan(None)
            self.restart()
        return said

    def _balance(self) -> None:
        """Books in which nothing was written and nothing was tried are as they were."""
        self._latest = max(self._latest, self.clock.now())
        if self._balanced_at == self.boundaries.reached:
            return
        self.balance.draw(self.nodes, Asked(self.done, self.undone), until=self._latest)
        self._balanced_at = self.boundaries.reached

    def _note(self, *what: object) -> None:
        self._trace.update(f"{what}\n".encode())

    def restart(self) -> str:
        """As after a kill: nothing is left of this node but what it committed."""
        self.here.close()
        self.nodes[self.turn] = self._opened()
        self.figures.things["restarts"] += 1
        if len(self.nodes) == 1:
            with self.here.database.writing() as session:
                jobs.take_back(session)  # as whoever serves alone does first
        return "stands again"

    def ask(self, what: str, ask: Callable[[Installation, str], Result], stamp: int | None = None) -> str:
        self._asked += 1
        key = f"{what}-{self._asked}"
        return self.send(Request(key, what, lambda here: ask(here, key), stamp))

    def send(self, request: Request) -> str:
        """What the client is told; what he is not told he will ask again.  A request that was done is done for good."""
        before = self.boundaries.committed
        again = request.committed
        try:
            result = request.ask(self.here)
        except PoryadokError as refusal:
            assert not again, f"{request.key} was done, and asked again it is refused: {refusal}"
            if request.stamp is not None:
                self.undone.add(request.stamp)
            return f"{request.what}: {type(refusal).__name__}"
        except (Crash, DBAPIError):
            request.committed = again or self.boundaries.committed > before
            if request.committed and request.stamp is not None:
                self.done.add(request.stamp)
            self.unanswered.append(request)
            raise
        assert result.repeated == again, f"{request.key} was {'done' if again else 'not done'}, and is told otherwise"
        told = json.dumps({**result.plain(), "repeated": None}, default=str)
        assert request.answer in (None, told), f"{request.key} is answered otherwise than before"
        self.figures.things["repeats answered"] += again
        if request.stamp is not None:
            self.done.add(request.stamp)
        request.committed, request.answer = True, told
        if request not in self.answered:
            self.answered.append(request)
        return f"{request.what}: {'repeated' if again else 'done'}"

    def _another_worker(self) -> None:
        """While a relay is slow, the lease ends, and another worker does the same job from beginning to end."""
        self.clock.set(self.clock.now() + run_jobs.LEASE + timedelta(seconds=1))
        other = self.nodes[self.chance.randrange(len(self.nodes))]
        self.boundaries.plan(None)
        self.relay.calm = True
        try:
            self.figures.things["jobs done by two"] += run_jobs.run_next(other)
        finally:
            self.relay.calm = False

    def _come_to_rest(self) -> None:
        """Nothing fails any more: everybody is answered, everything due is done, and the books balance."""
        self.relay.calm = True
        while self.unanswered:
            self._note(moves.ask_again(self))
        for _ in range(1000):
            self.turn = (self.turn + 1) % len(self.nodes)
            moves.work_off(self)
            waits = self._next_work()
            if waits is None:
                break
            self.clock.set(max(self.clock.now() + timedelta(seconds=1), waits))
        else:
            raise AssertionError("the service does not come to rest")
        self._balance()
        found = verify.verify(self.here)
        assert found.intact, found
        for case in self.balance.told:
            assert replay.replay(self.here, case).equal
        with self.here.database.reading() as session:
            assert session.scalars(select(Job.key).where(Job.state.in_(("waiting", "running")))).all() == []
            mails = session.execute(select(Mail.message_id, Mail.state, Mail.tries).order_by(Mail.id)).all()
            ended = Counter(session.scalars(select(Instance.status)))
        assert {row.state for row in mails} <= {"sent", "maybe_sent", "failed"}
        self._note(self.clock.now(), [(id_, told.hashes[-1:]) for id_, told in self.balance.told.items()])
        self._note([tuple(row) for row in mails])
        self.figures.moods.update(self.relay.moods)
        self.figures.things.update(
            {
                "cases": len(self.balance.told),
                "cases finished": ended[InstanceStatus.FINISHED],
                "history rows": sum(told.rev for told in self.balance.told.values()),
                "timers fired": sum(len(told.fired) for told in self.balance.told.values()),
                "messages delivered": sum(len(told.received) for told in self.balance.told.values()),
                "documents": sum(len(told.papers) for told in self.balance.told.values()),
                "mails": len(self.relay.taken),
                "mails taken again": sum(len(taken) - 1 for taken in self.relay.taken.values()),
                "seeds with two nodes": len(self.nodes) - 1,
            }
        )

    def _next_work(self) -> datetime | None:
        """When the next job wants to run, or a case that rests may fire what is due; None: nothing is left."""
        now = self.clock.now()
        with self.here.database.reading() as session:
            run = jobs.next_run(session)
            overdue = timers.due_instances(session, now)
            resting = session.scalars(
                select(Instance.postponed_until).where(Instance.next_due_at <= now, Instance.postponed_until > now)
            ).all()
        assert not overdue, f"cases {overdue} are due, and nobody fires their timers"
        return min([moment for moment in (run, *resting) if moment is not None], default=None)

    def _opened(self) -> Installation:
        """A node.  What is simulated is a process that dies, not a power cut, so nobody waits for the disk."""
        database = Database.open(self.office.config.database_url, synchronous="OFF")
        return Installation(config=self.office.config, database=database, clock=self.clock, mail=self.relay)

    def stamp(self) -> int:
        """A number that no other request of this run carries."""
        self._asked += 1
        return self._asked


@contextmanager
def _chance_of(seed: int) -> Iterator[None]:
    """Salts, ids and owners are drawn from the seed, so that a run can be repeated to the last byte."""
    drawn = random.Random(f"secrets {seed}")
    with (
        patch.object(secrets, "token_bytes", lambda count=32: drawn.randbytes(count)),
        patch.object(secrets, "token_hex", lambda count=32: drawn.randbytes(count).hex()),
        patch.object(secrets, "token_urlsafe", lambda count=32: drawn.randbytes(count).hex()),
    ):
        yield


def simulate(seed: int, steps: int = STEPS) -> tuple[str, Figures]:
    """The digest and the figures of a run on a file of its own."""
    with tempfile.TemporaryDirectory(prefix="simulation-") as folder, errand_office(FILES, Path(folder)) as office:
        run = Simulation(office, seed)
        return run.run(steps), run.figures


if __name__ == "__main__":
    said, counted = simulate(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else STEPS)
    print(counted)
    print(said)

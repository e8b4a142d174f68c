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
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from processes.errors import PoryadokError
from service.installation import Installation
from service.operations import (
    cancel_instance,
    claim_task,
    complete_task,
    deliver_message,
    fire_timers,
    housekeeping,
    publish,
    release_task,
    replay,
    retry_incident,
    retry_mail,
    run_jobs,
    send_message,
    start_instance,
    suspend_instance,
    verify,
)
from service.operations.publish import Grounds
from service.operations.repeats import Result
from storage import jobs, timers
from storage.database import Database
from storage.models import LIVING, Incident, Instance, InstanceStatus, Job, Mail, Message, Task
from tests.faults.balance import Asked, Balance
from tests.faults.boundaries import Boundaries, Crash, Fault
from tests.faults.relay import Relay
from tests.service import errand, errand_office
from tests.service.driver import Office

STEPS = 100
"""Steps of one seed."""

ZONE = ZoneInfo("Europe/Berlin")
STARTS = (
    datetime(2026, 6, 1, 9, 0, tzinfo=ZONE),
    datetime(2027, 3, 26, 15, 0, tzinfo=ZONE),
    datetime(2027, 10, 29, 15, 0, tzinfo=ZONE),
    datetime(2027, 12, 30, 15, 0, tzinfo=ZONE),
    datetime(2028, 2, 27, 15, 0, tzinfo=ZONE),
)
"""A plain day, and two days before each of the changes."""

CHANGES = {
    "summer time": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "winter time": datetime(2027, 10, 31, 1, 0, tzinfo=UTC),
    "new year": datetime(2028, 1, 1, 0, 0, tzinfo=ZONE),
    "leap day": datetime(2028, 2, 29, 0, 0, tzinfo=ZONE),
}

APPLICANTS = ("petrova", "stranger")
CLERKS = ("ivanov", "orlova")
HEAD, OWNER = "sidorov", "admin"
CAST = (*APPLICANTS, *CLERKS, HEAD, OWNER)
LIKELY = {"ERR-20": CLERKS, "ERR-25": (HEAD,), "ERR-30": APPLICANTS, "ERR-40": (*CLERKS, HEAD), "ERR-45": (HEAD,)}
"""Who usually does a step; anybody may try."""

NAMES = ("Анна", "Борис", "Вера", "Глеб", "\U00012000")
"""The last one has a sign that no font of ours has, so that no document can be made of it."""

MOST_CASES = 5
"""Cases that run at a time."""

FAULTS = 0.4
"""How many of the steps meet a fault, if they come as far as the boundary at which it waits."""

REASON = "Причина, о которой все договорились"


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


@dataclass
class Figures:
    """What has happened, over all seeds."""

    seeds: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    crossed: Counter[str] = field(default_factory=Counter)
    things: Counter[str] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        self.seeds += other.seeds
        for name in ("steps", "outcomes", "faults", "moods", "crossed", "things"):
            getattr(self, name).update(getattr(other, name))

    def __str__(self) -> str:
        lines = [f"seeds {self.seeds}, steps {self.steps.total()}"]
        for name in ("steps", "outcomes", "faults", "moods", "crossed", "things"):
            counted = getattr(self, name)
            lines.append(f"{name}: " + ", ".join(f"{what} {count}" for what, count in sorted(counted.items())))
        return "\n".join(lines)


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
        self._office = office
        self._office.here.close()
        self._office.config = replace(office.config, zone=ZONE)
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
            what = self.chance.choices(list(MOVES), list(MOVES.values()))[0]
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

    # What may happen: everything below says in a word what came of it.

    def start(self) -> str:
        if self._running() >= MOST_CASES:
            return "enough"
        stamp = self._stamp()
        answers = {
            "stamp": stamp,
            "full_name": f"Заявитель {self.chance.choice(NAMES)}",
            "days": self.chance.randint(1, 2),
            "printed": self.chance.random() < 0.6,
        }
        who = self._office.who(self.chance.choice((*APPLICANTS, *APPLICANTS, *CAST)))
        return self._ask(
            "start",
            lambda here, key: start_instance.start(
                here, who, procedure=errand.KEY, answers=answers, idempotency=key
            ),
            stamp,
        )  # fmt: skip

    def complete(self) -> str:
        task = self._some_task()
        if task is None:
            return "nothing"
        stamp = self._stamp()
        answers: dict[str, Any] = {"stamp": stamp} if task.form else {}
        if task.element == "ERR-20":
            answers |= {"verdict": self.chance.choice(("good", "good", "back")), "remarks": f"Замечание {stamp}"}
        who, ref = self._somebody(task), f"{task.instance_id}-{task.task}"
        return self._ask(
            "complete",
            lambda here, key: complete_task.complete(here, who, ref, answers, idempotency=key),
            stamp if task.form else None,
        )

    def claim(self) -> str:
        task = self._some_task()
        if task is None:
            return "nothing"
        who, ref = self._somebody(task), f"{task.instance_id}-{task.task}"
        return self._ask("claim", lambda here, key: claim_task.claim(here, who, ref, idempotency=key))

    def release(self) -> str:
        task = self._some_task()
        if task is None:
            return "nothing"
        who, ref = self._somebody(task), f"{task.instance_id}-{task.task}"
        return self._ask("release", lambda here, key: release_task.release(here, who, ref, idempotency=key))

    def pay(self) -> str:
        """A message from outside: for one who waits for it, for one who will, or for nobody."""
        case = self._some_case()
        if case is None:
            return "nothing"
        ttl, payload = timedelta(days=self.chance.choice((1, 30))), {"amount": f"{self._stamp()}.00"}
        who, number = self._office.who(OWNER), case.number
        return self._ask(
            "pay",
            lambda here, key: send_message.send(
                here, who, name="paid", key=number, payload=payload, ttl=ttl, idempotency=key
            ),
        )

    def suspend(self) -> str:
        return self._intervene("suspend", suspend_instance.suspend)

    def resume(self) -> str:
        return self._intervene("resume", suspend_instance.resume, status=InstanceStatus.SUSPENDED)

    def cancel(self) -> str:
        return self._intervene("cancel", cancel_instance.cancel)

    def publish(self) -> str:
        """The procedure changes; cases that run stay on theirs."""
        who, changed = self._office.who(OWNER), errand.parts(looked_again=self.chance.random() < 0.5)
        grounds = Grounds(reason="Так решили на собрании")
        return self._ask(
            "publish", lambda here, key: publish.publish_upload(here, who, changed, grounds, idempotency=key)
        )

    def ask_again(self) -> str:
        """Who got no answer asks again, anywhere."""
        if not self.unanswered:
            return "nothing"
        return self._send(self.unanswered.pop(self.chance.randrange(len(self.unanswered))))

    def ask_twice(self) -> str:
        """A client, or something between him and us, sends what was answered long ago."""
        return self._send(self.chance.choice(self.answered)) if self.answered else "nothing"

    def deliver_twice(self) -> str:
        """A message is handed over again, whatever became of it the first time."""
        with self.here.database.reading() as session:
            ids = session.scalars(select(Message.id).order_by(Message.sent_at, Message.id)).all()
        if not ids:
            return "nothing"
        return "taken" if deliver_message.deliver(self.here, self.chance.choice(ids)) else "not taken"

    def run_job(self) -> str:
        return "ran" if run_jobs.run_next(self.here) else "nothing"

    def fire(self) -> str:
        return "fired" if fire_timers.fire_due(self.here) else "nothing"

    def work_off(self) -> str:
        """All that is due, as a scheduler with nothing else to do."""
        for _ in range(200):
            if not fire_timers.fire_due(self.here) and not run_jobs.run_due(self.here):
                return "at rest"
        raise AssertionError("work never ends")

    def keep_house(self) -> str:
        """Keys are forgotten after a week, so nobody asks again who might have been forgotten."""
        if self.unanswered:
            return "nothing"
        self.answered.clear()
        housekeeping.keep_house(self.here)
        return "kept"

    def retry(self) -> str:
        """Somebody looks after what was given up."""
        with self.here.database.reading() as session:
            mail = session.scalars(select(Mail.id).where(Mail.state == "failed").order_by(Mail.id)).first()
            stuck = session.execute(
                select(Incident.instance_id, Incident.incident).where(Incident.state == "open")
            ).first()
        who = self._office.who(OWNER)
        if stuck is not None:
            case, incident = stuck
            return self._ask(
                "retry", lambda here, key: retry_incident.retry(here, who, case, incident, idempotency=key)
            )
        if mail is not None:
            retry_mail.resend(self.here, who, mail)
            return "sent again"
        return "nothing"

    def restart(self) -> str:
        """As after a kill: nothing is left of this node but what it committed."""
        self.here.close()
        self.nodes[self.turn] = self._opened()
        self.figures.things["restarts"] += 1
        if len(self.nodes) == 1:
            with self.here.database.writing() as session:
                jobs.take_back(session)  # as whoever serves alone does first
        return "stands again"

    def pass_minutes(self) -> str:
        return self._move(timedelta(minutes=self.chance.randint(1, 50)))

    def jump_an_hour(self) -> str:
        return self._move(timedelta(hours=1))

    def jump_a_day(self) -> str:
        return self._move(timedelta(days=1))

    def set_back_an_hour(self) -> str:
        self.figures.things["clock set back"] += 1
        return self._move(-timedelta(hours=1))

    def jump_over_a_change(self) -> str:
        """To shortly before, at, or after the next change of the clocks, if it is near."""
        now = self.clock.now()
        near = [at for at in CHANGES.values() if timedelta() < at - now < timedelta(days=4)]
        return self._move(min(near) - now + timedelta(minutes=self.chance.randint(-20, 80))) if near else "nothing"

    # How it is done.

    def _move(self, by: timedelta) -> str:
        before = self.clock.now()
        self.clock.set(before + by)
        for name, at in CHANGES.items():
            if before < at <= self.clock.now():
                self.figures.crossed[name] += 1
        return "moved"

    def _intervene(self, what: str, do: Callable[..., Result], status: str = InstanceStatus.RUNNING) -> str:
        case = self._some_case(status)
        if case is None:
            return "nothing"
        who = self._office.who(self.chance.choice((OWNER, OWNER, OWNER, *CAST)))
        return self._ask(what, lambda here, key: do(here, who, case.id, REASON, idempotency=key))

    def _ask(self, what: str, ask: Callable[[Installation, str], Result], stamp: int | None = None) -> str:
        self._asked += 1
        key = f"{what}-{self._asked}"
        return self._send(Request(key, what, lambda here: ask(here, key), stamp))

    def _send(self, request: Request) -> str:
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
            self._note(self.ask_again())
        for _ in range(1000):
            self.turn = (self.turn + 1) % len(self.nodes)
            self.work_off()
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
        database = Database.open(self._office.config.database_url, synchronous="OFF")
        return Installation(config=self._office.config, database=database, clock=self.clock, mail=self.relay)

    def _stamp(self) -> int:
        """A number that no other request of this run carries."""
        self._asked += 1
        return self._asked

    def _running(self) -> int:
        with self.here.database.reading() as session:
            return len(session.scalars(select(Instance.id).where(Instance.status == InstanceStatus.RUNNING)).all())

    def _some_case(self, status: str | None = None) -> Any:
        query = select(Instance.id, Instance.number).order_by(Instance.id)
        if status is not None:
            query = query.where(Instance.status == status)
        with self.here.database.reading() as session:
            found = session.execute(query).all()
        return self.chance.choice(found) if found else None

    def _some_task(self) -> Any:
        """An open one; now and then one that is done already."""
        query = select(Task.instance_id, Task.task, Task.element, Task.form).order_by(Task.instance_id, Task.task)
        if self.chance.random() < 0.9:
            query = query.where(Task.status.in_(LIVING))
        with self.here.database.reading() as session:
            found = session.execute(query).all()
        return self.chance.choice(found) if found else None

    def _somebody(self, task: Any) -> Any:
        likely = self.chance.random() < 0.85
        return self._office.who(self.chance.choice(LIKELY[task.element] if likely else CAST))


MOVES: dict[Callable[[Simulation], str], int] = {
    Simulation.start: 8,
    Simulation.complete: 30,
    Simulation.claim: 5,
    Simulation.release: 3,
    Simulation.pay: 5,
    Simulation.suspend: 1,
    Simulation.resume: 3,
    Simulation.cancel: 1,
    Simulation.publish: 1,
    Simulation.ask_again: 12,
    Simulation.ask_twice: 3,
    Simulation.deliver_twice: 2,
    Simulation.run_job: 24,
    Simulation.fire: 6,
    Simulation.work_off: 2,
    Simulation.keep_house: 1,
    Simulation.retry: 1,
    Simulation.restart: 2,
    Simulation.pass_minutes: 3,
    Simulation.jump_an_hour: 3,
    Simulation.jump_a_day: 4,
    Simulation.set_back_an_hour: 2,
    Simulation.jump_over_a_change: 4,
}
"""What may happen in a step, and how often, by weight."""


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
    with tempfile.TemporaryDirectory(prefix="simulation-") as folder, errand_office.in_a_file(Path(folder)) as office:
        run = Simulation(office, seed)
        return run.run(steps), run.figures


if __name__ == "__main__":
    said, counted = simulate(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else STEPS)
    print(counted)
    print(said)

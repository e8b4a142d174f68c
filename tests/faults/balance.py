"""The balance of a service: log = projections = effects, and nothing that was acknowledged is missing or there twice.

Drawn up after every step of a simulation.  What the log of a case says is read once for each state of it; the tables of
effects are compared with all logs together each time.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import replay
from processes.commands import CompleteAction, DeliverMessage, FireTimer
from service.installation import Installation
from service.operations.upload_attachment import path_of
from storage import history, projections
from storage.jobs import Backoff
from storage.models import (
    Action,
    Document,
    Incident,
    Instance,
    InstanceStatus,
    Job,
    Mail,
    Message,
    RegisterRow,
    Subscription,
)
from tests.faults.reckoning import doubled, in_a_row
from tests.faults.relay import Relay

ALIVE = ("waiting", "running")


@dataclass
class Told:
    """What the log of one case says, up to its row `rev`."""

    hashes: list[str] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    fired: list[int] = field(default_factory=list)
    notices: int = 0

    @property
    def rev(self) -> int:
        return len(self.hashes)

    @classmethod
    def by(cls, rows: Iterable[history.Row]) -> Told:
        told = cls()
        for row in rows:
            told.hashes.append(row.hash)
            for step in row.decoded():
                told._step(row.at, step)
        return told

    def _step(self, at: datetime, step: history.Step) -> None:
        command = step.command
        stamp = getattr(command, "answers", {}).get("stamp")
        if stamp is not None:
            self.stamps.append(stamp)
        if isinstance(command, DeliverMessage):
            self.received.append(str(command.message))
        elif isinstance(command, FireTimer):
            assert command.due <= at, f"timer {command.timer} fired at {at}, before it was due"
            self.fired.append(command.timer)
        elif isinstance(command, CompleteAction):
            self._result(command.result)

    def _result(self, result: Mapping[str, Any]) -> None:
        if "count" in result and "year" in result:
            self.numbers.append(result["number"])
        elif "queued_at" in result:
            self.notices += 1
        elif "document" in result:
            self.papers.append(result["document"])
        elif "message" in result:
            self.said.append(result["message"])


@dataclass(frozen=True)
class Asked:
    """What a client knows of the requests that it made, by stamp."""

    done: Collection[int]
    undone: Collection[int]


class Balance:
    """Fails where the books do not agree.  `relay` is the outside world."""

    def __init__(self, relay: Relay) -> None:
        self.told: dict[int, Told] = {}
        self._relay = relay
        self._papers: set[str] = set()

    def draw(self, nodes: Collection[Installation], asked: Asked, *, until: datetime) -> None:
        """Everything, as it is now; cases that have not moved are believed to be as they were.

        `until` is the latest moment that any clock has shown: what had its time then has had it, whatever clocks say now.
        """
        here = next(iter(nodes))
        with here.database.reading() as session:
            cases = session.execute(
                select(Instance.id, Instance.rev, Instance.number, Instance.state_digest).order_by(Instance.id)
            ).all()
            for id_, rev, _, _ in cases:
                if id_ not in self.told or self.told[id_].rev != rev:
                    self.told[id_] = self._of_case(here, session, id_)
            assert [id_ for id_, *_ in cases] == sorted(self.told), "a case is gone"
            self._effects(here, session, until)
        assert in_a_row_each_year(number for _, _, number, _ in cases), "numbers of cases have a gap or a double"
        for node in nodes:
            for id_, rev, _, digest in cases:
                _live_is_not_ahead(node, id_, rev, digest)
        self._acknowledged(asked)

    def _of_case(self, here: Installation, session: Session, id_: int) -> Told:
        rows = history.rows(session, id_)
        told = Told.by(rows)
        before = self.told.get(id_, Told()).hashes
        assert told.hashes[: len(before)] == before, f"case {id_}: rows that were there have changed or are gone"
        assert history.check(session, id_) is None
        definition = here.definitions.get(session, session.get_one(Instance, id_).definition_id).definition
        assert projections.differences(session, id_, definition) == []
        assert replay.first_difference(definition, id_, rows) is None
        assert doubled(told.fired) == []
        return told

    def _effects(self, here: Installation, session: Session, until: datetime) -> None:
        logs = self.told.values()
        jobs = _jobs_alive(session)
        numbers = [number for told in logs for number in told.numbers]
        assert in_a_row_each_year(numbers), f"a gap or a double in {sorted(numbers)}"
        rows = session.execute(select(RegisterRow.key, RegisterRow.version).where(RegisterRow.register == "R-ERRANDS"))
        assert sorted(rows) == [(number, 1) for number in sorted(numbers)]
        self._mails(session, jobs)
        self._messages(session, jobs, until)
        self._documents(here, session, jobs)

    def _mails(self, session: Session, jobs: Mapping[str, set[Any]]) -> None:
        """One row a notice and channel; what a relay has is one of them, and what it has twice is known to be so."""
        rows = session.execute(
            select(Mail.id, Mail.channel, Mail.instance_id, Mail.message_id, Mail.state, Mail.tries)
        ).all()
        queued = Counter((row.channel, row.instance_id) for row in rows)
        owed = {id_: told.notices for id_, told in self.told.items() if told.notices}
        for channel in ("email", "cabinet"):
            assert {case: count for (by, case), count in queued.items() if by == channel} == owed
        mails = {row.message_id: row for row in rows if row.channel == "email"}
        strange = set(self._relay.taken) - set(mails)
        assert not strange, f"the relay has mails that nobody queued: {strange}"
        for id_, row in mails.items():
            taken = self._relay.taken.get(id_, [])
            assert len(set(taken)) <= 1, f"{id_} came with another content"
            assert row.state != "queued" or row.id in jobs["mail"], f"nobody will send {id_}"
            assert row.state not in ("sent", "maybe_sent") or taken, f"{id_} is {row.state}, and nobody has it"
            assert row.state != "sent" or len(taken) == 1, f"{id_} came {len(taken)} times and is marked as sent once"
            given_up = row.state == "failed" and id_ not in self._relay.refused
            assert not given_up or row.id in _worn_out(session), f"{id_} was given up"

    def _messages(self, session: Session, jobs: Mapping[str, set[Any]], until: datetime) -> None:
        """Delivered once, to whom the log says; and whoever waits for one that is there is going to have it."""
        rows = session.execute(
            select(Message.id, Message.state, Message.receiver, Message.name, Message.key, Message.expires_at)
        ).all()
        received = [(message, case) for case, told in self.told.items() for message in told.received]
        assert doubled(message for message, _ in received) == []
        assert sorted((row.id, row.receiver) for row in rows if row.state == "delivered") == sorted(received)
        said = {message for told in self.told.values() for message in told.said}
        assert said <= {row.id for row in rows}, "a message that a case has sent is gone"
        awaited = session.execute(
            select(Subscription.name, Subscription.key)
            .join(Instance, Instance.id == Subscription.instance_id)
            .where(Subscription.state == "open", Instance.status == InstanceStatus.RUNNING)
        )
        waiting = {(name, key) for name, key in awaited}
        for row in rows:
            over = row.expires_at is not None and row.expires_at <= until
            if row.state == "waiting" and not over and (row.name, row.key) in waiting:
                assert row.id in jobs["message"], f"nobody will deliver {row.name} to {row.key}"

    def _documents(self, here: Installation, session: Session, jobs: Mapping[str, set[Any]]) -> None:
        """Those in the log, each with its file; and what a case waits for is going to be made, or somebody hears of it."""
        rows = session.execute(select(Document.id, Document.sha256)).all()
        assert sorted(row.id for row in rows) == sorted(id_ for told in self.told.values() for id_ in told.papers)
        for row in rows:
            path = path_of(here, row.id)
            assert path.is_file(), f"the file of document {row.id} is gone"
            if row.id not in self._papers:
                assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256
                self._papers.add(row.id)
        wanted = session.execute(
            select(Action.instance_id, Action.action, Action.element)
            .join(Instance, Instance.id == Action.instance_id)
            .where(Action.state == "requested", Action.name == "document", Instance.status == InstanceStatus.RUNNING)
        ).all()
        halted = set(session.execute(select(Incident.instance_id, Incident.element).where(Incident.state == "open")))
        for case, action, element in wanted:
            hope = (case, action) in jobs["document"] or (case, element) in halted
            assert hope, f"case {case} waits for a document that nobody makes"

    def _acknowledged(self, asked: Asked) -> None:
        happened = [stamp for told in self.told.values() for stamp in told.stamps]
        assert doubled(happened) == [], "done twice"
        missing = set(asked.done) - set(happened)
        assert not missing, f"acknowledged or committed, and not in the log: {missing}"
        assert not set(asked.undone) & set(happened), "rolled back or refused, and in the log"


def in_a_row_each_year(numbers: Iterable[str]) -> bool:
    """Whether the numbers of each year have neither a gap nor a double."""
    years: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        years[number.rpartition("-")[0]].append(number)
    return all(in_a_row(one) for one in years.values())


def _worn_out(session: Session) -> set[int]:
    """Mails that were tried as often as any job is: each time the relay or the process that tried was away."""
    tried = session.scalars(select(Job).where(Job.kind == "mail", Job.state == "dead"))
    return {job.args["mail"] for job in tried if job.attempts >= Backoff().attempts}


def _jobs_alive(session: Session) -> Mapping[str, set[Any]]:
    """What is going to be done: mails by id, messages by id, documents by case and action."""
    alive: dict[str, set[Any]] = {"mail": set(), "message": set(), "document": set()}
    for kind, args in session.execute(select(Job.kind, Job.args).where(Job.state.in_(ALIVE))):
        alive[kind].add((args["instance"], args["action"]) if kind == "document" else args[kind])
    return alive


def _live_is_not_ahead(node: Installation, id_: int, rev: int, digest: str | None) -> None:
    """A cached case has read no further than the log goes, and at its end is what the log says."""
    seq = node.live.seq(id_)
    assert seq is None or seq <= rev, f"case {id_}: the cache has {seq}, the log ends at {rev}"
    assert node.live.look(id_, rev, lambda live: live.digest()) in (None, digest), f"case {id_}: the cache differs"

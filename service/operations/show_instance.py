"""A case as its page, the cabinet and the API show it; and its events, with erasable values for those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forms import answers
from service import sight, subjects
from service.access import reads_all, require_instance, takes_part, works_on
from service.actor import Actor
from service.installation import Installation
from service.moving import case_data, opened
from service.published import Edition
from service.refs import read_person
from service.sight import Sight
from storage import documents, history, instances, parties, people, personal
from storage.models import Document, Incident, Task
from storage.models import Instance as InstanceRow


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who holds a role of the case: `party` is party:12 or person:7, `name` what they are called, `called` in short.

    `vacant`: nobody of the party has an account, so nobody sees the case in a cabinet.
    """

    role: str
    party: str
    name: str
    called: str
    vacant: bool = False


@dataclass(frozen=True, kw_only=True)
class InstanceView:
    """A case for somebody who may read it; `case` is its data with the erasable values in it.

    `sight` says what he sees of it, if that is not all; `addressed` are the keys that his own steps have opened to
    somebody outside.
    """

    row: InstanceRow
    edition: Edition
    case: dict[str, Any]
    participants: tuple[Participant, ...]
    documents: tuple[Document, ...]
    open_tasks: tuple[Task, ...]
    incidents: tuple[Incident, ...]
    sight: Sight | None = None
    addressed: frozenset[str] = frozenset()

    @property
    def stage(self) -> str | None:
        return self.row.stage if self.sight is None else None

    @property
    def end_element(self) -> str | None:
        """How it ended says what came of the exam: that is for those who see all."""
        return self.row.end_element if self.sight is None else None


def show(installation: Installation, actor: Actor, instance_id: int) -> InstanceView:
    """The case; raises NotFound, also for one that this person may not read."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        _note_look(installation, session, actor, row, edition)
        seen = sight.of(session, actor, row, edition)
        case = opened(session, row, case_data(installation, session, row, edition))
        papers = sight.papers(actor, edition, documents.of_instance(session, instance_id))
        waiting = instances.open_tasks(session, instance_id)
        incidents = [one for one in instances.incidents(session, instance_id) if one.state == "open"]
        return InstanceView(
            row=row,
            edition=edition,
            case=case if seen is None else seen.data(case),
            participants=tuple(_participants(session, instance_id, seen)),
            documents=tuple(papers if seen is None else seen.papers(papers, edition.definition)),
            open_tasks=tuple(waiting if seen is None else seen.tasks(waiting)),
            incidents=tuple(incidents if seen is None else ()),
            sight=seen,
            addressed=frozenset() if reads_all(actor, edition) else sight.opened_by_steps(session, actor, row, edition),
        )


def events(
    installation: Installation, actor: Actor, instance_id: int, *, after: int = 0, limit: int | None = None
) -> list[dict[str, Any]]:
    """The history of a case after row `after`, as plain values; raises NotFound.

    Rows are {seq, at, actor, actor_name, role, core, digest, hash, steps: [{command, facts}]}; whoever sees only some of
    the case reads only what concerns him, without answers.
    """
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        _note_look(installation, session, actor, row, edition)
        rows = history.rows(session, instance_id, after=after)[:limit]
        names = _names(session, rows)
        value_of = personal.resolver(session, instance_id)
        told = [_plain(row, names, value_of) for row in rows]
        seen = sight.of(session, actor, row, edition)
        if seen is None:
            return told if reads_all(actor, edition) else [one for row in told if (one := sight.without_talk(row))]
        return [some for one in told if (some := seen.row(one)) is not None]


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """A place that the case passed: fact `n` of row `seq`; `flow` is the one taken to it, with its condition if it has one."""

    seq: int
    n: int
    at: datetime
    actor: str
    fact: str
    element: str
    name: str
    flow: str | None
    condition: str | None


def path(installation: Installation, actor: Actor, instance_id: int) -> list[PathStep]:
    """The whole way of a case: what happened at its steps, events and actions, and the flows between; raises NotFound."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        _note_look(installation, session, actor, row, edition)
        rows = history.rows(session, instance_id)
        seen = sight.of(session, actor, row, edition)
    return [step for row in rows for step in _steps(row, edition, seen)]


def _steps(row: history.Row, edition: Edition, seen: Sight | None) -> Iterator[PathStep]:
    told = [fact for step in row.steps for fact in step["facts"] if seen is None or seen.concerns(fact)]
    for n, fact in enumerate(told, start=1):
        flow = edition.definition.flows.get(fact.get("flow", ""))
        element = flow.target if flow else fact.get("element")
        if fact["fact"] not in _ON_THE_WAY or not element:
            continue
        node = edition.definition.nodes.get(element)
        yield PathStep(
            seq=row.seq,
            n=n,
            at=row.at,
            actor=row.actor,
            fact=fact["fact"],
            element=element,
            name=node.name if node else "",
            flow=fact.get("flow"),
            condition=fact.get("condition"),
        )


_ON_THE_WAY = frozenset(
    {
        "InstanceStarted", "FlowTaken", "TaskOpened", "TaskCompleted", "TaskCancelled", "DecisionMade", "TimerFired",
        "MessageReceived", "ConditionMet", "ActionCompleted", "IncidentRaised", "IncidentResolved", "InstanceFinished",
    }
)  # fmt: skip
"""Facts that are about a place on the diagram and tell the way; the others are how the case waits."""


def _note_look(installation: Installation, session: Session, actor: Actor, row: InstanceRow, edition: Edition) -> None:
    """Readers from outside the procedure are recorded: auditors, operators, owners."""
    if not works_on(actor, edition.definition) and not takes_part(session, actor, row):
        installation.looks.note(actor.id, row.id, installation.now())


def _plain(row: history.Row, names: dict[int, str], value_of: Callable[[str], Any]) -> dict[str, Any]:
    person = read_person(row.actor)
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "actor_name": names.get(person) if person is not None else None,
        "role": row.role,
        "core": row.core,
        "digest": row.digest,
        "hash": row.hash,
        "steps": [answers.opened(step, value_of) for step in row.steps],
    }


def _names(session: Session, rows: Sequence[history.Row]) -> dict[int, str]:
    ids = {person for row in rows if (person := read_person(row.actor)) is not None}
    return people.named(session, ids) if ids else {}


def _participants(session: Session, instance_id: int, seen: Sight | None) -> list[Participant]:
    taking_part = instances.participants(session, instance_id)
    found = taking_part if seen is None else seen.people(taking_part)
    holders = {one.holder for one in found}
    names = parties.holders_named(session, holders)
    called = subjects.called(session, names)
    vacant = parties.vacant(session, [int(holder[6:]) for holder in holders if holder.startswith("party:")])
    unclaimed = {f"party:{id_}" for id_ in vacant}
    return [
        Participant(
            role=one.role,
            party=one.holder,
            name=names.get(one.holder, one.holder),
            called=called.get(one.holder, one.holder),
            vacant=one.holder in unclaimed,
        )
        for one in found
    ]

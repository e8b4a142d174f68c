"""A case as its page, the cabinet and the API show it; and its events, with erasable values for those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from forms import answers
from service.access import require_instance, takes_part, works_on
from service.actor import Actor
from service.installation import Installation
from service.moving import case_data, opened
from service.published import Edition
from service.refs import read_person
from storage import documents, history, instances, parties, people, personal
from storage.models import Document, Incident, Task
from storage.models import Instance as InstanceRow


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who holds a role of the case: `party` is party:12 or person:7, `name` what they are called."""

    role: str
    party: str
    name: str


@dataclass(frozen=True, kw_only=True)
class InstanceView:
    """A case for somebody who may read it; `case` is its data with the erasable values in it."""

    row: InstanceRow
    edition: Edition
    case: dict[str, Any]
    participants: tuple[Participant, ...]
    documents: tuple[Document, ...]
    open_tasks: tuple[Task, ...]
    incidents: tuple[Incident, ...]


def show(installation: Installation, actor: Actor, instance_id: int) -> InstanceView:
    """The case; raises NotFound, also for one that this person may not read."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        _note_look(installation, session, actor, row, edition)
        return InstanceView(
            row=row,
            edition=edition,
            case=opened(session, row, case_data(installation, session, row, edition)),
            participants=tuple(_participants(session, instance_id)),
            documents=tuple(documents.of_instance(session, instance_id)),
            open_tasks=tuple(instances.open_tasks(session, instance_id)),
            incidents=tuple(one for one in instances.incidents(session, instance_id) if one.state == "open"),
        )


def events(
    installation: Installation, actor: Actor, instance_id: int, *, after: int = 0, limit: int | None = None
) -> list[dict[str, Any]]:
    """The history of a case after row `after`, as plain values; raises NotFound.

    Rows are {seq, at, actor, actor_name, role, core, digest, hash, steps: [{command, facts}]}.
    """
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        _note_look(installation, session, actor, row, edition)
        rows = history.rows(session, instance_id, after=after)[:limit]
        names = _names(session, rows)
        value_of = personal.resolver(session, instance_id)
        return [_plain(row, names, value_of) for row in rows]


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


def _participants(session: Session, instance_id: int) -> list[Participant]:
    found = instances.participants(session, instance_id)
    held = {one.holder for one in found}
    of_people = people.named(session, [int(holder[7:]) for holder in held if holder.startswith("person:")])
    of_parties = parties.named(session, [int(holder[6:]) for holder in held if holder.startswith("party:")])
    names = {f"person:{id_}": name for id_, name in of_people.items()}
    names |= {f"party:{id_}": name for id_, name in of_parties.items()}
    return [Participant(role=one.role, party=one.holder, name=names.get(one.holder, one.holder)) for one in found]

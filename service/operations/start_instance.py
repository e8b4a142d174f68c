"""Starting a case: its number, its first row and its participants in one transaction, so numbers have no gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from processes.commands import StartInstance
from processes.model.elements import Node
from service.access import require_key, works_on
from service.actor import SYSTEM, Actor
from service.errors import NotAllowed, NotConfirmed, Unfit
from service.installation import Installation
from service.moving import Move, begin, finish, outcome
from service.operations import answering
from service.operations.people import own_party
from service.operations.repeats import Repeat
from service.operations.save_draft import start_place
from service.outcome import Outcome
from service.published import Edition
from storage import counters, drafts, instances, parties, people
from storage.errors import NotFound
from storage.models import Message

log = structlog.get_logger(__name__)


def start(
    installation: Installation,
    actor: Actor,
    *,
    procedure: str,
    answers: Mapping[str, Any],
    process: str | None = None,
    start: str | None = None,
    party: int | None = None,
    idempotency: str | None = None,
) -> Outcome:
    """The new case.  `process` or `start` is needed only where there are several; `party` is for whom one acts.

    Raises NotFound, NotAllowed, NotConfirmed, Unfit, AnswersRefused, IdempotencyMismatch.
    """
    repeat = Repeat(Outcome, actor, idempotency, "start", procedure, process, start, party, answers)
    with installation.database.writing() as session:
        done = repeat.answered(session)
        if done is not None:
            return done
        edition = installation.definitions.newest(session, procedure, installation.now())
        node = start_node(edition, process, start)
        role = require_start(actor, edition, node)
        participants = _participants(session, actor, edition, role, party, installation.now())
        move = begin_case(installation, session, actor, edition, node, role, participants, answers)
        drafts.drop(session, actor.person_id, start_place(edition.key, move.row.process, node.id))
        result = outcome(move, actor)
        return repeat.remember(session, result, at=installation.now())


def start_node(edition: Edition, process: str | None, start: str | None) -> Node:
    """The start event that is meant; raises NotFound, or Unfit where several are possible."""
    definition = edition.definition
    if process is not None and process not in definition.processes:
        raise NotFound("Процесс", "Process", process)
    if process is None and start is not None and start in definition.nodes:
        process = definition.process_of(start).id
    possible = [node for node in definition.starts(process) if node.event is None]
    if start is not None:
        possible = [node for node in possible if node.id == start]
    if not possible:
        raise NotFound("Начало дела", "Start", start or process or edition.key)
    if len(possible) > 1:
        names = ", ".join(node.id for node in possible)
        raise Unfit(f"Начать можно по-разному, назовите start: {names}", f"Several starts, name one: {names}")
    return possible[0]


def require_start(actor: Actor, edition: Edition, node: Node) -> str:
    """The role in which the person starts; raises NotAllowed, or NotConfirmed.

    An outside role of scope `party` is open to everybody who does not work on the procedure: nobody applies to himself.
    Signing up is not for somebody who has an account.
    """
    definition = edition.definition
    if not actor.confirmed:
        raise NotConfirmed
    if definition.process_of(node.id).id == definition.sign_up:
        raise NotAllowed
    roles = definition.roles_of(node.id)
    outside = not works_on(actor, definition)
    held = next(
        (role for role in roles if role in definition.roles and outside and definition.roles[role].scope == "party"),
        None,
    )
    return held if held is not None else require_key(actor, roles, edition)


def begin_case(
    installation: Installation,
    session: Session,
    actor: Actor,
    edition: Edition,
    node: Node,
    role: str,
    participants: tuple[tuple[str, str], ...],
    answers: Mapping[str, Any],
    *,
    received_on: date | None = None,
    scans: Collection[str] = (),
) -> Move:
    """A case that has begun at this start event, numbered and kept; a step of those who may begin one.

    `received_on` and `scans` (ids of the person's own uploads) are those of answers that came on paper.
    Raises Unfit, AnswersRefused.
    """
    move = _numbered(installation, session, edition, node, actor.id)
    move.role = role
    sealed = answering.sealed_start(
        move,
        actor,
        edition.form(node.properties.get("form")),
        answers,
        subject=participants[0][1] if participants else None,
    )
    move.apply(
        StartInstance(
            at=move.at,
            actor=actor.id,
            number=move.row.number,
            process=move.row.process,
            start=node.id,
            answers=sealed,
            participants=participants,
            zone=installation.zone.key,
            received_on=received_on.isoformat() if received_on else None,
            scans=answering.kept_scans(move, actor, scans),
        )
    )
    finish(move)
    return move


def begin_by_itself(
    installation: Installation,
    session: Session,
    edition: Edition,
    node: Node,
    *,
    message: Message | None = None,
    due: datetime | None = None,
) -> Move:
    """A case that nobody began: a message did, whose payload it has, or a timer that was due at this moment.

    Of the case that sent the message come those who take part in the roles that the start names (`participants`).
    """
    move = _numbered(installation, session, edition, node, SYSTEM)
    move.apply(
        StartInstance(
            at=move.at,
            actor=SYSTEM,
            number=move.row.number,
            process=move.row.process,
            start=node.id,
            answers=message.payload if message else {},
            participants=_brought(session, edition, node, message),
            zone=installation.zone.key,
            message=message.id if message else None,
            key=message.key if message else None,
            due=due,
        )
    )
    finish(move)
    return move


def _brought(session: Session, edition: Edition, node: Node, message: Message | None) -> tuple[tuple[str, str], ...]:
    """Who comes along from the sender; a role means the same people only within one procedure."""
    roles = node.properties.get("participants", "").split()
    if not roles or message is None or message.sender is None:
        return ()
    if instances.get(session, message.sender).procedure != edition.key:
        return ()
    found = instances.participants(session, message.sender)
    return tuple((one.role, one.holder) for one in found if one.role in roles)


def _numbered(installation: Installation, session: Session, edition: Edition, node: Node, actor: str) -> Move:
    """A case with its number and nothing else yet."""
    now, process = installation.now(), edition.definition.process_of(node.id).id
    row = instances.create(
        session,
        definition_id=edition.id,
        procedure=edition.key,
        process=process,
        number=_number(installation, session, edition, process, now),
        started_at=now,
    )
    return begin(installation, session, row, edition, actor)


def _number(installation: Installation, session: Session, edition: Edition, process: str, now: datetime) -> str:
    code, year = edition.definition.code_of(process), now.astimezone(installation.zone).year
    return f"{code}-{year}-{counters.next(session, code, year):04d}"


def _participants(
    session: Session, actor: Actor, edition: Edition, role: str, party: int | None, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The outside role of whoever starts, held through the party for which he acts: his own, unless he names another."""
    known = edition.definition.roles.get(role)
    if known is None or known.scope == "none":
        return ()
    if known.scope == "instance":
        return ((known.id, actor.id),)
    return ((known.id, f"party:{_party(session, actor, party, now)}"),)


def _party(session: Session, actor: Actor, party: int | None, now: datetime) -> int:
    if party is not None:
        if party not in {one.id for one in parties.of_person(session, actor.person_id)}:
            raise NotFound("Участник", "Party", party)
        return party
    return own_party(session, people.get(session, actor.person_id), at=now)

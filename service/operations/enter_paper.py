"""Paper intake: staff enter what people outside handed in on paper, by the same forms and checks.

Terms run from the day on which the paper was received; the history shows who entered it and keeps its scan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from processes.commands import CompleteTask
from processes.definition import Definition
from processes.model.elements import Node
from service import inviting
from service.access import may_read, require_key
from service.actor import Actor
from service.errors import NotAllowed, Unfit
from service.installation import Installation
from service.inviting import Guest
from service.moving import moving, outcome
from service.operations import answering, tasks
from service.operations.repeats import Repeat
from service.operations.show_start import StartOption, StartView, option_of
from service.operations.start_instance import begin_case, start_node
from service.outcome import Outcome
from service.published import Edition
from service.refs import read_task_ref
from storage import drafts, instances, parties
from storage.database import after_commit
from storage.errors import NotFound
from storage.models import Party


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who handed the paper in: a `party` that is known, or a new person by his name."""

    party: int | None = None
    name: str = ""
    email: str | None = None
    phone: str | None = None


def start(
    installation: Installation,
    actor: Actor,
    *,
    procedure: str,
    applicant: Applicant,
    received_on: date,
    answers: Mapping[str, Any],
    scans: Collection[str] = (),
    process: str | None = None,
    start: str | None = None,
    idempotency: str | None = None,
) -> Outcome:
    """The new case of somebody outside.  `scans`: ids of the person's own uploads.

    Raises NotFound, NotAllowed, Unfit (the day, the applicant, a scan), AnswersRefused, IdempotencyMismatch.
    """
    asked = (procedure, process, start, vars(applicant), received_on.isoformat(), sorted(scans), answers)
    repeat = Repeat(Outcome, actor, idempotency, "enter", *asked)
    with installation.database.writing() as session:
        done = repeat.answered(session)
        if done is not None:
            return done
        edition = installation.definitions.newest(session, procedure, installation.now())
        node = start_node(edition, process, start)
        role, by = require_start(actor, edition, node)
        require_past(installation, received_on)
        party = _party(installation, session, applicant)
        if any(one.id == party for one in parties.of_person(session, actor.person_id)):
            raise Unfit("Своё заявление вносит другой сотрудник", "Somebody else enters what you hand in yourself")
        move = begin_case(
            installation,
            session,
            actor,
            edition,
            node,
            by,
            ((role, f"party:{party}"),),
            answers,
            received_on=received_on,
            scans=scans,
        )
        return repeat.remember(session, outcome(move, actor), at=installation.now())


def complete(
    installation: Installation,
    actor: Actor,
    ref: str,
    answers: Mapping[str, Any],
    *,
    received_on: date,
    scans: Collection[str] = (),
    etag: str | None = None,
    idempotency: str | None = None,
) -> Outcome:
    """The case after a task of somebody outside; raises what `complete_task.complete` does, and Unfit."""
    instance_id, number = read_task_ref(ref)
    asked = (ref, received_on.isoformat(), sorted(scans), answers)
    repeat = Repeat(Outcome, actor, idempotency, "enter", *asked)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        move.role = tasks.require_enterable(move, actor, number, etag)
        require_past(installation, received_on)
        task = move.live.open_tasks[number]
        sealed = answering.sealed(move, actor, move.edition.form(task.form), answers, at=task.task)
        move.apply(
            CompleteTask(
                at=move.at,
                actor=actor.id,
                task=number,
                answers=sealed,
                received_on=received_on.isoformat(),
                scans=answering.kept_scans(move, actor, scans),
            )
        )
        drafts.drop_place(move.session, ref)
        return repeat.remember(move.session, outcome(move, actor, task=ref), at=move.at)


def send_link(installation: Installation, actor: Actor, instance_id: int, *, holder: str, email: str) -> None:
    """A one-time link by which whoever handed in paper claims the case.  `holder`: a party of the case, `party:12`.

    Raises NotFound, NotAllowed, Unfit (the address).
    """
    address = " ".join(email.split()).casefold()
    if not 3 <= len(address) <= 200 or "@" not in address[1:-1] or " " in address:
        raise Unfit("Укажите адрес электронной почты", "Give an e-mail address")
    with moving(installation, instance_id, actor.id) as move:
        if not may_read(move.session, actor, move.row, move.edition):
            raise NotFound("Дело", "Instance", instance_id)
        require_key(actor, move.edition.definition.intake, move.edition)
        found = next((one for one in instances.participants(move.session, instance_id) if one.holder == holder), None)
        if found is None or not holder.startswith("party:"):
            raise NotFound("Участник", "Party", holder)
        party = parties.get(move.session, int(holder.removeprefix("party:")))
        if parties.members(move.session, party.id):
            raise Unfit("У участника уже есть учётная запись", "The participant has an account already")
        guest = Guest(kind=party.kind, name=party.name, email=address)
        links = len(parties.invitations(move.session, party.id))
        inviting.send_link(move, guest, party.id, role=found.role, key=f"{instance_id}-{party.id}-{links + 1}")
        after_commit(move.session, installation.wake)


def enterable(installation: Installation, actor: Actor) -> list[StartOption]:
    """What the person may enter for somebody outside, by procedure."""
    now = installation.now()
    with installation.database.reading() as session:
        editions = [
            installation.definitions.newest(session, key, now) for key in installation.definitions.keys(session)
        ]
    return [
        option_of(edition, process.id, node)
        for edition in editions
        for process in edition.definition.processes.values()
        for node in edition.definition.starts(process.id)
        if node.event is None and _outside_role(edition.definition, node) and _by(actor, edition)
    ]


def may_enter(installation: Installation, actor: Actor) -> bool:
    """Whether the person enters paper for any procedure."""
    return bool(enterable(installation, actor))


def show(installation: Installation, actor: Actor, procedure: str, process: str | None, start: str | None) -> StartView:
    """The form that begins a case, for whoever enters paper; raises NotFound, NotAllowed, Unfit (several starts)."""
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, procedure, installation.now())
        node = start_node(edition, process, start)
        require_start(actor, edition, node)
        return StartView.blank(installation, session, edition, node)


def known_parties(installation: Installation, actor: Actor, procedure: str, name: str) -> list[Party]:
    """People and organisations whose name begins so.  Raises NotAllowed for whoever enters no paper."""
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, procedure, installation.now())
        require_key(actor, edition.definition.intake, edition)
        found = parties.find(session, " ".join(name.split()), limit=20) if name.strip() else []
        session.expunge_all()
        return found


def require_start(actor: Actor, edition: Edition, node: Node) -> tuple[str, str]:
    """The outside role whose case it is, and the role in which the person enters it; raises NotAllowed."""
    by, role = require_key(actor, edition.definition.intake, edition), _outside_role(edition.definition, node)
    if role is None:
        raise NotAllowed
    return role, by


def require_past(installation: Installation, received_on: date) -> None:
    """The day of receipt has come; raises Unfit."""
    if received_on > installation.today():
        raise Unfit("День получения ещё не наступил", "The day of receipt is in the future")


def _outside_role(definition: Definition, node: Node) -> str | None:
    if definition.process_of(node.id).id == definition.sign_up:
        return None
    roles = (definition.roles[role] for role in definition.roles_of(node.id) if role in definition.roles)
    return next((role.id for role in roles if role.outside and role.scope == "party"), None)


def _by(actor: Actor, edition: Edition) -> str | None:
    intake = edition.definition.intake
    return next((role for role in intake if actor.holds(role, procedure=edition.key)), None)


def _party(installation: Installation, session: Session, applicant: Applicant) -> int:
    if applicant.party is not None:
        return parties.get(session, applicant.party).id
    name = " ".join(applicant.name.split())[:200]
    if not name:
        raise Unfit("Укажите, кто подал: участника или имя", "Say who handed it in: a participant or a name")
    contacts = {"email": applicant.email or None, "phone": applicant.phone or None}
    return parties.add(session, kind="person", name=name, at=installation.now(), data=contacts).id

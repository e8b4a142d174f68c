"""Confirming address and number: codes typed, codes asked for again, a call asked for, a registration given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from processes.commands import DeliverMessage
from service.actor import Actor
from service.errors import NotFound
from service.installation import Installation
from service.moving import Move, moving
from service.operations import sending_codes
from storage import codes, instances, mail, messages, people
from storage.database import after_commit


class Answer(StrEnum):
    """What came of a code that was typed."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """An address or number of somebody who registers: `left` more codes may be sent; `carried`: the code is on its way.

    `called`: a clerk will call, or calls already.
    """

    contact: str
    address: str
    confirmed: bool
    left: int
    carried: bool
    called: bool = False


@dataclass(frozen=True, kw_only=True)
class ConfirmView:
    """The one page of somebody who has yet to confirm his contacts; `number` is his registration's, which ends `until`."""

    number: str
    until: datetime | None
    contacts: tuple[ContactView, ...]


def show(installation: Installation, actor: Actor) -> ConfirmView:
    """What is confirmed and what is not; raises NotFound if the person did not register himself."""
    with installation.database.reading() as session:
        instance_id = _registration(session, actor)
        row = instances.get(session, instance_id)
        contacts = tuple(_contact(session, actor, instance_id, row.number, one) for one in sending_codes.CONTACTS)
        return ConfirmView(number=row.number, until=row.next_due_at, contacts=contacts)


def confirm(installation: Installation, actor: Actor, contact: str, typed: str) -> Answer:
    """Whether the code is the one that was sent.  A wrong one counts; after some the code is over.  Raises NotFound."""
    with installation.database.reading() as session:
        instance_id = _registration(session, actor)
    with moving(installation, instance_id, actor.id) as move:
        code = codes.latest(move.session, actor.person_id, contact)
        if code is not None and code.used_at is not None and sending_codes.fits(installation, code, typed):
            return Answer.CONFIRMED  # sent twice
        if code is None or not sending_codes.counts(code, move.at):
            return Answer.OVER
        if not sending_codes.fits(installation, code, typed):
            code.tries += 1
            return Answer.WRONG if sending_codes.counts(code, move.at) else Answer.OVER
        code.used_at = move.at
        _deliver(move, sending_codes.CONFIRMS[contact], {"confirmed_at": move.at.isoformat(), "how": "code"})
        return Answer.CONFIRMED


def send_again(installation: Installation, actor: Actor, contact: str) -> bool:
    """Whether another code goes to the contact; not after the third, and not to one that is confirmed.  Raises NotFound."""
    with installation.database.writing() as session:
        instance_id = _registration(session, actor)
        number = instances.get(session, instance_id).number
        waited = messages.receivers(session, sending_codes.CONFIRMS[contact], number)
        if not waited or codes.sent(session, actor.person_id, contact) >= sending_codes.MOST:
            return False
        sending_codes.send(installation, session, people.get(session, actor.person_id), instance_id, contact)
        return True


def ask_for_call(installation: Installation, actor: Actor) -> None:
    """A clerk will call the number.  Raises NotFound."""
    with installation.database.writing() as session:
        sending_codes.ask_for_call(session, _registration(session, actor), at=installation.now())
        after_commit(session, installation.wake)


def give_up(installation: Installation, actor: Actor) -> None:
    """The registration ends, its address is free for another one; the account is closed.  Raises NotFound."""
    with installation.database.reading() as session:
        instance_id = _registration(session, actor)
    with moving(installation, instance_id, actor.id) as move:
        _deliver(move, sending_codes.SPENT, {"at": move.at.isoformat()})


def _deliver(move: Move, name: str, payload: dict[str, str]) -> None:
    """The case hears of it in this very transaction; if it waits for it no more, it has heard it another way."""
    awaited = next((one for one in move.live.subscriptions.values() if one.name == name), None)
    if awaited is None:
        return
    move.apply(
        DeliverMessage(
            at=move.at,
            actor=move.actor,
            subscription=awaited.subscription,
            name=name,
            payload=payload,
            message=f"{name.lower()}-{move.row.id}-{move.seq}",
        )
    )


def _registration(session: Session, actor: Actor) -> int:
    instance_id = codes.registration_of(session, actor.person_id)
    if instance_id is None:
        raise NotFound
    return instance_id


def _contact(session: Session, actor: Actor, instance_id: int, number: str, contact: str) -> ContactView:
    person = people.get(session, actor.person_id)
    is_phone = contact == "phone"
    channel = "sms" if is_phone else "email"
    letters = [row for row in mail.of_instance(session, instance_id) if row.channel == channel and row.masked]
    return ContactView(
        contact=contact,
        address=(person.phone if is_phone else person.email) or "",
        confirmed=not messages.receivers(session, sending_codes.CONFIRMS[contact], number),
        left=max(0, sending_codes.MOST - codes.sent(session, actor.person_id, contact)),
        carried=bool(letters) and letters[-1].state not in ("no_carrier", "failed"),
        called=is_phone and messages.is_known(session, f"call-{instance_id}"),
    )

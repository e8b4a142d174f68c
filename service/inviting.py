"""Whom an invitation reaches, and how: his account at once, or a one-time link to his address.

Opens no transaction: a step of the action `invite` and of whoever sends a link from a case's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from forms import notices
from processes import feel
from service import masked
from service.mail import message_id
from service.operations.people import own_party
from service.operations.sign_in import token_hash
from storage import jobs, mail, parties, people
from storage.models import Person

if TYPE_CHECKING:  # a move calls its actions, which call this
    from service.moving import Move

LASTS = timedelta(days=14)
"""How long a link works."""

INVITE = """Тема: Дело {case.number}: приглашение
Здравствуйте!

Вас приглашают участвовать в деле {case.number} «{procedure}». Ваша роль: {role_title}. Участник: {guest}.

Откройте ссылку, чтобы войти или завести учётную запись:
{link}

Ссылка действует один раз, до {until_day}. Если вы не ждали этого письма, ничего не делайте.
"""

JOINED = """Тема: Дело {case.number}: вы участвуете в деле
Здравствуйте!

Вы участвуете в деле {case.number} «{procedure}». Ваша роль: {role_title}. Участник: {guest}.

Дело открыто в вашем кабинете:
{link}
"""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody from outside, as a form named him.  `email` in lower case."""

    kind: str
    name: str
    email: str | None = None
    phone: str | None = None


def invite(move: Move, guest: Guest, *, role: str, key: str) -> tuple[int, bool]:
    """The guest's party, found or made, and whether anybody was told; `key` tells this invitation from others."""
    account = _account(move, guest.email) if guest.email else None
    if account is not None:
        party = _party_of(move, account, guest)
        link = f"{move.installation.config.url}/cabinet/{move.row.number}"
        _send(move, guest, _template(move, "N-JOINED", JOINED), role=role, key=key, link=link, hides=None)
        return party, True
    known = parties.invited(move.session, guest.email, kind=guest.kind, name=guest.name) if guest.email else None
    party = known.id if known else new_party(move, guest)
    if guest.email:
        send_link(move, guest, party, role=role, key=key)
    return party, bool(guest.email)


def new_party(move: Move, guest: Guest) -> int:
    """A party without members, described by what is known of the guest."""
    contacts = {"email": guest.email, "phone": guest.phone}
    return parties.add(move.session, kind=guest.kind, name=guest.name, at=move.at, data=contacts).id


def send_link(move: Move, guest: Guest, party: int, *, role: str, key: str) -> None:
    """A one-time link to the guest's address, which joins whoever follows it to the party."""
    link = f"{move.installation.config.url}/invitations/{masked.MARK}"
    letter = _send(move, guest, _template(move, "N-INVITE", INVITE), role=role, key=key, link=link, hides=masked.TOKEN)
    parties.invite(
        move.session,
        token_hash=token_hash(masked.token(move.installation.config.secret, letter)),
        party_id=party,
        position="head",
        email=guest.email,
        invited_by=move.actor,
        at=move.at,
        expires_at=move.at + LASTS,
        instance_id=move.row.id,
        role=role,
    )


def _account(move: Move, email: str) -> Person | None:
    """The one account whose address this is, known to be its own; with several only a link can tell which is meant."""
    found = people.at_address(move.session, email)
    return found[0] if len(found) == 1 and found[0].confirmed else None


def _party_of(move: Move, account: Person, guest: Guest) -> int:
    if guest.kind == "person":
        return own_party(move.session, account, at=move.at)
    own = (one for one in parties.of_person(move.session, account.id) if one.kind == guest.kind)
    known = next((one.id for one in own if " ".join(one.name.split()).casefold() == guest.name.casefold()), None)
    if known is not None:
        return known
    made = new_party(move, guest)
    parties.join(move.session, made, account.id, position="head", at=move.at)
    return made


def _send(move: Move, guest: Guest, template: str, *, role: str, key: str, link: str, hides: str | None) -> str:
    """The Message-ID of the letter; `hides` is the kind of secret that stands masked in the link."""
    config = move.installation.config
    letter = message_id(f"invite-{key}", config.mail_from)
    subject, body = notices.render(
        template,
        {**move.names(), **_names(move, guest, role), "link": link},
        feel.Moment(now=move.at, zone=move.live.zone),
    )
    row = mail.queue(
        move.session,
        channel="email",
        to=guest.email or "",
        subject=subject,
        body=body,
        message_id=letter,
        at=move.at,
        instance_id=move.row.id,
        masked=hides,
    )
    jobs.enqueue(move.session, "mail", {"mail": row}, key=f"mail:invite-{key}", run_at=move.at)
    return letter


def _names(move: Move, guest: Guest, role: str) -> Mapping[str, str]:
    definition = move.edition.definition
    return {
        "procedure": definition.title_of(move.row.process, "ru"),
        "role_title": definition.roles[role].ru,
        "guest": guest.name,
        "until_day": f"{(move.at + LASTS).astimezone(move.live.zone):%d.%m.%Y}",
    }


def _template(move: Move, name: str, default: str) -> str:
    return move.edition.notices.get(name, default)

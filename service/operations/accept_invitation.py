"""Following an invitation: who invites to what; and joining, with an account that exists or a new one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service import actor as actors
from service import naming
from service.actor import Actor
from service.errors import ForeignInvitation, Unfit
from service.installation import Installation
from service.operations.people import require_fit
from service.operations.sign_in import password_hash, token_hash
from storage import instances, journal, parties, people
from storage.errors import LoginTaken
from storage.models import Invitation


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """What a link invites to; `known`: an account with its address exists, so that one has to sign in.

    `number`, `procedure` and `role` are empty for an invitation to the party alone.
    """

    party: str
    inviter: str
    address: str
    number: str
    procedure: str
    role: str
    known: bool


def look(installation: Installation, token: str, language: str) -> InvitationView:
    """The invitation behind a link that still works; raises InvitationSpent."""
    with installation.database.reading() as session:
        invitation = parties.invitation(session, token_hash(token), installation.now())
        return _view(installation, session, invitation, language)


def accept(installation: Installation, actor: Actor, token: str) -> str:
    """The number of the case that the person takes part in now, empty if there is none.

    Raises InvitationSpent, also to the second of two at once, and ForeignInvitation.
    """
    now = installation.now()
    with installation.database.writing() as session:
        invitation = parties.invitation(session, token_hash(token), now)
        if not is_his(invitation.email, actor):
            raise ForeignInvitation(hidden(invitation.email or ""))
        parties.accept(session, invitation.token_hash, actor.person_id, now)
        _record(session, invitation, actor.id, installation)
        return _number(session, invitation)


def accept_new(installation: Installation, token: str, *, name: str, password: str, language: str) -> Actor:
    """The new person, who has joined; his address is the invitation's, which he has shown to be his by following it.

    Raises InvitationSpent, LoginTaken (the address has an account: sign in), Unfit.
    """
    require_fit("invited", name, password, language)
    hashed, now = password_hash(password), installation.now()
    with installation.database.writing() as session:
        invitation = parties.invitation(session, token_hash(token), now)
        email = invitation.email
        if email is None:
            raise Unfit(
                "Приглашение без адреса: войдите под своей учётной записью", "Sign in to accept this invitation"
            )
        if people.at_address(session, email):
            raise LoginTaken(email)
        person = people.add(
            session,
            login=email,
            name=" ".join(name.split()),
            email=email,
            password_hash=hashed,
            language=language,
            at=now,
        )
        parties.accept(session, invitation.token_hash, person.id, now)
        actor = actors.of(session, person)
        _record(session, invitation, actor.id, installation)
        return actor


def hidden(email: str) -> str:
    """An address as it may be shown to whoever has the link: enough to know one's own."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}{'•' * 5}{at}{domain}" if at else ""


def is_his(address: str | None, actor: Actor) -> bool:
    """Whether an invitation to this address is the person's to accept."""
    return not address or address.casefold() in {(actor.email or "").casefold(), actor.login}


def _view(installation: Installation, session: Session, invitation: Invitation, language: str) -> InvitationView:
    number, procedure, role = "", "", ""
    if invitation.instance_id is not None:
        row = instances.get(session, invitation.instance_id)
        definition = installation.definitions.get(session, row.definition_id).definition
        number, procedure = row.number, definition.title_of(row.process, language)
        role = naming.role_title(definition.roles, invitation.role or "", language)
    email = invitation.email or ""
    return InvitationView(
        party=parties.get(session, invitation.party_id).name,
        inviter=_inviter(session, invitation, language),
        address=email,
        number=number,
        procedure=procedure,
        role=role,
        known=bool(email and people.at_address(session, email)),
    )


def _inviter(session: Session, invitation: Invitation, language: str) -> str:
    kind, _, id_ = invitation.invited_by.partition(":")
    names = people.named(session, [int(id_)]) if kind == "person" else {}
    return naming.person_name(invitation.invited_by, names, language)


def _number(session: Session, invitation: Invitation) -> str:
    return "" if invitation.instance_id is None else instances.get(session, invitation.instance_id).number


def _record(session: Session, invitation: Invitation, actor: str, installation: Installation) -> None:
    details = {"party": f"party:{invitation.party_id}", "instance": invitation.instance_id, "role": invitation.role}
    journal.record(
        session,
        at=installation.now(),
        actor=actor,
        kind="invitation.accepted",
        subject=f"party:{invitation.party_id}",
        details=details,
    )

"""Signing up: an account that opens once its address and number are confirmed, drawn as a process of a procedure.

What the process has to have: its start with a form that asks `full_name`, `email`, `phone`; places that wait, by the
number of the case, for the messages EMAIL, PHONE, CALL (the number has to be called) and SPENT (no more codes); the
action `account` at its ends.  Passwords and codes never come near the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.errors import PoryadokError
from processes.model.elements import Node
from service import actor as actors
from service import in_effect
from service.actor import Actor
from service.errors import NotFound, Unfit
from service.installation import Installation
from service.mail import message_id
from service.operations import answering, sending_codes
from service.operations.people import own_party, require_fit
from service.operations.sign_in import password_hash, password_is
from service.operations.start_instance import begin_case
from service.published import Edition
from storage import jobs, mail, people
from storage.database import after_commit
from storage.errors import LoginTaken
from storage.models import Person

_NOBODY = Actor(person_id=0, login="", name="", keys=frozenset())

TAKEN = """Тема: Попытка зарегистрироваться с вашим адресом
Здравствуйте!

Кто-то, возможно вы, регистрировался с этим адресом, но учётная запись с ним уже есть. Ваш логин: {login}.
Войдите с ним и своим паролем: {url}/sign-in

Если это были не вы, ничего не делайте: вашей записи ничто не грозит.
"""

BEGUN = """Тема: Регистрация с вашим адресом уже начата
Здравствуйте!

Регистрация с этим адресом уже начата и ждёт кодов. Войдите с паролем, который вы придумали тогда: {url}/sign-in
Если пароль забыт или регистрировались не вы, подождите: не подтверждённая в срок регистрация закрывается сама.
"""


def form_of(installation: Installation) -> tuple[Edition, Node]:
    """The version in effect whose process signs people up, and its start; raises NotFound if there is none."""
    with installation.database.reading() as session:
        return _drawn(installation, session)


def is_drawn(installation: Installation) -> bool:
    """Whether people can sign up here."""
    with installation.database.reading() as session:
        found = in_effect.editions(installation, session).values()
    return any(edition.definition.sign_up for edition in found)


def refusal_of(password: str) -> PoryadokError | None:
    """Why the password cannot be taken, or None."""
    try:
        require_fit("login", "name", password, "ru")
    except Unfit as refusal:
        return refusal
    return None


def sign_up(installation: Installation, answers: Mapping[str, Any], *, password: str, language: str) -> None:
    """An account that waits for its codes, and the case of its registration.

    Whether the address has an account already shows only in the mail that its owner gets.  The same registration sent
    again makes nothing.  Raises NotFound (nobody signs up here), AnswersRefused, Unfit (the password).
    """
    require_fit("login", "name", password, language)
    hashed = password_hash(password)  # before anything is looked up: every answer takes as long
    now = installation.now()
    with installation.database.writing() as session:
        edition, node = _drawn(installation, session)
        checked = _checked(installation, session, edition, node, answers)
        known = people.at_address(session, checked["email"])
        if known:
            _tell_owner(installation, session, known[0], password, at=now)
            return
        try:
            person = people.add(
                session,
                login=checked["email"],
                name=" ".join(checked["full_name"].split()),
                email=checked["email"],
                phone=checked["phone"],
                password_hash=hashed,
                language=language,
                confirmed=False,
                at=now,
            )
        except LoginTaken:  # by somebody whose account is closed
            return
        _begin(installation, session, edition, node, person, answers)


def check(installation: Installation, answers: Mapping[str, Any]) -> None:
    """Nothing, if the form takes these answers; raises NotFound, AnswersRefused."""
    with installation.database.reading() as session:
        _checked(installation, session, *_drawn(installation, session), answers)


def _checked(
    installation: Installation, session: Session, edition: Edition, node: Node, answers: Mapping[str, Any]
) -> dict[str, Any]:
    form = edition.form(node.properties.get("form"))
    if form is None:
        raise NotFound
    return answering.check(
        session,
        form,
        answers,
        actor=_NOBODY,
        instance_id=None,
        at=installation.now(),
        zone=installation.zone,
        case={},
    )


def _begin(
    installation: Installation,
    session: Session,
    edition: Edition,
    node: Node,
    person: Person,
    answers: Mapping[str, Any],
) -> None:
    party = own_party(session, person, at=installation.now())
    actor = actors.of(session, person)
    role = edition.definition.roles_of(node.id)[0]
    move = begin_case(installation, session, actor, edition, node, role, ((role, f"party:{party}"),), answers)
    for contact in sending_codes.CONTACTS:
        sending_codes.send(installation, session, person, move.row.id, contact)


def _drawn(installation: Installation, session: Session) -> tuple[Edition, Node]:
    for edition in in_effect.editions(installation, session).values():
        process = edition.definition.sign_up
        if process is not None:
            return edition, next(node for node in edition.definition.starts(process) if node.event is None)
    raise NotFound


def _tell_owner(installation: Installation, session: Session, owner: Person, password: str, *, at: datetime) -> None:
    """A letter a day at most; none to somebody whose browser has sent the same registration twice."""
    if not owner.confirmed and password_is(owner, password):
        return
    if not owner.email:
        return
    key = f"sign-up-{owner.id}-{at.astimezone(installation.zone):%Y-%m-%d}"
    subject, _, body = (TAKEN if owner.confirmed else BEGUN).partition("\n")
    row = mail.queue(
        session,
        channel="email",
        to=owner.email,
        subject=subject.removeprefix("Тема: "),
        body=body.replace("{login}", owner.login).replace("{url}", installation.config.url),
        message_id=message_id(key, installation.config.mail_from),
        at=at,
    )
    if row is not None:
        jobs.enqueue(session, "mail", {"mail": row}, key=f"mail:{key}", run_at=at)
        after_commit(session, installation.wake)

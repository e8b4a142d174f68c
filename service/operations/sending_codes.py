"""Codes to an address or number, and the messages by which the registration's case hears of them.

Opens no transaction: a step of signing up and of confirming.  The text is kept with its code masked (`service.masked`):
nobody of the staff can read it, so whoever gets no text message is called by a clerk and says who he is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service import masked
from service.installation import Installation
from service.mail import message_id
from service.operations import send_message
from storage import codes, instances, jobs, mail, messages
from storage.database import after_commit
from storage.models import ContactCode, Mail, Person

CONTACTS = ("email", "phone")
MOST = 3
"""Codes to one contact; then a new registration."""

TRIES = 5
"""Wrong codes before a code no longer counts."""

LASTS = timedelta(minutes=30)

EMAIL, PHONE, CALL, SPENT = "M-REG-EMAIL", "M-REG-PHONE", "M-REG-CALL", "M-REG-SPENT"
CONFIRMS = {"email": EMAIL, "phone": PHONE}

_CHANNELS = {"email": "email", "phone": "sms"}
_SUBJECTS = {"email": "Код подтверждения почты", "phone": ""}
_BODIES = {
    "email": "Здравствуйте!\n\nКод для регистрации: {code}\nОн действует {minutes} минут. Войдите и введите его: {url}/sign-up/confirm\n\n"
    "Если вы не регистрировались, ничего не делайте.\n",
    "phone": "Код для регистрации: {code}. Никому его не сообщайте.",
}


def send(installation: Installation, session: Session, person: Person, instance_id: int, contact: str) -> None:
    """Another code to the person's address or number; the one before no longer counts."""
    config, at = installation.config, installation.now()
    key = f"code-{person.id}-{contact}-{codes.sent(session, person.id, contact) + 1}"
    letter = message_id(key, config.mail_from)
    codes.issue(
        session,
        person_id=person.id,
        instance_id=instance_id,
        contact=contact,
        hash=masked.code_hash(config.secret, person.id, contact, masked.code(config.secret, letter)),
        at=at,
        expires_at=at + LASTS,
    )
    body = _BODIES[contact].format(code=masked.MARK, minutes=LASTS.seconds // 60, url=config.url)
    row = mail.queue(
        session,
        channel=_CHANNELS[contact],
        to=(person.email if contact == "email" else person.phone) or "",
        subject=_SUBJECTS[contact],
        body=body,
        message_id=letter,
        at=at,
        instance_id=instance_id,
        masked=masked.CODE,
    )
    jobs.enqueue(session, "mail", {"mail": row}, key=f"mail:{key}", run_at=at)
    after_commit(session, installation.wake)


def fits(installation: Installation, code: ContactCode, typed: str) -> bool:
    """Whether these are the digits that were sent; spaces and dashes between them do not matter."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    return masked.same(code.hash, masked.code_hash(installation.config.secret, code.person_id, code.contact, digits))


def counts(code: ContactCode, now: datetime) -> bool:
    """Whether the code can still confirm anything."""
    return code.used_at is None and code.expires_at > now and code.tries < TRIES


def call_instead(session: Session, row: Mail, *, at: datetime) -> None:
    """A code that could not be sent as text: the registration's case waits for a call from now on."""
    if row.masked != masked.CODE or row.channel != "sms" or row.instance_id is None:
        return
    ask_for_call(session, row.instance_id, at=at)


def ask_for_call(session: Session, instance_id: int, *, at: datetime) -> None:
    """A clerk calls the number of this registration; asking twice changes nothing."""
    number, id_ = instances.get(session, instance_id).number, f"call-{instance_id}"
    if not messages.is_known(session, id_):
        send_message.post(session, name=CALL, key=number, payload={}, at=at, message=id_, sender=None)

"""Message starts: a message that no case waits for begins a case, once.

A case that waits for the message comes first, a suspended one too: then the message waits for it to go on.  The start's
`key` is FEEL over the payload's fields, `settings` and `message` ({name, key}); its value has to be the message's key, and a
start without `key` takes only messages without one; `message.key` takes any key.  A key has one case at a time, which a unique
index holds: a further message waits until the case that its key began has ended, and begins the next.

A message goes to one receiver: one name begins the cases of one procedure, and another procedure that uses it is not
published.  A message that came before a version with such a start took effect is called for then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from processes import feel
from processes.definition import Definition
from processes.model.elements import Node
from service.errors import Conflict
from service.installation import Installation
from service.operations.start_instance import begin_by_itself
from service.published import Edition
from storage import definitions, instances, jobs, messages
from storage.database import after_commit
from storage.models import FAR_FUTURE, Message

log = structlog.get_logger(__name__)


def begin(installation: Installation, message_id: str, report: Callable[[Session], None]) -> bool:
    """Whether the message began a case now; `report` joins the transaction if it did."""
    try:
        return _begin(installation, message_id, report)
    except IntegrityError:  # another message of its key began a case at this very moment
        return _begin(installation, message_id, report)


def begins(installation: Installation, session: Session, message: Message) -> bool:
    """Whether the message would begin a case, as far as can be said without a lock."""
    return _place(installation, session, message, installation.now()) is not None


def call_early(session: Session, definition_id: int, definition: Definition, since: datetime) -> None:
    """What came before a version with such a start took effect is called for when it does, in the caller's transaction."""
    if any(definition.starts_by("message")):
        jobs.enqueue(session, "starts", {"definition": definition_id}, key=f"starts:{definition_id}", run_at=since)


def call(installation: Installation, definition_id: int, report: Callable[[Session], None]) -> None:
    """Another delivery for each message that waits and has the name of one of the version's starts."""
    with installation.database.writing() as session:
        definition = installation.definitions.get(session, definition_id).definition
        now = installation.now()
        for _, event in definition.starts_by("message"):
            for message in messages.waiting(session, event.name or "", now):
                key = f"message:{message.id}:starts-{definition_id}"
                jobs.enqueue(session, "message", {"message": message.id}, key=key, run_at=now)
        report(session)
        after_commit(session, installation.wake)


def require_free(installation: Installation, session: Session, definition: Definition) -> None:
    """Raises Conflict if a message that begins cases of this procedure begins those of another one."""
    names = {event.name: node for node, event in definition.starts_by("message")}
    for row in definitions.in_effect(session, FAR_FUTURE) if names else ():
        if row.procedure == definition.key:
            continue
        other = installation.definitions.get(session, row.id).definition
        taken = next((event.name for _, event in other.starts_by("message") if event.name in names), None)
        if taken is not None:
            raise Conflict(
                f"Сообщение «{taken}» начинает дела процедуры «{other.titles['ru']}», а достаётся оно одному делу. "
                f"Назовите сообщение начала «{names[taken].name or names[taken].id}» иначе",
                f"Message {taken!r} begins cases of procedure {other.key!r}, and only one case gets it. "
                f"Give the message of start {names[taken].id!r} another name",
                message=taken,
                procedure=other.key,
            )


def _begin(installation: Installation, message_id: str, report: Callable[[Session], None]) -> bool:
    with installation.database.writing() as session:
        message = messages.locked(session, message_id)
        if not messages.is_waiting(message, installation.now()) or messages.awaited(session, message.name, message.key):
            return False
        place = _place(installation, session, message, installation.now())
        if place is None or not _is_free(session, *place, message.key):
            return False
        move = begin_by_itself(installation, session, *place, message=message)
        messages.delivered(session, message_id, receiver=move.row.id, at=move.at)
        report(session)
        return True


def _place(
    installation: Installation, session: Session, message: Message, now: datetime
) -> tuple[Edition, Node] | None:
    """Where the message begins a case, by the versions in effect; the first procedure by key, should there be several."""
    for row in definitions.in_effect(session, now):
        edition = installation.definitions.get(session, row.id)
        for node, event in edition.definition.starts_by("message"):
            if event.name == message.name and _matches(installation, edition, node, message, now):
                return edition, node
    return None


def _matches(installation: Installation, edition: Edition, node: Node, message: Message, now: datetime) -> bool:
    source = node.properties.get("key")
    if not source:
        return message.key is None
    names = {
        **message.payload,
        "settings": edition.definition.setting_values,
        "message": {"name": message.name, "key": message.key},
    }
    try:
        value = feel.plain(feel.compile(source).evaluate(names, feel.Moment(now=now, zone=installation.zone)))
    except feel.FeelError as error:
        log.warning("message_key_failed", message=message.id, element=node.id, error=error.en)
        return False
    return (None if value is None else str(value)) == message.key


def _is_free(session: Session, edition: Edition, node: Node, key: str | None) -> bool:
    """Whether no case of this key is under way; waits for one that is about to end."""
    running = instances.begun_by_key(session, edition.key, node.id, key) if key is not None else None
    return running is None or instances.moving(session, running).ended_at is not None

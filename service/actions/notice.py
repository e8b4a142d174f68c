"""Action `notice`: tells people something, by the channel that they chose; and reminders, which are notices of ours.

Inputs: `template`, `to` (a role or a list of them; of those who hold it in the case, only the step's `party` if it has
one; or somebody by himself, `party:12`, whether he has a part in the case or not), `channel` (default: `application.notify_channel` of the case),
`documents` (ids that go with it), `address` (an e-mail, erasable or not, instead of the one that we know of the role);
any further input is a name in the template.  Done when queued: what becomes of a
mail moves nothing in the case.  Every notice is shown in the cabinet too; without an address it is shown only there.
Result: {template, channel, to, count, queued_at}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from forms import notices
from processes import feel
from processes.facts import ActionRequested, ReminderDue
from service.actions import inputs
from service.errors import Unfit
from service.mail import message_id
from storage import instances, jobs, mail, parties, people
from storage.models import Person

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move

_HOLDER = re.compile(r"(party|person):\d+", re.ASCII)

CHANNELS = {
    "cabinet": "cabinet", "личный кабинет": "cabinet",
    "email": "email", "e-mail": "email", "электронная почта": "email",
    "phone": "sms", "sms": "sms", "телефон": "sms",
    "post": "post", "почта": "post",
    "in_person": "in_person", "лично": "in_person",
}  # fmt: skip
"""The ways to reach somebody, by what a form may call them."""

REMINDER = """Тема: Напоминание: {task_name}, дело {case.number}
Задача «{task_name}» по делу {case.number} ждёт вас до {due_day}.
Откройте её: {link}
"""


STOPPED = """Тема: Дело {case.number} остановлено
Владелец процесса остановил дело {case.number}.
"""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody to be told; `holder` is `party:12` or `person:7`."""

    holder: str
    email: str | None
    phone: str | None

    def address(self, channel: str) -> str | None:
        """Where the channel finds him; a letter or a word in person goes to whoever the operator looks up."""
        if channel == "email":
            return self.email
        if channel == "sms":
            return self.phone
        return self.holder if channel in ("post", "in_person") else None


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """What was queued; raises Unfit or NoticeRefused, which become an incident."""
    template = inputs.text(request, "template")
    if template not in move.edition.notices:
        raise Unfit(
            f"{request.element}: уведомления «{template}» в процедуре нет",
            f"{request.element}: the procedure has no notice {template!r}",
            element=request.element,
        )
    roles = inputs.texts(request, "to")
    channel = _channel(move, request)
    told = _tell(
        move,
        move.edition.notices[template],
        recipients=_addressed(_of_roles(move, roles, request.party), _address(move, request)),
        channel=channel,
        names=request.inputs,
        key=f"{move.row.id}-{move.seq}-{request.action}",
        documents=[item for item in request.inputs.get("documents") or [] if isinstance(item, str)],
    )
    return {
        "template": template,
        "channel": channel,
        "to": list(roles),
        "count": told,
        "queued_at": move.at.isoformat(),
    }


def remind(move: Move, fact: ReminderDue) -> None:
    """Recalls an open task to whoever holds it, else to its role."""
    task = move.live.open_tasks.get(fact.task)
    if task is None:
        return
    due_day = datetime.fromisoformat(fact.due).astimezone(move.live.zone).strftime("%d.%m.%Y")
    names = {
        "task_name": instances.task(move.session, move.row.id, fact.task).called,
        "due_day": due_day,
        "link": f"{move.installation.config.url}/tasks/{move.row.id}-{fact.task}",
    }
    keys = [task.claimed_by] if task.claimed_by else fact.roles
    _tell(
        move,
        move.edition.notices.get("N-REMINDER", REMINDER),
        recipients=_of_keys(move, keys),
        channel="email",
        names=names,
        key=f"{move.row.id}-{move.seq}-reminder-{fact.task}",
        documents=[],
    )


def say_farewell(move: Move) -> None:
    """Tells whom the procedure names in `stopped` that the case was stopped, if what it asks of the case holds."""
    moment = feel.Moment(now=move.at, zone=move.live.zone)
    for number, farewell in enumerate(move.edition.definition.stopped):
        if not farewell.when.holds(move.live.context(), moment):
            continue
        _tell(
            move,
            move.edition.notices.get(farewell.notice, STOPPED),
            recipients=_of_roles(move, [farewell.to]),
            channel="email",
            names={},
            key=f"{move.row.id}-{move.seq}-stopped-{number}",
            documents=[],
        )


def _tell(
    move: Move,
    template: str,
    *,
    recipients: Iterable[Recipient],
    channel: str,
    names: Mapping[str, Any],
    key: str,
    documents: list[str],
) -> int:
    """How many were told: a row for the cabinet of each, and one for a carrier where there is an address."""
    subject, body = notices.render(
        template,
        {**move.names(), **names, "url": move.installation.config.url},
        feel.Moment(now=move.at, zone=move.live.zone),
    )
    count = 0
    for count, recipient in enumerate(recipients, start=1):  # noqa: B007  the count is what we return
        common: dict[str, Any] = {
            "subject": subject,
            "body": body,
            "at": move.at,
            "instance_id": move.row.id,
            "documents": documents,
        }
        own = f"{key}-{recipient.holder}"
        mail.queue(
            move.session,
            channel="cabinet",
            to=recipient.holder,
            message_id=_id(move, f"{own}-cabinet"),
            state="sent",
            **common,
        )
        address = recipient.address(channel)
        if address is None:
            continue
        row = mail.queue(move.session, channel=channel, to=address, message_id=_id(move, own), **common)
        jobs.enqueue(move.session, "mail", {"mail": row}, key=f"mail:{own}", run_at=move.at)
    return count


def _id(move: Move, key: str) -> str:
    return message_id(key, move.installation.config.mail_from)


def _channel(move: Move, request: ActionRequested) -> str:
    application = move.live.data.get("application")
    chosen = request.inputs.get("channel") or (
        application.get("notify_channel") if isinstance(application, Mapping) else None
    )
    return CHANNELS.get(chosen, "email") if isinstance(chosen, str) else "email"


def _address(move: Move, request: ActionRequested) -> str | None:
    """The address that the step names, an erasable one opened; None if it names none, or it is erased."""
    value = move.unsealed({"address": request.inputs.get("address")})["address"]
    return value.strip() or None if isinstance(value, str) else None


def _addressed(recipients: Iterable[Recipient], address: str | None) -> list[Recipient]:
    """Each told at this address instead of his own; whoever has no part in the case is known by it alone."""
    known = list(recipients)
    if address is None:
        return known
    return [replace(one, email=address) for one in known] or [Recipient(holder=address, email=address, phone=None)]


def _of_roles(move: Move, roles: Iterable[str], party: str | None = None) -> Iterator[Recipient]:
    keys: list[str] = []
    for named in roles:
        if _HOLDER.fullmatch(named):
            keys.append(f"@{named}" if named.startswith("party:") else named)
            continue
        for acting in move.live.acting(named, party):
            if acting in move.live.participants:
                keys.extend(f"{acting}@{one}" for one in move.live.participants[acting] if party in (None, one))
            elif not _is_scoped(move, acting):
                keys.append(acting)
    yield from _of_keys(move, keys)


def _is_scoped(move: Move, role: str) -> bool:
    """Whether the role is held in cases: who could hold it, but has no part in this one, hears nothing of it."""
    known = move.edition.definition.roles.get(role)
    return known is not None and known.scope != "none"


def _of_keys(move: Move, keys: Iterable[str]) -> Iterator[Recipient]:
    """Each person or party behind inbox keys, once."""
    seen: set[str] = set()
    for key in keys:
        for recipient in _behind(move, key):
            if recipient.holder not in seen:
                seen.add(recipient.holder)
                yield recipient


def _behind(move: Move, key: str) -> Iterator[Recipient]:
    kind, _, number = key.partition("@")[2].partition(":")
    found = people.receivers(move.session, key, move.row.procedure)
    if kind == "party":
        yield _party(move, int(number), found)
        return
    for person in found:
        yield Recipient(holder=f"person:{person.id}", email=person.email, phone=person.phone)


def _party(move: Move, party_id: int, members: Sequence[Person]) -> Recipient:
    """A party is told at its own address, else at that of its first member who has one."""
    data = parties.get(move.session, party_id).data
    return Recipient(
        holder=f"party:{party_id}",
        email=data.get("email") or next((member.email for member in members if member.email), None),
        phone=data.get("phone") or next((member.phone for member in members if member.phone), None),
    )

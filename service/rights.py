"""Who may open which page: endpoint -> right.  DEFAULT DENY: an endpoint without a line here is refused for everybody.

This is the outer door only.  Whether a person may see *this* case or do *this* task is decided by `access` and the
operations inside their transaction.  A test walks the URL map with every role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, request

from service import current
from service.actor import Actor
from service.errors import NotAllowed, NotSignedIn


@dataclass(frozen=True, kw_only=True)
class Right:
    """Who passes: everybody, everybody signed in, all staff, or the holders of any of `roles`."""

    public: bool = False
    signed_in: bool = False
    staff: bool = False
    roles: frozenset[str] = frozenset()

    def holds(self, person: Actor | None) -> bool:
        if self.public:
            return True
        if person is None:
            return False
        return self.signed_in or (self.staff and current.is_staff()) or bool(self.roles & person.roles)


PUBLIC = Right(public=True)
SIGNED_IN = Right(signed_in=True)
STAFF = Right(staff=True)
OPERATOR = Right(roles=frozenset({"operator", "admin"}))
OWNER = Right(roles=frozenset({"process_owner", "admin"}))
READERS = Right(staff=True, roles=frozenset({"auditor", "process_owner", "operator", "admin"}))

BEARER = PUBLIC
"""The API asks for a token itself and never looks at the session; what the person may do is decided in the operations."""

RIGHTS: Mapping[str, Right] = {
    "api.start": BEARER,
    "api.instance": BEARER,
    "api.events": BEARER,
    "api.tasks": BEARER,
    "api.claim": BEARER,
    "api.release": BEARER,
    "api.complete": BEARER,
    "api.attach": BEARER,
    "api.clock": BEARER,
    "api-docs.openapi_json": PUBLIC,
    "static": PUBLIC,
    "diagram_style": PUBLIC,
    "home": PUBLIC,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    "sign_in.page": PUBLIC,
    "sign_in.enter": PUBLIC,
    "sign_in.language": PUBLIC,
    "sign_in.leave": SIGNED_IN,
    "inbox.page": READERS,
    "inbox.see": STAFF,
    "tasks.page": SIGNED_IN,
    "tasks.complete": SIGNED_IN,
    "tasks.claim": SIGNED_IN,
    "tasks.release": SIGNED_IN,
    "tasks.draft": SIGNED_IN,
    "tasks.upload": SIGNED_IN,
    "tasks.attachment": SIGNED_IN,
    "tasks.choose": SIGNED_IN,
    "tasks.apply": SIGNED_IN,
    "tasks.apply_send": SIGNED_IN,
    "tasks.apply_draft": SIGNED_IN,
    "instances.listing": READERS,
    "instances.page": READERS,
    "instances.cancel": OWNER,
    "instances.act": SIGNED_IN,
    "instances.perform": SIGNED_IN,
    "instances.act_draft": SIGNED_IN,
    "instances.document": SIGNED_IN,
    "history.page": READERS,
    "history.replay": READERS,
    "cabinet.listing": SIGNED_IN,
    "cabinet.page": SIGNED_IN,
    "definitions.listing": READERS,
    "definitions.page": READERS,
    "registers.listing": PUBLIC,
    "registers.page": PUBLIC,
    "registers.row": PUBLIC,
    "registers.edit": SIGNED_IN,
    "registers.save": SIGNED_IN,
    "admin.home": OPERATOR,
    "admin.mail": OPERATOR,
    "admin.resend": OPERATOR,
    "admin.confirm": OPERATOR,
    "admin.incidents": OPERATOR,
    "admin.retry": OPERATOR,
    "admin.jobs": OPERATOR,
}


def right_of(endpoint: str | None) -> Right | None:
    """The line of the table, or None: then nobody passes."""
    return RIGHTS.get(endpoint or "")


def guard(app: Flask) -> None:
    """Refuse every request whose endpoint has no line, or whose line does not hold for the person who asks."""
    app.before_request(_require)


def _require() -> None:
    if request.endpoint is None:
        return  # no such page: the 404 that follows says nothing about rights
    right = right_of(request.endpoint)
    if right is None:
        raise NotAllowed
    person = None if right.public else current.actor_or_none()
    if right.holds(person):
        return
    if person is None:
        raise NotSignedIn
    raise NotAllowed(*_needed(right))


def _needed(right: Right) -> tuple[tuple[str, ...], tuple[str, str]]:
    roles = (*(("staff",) if right.staff else ()), *sorted(right.roles))
    return roles, (
        ", ".join(_TITLES.get(r, (r, r))[0] for r in roles),
        ", ".join(_TITLES.get(r, (r, r))[1] for r in roles),
    )


_TITLES: Mapping[str, tuple[str, str]] = {
    "admin": ("администратор", "administrator"),
    "auditor": ("аудитор", "auditor"),
    "operator": ("оператор службы", "operator"),
    "process_owner": ("владелец процедуры", "process owner"),
    "staff": ("сотрудники организации", "members of staff"),
}

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
from service.errors import NotAllowed, NotConfirmed, NotSignedIn
from service.naming import INSTALLATION_ROLES as TITLES


@dataclass(frozen=True, kw_only=True)
class Right:
    """Who passes: everybody, everybody signed in, all staff, or the holders of any of `roles`.

    `unconfirmed`: also somebody who has yet to confirm his contacts.
    """

    public: bool = False
    signed_in: bool = False
    staff: bool = False
    roles: frozenset[str] = frozenset()
    unconfirmed: bool = False

    def holds(self, person: Actor | None) -> bool:
        if self.public:
            return True
        if person is None:
            return False
        return self.signed_in or (self.staff and current.is_staff()) or bool(self.roles & person.roles)


PUBLIC = Right(public=True)
SIGNED_IN = Right(signed_in=True)
UNCONFIRMED = Right(signed_in=True, unconfirmed=True)
STAFF = Right(staff=True)
OPERATOR = Right(roles=frozenset({"operator", "admin"}))
ADMIN = Right(roles=frozenset({"admin"}))
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
    "api.assign": BEARER,
    "api.attach": BEARER,
    "api.instances": BEARER,
    "api.path": BEARER,
    "api.cancel": BEARER,
    "api.suspend": BEARER,
    "api.resume": BEARER,
    "api.task": BEARER,
    "api.send": BEARER,
    "api.message": BEARER,
    "api.timers": BEARER,
    "api.incidents": BEARER,
    "api.retry": BEARER,
    "api.registers": BEARER,
    "api.rows": BEARER,
    "api.row": BEARER,
    "api.attachment": BEARER,
    "api.document": BEARER,
    "api.draft": BEARER,
    "api.keep_draft": BEARER,
    "api.form": BEARER,
    "api.threads": BEARER,
    "api.open_thread": BEARER,
    "api.thread": BEARER,
    "api.write_post": BEARER,
    "api.withdraw_post": BEARER,
    "api.post_file": BEARER,
    "api.close_thread": BEARER,
    "api.reopen_thread": BEARER,
    "api.roles": BEARER,
    "api.me": BEARER,
    "api.clock": BEARER,
    "api.definitions_list": BEARER,
    "api.bring_definition": BEARER,
    "api.check_definition": BEARER,
    "api.definition": BEARER,
    "api.definition_version": BEARER,
    "api.definition_part": BEARER,
    "api.approve_definition": BEARER,
    "api.reject_definition": BEARER,
    "api-docs.openapi_json": PUBLIC,
    "static": PUBLIC,
    "diagram_style": PUBLIC,
    "home": PUBLIC,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    "sign_in.page": PUBLIC,
    "sign_in.enter": PUBLIC,
    "sign_in.language": PUBLIC,
    "sign_in.leave": UNCONFIRMED,
    "sign_up.page": PUBLIC,
    "sign_up.send": PUBLIC,
    "sign_up.sent": PUBLIC,
    "sign_up.confirm": UNCONFIRMED,
    "sign_up.check": UNCONFIRMED,
    "sign_up.code": UNCONFIRMED,
    "sign_up.call": UNCONFIRMED,
    "sign_up.again": UNCONFIRMED,
    "invitations.page": PUBLIC,
    "invitations.account": PUBLIC,
    "invitations.accept": SIGNED_IN,
    "inbox.page": READERS,
    "inbox.see": STAFF,
    "tasks.page": SIGNED_IN,
    "tasks.complete": SIGNED_IN,
    "tasks.claim": SIGNED_IN,
    "tasks.release": SIGNED_IN,
    "tasks.draft": SIGNED_IN,
    "tasks.paper": SIGNED_IN,
    "tasks.upload": SIGNED_IN,
    "tasks.attachment": SIGNED_IN,
    "tasks.choose": SIGNED_IN,
    "tasks.apply": SIGNED_IN,
    "tasks.apply_send": SIGNED_IN,
    "tasks.apply_draft": SIGNED_IN,
    "tasks.apply_paper": SIGNED_IN,
    "paper.choose": STAFF,
    "paper.page": STAFF,
    "paper.send": STAFF,
    "paper.receipt": STAFF,
    "paper.task": STAFF,
    "paper.complete": STAFF,
    "paper.invite": STAFF,
    "instances.listing": READERS,
    "instances.page": READERS,
    "instances.cancel": OWNER,
    "instances.confirm_notice": Right(staff=True, roles=frozenset({"operator", "admin"})),
    "instances.suspend": OWNER,
    "instances.resume": OWNER,
    "instances.act": SIGNED_IN,
    "instances.perform": SIGNED_IN,
    "instances.act_draft": SIGNED_IN,
    "instances.document": SIGNED_IN,
    "threads.listing": SIGNED_IN,
    "threads.open_thread": SIGNED_IN,
    "threads.page": SIGNED_IN,
    "threads.write": SIGNED_IN,
    "threads.withdraw": SIGNED_IN,
    "threads.file": SIGNED_IN,
    "threads.close": SIGNED_IN,
    "threads.reopen": SIGNED_IN,
    "history.page": READERS,
    "history.replay": READERS,
    "cabinet.listing": SIGNED_IN,
    "cabinet.page": SIGNED_IN,
    "definitions.listing": READERS,
    "definitions.page": READERS,
    "clauses.page": READERS,
    "clauses.elements": READERS,
    "clauses.element": READERS,
    "decisions.listing": READERS,
    "decisions.page": READERS,
    "readings.page": READERS,
    "readings.sign": READERS,
    "terms.page": READERS,
    "terms.csv": READERS,
    "definitions.version": READERS,
    "definitions.file": READERS,
    "definitions.compare": READERS,
    "definitions.sketch": OWNER,
    "definitions.sketch_file": OWNER,
    "definitions.edit": OWNER,
    "definitions.upload": OWNER,
    "definitions.redesign_file": OWNER,
    "definitions.drop_part": OWNER,
    "definitions.restore_part": OWNER,
    "definitions.drop": OWNER,
    "definitions.rebase": OWNER,
    "definitions.part": OWNER,
    "definitions.save_part": OWNER,
    "definitions.interview": OWNER,
    "definitions.answer": OWNER,
    "definitions.settings": OWNER,
    "definitions.save_settings": OWNER,
    "definitions.publish": OWNER,
    "definitions.publish_now": OWNER,
    "definitions.approve": OWNER,
    "definitions.reject": OWNER,
    "definitions.turn_two_people": ADMIN,
    "form_editor.listing": OWNER,
    "form_editor.create": OWNER,
    "form_editor.page": OWNER,
    "form_editor.change": OWNER,
    "form_editor.rendering": OWNER,
    "form_editor.add": OWNER,
    "form_editor.move": OWNER,
    "form_editor.remove": OWNER,
    "form_editor.undo": OWNER,
    "modeler.page": OWNER,
    "modeler.source": OWNER,
    "modeler.download": OWNER,
    "modeler.save": OWNER,
    "modeler.upload": OWNER,
    "modeler.check": OWNER,
    "modeler.due": OWNER,
    "modeler.relay": OWNER,
    "registers.listing": PUBLIC,
    "registers.page": PUBLIC,
    "registers.row": PUBLIC,
    "registers.csv": PUBLIC,
    "registers.json": PUBLIC,
    "registers.image": PUBLIC,
    "registers.edit": SIGNED_IN,
    "registers.save": SIGNED_IN,
    "about.listing": PUBLIC,
    "about.overview": PUBLIC,
    "about.page": PUBLIC,
    "about.rating": PUBLIC,
    "about.terms": PUBLIC,
    "sheets.page": READERS,
    "sheets.save": STAFF,
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
        if person is not None and not (person.confirmed or right.unconfirmed):
            raise NotConfirmed
        return
    if person is None:
        raise NotSignedIn
    raise NotAllowed(*_needed(right))


def _needed(right: Right) -> tuple[tuple[str, ...], tuple[str, str]]:
    roles = (*(("staff",) if right.staff else ()), *sorted(right.roles))
    return roles, (
        ", ".join(TITLES.get(r, (r, r))[0] for r in roles),
        ", ".join(TITLES.get(r, (r, r))[1] for r in roles),
    )

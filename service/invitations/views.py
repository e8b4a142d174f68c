"""The page behind an invitation's link: who invites to what, and joining."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from processes.errors import PoryadokError
from service import current
from service.errors import Unfit, status_of
from service.operations import accept_invitation
from service.sign_in.views import begin_session
from storage.errors import InvitationSpent, LoginTaken

blueprint = Blueprint("invitations", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/invitations/<token>")
def page(token: str) -> Page:
    """What one is invited to; nothing is done yet, since programs that look through mails open links too."""
    return _page(token)


@blueprint.post("/invitations/<token>/accept")
def accept(token: str) -> Page:
    """Join with the account that is signed in."""
    number = accept_invitation.accept(current.installation(), current.actor(), token)
    flash(_("Приглашение принято."), "good")
    return redirect(_case(number))


@blueprint.post("/invitations/<token>/account")
def account(token: str) -> Page:
    """Make an account, sign in and join."""
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    installation = current.installation()
    number = accept_invitation.look(installation, token, current.language()).number
    try:
        person = accept_invitation.accept_new(
            installation, token, name=name, password=password, language=current.language()
        )
    except (Unfit, LoginTaken) as refusal:
        return _page(token, refusal, name=name)
    begin_session(person)
    flash(_("Учётная запись открыта, приглашение принято. Логин — ваш адрес: %(login)s", login=person.login), "good")
    return redirect(_case(number))


@blueprint.errorhandler(InvitationSpent)
def spent(refusal: InvitationSpent) -> tuple[str, int]:
    """The link was used, its time is over, or it never was one of ours: all read alike."""
    text = refusal.in_language(current.language())
    return render_template("invitations/spent.html", text=text), status_of(refusal)


def _page(token: str, refusal: PoryadokError | None = None, *, name: str = "") -> Page:
    installation, person = current.installation(), current.actor_or_none()
    view = accept_invitation.look(installation, token, current.language())
    body = render_template(
        "invitations/page.html",
        view=view,
        token=token,
        name=name or view.party,
        refusal=refusal.in_language(current.language()) if refusal else None,
        foreign=person is not None and not accept_invitation.is_his(view.address, person),
        address=accept_invitation.hidden(view.address),
        back=url_for("invitations.page", token=token),
    )
    return (body, status_of(refusal)) if refusal else body


def _case(number: str) -> str:
    return url_for("cabinet.page", number=number) if number else url_for("cabinet.listing")

"""The inbox page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import current
from service.inbox import alerts, board
from service.operations import enter_paper, see_alert

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
def page() -> str:
    """Open tasks of the person's roles, by urgency; every filter stands in the address."""
    asked = board.Asked.read(request.args)
    shown = board.board(current.installation(), current.actor(), asked, current.language())
    may_enter = enter_paper.may_enter(current.installation(), current.actor())
    return render_template("inbox/page.html", board=shown, asked=asked, may_enter=may_enter)


@blueprint.post("/inbox/alerts/seen")
def see() -> Response:
    """Take note of terms that have passed."""
    named = [key for text in request.form.getlist("alert")[: alerts.MOST] if (key := alerts.read(text)) is not None]
    if see_alert.see(current.installation(), current.actor(), named):
        flash(_("Отмечено: вы видели, что срок прошёл. Кто и когда отметил, записано в журнал."), "good")
    return redirect(url_for("inbox.page"))

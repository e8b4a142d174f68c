"""The inbox page."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from service import current
from service.inbox import board

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
def page() -> str:
    """Open tasks of the person's roles, by urgency; every filter stands in the address."""
    asked = board.Asked.read(request.args)
    shown = board.board(current.installation(), current.actor(), asked, current.language())
    return render_template("inbox/page.html", board=shown, asked=asked)

"""Public pages of procedures.  Anybody may keep a copy of them for a while: nothing on them depends on who asks."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from service import current
from service.about import showing

blueprint = Blueprint("about", __name__)

KEPT = 300
"""Seconds for which a copy may be shown."""


@blueprint.get("/about", endpoint="listing")
def list_page() -> str:
    """The procedures that have pages here."""
    return render_template(
        "about/listing.html", procedures=showing.procedures(current.installation(), current.language())
    )


@blueprint.get("/about/<procedure>")
def overview(procedure: str) -> str:
    """What the procedure is, its steps in words, how to apply."""
    shown = showing.overview(current.installation(), procedure, current.language())
    return render_template("about/overview.html", shown=shown)


@blueprint.get("/about/<procedure>/<word>")
def page(procedure: str, word: str) -> str:
    """One page: texts, details, rows of a register."""
    shown = showing.page(current.installation(), procedure, word, current.language())
    return render_template("about/page.html", page=shown)


@blueprint.after_request
def _may_be_kept(response: Response) -> Response:
    """Only of what a stranger got: the header names whoever is signed in."""
    if response.status_code == 200 and "session" not in request.cookies:
        response.cache_control.public = True
        response.cache_control.max_age = KEPT
        response.vary.update(("Accept-Language", "Cookie"))
    return response

"""Public pages of procedures.  Anybody may keep a copy of them for a while: nothing on them depends on who asks."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import current
from service.about import showing
from service.copies import may_be_kept
from storage.errors import NotFound

blueprint = Blueprint("about", __name__)

RATING = "PG-RATING"
"""What a regulation's ledger calls the page of a rating."""


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


@blueprint.get("/about/<procedure>/terms")
def terms(procedure: str) -> str:
    """All terms of the procedure, those of the regulation compared with what is counted."""
    shown = showing.timetable_of(current.installation(), procedure, current.language())
    return render_template("about/terms.html", page=shown)


@blueprint.get("/about/<procedure>/<word>")
def page(procedure: str, word: str) -> str:
    """One page: texts, details, rows of a register."""
    shown = showing.page(current.installation(), procedure, word, request.args, current.language())
    return render_template("about/page.html", page=shown)


@blueprint.get("/rating")
@blueprint.get("/rating/<int:year>")
def rating(year: int | None = None) -> Response:
    """The page of the rating, wherever its procedure has put it; raises NotFound where no procedure has one."""
    found = showing.coded(current.installation(), RATING)
    if found is None:
        raise NotFound("Страница", "Page", "rating")
    procedure, word = found
    narrowed = {"year": str(year)} if year is not None else {}
    return redirect(url_for("about.page", procedure=procedure, word=word, **narrowed))


blueprint.after_request(may_be_kept)

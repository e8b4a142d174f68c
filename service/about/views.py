"""Public pages of procedures.  Anybody may keep a copy of them for a while: nothing on them depends on who asks."""

from __future__ import annotations

from flask import Blueprint, render_template

from service import current
from service.about import showing
from service.copies import may_be_kept

blueprint = Blueprint("about", __name__)


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


blueprint.after_request(may_be_kept)

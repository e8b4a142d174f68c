"""Pages of published procedures, for reading."""

from __future__ import annotations

from flask import Blueprint, render_template

from service import current
from service.definitions import shown

blueprint = Blueprint("definitions", __name__)


@blueprint.get("/definitions", endpoint="listing")
def list_page() -> str:
    """Procedures in effect."""
    return render_template(
        "definitions/listing.html", procedures=shown.listed(current.installation(), current.language())
    )


@blueprint.get("/definitions/<key>")
def page(key: str) -> str:
    """The version in effect: diagrams, steps, terms, clauses."""
    found = shown.procedure(current.installation(), key, current.language())
    return render_template("definitions/page.html", procedure=found)

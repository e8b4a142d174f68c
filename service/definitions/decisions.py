"""Pages of decision tables, for reading."""

from __future__ import annotations

from flask import Blueprint, render_template

from service import current
from service.definitions import tables

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/definitions/<key>/decisions", endpoint="listing")
def list_page(key: str) -> str:
    """The procedure's tables and how they stand to their cases."""
    head, listed = tables.listed(current.installation(), key, current.language())
    return render_template("definitions/decisions.html", head=head, tables=listed)


@blueprint.get("/definitions/<key>/decisions/<decision>")
def page(key: str, decision: str) -> str:
    """One table: its rules, its cases, its clauses."""
    shown = tables.table(current.installation(), key, decision, current.language())
    return render_template("definitions/decision.html", table=shown)

"""Pages of the matrix: by clause, by element, and one element in its diagram."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from service import current
from service.definitions import matrix

blueprint = Blueprint("clauses", __name__)


@blueprint.get("/definitions/<key>/clauses")
def page(key: str) -> str:
    """Each clause with what carries it out."""
    found = matrix.clauses(current.installation(), key, request.args.get("kind", ""), current.language())
    return render_template("definitions/clauses.html", matrix=found)


@blueprint.get("/definitions/<key>/elements", endpoint="elements")
def elements_page(key: str) -> str:
    """Each element with its clauses, or why it is ours: the diagrams as a list."""
    found = matrix.elements(current.installation(), key, request.args.get("kind", ""), current.language())
    return render_template("definitions/elements.html", matrix=found)


@blueprint.get("/definitions/<key>/elements/<element>", endpoint="element")
def element_page(key: str, element: str) -> str:
    """One element of a diagram."""
    return render_template(
        "definitions/element.html", step=matrix.step(current.installation(), key, element, current.language())
    )

"""«Вопросы к регламенту»: the unclear places of a regulation, and the signatures under their readings."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from processes.errors import PoryadokError
from service import current
from service.definitions import questions
from service.errors import Conflict, Unfit, status_of
from service.operations import sign_reading

blueprint = Blueprint("readings", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/definitions/<key>/readings")
def page(key: str) -> str:
    """Each question with its choices, the one in force, why, who signed it and what shows it."""
    return _page(key)


@blueprint.post("/definitions/<key>/readings/<reading>/sign")
def sign(key: str, reading: str) -> Page:
    """Answer for the choice in force; what is refused comes back with what was typed."""
    basis, choice = request.form.get("basis", ""), request.form.get("choice", "")
    try:
        sign_reading.sign(current.installation(), current.actor(), key, reading, choice, basis)
    except (Unfit, Conflict) as refusal:
        return _page(key, wrong=reading, basis=basis, refusal=refusal), status_of(refusal)
    flash(_("Прочтение подписано."), "good")
    return redirect(url_for("readings.page", key=key, _anchor=reading))


def _page(key: str, *, wrong: str = "", basis: str = "", refusal: PoryadokError | None = None) -> str:
    language = current.language()
    found = questions.questions(current.installation(), current.actor(), key, language)
    return render_template(
        "definitions/readings.html",
        shown=found,
        wrong=wrong,
        basis=basis,
        refusal=refusal.in_language(language) if refusal else "",
        settings_url=_settings_url(key),
    )


def _settings_url(key: str) -> str:
    """Where a switch is changed, which makes a new version; nothing where this installation has no such page."""
    known = "definitions.settings" in current_app.view_functions
    return url_for("definitions.settings", key=key) if known else ""

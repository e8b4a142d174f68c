"""The sheet's page: looking at it, and recording what was filled in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.errors import AnswersRefused
from service import current
from service.operations import fill_sheet, show_sheet, upload_attachment
from service.operations.show_sheet import SheetView
from service.registers import shelf
from service.sheets import posted
from service.sheets.page import Sent, page

blueprint = Blueprint("sheets", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/registers/<register>/<key>/sheet", endpoint="page")
def sheet_page(register: str, key: str) -> Page:
    """All cases of the row with what the person may record of them."""
    return _drawn(_view(register, key), Sent())


@blueprint.post("/registers/<register>/<key>/sheet")
def save(register: str, key: str) -> Page:
    """Record the rows that were filled in; what is refused comes back with everything that was typed."""
    view = _view(register, key)
    typed = posted.typed(view, request.form.items(multi=True), request.files, _upload)
    if "_rows" in request.form:
        return _drawn(view, Sent(typed=posted.rearranged(view, typed, request.form["_rows"])))
    filled = posted.filled(current.installation(), view, typed)
    if not filled:
        flash(_("Ничего не записано: не заполнена ни одна строка."), "warning")
        return redirect(url_for("sheets.page", register=register, key=key))
    results = fill_sheet.fill(current.installation(), current.actor(), register, key, filled)
    sent = Sent(typed=typed, results={result.instance_id: result for result in results})
    refusals = [result.refusal for result in results if result.refusal is not None]
    if refusals or any(result.unopened for result in results):
        wrong = any(isinstance(refusal, AnswersRefused) for refusal in refusals)
        return _drawn(_view(register, key), sent), 422 if wrong else 409 if refusals else 200
    flash(_("Записано строк: %(n)s.", n=sent.recorded), "good")
    return redirect(url_for("sheets.page", register=register, key=key))


def _view(register: str, key: str) -> SheetView:
    return show_sheet.show(current.installation(), current.actor(), register, key)


def _upload(stream: Any, name: str) -> dict[str, Any]:
    return upload_attachment.upload(current.installation(), current.actor(), stream, name).as_answer()


def _drawn(view: SheetView, sent: Sent) -> str:
    language = current.language()
    return render_template(
        "sheets/page.html",
        view=view,
        page=page(view, sent, language),
        sent=sent,
        row=shelf.entry(current.installation(), current.actor(), view.register.outline.id, view.key, language),
        title=shelf.title(view.register, language),
        sheet_title=current.in_words(view.outline),
    )

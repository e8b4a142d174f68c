"""Pages of registers: public ones for everybody, editing of rows for staff, the page that a certificate's QR opens."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.errors import AnswersRefused
from service import current, rights
from service.actor import Actor
from service.errors import Conflict, Stale, Unfit, status_of
from service.operations import write_register
from service.registers import editing, shelf
from service.tasks import refusals

blueprint = Blueprint("registers", __name__)


@blueprint.get("/registers", endpoint="listing")
def list_page() -> str:
    """The registers that the person may open."""
    return render_template(
        "registers/listing.html", shelves=shelf.shelves(current.installation(), _reader(), current.language())
    )


@blueprint.get("/registers/<register>")
def page(register: str) -> str:
    """One register."""
    listing = shelf.listing(current.installation(), _reader(), register, request.args, current.language())
    return render_template("registers/page.html", listing=listing, may_edit=_may_edit(register))


@blueprint.get("/registers/<register>/<key>")
def row(register: str, key: str) -> str:
    """One row: of a certificate, whether it is valid now."""
    installation, language = current.installation(), current.language()
    told = shelf.outline(installation, register, _reader())
    entry = shelf.entry(installation, _reader(), register, key, language)
    return render_template(
        "registers/row.html",
        entry=entry,
        register=register,
        title=shelf.title(told, language),
        may_edit=_may_edit(register),
        checked_at=installation.now(),
    )


@blueprint.get("/registers/<register>/-/edit")
def edit(register: str) -> str:
    """The form of a row, new or known."""
    fields = editing.fields(
        current.installation(), current.actor(), register, request.args.get("key"), current.language()
    )
    return render_template("registers/edit.html", row=fields, errors=[])


@blueprint.post("/registers/<register>/-/edit")
def save(register: str) -> Response | tuple[str, int]:
    """Write the row as a new version."""
    installation, actor, language = current.installation(), current.actor(), current.language()
    key = request.form.get("key") or None
    told = editing.fields(installation, actor, register, key, language)
    raw = editing.raw(told, request.form)
    try:
        written = write_register.write(installation, actor, register, key, raw, etag=request.form.get("etag") or None)
    except AnswersRefused as refusal:
        errors = refusals.by_field(refusal, language)
        return render_template("registers/edit.html", row=editing.typed(told, raw), errors=errors), 422
    except (Stale, Conflict, Unfit) as refusal:
        errors = [("row", refusal.in_language(language))]
        return render_template("registers/edit.html", row=editing.typed(told, raw), errors=errors), status_of(refusal)
    flash(_("Сохранено."), "good")
    return redirect(url_for("registers.row", register=register, key=written))


def _reader() -> Actor | None:
    return current.actor_or_none()


def _may_edit(register: str) -> bool:
    return register in editing.EDITABLE and rights.CLERKS.holds(_reader())

"""Pages of registers: public ones for everybody, editing of rows for who keeps them, the page that a certificate's QR opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import posts
from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from service import current
from service.about import showing
from service.access import reads_all
from service.actor import Actor
from service.copies import may_be_kept
from service.errors import Conflict, status_of
from service.in_effect import Register
from service.operations import read_attachment, show_seats, write_register
from service.registers import editing, exporting, shelf
from service.registers.editing import RowForm
from service.tasks import aside, drawn, refusals
from storage.errors import CapacityTooSmall, RowChanged, RowRefused

blueprint = Blueprint("registers", __name__)

Page = str | tuple[str, int] | Response


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
    about = showing.about_register(current.installation(), register, current.language())
    return render_template("registers/page.html", listing=listing, may_edit=_may_edit(register), about=about)


@blueprint.get("/registers/<register>/-/csv", endpoint="csv")
def csv_of(register: str) -> Response:
    """The rows as a spreadsheet."""
    return exporting.sheet(current.installation(), register, request.args, current.language())


@blueprint.get("/registers/<register>/-/json", endpoint="json")
def json_of(register: str) -> Response:
    """The rows as programs read them."""
    return exporting.plain(current.installation(), register, request.args)


@blueprint.get("/registers/<register>/<key>")
def row(register: str, key: str) -> str:
    """One row: of a certificate, whether it is valid now."""
    installation, language = current.installation(), current.language()
    told = shelf.known(installation, register, _reader())
    entry = shelf.entry(installation, _reader(), register, key, language)
    return render_template(
        "registers/row.html",
        entry=entry,
        register=register,
        title=shelf.title(told, language),
        may_edit=_may_edit(register),
        seats=_seats(register, key, told),
        sheet_title=current.in_words(told.outline.sheet) if told.outline.sheet else "",
        checked_at=installation.now(),
        writings=shelf.writings(installation, _reader(), register, key, language),
        passages=shelf.passages(installation, _reader(), register, key, language),
    )


@blueprint.get("/registers/<register>/<key>/<column>")
def image(register: str, key: str, column: str) -> Response:
    """The image that stands in a column of a row, such as a logo."""
    installation = current.installation()
    id_ = shelf.picture(installation, _reader(), register, key, column)
    file = read_attachment.shown_by_a_register(installation, id_)
    return send_file(file.path, mimetype=file.media_type, download_name="image")


@blueprint.get("/registers/<register>/-/edit")
def edit(register: str) -> Page:
    """The form of a row, new or known."""
    found = _opened(register, request.args.get("key") or None)
    return _row_page(found, values=found.answers, state=found.state)


@blueprint.post("/registers/<register>/-/edit")
def save(register: str) -> Page:
    """Write the row as a new version; what is refused comes back with everything that was typed."""
    found = _opened(register, request.form.get("_key") or None)
    raw, state = posts.from_post(found.form, request.form.items(multi=True)), request.form.get("_state", "active")
    if "_rows" in request.form:
        return _row_page(found, values=posts.rearranged(found.form, raw, request.form["_rows"]), state=state)
    try:
        written = write_register.write(
            current.installation(),
            current.actor(),
            register,
            found.key,
            raw,
            state=state,
            etag=request.form.get("_etag") or None,
        )
    except AnswersRefused as refusal:
        errors = refusals.by_field(refusal, current.language())
        return _row_page(found, values=raw, state=state, errors=errors), 422
    except CapacityTooSmall as refusal:
        errors = [(found.stock or "row", refusal.in_language(current.language()))]
        return _row_page(found, values=raw, state=state, errors=errors), status_of(refusal)
    except RowRefused as refusal:
        errors = [("state" if found.key else "row", refusal.in_language(current.language()))]
        return _row_page(found, values=raw, state=state, errors=errors), status_of(refusal)
    except (RowChanged, Conflict) as conflict:
        now = _opened(register, found.key)
        return _row_page(now, values=raw, state=state, conflict=conflict), status_of(conflict)
    flash(_("Сохранено."), "good")
    return redirect(url_for("registers.row", register=register, key=written))


blueprint.after_request(may_be_kept)


def _opened(register: str, key: str | None) -> RowForm:
    return editing.opened(current.installation(), current.actor(), register, key, current.language())


def _row_page(
    found: RowForm,
    *,
    values: Mapping[str, Any],
    state: str,
    errors: Sequence[tuple[str, str]] = (),
    conflict: PoryadokError | None = None,
) -> str:
    language = current.language()
    return render_template(
        "registers/edit.html",
        row=found,
        state=state,
        errors=errors,
        conflict=conflict.in_language(language) if conflict else None,
        widgets=drawn.form(found.form, values, choices=found.choices, case={"before": found.before}, errors=errors),
        theirs=aside.typed(found.form, found.answers, language) if conflict and found.key else (),
    )


def _seats(register: str, key: str, told: Register) -> show_seats.Seats | None:
    """Who has a seat in the row, for those who may read the cases."""
    reader = _reader()
    if told.outline.stock is None or reader is None or not reads_all(reader, told.edition):
        return None
    return show_seats.show(current.installation(), reader, register, key)


def _reader() -> Actor | None:
    return current.actor_or_none()


def _may_edit(register: str) -> bool:
    return write_register.keeps(_reader(), shelf.known(current.installation(), register, _reader()))

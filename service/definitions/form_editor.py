"""The forms of a procedure, edited as lists of questions beside the rendering that people see.

Every edit is a post that names the state of the form it was made from, and comes back to the place where it was made.
What is refused comes back with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import editing, posts
from forms.editing import Place
from forms.errors import AnswersRefused, EditRefused, FormError, FormRefused
from processes.errors import PoryadokError
from service import current
from service.definitions import form_desk, form_page, form_undo
from service.definitions.form_desk import Sheet
from service.definitions.form_page import Doubt, Fresh, Opened
from service.errors import RedesignChanged, status_of
from service.operations import redesign
from service.tasks import aside, refusals

blueprint = Blueprint("form_editor", __name__)

Page = str | tuple[str, int] | Response

# ---------------------------------------------------------------------- pages


@blueprint.get("/definitions/<key>/edit/forms", endpoint="listing")
def list_page(key: str) -> str:
    """The forms of the procedure, and the way to a new one."""
    return _list_page(key)


@blueprint.post("/definitions/<key>/edit/forms")
def create(key: str) -> Page:
    """A new form, then its questions."""
    found = _procedure(key)
    form, title = request.form.get("id", "").strip(), request.form.get("title", "").strip()
    wrong = _wrong_new(form, title, {each.id for each in form_desk.listed(found)})
    if wrong:
        return _list_page(key, errors=wrong), 422
    try:
        content = editing.new(form, title, request.form.get("title_en", "").strip())
        redesign.write_part(
            current.installation(), current.actor(), key, f"{form}.json", content, etag=found.redesign.etag
        )
    except PoryadokError as refusal:
        return _list_page(key, errors=[("id", refusal.in_language(current.language()))]), status_of(refusal)
    flash(_("Форма создана. Добавьте вопросы."), "good")
    return redirect(url_for("form_editor.page", key=key, form=form))


@blueprint.get("/definitions/<key>/edit/forms/<form>")
def page(key: str, form: str) -> Page:
    """The form: its questions, one of them open, and how people see it."""
    sheet = _sheet(key, form)
    asked = request.args.get("question")
    if asked is None:
        return form_page.page(sheet)
    try:
        return form_page.page(sheet, opened=_standing(sheet, editing.place_of(asked)))
    except EditRefused as refusal:
        return form_page.page(sheet, refusal=refusal), status_of(refusal)


# ---------------------------------------------------------------------- edits


@blueprint.post("/definitions/<key>/edit/forms/<form>/settings")
def change(key: str, form: str) -> Page:
    """Change a question, or (without a place) the title and the rules of the form."""
    sheet, typed = _sheet(key, form), _typed()
    if posts.ROWS in request.form:
        rows = posts.rearranged(editing.asked(typed.kind), typed.values, request.form[posts.ROWS])
        return form_page.page(sheet, opened=replace(typed, values=rows))
    if _stale(sheet):
        return _conflict(sheet, form_desk.changed_by(current.installation(), key), typed)
    try:
        after = editing.change(sheet.content, typed.place, typed.values[editing.PATH])
    except AnswersRefused as refusal:
        wrong = refusals.by_field(refusal, current.language())
        return form_page.page(sheet, opened=replace(typed, errors=wrong)), status_of(refusal)
    except FormRefused as refusal:
        return form_page.page(sheet, opened=replace(typed, errors=_at_settings(typed, refusal))), status_of(refusal)
    except EditRefused as refusal:
        return form_page.page(sheet, refusal=refusal), status_of(refusal)
    doubt = _lost(sheet, after)
    if doubt and not _sure():
        return form_page.page(sheet, opened=typed, doubt=Doubt(texts=doubt)), 409
    return _save(sheet, after, to=_address(sheet, typed.place, anchor=_line(typed.place)), typed=typed)


@blueprint.post("/definitions/<key>/edit/forms/<form>/rendering")
def rendering(key: str, form: str) -> Page:
    """How people would see the form with what is typed now; nothing (204) while that is no form."""
    sheet, typed = _sheet(key, form), _typed()
    try:
        after = editing.change(sheet.content, typed.place, typed.values[editing.PATH])
    except FormError:
        return "", 204
    return form_page.rendering(form_desk.laid(sheet.procedure, form, sheet.part, after), typed.place)


@blueprint.post("/definitions/<key>/edit/forms/<form>/questions")
def add(key: str, form: str) -> Page:
    """A fresh question, opened at once."""
    sheet = _sheet(key, form)
    fresh = Fresh(
        kind=request.form.get("_kind", ""), label=request.form.get("_label", "").strip(), at=request.form.get("_at", "")
    )
    if _stale(sheet):
        return _conflict(sheet, form_desk.changed_by(current.installation(), key), fresh=fresh)
    try:
        after, place = editing.add(sheet.content, editing.place_of(fresh.at), fresh.kind, label=fresh.label)
    except FormRefused as refusal:
        told = "; ".join(problem.in_language(current.language()) for problem in refusal.problems)
        return form_page.page(sheet, fresh=replace(fresh, error=told)), status_of(refusal)
    except EditRefused as refusal:
        return form_page.page(sheet, fresh=replace(fresh, error=refusal.in_language(current.language()))), status_of(
            refusal
        )
    return _save(sheet, after, to=_address(sheet, place, anchor=_line(place)), fresh=fresh)


@blueprint.post("/definitions/<key>/edit/forms/<form>/questions/<place>/move")
def move(key: str, form: str, place: str) -> Page:
    """One place up or down, into the group or table above, out of one."""
    way = request.form.get("_way", "")

    def moved(sheet: Sheet) -> tuple[bytes, str]:
        after, now = editing.move(sheet.content, editing.place_of(place), way)
        return after, _address(sheet, now if request.form.get("_open") == place else (), anchor=_line(now, way))

    return _rearrange(_sheet(key, form), place, moved, {"_way": way})


@blueprint.post("/definitions/<key>/edit/forms/<form>/questions/<place>/remove")
def remove(key: str, form: str, place: str) -> Page:
    """Take the question out, with all that stands in it."""

    def removed(sheet: Sheet) -> tuple[bytes, str]:
        at = editing.place_of(place)
        return editing.remove(sheet.content, at), _address(sheet, anchor=_line((*at[:-1], max(at[-1] - 1, 0))))

    return _rearrange(_sheet(key, form), place, removed, {})


@blueprint.post("/definitions/<key>/edit/forms/<form>/undo")
def undo(key: str, form: str) -> Page:
    """Take the last edit back."""
    sheet = _sheet(key, form)
    way_back = form_undo.way_back(sheet)
    if way_back is None:
        flash(_("Отменить уже нельзя: форма изменилась с тех пор."), "info")
        return redirect(_address(sheet))
    return _save(sheet, way_back.applied(sheet.content), to=_address(sheet))


# ---------------------------------------------------------------------- steps of an edit


def _rearrange(sheet: Sheet, place: str, act: Callable[[Sheet], tuple[bytes, str]], fields: Mapping[str, str]) -> Page:
    """An edit that types nothing: made, or asked about once more; `act` gives the new form and where to go then."""
    if _stale(sheet):
        return _conflict(sheet, form_desk.changed_by(current.installation(), sheet.procedure.key))
    try:
        after, to = act(sheet)
    except FormError as refusal:
        return form_page.page(sheet, refusal=refusal), status_of(refusal)
    doubt = [*_taken_along(sheet, place, fields), *_lost(sheet, after)]
    if doubt and not _sure():
        return form_page.page(sheet, doubt=Doubt(texts=doubt, address=request.path, fields=fields)), 409
    return _save(sheet, after, to=to)


def _save(sheet: Sheet, after: bytes, *, to: str, typed: Opened | None = None, fresh: Fresh | None = None) -> Page:
    """Keep the changed form and go on to this address."""
    if after == sheet.content:
        flash(_("Изменений нет."), "info")
        return redirect(to)
    here, of = current.installation(), sheet.procedure
    try:
        redesign.write_part(here, current.actor(), of.key, sheet.part, after, etag=of.redesign.etag)
    except RedesignChanged as quicker:
        return _conflict(_sheet(of.key, sheet.id), quicker, typed, fresh)
    form_undo.remember(sheet, after)
    return redirect(to)


def _conflict(
    sheet: Sheet, quicker: RedesignChanged, typed: Opened | None = None, fresh: Fresh | None = None
) -> tuple[str, int]:
    """The form as it is now, and what was typed: in its question, if that is still there, else beside it."""
    opened = _found_again(sheet, typed) if typed else None
    kept = aside.typed(editing.asked(typed.kind), typed.values, current.language()) if typed and not opened else ()
    shown = form_page.page(sheet, opened=opened, fresh=fresh, quicker=quicker, kept=kept)
    return shown, status_of(quicker)


def _found_again(sheet: Sheet, typed: Opened) -> Opened | None:
    """The typed settings at the question that they were meant for, wherever it stands now."""
    if not typed.place:
        return typed
    named = request.form.get("_key", "")
    same = [each.place for each in sheet.entries if (each.key, each.kind) == (named, typed.kind)]
    if not same or (not named and typed.place not in same):
        return None
    return replace(typed, place=typed.place if typed.place in same else same[0])


def _typed() -> Opened:
    """The settings in this post; raises EditRefused."""
    kind = request.form.get("_kind", "")
    asked = editing.asked(kind)
    values = posts.from_post(asked, request.form.items(multi=True))
    return Opened(place=editing.place_of(request.form.get("_place", "")), kind=kind, values=values)


def _standing(sheet: Sheet, place: Place) -> Opened:
    """The question as it stands in the form; raises EditRefused."""
    values = editing.stands(sheet.content, place)
    kind = next((each.kind for each in sheet.entries if each.place == place), editing.FORM)
    return Opened(place=place, kind=kind, values={editing.PATH: values}, errors=_at_place(sheet, place, kind))


def _at_place(sheet: Sheet, place: Place, kind: str) -> list[tuple[str, str]]:
    """What is wrong with a question as it stands, each at its setting."""
    return [
        (editing.about(kind, problem), problem.in_language(current.language()))
        for problem in sheet.problems
        if problem.place == place and editing.about(kind, problem)
    ]


def _at_settings(typed: Opened, refusal: FormRefused) -> list[tuple[str, str]]:
    """Problems of the changed form: those of this question stand at their settings, others lead to the page's list."""
    return [
        (
            (problem.place == typed.place and editing.about(typed.kind, problem)) or "questions",
            problem.in_language(current.language()),
        )
        for problem in refusal.problems
    ]


def _lost(sheet: Sheet, after: bytes) -> list[str]:
    return [message.in_language(current.language()) for message in sheet.lost(after)]


def _taken_along(sheet: Sheet, place: str, fields: Mapping[str, str]) -> list[str]:
    """Removing a group or a table takes away what stands in it."""
    at = editing.place_of(place)
    inside = [each for each in sheet.entries if len(each.place) > len(at) and each.place[: len(at)] == at]
    if "_way" in fields or not inside:
        return []
    return [_("Вместе с ней уйдут вопросы: %(labels)s", labels=", ".join(form_page.title(each) for each in inside))]


def _sure() -> bool:
    return "_anyway" in request.form


def _stale(sheet: Sheet) -> bool:
    return request.form.get("_seen") != sheet.seen


def _wrong_new(form: str, title: str, taken: set[str]) -> list[tuple[str, str]]:
    wrong = []
    if not form:
        wrong.append(("id", _("Укажите обозначение формы, например F-EXM-20")))
    if form in taken:
        wrong.append(("id", _("Форма с обозначением %(id)s уже есть", id=form)))
    if not title:
        wrong.append(("title", _("Укажите название формы")))
    return wrong


# ---------------------------------------------------------------------- addresses and forms


def _procedure(key: str) -> form_desk.Procedure:
    return form_desk.procedure(current.installation(), current.actor(), key, current.language())


def _sheet(key: str, form: str) -> Sheet:
    return form_desk.opened(_procedure(key), form)


def _list_page(key: str, errors: Sequence[tuple[str, str]] = ()) -> str:
    found = _procedure(key)
    return render_template(
        "definitions/forms.html", procedure=found, forms=form_desk.listed(found), errors=errors, typed=request.form
    )


def _address(sheet: Sheet, place: Place = (), anchor: str | None = None) -> str:
    question = editing.written(place) or None
    return url_for("form_editor.page", key=sheet.procedure.key, form=sheet.id, question=question, _anchor=anchor)


def _line(place: Place, way: str = "") -> str | None:
    """The anchor of a question's line; after a move that of the button that was pressed, so that it can be pressed again."""
    if not place:
        return None
    return f"at:{editing.written(place)}" + (f":{way}" if way in ("up", "down") else "")

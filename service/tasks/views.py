"""Task pages: looking, drafting, taking, giving back, finishing; and the page that begins a case.

A submit that is refused comes back with everything that was typed: errors first, or both versions side by side.
"""

from __future__ import annotations

import io
import secrets
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forms import posts
from forms.definition import Form
from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from service import current, error_pages
from service.actor import Actor
from service.errors import DraftChanged, Stale, TaskAlreadyDone, TaskTaken, status_of
from service.installation import Installation
from service.operations import (
    answering,
    claim_task,
    complete_task,
    print_paper,
    read_attachment,
    release_task,
    save_draft,
    show_start,
    show_task,
    start_instance,
    upload_attachment,
)
from service.outcome import Outcome
from service.tasks import aside, drafting, drawn, onward, picked, refusals, resent, together

blueprint = Blueprint("tasks", __name__)

Page = str | tuple[str, int] | AnyResponse


@blueprint.get("/tasks/<ref>")
def page(ref: str) -> Page:
    """The task with its form, where it comes from and until when."""
    view = show_task.show(*_asking(), ref)
    return _task_page(view, values=view.answers)


@blueprint.post("/tasks/<ref>/complete")
def complete(ref: str) -> Page:
    """Finish the task; then the next one, or the list it came from."""
    installation, actor = _asking()
    view = show_task.show(installation, actor, ref)
    raw = _typed(view.form)
    if view.form is not None and "_rows" in request.form:
        return _task_page(view, values=posts.rearranged(view.form, raw, request.form["_rows"]))
    try:
        outcome = complete_task.complete(installation, actor, ref, raw, etag=request.form.get("_etag") or None)
    except AnswersRefused as refusal:
        errors = refusals.by_field(refusal, current.language())
        return _task_page(view, values=raw, errors=errors), 422
    except (Stale, TaskTaken, TaskAlreadyDone) as conflict:
        now = show_task.show(installation, actor, ref)
        return _task_page(now, values=raw, conflict=conflict), status_of(conflict)
    flash(onward.said(outcome, view.called, current.language()), "good")
    return redirect(_after(installation, actor, outcome))


@blueprint.post("/tasks/<ref>/claim")
def claim(ref: str) -> AnyResponse:
    """Take the task for oneself."""
    claim_task.claim(*_asking(), ref)
    return redirect(url_for("tasks.page", ref=ref))


@blueprint.post("/tasks/<ref>/release")
def release(ref: str) -> AnyResponse:
    """Give the task back to its role; the draft stays with its author."""
    release_task.release(*_asking(), ref)
    flash(_("Задача возвращена в роль. Ваш черновик сохранён."), "good")
    return redirect(onward.list_of())


@blueprint.route("/tasks/<ref>/draft", methods=["POST", "PUT"])
def draft(ref: str) -> Page:
    """Keep what was typed so far; the first edit takes the task."""
    installation, actor = _asking()
    view = show_task.show(installation, actor, ref)
    raw = _typed(view.form)
    try:
        saved = drafting.keep(ref, raw)
    except DraftChanged as changed:
        if error_pages.wants_json():
            raise
        return _task_page(show_task.show(installation, actor, ref), values=raw, changed=changed), status_of(changed)
    outcome = claim_task.claim(installation, actor, ref) if view.status == "open" and view.may_complete else None
    if not error_pages.wants_json():
        flash(_("Черновик сохранён."), "good")
        return redirect(url_for("tasks.page", ref=ref))
    return drafting.told(saved, etag=outcome.etag if outcome else view.etag, taken=outcome is not None)


@blueprint.post("/tasks/<ref>/paper")
def paper(ref: str) -> AnyResponse:
    """The paper that this step is about, with what is typed so far: to be read, printed and signed."""
    installation, actor = _asking()
    raw = _typed(show_task.show(installation, actor, ref).form)
    return _sent(print_paper.of_task(installation, actor, ref, raw, request.args.get("as", "pdf")))


@blueprint.post("/attachments")
def upload() -> AnyResponse:
    """Take a file when it is picked; the form then carries its id."""
    file = request.files.get("file")
    if file is None:
        return Response(_("Файл не выбран"), status=400, mimetype="text/plain")
    kinds = tuple(request.form.get("kinds", "").replace(",", " ").split()) or None
    max_mb = min(request.form.get("max_mb", upload_attachment.MAX_MB, type=int), upload_attachment.MAX_MB)
    kept = upload_attachment.upload(
        *_asking(), cast(BinaryIO, file.stream), file.filename or "", kinds=kinds, max_mb=max_mb
    )
    return jsonify(kept.as_answer())


@blueprint.get("/attachments/<attachment>")
def attachment(attachment: str) -> AnyResponse:
    """The file, never shown inside a page of ours."""
    file = read_attachment.read(*_asking(), attachment)
    return send_file(file.path, mimetype=file.media_type, as_attachment=True, download_name=file.name)


@blueprint.get("/apply")
def choose() -> Page:
    """What this person may begin."""
    return render_template("tasks/choose.html", options=show_start.startable(*_asking()))


@blueprint.get("/apply/<procedure>")
def apply(procedure: str) -> Page:
    """The form that begins a case, prefilled with the draft."""
    installation, actor = _asking()
    view = show_start.show(installation, actor, procedure, **_start_of(request.args))
    return _start_page(view, values=view.answers, key=secrets.token_urlsafe(16))


@blueprint.post("/apply/<procedure>")
def apply_send(procedure: str) -> Page:
    """Check the answers, show them once more, and only then begin the case."""
    installation, actor = _asking()
    view = show_start.show(installation, actor, procedure, **_start_of(request.form, ours=resent.OURS))
    raw = _typed(view.form)
    key = request.form.get("_key") or secrets.token_urlsafe(16)
    if view.form is not None and "_rows" in request.form:
        return _start_page(view, values=posts.rearranged(view.form, raw, request.form["_rows"]), key=key)
    if request.form.get("_step") == "edit":
        return _start_page(view, values=raw, key=key)
    try:
        if request.form.get("_step") != "send":
            return _check_page(view, _checked(view, raw), key)
        outcome = start_instance.start(
            installation,
            actor,
            procedure=procedure,
            process=view.process,
            start=view.start,
            answers=raw,
            idempotency=key,
        )
    except AnswersRefused as refusal:
        errors = refusals.by_field(refusal, current.language())
        return _start_page(view, values=raw, key=key, errors=errors), 422
    flash(onward.accepted(outcome, current.language()), "good")
    return redirect(onward.case_of(outcome.number))


@blueprint.route("/apply/<procedure>/draft", methods=["POST", "PUT"])
def apply_draft(procedure: str) -> Page:
    """Keep what was typed into the form that begins a case."""
    installation, actor = _asking()
    view = show_start.show(installation, actor, procedure, **_start_of(request.form, ours=resent.OURS))
    raw, place = _typed(view.form), save_draft.start_place(view.procedure, view.process, view.start)
    try:
        saved = drafting.keep(place, raw)
    except DraftChanged as changed:
        if error_pages.wants_json():
            raise
        now = show_start.show(installation, actor, procedure, **_start_of(request.form, ours=resent.OURS))
        key = request.form.get("_key") or secrets.token_urlsafe(16)
        return _start_page(now, values=raw, key=key, changed=changed), status_of(changed)
    if not error_pages.wants_json():
        flash(_("Черновик сохранён."), "good")
        return redirect(url_for("tasks.apply", procedure=procedure, process=view.process, start=view.start))
    return drafting.told(saved)


@blueprint.post("/apply/<procedure>/paper")
def apply_paper(procedure: str) -> AnyResponse:
    """The statement with what is typed so far: to be printed, signed and scanned before the case begins."""
    installation, actor = _asking()
    place = _start_of(request.form, ours=resent.OURS)
    raw = _typed(show_start.show(installation, actor, procedure, **place).form)
    kind = request.args.get("as", "pdf")
    return _sent(print_paper.of_start(installation, actor, procedure, raw, kind=kind, **place))


def _sent(printed: print_paper.Printed) -> AnyResponse:
    return send_file(io.BytesIO(printed.content), mimetype=printed.media_type, download_name=printed.name)


def _asking() -> tuple[Installation, Actor]:
    return current.installation(), current.actor()


def _start_of(given: Any, *, ours: str = "") -> dict[str, str | None]:
    """As the address says, or the page's own names in its form."""
    return {name: given.get(f"{ours}{name}") or None for name in ("process", "start")}


def _checked(view: show_start.StartView, raw: dict[str, Any]) -> dict[str, Any]:
    """The plain answers, as they will be when the case begins; raises AnswersRefused."""
    if view.form is None:
        return {}
    installation = current.installation()
    with installation.database.reading() as session:
        return answering.check(
            session,
            view.form,
            raw,
            actor=current.actor(),
            instance_id=None,
            at=installation.now(),
            zone=installation.zone,
            case={},
        )


def _typed(form: Form | None) -> dict[str, Any]:
    """What was typed, with files that a browser without scripts has sent together with the form."""
    if form is None:
        return {}
    raw = posts.from_post(form, request.form.items(multi=True))
    return picked.with_files(raw, request.files, _upload)


def _upload(stream: Any, name: str) -> dict[str, Any]:
    return upload_attachment.upload(*_asking(), stream, name).as_answer()


def _after(installation: Installation, actor: Actor, outcome: Outcome) -> str:
    if request.form.get("_then") == "next":
        following = outcome.next_task or onward.next_in_inbox(installation, actor)
        if following:
            return url_for("tasks.page", ref=following)
    if outcome.next_task:
        return url_for("tasks.page", ref=outcome.next_task)
    return onward.list_of(outcome.number)


def _task_page(
    view: show_task.TaskView,
    *,
    values: dict[str, Any],
    errors: list[tuple[str, str]] | None = None,
    conflict: PoryadokError | None = None,
    changed: DraftChanged | None = None,
) -> str:
    installation, language = current.installation(), current.language()
    return render_template(
        "tasks/page.html",
        view=view,
        paper=print_paper.offered(view.edition, view.element),
        errors=errors or [],
        conflict=conflict.in_language(language) if conflict else None,
        changed=changed.in_language(language) if changed else None,
        draft_seen=drafting.drawn_from(view.draft_version, changed),
        widgets=drawn.form(view.form, values, choices=view.choices, case=view.names, errors=errors or []),
        theirs=aside.given(view, language) if conflict or view.status == "done" else (),
        mine=aside.typed(view.form, values, language) if conflict else (),
        side=aside.side(view, installation.zone, language),
        sheet=together.sheet_of(installation, view),
        back=onward.list_of(view.number),
    )


def _start_page(
    view: show_start.StartView,
    *,
    values: dict[str, Any],
    key: str,
    errors: list[tuple[str, str]] | None = None,
    changed: DraftChanged | None = None,
) -> str:
    return render_template(
        "tasks/apply.html",
        view=view,
        paper=print_paper.offered(view.edition, view.start),
        widgets=drawn.form(view.form, values, choices=view.choices, errors=errors or []),
        errors=errors or [],
        key=key,
        changed=changed.in_language(current.language()) if changed else None,
        draft_seen=drafting.drawn_from(view.draft_version, changed),
        clauses=aside.cited_by(view.clauses, current.language()),
    )


def _check_page(view: show_start.StartView, checked: dict[str, Any], key: str) -> str:
    return render_template(
        "tasks/check.html",
        draft_seen=drafting.drawn_from(view.draft_version, None),
        view=view,
        pairs=resent.pairs(view.form, checked, request.form.items(multi=True)),
        answers=aside.typed(view.form, checked, current.language()),
        key=key,
    )

"""Pages of paper intake: what can be entered, the form with who handed it in and when, the print with the number."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import posts
from forms.definition import Form
from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from service import current
from service.actor import Actor
from service.errors import Stale, TaskAlreadyDone, TaskTaken, Unfit, status_of
from service.installation import Installation
from service.instances import case
from service.operations import answering, enter_paper, show_instance, show_task
from service.operations.show_start import StartView
from service.operations.upload_attachment import upload
from service.paper import receipts, sheet
from service.paper.sheet import Sheet
from service.tasks import drawn, onward, picked, refusals

blueprint = Blueprint("paper", __name__)

Page = str | tuple[str, int] | Response
Errors = list[tuple[str, str]]


@blueprint.get("/paper")
def choose() -> Page:
    """What this person may enter for somebody outside."""
    return render_template("paper/choose.html", options=enter_paper.enterable(*_asking()))


@blueprint.get("/paper/<procedure>")
def page(procedure: str) -> Page:
    """The form of an application, empty."""
    view = enter_paper.show(*_asking(), procedure, request.args.get("process"), request.args.get("start"))
    return _start_page(view, {**view.answers}, key=secrets.token_urlsafe(16))


@blueprint.post("/paper/<procedure>")
def send(procedure: str) -> Page:
    """Look for the participant, or begin the case."""
    installation, actor = _asking()
    view = enter_paper.show(installation, actor, procedure, request.form.get("_process"), request.form.get("_start"))
    party = request.form.get("_party", type=int)
    about = sheet.OF_NEW if party is None else sheet.OF_KNOWN
    raw, key = _typed(view.form, sheet.OF_NEW), request.form.get("_key") or secrets.token_urlsafe(16)
    if view.form is not None and "_rows" in request.form:
        raw = {**raw, **posts.rearranged(view.form, _of(view.form, raw), request.form["_rows"])}
        return _start_page(view, raw, key=key)
    if request.form.get("_step") == "find":
        return _start_page(view, raw, key=key)
    said, errors = _checked_sheet(about, raw, party)
    errors += _errors_of(view.form, raw, {})
    if said is None or errors:
        return _start_page(view, raw, key=key, errors=errors), 422
    try:
        outcome = enter_paper.start(
            installation,
            actor,
            procedure=procedure,
            process=view.process,
            start=view.start,
            applicant=said.applicant,
            received_on=said.received_on,
            scans=said.scans,
            answers=_of(view.form, raw),
            idempotency=key,
        )
    except Unfit as refusal:
        return _start_page(view, raw, key=key, errors=[("paper_received_on", _text(refusal))]), 422
    flash(onward.accepted(outcome, current.language()), "good")
    return redirect(url_for("paper.receipt", number=outcome.number))


@blueprint.get("/paper/receipts/<number>")
def receipt(number: str) -> Page:
    """The print that whoever handed the paper in takes home."""
    installation, actor = _asking()
    view = show_instance.show(installation, actor, case.find(installation, number))
    rows = show_instance.events(installation, actor, view.row.id, limit=1)
    return render_template("paper/receipt.html", receipt=receipts.of(view, rows, current.language()))


@blueprint.get("/tasks/<ref>/entry")
def task(ref: str) -> Page:
    """The form of a task that somebody outside has answered on paper."""
    view = _enterable(ref)
    return _task_page(view, dict(view.answers))


@blueprint.post("/tasks/<ref>/entry")
def complete(ref: str) -> Page:
    """Finish the task with what stands on the paper."""
    installation, actor = _asking()
    view = _enterable(ref)
    raw = _typed(view.form, sheet.OF_TASK)
    if view.form is not None and "_rows" in request.form:
        return _task_page(view, {**raw, **posts.rearranged(view.form, _of(view.form, raw), request.form["_rows"])})
    said, errors = _checked_sheet(sheet.OF_TASK, raw, None)
    if said is None:
        return _task_page(view, raw, errors), 422
    try:
        outcome = enter_paper.complete(
            installation,
            actor,
            ref,
            _of(view.form, raw),
            received_on=said.received_on,
            scans=said.scans,
            etag=request.form.get("_etag") or None,
        )
    except AnswersRefused as refusal:
        return _task_page(view, raw, refusals.by_field(refusal, current.language())), 422
    except (Stale, TaskTaken, TaskAlreadyDone) as conflict:
        return _task_page(_enterable(ref), raw, conflict=conflict), status_of(conflict)
    flash(onward.said(outcome, view.called, current.language()), "good")
    return redirect(onward.case_of(outcome.number))


@blueprint.post("/instances/<number>/invite")
def invite(number: str) -> Page:
    """Send a link by which a participant without an account claims the case."""
    installation, actor = _asking()
    holder, email = request.form.get("holder", ""), request.form.get("email", "")
    try:
        enter_paper.send_link(installation, actor, case.find(installation, number), holder=holder, email=email)
    except Unfit as refusal:
        flash(_text(refusal), "warning")
    else:
        flash(_("Приглашение отправлено: %(address)s", address=email.strip()), "good")
    return redirect(url_for("instances.page", number=number) + "#access")


def _asking() -> tuple[Installation, Actor]:
    return current.installation(), current.actor()


def _text(error: PoryadokError) -> str:
    return error.in_language(current.language())


def _enterable(ref: str) -> show_task.TaskView:
    view = show_task.show(*_asking(), ref)
    if view.entry is None:
        raise Unfit(
            "Эту задачу с бумаги внести нельзя: она не открыта, или её делает сотрудник",
            "This task cannot be entered from paper: it is not open, or staff do it",
        )
    return view


def _typed(form: Form | None, about: Form) -> dict[str, Any]:
    """What was typed into both forms, with files that a browser without scripts has sent along."""
    items = list(request.form.items(multi=True))
    raw = {**(posts.from_post(form, items) if form else {}), **posts.from_post(about, items)}
    return picked.with_files(raw, request.files, lambda stream, name: upload(*_asking(), stream, name).as_answer())


def _of(form: Form | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the procedure's own form."""
    return {name: value for name, value in raw.items() if not name.startswith("paper_")} if form else {}


def _checked_sheet(about: Form, raw: Mapping[str, Any], party: int | None) -> tuple[Sheet | None, Errors]:
    try:
        given = {name: value for name, value in raw.items() if name in about.by_path}
        return sheet.read(_check(about, given, {}), party), []
    except AnswersRefused as refusal:
        return None, refusals.by_field(refusal, current.language())


def _errors_of(form: Form | None, raw: Mapping[str, Any], case_data: Mapping[str, Any]) -> Errors:
    if form is None:
        return []
    try:
        _check(form, _of(form, raw), case_data)
    except AnswersRefused as refusal:
        return refusals.by_field(refusal, current.language())
    return []


def _check(form: Form, raw: Mapping[str, Any], case_data: Mapping[str, Any]) -> dict[str, Any]:
    installation, actor = _asking()
    with installation.database.reading() as session:
        return answering.check(
            session, form, raw, actor=actor, instance_id=None, at=installation.now(), zone=installation.zone,
            case=case_data,
        )  # fmt: skip


def _start_page(view: StartView, values: dict[str, Any], *, key: str, errors: Errors | None = None) -> str:
    installation, actor = _asking()
    name = str(values.get("paper_name") or "")
    errors = errors or []
    return render_template(
        "paper/apply.html",
        view=view,
        who=drawn.form(sheet.OF_NEW, values, choices={}, errors=errors),
        widgets=drawn.form(view.form, values, choices=view.choices, errors=errors),
        found=enter_paper.known_parties(installation, actor, view.procedure, name),
        looked=request.form.get("_step") == "find",
        party=request.form.get("_party", type=int),
        errors=errors,
        key=key,
    )


def _task_page(
    view: show_task.TaskView,
    values: dict[str, Any],
    errors: Errors | None = None,
    conflict: PoryadokError | None = None,
) -> str:
    errors = errors or []
    return render_template(
        "paper/task.html",
        view=view,
        who=drawn.form(sheet.OF_TASK, values, choices={}, errors=errors),
        widgets=drawn.form(view.form, values, choices=view.choices, case=view.names, errors=errors),
        errors=errors,
        conflict=_text(conflict) if conflict else None,
    )

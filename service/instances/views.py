"""Pages of cases: the list, one case, acts open to a person, documents, stopping a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import posts
from forms.errors import AnswersRefused
from service import current, error_pages, rights
from service.actor import Actor
from service.errors import Conflict, DraftChanged, Unfit, status_of
from service.installation import Installation
from service.instances import case, listing
from service.operations import (
    cancel_instance,
    perform_act,
    read_attachment,
    retry_mail,
    save_draft,
    show_act,
    suspend_instance,
)
from service.outcome import Outcome
from service.tasks import aside, drafting, drawn, onward, refusals

Intervention = Callable[[Installation, Actor, int, str], Outcome]


@dataclass(frozen=True, kw_only=True)
class Refused:
    """What an owner wanted to do with which reason, and why it was not done."""

    act: str
    reason: str
    text: str


blueprint = Blueprint("instances", __name__)


@blueprint.get("/instances", endpoint="listing")
def listing_page() -> str:
    """Cases that the person may see."""
    page = listing.page(current.installation(), current.actor(), request.args, current.language())
    return render_template("instances/listing.html", page=page)


@blueprint.get("/instances/<number>")
def page(number: str) -> str:
    """One case."""
    return _case_page(number)


@blueprint.post("/instances/<number>/cancel")
def cancel(number: str) -> Response | tuple[str, int]:
    """Stop the case; the reason is compulsory and stays on record."""
    return _intervened(number, cancel_instance.cancel, "stop", _("Дело остановлено, причина записана в историю."))


@blueprint.post("/instances/<number>/suspend")
def suspend(number: str) -> Response | tuple[str, int]:
    """Halt the case; the reason is compulsory and stays on record."""
    return _intervened(
        number, suspend_instance.suspend, "suspend", _("Дело приостановлено, причина записана в историю.")
    )


@blueprint.post("/instances/<number>/resume")
def resume(number: str) -> Response | tuple[str, int]:
    """Let a halted case go on."""
    return _intervened(number, suspend_instance.resume, "resume", _("Дело возобновлено, причина записана в историю."))


@blueprint.post("/instances/<number>/notices/<int:mail_id>/confirm")
def confirm_notice(number: str, mail_id: int) -> Response:
    """Record how and when somebody was told of the case where no carrier could."""
    how, when = request.form.get("how", ""), request.form.get("when", "")
    try:
        retry_mail.confirm(current.installation(), current.actor(), mail_id, how, when=when)
    except (Unfit, Conflict) as refusal:
        flash(refusal.in_language(current.language()), "warning")
    else:
        flash(_("Записано: уведомление передано."), "good")
    return redirect(url_for("instances.page", number=number) + "#notices")


@blueprint.get("/instances/<number>/acts/<int:subscription>")
def act(number: str, subscription: int) -> str:
    """The form of an act that is open to the person, such as a withdrawal."""
    view = _act(number, subscription)
    return _act_page(view, view.answers, [])


@blueprint.post("/instances/<number>/acts/<int:subscription>")
def perform(number: str, subscription: int) -> Response | tuple[str, int]:
    """Do the act."""
    view = _act(number, subscription)
    raw = _typed(view)
    try:
        outcome = perform_act.perform(current.installation(), current.actor(), view.instance_id, subscription, raw)
    except AnswersRefused as refusal:
        return _act_page(view, raw, refusals.by_field(refusal, current.language())), 422
    flash(onward.said(outcome, view.name, current.language()), "good")
    return redirect(onward.case_of(number))


@blueprint.route("/instances/<number>/acts/<int:subscription>/draft", methods=["POST", "PUT"])
def act_draft(number: str, subscription: int) -> Response | tuple[str, int]:
    """Keep what was typed so far."""
    view = _act(number, subscription)
    raw = _typed(view)
    try:
        saved = drafting.keep(save_draft.act_place(view.instance_id, subscription), raw)
    except DraftChanged as changed:
        if error_pages.wants_json():
            raise
        return _act_page(_act(number, subscription), raw, [], changed), status_of(changed)
    if not error_pages.wants_json():
        flash(_("Черновик сохранён."), "good")
        return redirect(url_for("instances.act", number=number, subscription=subscription))
    return drafting.told(saved)


@blueprint.get("/documents/<document>")
def document(document: str) -> Response:
    """A document of a case."""
    file = read_attachment.read_document(current.installation(), current.actor(), document)
    return send_file(file.path, mimetype=file.media_type, as_attachment=True, download_name=file.name)


def _case_page(number: str, *, refused: Refused | None = None) -> str:
    shown = case.case(current.installation(), current.actor(), number, current.language())
    may_intervene = rights.OWNER.holds(current.actor())
    return render_template("instances/page.html", case=shown, may_intervene=may_intervene, refused=refused)


def _intervened(number: str, intervene: Intervention, act: str, said: str) -> Response | tuple[str, int]:
    """What an owner does to a case; a reason that says too little comes back with the page."""
    installation, reason = current.installation(), request.form.get("reason", "")
    try:
        intervene(installation, current.actor(), case.find(installation, number), reason)
    except Unfit as refusal:
        refused = Refused(act=act, reason=reason, text=refusal.in_language(current.language()))
        return _case_page(number, refused=refused), status_of(refusal)
    flash(said, "good")
    return redirect(url_for("instances.page", number=number))


def _act(number: str, subscription: int) -> show_act.ActView:
    installation = current.installation()
    return show_act.show(installation, current.actor(), case.find(installation, number), subscription)


def _typed(view: show_act.ActView) -> dict[str, object]:
    return posts.from_post(view.form, request.form.items(multi=True)) if view.form else {}


def _act_page(
    view: show_act.ActView,
    values: dict[str, object],
    errors: list[tuple[str, str]],
    changed: DraftChanged | None = None,
) -> str:
    return render_template(
        "instances/act.html",
        view=view,
        widgets=drawn.form(view.form, values, choices=view.choices, case=view.names, errors=errors),
        errors=errors,
        changed=changed.in_language(current.language()) if changed else None,
        draft_seen=drafting.drawn_from(view.draft_version, changed),
        clauses=aside.cited_by(view.clauses, current.language()),
        back=onward.case_of(view.number),
    )

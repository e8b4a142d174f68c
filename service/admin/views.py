"""The operator's pages."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import current, delivery
from service.admin import desk
from service.operations import retry_incident, retry_mail

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("")
def home() -> Response:
    """The first of the pages."""
    return redirect(url_for("admin.mail"))


@blueprint.get("/mail")
def mail() -> str:
    """Letters and texts that nobody has carried, and what can be done about each."""
    state = request.args.get("state", "")
    messages, after = desk.messages(
        current.installation(), state, current.language(), request.args.get("after", type=int)
    )
    words = {name: said[0 if current.language() == "ru" else 1] for name, said in delivery.STATES.items()}
    return render_template("admin/mail.html", messages=messages, after=after, state=state, words=words)


@blueprint.post("/mail/<int:mail_id>/resend")
def resend(mail_id: int) -> Response:
    """Try the carrier again."""
    retry_mail.resend(current.installation(), current.actor(), mail_id)
    flash(_("Поставлено в очередь на отправку."), "good")
    return redirect(url_for("admin.mail"))


@blueprint.post("/mail/<int:mail_id>/confirm")
def confirm(mail_id: int) -> Response:
    """Record that the person was told in another way."""
    how = request.form.get("how", "").strip()
    if not how:
        flash(_("Напишите, как сообщили: звонком, лично, другим письмом."), "warning")
        return redirect(url_for("admin.mail"))
    retry_mail.confirm(current.installation(), current.actor(), mail_id, how)
    flash(_("Записано: сообщено другим способом."), "good")
    return redirect(url_for("admin.mail"))


@blueprint.get("/incidents")
def incidents() -> str:
    """Cases that wait because something inside them must be put right."""
    return render_template("admin/incidents.html", incidents=desk.incidents(current.installation()))


@blueprint.post("/incidents/<int:instance_id>/<int:incident>/retry")
def retry(instance_id: int, incident: int) -> Response:
    """Try again what the incident stopped."""
    retry_incident.retry(current.installation(), current.actor(), instance_id, incident)
    flash(_("Повторено. Если причина осталась, сбой появится снова."), "good")
    return redirect(url_for("admin.incidents"))


@blueprint.get("/jobs")
def jobs() -> str:
    """Jobs and timers: what waits, what gave up."""
    return render_template("admin/jobs.html", work=desk.work(current.installation()))

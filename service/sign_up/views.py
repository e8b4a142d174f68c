"""Signing up, and the one page of somebody who has yet to confirm his address and number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import posts
from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from service import current
from service.errors import TooManyAttempts, headers_of, status_of
from service.operations import confirm_contact, sending_codes, sign_up
from service.operations.confirm_contact import Answer
from service.tasks import drawn, refusals

blueprint = Blueprint("sign_up", __name__)

PASSWORD = "_password"  # noqa: S105  the name of a field

Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response


@blueprint.get("/sign-up")
def page() -> Page:
    """The form of the process that signs people up, and a password beside it."""
    return _page({})


@blueprint.post("/sign-up")
def send() -> Page:
    """Register; the answer is the same whether or not the address has an account already."""
    raw, password = _typed(), request.form.get(PASSWORD, "")
    errors = [*_about_form(raw), *_about_password(sign_up.refusal_of(password))]
    if errors:
        return _page(raw, errors), 422
    sign_up.sign_up(current.installation(), raw, password=password, language=current.language())
    session["signed_up"] = str(raw.get("email", ""))[:200]
    return redirect(url_for("sign_up.sent"))


@blueprint.errorhandler(TooManyAttempts)
def too_many(refusal: TooManyAttempts) -> Page:
    """The form again, with what was typed."""
    text = refusal.in_language(current.language())
    return _page(_typed(), [("email", text)]), status_of(refusal), headers_of(refusal)


@blueprint.get("/sign-up/sent")
def sent() -> Page:
    """What comes next, whoever the address belongs to; and the door to it."""
    return render_template("sign_up/sent.html", login=session.get("signed_up", ""))


@blueprint.get("/sign-up/confirm")
def confirm() -> Page:
    """Confirm address and number."""
    actor = current.actor()
    if actor.confirmed:
        return redirect(url_for("home"))
    return _confirm_page()


@blueprint.post("/sign-up/confirm/<contact>")
def check(contact: str) -> Page:
    """A code that was typed."""
    answer = confirm_contact.confirm(
        current.installation(), current.actor(), _known(contact), request.form.get("code", "")[:40]
    )
    if answer is not Answer.CONFIRMED:
        return _confirm_page(contact, _said(answer)), 422
    current.forget()
    flash(_("Подтверждено."), "good")
    return redirect(url_for("sign_up.confirm"))


@blueprint.post("/sign-up/confirm/<contact>/code")
def code(contact: str) -> Page:
    """Another code."""
    if confirm_contact.send_again(current.installation(), current.actor(), _known(contact)):
        flash(_("Новый код отправлен, прежний больше не действует."), "good")
    return redirect(url_for("sign_up.confirm"))


@blueprint.post("/sign-up/confirm/call")
def call() -> Page:
    """Be called instead of getting a text message."""
    confirm_contact.ask_for_call(current.installation(), current.actor())
    flash(_("Специалист позвонит вам."), "good")
    return redirect(url_for("sign_up.confirm"))


@blueprint.post("/sign-up/again")
def again() -> Page:
    """Give this registration up and begin another."""
    confirm_contact.give_up(current.installation(), current.actor())
    session.clear()
    flash(_("Регистрация закрыта. Начните новую: проверьте адрес и номер."), "good")
    return redirect(url_for("sign_up.page"))


def _known(contact: str) -> str:
    if contact not in sending_codes.CONTACTS:
        abort(404)
    return contact


def _said(answer: Answer) -> str:
    if answer is Answer.WRONG:
        return str(_("Код не подходит. Проверьте цифры и введите ещё раз."))
    return str(_("Этот код больше не действует. Запросите новый."))


def _about_form(raw: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        sign_up.check(current.installation(), raw)
    except AnswersRefused as refusal:
        return refusals.by_field(refusal, current.language())
    return []


def _about_password(refusal: PoryadokError | None) -> list[tuple[str, str]]:
    return [(PASSWORD, refusal.in_language(current.language()))] if refusal else []


def _typed() -> dict[str, Any]:
    edition, node = sign_up.form_of(current.installation())
    form = edition.form(node.properties.get("form"))
    return posts.from_post(form, request.form.items(multi=True)) if form else {}


def _page(values: dict[str, Any], errors: list[tuple[str, str]] | None = None) -> str:
    edition, node = sign_up.form_of(current.installation())
    errors = errors or []
    return render_template(
        "sign_up/page.html",
        widgets=drawn.form(edition.form(node.properties.get("form")), values, choices={}, errors=errors),
        errors=errors,
        password_error=dict(errors).get(PASSWORD),
        password_name=PASSWORD,
    )


def _confirm_page(contact: str = "", error: str = "") -> str:
    view = confirm_contact.show(current.installation(), current.actor())
    return render_template("sign_up/confirm.html", view=view, wrong=contact, error=error)

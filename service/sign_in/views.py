"""Signing in and out, and the language of pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service import current
from service.actor import Actor
from service.errors import SignInRefused, TooManyAttempts, headers_of, status_of
from service.operations import sign_in as operation
from service.operations import sign_up

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """The form."""
    return render_template(
        "sign_in/page.html",
        next=local_path(request.args.get("next")),
        login="",
        refusal=None,
        may_register=sign_up.is_drawn(current.installation()),
    )


@blueprint.post("/sign-in")
def enter() -> Response:
    """Check login and password; the session begins anew, so that nobody is handed a known one."""
    person = operation.sign_in(current.installation(), request.form.get("login", ""), request.form.get("password", ""))
    begin_session(person)
    return redirect(local_path(request.form.get("next")) or url_for("home"))


def begin_session(person: Actor) -> None:
    """From here on this browser is the person's."""
    session.clear()
    session["person"], session["stamp"] = person.person_id, person.stamp
    session.permanent = True


@blueprint.errorhandler(SignInRefused)
@blueprint.errorhandler(TooManyAttempts)
def refused(refusal: SignInRefused | TooManyAttempts) -> tuple[str, int, dict[str, str]]:
    """The form again, with the reason."""
    body = render_template(
        "sign_in/page.html",
        next=local_path(request.form.get("next")),
        login=request.form.get("login", "").strip(),
        refusal=refusal.in_language(current.language()),
        may_register=sign_up.is_drawn(current.installation()),
    )
    return body, status_of(refusal), headers_of(refusal)


@blueprint.post("/sign-out")
def leave() -> Response:
    """End the session."""
    session.clear()
    return redirect(url_for("sign_in.page"))


@blueprint.get("/language/<chosen>")
def language(chosen: str) -> Response:
    """Keep the chosen language in a cookie that says nothing else."""
    if chosen not in current.LANGUAGES:
        abort(404)
    response = redirect(local_path(request.args.get("next")) or url_for("home"))
    response.set_cookie("language", chosen, max_age=31536000, httponly=True, samesite="Lax")
    return response


def local_path(address: str | None) -> str:
    """The address if it stays on this site, else nothing: a link must not lead strangers through us."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc else address

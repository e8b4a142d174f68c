"""What the request at hand is about: the installation, who asks, in which language.  Views ask here and nowhere else."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, has_request_context, request, session

from service import actor as actors
from service import in_effect
from service.actor import Actor
from service.errors import NotSignedIn
from service.installation import Installation

LANGUAGES = ("ru", "en")


def installation() -> Installation:
    """The installation that this application serves."""
    return cast(Installation, current_app.extensions["poryadok"])


def actor_or_none() -> Actor | None:
    """Who is signed in; read once a request, so that a blocked person is out at once."""
    if "actor" not in g:
        g.actor = _signed_in_person()
    return cast("Actor | None", g.actor)


def actor() -> Actor:
    """Who is signed in; raises NotSignedIn."""
    person = actor_or_none()
    if person is None:
        raise NotSignedIn
    return person


def forget() -> None:
    """From here on this request is nobody's: who asks cannot be looked up now."""
    g.actor, g.staff = None, False


def is_staff() -> bool:
    """Whether whoever asks works on cases: holds a role that is neither outside nor of the installation itself."""
    if "staff" not in g:
        g.staff = _holds_staff_role()
    return bool(g.staff)


def language() -> str:
    """The language of this page: chosen by link, else of the account, else of the browser; Russian first."""
    if not has_request_context():
        return "ru"
    chosen = request.cookies.get("language")
    if chosen in LANGUAGES:
        return chosen
    person = actor_or_none() if "person" in session else None
    if person is not None and person.language in LANGUAGES:
        return person.language
    return request.accept_languages.best_match(LANGUAGES, default="ru") or "ru"


def in_words(thing: object) -> str:
    """A title that carries both languages as `ru` and `en`, in the language of this page."""
    if isinstance(thing, dict):
        return str(thing.get(language()) or thing.get("ru") or "")
    return str(getattr(thing, language()))


def _holds_staff_role() -> bool:
    person = actor_or_none()
    if person is None:
        return False
    held = person.roles - actors.INSTALLATION_ROLES
    if not held:
        return False
    with installation().database.reading() as reading:
        known = in_effect.roles(in_effect.editions(installation(), reading))
    return any(role not in known or not known[role].outside for role in held)


def _signed_in_person() -> Actor | None:
    person_id = session.get("person")
    if person_id is None:
        return None
    try:
        with installation().database.reading() as reading:
            person = actors.read(reading, int(person_id))
    except NotSignedIn:
        session.clear()
        return None
    if person.stamp != session.get("stamp"):  # another password or other rights: sign in anew
        session.clear()
        return None
    return person

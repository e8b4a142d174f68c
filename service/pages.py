"""What every page needs: words for moments, addresses of assets, the sections of the header."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from service import current, words
from service.actor import INSTALLATION_ROLES, Actor
from service.operations import terms

PROCEDURES = ("definitions.", "form_editor.", "clauses.", "decisions.", "readings.", "terms.")
"""The faces under the section of procedures."""

SHEETS = ("base", "layout", "parts", "rows", "pages")
"""The style of every page, in the order of its layers."""

SHEETS_OF_FACES: Mapping[str, tuple[str, ...]] = {
    "about": ("about",),
    "definitions": ("definitions",),
    "form_editor": ("form-editor",),
    "registers": ("about",),
    "sheets": ("sheets",),
}
"""What only one face needs: its blueprint -> its sheets."""

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A link of the header."""

    title: str
    url: str
    icon: str
    current: bool
    count: int | None = None


def prepare(app: Flask) -> None:
    """Give templates the words and addresses that they use."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        exact=exact,
        exact_day=exact_day,
        clock_time=clock_time,
        day_in_words=day_in_words,
        time_left=time_left,
        urgency_class=urgency_class,
        in_words=current.in_words,
        may_report=may_report,
        sheets=sheets,
    )
    app.context_processor(_frame)


def sheets() -> tuple[str, ...]:
    """The style sheets of the page at hand."""
    return (*SHEETS, *SHEETS_OF_FACES.get(request.blueprint or "", ()))


def asset(name: str) -> str:
    """The address of a static file, with its content's digest so that browsers may keep it for long."""
    return url_for("static", filename=name, v=_digest(name))


def address() -> str:
    """Where one comes back to this page: of an answer to a POST, the page that had the form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    routes, path = current_app.create_url_adapter(request), request.path
    while routes is not None and path != "/" and not routes.test(path, method="GET"):
        path = path.rpartition("/")[0] or "/"
    return path


def exact(at: datetime) -> str:
    """12 марта, 20:15 in the installation's zone; the end of a day is told without its time."""
    here = current.installation()
    local = at.astimezone(here.zone)
    day = words.near_day(local.date(), here.today(), current.language())
    if (local.hour, local.minute) == (23, 59):
        return day
    return f"{day}, {local:%H:%M}"


def exact_day(at: datetime) -> str:
    """12 марта 2026 г."""
    return words.long_day(at.astimezone(current.installation().zone).date(), current.language())


def day_in_words(day: date) -> str:
    """12 марта 2026 г., of a day without a time."""
    return words.long_day(day, current.language())


def clock_time(at: datetime) -> str:
    """ЧЧ:ММ."""
    return words.clock_time(at, current.installation().zone)


def time_left(at: datetime) -> str:
    """Осталось 3 дня, просрочено на 2 дня."""
    here = current.installation()
    return words.left(at, here.now(), here.zone, current.language())


def may_report(key: str) -> bool:
    """Whether whoever asks may read the report of terms of this procedure."""
    person, here = current.actor_or_none(), current.installation()
    if person is None:
        return False
    with here.database.reading() as session:
        definition = here.definitions.newest(session, key, here.now()).definition
    return person.holds(*terms.readers(definition), procedure=key)


def urgency_class(at: datetime) -> str:
    """The class of a due date; its words say the same, colour is never alone."""
    here = current.installation()
    return {"late": "late", "today": "soon"}.get(words.urgency(at, here.now(), here.zone), "")


def sections(person: Actor | None) -> list[Section]:
    """Where this person may go, in the order of daily use."""
    if person is None:
        return [
            _section(_("О процедурах"), "about.listing", "book-open", "about."),
            _section(_("Реестры"), "registers.listing", "archive", "registers."),
        ]
    if not person.confirmed:
        return []
    shown = []
    if current.is_staff():
        shown.append(_section(_("Входящие"), "inbox.page", "inbox", "tasks."))
    if current.is_staff() or person.roles & INSTALLATION_ROLES:
        shown.append(_section(_("Дела"), "instances.listing", "folder-open", "instances.", "history."))
        shown.append(_section(_("Процедуры"), "definitions.listing", "book-open", *PROCEDURES))
    if any("@party:" in key for key in person.keys) or not (current.is_staff() or person.roles & INSTALLATION_ROLES):
        tasks = () if current.is_staff() else ("tasks.",)
        shown.append(_section(_("Кабинет"), "cabinet.listing", "folder-open", "cabinet.", *tasks))
    shown.append(_section(_("Реестры"), "registers.listing", "archive", "registers."))
    if person.roles & {"operator", "admin"}:
        shown.append(_section(_("Служба"), "admin.mail", "settings", "admin."))
    return shown


def _section(title: str, endpoint: str, icon: str, *within: str) -> Section:
    here = request.endpoint or ""
    inside = here == endpoint or any(here.startswith(prefix) for prefix in within)
    return Section(title=title, url=url_for(endpoint), icon=icon, current=inside)


def _frame() -> dict[str, object]:
    person = None if _is_public() else current.actor_or_none()
    language = current.language()
    return {
        "person": person,
        "staff": person is not None and current.is_staff(),
        "language": language,
        "other_language": "en" if language == "ru" else "ru",
        "sections": sections(person),
        "here": address(),
        "zone_name": str(current.installation().zone),
    }


def _is_public() -> bool:
    """Without a session cookie nobody is signed in, and a public page stays free of cookies and of look-ups."""
    return "session" not in request.cookies


@lru_cache(maxsize=64)
def _digest(name: str) -> str:
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""

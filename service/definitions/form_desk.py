"""The forms of a redesign as their owner has them on the desk: which there are, and one that is opened for editing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import orjson

from forms import editing
from forms.definition import Form
from forms.definition import read as read_form
from forms.editing import Entry
from forms.errors import FormRefused, Message, Problem
from service.actor import Actor
from service.definitions import form_uses
from service.definitions.form_uses import Around, Use
from service.errors import NotFound, RedesignChanged
from service.installation import Installation
from service.operations import redesign
from service.operations.redesign import Redesign
from storage import redesigns


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """The procedure whose forms are edited: its redesign, and its diagrams where they read."""

    key: str
    title: str
    redesign: Redesign
    around: Around | None

    def forms(self) -> Iterator[Form]:
        """Those of its forms that read."""
        for name, content in self.redesign.parts.items():
            if name.endswith(".json") and not editing.problems(content):
                yield read_form(content)

    def part_of(self, form: str) -> str:
        """The file of the form with this id; raises NotFound."""
        for name, content in self.redesign.parts.items():
            if name.endswith(".json") and form_id(name, content) == form:
                return name
        raise NotFound(f"В черновике нет формы «{form}»", f"The redesign has no form {form!r}")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form on the desk.  `form` is None while it does not read: `problems` say why."""

    procedure: Procedure
    id: str
    part: str
    content: bytes
    entries: tuple[Entry, ...]
    form: Form | None
    problems: tuple[Problem, ...]
    uses: tuple[Use, ...]

    @property
    def seen(self) -> str:
        """The state of this form, so that a change made from another state is noticed, whatever else was saved since."""
        return digest(self.content)

    @property
    def titles(self) -> Message:
        written = _title(self.content)
        return Message(written.get("ru") or self.id, written.get("en") or written.get("ru") or self.id)

    def lost(self, after: bytes) -> tuple[Message, ...]:
        """What the change takes from conditions, rules and the procedure's expressions."""
        inside = tuple(each.message for each in editing.lost(self.content, after))
        if self.form is None or self.procedure.around is None or editing.problems(after):
            return inside
        others = (form for form in self.procedure.forms() if form.id != self.id)
        return (*inside, *self.procedure.around.lost(self.form, read_form(after), others))


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A form in the list of them."""

    id: str
    titles: Message
    questions: int
    wrong: bool
    uses: tuple[Use, ...]


def procedure(installation: Installation, actor: Actor, key: str, language: str) -> Procedure:
    """The procedure as its owner is redesigning it; raises NotAllowed, NotFound."""
    found = redesign.read(installation, actor, key)
    around = form_uses.around(found.parts)
    title = around.definition.titles.get(language, key) if around else key
    return Procedure(key=key, title=title, redesign=found, around=around)


def listed(of: Procedure) -> tuple[Listed, ...]:
    """All forms of the procedure, by id."""
    found = [_listed(of, name, content) for name, content in of.redesign.parts.items() if name.endswith(".json")]
    return tuple(sorted(found, key=lambda each: each.id))


def opened(of: Procedure, form: str) -> Sheet:
    """The form with this id; raises NotFound, and FormRefused where the file is no JSON at all."""
    part = of.part_of(form)
    return laid(of, form, part, of.redesign.parts[part])


def laid(of: Procedure, form: str, part: str, content: bytes) -> Sheet:
    """These bytes on the desk as the form."""
    problems = editing.problems(content)
    return Sheet(
        procedure=of,
        id=form,
        part=part,
        content=content,
        entries=editing.entries(content),
        form=None if problems else read_form(content),
        problems=problems,
        uses=of.around.uses(form) if of.around else (),
    )


def form_id(name: str, content: bytes) -> str:
    """The id that a form gives itself, else the name of its file."""
    try:
        json = orjson.loads(content)
    except orjson.JSONDecodeError:
        json = None
    written = json.get("id") if isinstance(json, dict) else None
    return written if isinstance(written, str) and written else PurePosixPath(name).stem


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]


def changed_by(installation: Installation, key: str) -> RedesignChanged:
    """Who saved the redesign last, and when."""
    with installation.database.reading() as session:
        return redesign.changed(installation, session, redesigns.load(session, key))


def last_change(installation: Installation, of: Procedure) -> tuple[str, datetime] | None:
    """Name and moment of the last change, None before the first."""
    if of.redesign.changed_at is None:
        return None
    told = changed_by(installation, of.key)
    name = told.facts.get("changed_by")
    return (str(name), of.redesign.changed_at) if name else None


def _listed(of: Procedure, name: str, content: bytes) -> Listed:
    id_, problems = form_id(name, content), editing.problems(content)
    written = _title(content)
    return Listed(
        id=id_,
        titles=Message(written.get("ru") or id_, written.get("en") or written.get("ru") or id_),
        questions=_count(content),
        wrong=bool(problems),
        uses=of.around.uses(id_) if of.around else (),
    )


def _count(content: bytes) -> int:
    try:
        return sum(each.erasable is not None for each in editing.entries(content))
    except FormRefused:
        return 0


def _title(content: bytes) -> Mapping[str, Any]:
    try:
        json = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    json = json if isinstance(json, dict) else {}
    ours = json["properties"] if isinstance(json.get("properties"), dict) else {}
    ru, en = json.get("title") or ours.get("title"), ours.get("en")
    return {"ru": ru if isinstance(ru, str) else "", "en": en if isinstance(en, str) else ""}

"""What changed in forms: question by question, each known by its key.  Reads form-js JSON as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from processes.compare.change import Change, Kind, Where, Words
from processes.compare.plain import Difference, differences, moved
from processes.compare.words import OF_FORMS, path_called, quoted
from processes.errors import DefinitionRefused

_DEEPEST = 60
_UNSAID = frozenset({"id", "layout", "components"})
"""What an editor writes for itself: no reader and no answer knows it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A component of a form: a question, a group or a text; `container` is the key of the group or list around it."""

    key: str
    container: str
    body: Mapping[str, Any]

    @property
    def title(self) -> str:
        body = self.body
        found = body.get("label") or body.get("dateLabel") or body.get("timeLabel") or body.get("text") or self.key
        text = " ".join(str(found).split())
        return text if len(text) <= 80 else text[:79] + "…"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as plain values: its own, and its components by key in their order."""

    id: str
    title: str
    part: str
    own: Mapping[str, Any]
    asked: Mapping[str, Asked]

    @property
    def what(self) -> Words:
        return Words("Форма ", "Form ") + quoted(self.title or self.id)


def read(parts: Mapping[str, bytes]) -> dict[str, Form]:
    """The forms among the parts, by id; raises DefinitionRefused."""
    found = (_form(name, content) for name, content in sorted(parts.items()) if name.endswith(".json"))
    return {form.id: form for form in found}


def compare(before: Mapping[str, Form], after: Mapping[str, Form]) -> Iterator[Change]:
    """Every difference but an editor's own ids."""
    for id_, form in after.items():
        old = before.get(id_)
        if old is None:
            yield _change(Kind.ADDED, form, id_, form.what)
            continue
        yield from _compared(old, form)
    for id_, form in before.items():
        if id_ not in after:
            yield _change(Kind.REMOVED, form, id_, form.what)


def _compared(old: Form, new: Form) -> Iterator[Change]:
    for one in differences(old.own, new.own):
        what = new.what + Words(": ", ": ") + path_called(OF_FORMS, one.path)
        yield _differing(new, new.id, what, one)
    for key, asked in new.asked.items():
        what, element = _question(new, asked), f"{new.id}.{key}"
        earlier = old.asked.get(key)
        if earlier is None:
            yield _change(Kind.ADDED, new, element, what)
            continue
        if earlier.container != asked.container:
            yield _change(Kind.MOVED, new, element, what, _place(old, earlier), _place(new, asked))
        for one in differences(earlier.body, asked.body):
            yield _differing(new, element, what + Words(": ", ": ") + path_called(OF_FORMS, one.path), one)
    for key, asked in old.asked.items():
        if key not in new.asked:
            yield _change(Kind.REMOVED, old, f"{old.id}.{key}", _question(old, asked))
    yield from _order(old, new)


def _order(old: Form, new: Form) -> Iterator[Change]:
    stayed = {key for key in new.asked if key in old.asked and old.asked[key].container == new.asked[key].container}
    before, after = list(old.asked), list(new.asked)
    for key in moved([one for one in before if one in stayed], [one for one in after if one in stayed]):
        asked = new.asked[str(key)]
        places = before.index(str(key)) + 1, after.index(str(key)) + 1
        what = _question(new, asked) + Words(": место", ": place")
        yield _change(Kind.MOVED, new, f"{new.id}.{key}", what, *places)


def _form(name: str, content: bytes) -> Form:
    try:
        form = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DefinitionRefused(f"{name}: не читается как JSON", f"{name}: not JSON", part=name) from error
    if not isinstance(form, dict):
        raise DefinitionRefused(f"{name}: не форма", f"{name}: not a form", part=name)
    asked: dict[str, Asked] = {}
    for one in _walked(form, "", "", 0):
        asked[_apart(asked, one.key)] = one
    own = {key: value for key, value in form.items() if key not in ("components", "id", "schemaVersion", "exporter")}
    return Form(id=str(form.get("id") or name), title=str(form.get("title") or ""), part=name, own=own, asked=asked)


def _walked(container: Mapping[str, Any], around: str, path: str, depth: int) -> Iterator[Asked]:
    """`around` is the key of the container, `path` that of the nearest one whose name stands before its answers'."""
    components = container.get("components")
    if depth > _DEEPEST or not isinstance(components, list):
        return
    for component in components:
        if not isinstance(component, dict):
            continue
        own = str(component.get("path") or component.get("key") or component.get("id") or component.get("type") or "?")
        key = f"{path}.{own}" if path else own
        yield Asked(key=key, container=around, body={w: v for w, v in component.items() if w not in _UNSAID})
        yield from _walked(component, key, key if component.get("path") else path, depth + 1)


def _apart(asked: Mapping[str, Asked], key: str) -> str:
    n, name = 1, key
    while name in asked:
        n += 1
        name = f"{key} ({n})"
    return name


def _question(form: Form, asked: Asked) -> Words:
    return form.what + Words(", вопрос ", ", question ") + quoted(asked.title)


def _place(form: Form, asked: Asked) -> Any:
    if not asked.container:
        return Words("сама форма", "the form itself")
    around = form.asked.get(asked.container)
    return around.title if around else asked.container


def _differing(form: Form, element: str, what: Words, one: Difference) -> Change:
    kind = one.kind if one.kind is Kind.MOVED else Kind.CHANGED
    return _change(kind, form, element, what, one.before, one.after)


def _change(kind: Kind, form: Form, element: str, what: Words, before: Any = None, after: Any = None) -> Change:
    return Change(kind=kind, where=Where.FORM, part=form.part, element=element, what=what, before=before, after=after)

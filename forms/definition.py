"""A form: what is asked, read once from form-js JSON.  Knows no answers and no files: a form comes as bytes."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import orjson

from forms import conditions
from forms.errors import FormRefused, Problem
from forms.fields import KINDS
from forms.fields.chosen import Chosen
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.filepicker import FilePicker
from forms.fields.group import Group
from forms.fields.rule import Rule, rules
from forms.fields.signature import Signature, Signed
from forms.fields.source import ComponentRefused, Source
from processes.definition import FieldOutline, FormOutline

#: Bytes of a form, components in it, groups and lists inside one another
LARGEST = 1_000_000
COMPONENTS = 1000
DEPTH = 6

Container = Group | DynamicList


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """A form of one definition.  `digest` is SHA-256 (hex) of its bytes: forms with one digest ask the same."""

    id: str
    title: str
    title_en: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    properties: Mapping[str, Any]
    digest: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def name(self, language: str) -> str:
        return self.title if language == "ru" else self.title_en or self.title

    def walk(self) -> Iterator[Field]:
        """All components, in the order of the form."""
        for field in self.fields:
            yield from field.walk()

    @cached_property
    def by_path(self) -> Mapping[str, Field]:
        """Questions, lists and groups by their path without row numbers."""
        return {field.path: field for field in self.walk() if field.path}

    @cached_property
    def conditional(self) -> tuple[conditions.Conditional, ...]:
        """The components that may be hidden, each after those that its condition reads."""
        return conditions.ordered(self.fields)

    def outline(self) -> FormOutline:
        """What gate, definition and sandbox may know of the form."""
        properties = self.properties
        return FormOutline(
            id=self.id,
            fields=dict(_outlines(self.fields, _Origin())),
            clauses=tuple(str(properties.get("clause") or "").replace(",", " ").split()),
            ours=str(properties.get("ours") or ""),
        )


@lru_cache(maxsize=512)
def read(content: bytes) -> Form:
    """The form in these bytes; raises FormRefused with all that is to be mended.  Forms are read once and shared."""
    json = _json(content)
    form = str(json.get("id") or "?")[:60]
    reading = _Reading()
    fields = reading.components(json, "", ())
    properties = json.get("properties") or {}
    try:
        source = Source(json={"type": "form", "key": form, "properties": properties})
        title = Source(json={**json, "type": "form"}).text("title") or source.properties.text("title") or form
        title_en = source.properties.text("en")
        found = rules(source, source.properties.json.get("rules"))
    except ComponentRefused as refused:
        raise FormRefused(form, [*reading.problems, refused.problem]) from None
    if form == "?":
        reading.problems.append(Problem("у формы нет id", "the form has no id"))
    read_form = Form(
        id=form,
        title=title,
        title_en=title_en,
        fields=fields,
        rules=found,
        properties=dict(properties),
        digest=hashlib.sha256(content).hexdigest(),
    )
    problems = [*reading.problems, *_misplaced(read_form, reading.places)]
    if not problems:
        problems = list(_circles(fields))
    if problems:
        raise FormRefused(form, problems)
    return read_form


class _Reading:
    """One reading of a form: collects what is to be mended, so that all of it can be told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[str, tuple[int, ...]] = {}
        self.count = 0

    def components(self, json: Mapping[str, Any], container: str, place: tuple[int, ...]) -> tuple[Field, ...]:
        """What stands in the component at `place`, () for the form itself."""
        listed = json.get("components")
        if not isinstance(listed, list):
            self.problems.append(Problem("нет списка components", "there is no list of components", place))
            return ()
        self.count += len(listed)
        if len(place) > DEPTH or self.count > COMPONENTS:
            self.problems.append(
                Problem(
                    f"больше {COMPONENTS} полей или {DEPTH} уровней вложенности",
                    f"more than {COMPONENTS} fields or {DEPTH} levels of nesting",
                    place,
                )
            )
            return ()
        fields = (self._component(each, container, (*place, number)) for number, each in enumerate(listed))
        return tuple(field for field in fields if field is not None)

    def _component(self, json: object, container: str, place: tuple[int, ...]) -> Field | None:
        if not isinstance(json, Mapping):
            self.problems.append(Problem("поле должно быть объектом", "a component must be an object", place))
            return None
        source = Source(json=json, container=container, place=place)
        try:
            field = _kind(source).read(source)
        except ComponentRefused as refused:
            self.problems.append(refused.problem)
            return None
        if isinstance(field, Container) and not isinstance(field, Signature):  # whose questions are not in the file
            inside = self.components(json, field.path or container, place)
            field = dataclasses.replace(field, components=inside)
        if field.path in self.places:
            self.problems.append(source.refused("это имя уже занято", "this name is taken already", "key").problem)
        if field.path:
            self.places.setdefault(field.path, place)
        return field


def _json(content: bytes) -> Mapping[str, Any]:
    if len(content) > LARGEST:
        raise FormRefused("?", [Problem(f"файл больше {LARGEST} байт", f"the file exceeds {LARGEST} bytes")])
    try:
        json = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise FormRefused("?", [Problem(f"файл не читается как JSON: {error}", f"not JSON: {error}")]) from error
    if not isinstance(json, dict):
        raise FormRefused("?", [Problem("файл — не объект JSON", "not a JSON object")])
    return json


def _kind(source: Source) -> type[Field]:
    kind = KINDS.get(source.type)
    if kind is None:
        known = ", ".join(KINDS)
        raise source.refused(f"такой вид поля не поддерживается; можно {known}", f"unsupported kind; known are {known}")
    return kind


def _misplaced(form: Form, places: Mapping[str, tuple[int, ...]]) -> Iterator[Problem]:
    """Rules that name no field of the form; `places` by path."""
    for rule in form.rules:
        if rule.field and rule.field not in form.by_path:
            yield Problem(f"rules: поля «{rule.field}» нет", f"rules: there is no field {rule.field!r}", (), "rules")
    for field in form.walk():
        if isinstance(field, DynamicList):
            place = places.get(field.path, ())
            if any(isinstance(inner, Signature) for inner in field.walk()):
                yield Problem(
                    f"поле «{field.key}»: подпись не может стоять в таблице",
                    f"field {field.key!r}: a signature cannot stand in a table",
                    place,
                )
            for rule in field.rules:
                if rule.field and f"{field.path}.{rule.field}" not in form.by_path:
                    yield _problem(
                        field,
                        f"rules: столбца «{rule.field}» нет",
                        f"rules: there is no column {rule.field!r}",
                        place,
                        "rules",
                    )
            yield from _misnamed(field, place)
            yield from _beside_nothing(field, place)


def _misnamed(listed: DynamicList, place: tuple[int, ...]) -> Iterator[Problem]:
    """A list whose rows are named by no question, or by one that a person may change under the rows that stay."""
    if not listed.row_name:
        return
    naming = listed.naming
    if not isinstance(naming, Question):
        ru, en = f"rowName: столбца «{listed.row_name}» нет", f"rowName: there is no column {listed.row_name!r}"
        yield _problem(listed, ru, en, place, "rowName")
    elif listed.grouped and listed.holds_prefilled and not naming.readonly:
        ru = f"grouped: строки остаются, поэтому столбец «{listed.row_name}» должен быть readonly"
        en = f"grouped: rows stay, so the column {listed.row_name!r} must be readonly"
        yield _problem(listed, ru, en, place, "grouped")


def _beside_nothing(listed: DynamicList, place: tuple[int, ...]) -> Iterator[Problem]:
    """Columns with a text beside them in a list that people may reorder: the text would stand beside another answer."""
    for number, column in enumerate(listed.components):
        if column.column.beside and not listed.holds_prefilled:
            ru = "beside: нужна таблица с prefill, строки которой остаются (keepPrefilled или allowAddRemove: false)"
            en = "beside: needs a list with prefill whose rows stay (keepPrefilled or allowAddRemove: false)"
            yield _problem(column, ru, en, (*place, number), "beside")


def _problem(field: Field, ru: str, en: str, place: tuple[int, ...], about: str) -> Problem:
    return Problem(f"поле «{field.key}»: {ru}", f"field {field.key!r}: {en}", place, about)


def _circles(fields: tuple[Field, ...]) -> Iterator[Problem]:
    """Conditions that depend on themselves, in a form of which every component reads: each stands at its number."""
    places = {id(field): place for field, place in _placed(fields, ())}
    for field, message in conditions.problems(fields):
        yield Problem(message.ru, message.en, places[id(field)], "hide")


def _placed(fields: tuple[Field, ...], above: tuple[int, ...]) -> Iterator[tuple[Field, tuple[int, ...]]]:
    for number, field in enumerate(fields):
        yield field, (*above, number)
        if isinstance(field, Signature):
            yield from ((question, (*above, number)) for question in field.components)
        elif isinstance(field, Container):
            yield from _placed(field.components, (*above, number))


@dataclass(frozen=True)
class _Origin:
    """Where a question comes from: clauses of the regulation, or the reason why it is ours."""

    clauses: tuple[str, ...] = ()
    ours: str = ""

    def of(self, field: Field) -> _Origin:
        """What the field itself says, else what is said around it."""
        own = _Origin(field.clauses, str(field.properties.get("ours") or ""))
        return own if own.clauses or own.ours else self

    def outline(self, field: Field, **known: Any) -> FieldOutline:
        return FieldOutline(type=field.type, clauses=self.clauses, ours=self.ours, **known)


def _outlines(fields: tuple[Field, ...], around: _Origin) -> Iterator[tuple[str, FieldOutline]]:
    for field in fields:
        origin = around.of(field)
        if isinstance(field, Group):
            yield from _outlines(field.components, origin)
        elif isinstance(field, DynamicList):
            yield field.path, origin.outline(field, open=True, required=field.fewest > 0)
            yield from _outlines(field.components, origin)
        elif isinstance(field, FilePicker | Signed):
            # Which files were given is open; how people called them is not.
            signs = field.signs.source if isinstance(field, Signed) else ""
            yield field.path, origin.outline(field, open=True, required=field.required, signs=signs)
            yield f"{field.path}.name", FieldOutline(type="filename", open=not field.erasable)
        elif isinstance(field, Question):
            yield (
                field.path,
                origin.outline(field, open=not field.erasable, required=field.required, choices=field.choices),
            )
            if isinstance(field, Chosen) and field.register:
                for column in ("row", "version", *field.columns):
                    yield f"{field.path}.{column}", FieldOutline(type="column", open=not field.erasable)

"""What stands beside a form: the term and how it was computed, the clauses, what the case has been told so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from forms import showing
from forms.definition import Form
from forms.fields.filepicker import FilePicker
from forms.showing import Shown
from processes.definition import Clause, result_key
from processes.model.elements import Kind
from service import naming, words
from service.naming import CitedClause
from service.operations.show_task import TaskView
from service.published import Edition


@dataclass(frozen=True, kw_only=True)
class FileLink:
    """A file that an answer names."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A question and its answer: text, files, or rows of further pairs."""

    label: str
    text: str = ""
    rows: tuple[tuple[Pair, ...], ...] = ()
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answers of one step."""

    title: str
    pairs: tuple[Pair, ...]
    first: bool


@dataclass(frozen=True, kw_only=True)
class Side:
    """The column beside the form."""

    roles: str
    term: str | None
    clauses: tuple[CitedClause, ...]
    told: tuple[Told, ...]


def side(view: TaskView, zone: ZoneInfo, language: str) -> Side:
    """What the person doing this task wants beside it."""
    clauses = cited_by(view.clauses, language)
    derivation = words.term(view.term, zone, language)
    if derivation and clauses:
        derivation = f"{derivation}, {clauses[0].number}"
    roles = naming.role_titles(view.definition.roles, view.roles, language)
    return Side(roles=roles, term=derivation, clauses=clauses, told=told(view.edition, view.case, language))


def told(edition: Edition, case: Mapping[str, Any], language: str) -> tuple[Told, ...]:
    """What the case has been told so far, step by step in the order of the diagram; the application first."""
    sections = []
    for node in edition.definition.nodes.values():
        form = edition.forms.get(node.properties.get("form", ""))
        given_here = case.get(result_key(node))
        if form is None or not isinstance(given_here, Mapping):
            continue
        begins = node.kind is Kind.START
        title = naming.step_name(edition.definition, node.id)
        sections.append(Told(title=title, pairs=typed(form, given_here, language), first=begins))
    return tuple(sorted(sections, key=lambda section: not section.first))


def given(view: TaskView, language: str) -> tuple[Pair, ...]:
    """The answers that this task was finished with, if it was."""
    node = view.edition.definition.nodes.get(view.element)
    stored = view.case.get(result_key(node)) if node else None
    return typed(view.form, stored, language) if isinstance(stored, Mapping) else ()


def typed(form: Form | None, values: Mapping[str, Any], language: str) -> tuple[Pair, ...]:
    """Answers as questions and answers; their files can be fetched."""
    if form is None:
        return ()
    links = _links(form, values, language)
    return tuple(_pair(shown, links) for shown in showing.display(form, values, language))


def cited_by(clauses: Iterable[Clause], language: str) -> tuple[CitedClause, ...]:
    """The clauses of a step with their numbers."""
    return naming.cited(clauses, language)


def _pair(shown: Shown, links: Mapping[str, tuple[FileLink, ...]]) -> Pair:
    if isinstance(shown.value, str):
        return Pair(label=shown.label, text=shown.value, files=links.get(shown.label, ()))
    rows = tuple(tuple(_pair(cell, {}) for cell in row) for row in shown.value)
    return Pair(label=shown.label, rows=rows)


def _links(form: Form, values: Mapping[str, Any], language: str) -> dict[str, tuple[FileLink, ...]]:
    """Files by the label of their field."""
    labels = {field.path: field.title(language) for field in form.walk() if isinstance(field, FilePicker)}
    links: dict[str, tuple[FileLink, ...]] = {}
    for file in showing.files(form, values):
        label = labels.get(file.path.rsplit(".", 1)[0])
        if label is not None:
            name = file.name or ("файл" if language == "ru" else "file")
            links[label] = (*links.get(label, ()), FileLink(id=file.attachment, name=name))
    return links

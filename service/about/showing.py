"""What the public pages of a procedure show: its steps in words, the pages that procedure.yaml names, rows in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from processes.definition import Definition, PageOutline
from processes.model import listed
from processes.model.elements import Kind, Node
from service import in_effect, naming
from service.about import rows, timetable
from service.about.rows import Rows
from service.about.timetable import Timetable
from service.in_effect import Register
from service.installation import Installation
from service.instances import stages
from service.naming import CitedClause
from service.published import Edition
from storage.errors import NotFound

ABOUT = "about"
"""The page whose texts stand at the beginning."""
TERMS = "terms"
"""The page that every procedure with terms has."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A page of the procedure: its word in the address and its title."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """A paragraph, under a heading if it has one."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step in words: what is done, by whom, by which clauses."""

    name: str
    roles: str
    clauses: tuple[CitedClause, ...]


@dataclass(frozen=True, kw_only=True)
class StageShown:
    """The steps that people outside see as one."""

    title: str
    steps: tuple[StepShown, ...]


@dataclass(frozen=True, kw_only=True)
class ClauseShown:
    """A clause of the regulation, and the steps that carry it out."""

    clause: CitedClause
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PageShown:
    """A page.  `details` are settings with their titles; `rows` is None where it lists no register."""

    procedure: str
    procedure_title: str
    id: str
    title: str
    texts: tuple[Text, ...]
    details: tuple[tuple[str, str], ...]
    rows: Rows | None
    clauses: tuple[CitedClause, ...]
    regulation: tuple[ClauseShown, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TermsShown:
    """The page of a procedure's terms."""

    procedure: str
    procedure_title: str
    terms: Timetable
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What the procedure is: its first texts, its steps by stage, its pages, who may apply."""

    procedure: str
    title: str
    texts: tuple[Text, ...]
    stages: tuple[StageShown, ...]
    links: tuple[Link, ...]
    startable: bool


def procedures(installation: Installation, language: str) -> tuple[Link, ...]:
    """The procedures that have public pages."""
    return tuple(
        Link(id=key, title=edition.definition.titles.get(language, key))
        for key, edition in sorted(_editions(installation).items())
        if edition.definition.pages
    )


def about_register(installation: Installation, register: str, language: str) -> Link | None:
    """The procedure with public pages that a register belongs to."""
    for key, edition in _editions(installation).items():
        if register in edition.definition.registers and edition.definition.pages:
            return Link(id=key, title=edition.definition.titles.get(language, key))
    return None


def overview(installation: Installation, procedure: str, language: str) -> Overview:
    """The procedure in words; raises NotFound for one without public pages."""
    definition = _edition(installation, procedure).definition
    first = definition.pages.get(ABOUT)
    return Overview(
        procedure=procedure,
        title=definition.titles.get(language, procedure),
        texts=tuple(_texts(first, language)) if first else (),
        stages=tuple(_stages(definition, language)),
        links=_links(definition, language),
        startable=any(
            definition.roles[role].outside
            for start in definition.starts()
            if "form" in start.properties
            for role in definition.roles_of(start.id)
            if role in definition.roles
        ),
    )


def page(installation: Installation, procedure: str, word: str, asked: Mapping[str, str], language: str) -> PageShown:
    """A page of the procedure, narrowed as its address asks; raises NotFound."""
    edition = _edition(installation, procedure)
    outline = edition.definition.pages.get(word)
    if outline is None or word == ABOUT:
        raise NotFound("Страница", "Page", word)
    return PageShown(
        procedure=procedure,
        procedure_title=edition.definition.titles.get(language, procedure),
        id=word,
        title=outline.ru if language == "ru" else outline.en,
        texts=tuple(_texts(outline, language)),
        details=tuple(_details(edition.definition, outline, language)),
        rows=_rows(installation, edition, outline, asked, language),
        clauses=naming.cited(
            (edition.definition.clauses[id_] for id_ in outline.clauses if id_ in edition.definition.clauses), language
        ),
        regulation=tuple(_regulation(edition.definition, language)) if outline.regulation else (),
        links=_links(edition.definition, language),
    )


def timetable_of(installation: Installation, procedure: str, language: str) -> TermsShown:
    """The terms of the procedure; raises NotFound."""
    definition = _edition(installation, procedure).definition
    return TermsShown(
        procedure=procedure,
        procedure_title=definition.titles.get(language, procedure),
        terms=timetable.of(definition, language),
        links=_links(definition, language),
    )


def coded(installation: Installation, code: str) -> tuple[str, str] | None:
    """The procedure and the word of the page that the regulation's ledger calls so."""
    for key, edition in sorted(_editions(installation).items()):
        for outline in edition.definition.pages.values():
            if outline.code == code:
                return key, outline.id
    return None


def _editions(installation: Installation) -> Mapping[str, Edition]:
    with installation.database.reading() as session:
        return in_effect.editions(installation, session)


def _edition(installation: Installation, procedure: str) -> Edition:
    edition = _editions(installation).get(procedure)
    if edition is None or not edition.definition.pages:
        raise NotFound("Процедура", "Procedure", procedure)
    return edition


def _links(definition: Definition, language: str) -> tuple[Link, ...]:
    named = [
        Link(id=outline.id, title=outline.ru if language == "ru" else outline.en)
        for outline in definition.pages.values()
        if outline.id != ABOUT
    ]
    if timetable.there_are(definition):
        named.append(Link(id=TERMS, title="Сроки" if language == "ru" else "Terms"))
    return tuple(named)


def _texts(outline: PageOutline, language: str) -> Iterator[Text]:
    for one in outline.texts:
        yield Text(title=one.title_ru, text=one.ru) if language == "ru" else Text(title=one.title_en, text=one.en)


def _details(definition: Definition, outline: PageOutline, language: str) -> Iterator[tuple[str, str]]:
    for name in outline.settings:
        setting = definition.settings[name]
        yield (setting.ru if language == "ru" else setting.en), str(setting.value)


def _rows(
    installation: Installation, edition: Edition, outline: PageOutline, asked: Mapping[str, str], language: str
) -> Rows | None:
    if outline.register is None:
        return None
    told = Register(edition=edition, outline=edition.definition.registers[outline.register])
    return rows.of(installation, told, outline, asked, language)


def _regulation(definition: Definition, language: str) -> Iterator[ClauseShown]:
    """Every statement in the order of the regulation; who reads it sees which steps carry it out."""
    steps: dict[str, dict[str, None]] = {}
    for node in definition.nodes.values():
        if _is_step(node):
            for id_ in listed(node.properties.get("clause", "")):
                steps.setdefault(id_, {})[naming.step_name(definition, node.id)] = None
    for clause, cited in zip(
        definition.clauses.values(), naming.cited(definition.clauses.values(), language), strict=True
    ):
        unnumbered = replace(cited, text=_unnumbered(clause.clause, cited.text))
        yield ClauseShown(clause=unnumbered, steps=tuple(steps.get(clause.id, ())))


def _unnumbered(number: str, text: str) -> str:
    """A clause without the number that it begins with, since it stands before it already."""
    return text.removeprefix(number).lstrip(". \u00a0") if text.startswith(number) else text


def _stages(definition: Definition, language: str) -> Iterator[StageShown]:
    for stage in definition.stages:
        found: dict[str, StepShown] = {}
        for node in definition.nodes.values():
            if _is_step(node) and stages.stage_of(definition, node.id) == stage.id:
                step = _step(definition, node, language)
                found.setdefault(step.name, step)
        if found:
            yield StageShown(title=stage.ru if language == "ru" else stage.en, steps=tuple(found.values()))


def _is_step(node: Node) -> bool:
    return node.kind is Kind.USER or (node.kind is Kind.START and "form" in node.properties)


def _step(definition: Definition, node: Node, language: str) -> StepShown:
    return StepShown(
        name=naming.step_name(definition, node.id),
        roles=naming.role_titles(definition.roles, definition.roles_of(node.id), language),
        clauses=naming.clauses_of(definition, node.id, language),
    )

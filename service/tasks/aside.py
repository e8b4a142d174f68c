"""What stands beside a form: the term and how it was computed, the clauses, what the case has been told so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms import showing
from forms.definition import Form
from forms.fields.filepicker import FilePicker
from forms.fields.signature import Signed
from forms.showing import Shown
from processes.definition import Clause, Definition, result_key
from processes.model.elements import Kind, Node
from service import naming, words
from service.definitions import cells
from service.naming import CitedClause
from service.operations.show_task import Answered, TaskView
from service.published import Edition
from storage.models import Decided


@dataclass(frozen=True, kw_only=True)
class FileLink:
    """A file that an answer names (`kind`: attachment, or document for a paper of the service).

    `sha256` is that of what somebody signed, "" elsewhere.
    """

    kind: str
    id: str
    name: str
    sha256: str = ""


Place = tuple[str, ...]
"""The labels under which an answer stands, with the numbers of rows between them."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A question and its answer: text, files, rows of further pairs, or a table with the files of its cells.

    `inside`: the files of a table by the number of the row, from 0, and the title of the question.
    """

    label: str
    text: str = ""
    rows: tuple[tuple[Pair, ...], ...] = ()
    table: showing.Table | None = None
    files: tuple[FileLink, ...] = ()
    inside: Mapping[tuple[int, str], tuple[FileLink, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answers of one step: who gave them, and when.  `first`: they began the case."""

    key: str
    title: str
    pairs: tuple[Pair, ...]
    first: bool
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RuleApplied:
    """A rule that matched: its place in the table, what it says of itself, its clauses."""

    number: int
    note: str
    clauses: tuple[CitedClause, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a decision table answered last in the case, and by which rules."""

    decision: str
    name: str
    answer: str
    rules: tuple[RuleApplied, ...]
    clauses: tuple[CitedClause, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Side:
    """What stands beside the form: `beside` are the answers that this step compares with, `before` all others.

    `decided` is what decision tables answered, the latest first.
    """

    roles: str
    term: str | None
    clauses: tuple[CitedClause, ...]
    beside: tuple[Told, ...]
    before: tuple[Told, ...]
    decided: tuple[Verdict, ...]


def side(view: TaskView, zone: ZoneInfo, language: str) -> Side:
    """What the person doing this task wants beside it."""
    clauses = cited_by(view.clauses, language)
    derivation = words.term(view.term, zone, language)
    if derivation and clauses:
        derivation = f"{derivation}, {clauses[0].number}"
    roles = naming.role_titles(view.definition.roles, view.roles, language)
    by_applicant = any(_is_outside(view.definition, start) for start in view.definition.starts(view.process))
    begun = Answered(element="", who=view.subject if by_applicant else "", at=view.started_at)
    sections = told(view.edition, view.process, view.readable, begun, _others(view), language)
    compared = _compared(view)
    return Side(
        roles=roles,
        term=derivation,
        clauses=clauses,
        beside=tuple(_files_first(section) for section in sections if section.key in compared),
        before=tuple(section for section in sections if section.key not in compared),
        decided=verdicts(view.definition, view.decided, language),
    )


def verdicts(definition: Definition, decided: Iterable[Decided], language: str) -> tuple[Verdict, ...]:
    """What each table answered last, the latest first; a table that the version no longer has is left out."""
    last = {one.decision: one for one in decided if one.decision in definition.decisions}
    return tuple(
        _verdict(definition, one, language) for one in sorted(last.values(), key=lambda one: (-one.seq, -one.n))
    )


def _verdict(definition: Definition, decided: Decided, language: str) -> Verdict:
    table = definition.decisions[decided.decision]
    rules = {rule.id: rule for rule in table.rules}
    known = definition.clauses
    return Verdict(
        decision=table.id,
        name=table.name or table.id,
        answer=cells.answered(table, decided.outputs, language),
        rules=tuple(
            RuleApplied(
                number=table.number(id_),
                note=rules[id_].note,
                clauses=cited_by((known[clause] for clause in rules[id_].clauses if clause in known), language),
            )
            for id_ in decided.rules
            if id_ in rules
        ),
        clauses=cited_by((known[clause] for clause in table.clauses if clause in known), language),
        at=decided.at,
    )


def told(
    edition: Edition,
    process: str,
    case: Mapping[str, Any],
    begun: Answered,
    done: Iterable[Answered],
    language: str,
) -> tuple[Told, ...]:
    """What a case of this process has been told: the application (`begun` says by whom), then the steps of `done` in order.

    Steps that write the same key stand once, as the one that wrote it last.  What a script has kept of earlier rounds
    stands behind them, round by round.
    """
    nodes = edition.definition.nodes
    starts = ((node, begun) for node in edition.definition.starts(process))
    last: dict[str, tuple[Node, Answered]] = {}
    for node, answered in (*starts, *((nodes[step.element], step) for step in done if step.element in nodes)):
        last.pop(result_key(node), None)
        last[result_key(node)] = node, answered
    sections = (_told(edition, key, node, answered, case, language) for key, (node, answered) in last.items())
    return (*(section for section in sections if section is not None), *_rounds(edition, case, language))


def _rounds(edition: Edition, case: Mapping[str, Any], language: str) -> Iterator[Told]:
    """The rounds in lists of contexts whose every name is the result of a step with a form: `[{contract: …, agreement: …}]`."""
    asking = {
        result_key(node): form
        for node in edition.definition.nodes.values()
        if (form := edition.forms.get(node.properties.get("form", ""))) is not None
    }
    for key, value in case.items():
        if not isinstance(value, list) or not all(_is_round(each, asking) for each in value):
            continue
        for number, each in enumerate(value, start=1):
            names = ", ".join(asking[name].name(language) for name in each)
            yield Told(
                key=key,
                title=f"Круг {number}: {names}" if language == "ru" else f"Round {number}: {names}",
                pairs=tuple(pair for name, given in each.items() for pair in typed(asking[name], given, language)),
                first=False,
            )


def _is_round(value: Any, asking: Mapping[str, Form]) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(name in asking and isinstance(given, Mapping) for name, given in value.items())
    )


def _told(
    edition: Edition, key: str, node: Node, answered: Answered, case: Mapping[str, Any], language: str
) -> Told | None:
    form, given_here = edition.forms.get(node.properties.get("form", "")), case.get(key)
    if form is None or not isinstance(given_here, Mapping):
        return None
    return Told(
        key=key,
        title=naming.step_name(edition.definition, node.id),
        pairs=typed(form, given_here, language),
        first=node.kind is Kind.START and _is_outside(edition.definition, node),
        who=answered.who,
        at=answered.at,
    )


def _is_outside(definition: Definition, node: Node) -> bool:
    """Whether somebody from outside begins a case there."""
    return any(definition.roles[role].outside for role in definition.roles_of(node.id) if role in definition.roles)


def _files_first(section: Told) -> Told:
    """Whoever compares wants the documents at hand."""
    return replace(section, pairs=tuple(sorted(section.pairs, key=lambda pair: not pair.files)))


def _others(view: TaskView) -> tuple[Answered, ...]:
    """The steps finished before; answers of this very one stand in its form, or above."""
    return tuple(step for step in view.done if step.element != view.element)


def _compared(view: TaskView) -> frozenset[str]:
    """The result keys that the step's property `beside` names."""
    node = view.definition.nodes.get(view.element)
    return frozenset(node.properties.get("beside", "").replace(",", " ").split()) if node else frozenset()


def given(view: TaskView, language: str) -> tuple[Pair, ...]:
    """The answers that this task was finished with, if it was."""
    return typed(view.form, view.given, language) if view.given is not None else ()


def typed(form: Form | None, values: Mapping[str, Any], language: str) -> tuple[Pair, ...]:
    """Answers as questions and answers; their files can be fetched."""
    if form is None:
        return ()
    links = _links(form, values, language)
    return tuple(_pair(shown, links) for shown in showing.display(form, values, language))


def cited_by(clauses: Iterable[Clause], language: str) -> tuple[CitedClause, ...]:
    """The clauses of a step with their numbers."""
    return naming.cited(clauses, language)


def _pair(shown: Shown, links: Mapping[Place, tuple[FileLink, ...]], row: Place = ()) -> Pair:
    place = (*row, shown.label)
    if isinstance(shown.value, str):
        return Pair(label=shown.label, text=shown.value, files=links.get(place, ()))
    if isinstance(shown.value, showing.Table):
        inside = {
            (int(at[-2]), at[-1]): files for at, files in links.items() if at[:-2] == place and at[-2].isdecimal()
        }
        return Pair(label=shown.label, table=shown.value, inside=inside)
    rows = tuple(
        tuple(_pair(cell, links, (*place, str(number))) for cell in cells) for number, cells in enumerate(shown.value)
    )
    return Pair(label=shown.label, rows=rows)


def _links(form: Form, values: Mapping[str, Any], language: str) -> dict[Place, tuple[FileLink, ...]]:
    """Files by the labels that lead to them: of their field, in a list after its label and the number of the row."""
    known = {field.path: field for field in form.walk() if field.path}
    links: dict[Place, tuple[FileLink, ...]] = {}
    for file in showing.files(form, values):
        steps: list[str] = []
        place: Place = ()
        for step in file.path.split(".")[:-1]:
            if step.isdecimal():
                place = (*place, known[".".join(steps)].title(language), step)
            else:
                steps.append(step)
        holder = known.get(".".join(steps))
        if not isinstance(holder, FilePicker | Signed):
            continue
        name = file.name or ("файл" if language == "ru" else "file")
        sha256 = file.sha256 if isinstance(holder, Signed) else ""
        link = FileLink(kind=file.kind, id=file.id, name=name, sha256=sha256)
        place = (*place, holder.title(language))
        links[place] = (*links.get(place, ()), link)
    return links

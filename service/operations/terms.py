"""The report «Сроки по пунктам»: which terms were kept, which were not and by how much, and what is overdue now.

A term of the text is drawn as a timer on the border of the work that it bounds; it is met when that work is finished.
A term of a step is its due.  What a case no longer owed (it was withdrawn, say) is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from sqlalchemy.orm import Session

from processes.deadlines import end_of_day, late_days, local_day, start_of_day
from processes.definition import Clause, Definition
from processes.model import listed
from processes.model.elements import Kind, Node
from service.access import require_role
from service.actor import Actor
from service.installation import Installation
from service.published import Edition
from storage import journal, terms
from storage.terms import TermRow

BACK, AHEAD = timedelta(days=90), timedelta(days=30)
"""The period where none is asked for."""


class TermState(StrEnum):
    """What became of a term."""

    KEPT = "kept"  #: Finished on its last day or before
    BROKEN = "broken"  #: Finished later, or the case ended without
    OPEN = "open"  #: Not finished, and still in time
    OVERDUE = "overdue"  #: Not finished, and the last day is over


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term of one case.  `late`: whole local days after the last day, up to now if it is not finished."""

    instance_id: int
    number: str
    element: str
    due: datetime
    done_at: datetime | None
    late: int
    state: TermState


@dataclass(frozen=True, kw_only=True)
class Line:
    """The terms of one clause (`element` is None) or of one step (`clause` is the one that sets it, if any)."""

    clause: Clause | None
    element: str | None
    terms: tuple[Term, ...]

    def count(self, state: TermState) -> int:
        return sum(term.state is state for term in self.terms)

    @property
    def kept(self) -> int:
        return self.count(TermState.KEPT)

    @property
    def broken(self) -> int:
        return self.count(TermState.BROKEN)

    @property
    def open(self) -> int:
        return self.count(TermState.OPEN)

    @property
    def overdue(self) -> int:
        return self.count(TermState.OVERDUE)

    @property
    def worst(self) -> int:
        """The most days that a term was passed by; 0 where none was."""
        return max((term.late for term in self.terms), default=0)

    @property
    def usual(self) -> float:
        """The median of the days, among the terms that were passed."""
        return median([term.late for term in self.terms if term.late] or [0])


@dataclass(frozen=True, kw_only=True)
class Report:
    """The terms of a procedure that end from `since` to `until` (local days, both included), as they stand `at` a moment.

    `clauses`: terms of the regulation, by clause in its order.  `steps`: dues of steps.  `warnings`: terms that the
    version's settings do not count (property `breach`): the head is told, but no clause was broken.
    """

    key: str
    definition: Definition
    since: date
    until: date
    at: datetime
    clauses: tuple[Line, ...]
    steps: tuple[Line, ...]
    warnings: tuple[Line, ...]


def report(
    installation: Installation, actor: Actor, key: str, from_: date | None = None, to: date | None = None
) -> Report:
    """The report on a procedure.  Raises NotFound, NotAllowed (it is for auditors, the owner and heads of roles)."""
    now, zone = installation.now(), installation.config.zone
    since = from_ or local_day(now - BACK, zone)
    until = to or max(since, local_day(now + AHEAD, zone))
    with installation.database.reading() as session:
        newest = installation.definitions.newest(session, key, now)
        require_role(actor, *readers(newest.definition), procedure=key)
        period = start_of_day(since, zone), end_of_day(until, zone)
        drawn, steps = terms.drawn(session, key, *period), terms.of_steps(session, key, *period)
        counting = _Counting(installation, now)
        found = list(counting.of_clauses(session, drawn, steps))
        steps_found = list(counting.of_steps(session, steps))
    counted = [(clause, term) for clause, term, counts in found if counts]
    return Report(
        key=key,
        definition=newest.definition,
        since=since,
        until=until,
        at=now,
        clauses=_by_clause(newest.definition, counted, [c.id for c in newest.definition.clauses.values() if _sets(c)]),
        steps=_by_step(newest.definition, steps_found),
        warnings=_by_clause(newest.definition, [(clause, term) for clause, term, counts in found if not counts]),
    )


def exported(installation: Installation, actor: Actor, report: Report, *, rows: int) -> None:
    """The journal says who took the report out of the house."""
    with installation.database.writing() as session:
        journal.record(
            session,
            at=installation.now(),
            actor=actor.id,
            kind="export.made",
            subject=f"terms:{report.key}",
            details={"from": report.since.isoformat(), "to": report.until.isoformat(), "rows": rows},
        )


def readers(definition: Definition) -> tuple[str, ...]:
    """Who may read the report: auditors, the owner, and the heads of the procedure's roles."""
    heads = (role.head for role in definition.roles.values() if role.head)
    return tuple(dict.fromkeys(("auditor", "process_owner", "admin", *heads)))


@dataclass(frozen=True)
class _Counting:
    """One report: rows of all versions become terms, as their own version understands them."""

    installation: Installation
    now: datetime

    def of_clauses(
        self, session: Session, drawn: Iterable[TermRow], steps: Iterable[TermRow]
    ) -> Iterator[tuple[str, Term, bool]]:
        """Clause, term, and whether the version counts it."""
        for row, edition in self._known(session, drawn):
            node = edition.definition.nodes.get(row.element)
            term = self._term(row)
            if node is None or term is None or not _bounds(node):
                continue
            breach = node.properties.get("breach")
            counted = breach is None or edition.definition.settings[breach].value is True
            for clause in _clauses(edition.definition, node):
                yield clause, term, counted
        set_by: dict[tuple[int, str], tuple[str, ...]] = {}
        for row, edition in self._known(session, steps):
            term, step = self._term(row), (row.definition_id, row.element)
            if step not in set_by:
                set_by[step] = _set_by_step(edition.definition, row.element)
            if term is not None:
                for clause in set_by[step]:
                    yield clause, term, True

    def of_steps(self, session: Session, steps: Iterable[TermRow]) -> Iterator[Term]:
        for row, _ in self._known(session, steps):
            term = self._term(row)
            if term is not None:
                yield term

    def _known(self, session: Session, rows: Iterable[TermRow]) -> Iterator[tuple[TermRow, Edition]]:
        for row in rows:
            yield row, self.installation.definitions.get(session, row.definition_id)

    def _term(self, row: TermRow) -> Term | None:
        """What became of it; None where the case no longer owed it."""
        if row.taken_back:
            return None
        done_at = row.met_at or row.ended_at
        late = late_days(row.due, done_at or self.now, self.installation.config.zone)
        if done_at is not None:
            state = TermState.BROKEN if late else TermState.KEPT
        else:
            state = TermState.OVERDUE if late else TermState.OPEN
        return Term(
            instance_id=row.instance_id,
            number=row.number,
            element=row.element,
            due=row.due,
            done_at=done_at,
            late=late,
            state=state,
        )


def _bounds(node: Node) -> bool:
    """Whether a timer is a term of work, and not a wait or something that takes the work away."""
    once = [event for event in node.events if event.kind == "timer" and event.timer != "cycle"]
    return node.kind is Kind.BOUNDARY and not node.interrupting and bool(once)


def _sets(clause: Clause | None) -> bool:
    return clause is not None and clause.kind == "deadline"


def _clauses(definition: Definition, node: Node) -> tuple[str, ...]:
    """The clauses whose term this is: those that set one, else the first that is named."""
    named = listed(node.properties.get("clause", ""))
    return tuple(id_ for id_ in named if _sets(definition.clauses.get(id_))) or named[:1]


def _set_by_step(definition: Definition, element: str) -> tuple[str, ...]:
    """The deadline clauses of a step that no timer of the diagram bounds as well: its due is their term."""
    node = definition.nodes.get(element)
    if node is None:
        return ()
    drawn = {id_ for other in definition.nodes.values() if _bounds(other) for id_ in _clauses(definition, other)}
    named = listed(node.properties.get("clause", ""))
    return tuple(id_ for id_ in named if _sets(definition.clauses.get(id_)) and id_ not in drawn)


def _by_clause(
    definition: Definition, found: Iterable[tuple[str, Term]], always: Iterable[str] = ()
) -> tuple[Line, ...]:
    """One line a clause, in the order of the regulation; `always` have one even without terms."""
    terms_of: dict[str, list[Term]] = {id_: [] for id_ in always}
    for clause, term in found:
        terms_of.setdefault(clause, []).append(term)
    order = {id_: place for place, id_ in enumerate(definition.clauses)}
    return tuple(
        Line(clause=definition.clauses.get(id_), element=None, terms=tuple(terms_of[id_]))
        for id_ in sorted(terms_of, key=lambda id_: order.get(id_, len(order)))
    )


def _by_step(definition: Definition, found: Iterable[Term]) -> tuple[Line, ...]:
    """One line a step, in the order of the diagram."""
    terms_of: dict[str, list[Term]] = {}
    for term in found:
        terms_of.setdefault(term.element, []).append(term)
    order = {id_: place for place, id_ in enumerate(definition.nodes)}
    return tuple(
        Line(clause=_clause_of_step(definition, element), element=element, terms=tuple(terms_of[element]))
        for element in sorted(terms_of, key=lambda element: order.get(element, len(order)))
    )


def _clause_of_step(definition: Definition, element: str) -> Clause | None:
    node = definition.nodes.get(element)
    clauses = _clauses(definition, node) if node else ()
    return definition.clauses.get(clauses[0]) if clauses else None

"""What happens to the scenarios when an obligation is taken out of the procedure.

`python -m tests.procedures.obligations PROCEDURE [COUNT]` draws so many (all without COUNT) and prints the figures.
"""

from __future__ import annotations

import inspect
import random
import re
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import structlog

from processes import decisions, gate
from processes.definition import Clause
from processes.errors import PoryadokError
from processes.trace import Element, Sort, Trace, trace
from service import catalog, published
from service.errors import GateClosed
from storage import definitions
from tests.procedures import (
    removal,
    test_candidate_exam,
    test_candidate_exam_people,
    test_center_onboarding,
    test_pilot_approbation,
    test_service_certification,
    test_sessions,
)
from tests.procedures.body import Body
from tests.procedures.corpu import Corpu
from tests.procedures.office import Office
from tests.procedures.pilot import Pilot
from tests.procedures.removal import Parts
from tests.service.pages import test_printed_papers

SEED = "Порядок"
FIRST = 6
"""Scenarios that are tried before decision cases are asked."""

Scenario = Callable[[Office], None]


@dataclass(frozen=True)
class Subject:
    """A procedure that is tried: who drives it, the fixture that its scenarios take, and where they stand."""

    office: type[Office]
    fixture: str
    modules: tuple[types.ModuleType, ...]


SUBJECTS = {
    "candidate-exam": Subject(
        Office, "office", (test_candidate_exam, test_candidate_exam_people, test_sessions, test_printed_papers)
    ),
    "center-onboarding": Subject(Corpu, "corpu", (test_center_onboarding,)),
    "pilot-approbation": Subject(Pilot, "pilot", (test_pilot_approbation,)),
    "service-certification": Subject(Body, "body", (test_service_certification,)),
}


@dataclass(frozen=True)
class Verdict:
    """What noticed that an obligation was taken out: a scenario, a decision case, the gate alone, or nobody."""

    clause: str
    taken_out: tuple[str, ...]
    by: str
    what: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.by} {self.what} ({len(self.taken_out)} taken out)"


@cache
def hurried(office: type[Office]) -> type[Office]:
    """The office without the proof after every step that restored is live: other tests are for that."""
    return type(f"Hurried{office.__name__}", (office,), {"_restored_is_live": lambda self: None})


@cache
def known(procedure: str) -> tuple[Parts, Trace]:
    """The procedure as it is shipped."""
    parts = dict(catalog.parts(procedure))
    return parts, trace(published.read(parts).definition)


def drawn(procedure: str, count: int | None = None) -> list[Clause]:
    """So many of the obligations that something executable carries out, by the seed; all of them without a count."""
    _, found = known(procedure)
    fit = [clause for clause in found.obligations if taken_out(procedure, clause)]
    if count is None or count >= len(fit):
        return fit
    return random.Random(SEED).sample(fit, count)


def taken_out(procedure: str, clause: Clause) -> tuple[Element, ...]:
    """What carries the obligation out and can be taken out of the procedure; of a table the rules that say so, if any."""
    parts, found = known(procedure)
    elements = [one for one in found.implementing(clause.id) if removal.can_be_taken_out(parts, one)]
    by_rule = {one.home for one in elements if one.sort is Sort.RULE}
    return tuple(one for one in elements if not (one.sort is Sort.TABLE and one.id in by_rule))


def noticed(procedure: str, clause: Clause) -> Verdict:
    """Who notices that the obligation is not carried out any more: scenarios first, the likeliest before the others."""
    elements = taken_out(procedure, clause)
    ids = tuple(f"{one.sort} {one.place}" for one in elements)
    parts, _ = known(procedure)
    left = removal.without(parts, elements)
    try:
        edition = published.read(left)
    except PoryadokError as refused:
        if _red_case(left) is not None:
            return Verdict(clause.id, ids, "case", str(_red_case(left)))
        return Verdict(clause.id, ids, "gate", f"alone: {refused.en}")
    likeliest = tuple(_likeliest(procedure, elements))
    for tried in (likeliest[:FIRST], likeliest[FIRST:]):
        for scenario in tried:
            if not _passes(procedure, scenario, left) and _passes_as_shipped(procedure, scenario):
                return Verdict(clause.id, ids, "scenario", scenario.__name__)
        case = _red_case(left)  # asked before the scenarios that hardly speak of it: it costs nothing
        if case is not None:
            return Verdict(clause.id, ids, "case", case)
    if not gate.publishable(gate.check(edition.definition)):
        return Verdict(clause.id, ids, "gate", "alone")
    return Verdict(clause.id, ids, "nobody", "")


def _red_case(left: Parts) -> str | None:
    """A decision case that is no longer answered as written."""
    for name, content in left.items():
        if not name.endswith(".cases.yaml"):
            continue
        id_ = name.removesuffix(".cases.yaml")
        if f"{id_}.dmn" not in left:
            return f"{id_}#1"
        try:
            (table,) = decisions.read(left[f"{id_}.dmn"], f"{id_}.dmn")
        except decisions.TableRefused:
            return f"{id_}#1"
        for failure in decisions.check_cases(table, content):
            return f"{id_}#{failure.number}"
    return None


# ------------------------------------------------------------------------------------------- scenarios


@cache
def scenarios(procedure: str) -> tuple[Scenario, ...]:
    """Every scenario that needs an office and nothing else."""
    subject = SUBJECTS[procedure]
    return tuple(
        function
        for module in subject.modules
        for name, function in vars(module).items()
        if name.startswith("test_") and list(inspect.signature(function).parameters) == [subject.fixture]
    )


def _likeliest(procedure: str, elements: tuple[Element, ...]) -> Iterator[Scenario]:
    """Those that speak of what was taken out, most of it first; of two that do, the shorter one."""
    words = [word for one in elements for word in _spoken(procedure, one)]
    ranked = [
        (-sum(word in text for word in words), len(text), number, scenario)
        for number, scenario in enumerate(scenarios(procedure))
        for text in (_words(SUBJECTS[procedure].office, scenario),)
    ]
    return (scenario for *_, scenario in sorted(ranked, key=lambda one: one[:3]))


def _spoken(procedure: str, element: Element) -> tuple[str, ...]:
    """How a scenario speaks of an element."""
    if element.sort is Sort.NODE:
        return (f'"{element.id}"',)
    if element.sort is Sort.NOTICE:
        parts, _ = known(procedure)
        subject = parts[f"notices/{element.id}.txt"].decode().partition("\n")[0].partition(":")[2]
        return tuple(piece.strip() for piece in re.split(r"\{[^}]*\}:?", subject) if len(piece.strip()) > 8)
    if element.sort is Sort.DOCUMENT:
        return (f'"{element.id}"', "printed", "/paper", "documents()")
    return (element.id.rpartition(".")[2],)


@cache
def _words(office: type[Office], scenario: Scenario) -> str:
    """The scenario's text with that of the helpers that it calls and of the constants that it names."""
    text = inspect.getsource(scenario)
    module = inspect.getmodule(scenario)
    helpers = {
        name: function
        for name, function in (*vars(module).items(), *vars(Office).items(), *vars(office).items())
        if inspect.isfunction(function) and not name.startswith("test_")
    }
    for _ in range(2):
        text += "".join(
            inspect.getsource(function)
            for name, function in helpers.items()
            if f"{name}(" in text and f"def {name}(" not in text
        )
    constants = (repr(value) for name, value in vars(module).items() if name.isupper() and name in text)
    return text + "".join(constants)


def _passes(procedure: str, scenario: Scenario, parts: Parts) -> bool:
    with tempfile.TemporaryDirectory(prefix="obligation-") as folder:
        office = hurried(SUBJECTS[procedure].office)(Path(folder))
        try:
            publish_unchecked(office, parts)
            scenario(office)
        except GateClosed:  # it wanted to publish a version of its own: that is the gate's word and not the scenario's
            return True
        except (Exception, pytest.fail.Exception):  # whatever goes wrong is what the scenario noticed
            return False
        finally:
            office.here.close()
    return True


@cache
def _passes_as_shipped(procedure: str, scenario: Scenario) -> bool:
    parts, _ = known(procedure)
    return _passes(procedure, scenario, parts)


def publish_unchecked(office: Office, parts: Parts) -> None:
    """The parts as the version in effect, past the gate."""
    edition = published.read(parts)
    now = office.clock.now()
    with office.here.database.writing() as session:
        definitions.save(
            session,
            parts=parts,
            key=edition.key,
            code=edition.definition.code,
            titles=edition.definition.titles,
            circumstances=definitions.Circumstances(
                author="test", reason="something was taken out", effective_from=now, published_at=now
            ),
        )


def main(procedure: str, count: int | None) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    verdicts = []
    for clause in drawn(procedure, count):
        verdicts.append(noticed(procedure, clause))
        print(verdicts[-1], flush=True)
    by = {name: [one for one in verdicts if one.by == name] for name in ("scenario", "case", "gate", "nobody")}
    print(f"drawn: {len(verdicts)}; " + ", ".join(f"{name}: {len(found)}" for name, found in by.items()))
    return 1 if by["nobody"] or by["gate"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None))

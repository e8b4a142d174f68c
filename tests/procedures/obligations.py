"""What happens to the scenarios when an obligation is taken out of the procedure.

`python -m tests.procedures.obligations PROCEDURE [COUNT]` draws so many (all without COUNT) and prints the figures.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

import structlog

from processes import decisions, gate
from processes.definition import Clause
from processes.errors import PoryadokError
from processes.trace import Element, Sort
from service import published
from tests.procedures import removal, scenarios
from tests.procedures.removal import Parts
from tests.procedures.scenarios import as_shipped, known, passes

SEED = "Порядок"
FIRST = 6
"""Scenarios that are tried before decision cases are asked."""


@dataclass(frozen=True)
class Verdict:
    """What noticed that an obligation was taken out: a scenario, a decision case, the gate alone, or nobody."""

    clause: str
    taken_out: tuple[str, ...]
    by: str
    what: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.by} {self.what} ({len(self.taken_out)} taken out)"


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
        if red_case(left) is not None:
            return Verdict(clause.id, ids, "case", str(red_case(left)))
        return Verdict(clause.id, ids, "gate", f"alone: {refused.en}")
    ranked = scenarios.likeliest(procedure, elements)
    for tried in (ranked[:FIRST], ranked[FIRST:]):
        for scenario in tried:
            if not passes(procedure, scenario, left) and as_shipped(procedure, scenario).passes:
                return Verdict(clause.id, ids, "scenario", scenario.name)
        case = red_case(left)  # asked before the scenarios that hardly speak of it: it costs nothing
        if case is not None:
            return Verdict(clause.id, ids, "case", case)
    if not gate.publishable(gate.check(edition.definition)):
        return Verdict(clause.id, ids, "gate", "alone")
    return Verdict(clause.id, ids, "nobody", "")


def red_case(left: Parts) -> str | None:
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

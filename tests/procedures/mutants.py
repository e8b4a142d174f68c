"""Which of the mutants turn something red: `make mutants`, or `python -m tests.procedures.mutants [PROCEDURE …] [--draw N]`.

A mutant is red by a *case* when a decision case is answered otherwise, by a *scenario* when one that passes as shipped fails
on the procedure as changed (published past the gate), else by the *gate* when it forbids publishing, else by the *trace* when
an obligation or an element is left without its other half; or it survives.  Expectations are those of cases and scenarios: no
output of the unchanged run is compared with anything.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

import structlog

from processes import gate, model, trace
from processes.errors import PoryadokError
from processes.model.elements import Node
from processes.trace import Element, Sort
from service import documents, published
from tests.procedures import scenarios
from tests.procedures.mutations import Mutation, Operator, drawn, executable, mutations
from tests.procedures.obligations import red_case
from tests.procedures.removal import Parts
from tests.procedures.scenarios import Scenario, Told, as_shipped, known, passes

RED = 0.95
"""Of all mutants, so many turn something red."""

TOLD = 0.80
"""Of all mutants, so many turn a scenario or a decision case red."""

FIRST = 5
"""Scenarios that are tried on a mutant alone; the others are tried on many at once, which most of them leave green."""

CHANCE = 6
"""Scenarios that are tried on each mutant of a small sample, and none besides."""

CHUNK = 16
"""Mutants in a row that one process tries: what notices one often notices the next."""

TOGETHER = 40
"""Mutants that are tried on at once, at most: of a few large groups one process would have all the work."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Seen:
    """By whom a mutant was noticed ("": by nobody yet), and the names of those not yet tried, the likeliest first."""

    by: str = ""
    what: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a mutant turned red, and which; `by` is "" for a survivor."""

    mutation: Mutation
    by: str
    what: str = ""

    @property
    def told(self) -> bool:
        return self.by in ("case", "scenario")

    def __str__(self) -> str:
        by = f"{self.by} {self.what}" if self.by else "nobody"
        return f"{by}: {self.mutation} [{' '.join(self.mutation.clauses)}]"


# ------------------------------------------------------------------------------------------- one mutant


def noticed(mutation: Mutation, told: Mapping[Scenario, Told], tries: int) -> Seen:
    """Whether a case or one of so many scenarios, the likeliest ones, notices the mutant."""
    shipped, _ = known(mutation.procedure)
    left = mutation.make(shipped)
    if any(left.get(name) is not content for name, content in shipped.items() if name.endswith(".dmn")):
        case = red_case(left)
        if case is not None:
            return Seen("case", case)
    try:
        published.read(left)
    except PoryadokError as refused:
        return Seen("gate", f"cannot be read: {refused.en}")
    ranked = _ranked(mutation, told)
    for scenario in ranked[:tries]:
        if not passes(mutation.procedure, scenario, left) and _sound(mutation.procedure, scenario, told):
            _note_kill(mutation, scenario)
            return Seen("scenario", scenario.name)
    return Seen(left=tuple(one.name for one in ranked[tries:]))


@cache
def assumed(procedure: str) -> Mapping[Scenario, Told]:
    """What is said of scenarios that nobody has run before: they pass, which their own tests show."""
    return {one: Told(True, len(scenarios.written(one)), {}) for one in scenarios.scenarios(procedure)}


def unscripted(mutation: Mutation) -> Seen:
    """Who notices what no scenario and no case does: the gate, the trace, or nobody."""
    definition = published.read(mutation.make(known(mutation.procedure)[0])).definition
    found = next((one for one in gate.check(definition) if one.severity.forbids), None)
    if found is not None:
        return Seen("gate", found.code)
    return Seen() if trace.trace(definition).whole else Seen("trace")


def _sound(procedure: str, scenario: Scenario, told: Mapping[Scenario, Told]) -> bool:
    """Whether the scenario passes on the procedure as shipped."""
    return (told[scenario] if scenario in told else as_shipped(procedure, scenario)).passes


_kills: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
"""How often which scenario, or another line of its table, has noticed mutants of a kind: it is asked first for the next one."""


def _note_kill(mutation: Mutation, scenario: Scenario) -> None:
    near, far = _kin(mutation)
    _kills[near][scenario.name] += 1
    _kills[far][scenario.function.__name__] += 1


def _kin(mutation: Mutation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Changes of the same kind in the same place, and anywhere in the procedure."""
    far = (mutation.procedure, mutation.operator, mutation.element.sort)
    return (*far, mutation.element.home), far


def _ranked(mutation: Mutation, told: Mapping[Scenario, Told]) -> tuple[Scenario, ...]:
    """The scenarios that walk through the changed element: by turns one that has noticed its kin, one that speaks of it,
    and one that meets it most often.

    Of a scenario of which nothing is `told` nobody knows where it walks: it may be anywhere.
    """
    near, far = (_kills[kin] for kin in _kin(mutation))
    words, names = scenarios.spoken(mutation.procedure, mutation.element), _met_as(mutation.procedure, mutation.element)
    every = scenarios.scenarios(mutation.procedure)
    walking = [one for one in every if one not in told or _walks(one, told[one], mutation)] or list(every)

    def speaks(one: Scenario) -> tuple[int, ...]:
        return tuple(-sum(word in text for word in words) for text in (scenarios.own_text(one), scenarios.written(one)))

    def knows(one: Scenario) -> tuple[int, ...]:
        return -near[one.name], -far[one.function.__name__]

    def meets(one: Scenario) -> int:
        return -sum(told[one].words.get(name, 0) for name in names) if one in told else 0

    def cost(one: Scenario) -> float:
        return told[one].seconds if one in told else len(scenarios.written(one))

    speaking = sorted(walking, key=lambda one: (speaks(one), knows(one), cost(one)))
    knowing = sorted(walking, key=lambda one: (knows(one), speaks(one), cost(one)))
    meeting = sorted(walking, key=lambda one: (meets(one), cost(one)))
    return tuple(dict.fromkeys(itertools.chain.from_iterable(zip(knowing, speaking, meeting, strict=True))))


def _walks(scenario: Scenario, told: Told, mutation: Mutation) -> bool:
    """Whether the scenario's cases meet the element, or it speaks of it; a table of all elements that it reads does not."""
    names = _met_as(mutation.procedure, mutation.element)
    return not names or any(name in told.words or f'"{name}"' in scenarios.own_text(scenario) for name in names)


@cache
def _met_as(procedure: str, element: Element) -> frozenset[str]:
    """By which ids a history says that a case has met the element; none: it may matter to every case."""
    definition = published.read(known(procedure)[0]).definition
    if element.sort is Sort.QUESTION:
        steps = {node.id for node in definition.nodes.values() if node.properties.get("form") == element.home}
        asked = element.id.rpartition(".")[2]  # a form that is refused at the start leaves no history
        return frozenset({element.home, asked, *steps}) if steps else frozenset()
    if element.sort is Sort.SETTING:
        return frozenset({element.id, *(node.id for node in definition.nodes.values() if _reads(node, element.id))})
    if element.sort is Sort.RULE:
        return frozenset({element.home})
    if element.sort is Sort.NODE:
        # a gateway is met as the flow that is taken
        return frozenset({element.id, *definition.nodes[element.id].outgoing})
    if element.sort in (Sort.TABLE, Sort.NOTICE, Sort.DOCUMENT):
        return frozenset({element.id})
    return frozenset()


def _reads(node: Node, setting: str) -> bool:
    """Whether the term, a script or an event of the node has the setting in it."""
    said = (*node.properties.values(), node.script or "", *(event.expression or "" for event in node.events))
    return any(f"settings.{setting}" in one for one in said)


# ------------------------------------------------------------------------------------------- many at once


@dataclass(frozen=True)
class Open:
    """A mutant that nobody has noticed alone, and the scenarios that are left."""

    mutation: Mutation
    left: tuple[str, ...]


def groups(left: Iterable[Open]) -> list[list[Open]]:
    """The open ones in as few groups as go; none holds two changes of one place or of what stands in it."""
    made: list[list[Open]] = []
    for one in left:
        short = (group for group in made if len(group) < TOGETHER)
        free = (group for group in short if not any(_touch(one.mutation, other.mutation) for other in group))
        group = next(free, None)
        if group is None:
            made.append([one])
        else:
            group.append(one)
    return made


def _touch(one: Mutation, other: Mutation) -> bool:
    first, second = one.element, other.element
    if one.procedure != other.procedure:
        return True
    if first.sort is Sort.NODE and second.sort is Sort.NODE and Operator.DROPPED in (one.operator, other.operator):
        return second.id in _around(one.procedure, first.id)  # its flows are led anew
    if (first.sort, first.home) != (second.sort, second.home):
        return False
    if first.sort is Sort.QUESTION and (one.whole or other.whole):
        return True  # its rules go with it
    return first.id == second.id or first.id.startswith(f"{second.id}.") or second.id.startswith(f"{first.id}.")


@cache
def _around(procedure: str, id_: str) -> frozenset[str]:
    """The node with all it stands in or on, all that stands in or on it, and what a flow leads to or from it."""
    definition = published.read(known(procedure)[0]).definition
    ends = {id_}.union(
        *({one.source, one.target} for one in definition.flows.values() if id_ in (one.source, one.target))
    )
    held = {one for one in definition.nodes if id_ in _holders(procedure, one)}
    return frozenset(ends | held | _holders(procedure, id_))


@cache
def _holders(procedure: str, id_: str) -> frozenset[str]:
    """What the node stands on and in, up to its process."""
    node = published.read(known(procedure)[0]).definition.nodes.get(id_)
    above = {node.attached_to, node.parent} - {None, id_} if node else set()
    return frozenset(above.union(*(_holders(procedure, one) for one in above)))


def noticed_together(group: Sequence[Open], told: Mapping[Scenario, Told]) -> list[Seen]:
    """Whether the scenarios that are left notice the mutants of a group.

    A scenario that passes with all of them in place has noticed none; else the group is halved until one stands alone.
    """
    found: dict[Mutation, Seen] = {}
    procedure = group[0].mutation.procedure
    for scenario in scenarios.scenarios(procedure):
        walking = [one.mutation for one in group if scenario.name in one.left and one.mutation not in found]
        if walking and _sound(procedure, scenario, told):
            found |= {mutation: Seen("scenario", scenario.name) for mutation in _red(scenario, walking)}
    return [found.get(one.mutation) or unscripted(one.mutation) for one in group]


def _red(scenario: Scenario, mutants: Sequence[Mutation]) -> Iterator[Mutation]:
    """Those of them that the scenario notices."""
    if not mutants or _green(scenario, mutants):
        return
    if len(mutants) == 1:
        yield mutants[0]
        return
    half = len(mutants) // 2
    yield from _red(scenario, mutants[:half])
    yield from _red(scenario, mutants[half:])


def _green(scenario: Scenario, mutants: Sequence[Mutation]) -> bool:
    procedure = mutants[0].procedure
    parts: Parts = known(procedure)[0]
    for mutation in mutants:
        parts = mutation.make(parts)
    try:
        published.read(parts)
    except PoryadokError:  # each of them alone can be read
        return len(mutants) == 1
    return passes(procedure, scenario, parts)


# ------------------------------------------------------------------------------------------- all of them


def tried(wanted: Sequence[Mutation], jobs: int, say: Callable[[str], None]) -> list[Verdict]:
    """The verdict on each, found by so many processes; `say` hears how far they are."""
    every = [(procedure, one) for procedure in _of(wanted) for one in scenarios.scenarios(procedure)]
    told = dict(zip((one for _, one in every), _spread(lambda one: as_shipped(*one), every, jobs), strict=True))
    failing = [one.name for one in told if not told[one].passes]
    say(f"{len(told)} scenarios as shipped, failing: {', '.join(failing) or 'none'}")
    alone = _spread(lambda one: noticed(one, told, FIRST), wanted, jobs, CHUNK)
    seen = dict(zip(wanted, alone, strict=True))
    left = groups(Open(mutation, one.left) for mutation, one in seen.items() if not one.by)
    say(f"{sum(bool(one.by) for one in seen.values())} of {len(seen)} noticed alone, {len(left)} groups left")
    for group, found in zip(left, _spread(lambda group: noticed_together(group, told), left, jobs), strict=True):
        seen |= {one.mutation: new for one, new in zip(group, found, strict=True)}
    return [Verdict(mutation, one.by, one.what) for mutation, one in seen.items()]


def _of(wanted: Iterable[Mutation]) -> list[str]:
    return list(dict.fromkeys(one.procedure for one in wanted))


_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""What the processes of the pool do, and on what; they are forked when it is set."""


def _spread(function: Callable[[Item], Result], items: Sequence[Item], jobs: int, chunk: int = 1) -> list[Result]:
    """What the function makes of each item."""
    global _work
    if jobs == 1:
        return [function(item) for item in items]
    _work = (function, items)
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return pool.map(_nth, range(len(items)), chunk)


def _nth(number: int) -> Any:
    function, items = _work
    return function(items[number])


# ------------------------------------------------------------------------------------------- what is printed


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """By procedure and operator how many were red, and by whom."""
    yield f"{'':34} {'mutants':>8} {'case':>6} {'scenario':>9} {'gate':>6} {'trace':>6} {'nobody':>7} {'red':>7} {'told':>7}"
    for procedure in dict.fromkeys(one.mutation.procedure for one in verdicts):
        mine = [one for one in verdicts if one.mutation.procedure == procedure]
        yield _line(procedure, mine)
        for operator in Operator:
            if by_operator := [one for one in mine if one.mutation.operator is operator]:
                yield _line(f"  {operator}", by_operator)
    yield _line("all", verdicts)
    for operator in Operator:
        if by_operator := [one for one in verdicts if one.mutation.operator is operator]:
            yield _line(f"  {operator}", by_operator)


def _line(name: str, verdicts: Sequence[Verdict]) -> str:
    by = Counter(one.by for one in verdicts)
    figures = f"{by['case']:>6} {by['scenario']:>9} {by['gate']:>6} {by['trace']:>6} {by['']:>7}"
    return f"{name:34} {len(verdicts):>8} {figures} {red(verdicts):>7.1%} {told(verdicts):>7.1%}"


def red(verdicts: Sequence[Verdict]) -> float:
    """The share that turned something red."""
    return sum(bool(one.by) for one in verdicts) / len(verdicts)


def told(verdicts: Sequence[Verdict]) -> float:
    """The share that turned a scenario or a decision case red."""
    return sum(one.told for one in verdicts) / len(verdicts)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("procedures", nargs="*", default=scenarios.complete())
    parser.add_argument("--draw", type=int, help="so many of all, by the seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", action="store_true", help="name each mutant and who noticed it")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    documents.render = lru_cache(2048)(documents.render)  # the same input gives the same bytes
    model.read = lru_cache(256)(model.read)  # a mutant changes one diagram, if any
    began = time.monotonic()
    procedures = tuple(wanted.procedures)
    chosen = drawn(procedures, wanted.draw) if wanted.draw else [one for key in procedures for one in mutations(key)]
    for key in procedures:
        print(f"{key}: {len(executable(key))} executable clauses, {len(mutations(key))} mutants", flush=True)
    verdicts = tried(chosen, wanted.jobs, lambda line: print(f"{time.monotonic() - began:5.0f} s  {line}", flush=True))
    for one in verdicts:
        if wanted.every or not one.told:
            print(one)
    print(*table(verdicts), sep="\n")
    print(f"{time.monotonic() - began:.0f} s with {wanted.jobs} processes")
    return 0 if red(verdicts) >= RED and told(verdicts) >= TOLD else 1


if __name__ == "__main__":
    sys.exit(main())

"""A sample of the mutants, by the seed: most of them turn a scenario or a decision case red.  All of them: `make mutants`."""

from __future__ import annotations

import pytest

from tests.procedures import scenarios
from tests.procedures.mutants import CHANCE, Verdict, assumed, noticed, told
from tests.procedures.mutations import Mutation, Operator, drawn, executable, flipped, later, mutations
from tests.procedures.scenarios import known

COMPLETE = scenarios.complete()
SAMPLE = 10

AT_LEAST = 0.6
"""Of a sample that few scenarios are tried on; of all, by all, it is TOLD (`make mutants`)."""

procedures = pytest.mark.parametrize("procedure", COMPLETE)


def test_most_of_a_sample_turn_a_scenario_or_a_case_red() -> None:
    verdicts = [tried_briefly(mutation) for mutation in drawn(COMPLETE, SAMPLE)]

    print(*verdicts, sep="\n")
    assert told(verdicts) >= AT_LEAST, [str(one) for one in verdicts if not one.told]


def tried_briefly(mutation: Mutation) -> Verdict:
    """The verdict of the likeliest scenarios alone: `make mutants` asks the others too, and then most that are left are told."""
    seen = noticed(mutation, assumed(mutation.procedure), CHANCE)
    return Verdict(mutation, seen.by, seen.what)


def test_there_are_four_hundred_at_least_and_none_twice() -> None:
    every = [(procedure, str(mutation)) for procedure in COMPLETE for mutation in mutations(procedure)]

    assert len(every) >= 400
    assert len(set(every)) == len(every)


WITHOUT = {
    "accreditation/3.2.c", "accreditation/4.1",  # what is said in general: carried out by the whole
    "accreditation/annex-2.sign", "accreditation/annex-3.sign", "accreditation/annex-4.sign",  # printed beside a table
}  # fmt: skip
"""Obligations of which no single element can be changed."""


@procedures
def test_every_obligation_has_a_mutant(procedure: str) -> None:
    without = set(known(procedure)[1].obligations) - set(executable(procedure))

    assert {clause.id for clause in without} <= WITHOUT


@procedures
def test_a_mutant_is_another_procedure_and_the_shipped_one_stays(procedure: str) -> None:
    shipped, _ = known(procedure)
    before = dict(shipped)

    same = [str(one) for one in mutations(procedure) if one.make(shipped) == shipped]

    assert same == []
    assert shipped == before


@procedures
def test_scenarios_stand_on_the_ground_that_they_are_given(procedure: str) -> None:
    asked = {one.name for one in scenarios.scenarios(procedure) if not scenarios.asks_for_ground(one)}

    assert asked == set()


@pytest.mark.parametrize(
    ("term", "changed"),
    [
        ("days_after(date and time(received_at), 10)", ["days_after(date and time(received_at), 11)"]),
        ("months_before(date(until), settings.months)", ["months_before(date(until), (settings.months) + 1)"]),
        ("days_after(max([a, b]), if late then 5 else 3)", ["days_after(max([a, b]), (if late then 5 else 3) + 1)"]),
        ("end_of_day(date(dates[5]))", ['(end_of_day(date(dates[5]))) + duration("P1D")']),
    ],
)
def test_a_term_ends_a_unit_later(term: str, changed: list[str]) -> None:
    assert list(later(term, always=True)) == changed


@pytest.mark.parametrize(
    ("condition", "changed"),
    [
        ("score >= 30", ["score > 30"]),
        ('state = "a >= b"', ['state != "a >= b"']),
        ("a < 1 and b != 2", ["a <= 1 and b != 2", "a < 1 and b = 2"]),
        ("given(file)", ["not(given(file))"]),
    ],
)
def test_each_comparison_is_flipped_in_turn(condition: str, changed: list[str]) -> None:
    assert list(flipped(condition)) == changed


@procedures
def test_every_operator_is_used(procedure: str) -> None:
    assert {mutation.operator for mutation in mutations(procedure)} == set(Operator)

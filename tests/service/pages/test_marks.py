"""Where a case stands on its diagram, from facts alone."""

from __future__ import annotations

from typing import Any

import pytest

from processes.definition import Definition
from processes.model.elements import Kind
from service import catalog, published
from service.history.marks import standing
from tests.service import permit


@pytest.fixture(scope="module")
def definition() -> Definition:
    return published.read(permit.parts()).definition


def fact(name: str, /, **body: Any) -> dict[str, Any]:
    return {"fact": name, **body}


BEGUN = [
    fact("InstanceStarted", number="1", process="P-PER", element="PER-10", digest=""),
    fact("FlowTaken", flow="PER-10.PER-SP"),
    fact("FlowTaken", flow="PER-S0.PER-20"),
    fact("TaskOpened", task=1, element="PER-20", visit=1, roles=["clerk"], form="F-PER-2", due=None, term=None),
    fact("TimerArmed", timer=1, element="T-PER-10D", due="2026-03-12T23:59:59+03:00", kind="drawn"),
    fact("TimerArmed", timer=2, element="PER-20", due="2026-03-10T09:00:00+03:00", kind="reminder", task=1),
]


def test_an_open_task_and_the_sub_process_around_it_are_where_the_case_is(definition: Definition) -> None:
    place = standing(definition, BEGUN)

    assert place.now() == {"PER-20", "PER-SP"}
    assert place.done() == {"PER-10": 1}


def test_a_reminder_or_a_border_does_not_hold_the_case(definition: Definition) -> None:
    fired = [*BEGUN, fact("TimerFired", timer=2, element="PER-20", kind="reminder", due="", late=0)]

    place = standing(definition, fired)

    assert place.done().get("PER-20") is None
    assert place.now() == {"PER-20", "PER-SP"}


def test_a_loop_counts_its_visits(definition: Definition) -> None:
    again = [
        fact("TaskCompleted", task=1, element="PER-20", key="check", late=0),
        fact("FlowTaken", flow="PER-20.PER-G1"),
        fact("FlowTaken", flow="PER-G1.PER-35"),
        fact("ActionRequested", action=1, element="PER-35", name="notice", inputs={}),
        fact("ActionCompleted", action=1, element="PER-35", name="notice", key="PER_35"),
        fact("TaskOpened", task=2, element="PER-36", visit=1, roles=[], form=None, due=None, term=None),
        fact("TaskCompleted", task=2, element="PER-36", key="application", late=0),
        fact("TaskOpened", task=3, element="PER-20", visit=2, roles=[], form=None, due=None, term=None),
        fact("TaskCompleted", task=3, element="PER-20", key="check", late=0),
    ]

    place = standing(definition, [*BEGUN, *again])

    assert place.done()["PER-20"] == 2
    assert place.done()["PER-G1"] == 1
    assert place.now() == frozenset()


def test_a_stopped_case_waits_for_nothing(definition: Definition) -> None:
    stopped = [
        *BEGUN,
        fact("TaskCancelled", task=1, element="PER-20", because=None),
        fact("InstanceCancelled", reason={"given": True}),
    ]

    assert standing(definition, stopped).now() == frozenset()


def test_of_two_calls_of_one_process_the_case_is_in_the_one_that_it_entered() -> None:
    exam = published.read(catalog.parts("candidate-exam")).definition
    calls = [node for node in exam.nodes.values() if node.kind is Kind.CALL]
    entered, other = next((one, two) for one in calls for two in calls if one.called == two.called and one.id != two.id)
    inside = next(node for node in exam.nodes.values() if node.kind is Kind.USER and node.parent == entered.called)

    place = standing(
        exam,
        [
            fact("FlowTaken", flow=entered.incoming[0]),
            fact("TaskOpened", task=1, element=inside.id, visit=1, roles=[], form=None, due=None, term=None),
        ],
    )

    assert place.now() == {inside.id, entered.id, *around(exam, entered.id)}
    assert other.id not in place.now()


def around(definition: Definition, element: str) -> set[str]:
    """The sub-processes that a node stands in."""
    found, parent = set(), definition.nodes[element].parent
    while parent in definition.nodes:
        found.add(parent)
        parent = definition.nodes[parent].parent
    return found

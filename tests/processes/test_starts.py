"""How a case begins by itself, as the fold tells it: by which message, or when it was due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from processes import commands, facts, replay
from processes.model.elements import EventDefinition
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import process
from tests.processes.test_instance import CLERK, of_kind

ORDERED = {"events": (EventDefinition(kind="message", name="ordered"),), "properties": {"result": "order"}}
YEARLY = {"events": (EventDefinition(kind="timer", timer="cycle", expression="R/P1Y"),)}
DUE = "2026-03-01T09:00:00+03:00"


def desk(**more: Any) -> Casework:
    """A process with three starts: a person's, a message's and a yearly one, each with its own first step."""
    return Casework(
        definition(
            process(
                "P", "S:start M:start T:start A:user B:user C:user E:end", "S>A M>B T>C A>E B>E C>E",
                A=CLERK, B=CLERK, M=ORDERED, T=YEARLY,
                C={"properties": {"role": "clerk", "due": "days_after(now(), 10)"}},
            )
        ),
        **more,
    )  # fmt: skip


def test_a_message_brings_its_payload_and_the_history_says_which():
    case = desk()

    followed = case.send(
        commands.StartInstance, by="system", number="ПР-2026-0001", process="P", start="M", answers={"amount": "5"},
        message="m1", key="ORDER-7",
    )  # fmt: skip

    (begun,) = of_kind(followed, facts.InstanceStarted)
    assert (begun.element, begun.message, begun.key, begun.due) == ("M", "m1", "ORDER-7", None)
    assert dict(case.live.data) == {"order": {"amount": "5"}}
    assert case.open() == ["B"]


@pytest.mark.parametrize(("at", "late"), [(DUE, 0), ("2026-03-04T12:00:30+03:00", 3 * 86400 + 3 * 3600 + 30)])
def test_a_timer_that_was_noticed_late_says_so_and_its_terms_count_from_the_due(at, late):
    case = desk(at=at)

    followed = case.send(
        commands.StartInstance, by="system", number="ПР-2026-0001", process="P", start="T", answers={},
        due=datetime.fromisoformat(DUE),
    )  # fmt: skip

    (begun,) = of_kind(followed, facts.InstanceStarted)
    assert (begun.due, begun.late) == (DUE, late)
    assert [task.due for task in case.live.open_tasks.values()] == ["2026-03-11T23:59:59+03:00"]
    assert replay.first_difference(case.definition, 1, case.rows) is None


def test_a_person_begins_beside_them_as_ever():
    case = desk()

    case.start("S")

    assert case.open() == ["A"]
    assert not {"message", "key", "due"} & case.rows[0].steps[0]["command"].keys()
    assert not {"message", "key", "due", "late"} & case.rows[0].steps[0]["facts"][0].keys()

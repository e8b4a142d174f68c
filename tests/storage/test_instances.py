"""Cases are locked while they move, and listed by what people ask."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm.exc import StaleDataError

from storage import instances
from storage.database import Database
from storage.errors import NotFound
from storage.instances import Listing
from storage.models import Instance
from tests.storage.cases import a_case, days, facts, happen, opened, started


def four_cases(database: Database) -> list[int]:
    with database.writing() as session:
        cases = [a_case(session, f"ЭКЗ-2026-000{number}", at=days(number)) for number in range(1, 5)]
        for case in cases:
            happen(session, case, started(case.number), opened(1), at=case.started_at)
        happen(session, cases[0], facts.InstanceFinished(element="E", name="Конец"))
        happen(session, cases[1], facts.ParticipantJoined(role="candidate", party="party:12"))
        happen(session, cases[2], facts.IncidentRaised(incident=1, element="A", code="c", ru="р", en="e"))
        return [case.id for case in cases]


def test_cases_come_the_newest_first_in_pages(database: Database) -> None:
    first, second, third, fourth = four_cases(database)

    with database.reading() as session:
        page = instances.listed(session, limit=3)
        rest = instances.listed(session, after=(page[-1].started_at, page[-1].id), limit=3)

    assert [case.id for case in page] == [fourth, third, second]
    assert [case.id for case in rest] == [first]


def test_filters_narrow_the_list(database: Database) -> None:
    first, second, third, fourth = four_cases(database)

    with database.reading() as session:

        def ids(listing: Listing) -> list[int]:
            return [case.id for case in instances.listed(session, listing)]

        assert ids(Listing(status="finished")) == [first]
        assert ids(Listing(holders=["party:12", "person:1"])) == [second]
        assert ids(Listing(holders=[])) == []
        assert ids(Listing(with_incident=True)) == [third]
        assert ids(Listing(with_incident=False)) == [fourth, second, first]
        assert ids(Listing(started_from=days(3), started_before=days(4))) == [third]
        assert ids(Listing(q="ЭКЗ-2026-0004")) == [fourth]
        assert ids(Listing(procedure="audit")) == []
        assert ids(Listing(stage="documents", process="P-EXM")) == [fourth, third, second, first]
        assert instances.running(session, procedure="exam") == [second, third, fourth]
        assert [case.id for case in instances.begun_in(session, "exam", ["P-EXM", "P-OTHER"])] == [
            second,
            third,
            fourth,
        ]
        assert instances.begun_in(session, "exam", ["P-OTHER"]) == instances.begun_in(session, "audit", ["P-EXM"]) == []
        assert [incident.instance_id for incident in instances.open_incidents(session)] == [third]


def test_a_case_is_found_by_its_number(database: Database) -> None:
    first, *_ = four_cases(database)

    with database.reading() as session:
        assert instances.by_number(session, "ЭКЗ-2026-0001").id == first
        with pytest.raises(NotFound):
            instances.by_number(session, "ЭКЗ-2026-0009")
        with pytest.raises(NotFound):
            instances.get(session, 99)
        with pytest.raises(NotFound):
            instances.task(session, first, 99)


def test_a_read_after_a_move_shows_the_move_in_the_same_session(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        before = instances.task(session, case.id, 1).status
        happen(session, case, facts.TaskClaimed(task=1, person="person:2"))

        assert (before, instances.task(session, case.id, 1).status) == ("open", "claimed")


def test_whoever_moves_a_case_without_its_lock_from_an_old_state_is_caught(database: Database) -> None:
    first, *_ = four_cases(database)

    with pytest.raises(StaleDataError), database.writing() as session:
        case = instances.get(session, first)
        session.connection().execute(update(Instance).where(Instance.id == first).values(rev=case.rev + 1))
        happen(session, case, facts.TaskClaimed(task=1, person="person:2"))


def test_acts_open_to_people_and_actions_that_are_awaited_are_listed(database: Database) -> None:
    act = facts.MessageAwaited(subscription=1, element="W", name="w", key=None, roles=["candidate@party:12"], form="F")
    action = facts.ActionRequested(action=1, element="A", name="document", inputs={"n": 1})
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), act, action)

        assert [found.name for found in instances.subscriptions(session, case.id)] == ["w"]
        assert instances.subscription(session, case.id, 1).roles == ["candidate@party:12"]
        assert [found.inputs for found in instances.requested_actions(session, case.id)] == [{"n": 1}]
        happen(session, case, facts.SubscriptionClosed(subscription=1, element="W"))
        assert instances.subscriptions(session, case.id) == []

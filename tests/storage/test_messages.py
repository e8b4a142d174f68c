"""A message finds the case that waits for its name and key, or waits itself; it is delivered once at most."""

from __future__ import annotations

from datetime import timedelta

from storage import messages
from storage.database import Database
from tests.storage.cases import MONDAY, a_case, days, facts, happen, started


def awaited(subscription: int, key: str | None, name: str = "paid") -> facts.MessageAwaited:
    return facts.MessageAwaited(subscription=subscription, element="W", name=name, key=key, roles=[], form=None)


def test_a_key_matches_itself_and_no_key_matches_no_key(database: Database) -> None:
    with database.writing() as session:
        first, second = a_case(session, "ЭКЗ-2026-0001"), a_case(session, "ЭКЗ-2026-0002")
        happen(session, second, started("ЭКЗ-2026-0002"), awaited(1, "17"))
        happen(session, first, started("ЭКЗ-2026-0001"), awaited(1, "17"), awaited(2, None), at=days(1))

        keyed = messages.receivers(session, "paid", "17")
        keyless = messages.receivers(session, "paid", None)
        assert messages.receivers(session, "paid", "18") == []
        assert messages.receivers(session, "other", "17") == []

    assert [wait.instance_id for wait in keyed] == [second.id, first.id]
    assert [(wait.instance_id, wait.subscription) for wait in keyless] == [(first.id, 2)]


def test_who_no_longer_waits_receives_nothing(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), awaited(1, "17"))
        happen(session, case, facts.SubscriptionClosed(subscription=1, element="W"))

        assert messages.receivers(session, "paid", "17") == []


def test_an_early_message_waits_and_is_delivered_once(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        messages.post(session, id="m1", name="paid", key="17", payload={"sum": "10.00"}, at=MONDAY, sender=case.id)

        [waiting] = messages.early(session, "paid", "17", days(1))
        assert waiting.payload == {"sum": "10.00"}
        assert messages.delivered(session, "m1", receiver=case.id, at=days(1))
        assert not messages.delivered(session, "m1", receiver=case.id, at=days(1))
        assert messages.early(session, "paid", "17", days(1)) == []
        assert messages.get(session, "m1").state == "delivered"


def test_a_message_does_not_wait_beyond_its_time(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        messages.post(session, id="m1", name="paid", key=None, payload={}, at=MONDAY, ttl=timedelta(days=2))
        messages.post(session, id="m2", name="paid", key=None, payload={}, at=MONDAY)

        assert [message.id for message in messages.early(session, "paid", None, days(1))] == ["m1", "m2"]
        assert [message.id for message in messages.early(session, "paid", None, days(2))] == ["m2"]
        assert messages.expire(session, days(2)) == ["m1"]
        assert messages.expire(session, days(2)) == []
        assert not messages.delivered(session, "m1", receiver=case.id, at=days(2))

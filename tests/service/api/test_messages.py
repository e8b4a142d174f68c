"""Messages from outside: kept until somebody waits for them or their time is over, delivered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from service.operations import housekeeping, people
from tests.service.api.conftest import described
from tests.service.api.program import Program, begun
from tests.service.driver import GOOD, Office

PAID = {"name": "paid", "key": "ПРО-2026-0001", "payload": {"amount": "100.00"}}


def to_payment(office: Office) -> int:
    case = office.apply()
    office.do("ivanov", case.waiting[0].task, GOOD)
    office.settle()
    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    return case.instance_id


def test_a_message_is_taken_by_the_case_that_waits_for_it(programs: dict[str, Program], office: Office) -> None:
    case = to_payment(office)

    sent = programs["admin"].post("/messages", PAID)
    waiting = programs["admin"].get(f"/messages/{sent.get_json()['id']}").get_json()
    office.settle()
    delivered = programs["admin"].get(sent.headers["Location"].removeprefix("/api/v1")).get_json()

    assert (sent.status_code, sent.get_json()["status"], waiting["status"]) == (202, "waiting", "waiting")
    assert (delivered["status"], delivered["instance"]) == ("delivered", str(case))
    assert delivered["delivered_at"] == "2026-03-02T07:00:00+00:00"
    assert office.status(case) == "finished"


def test_an_early_message_waits_and_moves_one_case_once(programs: dict[str, Program], office: Office) -> None:
    sent = programs["admin"].post("/messages", PAID).get_json()
    office.settle()

    case = to_payment(office)
    office.settle()

    assert programs["admin"].get(f"/messages/{sent['id']}").get_json()["instance"] == str(case)
    assert office.status(case) == "finished"


def test_a_message_is_over_after_its_time_and_never_delivered_then(
    programs: dict[str, Program], office: Office
) -> None:
    sent = programs["admin"].post("/messages", PAID | {"ttl": "PT2H"}).get_json()
    default = programs["admin"].post("/messages", PAID).get_json()
    office.wait(hours=3)

    over = programs["admin"].get(f"/messages/{sent['id']}").get_json()
    housekeeping.keep_house(office.here)
    swept = programs["admin"].get(f"/messages/{sent['id']}").get_json()
    office.wait(days=30)
    case = to_payment(office)
    office.settle()

    assert sent["expires_at"] == "2026-03-02T09:00:00+00:00"
    assert default["expires_at"] == "2026-04-01T07:00:00+00:00"
    assert (over["status"], swept["status"]) == ("expired", "expired")
    assert office.status(case) == "running"


def test_operators_and_tokens_for_it_send_messages_and_such_a_token_does_nothing_else(
    programs: dict[str, Program], office: Office, app: Flask
) -> None:
    bank = Program(app, described(), people.token(office.here, "stranger", name="bank", scopes=["messages"]))

    refused = programs["ivanov"].post("/messages", PAID)
    sent = bank.post("/messages", PAID)
    read = bank.get(f"/messages/{sent.get_json()['id']}")
    other = bank.get("/tasks")
    hidden = programs["ivanov"].get(f"/messages/{sent.get_json()['id']}")

    assert (refused.status_code, hidden.status_code) == (403, 403)
    assert (sent.status_code, read.status_code) == (202, 200)
    assert (other.status_code, other.get_json()["code"]) == (403, "token.scope")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"ttl": "soon"}, id="no duration"),
        pytest.param({"ttl": "PT0S"}, id="no time"),
        pytest.param({"ttl": "P99999D"}, id="too long"),
        pytest.param({"payload": {"sum": 1.5}}, id="a fraction"),
        pytest.param({"payload": {"list": [{"n": 2**60}]}}, id="a giant"),
        pytest.param({"payload": {"text": "\ud800"}}, id="half a character"),
        pytest.param({"payload": []}, id="no object"),
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"key": "\u0000"}, id="null character"),
        pytest.param({"foo": 1}, id="unknown field"),
    ],
)
def test_what_no_history_could_keep_is_refused_at_once(programs: dict[str, Program], change: dict[str, object]) -> None:
    answer = programs["admin"].post("/messages", PAID | change)

    assert answer.status_code == 422


def test_a_message_to_a_suspended_case_waits_with_it(programs: dict[str, Program], office: Office) -> None:
    case = to_payment(office)
    programs["admin"].post(f"/instances/{case}/suspend", {"reason": "Ждём решения суда"})

    sent = programs["admin"].post("/messages", PAID).get_json()
    office.settle()
    held = programs["admin"].get(f"/messages/{sent['id']}").get_json()
    office.clock.set(office.clock.now() + timedelta(days=2))
    programs["admin"].post(f"/instances/{case}/resume", {"reason": "Решение получено"})
    office.settle()

    assert held["status"] == "waiting"
    assert programs["admin"].get(f"/messages/{sent['id']}").get_json()["status"] == "delivered"
    assert office.status(case) == "finished"


def test_there_is_no_such_message(programs: dict[str, Program]) -> None:
    begun(programs)

    assert programs["admin"].get("/messages/nothing").status_code == 404

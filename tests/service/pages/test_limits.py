"""How often somebody may ask: sign-ins by account and by address, API calls by token."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.operations import people
from tests.face import face
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

WORDS = "Слишком много попыток"


@pytest.fixture
def door(app: Flask) -> Visitor:
    """Somebody before the sign-in page."""
    return Visitor(app)


def tries(door: Visitor, login: str, password: str, address: str) -> TestResponse:
    door.get("/sign-in")
    body = {"_csrf_token": door.value_of("_csrf_token"), "login": login, "password": password}
    return door.client.post("/sign-in", data=body, environ_base={"REMOTE_ADDR": address})


def fail(door: Visitor, login: str, address: str, times: int = 5) -> None:
    for _ in range(times):
        assert tries(door, login, "wrong", address).status_code == 401


def test_after_five_failures_even_the_right_password_has_to_wait(door: Visitor) -> None:
    fail(door, "ivanov", "10.0.0.1")

    answer = tries(door, "ivanov", "correct horse", "10.0.0.2")

    assert answer.status_code == 429
    assert WORDS in answer.text
    assert 'value="ivanov"' in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 61


def test_an_address_that_tries_many_accounts_has_to_wait_too(door: Visitor) -> None:
    for login in ("ivanov", "orlova", "sidorov", "admin", "nobody"):
        fail(door, login, "10.0.0.1", times=1)

    assert tries(door, "petrova", "correct horse", "10.0.0.1").status_code == 429
    assert tries(door, "petrova", "correct horse", "10.0.0.2").status_code == 302


def test_whoever_signs_in_rightly_is_not_counted(door: Visitor) -> None:
    for _ in range(7):
        assert tries(door, "ivanov", "correct horse", "10.0.0.1").status_code == 302


def test_another_spelling_of_a_login_is_the_same_account(door: Visitor) -> None:
    for number, login in enumerate(("ivanov", "Ivanov", " ivanov ", "IVANOV", "iVanov")):
        fail(door, login, f"10.0.0.{number}", times=1)

    assert tries(door, "ivanov", "correct horse", "10.0.0.9").status_code == 429


@pytest.fixture
def hasty(office: Office) -> FlaskClient:
    """A program before an API that takes three calls a second."""
    office.here.config = replace(office.here.config, api_rate=3)
    return face(office.here).test_client()


def test_a_token_may_make_so_many_calls_a_second(office: Office, hasty: FlaskClient) -> None:
    ivanov, orlova = (
        {"Authorization": f"Bearer {people.token(office.here, login, name='script')}"} for login in ("ivanov", "orlova")
    )

    answers = [hasty.get("/api/v1/tasks", headers=ivanov) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].content_type == "application/problem+json"
    assert answers[-1].json["code"] == "too_many_requests"  # type: ignore[index]  # the answer is an object
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert hasty.get("/api/v1/tasks", headers=orlova).status_code == 200

"""Signing in and out, languages, headers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from service import rights
from service.app import create_app
from service.sign_in.views import local_path
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]


def test_signing_in_by_the_form_opens_the_inbox(app: Flask) -> None:
    ivanov = Visitor(app).sign_in("ivanov")

    assert ivanov.get("/inbox").status_code == 200


def test_staff_land_in_the_inbox_and_applicants_in_the_cabinet(visit: Visit) -> None:
    assert visit("ivanov").get("/").location == "/inbox"
    assert visit("petrova").get("/").location == "/cabinet"
    assert visit("admin").get("/").location == "/instances"


def test_a_wrong_password_comes_back_with_the_login_and_a_title_that_says_so(stranger: Visitor) -> None:
    stranger.get("/sign-in")

    answer = stranger.post("/sign-in", login="ivanov", password="wrong")

    assert answer.status_code == 401
    assert "<title>Ошибка: Вход" in stranger.text
    assert stranger.value_of("login") == "ivanov"


def test_the_sixth_attempt_within_a_minute_is_told_to_wait(stranger: Visitor) -> None:
    stranger.get("/sign-in")
    for _ in range(5):
        stranger.post("/sign-in", login="ivanov", password="wrong")

    answer = stranger.post("/sign-in", login="ivanov", password="correct horse")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_nobody_is_sent_to_another_site_after_signing_in() -> None:
    assert local_path("/tasks/1-2") == "/tasks/1-2"
    for address in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", None, ""):
        assert local_path(address) == ""


def test_a_page_asked_for_without_a_session_is_reached_after_signing_in(stranger: Visitor) -> None:
    answer = stranger.get("/inbox?due=late")

    assert answer.location == "/sign-in?next=/inbox?due%3Dlate"
    stranger.follow(answer)
    assert stranger.post("/sign-in", login="ivanov", password="correct horse", next="/inbox?due=late").location == (
        "/inbox?due=late"
    )


def test_a_form_without_its_token_does_nothing(office: Office, visit: Visit) -> None:
    ref = office.apply().waiting[0].task
    ivanov = visit("ivanov")

    answer = ivanov.client.post(f"/tasks/{ref}/claim")

    assert answer.status_code == 400
    assert office.task(ref).status == "open"


def test_signing_out_ends_the_session(visit: Visit) -> None:
    ivanov = visit("ivanov")
    ivanov.get("/inbox")

    ivanov.post("/sign-out")

    assert ivanov.get("/inbox").status_code == 302


def test_the_language_is_a_link_away_and_stays(stranger: Visitor) -> None:
    stranger.follow(stranger.get("/language/en?next=/registers"))

    assert '<html lang="en">' in stranger.text
    assert stranger.get("/language/xx").status_code == 404


@pytest.mark.parametrize("address", ["/sign-in", "/registers", "/nowhere", "/static/css/base.css"])
def test_every_answer_forbids_foreign_code(stranger: Visitor, address: str) -> None:
    headers = stranger.get(address).headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_public_page_sets_no_cookie(stranger: Visitor) -> None:
    assert "Set-Cookie" not in stranger.get("/registers").headers


def test_pages_of_somebody_signed_in_are_not_kept_by_the_browser(visit: Visit) -> None:
    assert visit("ivanov").get("/inbox").headers["Cache-Control"] == "no-store"


def test_a_fault_of_ours_has_a_number_and_no_details(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(office.here)

    def broken() -> str:
        raise RuntimeError("a secret of the machine")

    app.add_url_rule("/broken", "broken", broken)
    monkeypatch.setitem(rights.RIGHTS, "broken", rights.PUBLIC)  # type: ignore[arg-type]  # a dict behind a Mapping

    visitor = Visitor(app)

    assert visitor.get("/broken").status_code == 500
    assert "Ошибка записана под номером" in visitor.text
    assert "secret" not in visitor.text


def test_too_much_at_once_is_said_so(app: Flask, visit: Visit) -> None:
    ivanov = visit("ivanov")
    ivanov.get("/inbox")
    app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = ivanov.post("/sign-out", padding="x" * 2000)

    assert answer.status_code == 413
    assert "Слишком много данных" in ivanov.text


def test_a_program_gets_problem_json(stranger: Visitor) -> None:
    answer = stranger.get("/inbox", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not_signed_in"  # type: ignore[index]  # the answer is an object

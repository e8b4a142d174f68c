"""Public pages of a procedure: for everybody, without a cookie, in both languages, kept by whoever carries them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from service import plays
from service.operations import publish
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]
ABOUT = "/about/candidate-exam"
PAGES = ("", "/qualifications", "/samples", "/offer")


@pytest.fixture
def exam(office: Office) -> Office:
    """The office with the exam and the example rows of its registers."""
    publish.publish(office.here, "candidate-exam")
    with office.here.database.reading() as session:
        edition = office.here.definitions.newest(session, "candidate-exam")
    plays.stock(office.here, office.who("admin"), edition)
    return office


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_gets_them_without_a_cookie_and_may_keep_them(exam: Office, stranger: Visitor, page: str) -> None:
    answer = stranger.get(ABOUT + page)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_a_page_that_names_a_person_is_kept_by_nobody(exam: Office, visit: Visit) -> None:
    assert visit("petrova").get(ABOUT).headers["Cache-Control"] == "no-store"


def test_the_procedure_is_told_in_steps_with_their_clauses(exam: Office, stranger: Visitor) -> None:
    stranger.get(ABOUT)

    told = [stranger.text.index(words) for words in ("Заявка подана", "Договор и оплата", "Экзамен</h3>", "Результат")]
    assert told == sorted(told)
    assert "Проверить оригиналы документов" in stranger.text
    assert "п.\u00a05" in stranger.text
    assert 'href="/apply/candidate-exam"' in stranger.text


def test_qualifications_show_what_they_need_and_cost(exam: Office, stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/qualifications")

    for words in (
        "Секретарь руководителя",
        "Не менее одного года работы по виду деятельности",
        "12\u00a0000,00\u00a0₽",
    ):
        assert words in stranger.text


def test_samples_and_the_offer(exam: Office, stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/samples")
    assert "Составьте профиль должности" in stranger.text
    assert "Часть экзамена: Практическая" in stranger.text

    stranger.get(f"{ABOUT}/offer")
    assert "Банковские реквизиты для оплаты" in stranger.text
    assert "р/с 40702810000000000000" in stranger.text


def test_they_are_there_in_english(exam: Office, stranger: Visitor) -> None:
    for page, words in (("", "How to apply"), ("/qualifications", "Price, RUB"), ("/offer", "Bank details")):
        stranger.get(ABOUT + page, headers={"Accept-Language": "en"})
        assert words in stranger.text, page


@pytest.mark.parametrize("address", ["/about/none", f"{ABOUT}/none", f"{ABOUT}/about", "/about/permit"])
def test_what_is_not_there_is_not_found(exam: Office, stranger: Visitor, address: str) -> None:
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/sign-in", "/cabinet", "/registers/R-QUALIFICATIONS"])
def test_other_pages_lead_there(exam: Office, visit: Visit, app: Flask, address: str) -> None:
    visitor = Visitor(app) if address == "/sign-in" else visit("petrova")

    visitor.get(address)

    assert 'href="/about' in visitor.text

"""The public face of accreditation: register, certificate, rating and the other pages, as a stranger reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.app import create_app
from tests.prepared import Ground
from tests.procedures.rating import FIVE, PROGRAMME, Executive
from tests.service.pages.visitor import Visitor

ABOUT = "/about/programme-accreditation"
PAGES = (
    "procedure",
    "certificates",
    "results",
    "rating",
    "criteria",
    "recommended",
    "rights",
    "materials",
    "requirements",
)


@pytest.fixture
def five(ground: Ground, tmp_path: Path) -> Iterator[Executive]:
    """The body with the five organisations of the worked example, rated for 2025."""
    body = Executive(tmp_path, ground)
    for organisation in FIVE:
        body.certify(organisation)
    body.rate()
    yield body
    body.here.close()


@pytest.fixture
def stranger(five: Executive) -> Visitor:
    return Visitor(create_app(five.here))


@pytest.mark.parametrize("word", PAGES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_everybody_may_read_and_keep_a_page(stranger: Visitor, word: str, language: str) -> None:
    answer = stranger.get(f"{ABOUT}/{word}", headers={"Accept-Language": language})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=300")
    assert "Set-Cookie" not in answer.headers
    kept = {"If-None-Match": answer.headers["ETag"], "Accept-Language": language}
    assert stranger.get(f"{ABOUT}/{word}", headers=kept).status_code == 304


def test_the_rating_has_places_points_and_how_each_was_counted(stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/rating")

    at = [
        stranger.text.index(f'<td data-label="Организация">{name}</td>')
        for name in ("Альфа", "Бета", "Эпсилон", "Гамма")
    ]
    assert at == sorted(at)
    assert stranger.text.count("4 (делят 2)") == 2
    for words in (
        'Положительные отзывы слушателей</th><td data-label="Показатели">58 / 64</td>',
        "кончается пунктом «а)» критерия об учебно-методических материалах",
        "отзывы — доля от обученных",
        "01.03.2026",
    ):
        assert words in stranger.text, words


def test_the_rating_in_english_names_criteria_in_english(stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/rating", headers={"Accept-Language": "en"})

    for words in ("Positive feedback of the trained", "4 (shared by 2)", "The printed annex ends after item"):
        assert words in stranger.text, words


def test_the_rating_opens_with_its_latest_year_and_shows_the_others(five: Executive, stranger: Visitor) -> None:
    five.rate({name: FIVE[name] for name in ("Альфа", "Бета")}, year=2024)

    stranger.get(f"{ABOUT}/rating")
    assert "Эпсилон" in stranger.text
    stranger.get(f"{ABOUT}/rating?year=2024")
    assert "Эпсилон" not in stranger.text
    assert stranger.get("/rating/2024").location.endswith(f"{ABOUT}/rating?year=2024")


def test_the_rating_is_narrowed_to_a_group(five: Executive, stranger: Visitor) -> None:
    five.certify("Дзета", "Охрана труда")
    five.rate({**FIVE, "Дзета": FIVE["Альфа"]})

    stranger.get(f"{ABOUT}/rating?group=Охрана труда")

    assert "Дзета" in stranger.text
    assert "Эпсилон" not in stranger.text


def test_a_certificate_says_whether_it_holds_since_when_and_on_what_ground(five: Executive, stranger: Visitor) -> None:
    five.certify("Каппа", state="suspended", number="АС-2026-0099")

    stranger.get("/registers/R-ACC-CERTS/АС-2026-0099")

    assert "приостановлено<small>" in stranger.text
    assert "с 01.03.2026: Распоряжение № 2 от 01.03.2025" in stranger.text


def test_a_certificate_reads_expired_after_its_last_day(five: Executive, stranger: Visitor) -> None:
    five.certify("Каппа", until="2026-02-28", number="АС-2026-0098")

    stranger.get("/registers/R-ACC-CERTS/АС-2026-0098")

    assert "истекло<small>" in stranger.text
    assert "с 01.03.2026" in stranger.text


def test_who_may_sees_the_case_of_each_change(five: Executive) -> None:
    staff = Visitor(create_app(five.here)).signed_in("fedorova")
    key = f"2025 · СВ-Альфа · {PROGRAMME}"

    staff.get(f"/registers/R-ACC-RATING/{key}")
    assert f">{five.number}</a>" in staff.text


def test_the_register_is_searched_by_programme_and_organisation(stranger: Visitor) -> None:
    stranger.get("/registers/R-ACC-CERTS?q=безопасности строительство альфа&state=active&year=2025")

    assert "СВ-Альфа" in stranger.text
    assert "СВ-Бета" not in stranger.text


def test_the_procedure_is_told_by_clause_with_the_steps_that_carry_it_out(stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/procedure")

    clause = stranger.text[stranger.text.index('id="accreditation-7.4"') :]
    assert "По результатам профессионально-общественной аккредитации формируется рейтинг" in clause[:600]
    assert "Проверить и утвердить рейтинг" in clause[:900]


def test_only_valid_certificates_are_recommended(five: Executive, stranger: Visitor) -> None:
    five.certify("Зета", state="suspended")
    five.certify("Эта", state="terminated")
    five.certify("Тета", until="2026-02-28")

    stranger.get(f"{ABOUT}/recommended")

    assert "Альфа" in stranger.text
    assert not [name for name in ("Зета", "Эта", "Тета") if name in stranger.text]


def test_a_file_of_the_rating_has_the_year_that_was_asked_for(stranger: Visitor) -> None:
    body = json.loads(stranger.get("/registers/R-ACC-RATING/-/json?year=2025").get_data())

    points = {row["data"]["organisation"]: row["data"]["points"] for row in body["rows"]}
    assert points == {"Альфа": 30, "Бета": 28, "Гамма": 13, "Дельта": 13, "Эпсилон": 26}
    assert json.loads(stranger.get("/registers/R-ACC-RATING/-/json?year=2024").get_data())["rows"] == []


def test_the_terms_of_the_text_are_the_ones_that_the_machine_counts(stranger: Visitor) -> None:
    stranger.get(f"{ABOUT}/terms")

    assert "Расхождений нет." in stranger.text
    for words in ("5\u00a0лет", "1\u00a0месяц", "Срок действия свидетельства: 5\u00a0лет", "совпадает и закреплён"):
        assert words in stranger.text, words
    assert "Утвердить рейтинг, дней" in stranger.text
    assert "10\u00a0календарных дней" in stranger.text

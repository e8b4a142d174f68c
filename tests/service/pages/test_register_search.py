"""A public register is searched, narrowed to a state and a year, and taken away as CSV and JSON; strangers may keep it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from service.operations import publish, start_instance
from tests.service import badge
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

REGISTER = "/registers/R-BADGES"
ISSUED = {"act": "issue", "basis": "Приказ 1", "until": "2026-03-10"}


@pytest.fixture
def bureau(office: Office) -> Office:
    """Badges З-1 to З-3 of two years: the first is suspended on order 2, the last has lapsed when the test begins."""
    publish.publish_parts(office.here, badge.parts())
    write(office, number="З-1", until="2027-05-01")
    write(office, number="З-2", until="2026-05-01")
    write(office, number="З-3")
    office.wait(days=8)
    write(office, number="З-1", act="state", state="suspended", basis="Приказ 2")
    office.wait(days=2)
    return office


def write(bureau: Office, **order: Any) -> None:
    begun = start_instance.start(bureau.here, bureau.who("ivanov"), procedure="badge", answers={})
    bureau.do("ivanov", begun.waiting[0].task, {**ISSUED, **order})


def found(stranger: Visitor, query: str) -> list[str]:
    stranger.get(f"{REGISTER}?{query}")
    return [number for number in ("З-1", "З-2", "З-3") if f'/{number}">' in stranger.text.replace("%D0%97", "З")]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("", ["З-1", "З-2", "З-3"], id="all"),
        pytest.param("q=казань", ["З-1", "З-2", "З-3"], id="words-of-a-list"),
        pytest.param("q=з-2", ["З-2"], id="the-number"),
        pytest.param("q=омске", ["З-1", "З-2", "З-3"], id="another-form-of-the-word"),
        pytest.param("q=рязань", [], id="nothing"),
        pytest.param("state=active", ["З-2"], id="in-force"),
        pytest.param("state=suspended", ["З-1"], id="suspended"),
        pytest.param("state=expired", ["З-3"], id="lapsed-and-never-written"),
        pytest.param("state=nonsense", [], id="no-such-state"),
        pytest.param("year=2026", ["З-2", "З-3"], id="a-year"),
        pytest.param("year=2027&state=suspended&q=казани", ["З-1"], id="all-together"),
    ],
)
def test_it_is_searched_and_narrowed(bureau: Office, stranger: Visitor, query: str, numbers: list[str]) -> None:
    assert found(stranger, query) == numbers


def test_a_row_says_since_when_and_on_what_ground_it_is_what_it_is(bureau: Office, stranger: Visitor) -> None:
    stranger.get(f"{REGISTER}/З-1")
    assert "приостановлен" in stranger.text
    assert "с 10.03.2026: Приказ 2" in stranger.text

    stranger.get(f"{REGISTER}/З-3")
    assert "с 11.03.2026" in stranger.text


def test_the_states_that_a_row_has_been_in_stand_on_its_page(bureau: Office, stranger: Visitor) -> None:
    stranger.get(f"{REGISTER}/З-1")

    told = stranger.text[stranger.text.index("Как менялось состояние") :]
    assert told.index("с 10.03.2026: Приказ 2") < told.index("с 02.03.2026: Приказ 1")


def test_csv_has_what_the_public_sees(bureau: Office, stranger: Visitor) -> None:
    answer = stranger.get(f"{REGISTER}/-/csv?state=suspended")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert answer.mimetype == "text/csv"
    assert rows[1] == [
        "Номер",
        "Места",
        "Действует до",
        "Приказ",
        "Пометка",
        "Состояние",
        "С какого дня",
        "Основание",
    ]
    assert rows[2:] == [
        ["З-1", "Казань, 1; Омск", "01.05.2027", "Приказ 2", "", "приостановлен", "10.03.2026", "Приказ 2"]
    ]  # fmt: skip


def test_json_has_plain_values(bureau: Office, stranger: Visitor) -> None:
    body = json.loads(stranger.get(f"{REGISTER}/-/json?year=2026").get_data())

    assert [(row["key"], row["state"], row["since"], row["ground"]) for row in body["rows"]] == [
        ("З-2", "active", "2026-03-02", "Приказ 1"),
        ("З-3", "expired", "2026-03-11", ""),
    ]
    assert body["rows"][0]["data"]["places"] == [{"name": "kazan", "hall": 1}, {"name": "Омск", "hall": None}]
    assert body["states"]["expired"] == {"ru": "истёк", "en": "expired"}


@pytest.mark.parametrize("page", ["", "/З-1", "/-/csv", "/-/json"])
def test_strangers_get_it_without_a_cookie_and_may_keep_it(bureau: Office, stranger: Visitor, page: str) -> None:
    answer = stranger.get(REGISTER + page)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = stranger.get(REGISTER + page, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_service_register_is_nobodys_file(bureau: Office, stranger: Visitor) -> None:
    for file in ("csv", "json"):
        assert stranger.get(f"/registers/R-BADGE-JOURNAL/-/{file}").status_code == 404


def test_a_column_of_the_house_neither_shows_nor_finds(bureau: Office, stranger: Visitor) -> None:
    parts = badge.parts()
    hidden = "basis: {ru: Приказ, en: Order, public: 'no'}"
    parts["procedure.yaml"] = parts["procedure.yaml"].replace(
        b"basis: {ru: \xd0\x9f\xd1\x80\xd0\xb8\xd0\xba\xd0\xb0\xd0\xb7, en: Order}", hidden.encode()
    )
    publish.publish_parts(bureau.here, parts)

    assert found(stranger, "q=приказ") == []
    assert "Приказ" not in stranger.get(f"{REGISTER}/-/csv").get_data(as_text=True)
    assert "Приказ" not in stranger.get(f"{REGISTER}/-/json").get_data(as_text=True)
    stranger.get(f"{REGISTER}/З-1")
    assert "Приказ" not in stranger.text

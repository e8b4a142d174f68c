"""Whatever everybody may read names no candidate, teacher or applicant: every public page and file is opened and searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from service.app import create_app
from tests.prepared import Ground
from tests.procedures.office import Office
from tests.procedures.partnership import ALL, SAFETY, Partnership
from tests.procedures.test_candidate_exam import SIGNED, agree_and_pay, decide, sit_the_exam
from tests.service.pages.visitor import Visitor

DOORS = ("/about", "/registers", "/rating")
_LINK = re.compile(r'href="(/[^"#]*)')


def public_pages(office: Office) -> dict[str, str]:
    """Every page and file that a stranger comes to by links from the public doors, in both languages, by address."""
    stranger = Visitor(create_app(office.here))
    found: dict[str, str] = {}
    waiting = list(DOORS)
    while waiting:
        address = waiting.pop()
        if address in found or not address.startswith(DOORS):
            continue
        answer = stranger.get(address)
        if answer.status_code in (301, 302, 308):
            waiting.append(unquote(urljoin(address, answer.location)))
            continue
        assert answer.status_code in (200, 404), address
        found[address] = stranger.text
        if answer.mimetype == "text/html":
            found[f"{address} (en)"] = english(stranger, address)
        waiting += [unquote(unescape(link)) for link in _LINK.findall(found[address])]
    return found


def english(stranger: Visitor, address: str) -> str:
    stranger.get(address, headers={"Accept-Language": "en"})
    return stranger.text


@pytest.fixture
def certified(ground: Ground, tmp_path: Path) -> Iterator[Office]:
    """Orlova has passed the exam and holds a certificate that stands in the public register."""
    office = Office(tmp_path, ground)
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")
    office.until("2026-04-06 10:00")
    office.do("EXM-90", by="ivanova", issued_on="2026-04-06", **SIGNED)
    yield office
    office.here.close()


@pytest.fixture
def accredited(ground: Ground, tmp_path: Path) -> Iterator[Partnership]:
    """A programme is accredited and rated; its application named teachers and who speaks for the organisation."""
    house = Partnership(tmp_path, ground)
    house.to_visit()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.decide()
    house.issue()
    yield house
    house.here.close()


def test_no_public_page_or_file_names_the_candidate(certified: Office) -> None:
    pages = public_pages(certified)
    assert any("/-/csv" in address for address in pages) and any("/-/json" in address for address in pages)
    assert any(certified.register()[0] in text for text in pages.values())

    for said in ("Орлов", "Анна", "Сергеевн", "1990-04-12", "12.04.1990", "Садовая", "orlova@", "+7 900"):
        assert [address for address, text in pages.items() if said in text] == [], said


def test_no_public_page_or_file_names_teachers_applicants_or_members(accredited: Partnership) -> None:
    pages = public_pages(accredited)
    assert any("АС-2026-0001" in text for address, text in pages.items() if "/-/json" in address)
    assert any("Учебный центр Строитель" in text for text in pages.values())

    for said in ("Котов", "Зорина", "Рогов", "rogova@", "000-00-01", "Тихонов", "Синицын", "Лапина", "Мельников"):
        assert [address for address, text in pages.items() if said in text] == [], said


def test_results_and_certificate_are_there_for_everybody_and_their_papers_for_the_house(
    accredited: Partnership,
) -> None:
    app = create_app(accredited.here)
    stranger, staff = Visitor(app), Visitor(app).signed_in("melnikova")
    (decree,) = accredited.documents("D-ACC-DECREE")

    stranger.get("/about/programme-accreditation/results")
    for words in (
        "АНО ДПО «Учебный центр Строитель»",
        SAFETY,
        "АС-2026-0001",
        '<td data-label="Отказано программ">0</td>',
    ):
        assert words in stranger.text, words
    stranger.get("/about/programme-accreditation/recommended")
    assert "АНО ДПО «Учебный центр Строитель»" in stranger.text

    for reader, seen in ((stranger, False), (staff, True)):
        reader.get("/registers/R-ACC-CERTS/АС-2026-0001")
        assert re.search(r"действует<small>с \d\d\.03\.2026: РАСП-2026-0001 от", reader.text)
        for inside in (decree.id, "Решение и ход дела к этой записи", f">{accredited.number}</a>"):
            assert (inside in reader.text) is seen, inside
    (moment,) = re.findall(r'href="(/instances/[^"]+/history\?at=[^"]+)">Решение и ход дела к этой записи', staff.text)
    assert staff.get(unescape(moment)).status_code == 200

"""The public register of certificates and the rating: found, narrowed, opened and taken away by a stranger, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import registers
from tests.browser.centre import Centre, House, prepare
from tests.browser.conftest import Visit
from tests.browser.test_phone import TOO_SMALL
from tests.procedures.rating import FIVE, Executive, certificate

ABOUT = "/about/programme-accreditation"
CERTIFICATES = "/registers/R-ACC-CERTS"
WORDS = ("procedure", "certificates", "results", "rating", "criteria", "recommended", "rights", "requirements", "terms")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("executive")
    prepare(folder, Executive.procedure, Executive.people)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    """The five organisations of the worked example are certified and rated for 2025; *Каппа* is suspended."""
    centre = Centre(prepared, tmp_path / "centre", house, Executive.procedure, Executive.people)
    with centre.here.database.writing() as session:
        at = centre.clock.now()
        for row in list(registers.each(session, "R-ACC-CERTS")):
            registers.change(session, row.register, row.key, {}, at=at, actor="system", state="terminated")
        for name in (*FIVE, "Каппа"):
            row = certificate(f"СВ-{name}", name)
            registers.write(session, "R-ACC-CERTS", f"СВ-{name}", row, at=at, actor="system")
        suspended = {"basis": "РАСП-2026-0007", "basis_date": "2026-03-01", "suspended": "РАСП-2026-0007 от 01.03.2026"}
        registers.change(session, "R-ACC-CERTS", "СВ-Каппа", suspended, at=at, actor="system", state="suspended")
    centre.begin("RAT-00", "fedorova", {"year": 2025})
    rows = [
        {
            "programme": programme,
            "organisation": name,
            "certificate": f"СВ-{name}",
            "group": programme,
            "given": "yes",
            **FIVE[name],
        }
        for name in sorted(FIVE)
        for programme in ("Безопасность строительства",)
    ]
    centre.play([("RAT-15", "fedorova", {"rows": rows}), ("RAT-30", "orekhov", {"decision": "approve"})])
    yield centre
    centre.close()


def test_a_stranger_finds_a_certificate_and_learns_that_it_is_suspended(visit: Visit) -> None:
    stranger = visit().opens(CERTIFICATES)
    stranger.page.get_by_label("Номер или слова").fill("безопасности каппа")
    stranger.page.get_by_label("Состояние").select_option(label="приостановлено")
    stranger.page.get_by_role("button", name="Найти").click()

    stranger.sees("СВ-Каппа").follows("СВ-Каппа")

    stranger.sees("приостановлено", "с 02.03.2026: РАСП-2026-0007 от 01.03.2026", "Как менялось состояние")


def test_a_stranger_reads_how_the_points_were_counted(visit: Visit) -> None:
    stranger = visit().opens("/rating").sees("Рейтинг программ", "О методике", "4 (делят 2)")

    stranger.page.get_by_text("Баллы по критериям").first.click()

    assert stranger.page.get_by_text("58 / 64").is_visible()
    stranger.follows("СВ-Альфа").sees("действует")


def test_register_and_rating_can_be_taken_away(visit: Visit) -> None:
    stranger = visit().opens(f"{CERTIFICATES}?state=active")
    with stranger.page.expect_download() as download:
        stranger.page.get_by_role("link", name="CSV").click()

    written = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "СВ-Альфа" in written
    assert "СВ-Каппа" not in written


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("language", ["Русский", "English"])
def test_they_fit(visit: Visit, width: int, language: str) -> None:
    stranger = visit().opens("/about")
    if language == "English":
        stranger.page.get_by_role("link", name="English").click()
    stranger.page.set_viewport_size({"width": width, "height": 800})

    for page in (CERTIFICATES, f"{CERTIFICATES}/СВ-Каппа", *(f"{ABOUT}/{word}" for word in WORDS)):
        stranger.opens(page)
        assert stranger.page.evaluate("document.documentElement.scrollWidth") <= width, page
        assert stranger.page.evaluate(TOO_SMALL) == [], page

"""Scripts of plays: read strictly, played through the operations, and clear about what does not fit."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from service import plays
from tests.service.driver import APPLICATION, GOOD, Office

ZONE = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("", id="nothing"),
        pytest.param("at: 2026-03-02", id="no list"),
        pytest.param("- [1, 2]", id="a step that is a list"),
        pytest.param("- {at: soon, as: clerk, do: PER-20}", id="no moment"),
        pytest.param("- {at: 2026-03-02T10:00, do: PER-20}", id="nobody"),
        pytest.param("- {at: 2026-03-02T10:00, as: clerk, do: PER-20, answer: {}}", id="a misspelt word"),
        pytest.param("- {at: [", id="no YAML"),
    ],
)
def test_what_is_no_play_is_refused(script: str) -> None:
    with pytest.raises(plays.PlayRefused):
        plays.read(script.encode(), ZONE)


def test_moments_without_an_offset_are_local() -> None:
    (step,) = plays.read(b"- {wait: 2026-03-02T10:00}", ZONE)

    assert step.at.isoformat() == "2026-03-02T10:00:00+03:00" and step.do is None


def test_a_play_moves_the_case_and_the_clock(office: Office) -> None:
    cast = {login: who.person_id for login, who in office.people.items()}
    player = plays.Player(installation=office.here, procedure="permit", cast=cast)
    start, check = plays.read(
        b"- {at: 2026-03-02T11:00, as: petrova, do: PER-10}\n- {at: 2026-03-03T12:00, as: ivanov, do: PER-20}", ZONE
    )

    player.take(
        plays.Step(at=start.at, by=start.by, do=start.do, answers={**APPLICATION, "scans": [{"file": "id.pdf"}]})
    )
    player.play([plays.Step(at=check.at, by=check.by, do=check.do, answers=GOOD)])

    assert office.clock.now() == check.at
    assert player.instance_id is not None
    office.holds_together(player.instance_id)


def test_a_step_that_is_not_open_says_what_is(office: Office) -> None:
    cast = {login: who.person_id for login, who in office.people.items()}
    player = plays.Player(installation=office.here, procedure="permit", cast=cast)
    player.take(plays.Step(at=office.clock.now(), by="petrova", do="PER-10", answers=APPLICATION))

    with pytest.raises(plays.PlayRefused, match="PER-40 is not open; open: PER-20"):
        player.take(plays.Step(at=office.clock.now(), by="ivanov", do="PER-40"))
    with pytest.raises(plays.PlayRefused, match="nobody"):
        player.take(plays.Step(at=office.clock.now(), by="nobody", do="PER-20"))


def test_an_example_scan_is_a_real_pdf() -> None:
    (page,) = PdfReader(io.BytesIO(plays.sheet("diploma (copy).pdf")), strict=True).pages

    assert "diploma -copy-.pdf" in page.extract_text()
    assert plays.sheet("a.pdf") == plays.sheet("a.pdf")

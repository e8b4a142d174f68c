"""What everybody may read of a procedure: reached from the sign-in page, clean for axe, as wide as a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.test_phone import TOO_SMALL

ABOUT = "/about/candidate-exam"
PAGES = (ABOUT, f"{ABOUT}/qualifications", f"{ABOUT}/samples", f"{ABOUT}/offer")


def test_a_stranger_finds_out_what_he_needs_and_applies(visit: Visit) -> None:
    stranger = visit().opens("/sign-in").follows("О процедурах").follows("Независимая оценка квалификации")

    stranger.sees("Как идёт процедура", "Заявка подана").follows("Перечень профессиональных квалификаций")
    stranger.sees("Секретарь руководителя").follows("Договор-оферта и реквизиты").sees("Банковские реквизиты")
    stranger.opens(ABOUT).follows("Подать заявку")

    assert stranger.heading == "Вход"


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_they_fit(visit: Visit, width: int) -> None:
    stranger = visit()
    stranger.page.set_viewport_size({"width": width, "height": 700})

    for page in PAGES:
        stranger.opens(page)
        assert stranger.page.evaluate("document.documentElement.scrollWidth") <= width, page
        assert stranger.page.evaluate(TOO_SMALL) == [], page

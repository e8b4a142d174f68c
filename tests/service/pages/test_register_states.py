"""What pages show of a register with rules: the state of today, lists line by line, every writing in words, and refusals."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from service.operations import publish, start_instance
from tests.service import badge
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]
ISSUED = {"number": "З-1", "act": "issue", "basis": "Приказ 1", "until": "2026-03-10"}
SUSPENDED = {"number": "З-1", "act": "state", "state": "suspended", "basis": "Приказ 2"}


@pytest.fixture
def bureau(office: Office) -> Office:
    """The office with one badge issued until the 10th."""
    publish.publish_parts(office.here, badge.parts())
    write(office, ISSUED)
    return office


def open_task(bureau: Office) -> str:
    task = start_instance.start(bureau.here, bureau.who("ivanov"), procedure="badge", answers={}).waiting[0].task
    assert task is not None
    return task


def write(bureau: Office, order: dict[str, str]) -> None:
    bureau.do("ivanov", open_task(bureau), dict(order))


def test_the_public_sees_the_state_of_today_and_the_items_of_a_list(bureau: Office, stranger: Visitor) -> None:
    stranger.get("/registers/R-BADGES/З-1")
    assert "действует" in stranger.text
    assert "<li>Казань, 1</li><li>Омск</li>" in stranger.text

    bureau.wait(days=9)

    for page in ("/registers/R-BADGES/З-1", "/registers/R-BADGES", "/about/badge/badges"):
        stranger.get(page)
        assert "истёк" in stranger.text, page
        assert not re.search("действует<(small|/p|/span|/td)>", stranger.text), page


def test_a_page_may_show_the_state_as_a_column(bureau: Office, stranger: Visitor) -> None:
    write(bureau, SUSPENDED)

    stranger.get("/about/badge/badges")

    assert '<td data-label="Состояние">приостановлен</td>' in stranger.text


def test_each_writing_says_what_was_and_what_became_of_it(bureau: Office, visit: Visit, stranger: Visitor) -> None:
    write(bureau, SUSPENDED)
    admin = visit("admin")

    admin.get("/registers/R-BADGES/З-1")
    stranger.get("/registers/R-BADGES/З-1")

    assert "<s>действует</s> → <strong>приостановлен</strong>" in admin.text
    assert "<dt>Приказ</dt><dd><s>Приказ 1</s> → Приказ 2</dd>" in admin.text
    assert "ЗНК-2026-0002" in admin.text
    assert "Изменения записи" not in stranger.text


def test_a_refused_step_comes_back_with_all_that_was_typed(bureau: Office, visit: Visit) -> None:
    task, ivanov = open_task(bureau), visit("ivanov")
    ivanov.get(f"/tasks/{task}")

    refused = ivanov.post(f"/tasks/{task}/complete", {**SUSPENDED, "basis": "", "_etag": ivanov.value_of("_etag")})

    assert refused.status_code == 422
    assert "меняют, не назвав: Приказ. Укажите основание." in ivanov.text
    assert ivanov.value_of("number") == "З-1"
    assert "Внести запись" in bureau.inbox("ivanov")

"""The author of a sketch answers what only he knows, at a desk and on a telephone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service import bundle
from service.operations import people, publish
from service.operations.publish import Grounds
from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.service.test_interview import SKETCH

PAGE = "/definitions/Leave/edit/interview"


@pytest.fixture(autouse=True)
def sketched(centre: Centre) -> None:
    people.add(centre.here, login="volkova", name="Волкова Ирина", password=PASSWORD, roles=["process_owner"])
    parts = bundle.read([("leave.bpmn", SKETCH.encode())], None).parts
    publish.keep_sketch(centre.here, centre.who("volkova"), "Leave", parts, Grounds(reason="Принесли с совещания"))


def shot(person: Person, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        person.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_sketch_is_answered_until_it_can_be_published(visit: Visit, guard: Guard, width: int) -> None:
    guard.expect("status of 422")
    volkova = visit("volkova")
    volkova.page.set_viewport_size({"width": width, "height": 800})

    volkova.opens("/definitions/Leave/edit")
    shot(volkova, f"edit-{width}")
    volkova.page.locator("aside").get_by_role("link", name="Ответить на вопросы").click()
    volkova.looks().sees("Что значат шаги без вида", "Что делает служба")
    shot(volkova, f"first-{width}")
    volkova.page.get_by_label("Записать в журнал Tell").select_option("note")
    volkova.presses("Записать ответы").is_told("Ответы записаны в черновик")

    volkova.sees("Кто делает шаг", "Какой срок", "Как выбирают путь")
    shot(volkova, f"then-{width}")
    volkova.page.get_by_label("Ждать 10 дней", exact=True).fill("когда-нибудь")
    volkova.page.get_by_label("Решить Decide").select_option("new")
    volkova.presses("Записать ответы").sees("Проверьте ответы")
    shot(volkova, f"wrong-{width}")

    volkova.page.get_by_label("Ждать 10 дней", exact=True).fill("P10D")
    volkova.page.get_by_label("Название новой роли: Решить").fill("Начальник")
    volkova.presses("Записать ответы").sees("Вопросов нет")
    shot(volkova, f"done-{width}")
    assert volkova.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

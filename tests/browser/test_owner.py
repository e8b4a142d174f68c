"""An owner changes a term, a colleague approves: a new case has the new term, the running one keeps the old."""

from __future__ import annotations

import pytest

from service.operations import people
from tests.browser import steps
from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit

PROCEDURE = "/definitions/candidate-exam"


@pytest.fixture(autouse=True)
def owner(centre: Centre) -> None:
    people.add(centre.here, login="volkova", name="Волкова Ирина", password=PASSWORD, roles=["process_owner"])


def accepts_documents(centre: Centre, applicant: str) -> str:
    """A case up to the contract offer, which the applicant has to accept in time; the page of that task."""
    centre.apply(applicant)
    centre.settle()
    centre.play([steps.REVIEWED])
    centre.settle()
    return centre.address("EXM-40")


def test_an_owner_changes_a_term_and_a_colleague_approves(centre: Centre, visit: Visit) -> None:
    running = accepts_documents(centre, "orlova")
    volkova, admin = visit("volkova"), visit("admin")

    volkova.opens(PROCEDURE).follows("Изменить настройки")
    volkova.page.get_by_label("Акцептовать договор-оферту, дней").fill("20")
    volkova.presses("Сохранить и опубликовать…")
    volkova.sees(
        "Настройка «Акцептовать договор-оферту, дней»", "Замечаний нет.", "Дела, идущие по версии 1, остаются на ней: 1"
    )
    volkova.page.get_by_label("Почему меняем").fill("Соискатели не успевают")
    volkova.page.get_by_label("Правовое основание").fill("Приказ № 7")
    volkova.presses("Предложить").is_told("Версия 2 предложена")
    volkova.sees("Версию предложили вы")

    admin.opens("/definitions").follows("версия 2 ждёт второго человека")
    admin.sees("Соискатели не успевают", "Приказ № 7", "Настройка «Акцептовать договор-оферту, дней»")
    admin.presses("Утвердить").is_told("Версия 2 утверждена и опубликована")
    admin.follows("Сравнить с версией 1").sees("Изменений: 1")

    orlova, belov = visit("orlova"), visit("belov")
    new = accepts_documents(centre, "belov")
    orlova.opens(running).sees("16.03.2026 = 02.03.2026 + 14 календарных дней, п. 3")
    belov.opens(new).sees("22.03.2026 = 02.03.2026 + 20 календарных дней, п. 3")


def test_a_draft_shows_what_is_wrong_until_it_is_put_right(centre: Centre, visit: Visit) -> None:
    volkova = visit("volkova")

    volkova.opens(f"{PROCEDURE}/edit").sees("Замечаний нет: можно публиковать.", "notices/N-EXM-CLOSED.txt")
    volkova.opens(f"{PROCEDURE}/edit/text/notices/N-EXM-CLOSED.txt")
    kept = volkova.page.get_by_label("Текст файла").input_value()
    volkova.page.get_by_label("Текст файла").fill(kept.replace("Тема:", "Заголовок:"))
    volkova.presses("Сохранить").sees("Первая строка шаблона должна быть вида «Тема: …»", "ошибок: 1")
    volkova.opens(f"{PROCEDURE}/publish").sees("Сначала исправьте ошибки: их называет проверка.")
    assert volkova.page.get_by_role("button", name="Предложить").is_disabled()

    volkova.opens(f"{PROCEDURE}/edit/text/notices/N-EXM-CLOSED.txt")
    volkova.page.get_by_label("Текст файла").fill(kept + "Спасибо.\n")
    volkova.presses("Сохранить").sees("Замечаний нет: можно публиковать.")
    volkova.opens(f"{PROCEDURE}/compare/1..redesign").sees("Текст уведомления N-EXM-CLOSED", "Спасибо.")


def test_without_scripts_an_owner_does_the_same(centre: Centre, visit: Visit) -> None:
    volkova = visit("volkova", scripts=False)

    volkova.opens(f"{PROCEDURE}/settings")
    volkova.page.get_by_label("Акцептовать договор-оферту, дней").fill("21")
    volkova.presses("Сохранить и опубликовать…")
    volkova.page.get_by_label("Почему меняем").fill("Так решено")
    volkova.presses("Предложить").is_told("Версия 2 предложена")
    volkova.page.get_by_label("Почему отзываете").fill("Передумали")
    volkova.presses("Отозвать").is_told("Версия 2 отклонена")

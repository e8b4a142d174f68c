"""When something is wrong: nothing typed is lost, and the page says what happened and what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser import steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person


@pytest.fixture
def ivanova(centre: Centre, visit: Visit) -> Iterator[Person]:
    """At the review of orlova's application."""
    centre.apply()
    yield visit("ivanova").opens(centre.address("EXM-30"))


def test_errors_keep_what_was_typed_chosen_and_picked(visit: Visit, guard: Guard) -> None:
    guard.expect("status of 422")
    orlova = visit("orlova").opens("/apply/candidate-exam")
    orlova.picks(qualification="Специалист по управлению персоналом").writes(
        last_name="Орлова", birth_date="31.02.1990"
    )
    orlova.chooses(delivery="По адресу").gives("scan_education").ticks("consent")

    orlova.presses("Проверить ответы")

    page = orlova.page
    assert page.title().startswith("Ошибка: ")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(orlova.field("qualification").locator("select")).to_have_value("hr-6")
    expect(orlova.field("last_name").locator("input")).to_have_value("Орлова")
    expect(orlova.field("birth_date").locator("input")).to_have_value("31.02.1990")
    expect(orlova.field("delivery").get_by_label("По адресу")).to_be_checked()
    expect(orlova.field("scan_education").locator(".field-files")).to_contain_text("scan_education.pdf")
    expect(orlova.field("consent").locator("input")).to_be_checked()
    summary.get_by_role("link", name="Имя: заполните поле").click()
    expect(orlova.field("first_name").locator("input")).to_be_focused()


def test_a_task_that_another_finished_meanwhile_says_who_and_keeps_the_text(
    centre: Centre, ivanova: Person, guard: Guard
) -> None:
    guard.expect("status of 409")
    ivanova.chooses(statement="Принят", education="Не читается", training="Принят", experience="Принят")
    ivanova.page.evaluate("document.querySelector('form[data-draft]').removeAttribute('data-draft')")
    ivanova.field("comment").locator("textarea").fill("Диплом пришлите заново")
    centre.do("EXM-30", "petrova", steps.REVIEWED[2])

    ivanova.presses("Завершить")

    assert ivanova.page.title().startswith("Ошибка: ")
    ivanova.sees("Задача уже выполнена: Петрова Елена Викторовна, 02.03.2026 10:00", "Ваш текст не потерян")
    mine = ivanova.page.locator("section", has=ivanova.page.get_by_role("heading", name="Ваши ответы")).last
    expect(mine).to_contain_text("Диплом пришлите заново")
    expect(mine).to_contain_text("Не читается")


def test_a_task_that_another_works_on_names_him(centre: Centre, ivanova: Person, visit: Visit) -> None:
    ivanova.writes(comment="Смотрю")
    expect(ivanova.page.locator("[data-saved]")).to_contain_text("Сохранено")
    expect(ivanova.page.locator("[data-holder]")).to_contain_text("Вернуть в роль")

    visit("petrova").opens(centre.address("EXM-30")).sees("Над задачей работает Иванова Мария Андреевна")


def test_finishing_while_the_first_draft_is_on_its_way_waits_for_it(ivanova: Person) -> None:
    ivanova.page.route("**/draft", _slowly)
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Принят")
    expect(ivanova.page.locator("[data-saved]")).to_contain_text("Сохраняем")

    ivanova.presses("Завершить").is_told("Готово")


def _slowly(route: Route) -> None:
    """The service has answered, and the answer is long on its way."""
    answer = route.fetch()
    time.sleep(1)
    route.fulfill(response=answer)


def test_what_was_typed_before_and_after_the_session_ended_is_there_after_signing_in(
    ivanova: Person, guard: Guard
) -> None:
    guard.expect("status of 400")
    page, saved = ivanova.page, ivanova.page.locator("[data-saved]")
    ivanova.writes(comment="Первая половина")
    expect(saved).to_contain_text("Сохранено")

    page.context.clear_cookies(name="session")
    ivanova.writes(comment="Первая половина и вторая").chooses(statement="Принят")
    expect(saved).to_contain_text("Сеанс закончился")
    ivanova.presses("Завершить")
    ivanova.sees("Сеанс закончился").enters("ivanova")

    assert ivanova.heading == "Рассмотреть заявление и комплект документов"
    expect(ivanova.field("comment").locator("textarea")).to_have_value("Первая половина и вторая")
    expect(ivanova.field("statement").get_by_label("Принят")).to_be_checked()
    expect(saved).to_contain_text("Сохранено")


def test_signing_in_again_in_another_tab_is_enough(ivanova: Person, guard: Guard) -> None:
    guard.expect("status of 400")
    saved = ivanova.page.locator("[data-saved]")
    ivanova.page.context.clear_cookies(name="session")
    ivanova.writes(comment="Пишу дальше")
    expect(saved).to_contain_text("Сеанс закончился")

    Person(ivanova.page.context.new_page(), lambda page: None).signs_in("ivanova")
    ivanova.writes(comment="Пишу дальше и дальше")

    expect(saved).to_contain_text("Сохранено")
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Принят")
    ivanova.presses("Завершить").is_told("Готово")


def test_without_a_network_nothing_is_cleared_and_it_is_tried_again(ivanova: Person, guard: Guard) -> None:
    guard.expect("ERR_INTERNET_DISCONNECTED")
    context: BrowserContext = ivanova.page.context
    saved = ivanova.page.locator("[data-saved]")

    context.set_offline(True)
    ivanova.writes(comment="В поезде")
    expect(saved).to_contain_text("Не сохранено, повторим")
    expect(ivanova.field("comment").locator("textarea")).to_have_value("В поезде")

    context.set_offline(False)
    expect(saved).to_contain_text("Сохранено", timeout=10_000)


def test_a_wrong_file_is_refused_with_a_reason_and_the_limits_are_told_before(visit: Visit, guard: Guard) -> None:
    guard.expect("status of 415", "status of 422")
    orlova = visit("orlova").opens("/apply/candidate-exam")
    picker = orlova.field("scan_statement")
    expect(picker).to_contain_text("PDF, JPEG, PNG, до 20 МБ")

    orlova.offers_file("scan_statement", "заявление.pdf", b"MZ\x90\x00 a program that calls itself a paper")

    expect(picker.locator("[role=status]")).to_contain_text("заявление.pdf: ")
    expect(picker.locator("[role=status]")).to_contain_text("PDF")
    expect(picker.locator(".field-files li")).to_have_count(0)


def test_a_file_that_is_too_big_is_refused_before_it_is_sent(visit: Visit, tmp_path: Path) -> None:
    big = tmp_path / "big.pdf"
    big.write_bytes(b"%PDF-1.4\n" + bytes(21 * 1024 * 1024))
    orlova = visit("orlova").opens("/apply/candidate-exam")

    orlova.field("scan_statement").locator("input[type=file]").set_input_files(big)

    expect(orlova.field("scan_statement").locator("[role=status]")).to_contain_text("Файл больше 20 МБ")


@pytest.mark.parametrize("place", ["/cabinet/{number}", "/instances/{number}", "{task}"])
def test_a_foreign_case_is_hidden_and_the_page_says_what_to_do(
    centre: Centre, visit: Visit, guard: Guard, place: str
) -> None:
    guard.expect("status of 404", "status of 403")
    number = centre.apply("orlova")
    belov = visit("belov")

    belov.opens(place.format(number=number, task=centre.address("EXM-30")))

    text = belov.page.locator("main").inner_text()
    assert "Орлова" not in text
    assert "Возможно, дело или задача вам не видны" in text or "Роль даёт администратор" in text, text
    belov.follows("На главную")
    assert belov.heading == "Мои заявки"


def test_a_candidate_is_not_shown_what_staff_write(centre: Centre, visit: Visit, guard: Guard) -> None:
    guard.expect("status of 404")
    centre.apply()
    centre.play((steps.ACCEPTED, ("EXM-30", "ivanova", {**steps.REVIEWED[2], "comment": "Спросить бухгалтера"})))
    orlova = visit("orlova")

    orlova.opens(centre.address("EXM-41"))
    assert "Спросить бухгалтера" not in orlova.page.content()
    assert "Акцептовать договор-оферту" in orlova.page.content()
    orlova.opens(centre.address("EXM-30"))
    assert "Спросить бухгалтера" not in orlova.page.content()

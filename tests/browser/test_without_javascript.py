"""With JavaScript off everything that people fill in or read still works."""

from __future__ import annotations

from playwright.sync_api import expect

from service.plays import sheet
from tests.browser import steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person

SCANS = ("scan_statement", "scan_education", "scan_training", "scan_experience")


def attach(person: Person, *paths: str) -> None:
    """Files go with the form."""
    for path in paths:
        person.offers_file(path, f"{path}.pdf", sheet(path))


def test_a_candidate_applies_corrects_and_sends(visit: Visit, guard: Guard) -> None:
    guard.expect("status of 422")
    orlova = visit("orlova", scripts=False)
    orlova.follows("Подать заявку").follows("Независимая оценка квалификации")
    orlova.picks(qualification="Специалист по управлению персоналом").writes(last_name="Орлова", first_name="Анна")
    orlova.writes(birth_date="12.04.1990", address="Москва").chooses(notify_channel="Телефон", delivery="Лично")
    attach(orlova, *SCANS)

    orlova.ticks("certified").presses("Проверить ответы")
    assert orlova.page.title().startswith("Ошибка: ")
    orlova.sees("scan_training.pdf").ticks("consent").presses("Проверить ответы")
    assert orlova.heading == "Проверьте ответы"
    orlova.presses("Исправить").writes(address="Москва, ул. Садовая, д. 7").presses("Проверить ответы")
    orlova.sees("Москва, ул. Садовая, д. 7", "scan_experience.pdf").presses("Отправить заявку")

    orlova.is_told("Принято 02.03.2026 в 10:00").sees("Что сделать вам", "Акцептовать договор-оферту")


def test_a_task_with_a_file_is_finished(centre: Centre, visit: Visit) -> None:
    number = centre.apply()
    centre.play((steps.ACCEPTED,))
    orlova = visit("orlova", scripts=False).opens(f"/cabinet/{number}")

    orlova.follows("Оплатить и приложить платёжный документ")
    orlova.writes(paid_on="02.03.2026", amount="12000", payer_name="Орлова")
    attach(orlova, "scan")
    orlova.presses("Отправить").is_told("Подтвердить поступление оплаты")

    visit("kuznetsov", scripts=False).follows("Подтвердить поступление оплаты").sees("scan.pdf", "12000,00")


def test_staff_review_with_a_draft_and_rows(centre: Centre, visit: Visit) -> None:
    number = centre.apply()
    ivanova = visit("ivanova", scripts=False)
    ivanova.follows("Рассмотреть заявление").writes(comment="Позже").presses("Сохранить черновик")
    expect(ivanova.field("comment").locator("textarea")).to_have_value("Позже")
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Принят")
    ivanova.presses("Завершить").is_told("Готово")

    ivanova.opens(f"/instances/{number}").sees("Что сейчас", "Шаги", "История")
    ivanova.follows("Ход дела по шагам")
    expect(ivanova.page.locator("[data-slider]")).to_be_hidden()
    ivanova.follows("К началу")
    ivanova.sees("шаг 1 из")
    ivanova.follows("Вперёд").sees("шаг 2 из")
    ivanova.presses("Прогнать журнал заново").is_told("расхождений нет")


def test_rows_are_added_by_the_server(centre: Centre, visit: Visit) -> None:
    centre.apply()
    centre.play((steps.ACCEPTED, *steps.paid("2026-03-02"), steps.REVIEWED, steps.proposed("2026-03-20"), steps.AGREED))
    centre.until("2026-03-20 10:00")
    centre.play((steps.ORIGINALS, steps.passed("2026-03-20")[0]))
    sidorov = visit("sidorov", scripts=False).follows("Провести практическую часть")
    before = sidorov.page.locator("tr.field-row").count()

    sidorov.writes(held_on="20.03.2026").presses("Добавить строку")

    assert sidorov.page.locator("tr.field-row").count() == before + 1
    expect(sidorov.field("held_on").locator("input")).to_have_value("20.03.2026")


def test_a_stranger_searches_the_register(visit: Visit) -> None:
    stranger = visit(scripts=False).opens("/registers").follows("Перечень профессиональных квалификаций")

    stranger.page.fill("input[name=q]", "секретарь")
    stranger.presses("Найти")

    stranger.sees("secretary-4")
    assert "hr-6" not in stranger.page.locator("main").inner_text()

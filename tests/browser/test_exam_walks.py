"""The exam from the application to a certificate that a stranger can check, clicked through by everybody concerned."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import paper
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.person import Person

SCANS = ("scan_statement", "scan_education", "scan_training", "scan_experience")


def test_an_application_becomes_a_certificate(centre: Centre, visit: Visit, tmp_path: Path) -> None:
    orlova, ivanova = visit("orlova"), visit("ivanova")

    number = applies(orlova)
    pays_and_agrees_to_a_date(centre, number, orlova=orlova, ivanova=ivanova, kuznetsov=visit("kuznetsov"))
    sits_the_exam(centre, number, ivanova=ivanova, sidorov=visit("sidorov"))
    is_assessed(centre, number, ivanova=ivanova, pavlova=visit("pavlova"))

    certificate = downloads_the_certificate(orlova, number, tmp_path)
    said = paper.text(certificate)
    assert "Орлова Анна Сергеевна" in said
    assert "6 апреля 2026 г." in said
    assert certificate_number(orlova) in said
    stranger = visit().opens(paper.qr(certificate))
    assert stranger.heading == certificate_number(orlova)
    stranger.sees("действует")
    walks_through_the_history(ivanova, number)


def applies(orlova: Person) -> str:
    """Four scans, one look at the answers; the number of the case."""
    orlova.follows("Подать заявку").follows("Независимая оценка квалификации")
    orlova.picks(qualification="Специалист по управлению персоналом")
    orlova.writes(last_name="Орлова", first_name="Анна", patronymic="Сергеевна", birth_date="12.04.1990")
    orlova.writes(address="115035, Москва, ул. Садовая, д. 7, кв. 12")
    orlova.chooses(notify_channel="Электронная почта", delivery="Лично")
    orlova.gives(*SCANS).ticks("certified", "consent")
    orlova.presses("Проверить ответы")
    assert orlova.heading == "Проверьте ответы"
    orlova.sees("Специалист по управлению персоналом", "scan_training.pdf", "12.04.1990")
    orlova.presses("Отправить заявку").is_told("Принято 02.03.2026 в 10:00")
    return orlova.page.locator(".over .number").inner_text()


def pays_and_agrees_to_a_date(
    centre: Centre, number: str, *, orlova: Person, ivanova: Person, kuznetsov: Person
) -> None:
    centre.settle()
    orlova.opens(f"/cabinet/{number}")
    orlova.sees(
        "Нужно ваше действие", "Акцептовать договор-оферту", "16.03.2026 = 02.03.2026 + 14 календарных дней, п. 3"
    )
    awaited = orlova.page.locator("section[aria-labelledby=awaited-title]")
    expect(awaited).to_contain_text(re.compile(r"Специалист центра.*до 12\sмарта.*п\.\s4"))
    ivanova.opens("/inbox").follows("Рассмотреть заявление и комплект документов")
    ivanova.sees("12.03.2026 = 02.03.2026 + 10 календарных дней")
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Принят")
    ivanova.presses("Завершить и к следующей").is_told("Предложить дату, место и время экзамена")
    assert ivanova.heading == "Предложить дату, место и время экзамена"
    ivanova.picks(session="20 марта 2026 г., 10:00, Москва, ул. Примерная, д. 5, аудитория 12, свободно мест: 8")
    ivanova.presses("Завершить")
    centre.settle()

    orlova.opens(f"/cabinet/{number}").follows("Акцептовать договор-оферту")
    orlova.ticks("accepted").presses("Отправить")
    centre.until("2026-03-03 11:00")
    orlova.opens(f"/cabinet/{number}").follows("Оплатить и приложить платёжный документ")
    orlova.gives("scan").writes(paid_on="03.03.2026", amount="12 000,00", payer_name="Орлова Анна Сергеевна")
    orlova.presses("Отправить")
    orlova.opens(f"/cabinet/{number}").follows("Согласовать дату, место и время")
    orlova.chooses(answer="Согласен").presses("Отправить")
    orlova.opens(f"/cabinet/{number}")
    expect(awaited).to_contain_text(re.compile(r"Бухгалтер ЦОК.*до 6\sмарта"))

    kuznetsov.opens("/inbox").follows("Подтвердить поступление оплаты")
    kuznetsov.chooses(result="Поступила").writes(received_on="03.03.2026").presses("Завершить")
    kuznetsov.sees("Задач нет")
    centre.settle()


def sits_the_exam(centre: Centre, number: str, *, ivanova: Person, sidorov: Person) -> None:
    centre.until("2026-03-20 09:30")
    ivanova.opens("/inbox").follows("Проверить оригиналы документов")
    ivanova.chooses(arrived="Да").ticks("statement", "same_qualification", "identity", "education", "training")
    ivanova.ticks("experience").picks(identity_kind="Паспорт гражданина Российской Федерации").presses("Завершить")
    centre.until("2026-03-20 14:00")
    sidorov.opens("/inbox").follows("Провести теоретическую часть")
    sidorov.writes(held_on="20.03.2026", score="34", max_score="40").chooses(result="Сдана")
    sidorov.presses("Завершить и к следующей")
    assert sidorov.heading == "Провести практическую часть"
    sidorov.writes(held_on="20.03.2026")
    if sidorov.page.locator('[name="tasks.0.task"]').count() == 0:
        sidorov.page.get_by_role("button", name="Добавить строку").click()
    sidorov.page.fill('[name="tasks.0.task"]', "Составить профиль должности")
    sidorov.page.check('[name="tasks.0.done"][value="yes"]')
    sidorov.chooses(result="Сдана").presses("Завершить")
    centre.settle()


def is_assessed(centre: Centre, number: str, *, ivanova: Person, pavlova: Person) -> None:
    centre.until("2026-03-24 10:00")
    ivanova.opens("/inbox").follows("Оформить протокол и передать в совет")
    ivanova.writes(protocol_no="12-2026", protocol_date="23.03.2026").gives("scan").presses("Завершить")
    centre.until("2026-04-01 15:00")
    pavlova.opens("/inbox").follows("Принять решение по итогам экзамена")
    pavlova.chooses(decision="Квалификация подтверждена").writes(decision_no="17/2026", decision_date="01.04.2026")
    pavlova.presses("Завершить")
    centre.until("2026-04-06 10:00")
    ivanova.opens("/inbox").follows("Оформить свидетельство о квалификации")
    ivanova.writes(issued_on="06.04.2026", signatory_post="Руководитель центра", signatory_name="Громова Н. П.")
    ivanova.presses("Завершить")
    centre.settle()
    ivanova.opens("/inbox").follows("Выдать или направить документ")
    ivanova.chooses(method="Лично").writes(handed_to="Орлова Анна Сергеевна", sent_on="06.04.2026")
    ivanova.presses("Завершить")
    centre.settle()


def certificate_number(orlova: Person) -> str:
    documents = orlova.page.locator("section[aria-labelledby=documents-title] li")
    return documents.filter(has_text="Свидетельство о квалификации").locator(".number").inner_text()


def downloads_the_certificate(orlova: Person, number: str, folder: Path) -> Path:
    orlova.opens(f"/cabinet/{number}")
    with orlova.page.expect_download() as begun:
        orlova.page.get_by_role("link", name="Свидетельство о квалификации").click()
    begun.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"


def walks_through_the_history(ivanova: Person, number: str) -> None:
    """By keys, by the slider and by links, without leaving the page; then the log is run again."""
    page = ivanova.opens(f"/instances/{number}").follows("Ход дела по шагам").page
    step, slider = page.locator(".player-note"), page.locator("[data-slider]")
    last = int(slider.get_attribute("max") or 0) + 1
    expect(step).to_contain_text(f"шаг {last} из {last}")

    page.keyboard.press("Home")
    expect(step).to_contain_text(f"шаг 1 из {last}")
    page.keyboard.press("ArrowRight")
    expect(step).to_contain_text(f"шаг 2 из {last}")
    page.keyboard.press("ArrowLeft")
    expect(step).to_contain_text(f"шаг 1 из {last}")

    slider.fill("4")
    expect(step).to_contain_text(f"шаг 5 из {last}")
    page.get_by_role("link", name="К концу").click()
    expect(step).to_contain_text(f"шаг {last} из {last}")
    page.locator("[data-moments] a", has_text="Принять решение по итогам экзамена").last.click()
    expect(page.locator("#moment-title")).to_contain_text("Принять решение по итогам экзамена")
    ivanova.sees("Квалификация подтверждена")
    assert "at=" in page.url
    page.go_back()
    expect(step).to_contain_text(f"шаг {last} из {last}")

    ivanova.presses("Прогнать журнал заново").is_told("расхождений нет")

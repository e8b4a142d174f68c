"""An exam to which an employer sends his worker and for which he pays, clicked through by three people.

The employer comes by the link of an invitation, pays, asks for another date, and in the end gets his copy.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from service import masked
from storage import instances, mail
from tests.browser import paper, steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.person import Person
from tests.browser.test_exam_walks import SCANS

ADDRESS = "kadry@romashka.example"
EMPLOYER = "ООО «Ромашка»"


def test_the_employer_is_invited_pays_asks_for_another_date_and_gets_a_copy(
    centre: Centre, visit: Visit, tmp_path: Path
) -> None:
    orlova, ivanova = visit("orlova"), visit("ivanova")
    number = applies_by_referral(centre, orlova)
    employer = comes_by_the_link(centre, visit())

    pays(employer, number)
    considers_and_proposes(centre, ivanova, "10 апреля 2026 г.")
    asks_for_another_date(employer, number, "20.03.2026")
    agrees(orlova, number)
    centre.settle()
    proposes(centre, ivanova, "20 марта 2026 г.")
    agrees(orlova, number)
    agrees(employer, number)
    centre.settle()
    employer.opens(f"/cabinet/{number}").sees("20 марта 2026 г.")
    centre.do("EXM-42", "kuznetsov", {"result": "received", "received_on": "2026-03-02"})

    is_examined_and_certified(centre, ivanova)

    copy = downloads_his_copy(employer, number, tmp_path)
    assert "Орлова Анна Сергеевна" in paper.text(copy)
    employer.sees("копия документа по итогам экзамена")
    assert "Составить профиль должности" not in employer.page.content()
    orlova.opens(f"/cabinet/{number}").sees("Свидетельство выдано")


def applies_by_referral(centre: Centre, orlova: Person) -> str:
    """The number of the case, which is the one spoken of from now on."""
    orlova.follows("Подать заявку").follows("Независимая оценка квалификации")
    orlova.picks(qualification="Специалист по управлению персоналом")
    orlova.writes(last_name="Орлова", first_name="Анна", patronymic="Сергеевна", birth_date="12.04.1990")
    orlova.writes(address="115035, Москва, ул. Садовая, д. 7, кв. 12")
    orlova.chooses(notify_channel="Электронная почта", delivery="Лично")
    orlova.ticks("directed").writes(employer_name=EMPLOYER, employer_email=ADDRESS).gives("referral")
    orlova.chooses(payer_kind="Работодатель")
    orlova.gives(*SCANS).ticks("certified", "consent")
    orlova.presses("Проверить ответы")
    orlova.sees(EMPLOYER, ADDRESS, "referral.pdf").presses("Отправить заявку")
    number = orlova.page.locator(".over .number").inner_text()
    with centre.here.database.reading() as session:
        centre.turn_to(instances.by_number(session, number).id)
    centre.settle()
    return number


def comes_by_the_link(centre: Centre, stranger: Person) -> Person:
    """The link of the letter makes an account, and the person is in the case."""
    with centre.here.database.reading() as session:
        letter = next(one for one in mail.of_instance(session, centre.case) if one.to == ADDRESS)
        token = masked.token(centre.here.config.secret, letter.message_id)
    stranger.opens(f"/invitations/{token}").sees("Работодатель", EMPLOYER)
    stranger.page.fill("#name", "Смирнова Вера Ильинична")
    stranger.page.fill("#password", "ромашка-2026")
    return stranger.presses("Завести запись и принять")


def pays(employer: Person, number: str) -> None:
    employer.opens(f"/cabinet/{number}").follows("Акцептовать договор-оферту")
    expect(employer.field("payer_name").locator("input")).to_have_value(EMPLOYER)
    employer.ticks("inform_payer", "accepted").presses("Отправить")
    employer.opens(f"/cabinet/{number}").follows("Оплатить и приложить платёжный документ")
    employer.gives("scan").writes(paid_on="02.03.2026", amount="12 000,00", payer_name=EMPLOYER).presses("Отправить")


def considers_and_proposes(centre: Centre, ivanova: Person, day: str) -> None:
    ivanova.opens("/inbox").follows("Рассмотреть заявление и комплект документов")
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Принят")
    ivanova.presses("Завершить и к следующей")
    picks_session(ivanova, day)
    centre.settle()


def proposes(centre: Centre, ivanova: Person, day: str) -> None:
    ivanova.opens("/inbox").follows("Предложить другую дату")
    ivanova.sees("20.03.2026", "Иное предложение")
    picks_session(ivanova, day)
    centre.settle()


def picks_session(ivanova: Person, day: str) -> None:
    options = ivanova.field("session").locator("option").all_text_contents()
    chosen = next(option for option in options if " ".join(option.split()).startswith(day))
    ivanova.picks(session=chosen).presses("Завершить")


def asks_for_another_date(employer: Person, number: str, day: str) -> None:
    employer.opens(f"/cabinet/{number}").follows("Согласовать дату, место и время")
    employer.chooses(answer="Иное предложение")
    if employer.page.locator('[name="wished.0.date"]').count() == 0:
        employer.page.get_by_role("button", name="Добавить строку").click()
    employer.page.fill('[name="wished.0.date"]', day)
    employer.presses("Отправить")


def agrees(person: Person, number: str) -> None:
    person.opens(f"/cabinet/{number}").follows("Согласовать дату, место и время")
    person.chooses(answer="Согласен").presses("Отправить")


def is_examined_and_certified(centre: Centre, ivanova: Person) -> None:
    centre.until("2026-03-20 14:00")
    centre.play([steps.ORIGINALS, *steps.passed("2026-03-20")])
    centre.until("2026-03-24 10:00")
    centre.play([steps.protocol("2026-03-24")])
    centre.until("2026-04-01 15:00")
    centre.play([steps.council("2026-04-01")])
    centre.until("2026-04-06 10:00")
    centre.play([steps.certificate("2026-04-06")])
    ivanova.opens("/inbox").follows("Выдать или направить документ")
    ivanova.chooses(method="Лично").writes(handed_to="Орлова Анна Сергеевна", sent_on="06.04.2026")
    ivanova.presses("Завершить")
    centre.settle()


def downloads_his_copy(employer: Person, number: str, folder: Path) -> Path:
    employer.opens(f"/cabinet/{number}")
    documents = employer.page.locator("section[aria-labelledby=documents-title]")
    expect(documents.get_by_role("link")).to_have_text(["Договор-оферта", "Свидетельство о квалификации"])
    with employer.page.expect_download() as begun:
        documents.get_by_role("link", name=re.compile("Свидетельство")).click()
    begun.value.save_as(folder / "copy.pdf")
    return folder / "copy.pdf"

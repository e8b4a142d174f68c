"""A regional certification centre, clicked through from the request to the public page by six people.

The head of an organisation, the head of its Centre and its administrator; TsORPU's representative, its signatory, the
editor of its site.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service import plays
from storage import instances
from tests.browser.centre import Centre, House, prepare
from tests.browser.conftest import Visit
from tests.browser.person import Person
from tests.procedures.corpu import Corpu

TODAY = "02.03.2026"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpu")
    prepare(folder, Corpu.procedure, Corpu.people)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    centre = Centre(prepared, tmp_path / "centre", house, Corpu.procedure, Corpu.people)
    yield centre
    centre.close()


def test_a_centre_is_set_up_by_six_people(centre: Centre, visit: Visit) -> None:
    volkova, serova, lavrova = visit("volkova"), visit("serova"), visit("lavrova")
    number = asks(centre, volkova)
    fills_in_the_questionnaire(volkova, number)
    finds_it_conforming(serova)

    gromov = visit("gromov")
    appoints(gromov, number)
    reaches_the_administrator(serova)

    sends_a_draft(serova, "contract-1.pdf")
    has_remarks(volkova, number)
    sends_a_draft(serova, "contract-2.pdf", after="Срок — два года.")
    agrees(volkova, number)
    signs(volkova.opens(f"/cabinet/{number}"), "Подписать договор (организация)", "Отправить", "Волкова Н. А.")
    signs(lavrova.opens("/inbox"), "Подписать договор (АНО «ЦОРПУ»)", "Завершить", "Лаврова Е. П.")
    centre.settle()

    titov = visit("titov")
    certifies(serova)
    centre.settle()
    shows_the_page(titov, number)
    checks_the_page(serova)
    tells_of_the_centre(titov, number)
    sends_the_schedule(titov, number)
    accepts_the_schedule(serova)
    publishes(visit("fomin"))
    holds_the_webinar(serova)
    centre.settle()
    hands_over_the_templates(serova)
    centre.settle()
    titov.opens(f"/cabinet/{number}").follows("Подтвердить получение шаблонов").ticks("received").presses("Отправить")
    tells_the_media(gromov, number)
    centre.settle()

    gromov.opens(f"/cabinet/{number}").sees("Центр запущен")
    anybody = visit().opens("/about/center-onboarding/centers")
    anybody.sees("Самарский центр сертификации", "20.05.2026", "samara@example.org")
    expect(anybody.page.get_by_role("img", name="Логотип")).to_be_visible()


def asks(centre: Centre, volkova: Person) -> str:
    volkova.follows("Подать заявку").follows("Организация Регионального центра сертификации")
    volkova.writes(org_name="ООО «Волга-Проект»", region="Самарская область", contact="Волкова Нина Андреевна")
    volkova.writes(email="volkova@example.org", phone="+7 846 200-10-10")
    volkova.presses("Проверить ответы").presses("Отправить заявку")
    number = volkova.page.locator(".over .number").inner_text()
    with centre.here.database.reading() as session:
        centre.turn_to(instances.by_number(session, number).id)
    return number


def fills_in_the_questionnaire(volkova: Person, number: str) -> None:
    volkova.opens(f"/cabinet/{number}").follows("Заполнить Анкету регионального центра сертификации")
    volkova.writes(inn="6316000000", ogrn="1026300000000", address_legal="Самара, ул. Садовая, д. 5")
    volkova.writes(address_actual="Самара, ул. Садовая, д. 5", city="Самара")
    volkova.chooses(pm_activity="Работает в этой области", leader_kind="Лицо, назначенное руководителем")
    volkova.writes(pm_description="Управляем проектами в строительстве с 2015 года.", site_address="Самара, зал 2")
    volkova.writes(leader_name="Громов Павел Ильич", leader_post="Руководитель", leader_email="gromov@example.org")
    volkova.gives("leader_order")
    for row in range(4):
        volkova.chooses(**{f"site_check.{row}.meets": "Да"})
    volkova.chooses(site_confirmed="Да", is_provider="Нет")
    signed(volkova, "Волкова Н. А.")
    volkova.presses("Отправить")


def signed(person: Person, by: str) -> None:
    """The block «Подпись», as somebody fills it in."""
    person.sees("не квалифицированная электронная подпись")
    person.writes(**{"signature.signed_by": by, "signature.signed_on": TODAY})
    person.chooses(**{"signature.signature_kind": "подписанный скан"}).gives("signature.signed_file", name="signed.pdf")


def finds_it_conforming(serova: Person) -> None:
    serova.opens("/inbox").follows("Проверить сведения и соответствие площадки Требованиям")
    serova.sees("Помещение: отдельное, доступное участникам сессии").chooses(visit="По документам")
    expect(serova.field("verdict").get_by_label("Соответствует: можно назначать администратора")).to_be_checked()
    serova.presses("Завершить")


def appoints(gromov: Person, number: str) -> None:
    gromov.opens(f"/cabinet/{number}").follows("Назначить администратора Центра и сообщить контакты")
    gromov.writes(admin_name="Титов Роман Ильич", admin_phone="+7 846 200-10-11", admin_email="titov@example.org")
    gromov.writes(second_channel="Мессенджер").ticks("rules_read").presses("Отправить")


def reaches_the_administrator(serova: Person) -> None:
    serova.opens("/inbox").follows("Проверить связь с администратором").sees("Титов Роман Ильич")
    serova.chooses(reached="Да").writes(checked_on=TODAY).presses("Завершить")


def sends_a_draft(serova: Person, name: str, after: str = "") -> None:
    serova.opens("/inbox").follows("Подготовить проект договора")
    if after:
        serova.sees(after, "contract-1.pdf")
    serova.writes(contract_no="РЦ-7", contract_date="20.03.2026", term="Один год")
    serova.writes(remuneration_terms="Десять процентов от оплаченного участниками.").gives("file", name=name)
    serova.presses("Завершить")


def has_remarks(volkova: Person, number: str) -> None:
    volkova.opens(f"/cabinet/{number}").follows("Согласовать договор")
    with volkova.page.expect_download() as started:
        volkova.page.get_by_role("link", name="contract-1.pdf").first.click()
    assert started.value.suggested_filename == "contract-1.pdf"
    volkova.chooses(answer="Есть замечания").writes(remarks="Срок — два года.").presses("Отправить")


def agrees(volkova: Person, number: str) -> None:
    volkova.opens(f"/cabinet/{number}").follows("Согласовать договор").sees("contract-2.pdf", "Срок — два года.")
    volkova.chooses(answer="Согласовано, можно подписывать").presses("Отправить")


def signs(person: Person, step: str, finish: str, by: str) -> None:
    person.follows(step).sees("contract-2.pdf", "SHA-256")
    signed(person, by)
    person.presses(finish)


def certifies(serova: Person) -> None:
    serova.opens("/inbox").follows("Оформить и выдать свидетельство Центра")
    serova.writes(issued_on=TODAY, signatory_post="Генеральный директор", signatory_name="Лаврова Е. П.")
    serova.presses("Завершить")


PAGE = (
    "separate_page_style", "logo_corpu", "logo_pm", "link_corpu_logo", "link_pm_logo", "info_system", "info_sessions",
)  # fmt: skip


def shows_the_page(titov: Person, number: str) -> None:
    titov.opens(f"/cabinet/{number}").follows("Создать страницу о сертификации на своём сайте")
    titov.writes(page_url="https://example.org/pm", application_link="https://example.org/apply").ticks(*PAGE)
    titov.presses("Отправить")


def checks_the_page(serova: Person) -> None:
    serova.opens("/inbox").follows("Проверить страницу")
    serova.chooses(**dict.fromkeys((*PAGE, "application_link"), "Да")).presses("Завершить")


def tells_of_the_centre(titov: Person, number: str) -> None:
    titov.opens(f"/cabinet/{number}").follows("Предоставить информацию о Центре для www.isopm.ru")
    titov.writes(site_name="Самарский центр сертификации", phone="+7 846 200-10-12", email="samara@example.org")
    titov.gives("logo", name="logo.png", content=plays.picture()).ticks("sessions_later").presses("Отправить")


def sends_the_schedule(titov: Person, number: str) -> None:
    titov.opens(f"/cabinet/{number}").follows("Сформировать и предоставить график сессий")
    titov.writes(period_from="01.05.2026", period_to="30.06.2026")
    titov.writes(**{"sessions.0.date": "20.05.2026", "sessions.0.place": "Самара, зал 2"}).presses("Отправить")


def accepts_the_schedule(serova: Person) -> None:
    serova.opens("/inbox").follows("Принять график сессий").sees("20.05.2026")
    serova.chooses(accepted="Да").presses("Завершить")


def publishes(fomin: Person) -> None:
    fomin.opens("/inbox").follows("Разместить информацию о Центре").sees("Самарский центр сертификации")
    fomin.writes(published_on=TODAY).presses("Завершить")


def holds_the_webinar(serova: Person) -> None:
    serova.opens("/inbox").follows("Провести обучающий вебинар")
    serova.writes(held_on=f"{TODAY} 09:00", trainer="Серова О. Д.", **{"participants.0.name": "Титов Роман Ильич"})
    serova.chooses(admin_attended="Да").presses("Завершить")


def hands_over_the_templates(serova: Person) -> None:
    serova.opens("/inbox").follows("Передать шаблоны документов")
    serova.field("templates_sent").get_by_label("Ведомость сертификационной сессии").check()
    serova.field("templates_sent").get_by_label("Шаблон акта").check()
    serova.presses("Завершить")


def tells_the_media(gromov: Person, number: str) -> None:
    gromov.opens(f"/cabinet/{number}").follows("Организовать информационный повод и оповестить СМИ")
    gromov.chooses(event_kind="Пресс-релиз").writes(event_on=TODAY)
    gromov.writes(**{"media.0.media": "Волжская газета", "media.0.sent_on": TODAY}).presses("Отправить")

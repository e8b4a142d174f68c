"""Scheme A from the application to the certificate, clicked through by the applicant, the body, its expert and its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from storage import instances
from tests.browser import paper
from tests.browser.centre import Centre, House, prepare
from tests.browser.conftest import Visit
from tests.browser.person import Person
from tests.procedures.body import Body


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("body")
    prepare(folder, Body.procedure, Body.people)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    centre = Centre(prepared, tmp_path / "centre", house, Body.procedure, Body.people)
    yield centre
    centre.close()


def test_scheme_a_from_the_application_to_the_certificate(centre: Centre, visit: Visit, tmp_path: Path) -> None:
    lebedev, morozova, egorov, zaitsev = (visit(one) for one in ("lebedev", "morozova", "egorov", "zaitsev"))

    number = applies(centre, lebedev)
    analyses(centre, morozova)
    prepares_the_contract(centre, morozova)
    signs(centre, lebedev, "SVC-31", "Директор Лебедев Р. И.", answer="Подписываю")
    signs(centre, zaitsev, "SVC-32", "Руководитель Зайцев П. О.")
    is_ready(centre, lebedev)
    assesses(centre, egorov)
    decides(centre, zaitsev)
    requests(centre, lebedev)
    issues(centre, morozova)

    certificate = downloads(lebedev, number, tmp_path)
    assert "СС-2026-0001" in paper.text(certificate) and "ООО «Чистый дом»" in paper.text(certificate)
    anybody = visit()
    anybody.opens("/registers/R-SVC-CERTS/СС-2026-0001").sees("СС-2026-0001", "ООО «Чистый дом»", "действует")
    anybody.opens("/about/service-certification/certificates").sees("Химическая чистка одежды")


def applies(centre: Centre, person: Person) -> str:
    """The number of the case, which is the one spoken of from now on."""
    person.opens("/apply/service-certification")
    person.chooses(scheme="A — с оценкой стабильности процесса оказания услуг")
    expect(person.field("qms_no")).to_be_hidden()
    person.writes(applicant_name="ООО «Чистый дом»", reg_no="190000001", address="г. Минск, ул. Лесная, д. 3")
    person.writes(contact="Лебедев Роман Игоревич", phone="+375 29 000-00-01", email="lebedev@example.org")
    person.writes(service_name="Химическая чистка одежды", staff_count="6")
    person.page.fill('[name="service_places.0.address"]', "г. Минск, ул. Лесная, д. 3")
    person.picks(**{"attachments.0.kind": "Сведения о персонале"}).gives("attachments.0.file", name="staff.pdf")
    person.writes(**{"signature.signed_by": "Директор Лебедев Р. И.", "signature.signed_on": "02.03.2026"})
    person.chooses(**{"signature.signature_kind": "электронная подпись"})
    person.presses("Проверить ответы").sees("ООО «Чистый дом»", "staff.pdf").presses("Отправить заявку")
    number = person.page.locator(".over .number").inner_text()
    with centre.here.database.reading() as session:
        centre.turn_to(instances.by_number(session, number).id)
    centre.settle()
    return number


def finishes(centre: Centre, person: Person) -> None:
    """What he has filled in is sent, and what follows from it is done."""
    person.page.locator("main").get_by_role("button", name=re.compile(r"^\s*(Завершить|Отправить)\s*$")).click()
    person.looks()
    expect(person.page.locator("main .message[role=status]")).to_be_visible()
    centre.settle()


def analyses(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-20")).sees("Состав отвечает схеме.")
    expect(person.page.get_by_role("link", name="staff.pdf")).to_be_visible()
    expect(person.field("documents.0.kind").locator("option:checked")).to_have_text("Сведения о персонале")
    person.picks(**{"documents.0.verdict": "Подходит"})
    person.chooses(analysis="Заявка полна, заключить договор")
    finishes(centre, person)


def prepares_the_contract(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-30"))
    person.writes(body_signatory="Руководитель Зайцев П. О.", applicant_signatory="Директор Лебедев Р. И.")
    finishes(centre, person)


def signs(centre: Centre, person: Person, element: str, by: str, **answers: str) -> None:
    person.opens(centre.address(element)).chooses(**answers)
    expect(person.page.locator(".signed-list a").first).to_be_visible()
    expect(person.field("signature.signed_by").locator("input")).to_have_value(by)
    person.writes(**{"signature.signed_on": "02.03.2026"})
    person.chooses(**{"signature.signature_kind": "электронная подпись"})
    finishes(centre, person)


def is_ready(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-40")).sees("Оценка стабильности процесса оказания услуг")
    expect(person.field("qms.place")).to_be_hidden()
    for part in ("identification", "staff", "stability"):
        person.ticks(f"{part}.ready")
        texts = {"place": "г. Минск", "date_from": "02.03.2026", "date_to": "02.03.2026", "contact": "Лебедев Р. И."}
        person.writes(**{f"{part}.{name}": text for name, text in texts.items()})
    finishes(centre, person)


def assesses(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-50")).chooses(identified="Да")
    person.writes(service_description="Химическая чистка", normative_documents="СТБ 1234-2020", expert="Егоров В. С.")
    finishes(centre, person)
    person.opens(centre.address("SVC-60")).writes(**{"staff.0.person": "Петрова А. А."})
    person.picks(**{"staff.0.skill": "Соответствует", "staff.0.qualification": "Не оценивалось"})
    person.writes(conclusion="Мастерство соответствует.")
    finishes(centre, person)
    person.opens(centre.address("SVC-70")).writes(period_from="01.01.2025", period_to="31.12.2025")
    person.writes(**{"indicators.0.indicator": "Доля рекламаций", "indicators.0.value": "0,4 %"})
    person.chooses(**{"indicators.0.conform": "Да", "stable": "Да"}).writes(conclusion="Процесс стабилен.")
    finishes(centre, person)


def decides(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-80")).sees("Мастерство соответствует.").chooses(decision="Положительное")
    person.writes(basis="Протоколы оценки.", decided_by="Руководитель Зайцев П. О.")
    finishes(centre, person)


def requests(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-85")).ticks("not_needed")
    finishes(centre, person)
    person.opens(centre.address("SVC-90")).chooses(form="Письменно").gives("file", name="request.pdf")
    finishes(centre, person)


def issues(centre: Centre, person: Person) -> None:
    person.opens(centre.address("SVC-100"))
    person.writes(signatory_post="Руководитель органа", signatory_name="Зайцев П. О.")
    finishes(centre, person)


def downloads(person: Person, number: str, folder: Path) -> Path:
    person.opens(f"/cabinet/{number}").sees("сертификат соответствия выдан")
    documents = person.page.locator("section[aria-labelledby=documents-title]")
    with person.page.expect_download() as begun:
        documents.get_by_role("link", name=re.compile("Сертификат соответствия")).click()
    begun.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"

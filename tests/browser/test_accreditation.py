"""Accreditation of a programme, clicked through where a form is long: the application, the commission, the visit, the decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from service.operations import show_task
from service.refs import task_ref
from storage import instances
from tests.browser.centre import Centre, House, prepare
from tests.browser.conftest import Visit
from tests.browser.person import Person
from tests.browser.test_service_certification import finishes
from tests.procedures.partnership import MEMBERS, SAFETY, Partnership, signed

DAY = "2026-03-02"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("partnership")
    prepare(folder, Partnership.procedure, Partnership.people)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    centre = Centre(prepared, tmp_path / "centre", house, Partnership.procedure, Partnership.people)
    yield centre
    centre.close()


def test_one_programme_from_the_application_to_the_register(centre: Centre, visit: Visit) -> None:
    rogova, melnikova, orekhov, tikhonov, gavrilov = (
        visit(one) for one in ("rogova", "melnikova", "orekhov", "tikhonov", "gavrilov")
    )

    applies(centre, rogova)
    melnikova.opens(centre.address("ACC-20")).sees("АНО ДПО «Учебный центр Строитель»", "licence.pdf")
    finishes(centre, melnikova)
    finishes(centre, orekhov.opens(centre.address("ACC-22")))
    names_the_commission(centre, melnikova)
    done(centre, "ACC-31", "melnikova", answer="refused")
    done(centre, "ACC-32", "stepanov", answer="approved", signature=signed("Степанов И. Ю.", DAY, seal=True))
    done(centre, "ACC-40", "tikhonov", site_findings="Программы названы на сайте.")
    visits(centre, tikhonov)
    done(
        centre, "ACC-60", "melnikova", **{**opened(centre, "ACC-60", "melnikova"), "comments": "Заявитель компетентен."}
    )
    done(centre, "ACC-65", "orekhov", answer="signed", signature=signed("Орехов А. И.", DAY))
    done(centre, "ACC-66", "rogova", answer="signed", signer="head", signature=signed("Рогова Е. П.", DAY))
    decides(centre, gavrilov)
    done(centre, "ACC-80", "melnikova", director="Степанов И. Ю.", chair="Архипов Л. Н.")
    done(centre, "ACC-81", "arkhipov", signature=signed("Архипов Л. Н.", DAY))
    done(centre, "ACC-82", "stepanov", signature=signed("Степанов И. Ю.", DAY, seal=True))
    done(centre, "ACC-84", "stepanov", signature=signed("Степанов И. Ю.", DAY))
    done(centre, "ACC-83", "melnikova", issued_on=DAY, received_by="Рогова Е. П.", way="in_person")
    melnikova.opens(centre.address("ACC-85")).sees("Номер и дата распорядительного документа").ticks("checked")
    expect(melnikova.field("basis_no").locator("input")).to_have_value("РАСП-2026-0001")
    finishes(centre, melnikova)

    anybody = visit()
    anybody.opens("/registers/R-ACC-CERTS/АС-2026-0001").sees(
        "действует", "АНО ДПО «Учебный центр Строитель»", "02.03.2031"
    )


def applies(centre: Centre, person: Person) -> None:
    """One programme with one teacher, one stand, one book."""
    person.opens("/apply/programme-accreditation?process=P-ACC-APP&start=ACC-10")
    person.writes(
        year="2026",
        org_full_name="АНО ДПО «Учебный центр Строитель»",
        legal_form="Автономная некоммерческая организация",
    )
    person.writes(legal_address="454000, г. Челябинск, ул. Труда, д. 1", phone="+7 351 000-00-01", inn="7450000001")
    person.writes(
        site_url="https://stroitel.example.org",
        email="rogova@example.org",
        licence_no="12345",
        licence_date="20.05.2012",
    )
    person.ticks("provides_dpo", "licence_covers_dpo").gives("licence_file", name="licence.pdf")
    fills(person, "programmes.0", no="1", name=SAFETY, duration="72", technologies="Лекции, тренажёры")
    expect(person.field("programmes.0.kind").locator("option:checked")).to_have_text("Повышение квалификации")
    person.picks(**{"programmes.0.form": "Очная"})
    fills(
        person,
        "staff.0",
        programme_no="1",
        full_name="Котов И. И.",
        institution="УрФУ",
        graduated="1995",
        speciality="ПГС",
    )
    fills(person, "staff.0", workplace="Учебный центр", construction_years="20", course="Организация работ")
    person.picks(**{"staff.0.engagement": "Штат"}).ticks("staff.0.is_practitioner")
    fills(person, "base.0", item="Учебный полигон", programme_no="1", quantity="1")
    fills(person, "materials.0", item="Курс лекций", programme_no="1", quantity="20")
    person.writes(**{"head_sign.signed_by": "Директор Рогова Е. П.", "head_sign.signed_on": "02.03.2026"})
    person.chooses(**{"head_sign.signature_kind": "электронная подпись"}).ticks("head_sign.seal")
    person.presses("Проверить ответы").sees("АНО ДПО «Учебный центр Строитель»", "licence.pdf").presses(
        "Отправить заявку"
    )
    number = person.page.locator(".over .number").inner_text()
    with centre.here.database.reading() as session:
        centre.turn_to(instances.by_number(session, number).id)
    centre.settle()


def names_the_commission(centre: Centre, person: Person) -> None:
    person.opens(centre.address("ACC-30"))
    person.presses("Добавить строку")
    for number, member in enumerate(MEMBERS):
        fills(person, f"members.{number}", name=member["name"], post=member["post"], email=member["email"])
        person.ticks(f"members.{number}.no_conflict")
    person.picks(**{"members.0.kind": "Исполнительный орган"}).ticks("members.0.chair")
    person.picks(**{"members.1.kind": "Руководитель или специалист со стажем в строительстве"})
    fills(person, "members.1", construction_years="18")
    finishes(centre, person)


def visits(centre: Centre, person: Person) -> None:
    """The member finds the step in his cabinet by the programme's name."""
    person.opens(f"/cabinet/{centre.number}").sees(f"Проверить и оценить программу на месте: {SAFETY}")
    person.opens(centre.address("ACC-50"))
    person.page.locator('.field[data-path="demand"]').get_by_role("button", name="Добавить строку").click()
    for number, year in enumerate(("2024", "2025")):
        fills(person, f"demand.{number}", year=year, trained="25")
    fills(person, "feedback.0", year="2025", replies="10", positive="9")
    expect(person.field("teachers.0.practitioner").locator("input")).to_be_checked()
    person.chooses(**{f"c5{number}.conform": "Соответствует" for number in range(4, 9)})
    finishes(centre, person)
    person.opens(centre.address("ACC-55"))
    expect(person.field("trained").locator("input")).to_have_value("25")
    person.writes(modules="10", modules_with_materials="9")
    finishes(centre, person)


def decides(centre: Centre, person: Person) -> None:
    person.opens(centre.address("ACC-70")).sees("Заявитель компетентен.", "Положительное решение возможно")
    person.chooses(basis="Заключение", **{"programmes.0.decision": "Аккредитовать"}).writes(protocol_no="44")
    finishes(centre, person)


def fills(person: Person, row: str, **texts: str) -> None:
    person.writes(**{f"{row}.{name}": text for name, text in texts.items()})


def done(centre: Centre, element: str, by: str, **answers: Any) -> None:
    """Somebody does a step that has no form worth clicking through."""
    centre.do(element, by, answers)
    centre.settle()


def opened(centre: Centre, element: str, by: str) -> dict[str, Any]:
    """The answers with which the open step opens."""
    ref = task_ref(centre.case, centre.task(element).task)
    return dict(show_task.show(centre.here, centre.who(by), ref).answers)

"""Supervision of accredited organisations, clicked through: a resumption, and an inspection on a telephone too."""

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
from tests.browser.test_service_certification import finishes
from tests.procedures.supervision import CERTIFICATE, PROGRAMMES, ROWS, SUSPENDED, Supervision

DAY = "02.03.2026"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("supervision")
    prepare(folder, Supervision.procedure, Supervision.people)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    centre = Centre(prepared, tmp_path / "centre", house, Supervision.procedure, Supervision.people)
    with centre.here.database.reading() as session:
        edition = centre.here.definitions.newest(session, Supervision.procedure)
    plays.lay_out(centre.here, centre.who("admin"), edition, {"R-ACC-CERTS": ROWS})
    yield centre
    centre.close()


def test_a_certificate_is_resumed(centre: Centre, visit: Visit) -> None:
    saveleva, belova, osipova, desyatkov = (visit(one) for one in ("saveleva", "belova", "osipova", "desyatkov"))

    saveleva.opens("/apply").follows("Возобновление действия свидетельства")
    saveleva.picks(certificate=f"№ {SUSPENDED}, АНО ДПО «Учебный центр «Монтажник»")
    saveleva.writes(causes_removed="Полигон введён в работу.").gives("evidence", name="act.pdf")
    signs(saveleva, "Директор Савельева О. Н.").ticks("signature.seal")
    saveleva.presses("Проверить ответы").sees("act.pdf").presses("Отправить заявку")
    spoken_of(centre, saveleva)

    belova.opens(centre.address("RES-20")).sees("Полигон введён в работу.", "act.pdf")
    finishes(centre, belova.chooses(verdict="Достаточны: передать на решение").writes(opinion="Причины устранены."))
    osipova.opens(centre.address("RES-30")).chooses(decision="Возобновить действие свидетельства")
    finishes(centre, osipova.writes(protocol_no="9", date=DAY))
    desyatkov.opens(centre.address("RES-35")).writes(date=DAY)
    finishes(centre, signs(desyatkov, "Генеральный директор Десятков Ю. В."))
    belova.opens(centre.address("RES-40")).ticks("entered")
    expect(belova.field("basis").locator("input")).to_have_value("РАСП-2026-0001")
    finishes(centre, belova)

    visit().opens(f"/registers/R-ACC-CERTS/{SUSPENDED}").sees("действует", "РАСП-2026-0001 от 02.03.2026")
    saveleva.opens(f"/cabinet/{centre.number}").sees("Возобновлено", "Возобновление действия свидетельства")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_marks_of_an_inspection_are_recorded(centre: Centre, visit: Visit, width: int) -> None:
    rows = [{"programme": one, "inspected": True} for one in PROGRAMMES]
    centre.begin("INS-00", "belova", {"certificate": CERTIFICATE, "kind": "unplanned", "reason": "Жалоба."})
    days = {"visit_on": "2026-03-02", "visit_until": "2026-03-02"}
    centre.do("INS-10", "belova", {"inspectors": [{"name": "Белова Т. И."}], "programmes": rows, **days})
    centre.until("2026-03-02 12:00")
    belova = visit("belova")
    belova.page.set_viewport_size({"width": width, "height": 900})

    belova.opens(centre.address("INS-30")).sees("Доступ не подтверждён")
    belova.writes(visit_on=DAY).chooses(access_given="Да")
    belova.writes(**{"lessons.0.programme": PROGRAMMES[0], "lessons.0.lesson": "Охрана труда"})
    belova.picks(**{"lessons.0.quality": "хорошее"})
    belova.chooses(final_control_attended="Да", whole_group_present="Да").picks(final_control_quality="хорошее")
    for number, _ in enumerate(PROGRAMMES):
        belova.picks(**{f"marks.{number}.c5{criterion}": "да" for criterion in range(1, 9)})
    belova.ticks("scope_respected")
    finishes(centre, belova)

    assert centre.inbox("belova") == ["INS-40"]


def signs(person: Person, by: str) -> Person:
    person.writes(**{"signature.signed_by": by, "signature.signed_on": DAY})
    return person.chooses(**{"signature.signature_kind": "электронная подпись"})


def spoken_of(centre: Centre, person: Person) -> None:
    """From now on the case whose page the person sees."""
    number = person.page.locator(".over .number").inner_text()
    with centre.here.database.reading() as session:
        centre.turn_to(instances.by_number(session, number).id)
    centre.settle()

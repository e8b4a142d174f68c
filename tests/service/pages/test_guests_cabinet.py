"""The cabinet of a payer who sends his worker: the date, his own steps and papers, and nothing that others wrote."""

from __future__ import annotations

import pytest

from tests.face import face
from tests.procedures.office import DIRECTED, Office
from tests.procedures.test_candidate_exam import accept_and_propose, confirm_payment
from tests.service.pages.visitor import Visitor


@pytest.fixture
def office(centre: Office) -> Office:
    centre.apply(**DIRECTED)
    centre.do("EXM-40", by="smirnova", accepted=True, inform_payer=True)
    centre.do(
        "EXM-41", by="smirnova", scan=[{"file": "payment.pdf"}], paid_on="2026-03-01", amount="12000.00",
        payer_name="ООО «Ромашка»",
    )  # fmt: skip
    confirm_payment(centre, received_on="2026-03-01")
    accept_and_propose(centre)
    return centre


def cabinet(office: Office, login: str) -> str:
    visitor = Visitor(face(office.here)).signed_in(login)
    assert visitor.get(f"/cabinet/{office.number}").status_code == 200
    return visitor.text


def test_he_reads_the_date_his_answers_and_his_contract(office: Office) -> None:
    page = cabinet(office, "smirnova")

    assert "20.03.2026" in page
    assert "Договор-оферта" in page and "ООО «Ромашка»" in page
    assert "Согласовать дату, место и время (работодатель)" in page


def test_he_reads_nothing_of_the_application_nor_how_far_the_case_has_come(office: Office) -> None:
    page = cabinet(office, "smirnova")

    assert "ул. Садовая" not in page and "scan_education.pdf" not in page
    assert 'class="stages"' not in page
    assert "Рассмотреть заявление и комплект документов" not in page


def test_the_candidate_reads_all_of_it_but_the_record_that_only_the_house_reads(office: Office) -> None:
    page = cabinet(office, "orlova")

    assert "ул. Садовая" in page and "Рассмотреть заявление и комплект документов" in page

"""Papers that are printed from a form before they are signed: the statement, the offer, the record of the exam."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from service.refs import task_ref
from tests.face import face
from tests.prepared import FILES, Ground
from tests.procedures.office import DIRECTED, Office
from tests.service.pages.visitor import Visitor


@pytest.fixture
def ground() -> Ground:
    """Once: what is asked here is asked of files, not of a database."""
    return FILES


@pytest.fixture
def office(centre: Office) -> Office:
    return centre


def visitor(office: Office, login: str) -> Visitor:
    return Visitor(face(office.here)).signed_in(login)


def said(answer: TestResponse) -> str:
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_statement_is_printed_from_an_application_that_is_not_sent_yet(office: Office) -> None:
    orlova = visitor(office, "orlova")
    orlova.get("/apply/candidate-exam")
    assert "Заявление (PDF)" in orlova.text

    typed = {
        "qualification": "hr-6",
        "last_name": "Орлова",
        "first_name": "Анна",
        "address": "Москва, ул. Садовая, д. 7",
        "delivery": "by_address",
    }
    answer = orlova.post("/apply/candidate-exam/paper", typed)

    printed = said(answer)
    assert "Специалист по управлению персоналом" in printed
    assert "Орлова Анна" in printed and "по адресу, указанному в заявлении" in printed
    assert "Даю согласие на обработку персональных данных" in printed


def test_an_empty_application_prints_lines_to_write_on(office: Office) -> None:
    orlova = visitor(office, "orlova")
    orlova.get("/apply/candidate-exam")

    assert "Соискатель" in said(orlova.post("/apply/candidate-exam/paper"))


def test_the_payer_reads_the_offer_before_he_accepts_it(office: Office) -> None:
    office.apply(**DIRECTED)
    smirnova = visitor(office, "smirnova")
    ref = task_ref(office.case, office.open("EXM-40").task)
    smirnova.get(f"/tasks/{ref}")
    assert "Договор-оферта (PDF)" in smirnova.text

    printed = said(smirnova.post(f"/tasks/{ref}/paper", inform_payer="true"))

    assert "1 от 12.01.2026" in printed and "12000,00 руб." in printed
    assert "р/с 40702810000000000000" in printed and "ООО «Ромашка»" in printed


def test_whoever_may_not_do_the_step_does_not_print_its_paper(office: Office) -> None:
    office.apply()
    belov = visitor(office, "belov")
    belov.get("/cabinet")
    ref = task_ref(office.case, office.open("EXM-40").task)

    assert belov.post(f"/tasks/{ref}/paper").status_code == 404


def test_a_step_without_a_paper_prints_none(office: Office) -> None:
    office.apply()
    ivanova = visitor(office, "ivanova")
    ref = task_ref(office.case, office.open("EXM-30").task)
    ivanova.get(f"/tasks/{ref}")

    assert ivanova.post(f"/tasks/{ref}/paper").status_code == 404


def test_a_paper_that_nobody_works_on_comes_as_pdf_alone(office: Office) -> None:
    office.apply(**DIRECTED)
    smirnova = visitor(office, "smirnova")
    ref = task_ref(office.case, office.open("EXM-40").task)
    smirnova.get(f"/tasks/{ref}")
    assert "DOCX" not in smirnova.text

    assert smirnova.post(f"/tasks/{ref}/paper?as=docx").status_code == 404

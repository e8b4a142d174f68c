"""Pages of a procedure for reading: clauses, elements, decisions, readings, terms."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from service import spreadsheet
from storage import journal
from tests.face import face
from tests.procedures.office import PROCEDURE, Office
from tests.service.pages.visitor import Visitor

HOME = f"/definitions/{PROCEDURE}"
ACCEPTED = {"statement": "accepted", "education": "accepted", "training": "accepted", "experience": "accepted"}
Reader = Callable[[str], Visitor]


@pytest.fixture
def app(centre: Office) -> Flask:
    centre.also("gromova", "process_owner")
    app = face(centre.here)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def read(app: Flask) -> Reader:
    return lambda login: Visitor(app).signed_in(login)


def test_a_clause_shows_its_text_and_leads_to_what_carries_it_out(read: Reader) -> None:
    gromova = read("gromova")

    assert gromova.get(f"{HOME}/clauses?kind=deadline").status_code == 200

    assert "в течение 10 календарных дней" in gromova.text
    assert f'href="{HOME}/elements/EXM-30"' in gromova.text
    assert 'id="exam-4.notify-10-days"' in gromova.text
    assert "exam/step-6.theory" not in gromova.text


def test_an_element_shows_its_clauses_and_what_is_ours_says_why(read: Reader) -> None:
    gromova = read("gromova")

    assert gromova.get(f"{HOME}/elements").status_code == 200
    assert "Рассмотреть заявление и комплект документов" in gromova.text
    assert gromova.get(f"{HOME}/elements?kind=ours").status_code == 200
    assert "начало процесса или подпроцесса" in gromova.text


def test_an_element_stands_in_its_diagram(read: Reader) -> None:
    gromova = read("gromova")

    assert gromova.get(f"{HOME}/elements/EXM-30").status_code == 200
    assert "<svg" in gromova.text and "chosen" in gromova.text
    assert gromova.get(f"{HOME}/elements/EXM-999").status_code == 404


def test_a_decision_shows_rules_in_words_and_what_its_cases_say(read: Reader) -> None:
    gromova = read("gromova")

    assert gromova.get(f"{HOME}/decisions/DT-EXM-1").status_code == 200
    assert "содержит X" in gromova.text
    assert "под каждое правило есть случай" in gromova.text
    assert "неверно" not in gromova.text
    assert gromova.get(f"{HOME}/decisions").status_code == 200
    assert "Полнота комплекта" in gromova.text
    assert gromova.get(f"{HOME}/decisions/DT-NONE").status_code == 404


def test_a_reading_is_signed_on_its_page(read: Reader) -> None:
    gromova = read("gromova")
    gromova.get(f"{HOME}/readings")

    refused = gromova.post(f"{HOME}/readings/Q-EXM-6/sign", choice="а", basis=" ")
    assert refused.status_code == 422
    assert "на чём основано прочтение" in gromova.text

    signed = gromova.post(f"{HOME}/readings/Q-EXM-6/sign", choice="а", basis="Решение совета № 4")
    assert gromova.follow(signed).status_code == 200
    assert "Решение совета № 4" in gromova.text and "Подписано 1 из" in gromova.text


def test_what_was_typed_comes_back_with_the_refusal(read: Reader) -> None:
    gromova = read("gromova")
    gromova.get(f"{HOME}/readings")

    refused = gromova.post(f"{HOME}/readings/Q-EXM-6/sign", choice="б", basis="Письмо № 7")

    assert refused.status_code == 409
    assert "Письмо № 7" in gromova.text


def test_staff_read_the_questions_and_sign_nothing(read: Reader) -> None:
    ivanova = read("ivanova")

    assert ivanova.get(f"{HOME}/readings").status_code == 200
    assert "На чём основано" not in ivanova.text
    assert ivanova.post(f"{HOME}/readings/Q-EXM-6/sign", choice="а", basis="Хочу").status_code == 403


@pytest.mark.parametrize(
    "page", ["clauses", "elements", "elements/EXM-30", "decisions", "decisions/DT-EXM-1", "readings"]
)
def test_people_outside_see_none_of_it(read: Reader, page: str) -> None:
    assert read("orlova").get(f"{HOME}/{page}").status_code == 403


def test_a_task_says_which_rule_decided(centre: Office, read: Reader) -> None:
    centre.apply()
    centre.do("EXM-30", by="ivanova", **{**ACCEPTED, "experience": "not_certified"})
    centre.do("EXM-36", by="orlova", scan_experience=[{"file": "book.pdf"}], certified=True)
    task = centre.open("EXM-30")
    ivanova = read("ivanova")

    ivanova.get(f"/tasks/{task.instance_id}-{task.task}")

    assert "Решение «Полнота комплекта документов соискателя»" in ivanova.text
    assert 'правило 6 — <span lang="ru">Шаг 5, заверение работодателем</span>' in ivanova.text
    assert f'href="{HOME}/decisions/DT-EXM-1"' in ivanova.text
    assert any("правило 6 («Шаг 5, заверение работодателем»)" in told for told in centre.history())


def test_the_report_of_terms_leads_to_the_cases(centre: Office, read: Reader) -> None:
    centre.apply()
    centre.until("2026-03-14 09:00")
    gromova = read("gromova")

    gromova.get(f"/history/terms/{PROCEDURE}?from=01.03.2026&to=31.03.2026")

    assert centre.number in gromova.text
    assert "позже на 3\u00a0дня" in gromova.text
    assert 'name="from" value="01.03.2026"' in gromova.text


def test_the_report_is_a_table_for_a_spreadsheet_and_the_journal_knows(centre: Office, read: Reader) -> None:
    centre.apply()
    centre.until("2026-03-14 09:00")

    answer = read("gromova").get(f"/history/terms/{PROCEDURE}/csv?from=2026-03-01&to=2026-03-31")

    text = answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff")
    assert rows[1][:4] == ["Раздел", "Пункт", "Чей срок", "Дело"]
    first = next(row for row in rows if row[0] == "Пункты" and row[1] == "п.\u00a04")
    assert first[3:] == [
        centre.number, "11.03.2026", "", "просрочено", "3",
    ]  # fmt: skip
    with centre.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="export.made")
    assert entry.details == {"from": "2026-03-01", "to": "2026-03-31", "rows": len(rows) - 2}


def test_a_day_that_is_none_is_refused(read: Reader) -> None:
    assert read("gromova").get(f"/history/terms/{PROCEDURE}?from=soon").status_code == 422


def test_only_its_readers_get_the_report(read: Reader) -> None:
    assert read("ivanova").get(f"/history/terms/{PROCEDURE}").status_code == 403
    assert read("orlova").get(f"/history/terms/{PROCEDURE}").status_code == 403


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-5", "@import", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert spreadsheet.neutral(cell) == f"'{cell}"
    assert spreadsheet.neutral("17") == "17"

"""The report «Сроки по пунктам» over real cases of the exam."""

from __future__ import annotations

from datetime import date

import pytest

from service.errors import NotAllowed
from service.operations import terms
from service.operations.terms import Line, Report, TermState
from storage.errors import NotFound
from tests.procedures.office import PROCEDURE, Office
from tests.storage.cases import statements

ACCEPTED = {"statement": "accepted", "education": "accepted", "training": "accepted", "experience": "accepted"}
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def office(centre: Office) -> Office:
    centre.also("gromova", "auditor")
    return centre


def march(office: Office, by: str = "gromova") -> Report:
    return terms.report(office.here, office.who(by), PROCEDURE, *MARCH)


def line(lines: tuple[Line, ...], name: str) -> Line:
    """The line of this clause or step."""
    (found,) = [one for one in lines if name in (one.element, one.clause.id if one.clause else None)]
    return found


def consider(office: Office) -> None:
    office.do("EXM-30", by="ivanova", **ACCEPTED)
    office.do("EXM-50", by="ivanova", session="2026-03-20")


def test_a_term_is_open_until_the_work_that_it_bounds_is_finished(office: Office) -> None:
    office.apply()

    found = line(march(office).clauses, "exam/4.notify-10-days")

    assert [(term.number, office.day(term.due), term.state) for term in found.terms] == [
        (office.number, "11.03", TermState.OPEN)
    ]


def test_a_term_is_kept_by_work_of_the_last_day(office: Office) -> None:
    office.apply()
    office.until("2026-03-11 23:00")
    consider(office)

    found = line(march(office).clauses, "exam/4.notify-10-days")

    assert (found.kept, found.broken, found.open, found.overdue, found.worst) == (1, 0, 0, 0, 0)


def test_a_term_is_broken_by_so_many_days_as_the_work_was_late(office: Office) -> None:
    office.apply()
    office.until("2026-03-13 09:00")
    assert line(march(office).clauses, "exam/4.notify-10-days").overdue == 1

    consider(office)
    office.until("2026-03-25 09:00")

    found = line(march(office).clauses, "exam/4.notify-10-days")
    assert (found.kept, found.broken, found.overdue) == (0, 1, 0)
    assert [(office.day(term.done_at), term.late) for term in found.terms] == [("13.03", 2)]


def test_each_pass_has_a_term_of_its_own(office: Office) -> None:
    office.apply()
    office.do("EXM-30", by="ivanova", **{**ACCEPTED, "experience": "missing"})
    office.until("2026-03-09 12:00")
    office.do("EXM-36", by="orlova", scan_experience=[{"file": "book.pdf"}], certified=True)
    office.until("2026-03-21 12:00")

    found = line(march(office).clauses, "exam/4.notify-10-days")

    assert [(office.day(term.due), term.state, term.late) for term in found.terms] == [
        ("11.03", TermState.KEPT, 0),
        ("19.03", TermState.OVERDUE, 2),
    ]


def test_what_a_case_no_longer_owed_is_not_counted(office: Office) -> None:
    office.apply()
    office.act("EXM-W1", by="orlova", reason="Передумала.", confirmed=True)

    report = march(office)

    assert line(report.clauses, "exam/4.notify-10-days").terms == ()
    assert [one.element for one in report.steps] == []


def test_steps_have_lines_with_the_most_and_the_usual_delay(office: Office) -> None:
    for days, by in ((12, "orlova"), (14, "belov")):
        office.until(f"2026-03-{days} 09:00") if days > 12 else None
        office.apply(by=by)
    office.until("2026-03-31 23:00")

    found = line(march(office).steps, "EXM-30")

    assert [(office.day(term.due), term.late) for term in found.terms] == [("11.03", 20), ("24.03", 7)]
    assert (found.worst, found.usual) == (20, 13.5)


def test_clauses_stand_in_their_order_even_without_cases(office: Office) -> None:
    report = march(office)

    assert [one.clause.id for one in report.clauses if one.clause] == [
        "exam/4.notify-10-days",
        "exam/7.deadline-30-days",
    ]
    assert report.steps == () and report.warnings == ()


def test_the_report_costs_few_statements_however_many_cases_there_are(office: Office) -> None:
    for _ in range(3):
        office.apply()
    auditor = office.who("gromova")

    with statements(office.here.database.engine) as sent:
        terms.report(office.here, auditor, PROCEDURE, *MARCH)

    assert len([one for one in sent if one.startswith("SELECT")]) <= 5


@pytest.mark.parametrize("who", ["orlova", "ivanova", "sidorov"])
def test_only_auditors_owners_and_heads_read_it(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed):
        march(office, by=who)


def test_an_unknown_procedure_has_no_report(office: Office) -> None:
    with pytest.raises(NotFound):
        terms.report(office.here, office.who("gromova"), "nothing")

"""Exam sessions and qualifications: kept by hand, by the forms of their registers; and which session a case is offered."""

from __future__ import annotations

from typing import Any

import pytest

from forms.errors import AnswersRefused
from service.errors import NotAllowed
from service.operations import write_register
from storage import registers
from storage.errors import CapacityTooSmall
from storage.models import RegisterRow
from tests.procedures.office import Office
from tests.procedures.test_candidate_exam import ALL_ACCEPTED, accept_and_propose


def row(office: Office, register: str, key: str) -> RegisterRow:
    with office.here.database.reading() as session:
        return registers.get(session, register, key)


def test_a_session_is_known_by_its_day_and_time_and_keeps_its_qualifications_as_they_were(office: Office) -> None:
    key = office.write_session(None, date="27.03.2026", time="9:30", qualifications=["records-5", "hr-6"])

    session = row(office, "R-EXM-SESSIONS", key)
    assert key == "2026-03-27-0930"
    assert (session.data["date"], session.data["time"], session.capacity) == ("2026-03-27", "09:30", 8)
    assert session.data["qualifications"] == [
        {"row": "hr-6", "version": 1, "title": "Специалист по управлению персоналом"},
        {"row": "records-5", "version": 1, "title": "Специалист по кадровому делопроизводству"},
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("date", "31.02.2026", id="no-day"),
        pytest.param("date", "2026-03-01", id="today"),
        pytest.param("date", "2026-02-27", id="past"),
        pytest.param("time", "25:00", id="no-time"),
        pytest.param("place", "", id="no-place"),
        pytest.param("qualifications", [], id="no-qualification"),
        pytest.param("qualifications", ["welder-3"], id="unknown-qualification"),
        pytest.param("capacity", "0", id="no-seat"),
        pytest.param("capacity", "2.5", id="half-a-seat"),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_field(office: Office, column: str, value: Any) -> None:
    with pytest.raises(AnswersRefused) as refused:
        office.write_session(None, **{column: value})

    assert list(refused.value.errors) == [column]


def test_a_session_of_the_past_may_be_corrected_but_not_put_into_the_past(office: Office) -> None:
    office.write_session("spring", date="2026-03-27")
    office.until("2026-03-28 10:00")

    office.write_session("spring", date="2026-03-27", place="Москва, зал 2")
    with pytest.raises(AnswersRefused) as refused:
        office.write_session("spring", date="2026-03-26")

    assert "будущий день" in refused.value.errors["date"].ru
    assert row(office, "R-EXM-SESSIONS", "spring").data["place"] == "Москва, зал 2"


def test_the_specialist_the_head_and_the_admin_keep_sessions(office: Office) -> None:
    for by in ("ivanova", "gromova", "admin"):
        office.write_session("spring", by=by)

    for by in ("orlova", "sidorov", "kuznetsov"):
        with pytest.raises(NotAllowed):
            office.write_session("spring", by=by)


def test_seats_in_use_cannot_be_taken_away(office: Office) -> None:
    office.write_session("spring", capacity=2)
    for by in ("orlova", "belov"):
        office.apply(by=by)
        accept_and_propose(office, "spring")

    with pytest.raises(CapacityTooSmall):
        office.write_session("spring", capacity=1)


def test_a_qualification_says_what_it_requires_only_of_what_it_needs(office: Office) -> None:
    asked = {"title": "Сварщик", "level": "3", "price": "5 000", "education": True, "training_text": "Не нужно"}

    with pytest.raises(AnswersRefused) as refused:
        write_register.write(office.here, office.who("ivanova"), "R-QUALIFICATIONS", "welder-3", asked)
    written = asked | {"education_text": "Среднее образование"}
    write_register.write(office.here, office.who("ivanova"), "R-QUALIFICATIONS", "welder-3", written)

    assert list(refused.value.errors) == ["education_text"]
    assert row(office, "R-QUALIFICATIONS", "welder-3").data == {
        "title": "Сварщик", "level": 3, "price": "5000.00", "education": True,
        "education_text": "Среднее образование", "training": False, "experience": False,
    }  # fmt: skip


def test_a_case_is_offered_future_sessions_of_its_qualification(office: Office) -> None:
    office.write_session("2026-03-05", date="2026-03-05", capacity=3)
    office.write_session("2026-03-28", date="2026-03-28", qualifications=["secretary-4"])
    office.apply()
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)

    before = office.choices("EXM-50", "ivanova", "session")
    assert list(before) == ["2026-03-05", "2026-03-20", "2026-04-10"]
    assert before["2026-03-05"].replace("\u00a0", " ") == (
        "5 марта 2026 г., 10:00, Москва, ул. Примерная, д. 5, свободно мест: 3"
    )

    office.until("2026-03-05 09:00")
    assert list(office.choices("EXM-50", "ivanova", "session")) == ["2026-03-20", "2026-04-10"]


@pytest.mark.parametrize("session", ["2026-03-05", "2026-03-28"], ids=["past", "of-another-qualification"])
def test_a_session_that_is_not_offered_is_refused(office: Office, session: str) -> None:
    office.write_session("2026-03-05", date="2026-03-05")
    office.write_session("2026-03-28", date="2026-03-28", qualifications=["secretary-4"])
    office.apply()
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    office.until("2026-03-06 09:00")

    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-50", by="ivanova", session=session)

    assert list(refused.value.errors) == ["session"]

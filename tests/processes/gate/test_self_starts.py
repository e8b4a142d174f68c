"""Starts by which a case begins by itself: by a message of its own, or at moments that can be computed without a case."""

from __future__ import annotations

import pytest

from processes.definition import Definition
from tests.processes.gate.drawing import ROLES, Drawing, codes, found, message, procedure, timer, with_message

SETTINGS = {
    "yearly": {"value": True, "ru": "Каждый год", "en": "Every year"},
    "first": {"value": "2026-05-01T12:00:00+03:00", "ru": "Первый раз", "en": "First time"},
}


def begun_by(body: str, **properties: str) -> Drawing:
    drawing = Drawing().start("S", body=body, clause="1", **properties).user("A").end()
    return with_message(drawing.path("S", "A", "E"))


def with_candidates(drawing: Drawing) -> Definition:
    candidate = {"ru": "Соискатель", "en": "Candidate", "outside": True, "scope": "party"}
    return procedure(drawing, clauses=("1",), roles={**ROLES, "candidate": candidate})


def with_settings(drawing: Drawing) -> Definition:
    return procedure(drawing, clauses=("1",), settings=SETTINGS)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDate", "2026-05-01T12:00:00+03:00"),
        ("timeDate", "date and time(settings.first)"),
        ("timeDate", "years_after(today(), 1)"),
        ("timeCycle", "R/P1D"),
        ("timeCycle", "R/P1M"),
        ("timeCycle", "R/P1Y"),
        ("timeCycle", "R12/PT1H"),
        ("timeCycle", "R/2026-01-31T09:00:00+03:00/P1M"),
        ("timeCycle", 'if settings.yearly then "R/P1Y" else "R/P1M"'),
    ],
)
def test_moments_that_need_no_case_are_clean(kind: str, text: str):
    assert codes(with_settings(begun_by(timer(text, kind)))) == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("timeDuration", "P10D", "timer.start_duration"),
        ("timeDuration", 'duration("P10D")', "start.not_computed"),
        ("timeDate", "2026-05-01", "timer.naive"),
        ("timeDate", "days_after(case.started_at, 10)", "start.case_data"),
        ("timeDate", "A.received", "start.case_data"),
        ("timeDate", "settings.yearly", "start.not_computed"),
        ("timeCycle", "R0/P1Y", "timer.cycle"),
        ("timeCycle", "P1Y", "timer.cycle"),
        ("timeCycle", "R/PT10M", "start.often"),
        ("timeCycle", 'if settings.yearly then "R/PT59M" else "R/P1M"', "start.often"),
        ("timeCycle", "settings.", "expression.syntax"),
        ("timeCycle", "R/P1DT1H", "timer.duration"),
        ("timeCycle", "R/P101Y", "timer.far"),
        ("timeCycle", "R/2026-01-31/P1M", "timer.naive"),
        ("timeCycle", "0 0 9 * * MON", "timer.cron"),
        ("timeCycle", '"каждый год"', "timer.cycle"),
        ("timeCycle", 'if settings.yearly then "R/P0D" else "R/P1M"', "start.not_computed"),
    ],
)
def test_moments_that_nobody_could_compute_are_refused(kind: str, text: str, code: str):
    assert found(with_settings(begun_by(timer(text, kind))), code) == ["S"]


def test_a_message_begins_a_case():
    assert codes(begun_by(message(), key="number")) == []


def test_a_message_may_bring_participants_of_an_outside_role_along():
    assert codes(with_candidates(begun_by(message(), participants="candidate"))) == []


@pytest.mark.parametrize(
    ("body", "role"),
    [
        pytest.param(message(), "clerk", id="staff-take-part-in-no-case"),
        pytest.param(message(), "nobody", id="no-such-role"),
        pytest.param(timer("R/P1Y", "timeCycle"), "candidate", id="a-timer-has-no-sender"),
        pytest.param("", "candidate", id="a-form-has-no-sender"),
    ],
)
def test_participants_come_along_from_a_sender_only(body: str, role: str):
    assert found(with_candidates(begun_by(body, participants=role)), "start.participants") == ["S"]


@pytest.mark.parametrize("body", [message(), timer("R/P1Y", "timeCycle")])
def test_nobody_fills_in_a_form_where_a_case_begins_by_itself(body: str):
    assert found(begun_by(body, form="F-APP"), "start.form") == ["S"]


def test_a_message_begins_a_case_at_one_start_of_a_procedure_only():
    other = Drawing("Q").start("S2", body=message()).user("A2").end("E2").path("S2", "A2", "E2")

    assert found(procedure(begun_by(message()), with_message(other)), "start.same_message") == ["S2"]

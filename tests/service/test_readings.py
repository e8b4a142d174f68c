"""Signatures under readings: who may, under what, on which basis; a later one supersedes and nothing is lost."""

from __future__ import annotations

import pytest

from service import catalog
from service.definitions import questions
from service.errors import Conflict, NotAllowed, Unfit
from service.operations import publish, sign_reading
from storage import journal, readings
from storage.errors import NotFound
from tests.procedures.office import PROCEDURE, Office

BASIS = "Протокол методического совета № 4 от 12.01.2026"


@pytest.fixture
def office(centre: Office) -> Office:
    centre.also("gromova", "process_owner")
    return centre


def sign(
    office: Office, reading: str = "Q-EXM-6", choice: str = "а", *, by: str = "gromova", basis: str = BASIS
) -> None:
    sign_reading.sign(office.here, office.who(by), PROCEDURE, reading, choice, basis)


def question(office: Office, reading: str = "Q-EXM-6") -> questions.Question:
    page = questions.questions(office.here, office.who("gromova"), PROCEDURE, "ru")
    return next(one for one in page.questions if one.id == reading)


def with_setting(office: Office, line: str, changed: str) -> None:
    """A version with this one line of procedure.yaml changed."""
    parts = dict(catalog.parts(PROCEDURE))
    outline = parts["procedure.yaml"].decode()
    assert line in outline
    publish.publish_parts(office.here, {**parts, "procedure.yaml": outline.replace(line, changed, 1).encode()})


def test_a_signature_says_who_when_and_on_what_basis(office: Office) -> None:
    sign(office)

    signed = question(office).signed
    assert signed is not None
    assert (signed.who, signed.at, signed.choice, signed.basis) == (
        "Громова Надежда Петровна",
        office.clock.now(),
        "а",
        BASIS,
    )
    with office.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="reading.signed")
    assert (entry.actor, entry.subject) == (office.who("gromova").id, f"reading:{PROCEDURE}/Q-EXM-6")
    assert entry.details["basis"] == BASIS


def test_a_later_signature_supersedes_and_the_earlier_stays(office: Office) -> None:
    sign(office, basis="Письмо от 10.01.2026")
    sign(office, basis="Письмо от 20.02.2026")

    assert [one.basis for one in question(office).signatures] == ["Письмо от 20.02.2026", "Письмо от 10.01.2026"]
    with office.here.database.reading() as session:
        assert len(readings.signatures(session, PROCEDURE)) == 2


def test_the_choice_in_force_follows_the_setting_and_a_signature_under_another_no_longer_stands(office: Office) -> None:
    sign(office)
    setting = "practice_after_failed_theory:\n    value: "
    with_setting(office, f"{setting}false", f"{setting}true")

    switched = question(office)

    assert switched.in_force is not None and switched.in_force.id == "б"
    assert switched.signatures and switched.signed is None
    sign(office, choice="б")
    assert question(office).signed is not None


def test_a_choice_that_is_not_in_force_cannot_be_signed(office: Office) -> None:
    with pytest.raises(Conflict):
        sign(office, choice="б")

    assert question(office).signatures == ()


@pytest.mark.parametrize("basis", ["", "   \n ", "x" * 2001], ids=["empty", "blank", "endless"])
def test_a_signature_needs_a_basis(office: Office, basis: str) -> None:
    with pytest.raises(Unfit):
        sign(office, basis=basis)


def test_choices_and_questions_that_are_not_there_are_refused(office: Office) -> None:
    with pytest.raises(Unfit):
        sign(office, choice="я")
    with pytest.raises(NotFound):
        sign(office, reading="Q-EXM-99")


@pytest.mark.parametrize("who", ["ivanova", "orlova", "pavlova", "admin"])
def test_only_the_owner_signs(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed):
        sign(office, by=who)


def test_cases_that_show_a_reading_are_asked_right_there(office: Office) -> None:
    (shown,) = question(office, "Q-EXM-2").cases

    assert (shown.decision, shown.number, shown.known, shown.holds) == ("DT-EXM-3", 1, True, True)
    assert question(office, "Q-EXM-2").scenarios == ("S-EXM-3",)

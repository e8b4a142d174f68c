"""What people were told, and what became of it: on the case's page, in the cabinet, and by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.errors import Conflict, NotAllowed, Unfit
from service.operations import retry_mail
from storage import journal
from tests.service.driver import GOOD, Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def told(office: Office) -> str:
    """A case whose permit is ready; the applicant has been told of it by e-mail."""
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    return begun.number


def refused(office: Office) -> int:
    """The mail of the case, which the carrier refuses."""
    office.post.refuse_next()
    office.settle()
    return office.mails("email")[0].id


def test_the_case_shows_each_notice_with_its_ways_and_their_states(office: Office, told: str, visit: Visit) -> None:
    office.settle()
    ivanov = visit("ivanov")

    ivanov.get(f"/instances/{told}")

    for words in ("электронная почта", "petrova@mail.example", "отправлено", "личный кабинет", "показано в кабинете"):
        assert words in ivanov.text
    assert "Петрова Анна Сергеевна" in ivanov.text


def test_what_was_not_delivered_says_why_and_staff_note_how_they_told(office: Office, told: str, visit: Visit) -> None:
    mail_id = refused(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/instances/{told}")
    assert "не доставлено: 550 no such mailbox" in ivanov.text

    place = f"/instances/{told}/notices/{mail_id}/confirm"
    ivanov.follow(ivanov.post(place, how="звонком", when="01.03.2026 12:40"))

    assert "Записано: уведомление передано." in ivanov.text
    assert "передано 01.03.2026: звонком" in ivanov.text
    with office.here.database.reading() as session:
        noted = [entry for entry in journal.entries(session) if entry.kind == "mail.confirmed"]
    assert [entry.actor for entry in noted] == [office.who("ivanov").id]


def test_the_applicant_sees_only_what_he_was_told(office: Office, told: str, visit: Visit) -> None:
    office.settle()
    petrova = visit("petrova")

    petrova.get(f"/cabinet/{told}")

    assert "отправлено" in petrova.text
    assert "показано в кабинете" in petrova.text
    assert "ivanov@mail.example" not in petrova.text
    assert "Передано" not in petrova.text


@pytest.mark.parametrize("login", ["petrova", "stranger"])
def test_nobody_outside_notes_it(office: Office, told: str, login: str) -> None:
    mail_id = refused(office)

    with pytest.raises(NotAllowed):
        retry_mail.confirm(office.here, office.who(login), mail_id, "лично")

    assert office.mails("email")[0].state == "failed"


def test_what_has_been_sent_needs_no_note(office: Office, told: str) -> None:
    office.settle()

    with pytest.raises(Conflict):
        retry_mail.confirm(office.here, office.who("ivanov"), office.mails("email")[0].id, "лично")


@pytest.mark.parametrize(
    ("how", "when"), [("  ", ""), ("лично", "завтра"), ("лично", "31.02.2026"), ("лично", "03.03.2026")]
)
def test_how_and_when_must_be_said_and_have_been(office: Office, told: str, how: str, when: str) -> None:
    mail_id = refused(office)

    with pytest.raises(Unfit):
        retry_mail.confirm(office.here, office.who("ivanov"), mail_id, how, when=when)

"""Files, papers, drafts and mail: what is known of them, and when it goes."""

from __future__ import annotations

import pytest

from storage import attachments, documents, drafts, mail, people
from storage.database import Database
from storage.errors import NotFound, StaleVersion
from tests.storage.cases import IVANOVA, MONDAY, a_case, days


def test_a_file_belongs_to_the_case_that_keeps_it(database: Database) -> None:
    with database.writing() as session:
        case, other = a_case(session, "ЭКЗ-2026-0001"), a_case(session, "ЭКЗ-2026-0002")
        for id_ in ("kept", "orphan"):
            attachments.add(
                session, id=id_, name="Диплом.pdf", media_type="application/pdf", size=9, sha256="ab", owner=IVANOVA,
                at=MONDAY,
            )  # fmt: skip
        assert attachments.keep(session, ["kept"], instance_id=case.id) == 1
        assert attachments.keep(session, ["kept"], instance_id=other.id) == 0
        assert attachments.orphans(session, days(1)) == ["orphan"]
        assert attachments.orphans(session, MONDAY) == []
        attachments.drop(session, ["kept", "orphan"])

        assert [file.id for file in attachments.of_instance(session, case.id)] == ["kept"]
        with pytest.raises(NotFound):
            attachments.get(session, "orphan")


def test_an_erased_file_keeps_its_digest_and_loses_its_name(database: Database) -> None:
    with database.writing() as session:
        attachments.add(
            session, id="a", name="Паспорт.pdf", media_type="application/pdf", size=9, sha256="ab", owner=IVANOVA,
            at=MONDAY,
        )  # fmt: skip
        attachments.erase(session, "a")

        file = attachments.get(session, "a")
    assert (file.name, file.sha256, file.state) == (None, "ab", "erased")


def test_a_paper_is_found_by_the_code_printed_on_it(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        documents.add(
            session, id="d1", instance_id=case.id, element="EXM-90", template="D-EXM-CERT", number="7",
            title="Свидетельство", media_type="application/pdf", size=9, sha256="ab", issued_at=MONDAY, check_code="XYZ",
        )  # fmt: skip

        found = documents.by_check_code(session, "XYZ")
        assert documents.by_check_code(session, "ABC") is None
        assert [paper.id for paper in documents.of_instance(session, case.id)] == ["d1"]
        assert documents.get(session, "d1").number == "7"
    assert found is not None
    assert found.id == "d1"


def test_a_draft_is_kept_for_its_author_only(database: Database) -> None:
    with database.writing() as session:
        author = people.add(session, login="a", name="А", at=MONDAY).id
        other = people.add(session, login="b", name="Б", at=MONDAY).id
        drafts.save(session, author, "17-1", {"note": "незакончено"}, at=MONDAY)

        kept = drafts.load(session, author, "17-1")
        assert kept is not None
        assert kept.answers == {"note": "незакончено"}
        assert drafts.load(session, other, "17-1") is None
        assert drafts.places(session, author, ["17-1", "17-2"]) == {"17-1"}
        drafts.save(session, other, "17-1", {}, at=MONDAY)
        drafts.drop(session, author, "17-1")
        assert drafts.of_person(session, author) == []
        drafts.drop_place(session, "17-1")
        assert drafts.of_person(session, other) == []


def test_a_draft_saved_on_another_device_is_not_overwritten_unseen(database: Database) -> None:
    with database.writing() as session:
        author = people.add(session, login="a", name="А", at=MONDAY).id
        assert drafts.save(session, author, "17-1", {"n": 1}, at=MONDAY, seen=0) == 1
        assert drafts.save(session, author, "17-1", {"n": 2}, at=MONDAY, seen=1) == 2

    with pytest.raises(StaleVersion) as refused, database.writing() as session:
        drafts.save(session, author, "17-1", {"n": 3}, at=MONDAY, seen=1)

    assert refused.value.facts["current"] == 2


def queue(database: Database, message_id: str) -> int | None:
    with database.writing() as session:
        return mail.queue(
            session, channel="email", to="a@example.org", subject="Тема", body="Текст", message_id=message_id, at=MONDAY
        )


def test_a_message_id_is_queued_once(database: Database) -> None:
    first = queue(database, "<1@poryadok>")
    second = queue(database, "<1@poryadok>")

    assert first is not None
    assert second is None
    with database.reading() as session:
        assert [letter.id for letter in mail.queued(session)] == [first]


@pytest.mark.parametrize(("tries", "state"), [(1, "sent"), (2, "maybe_sent")])
def test_a_letter_handed_over_again_may_have_been_sent_before(database: Database, tries: int, state: str) -> None:
    letter = queue(database, "<1@poryadok>")
    assert letter is not None
    with database.writing() as session:
        for _ in range(tries):
            mail.tried(session, letter)
        mail.sent(session, letter, at=days(1))

    with database.reading() as session:
        assert mail.get(session, letter).state == state
        assert mail.queued(session) == []
        assert [found.id for found in mail.listed(session, state=state)] == [letter]


def test_a_letter_that_cannot_go_stays_to_be_read(database: Database) -> None:
    refused, waiting = queue(database, "<1@poryadok>"), queue(database, "<2@poryadok>")
    assert refused is not None
    assert waiting is not None
    with database.writing() as session:
        mail.failed(session, refused, error="no such mailbox")
        mail.no_carrier(session, waiting)

        assert [(letter.state, letter.error) for letter in mail.listed(session)] == [
            ("no_carrier", None),
            ("failed", "no such mailbox"),
        ]

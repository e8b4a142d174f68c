"""A commit whose answer is lost may have been done: whoever asked cannot know, and must spoil neither of the two."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.operations import fire_timers, run_jobs, upload_attachment
from service.operations.upload_attachment import path_of
from storage.models import Document, Incident
from tests.faults.boundaries import Boundaries, Crash, Fault
from tests.service.driver import GOOD, START, Office

pytestmark = pytest.mark.faults

CLAIMED, MADE = 1, 2
GIVEN_UP = 2
"""The commits of a job that makes a document, or cannot."""

WITHOUT_GLYPH = "\U00012000"
"""A sign that no font of ours has, so no document with it can be made."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office.prepared(tmp_path)
    yield office
    office.here.close()


@pytest.fixture
def boundaries() -> Iterator[Boundaries]:
    with Boundaries().watched() as boundaries:
        yield boundaries


def test_a_document_that_was_kept_keeps_its_file(office: Office, boundaries: Boundaries) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)

    boundaries.plan(Fault.BREAK_AFTER, MADE)
    run_jobs.run_next(office.here)

    with office.here.database.reading() as session:
        kept = session.scalars(select(Document)).one()
    assert path_of(office.here, kept.id).is_file()
    office.settle()
    assert office.inbox("sidorov") == ["Подписать пропуск"]
    office.holds_together(begun.instance_id)


def test_a_file_that_was_kept_is_there_when_its_upload_is_sent_again(office: Office, boundaries: Boundaries) -> None:
    def upload() -> upload_attachment.Uploaded:
        content = io.BytesIO(b"%PDF-1.7 scan")
        return upload_attachment.upload(
            office.here, office.who("petrova"), content, "скан.pdf", idempotency="the same key"
        )

    boundaries.plan(Fault.BREAK_AFTER)
    with pytest.raises(OperationalError):
        upload()
    again = upload()

    assert again.repeated
    assert path_of(office.here, again.id).read_bytes() == b"%PDF-1.7 scan"


def test_a_case_hears_that_its_document_was_given_up_though_the_service_dies_meanwhile(
    office: Office, boundaries: Boundaries
) -> None:
    begun = office.apply(full_name=f"Анна {WITHOUT_GLYPH}")
    office.do("ivanov", begun.waiting[0].task, GOOD)

    boundaries.plan(Fault.DEATH_AFTER, GIVEN_UP)
    with pytest.raises(Crash):
        run_jobs.run_next(office.here)
    boundaries.plan(None)
    office.restart()
    office.wait(minutes=10, jump=True)

    with office.here.database.reading() as session:
        (incident,) = session.scalars(select(Incident)).all()
    assert (incident.element, incident.state) == ("PER-D", "open")


def test_a_case_whose_timer_met_a_database_that_was_away_does_not_rest(office: Office, boundaries: Boundaries) -> None:
    office.apply()
    office.clock.set(START + timedelta(days=9))

    boundaries.plan(Fault.BREAK_BEFORE)
    assert fire_timers.fire_due(office.here) == 0
    assert boundaries.has_struck()

    assert fire_timers.fire_due(office.here) == 1


def test_a_mail_is_known_to_have_failed_though_the_service_dies_as_it_gives_it_up(
    office: Office, boundaries: Boundaries
) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, {"verdict": "bad", "remarks": "Нет подписи"})
    office.post.fails_with = [OSError("the relay is away")] * 8

    boundaries.plan(Fault.DEATH_AFTER, 3 * 8)
    with pytest.raises(Crash):
        office.wait(days=2)
    boundaries.plan(None)
    office.restart()
    office.wait(days=1)

    (letter,) = office.mails("email")
    assert letter.state in ("failed", "maybe_sent")

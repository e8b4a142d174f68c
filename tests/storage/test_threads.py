"""Discussions in the database: made from facts, read page by page, and how far somebody has read."""

from __future__ import annotations

from processes import facts
from storage import people, threads
from storage.database import Database
from tests.storage.cases import IVANOVA, MONDAY, a_case, days, happen, started

TEXT = {"given": True, "commitment": "0" * 64}
OPENED = facts.ThreadOpened(thread=1, forum="talk", key="stage-1", title="Этап 1", subjects=["Набор"])


def post(number: int, **more: int) -> facts.PostWritten:
    return facts.PostWritten(thread=1, post=number, role="clerk", text=TEXT, files=[], **more)


def test_a_thread_counts_its_posts_and_pages_through_them(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), OPENED)
        for number in range(1, 6):
            happen(session, case, post(number), at=days(number))
        happen(session, case, facts.PostWithdrawn(thread=1, post=2, reason=TEXT), at=days(7))
        happen(session, case, facts.ThreadClosed(thread=1), at=days(8))
        case_id = case.id

    with database.reading() as session:
        thread = threads.get(session, case_id, 1)
        page = threads.posts(session, case_id, 1, after=2, limit=2)
        stub = threads.post(session, case_id, 1, 2)

    assert (thread.posts, thread.last_at, thread.closed_at) == (5, days(5), days(8))
    assert [one.post for one in page] == [3, 4]
    assert (stub.withdrawn_at, stub.withdrawn_by, stub.reason) == (days(7), IVANOVA, TEXT)


def test_nobody_has_read_less_than_before(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), OPENED, post(1))
        reader = people.add(session, login="reader", name="Читатель", at=MONDAY).id
        for number in (3, 1, 2):
            threads.note_seen(session, reader, case.id, 1, number)

        assert threads.seen(session, reader, case.id) == {1: 3}

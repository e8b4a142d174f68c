"""Discussions of a case: opened by the diagram, held by sites, read by staff, closed by time, moderated by the head."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from processes.instance import ThreadIsClosed
from service.errors import CaseSuspended, Conflict, NotAllowed, Unfit
from service.operations import (
    discussing,
    publish,
    read_attachment,
    show_instance,
    show_thread,
    suspend_instance,
    upload_attachment,
)
from service.outcome import Outcome
from storage import history, threads
from storage.errors import NotFound
from tests.service import sites
from tests.service.driver import Office
from tests.service.test_sites import KAZAN, NAMES, OMSK, begun

WHY = "Ошибся в названии процесса"


@pytest.fixture
def bureau(office: Office) -> Office:
    publish.publish_parts(office.here, sites.parts())
    return office


@pytest.fixture
def case(bureau: Office) -> Outcome:
    return begun(bureau, KAZAN, OMSK)


def wrote(office: Office, case: Outcome, who: str, text: str = "Согласны", **more: Any) -> int:
    said = discussing.write(office.here, office.who(who), case.instance_id, 1, text, **more)
    assert said.post is not None
    return said.post


def read(office: Office, case: Outcome, who: str, page: int | None = None) -> show_thread.ThreadView:
    return show_thread.show(office.here, office.who(who), case.instance_id, 1, page=page)


def uploaded(office: Office, who: str, name: str = "схема.pdf") -> str:
    return upload_attachment.upload(office.here, office.who(who), io.BytesIO(b"%PDF-1.7 x"), name).id


def test_experts_of_two_sites_write_reply_with_a_file_and_one_takes_his_post_back(
    bureau: Office, case: Outcome
) -> None:
    wrote(bureau, case, KAZAN, "Первый", subject="Набор")
    file = uploaded(bureau, OMSK)
    wrote(bureau, case, OMSK, "Второй", reply_to=1, files=[file])
    discussing.withdraw(bureau.here, bureau.who(KAZAN), case.instance_id, 1, 1, WHY)

    first, second = read(bureau, case, "ivanov").posts

    assert (first.text, first.files, first.reason) == (None, (), WHY)
    assert (first.author_name, first.withdrawn_by_name, first.party_name) == (
        "Эксперт kazan", "Эксперт kazan", NAMES[KAZAN],
    )  # fmt: skip
    assert (second.text, second.answered, second.party_name) == ("Второй", "Эксперт kazan", NAMES[OMSK])
    assert [one.name for one in second.files] == ["схема.pdf"]
    found = show_thread.file(bureau.here, bureau.who(KAZAN), case.instance_id, 1, 2, file)
    assert found.name == "схема.pdf"
    bureau.holds_together(case.instance_id)


def test_the_log_holds_no_word_of_what_was_said(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN, "Секретные слова")
    with bureau.here.database.reading() as session:
        text = history.rows(session, case.instance_id)[-1].text
        kept = threads.post(session, case.instance_id, 1, 1)

    assert "Секретные" not in text
    assert set(kept.text) == {"given", "commitment"}


def test_erased_words_leave_a_post_without_text(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN)
    bureau.change("DELETE FROM personal WHERE path = 'text'")

    assert read(bureau, case, OMSK).posts[0].text is None
    bureau.holds_together(case.instance_id)


def test_strangers_get_nothing_and_staff_only_read(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN)

    for act in (
        lambda: read(bureau, case, "stranger"),
        lambda: wrote(bureau, case, "stranger"),
        lambda: show_thread.listed(bureau.here, bureau.who("stranger"), case.instance_id),
        lambda: discussing.close(bureau.here, bureau.who("stranger"), case.instance_id, 1),
    ):
        with pytest.raises(NotFound):
            act()
    view = read(bureau, case, "ivanov")
    assert (view.may_write, view.may_moderate, view.posts[0].may_withdraw) == (False, False, False)
    with pytest.raises(NotAllowed):
        wrote(bureau, case, "ivanov")
    with pytest.raises(NotAllowed):
        discussing.withdraw(bureau.here, bureau.who(OMSK), case.instance_id, 1, 1, WHY)


def test_what_is_said_is_not_in_the_history_that_a_site_reads(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN, "Секретные слова")

    events = show_instance.events(bureau.here, bureau.who(OMSK), case.instance_id)

    assert "PostWritten" not in str(events) and "Секретные" not in str(events)


def test_after_its_time_only_who_moderates_opens_it_again(bureau: Office, case: Outcome) -> None:
    bureau.wait(days=4)
    assert not read(bureau, case, KAZAN).line.open

    with pytest.raises(ThreadIsClosed):
        wrote(bureau, case, KAZAN)
    with pytest.raises(NotAllowed):
        discussing.reopen(bureau.here, bureau.who(KAZAN), case.instance_id, 1)
    until = bureau.here.today() + timedelta(days=1)
    discussing.reopen(bureau.here, bureau.who("sidorov"), case.instance_id, 1, until=until)
    wrote(bureau, case, KAZAN)
    discussing.close(bureau.here, bureau.who("sidorov"), case.instance_id, 1)

    assert not read(bureau, case, KAZAN).may_write
    bureau.holds_together(case.instance_id)


def test_the_head_opens_another_thread_and_withdraws_what_others_said(bureau: Office, case: Outcome) -> None:
    opened = discussing.open_thread(bureau.here, bureau.who("sidorov"), case.instance_id, "talk", "Ещё вопрос")
    wrote(bureau, case, OMSK)
    discussing.withdraw(bureau.here, bureau.who("sidorov"), case.instance_id, 1, 1, WHY)

    with pytest.raises(Conflict):
        discussing.withdraw(bureau.here, bureau.who("sidorov"), case.instance_id, 1, 1, WHY)
    with pytest.raises(NotAllowed):
        discussing.open_thread(bureau.here, bureau.who(OMSK), case.instance_id, "talk", "Наш")
    lines = show_thread.listed(bureau.here, bureau.who(OMSK), case.instance_id).lines
    assert [(line.thread, line.title) for line in lines] == [(1, "Этап 1"), (opened.thread, "Ещё вопрос")]
    bureau.holds_together(case.instance_id)


def test_what_is_new_is_counted_until_it_is_read(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN)
    wrote(bureau, case, KAZAN)
    before = read(bureau, case, OMSK)
    show_thread.note_read(bureau.here, bureau.who(OMSK), before)

    assert (before.line.unread, read(bureau, case, OMSK).line.unread) == (2, 0)
    assert read(bureau, case, KAZAN).line.unread == 0


def test_a_request_that_is_sent_again_says_it_once(bureau: Office, case: Outcome) -> None:
    first = wrote(bureau, case, KAZAN, idempotency="k1")

    assert wrote(bureau, case, KAZAN, idempotency="k1") == first
    assert read(bureau, case, KAZAN).line.posts == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_an_empty_or_endless_post_is_refused(bureau: Office, case: Outcome, text: str) -> None:
    with pytest.raises(Unfit):
        wrote(bureau, case, KAZAN, text)


def test_a_file_of_somebody_else_is_not_attached_and_one_of_a_withdrawn_post_not_given(
    bureau: Office, case: Outcome
) -> None:
    theirs = uploaded(bureau, OMSK)
    with pytest.raises(Unfit):
        wrote(bureau, case, KAZAN, files=[theirs])
    wrote(bureau, case, OMSK, files=[theirs])
    discussing.withdraw(bureau.here, bureau.who(OMSK), case.instance_id, 1, 1, WHY)

    with pytest.raises(NotFound):
        show_thread.file(bureau.here, bureau.who(KAZAN), case.instance_id, 1, 1, theirs)
    with pytest.raises(NotFound):
        read_attachment.read(bureau.here, bureau.who(KAZAN), theirs)


def test_in_a_suspended_case_nobody_writes(bureau: Office, case: Outcome) -> None:
    suspend_instance.suspend(bureau.here, bureau.who("admin"), case.instance_id, "Ждём решения заказчика")

    with pytest.raises(CaseSuspended):
        wrote(bureau, case, KAZAN)
    assert not read(bureau, case, KAZAN).may_write


def test_a_post_costs_the_same_in_a_long_thread_as_in_a_new_one(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN)
    with bureau.statements() as new:
        wrote(bureau, case, KAZAN)
    for _ in range(60):
        wrote(bureau, case, OMSK)

    with bureau.statements() as old:
        wrote(bureau, case, KAZAN)

    assert len(old) == len(new)
    view = read(bureau, case, OMSK)
    assert (view.page, view.pages, [one.post for one in view.posts][:1]) == (2, 2, [51])
    assert len(read(bureau, case, OMSK, page=1).posts) == show_thread.PAGE

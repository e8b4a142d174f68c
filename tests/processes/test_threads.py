"""Discussions of a case: what was said is in the log and in the digest, and a long thread costs what a new one does."""

from __future__ import annotations

from typing import Any

import pytest

from processes import commands, facts, replay, snapshot
from processes.definition import ForumOutline
from processes.errors import CommandRefused, InstanceEnded
from processes.instance import ThreadIsClosed
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import process

CLERK = {"properties": {"role": "clerk"}}
FORUM = ForumOutline(id="talk", ru="Обсуждение", en="Talk", writes=("clerk", "applicant"), moderates=("head",))
TEXT = {"given": True, "commitment": "1" * 64}
OTHER = {"given": True, "commitment": "2" * 64}


@pytest.fixture
def case() -> Casework:
    drawn = process("P", "S:start A:user E:end", "S>A A>E", A=CLERK)
    return Casework(definition(drawn, forums={"talk": FORUM})).start()


def opened(case: Casework, **more: Any) -> Casework:
    case.send(commands.OpenThread, forum="talk", key="stage-1", title="Этап 1", **more)
    return case


def wrote(case: Casework, text: dict[str, Any] = TEXT, by: str = "person:1", **more: Any) -> list[facts.Fact]:
    return case.send(commands.WritePost, by=by, thread=1, text=text, **{"role": "clerk", **more})


def test_a_case_that_was_never_discussed_has_the_digest_that_it_had(case: Casework) -> None:
    assert "threads" not in case.live.state()


def test_posts_are_numbered_and_answer_one_another(case: Casework) -> None:
    opened(case)

    first = wrote(case)
    second = wrote(case, OTHER, by="person:2", reply_to=1, party="party:12")

    assert first == [facts.PostWritten(thread=1, post=1, role="clerk", text=TEXT, files=[])]
    assert second == [
        facts.PostWritten(thread=1, post=2, role="clerk", text=OTHER, files=[], reply_to=1, party="party:12")
    ]


@pytest.mark.parametrize(
    "other",
    [{"text": OTHER}, {"by": "person:2"}, {"party": "party:13"}, {"files": ({"attachment": "f", "sha256": "0"},)}],
)
def test_the_digest_stands_for_what_was_said_and_by_whom(other: dict[str, Any]) -> None:
    drawn = process("P", "S:start A:user E:end", "S>A A>E", A=CLERK)
    one, two = (opened(Casework(definition(drawn, forums={"talk": FORUM})).start()) for _ in range(2))

    wrote(one)
    wrote(two, **other)

    assert one.live.digest() != two.live.digest()


def test_the_state_does_not_grow_with_the_thread(case: Casework) -> None:
    opened(case)
    wrote(case)
    size = len(str(case.live.state()))

    for _ in range(8):
        wrote(case)

    assert len(str(case.live.state())) == size
    assert snapshot.restored(case.definition, 1, snapshot.take(case.live)).state() == case.live.state()
    assert replay.first_difference(case.definition, 1, case.rows) is None


def test_nobody_writes_into_a_closed_thread_until_it_is_opened_again(case: Casework) -> None:
    opened(case)
    case.send(commands.CloseThread, thread=1)

    with pytest.raises(ThreadIsClosed):
        wrote(case)
    case.send(commands.ReopenThread, thread=1)

    wrote(case)


def test_a_thread_closes_by_itself_when_its_time_is_over(case: Casework) -> None:
    opened(case, until="2026-03-02T23:59:59+03:00")
    wrote(case)
    case.wait(days=2)

    with pytest.raises(ThreadIsClosed):
        wrote(case)
    case.send(commands.ReopenThread, thread=1, until="2026-03-09T23:59:59+03:00")

    wrote(case)


def test_what_is_said_is_withdrawn_and_not_removed(case: Casework) -> None:
    opened(case)
    wrote(case)
    before = case.live.digest()

    followed = case.send(commands.WithdrawPost, thread=1, post=1, reason=OTHER)

    assert followed == [facts.PostWithdrawn(thread=1, post=1, reason=OTHER)]
    assert case.live.threads[1].posts == 1
    assert case.live.digest() != before


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (commands.OpenThread, {"forum": "nowhere", "key": "x", "title": "x"}),
        (commands.OpenThread, {"forum": "talk", "key": "stage-1", "title": "x"}),
        (commands.WritePost, {"thread": 2, "role": "clerk", "text": TEXT}),
        (commands.WritePost, {"thread": 1, "role": "clerk", "text": TEXT, "reply_to": 1}),
        (commands.WritePost, {"thread": 1, "role": "clerk", "text": TEXT, "subject": "погода"}),
        (commands.WithdrawPost, {"thread": 1, "post": 1, "reason": TEXT}),
        (commands.ReopenThread, {"thread": 1}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(case: Casework, kind: Any, fields: dict[str, Any]) -> None:
    opened(case, subjects=("сертификация",))
    before = case.live.digest()

    with pytest.raises(CommandRefused):
        case.send(kind, **fields)

    assert case.live.digest() == before


def test_with_the_case_its_discussions_end(case: Casework) -> None:
    opened(case)
    case.do("A")

    with pytest.raises(InstanceEnded):
        wrote(case)

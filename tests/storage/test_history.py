"""The log is a chain: what was kept comes back as it was, and every kind of tampering is named."""

from __future__ import annotations

import hashlib
from datetime import timedelta, timezone

import orjson
import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from processes import commands
from storage import history, instances
from storage.database import Database
from storage.models import GENESIS, History, Instance
from tests.storage.cases import DIGEST, EXAM, MONDAY, PETROV, a_case, completed, happen, opened, started


def a_case_of_three_rows(database: Database) -> int:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        happen(session, case, completed(1), opened(2, "EXM-30"), at=MONDAY + timedelta(hours=1))
        happen(session, case, completed(2, "EXM-30"), actor=PETROV)
        return case.id


def test_rows_come_back_as_they_were_kept(database: Database) -> None:
    moscow = MONDAY.astimezone(timezone(timedelta(hours=3)))
    command = commands.CompleteTask(at=moscow, actor=PETROV, task=1, answers={"б": [1, {"ё": None}], "a": "12.50"})
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1), at=moscow, actor=PETROV, command=command)
        case_id = case.id

    with database.reading() as session:
        [row] = history.rows(session, case_id)

    assert (row.seq, row.at, row.actor, row.role, row.core, row.digest) == (
        1, moscow, PETROV, "coc_specialist", 1, DIGEST,
    )  # fmt: skip
    assert row.at.utcoffset() == timedelta(hours=3)
    assert row.decoded() == (history.Step(command=command, facts=(started(), opened(1))),)


def test_rows_can_be_read_from_a_place_on(database: Database) -> None:
    case_id = a_case_of_three_rows(database)

    with database.reading() as session:
        assert [row.seq for row in history.rows(session, case_id, after=1)] == [2, 3]


def test_the_hash_covers_the_hash_before_and_the_canonical_text(database: Database) -> None:
    case_id = a_case_of_three_rows(database)

    with database.reading() as session:
        first, second, _ = history.rows(session, case_id)

    assert first.hash == hashlib.sha256(bytes.fromhex(GENESIS) + first.text.encode()).hexdigest()
    assert second.hash == hashlib.sha256(bytes.fromhex(first.hash) + second.text.encode()).hexdigest()
    assert list(orjson.loads(first.text)) == ["actor", "at", "core", "digest", "role", "seq", "steps"]


def test_a_command_is_settled_in_canonical_order() -> None:
    asked = commands.CompleteTask(at=MONDAY, actor=PETROV, task=1, answers={"b": 1, "a": {"d": 1, "c": 2}})

    settled = history.settled(asked)

    assert settled == asked
    assert isinstance(settled, commands.CompleteTask)
    assert list(settled.answers) == ["a", "b"]
    assert list(settled.answers["a"]) == ["c", "d"]


def test_history_refuses_floats(database: Database) -> None:
    command = commands.CompleteTask(at=MONDAY, actor=PETROV, task=1, answers={"rows": [{"price": 12.5}]})

    with pytest.raises(ValueError, match=r"12\.5"), database.writing() as session:
        happen(session, a_case(session), started(), command=command)


def test_an_untouched_history_holds(database: Database) -> None:
    case_id = a_case_of_three_rows(database)

    with database.reading() as session:
        assert history.check(session, case_id) is None


def changed_text(session: Session, case_id: int, seq: int) -> None:
    row = session.get_one(History, (case_id, seq))
    row.text = row.text.replace("true", "false")
    session.flush()


def changed_hash(session: Session, case_id: int, seq: int) -> None:
    session.execute(update(History).where(History.instance_id == case_id, History.seq == seq).values(hash="ab" * 32))


def changed_actor(session: Session, case_id: int, seq: int) -> None:
    session.execute(update(History).where(History.instance_id == case_id, History.seq == seq).values(actor="person:9"))


def removed(session: Session, case_id: int, seq: int) -> None:
    session.execute(delete(History).where(History.instance_id == case_id, History.seq == seq))


def changed_head(session: Session, case_id: int, _seq: int) -> None:
    session.execute(update(Instance).where(Instance.id == case_id).values(chain_head="cd" * 32))


def cut_short(session: Session, case_id: int, seq: int) -> None:
    removed(session, case_id, seq)
    session.execute(text("UPDATE instance SET rev = :rev WHERE id = :id"), {"rev": seq - 1, "id": case_id})


@pytest.mark.parametrize(
    ("tamper", "seq", "what"),
    [
        pytest.param(changed_text, 1, "text", id="first-text"),
        pytest.param(changed_text, 2, "text", id="middle-text"),
        pytest.param(changed_text, 3, "text", id="last-text"),
        pytest.param(changed_hash, 2, "hash", id="middle-hash"),
        pytest.param(changed_hash, 3, "hash", id="last-hash"),
        pytest.param(changed_actor, 2, "columns", id="column"),
        pytest.param(removed, 1, "missing", id="first-removed"),
        pytest.param(removed, 2, "missing", id="middle-removed"),
        pytest.param(removed, 3, "missing", id="last-removed"),
        pytest.param(changed_head, 3, "head", id="head"),
    ],
)
def test_the_check_names_the_first_broken_row(database: Database, tamper, seq: int, what: str) -> None:
    case_id = a_case_of_three_rows(database)
    with database.writing() as session:
        tamper(session, case_id, seq)

    with database.reading() as session:
        broken = history.check(session, case_id)

    assert broken is not None
    assert (broken.seq, broken.what) == (seq, what)


def test_a_history_cut_short_does_not_fit_its_head(database: Database) -> None:
    case_id = a_case_of_three_rows(database)
    with database.writing() as session:
        cut_short(session, case_id, 3)

    with database.reading() as session:
        broken = history.check(session, case_id)

    assert broken is not None
    assert (broken.seq, broken.what) == (2, "head")


def test_the_newest_rows_of_an_actor_come_first_and_in_pages(database: Database) -> None:
    case_id = a_case_of_three_rows(database)

    with database.reading() as session:
        first = history.latest(session, limit=2)
        last = first[-1]
        second = history.latest(session, before=(last.row.at, last.instance_id, last.row.seq), limit=2)
        of_petrov = history.latest(session, actor=PETROV)

    assert [glance.row.seq for glance in first + second] == [2, 3, 1]
    assert [(glance.instance_id, glance.number, glance.row.seq) for glance in of_petrov] == [
        (case_id, "ЭКЗ-2026-0017", 3)
    ]


def test_an_operation_that_fails_leaves_no_row(database: Database) -> None:
    with database.writing() as session:
        case_id = a_case(session).id

    with pytest.raises(RuntimeError), database.writing() as session:
        case = instances.moving(session, case_id)
        instances.keep(session, case, [], definition=EXAM, at=MONDAY, actor=PETROV, role=None, core=1, digest=DIGEST)
        raise RuntimeError

    with database.reading() as session:
        assert history.rows(session, case_id) == []
        assert instances.get(session, case_id).rev == 0

"""Repeats get the first answer; administrative acts are remembered; words are cut alike everywhere."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import idempotency, journal, settings
from storage.database import Database
from storage.errors import IdempotencyMismatch, StillRunning
from storage.text import sort_key, tokens
from tests.storage.cases import IVANOVA, MONDAY, days


def test_a_repeated_request_gets_the_first_answer(database: Database) -> None:
    with database.writing() as session:
        assert idempotency.remembered(session, "person:1", "k", "digest") is None
        idempotency.remember(session, "person:1", "k", "digest", status=201, body={"id": "17"}, at=MONDAY)

    with database.reading() as session:
        again = idempotency.remembered(session, "person:1", "k", "digest")
        assert idempotency.remembered(session, "person:2", "k", "digest") is None
        with pytest.raises(IdempotencyMismatch):
            idempotency.remembered(session, "person:1", "k", "another digest")
    assert again == idempotency.Answer(status=201, body={"id": "17"})


def test_an_effect_that_is_rolled_back_is_not_remembered(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        idempotency.remember(session, "person:1", "k", "digest", status=201, body=None, at=MONDAY)
        raise RuntimeError

    with database.reading() as session:
        assert idempotency.remembered(session, "person:1", "k", "digest") is None


def test_a_second_request_under_a_key_never_runs_beside_the_first(database: Database) -> None:
    begun, heard = threading.Event(), threading.Event()
    met: list[object] = []

    def second() -> None:
        begun.wait(10)
        try:
            with database.writing() as session:
                met.append(idempotency.remembered(session, "person:1", "k", "digest"))
        except StillRunning as refusal:
            met.append(refusal.facts["retry_after"])
        heard.set()

    other = threading.Thread(target=second)
    other.start()
    with database.writing() as session:
        assert idempotency.remembered(session, "person:1", "k", "digest") is None
        begun.set()
        heard.wait(10 if database.dialect == "postgresql" else 0.3)
        idempotency.remember(session, "person:1", "k", "digest", status=200, body="done", at=MONDAY)
    other.join(10)

    assert met == [1 if database.dialect == "postgresql" else idempotency.Answer(status=200, body="done")]


def test_old_keys_are_forgotten(database: Database) -> None:
    with database.writing() as session:
        idempotency.remember(session, "person:1", "k", "digest", status=201, body=None, at=MONDAY)
        idempotency.forget(session, days(1))

        assert idempotency.remembered(session, "person:1", "k", "another digest") is None


def test_the_journal_tells_the_newest_first_and_in_pages(database: Database) -> None:
    with database.writing() as session:
        journal.record(session, at=MONDAY, actor=IVANOVA, kind="role.granted", subject="person:7", details={"r": "x"})
        journal.record_all(
            session,
            [
                {"at": MONDAY, "actor": IVANOVA, "kind": "personal.read", "subject": f"instance:{n}", "details": {}}
                for n in range(2)
            ],
        )
        newest = journal.entries(session, limit=2)
        rest = journal.entries(session, before=newest[-1].id)

        assert [entry.subject for entry in newest + rest] == ["instance:1", "instance:0", "person:7"]
        assert [entry.details for entry in journal.entries(session, kind="role.granted")] == [{"r": "x"}]
        assert [entry.kind for entry in journal.entries(session, subject="instance:0")] == ["personal.read"]


@pytest.mark.parametrize("value", [True, None, 7, {"ru": ["да"]}])
def test_a_switch_keeps_its_last_value(database: Database, value: object) -> None:
    with database.writing() as session:
        settings.put(session, "two_people:exam", "old", at=MONDAY, actor=IVANOVA)
        settings.put(session, "two_people:exam", value, at=MONDAY, actor=IVANOVA)

        assert settings.get(session, "two_people:exam", "default") == value
        assert settings.get(session, "other", "default") == "default"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Сидорова Анна", "сидоровой"),
        ("Берёза", "березы"),
        ("Заключение № 7-к от 12.03.2026", "7-к"),
        ("ЭКЗ-2026-0017", "17"),
        ("ЭКЗ-2026-0017", "0017"),
        ("ЭКЗ-2026-0017", "экз-2026-0017"),
        ("Welding inspectors", "inspector"),
    ],
)
def test_what_is_asked_for_is_found(text: str, query: str) -> None:
    assert tokens(query) <= tokens(text)


def test_a_number_is_not_found_by_a_part_of_a_part() -> None:
    assert not tokens("7") <= tokens("ЭКЗ-2026-0017")


@given(st.text())
def test_a_text_is_always_found_by_itself_and_in_any_case(text: str) -> None:
    assert tokens(text) == tokens(text)
    assert all(token and len(token) <= 64 for token in tokens(text))


def test_threads_cut_words_alike() -> None:
    words = "Рассмотреть комплект документов соискателей экзаменационной комиссии"
    expected, seen = tokens(words), []
    threads = [threading.Thread(target=lambda: seen.extend(tokens(words) for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [expected] * 800


def test_russian_names_sort_by_their_key() -> None:
    assert sorted(["Жук", "Ёлка", "Ель", "еда"], key=sort_key) == ["еда", "Ель", "Ёлка", "Жук"]

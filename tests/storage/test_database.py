"""Who may read, who may write, who comes first, and what happens after a commit."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from storage import instances, settings
from storage.database import Database, after_commit
from storage.errors import DatabaseBusy, NestedTransaction, ReadOnlySession, StorageError
from storage.fairness import FairLock
from storage.models import Instance
from tests.storage.cases import IVANOVA, MONDAY, a_case, completed, happen, opened, started


def test_what_a_writing_session_did_is_there_for_the_next_reader(database: Database) -> None:
    with database.writing() as session:
        case_id = a_case(session).id

    with database.reading() as session:
        assert instances.get(session, case_id).number == "ЭКЗ-2026-0017"


def test_an_exception_undoes_everything(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        a_case(session)
        1 / 0  # noqa: B018  # something goes wrong in the operation

    with database.reading() as session:
        assert session.scalars(select(Instance)).all() == []


def test_a_reading_session_refuses_a_written_row(database: Database) -> None:
    with pytest.raises(ReadOnlySession), database.reading() as session:
        settings.put(session, "two_people:exam", True, at=MONDAY, actor=IVANOVA)


def test_a_reading_session_refuses_a_statement_that_writes(database: Database) -> None:
    with pytest.raises(ReadOnlySession), database.reading() as session:
        session.execute(text("DELETE FROM setting"))


def test_a_reading_session_refuses_a_change_that_nobody_flushed(database: Database) -> None:
    with database.writing() as session:
        case_id = a_case(session).id

    with pytest.raises(ReadOnlySession), database.reading() as session:
        instances.get(session, case_id).stage = "exam"


def test_a_reading_session_sees_one_state(database: Database) -> None:
    with database.reading() as session:
        before = settings.get(session, "name", "none")
        with database.writing() as other:
            settings.put(other, "name", "put", at=MONDAY, actor=IVANOVA)
        again = settings.get(session, "name", "none")

    assert (before, again) == ("none", "none")


def test_callbacks_run_after_the_commit_in_order(database: Database) -> None:
    seen: list[object] = []

    def look() -> None:
        with database.reading() as session:
            seen.append(settings.get(session, "name", None))

    with database.writing() as session:
        settings.put(session, "name", "put", at=MONDAY, actor=IVANOVA)
        after_commit(session, look)
        after_commit(session, lambda: seen.append("second"))
        assert seen == []

    assert seen == ["put", "second"]


def test_a_commit_that_fails_leaves_nothing_behind_and_nobody_locked_out(database: Database) -> None:
    """SQLite stays inside a transaction whose commit it refused."""
    with database.writing() as session:
        session.execute(
            text("CREATE TABLE late (case_id INTEGER REFERENCES instance (id) DEFERRABLE INITIALLY DEFERRED)")
        )

    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text("INSERT INTO late VALUES (4711)"))

    with database.writing() as session:
        assert session.execute(text("SELECT count(*) FROM late")).scalar() == 0
        a_case(session)


def test_no_callback_runs_after_a_rollback(database: Database) -> None:
    seen: list[str] = []

    with pytest.raises(ZeroDivisionError), database.writing() as session:
        after_commit(session, lambda: seen.append("called"))
        1 / 0  # noqa: B018  # something goes wrong in the operation

    assert seen == []


def test_a_failing_callback_does_not_take_back_the_commit(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    with database.writing() as session:
        settings.put(session, "name", "put", at=MONDAY, actor=IVANOVA)
        after_commit(session, lambda: 1 // 0 and None)
        after_commit(session, lambda: seen.append("next"))

    with database.reading() as session:
        assert settings.get(session, "name", None) == "put"
    assert seen == ["next"]
    assert "the commit stands" in caplog.text


def test_a_second_transaction_inside_one_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    with pytest.raises(NestedTransaction), database.writing(), database.writing():
        pass


def test_no_update_is_lost_between_threads(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), *(opened(task) for task in range(1, 9)))
        case_id = case.id
    failures: list[BaseException] = []

    def complete(task: int) -> None:
        try:
            with database.writing() as session:
                happen(session, instances.moving(session, case_id), completed(task))
        except BaseException as error:  # pytest must see it in the main thread
            failures.append(error)

    threads = [threading.Thread(target=complete, args=(task,)) for task in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        assert failures == []
        assert instances.get(session, case_id).rev == 9
        assert instances.open_tasks(session, case_id) == []


def test_whoever_waits_longest_is_served_first() -> None:
    lock, served = FairLock(), list[int]()
    assert lock.acquire(1)

    def wait(number: int) -> None:
        assert lock.acquire(10)
        served.append(number)
        lock.release()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while lock.waiting <= number:
            time.sleep(0.001)
    lock.release()
    for thread in threads:
        thread.join()

    assert served == [0, 1, 2, 3, 4, 5]


def test_whoever_gives_up_waiting_is_passed_over() -> None:
    lock = FairLock()
    assert lock.acquire(1)
    assert not lock.acquire(0.01)

    lock.release()

    assert lock.waiting == 0
    assert lock.acquire(0.01)


def test_a_writer_that_waits_too_long_is_told_so(database: Database) -> None:
    with database.writing() as session:
        case_id = a_case(session).id
    impatient = Database.open(database.url.render_as_string(hide_password=False), busy_timeout=0.05)
    entered, leave = threading.Event(), threading.Event()

    def move() -> None:
        with impatient.writing() as session:
            instances.moving(session, case_id)
            entered.set()
            leave.wait(10)

    writer = threading.Thread(target=move)
    writer.start()
    entered.wait(10)
    with pytest.raises(DatabaseBusy), impatient.writing() as session:
        instances.moving(session, case_id)
    leave.set()
    writer.join()
    impatient.close()


def test_a_file_that_another_program_holds_is_named_busy(sqlite_file: Database) -> None:
    impatient = Database.open(str(sqlite_file.url), busy_timeout=0.05)

    with sqlite_file.writing() as session:
        a_case(session)
        with pytest.raises(DatabaseBusy), impatient.writing() as other:
            a_case(other)
    impatient.close()


def test_sqlite_keeps_what_it_has_acknowledged(sqlite_file: Database) -> None:
    with sqlite_file.writing() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_one_process_serves_a_file(sqlite_file: Database) -> None:
    second = Database.open(str(sqlite_file.url))

    with sqlite_file.serve_alone(), pytest.raises(DatabaseBusy) as refused, second.serve_alone():
        pass

    assert "PostgreSQL" in refused.value.ru
    with second.serve_alone():
        pass


def test_engines_are_made_anew_after_a_fork(sqlite_file: Database) -> None:
    with sqlite_file.writing() as session:
        a_case(session)
    parents = sqlite_file.engine

    child = os.fork()
    if child == 0:
        try:
            with sqlite_file.writing() as session:
                a_case(session, "ЭКЗ-2026-0018")
            os._exit(0 if sqlite_file.engine is not parents else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert sqlite_file.engine is parents
    with sqlite_file.reading() as session:
        assert len(session.scalars(select(Instance)).all()) == 2


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_a_database_that_cannot_serve_us_is_refused(url: str) -> None:
    with pytest.raises(StorageError):
        Database.open(url)


def test_a_path_is_all_that_sqlite_needs(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/new.db")

    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()

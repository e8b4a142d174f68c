"""The inbox of a person is the union of the inboxes of his keys: each task once, by due, in pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import event

from storage import inbox, instances, search
from storage.database import Database
from storage.inbox import Count, Filters
from storage.models import FAR_FUTURE
from tests.storage.cases import IVANOVA, PETROV, a_case, days, facts, happen, opened, started

KEYS = ["coc_specialist", "candidate@party:12"]


def three_cases(database: Database) -> list[int]:
    """17: two tasks, one of them for both keys; 18: one task without due; 19: a task of somebody else."""
    cases = []
    with database.writing() as session:
        for number, tasks in (
            ("ЭКЗ-2026-0017", [opened(1, "EXM-20", due=days(5)), opened(2, "EXM-30", *KEYS, due=days(2))]),
            ("ЭКЗ-2026-0018", [opened(1)]),
            ("ЭКЗ-2026-0019", [opened(1, "EXM-40", "coc_head", due=days(1))]),
        ):
            case = a_case(session, number)
            happen(session, case, started(number), *tasks)
            cases.append(case.id)
    return cases


def listed(database: Database, filters: Filters | None = None, keys: list[str] | None = None) -> list[tuple[int, int]]:
    with database.reading() as session:
        found = inbox.entries(session, keys or KEYS, filters=filters or Filters())
    return [(entry.instance_id, entry.task) for entry in found]


def test_tasks_come_by_due_each_once_and_those_without_due_last(database: Database) -> None:
    first, second, _ = three_cases(database)

    with database.reading() as session:
        found = inbox.entries(session, KEYS)

    assert [(entry.instance_id, entry.task, entry.due) for entry in found] == [
        (first, 2, days(2)),
        (first, 1, days(5)),
        (second, 1, None),
    ]
    assert (found[0].number, found[0].name, found[0].element) == ("ЭКЗ-2026-0017", "Шаг EXM-30", "EXM-30")


def test_pages_continue_where_the_last_one_ended(database: Database) -> None:
    three_cases(database)

    with database.reading() as session:
        whole = inbox.entries(session, KEYS)
        pages = []
        after: tuple[datetime, int, int] | None = None
        while page := inbox.entries(session, KEYS, after=after, limit=1):
            pages += page
            after = page[-1].cursor

    assert pages == whole
    assert whole[-1].cursor[0] == FAR_FUTURE


def test_nobody_without_keys_sees_anything(database: Database) -> None:
    three_cases(database)

    with database.reading() as session:
        assert inbox.entries(session, []) == []
        assert inbox.count(session, []) == Count(number=0, capped=False)


def test_a_grant_for_one_procedure_shows_that_procedure_only(database: Database) -> None:
    first, second, _ = three_cases(database)

    assert listed(database, keys=["coc_specialist/exam"]) == [(first, 2), (first, 1), (second, 1)]
    assert listed(database, keys=["coc_specialist/audit"]) == []


def test_filters_narrow_the_list(database: Database) -> None:
    first, second, _ = three_cases(database)

    assert listed(database, Filters(element="EXM-30")) == [(first, 2)]
    assert listed(database, Filters(instance_id=second)) == [(second, 1)]
    assert listed(database, Filters(due_before=days(3))) == [(first, 2)]
    assert listed(database, Filters(due_from=days(3), due_before=days(9))) == [(first, 1)]
    assert listed(database, Filters(procedure="audit")) == []


def test_taken_and_free_tasks_can_be_told_apart(database: Database) -> None:
    first, second, _ = three_cases(database)
    with database.writing() as session:
        happen(session, instances.moving(session, first), facts.TaskClaimed(task=1, person=IVANOVA))

    assert listed(database, Filters(assignee=IVANOVA)) == [(first, 1)]
    assert listed(database, Filters(assignee=PETROV)) == []
    assert listed(database, Filters(free=True)) == [(first, 2), (second, 1)]


def test_words_of_the_case_find_its_tasks(database: Database) -> None:
    first, second, _ = three_cases(database)
    with database.writing() as session:
        search.add_erasable(session, first, ["Сидорова Анна Петровна"])

    assert listed(database, Filters(q="сидоровой")) == [(first, 2), (first, 1)]
    assert listed(database, Filters(q="18")) == [(second, 1)]
    assert listed(database, Filters(q="сидорова 18")) == []


def test_counts_stop_at_a_cap(database: Database) -> None:
    three_cases(database)

    with database.reading() as session:
        assert inbox.count(session, KEYS) == Count(number=3, capped=False)
        assert inbox.count(session, KEYS, cap=2) == Count(number=2, capped=True)
        assert inbox.counts_by_key(session, [*KEYS, "board"]) == {
            "coc_specialist": Count(number=3, capped=False),
            "candidate@party:12": Count(number=1, capped=False),
            "board": Count(number=0, capped=False),
        }


def test_a_person_of_very_many_parties_has_one_inbox(database: Database) -> None:
    first, _, third = three_cases(database)
    keys = [f"candidate@party:{number}" for number in range(450)] + ["coc_head"]

    with database.reading() as session:
        assert listed(database, keys=keys) == [(third, 1), (first, 2)]
        assert inbox.count(session, keys) == Count(number=2, capped=False)


def test_the_next_task_of_a_case_is_the_soonest_that_is_mine(database: Database) -> None:
    first, _, third = three_cases(database)

    with database.reading() as session:
        mine = inbox.next_of_instance(session, KEYS, first)
        assert inbox.next_of_instance(session, KEYS, third) is None
        assert [row.role for row in inbox.waiting(session, third)] == ["coc_head"]

    assert mine is not None
    assert mine.task == 2


@pytest.mark.parametrize(
    ("filters", "scan"),
    [
        pytest.param(Filters(), "PRIMARY KEY (role=? AND (due,instance_id,task)>", id="page"),
        pytest.param(Filters(procedure="exam"), "PRIMARY KEY (role=? AND (due,instance_id,task)>", id="procedure"),
        pytest.param(Filters(assignee=IVANOVA), "ix_inbox_assignee (assignee=? AND (due,instance_id,task)>", id="mine"),
    ],
)
def test_a_page_of_the_inbox_is_read_by_range_scans(sqlite_file: Database, filters: Filters, scan: str) -> None:
    sent: list[tuple[str, tuple[object, ...]]] = []
    cursor = (days(1), 1, 1)
    with sqlite_file.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
        inbox.entries(session, KEYS, filters=filters, after=cursor)
        [(statement, parameters)] = sent
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    details = " ".join(str(line[3]) for line in plan)
    assert scan in details
    assert "SCAN inbox" not in details

"""One click is one transaction: what it costs, and that nothing of a failed one stays."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DatabaseError

from service.operations import claim_task, complete_task, release_task
from storage import history
from tests.service.driver import GOOD, Office


def test_a_completion_is_one_commit_and_at_most_twelve_statements(office: Office) -> None:
    begun = office.apply(scans=[office.upload("petrova", name=f"{n}.pdf") for n in range(4)])
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    ref = office.ref("sidorov", "Подписать пропуск")
    sidorov = office.who("sidorov")
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", note)

    with office.statements() as sent:
        complete_task.complete(office.here, sidorov, ref, {})

    event.remove(Engine, "commit", note)
    assert len(commits) == 1
    assert len(sent) <= 12, sent


def test_a_failed_transaction_leaves_nothing_and_the_case_goes_on(office: Office) -> None:
    begun = office.apply()
    ref = begun.waiting[0].task

    with office.refusing_history(), pytest.raises(DatabaseError):
        office.do("ivanov", ref, GOOD)

    assert office.task(ref).status == "open"
    assert office.here.live.seq(begun.instance_id) is None, "what may differ from the log is thrown away"
    office.do("ivanov", ref, GOOD)
    office.settle()
    office.holds_together(begun.instance_id)


def test_a_refused_click_keeps_the_case_warm(office: Office) -> None:
    begun = office.apply()

    with pytest.raises(Exception, match=r"Специалист|Clerk"):
        office.do("sidorov", begun.waiting[0].task, GOOD)

    assert office.here.live.seq(begun.instance_id) == 1


def test_another_process_catches_up_from_the_log(office: Office) -> None:
    begun = office.apply()
    other = office.opened()
    claim_task.claim(other, office.who("ivanov"), begun.waiting[0].task)
    release_task.release(office.here, office.who("ivanov"), begun.waiting[0].task)
    claim_task.claim(other, office.who("orlova"), begun.waiting[0].task)

    office.holds_together(begun.instance_id)
    with other.database.reading() as session:
        assert [row.seq for row in history.rows(session, begun.instance_id)] == [1, 2, 3, 4]
    other.close()

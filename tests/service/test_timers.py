"""What happens by time alone, and by the virtual clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from processes import facts
from service.clock import VirtualClock
from service.errors import Conflict, Unfit
from service.installation import open_installation
from service.operations import fire_timers, move_clock, release_task
from service.restoring import DUE_AFTER, warm
from storage import history, instances, journal, snapshots
from storage.models import Timer
from tests.service.driver import GOOD, Office


def fired(office: Office, instance_id: int) -> list[facts.TimerFired]:
    with office.here.database.reading() as session:
        rows = history.rows(session, instance_id)
    return [fact for row in rows for step in row.decoded() for fact in step.facts if isinstance(fact, facts.TimerFired)]


def test_a_reminder_goes_to_the_role_before_the_term_ends(office: Office) -> None:
    office.apply()

    office.wait(days=8)

    assert {letter["To"] for letter in office.post.delivered} == {"ivanov@mail.example", "orlova@mail.example"}
    assert "до 12.03.2026" in office.post.delivered[0].get_content()


def test_after_the_term_the_head_is_told_and_the_task_is_still_open(office: Office) -> None:
    begun = office.apply()

    office.wait(days=12)

    assert office.inbox("ivanov") == ["Проверить заявку"]
    with office.here.database.reading() as session:
        told = instances.alerts(session, ["head"])
    assert {alert.element for alert in told} == {"PER-20", "T-PER-10D"}
    office.holds_together(begun.instance_id)


def test_the_clock_stops_at_each_due_moment(office: Office) -> None:
    begun = office.apply()

    office.wait(days=30)

    assert [fact.late for fact in fired(office, begun.instance_id)] == [0, 0, 0]


def test_a_stopped_service_wakes_late_and_says_so(office: Office) -> None:
    begun = office.apply()

    office.wait(days=30, jump=True)

    late = [timedelta(seconds=fact.late).days for fact in fired(office, begun.instance_id)]
    assert late == [22, 19, 19]
    office.holds_together(begun.instance_id)


def test_a_timer_fires_once_however_often_somebody_looks(office: Office) -> None:
    begun = office.apply()
    office.clock.set(office.clock.now() + timedelta(days=9))

    for _ in range(3):
        fire_timers.fire_due(office.here)

    assert len(fired(office, begun.instance_id)) == 1


def test_cases_that_are_due_together_are_read_together(office: Office) -> None:
    begun = [office.apply() for _ in range(12)]
    office.here.live.clear()
    office.clock.set(office.clock.now() + timedelta(days=8, hours=1))

    with office.statements() as sent:
        assert fire_timers.fire_due(office.here) == len(begun)

    assert sum("FROM history" in statement for statement in sent) == 1
    assert sum("FROM snapshot" in statement for statement in sent) == 1
    for case in begun:
        office.holds_together(case.instance_id)


def test_who_is_warm_already_is_not_read_again(office: Office) -> None:
    office.apply()
    office.clock.set(office.clock.now() + timedelta(days=8, hours=1))

    with office.statements() as sent:
        assert fire_timers.fire_due(office.here) == 1

    assert not [statement for statement in sent if "FROM history" in statement or "FROM snapshot" in statement]


def test_a_long_case_is_read_from_its_snapshot_when_its_timer_is_due(office: Office) -> None:
    begun, other = office.apply(), office.apply()
    for _ in range(DUE_AFTER // 2):
        office.claim("ivanov", begun.waiting[0].task)
        release_task.release(office.here, office.who("ivanov"), begun.waiting[0].task)
    office.here.live.clear()
    warm(office.here, [begun.instance_id, other.instance_id])
    office.here.live.clear()

    office.wait(days=9)

    for case in (begun, other):
        assert len(fired(office, case.instance_id)) == 1
        office.holds_together(case.instance_id)
    with office.here.database.reading() as session:
        assert snapshots.last(session, begun.instance_id) is not None
        assert snapshots.last(session, other.instance_id) is None


def test_timers_of_a_finished_task_are_gone(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)

    office.wait(days=30)

    assert fired(office, begun.instance_id) == []


def test_one_broken_case_does_not_hold_up_the_others(office: Office) -> None:
    broken, sound = office.apply(), office.apply()
    office.here.live.clear()
    with office.here.database.writing() as session:
        session.execute(text(f"UPDATE history SET text = 'spoiled' WHERE instance_id = {broken.instance_id}"))  # noqa: S608  a number

    office.wait(days=9)

    assert len(fired(office, sound.instance_id)) == 1
    with office.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="timers.failed", limit=1)
        assert entry.subject == f"instance:{broken.instance_id}"
        assert instances.get(session, broken.instance_id).postponed_until is not None
        state = select(Timer.state).where(Timer.instance_id == broken.instance_id, Timer.kind == "reminder")
        assert session.scalar(state) == "open"


def test_the_clock_never_goes_back(office: Office) -> None:
    with pytest.raises(Unfit):
        move_clock.move(office.here, to=office.clock.now() - timedelta(seconds=1))
    with pytest.raises(Unfit):
        move_clock.move(office.here)
    with pytest.raises(Unfit):
        move_clock.move(office.here, to=datetime(2027, 1, 1))


def test_a_real_clock_cannot_be_moved(office: Office) -> None:
    real = open_installation(office.config)

    with pytest.raises(Conflict):
        move_clock.move(real, by=timedelta(days=1))
    real.close()


def test_a_virtual_clock_takes_aware_moments_only() -> None:
    with pytest.raises(ValueError, match="offset"):
        VirtualClock(datetime(2026, 1, 1))

"""Cases that begin on time: each moment once, late ones too, taken over by the next version, on a clock that stops there."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import select, text

from processes import facts
from service.operations import approve, begin_on_time, fire_timers, publish, two_people
from service.operations.publish import Grounds
from storage import definitions, history, journal, start_timers, timers
from storage.models import Instance
from tests.service import orders
from tests.service.driver import START, Office

DAILY = ("T", orders.cycle("R/P1D"), {})


def published(office: Office, *starts: Any, **more: Any) -> None:
    publish.publish_parts(office.here, orders.parts(*starts, **more))


def owned(office: Office, since: datetime, *starts: Any, **more: Any) -> publish.Published:
    """A version that its owner publishes with an effective moment."""
    return publish.publish_upload(
        office.here, office.who("admin"), orders.parts(*starts, **more), Grounds(reason="план", effective_from=since)
    )


def cases(office: Office) -> list[Instance]:
    with office.here.database.reading() as session:
        return list(session.scalars(select(Instance).where(Instance.procedure == "orders").order_by(Instance.id)))


def begun(office: Office, instance_id: int) -> facts.InstanceStarted:
    with office.here.database.reading() as session:
        first = history.rows(session, instance_id)[0]
    (found,) = [fact for step in first.decoded() for fact in step.facts if isinstance(fact, facts.InstanceStarted)]
    return found


def dues(office: Office) -> list[str]:
    """When each case was due, on the clocks of the installation."""
    return [
        datetime.fromisoformat(begun(office, case.id).due or "").astimezone(office.here.zone).strftime("%d.%m.%Y %H:%M")
        for case in cases(office)
    ]


def late(office: Office) -> list[int | None]:
    return [begun(office, case.id).late for case in cases(office)]


def version_of(office: Office) -> list[int | None]:
    with office.here.database.reading() as session:
        return [definitions.get(session, case.definition_id).version for case in cases(office)]


def test_a_case_begins_each_day_while_the_version_is_in_effect(office: Office) -> None:
    published(office, DAILY)

    office.wait(days=3)

    assert dues(office) == ["03.03.2026 10:00", "04.03.2026 10:00", "05.03.2026 10:00"]
    assert late(office) == [0, 0, 0]
    assert [case.started_at for case in cases(office)] == [START + timedelta(days=n) for n in (1, 2, 3)]
    assert office.inbox("ivanov") == ["Выполнить заказ"] * 3
    for case in cases(office):
        office.holds_together(case.id)


def test_a_date_begins_one_case_and_no_other_version_begins_it_again(office: Office) -> None:
    date = ("T", orders.cycle("2026-03-05T12:00:00+03:00", "timeDate"), {})
    published(office, date)
    office.wait(days=10)

    published(office, date, note="# the same date\n")
    office.wait(days=10)

    assert dues(office) == ["05.03.2026 12:00"]


def test_a_month_is_clamped_and_counted_from_its_anchor(office: Office) -> None:
    published(office, ("T", orders.cycle("R/2026-01-31T09:00:00+03:00/P1M"), {}))

    office.wait(days=100)

    assert dues(office) == ["31.03.2026 09:00", "30.04.2026 09:00", "31.05.2026 09:00"]


def test_a_setting_says_how_often(office: Office) -> None:
    published(office, ("T", orders.cycle('if settings.season = 1 then "R2/P1Y" else "R/P1M"'), {}))

    office.wait(days=1200)

    assert dues(office) == ["02.03.2027 10:00", "02.03.2028 10:00"]


def test_a_service_that_stood_for_a_while_begins_each_missed_case_late_and_in_order(office: Office) -> None:
    published(office, DAILY)

    office.wait(days=3, hours=2, jump=True)

    assert dues(office) == ["03.03.2026 10:00", "04.03.2026 10:00", "05.03.2026 10:00"]
    assert late(office) == [50 * 3600, 26 * 3600, 2 * 3600]
    first = office.task(office.ref("ivanov", "Выполнить заказ"))
    assert first.due is not None
    assert first.due.astimezone(office.here.zone).strftime("%d.%m.%Y") == "13.03.2026"  # ten days after it was due
    assert len({case.number for case in cases(office)}) == 3


def test_a_newer_version_takes_the_schedule_over_and_goes_on_counting(office: Office) -> None:
    three_times = ("T", orders.cycle("R3/P2D"), {})
    published(office, three_times)
    office.wait(days=3)

    published(office, three_times, note="# another text\n")
    office.wait(days=10)

    assert dues(office) == ["04.03.2026 10:00", "06.03.2026 10:00", "08.03.2026 10:00"]
    assert version_of(office) == [1, 2, 2]


def test_another_cycle_counts_anew(office: Office) -> None:
    published(office, DAILY)
    office.wait(hours=12)

    published(office, ("T", orders.cycle("R/P7D"), {}))
    office.wait(days=8)

    assert dues(office) == ["09.03.2026 22:00"]


def test_a_setting_that_it_reads_is_a_part_of_the_cycle(office: Office) -> None:
    by_season = ("T", orders.cycle('if settings.season = 1 then "R/P1D" else "R/P2D"'), {})
    published(office, by_season)
    changed = orders.parts(by_season)
    changed["procedure.yaml"] = changed["procedure.yaml"].replace(b"value: 1", b"value: 2")
    publish.publish_parts(office.here, changed)

    office.wait(days=3)

    assert dues(office) == ["04.03.2026 10:00"]


def test_a_version_without_the_start_ends_it(office: Office) -> None:
    published(office, DAILY)
    office.wait(days=1)

    published(office, ("S", "", {"role": "clerk"}))
    office.wait(days=10)

    assert dues(office) == ["03.03.2026 10:00"]
    with office.here.database.reading() as session:
        assert timers.next_due(session) is None


def test_a_version_that_takes_effect_later_takes_over_then(office: Office) -> None:
    published(office, DAILY)
    two_people.turn(office.here, office.who("admin"), "orders", on=False)
    owned(office, START + timedelta(days=2), ("T", orders.cycle("R/P1D"), {}), note="# another text\n")

    office.wait(days=3)

    assert dues(office) == ["03.03.2026 10:00", "04.03.2026 10:00", "05.03.2026 10:00"]
    assert version_of(office) == [1, 2, 2]


def test_what_was_due_before_a_change_is_begun_by_the_version_of_then(office: Office) -> None:
    published(office, DAILY)
    office.clock.set(START + timedelta(days=1, hours=1))

    published(office, ("T", orders.cycle("R/P7D"), {}))
    office.settle()

    assert (dues(office), version_of(office), late(office)) == (["03.03.2026 10:00"], [1], [3600])


def test_a_proposed_version_begins_nothing_until_it_is_approved(office: Office) -> None:
    office.person("zaitsev", "Зайцев Глеб", "process_owner")
    published(office, ("S", "", {"role": "clerk"}))
    two_people.turn(office.here, office.who("admin"), "orders", on=True)
    done = owned(office, START, DAILY)
    office.wait(days=2)
    assert cases(office) == []

    approve.approve(office.here, office.who("zaitsev"), "orders", done.version)
    office.wait(days=1)

    assert dues(office) == ["05.03.2026 10:00"]


def test_a_crash_between_beginning_and_moving_on_begins_it_once(office: Office) -> None:
    published(office, DAILY)
    office.clock.set(START + timedelta(days=1))

    with office.refusing_history():
        fire_timers.fire_due(office.here)
    assert cases(office) == []
    with office.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="start.failed", limit=1)
        assert entry.subject == "definition:orders"

    office.restart()
    office.clock.set(office.clock.now() + begin_on_time.REST)
    office.settle()

    assert dues(office) == ["03.03.2026 10:00"]
    assert cases(office)[0].number == "ЗАК-2026-0001"


def test_two_nodes_begin_each_case_once(office: Office) -> None:
    published(office, DAILY)
    office.clock.set(START + timedelta(days=8))
    other, together = office.opened(), Barrier(2)

    def sweep(here: Any) -> None:
        together.wait()
        while fire_timers.fire_due(here):
            pass

    threads = [Thread(target=sweep, args=(here,)) for here in (office.here, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    office.settle()

    assert dues(office) == [f"{day:02}.03.2026 10:00" for day in range(3, 11)]


def test_a_broken_start_does_not_hold_up_the_others(office: Office) -> None:
    published(office, DAILY, ("U", orders.cycle("R/P1D"), {}))
    with office.here.database.writing() as session:
        session.execute(text("UPDATE start_timer SET agenda = 'null' WHERE element = 'T'"))

    office.wait(days=1)

    assert [begun(office, case.id).element for case in cases(office)] == ["U"]
    with office.here.database.reading() as session:
        row = definitions.newest(session, "orders", office.clock.now())
        assert row is not None
        assert start_timers.of_definition(session, row.id)["T"].postponed_until is not None

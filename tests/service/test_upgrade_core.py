"""A release with another core takes running cases over: `poryadok migrate`, on a file database, one process after another."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from processes.instance import CORE, Instance
from service.cli import main
from service.errors import OtherCore, status_of
from service.operations import cancel_instance, fire_timers, suspend_instance, upgrade_core
from storage import history, journal
from tests.processes.releases import Former, FormerEarlier, FormerOtherwise
from tests.service.driver import GOOD, Office


@pytest.fixture
def former(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office while a former release keeps its cases; `restart` installs this one."""
    monkeypatch.setenv("DATABASE_URL", office.config.database_url)
    monkeypatch.setenv("PORYADOK_FILES", str(tmp_path / "files"))
    return kept_by(office, FormerEarlier)


def kept_by(office: Office, fold: type[Instance]) -> Office:
    office.here.fold = fold
    return office


def run(*words: str) -> str:
    return CliRunner().invoke(main, list(words)).output


def replayed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("replay", "--json"))
    return found


def migrated(office: Office) -> str:
    """What `poryadok migrate` says; then the service starts again."""
    office.here.close()
    said = run("migrate")
    office.here = office.opened()
    return said


def rows(office: Office, instance_id: int) -> list[history.Row]:
    with office.here.database.reading() as session:
        return history.rows(session, instance_id)


def kinds(row: history.Row) -> list[str]:
    return [fact["fact"] for step in row.steps for fact in step["facts"]]


def test_running_cases_go_over_go_on_and_hold(former: Office) -> None:
    begun, taken = former.apply(), former.apply()
    former.claim("ivanov", taken.waiting[0].task)
    former.restart()

    said = migrated(former)

    assert "Дел прежнего ядра: 2; переведено записью в журнале: 2." in said
    last = rows(former, taken.instance_id)[-1]
    assert (last.core, last.actor, last.seq) == (CORE, "system", 3)
    assert kinds(last)[0] == "CoreUpgraded" and set(kinds(last)[1:]) == {"TimerCancelled", "TimerArmed"}
    former.wait(days=9)
    former.do("ivanov", taken.waiting[0].task, GOOD)
    former.settle()
    for case in (begun, taken):
        former.holds_together(case.instance_id)
    assert former.post.delivered, "the reminder has gone out"
    found = replayed()
    assert (found["equal"], found["differences"], found["older"]) == (True, [], [])
    assert found["upgraded"] == [{"number": begun.number, "seq": 2}, {"number": taken.number, "seq": 3}]
    assert json.loads(run("verify", "--json"))["intact"]


def test_done_again_nothing_happens(former: Office) -> None:
    begun = former.apply()
    former.restart()
    migrated(former)

    said = migrated(former)

    assert "прежнего ядра" not in said
    assert len(rows(former, begun.instance_id)) == 2


def test_until_it_has_gone_over_a_case_does_not_move(former: Office) -> None:
    begun = former.apply()
    former.restart()

    with pytest.raises(OtherCore) as refused:
        former.do("ivanov", begun.waiting[0].task, GOOD)
    former.clock.set(former.clock.now() + timedelta(days=9))
    assert fire_timers.fire_due(former.here) == 0

    assert status_of(refused.value) == 503 and "poryadok migrate" in refused.value.en
    assert len(rows(former, begun.instance_id)) == 1
    migrated(former)
    assert fire_timers.fire_due(former.here) == 1
    former.holds_together(begun.instance_id)


def test_a_case_that_the_new_core_answers_alike_goes_on_without_a_row(former: Office) -> None:
    begun = kept_by(former, Former).apply()
    former.restart()

    said = migrated(former)
    former.do("ivanov", begun.waiting[0].task, GOOD)

    assert "Дел прежнего ядра: 1; переведено записью в журнале: 0." in said
    assert [row.core for row in rows(former, begun.instance_id)] == [CORE - 1, CORE]
    former.holds_together(begun.instance_id)


def test_what_is_suspended_goes_over_and_waits_on(former: Office) -> None:
    begun = former.apply()
    suspend_instance.suspend(former.here, former.who("admin"), begun.instance_id, "Проверка жалобы")
    former.restart()

    migrated(former)
    former.wait(days=30)

    assert former.status(begun.instance_id) == "suspended"
    suspend_instance.resume(former.here, former.who("admin"), begun.instance_id, "Жалоба отклонена")
    former.settle()
    former.holds_together(begun.instance_id)


def test_what_had_ended_stays_as_it_was_and_is_named_with_its_core(former: Office) -> None:
    ended = former.apply()
    cancel_instance.cancel(former.here, former.who("admin"), ended.instance_id, "Подано по ошибке")
    former.restart()

    said = migrated(former)

    assert "прежнего ядра" not in said
    found = replayed()
    assert (found["equal"], found["older"]) == (True, [{"number": ended.number, "core": CORE - 1}])
    assert "прогнать может только он" in run("replay", ended.number)
    assert json.loads(run("verify", "--json"))["intact"]


def test_a_case_that_cannot_go_over_is_named_and_left(former: Office) -> None:
    stuck = kept_by(former, FormerOtherwise).apply()
    former.wait(days=9)
    fine = kept_by(former, Former).apply()
    former.restart()

    said = migrated(former)

    assert f"{stuck.number}: не переведено" in said and "FireTimer" in said
    assert len(rows(former, stuck.instance_id)) == 2
    with former.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="core.left", limit=5)
    assert entry.subject == f"instance:{stuck.instance_id}"
    former.do("ivanov", fine.waiting[0].task, GOOD)
    former.holds_together(fine.instance_id)


def test_nothing_vouches_for_a_history_that_somebody_has_altered(former: Office) -> None:
    begun = former.apply()
    former.restart()
    former.change("UPDATE history SET text = replace(text, '\"PER-20\"', '\"PER-40\"') WHERE seq = 1")

    (left,) = upgrade_core.upgrade(former.here).left

    assert (left.number, "verify" in left.en) == (begun.number, True)
    assert len(rows(former, begun.instance_id)) == 1


@pytest.mark.parametrize(
    ("seq", "one", "other"),
    [
        pytest.param(1, "Europe/Moscow", "Europe/Minsk", id="before, what was asked"),
        pytest.param(1, "FlowTaken", "EventCaught", id="before, what followed"),
        pytest.param(2, '"actor":"person:2"', '"actor":"person:3"', id="before, who asked"),
        pytest.param(3, "TimerArmed", "TimerFired", id="the row itself"),
        pytest.param(4, '"good"', '"bad"', id="after, what was asked"),
        pytest.param(4, '"late":0', '"late":1', id="after, what followed"),
    ],
)
def test_a_row_altered_before_or_after_is_found_by_verify_and_by_replay(
    former: Office, seq: int, one: str, other: str
) -> None:
    begun = former.apply()
    former.claim("ivanov", begun.waiting[0].task)
    former.restart()
    migrated(former)
    former.do("ivanov", begun.waiting[0].task, GOOD)
    former.settle()
    assert replayed()["equal"]
    before = rows(former, begun.instance_id)[seq - 1].text

    former.change(f"UPDATE history SET text = replace(text, :one, :other) WHERE seq = {seq}", one=one, other=other)  # noqa: S608  a number

    with former.here.database.reading() as session:
        assert history.check(session, begun.instance_id) is not None, before
    assert not json.loads(run("verify", "--json"))["intact"]
    found = replayed()
    assert not found["equal"] and found["differences"], found

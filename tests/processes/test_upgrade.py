"""Another core takes a running case over: its whole log under the new fold, and facts for what is open otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from processes import commands, facts, replay
from processes.errors import CommandRefused
from processes.instance import CORE, Instance, restore
from processes.upgrade import CannotUpgrade, record, upgraded
from tests.processes.casework import Casework, Row, definition, reminders
from tests.processes.engine.sketch import process
from tests.processes.releases import Forgetful, Later, LaterStill, Otherwise, Talkative
from tests.processes.test_instance import REASON

STEP = {"properties": {"role": "clerk", "due": "days_after(now(), 10)"}}


def a_case() -> Casework:
    """Two steps side by side behind a first one, each with a reminder; the second one's is taken."""
    drawn = process("P", "S:start A:user F:and B:user C:user J:and E:end", "S>A A>F F>B F>C B>J C>J J>E",
                    A=STEP, B=STEP, C=STEP)  # fmt: skip
    told = {step: reminders(step, ("reminder", 2, None))[step] for step in ("A", "B", "C")}
    return Casework(definition(drawn, reminders=told)).start()


def half_done() -> Casework:
    case = a_case()
    case.do("A")
    case.send(commands.ClaimTask, by="person:7", task=case.task("B"))
    return case


def goes_over(case: Casework, fold: type[Instance]) -> None:
    """As the service does it: the row after the others, and from now on the new fold."""
    over = upgraded(case.definition, 1, case.rows, fold)
    command = commands.UpgradeCore(at=case.now, actor="system", was=CORE, core=fold.core, record=record(case.rows))
    followed = over.live.apply(command) + over.between
    step = {"command": commands.encode(command), "facts": [facts.encode(fact) for fact in followed]}
    case.rows.append(Row(len(case.rows) + 1, case.now, "system", [step], over.live.digest()))
    case.live, case.restored = over.live, restore(case.definition, 1, case.rows, fold)
    assert case.restored.state() == case.live.state()


def difference(case: Casework, fold: type[Instance]) -> tuple[int, int] | None:
    found = replay.first_difference(case.definition, 1, case.rows, fold)
    return None if found is None else (found.seq, found.n)


def told(case: Casework) -> list[dict[str, Any]]:
    return case.rows[-1].steps[0]["facts"]


def test_what_is_open_otherwise_is_closed_and_opened_and_nothing_else_is_told() -> None:
    case = half_done()
    was = {timer.timer: timer.due for timer in case.live.timers.values()}

    goes_over(case, Later)

    first, *between = told(case)
    assert first == {"fact": "CoreUpgraded", "was": CORE, "core": CORE + 1}
    assert [fact["fact"] for fact in between] == ["TimerCancelled", "TimerCancelled", "TimerArmed", "TimerArmed"]
    assert {fact["timer"] for fact in between} == set(was) == set(case.live.timers)
    for fact in between[2:]:
        assert str(fact["due"])[:10] == "2026-03-10" and was[fact["timer"]][:10] == "2026-03-09"


def test_the_case_goes_on_and_its_log_runs_equal_to_the_end() -> None:
    case = half_done()
    goes_over(case, Later)

    case.wait(days=9)
    case.do("B", by="person:7")
    case.do("C")

    assert case.live.ended
    assert difference(case, Later) is None
    assert restore(case.definition, 1, case.rows, Later).digest() == case.rows[-1].digest


def test_until_then_the_log_differs_under_the_new_core() -> None:
    case = half_done()

    assert difference(case, Instance) is None
    assert difference(case, Later) is not None


@pytest.mark.parametrize(
    ("seq", "spoil"),
    [
        pytest.param(1, lambda row: row.steps[0]["command"].update(number="ПР-2026-0002"), id="a command before"),
        pytest.param(2, lambda row: row.steps[0]["command"]["answers"].update(x=1), id="answers before"),
        pytest.param(2, lambda row: row.steps[0]["facts"][-1].update(due=None), id="what was open before"),
        pytest.param(3, lambda row: row.steps[0]["facts"][0].update(person="person:8"), id="whose it was before"),
        pytest.param(4, lambda row: row.steps[0]["facts"][0].update(was=0), id="the upgrade itself"),
        pytest.param(4, lambda row: row.steps[0]["facts"].pop(), id="what it told"),
        pytest.param(5, lambda row: row.steps[0]["facts"][0].update(late=3), id="a fact after"),
        pytest.param(5, lambda row: row.steps[0]["command"]["answers"].update(x=1), id="answers after"),
    ],
)
def test_a_row_altered_before_or_after_is_found(seq: int, spoil: Callable[[Row], object]) -> None:
    case = half_done()
    goes_over(case, Later)
    case.do("B", by="person:7")
    assert difference(case, Later) is None

    spoil(case.rows[seq - 1])

    assert difference(case, Later) is not None


def test_a_suspended_case_goes_over_as_it_is() -> None:
    case = half_done()
    case.send(commands.SuspendInstance, by="person:9", reason=REASON)

    goes_over(case, Later)

    assert case.live.suspended is not None and case.live.suspended.by == "person:9"
    case.send(commands.ResumeInstance, by="person:9", reason=REASON)
    assert difference(case, Later) is None


def test_a_case_may_go_over_again_and_is_compared_from_the_last_time_on() -> None:
    case = half_done()
    goes_over(case, Later)
    case.do("B", by="person:7")

    goes_over(case, LaterStill)
    case.do("C")

    assert difference(case, LaterStill) is None
    assert difference(case, Later) is not None


def test_facts_alone_may_differ() -> None:
    drawn = process("P", "S:start A:user W:script B:user E:end", "S>A A>W W>B B>E", A=STEP, B=STEP,
                    W={"script": "n = 1"})  # fmt: skip
    case = Casework(definition(drawn)).start()
    case.do("A")
    assert difference(case, Talkative) is not None

    goes_over(case, Talkative)

    assert len(told(case)) == 1
    assert difference(case, Talkative) is None


def test_answers_never_land_in_a_neighbours_step() -> None:
    case = a_case()
    case.do("A")
    case.do("C")

    with pytest.raises(CannotUpgrade) as refused:
        upgraded(case.definition, 1, case.rows, Otherwise)

    assert refused.value.seq in (2, 3) and "CompleteTask" in refused.value.en


def test_a_case_that_would_lose_its_people_stays_where_it_is() -> None:
    with pytest.raises(CannotUpgrade, match="applicant party:12"):
        upgraded(a_case().definition, 1, a_case().rows, Forgetful)


def test_a_release_that_is_older_than_the_case_does_not_take_it_up() -> None:
    case = half_done()
    goes_over(case, Later)

    with pytest.raises(CommandRefused, match="newer release"):
        restore(case.definition, 1, case.rows, Instance)

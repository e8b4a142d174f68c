"""A task is given to somebody by whoever answers for it, with a reason that stays in the history."""

from __future__ import annotations

import pytest

from service.errors import Conflict, NotAllowed, TaskAlreadyDone, TaskTaken, Unfit
from service.operations import assign_task, show_instance
from service.outcome import Outcome
from storage.errors import NotFound
from tests.service.driver import GOOD, Office

WHY = "Иванов в отпуске до пятницы"


def give(office: Office, by: str, ref: str, to: str, reason: str = WHY) -> Outcome:
    return assign_task.assign(office.here, office.who(by), ref, office.people[to].id, reason)


@pytest.mark.parametrize("by", ["admin", "sidorov"])
def test_the_owner_or_the_head_of_the_role_gives_a_task_whoever_holds_it(office: Office, by: str) -> None:
    begun = office.apply()
    ref = str(begun.waiting[0].task)
    office.claim("ivanov", ref)

    given = give(office, by, ref, "orlova")

    assert office.task(ref).assignee == office.people["orlova"].id
    assert given.etag == office.etag(ref)
    with pytest.raises(TaskTaken):
        office.do("ivanov", ref, GOOD)
    last = show_instance.events(office.here, office.who("admin"), begun.instance_id)[-1]
    assert last["steps"][0]["facts"][0]["reason"] == WHY
    office.do("orlova", ref, GOOD)
    office.holds_together(begun.instance_id)


def test_nobody_else_gives_tasks_and_only_to_those_who_may_do_them(office: Office) -> None:
    ref = str(office.apply().waiting[0].task)

    with pytest.raises(NotAllowed):
        give(office, "ivanov", ref, "orlova")
    with pytest.raises(NotFound):
        give(office, "stranger", ref, "orlova")
    with pytest.raises(Conflict, match="does not hold the role"):
        give(office, "admin", ref, "petrova")
    with pytest.raises(NotFound):
        assign_task.assign(office.here, office.who("admin"), ref, "person:999", WHY)
    with pytest.raises(Unfit):
        give(office, "admin", ref, "orlova", " ")

    office.do("ivanov", ref, GOOD)
    with pytest.raises(TaskAlreadyDone):
        give(office, "admin", ref, "orlova")


def test_separation_of_duties_holds_for_whoever_a_task_is_given_to(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    signing = office.ref("sidorov", "Подписать пропуск")

    with pytest.raises(Conflict, match="separation of duties"):
        give(office, "admin", signing, "ivanov")
    give(office, "admin", signing, "orlova")

    assert office.task(signing).assignee == office.people["orlova"].id

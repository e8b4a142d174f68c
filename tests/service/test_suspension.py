"""A case that its owner halts: people, moments, messages and papers wait, and follow in their order when it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from processes import facts
from processes.errors import CommandRefused
from service.errors import CaseSuspended, NotAllowed, Unfit
from service.operations import (
    cancel_instance,
    fire_timers,
    publish,
    run_jobs,
    show_instance,
    show_task,
    start_instance,
    suspend_instance,
)
from service.outcome import Outcome
from storage import history, instances, journal, messages, timers
from storage.errors import NotFound
from tests.service.driver import GOOD, Office

WHY = "Ждём решения суда"


def halt(office: Office, case: Outcome, who: str = "admin") -> Outcome:
    return suspend_instance.suspend(office.here, office.who(who), case.instance_id, WHY)


def go_on(office: Office, case: Outcome) -> Outcome:
    return suspend_instance.resume(office.here, office.who("admin"), case.instance_id, "Решение получено")


def happened(office: Office, case: Outcome) -> list[facts.Fact]:
    with office.here.database.reading() as session:
        rows = history.rows(session, case.instance_id)
    return [fact for row in rows for step in row.decoded() for fact in step.facts]


ACTS: list[Any] = [
    pytest.param(lambda office, ref: office.claim("ivanov", ref), id="claim"),
    pytest.param(lambda office, ref: office.do("ivanov", ref, GOOD), id="complete"),
    pytest.param(lambda office, ref: office.act("petrova", int(ref.split("-")[0]), {"reason": "передумала"}), id="act"),
    pytest.param(
        lambda office, ref: suspend_instance.suspend(office.here, office.who("admin"), int(ref.split("-")[0]), WHY),
        id="suspend",
    ),
]


@pytest.mark.parametrize("act", ACTS)
def test_whoever_wants_to_do_anything_hears_by_whom_and_since_when(
    office: Office, act: Callable[[Any, str], object]
) -> None:
    begun = office.apply()
    halt(office, begun)

    with pytest.raises(CaseSuspended, match="Администратор") as refusal:
        act(office, str(begun.waiting[0].task))

    assert refusal.value.facts["suspended_by"] == "Администратор"
    assert refusal.value.facts["suspended_at"] == "2026-03-02T07:00:00+00:00"
    assert office.status(begun.instance_id) == "suspended"
    office.holds_together(begun.instance_id)


def test_the_owner_says_why_and_nobody_else_halts_a_case(office: Office) -> None:
    begun = office.apply()

    with pytest.raises(NotAllowed):
        halt(office, begun, "ivanov")
    with pytest.raises(NotFound):
        halt(office, begun, "stranger")
    with pytest.raises(Unfit):
        suspend_instance.suspend(office.here, office.who("admin"), begun.instance_id, " нет ")
    with pytest.raises(CommandRefused):
        go_on(office, begun)
    halt(office, begun)

    last = show_instance.events(office.here, office.who("admin"), begun.instance_id)[-1]
    assert last["steps"][0]["facts"][0] == {"fact": "InstanceSuspended", "reason": WHY}


def test_its_task_stays_in_the_inbox_marked_and_its_page_says_why_it_cannot_be_done(office: Office) -> None:
    begun = office.apply()

    halt(office, begun)

    view = show_task.show(office.here, office.who("ivanov"), str(begun.waiting[0].task))
    assert office.inbox("ivanov") == ["Проверить заявку"]
    assert (view.may_complete, type(view.refusal)) == (False, CaseSuspended)


def test_what_came_due_meanwhile_follows_late_once_and_in_order(office: Office) -> None:
    begun = office.apply()
    halt(office, begun)

    office.wait(days=15)
    quiet = [fact for fact in happened(office, begun) if isinstance(fact, facts.TimerFired)]
    go_on(office, begun)
    office.settle()

    fired = [fact for fact in happened(office, begun) if isinstance(fact, facts.TimerFired)]
    assert quiet == []
    assert [fact.due for fact in fired] == sorted(fact.due for fact in fired)
    assert len(fired) == 3 and all(fact.late > 0 for fact in fired)
    office.holds_together(begun.instance_id)


def test_nobody_looks_for_the_timers_of_a_suspended_case_and_none_is_swept_into_an_error(office: Office) -> None:
    begun = office.apply()
    office.wait(days=1)
    halt(office, begun)

    office.wait(days=20, jump=True)
    seen = fire_timers.fire_instance(office.here, begun.instance_id)

    with office.here.database.reading() as session:
        assert timers.due_instances(session, office.here.now()) == []
        assert journal.entries(session, kind="timers.failed") == []
    assert seen == 0


def to_payment(office: Office) -> Outcome:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    return begun


def test_a_message_waits_for_a_suspended_case_and_is_delivered_once_it_goes_on(office: Office) -> None:
    begun = to_payment(office)
    halt(office, begun)

    sent = office.pay(begun.number)
    office.settle()
    with office.here.database.reading() as session:
        waiting = messages.get(session, sent).state
    go_on(office, begun)
    office.settle()

    assert waiting == "waiting"
    assert office.status(begun.instance_id) == "finished"
    office.holds_together(begun.instance_id)


def test_a_paper_that_was_being_made_is_asked_for_again(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    halt(office, begun)

    run_jobs.run_due(office.here)
    office.settle()
    before = [type(fact) for fact in happened(office, begun)]
    go_on(office, begun)
    office.settle()

    assert before[-1] is facts.InstanceSuspended
    assert office.inbox("sidorov") == ["Подписать пропуск"]
    office.holds_together(begun.instance_id)


RACE = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="race" targetNamespace="http://x.example">
  <bpmn:message id="M" name="paid"/>
  <bpmn:process id="P-RACE" name="Ожидание оплаты" isExecutable="true">
    <bpmn:startEvent id="R-10" name="Начать"><bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="role" value="clerk"/></spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:eventBasedGateway id="R-G"/>
    <bpmn:intermediateCatchEvent id="R-P" name="Оплачено"><bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="key" value="case.number"/></spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="R-T" name="Десять дней"><bpmn:timerEventDefinition>
      <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P10D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="R-E1" name="Оплачено в срок"/><bpmn:endEvent id="R-E2" name="Не оплачено"/>
    <bpmn:sequenceFlow id="f1" sourceRef="R-10" targetRef="R-G"/>
    <bpmn:sequenceFlow id="f2" sourceRef="R-G" targetRef="R-P"/>
    <bpmn:sequenceFlow id="f3" sourceRef="R-G" targetRef="R-T"/>
    <bpmn:sequenceFlow id="f4" sourceRef="R-P" targetRef="R-E1"/>
    <bpmn:sequenceFlow id="f5" sourceRef="R-T" targetRef="R-E2"/>
  </bpmn:process></bpmn:definitions>"""

RACE_PROCEDURE = """
key: race
title: {ru: Ожидание оплаты, en: Payment}
code: ОПЛ
main: P-RACE
roles:
  clerk: {ru: Специалист, en: Clerk}
"""


@pytest.mark.parametrize(("paid_after", "end"), [(5, "R-E1"), (12, "R-E2")])
def test_what_was_sent_before_a_term_comes_before_it(office: Office, paid_after: int, end: str) -> None:
    publish.publish_parts(office.here, {"procedure.yaml": RACE_PROCEDURE.encode(), "race.bpmn": RACE.encode()})
    begun = start_instance.start(office.here, office.who("ivanov"), procedure="race", answers={})
    office.wait(days=1)
    halt(office, begun)
    office.wait(days=paid_after)
    office.pay(begun.number)
    office.wait(days=20 - paid_after)

    go_on(office, begun)
    office.settle()

    with office.here.database.reading() as session:
        assert instances.get(session, begun.instance_id).end_element == end
    office.holds_together(begun.instance_id)


def test_a_suspended_case_is_restored_suspended_and_may_be_stopped(office: Office) -> None:
    begun = office.apply()
    halt(office, begun)
    office.restart()

    with pytest.raises(CaseSuspended):
        office.do("ivanov", begun.waiting[0].task, GOOD)
    stopped = cancel_instance.cancel(office.here, office.who("admin"), begun.instance_id, "Подано по ошибке")

    assert stopped.ended
    assert office.inbox("ivanov") == []
    office.holds_together(begun.instance_id)


def test_a_repeat_under_one_key_halts_once(office: Office) -> None:
    begun = office.apply()
    here, admin = office.here, office.who("admin")

    first = suspend_instance.suspend(here, admin, begun.instance_id, WHY, idempotency="k")
    again = suspend_instance.suspend(here, admin, begun.instance_id, WHY, idempotency="k")

    assert (first.repeated, again.repeated) == (False, True)

"""A message that no case waits for begins one: once, of the version in effect, one at a time for a key."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from processes import facts
from service.errors import Conflict
from service.operations import (
    cancel_instance,
    deliver_message,
    publish,
    run_jobs,
    send_message,
    start_instance,
    suspend_instance,
)
from storage import history, instances, messages
from storage.models import Instance, Message
from tests.service import orders
from tests.service.driver import Office

BY_MESSAGE = ("M", orders.message(), {"result": "order"})
BY_KEY = ("M", orders.message(), {"result": "order", "key": "number"})
PLAIN = ("S", "", {"role": "clerk"})

WAITING = (
    '<exclusiveGateway id="G"/><sequenceFlow id="F-G" sourceRef="G" targetRef="W"/>'
    f'<intermediateCatchEvent id="W">{orders.properties(result="again")}{orders.message()}</intermediateCatchEvent>'
    '<sequenceFlow id="F-W" sourceRef="W" targetRef="A"/>'
)


def published(office: Office, *starts: Any, **more: Any) -> None:
    publish.publish_parts(office.here, orders.parts(*starts, **more))


def send(office: Office, key: str | None = None, *, name: str = "ordered", **payload: Any) -> str:
    sent = send_message.send(office.here, office.who("admin"), name=name, key=key, payload=payload)
    return sent.id


def cases(office: Office, procedure: str = "orders") -> list[Instance]:
    with office.here.database.reading() as session:
        return list(session.scalars(select(Instance).where(Instance.procedure == procedure).order_by(Instance.id)))


def state(office: Office, message: str) -> tuple[str, int | None]:
    with office.here.database.reading() as session:
        found = messages.get(session, message)
        return found.state, found.receiver


def begun(office: Office, instance_id: int) -> facts.InstanceStarted:
    with office.here.database.reading() as session:
        first = history.rows(session, instance_id)[0]
    (found,) = [fact for step in first.decoded() for fact in step.facts if isinstance(fact, facts.InstanceStarted)]
    return found


def test_it_begins_a_case_with_its_payload_and_is_delivered_to_it(office: Office) -> None:
    published(office, BY_MESSAGE)

    sent = send(office, amount="5")
    office.settle()

    (case,) = cases(office)
    assert state(office, sent) == ("delivered", case.id)
    assert begun(office, case.id).message == sent
    assert office.here.live.look(case.id, case.rev, lambda live: dict(live.data)) == {"order": {"amount": "5"}}
    assert office.inbox("ivanov") == ["Выполнить заказ"]
    office.holds_together(case.id)


def test_each_message_without_a_key_begins_one(office: Office) -> None:
    published(office, BY_MESSAGE)

    send(office)
    send(office)
    office.settle()

    assert len(cases(office)) == 2


@pytest.mark.parametrize(
    ("key", "payload"),
    [
        pytest.param(None, {"number": "7"}, id="no-key-but-the-start-has-one"),
        pytest.param("8", {"number": "7"}, id="another-key"),
        pytest.param("7", {}, id="nothing-to-compute-it-from"),
    ],
)
def test_a_key_that_does_not_match_begins_nothing_and_the_message_waits(
    office: Office, key: str | None, payload: dict[str, Any]
) -> None:
    published(office, BY_KEY)

    sent = send(office, key, **payload)
    office.settle()

    assert cases(office) == []
    assert state(office, sent) == ("waiting", None)


def test_a_start_without_key_takes_no_message_with_one(office: Office) -> None:
    published(office, BY_MESSAGE)

    send(office, "7")
    office.settle()

    assert cases(office) == []


def test_whatever_the_key_is_may_be_asked_for(office: Office) -> None:
    published(office, ("M", orders.message(), {"key": "message.key"}))

    send(office, "7")
    office.settle()

    assert [case.message_key for case in cases(office)] == ["7"]


def test_a_key_has_one_case_at_a_time_and_the_next_message_waits_for_its_end(office: Office) -> None:
    published(office, BY_KEY)
    first = send(office, "7", number="7")
    second = send(office, "7", number="7", amount="9")
    other = send(office, "8", number="8")
    office.settle()

    seven, eight = cases(office)
    assert [state(office, sent) for sent in (first, second, other)] == [
        ("delivered", seven.id), ("waiting", None), ("delivered", eight.id),
    ]  # fmt: skip

    office.do("ivanov", f"{seven.id}-{next_task(office, seven.id)}")
    office.settle()

    *_, third = cases(office)
    assert state(office, second) == ("delivered", third.id)
    for case in (seven, third):
        office.holds_together(case.id)


def test_stopping_a_case_frees_its_key_too(office: Office) -> None:
    published(office, BY_KEY)
    send(office, "7", number="7")
    second = send(office, "7", number="7")
    office.settle()
    (case,) = cases(office)

    cancel_instance.cancel(office.here, office.who("admin"), case.id, "ошибочный заказ")
    office.settle()

    assert state(office, second)[0] == "delivered"


def next_task(office: Office, instance_id: int) -> int:
    with office.here.database.reading() as session:
        return instances.open_tasks(session, instance_id)[0].task


def test_a_case_that_waits_comes_before_a_start(office: Office) -> None:
    published(office, BY_MESSAGE, step=WAITING)
    send(office)
    office.settle()
    (case,) = cases(office)

    second = send(office)
    office.settle()

    assert state(office, second) == ("delivered", case.id)
    assert len(cases(office)) == 1


def test_a_suspended_case_that_waits_is_waited_for(office: Office) -> None:
    published(office, BY_MESSAGE, step=WAITING)
    send(office)
    office.settle()
    (case,) = cases(office)
    suspend_instance.suspend(office.here, office.who("admin"), case.id, "проверка заказа")

    second = send(office)
    office.settle()
    assert (state(office, second), len(cases(office))) == (("waiting", None), 1)

    suspend_instance.resume(office.here, office.who("admin"), case.id, "заказ проверен")
    office.settle()
    assert state(office, second) == ("delivered", case.id)


def test_what_waited_for_a_suspended_case_begins_another_when_it_is_stopped(office: Office) -> None:
    published(office, BY_MESSAGE, step=WAITING)
    send(office)
    office.settle()
    (case,) = cases(office)
    suspend_instance.suspend(office.here, office.who("admin"), case.id, "проверка заказа")
    second = send(office)
    office.settle()

    cancel_instance.cancel(office.here, office.who("admin"), case.id, "заказ отозван")
    office.settle()

    _, begun_after = cases(office)
    assert state(office, second) == ("delivered", begun_after.id)


def test_a_case_of_another_procedure_sends_it(office: Office) -> None:
    published(office, BY_MESSAGE)
    thrown = (
        '<exclusiveGateway id="G"/><sequenceFlow id="F-G" sourceRef="G" targetRef="W"/>'
        f'<intermediateThrowEvent id="W"><extensionElements/>{orders.message()}</intermediateThrowEvent>'
        '<sequenceFlow id="F-W" sourceRef="W" targetRef="A"/>'
    )
    published(office, ("S", "", {"role": "clerk"}), key="shop", code="МАГ", step=thrown)
    sender = start_instance.start(office.here, office.who("ivanov"), procedure="shop", answers={})
    office.settle()

    (case,) = cases(office)
    with office.here.database.reading() as session:
        (message,) = session.scalars(select(Message)).all()
    assert (message.sender, message.receiver) == (sender.instance_id, case.id)


def test_people_and_messages_begin_cases_of_one_process(office: Office) -> None:
    published(office, PLAIN, BY_MESSAGE)
    start_instance.start(office.here, office.who("ivanov"), procedure="orders", answers={})
    send(office)
    office.settle()

    assert [begun(office, case.id).element for case in cases(office)] == ["S", "M"]


def test_the_newest_version_in_effect_begins_it(office: Office) -> None:
    published(office, BY_MESSAGE)
    published(office, ("M2", orders.message(), {}))

    send(office)
    office.settle()

    (case,) = cases(office)
    assert begun(office, case.id).element == "M2"


def test_a_version_that_has_no_such_start_any_more_leaves_the_message_waiting(office: Office) -> None:
    published(office, BY_MESSAGE)
    published(office, PLAIN)

    sent = send(office)
    office.settle()

    assert state(office, sent) == ("waiting", None)


def test_a_message_that_came_too_early_begins_a_case_when_the_version_takes_effect(office: Office) -> None:
    sent = send(office)
    office.settle()
    assert state(office, sent) == ("waiting", None)

    published(office, BY_MESSAGE)
    office.settle()

    (case,) = cases(office)
    assert state(office, sent) == ("delivered", case.id)


def test_a_message_name_belongs_to_one_procedure(office: Office) -> None:
    published(office, BY_MESSAGE)

    with pytest.raises(Conflict, match="orders"):
        published(office, BY_MESSAGE, key="shop", code="МАГ")
    published(office, BY_MESSAGE, key="shop", code="МАГ", name="bought")


def test_a_crash_between_beginning_and_the_report_begins_it_once(office: Office) -> None:
    published(office, BY_MESSAGE)
    sent = send(office)

    def crash(session: Any) -> None:
        session.flush()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_message.deliver(office.here, sent, crash)
    assert (cases(office), state(office, sent)) == ([], ("waiting", None))

    office.restart()
    office.settle()
    deliver_message.deliver(office.here, sent)

    assert len(cases(office)) == 1
    assert cases(office)[0].number.endswith("0001")


def test_two_runners_begin_it_once(office: Office) -> None:
    published(office, BY_KEY)
    for _ in range(4):
        send(office, "7", number="7")
    other, together = office.opened(), Barrier(2)

    def run(here: Any) -> None:
        together.wait()
        while run_jobs.run_next(here):
            pass

    threads = [Thread(target=run, args=(here,)) for here in (office.here, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.settle()
    other.close()

    assert len(cases(office)) == 1

"""Conditional events in a served case: a change that a message brings is seen in another branch, after a restart too."""

from __future__ import annotations

import pytest

from service.app import create_app
from service.history.marks import standing
from service.operations import publish, send_message, show_instance, start_instance
from tests.service import orders
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

BRANCHES = (
    '<parallelGateway id="G"/>'
    f'<intermediateCatchEvent id="PAY">{orders.properties(result="payment")}{orders.message("PAID")}</intermediateCatchEvent>'
    '<intermediateCatchEvent id="BIG" name="Крупный платёж"><conditionalEventDefinition>'
    "<condition>payment.level &gt; 5</condition></conditionalEventDefinition></intermediateCatchEvent>"
    '<endEvent id="E2"/><sequenceFlow id="G1" sourceRef="G" targetRef="PAY"/>'
    '<sequenceFlow id="G2" sourceRef="G" targetRef="BIG"/><sequenceFlow id="G3" sourceRef="PAY" targetRef="E2"/>'
    '<sequenceFlow id="G4" sourceRef="BIG" targetRef="A"/>'
)


@pytest.fixture
def case(office: Office) -> int:
    publish.publish_parts(office.here, orders.parts(("S", "", {"role": "clerk"}), step=BRANCHES))
    return start_instance.start(office.here, office.who("ivanov"), procedure="orders", answers={}).instance_id


def waits_at(office: Office, case: int) -> frozenset[str]:
    rows = show_instance.events(office.here, office.who("ivanov"), case)
    with office.here.database.reading() as session:
        edition = office.here.definitions.newest(session, "orders")
    return standing(edition.definition, (fact for row in rows for step in row["steps"] for fact in step["facts"])).now()


@pytest.mark.parametrize(("level", "opened"), [(3, []), (7, ["Выполнить заказ"])])
def test_a_message_in_one_branch_makes_the_condition_of_another_one_true(
    office: Office, case: int, level: int, opened: list[str]
) -> None:
    assert waits_at(office, case) == {"PAY", "BIG"}
    office.restart()

    send_message.send(office.here, office.who("admin"), name="paid", key=None, payload={"level": level})
    office.settle()

    assert office.inbox("ivanov") == opened
    assert waits_at(office, case) == ({"A"} if opened else {"BIG"})
    office.holds_together(case)


def test_the_case_page_says_which_condition_came_true(office: Office, case: int) -> None:
    send_message.send(office.here, office.who("admin"), name="paid", key=None, payload={"level": 7})
    office.settle()
    clerk = Visitor(create_app(office.here)).signed_in("ivanov")

    clerk.get("/instances/ЗАК-2026-0001")

    assert "Выполнилось условие «Крупный платёж»" in clerk.text

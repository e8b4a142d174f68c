"""A case that begins another one: by a message, with its answers, once, and each shows the other."""

from __future__ import annotations

from typing import Any

import pytest

from service.operations import joined_cases, publish, start_instance
from storage.errors import NotFound
from storage.models import Instance
from tests.face import face
from tests.service import orders
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor
from tests.service.test_begins_by_message import PLAIN, begun, cases


def published(office: Office, **payload: str) -> None:
    """A shop whose case begins one of the orders."""
    publish.publish_parts(office.here, orders.parts(("M", orders.message(), {"result": "order"})))
    throw = orders.properties(**{f"input.{name}": value for name, value in payload.items()}) + orders.message()
    step = (
        f'<intermediateThrowEvent id="G">{throw}</intermediateThrowEvent>'
        '<sequenceFlow id="F-G" sourceRef="G" targetRef="A"/>'
    )
    publish.publish_parts(office.here, orders.parts(PLAIN, key="shop", code="МАГ", step=step))


def both(office: Office) -> tuple[Instance, Instance]:
    """The shop's case and the order that it began."""
    started = start_instance.start(office.here, office.who("ivanov"), procedure="shop", answers={})
    office.settle()
    (order,) = cases(office)
    return next(one for one in cases(office, "shop") if one.id == started.instance_id), order


def test_the_payload_are_the_answers(office: Office) -> None:
    published(office, amount="5")

    _, order = both(office)

    assert office.here.live.look(order.id, order.rev, lambda live: dict(live.data)) == {"order": {"amount": 5}}
    office.holds_together(order.id)


def test_each_case_shows_the_other_to_who_may_read_it(office: Office) -> None:
    published(office, amount="5")
    shop, order = both(office)

    def seen(who: str, case: Instance) -> list[tuple[str, str]]:
        found: Any = joined_cases.joined(office.here, office.who(who), case.id)
        return [(one.number, one.how) for one in found]

    assert seen("ivanov", shop) == [(order.number, "began")]
    assert seen("ivanov", order) == [(shop.number, "begun_by")]
    with pytest.raises(NotFound):
        seen("stranger", order)
    assert begun(office, order.id).message is not None
    clerk = Visitor(face(office.here)).signed_in("ivanov")
    clerk.get(f"/instances/{shop.number}")
    assert order.number in clerk.text and "начато этим делом" in clerk.text

"""A case that begins another one: by a message, with its answers and its participant, once, and each shows the other."""

from __future__ import annotations

from typing import Any

import pytest

from service.operations import joined_cases, publish, start_instance
from storage import instances
from storage.models import Instance
from tests.face import face
from tests.service import orders
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor
from tests.service.test_begins_by_message import PLAIN, begun, cases


def published(office: Office, party: str, **payload: str) -> None:
    """A shop whose case begins one of the orders, of which the customer is whom the shop's case names."""
    receiver = orders.parts(("M", orders.message(), {"result": "order", "role": "customer", "party": party}))
    customer = "roles:\n  customer: {ru: Покупатель, en: Customer, outside: true, scope: party}"
    receiver["procedure.yaml"] = receiver["procedure.yaml"].replace(b"roles:", customer.encode())
    publish.publish_parts(office.here, receiver)
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


def party_of(office: Office) -> str:
    office.apply()  # whoever applies has a party of his own
    return next(key.partition("@")[2] for key in office.who("petrova").keys if key.startswith("applicant@"))


def holders(office: Office, case: Instance) -> list[tuple[str, str]]:
    with office.here.database.reading() as session:
        return [(one.role, one.holder) for one in instances.participants(session, case.id)]


def test_the_payload_are_the_answers_and_the_participant_is_handed_over(office: Office) -> None:
    party = party_of(office)
    published(office, "buyer", buyer=f"&quot;{party}&quot;", amount="5")

    _, order = both(office)

    assert holders(office, order) == [("customer", party)]
    assert office.here.live.look(order.id, order.rev, lambda live: dict(live.data)) == {
        "order": {"buyer": party, "amount": 5}
    }
    office.holds_together(order.id)


@pytest.mark.parametrize("buyer", ["&quot;Петрова&quot;", "7", "null"])
def test_what_names_nobody_brings_nobody_in(office: Office, buyer: str) -> None:
    published(office, "buyer", buyer=buyer)

    _, order = both(office)

    assert holders(office, order) == []


def test_each_case_shows_the_other_to_who_may_read_it(office: Office) -> None:
    party = party_of(office)
    published(office, "buyer", buyer=f"&quot;{party}&quot;")
    shop, order = both(office)

    def seen(who: str, case: Instance) -> list[tuple[str, str]]:
        found: Any = joined_cases.joined(office.here, office.who(who), case.id)
        return [(one.number, one.how) for one in found]

    assert seen("ivanov", shop) == [(order.number, "began")]
    assert seen("ivanov", order) == [(shop.number, "begun_by")]
    assert seen("petrova", order) == []  # she takes part in the order alone
    assert begun(office, order.id).message is not None
    clerk = Visitor(face(office.here)).signed_in("ivanov")
    clerk.get(f"/instances/{shop.number}")
    assert order.number in clerk.text and "начато этим делом" in clerk.text

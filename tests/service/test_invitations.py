"""People whom a case brings in: by an account that they have, or by a one-time link."""

from __future__ import annotations

import re
import threading
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from processes.facts import ParticipantJoined
from service.errors import ForeignInvitation, NotAllowed
from service.operations import accept_invitation, publish, start_instance
from service.outcome import Outcome
from storage import history, instances
from storage.errors import InvitationSpent
from storage.models import Invitation
from tests.face import face
from tests.service import guests
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

DEPUTY = {"full_name": "Петрова Анна", "deputy": "Зимин Павел", "email": "Zimin@mail.example", "kind": "person"}
ADDRESS = "zimin@mail.example"


@pytest.fixture
def bureau(office: Office) -> Office:
    publish.publish_parts(office.here, guests.parts())
    return office


def apply(office: Office, **answers: Any) -> Outcome:
    given = {name: value for name, value in {**DEPUTY, **answers}.items() if value is not None}
    begun = start_instance.start(office.here, office.who("petrova"), procedure="guests", answers=given)
    office.settle()
    return begun


def link(office: Office) -> str:
    """The token in the letter that was handed over last."""
    found = re.search(r"/invitations/(\S+)", office.post.delivered[-1].get_content())
    assert found, "the letter has no link"
    return found[1]


def waits_for(office: Office, begun: Outcome) -> list[str]:
    with office.here.database.reading() as session:
        return [key for task in instances.open_tasks(session, begun.instance_id) for key in task.roles]


def join(office: Office, token: str, name: str = "Зимин Павел Ильич") -> None:
    person = accept_invitation.accept_new(office.here, token, name=name, password="correct horse", language="ru")
    office.people["zimin"] = person


def test_a_stranger_gets_a_link_that_makes_an_account_and_his_steps(bureau: Office) -> None:
    begun = apply(bureau)

    join(bureau, link(bureau))

    assert bureau.post.delivered[-1]["To"] == ADDRESS
    assert bureau.inbox("zimin") == ["Ответить"]
    assert bureau.inbox("petrova") == []
    bureau.do("zimin", bureau.ref("zimin", "Ответить"), {"text": "Согласен"})
    bureau.holds_together(begun.instance_id)


def test_the_represented_reads_the_case_and_cannot_do_the_step(bureau: Office) -> None:
    begun = apply(bureau)

    with pytest.raises(NotAllowed):
        bureau.do("petrova", begun.waiting[0].task, {"text": "Сама"})


def test_an_account_with_this_address_takes_part_at_once_and_is_told(bureau: Office) -> None:
    begun = apply(bureau, email="STRANGER@mail.example")

    assert bureau.inbox("stranger") == ["Ответить"]
    assert f"/cabinet/{begun.number}" in bureau.post.delivered[-1].get_content()
    assert "/invitations/" not in bureau.post.delivered[-1].get_content()


def test_without_an_address_he_takes_part_and_nobody_is_told(bureau: Office) -> None:
    begun = apply(bureau, email=None)

    assert bureau.post.delivered == []
    assert waits_for(bureau, begun)[0].startswith("deputy@party:")


def test_nobody_of_the_staff_can_read_the_link_and_the_log_does_not_know_the_address(bureau: Office) -> None:
    begun = apply(bureau)
    token = link(bureau)

    [kept] = [row for row in bureau.mails("email") if row.to == ADDRESS]
    with bureau.here.database.reading() as session:
        log = str([row.steps for row in history.rows(session, begun.instance_id)])
        stored = session.scalars(select(Invitation)).one()

    assert token not in kept.body
    assert "••••••" in kept.body
    assert token != stored.token_hash
    assert "zimin" not in log.lower()
    assert "Зимин" not in log
    bureau.holds_together(begun.instance_id)


def test_one_party_for_one_address_until_somebody_has_joined(bureau: Office) -> None:
    first, second = apply(bureau), apply(bureau)

    assert waits_for(bureau, first) == waits_for(bureau, second)


def test_an_employer_of_another_name_is_another_party(bureau: Office) -> None:
    first = apply(bureau, kind="employer", deputy="ООО «Ромашка»")
    second = apply(bureau, kind="employer", deputy="ООО «Василёк»")

    assert waits_for(bureau, first) != waits_for(bureau, second)


def test_a_case_without_a_name_waits_with_an_incident(bureau: Office) -> None:
    begun = apply(bureau, deputy=None)

    with bureau.here.database.reading() as session:
        [incident] = instances.incidents(session, begun.instance_id)

    assert "name" in incident.ru


def test_a_link_works_once_and_not_for_ever(bureau: Office) -> None:
    apply(bureau)
    token = link(bureau)
    bureau.person("zimin", "Зимин Павел")
    accept_invitation.accept(bureau.here, bureau.who("zimin"), token)

    with pytest.raises(InvitationSpent):
        accept_invitation.accept(bureau.here, bureau.who("zimin"), token)


def test_a_link_that_is_too_old_is_refused(bureau: Office) -> None:
    apply(bureau)
    bureau.wait(days=15, jump=True)

    with pytest.raises(InvitationSpent):
        join(bureau, link(bureau))


def test_a_link_to_another_address_is_refused(bureau: Office) -> None:
    apply(bureau)

    with pytest.raises(ForeignInvitation):
        accept_invitation.accept(bureau.here, bureau.who("stranger"), link(bureau))

    assert bureau.inbox("stranger") == []


def test_of_two_who_follow_a_link_at_once_one_joins(bureau: Office) -> None:
    apply(bureau)
    token, outcomes = link(bureau), []
    bureau.person("zimin", "Зимин Павел")
    person = bureau.who("zimin")

    def follow() -> None:
        try:
            outcomes.append(accept_invitation.accept(bureau.here, person, token))
        except InvitationSpent:
            outcomes.append("spent")

    threads = [threading.Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("spent") == 3


def test_who_joined_stands_in_the_history(bureau: Office) -> None:
    begun = apply(bureau)

    with bureau.here.database.reading() as session:
        joined = [
            fact.role
            for row in history.rows(session, begun.instance_id)
            for step in row.decoded()
            for fact in step.facts
            if isinstance(fact, ParticipantJoined)
        ]

    assert joined == ["applicant", "deputy"]


# ---------------------------------------------------------------------- pages


@pytest.fixture
def guest(bureau: Office) -> Visitor:
    app = face(bureau.here)
    app.testing = True
    return Visitor(app)


def test_the_page_says_who_invites_to_what_and_makes_an_account(bureau: Office, guest: Visitor) -> None:
    begun = apply(bureau)
    address = f"/invitations/{link(bureau)}"

    guest.get(address)

    for told in (begun.number, "Приём гостей", "Представитель", "Петрова Анна Сергеевна", "z•••••@mail.example"):
        assert told in guest.text
    joined = guest.post(f"{address}/account", name="Зимин Павел", password="correct horse")
    assert unquote(joined.location) == f"/cabinet/{begun.number}"
    guest.follow(joined)
    assert "Ответить" in guest.text


def test_a_password_that_is_too_short_comes_back_with_the_name(bureau: Office, guest: Visitor) -> None:
    apply(bureau)
    address = f"/invitations/{link(bureau)}"
    guest.get(address)

    answer = guest.post(f"{address}/account", name="Зимин Павел Ильич", password="short")

    assert answer.status_code == 422
    assert guest.value_of("name") == "Зимин Павел Ильич"
    assert "Пароль: от 8" in guest.text


def test_somebody_with_an_account_signs_in_and_accepts(bureau: Office, guest: Visitor) -> None:
    begun = apply(bureau)
    address = f"/invitations/{link(bureau)}"
    bureau.person("zimin", "Зимин Павел")
    guest.get(address)
    assert "Войти и принять" in guest.text
    guest.signed_in("zimin").get(address)

    joined = guest.post(f"{address}/accept")

    assert unquote(joined.location) == f"/cabinet/{begun.number}"
    assert bureau.inbox("zimin") == ["Ответить"]


def test_somebody_else_is_told_plainly(bureau: Office, guest: Visitor) -> None:
    apply(bureau)
    address = f"/invitations/{link(bureau)}"

    guest.signed_in("stranger").get(address)

    assert "выслано на другой адрес" in guest.text
    assert guest.post(f"{address}/accept").status_code == 403


@pytest.mark.parametrize("token", ["nothing", "0" * 43])
def test_a_link_that_does_not_work_says_so_whatever_the_reason(guest: Visitor, token: str) -> None:
    assert guest.get(f"/invitations/{token}").status_code == 409
    assert "больше не действует" in guest.text

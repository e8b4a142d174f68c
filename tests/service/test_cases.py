"""A case from the application to the permit, through the operations alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.errors import Conflict, NotAllowed, NotFound, TaskAlreadyDone
from service.operations import perform_act, read_attachment, show_act, show_instance, show_start, start_instance
from storage import history, registers
from storage.errors import NotFound as RowNotFound
from storage.models import Subscription
from tests.service.driver import APPLICATION, GOOD, Office


def permitted(office: Office) -> int:
    """A case whose permit is printed and waits for its signature."""
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    return begun.instance_id


def test_an_application_becomes_a_permit(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    office.pay(begun.number)
    office.settle()

    assert begun.number == "ПРО-2026-0001"
    assert office.status(begun.instance_id) == "finished"
    office.holds_together(begun.instance_id)


def test_numbers_have_no_gap_after_a_refused_start(office: Office) -> None:
    office.apply()
    with pytest.raises(Exception, match=r"full_name|Фамилия"):
        office.apply(full_name="")

    assert office.apply().number == "ПРО-2026-0002"


def test_an_application_that_is_not_good_comes_back_and_is_checked_again(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, {"verdict": "bad", "remarks": "Нет подписи", "gate": "north"})

    mended = office.do("petrova", office.ref("petrova", "Исправить заявку"), APPLICATION)

    assert [waiting.name for waiting in mended.waiting] == ["Проверить заявку"]
    assert office.post.delivered == []
    office.settle()
    assert [str(letter["Subject"]) for letter in office.post.delivered] == ["Исправьте заявку ПРО-2026-0001"]
    office.holds_together(begun.instance_id)


def test_the_applicant_withdraws_and_nothing_is_open_any_more(office: Office) -> None:
    begun = office.apply()

    withdrawn = office.act("petrova", begun.instance_id, {"reason": "Передумала"})

    assert (withdrawn.ended, withdrawn.ended_as) == (True, "Отозвано")
    assert office.inbox("ivanov") == []
    assert show_act.open_acts(office.here, office.who("petrova"), begun.instance_id) == []
    office.holds_together(begun.instance_id)


def test_an_act_that_the_case_no_longer_takes_is_refused(office: Office) -> None:
    instance_id = permitted(office)

    with office.here.database.reading() as session:
        (withdrawal,) = session.scalars(select(Subscription).where(Subscription.element == "PER-W1"))

    with pytest.raises(Conflict):
        perform_act.perform(
            office.here, office.who("petrova"), instance_id, withdrawal.subscription, {"reason": "Поздно"}
        )


def test_nobody_else_may_withdraw_it(office: Office) -> None:
    begun = office.apply()
    (act,) = show_act.open_acts(office.here, office.who("petrova"), begun.instance_id)

    with pytest.raises(NotAllowed):
        show_act.show(office.here, office.who("ivanov"), begun.instance_id, act.subscription)


def test_what_is_personal_stands_beside_the_log_and_not_in_it(office: Office) -> None:
    begun = office.apply()

    rows = show_instance.events(office.here, office.who("petrova"), begun.instance_id)

    command = rows[0]["steps"][0]["command"]
    assert command["answers"]["full_name"] == "Петрова Анна"  # opened for whoever may read it
    with office.here.database.reading() as session:
        assert "Петрова" not in history.rows(session, begun.instance_id)[0].text


def test_the_permit_is_a_pdf_in_the_register_and_the_applicant_is_told(office: Office) -> None:
    instance_id = permitted(office)

    view = show_instance.show(office.here, office.who("petrova"), instance_id)
    (paper,) = view.documents
    file = read_attachment.read_document(office.here, office.who("petrova"), paper.id)
    assert file.path.read_bytes().startswith(b"%PDF")
    assert paper.number == "П-2026-0001"
    with office.here.database.reading() as session:
        row = registers.get(session, "R-PERMITS", "П-2026-0001")
    assert row.data == {"number": "П-2026-0001", "holder": "Петрова Анна"}
    (letter,) = office.post.delivered
    assert letter["To"] == "petrova@mail.example"
    assert "Петрова Анна, пропуск готов." in letter.get_content()


def test_a_notice_is_shown_in_the_cabinet_whatever_the_channel(office: Office) -> None:
    begun = office.apply(notify_channel="cabinet")
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()

    assert [(row.to, row.state) for row in office.mails("cabinet")] == [("party:1", "sent")]
    assert office.post.delivered == []


def test_a_case_has_one_seat_and_a_full_gate_is_an_answer(office: Office) -> None:
    first, second = office.apply(), office.apply()
    office.do("ivanov", first.waiting[0].task, GOOD)
    with pytest.raises(Exception, match=r"Проходная|gate"):
        office.do("ivanov", second.waiting[0].task, GOOD)  # full rows are not offered

    office.do("ivanov", second.waiting[0].task, {**GOOD, "gate": "south"})

    case = show_instance.show(office.here, office.who("ivanov"), second.instance_id).case
    assert case["seat"] == {"register": "R-GATES", "row": "south", "state": "held", "reason": None}


def test_a_payment_that_came_early_is_delivered_when_the_case_waits_for_it(office: Office) -> None:
    begun = office.apply()
    office.pay(begun.number)
    office.settle()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()

    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    office.settle()

    assert office.status(begun.instance_id) == "finished"
    office.holds_together(begun.instance_id)


def test_after_the_end_nothing_can_be_done(office: Office) -> None:
    begun = office.apply()
    office.act("petrova", begun.instance_id, {"reason": "Передумала"})

    with pytest.raises(TaskAlreadyDone):
        office.do("ivanov", begun.waiting[0].task, GOOD)


def test_strangers_see_nothing_of_a_case(office: Office) -> None:
    begun = office.apply()
    stranger = office.who("stranger")

    with pytest.raises(RowNotFound):
        show_instance.show(office.here, stranger, begun.instance_id)
    with pytest.raises(RowNotFound):
        office.do("stranger", begun.waiting[0].task, GOOD)


def test_staff_do_not_apply_to_themselves(office: Office) -> None:
    assert show_start.startable(office.here, office.who("ivanov")) == []
    assert [option.start for option in show_start.startable(office.here, office.who("stranger"))] == ["PER-10"]

    with pytest.raises(NotAllowed):
        start_instance.start(office.here, office.who("ivanov"), procedure="permit", answers=APPLICATION)


def test_a_procedure_that_nobody_published_cannot_begin(office: Office) -> None:
    with pytest.raises((NotFound, RowNotFound)):
        start_instance.start(office.here, office.who("petrova"), procedure="nothing", answers={})


def test_the_service_restarts_between_all_steps_and_nothing_is_lost(office: Office) -> None:
    begun = office.apply()
    office.restart()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.restart()
    office.settle()
    office.restart()
    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    office.restart()
    office.pay(begun.number)
    office.restart()
    office.settle()

    assert office.status(begun.instance_id) == "finished"
    office.holds_together(begun.instance_id)

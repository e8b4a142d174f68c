"""The independent assessment of qualification, scenario by scenario, as the people of the centre would tell it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from forms import conditions
from forms.errors import AnswersRefused
from processes import feel
from processes.facts import (
    AlertRaised,
    InstanceFinished,
    ReminderDue,
    TaskCancelled,
    TaskCompleted,
    TaskOpened,
    TimerFired,
)
from service.errors import NotAllowed, SeparationOfDuties, TaskAlreadyDone
from service.operations import read_attachment
from tests.procedures.office import Office

ALL_ACCEPTED = {"statement": "accepted", "education": "accepted", "training": "accepted", "experience": "accepted"}
ALL_SHOWN = {
    "arrived": "yes",
    "statement": True,
    "same_qualification": True,
    "identity": True,
    "identity_kind": "passport",
    "education": True,
    "training": True,
    "experience": True,
}
SIGNED = {"signatory_post": "Руководитель центра оценки квалификаций", "signatory_name": "Громова Н. П."}
RECOMMENDED = "Повторить раздел «Оценка персонала» и выполнить тренировочные задания 4–9."


def accept_and_propose(office: Office, session: str = "2026-03-20", by: str = "ivanova") -> None:
    office.do("EXM-30", by=by, **ALL_ACCEPTED)
    office.do("EXM-50", by=by, session=session)


def conclude_contract(office: Office, by: str = "orlova", paid_on: str = "2026-03-02") -> None:
    office.do("EXM-40", by=by, payer_kind="candidate", accepted=True)
    office.do(
        "EXM-41", by=by, scan=[{"file": "payment.pdf"}], paid_on=paid_on, amount="12000.00", payer_name="Орлова А. С."
    )


def confirm_payment(office: Office, received_on: str = "2026-03-03") -> None:
    office.do("EXM-42", by="kuznetsov", result="received", received_on=received_on)


def agree_and_pay(office: Office, by: str = "orlova") -> None:
    """From the application of 1 March to the agreed date, 20 March."""
    office.until("2026-03-02 12:00")
    conclude_contract(office, by)
    office.until("2026-03-03 11:00")
    confirm_payment(office)
    office.until("2026-03-04 11:00")
    accept_and_propose(office)
    office.do("EXM-51", by=by, answer="agree")


def sit_the_exam(office: Office, theory: str = "passed", practice: str = "passed") -> None:
    """On 20 March: originals, theory, practice; the protocol goes to the council on 24 March."""
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)
    office.do("EXM-70", by="sidorov", held_on="2026-03-20", score=34, max_score=40, result=theory)
    office.do(
        "EXM-71", by="sidorov", held_on="2026-03-20", result=practice,
        tasks=[{"task": "Составить профиль должности", "done": "yes" if practice == "passed" else "no"}],
    )  # fmt: skip
    office.until("2026-03-24 10:00")
    office.do("EXM-75", by="ivanova", protocol_no="12-2026", protocol_date="2026-03-23")


def decide(office: Office, decision: str) -> None:
    office.until("2026-04-01 15:00")
    reasons = {} if decision == "positive" else {"reasons": "Практическая часть не сдана."}
    office.do("EXM-80", by="pavlova", decision=decision, decision_no="17/2026", decision_date="2026-04-01", **reasons)


def text_of(office: Office, document: str) -> str:
    kept = read_attachment.read_document(office.here, office.who("ivanova"), document)
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(kept.path.read_bytes())).pages)


def asked_for(office: Office, form: str, answers: dict[str, Any], case: dict[str, Any]) -> set[str]:
    """The fields of a form that a person with these answers sees in this case."""
    known = office.edition.forms[form]
    moment = feel.Moment(now=office.clock.now(), zone=office.config.zone)
    hidden = conditions.hidden(known.conditional, answers, case, moment)
    return set(known.by_path) - hidden


# ---------------------------------------------------------------------- S-EXM-1


def test_s_exm_1_happy_path(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")

    assert office.due("EXM-90") == "19.04"

    office.until("2026-04-19 15:00")
    office.do("EXM-90", by="ivanova", issued_on="2026-04-19", **SIGNED)
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-19")

    assert office.ended_as() == "Свидетельство выдано"
    assert {told.fact.late for told in office.facts(TaskCompleted)} == {0}
    assert office.facts(AlertRaised) == []
    assert office.told("orlova")[0] == "документы приняты, предлагаем дату экзамена"
    assert office.told("orlova")[-1] == "результат экзамена"


def test_s_exm_1_the_certificate_is_a_document_with_number_name_and_date(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")
    office.until("2026-04-06 10:00")

    office.do("EXM-90", by="ivanova", issued_on="2026-04-06", **SIGNED)

    (certificate,) = office.documents()
    printed = text_of(office, certificate.id)
    assert certificate.number == "СК-2026-0001"
    assert office.register() == ["СК-2026-0001"]
    for expected in ("СК-2026-0001", "Орлова Анна Сергеевна", "6 апреля 2026", "Специалист по управлению персоналом"):
        assert expected in " ".join(printed.split()), expected


def test_s_exm_1_each_step_waits_for_the_one_before(office: Office) -> None:
    office.apply()
    assert office.inbox("ivanova") == office.inbox("petrova") == ["EXM-30"]
    assert office.inbox("orlova") == ["EXM-40"]

    agree_and_pay(office)
    assert office.inbox("ivanova") == office.inbox("orlova") == []

    office.until("2026-03-19 23:59")
    assert not office.ever_opened("EXM-60")

    office.until("2026-03-20 00:00")
    assert office.inbox("ivanova") == ["EXM-60"]
    assert office.inbox("sidorov") == []


# ---------------------------------------------------------------------- S-EXM-2


def test_s_exm_2_incomplete_set_twice(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 10:00")

    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "experience": "missing"})

    (letter,) = office.mails("orlova", "email")
    assert letter.subject.endswith("комплект документов неполный")
    assert "копия трудовой книжки или иной документ об опыте практической работы" in letter.body
    assert "диплом" not in letter.body and "заверение работодателя" not in letter.body
    assert office.inbox("orlova") == ["EXM-36", "EXM-40"]

    office.until("2026-03-09 12:00")
    office.do("EXM-36", by="orlova", scan_experience=[{"file": "book.pdf"}], certified=False)
    assert office.due("EXM-30") == "19.03"

    office.until("2026-03-11 10:00")
    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "experience": "not_certified"})
    again = office.mails("orlova", "email")[-1]
    assert "заверение работодателя на копии трудовой книжки" in again.body
    assert "EXM-36" in office.inbox("orlova")

    office.until("2026-03-15 12:00")
    office.do("EXM-36", by="orlova", scan_experience=[{"file": "book-certified.pdf"}], certified=True)

    review = office.open("EXM-30")
    (term,) = office.timers("T-EXM-10D")
    assert review.visit == 3
    assert office.day(review.due) == office.day(term.due_utc) == "25.03"
    assert term.term is not None and office.day(term.term["start"]) == "15.03"

    office.until("2026-03-17 10:00")
    accept_and_propose(office, "2026-04-10")
    assert office.told("orlova")[-1] == "документы приняты, предлагаем дату экзамена"
    assert office.alerts("gromova") == []


# ---------------------------------------------------------------------- S-EXM-3


def test_s_exm_3_ten_days_pass(office: Office) -> None:
    office.apply()

    office.until("2026-03-09 08:59")
    assert office.facts(ReminderDue) == []
    office.until("2026-03-09 09:00")
    (reminder,) = office.facts(ReminderDue)
    assert reminder.fact.element == "EXM-30"
    assert "Напоминание" in office.mails("ivanova", "email")[-1].subject
    assert "Напоминание" in office.mails("petrova", "email")[-1].subject

    office.until("2026-03-11 23:59")
    assert office.overdue("ivanova") == [] and office.alerts("gromova") == []

    office.until("2026-03-12 00:00")
    assert office.overdue("ivanova") == ["EXM-30"]
    assert office.alerts("gromova") == ["T-EXM-10D 11.03"]
    assert office.inbox("ivanova") == ["EXM-30"]
    assert "completeness" not in office.data() and office.data()["review"] is None

    office.until("2026-03-12 10:00")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    (done,) = office.facts(TaskCompleted, "EXM-30")
    assert done.fact.late == 1
    assert "Выполнено «Рассмотреть заявление и комплект документов», позже срока на 1\u00a0день" in office.history()


# ---------------------------------------------------------------------- S-EXM-5


def test_s_exm_5_unsatisfactory(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office, practice="failed")

    decide(office, "unsatisfactory")

    assert office.inbox("ivanova") == ["EXM-91"]
    assert not office.ever_opened("EXM-90")
    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-91", by="ivanova", issued_on="2026-04-01", **SIGNED)
    assert set(refused.value.errors) == {"recommendations"}
    assert office.inbox("ivanova") == ["EXM-91"]

    office.do("EXM-91", by="ivanova", recommendations=RECOMMENDED, issued_on="2026-04-01", **SIGNED)
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-01")

    (conclusion,) = office.documents()
    assert office.ended_as() == "Заключение выдано"
    assert "certificate" not in office.data()
    assert conclusion.number == "ЗК-2026-0001"
    assert office.register() == ["ЗК-2026-0001"]
    assert "Оценка персонала" in text_of(office, conclusion.id)


def test_s_exm_5_the_number_of_a_certificate_is_still_unused(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office, practice="failed")
    decide(office, "unsatisfactory")
    office.do("EXM-91", by="ivanova", recommendations=RECOMMENDED, issued_on="2026-04-01", **SIGNED)

    office.apply(by="belov")
    conclude_contract(office, by="belov", paid_on="2026-04-01")
    confirm_payment(office, received_on="2026-04-01")
    accept_and_propose(office, "2026-04-10")
    office.do("EXM-51", by="belov", answer="agree")
    office.until("2026-04-10 11:00")
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)
    office.do("EXM-70", by="sidorov", held_on="2026-04-10", result="passed")
    office.do("EXM-71", by="sidorov", held_on="2026-04-10", result="passed", tasks=[{"task": "Кейс", "done": "yes"}])
    office.do("EXM-75", by="ivanova", protocol_no="13-2026", protocol_date="2026-04-10")
    office.do("EXM-80", by="pavlova", decision="positive", decision_no="18/2026", decision_date="2026-04-10")
    office.do("EXM-90", by="ivanova", issued_on="2026-04-10", **SIGNED)

    assert office.register() == ["ЗК-2026-0001", "СК-2026-0001"]


# ---------------------------------------------------------------------- S-EXM-9


def test_s_exm_9_experience_not_required(office: Office) -> None:
    with pytest.raises(AnswersRefused) as refused:
        office.apply(scan_experience=None)
    assert set(refused.value.errors) == {"scan_experience"}

    office.apply(qualification="records-5", scan_experience=None)

    case = office.data()
    qualification = case["application"]["qualification"]
    application = asked_for(office, "F-EXM-2", {"qualification": qualification}, {})
    originals = asked_for(office, "F-EXM-7", {"arrived": "yes", "identity": True}, case)
    assert qualification["experience"] is False
    assert "scan_education" in application and "scan_experience" not in application
    assert "education" in originals and "experience" not in originals


def test_s_exm_9_such_a_candidate_is_admitted_without_proof_of_experience(office: Office) -> None:
    office.apply(qualification="records-5", scan_experience=None)
    conclude_contract(office, paid_on="2026-03-01")
    confirm_payment(office, received_on="2026-03-01")
    office.do("EXM-30", by="ivanova", statement="accepted", education="accepted", training="accepted")
    office.do("EXM-50", by="ivanova", session="2026-03-20")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-03-20 09:30")

    shown = {name: value for name, value in ALL_SHOWN.items() if name != "experience"}
    office.do("EXM-60", by="ivanova", **shown)

    assert office.data()["admission"]["result"] == "admitted"
    assert office.inbox("sidorov") == ["EXM-70"]


# ---------------------------------------------------------------------- S-EXM-10


def test_s_exm_10_not_paid(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 13:00")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    conclude_contract(office, paid_on="2026-03-04")
    office.do("EXM-42", by="kuznetsov", result="not_found", comment="В выписке банка платежа нет.")

    office.until("2026-03-18 23:59")
    assert [seat.state for seat in office.seats("2026-03-20")] == ["taken"]

    office.until("2026-03-19 09:00")
    assert office.seats("2026-03-20") == []
    assert office.told("orlova")[-1] == "место в экзаменационной сессии освобождено"
    assert "место освобождено, оплаты нет" in office.told("ivanova")
    assert "место освобождено, оплаты нет" in office.told("petrova")

    office.until("2026-03-25 12:00")
    assert not office.ever_opened("EXM-60")
    assert office.inbox("orlova") == ["EXM-41"]
    assert office.status() == "running"


def test_s_exm_10_whoever_pays_too_late_gets_another_date(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 13:00")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-03-19 09:00")

    conclude_contract(office, paid_on="2026-03-19")
    confirm_payment(office, received_on="2026-03-19")

    assert office.inbox("ivanova") == ["EXM-53"]
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-04-10 00:00")
    assert [told.fact.element for told in office.facts(TaskOpened, "EXM-60")] == ["EXM-60"]


# ---------------------------------------------------------------------- S-X-1


def test_s_x_1_withdrawal(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 14:00")
    accept_and_propose(office)
    assert office.inbox("orlova") == ["EXM-40", "EXM-51"]
    assert len(office.seats("2026-03-20")) == 1

    office.until("2026-03-05 19:00")
    office.act("EXM-W1", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.inbox("orlova") == office.inbox("ivanova") == office.inbox("kuznetsov") == []
    assert office.seats("2026-03-20") == []
    assert office.told("orlova")[-1] == "заявка отозвана"
    assert office.ended_as() == "Отозвано"

    cancelled = office.facts(TaskCancelled)
    assert sorted((told.fact.element, told.fact.because) for told in cancelled) == [
        ("EXM-40", "EXM-W1"),
        ("EXM-51", "EXM-W1"),
    ]
    assert {task.status for task in office.tasks() if task.element in ("EXM-40", "EXM-51")} == {"cancelled"}
    assert "Задача «Согласовать дату, место и время» снята: наступило «Отзыв заявки»" in office.history()
    assert office.data()["withdrawal"]["reason"] == "Изменились планы."
    assert "council" not in office.data() and not office.ever_opened("EXM-80")
    assert office.documents() == [] and office.register() == []


def test_s_x_1_nothing_can_be_done_after_a_withdrawal(office: Office) -> None:
    office.apply()
    review = office.open("EXM-30")
    office.act("EXM-W1", by="orlova", reason="Изменились планы.", confirmed=True)

    with pytest.raises(TaskAlreadyDone):
        office.complete(review, by="ivanova", **ALL_ACCEPTED)

    office.until("2026-05-01 10:00")
    assert office.alerts("gromova") == []
    assert len(office.facts(InstanceFinished)) == 1


# ---------------------------------------------------------------------- S-X-3


def test_s_x_3_restart_while_timers_wait(office: Office) -> None:
    office.apply()
    office.until("2026-03-09 10:00")  # the notice is due in two days
    office.stop()

    office.start("2026-03-12 10:00")

    (alert,) = office.facts(AlertRaised)
    (fired,) = office.facts(TimerFired, "T-EXM-10D")
    assert office.alerts("gromova") == ["T-EXM-10D 11.03"]
    assert fired.at == alert.at == office.moment("2026-03-12 10:00")
    assert office.day(fired.fact.due) == "11.03"
    assert fired.fact.late == 1 + 10 * 3600  # the last second of 11 March, and ten hours

    office.restart()
    office.until("2026-03-20 10:00")
    assert len(office.facts(AlertRaised)) == 1
    assert office.inbox("ivanova") == ["EXM-30"]


# ---------------------------------------------------------------------- what the scenarios take for granted


def test_a_session_with_one_seat_is_not_given_twice(office: Office) -> None:
    office.open_session("2026-03-27", seats=1)
    first = office.apply(by="orlova")
    second = office.apply(by="belov")
    office.turn_to(first)
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    office.turn_to(second)
    office.do("EXM-30", by="petrova", **ALL_ACCEPTED)

    office.turn_to(first)
    office.do("EXM-50", by="ivanova", session="2026-03-27")
    assert "2026-03-27" not in office.offered()
    office.turn_to(second)
    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-50", by="petrova", session="2026-03-27")
    assert set(refused.value.errors) == {"session"}

    office.turn_to(first)
    office.do("EXM-51", by="orlova", answer="other", wish="После 1 апреля.")
    assert office.offered()["2026-03-27"] == 1
    office.turn_to(second)
    office.do("EXM-50", by="petrova", session="2026-03-27")
    assert [seat.instance_id for seat in office.seats("2026-03-27")] == [second.instance_id]


def test_the_third_refusal_of_a_date_goes_to_the_head(office: Office) -> None:
    office.apply()
    accept_and_propose(office)
    for _ in range(2):
        office.do("EXM-51", by="orlova", answer="other", wish="Позже.")
        office.do("EXM-53", by="ivanova", session="2026-03-20")
    office.do("EXM-51", by="orlova", answer="other", wish="Ещё позже.")

    assert office.inbox("ivanova") == []
    assert office.inbox("gromova") == ["EXM-53H"]


def test_a_failed_theory_leads_past_the_practice(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)

    office.do("EXM-70", by="sidorov", held_on="2026-03-20", result="failed")

    assert not office.ever_opened("EXM-71")
    assert office.due("EXM-75") == "27.03"


def test_a_candidate_without_originals_gets_one_more_date(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")

    office.do("EXM-60", by="ivanova", **{**ALL_SHOWN, "experience": False})
    assert office.told("orlova")[-1] == "экзамен не состоялся"
    assert not office.ever_opened("EXM-70")
    office.do("EXM-63", by="ivanova", decision="reschedule", reason="Документ об опыте будет заверен.")
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-04-10 09:30")
    office.do("EXM-60", by="ivanova", arrived="no")

    assert not office.ever_opened("EXM-70")
    assert office.ended_as() == "Не явился или не допущен"


def test_a_set_that_is_never_completed_closes_the_case_after_sixty_days(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 10:00")
    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "experience": "missing"})

    office.until("2026-05-03 23:59")
    assert office.status() == "running"
    office.until("2026-05-04 00:00")

    assert office.ended_as() == "Закрыто: комплект не представлен"
    assert office.inbox("orlova") == office.inbox("ivanova") == []


def test_who_did_one_thing_may_not_do_the_other(office: Office) -> None:
    office.also("ivanova", "coc_cashier", "examiner")
    office.apply()
    conclude_contract(office, paid_on="2026-03-01")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)

    with pytest.raises(SeparationOfDuties):
        office.do("EXM-42", by="ivanova", result="received", received_on="2026-03-01")
    with pytest.raises(NotAllowed):
        office.do("EXM-42", by="petrova", result="received", received_on="2026-03-01")

    confirm_payment(office, received_on="2026-03-01")
    assert office.inbox("kuznetsov") == []


def test_a_document_that_cannot_be_made_is_an_incident_and_nothing_is_lost(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office, practice="failed")
    decide(office, "unsatisfactory")

    office.do("EXM-91", by="ivanova", recommendations=f"漢 {RECOMMENDED}", issued_on="2026-04-01", **SIGNED)

    (incident,) = office.incidents()
    assert incident.element == "EXM-91D" and "«漢»" in incident.ru
    assert office.status() == "running" and office.documents() == []
    office.restart()
    office.until("2026-04-20 12:00")
    assert office.alerts("gromova")[-1] == "T-EXM-30D 19.04"
    assert [one.state for one in office.incidents()] == ["open"]

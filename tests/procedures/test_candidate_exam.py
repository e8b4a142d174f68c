"""The independent assessment of qualification, scenario by scenario, as the people of the centre would tell it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
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
from service.operations import cancel_instance, read_attachment, show_instance
from service.plays import PlayRefused
from storage.errors import NotFound
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.office import DIRECTED, REPRESENTED, Office
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks

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
    office.do("EXM-40", by=by, accepted=True)
    pay(office, by, "Орлова А. С.", paid_on)


def pay(office: Office, by: str, payer_name: str, paid_on: str = "2026-03-01") -> None:
    """The scan of a payment in full is sent."""
    office.do(
        "EXM-41", by=by, scan=[{"file": "payment.pdf"}], paid_on=paid_on, amount="12000.00", payer_name=payer_name
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


def sit_the_exam(office: Office, theory: str = "passed", practice: str = "passed", day: str = "2026-03-20") -> None:
    """Originals, theory and practice on one day; the protocol goes to the council four days later."""
    office.until(f"{day} 09:30")
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)
    office.do("EXM-70", by="sidorov", held_on=day, score=34, max_score=40, result=theory)
    office.do(
        "EXM-71", by="sidorov", held_on=day, result=practice,
        tasks=[{"task": "Составить профиль должности", "done": "yes" if practice == "passed" else "no"}],
    )  # fmt: skip
    written = date.fromisoformat(day) + timedelta(days=4)
    office.until(f"{written} 10:00")
    office.do("EXM-75", by="ivanova", protocol_no="12-2026", protocol_date=str(written))


def decide(office: Office, decision: str, day: str = "2026-04-01") -> None:
    office.until(f"{day} 15:00")
    reasons = {} if decision == "positive" else {"reasons": "Практическая часть не сдана."}
    office.do("EXM-80", by="pavlova", decision=decision, decision_no="17/2026", decision_date=day, **reasons)


def certify(office: Office, day: str) -> None:
    office.until(f"{day} 10:00")
    office.do("EXM-90", by="ivanova", issued_on=day, **SIGNED)


def refund(office: Office, decided_on: str = "2026-03-05", **answers: Any) -> None:
    reason = "Экзамен не состоялся."
    office.do(
        "EXM-97",
        by="kuznetsov",
        **{"refund": "full", "amount": "12000.00", "reason": reason, **answers, "decided_on": decided_on},
    )


def wish(office: Office, element: str, by: str, *days: str) -> None:
    """Another proposal, with the days that would suit."""
    office.do(element, by=by, answer="other", wished=[{"date": day} for day in days])


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


@pytest.mark.parametrize("ground", ["sqlite", "postgresql"], indirect=True)
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

    (certificate,) = office.documents("D-EXM-CERT")
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


# ---------------------------------------------------------------------- S-EXM-4


def directed_by_the_employer(office: Office) -> None:
    """Sent and paid for by the employer, who is to be informed; documents accepted, 20 March proposed on 4 March."""
    office.apply(**DIRECTED)
    office.do("EXM-40", by="smirnova", accepted=True, inform_payer=True, payer_email="smirnova@example.org")
    pay(office, "smirnova", "ООО «Ромашка»")
    confirm_payment(office, received_on="2026-03-01")
    office.until("2026-03-04 11:00")
    accept_and_propose(office)


def test_s_exm_4_employer_directed(office: Office) -> None:
    directed_by_the_employer(office)
    assert office.told("orlova") == ["документы приняты, предлагаем дату экзамена"]
    assert office.told("smirnova")[-1] == "согласуйте дату экзамена"
    assert office.inbox("orlova") == ["EXM-51"] and office.inbox("smirnova") == ["EXM-52"]

    office.do("EXM-51", by="orlova", answer="agree")
    assert not office.ever_opened("EXM-53")
    wish(office, "EXM-52", "smirnova", "2026-04-10")

    assert office.inbox("ivanova") == ["EXM-53"]
    assert office.seats("2026-03-20") == []
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-52", by="smirnova", answer="agree")
    assert "дата экзамена согласована" not in office.told("orlova")
    office.do("EXM-51", by="orlova", answer="agree")

    assert office.told("orlova")[-1] == "дата экзамена согласована"
    assert office.told("smirnova")[-1] == "дата экзамена согласована"
    assert [seat.state for seat in office.seats("2026-04-10")] == ["taken"]


def test_s_exm_4_each_round_is_kept(office: Office) -> None:
    directed_by_the_employer(office)
    office.do("EXM-51", by="orlova", answer="agree")
    wish(office, "EXM-52", "smirnova", "2026-04-09", "2026-04-10")
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-51", by="orlova", answer="agree")
    office.do("EXM-52", by="smirnova", answer="agree")

    first, second = office.data()["date_rounds"]
    assert (first["date"], first["answer"], first["employer_answer"]) == ("2026-03-20", "agree", "other")
    assert first["employer_wished"] == [{"date": "2026-04-09"}, {"date": "2026-04-10"}]
    assert (second["round"], second["answer"], second["employer_answer"]) == (2, "agree", "agree")


def test_s_exm_4_whoever_proposes_another_date_reads_what_both_have_answered(office: Office) -> None:
    directed_by_the_employer(office)
    office.do("EXM-51", by="orlova", answer="agree")
    wish(office, "EXM-52", "smirnova", "2026-04-10")

    beside = office.seen("EXM-53", by="ivanova").readable
    assert beside["agreement"]["answer"] == "agree"
    assert beside["employer_agreement"]["wished"] == [{"date": "2026-04-10"}]


def test_s_exm_4_the_employer_who_paid_gets_a_copy_and_the_candidate_the_original(office: Office) -> None:
    directed_by_the_employer(office)
    office.do("EXM-51", by="orlova", answer="agree")
    office.do("EXM-52", by="smirnova", answer="agree")
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-06")
    assert "копия документа по итогам экзамена" not in office.told("smirnova")

    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-06")

    (certificate,) = office.documents("D-EXM-CERT")
    assert office.told("smirnova")[-1] == "копия документа по итогам экзамена"
    assert office.mails("smirnova", "email")[-1].documents == [certificate.id]
    assert office.told("orlova")[-1] == "результат экзамена"
    assert office.ended_as() == "Свидетельство выдано"


def test_s_exm_4_an_employer_who_is_not_to_be_informed_gets_nothing(office: Office) -> None:
    office.apply(**DIRECTED)
    office.do("EXM-40", by="orlova", accepted=True)
    pay(office, "smirnova", "ООО «Ромашка»")
    confirm_payment(office, received_on="2026-03-01")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    office.do("EXM-52", by="smirnova", answer="agree")
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-06")
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-06")

    assert office.told("smirnova")[-1] == "дата экзамена согласована"
    assert office.data()["payer_copy"] == {"result": "no"}
    assert office.ended_as() == "Свидетельство выдано"


def test_s_exm_4_a_payer_without_an_address_is_asked_for_it(office: Office) -> None:
    office.apply(payer_kind="person", payer_name="Тарасов Павел Львович")
    office.do("EXM-40", by="orlova", accepted=True, inform_payer=True)
    pay(office, "orlova", "Тарасов П. Л.")
    confirm_payment(office, received_on="2026-03-01")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    sit_the_exam(office, practice="failed")
    decide(office, "unsatisfactory")
    office.do("EXM-91", by="ivanova", recommendations=RECOMMENDED, issued_on="2026-04-01", **SIGNED)
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-01")

    assert office.inbox("ivanova") == ["EXM-94A"] and office.due("EXM-94A") == "04.04"
    shown = office.seen("EXM-94A", "ivanova").answers
    assert (shown["offer_version"], shown["accepted"]) == ("1 от 12.01.2026", True)
    assert (shown["payer_kind"], shown["payer_name"], shown["inform_payer"]) == (
        "person",
        "Тарасов Павел Львович",
        True,
    )
    with pytest.raises(AnswersRefused):
        office.do("EXM-94A", by="ivanova")
    office.do("EXM-94A", by="ivanova", payer_email="tarasov@example.org")

    (conclusion,) = office.documents("D-EXM-CONCL")
    assert office.mails("tarasov", "email")[-1].documents == [conclusion.id]
    assert office.ended_as() == "Заключение выдано"


def test_s_exm_4_somebody_else_pays_and_gets_a_copy_of_the_result(office: Office) -> None:
    office.apply(payer_kind="person", payer_name="Тарасов Павел Львович", payer_email="tarasov@example.org")
    assert "application" not in office.data("tarasov")

    office.do("EXM-40", by="orlova", accepted=True, inform_payer=True, payer_email="tarasov@example.org")
    pay(office, "tarasov", "Тарасов П. Л.")
    confirm_payment(office, received_on="2026-03-01")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-06")
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-06")

    assert office.told("tarasov")[-1] == "копия документа по итогам экзамена"
    assert [paper.template for paper in office.documents(by="tarasov")] == ["D-EXM-OFFER", "D-EXM-CERT"]
    assert set(office.data("tarasov")) & {"contract", "slot", "review", "council"} == {"contract", "slot"}


def test_s_exm_4_payer_and_candidate_are_told_that_no_payment_was_found(office: Office) -> None:
    office.apply(**DIRECTED)
    office.do("EXM-40", by="smirnova", accepted=True)
    pay(office, "smirnova", "ООО «Ромашка»")

    office.do("EXM-42", by="kuznetsov", result="not_found", comment="В выписке банка платежа нет.")

    assert office.told("smirnova")[-1] == office.told("orlova")[-1] == "оплата не найдена"
    assert "EXM-41" in office.inbox("smirnova")


def test_s8_payer_and_employer_see_the_date_and_the_copy_but_no_exam_sheet(office: Office) -> None:
    directed_by_the_employer(office)
    office.do("EXM-51", by="orlova", answer="agree")
    office.do("EXM-52", by="smirnova", answer="agree")
    sit_the_exam(office)
    assert [paper.template for paper in office.documents(by="smirnova")] == ["D-EXM-OFFER"]
    decide(office, "positive")
    certify(office, "2026-04-06")
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлова А. С.", sent_on="2026-04-06")

    seen = office.data(by="smirnova")
    told = str(show_instance.events(office.here, office.who("smirnova"), office.case))
    assert seen["slot"]["session"]["date"] == "2026-03-20"
    assert not set(seen) & {"application", "review", "originals", "theory", "practice", "protocol", "council", "issue"}
    assert "Составить профиль должности" not in told and "ул. Садовая" not in told
    assert [paper.template for paper in office.documents(by="smirnova")] == ["D-EXM-OFFER", "D-EXM-CERT"]
    (protocol,) = office.documents("D-EXM-PROTOCOL")
    with pytest.raises(NotFound):
        read_attachment.read_document(office.here, office.who("smirnova"), protocol.id)


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

    (conclusion,) = office.documents("D-EXM-CONCL")
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


# ---------------------------------------------------------------------- S-EXM-6


def test_s_exm_6_legal_representative(office: Office) -> None:
    office.apply(**REPRESENTED)
    assert office.inbox("orlova") == [] and office.inbox("orlov") == ["EXM-40"]

    conclude_contract(office, by="orlov", paid_on="2026-03-01")
    confirm_payment(office, received_on="2026-03-01")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED, authority="accepted")
    office.do("EXM-50", by="ivanova", session="2026-03-20")
    assert office.inbox("orlov") == ["EXM-51"] and office.inbox("orlova") == []
    assert "документы приняты, предлагаем дату экзамена" in office.told("orlov")
    office.do("EXM-51", by="orlov", answer="agree")
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-06")

    assert office.data()["delivery_rule"]["to"] == "legal_rep"
    office.do("EXM-92", by="ivanova", method="in_person", handed_to="Орлов С. И.", sent_on="2026-04-06")
    assert office.told("orlov")[-1] == "результат экзамена"
    assert office.told("orlova") == []


def test_s_exm_6_the_exam_tasks_name_the_candidate(office: Office) -> None:
    office.apply(**REPRESENTED)
    conclude_contract(office, by="orlov", paid_on="2026-03-01")
    confirm_payment(office, received_on="2026-03-01")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED, authority="accepted")
    office.do("EXM-50", by="ivanova", session="2026-03-20")
    office.do("EXM-51", by="orlov", answer="agree")
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)

    task = office.seen("EXM-70", by="sidorov")
    assert task.subject == "Орлова\u00a0А.\u00a0С."
    assert office.entries("orlov") == ()


def test_s_exm_6_a_document_of_authority_that_is_not_accepted_leaves_the_set_incomplete(office: Office) -> None:
    office.apply(**REPRESENTED)

    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED, authority="unreadable")

    assert "документ о полномочиях представителя" in office.mails("orlov", "email")[-1].body
    assert "EXM-36" in office.inbox("orlov")
    office.do("EXM-36", by="orlov", rep_document=[{"file": "authority-2.pdf"}])
    assert office.inbox("ivanova") == ["EXM-30"]


# ---------------------------------------------------------------------- S-EXM-7


@pytest.mark.parametrize(("day", "late"), [("2026-04-19", 0), ("2026-04-20", 1)])
def test_s_exm_7_delivery_by_address(office: Office, day: str, late: int) -> None:
    office.apply(delivery="by_address")
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-06")
    office.until(f"{day} 12:00")

    view = office.seen("EXM-92", by="ivanova")
    assert view.answers["address"] == "115035, Москва, ул. Садовая, д. 7, кв. 12"
    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-92", by="ivanova", method="by_address", address=view.answers["address"], sent_on=day)
    assert set(refused.value.errors) == {"tracking"}
    office.do(
        "EXM-92", by="ivanova", method="by_address", address=view.answers["address"], tracking="11503512345678",
        sent_on=day,
    )  # fmt: skip

    (sent,) = office.facts(TaskCompleted, "EXM-92")
    assert sent.fact.late == late
    assert office.data()["delivery_term"] == {"due": "2026-04-19", "overdue": late > 0}
    assert "11503512345678" in office.mails("orlova", "email")[-1].body


# ---------------------------------------------------------------------- S-EXM-8


def test_s_exm_8_original_missing(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")

    office.do("EXM-60", by="ivanova", **{**ALL_SHOWN, "experience": False})

    assert office.data()["admission"] == {"result": "not_admitted:originals X"}
    assert not office.ever_opened("EXM-70")
    assert office.inbox("ivanova") == ["EXM-63"]


def test_s_exm_8_a_new_date_is_proposed_once(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", **{**ALL_SHOWN, "experience": False})
    office.do("EXM-63", by="ivanova", decision="reschedule", reason="Документ об опыте будет заверен.")
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-04-10 09:30")

    office.do("EXM-60", by="ivanova", **{**ALL_SHOWN, "experience": False})

    assert not office.ever_opened("EXM-70")
    assert len(office.tasks("EXM-63")) == 1
    assert office.inbox("kuznetsov") == ["EXM-97"]


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


# ---------------------------------------------------------------------- S-EXM-12


def test_s_exm_12_date_agreed_late(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 12:00")
    accept_and_propose(office)
    assert office.told("orlova") == ["документы приняты, предлагаем дату экзамена"]

    office.until("2026-03-11 23:59")
    assert office.alerts("gromova") == []
    office.until("2026-03-12 00:00")
    assert office.alerts("gromova") == ["T-EXM-AGREE 11.03"]
    assert office.inbox("orlova") == ["EXM-40", "EXM-51"]

    office.until("2026-03-13 12:00")
    office.do("EXM-51", by="orlova", answer="agree")
    assert office.told("orlova")[-1] == "дата экзамена согласована"
    assert office.data()["notice_term"] == {"due": "2026-03-11", "overdue": False}
    assert office.data()["agreement_term"] == {"due": "2026-03-11", "overdue": True}


def test_s_exm_12_the_report_shows_the_delay_under_clause_4(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 12:00")
    accept_and_propose(office)
    office.until("2026-03-13 12:00")
    office.do("EXM-51", by="orlova", answer="agree")

    assert office.report("exam/4.agree-date", "2026-03-01", "2026-03-31") == ([2], [])


def test_s_exm_12_outside_the_ten_days_there_is_a_warning_and_no_row(office: Office) -> None:
    office.choose("exam_agree_inside_10_days", False)
    office.apply()
    office.until("2026-03-04 12:00")
    accept_and_propose(office)
    office.until("2026-03-13 12:00")

    assert office.alerts("gromova") == ["T-EXM-AGREE 11.03"]
    office.do("EXM-51", by="orlova", answer="agree")
    assert office.report("exam/4.agree-date", "2026-03-01", "2026-03-31") == ([], [2])


def test_s_exm_12_no_answer_is_never_a_consent(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 12:00")
    accept_and_propose(office)

    office.until("2026-03-09 09:00")
    assert "Напоминание" in office.mails("orlova", "email")[-1].subject
    office.until("2026-03-15 00:00")
    assert office.alerts("gromova") == ["T-EXM-AGREE 11.03", "EXM-51 09.03"]

    office.until("2026-03-19 12:00")
    assert office.inbox("orlova") == ["EXM-40", "EXM-51"]
    assert [seat.state for seat in office.seats("2026-03-20")] == ["held"]


def test_s_exm_12_a_second_agreement_has_no_term_of_ten_days(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 13:00")
    accept_and_propose(office)
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-03-19 09:00")
    conclude_contract(office, paid_on="2026-03-19")
    confirm_payment(office, received_on="2026-03-19")
    office.do("EXM-53", by="ivanova", session="2026-04-10")

    office.until("2026-03-23 12:00")
    assert office.alerts("gromova") == []


# ---------------------------------------------------------------------- S-EXM-14


def test_s_exm_14_paid_and_the_set_never_completed(office: Office) -> None:
    office.apply()
    conclude_contract(office, paid_on="2026-03-01")
    confirm_payment(office, received_on="2026-03-01")
    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "experience": "missing"})

    office.until("2026-05-01 12:00")

    assert office.inbox("kuznetsov") == ["EXM-97"] and office.status() == "running"
    assert office.told("kuznetsov")[-1] == "экзамен не состоялся, решите о возврате оплаты"
    refund(office, decided_on="2026-05-01")
    assert office.ended_as() == "Закрыто: комплект не представлен"


def test_s_exm_14_paid_and_not_admitted(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", arrived="no")
    office.do("EXM-63", by="ivanova", decision="close", reason="Соискатель не пришёл.")

    letter = office.mails("kuznetsov", "email")[-1]
    assert "соискатель не явился или не допущен" in letter.body and "12000.00" in letter.body
    assert office.inbox("kuznetsov") == ["EXM-97"] and office.status() == "running"
    refund(office, refund="none", amount=None, decided_on="2026-03-20")
    assert office.ended_as() == "Не явился или не допущен"


def test_s_exm_14_paid_and_withdrawn(office: Office) -> None:
    office.apply()
    agree_and_pay(office)

    office.act("EXM-W1", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.inbox("kuznetsov") == ["EXM-97"] and office.status() == "running"
    assert office.seats("2026-03-20") == []
    refund(office, decided_on="2026-03-04")
    assert office.ended_as() == "Отозвано"
    assert office.data()["refund"]["refund"] == "full"


def test_s_exm_14_a_payment_document_is_enough(office: Office) -> None:
    office.apply()
    conclude_contract(office, paid_on="2026-03-01")

    office.act("EXM-W1", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.inbox("kuznetsov") == ["EXM-97"]


def test_s_exm_14_an_unpaid_case_has_no_such_task(office: Office) -> None:
    office.apply()
    office.act("EXM-W1", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.ended_as() == "Отозвано"
    assert not office.ever_opened("EXM-97") and office.told("kuznetsov") == []


def test_s_exm_14_a_paid_case_that_the_owner_stops_tells_the_cashier(office: Office) -> None:
    office.apply()
    agree_and_pay(office)

    cancel_instance.cancel(office.here, office.who("admin"), office.case, "Заявка подана дважды.")

    assert office.told("kuznetsov")[-1] == "экзамен не состоялся, решите о возврате оплаты"
    assert "дело остановлено" in office.mails("kuznetsov", "email")[-1].body


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


def test_s_x_1_withdrawal_in_the_second_agreement_after_a_missed_exam(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    office.until("2026-03-20 09:30")
    office.do("EXM-60", by="ivanova", arrived="no")
    office.do("EXM-63", by="ivanova", decision="reschedule", reason="Соискатель болел.")
    office.do("EXM-53", by="ivanova", session="2026-04-10")

    office.act("EXM-W6", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.seats("2026-04-10") == []
    refund(office, decided_on="2026-03-20")
    assert office.ended_as() == "Отозвано"


def test_s_x_1_withdrawal_before_the_council_has_decided(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)

    office.act("EXM-W7", by="orlova", reason="Изменились планы.", confirmed=True)

    assert office.inbox("pavlova") == []
    refund(office, refund="none", amount=None, decided_on="2026-03-24")
    assert office.ended_as() == "Отозвано"
    assert office.register() == []


def test_s_x_1_no_withdrawal_after_the_council_has_decided(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")

    with pytest.raises(PlayRefused):
        office.act("EXM-W7", by="orlova", reason="Изменились планы.", confirmed=True)


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
    wish(office, "EXM-51", "orlova", "2026-04-03")
    assert office.offered()["2026-03-27"] == 1
    office.turn_to(second)
    office.do("EXM-50", by="petrova", session="2026-03-27")
    assert [seat.instance_id for seat in office.seats("2026-03-27")] == [second.instance_id]


def test_the_third_refusal_of_a_date_goes_to_the_head(office: Office) -> None:
    office.apply()
    accept_and_propose(office)
    for _ in range(2):
        wish(office, "EXM-51", "orlova", "2026-04-03")
        office.do("EXM-53", by="ivanova", session="2026-03-20")
    wish(office, "EXM-51", "orlova", "2026-04-17")

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
    assert office.seats("2026-03-20") == []
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    assert office.told("orlova")[-1] == "предлагаем другую дату экзамена"
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-04-09 23:59")
    assert office.inbox("ivanova") == []
    office.until("2026-04-10 09:30")
    office.do("EXM-60", by="ivanova", arrived="no")
    refund(office)

    assert not office.ever_opened("EXM-70")
    assert office.ended_as() == "Не явился или не допущен"
    assert office.told("orlova")[-1] == "закрыто без экзамена"


def test_a_set_that_is_never_completed_closes_the_case_after_sixty_days(office: Office) -> None:
    office.apply()
    office.until("2026-03-04 10:00")
    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "experience": "missing"})

    office.until("2026-05-03 23:59")
    assert office.status() == "running"
    office.until("2026-05-04 00:00")

    assert office.ended_as() == "Закрыто: комплект не представлен"
    assert office.told("orlova")[-1] == "закрыто: комплект не представлен"
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
    assert office.status() == "running" and office.documents("D-EXM-CONCL") == []
    office.restart()
    office.until("2026-04-20 12:00")
    assert office.alerts("gromova")[-1] == "T-EXM-30D 19.04"
    assert [one.state for one in office.incidents()] == ["open"]


# ---------------------------------------------------------------------- the ledger: terms, answers

TERMS = {
    "EXM-30": 10, "EXM-36": 14, "EXM-40": 14, "EXM-41": 14, "EXM-42": 3, "EXM-51": 5, "EXM-52": 5, "EXM-53": 3, "EXM-53H": 3, "EXM-63": 3, "EXM-75": 7,
    "EXM-80": 14, "EXM-97": 5,
}  # fmt: skip
"""Days for each step whose term begins when it opens: ten by the regulation, the others those of the process design."""

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

SIGNATORY = "issued_on signatory_post signatory_name"
SCANS_NEEDED = "scan_statement scan_education scan_training scan_experience"
"""What a qualification needs that needs E, T and X: fields 1-4 of the application."""

EXAM_DAY = "2026-03-20"
COUNCIL_DAY = "2026-04-01"
"""In the plays: the exam and, after it, the decision."""

ASKED = [
    asks("F-EXM-2", f"qualification address notify_channel delivery consent {SCANS_NEEDED}", wrong={"payer_kind": ["employer"]}),
    asks("F-EXM-2", "rep_name rep_email rep_document", rep_phone="+7 900 123-45-67", **REPRESENTED),
    asks("F-EXM-2", "employer_name employer_email referral", payer_kind="employer", **DIRECTED),
    asks("F-EXM-2", "payer_name", payer_kind="organisation", payer_name="ООО «Ромашка»", payer_email="payer@example.org"),
    asks("F-EXM-2R", "scan_experience"),
    asks("F-EXM-3", "statement education training experience", comment="Скан читается."),
    asks("F-EXM-3", "authority"),
    asks("F-EXM-4", "accepted"),
    asks("F-EXM-5", "scan paid_on amount payer_name", wrong={"paid_on": PAST, "amount": ["0.00"]}, paid_on=TODAY),
    asks("F-EXM-5C", "result received_on", wrong={"received_on": PAST}, received_on=TODAY),
    asks("F-EXM-5C", "comment", result="not_found", received_on=None, comment="Платёж не найден."),
    asks("F-EXM-6", "session", comment="Ближайшая сессия."),
    asks("F-EXM-63", "decision"),
    asks("F-EXM-6A", "answer"),
    asks(
        "F-EXM-6A", "wished.date", wrong={"wished": [[]], "wished.date": [TODAY, YESTERDAY]},
        answer="other", wished=[{"date": TOMORROW}],
    ),
    asks("F-EXM-7", "arrived identity_kind"),
    asks(
        "F-EXM-8", "held_on result",
        wrong={"held_on": [YESTERDAY, TOMORROW], "score": ["41", "-1"], "max_score": ["0"]}, held_on=TODAY, score="40", max_score="40",
    ),
    asks("F-EXM-8", score="0", result="failed"),
    asks("F-EXM-9", "held_on tasks.task tasks.done result", wrong={"held_on": [YESTERDAY, TOMORROW]}, held_on=TODAY),
    asks("F-EXM-P", "protocol_no protocol_date", wrong={"protocol_date": PAST}, protocol_date=TODAY),
    asks("F-EXM-10", "decision decision_no decision_date", wrong={"decision_date": ["2026-03-19", TOMORROW]}, decision_date=TODAY),
    asks("F-EXM-10", decision_date=EXAM_DAY),
    asks("F-EXM-10", "reasons", decision="unsatisfactory", reasons="Не сдана практическая часть."),
    asks("F-EXM-10", "reasons", decision="return", decision_no=None, decision_date=None, reasons="Нет подписей в протоколе."),
    asks("F-EXM-90", SIGNATORY, wrong={"issued_on": ["2026-03-31", TOMORROW], "valid_until": [TODAY, YESTERDAY]},
         issued_on=TODAY, valid_until=TOMORROW),
    asks("F-EXM-90", issued_on=COUNCIL_DAY),
    asks(
        "F-EXM-91", f"recommendations {SIGNATORY}", wrong={"issued_on": [TOMORROW, "2026-03-31"], "recommendations": ["Девятнадцать знаков"]},
        issued_on=TODAY, recommendations="Ровно двадцать букв.",
    ),
    asks("F-EXM-11", "method handed_to sent_on", wrong={"sent_on": PAST}, method="in_person", sent_on=TODAY),
    asks("F-EXM-11", "address tracking", method="by_address", handed_to=None, address="115035, Москва", tracking="11503512345678"),
    asks("F-EXM-14", "refund reason decided_on", wrong={"decided_on": PAST}, decided_on=TODAY),
    asks("F-EXM-14", "amount", wrong={"amount": ["0.00"]}, refund="part", amount="1.00"),
    asks(
        "F-EXM-12", "date time place qualifications capacity examiners.name",
        wrong={"date": [YESTERDAY, TODAY], "capacity": [0, 1001], "examiners": [[]]}, date=TOMORROW, capacity=1,
    ),
    asks("F-EXM-12", capacity=1000),
    asks("F-EXM-Q", "title level education_text training_text experience_text price",
         wrong={"level": [0, 10], "price": ["-0.01", "1000000000.00"]}, level=1, price="0.00"),
    asks("F-EXM-Q", level=9, price="999999999.00"),
    asks("F-EXM-S", "title qualification part text"),
]  # fmt: skip
"""What each form needs, as the ledger marks it."""


@pytest.mark.parametrize("play", rehearsals.of(Office))
def test_each_step_has_its_term(play: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.keeps(Office, ground, tmp_path, play, TERMS)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("F-EXM-4", "offer_version"),
        ("F-EXM-6A", "date time place"),
    ],
)
def test_each_form_shows_what_is_agreed_to(form: str, shown: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.shows(Office, ground, tmp_path, form, shown)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Office, ground, tmp_path, asked)


@pytest.mark.parametrize("step", ["EXM-30", "EXM-42", "EXM-70", "EXM-80"])
def test_the_head_of_the_centre_hands_steps_over(step: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.hands_over(Office, ground, tmp_path, step, "coc_head")


QUALIFIED = {"application": {"qualification": {"training": True, "experience": True}}}
UNQUALIFIED = {"application": {"qualification": {"training": False, "experience": False}}}


def reviewed(result: str | None) -> dict[str, Any]:
    """A review that says this of each part."""
    return {"review": dict.fromkeys(("education", "training", "experience", "authority"), result)}


@pytest.mark.parametrize(
    ("form", "question", "asked", "unasked"),
    [
        ("F-EXM-2", "rep_phone", {"by_representative": True}, [{"by_representative": False}]),
        ("F-EXM-2", "payer_email", {"payer_kind": "person"}, [{"payer_kind": "candidate"}, {"payer_kind": "employer"}, {}]),
        ("F-EXM-2", "certified", {"qualification": {"experience": True}}, [{"qualification": {"experience": False}}]),
        *(
            ("F-EXM-2R", question, reviewed("missing"), [reviewed("accepted"), reviewed(None)])
            for question in ("scan_education", "scan_training", "scan_experience", "certified", "rep_document")
        ),
        ("F-EXM-4", "payer_name", {"payer_kind": "person"}, [{"payer_kind": "candidate"}]),
        ("F-EXM-4", "inform_payer", {"payer_kind": "person"}, [{"payer_kind": "candidate"}]),
        (
            "F-EXM-4", "payer_email", {"payer_kind": "person", "inform_payer": True},
            [{"payer_kind": "person", "inform_payer": False}, {"payer_kind": "candidate", "inform_payer": True}],
        ),
        ("F-EXM-4P", "payer_name", {"payer_kind": "person"}, [{"payer_kind": "candidate"}]),
        ("F-EXM-6A", "wish", {"answer": "other"}, [{"answer": "agree"}, {}]),
        ("F-EXM-7", "statement", {"arrived": "yes"}, [{"arrived": "no"}]),
        ("F-EXM-7", "training", {"arrived": "yes", **QUALIFIED}, [{"arrived": "no", **QUALIFIED}, {"arrived": "yes", **UNQUALIFIED}]),
        ("F-EXM-7", "experience", {"arrived": "yes", **QUALIFIED}, [{"arrived": "no", **QUALIFIED}, {"arrived": "yes", **UNQUALIFIED}]),
    ],
)  # fmt: skip
def test_a_question_is_asked_only_where_it_has_an_answer(
    office: Office, form: str, question: str, asked: dict[str, Any], unasked: list[dict[str, Any]]
) -> None:
    assert question in asked_for(office, form, asked, asked)
    for known in unasked:
        assert question not in asked_for(office, form, known, known)


@pytest.mark.parametrize(
    ("part", "scan"),
    [
        ("statement", "scan_statement"), ("education", "scan_education"), ("training", "scan_training"),
        ("experience", "scan_experience"), ("authority", "rep_document"),
    ],
)  # fmt: skip
def test_what_was_not_accepted_is_asked_for_again_and_nothing_else(office: Office, part: str, scan: str) -> None:
    office.apply(**REPRESENTED)
    office.do("EXM-30", by="ivanova", **{**ALL_ACCEPTED, "authority": "accepted", part: "missing"})

    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-36", by="orlov")

    assert set(refused.value.errors) == {scan}


def test_each_step_with_a_day_in_the_regulation_is_due_on_it(office: Office) -> None:
    office.apply()
    office.until("2026-03-02 12:00")
    conclude_contract(office)
    confirm_payment(office, "2026-03-02")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    assert office.due("EXM-50") == "11.03"

    office.do("EXM-50", by="ivanova", session="2026-03-20")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-03-20 09:30")
    assert office.due("EXM-60") == "20.03"
    office.do("EXM-60", by="ivanova", **ALL_SHOWN)
    assert office.due("EXM-70") == "20.03"
    office.do("EXM-70", by="sidorov", held_on="2026-03-20", score=34, max_score=40, result="passed")
    assert office.due("EXM-71") == "20.03"


@pytest.mark.parametrize(("decision", "step"), [("positive", "EXM-90"), ("unsatisfactory", "EXM-91")])
def test_a_result_is_due_in_thirty_days_and_recalled_before(office: Office, decision: str, step: str) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, decision)
    assert office.due(step) == "19.04"

    office.until("2026-04-19 12:00")

    assert recalled(office, step) == ["10.04", "16.04"]


def test_a_document_is_handed_over_in_thirty_days_and_recalled_before(office: Office) -> None:
    office.apply()
    agree_and_pay(office)
    sit_the_exam(office)
    decide(office, "positive")
    certify(office, "2026-04-02")
    assert office.due("EXM-92") == "19.04"

    office.until("2026-04-19 12:00")

    assert recalled(office, "EXM-92") == ["16.04"]


def test_the_clerk_is_recalled_before_the_ten_days_end(office: Office) -> None:
    office.apply()

    office.until("2026-03-11 12:00")

    assert recalled(office, "EXM-30") == ["09.03"]


def recalled(office: Office, step: str) -> list[str]:
    """The days on which the step was recalled."""
    return [office.day(one.at) for one in office.facts(ReminderDue, step)]


# ---------------------------------------------------------------------- what everybody reads


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("about", "документ, удостоверяющий личность"),
        ("qualifications", "Не менее одного года работы по виду деятельности"),
        ("samples", "Профиль должности, практическое задание"),
        ("offer", "Договор заключён, когда соискатель или плательщик принял оферту"),
        ("offer", "БИК 044525000"),
    ],
)
def test_everybody_reads_what_an_exam_needs(office: Office, page: str, said: str) -> None:
    assert said in office.public(page)


def test_who_accepts_the_offer_sees_its_version(office: Office) -> None:
    office.apply()

    assert office.seen("EXM-40", by="orlova").answers["offer_version"] == "1 от 12.01.2026"
    office.do("EXM-40", by="orlova", accepted=True)

    assert office.data()["contract"]["offer_version"] == "1 от 12.01.2026"


def test_the_centre_keeps_the_registers_that_everybody_reads(office: Office) -> None:
    assert office.open_registers() == {"R-QUALIFICATIONS", "R-EXM-SAMPLES", "R-EXM"}
    sample = {"title": "Задание", "qualification": "hr-6", "part": "theory", "text": "Вопрос."}
    with pytest.raises(NotAllowed):
        office.keep("sidorov", "R-EXM-SAMPLES", **sample)
    office.keep("ivanova", "R-EXM-SAMPLES", **sample)
    qualification = {"title": "Бухгалтер", "level": 6, "price": "9000.00"}
    with pytest.raises(NotAllowed):
        office.keep("sidorov", "R-QUALIFICATIONS", **qualification)
    office.keep("ivanova", "R-QUALIFICATIONS", **qualification)

"""The certification of services and its periodic assessment, scenario by scenario, as the body's people would tell it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from forms.errors import AnswersRefused
from processes.facts import AlertRaised, FlowTaken, ReminderDue, TaskCancelled, TaskCompleted
from service.errors import NotAllowed, SeparationOfDuties
from service.operations import cancel_instance, read_attachment, show_instance
from service.plays import PlayRefused
from storage.errors import NotFound
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.body import WITH_QMS, Body
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks

SIGNED_BY_APPLICANT = "Директор Лебедев Р. И."
SIGNED_BY_BODY = "Руководитель Зайцев П. О."
DECIDED = {"decided_by": SIGNED_BY_BODY}


@pytest.fixture
def body(tmp_path: Path, ground: Ground) -> Iterator[Body]:
    body = Body(tmp_path, ground)
    yield body
    body.holds_together()
    body.here.close()


def signature(by: str, on: str) -> dict[str, Any]:
    return {"signature": {"signed_by": by, "signed_on": on, "signature_kind": "electronic"}}


def analyse(body: Body, verdict: str = "complete", **answers: Any) -> None:
    rows = [{"kind": "charter", "verdict": "accepted"}]
    body.do("SVC-20", by="morozova", **{"documents": rows, "analysis": verdict, **answers})


def prepare_contract(body: Body, element: str = "SVC-30", on: str = "2026-03-04") -> None:
    body.do(
        element, by="morozova", date=on, body_signatory=SIGNED_BY_BODY, applicant_signatory=SIGNED_BY_APPLICANT,
        price="По прейскуранту",
    )  # fmt: skip


def conclude_contract(body: Body, on: str = "2026-03-04") -> None:
    prepare_contract(body, on=on)
    body.do("SVC-31", by="lebedev", answer="signed", **signature(SIGNED_BY_APPLICANT, on))
    body.do("SVC-32", by="zaitsev", **signature(SIGNED_BY_BODY, on))


def be_ready(body: Body, element: str = "SVC-40", year: int = 2026, by: str = "lebedev") -> None:
    parts = body.data()["readiness_parts"]
    days = {"date_from": f"{year}-03-10", "date_to": f"{year}-03-12"}
    ready = {"ready": True, "place": "г. Минск, ул. Лесная, д. 3", **days, "contact": "Лебедев Р. И."}
    body.do(element, by=by, **dict.fromkeys(parts, ready))


def identify(body: Body, on: str = "2026-03-10", identified: str = "yes", **answers: Any) -> None:
    body.do(
        "SVC-50", by="egorov", identified=identified, service_description="Химическая чистка одежды",
        normative_documents="СТБ 1234-2020", date=on, expert="Егоров В. С.", **answers,
    )  # fmt: skip


def assess_staff(body: Body, element: str = "SVC-60", skill: str = "conforms", qualification: str = "none") -> None:
    person = {"person": "Петрова А. А., технолог", "skill": skill, "qualification": qualification}
    body.do(element, by="egorov", staff=[person], conclusion="Мастерство соответствует.")


def assess_process(body: Body, element: str = "SVC-70", period: int = 2025) -> None:
    row = {"indicator": "Доля рекламаций", "value": "0,4 %", "conform": "yes"}
    body.do(
        element, by="sokolova", period_from=f"{period}-01-01", period_to=f"{period}-12-31", indicators=[row],
        stable="yes", conclusion="Процесс стабилен.",
    )  # fmt: skip


def decide(body: Body, decision: str, on: str, element: str = "SVC-80", basis: str = "Протоколы оценки.") -> None:
    body.do(element, by="zaitsev", decision=decision, basis=basis, date=on, **DECIDED)


def request_in_writing(body: Body) -> None:
    body.do("SVC-85", by="lebedev", documents=[{"document": "sanitary", "received": True, "date": "2026-02-10"}])
    body.do("SVC-90", by="lebedev", form="written", file=[{"file": "request.pdf"}])


def issue(body: Body, on: str = "2026-03-20", **answers: Any) -> None:
    body.do(
        "SVC-100", by="morozova", issued_on=on, signatory_post="Руководитель органа", signatory_name="Зайцев П. О.",
        **answers,
    )  # fmt: skip


def to_readiness(body: Body, **answers: Any) -> None:
    """From the application of 1 March to the contract signed by both on 4 March."""
    body.apply(**answers)
    body.until("2026-03-03 10:00")
    analyse(body)
    body.until("2026-03-04 10:00")
    conclude_contract(body)


def to_decision(body: Body, **answers: Any) -> None:
    """Everything assessed by 12 March."""
    to_readiness(body, **answers)
    be_ready(body)
    body.until("2026-03-10 12:00")
    identify(body)
    body.until("2026-03-12 12:00")
    assess_staff(body)
    if answers.get("scheme", "A") == "A":
        assess_process(body)


def to_certificate(body: Body, **answers: Any) -> None:
    """The certificate, issued on 20 March."""
    to_decision(body, **answers)
    body.until("2026-03-14 12:00")
    decide(body, "positive", "2026-03-14")
    body.until("2026-03-20 10:00")
    request_in_writing(body)
    issue(body)


def to_surveillance(body: Body, **answers: Any) -> None:
    """The contract on periodic assessment, signed by both on 25 March; from here on its case is spoken of."""
    to_certificate(body, **answers)
    body.until("2026-03-25 10:00")
    prepare_contract(body, "SVC-110", "2026-03-25")
    body.do("SVC-111", by="lebedev", answer="signed", **signature(SIGNED_BY_APPLICANT, "2026-03-25"))
    body.do("SVC-112", by="zaitsev", **signature(SIGNED_BY_BODY, "2026-03-25"))
    body.turn_to_surveillance()


def assess_in(body: Body, year: int) -> None:
    """The yearly assessment of scheme A, the staff alone, up to the decision."""
    body.until(f"{year}-03-20 10:00")
    body.do("SVS-15", by="morozova", staff=True, reason="Процесс оценён в прошлом году.")
    be_ready(body, "SVS-10", year)
    assess_staff(body, "SVS-20")


def flows(body: Body, element: str) -> list[Any]:
    """Where the case went at a gateway, and why."""
    return [told.fact for told in body.facts(FlowTaken) if told.fact.flow.startswith(f"{element}.")]


# ---------------------------------------------------------------------- S-SVC-1


def test_s_svc_1_scheme_a_to_certificate(body: Body) -> None:
    body.apply()
    assert body.inbox("morozova") == ["SVC-20"] and body.inbox("lebedev") == []
    body.until("2026-03-03 10:00")
    analyse(body)
    body.through_the_database()

    prepare_contract(body)
    assert body.inbox("lebedev") == ["SVC-31"] and body.inbox("zaitsev") == []
    body.do("SVC-31", by="lebedev", answer="signed", **signature(SIGNED_BY_APPLICANT, "2026-03-03"))
    body.do("SVC-32", by="zaitsev", **signature(SIGNED_BY_BODY, "2026-03-03"))
    be_ready(body)
    assert set(body.data()["readiness"]) == {"identification", "staff", "stability"}

    body.until("2026-03-10 12:00")
    identify(body)
    assert body.inbox("egorov") == body.inbox("sokolova") == ["SVC-60", "SVC-70"]
    assess_staff(body)
    assert body.inbox("zaitsev") == []
    body.through_the_database()
    assess_process(body)
    decide(body, "positive", "2026-03-10")
    assert not body.ever_opened("SVC-100")
    request_in_writing(body)
    issue(body, "2026-03-10")

    assert body.inbox("morozova") == ["SVC-110"]
    body.through_the_database()
    assert body.told("lebedev") == ["сертификат соответствия выдан"]
    assert {told.fact.late for told in body.facts(TaskCompleted)} == {0}
    assert body.incidents() == []


def test_s_svc_1_the_certificate_has_a_number_a_register_row_and_a_document(body: Body) -> None:
    to_certificate(body)

    row = body.certificate()
    (certificate,) = body.documents("D-SVC-CERT")
    printed = body.printed("D-SVC-CERT")
    assert (row.state, row.data["scheme"], row.data["valid_until"]) == ("active", "A", "2029-03-20")
    assert certificate.number == "СС-2026-0001" == row.data["number"]
    for said in ("СС-2026-0001", "ООО «Чистый дом»", "Химическая чистка одежды", "СТБ 1234-2020", "20 марта 2029"):
        assert said in printed, said
    assert "Республики Беларусь" in printed
    assert body.mails("lebedev", "email")[-1].documents == [certificate.id]


def test_s_svc_1_the_contract_on_surveillance_is_offered_after_the_certificate(body: Body) -> None:
    to_surveillance(body)

    row = body.certificate()
    assert row.data["surveillance_contract"] == "ДП-2026-0001"
    assert row.data["next_assessment"] == "2027-03-20"
    assert (body.number, body.begun().key) == ("ПЕР-2026-0001", "СС-2026-0001")
    assert body.inbox("lebedev") == body.inbox("morozova") == []


# ---------------------------------------------------------------------- S-SVC-2


def test_s_svc_2_scheme_b_has_no_stability_task(body: Body) -> None:
    to_readiness(body, **WITH_QMS)
    body.through_the_database()
    be_ready(body)
    assert set(body.data()["readiness"]) == {"identification", "staff"}

    body.until("2026-03-10 12:00")
    identify(body)
    body.through_the_database()
    assess_staff(body)

    assert body.inbox("zaitsev") == ["SVC-80"]
    assert not body.ever_opened("SVC-70")
    (why,) = flows(body, "SVC-G2")
    assert why.flow == "SVC-G2.SVC-G2M"
    assert body.data()["completeness"] == {"analysis": "complete", "stability": False}
    body.through_the_database()


@pytest.mark.parametrize(
    ("missing", "proposal"),
    [
        pytest.param({"qms_within_system": "no"}, "offer_scheme_A", id="not-within-the-system"),
        pytest.param({"qms_valid_until": "2026-02-28"}, "incomplete", id="no-longer-valid"),
    ],
)
def test_s_svc_2_without_a_valid_certificate_of_the_system_scheme_b_is_not_possible(
    body: Body, missing: dict[str, Any], proposal: str
) -> None:
    body.apply(**{**WITH_QMS, **missing})

    assert body.data()["completeness"]["analysis"] == proposal
    with pytest.raises(AnswersRefused, match="does not fit the scheme"):
        analyse(body)
    analyse(body, "incomplete", reasons="Нужен сертификат СМК, выданный в рамках Системы.")
    assert body.told("lebedev") == ["доукомплектуйте заявку"]

    before = body.seen("SVC-25", "lebedev").answers
    body.do("SVC-25", by="lebedev", **{**before, "scheme": "A", **signature(SIGNED_BY_APPLICANT, "2026-03-01")})
    analyse(body)
    assert body.inbox("morozova") == ["SVC-30"]
    assert body.data()["completeness"] == {"analysis": "complete", "stability": True}


# ---------------------------------------------------------------------- S-SVC-3


def test_s_svc_3_oral_request(body: Body) -> None:
    to_decision(body)
    decide(body, "positive", "2026-03-12")
    body.through_the_database()
    body.do("SVC-85", by="lebedev", not_needed=True)
    body.until("2026-03-16 15:00")
    body.through_the_database()

    body.do(
        "SVC-90", by="morozova", form="oral", spoken_by="Директор Лебедев Р. И.", spoken_at="2026-03-16T14:30",
        recorded_by="Морозова А. Ю.",
    )  # fmt: skip

    request = body.data()["issue_request"]
    assert (request["form"], request["spoken_by"], request["recorded_by"]) == (
        "oral", "Директор Лебедев Р. И.", "Морозова А. Ю.",
    )  # fmt: skip
    assert "file" not in request
    with pytest.raises(AnswersRefused):
        issue(body, "2026-03-16")
    issue(body, "2026-03-16", oral_confirmed=True)
    body.through_the_database()
    assert (body.certificate().state, body.certificate().data["request"]) == ("active", "Устно")


def test_s_svc_3_an_oral_request_says_who_spoke_and_when(body: Body) -> None:
    to_decision(body)
    decide(body, "positive", "2026-03-12")
    body.do("SVC-85", by="lebedev", not_needed=True)

    with pytest.raises(AnswersRefused) as refused:
        body.do("SVC-90", by="morozova", form="oral")

    assert set(refused.value.errors) == {"spoken_by", "spoken_at", "recorded_by"}


def test_s_svc_3_the_certificate_is_requested_after_the_documents_of_the_unified_list(body: Body) -> None:
    to_decision(body)
    decide(body, "positive", "2026-03-12")
    assert not body.ever_opened("SVC-90")

    with pytest.raises(AnswersRefused):
        body.do("SVC-85", by="lebedev")
    body.do("SVC-85", by="lebedev", documents=[{"document": "fire", "received": True}])

    assert body.inbox("lebedev") == ["SVC-90"] and body.inbox("morozova") == ["SVC-90"]


# ---------------------------------------------------------------------- S-SVC-4


def test_s_svc_4_surveillance_of_scheme_a_with_neither_part_chosen(body: Body) -> None:
    to_surveillance(body)
    body.through_the_database()
    body.until("2027-03-19 23:59")
    assert body.inbox("morozova") == []

    body.until("2027-03-20 00:00")
    assert body.inbox("morozova") == ["SVS-15"]
    body.through_the_database()
    with pytest.raises(AnswersRefused):
        body.do("SVS-15", by="morozova", reason="Ничего не нужно.")

    body.do("SVS-15", by="morozova", stability=True, reason="Персонал не менялся.")
    assert body.data()["scope_check"] == {"result": "ok"}
    be_ready(body, "SVS-10", 2027)
    assert body.inbox("egorov") == ["SVS-30"]
    assess_process(body, "SVS-30", 2026)
    assert body.inbox("zaitsev") == ["SVS-50"]
    body.through_the_database()


def test_s_svc_4_the_setting_asks_for_both_parts(body: Body) -> None:
    body.choose("svc_surveillance_both", True)
    to_surveillance(body)
    body.until("2027-03-20 10:00")

    with pytest.raises(AnswersRefused):
        body.do("SVS-15", by="morozova", stability=True, reason="Персонал не менялся.")

    body.do("SVS-15", by="morozova", staff=True, stability=True, reason="По настройке.")
    be_ready(body, "SVS-10", 2027)
    assert body.inbox("egorov") == ["SVS-20", "SVS-30"]


# ---------------------------------------------------------------------- S-SVC-5


def test_s_svc_5_surveillance_of_scheme_b(body: Body) -> None:
    to_surveillance(body, **WITH_QMS)
    body.through_the_database()

    body.until("2027-03-20 10:00")
    with pytest.raises(AnswersRefused):
        body.do("SVS-15", by="morozova", staff=True, reason="Без СМК.")
    body.do("SVS-15", by="morozova", staff=True, qms=True, reason="Схема B.")
    be_ready(body, "SVS-10", 2027)

    assert body.inbox("egorov") == ["SVS-20", "SVS-40"]
    assert not body.ever_opened("SVS-30")
    assess_staff(body, "SVS-20")
    assert body.inbox("zaitsev") == []
    body.through_the_database()
    body.do(
        "SVS-40", by="sokolova", qms_body="Орган по сертификации систем менеджмента", report_date="2027-02-01",
        file=[{"file": "report.pdf"}], result="positive", analysis="Замечаний нет.",
    )  # fmt: skip
    assert body.inbox("zaitsev") == ["SVS-50"]
    decide(body, "confirm", "2027-03-20", "SVS-50")
    body.through_the_database()
    assert body.certificate().data["next_assessment"] == "2028-03-20"
    assert body.certificate().data["qms_no"] == "СМК-77"


# ---------------------------------------------------------------------- the certificate through its years


def test_two_rounds_over_two_years_confirm_the_certificate(body: Body) -> None:
    to_surveillance(body)

    assess_in(body, 2027)
    decide(body, "confirm", "2027-03-20", "SVS-50")
    row = body.certificate()
    assert (row.state, row.data["next_assessment"], row.data["basis"]) == ("active", "2028-03-20", "РП-2027-0001")
    assert "подтвердить действие сертификата" in body.printed("D-SVC-SURV")
    assert body.told("lebedev")[-1] == "сертификат соответствия подтверждён"
    body.through_the_database()

    body.until("2028-03-19 23:59")
    assert body.inbox("morozova") == []
    assess_in(body, 2028)
    decide(body, "confirm", "2028-03-20", "SVS-50")
    row = body.certificate()
    assert (row.state, row.data["next_assessment"], row.data["basis"]) == ("active", "2029-03-20", "РП-2028-0001")
    assert [paper.number for paper in body.documents("D-SVC-SURV")] == ["РП-2027-0001", "РП-2028-0001"]
    assert len(body.tasks("SVS-15")) == 2 and body.status() == "running"


def test_the_term_of_the_certificate_ends_its_assessments(body: Body) -> None:
    to_surveillance(body)
    assess_in(body, 2027)
    decide(body, "confirm", "2027-03-20", "SVS-50")
    body.until("2028-03-20 10:00")
    assert body.inbox("morozova") == ["SVS-15"]

    body.until("2029-03-20 23:58")
    assert body.certificate().state == "active"
    body.until("2029-03-21 00:00")

    assert body.ended_as() == "Срок действия истёк"
    assert body.certificate().state == "expired"
    assert body.inbox("morozova") == []
    assert body.told("lebedev")[-1] == "срок действия сертификата истёк"


def suspended(body: Body) -> None:
    to_surveillance(body)
    assess_in(body, 2027)
    decide(body, "suspend", "2027-03-20", "SVS-50", "Технолог не прошёл проверку мастерства.")


def test_a_suspended_certificate_is_confirmed_when_an_expert_has_seen_the_correction(body: Body) -> None:
    suspended(body)
    assert body.certificate().state == "suspended"
    assert "приостановить действие сертификата" in body.printed("D-SVC-SURV")
    assert "Технолог не прошёл" in body.mails("lebedev", "email")[-1].body
    assert body.inbox("lebedev") == ["SVS-60"] and body.due("SVS-60") == "19.05"

    body.until("2027-04-20 10:00")
    body.do("SVS-60", by="lebedev", done="Технолог обучен.", evidence=[{"file": "diploma.pdf"}])
    assert body.inbox("zaitsev") == []
    body.do("SVS-61", by="sokolova", removed="yes", conclusion="Несоответствие устранено.")
    body.through_the_database()
    decide(body, "confirm", "2027-04-20", "SVS-50")

    row = body.certificate()
    assert (row.state, row.data["next_assessment"]) == ("active", "2028-03-20")


def test_without_a_correction_the_head_decides_and_not_the_term(body: Body) -> None:
    suspended(body)

    body.until("2027-05-20 00:00")
    assert body.facts(TaskCancelled, "SVS-60") != []
    assert body.certificate().state == "suspended"
    assert body.inbox("zaitsev") == ["SVS-50"]
    decide(body, "terminate", "2027-05-20", "SVS-50", "Несоответствия не устранены.")

    assert body.ended_as() == "Сертификат прекращён"
    row = body.certificate()
    assert (row.state, row.data["basis"], row.data["note"]) == ("terminated", "РП-2027-0002", "По решению органа")
    assert "прекратить действие сертификата" in body.printed("D-SVC-SURV")
    letter = body.mails("lebedev", "email")[-1]
    assert "Несоответствия не устранены." in letter.body
    assert letter.documents == [body.documents("D-SVC-SURV")[-1].id]


def test_the_holder_may_give_the_certificate_up(body: Body) -> None:
    to_surveillance(body)
    body.until("2026-09-01 10:00")

    body.act("SVS-W1", by="lebedev", reason="Услуга больше не оказывается.", confirmed=True)

    assert body.ended_as() == "Сертификат прекращён"
    row = body.certificate()
    assert (row.state, row.data["note"]) == ("terminated", "По заявлению держателя")
    assert "Вы отказались от сертификата" in body.mails("lebedev", "email")[-1].body


def test_a_certificate_has_one_case_of_assessment_which_brings_its_holder_along(body: Body) -> None:
    to_surveillance(body)

    assert body.begun().key == "СС-2026-0001"
    with pytest.raises(NotFound):
        show_instance.show(body.here, body.who("vasileva"), body.case)
    assert show_instance.show(body.here, body.who("lebedev"), body.case).row.number == "ПЕР-2026-0001"


# ---------------------------------------------------------------------- who decides


def test_whoever_assessed_does_not_decide(body: Body) -> None:
    body.also("egorov", "cert_head")
    to_decision(body)

    with pytest.raises(SeparationOfDuties):
        body.do("SVC-80", by="egorov", decision="positive", basis="Сам оценил.", date="2026-03-12", **DECIDED)

    decide(body, "positive", "2026-03-12")


def test_whoever_assessed_does_not_decide_on_the_periodic_assessment(body: Body) -> None:
    body.also("egorov", "cert_head")
    to_surveillance(body)
    assess_in(body, 2027)

    with pytest.raises(SeparationOfDuties):
        body.do("SVS-50", by="egorov", decision="confirm", basis="Сам оценил.", date="2027-03-20", **DECIDED)

    decide(body, "confirm", "2027-03-20", "SVS-50")


# ---------------------------------------------------------------------- contracts


def test_both_sides_sign_the_very_contract_that_was_made(body: Body) -> None:
    to_readiness(body)

    (contract,) = body.documents("D-SVC-CONTRACT")
    for side in ("contract_applicant", "contract_body"):
        (signed,) = body.data()[side]["signature"]["what"]
        assert (signed["document"], signed["sha256"]) == (contract.id, contract.sha256)
    printed = body.printed("D-SVC-CONTRACT")
    for said in ("ДС-2026-0001", "ООО «Чистый дом»", "Химическая чистка одежды", "по схеме A", "Республики Беларусь"):
        assert said in printed, said


def test_a_contract_comes_as_docx_too_to_write_remarks_into(body: Body) -> None:
    body.apply()
    analyse(body)
    prepare_contract(body, on="2026-03-01")

    (copy,) = body.copies("D-SVC-CONTRACT", by="lebedev")
    file = read_attachment.read_document(body.here, body.who("lebedev"), copy.id)

    assert file.name == "ДС-2026-0001.docx"
    written = docx.Document(file.path)
    assert [one.text for one in written.paragraphs if one.style.name == "Heading 1"] == [
        "Предмет", "Что делают стороны", "Стоимость и условия", "Подписи сторон",
    ]  # fmt: skip
    said = " ".join(one.text for one in written.paragraphs)
    for word in ("ДС-2026-0001", "ООО «Чистый дом»", "Химическая чистка одежды", "по схеме A", "Республики Беларусь"):
        assert word in said, word
    (sides,) = written.tables
    assert [cell.text.split("\n")[0] for cell in sides.rows[0].cells] == [
        "Орган: Орган по сертификации услуг", "Заявитель: ООО «Чистый дом»",
    ]  # fmt: skip


def test_remarks_bring_the_contract_back_and_its_number_stays(body: Body) -> None:
    body.apply()
    analyse(body)
    prepare_contract(body, on="2026-03-01")

    body.do("SVC-31", by="lebedev", answer="remarks", remarks="Исправьте цену.")
    assert not body.ever_opened("SVC-32")
    assert body.seen("SVC-30", "morozova").readable["contract_applicant"]["remarks"] == "Исправьте цену."
    prepare_contract(body, on="2026-03-01")
    body.do("SVC-31", by="lebedev", answer="signed", **signature(SIGNED_BY_APPLICANT, "2026-03-01"))

    assert body.inbox("zaitsev") == ["SVC-32"]
    assert [paper.number for paper in body.documents("D-SVC-CONTRACT")] == ["ДС-2026-0001", "ДС-2026-0001"]


def test_an_unsigned_contract_on_surveillance_is_flagged_and_told_to_the_head(body: Body) -> None:
    to_certificate(body)
    prepare_contract(body, "SVC-110", "2026-03-20")
    body.do("SVC-111", by="lebedev", answer="remarks", remarks="Подумаем.")
    prepare_contract(body, "SVC-110", "2026-03-20")
    assert body.due("SVC-111") == "19.04"

    body.until("2026-04-19 23:59")
    assert body.certificate().data.get("note") is None
    body.until("2026-04-20 00:00")
    assert body.certificate().data["note"] == "Нет договора на периодическую оценку"
    assert body.certificate().state == "active"
    assert "T-SVC-30D 19.04" in body.alerts("zaitsev")
    assert body.inbox("lebedev") == ["SVC-111"]

    body.do("SVC-111", by="lebedev", answer="signed", **signature(SIGNED_BY_APPLICANT, "2026-04-20"))
    body.do("SVC-112", by="zaitsev", **signature(SIGNED_BY_BODY, "2026-04-20"))
    assert body.certificate().data.get("note") is None
    assert "ДП-2026-0001" in body.printed("D-SVC-SURV-CONTRACT")


def test_the_head_may_terminate_a_certificate_whose_holder_concludes_no_contract(body: Body) -> None:
    to_certificate(body)
    prepare_contract(body, "SVC-110", "2026-03-20")
    body.until("2026-06-01 10:00")

    body.act("SVC-W3", by="zaitsev", reason="Заявитель не отвечает.", confirmed=True)

    assert body.ended_as() == "Сертификат прекращён"
    assert body.certificate().state == "terminated"
    assert "Заявитель не отвечает." in body.mails("lebedev", "email")[-1].body
    assert body.inbox("lebedev") == []


# ---------------------------------------------------------------------- other ends


def test_a_refused_application_ends_with_its_reason(body: Body) -> None:
    body.apply()

    analyse(body, "refuse", reasons="Услуга вне области аккредитации органа.")

    assert body.ended_as() == "Отказано"
    assert "вне области аккредитации" in body.mails("lebedev", "email")[-1].body
    assert not body.ever_opened("SVC-30")


def test_what_is_not_identified_is_not_assessed(body: Body) -> None:
    to_readiness(body)
    be_ready(body)
    body.until("2026-03-10 12:00")

    with pytest.raises(AnswersRefused):
        identify(body, identified="no")
    identify(body, identified="no", remarks="Оказывается другая услуга.")

    assert body.ended_as() == "Отказано"
    assert not body.ever_opened("SVC-60")
    assert "Оказывается другая услуга." in body.mails("lebedev", "email")[-1].body


def test_a_negative_decision_ends_without_a_certificate(body: Body) -> None:
    to_decision(body)

    decide(body, "negative", "2026-03-12", basis="Персонал не соответствует.")

    assert body.ended_as() == "Отказано"
    assert "Персонал не соответствует." in body.mails("lebedev", "email")[-1].body
    assert not body.ever_opened("SVC-85")


def test_a_correction_gives_sixty_days_and_a_new_assessment(body: Body) -> None:
    to_decision(body)

    decide(body, "corrective", "2026-03-12", basis="Обучить технолога.")
    assert "Обучить технолога." in body.mails("lebedev", "email")[-1].body
    assert body.due("SVC-40") == "11.05"
    be_ready(body)
    identify(body, "2026-03-12")
    assert body.inbox("egorov") == ["SVC-60", "SVC-70"]
    assess_staff(body)
    assess_process(body)

    assert body.inbox("zaitsev") == ["SVC-80"]
    assert [task.visit for task in body.tasks("SVC-60")] == [1, 2]


@pytest.mark.parametrize("stage", [lambda body: body.apply(), to_readiness, to_decision])
def test_the_applicant_may_withdraw_until_the_certificate_is_issued(body: Body, stage: Any) -> None:
    stage(body)

    body.act("SVC-W1", by="lebedev", reason="Передумали.", confirmed=True)

    assert body.ended_as() == "Отозвано заявителем"
    assert [body.inbox(one) for one in ("lebedev", "morozova", "egorov", "zaitsev")] == [[], [], [], []]
    assert body.told("lebedev")[-1] == "заявка отозвана"


def test_nobody_withdraws_what_is_certified(body: Body) -> None:
    to_certificate(body)

    with pytest.raises(PlayRefused):
        body.act("SVC-W1", by="lebedev", reason="Передумали.", confirmed=True)


def test_a_case_that_the_owner_stops_tells_the_applicant(body: Body) -> None:
    body.apply()
    body.also("zaitsev", "process_owner")

    cancel_instance.cancel(body.here, body.who("zaitsev"), body.case, reason="Подана дважды")

    assert body.status() == "cancelled"
    assert body.told("lebedev") == ["дело остановлено"]
    assert body.inbox("morozova") == []


# ---------------------------------------------------------------------- terms of ours


def test_an_overdue_analysis_is_recalled_and_told_to_the_head(body: Body) -> None:
    body.apply()
    assert body.due("SVC-20") == "11.03"

    body.until("2026-03-09 09:00")
    (reminder,) = body.facts(ReminderDue)
    assert reminder.fact.element == "SVC-20"
    assert body.alerts("zaitsev") == []

    body.until("2026-03-12 09:00")
    assert body.alerts("zaitsev") == ["SVC-20 11.03"]
    assert body.inbox("morozova") == ["SVC-20"] and len(body.facts(AlertRaised)) == 1


def test_terms_are_settings(body: Body) -> None:
    body.choose("svc_analysis_days", 20)
    body.choose("svc_certificate_years", 5)

    body.apply()
    assert body.due("SVC-20") == "21.03"


def test_the_law_that_the_papers_name_is_a_reading(body: Body) -> None:
    body.choose("svc_jurisdiction", "RU")

    to_readiness(body)

    assert "Российской Федерации" in body.printed("D-SVC-CONTRACT")


# ---------------------------------------------------------------------- what forms refuse


def test_a_person_is_assessed_in_skill_or_qualification_or_both(body: Body) -> None:
    to_readiness(body)
    be_ready(body)
    body.until("2026-03-10 12:00")
    identify(body)

    with pytest.raises(AnswersRefused):
        assess_staff(body, skill="none", qualification="none")

    assess_staff(body, skill="none", qualification="conforms")


def test_an_indicator_out_of_range_makes_no_stable_process(body: Body) -> None:
    to_readiness(body)
    be_ready(body)
    body.until("2026-03-10 12:00")
    identify(body)
    row = {"indicator": "Доля рекламаций", "value": "7 %", "conform": "no"}
    period = {"period_from": "2025-01-01", "period_to": "2025-12-31"}

    with pytest.raises(AnswersRefused):
        body.do("SVC-70", by="egorov", **period, indicators=[row], stable="yes", conclusion="Стабилен.")

    body.do("SVC-70", by="egorov", **period, indicators=[row], stable="no", conclusion="Нестабилен.")


@pytest.mark.parametrize(
    ("without", "field"),
    [
        pytest.param({"attachments": []}, "attachments", id="no-attachments"),
        pytest.param({**WITH_QMS, "qms_file": None}, "qms_file", id="scheme-b-without-the-certificate"),
        pytest.param({"signature": None}, "signature.signed_by", id="unsigned"),
    ],
)
def test_an_application_brings_its_documents(body: Body, without: dict[str, Any], field: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        body.apply(**without)

    assert field in refused.value.errors


def test_an_application_on_paper_is_entered_by_the_body(body: Body) -> None:
    body.until("2026-03-05 10:00")

    body.enter("morozova", received="2026-03-02", name="ООО «Чистый дом»")

    assert body.due("SVC-20") == "12.03"


# ---------------------------------------------------------------------- the ledger: terms, answers

TERMS = {
    "SVC-20": 10, "SVC-25": 30, "SVC-30": 5, "SVC-31": 10, "SVC-32": 5, "SVC-40": (14, 60), "SVC-50": 14, "SVC-60": 14, "SVC-70": 14,
    "SVC-80": 5, "SVC-85": 30, "SVC-90": 30, "SVC-100": 5, "SVC-110": 5, "SVC-112": 5,
    "SVS-10": 14, "SVS-15": 5, "SVS-20": 14, "SVS-30": 14, "SVS-40": 14, "SVS-50": 5, "SVS-60": 60, "SVS-61": 14,
}  # fmt: skip
"""Days for each step: the lists name none, these are those of the process design.  A correction has sixty,
a round repeats the terms of the first time; those of the surveillance contract are counted from the issue, see T-SVC-30D."""

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

READY = {
    "ready": True,
    "place": "г. Минск",
    "date_from": "2026-03-17",
    "date_to": "2026-03-17",
    "contact": "Лебедев Р. И.",
}


def ready(part: str) -> Asked:
    """A part of the assessment for which the applicant creates the conditions; it may take one day."""
    needed = " ".join(f"{part}.{name}" for name in READY)
    return asks("F-SVC-4", needed, wrong={f"{part}.date_to": ["2026-03-16"]}, **{part: READY})


ASKED = [
    asks("F-SVC-1", "scheme attachments.kind attachments.file", wrong={"attachments": [[]], "staff_count": [0]}, scheme="A"),
    asks(
        "F-SVC-1", "qms_no qms_issuer qms_valid_until qms_within_system qms_copy qms_file",
        qms_valid_until=TODAY, **{k: v for k, v in WITH_QMS.items() if "until" not in k},
    ),
    asks("F-SVC-2", "documents.kind documents.verdict analysis", wrong={"documents": [[]]}),
    asks("F-SVC-2", wrong={"analysis": ["complete"]}, documents=[{"kind": "charter", "verdict": "wrong"}], analysis="incomplete",
         reasons="Устав не читается."),
    asks("F-SVC-2", "reasons", analysis="incomplete", reasons="Нет сведений о персонале."),
    asks("F-SVC-2", "reasons", analysis="refuse", reasons="Услуга не сертифицируется."),
    asks("F-SVC-30", "date body_signatory applicant_signatory"),
    asks("F-SVC-31", "answer"),
    asks("F-SVC-31", "remarks", answer="remarks", remarks="Уточните цену.", signature=None),
    *map(ready, ("identification", "staff", "stability", "qms")),
    asks("F-SVC-5", "identified service_description normative_documents date expert", wrong={"date": PAST}, date=TODAY),
    asks("F-SVC-5", "remarks", identified="no", remarks="Услуга другая."),
    asks(
        "F-SVC-6", "staff.person staff.skill staff.qualification conclusion", wrong={"staff": [[]]},
        staff=[{"person": "Петрова А. А.", "skill": "conforms", "qualification": "none", "evidence": [{"file": "diploma.pdf"}]}],
    ),
    asks("F-SVC-6", wrong={"staff.skill": ["none"]}, staff=[{"person": "Петрова А. А.", "skill": "conforms", "qualification": "none"}]),
    asks(
        "F-SVC-7", "period_from period_to indicators.indicator indicators.value indicators.conform stable conclusion",
        wrong={"period_to": [YESTERDAY, TOMORROW], "period_from": PAST, "indicators": [[]]}, period_from=TODAY, period_to=TODAY,
    ),
    asks(
        "F-SVC-7", wrong={"stable": ["yes"]},
        indicators=[{"indicator": "Доля рекламаций", "value": "7 %", "conform": "no"}], stable="no",
    ),
    asks("F-SVC-10", "decision basis date decided_by", wrong={"date": PAST}, date=TODAY),
    asks("F-SVC-3A", "documents.document documents.received", wrong={"documents.date": PAST, "not_needed": [True]},
         documents=[{"document": "sanitary", "received": True, "date": TODAY}]),
    asks("F-SVC-3A", not_needed=True, documents=[]),
    asks("F-SVC-3A", wrong={"not_needed": [False]}, not_needed=True, documents=[]),
    asks("F-SVC-3", "form file", form="written", file=[{"file": "request.pdf"}]),
    asks("F-SVC-3", "spoken_by spoken_at", wrong={"spoken_at": ["2027-01-01T10:00"]}, form="oral", file=None),
    asks("F-SVC-100", "issued_on", wrong={"issued_on": PAST}, issued_on=TODAY),
    asks("F-SVC-110", "date body_signatory applicant_signatory"),
    asks("F-SVC-111", "answer"),
    asks("F-SVC-111", "remarks", answer="remarks", remarks="Уточните срок.", signature=None),
    asks("F-SVC-8", "reason"),
    asks("F-SVC-9", "qms_body report_date file result analysis", wrong={"report_date": PAST}, report_date=TODAY, report_no="СМК-2"),
    asks("F-SVC-10S", "decision basis date decided_by", wrong={"date": PAST}, date=TODAY),
    asks("F-SVC-11", "done evidence"),
    asks("F-SVC-12", "removed conclusion"),
    asks("F-SVC-QA", "title scheme", hint="На каждого"),
    asks("F-SVC-QP", "title"),
]  # fmt: skip
"""What each form needs, as the ledger marks it; that a correction is shown and seen is ours (README of the folder)."""


@pytest.mark.parametrize("play", rehearsals.of(Body))
def test_each_step_has_its_term(play: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.keeps(Body, ground, tmp_path, play, TERMS)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Body, ground, tmp_path, asked)


def test_the_contract_on_surveillance_shows_the_interval_of_the_assessments(ground: Ground, tmp_path: Path) -> None:
    rehearsals.shows(Body, ground, tmp_path, "F-SVC-110", "interval_months")


def test_the_head_of_the_body_hands_steps_of_its_clerks_over(ground: Ground, tmp_path: Path) -> None:
    rehearsals.hands_over(Body, ground, tmp_path, "SVC-20", "cert_head")


def test_the_register_says_on_what_a_certificate_stands(body: Body) -> None:
    to_surveillance(body, **WITH_QMS)

    told = body.reads("morozova", "R-SVC-CERTS", "СС-2026-0001").data

    assert (told["qms_no"], told["request"], told["surveillance_contract"]) == ("СМК-77", "Письменно", "ДП-2026-0001")


# ---------------------------------------------------------------------- what everybody reads


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("about", "оценивает мастерство и (или) квалификацию персонала"),
        ("about", "к заявке прилагается он или его копия"),
        ("documents", "Копия устава"),
        ("permits", "Санитарно-гигиеническое заключение"),
    ],
)
def test_everybody_reads_what_an_application_needs(body: Body, page: str, said: str) -> None:
    assert said in body.public(page)


def test_everybody_reads_which_certificates_are_valid(body: Body) -> None:
    to_certificate(body)

    assert "СС-2026-0001 ООО «Чистый дом» Химическая чистка одежды" in body.public("certificates")
    assert body.open_registers() == {"R-SVC-CERTS", "R-SVC-ATTACHMENTS", "R-SVC-PERMITS"}
    with pytest.raises(NotAllowed):
        body.keep("lebedev", "R-SVC-ATTACHMENTS", title="Справка", scheme="A")
    with pytest.raises(NotAllowed):
        body.keep("lebedev", "R-SVC-PERMITS", title="Справка")
    body.keep("morozova", "R-SVC-ATTACHMENTS", title="Справка", scheme="A")
    body.keep("morozova", "R-SVC-PERMITS", title="Справка")

"""The certification of services and its periodic assessment, scenario by scenario, as the body's people would tell it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.errors import AnswersRefused
from processes.facts import AlertRaised, FlowTaken, ReminderDue, TaskCancelled, TaskCompleted
from service.errors import SeparationOfDuties
from service.operations import cancel_instance
from tests.procedures.body import WITH_QMS, Body

SIGNED_BY_APPLICANT = "Директор Лебедев Р. И."
SIGNED_BY_BODY = "Руководитель Зайцев П. О."
DECIDED = {"decided_by": SIGNED_BY_BODY}


@pytest.fixture
def body(tmp_path: Path) -> Iterator[Body]:
    body = Body(tmp_path)
    yield body
    body.holds_together()
    body.here.close()


def signature(by: str, on: str) -> dict[str, Any]:
    return {"signed_by": by}


def analyse(body: Body, verdict: str = "complete", **answers: Any) -> None:
    rows = [{"document": "Копия устава", "present": True, "adequate": True}]
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
    shown = body.seen(element, by).answers["items"]
    days = {"date_from": f"{year}-03-10", "date_to": f"{year}-03-12"}
    row = {"ready": True, "place": "г. Минск, ул. Лесная, д. 3", **days, "contact": "Лебедев Р. И."}
    body.do(element, by=by, items=[row for _ in shown])


def identify(body: Body, on: str = "2026-03-10", identified: str = "yes", **answers: Any) -> None:
    body.do(
        "SVC-50", by="egorov", identified=identified, service_description="Химическая чистка одежды",
        normative_documents="СТБ 1234-2020", date=on, expert="Егоров В. С.", **answers,
    )  # fmt: skip


def assess_staff(body: Body, element: str = "SVC-60", skill: str = "conforms", qualification: str = "none") -> None:
    person = {"person": "Петрова А. А.", "post": "Технолог", "skill": skill, "qualification": qualification}
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
    assert [row["item"] for row in body.data()["readiness"]["items"]] == [
        "Идентификация оказания услуг",
        "Оценка мастерства и (или) квалификации персонала",
        "Оценка стабильности процесса оказания услуг",
    ]

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
    assert [row["item"] for row in body.data()["readiness"]["items"]] == [
        "Идентификация оказания услуг",
        "Оценка мастерства и (или) квалификации персонала",
    ]

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

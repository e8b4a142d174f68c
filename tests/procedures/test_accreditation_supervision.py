"""Inspection, suspension, resumption and changes of an accreditation, scenario by scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.errors import AnswersRefused
from processes.facts import DecisionMade, TimerFired
from service import plays
from service.app import create_app
from service.cabinet import room as cabinet_page
from service.errors import SeparationOfDuties, StepRefused
from service.instances import case as case_page
from service.operations import read_register, show_start
from service.plays import PlayRefused
from storage.errors import NotFound
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.partnership import Partnership
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks
from tests.procedures.supervision import CERTIFICATE, CRITERIA, PROGRAMMES, SUSPENDED, Supervision
from tests.service.pages.visitor import Visitor

HEAD = "Руководитель Исполнительного органа Никитин С. Л."
DIRECTOR = "Генеральный директор Десятков Ю. В."
CURABLE = {"violation": "5.5: полигон не используется", "kind": "curable"}
INCURABLE = {"violation": "Удостоверения выданы без обучения", "kind": "incurable"}
REMARK = {"violation": "Журнал занятий заполнен не полностью", "kind": "remark"}
EVIDENCE = [{"file": "evidence.pdf"}]


@pytest.fixture
def office(tmp_path: Path, ground: Ground) -> Iterator[Supervision]:
    office = Supervision(tmp_path, ground)
    yield office
    office.holds_together()
    office.here.close()


def signature(by: str, on: str, **more: Any) -> dict[str, Any]:
    return {"signature": {"signed_by": by, "signed_on": on, "signature_kind": "electronic", **more}}


def order(office: Supervision, *, on: str = "2026-03-10", until: str = "2026-03-12", **answers: Any) -> None:
    rows = [{"programme": programme, "inspected": True} for programme in PROGRAMMES]
    given = {"inspectors": [{"name": "Белова Т. И."}], "programmes": rows, **answers}
    office.do("INS-10", by="belova", visit_on=on, visit_until=until, **given)


def give_access(office: Supervision) -> None:
    office.do(
        "INS-25", by="saveleva", access=True, schedule="Занятия с 9 до 16, контроль в 17", contact="Савельева О. Н."
    )


def visit(
    office: Supervision, on: str, *, by: str = "belova", programmes: tuple[str, ...] = PROGRAMMES, **marks: str
) -> None:
    """The inspector records a visit; every mark conforms but those that are named."""
    comment = "Полигон не используется" if "nonconform" in marks.values() else None
    rows = [{"programme": one, **dict.fromkeys(CRITERIA, "conform"), **marks, "comment": comment} for one in programmes]
    office.do(
        "INS-30", by=by, visit_on=on, access_given="yes",
        lessons=[{"programme": programmes[0], "lesson": "Охрана труда", "quality": "good"}],
        final_control_attended="yes", whole_group_present="yes", final_control_quality="good", marks=rows,
        scope_respected=True,
    )  # fmt: skip


def conclude(office: Supervision, on: str, *findings: dict[str, Any]) -> None:
    """The specialist draws up the conclusion, the head signs it."""
    office.do("INS-40", by="belova", facts="Занятия и итоговый контроль проверены.", findings=list(findings))
    office.do("INS-45", by="nikitin", answer="sign", **signature(HEAD, on))


def inspect(office: Supervision, *findings: dict[str, Any], certificate: str = CERTIFICATE) -> None:
    """A planned inspection of 10 to 12 March with this result."""
    office.begin("INS-00", by="belova", certificate=certificate, kind="planned")
    order(office)
    give_access(office)
    office.until("2026-03-12 17:00")
    visit(office, "2026-03-12", **({"c55": "nonconform"} if findings else {}))
    conclude(office, "2026-03-12", *findings)


def move(office: Supervision, on: str, proposal: str, *findings: dict[str, Any]) -> None:
    """The head's conclusion and motion."""
    office.do(
        "SUS-10", by="nikitin", facts="Установлено нарушение.", findings=list(findings), proposal=proposal,
        **signature(HEAD, on),
    )  # fmt: skip


def decide(office: Supervision, decision: str, on: str, by: str = "osipova") -> None:
    effective = {} if decision == "reject" else {"effective_on": on}
    office.do(
        "SUS-20", by=by, decision=decision, reasons="Полигон не используется.", protocol_no="7", date=on, **effective
    )


def carry_out(office: Supervision, on: str) -> None:
    """The decree is issued, the register changed."""
    office.do("SUS-30", by="desyatkov", date=on, **signature(DIRECTOR, on, seal=True))
    office.do("SUS-40", by="belova", entered=True)


def begin_by_head(office: Supervision, proposal: str, certificate: str = CERTIFICATE) -> None:
    office.begin("SUS-00", by="nikitin", certificate=certificate, facts="Жалобы слушателей.", proposal=proposal)


def suspend(office: Supervision, on: str = "2026-03-01", certificate: str = CERTIFICATE) -> None:
    """The certificate is suspended from this day on the motion of the head."""
    begin_by_head(office, "suspend", certificate)
    move(office, on, "suspend", CURABLE)
    decide(office, "suspend", on)
    carry_out(office, on)


def apply(office: Supervision, certificate: str = SUSPENDED, **answers: Any) -> None:
    given = {"causes_removed": "Полигон введён в работу.", "evidence": EVIDENCE, **answers}
    office.begin(
        "RES-10",
        by="saveleva",
        certificate=certificate,
        **given,
        **signature("Савельева О. Н.", "2026-03-01", seal=True),
    )


def resolve(office: Supervision, decision: str, on: str) -> None:
    """The specialist finds the papers enough, the Partnership decides."""
    office.do("RES-20", by="belova", verdict="enough", opinion="Причины устранены.")
    refused = {"reasons": "Полигон используется не полностью."} if decision == "refuse" else {}
    office.do("RES-30", by="osipova", decision=decision, protocol_no="9", date=on, **refused)


def notify(office: Supervision, kind: str, **answers: Any) -> None:
    given = {"certificate": CERTIFICATE, "text": "Сообщаем об изменениях.", "since": "2026-02-25", **answers}
    office.begin("CHG-10", by="saveleva", kind=kind, **given)


def state(office: Supervision, number: str = CERTIFICATE) -> str:
    """The certificate's state as everybody reads it."""
    return office.reads("belova", "R-ACC-CERTS", number).state


# ---------------------------------------------------------------------- the registers, 10.2

WRITTEN = {
    "R-ACC-CERTS": {
        "number": "АС-2024-0921", "issuer": "НП СРО «ССК УрСиб»", "holder": "АНО ДПО «Монтажник»", "location": "г. Челябинск",
        "issued_on": "2024-09-02", "valid_until": "2029-09-02", "programmes": [{"name": PROGRAMMES[0]}], "annex_no": 2,
        "event": "Приостановлено", "basis": "РАСП-2025-0040", "basis_date": "2025-11-20", "reissued": "РАСП-2024-0030 от 01.12.2024",
        "suspended": "РАСП-2025-0040 от 20.11.2025", "suspended_on": "2025-11-20", "resumed": "РАСП-2025-0050 от 20.12.2025",
        "terminated": "РАСП-2026-0001 от 12.01.2026", "inspected_on": "2025-09-10",
    },
    "R-ACC-INSPECTIONS": {
        "inspected_on": "2025-09-10", "conclusion": "ИК-2025-0003", "proposal": "none",
        "marks": [{"programme": PROGRAMMES[0], "visit_on": "2025-09-10", **dict.fromkeys(CRITERIA, "conform")}],
    },
    "R-ACC-REQUIREMENTS": {
        "edition": "Редакция 3", "summary": "Критерий 5.3 читается иначе.", "effective_from": "2026-02-01",
        "published_on": "2026-01-15", "basis": "Протокол № 12",
    },
    "R-ACC-MATERIALS": {
        "title": "Набор на весну", "text": "Открыт набор.", "holder": "АНО ДПО «Монтажник»", "certificate": "АС-2024-0921",
        "placed_on": "2026-02-01", "place": "Сайт",
    },
}  # fmt: skip


@pytest.mark.parametrize("register", WRITTEN)
def test_a_register_says_all_that_is_to_be_in_it(office: Supervision, register: str) -> None:
    written = WRITTEN[register]
    plays.lay_out(office.here, office.who("admin"), office.edition, {register: {"АС-2024-0921": written}})

    told = office.reads("belova", register, "АС-2024-0921").data

    assert {column: told.get(column) for column in written} == written


def test_which_registers_everybody_reads(office: Supervision) -> None:
    assert office.open_registers() == {
        "R-ACC-CERTS", "R-ACC-RESULTS", "R-ACC-RATING", "R-ACC-REQUIREMENTS", "R-ACC-MATERIALS", "CAT-RAT",
    }  # fmt: skip


# ---------------------------------------------------------------------- S-ACC-10


def test_s_acc_10_an_inspection_finds_a_curable_violation(office: Supervision) -> None:
    inspect(office, CURABLE)

    assert office.data()["suggestion"] == {"proposal": "suspend"}
    assert office.ended_as() == "Передано на решение"
    office.through_the_database()
    assert "приостановить действие свидетельства" in office.printed("D-ACC-FINDINGS").lower()
    assert office.told("saveleva")[-1] == "итог инспекционного контроля"

    office.turn_to_process("P-ACC-SUS")
    assert office.inbox("nikitin") == ["SUS-10"]
    opened = office.seen("SUS-10", "nikitin").answers
    assert (opened["proposal"], [one["violation"] for one in opened["findings"]]) == ("suspend", [CURABLE["violation"]])
    move(office, "2026-03-12", "suspend", CURABLE)
    office.through_the_database()
    assert state(office) == "active"

    decide(office, "suspend", "2026-03-12")
    carry_out(office, "2026-03-12")
    office.through_the_database()

    row = office.certificate()
    assert (row.state, row.data["basis"], row.data["basis_date"]) == ("suspended", "РАСП-2026-0001", "2026-03-12")
    assert row.data["suspended"] == "РАСП-2026-0001 от 12.03.2026, с 12.03.2026"
    letter = office.mails("saveleva", "email")[-1]
    assert "действие свидетельства приостановлено" in letter.subject
    assert "приостанавливаете деятельность, подтверждённую аккредитацией" in letter.body
    (decree,) = office.documents("D-ACC-DECREE")
    assert letter.documents == [decree.id]
    assert "протокол № 7 от 12.03.2026" in office.printed("D-ACC-DECREE")
    assert office.status() == "running"


def test_s_acc_10_the_table_proposes_and_the_partnership_decides(office: Supervision) -> None:
    inspect(office, CURABLE)
    office.turn_to_process("P-ACC-SUS")
    move(office, "2026-03-12", "suspend", CURABLE)
    assert office.seen("SUS-20", "osipova").answers["suggestion"] == "suspend"

    decide(office, "reject", "2026-03-12")

    assert office.ended_as() == "Отклонено"
    assert state(office) == "active"
    assert office.told("saveleva")[-1] == "действие свидетельства не изменено"
    assert not office.ever_opened("SUS-30")


@pytest.mark.parametrize(("suspended_on", "proposal"), [("2025-03-12", "terminate"), ("2025-03-11", "suspend")])
def test_s_acc_10_after_a_suspension_within_twelve_months_the_table_proposes_to_terminate(
    office: Supervision, suspended_on: str, proposal: str
) -> None:
    inspect(office, CURABLE, certificate=office.stands("АС-2024-0920", suspended_on=suspended_on))
    assert office.data()["suggestion"] == {"proposal": proposal}

    office.turn_to_process("P-ACC-SUS")
    move(office, "2026-03-12", proposal, CURABLE)

    assert office.seen("SUS-20", "osipova").answers["suggestion"] == proposal


def test_s_acc_10_what_is_suspended_is_not_suspended_again(office: Supervision) -> None:
    begin_by_head(office, "terminate", SUSPENDED)

    with pytest.raises(AnswersRefused) as moved:
        move(office, "2026-03-01", "suspend", CURABLE)
    move(office, "2026-03-01", "terminate", INCURABLE)
    with pytest.raises(AnswersRefused) as decided:
        decide(office, "suspend", "2026-03-01")

    assert (list(moved.value.errors), list(decided.value.errors)) == (["proposal"], ["decision"])


def test_s_acc_10_the_public_pages_say_it_at_once(office: Supervision) -> None:
    stranger = Visitor(create_app(office.here))
    recommended, register = "/about/programme-accreditation/recommended", f"/registers/R-ACC-CERTS/{CERTIFICATE}"
    stranger.get(recommended)
    assert CERTIFICATE in stranger.text

    suspend(office)

    stranger.get(recommended)
    assert CERTIFICATE not in stranger.text
    stranger.get(register)
    assert "приостановлено" in stranger.text and "РАСП-2026-0001 от 01.03.2026" in stranger.text
    assert "saveleva@example.org" not in stranger.text


# ---------------------------------------------------------------------- S-ACC-11


def test_s_acc_11_resumption(office: Supervision) -> None:
    before = office.certificate(SUSPENDED).data
    with pytest.raises(AnswersRefused) as refused:
        apply(office, evidence=[])
    assert set(refused.value.errors) == {"evidence"}

    apply(office)
    office.through_the_database()
    assert office.inbox("belova") == ["RES-20"]
    resolve(office, "resume", "2026-03-01")
    office.through_the_database()
    assert state(office, SUSPENDED) == "suspended"
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)

    office.through_the_database()
    row = office.certificate(SUSPENDED)
    assert office.ended_as() == "Возобновлено"
    assert (row.state, row.data["valid_until"]) == ("active", before["valid_until"])
    assert row.data["resumed"] == "РАСП-2026-0001 от 01.03.2026"
    assert row.data["suspended"] == before["suspended"]
    assert office.told("saveleva") == ["действие свидетельства возобновлено"]
    assert "возобновить действие" in office.printed("D-ACC-DECREE")


def test_each_change_asks_for_the_one_rating_of_the_last_full_year(office: Supervision) -> None:
    suspend(office)
    office.turn_to_process("P-ACC-RAT")
    assert office.data()["opening"]["year"] == 2025

    apply(office)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)
    assert office.ended_as() == "Возобновлено"

    office.turn_to_process("P-ACC-RAT")
    assert len(office.cases("P-ACC-RAT")) == 1


def test_s_acc_11_only_a_suspended_certificate_can_be_resumed(office: Supervision) -> None:
    with pytest.raises(AnswersRefused) as refused:
        apply(office, certificate=CERTIFICATE)

    assert set(refused.value.errors) == {"certificate"}


def test_a_refusal_leaves_it_suspended_and_a_new_application_is_possible(office: Supervision) -> None:
    apply(office)
    resolve(office, "refuse", "2026-03-01")

    assert office.ended_as() == "Отказано"
    assert state(office, SUSPENDED) == "suspended"
    assert "Полигон используется не полностью." in office.mails("saveleva", "email")[-1].body
    assert not office.ever_opened("RES-35")

    apply(office)
    assert office.inbox("belova") == ["RES-20"]


def test_papers_that_do_not_suffice_go_back_to_the_subject(office: Supervision) -> None:
    apply(office)
    office.do("RES-20", by="belova", verdict="return", comment="Приложите акт ввода полигона.")
    assert office.due("RES-25") == "31.03"
    assert "Приложите акт ввода полигона." in office.mails("saveleva", "email")[-1].body
    office.through_the_database()

    office.do("RES-25", by="saveleva", causes_removed="Акт приложен.", evidence=EVIDENCE)

    assert office.inbox("belova") == ["RES-20"]
    assert office.seen("RES-20", "belova").readable["addition"]["causes_removed"] == "Акт приложен."


def test_an_application_may_ask_for_an_inspection(office: Supervision) -> None:
    apply(office)
    office.do("RES-20", by="belova", verdict="inspect")
    resumption = office.case
    assert office.inbox("belova") == ["INS-10"]

    office.turn_to_process("P-ACC-INS")
    order(office, on="2026-03-02", until="2026-03-02", programmes=_rows(SUSPENDED, office))
    give_access(office)
    office.until("2026-03-02 17:00")
    office.through_the_database()
    visit(office, "2026-03-02", programmes=_names(SUSPENDED, office))
    conclude(office, "2026-03-02")
    assert office.ended_as() == "Нарушений нет"

    office.turn_to_case(resumption)
    assert office.inbox("belova") == ["RES-20"]
    assert (
        office.seen("RES-20", "belova").answers["inspection"]
        == "Проверка 02.03.2026, заключение № ЗИ-2026-0001: Нарушений нет"
    )
    office.through_the_database()


def test_an_inspection_that_nobody_makes_does_not_hold_the_application(office: Supervision) -> None:
    apply(office)
    office.do("RES-20", by="belova", verdict="inspect")

    office.until("2026-04-30 23:59")
    assert office.inbox("belova") == ["INS-10"]
    office.until("2026-05-01 00:00")

    assert office.inbox("belova") == ["INS-10", "RES-20"]


def test_whoever_does_not_hold_the_certificate_is_dismissed(office: Supervision) -> None:
    apply(office)

    office.do("RES-20", by="belova", verdict="foreign")

    assert office.ended_as() == "Заявитель не держатель свидетельства"
    assert office.told("saveleva") == ["закрыто: вы не держатель свидетельства"]
    assert state(office, SUSPENDED) == "suspended"


def test_the_subject_may_withdraw_its_application(office: Supervision) -> None:
    apply(office)

    office.act("RES-W1", by="saveleva", reason="Подадим позже.", confirmed=True)

    assert office.ended_as() == "Отозвано заявителем"
    assert office.inbox("belova") == []
    assert office.told("saveleva") == ["заявление о возобновлении отозвано"]
    apply(office)
    assert office.inbox("belova") == ["RES-20"]


def test_of_two_applications_the_second_ends_when_the_first_is_granted(office: Supervision) -> None:
    apply(office)
    second = office.case
    apply(office)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)
    assert office.ended_as() == "Возобновлено"

    office.turn_to_case(second)
    assert office.ended_as() == "Уже возобновлено"
    assert office.told("saveleva") == ["закрыто: свидетельство уже возобновлено"]


def _names(number: str, office: Supervision) -> tuple[str, ...]:
    return tuple(one["name"] for one in office.certificate(number).data["programmes"])


def _rows(number: str, office: Supervision) -> list[dict[str, Any]]:
    return [{"programme": name, "inspected": True} for name in _names(number, office)]


# ---------------------------------------------------------------------- S-ACC-14: the part of P-ACC-RES


def test_s_acc_14_a_resumption_ends_when_the_certificate_is_terminated(office: Supervision) -> None:
    apply(office)
    resumption = office.case
    begin_by_head(office, "terminate", SUSPENDED)
    move(office, "2026-03-01", "terminate", INCURABLE)
    decide(office, "terminate", "2026-03-01")
    carry_out(office, "2026-03-01")
    assert office.ended_as() == "Прекращено"

    office.turn_to_case(resumption)
    assert office.ended_as() == "Свидетельство не действует"
    assert office.told("saveleva") == ["закрыто: свидетельство не действует"]
    assert "RES-20" not in office.inbox("belova")
    office.through_the_database()


def test_s_acc_14_a_resumption_ends_when_the_certificate_expires(office: Supervision) -> None:
    office.choose("acc_inspection_months", 0)
    office.issued(SUSPENDED)
    apply(office)
    office.through_the_database()
    version = office.certificate(SUSPENDED).version
    office.until("2029-09-02 23:59", jump=True)
    assert state(office, SUSPENDED) == "suspended" and office.status() == "running"

    office.until("2029-09-03 00:00")

    assert state(office, SUSPENDED) == "expired"
    assert office.certificate(SUSPENDED).version == version
    assert office.ended_as() == "Свидетельство не действует"
    assert office.told("saveleva")[-1] == "закрыто: свидетельство не действует"
    office.through_the_database()


def test_s_acc_14_a_suspension_and_an_inspection_end_with_the_term_of_the_certificate(office: Supervision) -> None:
    office.choose("acc_inspection_months", 0)
    office.choose("acc_suspension_months", 0)
    office.issued(CERTIFICATE)
    suspend(office)
    suspension = office.case
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    inspection = office.case

    office.until("2029-09-03 00:00", jump=True)

    for case, end in ((suspension, "Приостановлено"), (inspection, "Свидетельство не действует")):
        office.turn_to_case(case)
        assert office.ended_as() == end
    assert len(office.cases("P-ACC-SUS")) == 1


# ---------------------------------------------------------------------- S-ACC-16: the part of RES-35


def test_s_acc_16_nothing_is_entered_before_the_decree(office: Supervision) -> None:
    apply(office)
    resolve(office, "resume", "2026-03-01")

    with pytest.raises(PlayRefused, match="RES-40"):
        office.do("RES-40", by="belova", entered=True)
    assert office.certificate(SUSPENDED).data["basis"] == "РАСП-2025-0040"

    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    shown = office.seen("RES-40", "belova").answers
    assert (shown["basis"], shown["basis_date"]) == ("РАСП-2026-0001", "2026-03-01")
    office.do("RES-40", by="belova", entered=True, basis="РАСП-2026-0777", basis_date="2026-02-01")
    assert office.certificate(SUSPENDED).data["basis"] == "РАСП-2026-0001"


def test_s_acc_16_the_minutes_may_be_the_basis(office: Supervision) -> None:
    office.choose("register_basis_res", "minutes")
    apply(office)
    resolve(office, "resume", "2026-03-01")

    assert not office.ever_opened("RES-35")
    office.do("RES-40", by="belova", entered=True)

    row = office.certificate(SUSPENDED)
    assert (row.state, row.data["basis"], row.data["basis_date"]) == ("active", "Протокол № 9", "2026-03-01")
    assert office.mails("saveleva", "email")[-1].documents == []


def test_s_acc_16_an_order_may_be_the_basis(office: Supervision) -> None:
    office.choose("register_basis_res", "order")
    apply(office)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)

    assert office.certificate(SUSPENDED).data["basis"] == "ПР-2026-0001"
    assert [paper.number for paper in office.documents("D-ACC-ORDER")] == ["ПР-2026-0001"]


# ---------------------------------------------------------------------- S-ACC-20


@pytest.mark.parametrize(
    ("licence", "proposal", "after"),
    [
        pytest.param("suspended", "suspend", "suspended", id="suspended"),
        pytest.param("terminated", "terminate", "terminated", id="terminated"),
    ],
)
def test_s_acc_20_the_holder_reports_the_loss_of_the_licence(
    office: Supervision, licence: str, proposal: str, after: str
) -> None:
    notify(office, "licence", licence=licence)
    assert office.seen("CHG-20", "belova").answers["impact"] == "licence"
    office.do("CHG-20", by="belova", impact="licence", licence=licence)
    assert office.ended_as() == "Передано на решение"
    assert office.told("saveleva") == ["начато дело о свидетельстве"]
    office.through_the_database()

    office.turn_to_process("P-ACC-SUS")
    assert office.inbox("nikitin") == ["SUS-10"]
    opened = office.seen("SUS-10", "nikitin").answers
    assert (opened["proposal"], "с 25.02.2026" in opened["facts"]) == (proposal, True)
    move(office, "2026-03-01", proposal, *opened["findings"])
    assert office.data()["suggestion"] == {"proposal": proposal}
    assert state(office) == "active"
    office.through_the_database()
    decide(office, proposal, "2026-03-01")
    office.do("SUS-30", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    assert state(office) == "active"
    office.do("SUS-40", by="belova", entered=True)

    assert state(office) == after
    office.through_the_database()


# ---------------------------------------------------------------------- 9.1, 9.2: an inspection


def test_an_inspection_without_findings(office: Supervision) -> None:
    inspect(office)

    assert office.ended_as() == "Нарушений нет"
    assert office.certificate().data["inspected_on"] == "2026-03-12"
    assert office.certificate().state == "active"
    record = office.inspected()
    assert (record["open_findings"], record["proposal"], len(record["marks"])) == (0, "Нарушений нет", 2)
    assert office.told("saveleva")[-2:] == ["инспекционный контроль", "итог инспекционного контроля"]
    assert office.cases("P-ACC-SUS") == []


def test_a_remark_is_put_right_and_looked_at_again(office: Supervision) -> None:
    inspect(office, REMARK)
    office.through_the_database()
    assert office.inspected()["open_findings"] == 1
    assert REMARK["violation"] in office.mails("saveleva", "email")[-1].body
    assert office.due("INS-50") == "11.04"

    office.until("2026-03-20 10:00")
    office.do("INS-50", by="saveleva", done="Журнал заполнен.", evidence=EVIDENCE)
    assert office.inbox("belova") == ["INS-30"]
    office.through_the_database()
    assert office.seen("INS-30", "belova").readable["remedy"]["done"] == "Журнал заполнен."
    visit(office, "2026-03-20")
    conclude(office, "2026-03-20")

    assert office.ended_as() == "Замечания устранены"
    assert (office.inspected()["open_findings"], office.inspected()["inspected_on"]) == (0, "2026-03-20")
    assert office.certificate().state == "active"
    office.through_the_database()


def test_a_remark_that_nobody_answers_is_looked_at_all_the_same(office: Supervision) -> None:
    inspect(office, REMARK)

    office.until("2026-04-11 23:59")
    assert office.inbox("belova") == []
    office.until("2026-04-12 00:00")

    assert [told.fact.element for told in office.facts(TimerFired)][-1] == "T-INS-REMARK"
    assert office.inbox("belova") == ["INS-30"] and office.inbox("saveleva") == []
    visit(office, "2026-04-12", c55="nonconform")
    conclude(office, "2026-04-12", CURABLE)
    assert office.ended_as() == "Передано на решение"


def test_an_incurable_finding_leads_to_termination(office: Supervision) -> None:
    inspect(office, INCURABLE)
    office.turn_to_process("P-ACC-SUS")
    move(office, "2026-03-12", "terminate", INCURABLE)
    office.through_the_database()
    decide(office, "terminate", "2026-03-12")
    carry_out(office, "2026-03-12")

    assert office.ended_as() == "Прекращено"
    row = office.certificate()
    assert (row.state, row.data["terminated"]) == ("terminated", "РАСП-2026-0001 от 12.03.2026, с 12.03.2026")
    assert "прекращаете деятельность, подтверждённую аккредитацией" in office.mails("saveleva", "email")[-1].body
    office.through_the_database()


def test_a_curable_finding_soon_after_a_suspension_proposes_termination(office: Supervision) -> None:
    suspend(office)
    apply(office, certificate=CERTIFICATE)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)

    inspect(office, CURABLE)

    assert office.data()["suggestion"] == {"proposal": "terminate"}


def test_access_that_nobody_confirms_is_marked_and_the_visit_goes_on(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    order(office)
    office.until("2026-03-09 23:59")
    assert office.inbox("belova") == []

    office.until("2026-03-10 00:00")

    assert office.inbox("belova") == ["INS-30"] and office.inbox("saveleva") == []
    assert office.data()["access_mark"] == "unconfirmed"
    office.through_the_database()


def test_access_that_is_refused_leads_to_the_proposal_to_suspend(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    order(office)
    office.until("2026-03-10 12:00")
    office.do("INS-30", by="belova", visit_on="2026-03-10", access_given="no", access_comment="Двери закрыты.")
    office.through_the_database()
    conclude(office, "2026-03-10")

    assert office.data()["suggestion"] == {"proposal": "suspend"}
    assert office.ended_as() == "Передано на решение"
    assert "Доступ не предоставлен" in office.printed("D-ACC-FINDINGS")
    office.turn_to_process("P-ACC-SUS")
    with pytest.raises(AnswersRefused):
        move(office, "2026-03-10", "suspend")
    move(office, "2026-03-10", "suspend", {"violation": "9.2: доступ не предоставлен", "kind": "curable"})
    assert office.data()["suggestion"] == {"proposal": "suspend"}


def test_two_inspectors_if_the_setting_says_so(office: Supervision) -> None:
    office.choose("acc_inspectors", 2)
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    with pytest.raises(AnswersRefused) as refused:
        order(office)
    assert set(refused.value.errors) == {"inspectors"}
    order(office, inspectors=[{"name": "Белова Т. И."}, {"name": "Гусев А. П."}])
    give_access(office)
    office.until("2026-03-12 17:00")
    visit(office, "2026-03-12")
    office.through_the_database()

    with pytest.raises(SeparationOfDuties):
        office.do("INS-35", by="belova", agrees="yes")
    assert office.due("INS-35") == "17.03"
    office.do("INS-35", by="gusev", agrees="no", comment="Группа была не вся.")
    assert office.seen("INS-30", "belova").readable["second"]["comment"] == "Группа была не вся."
    visit(office, "2026-03-12")
    office.do("INS-35", by="gusev", agrees="yes")

    assert "INS-40" in office.inbox("belova")
    office.through_the_database()


def test_the_head_may_send_the_conclusion_back(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    order(office)
    give_access(office)
    office.until("2026-03-12 17:00")
    visit(office, "2026-03-12")
    office.do("INS-40", by="belova", facts="Всё хорошо.", findings=[])

    office.do("INS-45", by="nikitin", answer="return", remarks="Опишите занятия.")

    assert office.inbox("belova") == ["INS-40"]
    conclude(office, "2026-03-12")
    assert {paper.number for paper in office.documents("D-ACC-FINDINGS")} == {"ЗИ-2026-0001"}
    assert office.ended_as() == "Нарушений нет"


def test_marks_of_programmes_that_were_not_inspected_stay_as_they_were(office: Supervision) -> None:
    inspect(office)
    office.until("2026-03-20 10:00")
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="unplanned", reason="Жалоба слушателя.")
    rows = [{"programme": PROGRAMMES[0], "inspected": True}, {"programme": PROGRAMMES[1], "inspected": False}]
    order(office, on="2026-03-20", until="2026-03-20", programmes=rows)
    visit(office, "2026-03-20", programmes=PROGRAMMES[:1], c55="nonconform")
    conclude(office, "2026-03-20", REMARK)

    marks = {one["programme"]: (one["visit_on"], one["c55"]) for one in office.inspected()["marks"]}
    assert marks == {PROGRAMMES[0]: ("2026-03-20", "nonconform"), PROGRAMMES[1]: ("2026-03-12", "conform")}


def test_an_inspection_ends_with_its_certificate(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    inspection = office.case
    begin_by_head(office, "terminate")
    move(office, "2026-03-01", "terminate", INCURABLE)
    decide(office, "terminate", "2026-03-01")
    carry_out(office, "2026-03-01")

    office.turn_to_case(inspection)
    assert office.ended_as() == "Свидетельство не действует"
    assert office.told("saveleva")[-1] == "закрыто: свидетельство не действует"


# ---------------------------------------------------------------------- 9.3, 9.4: suspension that lasts


def test_a_suspension_is_recalled_after_three_months_and_brought_to_the_board_after_six(office: Supervision) -> None:
    suspend(office)
    first = office.case
    office.until("2026-06-01 23:59")
    assert "свидетельство всё ещё приостановлено" not in office.told("saveleva")

    office.until("2026-06-02 00:00")
    assert office.told("saveleva")[-1] == "свидетельство всё ещё приостановлено"
    assert office.told("nikitin")[-1] == "свидетельство всё ещё приостановлено"
    office.through_the_database()
    office.until("2026-09-01 23:59")
    assert office.cases("P-ACC-SUS") == [first]

    office.until("2026-09-02 00:00")
    assert office.ended_as() == "Приостановлено"
    office.turn_to_process("P-ACC-SUS")
    assert office.case != first
    opened = office.seen("SUS-10", "nikitin").answers
    assert opened["proposal"] == "terminate"
    move(office, "2026-09-02", "terminate", *opened["findings"])
    assert office.data()["suggestion"] == {"proposal": "terminate"}
    office.through_the_database()
    with pytest.raises(AnswersRefused) as refused:
        decide(office, "suspend", "2026-09-02")
    assert set(refused.value.errors) == {"decision"}
    decide(office, "terminate", "2026-09-02")
    carry_out(office, "2026-09-02")
    assert state(office) == "terminated"
    office.through_the_database()


def test_a_suspension_that_the_board_leaves_is_watched_on(office: Supervision) -> None:
    suspend(office)
    office.until("2026-09-02 00:00")
    office.turn_to_process("P-ACC-SUS")
    move(office, "2026-09-02", "terminate", CURABLE)
    decide(office, "reject", "2026-09-02")

    assert office.status() == "running" and office.inbox("nikitin") == []
    office.until("2027-03-03 00:00")
    assert office.ended_as() == "Приостановлено"
    assert len(office.cases("P-ACC-SUS")) == 3


def test_a_suspension_ends_when_the_certificate_is_resumed(office: Supervision) -> None:
    suspend(office)
    suspension = office.case
    apply(office, certificate=CERTIFICATE)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)

    office.turn_to_case(suspension)
    assert office.ended_as() == "Приостановлено"
    office.until("2026-10-01 10:00")
    assert office.cases("P-ACC-SUS") == [suspension]


def test_a_suspension_of_one_certificate_is_not_ended_by_that_of_another(office: Supervision) -> None:
    suspend(office)
    suspension = office.case
    apply(office, certificate=SUSPENDED)
    resolve(office, "resume", "2026-03-01")
    office.do("RES-35", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    office.do("RES-40", by="belova", entered=True)

    office.turn_to_case(suspension)
    assert office.status() == "running"


def test_what_another_case_has_suspended_cannot_be_suspended_again(office: Supervision) -> None:
    """Section 6 of the design: the task stays open, and what was typed is not lost."""
    begin_by_head(office, "suspend")
    move(office, "2026-03-01", "suspend", CURABLE)
    decide(office, "suspend", "2026-03-01")
    office.do("SUS-30", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))
    slower = office.case
    suspend(office)

    office.turn_to_case(slower)
    with pytest.raises(StepRefused, match="suspended"):
        office.do("SUS-40", by="gusev", entered=True)

    assert office.open("SUS-40") and office.incidents() == []
    assert office.certificate().data["basis"] == "РАСП-2026-0002"

    office.act("SUS-W1", by="gusev", reason="Свидетельство приостановлено другим решением.", confirmed=True)
    with pytest.raises(AnswersRefused):
        decide(office, "suspend", "2026-03-01")
    decide(office, "reject", "2026-03-01")
    assert office.ended_as() == "Отклонено"


# ---------------------------------------------------------------------- S11, S13


def test_s11_the_inspector_does_not_decide_on_what_he_found(office: Supervision) -> None:
    office.also("belova", "board")
    office.also("gusev", "board")
    inspect(office, CURABLE)
    office.turn_to_process("P-ACC-SUS")
    move(office, "2026-03-12", "suspend", CURABLE)

    assert office.seen("SUS-20", "belova").refusal is not None
    with pytest.raises(SeparationOfDuties, match="АКК-И-2026-0001"):
        decide(office, "suspend", "2026-03-12", by="belova")
    decide(office, "suspend", "2026-03-12", by="gusev")


def test_s13_whoever_signed_the_decree_does_not_enter_it(office: Supervision) -> None:
    office.also("desyatkov", "exec_specialist")
    begin_by_head(office, "suspend")
    move(office, "2026-03-01", "suspend", CURABLE)
    decide(office, "suspend", "2026-03-01")
    office.do("SUS-30", by="desyatkov", date="2026-03-01", **signature(DIRECTOR, "2026-03-01", seal=True))

    with pytest.raises(SeparationOfDuties):
        office.do("SUS-40", by="desyatkov", entered=True)

    office.do("SUS-40", by="belova", entered=True)


# ---------------------------------------------------------------------- 4.1.3: changes


@pytest.mark.parametrize(
    ("kind", "impact", "end", "letter"),
    [
        pytest.param("staff", "none", "Не влияет", "извещение принято", id="no-effect"),
        pytest.param("name", "reissue", "Предложено переоформление", "переоформите свидетельство", id="name"),
        pytest.param("programme", "shrink", "Предложено исключить программу", "исключите программу из перечня", id="programme"),
        pytest.param("base", "doubt", "Назначен инспекционный контроль", "будет инспекционный контроль", id="doubt"),
        pytest.param("other", "foreign", "Известил не держатель свидетельства", "закрыто: вы не держатель свидетельства", id="foreign"),
    ],
)  # fmt: skip
def test_what_follows_from_a_notice_of_changes(
    office: Supervision, kind: str, impact: str, end: str, letter: str
) -> None:
    notify(office, kind)
    assert office.due("CHG-20") == "06.03"

    office.do("CHG-20", by="belova", impact=impact, comment="Пояснение.")

    assert office.ended_as() == end
    assert office.told("saveleva") == [letter]
    assert state(office) == "active"
    assert len(office.cases("P-ACC-INS")) == (impact == "doubt")
    office.through_the_database()


def test_a_notice_that_puts_conformity_in_doubt_begins_an_inspection(office: Supervision) -> None:
    notify(office, "base")
    office.do("CHG-20", by="belova", impact="doubt")
    office.turn_to_process("P-ACC-INS")

    assert office.inbox("belova") == ["INS-10"]
    assert office.seen("INS-10", "belova").answers["kind"] == "unplanned"
    order(office, on="2026-03-02", until="2026-03-03")
    assert office.inbox("saveleva") == ["INS-25"]


# ---------------------------------------------------------------------- what things are called


def test_starts_and_cases_are_called_by_their_process(office: Supervision) -> None:
    offered = {one.start: one.title_ru for one in show_start.startable(office.here, office.who("saveleva"))}
    assert (offered["RES-10"], offered["CHG-10"]) == ("Возобновление действия свидетельства", "Извещение об изменениях")

    inspect(office, CURABLE)
    shown = case_page.case(office.here, office.who("nikitin"), office.number, "ru")
    assert (shown.title, shown.subject) == ("Инспекционный контроль", "АНО ДПО «Учебный центр «Монтажник»")
    assert [one.title["en"] for one in shown.joined] == ["Suspension and termination of a certificate"]
    room = cabinet_page.room(office.here, office.who("saveleva"), office.number, "en")
    assert room.title == "Inspection"


# ---------------------------------------------------------------------- what forms refuse


def test_a_planned_visit_is_announced_five_days_before(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")

    with pytest.raises(AnswersRefused) as refused:
        order(office, on="2026-03-05", until="2026-03-05")
    assert set(refused.value.errors) == {"visit_on"}
    order(office, on="2026-03-06", until="2026-03-06")

    assert office.told("saveleva")[-1] == "инспекционный контроль"


def test_a_nonconformity_is_explained_and_stands_in_the_conclusion(office: Supervision) -> None:
    office.begin("INS-00", by="belova", certificate=CERTIFICATE, kind="planned")
    order(office)
    give_access(office)
    office.until("2026-03-12 17:00")
    unsaid = [{"programme": one, **dict.fromkeys(CRITERIA, "nonconform")} for one in PROGRAMMES]
    with pytest.raises(AnswersRefused):
        office.do("INS-30", by="belova", visit_on="2026-03-12", access_given="yes", marks=unsaid)

    visit(office, "2026-03-12", c55="nonconform")
    with pytest.raises(AnswersRefused) as refused:
        office.do("INS-40", by="belova", facts="Всё хорошо.", findings=[])

    assert set(refused.value.errors) == {"findings"}


def test_nobody_moves_to_suspend_what_is_suspended(office: Supervision) -> None:
    begin_by_head(office, "terminate", SUSPENDED)

    with pytest.raises(AnswersRefused) as refused:
        move(office, "2026-03-01", "suspend", CURABLE)

    assert set(refused.value.errors) == {"proposal"}
    move(office, "2026-03-01", "terminate", CURABLE)


def test_nobody_from_outside_reads_the_register_of_inspections(office: Supervision) -> None:
    inspect(office, REMARK)

    with pytest.raises(NotFound):
        read_register.rows(office.here, office.who("saveleva"), "R-ACC-INSPECTIONS")


def test_the_table_that_checks_the_transition_stands_in_the_history(office: Supervision) -> None:
    suspend(office)

    decided = [told.fact for told in office.facts(DecisionMade) if told.fact.element == "SUS-42"]

    assert [(one.inputs["state"], one.inputs["event"], one.outputs) for one in decided] == [
        ("active", "suspend", {"result": "suspended"})
    ]


# ---------------------------------------------------------------------- what the forms ask

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

SIGNED = "signature.signed_by"
ISSUED, EXPIRED = "АС-2026-0901", "АС-2020-0704"
"""Certificates of the plays."""

MARKS = " ".join(f"marks.{criterion}" for criterion in CRITERIA)
DECIDED = "2026-03-20"
"""In the play: the decision, three days before its decree."""


def marked(**marks: str) -> list[dict[str, str]]:
    """The three programmes of the play; the first has these marks, all others conform."""
    conform = dict.fromkeys(CRITERIA, "conform")
    return [conform | marks, conform, conform]


def found_wanting(criterion: str) -> Asked:
    """A mark that does not conform is explained."""
    return asks("F-ACC-12", "marks.comment", marks=marked(**{criterion: "nonconform"}, comment="Записей нет."))


ASKED = [
    asks("F-ACC-22S", "certificate kind", wrong={"certificate": [EXPIRED]}),
    asks("F-ACC-22S", "reason", kind="unplanned", reason="Обращение слушателя."),
    asks(
        "F-ACC-22", "inspectors.name visit_on visit_until",
        wrong={"inspectors": [[]], "visit_on": [YESTERDAY], "visit_until": [YESTERDAY], "programmes": [[{"inspected": False}] * 3]},
        visit_on=TODAY, visit_until=TODAY,
    ),
    asks("F-ACC-20", "access schedule contact", wrong={"access": [False]}),
    asks(
        "F-ACC-12",
        "visit_on access_given lessons.programme lessons.lesson lessons.quality final_control_attended whole_group_present "
        f"final_control_quality {MARKS}",
        wrong={"visit_on": PAST, "lessons": [[]], "final_control_comment": [{}], "scope_respected": [{}]},
        visit_on=TODAY, marks=marked(c51="unchecked"),
    ),
    asks("F-ACC-12", final_control_comment="Присутствовала вся группа."),
    asks("F-ACC-12", "access_comment", access_given="no", access_comment="Не впустили."),
    asks("F-ACC-12", final_control_attended="no", final_control_quality=None),
    *map(found_wanting, CRITERIA),
    asks("F-ACC-13I", "facts findings.violation findings.kind"),
    asks("F-ACC-13S", f"answer {SIGNED}"),
    asks("F-ACC-13S", "remarks", answer="return", remarks="Назовите группу.", signature=None),
    asks("F-ACC-14S", "certificate facts proposal", wrong={"certificate": [EXPIRED]}),
    asks("F-ACC-13", f"facts findings.violation findings.kind proposal {SIGNED}", wrong={"findings": [[]]}),
    asks("F-ACC-13", findings=[], proposal="none"),
    asks(
        "F-ACC-14", "decision reasons protocol_no date effective_on", wrong={"date": PAST, "effective_on": [YESTERDAY]},
        date=TODAY, effective_on=TODAY,
    ),
    asks("F-ACC-14", decision="reject", effective_on=None),
    asks("F-ACC-30", f"date {SIGNED}", wrong={"date": [TOMORROW, "2026-03-19"]}, date=DECIDED),
    asks("F-ACC-30", date=TODAY),
    asks("F-ACC-21S", "entered", wrong={"entered": [False]}),
    asks("F-ACC-15", f"certificate causes_removed evidence {SIGNED}", wrong={"certificate": [ISSUED], "evidence": [[]]}),
    asks("F-ACC-15D", "causes_removed evidence", wrong={"evidence": [[]]}),
    asks("F-ACC-15R", "verdict opinion"),
    asks("F-ACC-15R", "comment", verdict="return", comment="Приложите акт."),
    asks("F-ACC-15W", "reason confirmed", wrong={"confirmed": [False]}),
    asks("F-ACC-30B", "decision protocol_no date", wrong={"date": PAST}, date=TODAY),
    asks("F-ACC-30B", "reasons", decision="refuse", reasons="Занятия не начались."),
    asks("F-ACC-21R", "entered", wrong={"entered": [False]}),
    asks("F-ACC-18", "certificate kind licence text since", wrong={"certificate": [EXPIRED]}),
    asks("F-ACC-18", kind="other", files=[{"file": "extract.pdf"}]),
    asks("F-ACC-18A", "impact licence"),
    asks(
        "F-ACC-23", "programmes.route", wrong={"programmes.route": ["shortened"], "contest_file": [[]]},
        programmes=[{"route": "contest"}], contest_file=[{"file": "minutes.pdf"}],
    ),
]  # fmt: skip
"""What each form needs, as the ledger marks it; who meets the inspectors, and why something goes back, is ours."""


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Partnership, ground, tmp_path, asked)

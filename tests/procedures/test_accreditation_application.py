"""The accreditation of programmes from the application to the register, scenario by scenario.

Signs stand for the eight criteria 5.1 to 5.8: + conforms, - does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.errors import AnswersRefused
from processes.facts import DecisionMade, TaskCancelled
from service.cabinet import room
from service.errors import SeparationOfDuties
from service.inbox import alerts
from service.instances import case as case_page
from service.operations import approve, cancel_instance, publish, write_register
from service.plays import PlayRefused
from service.tasks import aside
from storage import registers
from storage.errors import NotFound, StorageError
from storage.registers import Rules
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.partnership import (
    ALL,
    MEMBERS,
    ROADS,
    SAFETY,
    SURVEY,
    Partnership,
    application,
    named,
    signed,
    teacher,
)
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks


@pytest.fixture
def house(tmp_path: Path, ground: Ground) -> Iterator[Partnership]:
    house = Partnership(tmp_path, ground, at="2026-03-02 10:00")
    yield house
    house.holds_together()
    house.here.close()


def decided(house: Partnership, element: str) -> list[Any]:
    """What the decision table of this step has answered so far."""
    return [dict(told.fact.outputs) for told in house.facts(DecisionMade, element)]


# ---------------------------------------------------------------------- S-ACC-1


def test_s_acc_1_happy_path_of_one_programme(house: Partnership) -> None:
    house.to_visit()
    house.through_the_database()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.through_the_database()
    house.decide()
    house.issue()
    house.through_the_database()

    assert house.ended_as() == "Аккредитовано"
    row, decree = house.row(), house.data()["decree"]
    assert (row.state, row.data["issued_on"], row.data["valid_until"]) == ("active", "2026-03-02", "2031-03-02")
    assert (row.data["basis"], row.data["basis_date"]) == (decree["no"], decree["date"])
    assert named(row.data["programmes"], "name") == [SAFETY]
    assert [one.data["received_by"] for one in house.rows("R-ACC-JOURNAL")] == ["Рогова Е. П."]
    assert [one.data["accredited"] for one in house.rows("R-ACC-RESULTS")] == [[SAFETY]]
    assert house.incidents() == []


def test_s_acc_1_the_register_says_what_10_2_asks_for(house: Partnership) -> None:
    house.to_visit()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.decide()
    house.issue()

    told = house.reads("rogova", "R-ACC-CERTS", "АС-2026-0001").data
    assert (told["number"], told["issuer"]) == ("АС-2026-0001", "НП СРО «ССК УрСиб»")
    assert (told["holder"], told["location"]) == (
        "АНО ДПО «Учебный центр Строитель»",
        "454000, г. Челябинск, ул. Труда, д. 1",
    )
    assert (told["issued_on"], told["valid_until"], told["annex_no"]) == ("2026-03-02", "2031-03-02", 1)
    assert (told["event"], told["basis"], told["basis_date"]) == ("Выдано", "РАСП-2026-0001", "2026-03-02")


def test_s_acc_1_certificate_and_annex_say_what_8_2_asks_for(house: Partnership) -> None:
    house.to_visit()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.decide()
    house.issue()

    certificate, annex = house.printed("D-ACC-CERT"), house.printed("D-ACC-ANNEX")
    for said in ("НП СРО «ССК УрСиб»", "АС-2026-0001", "2 марта 2026", "2 марта 2031", "АНО ДПО «Учебный центр Строитель»",
                 "454000, г. Челябинск, ул. Труда, д. 1", SAFETY, "Председатель Правления", "Генеральный директор", "М. П."):  # fmt: skip
        assert said in certificate, said
    assert "centre.example/registers/R-ACC-CERTS/АС-2026-0001" in certificate
    for said in ("Приложение № 1", "АС-2026-0001", SAFETY, "72", "очная"):
        assert said in annex, said
    assert len(house.mails("rogova", "email")[-1].documents) == 2


def test_s_acc_1_the_application_is_printed_with_its_annexes(house: Partnership) -> None:
    house.apply()

    printed = house.printed("D-ACC-APPLICATION")
    for said in ("Генеральному директору НП СРО «ССК УрСиб»", "Приложение 2", "Котов И. И.", "Приложение 3", "Учебный полигон",
                 "Приложение 4", "Курс лекций", "Рогова Е. П."):  # fmt: skip
        assert said in printed, said


def test_s_acc_1_what_the_applicant_gave_stands_beside_the_check(house: Partnership) -> None:
    """Other processes of the procedure begin with an application too, each with a form of its own."""
    house.apply()

    side = aside.side(house.seen("ACC-20", "melnikova"), house.config.zone, "ru")
    told = [pair.text for section in side.beside if section.first for pair in section.pairs]
    assert "АНО ДПО «Учебный центр Строитель»" in told


def test_s_acc_1_the_decree_names_its_ground_and_the_certificate(house: Partnership) -> None:
    house.to_visit()
    house.assess({SAFETY: ALL})
    house.conclude()
    house.decide()
    house.issue()

    printed = house.printed("D-ACC-DECREE")
    for said in ("Распоряжение".upper(), "РАСП-2026-0001", "АС-2026-0001", SAFETY, "Протокол № 44"):
        assert said in printed, said


def of_retraining() -> list[dict[str, Any]]:
    return [{**row, "kind": "retraining"} for row in application(SAFETY)["programmes"]]


def test_s_acc_1_only_further_training_is_accredited(house: Partnership) -> None:
    house.apply(programmes=of_retraining())
    house.register_application()

    assert house.data()["completeness"]["missing"] == ["programmes"]
    assert "программы переподготовки не аккредитуются" in house.letter("rogova")


def test_s_acc_1_the_owner_may_accredit_retraining_too(house: Partnership) -> None:
    house.choose("acc_retraining", True)
    house.apply(programmes=of_retraining())
    house.register_application()

    assert house.data()["completeness"]["missing"] == []


def test_s_acc_1_terms_of_an_application_on_paper_run_from_its_receipt(house: Partnership) -> None:
    house.application = application(SAFETY, on="2026-02-26")
    house.enter("melnikova", received="2026-02-26", name="АНО ДПО «Учебный центр Строитель»")

    assert house.due("ACC-20") == "03.03"
    house.register_application()
    assert house.data()["registration"]["received_on"] == "2026-02-26"


# ---------------------------------------------------------------------- S-ACC-2

MIXED = {SAFETY: "---+++--", ROADS: "----++++", SURVEY: "++++++++"}


def test_s_acc_2_each_programme_has_its_own_marks_verdict_and_line(house: Partnership) -> None:
    house.to_visit(*MIXED)
    house.through_the_database()
    house.assess(MIXED)

    found = {one["programme"]: (one["verdict"], one["reasons"]) for one in house.data()["verdicts"]}
    assert found == {SAFETY: ("possible", []), ROADS: ("impossible", ["4-of-6"]), SURVEY: ("possible", [])}
    conclusion = house.seen("ACC-60", "melnikova").answers
    assert named(conclusion["possible"]) == [SAFETY, SURVEY]
    assert named(conclusion["impossible"]) == [ROADS]
    house.through_the_database()

    house.conclude()
    house.decide()
    house.issue()
    house.through_the_database()

    assert house.data()["ruling"]["outcome"] == "partly"
    assert named(house.row().data["programmes"], "name") == [SAFETY, SURVEY]
    annex = house.printed("D-ACC-ANNEX")
    assert SAFETY in annex and SURVEY in annex and ROADS not in annex


def test_s_acc_2_the_refused_programme_is_named_with_its_reasons_to_the_applicant_alone(house: Partnership) -> None:
    house.to_visit(*MIXED)
    house.assess(MIXED)
    house.conclude()
    house.decide()

    letter = house.letter("rogova")
    assert f"«{ROADS}»: отказано" in letter and "4 критериям из 6" in letter
    assert f"«{SAFETY}»: аккредитована" in letter

    house.issue()
    (result,) = house.rows("R-ACC-RESULTS")
    assert ROADS not in str(result.data) and result.data["refused"] == 1


# ---------------------------------------------------------------------- S-ACC-3


def test_s_acc_3_seven_of_eight_means_no_certificate(house: Partnership) -> None:
    house.to_visit()
    house.through_the_database()
    house.assess({SAFETY: "------+-"})
    assert house.data()["verdicts"][0]["reasons"] == ["4-of-6", "7-of-8"]

    house.conclude()
    house.through_the_database()
    house.decide()
    house.do("ACC-90", by="melnikova", published_on=house.today)
    house.through_the_database()

    assert house.ended_as() == "Отказано"
    assert house.certificates() == [] and not house.ever_opened("ACC-80")
    (result,) = house.rows("R-ACC-RESULTS")
    assert (result.data["organisation"], result.data["refused"]) == (None, 1)


def test_s_acc_3_refusals_are_named_where_the_owner_says_so(house: Partnership) -> None:
    house.choose("acc_publish_refusals", True)
    house.to_visit()
    house.assess({SAFETY: "------+-"})
    house.conclude()
    house.decide()
    house.do("ACC-90", by="melnikova", published_on=house.today)

    assert house.rows("R-ACC-RESULTS")[0].data["organisation"] == "АНО ДПО «Учебный центр Строитель»"


# ---------------------------------------------------------------------- S-ACC-4


@pytest.mark.parametrize(
    ("trained", "mark"),
    [
        pytest.param([20, 19], "nonconform", id="one-year-below-twenty"),
        pytest.param([20, 20], "conform", id="twenty-in-both"),
        pytest.param([20], "nonconform", id="one-year-only"),
    ],
)
def test_s_acc_4_twenty_trained_a_year_for_two_years(house: Partnership, trained: list[int], mark: str) -> None:
    house.to_visit()
    house.through_the_database()
    years = [{"year": 2025 - back, "trained": count} for back, count in enumerate(trained)]
    house.visit(ALL, demand=years, feedback=[{"year": 2025, "replies": 10, "positive": 5}])
    house.through_the_database()
    house.sheet()
    house.through_the_database()

    assert house.data()["marks"][0]["c51"] == mark


# ---------------------------------------------------------------------- S-ACC-5


def twenty_teachers(practitioners: int, researchers: int) -> list[dict[str, Any]]:
    """Annex 2 of twenty, of whom one is in both groups."""
    marks = [
        {
            "is_practitioner": n < practitioners,
            "is_researcher": practitioners - 1 <= n < practitioners + researchers - 1,
        }
        for n in range(20)
    ]
    return [teacher(1, f"Преподаватель {n}", **mark) for n, mark in enumerate(marks)]


@pytest.mark.parametrize(
    ("practitioners", "mark"), [pytest.param(5, "conform", id="7-of-20"), pytest.param(4, "nonconform", id="6-of-20")]
)
def test_s_acc_5_a_teacher_in_two_groups_counts_once(house: Partnership, practitioners: int, mark: str) -> None:
    house.to_visit(staff=twenty_teachers(practitioners, 3))
    house.through_the_database()
    from_annex_2 = house.opened(house.task_of("ACC-50", "tikhonov"), "tikhonov")["teachers"]
    house.visit(ALL, teachers=from_annex_2)
    house.through_the_database()
    house.sheet()
    house.through_the_database()

    (counted,) = house.facts(DecisionMade, "ACC-51")
    assert (counted.fact.inputs["teachers"], counted.fact.inputs["listed"]) == (20, practitioners + 2)
    assert house.data()["marks"][0]["c53"] == mark


# ---------------------------------------------------------------------- S-ACC-6


def without_annex_2_of_the_third() -> list[dict[str, Any]]:
    return [row for row in application(*MIXED)["staff"] if row["programme_no"] != 3]


def test_s_acc_6_a_missing_annex_2_is_named_and_no_commission_is_formed(house: Partnership) -> None:
    house.apply("rogova", *MIXED, staff=without_annex_2_of_the_third())
    house.register_application()
    house.through_the_database()

    assert house.data()["completeness"]["missing"] == ["annex2"]
    assert house.told("rogova") == ["доукомплектуйте заявку"]
    assert "сведений о кадровом составе (приложение 2)" in house.letter("rogova")
    assert house.inbox("rogova") == ["ACC-26"] and not house.ever_opened("ACC-30")

    before = dict(house.seen("ACC-26", "rogova").answers)
    complete = {
        **before,
        "staff": application(*MIXED)["staff"],
        "head_sign": signed("Рогова Е. П.", house.today, seal=True),
    }
    house.do("ACC-26", by="rogova", **complete)
    house.through_the_database()
    house.register_application()
    assert house.data()["completeness"]["missing"] == []
    assert house.inbox("orekhov") == ["ACC-22"]
    house.through_the_database()


def test_s_acc_6_a_licence_that_has_run_out_is_no_licence(house: Partnership) -> None:
    house.apply(licence_until="2026-03-01")
    house.register_application()

    assert house.data()["completeness"]["missing"] == ["licence"]


def test_s_acc_6_an_application_that_nobody_completes_is_closed(house: Partnership) -> None:
    house.apply(materials=[])
    house.register_application()
    assert house.due("ACC-26") == "01.04"
    house.through_the_database()
    house.until("2026-04-30 23:00")
    assert house.inbox("rogova") == ["ACC-26"] and house.overdue("rogova") == ["ACC-26"]
    house.through_the_database()
    house.until("2026-05-02 10:00")

    assert house.ended_as() == "Закрыто: не вправе или не доукомплектовано"
    assert "не доукомплектована за 60 дн." in house.letter("rogova")
    house.through_the_database()


def test_s_acc_6_whoever_teaches_no_further_vocational_programmes_is_no_applicant(house: Partnership) -> None:
    house.apply(provides_dpo=False)
    house.register_application()

    assert house.data()["completeness"]["missing"] == ["not_eligible"]
    assert house.ended_as() == "Закрыто: не вправе или не доукомплектовано"
    assert "пункт 4.1.2" in house.letter("rogova") and house.inbox("rogova") == []


def test_s_acc_6_annexes_name_programmes_of_the_application(house: Partnership) -> None:
    with pytest.raises(AnswersRefused, match="no programme of this number"):
        house.apply(base=[{"item": "Стенд", "programme_no": 2, "quantity": 1}])


# ---------------------------------------------------------------------- S-ACC-7


def to_ministry(house: Partnership, **answers: Any) -> None:
    house.apply()
    house.register_application()
    house.choose_ways()
    house.form_commission(**answers)


def test_s_acc_7_a_silent_ministry_does_not_hold_the_commission_up(house: Partnership) -> None:
    to_ministry(house, ministry_email="lapina@example.org")
    assert house.inbox("lapina") == ["ACC-31"] and house.inbox("stepanov") == []
    house.through_the_database()
    house.until("2026-03-12 22:00")
    assert house.inbox("stepanov") == []
    house.until("2026-03-13 10:00")

    assert house.inbox("stepanov") == ["ACC-32"] and house.inbox("lapina") == []
    printed = house.printed("D-ACC-ORDER")
    assert "направлен запрос (исх. № 15 от 03.03.2026), ответа в срок нет" in printed
    house.through_the_database()
    house.order()
    house.through_the_database()
    assert house.inbox("tikhonov") == ["ACC-40"] == house.inbox("sinitsyn")
    assert house.inbox("lapina") == []


def test_s_acc_7_the_ministry_reads_of_the_case_who_is_to_be_in_the_commission(house: Partnership) -> None:
    to_ministry(house, ministry_email="lapina@example.org")

    assert set(house.data("lapina")) & {"application", "registration", "commission"} == {"commission"}


def test_s_acc_7_a_representative_of_the_ministry_joins_the_commission(house: Partnership) -> None:
    to_ministry(house, ministry_email="lapina@example.org")
    house.do(
        "ACC-31", by="lapina", answer="agreed", name="Лапина В. Ф.", post="Начальник отдела", email="lapina@example.org"
    )
    assert "Лапина В. Ф." in house.printed("D-ACC-ORDER")
    house.order()

    assert house.inbox("lapina") == ["ACC-40"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param({"members": [MEMBERS[0]]}, "specialist", id="no-specialist"),
        pytest.param({"members": [{**MEMBERS[1], "chair": True}]}, "executive body", id="nobody-of-the-executive-body"),
        pytest.param({"ministry": "not_asked", "request_no": None}, "ministry not asked", id="ministry-not-asked"),
        pytest.param(
            {"members": [MEMBERS[0], {**MEMBERS[1], "no_conflict": False}]}, "conflict of interest", id="interest"
        ),
        pytest.param({"members": [MEMBERS[0], {**MEMBERS[1], "chair": True}]}, "one chair", id="two-chairs"),
    ],
)
def test_s_acc_7_a_commission_that_6_2_does_not_allow_goes_back(
    house: Partnership, changed: dict[str, Any], problem: str
) -> None:
    to_ministry(house, **changed)

    assert decided(house, "ACC-30D")[-1]["problems"] == [problem]
    assert house.inbox("melnikova") == ["ACC-30"]
    assert not house.ever_opened("ACC-31") and not house.ever_opened("ACC-32")


def test_s_acc_7_the_director_may_send_the_commission_back(house: Partnership) -> None:
    to_ministry(house, ministry="agreed", request_no="письмо № 3")
    house.do("ACC-32", by="stepanov", answer="return", remarks="Нужен второй специалист")

    assert house.inbox("melnikova") == ["ACC-30"]
    house.form_commission(ministry="agreed", request_no="письмо № 3")
    house.order()
    assert house.inbox("tikhonov") == ["ACC-40"]
    assert {paper.number for paper in house.documents("D-ACC-ORDER")} == {"ПР-2026-0001"}
    order = house.data()["order"]
    assert (order["no"], order["date"]) == ("ПР-2026-0001", house.today)


# ---------------------------------------------------------------------- S-ACC-8


def to_signature(house: Partnership, **answers: Any) -> None:
    house.to_visit(**answers)
    house.assess({SAFETY: ALL})
    house.write_conclusion()


def test_s_acc_8_objections_of_the_applicant_reach_the_board(house: Partnership) -> None:
    to_signature(house)
    house.through_the_database()
    house.sign_conclusion(
        answer="objections", objections="База осмотрена не вся.", objections_file=[{"file": "objections.pdf"}]
    )
    house.through_the_database()

    assert house.data("gavrilov")["applicant_sign"]["objections"] == "База осмотрена не вся."
    assert "applicant_sign" in house.edition.definition.node("ACC-70").properties["beside"]
    house.decide()
    house.through_the_database()
    assert house.inbox("melnikova") == ["ACC-80"]


def test_s_acc_8_a_refusal_to_sign_does_not_stop_the_case(house: Partnership) -> None:
    to_signature(house)
    house.do("ACC-66", by="rogova", answer="refused", objections="Не согласны.")

    assert house.inbox("gavrilov") == ["ACC-70"]


def test_s_acc_8_silence_is_noted_as_a_refusal_after_ten_days(house: Partnership) -> None:
    to_signature(house)
    house.through_the_database()
    house.until("2026-03-12 23:00")
    assert house.inbox("rogova") == ["ACC-66"] and house.inbox("gavrilov") == []
    house.until("2026-03-13 09:00")

    assert house.data()["applicant_sign"] == {"answer": "silent"}
    assert house.inbox("rogova") == [] and house.inbox("gavrilov") == ["ACC-70"]
    assert [told.fact.element for told in house.facts(TaskCancelled)] == ["ACC-66"]


def test_s_acc_8_an_authorised_representative_may_sign(house: Partnership) -> None:
    named_in_the_application = {
        "by_representative": True, "rep_name": "Данилов Ю. С.", "rep_email": "danilov@example.org", "rep_document": [{"file": "authority.pdf"}],
    }  # fmt: skip
    to_signature(house, **named_in_the_application)
    assert house.inbox("danilov") == house.inbox("rogova") == ["ACC-66"]
    with pytest.raises(AnswersRefused, match="Proof of authority"):
        house.sign_conclusion("danilov", signer="representative")

    house.sign_conclusion("danilov", signer="representative", authority_file=[{"file": "authority.pdf"}])
    assert house.inbox("gavrilov") == ["ACC-70"]


# ---------------------------------------------------------------------- S-ACC-9


def to_decision(house: Partnership) -> None:
    """Safety is impossible by the visit, roads were judged at the contest."""
    house.apply("rogova", SAFETY, ROADS)
    house.register_application()
    house.choose_ways({ROADS: "contest"}, contest_file=[{"file": "contest.pdf"}])
    house.form_commission(ministry="agreed", request_no="письмо № 3")
    house.order()
    house.do("ACC-40", by="tikhonov", site_findings="Программы названы.")
    house.assess({SAFETY: "----++++"})
    contest = {
        "year": 2025, "trained": 40, "replies": 30, "positive": 28, "teachers": 4, "researchers": 1, "practitioners": 3,
        "trainee_or_experienced": 2, "modules": 8, "modules_with_materials": 8,
    }  # fmt: skip
    house.do("ACC-55C", by="melnikova", **{**house.seen("ACC-55C", "melnikova").answers, **contest})
    house.conclude()


@pytest.mark.parametrize("basis", ["conclusion", "contest", "both"])
def test_s_acc_9_an_impossible_programme_is_accredited_on_no_basis(house: Partnership, basis: str) -> None:
    to_decision(house)

    with pytest.raises(AnswersRefused, match="the conclusion rules it out"):
        house.decide({SAFETY: "accredit"}, basis=basis, contest_file=[{"file": "contest.pdf"}])
    assert house.inbox("gavrilov") == ["ACC-70"]


def test_s_acc_9_a_programme_that_was_not_visited_rests_on_the_contest(house: Partnership) -> None:
    to_decision(house)
    house.through_the_database()
    assert {row["programme"]: row["verdict"] for row in house.data()["judged"]} == {
        SAFETY: "impossible",
        ROADS: "not_visited",
    }
    with pytest.raises(AnswersRefused, match="only a contest can be the basis"):
        house.decide()
    with pytest.raises(AnswersRefused, match="Minutes of the contest"):
        house.decide(basis="both", contest_file=[])

    house.through_the_database()
    house.decide(basis="both", contest_file=house.data()["routing"]["contest_file"])
    house.issue()
    house.through_the_database()

    assert named(house.row().data["programmes"], "name") == [ROADS]
    assert named(house.data()["sheets"]) == [SAFETY, ROADS]


def test_s_acc_9_the_owner_may_let_the_contest_overrule_the_visit(house: Partnership) -> None:
    house.choose("acc_contest_overrules", True)
    to_decision(house)
    with pytest.raises(AnswersRefused, match="the conclusion rules it out"):
        house.decide({SAFETY: "accredit"})

    house.decide({SAFETY: "accredit"}, basis="both", contest_file=house.data()["routing"]["contest_file"])
    assert house.data()["ruling"] == {"outcome": "accredited", "certificate": True, "check": []}


def test_s_acc_9_the_contest_alone_needs_no_commission(house: Partnership) -> None:
    house.apply()
    house.register_application()
    with pytest.raises(AnswersRefused, match="Attach the minutes of the contest"):
        house.choose_ways({SAFETY: "contest"})
    house.choose_ways({SAFETY: "contest"}, contest_file=[{"file": "contest.pdf"}])

    assert house.inbox("melnikova") == ["ACC-55C"]
    assert not house.ever_opened("ACC-30")


def test_s_acc_9_a_refusal_of_a_possible_programme_needs_a_reason(house: Partnership) -> None:
    to_signature(house)
    house.sign_conclusion()

    with pytest.raises(AnswersRefused, match="Give the reason of the refusal"):
        house.decide({SAFETY: "refuse"})
    house.decide({SAFETY: "refuse"}, reasons={SAFETY: "Программа отстала от отрасли."})
    assert house.data()["ruling"]["outcome"] == "refused"
    assert "отказано. Программа отстала от отрасли." in house.letter("rogova")


# ---------------------------------------------------------------------- S-ACC-16


def to_entry(house: Partnership) -> None:
    to_signature(house)
    house.sign_conclusion()
    house.decide()
    house.make_certificate()


def test_s_acc_16_nothing_is_entered_before_the_decree(house: Partnership) -> None:
    to_entry(house)

    assert house.inbox("stepanov") == ["ACC-84"]
    assert not house.ever_opened("ACC-83") and not house.ever_opened("ACC-85")
    with pytest.raises(PlayRefused, match="ACC-85"):
        house.do("ACC-85", by="melnikova", checked=True)
    assert house.certificates() == []


def test_s_acc_16_the_basis_is_what_the_decree_says_and_nobody_types_another(house: Partnership) -> None:
    to_entry(house)
    house.through_the_database()
    house.decree()
    house.through_the_database()
    house.do("ACC-83", by="melnikova", issued_on=house.today, received_by="Рогова Е. П.", way="in_person")
    house.through_the_database()
    house.do("ACC-85", by="melnikova", checked=True, basis_no="выдумано", basis_date="2020-01-01")

    row = house.row()
    assert (row.data["basis"], row.data["basis_date"]) == ("РАСП-2026-0001", "2026-03-02")


@pytest.mark.parametrize(
    "columns", [{}, {"basis": "РАСП-1"}, {"basis_date": "2026-03-02"}], ids=["neither", "no-date", "no-number"]
)
def test_s_acc_16_the_register_takes_no_row_without_a_basis(house: Partnership, columns: dict[str, str]) -> None:
    rules = Rules(outline=house.edition.definition.registers["R-ACC-CERTS"], today=house.clock.now().date())
    with pytest.raises(StorageError), house.here.database.writing() as session:
        registers.write(
            session, "R-ACC-CERTS", "АС-1", {"number": "АС-1", "valid_until": "2031-03-02", **columns},
            at=house.clock.now(), actor="person:1", state="active", rules=rules,
        )  # fmt: skip


def test_s_acc_16_nobody_writes_the_register_by_hand(house: Partnership) -> None:
    to_entry(house)

    row = {"number": "АС-2026-0001", "basis": "РАСП-1", "basis_date": "2026-03-02", "valid_until": "2031-03-02"}
    with pytest.raises(NotFound):
        write_register.write(house.here, house.who("melnikova"), "R-ACC-CERTS", "АС-2026-0001", row)
    assert house.certificates() == []


def test_s_acc_16_the_minutes_of_the_board_may_be_the_basis(house: Partnership) -> None:
    house.choose("register_basis_app", "minutes")
    to_entry(house)
    assert house.inbox("stepanov") == [] and not house.ever_opened("ACC-84")
    house.hand_over()

    assert (house.row().data["basis"], house.row().data["basis_date"]) == ("44", "2026-03-02")


def test_s_acc_16_an_order_may_be_the_basis(house: Partnership) -> None:
    house.choose("register_basis_app", "order")
    to_entry(house)
    house.decree()

    printed = house.printed("D-ACC-ORDER", "РАСП-2026-0001")
    assert "Приказ".upper() in printed and "АС-2026-0001" in printed and "Протокол № 44" in printed
    assert house.documents("D-ACC-DECREE") == []


# ---------------------------------------------------------------------- S-ACC-18


def test_s_acc_18_a_nonconformity_needs_a_comment(house: Partnership) -> None:
    house.to_visit()

    with pytest.raises(AnswersRefused, match="What does not conform"):
        house.visit(ALL, c54={"conform": "nonconform"})


@pytest.mark.parametrize("criterion", ["c54", "c55", "c56", "c57", "c58"])
def test_s_acc_18_a_criterion_that_was_not_assessed_blocks_the_visit(house: Partnership, criterion: str) -> None:
    house.to_visit()

    with pytest.raises(AnswersRefused, match="Mark"):
        house.visit(ALL, **{criterion: {}})
    assert "ACC-50" in house.inbox("tikhonov")


def test_s_acc_18_marks_of_one_programme_never_show_on_another(house: Partnership) -> None:
    house.to_visit(SAFETY, ROADS)
    house.visit("+++--+++", programme=SAFETY)

    opened = house.opened(house.task_of("ACC-50", "tikhonov", ROADS), "tikhonov")
    assert (opened["programme"], opened["c54"]["conform"], opened["demand"]) == (
        ROADS,
        None,
        [{"year": None, "trained": None}],
    )
    house.through_the_database()
    house.visit(ALL, programme=ROADS)
    house.through_the_database()
    house.sheet(programme=SAFETY)
    house.sheet(programme=ROADS)
    house.through_the_database()
    marks = {one["programme"]: (one["c54"], one["c55"]) for one in house.data()["marks"]}
    assert marks == {SAFETY: ("nonconform", "nonconform"), ROADS: ("conform", "conform")}
    found = house.seen("ACC-60", "melnikova").answers["nonconformities"]
    assert {(row["programme"], row["criterion"][:3]) for row in found} == {(SAFETY, "5.4"), (SAFETY, "5.5")}


def test_s_acc_18_the_commission_sees_which_programme_a_step_is_about(house: Partnership) -> None:
    house.to_visit(SAFETY, ROADS)

    cabinet = room.room(house.here, house.who("tikhonov"), house.number, "ru")
    step = "Проверить и оценить программу на месте"
    assert sorted(one.name for one in cabinet.expected) == [f"{step}: {SAFETY}", f"{step}: {ROADS}"]
    page = case_page.case(house.here, house.who("melnikova"), house.number, "ru")
    assert sorted(one.name for one in page.open_steps) == [f"{step}: {SAFETY}", f"{step}: {ROADS}"]
    assert sorted(one.called for one in house.entries("tikhonov")) == [f"{step}: {SAFETY}", f"{step}: {ROADS}"]
    assert house.seen("ACC-50", "tikhonov").called in (f"{step}: {SAFETY}", f"{step}: {ROADS}")


def test_s_acc_18_who_is_reminded_of_a_step_and_told_of_its_term_reads_which_programme_it_is_about(
    house: Partnership,
) -> None:
    house.to_visit(SAFETY, ROADS)
    step = "Проверить и оценить программу на месте"

    house.until("2026-03-26 12:00")

    recalled = {subject.partition(", дело")[0] for subject in house.told("tikhonov") if "Напоминание" in subject}
    with house.here.database.reading() as session:
        told = {one.step for one in alerts.shown(house.here, session, house.who("orekhov"))}
    assert {f"Напоминание: {step}: {SAFETY}", f"Напоминание: {step}: {ROADS}"} <= recalled
    assert {f"{step}: {SAFETY}", f"{step}: {ROADS}"} <= told


def test_s_acc_18_a_counted_mark_is_changed_with_a_reason_only(house: Partnership) -> None:
    house.to_visit()
    with pytest.raises(AnswersRefused, match="Reason"):
        house.visit(ALL, c51_by="nonconform")

    house.visit(ALL, c51_by="nonconform", c51_reason="Группы были сборными.")
    house.sheet()
    assert house.data()["marks"][0]["c51"] == "nonconform"
    (line,) = house.seen("ACC-60", "melnikova").answers["nonconformities"]
    assert (line["criterion"], line["text"]) == ("5.1", "Группы были сборными.")


# ---------------------------------------------------------------------- S-ACC-22


def feedback_of_one_year(house: Partnership, replies: int, positive: int) -> str:
    house.to_visit()
    house.through_the_database()
    years = [{"year": 2024, "trained": 20}, {"year": 2025, "trained": 20}]
    house.visit(ALL, demand=years, feedback=[{"year": 2025, "replies": replies, "positive": positive}])
    house.through_the_database()
    house.sheet()
    house.through_the_database()
    return str(house.data()["marks"][0]["c52"])


def test_s_acc_22_one_year_of_feedback_is_enough(house: Partnership) -> None:
    assert feedback_of_one_year(house, 10, 5) == "conform"


def test_s_acc_22_less_than_half_is_not(house: Partnership) -> None:
    assert feedback_of_one_year(house, 10, 4) == "nonconform"


def test_s_acc_22_the_owner_may_ask_for_two_years(house: Partnership) -> None:
    house.choose("acc_c52_years", "two")

    assert feedback_of_one_year(house, 10, 5) == "nonconform"


def test_s_acc_22_the_owner_may_count_from_the_trained(house: Partnership) -> None:
    house.choose("acc_c52_base", "trained")

    assert feedback_of_one_year(house, 10, 9) == "nonconform"


@pytest.mark.parametrize(
    ("replies", "positive"), [pytest.param(10, 11, id="more-positive"), pytest.param(21, 10, id="more-replies")]
)
def test_s_acc_22_impossible_counts_cannot_be_saved(house: Partnership, replies: int, positive: int) -> None:
    with pytest.raises(AnswersRefused, match="No more positive ones than replies, no more replies than trained"):
        feedback_of_one_year(house, replies, positive)


# ---------------------------------------------------------------------- S-ACC-13, S-ACC-19: renewal


def certified(house: Partnership, *names: str) -> None:
    """A certificate of 27 October 2014, valid until 27 October 2019."""
    house.to_visit(*names)
    house.assess(dict.fromkeys(names or (SAFETY,), ALL))
    house.conclude()
    house.decide()
    house.issue()


@pytest.fixture
def of_2014(tmp_path: Path, ground: Ground) -> Iterator[Partnership]:
    house = Partnership(tmp_path, ground, at="2014-10-27 10:00")
    certified(house, SAFETY, ROADS)
    yield house
    house.holds_together()
    house.here.close()


NUMBER = "АС-2014-0001"


def inspected(house: Partnership, day: str, marks: dict[str, str], open_findings: int = 0) -> None:
    """The last inspection has left these marks in the register of inspections."""
    rows = [
        {"programme": name, "visit_on": day}
        | {
            f"c5{n}": {"+": "conform", "-": "nonconform", "0": "unchecked"}[sign]
            for n, sign in enumerate(signs, start=1)
        }
        for name, signs in marks.items()
    ]
    with house.here.database.writing() as session:
        registers.write(
            session, "R-ACC-INSPECTIONS", NUMBER,
            {"certificate": NUMBER, "inspected_on": day, "open_findings": open_findings, "marks": rows},
            at=house.clock.now(), actor="person:1", state="active",
        )  # fmt: skip


def renew(house: Partnership, by: str = "rogova") -> None:
    """The holder applies for a new term."""
    house.begin("REN-10", by, certificate=NUMBER, in_charge=True)


def fill_in(house: Partnership, *names: str) -> None:
    house.do("REN-16", by="rogova", **application(*names, on=house.today))
    house.register_application()


def choose_procedure(house: Partnership, ways: dict[str, str] | None = None, **answers: Any) -> None:
    rows = house.seen("REN-20", "orekhov").answers["programmes"]
    chosen = [{**row, "route": (ways or {}).get(row["programme"], row["route"])} for row in rows]
    house.do("REN-20", by="orekhov", **{"documents_ok": True, "programmes": chosen, **answers})


@pytest.mark.parametrize("day", ["2019-09-27"])
def test_s_acc_13_on_the_last_day_the_application_is_in_time(of_2014: Partnership, day: str) -> None:
    of_2014.until(f"{day} 23:30", jump=True)
    renew(of_2014)

    assert of_2014.data()["timing"]["timing"] == "in_time"
    assert of_2014.inbox("rogova") == ["REN-16"]
    assert of_2014.number == "АКК-Н-2019-0001"


def test_s_acc_13_the_day_of_the_application_counts_however_long_its_papers_take(of_2014: Partnership) -> None:
    of_2014.until("2019-09-27 12:00", jump=True)
    renew(of_2014)
    of_2014.until("2019-10-20 12:00", jump=True)
    fill_in(of_2014, SAFETY)
    choose_procedure(of_2014)

    assert decided(of_2014, "REN-21")[-1]["timing"] == "in_time"


def test_s_acc_13_a_day_later_it_is_a_new_application_and_the_holder_is_told(of_2014: Partnership) -> None:
    of_2014.until("2019-09-28 00:30", jump=True)
    renew(of_2014)

    of_2014.through_the_database()
    assert of_2014.ended_as() == "Подано с опозданием"
    assert of_2014.told("rogova") == ["заявка на новый срок опоздала"]
    of_2014.turn_to_case(of_2014.cases("P-ACC-APP")[-1])
    assert of_2014.inbox("rogova") == ["ACC-11"]
    opened = of_2014.seen("ACC-11", "rogova").answers
    assert (opened["org_full_name"], named(opened["programmes"], "name")) == (
        "АНО ДПО «Учебный центр Строитель»",
        [SAFETY, ROADS],
    )

    of_2014.through_the_database()
    of_2014.do("ACC-11", by="rogova", **application(SAFETY, on="2019-09-28"))
    of_2014.register_application()
    of_2014.choose_ways()
    of_2014.through_the_database()
    assert of_2014.open("ACC-30")


def test_s_acc_13_an_expired_certificate_is_not_renewed(of_2014: Partnership) -> None:
    of_2014.until("2019-10-28 10:00", jump=True)
    renew(of_2014)

    assert decided(of_2014, "REN-15")[-1] == {"timing": "expired", "route": "new"}
    assert of_2014.ended_as() == "Подано с опозданием"


def test_s_acc_19_shortened_for_what_was_inspected_full_for_the_rest(of_2014: Partnership) -> None:
    house = of_2014
    house.until("2019-06-01 10:00", jump=True)
    inspected(house, "2018-12-01", {SAFETY: "+++-++++", ROADS: "+++0++++"})
    renew(house)
    fill_in(house, SAFETY, ROADS)
    house.through_the_database()

    offered = {
        row["programme"]: (row["marks"], row["route"]) for row in house.seen("REN-20", "orekhov").answers["programmes"]
    }
    assert offered == {SAFETY: ("all", "shortened"), ROADS: ("none", "full")}
    with pytest.raises(AnswersRefused, match="needs all eight marks"):
        choose_procedure(house, {ROADS: "shortened"})
    choose_procedure(house)
    house.form_commission(ministry="agreed", request_no="письмо № 3")
    house.order()
    house.do("ACC-40", by="tikhonov", site_findings="Программы названы.")
    house.through_the_database()
    assert [house.opened(task, "tikhonov")["programme"] for task in house.tasks("ACC-50")] == [ROADS]
    house.assess({ROADS: ALL})

    assert {one["programme"]: one["verdict"] for one in house.data()["verdicts"]} == {
        SAFETY: "possible",
        ROADS: "possible",
    }
    (line,) = house.seen("ACC-60", "melnikova").answers["nonconformities"]
    assert (line["programme"], line["criterion"]) == (SAFETY, "5.4")
    house.conclude()
    assert len(house.documents("D-ACC-CONCL")) == 1
    house.decide()
    house.issue()
    house.through_the_database()

    assert house.ended_as() == "Аккредитовано на новый срок"
    new = house.row("АС-2019-0001")
    assert (new.data["issued_on"], new.data["valid_until"]) == ("2019-10-28", "2024-10-28")
    assert named(new.data["programmes"], "name") == [SAFETY, ROADS]
    assert house.row(NUMBER).state == "active"


def test_s_acc_19_wholly_shortened_needs_no_commission(of_2014: Partnership) -> None:
    house = of_2014
    house.until("2019-06-01 10:00", jump=True)
    inspected(house, "2018-12-01", {SAFETY: ALL})
    renew(house)
    fill_in(house, SAFETY)
    choose_procedure(house)

    assert not house.ever_opened("ACC-30")
    house.conclude()
    house.decide()
    house.issue()
    assert house.ended_as() == "Аккредитовано на новый срок"


@pytest.mark.parametrize(
    ("day", "findings", "documents"),
    [
        pytest.param("2017-04-01", 0, True, id="inspected-25-months-ago"),
        pytest.param("2018-12-01", 1, True, id="open-finding"),
        pytest.param("2018-12-01", 0, False, id="documents-not-in-order"),
    ],
)
def test_s_acc_19_else_the_procedure_is_full(of_2014: Partnership, day: str, findings: int, documents: bool) -> None:
    house = of_2014
    house.until("2019-06-01 10:00", jump=True)
    inspected(house, day, {SAFETY: ALL}, findings)
    renew(house)
    fill_in(house, SAFETY)

    with pytest.raises(AnswersRefused, match="not possible: term, inspection or documents"):
        choose_procedure(house, {SAFETY: "shortened"}, documents_ok=documents)
    choose_procedure(house, {SAFETY: "full"}, documents_ok=documents)
    assert decided(house, "REN-21")[-1]["route"] == "full"
    assert house.open("ACC-30")


def test_s_acc_19_a_renewal_may_be_withdrawn(of_2014: Partnership) -> None:
    of_2014.until("2019-06-01 10:00", jump=True)
    renew(of_2014)
    of_2014.act("REN-M9", by="rogova", reason="Передумали", confirmed=True)

    assert of_2014.ended_as() == "Отозвано заявителем"
    assert of_2014.row(NUMBER).state == "active"


# ---------------------------------------------------------------------- S-X-1


def test_s_x_1_a_withdrawal_takes_all_open_steps_back(house: Partnership) -> None:
    house.to_visit(SAFETY, ROADS)
    house.visit(ALL, programme=SAFETY)
    house.through_the_database()
    house.act("ACC-M9", by="rogova", reason="Реорганизация", confirmed=True)

    house.through_the_database()
    assert house.ended_as() == "Отозвано заявителем"
    assert house.inbox("tikhonov") == house.inbox("melnikova") == house.inbox("gavrilov") == []
    assert sorted(told.fact.element for told in house.facts(TaskCancelled)) == ["ACC-50", "ACC-55"]
    assert house.data()["decision"] is None
    assert house.told("rogova")[-1] == "заявка отозвана" and "Реорганизация" in house.letter("rogova")
    assert any("Реорганизация" in str(value) for value in house.data().values())
    house.through_the_database()


def test_s_x_1_after_the_decision_nothing_can_be_withdrawn(house: Partnership) -> None:
    to_signature(house)
    house.sign_conclusion()
    house.decide()

    with pytest.raises(PlayRefused, match="ACC-M9"):
        house.act("ACC-M9", by="rogova", reason="Поздно", confirmed=True)


def test_a_case_that_the_owner_stops_tells_the_applicant(house: Partnership) -> None:
    house.to_visit()
    cancel_instance.cancel(house.here, house.who("admin"), house.case, "Заявка подана дважды")

    assert house.told("rogova")[-1] == "дело остановлено"
    assert house.inbox("tikhonov") == []


# ---------------------------------------------------------------------- S-X-2


RENAMED = ('name="Зарегистрировать и проверить комплектность"', 'name="Проверить комплектность по новой методике"')
GROUNDS = publish.Grounds(reason="Новая методика проверки", basis="Протокол № 45 от 02.03.2026")


def redesign(house: Partnership) -> publish.Published:
    """The owner publishes a changed diagram with the minutes that it rests on, a second one approves."""
    house.also("orekhov", "process_owner")
    house.also("stepanov", "process_owner")
    parts = dict(house.edition.parts)
    diagram = parts["registration.bpmn"].decode()
    assert RENAMED[0] in diagram
    parts["registration.bpmn"] = diagram.replace(*RENAMED).encode()
    published = publish.publish_upload(house.here, house.who("orekhov"), parts, GROUNDS)
    approve.approve(house.here, house.who("stepanov"), house.procedure, published.version)
    return published


def test_s_x_2_running_cases_finish_on_their_version(house: Partnership) -> None:
    running = []
    for name in (SAFETY, ROADS, SURVEY):
        house.apply("rogova", name)
        running.append(house.case)
    house.through_the_database()

    published = redesign(house)
    house.apply()

    assert house.step_name("ACC-20") == "Проверить комплектность по новой методике"
    versions = [house.version(one) for one in running]
    assert len(set(versions)) == 1 and house.version(house.case) != versions[0]
    for one in running:
        house.turn_to_case(one)
        assert house.step_name("ACC-20") == "Зарегистрировать и проверить комплектность"
        house.register_application()
        house.choose_ways()
        house.through_the_database()
        assert house.open("ACC-30")
        assert house.version(one) == versions[0]
    kept = house.definition_row(published.version)
    assert (kept.reason, kept.basis) == ("Новая методика проверки", "Протокол № 45 от 02.03.2026")


# ---------------------------------------------------------------------- separation of duties


def test_whoever_assessed_does_not_decide(house: Partnership) -> None:
    house.also("tikhonov", "board")
    to_signature(house)
    house.sign_conclusion()

    with pytest.raises(SeparationOfDuties):
        rows = house.seen("ACC-70", "gavrilov").answers["programmes"]
        house.do(
            "ACC-70",
            by="tikhonov",
            basis="conclusion",
            protocol_no="44",
            date=house.today,
            programmes=[{**rows[0], "decision": "accredit"}],
        )


# ---------------------------------------------------------------------- the rating and the end of a certificate


def test_s_acc_1_the_rating_knows_the_sheet_of_the_programme(house: Partnership) -> None:
    certified(house)
    (figures,) = [row.data for row in house.rows("R-ACC-FIGURES") if row.data["certificate"] == "АС-2026-0001"]
    assert (figures["year"], figures["trained"], figures["modules_with_materials"]) == (2025, 20, 9)

    house.turn_to_case(house.cases("P-ACC-RAT")[-1])
    rows = {row["certificate"]: row for row in house.seen("RAT-15", "melnikova").answers["rows"]}
    assert rows["АС-2026-0001"]["trained"] == 20


def test_s_acc_14_a_renewal_goes_on_when_the_certificate_expires(of_2014: Partnership) -> None:
    of_2014.until("2019-09-27 12:00", jump=True)
    renew(of_2014)
    fill_in(of_2014, SAFETY)
    of_2014.until("2019-10-28 01:00")

    assert of_2014.told("rogova") == ["срок свидетельства прошёл, продление рассматривается"]
    assert of_2014.open("REN-20")


def terminate(house: Partnership) -> None:
    """The certificate is terminated on the motion of the head."""
    finding = {"violation": "Удостоверения выданы без обучения", "kind": "incurable"}
    house.begin("SUS-00", by="orekhov", certificate=NUMBER, facts="Жалобы слушателей.", proposal="terminate")
    house.do(
        "SUS-10", by="orekhov", facts="Установлено нарушение.", findings=[finding], proposal="terminate",
        signature=signed("Орехов А. И.", house.today),
    )  # fmt: skip
    house.do(
        "SUS-20", by="gavrilov", decision="terminate", reasons="Удостоверения без обучения.", protocol_no="7",
        date=house.today, effective_on=house.today,
    )  # fmt: skip
    house.do("SUS-30", by="stepanov", date=house.today, signature=signed("Степанов И. Ю.", house.today, seal=True))
    house.do("SUS-40", by="melnikova", entered=True)


def test_a_renewal_ends_with_the_certificate(of_2014: Partnership) -> None:
    of_2014.until("2019-06-01 10:00", jump=True)
    renew(of_2014)
    renewal = of_2014.case
    terminate(of_2014)
    of_2014.turn_to_case(renewal)

    assert of_2014.ended_as() == "Свидетельство не действует"
    assert of_2014.told("rogova") == ["продлевать нечего"] and of_2014.inbox("rogova") == []


def test_the_certificate_is_signed_by_two_people(house: Partnership) -> None:
    house.also("arkhipov", "partnership_head")
    to_signature(house)
    house.sign_conclusion()
    house.decide()
    house.do("ACC-80", by="melnikova", director="Степанов И. Ю.", chair="Архипов Л. Н.")
    house.do("ACC-81", by="arkhipov", signature=signed("Архипов Л. Н.", house.today))

    with pytest.raises(SeparationOfDuties):
        house.do("ACC-82", by="arkhipov", signature=signed("Архипов Л. Н.", house.today, seal=True))


def test_whoever_signed_the_decree_does_not_enter_it(house: Partnership) -> None:
    house.also("stepanov", "exec_specialist")
    to_entry(house)
    house.decree()
    house.do("ACC-83", by="melnikova", issued_on=house.today, received_by="Рогова Е. П.", way="in_person")

    with pytest.raises(SeparationOfDuties):
        house.do("ACC-85", by="stepanov", checked=True)
    house.do("ACC-85", by="melnikova", checked=True)
    assert house.certificates() == ["АС-2026-0001"]


# ---------------------------------------------------------------------- what the forms ask

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

OF_APPLICANT = "app_date year org_full_name legal_form legal_address phone site_url inn email head_sign.signed_by"
OF_PROGRAMMES = """
    programmes.no programmes.name programmes.kind programmes.form programmes.duration programmes.technologies
    staff.programme_no staff.full_name staff.institution staff.graduated staff.speciality staff.workplace
    staff.construction_years staff.course staff.engagement
    base.item base.programme_no base.quantity materials.item materials.programme_no materials.quantity
"""
OF_ASSESSMENT = """
    demand.year demand.trained c51_by c51_reason feedback.year feedback.replies feedback.positive c52_by c52_reason
    teachers.name c53_by c53_reason c54.conform c54.comment c55.conform c55.comment c56.conform c56.comment
    c57.conform c57.comment c58.conform c58.comment
"""

ROW = application(SAFETY)["programmes"][0]
TRAINED = {"year": 2024, "trained": 20}
ALL_PLEASED = {"year": 2024, "replies": 20, "positive": 20}
FAULTY = {"conform": "nonconform", "comment": "Не соответствует.", "evidence": [{"file": "photo.jpg"}]}
OVERRULED = {f"c5{number}_by": "nonconform" for number in (1, 2, 3)}
WHY = {f"c5{number}_reason": "Журналов нет." for number in (1, 2, 3)}


def numbers_of(form: str) -> Asked:
    """A sheet of annex 5: no part is more than its whole, and may be all of it."""
    whole = {"trained": 20, "teachers": 2, "modules": 10}
    parts = {
        "replies": 20, "positive": 20, "researchers": 2, "practitioners": 2, "trainee_or_experienced": 2,
        "modules_with_materials": 10,
    }  # fmt: skip
    bounds = {"year": [1999, 2101], "trained": [-1, 1000001], "teachers": [-1, 1001], "modules": [0, 1001]}
    wrong = bounds | {name: [-1, most + 1] for name, most in parts.items()}
    return asks(form, " ".join(wrong), wrong=wrong, **whole, **parts)


ASKED = [
    asks(
        "F-ACC-1", f"{OF_APPLICANT} {OF_PROGRAMMES}",
        wrong={
            "app_date": PAST, "year": [2025, 2028], "inn": ["745000000"], "licence_date": PAST,
            "programmes": [[], [ROW, {**ROW, "no": 2}], [ROW, {**ROW, "name": ROADS}]],
            "programmes.no": [0, 201], "programmes.duration": [0, 10001],
            "staff.programme_no": [200], "staff.graduated": [1939, 2027], "staff.construction_years": [-1, 81],
            "base.programme_no": [200], "base.quantity": [0, 100001],
            "materials.programme_no": [200], "materials.quantity": [0, 100001],
        },
        app_date=TODAY, licence_date=TODAY, staff__is_employer_rep=True,
    ),
    asks(
        "F-ACC-1", "rep_name rep_email rep_document", wrong={"year": [2013]}, app_date="2013-12-30", year=2014,
        by_representative=True, rep_name="Данилов Ю. С.", rep_email="danilov@example.org", rep_document=[{"file": "power.pdf"}],
    ),
    asks("F-ACC-1R", "certificate in_charge", wrong={"in_charge": [False]}),
    asks("F-ACC-6", "received_on", wrong={"received_on": PAST}, received_on=TODAY),
    asks("F-ACC-6R", "programmes.route contest_file"),
    asks(
        "F-ACC-7", "members.name members.post members.kind members.email ministry",
        wrong={"members": [[]], "members.construction_years": [-1, 81], "ministry_email": ["Министерство"]},
    ),
    asks("F-ACC-7", "members.construction_years", wrong={"members.construction_years": [0]}, members=[*MEMBERS[::-1]]),
    asks("F-ACC-7M", "answer name post email"),
    asks("F-ACC-7O", "answer signature.signed_by"),
    asks("F-ACC-7O", "remarks", answer="return", remarks="Нужен второй специалист.", signature=None),
    asks("F-ACC-8D", "site_findings"),
    asks(
        "F-ACC-8", OF_ASSESSMENT,
        wrong={
            "demand": [[], [TRAINED, TRAINED]], "demand.year": [1999, 2101], "demand.trained": [-1, 1000001],
            "feedback": [[ALL_PLEASED, ALL_PLEASED]],
            "feedback.year": [2023], "feedback.replies": [-1, 21], "feedback.positive": [-1, 21],
        },
        demand=[TRAINED, {**TRAINED, "year": 2025}], feedback=[ALL_PLEASED], teachers=[{"name": "Котов И. И.", "employer": True}],
        **OVERRULED, **WHY, **{f"c5{number}": FAULTY for number in range(4, 9)},
    ),
    numbers_of("F-ACC-9"),
    numbers_of("F-ACC-9C"),
    asks("F-ACC-10", "comments", wrong={"visit_from": PAST, "visit_to": [YESTERDAY, TOMORROW]}, visit_from=TODAY, visit_to=TODAY),
    asks("F-ACC-10H", "answer signature.signed_by"),
    asks("F-ACC-10H", "remarks", answer="return", remarks="Назовите дни выезда.", signature=None),
    asks(
        "F-ACC-10A", "answer objections signer authority_file signature.signed_by", wrong={"objections_file": [["потерян"]]},
        signer="representative", authority_file=[{"file": "power.pdf"}],
    ),
    asks("F-ACC-11", "basis contest_file protocol_no date programmes.decision", wrong={"date": PAST}, date=TODAY),
    asks("F-ACC-11", "programmes.reason", programmes=[{"decision": "refuse", "reason": "Устарела."}, {"decision": "accredit"}]),
    asks("F-ACC-80", "director chair"),
    asks("F-ACC-81", "signature.signed_by"),
    asks("F-ACC-82", "signature.signed_by"),
    asks("F-ACC-83", "issued_on received_by way", wrong={"issued_on": PAST}, issued_on=TODAY),
    asks("F-ACC-84", "signature.signed_by"),
    asks("F-ACC-85", "checked", wrong={"checked": [False]}),
    asks("F-ACC-90", "published_on", wrong={"published_on": PAST}, published_on=TODAY),
    asks("F-ACC-50", "done evidence"),
    asks("F-ACC-W", "reason confirmed", wrong={"confirmed": [False]}),
]  # fmt: skip
"""What each form needs, as the ledger marks it; what the annexes lack is told in a letter (README of the folder)."""


SHOWN = {
    "F-ACC-6": "edition annex2.no",
    "F-ACC-7O": "no date",
    "F-ACC-8": "programme",
    "F-ACC-9": "organisation programme",
    "F-ACC-9C": "organisation programme",
    "F-ACC-11": "programmes.verdict",
    "F-ACC-13S": "proposal",
    "F-ACC-14": "suggestion",
    "F-ACC-16N": "programmes date",
    "F-ACC-17N": "annex_no programmes date",
    "F-ACC-19C": "certificate",
    "F-ACC-21": "certificate programmes",
    "F-ACC-21R": "certificate event",
    "F-ACC-21S": "certificate event basis basis_date",
    "F-ACC-23": "certificate valid_until inspected_on open_findings programmes.marks",
    "F-ACC-24H": "rating.organisation rating.place rating.points rating.criteria",
    "F-ACC-80": "number issued_on holder location",
    "F-ACC-84": "no date",
    "F-ACC-85": "number holder location issued_on valid_until",
}
"""What a form shows to whoever answers: the register task the row and its basis, the papers whom they are about."""


@pytest.mark.parametrize("form", SHOWN)
def test_each_form_shows_what_it_is_about(form: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.shows(Partnership, ground, tmp_path, form, SHOWN[form])


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Partnership, ground, tmp_path, asked)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("procedure", "Положение дословно, пункт за пунктом"),
        ("rights", "в рекламе и в удостоверениях о повышении квалификации"),
    ],
)
def test_everybody_reads_the_regulation_and_what_it_gives(house: Partnership, page: str, said: str) -> None:
    assert said in house.public(page)


@pytest.mark.parametrize("step", ["ACC-20", "ACC-40"])
def test_the_head_of_the_executive_body_hands_steps_over(step: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.hands_over(Partnership, ground, tmp_path, step, "exec_head")

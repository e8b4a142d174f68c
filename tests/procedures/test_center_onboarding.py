"""Setting up a regional certification centre, scenario by scenario, as the people of TsORPU and of a Centre would tell it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from forms.errors import AnswersRefused
from processes.facts import AlertRaised, ReminderDue, TaskCancelled, TaskOpened
from service.errors import SeparationOfDuties
from service.operations import cancel_instance, print_paper, read_attachment, show_instance
from service.operations.upload_attachment import path_of
from service.refs import task_ref
from service.registers import shelf
from service.tasks import aside
from storage.errors import NotFound, RowMissing
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.corpu import CONTRACT, SCHEDULE, SITE, Corpu, rows, signature
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks


@pytest.fixture
def corpu(tmp_path: Path, ground: Ground) -> Iterator[Corpu]:
    corpu = Corpu(tmp_path, ground)
    yield corpu
    corpu.holds_together()
    corpu.here.close()


def attachment(corpu: Corpu, *path: str | int) -> dict[str, Any]:
    """A file in the case data."""
    value: Any = corpu.data()
    for name in path:
        value = value[name]
    assert isinstance(value, dict)
    return value


# ---------------------------------------------------------------------- S-ONB-1


def test_s_onb_1_from_the_request_to_the_launch(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.through_the_database()
    corpu.until("2026-03-10 10:00")
    corpu.certify()
    corpu.send_site_info(sessions=[{"date": "2026-05-20"}, {"date": "2026-06-17"}])
    corpu.show_page()
    corpu.check_page()
    corpu.send_schedule()
    corpu.do("ONB-71", by="serova", accepted=True)
    corpu.publish_centre()
    corpu.through_the_database()
    corpu.hold_webinar()

    assert corpu.waiting() == {"ONB-81"}

    corpu.hand_over_templates()

    assert corpu.waiting() == {"ONB-90"}
    assert corpu.inbox("gromov") == ["ONB-90"]

    corpu.through_the_database()
    corpu.tell_the_media()

    assert corpu.ended_as() == "Центр запущен"
    assert corpu.states() == ["draft", "confirmed", "contracted", "certified", "published", "launched"]
    (centre,) = corpu.public_page()
    assert centre == {
        "Логотип": shelf.Picture(register="R-CENTERS", key=corpu.number, column="logo"),
        "Название": "Самарский центр сертификации",
        "Регион": "Самарская область",
        "Город": "Самара",
        "Телефон": "+7 846 200-10-12",
        "Электронная почта": "samara@example.org",
        "Страница о сертификации": "https://example.org/pm-standard",
        "Даты сессий": "20.05.2026, 17.06.2026",
    }


def test_nothing_is_paid_and_no_step_asks_for_money(corpu: Corpu) -> None:
    names = {node.name.casefold() for node in corpu.edition.definition.nodes.values()}

    assert not [name for name in names if "оплат" in name or "плат" in name.split()]


def test_the_certificate_has_a_number_and_leads_to_the_register(corpu: Corpu) -> None:
    corpu.conclude()

    corpu.certify()

    (paper,) = corpu.documents("D-ONB-CERT")
    read = read_attachment.read_document(corpu.here, corpu.who("volkova"), paper.id)
    text = " ".join(page.extract_text() for page in PdfReader(read.path).pages)
    assert paper.number == "РЦ-2026-0001"
    assert "ООО «Волга-Проект»" in text
    assert f"https://centre.example/registers/R-CENTERS/{corpu.number}" in text
    assert corpu.centre().data["certificate_no"] == "РЦ-2026-0001"
    assert corpu.told("volkova")[-1] == corpu.told("gromov")[-1] == "свидетельство Центра выдано"


# ---------------------------------------------------------------------- S-ONB-2, 3


def test_s_onb_2_the_site_does_not_meet_the_requirements(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in(site_check=rows([1]), site_confirmed=False)
    corpu.through_the_database()

    assert corpu.data()["eligibility"] == {"proposal": "fix", "attention": False}

    corpu.review("fix", bad=[1], remarks="Поставьте места по числу участников.")

    assert corpu.inbox("volkova") == ["ONB-25"]
    assert not corpu.ever_opened("ONB-30")
    seen = corpu.seen("ONB-25", "volkova")
    beside = aside.side(seen, corpu.config.zone, "ru").beside
    assert "Поставьте места по числу участников." in [pair.text for section in beside for pair in section.pairs]

    corpu.through_the_database()
    corpu.fill_in("ONB-25")
    corpu.review()
    corpu.through_the_database()

    assert corpu.inbox("gromov") == ["ONB-30"]
    assert corpu.states() == ["draft", "confirmed"]


def test_no_number_of_rounds_refuses_anybody_but_the_third_is_marked(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in(site_check=rows([1]), site_confirmed=False)
    for _ in range(2):
        corpu.review("fix", bad=[1], remarks="Не готово.")
        corpu.fill_in("ONB-25", site_check=rows([1]), site_confirmed=False)

    assert corpu.data()["eligibility"] == {"proposal": "fix", "attention": True}


def test_whoever_decides_otherwise_than_proposed_says_why(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()

    with pytest.raises(AnswersRefused) as refused:
        corpu.review("fix", bad=[1], remarks="Поставьте места.")
    assert list(refused.value.errors) == ["departure_reason"]

    corpu.review("fix", bad=[1], remarks="Поставьте места.", departure_reason="Видно на снимках.")
    assert corpu.waiting() == {"ONB-25"}


def test_nobody_conforms_with_a_requirement_that_is_not_met(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()

    with pytest.raises(AnswersRefused) as refused:
        corpu.review("conforms", bad=[1])

    assert list(refused.value.errors) == ["verdict"]


def test_s_onb_3_not_in_project_management(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.through_the_database()
    corpu.fill_in(pm_activity="none", pm_description="Организация проводит выставки и не управляет проектами.")
    corpu.through_the_database()

    corpu.review("refuse", remarks="Организация не работает в области управления проектами.")

    corpu.through_the_database()
    assert corpu.ended_as() == "Отказано"
    assert corpu.told("volkova") == ["в создании Центра отказано"]
    assert "не работает в области" in corpu.mails("volkova", "email")[-1].body
    assert not corpu.ever_opened("ONB-30")
    assert not corpu.ever_opened("ONB-40")
    assert corpu.states() == ["draft", "refused"]
    assert corpu.data()["outcome"] == "refused"


# ---------------------------------------------------------------------- S-ONB-4


def test_s_onb_4_a_training_provider_needs_a_licence(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.through_the_database()

    with pytest.raises(AnswersRefused) as refused:
        corpu.fill_in(is_provider=True)
    assert "licence_no" in refused.value.errors

    corpu.through_the_database()
    corpu.fill_in(is_provider=False)
    corpu.through_the_database()

    assert corpu.waiting() == {"ONB-20"}
    assert corpu.data()["dual_role"] == {"result": "not_applicable"}


def test_a_licensed_provider_may_be_a_centre_too(corpu: Corpu) -> None:
    corpu.enquire()

    licence = {"licence_no": "Л035-1", "licence_date": "2020-01-01", "licence_file": [{"file": "licence.pdf"}]}
    corpu.fill_in(is_provider=True, **licence)

    assert corpu.data()["dual_role"] == {"result": "allowed"}


# ---------------------------------------------------------------------- S-ONB-5


def test_s_onb_5_the_contract_is_agreed_in_the_third_round(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    marked = [{"file": "contract-1-changes.pdf"}]
    corpu.do("ONB-41", by="volkova", answer="remarks", remarks="Срок — два года.", file=marked)
    corpu.through_the_database()
    corpu.draft(2)
    corpu.do("ONB-41", by="volkova", answer="remarks", remarks="Двенадцать процентов.")
    corpu.draft(3)
    corpu.through_the_database()
    corpu.do("ONB-41", by="volkova", answer="agreed")

    assert len(corpu.tasks("ONB-40")) == 3
    assert corpu.waiting() == {"ONB-42", "ONB-43"}

    rounds = corpu.data()["contract_rounds"]
    assert [each["contract"]["file"][0]["name"] for each in rounds] == [f"contract-{n}.pdf" for n in (1, 2, 3)]
    assert [each["agreement"].get("remarks") for each in rounds] == [
        "Срок — два года.", "Двенадцать процентов.", None,
    ]  # fmt: skip

    corpu.do("ONB-43", by="lavrova", signature=signature("Лаврова Е. П.", "2026-03-01"))

    assert corpu.waiting() == {"ONB-42"}
    assert not corpu.ever_opened("ONB-44")

    corpu.through_the_database()
    corpu.do("ONB-42", by="volkova", signature=signature("Волкова Н. А.", "2026-03-01"))

    assert "ONB-44" in corpu.waiting()
    assert corpu.states()[-1] == "contracted"


def test_all_rounds_stand_beside_the_next_draft_and_the_next_answer(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    corpu.do("ONB-41", by="volkova", answer="remarks", remarks="Срок — два года.", file=[{"file": "changes.pdf"}])
    corpu.draft(2)
    corpu.do("ONB-41", by="volkova", answer="remarks", remarks="Двенадцать процентов.")

    of_representative = aside.side(corpu.seen("ONB-40", "serova"), corpu.config.zone, "ru").beside
    corpu.draft(3)
    of_organisation = aside.side(corpu.seen("ONB-41", "volkova"), corpu.config.zone, "ru").beside

    for side in (of_representative, of_organisation):
        rounds = [section for section in side if section.key == "contract_rounds"]
        assert [section.title for section in rounds] == [
            "Круг 1: Проект договора, Согласование договора", "Круг 2: Проект договора, Согласование договора",
        ]  # fmt: skip
        said = [pair.text for pair in rounds[0].pairs]
        assert "Срок — два года." in said
        assert [file.name for pair in rounds[0].pairs for file in pair.files] == ["contract-1.pdf", "changes.pdf"]
    assert "contract" in [section.key for section in of_organisation]


def test_the_draft_is_printed_from_its_form_and_says_that_a_centre_is_free(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    task = corpu.open("ONB-40")

    printed = print_paper.of_task(corpu.here, corpu.who("serova"), task_ref(task.instance_id, task.task), CONTRACT)

    text = " ".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())
    assert "Создание Центра является бесплатным" in text
    assert "№ РЦ-7 от 20 марта 2026 г." in text and "ООО «Волга-Проект»" in text
    assert str(CONTRACT["remuneration_terms"]) in text


# ---------------------------------------------------------------------- S-ONB-6, 7, 8


def test_s_onb_6_steps_five_and_six_do_not_wait_for_each_other(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.send_site_info(sessions_later=True)
    corpu.through_the_database()

    assert not corpu.ever_opened("ONB-61")

    corpu.show_page()
    corpu.check_page()
    corpu.send_schedule(sessions=[{"date": "2026-05-13", "place": "Самара, зал 1"}])
    corpu.do("ONB-71", by="serova", accepted=False, remarks="Нужны две сессии.")
    corpu.through_the_database()

    assert not corpu.ever_opened("ONB-61")

    corpu.send_schedule()
    corpu.do("ONB-71", by="serova", accepted=True)

    assert corpu.inbox("fomin") == ["ONB-61"]

    corpu.through_the_database()
    corpu.publish_centre()

    assert corpu.centre().data["sessions"] == [session["date"] for session in SCHEDULE["sessions"]]
    assert [row["Даты сессий"] for row in corpu.public_page()] == ["20.05.2026, 17.06.2026"]


def test_s_onb_7_the_page_lacks_the_link_of_a_logo(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.through_the_database()
    corpu.show_page()
    corpu.through_the_database()

    corpu.check_page(link_pm_logo=False, remarks="Логотип ПМ СТАНДАРТ не ведёт на сайт.")

    assert corpu.data()["page_missing"] == {"missing": ["link_pm"]}
    assert len(corpu.tasks("ONB-50")) == 2
    corpu.through_the_database()
    beside = aside.side(corpu.seen("ONB-50", "titov"), corpu.config.zone, "ru").beside
    answers = {pair.label: pair.text for section in beside for pair in section.pairs}
    assert [label for label, said in answers.items() if said == "Нет"] == [
        "Ссылка с логотипа ПМ СТАНДАРТ на www.isopm.ru"
    ]


def test_s_onb_8_the_administrator_misses_the_webinar(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.through_the_database()

    with pytest.raises(AnswersRefused) as refused:
        corpu.hold_webinar(admin_attended=False)

    assert list(refused.value.errors) == ["admin_attended"]
    corpu.through_the_database()
    assert not corpu.ever_opened("ONB-81")

    corpu.hold_webinar()
    corpu.through_the_database()
    assert "ONB-81" in corpu.waiting()


def test_the_templates_are_made_for_the_centre_and_reach_its_administrator(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.hold_webinar()

    with pytest.raises(AnswersRefused):
        corpu.do("ONB-81", by="serova", templates_sent=["sheet"])
    corpu.hand_over_templates()

    (letter,) = [one for one in corpu.mails("titov", "email") if "шаблоны" in one.subject]
    templates = {paper.id: paper.template for paper in corpu.documents()}
    assert {templates[paper] for paper in letter.documents or ()} == {"D-ONB-SHEET", "D-ONB-ACT"}
    (sheet,) = corpu.documents("D-ONB-SHEET")
    text = PdfReader(path_of(corpu.here, sheet.id)).pages[0].extract_text()
    assert "Волга-Проект" in text and "Титов Роман Ильич" in text


# ---------------------------------------------------------------------- the head and the administrator


def test_the_head_of_the_organisation_may_head_the_centre(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in(
        leader_kind="head", leader_name="Волкова Нина Андреевна", leader_email="volkova@example.org", leader_order=None
    )
    corpu.review()

    assert corpu.inbox("volkova") == ["ONB-30"]
    assert corpu.inbox("gromov") == []


def test_an_appointee_needs_the_document_of_appointment(corpu: Corpu) -> None:
    corpu.enquire()

    with pytest.raises(AnswersRefused) as refused:
        corpu.fill_in(leader_order=None)

    assert list(refused.value.errors) == ["leader_order"]


def test_an_administrator_whom_nobody_reaches_is_named_anew(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.do("ONB-30", by="gromov", admin_name="Белкин Олег Юрьевич", admin_phone="+7 846 200-10-19",
             admin_email="belkin@example.org", second_channel="почта", rules_read=True)  # fmt: skip
    corpu.do("ONB-35", by="serova", reached=False, checked_on="2026-03-01", note="Телефон не отвечает.")

    assert corpu.inbox("gromov") == ["ONB-30"]

    corpu.appoint()
    assert corpu.waiting() == {"ONB-40"}
    with pytest.raises(NotFound):
        show_instance.show(corpu.here, corpu.who("belkin"), corpu.case)


def test_the_administrator_reads_of_the_case_what_he_prepares_the_centre_with(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.show_page()

    read = corpu.data("titov")

    assert read["page"]["page_url"] == SITE["page_url"]
    assert not {"questionnaire", "site_review", "contract"} & set(read)


def test_a_schedule_keeps_to_its_period_and_names_no_session_twice(corpu: Corpu) -> None:
    corpu.conclude()
    twice = {"date": "2026-05-20", "place": "Самара, зал 2"}

    with pytest.raises(AnswersRefused) as outside:
        corpu.send_schedule(sessions=[{"date": "2026-07-01", "place": "Самара"}])
    with pytest.raises(AnswersRefused) as double:
        corpu.send_schedule(sessions=[{**twice, "time": "10:00"}, {**twice, "time": "14:00"}])

    assert list(outside.value.errors) == ["sessions.0.date"]
    assert list(double.value.errors) == ["sessions"]


# ---------------------------------------------------------------------- signatures


def test_a_signature_names_what_is_signed_by_its_hash(corpu: Corpu) -> None:
    corpu.conclude()
    contract = attachment(corpu, "contract", "file", 0)

    for key in ("org_signature", "corpu_signature"):
        (what,) = corpu.data()[key]["signature"]["what"]
        assert (what["attachment"], what["sha256"]) == (contract["attachment"], contract["sha256"])
    assert contract["sha256"] in [
        file.sha256 for section in aside.told(
            corpu.edition, "P-ONB", corpu.data(), aside.Answered(element="", who="", at=corpu.clock.now()),
            [aside.Answered(element="ONB-42", who="", at=corpu.clock.now())], "ru",
        ) for pair in section.pairs for file in pair.files
    ]  # fmt: skip


def test_nobody_signs_what_he_has_not_been_shown(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    corpu.do("ONB-41", by="volkova", answer="agreed")
    other = signature("Волкова Н. А.", "2026-03-01", what=["0" * 64])

    with pytest.raises(AnswersRefused) as refused:
        corpu.do("ONB-42", by="volkova", signature=other)

    assert list(refused.value.errors) == ["signature.what"]
    assert "изменилось" in refused.value.errors["signature.what"].ru
    assert "ONB-42" in corpu.waiting()


def test_whoever_reviewed_the_questionnaire_does_not_sign_for_tsorpu(corpu: Corpu) -> None:
    corpu.also("serova", "corpu_signatory")
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    corpu.do("ONB-41", by="volkova", answer="agreed")

    with pytest.raises(SeparationOfDuties):
        corpu.do("ONB-43", by="serova", signature=signature("Серова О. Д.", "2026-03-01"))


# ---------------------------------------------------------------------- who opens which file


def test_people_outside_open_the_files_that_are_addressed_to_them(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    first = attachment(corpu, "contract", "file", 0)

    assert corpu.opens("volkova", first["attachment"]).sha256 == first["sha256"]

    corpu.do("ONB-41", by="volkova", answer="remarks", remarks="Срок — два года.", file=[{"file": "changes.pdf"}])
    corpu.draft(2)
    second = attachment(corpu, "contract", "file", 0)

    assert corpu.opens("volkova", first["attachment"]).name == "contract-1.pdf"
    assert corpu.opens("volkova", second["attachment"]).name == "contract-2.pdf"


def test_files_that_are_not_addressed_to_somebody_stay_closed_to_him(corpu: Corpu) -> None:
    corpu.conclude()
    contract = attachment(corpu, "contract", "file", 0)
    order = attachment(corpu, "questionnaire", "leader_order", 0)

    for login in ("gromov", "titov", "belkin"):
        with pytest.raises(NotFound):
            corpu.opens(login, contract["attachment"])
    with pytest.raises(NotFound):
        corpu.opens("titov", order["attachment"])
    assert corpu.opens("fomin", contract["attachment"]).sha256 == contract["sha256"]


# ---------------------------------------------------------------------- the register and the public


def test_the_public_sees_a_centre_when_it_is_certified_and_nobody_who_was_refused(corpu: Corpu) -> None:
    corpu.conclude()

    assert shelf.listing(corpu.here, None, "R-CENTERS", {}, "ru").entries == ()
    with pytest.raises(RowMissing):
        shelf.entry(corpu.here, None, "R-CENTERS", corpu.number, "ru")
    with pytest.raises(RowMissing):
        corpu.reads("titov", "R-CENTERS", corpu.number)

    corpu.certify()
    entry = shelf.entry(corpu.here, None, "R-CENTERS", corpu.number, "ru")

    assert (entry.state_words, entry.holds) == ("свидетельство выдано", True)
    told = {cell.title: cell.text for cell in entry.cells}
    assert told["Свидетельство №"] == "РЦ-2026-0001"
    assert "Руководитель Центра" not in told
    assert corpu.public_page() == []


def test_the_house_sees_who_heads_a_centre_and_who_administers_it(corpu: Corpu) -> None:
    corpu.conclude()

    row = corpu.reads("serova", "R-CENTERS", corpu.number)

    assert row.data["head"] == "Громов Павел Ильич"
    assert row.data["administrator"] == "Титов Роман Ильич"


def test_a_logo_is_public_only_when_the_centre_is(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.send_site_info(sessions_later=True)

    with pytest.raises(RowMissing):
        shelf.picture(corpu.here, None, "R-CENTERS", corpu.number, "logo")

    corpu.show_page()
    corpu.check_page()
    corpu.send_schedule()
    corpu.do("ONB-71", by="serova", accepted=True)
    corpu.publish_centre()

    logo = shelf.picture(corpu.here, None, "R-CENTERS", corpu.number, "logo")
    assert logo == attachment(corpu, "site_info", "logo", 0)["attachment"]
    with pytest.raises(NotFound):
        shelf.picture(corpu.here, None, "R-CENTERS", corpu.number, "name")


# ---------------------------------------------------------------------- withdrawal, stop, terms


def test_the_organisation_withdraws_while_the_contract_is_agreed(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()

    corpu.act("ONB-W1", by="volkova", reason="Площадку отдали под другие нужды.", confirmed=True)

    assert corpu.ended_as() == "Отозвано заявителем"
    assert [told.fact.element for told in corpu.facts(TaskCancelled)] == ["ONB-41"]
    assert corpu.waiting() == set()
    assert corpu.states()[-1] == "withdrawn"
    assert "заявка отозвана" in corpu.told("gromov")


def test_the_owner_stops_a_case_and_the_organisation_is_told(corpu: Corpu) -> None:
    corpu.enquire()

    cancel_instance.cancel(corpu.here, corpu.who("admin"), corpu.case, reason="Заявка подана дважды.")

    assert corpu.status() == "cancelled"
    assert corpu.told("volkova") == ["остановлено"]


def test_a_term_of_ours_is_recalled_and_then_told_to_the_head(corpu: Corpu) -> None:
    corpu.enquire()
    corpu.fill_in()
    assert corpu.due("ONB-20") == "06.03"

    corpu.until("2026-03-15 10:00")

    assert [told.fact.element for told in corpu.facts(ReminderDue, "ONB-20")] == ["ONB-20"]
    assert corpu.overdue("serova") == ["ONB-20"]
    assert [told.fact.element for told in corpu.facts(AlertRaised, "ONB-20")] == ["ONB-20"]
    assert corpu.alerts("lavrova") == ["ONB-20 06.03"]
    assert "ONB-20" in [told.fact.element for told in corpu.facts(TaskOpened)]


# ---------------------------------------------------------------------- the ledger: terms, answers

TERMS = {
    "ONB-10": 14, "ONB-20": 5, "ONB-25": 14, "ONB-30": 7, "ONB-35": 2, "ONB-40": 5, "ONB-41": 7, "ONB-42": 5, "ONB-43": 5,
    "ONB-44": 5, "ONB-50": 21, "ONB-51": 3, "ONB-60": 14, "ONB-61": 3, "ONB-70": 14, "ONB-71": 3, "ONB-80": 21, "ONB-81": 3, "ONB-82": 3,
    "ONB-90": 14,
}  # fmt: skip
"""Days for each step: the regulation names none, these are those of the process design."""

ELEMENTS = (
    "separate_page_style logo_corpu logo_pm link_corpu_logo link_pm_logo info_system info_sessions application_link"
)
"""What the page on certification must have, step 4."""

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

ASKED = [
    asks("F-ONB-0", "org_name contact email phone region", wrong={"org_name": ["АО"]}),
    asks(
        "F-ONB-1",
        "org_full_name region city pm_activity pm_description leader_kind leader_name leader_post leader_email leader_order "
        "site_address site_check.meets site_confirmed is_provider contact phone email",
        wrong={"org_full_name": ["АО"], "pm_description": ["Двадцать девять знаков и всё."], "inn": ["631600000"]},
        leader_kind="appointee",
    ),
    asks("F-ONB-1", pm_description="Ровно тридцать знаков в ответе"),
    asks(
        "F-ONB-1", "licence_no licence_date licence_file", wrong={"licence_date": PAST},
        is_provider=True, licence_no="77-01", licence_date=TODAY, licence_file=[{"file": "licence.pdf"}],
    ),
    asks("F-ONB-1", "site_check.comment", site_check__meets=False, site_check__comment="Мест меньше", site_confirmed=False),
    asks("F-ONB-2", "site_review.meets verdict"),
    asks("F-ONB-2", "remarks", verdict="fix", remarks="Поставьте столы.", departure_reason="По итогам выезда."),
    asks("F-ONB-3", "admin_name admin_phone admin_email second_channel rules_read", appointment_file=[{"file": "order.pdf"}]),
    asks("F-ONB-3C", "reached checked_on", wrong={"checked_on": PAST}, checked_on=TODAY),
    asks("F-ONB-3C", "note", reached=False, note="Телефон не отвечает."),
    asks("F-ONB-4", f"page_url {ELEMENTS}"),
    asks("F-ONB-4C", ELEMENTS),
    *(asks("F-ONB-4C", "remarks", **{element: False, "remarks": "Исправьте страницу."}) for element in ELEMENTS.split()),
    asks(
        "F-ONB-5", "site_name logo region city phone email page_url sessions.date",
        wrong={"sessions": [[]], "sessions.date": [YESTERDAY]}, sessions_later=False, sessions=[{"date": TOMORROW}],
    ),
    asks(
        "F-ONB-6", "period_from period_to sessions.date sessions.place",
        wrong={
            "sessions": [[], [{"date": "2026-05-20", "place": "Зал 1"}, {"date": "2026-05-20", "place": "Зал 1"}]],
            "sessions.date": ["2026-04-30", "2026-07-01"],
            "period_to": ["2026-04-30"],
        },
        period_from="2026-05-01", period_to="2026-06-30",
        sessions=[{"date": "2026-05-01", "place": "Зал 1"}, {"date": "2026-06-30", "place": "Зал 1"}],
    ),
    asks(
        "F-ONB-6", wrong={"sessions.date": [YESTERDAY]},
        period_from=YESTERDAY, period_to=TOMORROW, sessions=[{"date": TOMORROW, "place": "Зал 1"}],
    ),
    asks("F-ONB-6", period_from=TOMORROW, period_to=TOMORROW, sessions=[{"date": TOMORROW, "place": "Зал 1"}]),
    asks("F-ONB-6C", "accepted"),
    asks("F-ONB-6C", "remarks", accepted=False, remarks="Укажите место."),
    asks("F-ONB-7", "contract_no contract_date remuneration_terms file"),
    asks("F-ONB-7A", "answer"),
    asks("F-ONB-7A", "remarks", answer="remarks", remarks="Срок короток."),
    asks("F-ONB-44", "issued_on signatory_post signatory_name", wrong={"issued_on": PAST}, issued_on=TODAY),
    asks("F-ONB-61", "published_on", wrong={"published_on": PAST}, published_on=TODAY),
    asks(
        "F-ONB-8", "held_on trainer participants.name admin_attended",
        wrong={"held_on": ["2027-01-01T10:00"], "participants": [[]], "admin_attended": [False]},
    ),
    asks("F-ONB-81", "templates_sent", wrong={"templates_sent": [["sheet"], ["act"]]}),
    asks("F-ONB-82", "received"),
    asks(
        "F-ONB-9", "event_kind event_on media.media media.sent_on",
        wrong={"media": [[]], "media.sent_on": PAST}, media=[{"media": "Волжская газета", "sent_on": TODAY}],
    ),
]  # fmt: skip
"""What each form needs, as the ledger marks it."""


@pytest.mark.parametrize("play", rehearsals.of(Corpu))
def test_each_step_has_its_term(play: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.keeps(Corpu, ground, tmp_path, play, TERMS)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Corpu, ground, tmp_path, asked)


def test_the_questionnaire_names_each_requirement_to_a_site(ground: Ground, tmp_path: Path) -> None:
    rehearsals.shows(Corpu, ground, tmp_path, "F-ONB-1", "site_check.requirement")


@pytest.mark.parametrize("step", ["ONB-20", "ONB-61"])
def test_who_signs_for_corpu_hands_steps_over(step: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.hands_over(Corpu, ground, tmp_path, step, "corpu_signatory")


# ---------------------------------------------------------------------- what everybody reads


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("about", "Создание Центра бесплатно"),
        ("functions", "популяризацию системы сертификации ПМ СТАНДАРТ в регионе"),
        ("functions", "организует сертификационные сессии и привлекает кандидатов"),
        ("functions", "администрирует сессии по Правилам проведения сертификационных сессий"),
        ("centers", "Центры, которые проводят сертификационные сессии"),
    ],
)
def test_everybody_reads_what_a_centre_is(corpu: Corpu, page: str, said: str) -> None:
    assert said in corpu.public(page)


def test_the_register_of_centres_is_open_and_says_on_what_each_stands(corpu: Corpu) -> None:
    corpu.conclude()
    corpu.certify()

    told = corpu.reads("serova", "R-CENTERS", corpu.number).data
    assert corpu.open_registers() == {"R-CENTERS"}
    assert (told["organisation"], told["contract_no"], told["contract_date"]) == (
        "ООО «Волга-Проект»",
        "РЦ-7",
        "2026-03-20",
    )
    assert (told["certificate_no"], told["certificate_date"]) == ("РЦ-2026-0001", "2026-03-01")
    assert (told["head"], told["administrator"]) == ("Громов Павел Ильич", "Титов Роман Ильич")

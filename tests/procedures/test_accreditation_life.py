"""The life of a certificate: its term, re-issue (8.5), the shorter list (9.6), new requirements (4.1.1), materials (12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from forms.errors import AnswersRefused
from processes import facts
from service.errors import SeparationOfDuties
from service.plays import PlayRefused
from storage import registers
from storage.errors import BasisMissing
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.holder import ROGOVA, SIGNERS, Holder
from tests.procedures.over_http import OverHttp
from tests.procedures.partnership import ROADS, SAFETY, SURVEY, signed
from tests.procedures.rehearsals import TODAY, TOMORROW, YESTERDAY, Asked, asks

EXTRACT = [{"file": "extract.pdf"}]


@pytest.fixture
def house(tmp_path: Path, ground: Ground) -> Iterator[Holder]:
    house = Holder(tmp_path, ground, at="2026-03-02 10:00")
    yield house
    house.holds_together()
    house.here.close()


def names(house: Holder, number: str) -> list[str]:
    """The programmes of the certificate, as the register has them."""
    return [programme["name"] for programme in house.row(number).data["programmes"]]


def state(house: Holder, number: str) -> str:
    """What a program reads of the certificate now."""
    return house.reads("rogova", "R-ACC-CERTS", number).state


def versions(house: Holder, number: str) -> int:
    """How many entries the register has of the certificate."""
    with house.here.database.reading() as session:
        return len(registers.versions(session, "R-ACC-CERTS", number))


def ended(house: Holder, process: str) -> str:
    """How the last case of this process ended."""
    house.turn_to_case(house.cases(process)[-1])
    return house.ended_as()


# ---------------------------------------------------------------------- S-ACC-12


def test_s_acc_12_the_list_cannot_be_shortened_to_nothing(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    before = versions(house, number)

    house.ask_shrinking(number, SAFETY, ROADS)
    house.through_the_database()
    house.do("SHR-20", "melnikova", verdict="accept")

    assert house.ended_as() == "Отказано"
    assert "действие свидетельства можно прекратить" in house.letter("rogova")
    assert (versions(house, number), names(house, number)) == (before, [SAFETY, ROADS])


def test_s_acc_12_removing_one_gives_annex_2(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)

    house.ask_shrinking(number, ROADS)
    house.through_the_database()
    house.do("SHR-20", "melnikova", verdict="accept")
    house.make_annex()
    house.through_the_database()
    house.do("SHR-33", "stepanov", signature=signed("Степанов И. Ю.", house.today))
    house.do("SHR-35", "melnikova", checked=True)
    house.through_the_database()
    house.do("SHR-39", "melnikova", issued_on=house.today, received_by=ROGOVA, way="in_person")
    house.do("SHR-40", "melnikova", published_on=house.today)

    row, decree = house.row(number), house.data()["decree"]
    assert house.ended_as() == "Перечень сокращён"
    assert (names(house, number), row.data["annex_no"], row.state) == ([SAFETY], 2, "active")
    assert (row.data["basis"], row.data["basis_date"]) == (decree["no"], decree["date"])
    assert row.data["valid_until"] == "2031-03-02"
    assert [(one.key, one.data["kind"]) for one in house.rows("R-ACC-JOURNAL")] == [
        (f"{number}/1", "Выдано"),
        (f"{number}/2", "Перечень сокращён"),
    ]
    annex = house.printed("D-ACC-ANNEX")
    assert "Приложение № 2" in annex and SAFETY in annex and ROADS not in annex
    assert "О сокращении перечня аккредитованных программ" in house.printed("D-ACC-DECREE")
    assert rated(house, number) == [SAFETY, ROADS]
    house.rate_nobody()
    assert rated(house, number) == [SAFETY]


def rated(house: Holder, number: str) -> list[str]:
    """The certificate's programmes in the sheet of the rating that is open; each change of a certificate begins the next one."""
    house.turn_to_case(house.cases("P-ACC-RAT")[-1])
    rows = house.seen("RAT-15", "melnikova").answers["rows"]
    return [row["programme"] for row in rows if row["certificate"] == number]


def test_a_holder_names_at_least_one_programme(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)

    with pytest.raises(AnswersRefused, match="at least one programme"):
        house.ask_shrinking(number)


def test_a_shorter_list_may_be_refused_with_a_reason(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    house.ask_shrinking(number, ROADS)

    with pytest.raises(AnswersRefused):
        house.do("SHR-20", "melnikova", verdict="refuse")
    house.do("SHR-20", "melnikova", verdict="refuse", remarks="Заявление подписано не руководителем.")

    assert house.ended_as() == "Отказано"
    assert "Заявление подписано не руководителем." in house.letter("rogova")
    assert names(house, number) == [SAFETY, ROADS]


def test_whoever_signs_the_decree_does_not_enter_it(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    house.also("stepanov", "exec_specialist", "board_chair")
    house.ask_shrinking(number, ROADS)
    house.do("SHR-20", "melnikova", verdict="accept")
    house.as_opened("SHR-30", "melnikova", **SIGNERS)
    house.do("SHR-32C", "arkhipov", signature=signed("Архипов Л. Н.", house.today))
    house.do("SHR-32", "stepanov", signature=signed("Степанов И. Ю.", house.today, seal=True))
    house.do("SHR-33", "stepanov", signature=signed("Степанов И. Ю.", house.today))

    with pytest.raises(SeparationOfDuties):
        house.do("SHR-35", "stepanov", checked=True)


# ---------------------------------------------------------------------- S-ACC-14


def test_s_acc_14_expiry(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    house.until("2031-02-24 10:00")
    house.ask_reissue(number)
    house.ask_shrinking(number, ROADS)
    entries = versions(house, number)

    house.until("2031-03-02 23:59")
    assert (state(house, number), house.status()) == ("active", "running")
    house.through_the_database()

    house.until("2031-03-03 00:00")
    house.through_the_database()

    assert state(house, number) == "expired"
    assert (versions(house, number), house.row(number).state) == (entries, "active")
    assert [ended(house, process) for process in ("P-ACC-REI", "P-ACC-SHR")] == ["Свидетельство не действует"] * 2
    assert "больше не действует" in house.letter("rogova")
    assert ended(house, "P-ACC-LIFE") == "Истекло"


def test_s_acc_14_expiry_while_the_service_was_stopped(house: Holder) -> None:
    number = house.accredit()
    house.until("2031-02-24 10:00")
    house.ask_reissue(number)
    entries = versions(house, number)

    house.stop()
    house.start("2031-03-20 09:00")
    house.through_the_database()

    assert (state(house, number), versions(house, number)) == ("expired", entries)
    assert ended(house, "P-ACC-REI") == "Свидетельство не действует"
    assert ended(house, "P-ACC-LIFE") == "Истекло"


def test_the_holder_is_reminded_three_months_before_the_end_and_two_weeks_before_the_last_day_to_renew(
    house: Holder,
) -> None:
    house.accredit()
    house.turn_to_case(house.cases("P-ACC-LIFE")[0])
    until = "Свидетельство № АС-2026-0001: срок действия скоро кончится"

    house.until("2030-12-01 23:59")
    assert house.told("rogova") == []
    house.until("2030-12-02 00:00")  # 02.03.2031 less three months
    assert house.told("rogova") == [until]
    house.through_the_database()
    house.until("2031-01-18 23:59")
    assert house.told("rogova") == [until]
    house.until("2031-01-19 00:00")  # 02.02.2031, the last day to renew, less 14 days

    assert house.told("rogova") == [until, until]
    assert "до 02.02.2031 включительно" in house.letter("rogova")


def test_other_holders_hear_nothing_of_it(house: Holder) -> None:
    house.also("danilov", "accredited_subject")
    house.accredit()
    house.turn_to_case(house.cases("P-ACC-LIFE")[0])

    house.until("2030-12-02 00:00", jump=True)

    assert len(house.mails("rogova", "email")) == 1
    assert house.mails("danilov") == []


def test_each_year_an_inspection_is_asked_for_while_the_certificate_lasts(house: Holder) -> None:
    house.accredit()
    house.turn_to_case(house.cases("P-ACC-LIFE")[0])

    for year in (2027, 2028, 2029, 2030):
        house.until(f"{year}-03-01 23:59")
        before = len(house.facts(facts.ActionRequested, "LIF-21"))
        house.until(f"{year}-03-02 00:00")
        assert len(house.facts(facts.ActionRequested, "LIF-21")) == before + 1, year
    house.until("2031-03-01 12:00")

    assert len(house.facts(facts.ActionRequested, "LIF-21")) == 4


def test_a_reissue_ends_when_the_certificate_is_terminated(house: Holder) -> None:
    number = house.accredit()
    house.ask_reissue(number)
    reissue = house.case

    house.terminate(number)

    house.turn_to_case(reissue)
    assert house.ended_as() == "Свидетельство не действует"
    assert ended(house, "P-ACC-LIFE") == "Прекращено"
    assert state(house, number) == "terminated"


# ---------------------------------------------------------------------- S-ACC-15


def test_s_acc_15_reissue_after_a_change_of_name(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    house.until("2027-05-11 10:00")

    house.ask_reissue(number, "а", "оба", new_name="АНО ДПО «Академия строительства»", documents=EXTRACT)
    house.through_the_database()
    house.do("REI-20", "melnikova", basis="yes", documents="yes")
    house.make_reissued()
    house.through_the_database()
    house.do("REI-35", "stepanov", signature=signed("Степанов И. Ю.", house.today))
    house.do("REI-40", "melnikova", checked=True)
    house.through_the_database()
    house.do("REI-50", "melnikova", issued_on=house.today, received_by=ROGOVA, way="in_person")

    row, decree = house.row(number), house.data()["decree"]
    assert house.ended_as() == "Переоформлено"
    assert (row.state, row.data["holder"], row.data["valid_until"]) == (
        "active", "АНО ДПО «Академия строительства»", "2031-03-02",
    )  # fmt: skip
    assert (row.data["basis"], row.data["basis_date"]) == (decree["no"], "2027-05-11")
    assert row.data["reissued"] == f"пункт 8.5, а); {decree['no']} от 11.05.2027"
    assert (row.data["annex_no"], names(house, number)) == (2, [SAFETY, ROADS])
    journal = house.row(f"{number}/2", "R-ACC-JOURNAL").data
    assert (journal["kind"], journal["holder"], journal["received_by"]) == ("Переоформлено", row.data["holder"], ROGOVA)
    for paper in ("D-ACC-CERT", "D-ACC-ANNEX", "D-ACC-DECREE"):
        assert "Академия строительства" in house.printed(paper), paper
    assert number in house.printed("D-ACC-CERT") and "2 марта 2031" in house.printed("D-ACC-CERT")
    assert "О переоформлении свидетельства" in house.printed("D-ACC-DECREE")


def test_a_change_of_name_says_what_has_changed(house: Holder) -> None:
    number = house.accredit()

    with pytest.raises(AnswersRefused, match="Say what has changed"):
        house.ask_reissue(number, "а", new_name=None)


def test_missing_documents_are_asked_for_and_the_check_goes_on(house: Holder) -> None:
    number = house.accredit()
    house.ask_reissue(number, "а", documents=[])

    house.do("REI-20", "melnikova", basis="yes", documents="no", remarks="Нет выписки из реестра.")
    assert "Нет выписки из реестра." in house.letter("rogova")
    house.do("REI-26", "rogova", documents=EXTRACT)
    house.reissue()

    assert house.ended_as() == "Переоформлено"


def test_documents_that_do_not_come_in_30_days_end_the_case(house: Holder) -> None:
    number = house.accredit()
    house.ask_reissue(number)
    house.do("REI-20", "melnikova", basis="yes", documents="no", remarks="Нет выписки из реестра.")

    house.until("2026-04-01 23:58")
    assert house.status() == "running"
    house.until("2026-04-02 00:00")

    assert house.ended_as() == "Отказано"
    assert "не представлены в срок" in house.letter("rogova")


def test_without_a_ground_nothing_is_reissued(house: Holder) -> None:
    number = house.accredit()
    house.ask_reissue(number)

    house.do("REI-20", "melnikova", basis="no", remarks="Наименование не изменилось.")

    assert house.ended_as() == "Отказано"
    assert "Наименование не изменилось." in house.letter("rogova")
    assert house.row(number).data["annex_no"] == 1


def test_of_ended_programmes_a_new_annex_has_those_that_remain(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS, SURVEY)
    house.ask_reissue(number, "б", "приложение")
    house.tick("REI-13", "ended", ROADS)

    house.reissue()

    assert house.ended_as() == "Переоформлено"
    assert (names(house, number), house.row(number).data["annex_no"]) == ([SAFETY, SURVEY], 2)
    assert house.documents("D-ACC-CERT") == []
    assert ROADS not in house.printed("D-ACC-ANNEX")


def test_where_all_programmes_have_ended_termination_is_offered(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    house.ask_reissue(number, "б", "приложение")
    house.tick("REI-13", "ended", SAFETY, ROADS)

    house.do("REI-20", "melnikova", basis="yes", documents="yes")

    assert house.ended_as() == "Отказано"
    assert "Прекратить действие свидетельства можно письменным обращением" in house.letter("rogova")


@pytest.mark.parametrize(
    ("what", "papers"),
    [
        ("свидетельство", ["D-ACC-CERT"]),
        ("приложение", ["D-ACC-ANNEX"]),
        ("оба", ["D-ACC-CERT", "D-ACC-ANNEX"]),
    ],
)
def test_of_what_is_lost_a_duplicate_is_issued(house: Holder, what: str, papers: list[str]) -> None:
    number = house.accredit()
    house.ask_reissue(number, "в", what)

    house.reissue()

    assert [paper for paper in ("D-ACC-CERT", "D-ACC-ANNEX") if house.documents(paper)] == papers
    journal = house.rows("R-ACC-JOURNAL")[-1]
    assert (journal.data["kind"], journal.data["annex_no"]) == ("Дубликат", 1)
    assert (house.row(number).data["annex_no"], house.row(number).data["event"]) == (1, "Выдача дубликата")


# ---------------------------------------------------------------------- S-ACC-16


def test_s_acc_16_before_the_decree_there_is_nothing_to_enter(house: Holder) -> None:
    number = house.accredit(SAFETY, ROADS)
    entries = versions(house, number)
    house.ask_reissue(number)
    house.do("REI-20", "melnikova", basis="yes", documents="yes")
    house.make_reissued()
    house.through_the_database()

    with pytest.raises(PlayRefused):
        house.do("REI-40", "melnikova", checked=True)
    house.do("REI-35", "stepanov", signature=signed("Степанов И. Ю.", house.today))
    house.do("REI-40", "melnikova", checked=True, basis_no="РАСП-0000", basis_date="2020-01-01")
    row, decree = house.row(number), house.data()["decree"]
    assert (row.data["basis"], row.data["basis_date"]) == (decree["no"], decree["date"])

    house.ask_shrinking(number, ROADS)
    house.do("SHR-20", "melnikova", verdict="accept")
    house.make_annex()
    house.through_the_database()
    with pytest.raises(PlayRefused):
        house.do("SHR-35", "melnikova", checked=True)
    assert versions(house, number) == entries + 1


def test_s_acc_16_the_register_takes_no_entry_without_an_administrative_document(house: Holder) -> None:
    number = house.accredit()
    outline = house.edition.definition.registers["R-ACC-CERTS"]
    rules = registers.Rules(outline=outline, today=date(2026, 3, 2))

    for given in ({"holder": "X"}, {"holder": "X", "basis": "РАСП-1"}, {"holder": "X", "basis_date": "2026-03-02"}):
        with pytest.raises(BasisMissing), house.here.database.writing() as session:
            registers.change(
                session, "R-ACC-CERTS", number, given, at=house.clock.now(), actor="system", rules=rules
            )  # fmt: skip


def test_s_acc_16_an_order_may_be_the_basis_of_a_reissue(house: Holder) -> None:
    house.choose("register_basis_rei", "order")
    number = house.accredit()
    house.ask_reissue(number)

    house.reissue()

    assert house.row(number).data["basis"].startswith("ПР-2026-")
    assert house.documents("D-ACC-ORDER") != []


def test_s_acc_16_an_expired_certificate_reads_so_without_an_entry(house: Holder) -> None:
    number = house.accredit()
    entries = versions(house, number)

    house.until("2031-03-03 00:00", jump=True)

    assert (state(house, number), versions(house, number)) == ("expired", entries)


def test_s_acc_16_the_api_enters_nothing_into_an_expired_certificate(tmp_path: Path, ground: Ground) -> None:
    """АС-2026-0901 was issued before the service came: no case watches over its term, so the register itself refuses."""
    house = OverHttp(tmp_path, ground, at="2031-01-20 10:00")
    house.ask_reissue("АС-2026-0901")
    house.do("REI-20", "melnikova", basis="yes", documents="yes")
    house.make_reissued()
    house.do("REI-35", "stepanov", signature=signed("Степанов И. Ю.", house.today))
    before = house.row("АС-2026-0901")
    house.until("2031-02-03 09:00")

    task = house.ref("REI-40", "melnikova")
    clerk = house.program("melnikova")
    etag = clerk.get(f"/tasks/{task}").headers["ETag"]
    refused = clerk.post(f"/tasks/{task}/complete", {"answers": {"checked": True}}, If_Match=etag)

    assert (refused.status_code, refused.get_json()["code"]) == (422, "step.refused")
    assert "is now 'expired' and cannot become 'valid'" in refused.get_json()["errors"][0]["detail"]
    after = house.row("АС-2026-0901")
    assert (before.state, after.state, after.data) == ("active", "expired", before.data)
    assert house.ref("REI-40", "melnikova") == task
    house.holds_together()
    house.here.close()


# ---------------------------------------------------------------------- S-ACC-10, its part of publication


def test_s_acc_10_material_of_a_suspended_certificate_is_refused(house: Holder) -> None:
    number = house.accredit()
    house.send_material(number)
    house.suspend(number)
    house.turn_to_case(house.cases("P-ACC-PUB")[-1])
    house.through_the_database()

    house.do("PUB-20", "melnikova", verdict="accept")

    assert house.ended_as() == "Отказано"
    assert "сейчас приостановлено" in house.letter("rogova")
    assert house.rows("R-ACC-MATERIALS") == []
    with pytest.raises(AnswersRefused, match="no such choice"):
        house.send_material(number)


def test_material_of_an_active_certificate_is_placed(house: Holder) -> None:
    number = house.accredit()
    house.send_material(number)
    house.do("PUB-20", "melnikova", verdict="accept")
    house.do("PUB-30", "melnikova", placed_on=house.today, place="Раздел «Обучение»")

    assert house.ended_as() == "Размещено"
    (material,) = house.rows("R-ACC-MATERIALS")
    assert (material.data["title"], material.data["certificate"]) == ("Набор на весну", number)
    assert f"{number} 02.03.2026 Раздел «Обучение»" in house.public("materials")


def test_a_certificate_suspended_before_the_placing_stops_it(house: Holder) -> None:
    number = house.accredit()
    house.send_material(number, channel="edition")
    house.do("PUB-20", "melnikova", verdict="accept")
    case = house.case
    house.suspend(number)

    house.turn_to_case(case)
    house.do("PUB-30", "melnikova", placed_on=house.today, place="№ 2, с. 14")

    assert house.ended_as() == "Отказано"


# ---------------------------------------------------------------------- S-ACC-21


def test_s_acc_21_a_new_version_of_the_requirements(house: Holder) -> None:
    house.publish_requirements("2025")
    house.do("REQ-30", "melnikova", outcome="all")
    first = house.apply("rogova")
    house.register_application()
    house.until("2026-03-10 10:00")

    house.publish_requirements("2026")
    house.through_the_database()

    told = house.mails("rogova", "email")
    assert [letter.subject for letter in told] == ["Новая редакция требований к аккредитации: 2026"]
    assert first.number in told[0].body
    house.do("REQ-30", "melnikova", outcome="all")
    assert house.ended_as() == "Требования обновлены"
    house.turn_to(first)
    assert house.data()["edition"] == "2025"
    house.until("2026-03-11 10:00")
    house.apply("rogova", new_case := SURVEY)
    assert (new_case, house.data()["edition"]) == (SURVEY, "2026")
    house.through_the_database()


def test_one_notice_goes_to_a_holder_of_two_certificates_and_one_to_each_open_application(house: Holder) -> None:
    house.accredit(SAFETY)
    house.accredit(ROADS)
    house.suspend("АС-2026-0002")
    house.apply("rogova", SURVEY)

    house.publish_requirements("2026")

    told = [letter.body for letter in house.mails("rogova", "email")]
    assert len(told) == 2
    assert sum("Действие вашего свидетельства не меняется" in body for body in told) == 1
    assert sum("рассматривается по редакции того дня" in body for body in told) == 1


def test_requirements_take_effect_on_their_day_and_not_before(house: Holder) -> None:
    house.publish_requirements("2025")
    house.do("REQ-30", "melnikova", outcome="all")
    house.publish_requirements("2026", effective_from="2026-04-01")
    house.do("REQ-30", "melnikova", outcome="others", remarks="Извещены по телефону")

    house.until("2026-03-31 23:59")
    assert house.row("current", "R-ACC-REQUIREMENTS").data["edition"] == "2025"
    assert "Критерий 5.3 читается иначе." in house.public("requirements")
    house.until("2026-04-01 00:00")

    current = house.row("current", "R-ACC-REQUIREMENTS").data
    assert (current["edition"], current["previous"], current["effective_from"]) == ("2026", "2025", "2026-04-01")
    assert house.ended_as() == "Требования обновлены"


# ---------------------------------------------------------------------- what the forms ask

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

SIGNED = "signature.signed_by"
SUSPENDED, EXPIRED = "АС-2026-0902", "АС-2020-0704"
"""Certificates of the plays."""

ASKED = [
    asks("F-ACC-16", f"certificate case what new_name {SIGNED}", wrong={"certificate": [EXPIRED], "documents": [[{}]]}),
    asks("F-ACC-16", new_name=None, new_form="Акционерное общество"),
    asks("F-ACC-16", new_name=None, new_address="г. Челябинск, ул. Труда, д. 2"),
    asks("F-ACC-16", "circumstances", case="в", new_name=None, circumstances="Утрачено при переезде."),
    asks("F-ACC-16P", wrong={"programmes": [[{"ended": False}] * 3]}),
    asks("F-ACC-16C", "basis documents"),
    asks("F-ACC-16C", "remarks", documents="no", remarks="Нет выписки."),
    asks("F-ACC-16C", "remarks", basis="no", documents=None, remarks="Наименование прежнее."),
    asks("F-ACC-16D", "documents", wrong={"documents": [[]]}),
    asks("F-ACC-16N", "holder location director chair"),
    asks("F-ACC-17", f"certificate {SIGNED}", wrong={"certificate": [EXPIRED]}, reason=None),
    asks("F-ACC-17P", wrong={"programmes": [[{"remove": False}] * 3]}),
    asks("F-ACC-17C", "verdict"),
    asks("F-ACC-17C", "remarks", verdict="refuse", remarks="Подписал не руководитель."),
    asks("F-ACC-17N", "director chair"),
    asks("F-ACC-17S", "published_on", wrong={"published_on": PAST}, published_on=TODAY),
    asks("F-ACC-21", "checked", wrong={"checked": [False]}),
    asks("F-ACC-19", "certificate channel title text", wrong={"certificate": [SUSPENDED]}, files=None),
    asks("F-ACC-19C", "verdict"),
    asks("F-ACC-19C", "remarks", verdict="refuse", remarks="Это реклама."),
    asks("F-ACC-19P", "placed_on place", wrong={"placed_on": PAST}, placed_on=TODAY),
    asks(
        "F-ACC-26", "edition summary effective_from protocol_no protocol_date",
        wrong={"effective_from": [YESTERDAY], "protocol_date": PAST}, effective_from=TODAY, protocol_date=TODAY,
    ),
    asks("F-ACC-26D", "outcome"),
    asks("F-ACC-26D", "remarks", outcome="others", remarks="Прочитано по телефону."),
]  # fmt: skip
"""What each form needs, as the ledger marks it; that a refusal has a reason is ours."""


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Holder, ground, tmp_path, asked)

"""The five years of one certificate over HTTP, on a file: issue, inspections, suspension, resumption, re-issue, a shorter list,
renewal, expiry.  At each state the register, the papers and the public page say the same."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from processes import instance
from storage import history, instances
from tests.prepared import Ground
from tests.procedures.over_http import OverHttp
from tests.procedures.partnership import ROADS, SAFETY, application, signed

NUMBER, RENEWED = "АС-2026-0001", "АС-2031-0001"
CRITERIA = tuple(f"c5{n}" for n in range(1, 9))
CURABLE = {"violation": "5.5: полигон не используется", "kind": "curable"}
DIRECTOR, HEAD, HOLDER = "Степанов И. Ю.", "Орехов А. И.", "Рогова Е. П."


@pytest.fixture
def house(tmp_path: Path, ground: Ground) -> Any:
    house = OverHttp(tmp_path, ground, at="2026-03-02 10:00")
    yield house
    house.here.close()


def test_the_five_years_of_a_certificate(house: OverHttp) -> None:
    house.accredit(SAFETY, ROADS)
    certificate_is(house, "active", "действует", holder="Учебный центр Строитель", programmes=[SAFETY, ROADS])
    assert "2 марта 2031" in house.printed("D-ACC-CERT")
    assert "Приложение № 1" in house.printed("D-ACC-ANNEX")

    house.until("2027-03-02 09:00")
    inspect(house, CURABLE)
    suspend(house)
    certificate_is(house, "suspended", "приостановлено", event="Приостановление действия")
    assert "приостановить действие" in house.printed("D-ACC-DECREE")

    house.until("2027-05-03 10:00")
    resume(house)
    certificate_is(house, "active", "действует", event="Возобновление действия")
    assert "возобновить действие" in house.printed("D-ACC-DECREE")

    house.until("2028-03-02 09:00")
    inspect(house)
    certificate_is(house, "active", "действует")

    house.until("2028-09-04 10:00")
    house.ask_reissue(NUMBER)
    house.reissue()
    assert house.ended_as() == "Переоформлено"
    certificate_is(house, "active", "действует", holder="Академия строительства", event="Переоформление", annex_no=2)
    assert "Академия строительства" in house.printed("D-ACC-CERT")
    assert "2 марта 2031" in house.printed("D-ACC-CERT")

    house.until("2029-03-02 09:00")
    inspect(house)
    house.until("2029-10-01 10:00")
    house.ask_shrinking(NUMBER, ROADS)
    house.shrink()
    assert house.ended_as() == "Перечень сокращён"
    certificate_is(house, "active", "действует", programmes=[SAFETY], annex_no=3)
    assert "Приложение № 3" in house.printed("D-ACC-ANNEX")
    assert ROADS not in house.public(NUMBER)

    house.until("2030-03-02 09:00")
    inspect(house, programmes=(SAFETY,))
    house.until("2031-01-20 10:00")
    renew(house)
    assert house.ended_as() == "Аккредитовано на новый срок"
    certificate_is(house, "active", "действует")
    new = house.row(RENEWED)
    assert (new.data["issued_on"], new.data["valid_until"]) == ("2031-03-03", "2036-03-03")

    house.until("2031-03-03 00:00")
    certificate_is(house, "expired", "истекло", annex_no=3)
    assert house.row(RENEWED).state == "active"
    assert "действует" in house.public(RENEWED)
    house.turn_to_case(house.cases("P-ACC-LIFE")[0])
    assert house.ended_as() == "Истекло"
    assert kinds(house) == ["Выдано", "Переоформлено", "Перечень сокращён", "Выдано"]

    house.holds_together()
    assert in_the_fold_alone(house) < 2


# ---------------------------------------------------------------------- what happens to it


def inspect(house: OverHttp, *findings: dict[str, Any], programmes: tuple[str, ...] = (SAFETY, ROADS)) -> None:
    """The planned inspection of the year, which the certificate's own case has asked for."""
    house.turn_to_case(house.cases("P-ACC-INS")[-1])
    visit_on = (house.clock.now().astimezone(house.config.zone).date().replace(day=12)).isoformat()
    rows = house.seen("INS-10", "melnikova").answers["programmes"]
    house.do(
        "INS-10", "melnikova", visit_on=visit_on, visit_until=visit_on, inspectors=[{"name": "Мельникова О. В."}],
        programmes=[{**row, "inspected": row["programme"] in programmes} for row in rows],
    )  # fmt: skip
    house.do("INS-25", "rogova", access=True, schedule="Занятия с 9 до 16, контроль в 17", contact=HOLDER)
    house.until(f"{visit_on} 17:00")
    nonconform = {"c55": "nonconform", "comment": "Полигон не используется"} if findings else {}
    house.do(
        "INS-30", "melnikova", visit_on=visit_on, access_given="yes",
        lessons=[{"programme": programmes[0], "lesson": "Охрана труда", "quality": "good"}],
        final_control_attended="yes", whole_group_present="yes", final_control_quality="good", scope_respected=True,
        marks=[{"programme": one, **dict.fromkeys(CRITERIA, "conform"), **nonconform} for one in programmes],
    )  # fmt: skip
    house.do("INS-40", "melnikova", facts="Занятия и итоговый контроль проверены.", findings=list(findings))
    house.do("INS-45", "orekhov", answer="sign", signature=signed(HEAD, house.today))
    assert house.ended_as() == ("Передано на решение" if findings else "Нарушений нет")


def suspend(house: OverHttp) -> None:
    """The finding has begun a case, in which the board suspends the certificate."""
    house.turn_to_case(house.cases("P-ACC-SUS")[-1])
    house.as_opened("SUS-10", "orekhov", signature=signed(HEAD, house.today))
    house.do(
        "SUS-20", "gavrilov", decision="suspend", reasons="Полигон не используется.", protocol_no="51", date=house.today,
        effective_on=house.today,
    )  # fmt: skip
    house.do("SUS-30", "stepanov", date=house.today, signature=signed(DIRECTOR, house.today, seal=True))
    house.do("SUS-40", "melnikova", entered=True)


def resume(house: OverHttp) -> None:
    """The holder has removed the causes, the board resumes the certificate."""
    house.begin(
        "RES-10", "rogova", certificate=NUMBER, causes_removed="Полигон введён в работу.",
        evidence=[{"file": "evidence.pdf"}], signature=signed(HOLDER, house.today, seal=True),
    )  # fmt: skip
    house.do("RES-20", "melnikova", verdict="enough", opinion="Причины устранены.")
    house.do("RES-30", "gavrilov", decision="resume", protocol_no="58", date=house.today)
    house.do("RES-35", "stepanov", date=house.today, signature=signed(DIRECTOR, house.today, seal=True))
    house.do("RES-40", "melnikova", entered=True)
    assert house.ended_as() == "Возобновлено"


def renew(house: OverHttp) -> None:
    """The holder applies for a new term in time, with all marks of the last inspection: the short way."""
    house.begin("REN-10", "rogova", certificate=NUMBER, in_charge=True)
    house.do("REN-16", "rogova", **application(SAFETY, on=house.today))
    house.register_application()
    rows = house.seen("REN-20", "orekhov").answers["programmes"]
    house.do("REN-20", "orekhov", documents_ok=True, programmes=rows)
    house.conclude()
    house.decide()
    house.issue()


# ---------------------------------------------------------------------- what is seen of it


def certificate_is(house: OverHttp, state: str, words: str, *, holder: str = "", **columns: Any) -> None:
    """The register by API and the page by its address say so, on the ground of the last administrative document."""
    row, page = house.row(NUMBER), house.public(NUMBER)
    programmes = columns.pop("programmes", None)

    assert row.state == state
    assert f"<span>{words}<" in page
    assert (row.data["valid_until"], "02.03.2031" in page) == ("2031-03-02", True)
    assert row.data["basis"] in page
    assert holder in row.data["holder"] and holder in page
    assert {name: row.data[name] for name in columns} == columns
    if programmes is not None:
        assert [one["name"] for one in row.data["programmes"]] == programmes
        assert all(one in page for one in programmes)


def kinds(house: OverHttp) -> list[str]:
    """What the journal of issued papers says, in the order in which they were issued."""
    rows = sorted(house.rows("R-ACC-JOURNAL"), key=lambda row: (row.data["issued_on"], row.key))
    return [row.data["kind"] for row in rows]


def in_the_fold_alone(house: OverHttp) -> float:
    """The seconds in which all cases of the five years are played anew from their commands, without a database."""
    with house.here.database.reading() as session:
        logs = [(row.id, history.rows(session, row.id)) for row in instances.listed(session, limit=1000)]
    definition = house.edition.definition
    began = time.process_time()
    for case, rows in logs:
        restored = instance.restore(definition, case, rows)
        assert restored.digest() == rows[-1].digest
    return time.process_time() - began

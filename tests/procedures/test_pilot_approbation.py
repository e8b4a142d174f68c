"""The pilot of the certification model, scenario by scenario, as its participants would tell it.

Each is restored from its log and replayed through the database at three points (`proved`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from forms.errors import AnswersRefused
from processes.facts import AlertRaised, TaskCancelled, TaskOpened
from processes.instance import ThreadIsClosed
from service.errors import NotAllowed, SeparationOfDuties
from service.operations import discussing, read_attachment, show_thread, upload_attachment
from service.plays import PlayRefused
from storage.errors import NotFound
from tests.prepared import Ground
from tests.procedures import rehearsals
from tests.procedures.pilot import (
    ALL,
    BLOCKS,
    EAST,
    NORTH,
    PARAMETERS,
    SOUTH,
    Pilot,
    agreeing,
    model,
    prepared,
)
from tests.procedures.rehearsals import TODAY, TOMORROW, Asked, asks

EVERY_DATE = [
    "10-05", "10-06", "10-06", "10-07", "10-08", "10-08", "10-12", "10-15", "10-15", "10-16",
    "10-16", "10-18", "10-20", "10-20", "10-22", "10-22", "10-24", "10-24", "10-26", "10-26",
]  # fmt: skip
"""When the twenty rows of section 3 are due, as printed."""

EVERYWHERE = {"blocks": list(ALL)}


@pytest.fixture
def pilot(tmp_path: Path, ground: Ground) -> Iterator[Pilot]:
    """Before the start, on 1 October."""
    office = Pilot(tmp_path, ground, at="2026-10-01 10:00")
    yield office
    office.holds_together()
    office.here.close()


@pytest.fixture
def checks(tmp_path: Path, ground: Ground) -> Iterator[Pilot]:
    """Two pilot sites that took every block, one expert site: the checks have opened, 13 October."""
    office = prepared(ground, tmp_path, NORTH | EVERYWHERE, SOUTH | EVERYWHERE, EAST)
    yield office
    office.holds_together()
    office.here.close()


@pytest.fixture
def alone(tmp_path: Path, ground: Ground) -> Iterator[Pilot]:
    """One pilot site that took block 3 only, one expert site."""
    office = prepared(ground, tmp_path, NORTH | {"blocks": ["B3"]}, EAST)
    yield office
    office.holds_together()
    office.here.close()


def refused(pilot: Pilot, element: str, by: str, **answers: Any) -> str:
    """What the form says when it does not take these answers."""
    with pytest.raises(AnswersRefused) as caught:
        pilot.do(element, by=by, **answers)
    return caught.value.ru


def text_of(pilot: Pilot, template: str, title: str = "") -> str:
    """The words of the last paper of this kind that has the title in it."""
    for paper in pilot.documents(template):
        kept = read_attachment.read_document(pilot.here, pilot.who("ershova"), paper.id)
        text = " ".join(
            "".join(page.extract_text() for page in PdfReader(io.BytesIO(kept.path.read_bytes())).pages).split()
        )
        if title in text:
            return text
    raise AssertionError(f"there is no {template} with {title}")


def collect(pilot: Pilot, **answers: Any) -> None:
    shown = pilot.shown("PIL-20", "ershova")
    pilot.do("PIL-20", by="ershova", **{**shown, "processing": "Сведены в одну таблицу.", **answers})


def sum_up(pilot: Pilot) -> None:
    shown = pilot.shown("PIL-21", "ershova")
    said = dict.fromkeys(
        (
            "effectiveness",
            "limits",
            "support_normative",
            "support_org_technical",
            "support_methodical",
            "model_changes",
        ),
        "Достаточно.",
    )
    rows = [{**row, "assessment": "Реализуем."} for row in shown["feasibility"]]
    pilot.do("PIL-21", by="ershova", feasibility=rows, **said)


# ---------------------------------------------------------------------- S-PIL-1


def test_s_pil_1_the_plan(pilot: Pilot) -> None:
    pilot.launch()

    rows = pilot.shown("PIL-00P", "ershova")["dates"]
    assert [row["due"] for row in rows] == [f"2026-{day}" for day in EVERY_DATE]
    assert rows[0]["activity"].startswith("Информирование участников апробации")
    pilot.proved()

    pilot.plan()
    assert [row.data["due"] for row in pilot.rows("R-PIL-PLAN")] == [f"2026-{day}" for day in EVERY_DATE]
    assert pilot.due("PIL-00C") == "04.10"
    pilot.agree_sites()
    pilot.proved()

    informed = f"Апробация {pilot.number}: ваше участие согласовано"
    told = [who for who in ("severov", "yuzhina", "vostokova", "zapadov") if informed in pilot.told(who)]
    assert told == ["severov", "yuzhina", "vostokova", "zapadov"]
    assert pilot.due("PIL-02") == "06.10"
    pilot.inform()
    for who in ("severov", "zapadov"):
        assert f"Апробация {pilot.number}: методические рекомендации" in pilot.told(who)
    assert (pilot.done_on()[1], pilot.done_on()[2], pilot.done_on()[4]) == ("2026-10-01", "2026-10-01", None)
    pilot.proved()


def test_the_dates_of_another_year_and_changed_ones(pilot: Pilot) -> None:
    pilot.launch(year=2028)
    rows = pilot.shown("PIL-00P", "ershova")["dates"]
    rows[3]["due"] = "2028-10-10"

    assert "строка 5 не может кончаться раньше строки 4" in refused(
        pilot, "PIL-00P", "ershova", **{**pilot.shown("PIL-00P", "ershova"), "dates": rows}
    )

    rows[3]["due"] = "2028-10-04"
    rows[1]["due"] = rows[2]["due"] = "2028-10-03"
    rows[0]["due"] = "2028-10-02"
    pilot.plan(dates=rows)
    assert pilot.rows("R-PIL-PLAN")[3].data["due"] == "2028-10-04"


# ---------------------------------------------------------------------- S-PIL-2


def test_s_pil_2_programme_approved_late(pilot: Pilot) -> None:
    pilot.launch()
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()
    pilot.answer("Север", "Юг", "Восток", "Запад")
    assert f"Апробация {pilot.number}: программа и график на согласование" in pilot.told("zaitsev")
    assert len(pilot.documents("D-PIL-PROGRAM", by="zaitsev")) == 1
    assert pilot.due("PIL-06C") == "15.10"
    pilot.prepare()
    pilot.proved()

    pilot.until("2026-10-16 00:30")
    pilot.proved()

    assert "PIL-06C 15.10" in pilot.alerts("ershova")
    assert not pilot.ever_opened("PIL-10")
    with pytest.raises(PlayRefused):
        pilot.publish_programme()

    pilot.until("2026-10-16 10:00")
    pilot.do("PIL-06C", by="zaitsev", answer="agreed")
    assert "согласованы" not in " ".join(pilot.told("severov"))
    pilot.publish_programme()

    assert f"Апробация {pilot.number}: программа и график согласованы" in pilot.told("severov")
    assert (pilot.done_on()[10], pilot.done_on()[11]) == ("2026-10-16", "2026-10-16")
    pilot.proved()


def test_remarks_of_the_customer_come_back_until_he_agrees(pilot: Pilot) -> None:
    pilot.launch()
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()
    pilot.answer("Север", "Юг", "Восток", "Запад")

    pilot.do("PIL-06C", by="zaitsev", answer="remarks", remarks="Добавьте семинар.")
    pilot.do("PIL-06R", by="ershova", **{**pilot.shown("PIL-06R", "ershova"), "file": [{"file": "second.pdf"}]})

    assert pilot.inbox("zaitsev") == ["PIL-06C"]


def test_without_an_agreed_pilot_site_the_pilot_stops(pilot: Pilot) -> None:
    pilot.launch()
    pilot.plan()
    rows = [{**row, "agreed": "no"} for row in pilot.shown("PIL-00C", "zaitsev")["sites"]]

    pilot.do("PIL-00C", by="zaitsev", sites=rows)

    assert pilot.ended_as() == "Остановлено: участие площадок не согласовано"


# ---------------------------------------------------------------------- S-PIL-3


def test_s_pil_3_a_site_stays_silent_about_the_draft(pilot: Pilot) -> None:
    pilot.launch()
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()
    pilot.until("2026-10-07 10:00")
    assert pilot.due("PIL-05") == "08.10"
    pilot.answer("Север", "Восток", "Запад")
    pilot.proved()
    pilot.until("2026-10-08 23:00")
    assert not pilot.facts(TaskCancelled, "PIL-05")
    pilot.proved()

    pilot.until("2026-10-09 00:10")

    silent = next(site for site in pilot.data()["sites"] if site["name"] == "Юг")
    assert (silent["answer"], silent["blocks"]) == ("none", list(ALL))
    assert pilot.data()["pil_06"]["count"] == 1
    assert pilot.due("PIL-06C") == "15.10"
    pilot.proved()


def test_remarks_of_a_site_are_worked_in_and_all_are_asked_again(pilot: Pilot) -> None:
    pilot.launch()
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()
    pilot.answer("Север", "Юг", "Восток")
    pilot.answer("Запад", answer="remarks", remarks="Нужен ещё один день.")

    assert pilot.shown("PIL-04", "ershova")["remarks"] == [{"site": "Запад", "remarks": "Нужен ещё один день."}]
    pilot.draft()
    assert [pilot.inbox(who) for who in ("severov", "zapadov")] == [["PIL-05"], ["PIL-05"]]


def test_a_site_takes_no_block_without_content_of_the_model(pilot: Pilot) -> None:
    pilot.launch(NORTH | {"blocks": ["B3"]}, EAST, model=model(["B3"]))
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()

    assert "нет содержания модели" in refused(pilot, "PIL-05", "severov", answer="agreed", blocks=["B3", "B1"])
    assert "возьмите в работу хотя бы один" in refused(pilot, "PIL-05", "severov", answer="agreed", blocks=[])


# ---------------------------------------------------------------------- S-PIL-4


def test_s_pil_4_duplicated_rows(pilot: Pilot) -> None:
    pilot.launch(NORTH | EVERYWHERE, EAST)
    shown = pilot.shown("PIL-00P", "ershova")
    assert (shown["stage_1"], shown["stage_2"], shown["stage_4"]) == (["B1"], ["B2"], ["B4", "B5"])
    assert "экспертно-методических центров" in shown["dates"][11]["activity"]
    assert "экспертно-методического центра" in shown["dates"][13]["activity"]
    pilot.plan()
    pilot.agree_sites()
    pilot.inform()
    pilot.proved()

    assert "блок проверяется в одном этапе" in str(
        refused(pilot, "PIL-M", "ershova", **{**shown, "stage_1": ["B2"], "stage_2": ["B2"]})
    )
    pilot.act("PIL-M", by="ershova", **{**shown, "stage_1": ["B2"], "stage_2": []})
    assert pilot.data()["unmapped"] == ["B1"]
    pilot.answer("Север", "Восток")
    pilot.do("PIL-06C", by="zaitsev", answer="agreed")
    pilot.proved()
    pilot.prepare()
    pilot.publish_programme()

    opened = pilot.shown("PCK-10", "severov")
    assert opened["block_title"].startswith("B2")
    assert "экспертно-методических центров" in opened["wording"]
    with pytest.raises(PlayRefused):
        pilot.act("PIL-M", by="ershova", **shown)
    pilot.proved()


# ---------------------------------------------------------------------- S-PIL-5


def test_s_pil_5_pipeline_per_site(checks: Pilot) -> None:
    assert (checks.inbox("severov"), checks.inbox("yuzhina")) == (["PCK-10"], ["PCK-10"])
    checks.until("2026-10-14 10:00")

    checks.post("Север", "B1")

    assert checks.shown("PCK-10", "severov")["block_title"].startswith("B2")
    assert checks.shown("PCK-10", "yuzhina")["block_title"].startswith("B1")
    assert checks.inbox("vostokova") == []
    assert checks.due("PCK-10") == "18.10"
    checks.proved()

    checks.until("2026-10-19 00:10")

    assert checks.inbox("yuzhina") == ["PCK-10", "PCK-10"]
    assert checks.inbox("severov") == ["PCK-10"]
    assert "T-PIL-12 18.10" in checks.alerts("ershova")
    assert checks.inbox("vostokova") == ["PRV-10"]
    assert checks.due("PRV-10") == "20.10"
    checks.do("PRV-10", by="vostokova", text="Начали обсуждение.")
    assert {row["pilot_site"] for row in checks.shown("PRV-20", "vostokova")["rows"]} == {"Север"}
    checks.proved()

    checks.post("Юг", "B1")

    assert f"Апробация {checks.number}: новые материалы этапа 1" in checks.told("vostokova")
    assert {row["pilot_site"] for row in checks.shown("PRV-20", "vostokova")["rows"]} == {"Север", "Юг"}
    assert [checks.shown("PCK-10", who)["block_title"][:2] for who in ("severov", "yuzhina")] == ["B2", "B2"]
    checks.proved()


def test_s_pil_5_reviews_open_as_soon_as_all_have_posted(checks: Pilot) -> None:
    checks.until("2026-10-14 10:00")

    checks.post("Север", "B1")
    checks.post("Юг", "B1")

    assert checks.inbox("vostokova") == ["PRV-10"]
    assert [checks.shown("PCK-10", who)["block_title"][:2] for who in ("severov", "yuzhina")] == ["B2", "B2"]
    assert (checks.inbox("severov"), checks.inbox("yuzhina")) == (["PCK-10"], ["PCK-10"])

    checks.until("2026-10-20 23:00")
    assert checks.inbox("severov") == ["PCK-10"]
    checks.until("2026-10-21 00:10")
    assert checks.inbox("severov") == ["PCK-10", "PCK-10"]


# ---------------------------------------------------------------------- S-PIL-6


def test_s_pil_6_divergence_without_justification(checks: Pilot) -> None:
    checks.take("severov", "B1")
    checks.proved()
    rows = [agreeing(row) for row in checks.shown("PCK-20", "severov")["rows"]]
    rows[2]["objects"] = {"matches": "no", "description": "Ресурсы свои."}

    said = refused(checks, "PCK-20", "severov", rows=rows)
    checks.proved()

    assert (
        "строка 3 «Включение в Регистр" in said
        and "графа 5 «Объекты деятельности" in said
        and "Обоснование: заполните" in said
    )
    rows[2]["objects"]["justification"] = "Так быстрее."
    checks.do("PCK-20", by="severov", rows=rows)
    assert checks.inbox("severov") == ["PCK-30"]
    checks.proved()


def test_an_unanswered_cell_is_named_and_an_unimplemented_process_has_none(checks: Pilot) -> None:
    checks.take("severov", "B1")
    rows = [agreeing(row) for row in checks.shown("PCK-20", "severov")["rows"]]
    rows[1]["legal"] = {"matches": None}

    assert "строка 2" in refused(checks, "PCK-20", "severov", rows=rows)

    rows[1] = {"process": rows[1]["process"], "implemented": "no"}
    checks.do("PCK-20", by="severov", rows=rows)
    assert checks.inbox("severov") == ["PCK-30"]


# ---------------------------------------------------------------------- S-PIL-7


def test_s_pil_7_block_4_has_five_rows(tmp_path: Path, ground: Ground) -> None:
    pilot = prepared(ground, tmp_path, NORTH | {"blocks": ["B4"]}, EAST)
    pilot.until("2026-10-23 00:10")  # stages 1-3, of which the site took no block, open nothing
    assert pilot.inbox("severov") == ["PCK-10"]
    pilot.proved()
    pilot.take("severov", "B4")

    rows = pilot.shown("PCK-20", "severov")["rows"]

    processes = [row["process"] for row in rows]
    assert len(processes) == 5 and "Сертификация квалификации соискателя" in processes
    assert sum(map(len, BLOCKS.values())) == 23
    view = pilot.beside("PCK-20", "severov", "process")
    assert "???" in view["Управление жизненным циклом квалификации соискателя"]
    pilot.proved()
    pilot.do("PCK-20", by="severov", rows=[*map(agreeing, rows), agreeing({"process": "Апелляция соискателя"})])
    assert pilot.inbox("severov") == ["PCK-30"]
    pilot.proved()
    pilot.holds_together()
    pilot.here.close()


# ---------------------------------------------------------------------- S-PIL-8


def test_s_pil_8_expert_conclusion(alone: Pilot) -> None:
    alone.post("Север", "B3")
    alone.do("PRV-10", by="vostokova", text="Обсудили.")
    rows = [
        {**row, "assessment": f"Полно: {row['process'][:20]}"} for row in alone.shown("PRV-20", "vostokova")["rows"]
    ]
    assert [row["pilot_site"] for row in rows] == ["Север"] * 4
    alone.do("PRV-20", by="vostokova", rows=rows, recommendations="Уточнить термины.")
    alone.proved()

    for missing in ("completeness", "adequacy", "conclusion"):
        with pytest.raises(AnswersRefused):
            alone.conclude("vostokova", **{missing: None})
    alone.proved()

    alone.conclude("vostokova")
    alone.do("PRV-40", by="vostokova", summary="Модель применима.")
    assert [row.data["by"] for row in alone.rows("R-PIL-MATERIALS") if row.data["kind"] == "Приложение 2"] == ["Восток"]
    alone.do("PRV-50", by="vostokova", proposals="Уточнить термины.")

    report = text_of(alone, "D-PIL-REPORT", "экспертной")
    assert report.count("Полно:") == 4
    assert "Проверка полна." in report
    alone.proved()


# ---------------------------------------------------------------------- S-PIL-9


def test_s_pil_9_site_takes_one_block_only(alone: Pilot) -> None:
    assert alone.inbox("severov") == ["PCK-10"]
    assert alone.shown("PCK-10", "severov")["block_title"].startswith("B3")
    alone.proved()

    alone.post("Север", "B3")
    assert alone.inbox("severov") == ["PCK-50"]
    alone.proved()
    alone.do("PCK-50", by="severov", proposals="Дополнить раздел о бланках.")

    assert alone.inbox("severov") == []
    report = text_of(alone, "D-PIL-REPORT", "пилотной")
    assert report.count("Приложение 1. Блок") == 1
    assert f"Апробация {alone.number}: Север представила материалы, блок B3" in alone.told("ershova")
    alone.proved()


def test_the_table_may_be_a_text_with_all_its_sections(alone: Pilot) -> None:
    alone.take("severov", "B3", mode="text")
    rows = alone.shown("PCK-20T", "severov")["rows"]
    told = [{**row, "implemented": "yes", **dict.fromkeys(PARAMETERS, "Своя практика.")} for row in rows]
    told[1]["legal"] = None

    assert "строка 2" in refused(alone, "PCK-20T", "severov", rows=told)

    told[1]["legal"] = "Закон."
    alone.do("PCK-20T", by="severov", rows=told)
    alone.do("PCK-30", by="severov", recommendations="нет")
    alone.do("PCK-40", by="severov", confirmed=True)
    alone.do("PCK-50", by="severov", proposals="нет")
    assert text_of(alone, "D-PIL-REPORT", "пилотной").count("Своя практика.") == 4 * 8 - 1


# ---------------------------------------------------------------------- S-PIL-10


def test_s_pil_10_summary(tmp_path: Path, ground: Ground) -> None:
    pilot = prepared(ground, tmp_path, NORTH | {"blocks": ["B3", "B4"]}, EAST)
    pilot.post("Север", "B3")
    pilot.review("Восток")
    pilot.proved()
    pilot.until("2026-10-26 10:00")
    assert not pilot.ever_opened("PIL-20")

    pilot.close("Север", "4", reason="Площадка на ремонте.")

    assert pilot.inbox("severov") == ["PCK-50"]
    pilot.do("PCK-50", by="severov", proposals="нет")
    assert [row["pilot_site"] for row in pilot.review_of("Восток")] == []
    pilot.do("PRV-50", by="vostokova", proposals="нет")
    assert pilot.inbox("ershova") == ["PIL-20"]
    pilot.proved()

    assert "где применена модель" in refused_lower(pilot, replicated="yes")
    with pytest.raises(AnswersRefused):
        collect(pilot, replicated="no")
    collect(pilot, replicated="no", no_replication="Модель ещё не утверждена.")
    assert pilot.due("PIL-21") == "02.11"
    sum_up(pilot)

    assert pilot.ended_as() == "Апробация завершена"
    summary = text_of(pilot, "D-PIL-SUMMARY")
    assert "Площадка на ремонте." in summary and "Модель ещё не утверждена." in summary
    assert (pilot.done_on()[16], pilot.done_on()[18], pilot.done_on()[20]) == ("2026-10-13", None, "2026-10-26")
    pilot.proved()
    pilot.holds_together()
    pilot.here.close()


def refused_lower(pilot: Pilot, **answers: Any) -> str:
    with pytest.raises(AnswersRefused) as caught:
        collect(pilot, **answers)
    return caught.value.ru.lower()


def test_replication_is_a_table_of_the_report(alone: Pilot) -> None:
    alone.post("Север", "B3")
    alone.do("PCK-50", by="severov", proposals="нет")
    alone.review("Восток")
    alone.do("PRV-50", by="vostokova", proposals="нет")
    where = {"what": "Блок B3", "organisation": "Центр «Волга»", "how": "С 1 ноября"}

    collect(alone, replicated="yes", replication=[where])
    sum_up(alone)

    assert "Центр «Волга»" in text_of(alone, "D-PIL-SUMMARY")


def test_a_site_that_is_silent_altogether_is_closed_by_one_act(checks: Pilot) -> None:
    checks.do("PCK-10", by="yuzhina", mode="table")

    checks.close("Юг", "all")

    assert checks.inbox("yuzhina") == []
    assert checks.facts(TaskCancelled, "PCK-20")
    assert checks.inbox("severov") == ["PCK-10"]
    checks.post("Север", "B1")
    assert checks.inbox("vostokova") == ["PRV-10"]


def test_only_the_executor_closes_a_site(checks: Pilot) -> None:
    key = next(row.key for row in checks.rows("R-PIL-SITES") if row.data["name"] == "Юг")

    with pytest.raises(PlayRefused):
        checks.act("PIL-CLOSE", by="severov", site=key, stage="all", reason="Соперники")


def test_a_stage_term_that_passes_is_an_alert_for_the_executor(checks: Pilot) -> None:
    checks.until("2026-10-19 00:10")

    assert {told.fact.element for told in checks.facts(AlertRaised)} == {"T-PIL-12"}
    assert checks.report("pilot/plan-12", "2026-10-01", "2026-10-31")[0] == [1, 1]


ROWS = {"T-PIL-12 18.10", "T-PIL-14 20.10", "T-PIL-16 22.10", "T-PIL-18 24.10"}
DISCUSSED = {"T-PIL-13 20.10", "T-PIL-15 22.10", "T-PIL-17 24.10", "T-PIL-19 26.10"}
"""The rows of section 3 on which a stage is checked, and discussed, with their days."""


def test_every_term_of_a_stage_that_passes_is_told_and_opens_what_comes_next_at_the_end_of_its_day(
    checks: Pilot,
) -> None:
    checks.until("2026-10-27 00:10")

    assert {told for told in checks.alerts("ershova") if told.startswith("T-PIL-1")} == ROWS | DISCUSSED
    assert opened(checks, "PCK-10", "severov") == ["13.10", "18.10", "20.10", "22.10", "22.10"]
    assert opened(checks, "PRV-10", "vostokova") == ["18.10", "20.10", "22.10", "24.10"]


def opened(pilot: Pilot, element: str, who: str) -> list[str]:
    """The days on which a step of his opened."""
    keys = pilot.who(who).keys
    return [pilot.day(told.at) for told in pilot.facts(TaskOpened, element) if keys & set(told.fact.roles)]


STAGES = (("B1",), ("B2",), ("B3",), ("B4", "B5"))
"""The blocks of each stage, section 3."""


@pytest.mark.parametrize("silent", ["stage by stage", "altogether"])
def test_a_stage_is_discussed_when_who_is_not_closed_has_posted_all_its_blocks(checks: Pilot, silent: str) -> None:
    if silent == "altogether":
        checks.close("Юг", "all")

    for number, blocks in enumerate(STAGES, 1):
        discussed = ["13.10"] * (number - 1)
        for block in blocks:
            assert opened(checks, "PRV-10", "vostokova") == discussed
            checks.post("Север", block)
        if silent == "stage by stage":
            assert opened(checks, "PRV-10", "vostokova") == discussed
            checks.close("Юг", str(number))
        assert opened(checks, "PRV-10", "vostokova") == [*discussed, "13.10"]


def test_materials_of_the_last_day_are_in_time(checks: Pilot) -> None:
    checks.until("2026-10-18 12:00")

    checks.post("Север", "B1")

    assert f"Апробация {checks.number}: новые материалы этапа 1" not in checks.told("vostokova")


# ---------------------------------------------------------------------- S-PIL-11


def test_s_pil_11_forum(checks: Pilot) -> None:
    here, case = checks.here, checks.case
    checks.post("Север", "B1")
    checks.post("Юг", "B1")
    checks.post("Север", "B2")
    checks.post("Юг", "B2")
    titles = {one.title: one.thread for one in show_thread.listed(here, checks.who("vostokova"), case).lines}
    thread = titles["Этап 2: блоки B2"]
    checks.proved()
    here = checks.here

    def write(who: str, text: str, **more: Any) -> int:
        said = discussing.write(here, checks.who(who), case, thread, text, **more)
        assert said.post is not None
        return said.post

    first = write("vostokova", "Проверка полная?", subject="B2.4 Аудит экспертно-методических центров")
    file = upload_attachment.upload(here, checks.who("severov"), io.BytesIO(b"%PDF-1.7 x"), "answer.pdf").id
    write("severov", "Да, вот наши документы.", reply_to=first, files=[file])
    discussing.withdraw(here, checks.who("vostokova"), case, thread, first, "Вопрос снят")
    checks.proved()
    here = checks.here

    posts = show_thread.show(here, checks.who("yuzhina"), case, thread).posts
    assert [(post.author_name, post.party_name, post.text) for post in posts] == [
        ("Востокова Ольга Львовна", "Восток", None),
        ("Северов Игорь Павлович", "Север", "Да, вот наши документы."),
    ]
    assert posts[0].reason == "Вопрос снят" and posts[0].written_at == checks.clock.now()
    assert [one.name for one in posts[1].files] == ["answer.pdf"]
    for stranger in (
        lambda: write("chuzhov", "Я тоже"),
        lambda: show_thread.show(here, checks.who("chuzhov"), case, thread),
    ):
        with pytest.raises(NotFound):
            stranger()

    checks.until("2026-10-23 10:00")
    with pytest.raises(ThreadIsClosed):
        write("vostokova", "Ещё одно")
    with pytest.raises(NotAllowed):
        discussing.reopen(here, checks.who("vostokova"), case, thread)
    discussing.reopen(here, checks.who("ershova"), case, thread)
    assert write("vostokova", "Ещё одно") == 3
    checks.proved()


# ---------------------------------------------------------------------- S-PIL-12


def test_s_pil_12_content_of_the_model(pilot: Pilot) -> None:
    with pytest.raises(AnswersRefused) as caught:
        pilot.launch(NORTH | {"blocks": ["B3"]}, EAST, model=model(["B1"]))
    assert all(f"нет строки для процесса {code}" in caught.value.ru for code in BLOCKS["B3"])
    assert "B5.1" not in caught.value.ru

    pilot.begin(NORTH | {"blocks": ["B1"]}, EAST)
    pilot.proved()
    pilot.take("severov", "B1")

    rows = pilot.shown("PCK-20", "severov")["rows"]
    assert [row["process"] for row in rows][:3] == [rows[0]["process"]] * 2 + [rows[2]["process"]]
    assert len(rows) == 6
    for parameter in PARAMETERS:
        beside = pilot.beside("PCK-20", "severov", parameter)
        assert f"B1.4: {parameter}, как в модели" in beside.values()
    pilot.proved()
    answered = [agreeing(row) for row in rows]
    answered[1]["methods"] = {"matches": "no", "description": "Иначе.", "justification": "Проще."}
    pilot.do("PCK-20", by="severov", rows=answered)
    assert [line["result"] for line in pilot.decided("PCK-21")] == ["ok"] * 6
    pilot.proved()


# ---------------------------------------------------------------------- from the launch to the summary


def test_a_pilot_from_its_launch_to_the_summary(pilot: Pilot) -> None:
    pilot.begin(NORTH | {"blocks": ["B3"]}, EAST)
    assert pilot.data()["participation"]["sites"][0]["agreed"] == "yes"
    assert {row.data["kind"] for row in pilot.rows("R-PIL-MATERIALS")} == {
        "Методические рекомендации",
        "Программа и график",
    }
    assert pilot.shown("PCK-10", "severov")["block_title"].startswith("B3")

    pilot.post("Север", "B3")
    assert pilot.inbox("ershova") == []
    assert f"Апробация {pilot.number}: Север представила материалы, блок B3" in pilot.told("ershova")
    assert [row.data["by"] for row in pilot.rows("R-PIL-MATERIALS") if row.data["kind"] == "Приложение 1"] == ["Север"]
    (line,) = show_thread.listed(pilot.here, pilot.who("severov"), pilot.case).lines
    assert line.title == "Этап 3: блоки B3"
    assert [row["block"] for row in pilot.shown("PCK-50", "severov")["posted"]] == ["B3"]
    pilot.do("PCK-50", by="severov", proposals="Дополнить раздел о бланках.")
    pilot.review("Восток")
    assert [row.data["by"] for row in pilot.rows("R-PIL-MATERIALS") if row.data["kind"] == "Приложение 2"] == ["Восток"]
    pilot.do("PRV-50", by="vostokova", proposals="Уточнить термины.")
    assert "Дополнить раздел о бланках." in text_of(pilot, "D-PIL-REPORT", "пилотной")
    assert "Модель применима." in text_of(pilot, "D-PIL-REPORT", "экспертной")

    assert pilot.shown("PIL-20", "ershova")["collected"][0]["posted"] == "yes"
    collect(pilot, replicated="no", no_replication="Модель ещё не утверждена.")
    sum_up(pilot)

    assert "Границы применимости" in text_of(pilot, "D-PIL-SUMMARY")
    assert pilot.ended_as() == "Апробация завершена"
    assert [number for number, done in pilot.done_on().items() if done is None] == [12, 13, 14, 15, 18, 19]


# ---------------------------------------------------------------------- who sees what


def test_a_site_reads_its_own_steps_and_the_posted_materials(checks: Pilot) -> None:
    checks.post("Север", "B1")

    mine, theirs = checks.data("yuzhina"), checks.data("vostokova")

    assert [material["site"] for material in mine["materials"]] == ["Север"]
    assert "project" not in mine and "sites" not in mine and "project" not in theirs
    with pytest.raises(NotFound):
        checks.data("chuzhov")


def test_the_customer_reads_the_programme_and_the_stages_and_no_materials(checks: Pilot) -> None:
    checks.post("Север", "B1")

    read = checks.data("zaitsev")

    assert set(read) & {"stages", "programme", "materials", "project"} == {"stages", "programme"}


def test_nobody_reviews_what_he_has_checked(alone: Pilot) -> None:
    alone.joins("severov", "vostokova")
    alone.post("Север", "B3")

    with pytest.raises(SeparationOfDuties):
        alone.do("PRV-10", by="severov", text="Обсудил сам с собой.")


# ---------------------------------------------------------------------- the ledger: terms, answers

DUE = {
    "PIL-00P": "10-04", "PIL-00C": "10-04", "PIL-02": "10-06", "PIL-04": "10-07", "PIL-05": "10-08", "PIL-06R": "10-10", "PIL-06C": "10-15", "PIL-07": "10-12",
    "PIL-08": "10-15", "PIL-09": "10-15", "PIL-10": "10-16", "PIL-20": "10-26", "PIL-21": "11-02",
    "PCK-10": "10-18 10-22", "PCK-20": "10-18 10-22", "PCK-30": "10-18 10-22", "PCK-40": "10-18 10-22",
    "PRV-10": "10-20 10-24", "PRV-20": "10-20 10-24", "PRV-30": "10-20 10-24", "PRV-40": "10-20 10-24",
}  # fmt: skip
"""The days of section 3 for the steps of a pilot of 2026 whose site took the blocks of stages 1 and 3."""

PAST = [TOMORROW]
"""What has been done is reported when it has been done."""

BOTH = [NORTH | EVERYWHERE, EAST]
ITEMS = [{"item": "Телефон", "works": "yes", "tested_on": TODAY, "comment": "Звонок принят."}]
WORKS = {
    "items": [[{"item": "Телефон", "works": "no", "tested_on": TODAY}]],
    "items.tested_on": PAST,
    "checked_on": PAST,
}
"""Channels and the website are debugged when they work."""


def diverging(parameter: str) -> Asked:
    """A cell that does not agree with the model is described and justified, section 2.1."""
    cell = {"matches": "no", "description": "Иначе.", "justification": "Таков закон."}
    needed = " ".join(f"rows.{parameter}.{name}" for name in cell)
    return asks("F-PIL-1", f"rows.implemented {needed}", **{f"rows__{parameter}": cell})


ASKED = [
    asks(
        "F-PIL-0", "title year customer_name customer_email sites.name sites.kind sites.expert_name sites.expert_email model.process",
        wrong={
            "sites": [[], [EAST], [NORTH | {"blocks": []}, EAST], [NORTH | EVERYWHERE, NORTH | EVERYWHERE]],
            "model": [[line for line in model() if line["process"] != code] for block in BLOCKS.values() for code in block],
        },
        sites=BOTH, model=model(),
    ),
    asks("F-PIL-0P", wrong={"stage_1": [["B1", "B2"], ["B1", "B5"]]}),
    asks("F-PIL-0C", "sites.agreed"),
    asks("F-PIL-2M", "title file link published_on", wrong={"published_on": PAST}, published_on=TODAY),
    asks("F-PIL-6", "file schedule.activity schedule.due drafted_on", wrong={"drafted_on": PAST}, drafted_on=TODAY),
    asks("F-PIL-7", "answer blocks", wrong={"blocks": [[], ["B1", "B3", "B9"]]}),
    asks("F-PIL-7", "remarks", answer="remarks", remarks="Сдвиньте семинар."),
    asks("F-PIL-7C", "answer"),
    asks("F-PIL-7C", "remarks", answer="remarks", remarks="Уточните даты."),
    asks("F-PIL-8", "held_on attendance.how", wrong={"held_on": PAST}, held_on=TODAY),
    asks("F-PIL-8", "reason", webinar=False, reason="Связи не было."),
    asks("F-PIL-8", "reason", in_person=False, reason="Зал закрыт."),
    asks("F-PIL-9", "items.item items.works items.tested_on checked_on", wrong=WORKS, items=ITEMS, checked_on=TODAY),
    asks("F-PIL-9S", "items.item items.works items.tested_on checked_on", wrong=WORKS, items=ITEMS, checked_on=TODAY),
    asks("F-PIL-10", "file link published_on", wrong={"published_on": PAST}, published_on=TODAY),
    asks("F-PIL-1H", "mode"),
    *map(diverging, PARAMETERS),
    asks("F-PIL-1R", "recommendations"),
    asks("F-PIL-1P", "confirmed"),
    asks("F-PIL-2", "rows.assessment recommendations"),
    asks("F-PIL-2P", "summary", files=[{"file": "discussion.pdf"}]),
    asks("F-PIL-3", "text"),
    asks("F-PIL-4", "proposals", conclusion="Модель применима на нашей площадке."),
    asks("F-PIL-4E", "completeness adequacy conclusion model_conclusion proposals"),
    asks("F-PIL-4S", "proposals"),
    asks(
        "F-PIL-5", "replicated replication.what replication.organisation replication.how processing", wrong={"replication": [[]]},
        replicated="yes", replication=[{"what": "Блок 3", "organisation": "Центр", "how": "Внедрён 20 октября", "materials": [{"file": "block-3.pdf"}]}],
        no_replication=None,
    ),
    asks("F-PIL-5", "no_replication", replicated="no", replication=None, no_replication="Не проводилось: мал срок."),
    asks(
        "F-PIL-5S",
        "effectiveness feasibility.assessment limits support_normative support_org_technical support_methodical model_changes",
    ),
]  # fmt: skip
"""What each form needs, as the ledger marks it."""


@pytest.mark.parametrize("play", rehearsals.of(Pilot))
def test_each_step_is_due_on_the_day_of_the_plan(play: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.is_due(Pilot, ground, tmp_path, play, DUE)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(Pilot, ground, tmp_path, asked)


SHOWN = {
    "F-PIL-0C": "sites.kind sites.blocks",
    "F-PIL-1": "block_title",
    "F-PIL-1P": "block_title files",
    "F-PIL-1R": "block_title",
    "F-PIL-4": "posted.stage posted.posted_on",
    "F-PIL-4S": "summary",
}
"""What a form shows to whoever answers: the site, the block, what was posted."""


@pytest.mark.parametrize("form", SHOWN)
def test_each_form_shows_what_it_is_about(form: str, ground: Ground, tmp_path: Path) -> None:
    rehearsals.shows(Pilot, ground, tmp_path, form, SHOWN[form])


@pytest.mark.parametrize("parameter", ["implemented", *PARAMETERS])
def test_a_text_has_each_of_its_sections(alone: Pilot, parameter: str) -> None:
    alone.take("severov", "B3", mode="text")
    rows = alone.shown("PCK-20T", "severov")["rows"]
    told = [{**row, "implemented": "yes", **dict.fromkeys(PARAMETERS, "Своя практика.")} for row in rows]
    told[1][parameter] = None

    assert "строка 2" in refused(alone, "PCK-20T", "severov", rows=told)


# ---------------------------------------------------------------------- what everybody reads


def test_the_website_shows_the_progress_and_the_results(pilot: Pilot) -> None:
    pilot.begin()

    assert "межотраслевая модель сертификации квалификаций" in pilot.public("about")
    assert "Проведение установочного семинара с участниками апробации" in pilot.public("progress")
    assert "Методические рекомендации" in pilot.public("materials")
    assert {"R-PIL-PLAN", "R-PIL-MATERIALS"} <= pilot.open_registers()

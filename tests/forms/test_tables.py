"""Lists that are tables: rows that stay, lines of one name, texts beside answers, places named by row and column."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from forms import answers, definition, showing
from forms.editing import change, stands
from forms.errors import FormRefused
from forms.fields.circumstances import Circumstances
from forms.widgets import drawn
from tests import annex
from tests.forms.making import TODAY, check, choices, field, form, refusals, rows, written
from tests.forms.test_widgets import ENVIRONMENT

NAME = field("textfield", "process", "Процесс", readonly=True, properties={"number": "1", "open": "true"})
PRACTICE = field("textarea", "practice", "Практика", properties={"number": "2", "beside": "model.practice"})
GOOD = field("checkbox", "good", "Годится")


def table(*columns: dict[str, Any], **properties: Any) -> dict[str, Any]:
    known = {"view": "table", "rowName": "process", "keepPrefilled": "true", "prefill": "plan.rows", **properties}
    return rows("lines", *columns, label="Процессы", properties=known)


ASKED = form(table(NAME, PRACTICE, GOOD))
LINED = form(table(NAME, PRACTICE, GOOD, grouped="true"))
CASE = {
    "plan": {
        "rows": [
            {"process": "Аудит", "model": {"practice": "раз в год"}},
            {"process": "Аудит", "model": {"practice": "по жалобе"}},
            {"process": "Регистр"},
        ]
    }
}


def laid(asked: Any, sent: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    given = answers.standing(asked, {"lines": sent}, case=CASE, today=TODAY, zone=answers.MOSCOW)
    return [(row.get("process"), row.get("practice")) for row in given["lines"]]


# ---------------------------------------------------------------------- rows that stay


def test_rows_that_stay_cannot_be_renamed_or_taken_away_and_others_follow():
    taken = check(ASKED, {"lines": [{"process": "Подделка", "practice": "а"}]}, case=CASE)["lines"]
    more = check(ASKED, {"lines": [{}, {}, {}, {"process": "Свой", "practice": "б"}]}, case=CASE)["lines"]

    assert [(row["process"], row["practice"]) for row in taken] == [("Аудит", "а"), ("Аудит", None), ("Регистр", None)]
    assert (more[3]["process"], more[3]["practice"]) == ("Свой", "б")


def test_lines_of_one_name_stand_together_after_those_that_were_there():
    sent = [
        {"process": "Регистр", "practice": "в"},
        {"process": "Аудит", "practice": "а"},
        {"process": "Свой", "practice": "г"},
        {"process": "Аудит", "practice": "б"},
        {"process": "Аудит", "practice": "третья"},
        {"process": "", "practice": "без имени"},
    ]

    assert laid(LINED, sent) == [
        ("Аудит", "а"), ("Аудит", "б"), ("Аудит", "третья"), ("Регистр", "в"), ("Свой", "г"), ("", "без имени"),
    ]  # fmt: skip


ROW = st.fixed_dictionaries(
    {"process": st.sampled_from(["Аудит", "Регистр", "Свой", "", " Аудит "]), "practice": st.text("абв", max_size=2)}
)


@pytest.mark.parametrize("asked", [pytest.param(ASKED, id="plain"), pytest.param(LINED, id="grouped")])
@given(sent=st.lists(ROW, max_size=8))
def test_laying_rows_again_changes_nothing_and_loses_nothing(asked, sent):
    once = answers.standing(asked, {"lines": sent}, case=CASE, today=TODAY, zone=answers.MOSCOW)
    again = answers.standing(asked, once, case=CASE, today=TODAY, zone=answers.MOSCOW)

    assert again == once
    kept = [row.get("practice") for row in once["lines"] if row.get("practice")]
    assert sorted(kept) == sorted(row["practice"] for row in sent if row["practice"])
    assert [row["process"] for row in once["lines"]].count("Аудит") >= 2


@given(typed=st.lists(st.tuples(st.text("абв\n", max_size=3), st.booleans()), min_size=3, max_size=7))
def test_each_answer_of_a_post_stays_in_its_row_though_others_are_blank(typed):
    pairs = [(f"lines.{number}._stays", "1") for number in range(3)]
    names = ["Аудит", "Аудит", "Регистр", *(f"Свой {number}" for number in range(3, len(typed)))]
    for number, (text, ticked) in enumerate(typed):
        pairs += [(f"lines.{number}.process", names[number]), (f"lines.{number}.practice", text)]
        pairs += [(f"lines.{number}.good", "true")] if ticked else []

    taken = check(LINED, answers.from_post(LINED, pairs), case=CASE)["lines"]

    assert [row["good"] for row in taken] == [ticked for _, ticked in typed]
    assert [row["practice"] or "" for row in taken] == ["\n".join(text.split("\n")).strip() for text, _ in typed]


def test_a_fixed_row_of_boxes_that_are_all_empty_keeps_its_place():
    asked = form(table(field("textfield", "process", readonly=True), GOOD) | {"allowAddRemove": False})
    pairs = [*((f"lines.{number}._stays", "1") for number in range(3)), ("lines.2.good", "true")]

    taken = check(asked, answers.from_post(asked, pairs), case=CASE)["lines"]

    assert [row["good"] for row in taken] == [False, False, True]


def test_a_line_is_added_after_the_last_of_its_name():
    raw = {"lines": [{"process": "Аудит"}, {"process": "Аудит", "practice": "а"}, {"process": "Регистр"}]}

    rearranged = answers.rearranged(LINED, raw, "line:lines.0")["lines"]

    assert rearranged == [*raw["lines"][:2], {"process": "Аудит"}, raw["lines"][2]]
    assert answers.rearranged(ASKED, raw, "line:lines.0") == raw


@pytest.mark.parametrize(
    ("properties", "about"),
    [
        pytest.param({"rowName": "nothing"}, "rowName", id="a name that no column has"),
        pytest.param({"rowName": "", "grouped": "true"}, "grouped", id="grouped by nothing"),
        pytest.param({"rowName": "good", "grouped": "true"}, "grouped", id="a name that people may change"),
        pytest.param({"keepPrefilled": ""}, "beside", id="a text beside rows that move"),
        pytest.param({"view": "grid"}, "view", id="a view that is not known"),
    ],
)
def test_a_table_that_could_mislead_is_refused(properties, about):
    with pytest.raises(FormRefused) as refused:
        form(table(NAME, PRACTICE, GOOD, **properties))

    assert [problem.about for problem in refused.value.problems] == [about]


# ---------------------------------------------------------------------- errors


def test_a_wrong_cell_and_a_broken_rule_are_named_by_row_and_column():
    rule = {"when": "good or given(practice)", "ru": "опишите", "en": "describe it", "field": "practice"}
    count = field("number", "count", "Сколько", decimalDigits=0, properties={"en": "How many"})
    asked = form(table(NAME, PRACTICE, GOOD, count, rules=[rule]))
    good = [{"good": True}, {"good": True}]

    assert refusals(asked, {"lines": [*good, {"count": "много"}]}, case=CASE) == {
        "lines.2.count": "Процессы, строка 3 «Регистр», графа «Сколько»: нужно число, например 12 или 12,5"
    }
    assert refusals(asked, {"lines": good}, case=CASE) == {
        "lines.2.practice": "Процессы, строка 3 «Регистр», графа 2 «Практика»: опишите"
    }


# ---------------------------------------------------------------------- as it is drawn and read


def page(asked: Any, raw: Any, case: Any = CASE, errors: Any = None) -> html.HtmlElement:
    widgets = drawn(asked, raw, circumstances=Circumstances(today=TODAY), case=case, errors=errors)
    return html.fromstring(f"<form>{ENVIRONMENT.get_template('fields/form.html').render(widgets=widgets)}</form>")


def test_a_text_of_the_case_stands_beside_its_answer_and_not_in_added_rows():
    root = page(
        LINED, {"lines": [{"process": "Регистр"}, {"process": "Аудит", "practice": "своё"}, {"process": "Свой"}]}
    )

    beside = [
        cell.xpath("string(.//*[contains(@class, 'beside')])") for cell in root.xpath("//tbody/tr/td[@data-number]")
    ]
    assert beside == ["раз в год", "по жалобе", "", ""]
    assert root.get_element_by_id("lines.0.practice").get("aria-describedby") == "lines.0.practice-beside"
    assert [row.xpath("string(.//th//input[@type='text']/@name)") for row in root.xpath("//tbody/tr")][3:] == [
        "lines.3.process"
    ]


def test_columns_stand_under_the_headings_that_they_share():
    root = html.fromstring(
        f"<form>{ENVIRONMENT.get_template('fields/form.html').render(widgets=drawn(definition.read(annex.parts()['F-ANX-1.json']), {}, circumstances=Circumstances(today=TODAY)))}</form>"
    )

    over = [(th.text_content(), th.get("colspan")) for th in root.xpath("//thead/tr[1]/th[@colspan]")]
    assert over == [(annex.CONTENT, "3"), (annex.SUPPORT, "2"), (annex.OUTPUT, "2")]
    assert len(root.xpath("//thead/tr[2]/th")) == 7


@pytest.mark.parametrize(
    "raw", [{"lines": "x"}, {"lines": ["x", 1, None]}, {"lines": {"0": {}}}, {"lines": [{"process": {}}]}]
)
def test_a_draft_of_any_shape_is_drawn(raw):
    for asked in (ASKED, LINED):
        assert len(page(asked, raw).xpath("//tbody/tr[@data-stays]")) == 3


def test_an_error_in_a_cell_does_not_repeat_where_it_is():
    said = {"lines.2.practice": "Процессы, строка 3 «Регистр», графа 2 «Практика»: опишите"}

    root = page(LINED, {"lines": []}, errors=said)

    assert root.get_element_by_id("lines.2.practice-error").text_content().split(":")[1].strip() == "опишите"


def test_a_table_is_read_as_it_was_asked():
    raw = {
        "lines": [
            {"process": "Аудит", "practice": "а", "good": True},
            {"process": "Аудит", "practice": None, "good": False},
        ]
    }

    (shown,) = showing.display(LINED, raw)

    assert isinstance(shown.value, showing.Table)
    assert shown.value.heads == (showing.TableHead("", ("Процесс", "Практика", "Годится")),)
    assert [[cell[0].value if cell else "" for cell in row.cells] for row in shown.value.rows] == [
        ["Аудит", "а", "да"], ["Аудит", "", "нет"],
    ]  # fmt: skip
    assert ([row.line for row in shown.value.rows], shown.value.named) == ([False, True], 0)


def test_the_settings_of_tables_and_columns_are_edited_without_touching_the_rest():
    content = written(table(NAME, PRACTICE))

    one = change(content, (0,), {**stands(content, (0,)), "grouped": True, "view": False})
    two = change(one, (0, 1), {**stands(one, (0, 1)), "over": "Содержание", "number": "3"})

    listed = definition.read(two).by_path["lines"]
    assert (listed.grouped, listed.wide, listed.stays) == (True, False, True)
    column = definition.read(two).by_path["lines.practice"].column
    assert (column.number, column.over, column.beside) == ("3", "Содержание", ("model", "practice"))


# ---------------------------------------------------------------------- what it costs


def big(count: int) -> tuple[Any, dict[str, Any]]:
    columns = [
        *(field("textarea", f"text{number}", f"Графа {number}", hide="good = true") for number in range(16)),
        GOOD, field("select", "kind", values=choices("a", "b", "c")), field("number", "sum"), NAME,
    ]  # fmt: skip
    asked = form(rows("lines", *columns, properties={"view": "table", "rowName": "process"}))
    row = {**{f"text{number}": "Текст ответа" for number in range(16)}, "kind": "b", "sum": "12,5", "process": "П"}
    return asked, {"lines": [dict(row) for _ in range(count)]}


def cost(count: int) -> float:
    """Seconds of processor time to check and draw a table of so many rows of twenty cells, the best of five."""
    asked, raw = big(count)
    template = ENVIRONMENT.get_template("fields/form.html")

    def once() -> float:
        begun = time.process_time()
        check(asked, raw)
        template.render(widgets=drawn(asked, raw, circumstances=Circumstances(today=TODAY)))
        return time.process_time() - begun

    return min(once() for _ in range(5))


def test_a_table_costs_as_much_as_it_has_rows():
    assert cost(80) < 6 * cost(20)

"""A whole form checked: shape, rows, names of errors, prefilled and read-only answers, drafts, display."""

from __future__ import annotations

import pytest

from forms import answers
from forms.errors import AnswersRefused
from tests.forms.making import SCAN, SHA, TODAY, check, choices, field, form, group, refusals, rows

JOBS = rows(
    "jobs",
    field("textfield", "place", "Место работы", required=True),
    field("number", "years", "Стаж", min=0, decimalDigits=0),
    label="Опыт",
)


def test_answers_have_the_shape_of_the_form_and_all_that_is_visible():
    asked = form(
        field("textfield", "name"),
        group(field("textfield", "city"), label="Адрес"),
        group(field("textfield", "street"), path="address"),
        field("checkbox", "agreed"),
        field("checklist", "papers", values=choices("a")),
        field("filepicker", "scan"),
        JOBS,
        {"type": "text", "text": "Проверьте ответы."},
        {"type": "separator"},
        {"type": "button", "action": "submit", "label": "Отправить"},
    )

    assert check(asked, {}) == {
        "name": None,
        "city": None,
        "address": {"street": None},
        "agreed": False,
        "papers": [],
        "scan": [],
        "jobs": [],
    }


def test_errors_stand_at_dotted_paths_and_name_the_field():
    asked = form(field("textfield", "name", "Фамилия", required=True), JOBS)

    told = refusals(asked, {"jobs": [{"place": "Завод", "years": 3}, {"years": "-1"}]})

    assert told == {
        "name": "Фамилия: заполните поле",
        "jobs.1.place": "Опыт, строка 2, Место работы: заполните поле",
        "jobs.1.years": "Опыт, строка 2, Стаж: не меньше 0",
    }


def test_errors_are_told_in_english_too():
    asked = form(field("textfield", "name", "Фамилия", required=True, properties={"en": "Surname"}))

    with pytest.raises(AnswersRefused) as refused:
        check(asked, {})

    assert refused.value.errors["name"].en == "Surname: fill in this field"
    assert refused.value.code == "answers.refused"


def test_unknown_fields_are_refused_on_every_level():
    asked = form(group(field("textfield", "city"), path="address"), JOBS)

    told = refusals(asked, {"role": "admin", "address": {"zip": 1}, "jobs": [{"place": "Завод", "salary": 5}]})

    assert {path: text.rpartition(": ")[2] for path, text in told.items()} == {
        "address.zip": "в форме нет такого поля",
        "jobs.0.salary": "в форме нет такого поля",
        "role": "в форме нет такого поля",
    }


def test_the_wrong_shape_is_refused_where_it_is_wrong():
    asked = form(group(field("textfield", "city"), path="address", label="Адрес"), JOBS)

    assert refusals(asked, {"address": "Москва", "jobs": {"0": {}}}) == {
        "address": "Адрес: нужен набор полей",
        "jobs": "Опыт: нужен список строк",
    }
    assert refusals(asked, {"jobs": ["Завод"]}) == {"jobs.0": "Опыт, строка 1: нужен набор полей"}


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "Опыт: добавьте хотя бы одну строку"),
        (1, "Опыт: строк не меньше 2"),
        (2, None),
        (4, "Опыт: строк не больше 3"),
    ],
)
def test_a_list_has_bounds(count, message):
    asked = form({**JOBS, "properties": {"minRows": 2, "maxRows": 3}})

    told = refusals(asked, {"jobs": [{"place": "Завод"}] * count})

    assert told == ({"jobs": message} if message else {})


def test_rules_hold_across_fields():
    asked = form(
        field("number", "replies", "Отзывов"),
        field("number", "positive", "Положительных"),
        properties={
            "rules": [
                {
                    "when": "positive <= replies",
                    "ru": "положительных не больше отзывов",
                    "en": "no more positive ones than replies",
                    "field": "positive",
                }
            ]
        },
    )

    assert refusals(asked, {"replies": 3, "positive": 3}) == {}
    assert refusals(asked, {"replies": 3, "positive": 4}) == {"positive": "положительных не больше отзывов"}
    assert refusals(asked, {"replies": 3}) == {"positive": "положительных не больше отзывов"}


def test_all_broken_rules_of_a_field_are_told_at_once():
    rules = [
        {"when": "count >= 3", "ru": "не меньше трёх", "en": "at least three", "field": "count"},
        {"when": "count != 1", "ru": "не один", "en": "not one", "field": "count"},
    ]
    asked = form(field("number", "count"), properties={"rules": rules})

    assert refusals(asked, {"count": "1"}) == {"count": "не меньше трёх; не один"}
    assert refusals(asked, {"count": "2"}) == {"count": "не меньше трёх"}


def test_rules_of_a_list_hold_for_each_row():
    rule = {"when": "to >= from", "ru": "конец раньше начала", "field": "to"}
    asked = form(rows("jobs", field("number", "from"), field("number", "to"), properties={"rules": [rule]}))

    told = refusals(asked, {"jobs": [{"from": 1, "to": 2}, {"from": 2, "to": 1}]})

    assert told == {"jobs.1.to": "jobs, строка 2, to: конец раньше начала"}


def test_rules_may_read_the_case_and_money_is_a_number_in_them():
    rule = {"when": "amount >= number(application.price)", "ru": "меньше цены", "field": "amount"}
    asked = form(field("number", "amount", decimalDigits=2), properties={"rules": [rule]})
    case = {"application": {"price": "1500.50"}}

    assert refusals(asked, {"amount": "1500,50"}, case=case) == {}
    assert refusals(asked, {"amount": "1500,49"}, case=case) == {"amount": "меньше цены"}


def test_a_rule_about_a_hidden_field_is_not_asked():
    rule = {"when": 'reason = "x"', "ru": "не x", "field": "reason"}
    asked = form(
        field("checkbox", "refused"), field("textfield", "reason", hide="not(refused)"), properties={"rules": [rule]}
    )

    assert refusals(asked, {}) == {}
    assert refusals(asked, {"refused": True, "reason": "y"}) == {"reason": "не x"}


CASE = {
    "application": {
        "price": "1500.00",
        "name": "Иванова",
        "phone": {"given": True, "commitment": "0" * 64},
        "papers": [{"title": "Диплом", "secret": 1}, {"title": "Паспорт"}],
    }
}


def test_a_form_opens_with_values_of_the_case():
    asked = form(
        field("number", "amount", properties={"prefill": "application.price"}),
        field("textfield", "phone", properties={"prefill": "application.phone"}),
        field("textfield", "wrong", properties={"prefill": "application.price + 1"}),
        field("radio", "kind", values=choices("a", "b"), defaultValue="b"),
        rows("papers", field("textfield", "title"), properties={"prefill": "=application.papers"}),
        JOBS,
    )

    assert answers.prefilled(asked, case=CASE, today=TODAY) == {
        "amount": "1500.00",
        "phone": None,
        "wrong": None,
        "kind": "b",
        "papers": [{"title": "Диплом"}, {"title": "Паспорт"}],
        "jobs": [{"place": None, "years": None}],
    }


def test_what_nobody_may_change_is_what_the_case_says():
    asked = form(field("number", "amount", readonly=True, properties={"prefill": "application.price"}, decimalDigits=2))

    assert check(asked, {"amount": "1"}, case=CASE) == {"amount": "1500.00"}


def test_fixed_rows_are_those_of_the_case():
    asked = form(
        rows(
            "papers",
            field("textfield", "title", readonly=True),
            field("checkbox", "seen"),
            allowAddRemove=False,
            properties={"prefill": "application.papers"},
        )
    )

    taken = check(asked, {"papers": [{"title": "Подделка", "seen": True}]}, case=CASE)

    assert taken == {"papers": [{"title": "Диплом", "seen": True}, {"title": "Паспорт", "seen": False}]}


def test_a_draft_may_break_rules_but_not_bring_other_names():
    asked = form(field("number", "age", required=True), JOBS)

    assert answers.draft(asked, {"age": "много", "jobs": [{}]}) == {"age": "много", "jobs": [{}]}
    with pytest.raises(AnswersRefused) as refused:
        answers.draft(asked, {"age": 1, "role": "admin"})
    assert list(refused.value.errors) == ["role"]


@pytest.mark.parametrize(
    "raw", [None, [], "x", {"age": b"x"}, {"age": "\ud800"}, {"age": "x" * 3_000_000}, {1: 2}, {"age": {1: {2: 3}}}]
)
def test_a_draft_that_cannot_be_kept_is_refused(raw):
    asked = form(field("number", "age"))

    with pytest.raises(AnswersRefused):
        answers.draft(asked, raw)


def test_answers_are_shown_in_the_words_of_the_form():
    asked = form(
        field("textfield", "name", "Фамилия"),
        field("datetime", "born", "Дата рождения"),
        field("datetime", "at", "Когда", subtype="datetime"),
        field("number", "sum", "Сумма"),
        field("checkbox", "agreed", "Согласие"),
        field("radio", "pays", "Плательщик", values=[{"value": "self", "label": "Соискатель", "en": "Candidate"}]),
        field("checklist", "papers", "Документы", values=choices("a", "b")),
        field("filepicker", "scan", "Скан"),
        field("textfield", "note", "Примечание"),
        JOBS,
    )
    plain = check(
        asked,
        {
            "name": "Иванова",
            "born": "1990-02-01",
            "at": "09.03.2026 14:30",
            "sum": "12,5",
            "agreed": True,
            "pays": "self",
            "papers": ["a", "b"],
            "scan": SCAN,
            "jobs": [{"place": "Завод", "years": 0}],
        },
    )

    assert answers.display(asked, plain) == [
        ("Фамилия", "Иванова"),
        ("Дата рождения", "01.02.1990"),
        ("Когда", "09.03.2026 14:30"),
        ("Сумма", "12,5"),
        ("Согласие", "да"),
        ("Плательщик", "Соискатель"),
        ("Документы", "Вариант a, Вариант b"),
        ("Скан", "Диплом Ивановой.pdf (1,4 МБ)"),
        ("Примечание", "не указано"),
        ("Опыт", [[("Место работы", "Завод"), ("Стаж", "0")]]),
    ]
    assert answers.display(asked, plain, "en")[5] == ("Плательщик", "Candidate")


def test_a_chosen_row_is_shown_by_the_columns_it_kept():
    properties = {"registerField": "R-S", "columns": "date,place", "choice": "{date}, {place}"}
    asked = form(field("select", "session", "Сессия", properties=properties))
    kept = {"session": {"row": "s-1", "version": 4, "date": "2026-03-12", "place": "Москва"}}

    assert answers.display(asked, kept) == [("Сессия", "12\u00a0марта 2026\u00a0г., Москва")]
    assert answers.display(asked, kept, "en") == [("Сессия", "12\u00a0March 2026, Москва")]


def test_the_files_of_answers_are_found_wherever_they_are():
    asked = form(field("filepicker", "scan"), rows("papers", field("filepicker", "file")))
    plain = check(asked, {"scan": SCAN, "papers": [{}, {"file": SCAN}]})

    assert [tuple(file) for file in answers.files(asked, plain)] == [
        ("scan.0", "attachment", "a-1", SCAN["name"], SHA),
        ("papers.1.file.0", "attachment", "a-1", SCAN["name"], SHA),
    ]

"""What each kind of field takes and what it keeps: raw value, then the answer, or the message that refuses it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms import conditions
from forms.answers import Attachment, Choice
from forms.errors import FormRefused
from forms.fields.circumstances import Circumstances
from tests.forms.making import SCAN, SHA, TODAY, check, choices, field, form, refusals, rows

TAKEN = [
    ("textfield", {}, "  Иванова\t Анна\r\n", "Иванова Анна"),
    ("textfield", {}, "Ёлка", "Ёлка"),
    ("textfield", {}, "\u0418\u0306", "\u0419"),
    ("textfield", {}, "   ", None),
    ("textfield", {}, None, None),
    ("textfield", {"validationType": "email"}, "a.b@пример.рф", "a.b@пример.рф"),
    ("textfield", {"validationType": "phone"}, "+7 (495) 123-45-67", "+7 (495) 123-45-67"),
    ("textfield", {"validationType": "url"}, "https://example.ru/a?b=1", "https://example.ru/a?b=1"),
    ("textfield", {"pattern": r"^\d{6}$"}, "123456", "123456"),
    ("textarea", {}, "раз \r\nдва\r\n\r\n", "раз\nдва"),
    ("number", {}, "12", 12),
    ("number", {}, "1 234,50", "1234.50"),
    ("number", {}, "−5", -5),
    ("number", {}, "12,00", 12),
    ("number", {}, 12.5, "12.5"),
    ("number", {}, 0.1, "0.1"),
    ("number", {}, Decimal("3.20"), "3.20"),
    ("number", {}, -0.0, 0),
    ("number", {}, 2**53, str(2**53)),
    ("number", {"decimalDigits": 0}, "7", 7),
    ("number", {"decimalDigits": 2}, "7", "7.00"),
    ("number", {"decimalDigits": 2}, "7,5", "7.50"),
    ("number", {"min": 1, "max": "10"}, "10", 10),
    ("number", {}, "", None),
    ("datetime", {}, "9.3.2026", "2026-03-09"),
    ("datetime", {}, "09.03.2026 г.", "2026-03-09"),
    ("datetime", {}, "2026-03-09", "2026-03-09"),
    ("datetime", {}, "29.02.2024", "2024-02-29"),
    ("datetime", {"subtype": "time"}, "9:05", "09:05"),
    ("datetime", {"subtype": "datetime"}, "09.03.2026 14:30", "2026-03-09T14:30+03:00"),
    ("datetime", {"subtype": "datetime"}, "2026-03-09T14:30+05:00", "2026-03-09T14:30+05:00"),
    ("datetime", {"properties": {"day": "pastOrToday"}}, "09.03.2026", "2026-03-09"),
    ("datetime", {"properties": {"notAfter": "today"}}, "09.03.2026", "2026-03-09"),
    ("datetime", {"properties": {"day": "future"}}, "10.03.2026", "2026-03-10"),
    ("datetime", {"properties": {"notBefore": "2026-01-01"}}, "01.01.2026", "2026-01-01"),
    ("checkbox", {}, "on", True),
    ("checkbox", {}, None, False),
    ("checkbox", {}, False, False),
    ("checkbox", {"required": True}, True, True),
    ("radio", {"values": choices("a", "b")}, "b", "b"),
    ("radio", {"values": choices(True, False)}, "false", False),
    ("radio", {"values": choices(True, False)}, False, False),
    ("radio", {"values": choices(True, False), "required": True}, False, False),
    ("radio", {"values": choices(1, 2)}, "2", 2),
    ("select", {"values": choices("a")}, "", None),
    ("checklist", {"values": choices("a", "b", "c")}, ["c", "a", "c"], ["a", "c"]),
    ("taglist", {"values": choices("a", "b")}, "b", ["b"]),
    ("checklist", {"values": choices("a")}, None, []),
    ("filepicker", {}, SCAN, [SCAN]),
    ("filepicker", {"multiple": True}, [SCAN, SCAN], [SCAN]),
    ("filepicker", {"properties": {"fileKind": "pdf jpg"}}, [SCAN], [SCAN]),
    ("filepicker", {}, None, []),
]


@pytest.mark.parametrize(("kind", "rules", "raw", "answer"), TAKEN)
def test_a_field_takes(kind, rules, raw, answer):
    asked = form(field(kind, "x", "Поле", **rules))

    taken = check(asked, {"x": raw})

    assert taken == {"x": answer}
    assert type(taken["x"]) is type(answer)
    assert check(asked, taken) == taken


REFUSED = [
    ("textfield", {"required": True}, " ", "заполните поле"),
    ("textfield", {}, 5, "нужен текст"),
    ("textfield", {}, ["a"], "нужен текст"),
    ("textfield", {}, {"given": True, "commitment": "0" * 64}, "нужен текст"),
    ("textfield", {}, "a\x00b", "есть недопустимые знаки; наберите текст заново"),
    ("textfield", {}, "\ud800", "есть недопустимые знаки; наберите текст заново"),
    ("textfield", {"maxLength": 3}, "абвг", "не длиннее 3 знаков, сейчас 4"),
    ("textfield", {"minLength": 3}, "аб", "не короче 3 знаков, сейчас 2"),
    ("textfield", {"pattern": r"^\d{6}$"}, "12345a", r"нужен вид ^\d{6}$"),
    ("textfield", {"pattern": r"^\d$", "properties": {"patternMessage": "нужна цифра"}}, "x", "нужна цифра"),
    (
        "textfield",
        {"validationType": "email"},
        "иванова",
        "нужен адрес электронной почты, например ivanova@example.ru",
    ),
    ("textfield", {"validationType": "phone"}, "звоните", "нужен номер телефона, например +7 495 123-45-67"),
    (
        "textfield",
        {"validationType": "url"},
        "javascript:alert(1)",
        "нужен адрес страницы, например https://example.ru",
    ),
    ("number", {}, "двенадцать", "нужно число, например 12 или 12,5"),
    ("number", {}, True, "нужно число"),
    ("number", {}, float("nan"), "нужно число, например 12 или 12,5"),
    ("number", {}, float("inf"), "нужно число, например 12 или 12,5"),
    ("number", {}, 1e300, "нужно число, например 12 или 12,5"),
    ("number", {}, 10**100, "нужно число, например 12 или 12,5"),
    ("number", {}, "1e5", "нужно число, например 12 или 12,5"),
    ("number", {}, "٣", "нужно число, например 12 или 12,5"),
    ("number", {"decimalDigits": 0}, "7,5", "нужно целое число"),
    ("number", {"decimalDigits": 2}, "7,555", "знаков после запятой не больше 2"),
    ("number", {"min": "0.5"}, "0", "не меньше 0,5"),
    ("number", {"max": 10}, "11", "не больше 10"),
    ("datetime", {}, "31.02.2026", "нужна дата вида дд.мм.гггг, например 09.03.2026"),
    ("datetime", {}, "03/25/2026", "нужна дата вида дд.мм.гггг, например 09.03.2026"),
    ("datetime", {}, "1.1.26", "нужна дата вида дд.мм.гггг, например 09.03.2026"),
    ("datetime", {}, 20260309, "нужна дата вида дд.мм.гггг, например 09.03.2026"),
    ("datetime", {"subtype": "time"}, "25:00", "нужно время вида чч:мм, например 09:30"),
    (
        "datetime",
        {"subtype": "datetime"},
        "09.03.2026",
        "нужны дата и время вида дд.мм.гггг чч:мм, например 09.03.2026 09:30",
    ),
    ("datetime", {"properties": {"day": "pastOrToday"}}, "10.03.2026", "не позже сегодняшнего дня"),
    ("datetime", {"properties": {"notAfter": "today"}}, "10.03.2026", "не позже сегодняшнего дня"),
    ("datetime", {"properties": {"day": "past"}}, "09.03.2026", "нужен прошедший день"),
    ("datetime", {"properties": {"day": "future"}}, "09.03.2026", "нужен будущий день"),
    ("datetime", {"properties": {"day": "futureOrToday"}}, "08.03.2026", "не раньше сегодняшнего дня"),
    ("datetime", {"properties": {"notAfter": "2026-01-01"}}, "02.01.2026", "не позже 01.01.2026"),
    ("checkbox", {"required": True}, None, "поставьте отметку"),
    ("checkbox", {}, "может быть", "нужна отметка"),
    ("checkbox", {}, 1, "нужна отметка"),
    ("radio", {"values": choices("a"), "required": True}, None, "выберите вариант"),
    ("radio", {"values": choices("a")}, "b", "выберите из списка"),
    ("radio", {"values": choices(1)}, True, "выберите из списка"),
    ("select", {"values": choices("a")}, ["a"], "выберите из списка"),
    ("checklist", {"values": choices("a"), "required": True}, [], "выберите вариант"),
    ("checklist", {"values": choices("a")}, ["a", "z"], "выберите из списка"),
    ("checklist", {"values": choices("a")}, ["a"] * 5000, "выбрано слишком много"),
    ("filepicker", {"required": True}, [], "приложите файл"),
    ("filepicker", {}, [SCAN, SCAN], "файлов не больше 1"),
    ("filepicker", {}, "a-1", "загруженный файл не найден; приложите его ещё раз"),
    ("filepicker", {}, {**SCAN, "sha256": "x"}, "загруженный файл не найден; приложите его ещё раз"),
    ("filepicker", {}, {**SCAN, "size": -1}, "загруженный файл не найден; приложите его ещё раз"),
    ("filepicker", {"properties": {"maxMb": 1}}, SCAN, "файл «Диплом Ивановой.pdf» больше 1 МБ"),
    ("filepicker", {"properties": {"fileKind": "png"}}, SCAN, "файл «Диплом Ивановой.pdf»: можно png"),
    ("filepicker", {}, 5, "нужен файл"),
]


@pytest.mark.parametrize(("kind", "rules", "raw", "message"), REFUSED)
def test_a_field_refuses(kind, rules, raw, message):
    asked = form(field(kind, "x", "Поле", **rules))

    assert refusals(asked, {"x": raw}) == {"x": f"Поле: {message}"}


SESSIONS = {
    "session": [
        Choice(value="s-1", ru="12 марта", facts={"version": 4, "date": "2026-03-12", "place": "Москва", "seats": 3}),
        Choice(value="s-2", ru="13 марта", facts={"version": 1, "date": "2026-03-13", "place": "Тверь", "seats": 9}),
    ]
}
SESSION = {"registerField": "R-SESSIONS", "columns": "date place"}


def test_a_row_of_a_register_keeps_its_columns_as_they_were():
    asked = form(field("select", "session", properties=SESSION))

    taken = check(asked, {"session": "s-1"}, choices=SESSIONS)

    assert taken["session"] == {"row": "s-1", "version": 4, "date": "2026-03-12", "place": "Москва"}
    assert check(asked, taken, choices=SESSIONS) == taken


def test_a_row_that_is_taken_meanwhile_is_refused():
    asked = form(field("select", "session", "Сессия", properties=SESSION))

    assert refusals(asked, {"session": "s-9"}, choices=SESSIONS) == {
        "session": "Сессия: такого варианта больше нет; выберите из списка"
    }


def test_what_a_person_says_of_a_row_is_not_believed():
    asked = form(field("select", "session", properties=SESSION))

    taken = check(asked, {"session": {"row": "s-2", "version": 99, "place": "Луна"}}, choices=SESSIONS)

    assert taken["session"] == {"row": "s-2", "version": 1, "date": "2026-03-13", "place": "Тверь"}


def test_several_rows_come_in_the_order_of_the_register():
    asked = form(field("taglist", "session", properties=SESSION))

    taken = check(asked, {"session": ["s-2", "s-1"]}, choices=SESSIONS)

    assert [each["row"] for each in taken["session"]] == ["s-1", "s-2"]


@pytest.mark.parametrize(
    ("offer", "offered"),
    [
        pytest.param("", ["s-1", "s-2"], id="every-row"),
        pytest.param('date(date) > date("2026-03-12")', ["s-2"], id="by-its-columns"),
        pytest.param("date(date) > today()", ["s-1", "s-2"], id="by-the-day"),
        pytest.param("place = application.town", ["s-2"], id="by-the-case"),
        pytest.param("list contains(application.towns, place)", ["s-1"], id="by-a-list-of-the-case"),
        pytest.param("place = nowhere.named", [], id="no-value"),
        pytest.param("seats > place", [], id="an-error"),
    ],
)
def test_a_row_is_offered_if_the_form_says_so_of_it(offer, offered):
    asked = form(field("select", "session", properties={**SESSION, "offer": offer}))
    case = {"application": {"town": "Тверь", "towns": ["Москва"]}, "date": "1990-01-01"}
    moment = Circumstances(today=TODAY).moment

    found = conditions.offered(asked.by_path["session"], SESSIONS["session"], case, moment)

    assert [choice.value for choice in found] == offered


def test_an_offer_is_for_registers_and_must_parse():
    with pytest.raises(FormRefused):
        form(field("select", "session", properties={**SESSION, "offer": "date >"}))
    with pytest.raises(FormRefused):
        form(field("radio", "kind", values=choices("a", "b"), properties={"offer": "true"}))


def test_rows_are_offered_by_the_path_without_numbers():
    asked = form(rows("slots", field("select", "session", properties=SESSION)))

    taken = check(asked, {"slots": [{"session": "s-1"}]}, choices={"slots.session": SESSIONS["session"]})

    assert taken["slots"][0]["session"]["row"] == "s-1"


def test_only_files_that_the_person_uploaded_are_taken():
    asked = form(field("filepicker", "scan", "Скан", multiple=True))
    mine = {"a-1": Attachment(id="a-1", name="скан.pdf", sha256=SHA, size=10, kind="pdf")}

    taken = check(asked, {"scan": [{"attachment": "a-1", "name": "x.exe", "size": 1}]}, attachments=mine)

    assert taken["scan"] == [{"attachment": "a-1", "name": "скан.pdf", "sha256": SHA, "size": 10}]
    assert "scan" in refusals(asked, {"scan": ["a-2"]}, attachments=mine)


def test_the_kind_of_a_file_is_what_its_content_says():
    asked = form(field("filepicker", "scan", "Скан", properties={"fileKind": "pdf"}))
    disguised = {"a-1": Attachment(id="a-1", name="скан.pdf", sha256=SHA, size=10, kind="docx")}

    assert refusals(asked, {"scan": "a-1"}, attachments=disguised) == {"scan": "Скан: файл «скан.pdf»: можно pdf"}


def test_today_is_the_day_that_the_caller_says():
    asked = form(field("datetime", "x", properties={"day": "past"}))

    assert refusals(asked, {"x": "09.03.2026"}, today=date(2026, 3, 10)) == {}

"""An owner changes forms of the exam as lists of questions, and sees them as people will."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from playwright.sync_api import Locator, expect

from service.operations import people, redesign
from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.browser.test_english import CYRILLIC
from tests.browser.test_phone import TOO_SMALL
from tests.browser.test_pictures import Save, save  # noqa: F401  # a fixture

PROCEDURE = "candidate-exam"
FORMS = f"/definitions/{PROCEDURE}/edit/forms"
APPLICATION = f"{FORMS}/F-EXM-2"
PRACTICE = f"{FORMS}/F-EXM-9"


@pytest.fixture
def owner(centre: Centre) -> str:
    """Lebedeva owns the procedure of the exam."""
    people.add(
        centre.here, login="lebedeva", name="Лебедева Ольга Юрьевна", password=PASSWORD,
        email="lebedeva@example.org", roles=["process_owner"],
    )  # fmt: skip
    return "lebedeva"


def questions(person: Person) -> list[str]:
    return person.page.locator(".question-name a").all_inner_texts()


def shown(person: Person, path: str) -> Locator:
    """A field of the form as people see it."""
    return person.page.locator(f'.form-shown .field[data-path="{path}"]')


def adds(person: Person, label: str, kind: str, where: str = "в конец формы") -> Person:
    form = person.page.locator("#new-question")
    form.get_by_label("Название").fill(label)
    form.get_by_label("Вид").select_option(label=kind)
    form.get_by_label("Куда").select_option(label=where)
    return person.presses("Добавить")


def saved(centre: Centre, form: str) -> dict[str, Any]:
    """The form as the redesign has it now."""
    parts = redesign.read(centre.here, centre.who("admin"), PROCEDURE).parts
    return dict(orjson.loads(parts[f"{form}.json"]))


def an_address_for_delivery(person: Person) -> Person:
    """A required question with a condition, one place above the consent."""
    adds(person, "Адрес для доставки", "Текст в несколько строк")
    person.ticks("asked.required")
    person.writes(**{"asked.hide": 'delivery != "by_address"', "asked.key": "delivery_address"})
    return person.presses("Сохранить").presses("Выше: Адрес для доставки")


def test_a_required_question_with_a_condition_is_added_moved_and_seen(
    centre: Centre,
    owner: str,
    visit: Visit,
    save: Save,  # noqa: F811
) -> None:
    lebedeva = visit(owner).opens(APPLICATION)
    save(lebedeva, "form-editor")

    an_address_for_delivery(lebedeva)

    save(lebedeva, "form-editor-question")
    assert questions(lebedeva)[-2] == "Адрес для доставки"
    assert lebedeva.page.evaluate("document.activeElement.title") == "Выше"
    expect(shown(lebedeva, "delivery_address")).to_be_hidden()
    shown(lebedeva, "delivery").get_by_label("По адресу").check()
    expect(shown(lebedeva, "delivery_address").locator(".required")).to_be_visible()
    assert saved(centre, "F-EXM-2")["components"][-2]["validate"] == {"required": True}

    lebedeva.presses("Отменить последнее изменение")

    assert questions(lebedeva)[-1] == "Адрес для доставки"


def test_without_scripts_the_same_is_done(centre: Centre, owner: str, visit: Visit) -> None:
    lebedeva = visit(owner, scripts=False).opens(APPLICATION)

    an_address_for_delivery(lebedeva)

    assert questions(lebedeva)[-2] == "Адрес для доставки"
    address = saved(centre, "F-EXM-2")["components"][-2]
    assert (address["key"], address["conditional"]) == ("delivery_address", {"hide": '=delivery != "by_address"'})


def test_what_is_typed_is_seen_before_it_is_saved(centre: Centre, owner: str, visit: Visit) -> None:
    lebedeva = visit(owner).opens(APPLICATION).follows("Отчество")

    lebedeva.writes(**{"asked.label": "Отчество (если есть)"})

    expect(shown(lebedeva, "patronymic")).to_contain_text("Отчество (если есть)")
    expect(shown(lebedeva, "patronymic")).to_have_class("field is-edited")
    expect(lebedeva.field("asked.label").locator("textarea")).to_be_focused()
    assert redesign.read(centre.here, centre.who("admin"), PROCEDURE).rev == 0


def test_choices_are_rows_that_come_and_go(
    centre: Centre,
    owner: str,
    visit: Visit,
    save: Save,  # noqa: F811
) -> None:
    lebedeva = visit(owner).opens(PRACTICE).follows("Итог практической части")

    lebedeva.page.locator("#asked").get_by_role("button", name="Добавить строку").click()
    lebedeva.writes(**{"asked.values.2.label": "Не явился"})
    lebedeva.presses("Сохранить")
    save(lebedeva, "form-editor-choices")

    expect(shown(lebedeva, "result").get_by_label("Не явился")).to_be_visible()
    assert saved(centre, "F-EXM-9")["components"][2]["values"][2] == {"value": "ne_yavilsya", "label": "Не явился"}


def test_what_is_wrong_is_told_at_its_field(
    owner: str,
    visit: Visit,
    guard: Guard,
    save: Save,  # noqa: F811
) -> None:
    guard.expect("422")
    lebedeva = visit(owner).opens(APPLICATION).follows("Отчество")

    lebedeva.writes(**{"asked.hide": "delivery =", "asked.label": "По отчеству"}).presses("Сохранить")

    save(lebedeva, "form-editor-wrong")
    expect(lebedeva.page).to_have_title(re.compile("^Ошибка"))
    expect(lebedeva.page.locator("#error-summary")).to_be_focused()
    expect(lebedeva.field("asked.hide").locator("[aria-invalid=true]")).to_have_value("delivery =")
    expect(lebedeva.field("asked.label").locator("textarea")).to_have_value("По отчеству")


def test_a_change_that_takes_something_from_the_diagram_is_asked_about(
    owner: str,
    visit: Visit,
    guard: Guard,
    save: Save,  # noqa: F811
) -> None:
    guard.expect("409")
    lebedeva = visit(owner).opens(f"{FORMS}/F-EXM-10?question=0")

    lebedeva.writes(**{"asked.key": "outcome"}).presses("Сохранить")

    save(lebedeva, "form-editor-doubt")
    lebedeva.sees("Это изменение затронет другое").presses("Всё равно сохранить")
    expect(shown(lebedeva, "outcome")).to_be_visible()


def test_somebody_was_quicker(
    owner: str,
    visit: Visit,
    guard: Guard,
    save: Save,  # noqa: F811
) -> None:
    guard.expect("412")
    lebedeva = visit(owner).opens(APPLICATION).follows("Отчество")
    visit("admin").opens(APPLICATION).follows("Имя").writes(**{"asked.label": "Имя по паспорту"}).presses("Сохранить")

    lebedeva.writes(**{"asked.label": "Отчество по паспорту"}).presses("Сохранить")

    save(lebedeva, "form-editor-conflict")
    lebedeva.sees("Черновик изменил(а) Администратор, 2 марта, 10:00").presses("Сохранить")
    assert {"Имя по паспорту", "Отчество по паспорту"} <= set(questions(lebedeva))


def test_a_new_form_is_begun(owner: str, visit: Visit, save: Save) -> None:  # noqa: F811
    lebedeva = visit(owner).opens(FORMS)
    save(lebedeva, "forms")

    lebedeva.page.get_by_label("Обозначение").fill("F-EXM-77")
    lebedeva.page.get_by_label("Название", exact=True).fill("Осмотр помещения")
    lebedeva.presses("Создать").sees("Вопросов ещё нет", "В форме ещё ничего нет")
    save(lebedeva, "form-editor-empty")
    adds(lebedeva, "Замечания", "Таблица")
    adds(lebedeva, "Что не так", "Строка", "внутрь, первым: Замечания")

    expect(shown(lebedeva, "zamechaniya").get_by_role("columnheader", name="Что не так")).to_be_visible()


def test_a_form_is_edited_on_a_phone(owner: str, visit: Visit) -> None:
    lebedeva = visit(owner)
    lebedeva.page.set_viewport_size({"width": 390, "height": 700})

    for address in (FORMS, APPLICATION, f"{PRACTICE}?question=2", f"{APPLICATION}?question="):
        lebedeva.opens(address)
        assert lebedeva.page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert lebedeva.page.evaluate(TOO_SMALL) == [], address
    above, below = (lebedeva.page.locator(part).bounding_box() for part in ("#questions", ".form-shown"))
    assert above and below and above["y"] + above["height"] <= below["y"]


def test_the_editor_speaks_english(owner: str, visit: Visit) -> None:
    lebedeva = visit(owner).opens(f"/language/en?next={APPLICATION}")

    lebedeva.opens(f"{APPLICATION}?question=2.0")

    own = lebedeva.page.locator(
        ".question-name a, .question-name .row-meta, #asked label, #asked legend, #new-question label"
    )
    assert [text for text in own.all_inner_texts() if CYRILLIC.search(text)] == []

"""A form that is a table: five processes judged in eight columns, filled by one paste and a few keys."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from service.operations import list_tasks, people, publish, save_draft, start_instance
from service.refs import task_ref
from tests import annex
from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person

SITE, LEADER = "frolova", "zhukov"
FIRST = "lines.0.participants.matches"

PASTE = """([name, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const target = document.activeElement.name === name ? document.activeElement : document.getElementById(name);
    target.focus();
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def address(centre: Centre) -> Iterator[str]:
    """The page of the step that asks for the annex."""
    publish.publish_parts(centre.here, annex.parts())
    for login, name, role in ((SITE, "Фролова Ирина", "site"), (LEADER, "Жуков Илья", "leader")):
        people.add(centre.here, login=login, name=name, password=PASSWORD, email=f"{login}@example.org", roles=[role])
    start_instance.start(centre.here, centre.who(LEADER), procedure="annex", answers={"model": annex.MODEL})
    yield _only_task(centre, SITE)


def _only_task(centre: Centre, login: str) -> str:
    entry = list_tasks.list_tasks(centre.here, centre.who(login)).items[0]
    return f"/tasks/{task_ref(entry.instance_id, entry.task)}"


def paste(page: Page, text: str, name: str = FIRST) -> None:
    page.evaluate(PASTE, [name, text])


def saved(centre: Centre, address: str, recommendations: str) -> None:
    """Waits until the draft holds what was typed last."""
    place, site = address.removeprefix("/tasks/"), centre.who(SITE)
    for _ in range(100):
        draft = save_draft.read(centre.here, site, place)
        if draft and draft.answers["recommendations"] == recommendations:
            return
        time.sleep(0.1)
    raise AssertionError("the draft was not saved")


def told(page: Page):
    return page.locator('[data-list="lines"] > .rows-told [role=status]')


def box(page: Page, name: str):
    return page.locator(f'[name="{name}"]')


def test_five_processes_are_filled_by_one_paste_and_a_few_keys(visit: Visit, centre: Centre, address: str) -> None:
    person = visit(SITE).opens(address)
    page = person.page

    paste(page, annex.sheet())
    expect(told(page)).to_have_text("Заполнено ячеек: 160.")
    page.locator("#recommendations").focus()
    page.keyboard.type("нет")
    saved(centre, address, "нет")
    person.opens(address)
    expect(box(page, "lines.4.documents.comment")).to_have_value("примечание 5-documents")
    expect(box(page, "lines.4.documents.matches")).to_have_value("yes")
    page.locator("#recommendations").press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(address))

    reader = visit(LEADER)
    reader.opens(_only_task(centre, LEADER))
    reader.page.locator("details summary", has_text="Заполнить приложение 1").click()
    reader.looks()
    table = reader.page.locator("table.answers-table").last
    for process in annex.PROCESSES:
        expect(table.get_by_role("rowheader", name=process)).to_be_visible()
    expect(table.locator("tbody tr").last).to_contain_text("примечание 5-documents")


def test_what_cannot_be_read_is_named_and_one_action_takes_the_paste_back(visit: Visit, address: str) -> None:
    page = visit(SITE).opens(address).page
    box(page, "lines.0.methods.comment").fill("было")

    paste(page, annex.sheet(sequence="почти"))
    expect(told(page)).to_contain_text(
        "Не прочитано: строка 1 «Информирование и консультирование учредителей», "
        "графа 4 «Последовательность действий: Как в модели» — «почти»."
    )
    page.keyboard.press("Control+z")

    expect(told(page)).to_have_text("Отменено.")
    expect(box(page, "lines.0.methods.comment")).to_have_value("было")
    expect(box(page, "lines.4.documents.matches")).to_have_value("")


def test_a_wrong_cell_is_named_by_row_and_column_and_one_is_led_to_it(
    visit: Visit, centre: Centre, guard: Guard, address: str
) -> None:
    person = visit(SITE).opens(address)
    page = person.page
    paste(page, annex.sheet(objects="нет"))
    box(page, "recommendations").fill("нет")
    saved(centre, address, "нет")
    expect(page.locator("[data-saved]")).to_contain_text("Сохранено")

    guard.expect("422")
    person.presses("Завершить")

    link = page.locator("#error-summary a")
    expect(link).to_have_text(
        "Процессы блока 1, строка 1 «Информирование и консультирование учредителей», "
        "графа 5 «Объекты деятельности», Обоснование: обоснуйте, почему не как в модели"
    )
    link.click()
    expect(box(page, "lines.0.objects.justification")).to_be_focused()
    person.looks()


def test_rows_are_walked_added_and_removed_by_keys(visit: Visit, address: str) -> None:
    person = visit(SITE).opens(address)
    page = person.page
    box(page, "lines.1.legal.comment").fill("строка\nи ещё одна")

    page.keyboard.press("Control+ArrowDown")
    expect(box(page, "lines.2.legal.comment")).to_be_focused()
    page.keyboard.press("Control+ArrowUp")
    expect(box(page, "lines.1.legal.comment")).to_have_value("строка\nи ещё одна")
    page.keyboard.press("Alt+Delete")
    expect(told(page)).to_have_text("Убрать нельзя: строка 2 «Включение в Регистр».")
    page.keyboard.press("Alt+Enter")
    expect(box(page, "lines.2.legal.comment")).to_be_focused()
    expect(box(page, "lines.2.process")).to_have_value("Включение в Регистр")
    page.keyboard.type("вторая строка процесса")
    person.looks()
    page.keyboard.press("Alt+Delete")
    expect(told(page)).to_have_text("Убрана строка 3 «Включение в Регистр».")
    page.get_by_role("button", name="Отменить", exact=True).click()

    expect(box(page, "lines.2.legal.comment")).to_have_value("вторая строка процесса")
    expect(box(page, "lines.5.process")).to_have_value("Исключение из Регистра")


def test_without_javascript_lines_come_and_go_by_the_server(visit: Visit, address: str) -> None:
    person = visit(SITE, scripts=False).opens(address)
    page = person.page
    box(page, "lines.3.methods.comment").fill("не потеряется")

    page.locator('button[value="line:lines.1"]').click()
    box(page, "lines.2.methods.comment").fill("вторая строка")
    page.locator('button[value="add:lines"]').click()
    box(page, "lines.6.process").fill("Свой процесс")
    page.locator('button[value="line:lines.6"]').click()
    page.locator('button[value="remove:lines.7"]').click()

    expect(box(page, "lines.2.process")).to_have_value("Включение в Регистр")
    expect(box(page, "lines.2.methods.comment")).to_have_value("вторая строка")
    expect(box(page, "lines.4.methods.comment")).to_have_value("не потеряется")
    expect(box(page, "lines.6.process")).to_have_value("Свой процесс")
    assert page.locator("tr.field-row").count() == 7
    assert page.locator('button[value="remove:lines.0"]').count() == 0


def test_on_a_phone_each_row_is_a_card(visit: Visit, address: str) -> None:
    person: Person = visit(SITE)
    page = person.page
    page.set_viewport_size({"width": 390, "height": 844})

    person.opens(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("tbody tr").first.get_by_text("Информирование и консультирование учредителей")).to_be_visible()
    assert box(page, "lines.0.participants.matches").bounding_box()["width"] > 250
    person.looks()

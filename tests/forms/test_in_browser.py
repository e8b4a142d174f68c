"""The form in a real browser under the strict policy of our pages: conditions, rows, pasted tables, uploads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from forms.answers import Choice
from forms.fields.circumstances import Circumstances
from forms.widgets import drawn
from tests import chromium
from tests.forms.making import SHA, TODAY, choices, field, form, group, rows
from tests.forms.test_widgets import ENVIRONMENT, TEMPLATES

pytestmark = pytest.mark.browser

STATIC = TEMPLATES.parent / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"

ASKED = form(
    field("radio", "pays", "Плательщик", values=choices("self", "employer")),
    field("textfield", "employer", "Работодатель", hide='pays != "employer"'),
    field("textfield", "letter", "Письмо", hide='employer = null or not(starts with(employer, "ООО"))'),
    field("select", "grade", "Квалификация", properties={"registerField": "R-Q", "columns": "diploma"}),
    field("textfield", "diploma", "Диплом", hide="grade.diploma = false"),
    field("number", "sum", "Сумма"),
    field("textfield", "big", "Почему так много", hide="sum = null or sum <= 1000.5"),
    field("datetime", "on", "Дата"),
    field("textfield", "late", "Почему так поздно", hide='on = null or on < "2026-03-09"'),
    field("checklist", "papers", "Документы", values=choices("a", "b")),
    field("textfield", "both", "Оба", hide="count(papers) < 2 or application.urgent"),
    field("radio", "flag", "Да или нет", values=choices(True, False)),
    group(field("textfield", "yes", "Если да"), label="Группа", hide="flag != true"),
    rows(
        "jobs",
        field("textfield", "place", "Место"),
        field("checkbox", "left", "Ушёл"),
        field("textfield", "why", "Почему ушёл", hide="not(left)"),
        rows("tasks", field("textfield", "what", "Что"), label="Дела", defaultRepetitions=0),
        label="Опыт",
        properties={"maxRows": 4},
    ),
    field("filepicker", "scan", "Скан", properties={"fileKind": "pdf", "maxMb": 1}),
    field("textfield", "scanned", "О скане", hide="not(given(scan))"),
)
GRADES = [
    Choice(value="q-1", ru="Сварщик", facts={"version": 1, "diploma": False}),
    Choice(value="q-2", ru="Инженер", facts={"version": 1, "diploma": True}),
]


def document() -> str:
    circumstances = Circumstances(today=TODAY, choices={"grade": GRADES})
    raw = {"jobs": [{"place": "Завод"}]}
    widgets = drawn(ASKED, raw, circumstances=circumstances, case={"application": {"urgent": False}})
    fields = ENVIRONMENT.get_template("fields/form.html").render(widgets=widgets)
    return (
        '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Форма</title><form method="post">'
        f'<input type="hidden" name="_csrf_token" value="t-1">{fields}<button id="send">Отправить</button></form>'
        '<script type="module" src="/static/forms.js"></script>'
    )


class Desk(BaseHTTPRequestHandler):
    """Serves the form and its script; takes uploads."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            return self._answer(200, "text/javascript", (STATIC / path.removeprefix("/static/")).read_bytes())
        return self._answer(200, "text/html", document().encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/attachments":
            return self._answer(200, "text/html", b"<!doctype html><title>sent</title>")
        if self.headers["X-CSRFToken"] != "t-1" or b"bad.pdf" in body:
            return self._answer(422, "application/json", json.dumps({"detail": "Это не PDF"}).encode())
        kept = {"attachment": "f-1", "name": "<b>скан</b>.pdf", "sha256": SHA, "size": 5}
        return self._answer(200, "application/json", json.dumps(kept).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(playwright: Playwright):
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=ru"]
    found = playwright.chromium.launch(executable_path=chromium.executable(), args=arguments)
    yield found
    found.close()


@pytest.fixture
def page(browser, address) -> Iterator[Page]:
    context = browser.new_context(locale="ru-RU")
    context.set_default_timeout(3000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if "Security" in message.text else None)
    opened.goto(address)
    yield opened
    context.close()
    assert wrong == []


def seen(page: Page, path: str) -> bool:
    return page.locator(f'[data-path="{path}"]').is_visible()


def box(page: Page, name: str):
    return page.locator(f'[name="{name}"]:not([type=file])')


def test_a_choice_shows_what_depends_on_it_and_that_shows_more(page):
    assert not seen(page, "employer")

    page.check('[name="pays"][value="employer"]')
    assert seen(page, "employer")
    assert not seen(page, "letter")
    box(page, "employer").fill("ООО «Ромашка»")
    assert seen(page, "letter")

    page.check('[name="pays"][value="self"]')
    assert not seen(page, "employer")
    assert not seen(page, "letter")


def test_a_chosen_row_is_judged_by_its_columns(page):
    assert seen(page, "diploma")

    page.select_option('[name="grade"]', "q-1")
    assert not seen(page, "diploma")
    page.select_option('[name="grade"]', "q-2")
    assert seen(page, "diploma")


@pytest.mark.parametrize(
    ("name", "text", "path", "shown"),
    [
        ("sum", "1 000,5", "big", False),
        ("sum", "1000,51", "big", True),
        ("sum", "много", "big", False),
        ("on", "08.03.2026", "late", False),
        ("on", "9.3.2026", "late", True),
    ],
)
def test_numbers_and_days_are_read_as_they_are_typed(page, name, text, path, shown):
    box(page, name).fill(text)

    assert seen(page, path) is shown


def test_ticks_are_counted_and_the_case_is_known(page):
    page.check('[name="papers"][value="a"]')
    assert not seen(page, "both")
    page.check('[name="papers"][value="b"]')
    assert seen(page, "both")


def test_a_truth_value_is_not_the_text_of_it(page):
    assert not seen(page, "yes")
    page.check('[name="flag"][value="true"]')
    assert seen(page, "yes")
    page.check('[name="flag"][value="false"]')
    assert not seen(page, "yes")


def test_rows_are_added_moved_and_removed_with_their_numbers(page):
    page.click('button[value="add:jobs"]')
    box(page, "jobs.1.place").fill("Банк")
    assert page.evaluate("document.activeElement.name") == "jobs.1.place"

    page.click('button[value="up:jobs.1"]')
    assert box(page, "jobs.0.place").input_value() == "Банк"
    assert box(page, "jobs.1.place").input_value() == "Завод"

    page.click('button[value="remove:jobs.0"]')
    assert box(page, "jobs.0.place").input_value() == "Завод"
    assert box(page, "jobs.1.place").count() == 0
    assert page.locator('label[for="jobs.0.place"]').count() == 1
    assert page.locator("tbody th [data-row]").first.inner_text() == "1"


def test_a_list_has_its_bound_in_the_browser_too(page):
    for _ in range(6):
        page.click('button[value="add:jobs"]')

    assert page.locator('[data-list="jobs"] > .rows-wrap > table > tbody > tr').count() == 4


def test_a_condition_in_a_row_looks_in_its_row(page):
    page.click('button[value="add:jobs"]')

    page.check('[name="jobs.1.left"]')

    assert seen(page, "jobs.1.why")
    assert not seen(page, "jobs.0.why")


def test_a_list_inside_a_row_keeps_its_own_numbers(page):
    page.click('button[value="add:jobs"]')
    page.click('button[value="add:jobs.1.tasks"]')
    page.click('button[value="add:jobs.1.tasks"]')
    box(page, "jobs.1.tasks.1.what").fill("чертежи")

    page.click('button[value="up:jobs.1"]')

    assert box(page, "jobs.0.tasks.1.what").input_value() == "чертежи"
    page.click('button[value="add:jobs.0.tasks"]')
    assert box(page, "jobs.0.tasks.2.what").count() == 1


def paste(page: Page, name: str, text: str) -> None:
    page.evaluate(
        """([name, text]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const target = document.querySelector(`[name="${name}"]`);
            target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [name, text],
    )


def test_a_table_pasted_from_a_spreadsheet_fills_rows(page):
    paste(page, "jobs.0.place", "Завод\tда\tпереезд\r\nБанк\tнет\t\r\nШкола\r\n")

    assert [box(page, f"jobs.{row}.place").input_value() for row in range(3)] == ["Завод", "Банк", "Школа"]
    assert [box(page, f"jobs.{row}.left").is_checked() for row in range(3)] == [True, False, False]
    assert box(page, "jobs.0.why").input_value() == "переезд"
    assert seen(page, "jobs.0.why")
    assert not seen(page, "jobs.1.why")


def test_enter_goes_down_and_does_not_send(page):
    page.click('button[value="add:jobs"]')

    box(page, "jobs.0.place").press("Enter")

    assert page.evaluate("document.activeElement.name") == "jobs.1.place"
    assert page.title() == "Форма"


def test_a_file_goes_up_when_it_is_picked_and_stays_as_a_tick(page):
    page.set_input_files(
        '[name="scan"][type=file]', {"name": "s.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )

    tick = page.locator('[name="scan"][value="f-1"]')
    tick.wait_for()
    assert tick.is_checked()
    assert page.locator(".field-files li").inner_text().strip() == "<b>скан</b>.pdf"
    assert page.locator('[name="scan"][type=file]').input_value() == ""
    assert seen(page, "scanned")

    tick.uncheck()
    assert not seen(page, "scanned")


def test_a_refused_file_says_why(page):
    state = page.locator('[data-path="scan"] [role=status]')

    page.set_input_files('[name="scan"][type=file]', {"name": "bad.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    state.get_by_text("Это не PDF").wait_for()

    big = {"name": "big.pdf", "mimeType": "application/pdf", "buffer": bytes(1_100_000)}
    page.set_input_files('[name="scan"][type=file]', big)
    state.get_by_text("Файл больше 1 МБ").wait_for()


def test_without_scripts_every_field_is_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)

    assert seen(page, "employer")
    assert seen(page, "jobs.0.why")
    assert page.locator('button[value="add:jobs"]').is_visible()
    context.close()

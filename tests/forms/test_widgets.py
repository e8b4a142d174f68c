"""The drawn form: labels bound, hints and errors found by id, values back in their boxes, nothing that escapes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

import forms
from forms.answers import Attachment, Choice
from forms.fields import KINDS
from forms.fields.circumstances import Circumstances
from forms.widgets import drawn
from tests.forms.making import SHA, TODAY, choices, field, form, group, rows

TEMPLATES = Path(forms.__file__).parent.parent / "service" / "templates"
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
ENVIRONMENT.globals["_"] = lambda text, **words: text % words if words else text

ASKED = form(
    {"type": "text", "text": "# Проверьте\n\n- раз\n- два\n\nи <b>всё</b>"},
    field("textfield", "name", "Фамилия", required=True, description="Как в паспорте", validationType="email"),
    field("textarea", "why", "Почему"),
    field("number", "sum", "Сумма"),
    field("datetime", "born", "Дата рождения"),
    field("checkbox", "agreed", "Согласие", required=True),
    field("radio", "pays", "Плательщик", values=choices("a", True)),
    field("checklist", "papers", "Документы", values=choices("a", "b")),
    field("taglist", "many", "Ещё", values=choices("a", "b")),
    field("select", "session", "Сессия", properties={"registerField": "R-S", "columns": "date", "choice": "{date}"}),
    field("filepicker", "scan", "Скан", multiple=True, properties={"fileKind": "pdf jpeg", "maxMb": 5}),
    group(field("textfield", "city", "Город"), path="address", label="Адрес"),
    group(field("textfield", "phone", "Телефон", hide='pays != "a" or application.urgent'), label="Связь"),
    rows(
        "jobs",
        field("textfield", "place", "Место", required=True),
        field("checkbox", "now", "Сейчас", hide="place = null"),
        rows("tasks", field("textfield", "what", "Что"), label="Дела"),
        label="Опыт",
    ),
    {"type": "separator"},
    {"type": "button", "action": "submit", "label": "Отправить"},
)
RAW = {
    "name": '"><script>alert(1)</script>',
    "why": "<раз>\n\nдва",
    "sum": "12.50",
    "born": "1990-02-01",
    "agreed": True,
    "pays": True,
    "papers": ["b"],
    "session": {"row": "s-1", "version": 1, "date": "2026-03-12"},
    "scan": ["f-1"],
    "address": {"city": "Тверь"},
    "jobs": [{"place": "Завод", "tasks": [{"what": "a"}, {"what": "b"}]}, {"place": "Банк"}],
}
ERRORS = {"name": "Фамилия: неверно", "jobs.1.place": "Место: неверно", "jobs": "Опыт: мало", "pays": "Плательщик: нет"}
CIRCUMSTANCES = Circumstances(
    today=TODAY,
    choices={"session": [Choice(value="s-1", ru="x", facts={"version": 1, "date": "2026-03-12"})]},
    attachments={"f-1": Attachment(id="f-1", name="<скан>.pdf", sha256=SHA, size=5)},
)


def written(asked=ASKED, raw: Any = RAW, errors: Any = ERRORS, **case: Any) -> str:
    widgets = drawn(asked, raw, circumstances=CIRCUMSTANCES, errors=errors, case=case)
    return ENVIRONMENT.get_template("fields/form.html").render(widgets=widgets)


def page(*given: Any, **case: Any) -> html.HtmlElement:
    return html.fromstring(f"<form>{written(*given, **case)}</form>")


def test_every_kind_has_a_template():
    assert {path.stem for path in (TEMPLATES / "fields").glob("*.html")} >= set(KINDS)


def test_no_template_holds_script_style_or_a_handler():
    for path in (TEMPLATES / "fields").glob("*.html"):
        text = path.read_text("utf-8")

        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|\|\s*safe", text), path.name


def test_every_control_has_a_label():
    for control in page().xpath("//input | //select | //textarea"):
        wrapped = next((each for each in control.iterancestors("label")), None)
        bound = control.getroottree().getroot().xpath("//label[@for=$id]", id=control.get("id", ""))

        assert wrapped is not None or len(bound) >= 1, control.get("name")


def test_ids_are_there_once_and_descriptions_are_found():
    root = page()
    live = [each for each in root.iter() if isinstance(each.tag, str) and not list(each.iterancestors("template"))]
    ids = [each.get("id") for each in live if each.get("id")]

    assert sorted(ids) == sorted(set(ids))
    for each in live:
        for id_ in (each.get("aria-describedby") or "").split():
            assert id_ in ids


def test_an_error_leads_to_its_control_and_stands_beside_it():
    root = page()

    for path, text in ERRORS.items():
        (control,) = root.xpath("//*[@id=$id]", id=path)
        (said,) = root.xpath("//*[@id=$id]", id=f"{path}-error")
        assert said.text_content().endswith(text)
        wrong = [each for each in (control, *control.iterancestors()) if "field--wrong" in (each.get("class") or "")]
        assert wrong


def test_required_is_said_in_words():
    root = page()

    assert "обязательно" in root.xpath("//label[@for='name']")[0].text_content()
    assert "обязательно" not in root.xpath("//label[@for='why']")[0].text_content()
    assert "обязательно" in root.xpath("//th[contains(., 'Место')]")[0].text_content()


def test_values_come_back_into_their_boxes():
    root = page()

    assert root.xpath("//input[@name='name']")[0].get("value") == RAW["name"]
    assert root.xpath("//textarea[@name='why']")[0].text.lstrip("\n") == RAW["why"]
    assert root.xpath("//input[@name='sum']")[0].get("value") == "12,50"
    assert root.xpath("//input[@name='born']")[0].get("value") == "01.02.1990"
    assert root.xpath("//input[@name='pays'][@checked]/@value") == ["true"]
    assert root.xpath("//input[@name='papers'][@checked]/@value") == ["b"]
    assert root.xpath("//select[@name='session']/option[@selected]")[0].text == "12\u00a0марта 2026\u00a0г."
    assert root.xpath("//input[@name='scan'][@type='checkbox'][@checked]/@value") == ["f-1"]
    assert root.xpath("//input[@name='address.city']")[0].get("value") == "Тверь"
    assert root.xpath("//tbody//input[@name='jobs.0.tasks.1.what']")[0].get("value") == "b"


@pytest.mark.parametrize(
    ("language", "label"),
    [("ru", "12\u00a0марта 2026\u00a0г., зал 1, свободно мест: 3"), ("en", "12\u00a0March 2026, зал 1, free seats: 3")],
)
def test_a_row_with_seats_is_offered_with_those_that_are_left(language, label):
    properties = {"registerField": "R-S", "columns": "date,place", "choice": "{date}, {place}"}
    asked = form(field("select", "session", properties=properties))
    row = Choice(value="s-1", ru="x", facts={"date": "2026-03-12", "place": "зал 1"}, free=3)

    (widget,) = drawn(
        asked, {}, circumstances=Circumstances(today=TODAY, choices={"session": [row]}), language=language
    )

    assert [offer.label for offer in widget.offers] == [label]


def test_what_was_typed_wrong_comes_back_as_it_was_typed():
    root = page(ASKED, {"sum": "много", "born": "вчера", "jobs": "x", "papers": 5, "address": "x", "scan": 7})

    assert root.xpath("//input[@name='sum']")[0].get("value") == "много"
    assert root.xpath("//input[@name='born']")[0].get("value") == "вчера"


def test_nothing_that_people_wrote_becomes_html():
    hostile = '"><img src=x onerror=alert(1)>'
    asked = form(
        {"type": "text", "text": hostile},
        field("textfield", "a", hostile, description=hostile),
        field("radio", "b", hostile, values=[{"value": hostile, "label": hostile}]),
        field(
            "select",
            "c",
            hostile,
            values=[{"value": "'" + hostile, "label": hostile}],
            hide=f"a = {json.dumps(hostile)}",
        ),
        group(field("checkbox", "d", hostile), label=hostile),
        rows("e", field("filepicker", "f", hostile), label=hostile),
    )
    raw = {"a": hostile, "b": hostile, "e": [{"f": [{"attachment": hostile, "name": hostile}]}]}

    root = page(asked, raw, {"a": hostile})

    assert not root.xpath("//img | //script | //@onerror")


def test_the_limits_of_files_are_told_before_picking():
    hint = page().xpath("//p[@id='scan-hint']")[0].text_content()

    assert "PDF, JPEG" in hint
    assert "5 МБ" in hint
    assert page().xpath("//input[@type='file']/@accept") == [".pdf,.jpeg,.jpg"]


def test_rows_are_a_table_with_headings_and_buttons_that_need_no_script():
    root = page()
    table = root.xpath("//div[@data-list='jobs']/div/table")[0]

    assert [each.text_content().split()[0] for each in table.xpath("./thead//th")][:3] == ["№", "Место", "Сейчас"]
    assert len(table.xpath("./tbody/tr")) == 2
    assert root.xpath("//button[@value='add:jobs']")
    assert root.xpath("//button[@value='remove:jobs.1']")[0].text_content().split() == ["Убрать", "строку", "2"]
    assert root.xpath("//template//input[@name='jobs.__row__.place']")


def test_a_condition_goes_to_the_browser_with_what_it_knows_of_the_case():
    (phone,) = page(application={"urgent": False, "secret": "x"}).xpath("//*[@data-path='phone']")

    assert json.loads(phone.get("data-hide"))["op"] == "or"
    assert json.loads(phone.get("data-known")) == {"application.urgent": False}


def test_an_erasable_value_of_the_case_never_goes_to_the_browser():
    sealed = {"given": True, "commitment": "0" * 64}
    asked = form(field("checkbox", "a"), field("textfield", "b", hide="a or application.name = null"))

    (shown,) = page(asked, {}, {}, application={"name": sealed}).xpath("//*[@data-path='b']")

    assert json.loads(shown.get("data-known")) == {"application.name": None}


@pytest.mark.parametrize(("needed", "drawn_at_all"), [(True, True), (False, False)])
def test_a_condition_on_the_case_alone_is_judged_here(needed, drawn_at_all):
    asked = form(field("filepicker", "scan", hide='not("scan" in missing)'), field("textfield", "name"))

    root = page(asked, {}, {}, missing=["scan"] if needed else [])

    assert bool(root.xpath("//input[@name='scan']")) is drawn_at_all
    assert not root.xpath("//*[@data-hide]")


def test_an_optional_choice_can_be_taken_back():
    asked = form(field("radio", "a", values=choices("x")), field("radio", "b", values=choices("x"), required=True))

    root = page(asked, {}, {})

    assert root.xpath("//input[@name='a']/@value") == ["x", ""]
    assert root.xpath("//input[@name='b']/@value") == ["x"]


def test_what_nobody_may_change_cannot_be_typed_over():
    asked = form(
        field("textfield", "a", readonly=True), field("select", "b", values=choices("x"), disabled=True), title="т"
    )

    root = page(asked, {}, {})

    assert root.xpath("//input[@name='a'][@readonly]")
    assert root.xpath("//select[@name='b'][@disabled]")

"""A table whose rows come from the case: what is kept when it is finished, and what a page says of a wrong cell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, get_template_attribute

from forms import definition
from service.operations import publish, show_instance, start_instance
from service.refs import task_ref
from service.tasks import aside
from storage import instances
from tests import annex
from tests.service.driver import Office

ALIKE = {key: {"matches": "yes"} for key, *_ in annex.COLUMNS}


@pytest.fixture
def ref(office: Office) -> str:
    """The step that asks for the annex."""
    publish.publish_parts(office.here, annex.parts())
    office.person("frolova", "Фролова Ирина", "site")
    office.person("zhukov", "Жуков Илья", "leader")
    begun = start_instance.start(office.here, office.who("zhukov"), procedure="annex", answers={"model": annex.MODEL})
    with office.here.database.reading() as session:
        (task,) = instances.tasks(session, begun.instance_id)
    return task_ref(task.instance_id, task.task)


def lines(*added: dict[str, Any], **first: Any) -> list[dict[str, Any]]:
    return [{**ALIKE, **first}, *(dict(ALIKE) for _ in annex.PROCESSES[1:]), *added]


def test_rows_keep_the_names_that_the_case_gave_them_though_those_are_erasable(office: Office, ref: str) -> None:
    more = {"process": annex.PROCESSES[1], **ALIKE}
    sent = [{"process": name, **row} for name, row in zip(annex.PROCESSES, lines(), strict=True)]

    office.do("frolova", ref, {"lines": [*sent, more, {"process": "Свой", **ALIKE}], "recommendations": "нет"})

    instance_id = int(ref.split("-")[0])
    shown = show_instance.show(office.here, office.who("zhukov"), instance_id)
    kept = shown.case["annex"]["lines"]
    assert [row["process"] for row in kept] == [*annex.PROCESSES[:2], annex.PROCESSES[1], *annex.PROCESSES[2:], "Свой"]
    office.holds_together(instance_id)


def test_the_page_names_a_wrong_cell_and_keeps_what_was_typed(office: Office, ref: str, visit: Any) -> None:
    person = visit("frolova")
    page = person.get(f"/tasks/{ref}").get_data(as_text=True)
    assert "lines.4._stays" in page

    posted = {f"lines.{row}._stays": "1" for row in range(5)}
    posted |= {f"lines.{row}.process": name for row, name in enumerate(annex.PROCESSES)}
    posted |= {f"lines.{row}.{key}.matches": "yes" for row in range(5) for key in ALIKE}
    posted |= {"lines.2.objects.matches": "no", "lines.2.objects.description": "по-своему", "recommendations": "нет"}
    refused = person.post(f"/tasks/{ref}/complete", posted)

    assert refused.status_code == 422
    said = "Процессы блока 1, строка 3 «Мониторинг сети центров», графа 5 «Объекты деятельности», Обоснование: "
    assert f'<a href="#lines.2.objects.justification">{said}обоснуйте, почему не как в модели</a>' in person.text
    assert "по-своему" in person.text


def test_a_file_in_a_cell_is_opened_from_where_the_table_is_read(app: Flask) -> None:
    scan = {"type": "filepicker", "id": "Scan", "key": "scan", "label": "Скан"}
    name = {"type": "textfield", "id": "Name", "key": "name", "label": "Документ"}
    rows = {"type": "dynamiclist", "id": "Rows", "path": "papers", "label": "Документы", "components": [name, scan]}
    rows["properties"] = {"view": "table"}
    form = definition.read(json.dumps({"type": "default", "id": "F-PAPERS", "components": [rows]}).encode())
    charter = {"attachment": "c" * 32, "sha256": "0" * 64, "size": 2048, "name": "устав.pdf"}
    answers = {"papers": [{"name": "Приказ", "scan": []}, {"name": "Устав", "scan": [charter]}]}

    pairs = aside.typed(form, answers, "ru")

    with app.test_request_context():
        read = get_template_attribute("parts.html", "answers")(pairs)
    assert read.count("<a ") == 1
    assert f'<td data-label="Скан"><p class="prewrap"><a href="/attachments/{"c" * 32}">устав.pdf</a>' in read

"""Forms that a diagram of another system carries in itself become forms of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forms import definition
from forms.foreign import forms_in

SAMPLES = Path(__file__).parents[1] / "processes/imports/samples"
CAMUNDA = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<process id="P" isExecutable="true"><userTask id="A" name="Проверить"><extensionElements><camunda:formData>
<camunda:formField id="ok" label="Принять" type="boolean"><camunda:validation><camunda:constraint name="required"/></camunda:validation></camunda:formField>
<camunda:formField id="until" label="До" type="date"/><camunda:formField id="note" type="string"/>
</camunda:formData></extensionElements></userTask></process></definitions>"""


def read(content: bytes, id_: str) -> list[tuple[str, str, str]]:
    """The fields of a form that the file carries, as our own reader understands them: key, type, label."""
    form = definition.read(forms_in(content)[id_])
    assert form.id == id_
    return [(one["key"], one["type"], one["label"]) for one in json.loads(forms_in(content)[id_])["components"]]


def test_fields_at_a_step_are_a_form() -> None:
    assert read(CAMUNDA.encode(), "F-A") == [
        ("ok", "checkbox", "Принять"),
        ("until", "datetime", "До"),
        ("note", "textfield", "note"),
    ]
    assert json.loads(forms_in(CAMUNDA.encode())["F-A"])["components"][0]["validate"] == {"required": True}


def test_choices_keep_their_values_and_labels() -> None:
    content = (SAMPLES / "activiti.bpmn").read_bytes()

    assert read(content, "F-request") == [("days", "number", "Дней"), ("kind", "select", "Вид")]
    chosen = json.loads(forms_in(content)["F-request"])["components"][1]["values"]
    assert chosen == [{"value": "paid", "label": "Оплачиваемый"}, {"value": "free", "label": "Без оплаты"}]


def test_form_json_inside_a_diagram_goes_by_the_id_that_steps_name() -> None:
    content = (SAMPLES / "camunda8.bpmn").read_bytes()

    assert read(content, "check-form") == [("approved", "checkbox", "Принять"), ("sum", "number", "Сумма")]


@pytest.mark.parametrize("text", ["[1]", "{", "", "5"])
def test_what_is_no_form_inside_a_diagram_is_left_out(text: str) -> None:
    content = (SAMPLES / "camunda8.bpmn").read_text("utf-8")
    start, end = content.index('{"type"'), content.index("</zeebe:userTaskForm>")

    assert forms_in((content[:start] + text + content[end:]).encode()) == {}

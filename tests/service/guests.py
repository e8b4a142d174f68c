"""A procedure in which the applicant names his deputy: the case invites him, and his steps come to him."""

from __future__ import annotations

import json

PROCEDURE = """
key: guests
title: {ru: Приём гостей, en: Guests}
code: ГОС
main: P-GST
roles:
  applicant: {ru: Заявитель, en: Applicant, outside: true, scope: party}
  deputy: {ru: Представитель, en: Deputy, outside: true, scope: party, acts_for: applicant}
  clerk: {ru: Специалист, en: Clerk}
intake: [clerk]
"""


def _node(kind: str, id_: str, name: str, **properties: str) -> str:
    lines = "".join(
        f'<spiffworkflow:property name="{key.replace("__", ".")}" value="{value}"/>'
        for key, value in properties.items()
    )
    inside = (
        f"<bpmn:extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties></bpmn:extensionElements>"
    )
    return f'<bpmn:{kind} id="{id_}" name="{name}">{inside if lines else ""}</bpmn:{kind}>\n'


def _flow(source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{source}.{target}" sourceRef="{source}" targetRef="{target}"/>\n'


DIAGRAM = (
    """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="guests" targetNamespace="http://poryadok.example">
  <bpmn:process id="P-GST" name="Приём гостей" isExecutable="true">
"""
    + _node("startEvent", "GST-10", "Подать заявку", role="applicant", form="F-GST-1", result="application")
    + _node("serviceTask", "GST-20", "Пригласить представителя", action="invite", result="deputy",
            input__role="&quot;deputy&quot;", input__name="application.deputy", input__email="application.email",
            input__kind="application.kind")
    + _node("userTask", "GST-30", "Ответить", role="applicant", form="F-GST-3", result="answer")
    + _node("userTask", "GST-40", "Принять ответ", role="clerk", result="taken")
    + _node("endEvent", "GST-E1", "Принято")
    + _flow("GST-10", "GST-20") + _flow("GST-20", "GST-30") + _flow("GST-30", "GST-40") + _flow("GST-40", "GST-E1")
    + "</bpmn:process></bpmn:definitions>"
)  # fmt: skip


def _text(key: str, label: str, **more: object) -> dict[str, object]:
    return {"type": "textfield", "key": key, "label": label, **more}


APPLICATION = {
    "id": "F-GST-1",
    "title": "Заявка",
    "type": "default",
    "components": [
        _text("full_name", "Фамилия, имя, отчество", validate={"required": True}),
        _text("deputy", "Представитель"),
        _text("email", "Его адрес"),
        {
            "type": "radio",
            "key": "kind",
            "label": "Кто это",
            "values": [{"label": "Человек", "value": "person"}, {"label": "Работодатель", "value": "employer"}],
        },
    ],
}

ANSWER = {
    "id": "F-GST-3",
    "title": "Ответ",
    "type": "default",
    "components": [_text("text", "Ответ", validate={"required": True})],
}


def parts() -> dict[str, bytes]:
    """The procedure's files."""
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "guests.bpmn": DIAGRAM.encode(),
        "F-GST-1.json": json.dumps(APPLICATION).encode(),
        "F-GST-3.json": json.dumps(ANSWER).encode(),
    }

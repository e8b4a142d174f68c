"""A small procedure of our own: a permit is applied for, checked, numbered, printed and signed.

It has one of everything that the service does for a case, so that tests do not depend on what a real regulation says.
"""

from __future__ import annotations

import json

PROCEDURE = """
key: permit
title: {ru: Выдача пропуска, en: Permit}
code: ПРО
main: P-PER
roles:
  applicant: {ru: Заявитель, en: Applicant, outside: true, scope: party}
  clerk: {ru: Специалист, en: Clerk, head: head}
  head: {ru: Руководитель, en: Head}
separation:
  - id: S1
    first: [PER-20]
    second: [PER-40]
    ru: Подписывает не тот, кто проверял
    en: Whoever checked does not sign
reminders:
  PER-20:
    - {kind: reminder, days: 2}
    - {kind: escalation, days: 0, role: head}
settings:
  check_days: {value: 10, ru: Дней на проверку, en: Days to check}
registers:
  R-PERMITS:
    ru: Пропуска
    en: Permits
    public: true
    columns:
      number: {ru: Номер, en: Number}
      holder: {ru: Владелец, en: Holder, from: application.full_name}
  R-GATES:
    ru: Проходные
    en: Gates
    form: F-PER-5
    kept_by: [clerk]
    columns:
      title: {ru: Название, en: Title}
      opens: {ru: Открыта с, en: Open from, type: date}
      capacity: {ru: Мест, en: Places, type: integer}
    stock: capacity
stages:
  - {id: checking, ru: Проверка, en: Checking}
"""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="permit" targetNamespace="http://poryadok.example">
  <bpmn:message id="M-WITHDRAW" name="withdraw"/>
  <bpmn:message id="M-PAID" name="paid"/>
  <bpmn:process id="P-PER" name="Выдача пропуска" isExecutable="true">
"""


def _properties(**values: str) -> str:
    lines = "".join(
        f'<spiffworkflow:property name="{name.replace("__", ".")}" value="{value}"/>' for name, value in values.items()
    )
    return (
        f"<bpmn:extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def _node(kind: str, id_: str, name: str = "", attributes: str = "", inside: str = "", **properties: str) -> str:
    return (
        f'<bpmn:{kind} id="{id_}" name="{name}" {attributes}>'
        f"{_properties(**properties) if properties else ''}{inside}</bpmn:{kind}>\n"
    )


def _flow(source: str, target: str, condition: str = "") -> str:
    inside = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    return f'<bpmn:sequenceFlow id="{source}.{target}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>\n'


_TIMER = '<bpmn:timerEventDefinition><bpmn:timeDate xsi:type="bpmn:tFormalExpression">{}</bpmn:timeDate></bpmn:timerEventDefinition>'
_MESSAGE = '<bpmn:messageEventDefinition messageRef="{}"/>'

DIAGRAM = (
    _HEAD
    + _node("startEvent", "PER-10", "Подать заявку", form="F-PER-1", role="applicant", result="application")
    + _node("subProcess", "PER-SP", "Рассмотрение", inside=(
        _node("startEvent", "PER-S0")
        + _node("userTask", "PER-20", "Проверить заявку", form="F-PER-2", role="clerk", result="check",
                due="days_after(date and time(case.started_at), settings.check_days)", stage="checking",
                beside="application", awaited="проверит заявку")
        + _node("boundaryEvent", "T-PER-10D", "Десять дней", 'attachedToRef="PER-20" cancelActivity="false"',
                inside=_TIMER.format("days_after(date and time(case.started_at), 10)"), alert="head")
        + _node("endEvent", "T-PER-END", "Сообщено")
        + _node("exclusiveGateway", "PER-G1", "Годится?", 'default="PER-G1.PER-35"')
        + _node("serviceTask", "PER-35", "Сообщить о недостатках", action="notice",
                input__template="&quot;N-PER-FIX&quot;", input__to="&quot;applicant&quot;")
        + _node("userTask", "PER-36", "Исправить заявку", form="F-PER-1", role="applicant", result="application")
        + _node("endEvent", "PER-S1", "Проверено")
        + _flow("PER-S0", "PER-20") + _flow("T-PER-10D", "T-PER-END") + _flow("PER-20", "PER-G1")
        + _flow("PER-G1", "PER-S1", 'check.verdict = "good"') + _flow("PER-G1", "PER-35")
        + _flow("PER-35", "PER-36") + _flow("PER-36", "PER-20")
    ))
    + _node("boundaryEvent", "PER-W1", "Отозвать заявку", 'attachedToRef="PER-SP" cancelActivity="true"',
            inside=_MESSAGE.format("M-WITHDRAW"), role="applicant", form="F-PER-9", result="withdrawal")
    + _node("endEvent", "PER-E2", "Отозвано")
    + _node("serviceTask", "PER-G", "Удержать место", action="register", result="seat",
            input__operation="&quot;hold&quot;", input__register="&quot;R-GATES&quot;", input__row="check.gate")
    + _node("serviceTask", "PER-N", "Присвоить номер", action="number", result="permit",
            input__counter="&quot;permit&quot;", input__prefix="&quot;П&quot;")
    + _node("serviceTask", "PER-R", "Записать в реестр", action="register", result="entry",
            input__operation="&quot;write&quot;", input__register="&quot;R-PERMITS&quot;", input__key="permit.number",
            input__number="permit.number")
    + _node("serviceTask", "PER-D", "Напечатать пропуск", action="document", result="paper",
            input__template="&quot;D-PER&quot;", input__number="permit.number", input__register="&quot;R-PERMITS&quot;")
    + _node("sendTask", "PER-M", "Сообщить о пропуске", action="notice",
            input__template="&quot;N-PER-READY&quot;", input__to="&quot;applicant&quot;")
    + _node("userTask", "PER-40", "Подписать пропуск", role="clerk head", result="signature")
    + _node("intermediateCatchEvent", "PER-P", "Оплачено", inside=_MESSAGE.format("M-PAID"), key="case.number",
            result="payment")
    + _node("endEvent", "PER-E1", "Пропуск выдан")
    + _flow("PER-10", "PER-SP") + _flow("PER-SP", "PER-G") + _flow("PER-W1", "PER-E2") + _flow("PER-G", "PER-N")
    + _flow("PER-N", "PER-R") + _flow("PER-R", "PER-D") + _flow("PER-D", "PER-M") + _flow("PER-M", "PER-40")
    + _flow("PER-40", "PER-P") + _flow("PER-P", "PER-E1")
    + "</bpmn:process></bpmn:definitions>"
)  # fmt: skip

APPLICATION = {
    "id": "F-PER-1",
    "title": "Заявка",
    "type": "default",
    "components": [
        {"type": "textfield", "key": "full_name", "label": "Фамилия, имя, отчество", "validate": {"required": True}},
        {
            "type": "radio",
            "key": "notify_channel",
            "label": "Как сообщить",
            "values": [{"label": "Почтой", "value": "email"}, {"label": "В кабинете", "value": "cabinet"}],
            "validate": {"required": True},
        },
        {
            "type": "filepicker",
            "key": "scans",
            "label": "Сканы",
            "multiple": True,
            "properties": {"fileKind": "pdf png", "maxMb": 1},
        },
    ],
}

CHECK = {
    "id": "F-PER-2",
    "title": "Проверка",
    "type": "default",
    "components": [
        {
            "type": "radio",
            "key": "verdict",
            "label": "Годится",
            "values": [{"label": "Да", "value": "good"}, {"label": "Нет", "value": "bad"}],
            "validate": {"required": True},
        },
        {"type": "textarea", "key": "remarks", "label": "Замечания"},
        {"type": "select", "key": "gate", "label": "Проходная", "properties": {"registerField": "R-GATES.title"}},
    ],
}

GATE = {
    "id": "F-PER-5",
    "title": "Проходная",
    "type": "default",
    "components": [
        {
            "type": "textfield",
            "key": "title",
            "label": "Название",
            "validate": {"required": True},
            "properties": {"open": "true"},
        },
        {"type": "datetime", "subtype": "date", "key": "opens", "dateLabel": "Открыта с"},
        {
            "type": "number",
            "key": "capacity",
            "label": "Мест",
            "decimalDigits": 0,
            "validate": {"required": True, "min": 1},
        },
    ],
}

WITHDRAWAL = {
    "id": "F-PER-9",
    "title": "Отзыв",
    "type": "default",
    "components": [{"type": "textarea", "key": "reason", "label": "Причина", "validate": {"required": True}}],
}

PAPER = """#let d = json(bytes(sys.inputs.data))
#set document(title: "Пропуск " + d.number, author: "Бюро пропусков", date: auto)
#set text(lang: "ru", font: "Libertinus Serif")
= Пропуск #d.number
#d.case.application.full_name
#image(bytes(d.qr), format: "svg", width: 3cm, alt: "QR")
"""


def parts() -> dict[str, bytes]:
    """The procedure's files."""
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "permit.bpmn": DIAGRAM.encode(),
        "F-PER-1.json": json.dumps(APPLICATION).encode(),
        "F-PER-2.json": json.dumps(CHECK).encode(),
        "F-PER-5.json": json.dumps(GATE).encode(),
        "F-PER-9.json": json.dumps(WITHDRAWAL).encode(),
        "documents/D-PER.typ": PAPER.encode(),
        "notices/N-PER-READY.txt": "Тема: Пропуск {permit.number}\n{application.full_name}, пропуск готов.\n".encode(),
        "notices/N-PER-FIX.txt": "Тема: Исправьте заявку {case.number}\n{check.remarks}\n".encode(),
    }

"""A procedure in which several sites of one role work in one case: each invited, asked and told for itself, then they vote."""

from __future__ import annotations

import itertools
import json
from html import escape

PROCEDURE = """
key: sites
title: {ru: Проверка площадок, en: Sites}
code: ПЛ
main: P-SIT
roles:
  site: {ru: Площадка, en: Site, outside: true, scope: party, sees: []}
  clerk: {ru: Специалист, en: Clerk}
  head: {ru: Руководитель, en: Head}
forums:
  talk: {ru: Обсуждение практики, en: Talk, writes: [site], reads: [clerk], moderates: [head]}
papers:
  D-SIT: {ru: Отчёт, en: Report}
"""


def _node(kind: str, id_: str, name: str, inside: str = "", **properties: str) -> str:
    lines = "".join(
        f'<spiffworkflow:property name="{key.replace("__", ".")}" value="{escape(value)}"/>'
        for key, value in properties.items()
    )
    extension = (
        f"<bpmn:extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties></bpmn:extensionElements>"
    )
    return f'<bpmn:{kind} id="{id_}" name="{name}">{extension if lines else ""}{inside}</bpmn:{kind}>\n'


def _flow(*ids: str) -> str:
    return "".join(
        f'<bpmn:sequenceFlow id="{a}.{b}" sourceRef="{a}" targetRef="{b}"/>\n' for a, b in itertools.pairwise(ids)
    )


def _each(collection: str, item: str, completion: str = "") -> str:
    condition = f"<bpmn:completionCondition>{escape(completion)}</bpmn:completionCondition>" if completion else ""
    return (
        f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>"
        f'<bpmn:inputDataItem name="{item}"/>{condition}</bpmn:multiInstanceLoopCharacteristics>'
    )


MAJORITY = 'count(votes[position = "for"]) >= 2 or count(votes[position = "against"]) >= 2'

DIAGRAM = (
    """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="sites" targetNamespace="http://poryadok.example">
  <bpmn:process id="P-SIT" name="Проверка площадок" isExecutable="true">
"""
    + _node("startEvent", "SIT-10", "Назвать площадки", role="clerk", form="F-SIT-1", result="project")
    + _node("serviceTask", "SIT-20", "Пригласить площадку", _each("project.sites", "site"), action="invite",
            result="invited", input__role='"site"', input__name="site.name", input__email="site.email",
            input__kind='"organisation"')
    + _node("serviceTask", "SIT-25", "Открыть обсуждение", action="forum", result="thread", input__forum='"talk"',
            input__thread='"stage-1"', input__title='"Этап 1"', input__until="days_after(now(), 3)",
            input__subjects='["Набор", "Оценка"]')
    + _node("subProcess", "SIT-30", "Проверка на площадке", _each("invited", "one") + (
        _node("startEvent", "SIT-S0", "")
        + _node("userTask", "SIT-31", "Описать практику", role="site", form="F-SIT-2", result="practice")
        + _node("sendTask", "SIT-32", "Подтвердить получение", action="notice", input__template='"N-SIT"',
                input__to='"site"', result="told")
        + _node("serviceTask", "SIT-33", "Составить отчёт", action="document", result="report",
                input__template='"D-SIT"')
        + _node("userTask", "SIT-34", "Проверить ответ", role="clerk", form="F-SIT-3", result="check")
        + _node("userTask", "SIT-35", "Дополнить", role="site", form="F-SIT-4", result="addition", beside="practice")
        + _node("endEvent", "SIT-S1", "")
        + _flow("SIT-S0", "SIT-31", "SIT-32", "SIT-33", "SIT-34", "SIT-35", "SIT-S1")
    ), party="one.party", result="work")
    + _node("userTask", "SIT-40", "Проголосовать", _each("invited", "one", MAJORITY), role="site", party="one.party",
            form="F-SIT-5", result="votes")
    + _node("userTask", "SIT-50", "Подвести итог", role="clerk", result="summary")
    + _node("endEvent", "SIT-E1", "Решено")
    + _flow("SIT-10", "SIT-20", "SIT-25", "SIT-30", "SIT-40", "SIT-50", "SIT-E1")
    + "</bpmn:process></bpmn:definitions>"
)  # fmt: skip


def _text(key: str, label: str, **more: object) -> dict[str, object]:
    return {"type": "textfield", "key": key, "label": label, **more}


def _form(id_: str, title: str, *components: dict[str, object]) -> bytes:
    return json.dumps({"id": id_, "title": title, "type": "default", "components": list(components)}).encode()


SITES = {
    "type": "dynamiclist",
    "path": "sites",
    "label": "Площадки",
    "components": [_text("name", "Название", validate={"required": True}), _text("email", "Адрес")],
}
POSITION = {
    "type": "radio",
    "key": "position",
    "label": "Ваша позиция",
    "values": [{"label": "За", "value": "for"}, {"label": "Против", "value": "against"}],
    "validate": {"required": True},
}
GRADE = {
    "type": "radio",
    "key": "grade",
    "label": "Оценка",
    "values": [{"label": "Хорошо", "value": "good"}, {"label": "Плохо", "value": "bad"}],
}

REPORT = """#let d = json(bytes(sys.inputs.data))
#set document(title: "Отчёт", author: "Бюро", date: auto)
#set text(lang: "ru", font: "Libertinus Serif")
= Отчёт #d.number
"""


def parts() -> dict[str, bytes]:
    """The procedure's files."""
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "sites.bpmn": DIAGRAM.encode(),
        "F-SIT-1.json": _form("F-SIT-1", "Площадки", SITES),
        "F-SIT-2.json": _form("F-SIT-2", "Практика", _text("text", "Как это у вас"), GRADE),
        "F-SIT-3.json": _form("F-SIT-3", "Проверка", GRADE),
        "F-SIT-4.json": _form(
            "F-SIT-4",
            "Дополнение",
            _text("before", "Вы писали", properties={"prefill": "practice.text"}),
            _text("reason", "Почему плохо", conditional={"hide": '=practice.grade != "bad"'}),
        ),
        "F-SIT-5.json": _form("F-SIT-5", "Голос", POSITION, _text("dissent", "Особое мнение")),
        "documents/D-SIT.typ": REPORT.encode(),
        "notices/N-SIT.txt": "Тема: Получено\nДело {case.number}: ответ получен.\n".encode(),
    }

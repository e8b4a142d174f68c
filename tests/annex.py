"""A small procedure of our own with a block of five processes, each judged in eight columns against a model.

It is what the first annex of a pilot asks of a site, so that tests do not depend on what a real regulation says.
"""

from __future__ import annotations

import json
from typing import Any

from tests.processes.gate.drawing import Drawing

PROCEDURE = """
key: annex
title: {ru: Материалы площадки, en: Materials of a site}
code: ПЛЩ
main: P-ANNEX
roles:
  leader: {ru: Руководитель проекта, en: Leader}
  site: {ru: Площадка, en: Site}
"""

PROCESSES = (
    "Информирование и консультирование учредителей",
    "Включение в Регистр",
    "Мониторинг сети центров",
    "Аудит центров",
    "Исключение из Регистра",
)

CONTENT, SUPPORT, OUTPUT = "Содержание деятельности", "Регуляторы процессов", "Выходы процессов"

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("participants", "Участники деятельности", ""),
    ("methods", "Способы деятельности", CONTENT),
    ("sequence", "Последовательность действий", CONTENT),
    ("objects", "Объекты деятельности", CONTENT),
    ("methodical", "Методическая поддержка", SUPPORT),
    ("legal", "Правовая поддержка", SUPPORT),
    ("results", "Результаты", OUTPUT),
    ("documents", "Документы", OUTPUT),
)
"""Key, label, heading over it; they are numbered from 2 on."""

LONG = "Совет центра, его руководитель и эксперты, которых называет учредитель, а также организации. " * 5

MODEL: list[dict[str, Any]] = [
    {
        "process": process,
        **{f"model_{key}": LONG if key == "objects" else f"Модель: {label}" for key, label, _ in COLUMNS},
    }
    for process in PROCESSES
]

LINE = (
    ("matches", "Как в модели"),
    ("description", "Описание"),
    ("justification", "Обоснование"),
    ("comment", "Примечание"),
)
"""What each cell asks."""


def _cell(number: int, key: str, label: str, over: str) -> dict[str, Any]:
    differs = {"hide": f'{key}.matches = null or {key}.matches = "yes"'}
    texts: list[dict[str, Any]] = [
        {
            "type": "textarea",
            "key": name,
            "label": said,
            "conditional": differs if name != "comment" else {},
            "properties": {"open": "true", "lines": "2"},
        }
        for name, said in LINE[1:]
    ]
    options = [{"value": "yes", "label": "Да", "en": "Yes"}, {"value": "no", "label": "Нет", "en": "No"}]
    matches = {
        "type": "select",
        "key": "matches",
        "label": LINE[0][1],
        "values": options,
        "validate": {"required": True},
    }
    properties = {"number": str(number), "over": over, "beside": f"model_{key}"}
    return {"type": "group", "path": key, "label": label, "components": [matches, *texts], "properties": properties}


def _rule(key: str) -> dict[str, str]:
    when = f'{key}.matches != "no" or given({key}.justification)'
    return {
        "when": when,
        "ru": "обоснуйте, почему не как в модели",
        "en": "say why it differs",
        "field": f"{key}.justification",
    }


FILL: dict[str, Any] = {
    "type": "default",
    "id": "F-ANX-1",
    "title": "Приложение 1",
    "components": [
        {
            "type": "dynamiclist",
            "path": "lines",
            "label": "Процессы блока 1",
            "allowAddRemove": True,
            "defaultRepetitions": 0,
            "components": [
                {"type": "textfield", "key": "process", "label": "Процессы", "readonly": True, "validate": {"required": True}, "properties": {"open": "true", "number": "1"}},
                *(_cell(number, *column) for number, column in enumerate(COLUMNS, start=2)),
            ],
            "properties": {
                "en": "Processes of block 1", "view": "table", "rowName": "process", "grouped": "true", "keepPrefilled": "true",
                "prefill": "project.model", "maxRows": "12", "rules": [_rule(key) for key, _, _ in COLUMNS],
            },
        },
        {"type": "textfield", "key": "recommendations", "label": "Рекомендации по доработке", "validate": {"required": True}, "properties": {"open": "true"}},
    ],
}  # fmt: skip

START: dict[str, Any] = {
    "type": "default",
    "id": "F-ANX-0",
    "title": "Проект",
    "components": [
        {
            "type": "dynamiclist",
            "path": "model",
            "label": "Модель",
            "components": [{"type": "textarea", "key": key, "label": key} for key in MODEL[0]],
        },
    ],
}


def diagram() -> bytes:
    return (
        Drawing("P-ANNEX")
        .node("startEvent", "ANX-10", {"role": "leader", "form": "F-ANX-0", "result": "project"}, name="Начать проект")
        .node(
            "userTask", "ANX-20", {"role": "site", "form": "F-ANX-1", "result": "annex"}, name="Заполнить приложение 1"
        )
        .node("userTask", "ANX-30", {"role": "leader"}, name="Прочесть материалы")
        .node("endEvent", "ANX-E", name="Материалы приняты")
        .flow("ANX-10", "ANX-20")
        .flow("ANX-20", "ANX-30")
        .flow("ANX-30", "ANX-E")
        .xml()
    )


def parts(**fill: Any) -> dict[str, bytes]:
    """The parts of the procedure; `fill` are other properties of the table."""
    table = {**FILL["components"][0], "properties": {**FILL["components"][0]["properties"], **fill}}
    asked = {**FILL, "components": [table, *FILL["components"][1:]]}
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "annex.bpmn": diagram(),
        "F-ANX-0.json": json.dumps(START).encode(),
        "F-ANX-1.json": json.dumps(asked).encode(),
    }


def sheet(answer: str = "Да", **wrong: str) -> str:
    """What a spreadsheet copies: five rows of eight times four cells.  `wrong`: another answer in the first row by column."""
    lines = [
        "\t".join(
            "\t".join((wrong.get(key, answer) if row == 0 else answer, "", "", f"примечание {row + 1}-{key}"))
            for key, _, _ in COLUMNS
        )
        for row in range(len(PROCESSES))
    ]
    return "\r\n".join(lines) + "\r\n"

"""The smallest procedure that can be published, as the files in which a program brings it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage

from tests.processes.gate.drawing import Drawing

LEAVE = (
    Drawing("P-LEAVE")
    .node("startEvent", "LV-10", {"role": "worker", "form": "F-LV-1", "result": "request"}, name="Попросить отпуск")
    .node("userTask", "LV-20", {"role": "boss", "form": "F-LV-2", "result": "answer"}, name="Решить")
    .node("endEvent", "LV-E", name="Решено")
    .flow("LV-10", "LV-20")
    .flow("LV-20", "LV-E")
    .xml()
)
ASK = {"type": "default", "components": [{"type": "checkbox", "key": "paid", "label": "Оплачиваемый"}]}


def files(**notices: str) -> dict[str, bytes]:
    """Diagram and forms, and notices by name: other ones make another version."""
    return {
        "leave.bpmn": LEAVE,
        "F-LV-1.json": json.dumps({**ASK, "id": "F-LV-1"}).encode(),
        "whatever.json": json.dumps({**ASK, "id": "F-LV-2"}).encode(),
        **{f"notices/{name}.txt": f"Тема: {text}\n{text}\n".encode() for name, text in notices.items()},
    }


def sent(contents: Mapping[str, bytes], **told: str) -> dict[str, Any]:
    """The multipart form that brings them."""
    return {**told, "file": [FileStorage(io.BytesIO(content), name) for name, content in contents.items()]}

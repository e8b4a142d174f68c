"""What is asked about a paper beside the form that stands on it: who handed it in, when it was received, its scan."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms import definition
from forms.definition import Form
from service.operations.enter_paper import Applicant

_WHO: list[dict[str, Any]] = [
    {
        "type": "textfield", "key": "paper_name", "label": "Фамилия, имя, отчество",
        "validate": {"required": True, "maxLength": 200}, "properties": {"en": "Full name"},
    },
    {
        "type": "textfield", "key": "paper_email", "label": "Электронная почта, если указана",
        "validate": {"validationType": "email", "maxLength": 100}, "properties": {"en": "E-mail, if given"},
    },
    {
        "type": "textfield", "key": "paper_phone", "label": "Телефон, если указан",
        "validate": {"validationType": "phone", "maxLength": 30}, "properties": {"en": "Telephone, if given"},
    },
]  # fmt: skip

_PAPER: list[dict[str, Any]] = [
    {
        "type": "datetime", "subtype": "date", "key": "paper_received_on", "dateLabel": "Получено",
        "description": "Сроки считаются от этого дня.", "validate": {"required": True},
        "properties": {"en": "Received on", "hintEn": "Terms run from this day.", "day": "pastOrToday"},
    },
    {
        "type": "filepicker", "key": "paper_scan", "label": "Скан бумаги", "multiple": True,
        "validate": {"required": True}, "properties": {"en": "Scan of the paper", "fileKind": "pdf png jpeg"},
    },
]  # fmt: skip


def _form(id_: str, components: list[dict[str, Any]]) -> Form:
    written = {"type": "default", "id": id_, "title": "Подано на бумаге", "components": components}
    return definition.read(json.dumps({**written, "properties": {"en": "Handed in on paper"}}).encode())


OF_TASK = _form("F-PAPER-1", _PAPER)
OF_KNOWN = _form("F-PAPER-2", _PAPER)
OF_NEW = _form("F-PAPER-3", [*_WHO, *_PAPER])


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What was said of a paper, checked."""

    applicant: Applicant
    received_on: date
    scans: Sequence[str]


def read(checked: Mapping[str, Any], party: int | None) -> Sheet:
    """Checked answers of one of the forms above; `party` is a participant who was chosen."""
    return Sheet(
        applicant=Applicant(
            party=party,
            name=str(checked.get("paper_name") or ""),
            email=checked.get("paper_email"),
            phone=checked.get("paper_phone"),
        ),
        received_on=date.fromisoformat(checked["paper_received_on"]),
        scans=[file["attachment"] for file in checked["paper_scan"]],
    )

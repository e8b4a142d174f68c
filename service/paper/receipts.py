"""The print for whoever handed in a paper: the number, what was received, when, and who entered it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service import naming, words
from service.errors import NotFound
from service.operations.show_instance import InstanceView


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`received_on` is the day that counts, `entered_at` when it came into the service."""

    number: str
    title: str
    step: str
    subject: str
    received_on: date
    entered_at: datetime
    entered_by: str
    files: int


def of(view: InstanceView, rows: Sequence[dict[str, Any]], language: str) -> Receipt:
    """The receipt of a case that began on paper; raises NotFound for another."""
    first = rows[0]
    command = first["steps"][0]["command"]
    if not command.get("received_on"):
        raise NotFound
    definition = view.edition.definition
    return Receipt(
        number=view.row.number,
        title=definition.title_of(view.row.process, language),
        step=naming.step_name(definition, command["start"]),
        subject=view.participants[0].name if view.participants else "",
        received_on=date.fromisoformat(command["received_on"]),
        entered_at=words.moment(first["at"]) or view.row.started_at,
        entered_by=first["actor_name"] or "",
        files=len(command.get("scans") or ()),
    )

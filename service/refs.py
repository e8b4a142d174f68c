"""How a task is named in addresses and in the API: `17-42` is task 42 of case 17."""

from __future__ import annotations

import re

from storage.errors import NotFound

_REF = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,8})", re.ASCII)


def task_ref(instance_id: int, task: int) -> str:
    """The name of a task of a case."""
    return f"{instance_id}-{task}"


def read_task_ref(text: str) -> tuple[int, int]:
    """The case and the task; raises NotFound for anything else, as for a task that is not there."""
    found = _REF.fullmatch(text)
    if found is None:
        raise NotFound("Задача", "Task", text[:40])
    return int(found[1]), int(found[2])


def read_person(actor: str) -> int | None:
    """The person behind `person:7`; None for the system."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None

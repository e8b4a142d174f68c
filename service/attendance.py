"""How a case used its seat: said by the sheet of the register, in the transaction in which one of its steps is done.

So a seat is `sat` or `absent` whether the step was done on its own page or together with others on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from processes import feel
from processes.definition import Definition, SheetOutline
from processes.facts import Fact, TaskCompleted
from storage import registers


def note(
    session: Session,
    instance_id: int,
    definition: Definition,
    facts: Iterable[Fact],
    data: Mapping[str, Any],
    moment: feel.Moment,
) -> None:
    """Mark the seats that the case has by what these facts recorded; one statement for a step of a sheet."""
    done = {fact.element for fact in facts if isinstance(fact, TaskCompleted)}
    for register in definition.registers.values():
        if register.sheet is None or not done.intersection(register.sheet.steps):
            continue
        use = _use(register.sheet, data, moment)
        if use is not None:
            registers.mark_used(session, register.id, instance_id, use)


def _use(sheet: SheetOutline, data: Mapping[str, Any], moment: feel.Moment) -> str | None:
    return next((use for use, source in sheet.seats.items() if _holds(source, data, moment)), None)


def _holds(source: str, data: Mapping[str, Any], moment: feel.Moment) -> bool:
    """A name that the case does not have yet says nothing; the gate has seen to it that something sets it."""
    try:
        return feel.compile(source).holds(data, moment)
    except feel.FeelError:
        return False

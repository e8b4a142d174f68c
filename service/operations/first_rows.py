"""The rows that a register begins with: written once, when a version that names them is published.

Whoever keeps the register changes and ends them like any others; nothing is written over what became of them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from processes.definition import Definition, RegisterOutline
from storage import journal, registers
from storage.errors import RowMissing


def write(session: Session, definition: Definition, *, at: datetime, today: date, actor: str) -> None:
    """The rows that are not there yet.  Raises RowRefused where the register's own rules do not allow one."""
    for outline in definition.registers.values():
        for key in outline.rows:
            if not _is_there(session, outline.id, key):
                _write(session, outline, key, at=at, today=today, actor=actor)


def _is_there(session: Session, register: str, key: str) -> bool:
    try:
        registers.get(session, register, key)
    except RowMissing:
        return False
    return True


def _write(session: Session, outline: RegisterOutline, key: str, *, at: datetime, today: date, actor: str) -> None:
    data = {**dict.fromkeys(outline.columns), **outline.rows[key]}
    rules = registers.Rules(outline=outline, today=today)
    row = registers.write(session, outline.id, key, data, at=at, actor=actor, rules=rules)
    journal.record(
        session, at=at, actor=actor, kind="register.written", subject=f"{outline.id}/{key}",
        details={"version": row.version},
    )  # fmt: skip

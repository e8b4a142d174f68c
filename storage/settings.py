"""Switches of the installation, such as two_people:exam; a procedure's own settings are part of its version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.models import Setting


def get(session: Session, name: str, default: Any) -> Any:
    """The value last put, else the default."""
    found = session.get(Setting, name, populate_existing=True)
    return default if found is None else found.value


def put(session: Session, name: str, value: Any, *, at: datetime, actor: str) -> None:
    """Replaces the value; the caller records the act in the journal."""
    session.merge(Setting(name=name, value=value, changed_at=at, changed_by=actor))
    session.flush()

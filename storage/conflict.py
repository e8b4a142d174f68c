"""Inserts that say what happens when the row is there already; SQLAlchemy has them per dialect only.

The row count of such an insert says nothing: use `.returning(...)` and look for a row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(session: Session, model: type[Any]) -> Any:
    """The dialect's INSERT for this table, with `on_conflict_do_nothing` and `on_conflict_do_update`.

    Typed Any because the two dialects' classes share these methods but no base class that has them.
    """
    return inserting_in(session.get_bind().dialect.name, model)


def inserting_in(dialect: str, model: type[Any]) -> Any:
    """As `insert_into`, for a statement that is put together once and kept; `dialect`: sqlite or postgresql."""
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)

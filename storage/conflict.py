"""Inserts that say what happens when the row is there already; SQLAlchemy has them per dialect only.

The row count of such an insert says nothing: use `.returning(...)` and look for a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(session: Session, model: type[Any]) -> Any:
    """The dialect's INSERT for this table, with `on_conflict_do_nothing` and `on_conflict_do_update`.

    Typed Any because the two dialects' classes share these methods but no base class that has them.
    """
    return inserting_in(session.get_bind().dialect.name, model)


def inserting_in(dialect: str, model: type[Any] | Table) -> Any:
    """As `insert_into`, for a statement that is put together once and kept; `dialect`: sqlite or postgresql."""
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)


def insert_new(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Those rows of one shape that are not there yet, past the ORM: in one statement, put together once."""
    statement = _unless_there(session.get_bind().dialect.name, model.__table__)
    session.connection().execute(statement, rows if len(rows) > 1 else rows[0])


@lru_cache(maxsize=64)
def _unless_there(dialect: str, table: Table) -> Any:
    return inserting_in(dialect, table).on_conflict_do_nothing()

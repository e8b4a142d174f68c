"""Numbers without gaps: drawn in the transaction that uses them, so a rolled back case gives its number back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from storage.conflict import inserting_in
from storage.models import Counter


def next(session: Session, code: str, year: int) -> int:  # counters.next(...) is what it does
    """The next number under this code in this year, from 1; whoever else wants one waits for our commit."""
    drawn = session.connection().execute(_drawing(session.get_bind().dialect.name), {"code": code, "year": year})
    return int(drawn.scalar_one())


@lru_cache(maxsize=2)
def _drawing(dialect: str) -> Any:
    counter = Counter.__table__
    return (
        inserting_in(dialect, Counter)
        .values(code=bindparam("code"), year=bindparam("year"), value=1)
        .on_conflict_do_update(index_elements=["code", "year"], set_={"value": counter.c.value + 1})
        .returning(counter.c.value)
    )

"""Numbers without gaps: drawn in the transaction that uses them, so a rolled back case gives its number back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage.conflict import insert_into
from storage.models import Counter


def next(session: Session, code: str, year: int) -> int:  # counters.next(...) is what it does
    """The next number under this code in this year, from 1; whoever else wants one waits for our commit."""
    drawn = session.execute(
        insert_into(session, Counter)
        .values(code=code, year=year, value=1)
        .on_conflict_do_update(index_elements=["code", "year"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(drawn.scalar_one())

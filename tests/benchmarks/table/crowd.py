"""Many cases at once: copies of one case's rows, under other ids and numbers.  Restoring and firing them is real."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, insert, select

from service.installation import Installation
from storage.models import Instance
from storage.models.base import Base

AT_A_TIME = 5000


def copies(here: Installation, instance_id: int, count: int) -> None:
    """`count` more cases like this one, with all rows that belong to it."""
    tables = [
        table for table in Base.metadata.sorted_tables if "instance_id" in table.columns and table.name != "search"
    ]
    with here.database.reading() as session:
        (case,) = session.execute(select(Instance.__table__).where(Instance.id == instance_id)).mappings().all()
        rows = {
            table.name: session.execute(select(table).where(table.c.instance_id == instance_id)).mappings().all()
            for table in tables
        }
    first = instance_id + 1
    for begin in range(first, first + count, AT_A_TIME):
        ids = range(begin, min(begin + AT_A_TIME, first + count))
        with here.database.writing() as session:
            _insert(
                session, Instance.__table__, [{**case, "id": id_, "number": f"{case['number']}-{id_}"} for id_ in ids]
            )
            for table in tables:
                _insert(session, table, [_moved(table, row, id_) for id_ in ids for row in rows[table.name]])


def _insert(session: Any, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _moved(table: Table, row: Any, id_: int) -> dict[str, Any]:
    """The row of another case; what the database numbers by itself is left to it."""
    own = {name: value for name, value in row.items() if name != "id"}
    return {**own, "instance_id": id_}

"""The same rows in a bare durable transaction: (c) of the table.

What the product writes while cases run is written down, statement by statement, and written again by the bare driver
into a copy of the database as it was before, with a commit where the product committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

Written = list[tuple[str, Any, bool]]
WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def recorded() -> Iterator[list[Written]]:
    """The transactions of this process meanwhile; of each, what it wrote: statement, parameters, whether many at once."""
    transactions: list[Written] = [[]]

    def executed(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            transactions[-1].append((statement, parameters, many))

    def committed(connection: Any) -> None:
        transactions.append([])

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
    try:
        yield transactions
    finally:
        event.remove(Engine, "before_cursor_execute", executed)
        event.remove(Engine, "commit", committed)


def write_again(transactions: list[Written], connection: Any, begin: Callable[[], object]) -> list[float]:
    """Milliseconds of each transaction that wrote anything, by the bare driver."""
    spent = []
    for transaction in transactions:
        if not transaction:
            continue
        began = time.perf_counter()
        begin()
        cursor = connection.cursor()
        for statement, parameters, many in transaction:
            (cursor.executemany if many else cursor.execute)(statement, parameters)
        connection.commit()
        spent.append((time.perf_counter() - began) * 1000)
    return spent

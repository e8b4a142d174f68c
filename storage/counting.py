"""How many rows a query has, counted no further than somebody wants to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

CAP = 1000
"""More than this is said as «1000+»."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many there are; `capped` if there are more than could be counted quickly."""

    number: int
    capped: bool


def count(session: Session, query: Select[*tuple[Any, ...]], cap: int = CAP) -> Count:
    """How many rows the query has; stops at `cap`."""
    some = query.order_by(None).limit(cap + 1).subquery()
    found = session.scalars(select(func.count()).select_from(some)).one()
    return Count(number=min(found, cap), capped=found > cap)

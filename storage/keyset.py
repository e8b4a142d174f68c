"""Where a page ended, as SQL compares it: keyset paging over the columns that a list is ordered by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Tuple, bindparam, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute


def cursor(columns: Iterable[InstrumentedAttribute[Any]], values: Iterable[Any]) -> Tuple:
    """The values of the last row of a page, each with the type of its column, to compare `tuple_(*columns)` with."""
    return tuple_(*(literal(value, column.type) for column, value in zip(columns, values, strict=True)))


def named(columns: Iterable[InstrumentedAttribute[Any]], names: Iterable[str]) -> Tuple:
    """As `cursor`, for a statement that is put together once and kept; the values come under these names."""
    return tuple_(*(bindparam(name, type_=column.type) for column, name in zip(columns, names, strict=True)))

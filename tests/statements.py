"""Statements are compiled once a process for all databases of tests, as they are in a service, which has one of them.

Every office of tests has engines of its own, and compiling anew costs more than carrying out.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine

from storage import database

_first: dict[str, Engine] = {}
_compiled: dict[Any, Any] = {}


def share() -> None:
    """From now on engines of one kind of database share what they compile."""
    database.create_engine = _create_engine


def _create_engine(url: sqlalchemy.URL, **how: Any) -> Engine:
    engine = sqlalchemy.create_engine(url, execution_options={"compiled_cache": _compiled}, **how)
    first = _first.get(engine.dialect.name)
    if first is None:
        engine.connect().close()  # only then the dialect knows its server
        engine.dispose()
        first = _first[engine.dialect.name] = engine
    engine.dialect = first.dialect  # what is compiled is found by it
    return engine

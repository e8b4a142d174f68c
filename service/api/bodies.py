"""Reading the JSON of a request: whatever it holds, it is read or refused, and never deep enough to hurt anybody after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

DEEPEST = 50
"""Levels of lists and objects; no form of ours needs ten."""


class BodyParser(FlaskParser):
    """Refuses with 400 what Python's reader breaks off at, and what our own code would have to descend into."""

    def load_json(self, req: Any, schema: Any) -> Any:
        try:
            body = super().load_json(req, schema)
        except (ValueError, RecursionError) as error:  # more digits than Python reads; brackets without end
            raise BadRequest from error
        if _is_deeper(body, DEEPEST):
            raise BadRequest
        return body


class JsonBlueprint(Blueprint):
    """A blueprint whose bodies are read by us."""

    ARGUMENTS_PARSER = BodyParser()


def _is_deeper(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value

"""The canonical text of plain values: RFC 8785, so that equal values have equal bytes on every machine."""

from __future__ import annotations

from typing import Any

import orjson
import rfc8785

LARGEST = 2**53 - 1
"""The largest integer that RFC 8785 can say: what a double holds exactly."""


def text_of(value: Any) -> bytes:
    """The canonical UTF-8 text; raises rfc8785.CanonicalizationError for what it cannot say.

    orjson writes the same bytes many times faster, but for floats, for great integers, and for names beyond ASCII, which
    RFC 8785 orders by UTF-16 and orjson by UTF-8; a property test holds them equal.
    """
    if _is_usual(value):
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:  # half a surrogate pair: let the reference say what is wrong
            pass
    return rfc8785.dumps(value)


def _is_usual(value: Any) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    if kind is dict:
        return all(type(name) is str and name.isascii() and _is_usual(item) for name, item in value.items())
    if kind is list or kind is tuple:
        return all(map(_is_usual, value))
    return False

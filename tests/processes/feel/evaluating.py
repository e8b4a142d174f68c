"""Evaluates expressions at one fixed moment: Sunday, 1 March 2026, 12:00 in Moscow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes import feel

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = feel.Moment(datetime(2026, 3, 1, 9, 0, tzinfo=UTC), MOSCOW)


def value(source: str, context: Mapping[str, Any] | None = None) -> Any:
    return feel.compile(source).evaluate(context or {}, NOON)


def refusal(source: str, context: Mapping[str, Any] | None = None) -> feel.FeelError:
    """The error of compiling or evaluating; checks that it has both texts and its place."""
    with pytest.raises(feel.FeelError) as caught:
        value(source, context)
    error = caught.value
    assert error.ru
    assert error.en
    assert error.source == source
    assert error.column >= 1
    return error

"""An answer of an action that brings people into the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The value that replaces the step's key, and the (role, holder) pairs that take part from now on."""

    result: dict[str, Any]
    participants: tuple[tuple[str, str], ...] = ()

"""One of many choices, from a list or a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forms.fields.chosen import ChosenOne


@dataclass(frozen=True, kw_only=True)
class Select(ChosenOne):
    """One of many choices, from a list or a register."""

    type: ClassVar[str] = "select"

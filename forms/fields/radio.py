"""One of a few choices, all in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forms.fields.chosen import ChosenOne


@dataclass(frozen=True, kw_only=True)
class Radio(ChosenOne):
    """One of a few choices, all in sight."""

    type: ClassVar[str] = "radio"

"""Any of many choices, from a list or a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forms.fields.chosen import ChosenSeveral


@dataclass(frozen=True, kw_only=True)
class Taglist(ChosenSeveral):
    """Any of many choices, from a list or a register."""

    type: ClassVar[str] = "taglist"

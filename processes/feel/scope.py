"""What an evaluation can reach: the case data by name, the clock, the list that collects terms, and its budget of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.deadlines import Term
from processes.feel import limits
from processes.feel.errors import Refused
from processes.feel.moment import Moment


class Scope:
    """One evaluation.  `local` holds the values of some, every, for and of `?` by slot; never shared between evaluations."""

    __slots__ = ("left", "local", "moment", "names", "terms")

    def __init__(self, names: Mapping[str, Any], moment: Moment, slots: int, terms: list[Term] | None) -> None:
        self.names = names
        self.moment = moment
        self.local: list[Any] = [None] * slots
        self.terms = terms
        self.left = limits.WORK

    def spend(self, work: int) -> None:
        """Takes from the budget; refuses when it is used up, so that nested loops end."""
        self.left -= work
        if self.left < 0:
            raise Refused(
                "Вычисление слишком велико: слишком много вложенных переборов списков",
                "The evaluation is too large: too many nested walks over lists",
            )

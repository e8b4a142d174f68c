"""What was measured: named figures in sections, with targets where the product promises something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number.  `target` is the most (`most`) or the least (`least`) that is promised; None where nothing is."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where there is none."""
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least

    def line(self) -> str:
        """The figure as a row of the table."""
        promise = f"<= {_short(self.most)}" if self.most is not None else ""
        promise = f">= {_short(self.least)}" if self.least is not None else promise
        mark = {True: "yes", False: "NO", None: ""}[self.kept]
        return f"| {self.name} | {_short(self.value)} {self.unit} | {promise} | {mark} |"


@dataclass
class Section:
    """Figures of one kind, in the order in which they were measured."""

    title: str
    figures: list[Figure] = field(default_factory=list)

    def add(
        self, name: str, value: float, unit: str = "", *, most: float | None = None, least: float | None = None
    ) -> None:
        """One more figure, told at once: a whole run takes minutes."""
        figure = Figure(name=name, value=value, unit=unit, most=most, least=least)
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def begin(self) -> None:
        """The head of the section's table."""
        print(f"\n**{self.title}**\n\n| | | promised | kept |\n|---|---|---|---|", flush=True)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"title": self.title, "figures": [{**asdict(one), "kept": one.kept} for one in self.figures]}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"

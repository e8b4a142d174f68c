"""What has happened in simulations, counted by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Figures:
    """What has happened, over all seeds."""

    seeds: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    crossed: Counter[str] = field(default_factory=Counter)
    things: Counter[str] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        self.seeds += other.seeds
        for name in ("steps", "outcomes", "faults", "moods", "crossed", "things"):
            getattr(self, name).update(getattr(other, name))

    def __str__(self) -> str:
        lines = [f"seeds {self.seeds}, steps {self.steps.total()}"]
        for name in ("steps", "outcomes", "faults", "moods", "crossed", "things"):
            counted = getattr(self, name)
            lines.append(f"{name}: " + ", ".join(f"{what} {count}" for what, count in sorted(counted.items())))
        return "\n".join(lines)

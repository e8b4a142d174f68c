"""What an expression sees: the case's document, with the documents and items of the iterations around it in front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.commands import Plain


class Context(Mapping[str, Any]):
    """Layers of names, the innermost first.  Reads through; copies nothing, so its cost does not grow with the data."""

    __slots__ = ("_layers",)

    def __init__(self, layers: tuple[Mapping[str, Plain], ...]) -> None:
        self._layers = layers

    def __getitem__(self, name: str) -> Any:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(name in layer for layer in self._layers)

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        for layer in self._layers:
            for name in layer:
                if name not in seen:
                    seen.add(name)
                    yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def before(self, layer: Mapping[str, Plain]) -> Context:
        """The same context with one more layer in front."""
        return Context((layer, *self._layers))

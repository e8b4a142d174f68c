"""How wide a text is and where its lines break; for the layout, which leaves room, and the drawing, which fills it."""

from __future__ import annotations

from processes.drawing.advances import ADVANCES

_EM = 2048
_WIDTHS = {character: width for width, characters in ADVANCES.items() for character in characters}
_UNKNOWN = 1366
"""Wide enough for most scripts; two thirds of an em, as capital letters are."""

INSIDE = 12.0
"""Font size of texts in tasks, sub-processes, lanes and pools, in pixels."""

OUTSIDE = 11.0
"""Font size of labels beside events, gateways and flows."""

LINE_INSIDE = 14.4
LINE_OUTSIDE = 13.2


def width_of(text: str, size: float) -> float:
    """The width of one line of text, in pixels."""
    return sum(_WIDTHS.get(character, _UNKNOWN) for character in text) * size / _EM


def wrapped(text: str, size: float, limit: float) -> list[str]:
    """The lines of a text, none wider than `limit` pixels; a word that is too long is broken where it must."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width_of(joined, size) <= limit:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, size, limit)
        lines.extend(whole)
    return [*lines, line] if line else lines


def measured(text: str, size: float, limit: float, line_height: float) -> tuple[float, float]:
    """Width and height of a wrapped text, in pixels."""
    lines = wrapped(text, size, limit)
    return max((width_of(line, size) for line in lines), default=0.0), len(lines) * line_height


def shortened(lines: list[str], most: int) -> list[str]:
    """At most so many lines; an ellipsis tells that there were more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1].rstrip(" .,;:") + "…"]


def _pieces(word: str, size: float, limit: float) -> list[str]:
    """A word in pieces that fit; after a hyphen or slash where there is one, else anywhere."""
    pieces: list[str] = []
    while width_of(word, size) > limit:
        fitting = 1
        while fitting < len(word) and width_of(word[: fitting + 1], size) <= limit:
            fitting += 1
        natural = max(word.rfind(mark, 0, fitting) + 1 for mark in "-‐–/_.")
        cut = natural if natural > 1 else fitting
        pieces.append(word[:cut])
        word = word[cut:]
        if not word:
            return pieces
    return [*pieces, word]

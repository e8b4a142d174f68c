"""What a downloaded PDF says: its text, and the QR code that is drawn on it.

The code is drawn as lines.  They are read from the very file and painted as pixels here, so that no renderer of PDF
has to be installed where the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import ContentStream

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

DOTS = 6
"""Pixels per point: a module of the code is then some ten pixels wide."""


def text(path: Path) -> str:
    """All text, with blanks of any kind as one blank."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def qr(path: Path) -> str:
    """The address in the only QR code of the first page."""
    page = PdfReader(path).pages[0]
    sheet = Image.new("L", (round(float(page.mediabox.width) * DOTS), round(float(page.mediabox.height) * DOTS)), 255)
    draw = ImageDraw.Draw(sheet)
    for stroke in _strokes(page.get_contents(), _Pen((DOTS, 0, 0, -DOTS, 0, sheet.height))):
        draw.line([stroke.start, stroke.end], fill=0, width=stroke.width)
    found = zxingcpp.read_barcodes(sheet)
    assert len(found) == 1, f"{len(found)} codes on {path}"
    return found[0].text


@dataclass(frozen=True)
class _Stroke:
    start: Point
    end: Point
    width: int


@dataclass(frozen=True)
class _Pen:
    """The graphics state, as far as lines need it."""

    matrix: Matrix
    width: float = 1.0

    def moved(self, matrix: Matrix) -> _Pen:
        return replace(self, matrix=_product(matrix, self.matrix))

    def at(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f


@dataclass
class _Path:
    """The lines since the last stroke; `m` moves, `l` draws."""

    lines: list[tuple[Point, Point]] = field(default_factory=list)
    here: Point = (0, 0)

    def move(self, to: Point) -> None:
        self.here = to

    def draw(self, to: Point) -> None:
        self.lines.append((self.here, to))
        self.here = to


def _strokes(content: Any, pen: _Pen) -> Iterator[_Stroke]:
    """The straight lines that the content draws; text, fills and pictures are left out."""
    kept: list[_Pen] = []
    path = _Path()
    for operands, operator in ContentStream(content, None).operations:
        numbers = [float(one) for one in operands if isinstance(one, int | float)]
        if operator == b"q":
            kept.append(pen)
        elif operator == b"Q":
            pen = kept.pop()
        elif operator == b"cm":
            pen = pen.moved(_matrix(numbers))
        elif operator == b"w":
            pen = replace(pen, width=numbers[0])
        elif operator == b"m":
            path.move(pen.at(*numbers))
        elif operator == b"l":
            path.draw(pen.at(*numbers))
        elif operator in (b"S", b"B"):
            width = max(1, round(pen.width * abs(pen.matrix[0])))
            yield from (_Stroke(start, end, width) for start, end in path.lines)
            path = _Path()
        elif operator in (b"f", b"f*", b"n"):
            path = _Path()


def _matrix(numbers: list[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m

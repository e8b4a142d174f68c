"""Which steps of the grid no wire may take: those through boxes, and those out of its sub-process or pool."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from processes.layout.sheet import Box


class Walls:
    """`across[j][i]` bars the step from x_i to x_i+1 on y_j, `down[i][j]` the one from y_j to y_j+1 on x_i."""

    def __init__(self, xs: list[int], ys: list[int], obstacles: Iterable[Box], region: Box | None) -> None:
        self.xs = xs
        self.ys = ys
        self.across = [bytearray(max(len(xs) - 1, 0)) for _ in ys]
        self.down = [bytearray(max(len(ys) - 1, 0)) for _ in xs]
        for box in obstacles:
            self._bar(box)
        if region is not None:
            self._bar_outside(region)

    def _bar(self, box: Box) -> None:
        first_x, last_x = bisect_right(self.xs, box.x), bisect_left(self.xs, box.right)
        first_y, last_y = bisect_right(self.ys, box.y), bisect_left(self.ys, box.bottom)
        for j in range(first_y, last_y):
            for i in range(max(first_x - 1, 0), min(last_x, len(self.xs) - 1)):
                self.across[j][i] = 1
        for i in range(first_x, last_x):
            for j in range(max(first_y - 1, 0), min(last_y, len(self.ys) - 1)):
                self.down[i][j] = 1

    def _bar_outside(self, region: Box) -> None:
        within_x = [region.x <= x <= region.right for x in self.xs]
        within_y = [region.y <= y <= region.bottom for y in self.ys]
        for j, row in enumerate(self.across):
            for i in range(len(row)):
                if not (within_y[j] and within_x[i] and within_x[i + 1]):
                    row[i] = 1
        for i, column in enumerate(self.down):
            for j in range(len(column)):
                if not (within_x[i] and within_y[j] and within_y[j + 1]):
                    column[j] = 1

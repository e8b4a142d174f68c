"""The way back from one edit: what has to be put between the bytes that both states share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reverse:
    """Between the first `head` and the last `tail` bytes of the changed form `middle` stood before."""

    head: int
    tail: int
    middle: bytes

    def applied(self, content: bytes) -> bytes:
        """The form as it was; `content` is the form that the edit made."""
        return content[: self.head] + self.middle + content[len(content) - self.tail :]


def reverse(before: bytes, after: bytes) -> Reverse:
    """How to come back from `after` to `before`."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    return Reverse(head, tail, before[head : len(before) - tail])


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))

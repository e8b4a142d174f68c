"""Two plain values (of YAML or JSON) walked side by side: every place where they differ.  Knows no meaning of any name."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from processes.compare.change import Kind

_IDENTITIES = ("id", "key", "value", "name")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place where two values differ: names and identities of list items on the way to it, and both values."""

    path: tuple[str, ...]
    kind: Kind
    before: Any = None
    after: Any = None


def differences(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Every difference, in the order of `before`, what is new last.  A value and its like (1, 1.0, true) differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_mappings(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    elif not same(before, after):
        yield Difference(path=path, kind=Kind.CHANGED, before=before, after=after)


def same(before: Any, after: Any) -> bool:
    """Whether two plain values are equal in type and value, the order of names aside."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(same(before[name], after[name]) for name in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return type(before) is type(after) and bool(before == after)


def moved(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Hashable]:
    """The items of both that stand in another order, as few as tell it."""
    common = set(before) & set(after)
    left, right = [one for one in before if one in common], [one for one in after if one in common]
    kept: set[Hashable] = set()
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        kept.update(left[block.a : block.a + block.size])
    return [one for one in right if one not in kept]


def _of_mappings(before: Mapping[Any, Any], after: Mapping[Any, Any], path: tuple[str, ...]) -> Iterator[Difference]:
    for name, value in before.items():
        there = (*path, str(name))
        if name in after:
            yield from differences(value, after[name], there)
        else:
            yield Difference(path=there, kind=Kind.REMOVED, before=value)
    for name, value in after.items():
        if name not in before:
            yield Difference(path=(*path, str(name)), kind=Kind.ADDED, after=value)


def _of_lists(before: list[Any], after: list[Any], path: tuple[str, ...]) -> Iterator[Difference]:
    identity = _identity(before, after)
    if identity is None:
        yield from _of_rows(before, after, path)
        return
    left, right = ({str(one[identity]): one for one in rows} for rows in (before, after))
    yield from _of_mappings(left, right, path)
    order = [str(one[identity]) for one in before]
    for name in moved(order, list(right)):
        places = order.index(str(name)) + 1, list(right).index(str(name)) + 1
        yield Difference(path=(*path, str(name)), kind=Kind.MOVED, before=places[0], after=places[1])


def _identity(before: list[Any], after: list[Any]) -> str | None:
    """The name by which the items of both lists are told apart, if there is one."""
    for name in _IDENTITIES:
        if all(_named_apart(rows, name) for rows in (before, after)):
            return name
    return None


def _named_apart(rows: list[Any], name: str) -> bool:
    if not all(isinstance(row, Mapping) and isinstance(row.get(name), str | int) for row in rows):
        return False
    return len({str(row[name]) for row in rows}) == len(rows)


def _of_rows(before: list[Any], after: list[Any], path: tuple[str, ...]) -> Iterator[Difference]:
    """Lists whose items have no names: by their places; a list of plain values is one value."""
    if not any(isinstance(one, Mapping | list) for one in (*before, *after)):
        if not same(before, after):
            yield Difference(path=path, kind=Kind.CHANGED, before=before, after=after)
        return
    left, right = [repr(one) for one in before], [repr(one) for one in after]
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = min(b - a, d - c)
        for n in range(pairs):
            yield from differences(before[a + n], after[c + n], (*path, str(c + n + 1)))
        for n in range(a + pairs, b):
            yield Difference(path=(*path, str(n + 1)), kind=Kind.REMOVED, before=before[n])
        for n in range(c + pairs, d):
            yield Difference(path=(*path, str(n + 1)), kind=Kind.ADDED, after=after[n])

"""Two versions of a procedure side by side: every difference in words, invisible properties too.  Pure.

Versions come as their parts, so that a draft that does not fit together yet can be compared as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from processes import yaml_part
from processes.compare import diagrams, forms, outline, tables, texts
from processes.compare.change import Change, Kind, Where, Words, said
from processes.errors import PoryadokError

__all__ = ["Change", "Kind", "Where", "Words", "compare", "marks", "said"]

Parts = Mapping[str, bytes]
_Read = TypeVar("_Read")

_ORDER = {where: n for n, where in enumerate(Where)}


def compare(before: Parts, after: Parts) -> tuple[Change, ...]:
    """What changed from `before` to `after`, in the order of `Where`, then of the files; empty iff nothing did.

    Each file that differs is told at least once: where nothing that we read differs, that it is written otherwise.
    """
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    found = list(_found(before, after, changed))
    told = {change.part for change in found}
    found += [_written_otherwise(name, before, after) for name in changed if name not in told]
    return tuple(sorted(found, key=lambda change: _ORDER[change.where]))


def marks(changes: tuple[Change, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Classes of the picture by element id: for the earlier version (removed, changed), for the later (added, changed)."""
    earlier: dict[str, str] = {}
    later: dict[str, str] = {}
    for change in changes:
        if change.where is not Where.PROCESS or change.element is None:
            continue
        if change.kind is Kind.REMOVED:
            earlier[change.element] = "removed"
        elif change.kind is Kind.ADDED:
            later[change.element] = "added"
        else:
            earlier.setdefault(change.element, "changed")
            later.setdefault(change.element, "changed")
    return earlier, later


def _found(before: Parts, after: Parts, changed: list[str]) -> Iterator[Change]:
    touched = {name.rpartition(".")[2] for name in changed}
    drawn = _read_both(diagrams.read, before, after, ".bpmn") if touched & {"bpmn", "yaml"} else None
    if drawn is not None:
        yield from diagrams.compare(*drawn)
        yield from diagrams.layout(*drawn)
    if "json" in touched:
        asked = _read_both(forms.read, before, after, ".json")
        yield from forms.compare(*asked)
    if "dmn" in touched:
        decided = _read_both(tables.read, before, after, ".dmn")
        yield from tables.compare(*decided)
    for name in changed:
        if name in before and name in after:
            yield from _of_file(name, before[name], after[name], drawn)


def _of_file(
    name: str, before: bytes, after: bytes, drawn: tuple[diagrams.Drawn, diagrams.Drawn] | None
) -> Iterator[Change]:
    if name.endswith(".yaml"):
        old, new = _plain(name, before), _plain(name, after)
        if old is not _UNREADABLE and new is not _UNREADABLE:
            yield from outline.compare(name, old, new, drawn[1].title if drawn else str)
    elif name.endswith((".txt", ".typ", ".md")):
        yield from texts.compare(name, before.decode(errors="replace"), after.decode(errors="replace"))


_UNREADABLE: Any = object()


def _plain(name: str, content: bytes) -> Any:
    try:
        return yaml_part.read(content, name)
    except PoryadokError:
        return _UNREADABLE


def _read_both(read: Any, before: Parts, after: Parts, suffix: str) -> tuple[Any, Any]:
    """Both versions without the files that cannot be read in either: those are told as files."""
    broken = {
        name for parts in (before, after) for name in parts if name.endswith(suffix) and _broken(read, name, parts)
    }
    old, new = ({name: parts[name] for name in parts if name not in broken} for parts in (before, after))
    return read(old), read(new)


def _broken(read: Any, name: str, parts: Parts) -> bool:
    try:
        read({name: parts[name]})
    except PoryadokError:
        return True
    return False


def _written_otherwise(name: str, before: Parts, after: Parts) -> Change:
    if name in before and name in after:
        what = Words(
            f"Файл {name} записан иначе: пробелы, комментарии или то, чего служба не читает",
            f"File {name} is written otherwise: spaces, comments or what the service does not read",
        )
        return Change(kind=Kind.CHANGED, where=Where.FILE, part=name, element=None, what=what)
    kind = Kind.ADDED if name in after else Kind.REMOVED
    if name.endswith((".txt", ".typ")):
        return Change(kind=kind, where=texts.where(name), part=name, element=None, what=texts.title(name))
    return Change(kind=kind, where=Where.FILE, part=name, element=None, what=Words(f"Файл {name}", f"File {name}"))

"""What changed in templates of notices and documents: runs of lines, as they were and as they are."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from processes.compare.change import Change, Kind, Where, Words

_MOST_LINES = 5000
"""Above that only the first difference would be read anyway; the matcher's work grows with the square."""


def compare(name: str, before: str, after: str) -> Iterator[Change]:
    """One change for each run of lines; line ends and their spaces do not count."""
    left, right = ([line.rstrip() for line in text.splitlines()][:_MOST_LINES] for text in (before, after))
    where, word = _place(name)
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        lines = Words(f", строка {c + 1}", f", line {c + 1}")
        old, new = "\n".join(left[a:b]).strip("\n"), "\n".join(right[c:d]).strip("\n")
        yield Change(
            kind=Kind.CHANGED, where=where, part=name, element=PurePosixPath(name).stem, what=word + lines,
            before=old or None, after=new or None,
        )  # fmt: skip


def title(name: str) -> Words:
    """What such a file is called."""
    return _place(name)[1]


def where(name: str) -> Where:
    """What such a file belongs to."""
    return _place(name)[0]


def _place(name: str) -> tuple[Where, Words]:
    stem = PurePosixPath(name).stem
    if name.endswith(".typ"):
        return Where.DOCUMENT, Words(f"Шаблон документа {stem}", f"Template of document {stem}")
    if name.startswith("notices/"):
        return Where.NOTICE, Words(f"Текст уведомления {stem}", f"Text of notice {stem}")
    return Where.TEXT, Words(f"Текст {name}", f"Text {name}")

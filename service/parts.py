"""What files a procedure may be made of: their names, their kinds, how many and how big."""

from __future__ import annotations

import re

LARGEST_PART = 2 * 1024 * 1024
LARGEST_WHOLE = 20 * 1024 * 1024
MOST_PARTS = 400
SUFFIXES = frozenset({".bpmn", ".dmn", ".json", ".yaml", ".txt", ".typ"})
"""What a procedure is made of."""

_NAME = re.compile(
    r"(?:[A-Za-zА-Яа-яЁё0-9_][A-Za-zА-Яа-яЁё0-9._ -]{0,79}/){0,2}[A-Za-zА-Яа-яЁё0-9_][A-Za-zА-Яа-яЁё0-9._ -]{0,119}"
)


def misnamed(name: str) -> tuple[str, str] | None:
    """Why no part may be called so, in both languages; None for a good name: at most two folders, no way out of them."""
    stem, dot, suffix = name.rpartition(".")
    if _NAME.fullmatch(name) and ".." not in name and stem and f"{dot}{suffix}" in SUFFIXES:
        return None
    kinds = ", ".join(sorted(SUFFIXES))
    return (
        f"Имя файла «{name[:120]}» не подходит: буквы, цифры, «-», «_», «.», вид {kinds}",
        f"The file name {name[:120]!r} does not fit: letters, digits, '-', '_', '.', one of {kinds}",
    )


def too_much(count: int, size: int) -> tuple[str, str] | None:
    """Why so many files, or bytes in all, are no procedure; None if they may be one."""
    if count <= MOST_PARTS and size <= LARGEST_WHOLE:
        return None
    megabytes = LARGEST_WHOLE // 1024 // 1024
    return (
        f"В процедуре больше {MOST_PARTS} файлов или {megabytes} МБ",
        f"The procedure has more than {MOST_PARTS} files or {megabytes} MB",
    )

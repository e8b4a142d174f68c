"""Keys of the case data are names that expressions can read, and never those of the service."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.data import RESERVED, is_name, writings_of
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`result.reserved` and `result.name` for each element that writes under such a key."""
    for node in nodes(definition):
        for key in dict.fromkeys(writing.key for writing in writings_of(definition, node)):
            if key in RESERVED:
                yield error(
                    "result.reserved",
                    node,
                    f"«{title(node)}» пишет в «{key}», но это имя занято службой",
                    f"{title(node)!r} writes {key!r}, a name of the service's own",
                    "Дайте результату (result) другое имя",
                    "Give the result another name",
                )
            elif not is_name(key):
                yield error(
                    "result.name",
                    node,
                    f"«{title(node)}» пишет в «{key}», а выражения такое имя не прочтут",
                    f"{title(node)!r} writes {key!r}, which expressions cannot read",
                    "Укажите result из букв, цифр и подчёркивания; слова языка (if, in, not…) не годятся",
                    "Set result to letters, digits and underscores; words of the language (if, in, not…) will not do",
                )

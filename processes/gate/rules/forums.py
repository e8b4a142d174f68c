"""What procedure.yaml says of discussions: roles that there are, somebody who writes, somebody who moderates."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition, ForumOutline
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.gate.places import ACTIONS
from processes.model.elements import Node


def check(definition: Definition) -> Iterator[Finding]:
    """`forum.role`, `forum.writes`, `forum.moderates`, and `forum.unknown` for a step that opens another one."""
    for forum in definition.forums.values():
        for role in forum.readers:
            if role not in definition.roles:
                yield _finding("forum.role", forum, f"роли «{role}» нет", f"there is no role {role!r}")
        if not forum.writes:
            yield _finding("forum.writes", forum, "никто не пишет", "nobody writes")
        if not forum.moderates:
            yield _finding("forum.moderates", forum, "никто не ведёт", "nobody moderates")
    for node in nodes(definition, *ACTIONS):
        named = _named(node)
        if named is not None and named not in definition.forums:
            yield error(
                "forum.unknown",
                node,
                f"Обсуждения «{named}», которое открывает «{title(node)}», в procedure.yaml нет",
                f"procedure.yaml has no forum {named!r}, which {title(node)!r} opens",
                "Опишите его в разделе forums или исправьте вход forum",
                "Describe it in the section forums, or correct the input forum",
            )


def _named(node: Node) -> str | None:
    """The forum that a step names as it stands; None where it names none, or computes it."""
    source = node.properties.get("input.forum", "") if node.properties.get("action") == "forum" else ""
    try:
        tree = feel.compile(source).tree() if source else {}
    except feel.FeelError:
        return None
    value = tree.get("value")
    return value if isinstance(value, str) else None


def _finding(code: str, forum: ForumOutline, ru: str, en: str) -> Finding:
    return error(
        code,
        None,
        f"Обсуждение «{forum.ru}» ({forum.id}): {ru}",
        f"Forum {forum.en!r} ({forum.id}): {en}",
        "Исправьте раздел forums в procedure.yaml",
        "Correct the section forums of procedure.yaml",
    )

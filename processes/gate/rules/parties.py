"""A step is addressed to one of several parties only where that narrows something, and to the one that the case names."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.gate.places import ACTS, TASKS_OF_PEOPLE
from processes.model.elements import Node


def check(definition: Definition) -> Iterator[Finding]:
    """`party.staff`: the step's own `party` narrows no role; `party.constant`: an installation's id in a diagram."""
    for node in nodes(definition):
        text = node.properties.get("party")
        if not text:
            continue
        if node.kind in TASKS_OF_PEOPLE | ACTS and not _narrows(definition, node):
            yield error(
                "party.staff",
                node,
                f"«{title(node)}» адресован участнику (party), но его роль участникам не принадлежит",
                f"{title(node)!r} is addressed to a party, but its role is not held through one",
                "Уберите party или укажите роль, которую в деле занимает участник (scope: party или instance)",
                "Remove party, or name a role that is held in the case (scope: party or instance)",
            )
        if _reads_nothing(text):
            yield error(
                "party.constant",
                node,
                f"У «{title(node)}» участник (party) написан в схеме, а не взят из данных дела: {text}",
                f"The party of {title(node)!r} is written into the diagram, not taken from the case: {text}",
                "Назовите данные дела с участником, например site.party; null отменяет участника подпроцесса",
                "Name case data that hold the party, such as site.party; null lifts that of the sub-process",
            )


def _narrows(definition: Definition, node: Node) -> bool:
    known = (definition.roles.get(role) for role in definition.roles_of(node.id))
    return any(role is None or role.scope != "none" for role in known)  # an unknown role is another rule's


def _reads_nothing(text: str) -> bool:
    try:
        return text.strip() != "null" and not feel.compile(text).names
    except feel.FeelError:
        return False

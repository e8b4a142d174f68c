"""A step is addressed to one of several parties only where that narrows something, and to the one that the case names."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition, Role
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.gate.places import ACTS, TASKS_OF_PEOPLE
from processes.model.elements import Node, Process


def check(definition: Definition) -> Iterator[Finding]:
    """`party.staff`: the step's own `party` narrows no role; `party.constant`: an installation's id in a diagram.

    `party.sees`: whoever is one of several would read the whole case, and so what is for the others.
    """
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
        for role in _sees_all(definition, node):
            yield error(
                "party.sees",
                node,
                f"«{title(node)}» — для одного из участников, но роль «{role.ru}» читает всё дело, и чужое тоже",
                f"{title(node)!r} is for one of several parties, but role {role.en!r} reads the whole case, the others' too",
                f"Перечислите в procedure.yaml у роли {role.id}, что она читает кроме своих шагов: sees: []",
                f"List in procedure.yaml at role {role.id} what it reads besides its own steps: sees: []",
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


def _sees_all(definition: Definition, node: Node) -> list[Role]:
    """The roles from outside that do this step, or one inside it, and may read everything."""
    inside = [node] if node.kind in TASKS_OF_PEOPLE | ACTS else _within(definition, node)
    ids = dict.fromkeys(role for one in inside for role in definition.roles_of(one.id))
    roles = [definition.roles[id_] for id_ in ids if id_ in definition.roles]
    return [role for role in roles if role.outside and role.scope == "party" and role.sees is None]


def _within(definition: Definition, scope: Node) -> list[Node]:
    """The steps of people that stand in a sub-process or in the process that is called."""
    home = definition.processes.get(scope.called or "") or definition.process_of(scope.id)
    steps = [one for one in home.nodes.values() if one.kind in TASKS_OF_PEOPLE | ACTS]
    return steps if scope.called else [one for one in steps if _stands_in(home, one, scope.id)]


def _stands_in(process: Process, node: Node, scope: str) -> bool:
    parent = process.nodes.get(node.parent)
    return parent is not None and (parent.id == scope or _stands_in(process, parent, scope))


def _reads_nothing(text: str) -> bool:
    try:
        return text.strip() != "null" and not feel.compile(text).names
    except feel.FeelError:
        return False

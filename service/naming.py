"""What roles, steps, people and clauses are called on a page.  Takes definitions and names as values; reads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from processes.definition import Clause, Definition, Role
from service.words import paragraph

INSTALLATION_ROLES: Mapping[str, tuple[str, str]] = {
    "admin": ("администратор", "administrator"),
    "auditor": ("аудитор", "auditor"),
    "operator": ("оператор службы", "operator"),
    "process_owner": ("владелец процедуры", "process owner"),
    "staff": ("сотрудники организации", "members of staff"),
}
"""Roles that no procedure names, Russian and English."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class CitedClause:
    """A clause as a page cites it: «п. 4» and its text."""

    id: str
    number: str
    text: str


def bare_role(key: str) -> str:
    """The role inside an inbox key: `candidate@party:12` and `candidate/exam` are both `candidate`."""
    return key.split("@", 1)[0].split("/", 1)[0]


def role_title(roles: Mapping[str, Role], key: str, language: str, people: Mapping[int, str] | None = None) -> str:
    """The title of an inbox key: of its role, or the name of the person that it is."""
    if key.startswith("person:"):
        return person_name(key, people or {}, language)
    role = roles.get(bare_role(key))
    if role is None:
        bare = bare_role(key)
        return INSTALLATION_ROLES.get(bare, (bare, bare))[0 if language == "ru" else 1]
    return role.ru if language == "ru" else role.en


def role_titles(roles: Mapping[str, Role], keys: Iterable[str], language: str) -> str:
    """Titles of several inbox keys, each once."""
    return ", ".join(dict.fromkeys(role_title(roles, key, language) for key in keys))


def person_name(actor: str | None, people: Mapping[int, str], language: str) -> str:
    """The name behind `person:7`; the service itself for `system`."""
    if not actor or not actor.startswith("person:"):
        return "Служба" if language == "ru" else "The service"
    number = int(actor.removeprefix("person:"))
    return people.get(number) or (f"пользователь {number}" if language == "ru" else f"user {number}")


def step_name(definition: Definition, element: str) -> str:
    """The name that the diagram gives a node, else its id."""
    node = definition.nodes.get(element)
    return node.name.strip() if node is not None and node.name.strip() else element


def cited(clauses: Iterable[Clause], language: str) -> tuple[CitedClause, ...]:
    """Clauses with their numbers as they are cited."""
    return tuple(CitedClause(id=c.id, number=paragraph(c.clause, language), text=_plain(c.text)) for c in clauses)


def _plain(text: str) -> str:
    """A clause without the marks of the page that it was copied from: bullets, and links that lead nowhere."""
    return _LINK.sub(r"\1", text).removeprefix("- ").replace("**", "").strip()


def clauses_of(definition: Definition, element: str, language: str) -> tuple[CitedClause, ...]:
    """The clauses that a node points at by its `clause` property."""
    node = definition.nodes.get(element)
    if node is None:
        return ()
    ids = node.properties.get("clause", "").replace(",", " ").split()
    return cited((definition.clauses[id_] for id_ in ids if id_ in definition.clauses), language)

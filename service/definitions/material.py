"""What the editor of a diagram offers for its properties: roles, forms, clauses, actions and the like of the procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from processes import yaml_part
from processes.definition import Definition
from processes.errors import PoryadokError
from processes.model.elements import Diagram, Node, Process
from service import naming, published
from service.installation import Installation
from service.operations.redesign import Redesign

ACTIONS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "account": ("Открыть или закрыть учётную запись", "Open or close an account", ("state", "role")),
    "cases": ("Найти идущие дела", "Find the running cases", ("processes", "roles")),
    "document": ("Составить документ", "Make a document", ("template", "number", "register")),
    "forum": (
        "Открыть или закрыть обсуждение",
        "Open or close a discussion",
        ("operation", "thread", "forum", "title", "until", "subjects"),
    ),
    "invite": ("Пригласить участника", "Invite somebody", ("role", "name", "email", "phone", "kind")),
    "message": ("Отправить сообщение другому делу", "Send a message to another case", ("name", "key")),
    "notice": ("Уведомить", "Send a notice", ("template", "to", "channel", "documents")),
    "number": ("Присвоить номер", "Give a number", ("counter", "prefix")),
    "register": (
        "Записать в реестр или прочитать его",
        "Write to a register or read it",
        ("register", "operation", "row", "key", "state", "from", "until"),
    ),
    "signal": ("Подать сигнал всем делам", "Send a signal to all cases", ("signal",)),
}
"""What each action is called and which inputs it knows; a test compares the names with the service's actions."""


def offered(installation: Installation, draft: Redesign, language: str) -> dict[str, Any]:
    """Lists of {id, title} by name.  Where the redesign cannot be put together, its base says what there is."""
    definition = _definition(installation, draft)
    russian = language == "ru"
    clauses = naming.cited(definition.clauses.values(), language)
    return {
        "roles": [_entry(role.id, role.ru if russian else role.en) for role in definition.roles.values()],
        "stages": [_entry(stage.id, stage.ru if russian else stage.en) for stage in definition.stages],
        "forms": [_entry(id_, id_) for id_ in sorted(definition.forms)],
        "decisions": [_entry(table.id, table.name or table.id) for table in definition.decisions.values()],
        "processes": [_entry(one.id, one.name or one.id) for one in definition.processes.values()],
        "clauses": [{"id": one.id, "number": one.number, "text": one.text} for one in clauses],
        "actions": [
            {"id": id_, "title": ru if russian else en, "inputs": list(inputs)}
            for id_, (ru, en, inputs) in ACTIONS.items()
        ],
    }


def settings(draft: Redesign) -> dict[str, Any]:
    """The settings of the redesign by name; empty where procedure.yaml cannot be read."""
    try:
        written = yaml_part.read(draft.parts.get("procedure.yaml", b""), "procedure.yaml")
        return {name: body.get("value") for name, body in (written.get("settings") or {}).items()}
    except (AttributeError, PoryadokError):
        return {}


def steps(diagram: Diagram) -> list[Node]:
    """The named nodes of a diagram in the order of its file: what a page shows where nothing can be drawn."""
    nodes: Iterable[Process] = diagram.processes.values()
    return [node for process in nodes for node in process.nodes.values() if node.name]


def _entry(id_: str, title: str) -> dict[str, str]:
    return {"id": id_, "title": title}


def _definition(installation: Installation, draft: Redesign) -> Definition:
    try:
        return published.read(draft.parts).definition
    except PoryadokError:
        with installation.database.reading() as session:
            return installation.definitions.get(session, draft.base_id).definition

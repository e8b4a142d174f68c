"""What of a case somebody who takes part in it may see, where his role opens only some of it (`sees` in procedure.yaml).

A payer and an employer see the date, their own steps and the papers that were sent to them, never what others wrote.
Of several parties that hold one role each sees what is done once per item (a site, a member) only where it is its own:
its tasks with their answers, and what they are told of; never the list that these items make in the end.
What a step of theirs names in `beside`, or asks them to sign, is addressed to them and open to them with its files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from processes import feel
from processes.definition import Definition, result_key
from processes.gate.places import TASKS_OF_PEOPLE
from service.access import held, reads_all
from service.actor import Actor
from service.published import Edition
from storage import instances, mail
from storage.models import Document, Task
from storage.models import Instance as InstanceRow
from storage.models import Participant as Held

_TOLD = frozenset({"TaskOpened", "TaskCompleted", "TaskCancelled"})


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Some of a case: `keys` of its data, `elements` that the person does himself, `sent`: papers that came to him.

    `inner` are the items and the keys that his own repeated steps write, read at his own steps alone; `holders`: himself and his
    parties in the case; `others`: the tasks of his elements that were addressed to somebody else of his role.
    """

    keys: frozenset[str]
    inner: frozenset[str]
    elements: frozenset[str]
    inboxes: frozenset[str]
    holders: frozenset[str]
    others: frozenset[int]
    sent: frozenset[str]

    def data(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """The case data that he may read."""
        return {key: value for key, value in case.items() if key in self.keys}

    def around(self, iterations: Mapping[str, Any]) -> dict[str, Any]:
        """What he may read of the iterations around a step of his."""
        return {key: value for key, value in iterations.items() if key in self.keys | self.inner}

    def tasks(self, tasks: Iterable[Task]) -> list[Task]:
        """His own tasks."""
        return [task for task in tasks if self.inboxes & set(task.roles)]

    def papers(self, papers: Iterable[Document], definition: Definition) -> list[Document]:
        """The papers of keys that he may read, those about him, and those that were sent to him."""
        return [one for one in papers if one.id in self.sent or self._reads(one, definition)]

    def people(self, roles: Iterable[Held]) -> list[Held]:
        """Who takes part, without the others who hold a role of his."""
        known = list(roles)
        own = {one.role for one in known if one.holder in self.holders}
        return [one for one in known if one.role not in own or one.holder in self.holders]

    def _reads(self, paper: Document, definition: Definition) -> bool:
        if paper.party is not None:
            return paper.party in self.holders
        return _key(definition, paper.element) in self.keys

    def row(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A row of the history with what concerns him and without anybody's answers; None if nothing does."""
        steps = [
            {"command": {"command": step["command"]["command"]}, "facts": facts}
            for step in row["steps"]
            if (facts := [fact for fact in step["facts"] if self.concerns(fact)])
        ]
        return {**row, "steps": steps} if steps else None

    def concerns(self, fact: Mapping[str, Any]) -> bool:
        """Whether it is about the case's beginning or about a step of his."""
        if fact["fact"] == "InstanceStarted":
            return True
        return fact["fact"] in _TOLD and fact["element"] in self.elements and fact["task"] not in self.others


def of(session: Session, actor: Actor, row: InstanceRow, edition: Edition) -> Sight | None:
    """What the person sees of a case that he may see; None: all of it."""
    if reads_all(actor, edition):
        return None
    definition = edition.definition
    mine = held(session, actor, row)
    roles = [definition.roles[one.role] for one in mine if one.role in definition.roles]
    opened = [role.sees for role in roles]
    if not opened or None in opened:
        return None
    elements = _own(definition, {role.id for role in roles})
    repeated = elements & definition.repeated
    holders = frozenset(one.holder for one in mine)
    tasks = instances.tasks(session, row.id)
    return Sight(
        keys=frozenset(key for keys in opened for key in keys or ())
        | {_key(definition, one) for one in elements - repeated}
        | _opened(definition, actor, tasks),
        inner=frozenset(_key(definition, one) for one in repeated) | _items(definition),
        elements=elements,
        inboxes=actor.keys,
        holders=holders,
        others=frozenset(one.task for one in tasks if one.element in repeated and actor.keys.isdisjoint(one.roles)),
        sent=_sent(session, actor, row, holders),
    )


_TALK = frozenset({"OpenThread", "WritePost", "WithdrawPost", "CloseThread", "ReopenThread"})
"""Commands of discussions: who may read what was said is for each forum to say, not for the history."""


def without_talk(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row of the history for who takes part in the case, without what was said in its discussions; None if that is all."""
    kept = [step for step in row["steps"] if step["command"]["command"] not in _TALK]
    return {**row, "steps": kept} if kept else None


def addressed(definition: Definition, element: str) -> frozenset[str]:
    """The keys of the case data that a step opens to whoever does it: what stands beside it and what is signed there."""
    node = definition.nodes.get(element)
    if node is None:
        return frozenset()
    form = definition.forms.get(node.properties.get("form", ""))
    signed = (feel.compile(field.signs).names for field in form.fields.values() if field.signs) if form else ()
    return frozenset(node.properties.get("beside", "").replace(",", " ").split()) | {
        path[0] for names in signed for path in names
    }


def may_open(
    session: Session, actor: Actor, row: InstanceRow, edition: Edition, case: Mapping[str, Any], id_: str
) -> bool:
    """Whether a file of the case is for somebody who takes part in it: it stands in what his role `sees`, or in what a
    step that came to him opens."""
    seen = of(session, actor, row, edition)
    keys = seen.keys if seen is not None else opened_by_steps(session, actor, row, edition)
    return any(_holds(case.get(key), id_) for key in keys)


def opened_by_steps(session: Session, actor: Actor, row: InstanceRow, edition: Edition) -> frozenset[str]:
    """The keys of the case data that the steps which came to the person have opened to him."""
    return _opened(edition.definition, actor, instances.tasks(session, row.id))


def _opened(definition: Definition, actor: Actor, tasks: Iterable[Task]) -> frozenset[str]:
    mine = {task.element for task in tasks if not actor.keys.isdisjoint(task.roles)}
    return frozenset(key for element in mine for key in addressed(definition, element))


def _holds(value: Any, id_: str) -> bool:
    """Whether a file stands anywhere in a value of the case data."""
    if isinstance(value, Mapping):
        return value.get("attachment") == id_ or any(_holds(inside, id_) for inside in value.values())
    return isinstance(value, list) and any(_holds(inside, id_) for inside in value)


def papers(actor: Actor, edition: Edition, papers: Iterable[Document]) -> list[Document]:
    """Without those that only the house reads (`inside`), for whoever does not belong to it."""
    if reads_all(actor, edition):
        return list(papers)
    inside = {paper.id for paper in edition.definition.papers.values() if paper.inside}
    return [paper for paper in papers if paper.template not in inside]


def _own(definition: Definition, roles: set[str]) -> frozenset[str]:
    return frozenset(
        node.id
        for node in definition.nodes.values()
        if node.kind in TASKS_OF_PEOPLE and not roles.isdisjoint(definition.roles_of(node.id))
    )


def _items(definition: Definition) -> frozenset[str]:
    return frozenset(node.multi.item for node in definition.nodes.values() if node.multi and node.multi.item)


def _key(definition: Definition, element: str) -> str:
    node = definition.nodes.get(element)
    return result_key(node) if node else ""


def _sent(session: Session, actor: Actor, row: InstanceRow, holders: frozenset[str]) -> frozenset[str]:
    addresses = holders | {actor.id} | ({actor.email} if actor.email else set())
    letters = (letter for letter in mail.of_instance(session, row.id) if letter.to in addresses)
    return frozenset(paper for letter in letters for paper in letter.documents or ())

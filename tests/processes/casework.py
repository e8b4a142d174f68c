"""Drives one instance on paper: small words for commands.

After every one of them a second instance, which knows only the rows, reads on and must be as the live one is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785

from processes import commands, facts
from processes.definition import Definition, Reminder, Role, Setting
from processes.instance import Instance, catch_up
from processes.model.elements import Process

ROLES = {
    "clerk": Role(id="clerk", ru="Специалист", en="Clerk", head="head"),
    "head": Role(id="head", ru="Руководитель", en="Head"),
    "applicant": Role(id="applicant", ru="Заявитель", en="Applicant", outside=True, scope="party"),
}


def definition(*processes: Process, **more: Any) -> Definition:
    """A definition of these processes with three roles: clerk, head, and the applicant from outside."""
    parts: dict[str, Any] = {
        "key": "test",
        "titles": {"ru": "Проба", "en": "Test"},
        "code": "ПР",
        "main": processes[0].id,
        "processes": {process.id: process for process in processes},
        "diagrams": {},
        "decisions": {},
        "roles": ROLES,
        "settings": {},
        "reminders": {},
        "separations": (),
        "stages": (),
        "registers": {},
        "clauses": {},
        "readings": (),
        "forms": {},
        "digest": "0" * 64,
    }
    return Definition(**(parts | more))


def setting(name: str, value: Any) -> dict[str, Setting]:
    return {name: Setting(name=name, value=value, ru=name, en=name)}


def reminders(element: str, *items: tuple[str, int, str | None]) -> dict[str, tuple[Reminder, ...]]:
    return {element: tuple(Reminder(kind=kind, days=days, role=role) for kind, days, role in items)}


@dataclass(frozen=True)
class Row:
    """A history row on paper."""

    seq: int
    at: datetime
    actor: str
    steps: list[dict[str, Any]]
    digest: str


class Casework:
    """One case with its log; checks after every command that the log leads to the same state."""

    def __init__(self, definition: Definition, at: str = "2026-03-01T10:00:00+03:00") -> None:
        self.definition = definition
        self.now = datetime.fromisoformat(at)
        self.live = Instance(definition, 1)
        self.restored = Instance(definition, 1)
        self.rows: list[Row] = []
        self.facts: list[facts.Fact] = []

    def start(self, start: str = "S", answers: dict[str, Any] | None = None, **more: Any) -> Casework:
        self.send(
            commands.StartInstance, number="ПР-2026-0001", process=self.definition.main, start=start,
            answers=answers or {}, participants=(("applicant", "party:12"),), **more,
        )  # fmt: skip
        return self

    def send(self, kind: type[commands.Command], *, by: str = "person:1", **fields: Any) -> list[facts.Fact]:
        """Apply a command as the service does: decoded from its canonical bytes."""
        command = kind(at=self.now, actor=by, **fields)
        body = json.loads(rfc8785.dumps(commands.encode(command)))
        followed = self.live.apply(commands.decode(body, at=self.now, actor=by))
        encoded = json.loads(rfc8785.dumps([facts.encode(fact) for fact in followed]))
        assert [facts.decode(fact) for fact in encoded] == list(followed)
        self.rows.append(
            Row(len(self.rows) + 1, self.now, by, [{"command": body, "facts": encoded}], self.live.digest())
        )
        self.facts.extend(followed)
        catch_up(self.restored, self.rows[-1:])
        assert self.restored.state() == self.live.state()
        return list(followed)

    def open(self) -> list[str]:
        return sorted(task.element for task in self.live.open_tasks.values())

    def task(self, element: str) -> int:
        return next(task.task for task in self.live.open_tasks.values() if task.element == element)

    def do(self, element: str, by: str = "person:1", **answers: Any) -> list[facts.Fact]:
        return self.send(commands.CompleteTask, by=by, task=self.task(element), answers=answers)

    def act(self, element: str, **payload: Any) -> list[facts.Fact]:
        awaited = next(s for s in self.live.subscriptions.values() if s.element == element)
        return self.send(
            commands.DeliverMessage, subscription=awaited.subscription, name=awaited.name, payload=payload,
            message="m1",
        )  # fmt: skip

    def action_done(self, element: str, **result: Any) -> list[facts.Fact]:
        action = next(a.action for a in self.live.actions.values() if a.element == element)
        return self.send(commands.CompleteAction, by="system", action=action, result=result)

    def wait(self, **by: float) -> list[facts.Fact]:
        """Let time pass; every timer fires at the second it is due."""
        until = self.now + timedelta(**by)
        followed: list[facts.Fact] = []
        while due := [timer for timer in self.live.timers.values() if datetime.fromisoformat(timer.due) <= until]:
            first = min(due, key=lambda timer: (datetime.fromisoformat(timer.due).astimezone(UTC), timer.timer))
            self.now = max(self.now, datetime.fromisoformat(first.due))
            followed += self.send(
                commands.FireTimer, by="system", timer=first.timer, due=datetime.fromisoformat(first.due)
            )
        self.now = until
        return followed

    def dues(self) -> dict[str, str]:
        return {timer.element: timer.due for timer in self.live.timers.values()}

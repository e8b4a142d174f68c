"""A running case goes over to a newer core: a release whose fold answers the same commands otherwise (design 7).

There is no second way to move a case here either: its state under the new core *is* its whole log under the new fold.
Two things are asked of that run.  Every recorded command must reach the step that it reached when it was recorded,
under the same number; and what the case waits for otherwise than its rows say is told in facts, since tables and
readers know facts alone.  The replay checks the row that says so by both, and the rows before it by their digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from processes import facts
from processes.commands import Command, UpgradeCore, decode
from processes.definition import Definition
from processes.errors import PoryadokError, ProcessError
from processes.instance import Instance, Recorded
from processes.state import digest


class Numbered(Recorded, Protocol):
    """A history row with its number."""

    @property
    def seq(self) -> int: ...


class CannotUpgrade(ProcessError):
    """A recorded command does not reach its step under the new core; the case stays with the release that kept it."""

    code = "core.cannot_upgrade"

    def __init__(self, seq: int, ru: str, en: str) -> None:
        super().__init__(f"Запись {seq}: {ru}", f"Row {seq}: {en}", seq=seq)
        self.seq = seq


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """A case as the present fold makes it of its rows, and the facts between what they left open and what is open now."""

    live: Instance
    between: tuple[facts.Fact, ...]


def upgraded(definition: Definition, id_: int, rows: Iterable[Numbered], fold: type[Instance]) -> Upgraded:
    """The case under another core than its rows were recorded by; raises CannotUpgrade."""
    live = fold(definition, id_)
    recorded, now = Standing(definition), Standing(definition)
    for row in rows:
        for step in row.steps:
            command = decode(step["command"], at=row.at, actor=row.actor)
            _require_same_step(row.seq, command, recorded, now)
            try:
                followed = live.apply(command)
            except PoryadokError as error:
                raise CannotUpgrade(row.seq, error.ru, error.en) from error
            recorded.follow(facts.decode(fact) for fact in step["facts"])
            now.follow(followed)
        _require_same_people(row.seq, recorded, now)
    return Upgraded(live=live, between=tuple(_between(recorded, now)))


def record(rows: Iterable[Numbered]) -> str:
    """SHA-256 (hex) over rows as they were recorded: by whom, when, commands and facts."""
    return digest([[row.seq, row.at.isoformat(), row.actor, row.steps] for row in rows])


def last_upgrade(rows: Iterable[Numbered]) -> int | None:
    """The seq of the last row in which the case went over to another core; None if it never did."""
    found = (row.seq for row in rows if row.steps[0]["command"]["command"] == UpgradeCore.__name__)
    return max(found, default=None)


def same(recorded: Mapping[str, Any], replayed: Mapping[str, Any]) -> bool:
    """Whether an encoded fact is as it was recorded.  A field that a later release adds is no difference."""
    return all(name in replayed and replayed[name] == value for name, value in recorded.items())


Key = tuple[str, int]
"""What is open, and its number: ("task", 12)."""

_OPENS: dict[type[facts.Fact], str] = {
    facts.TaskOpened: "task",
    facts.TimerArmed: "timer",
    facts.MessageAwaited: "subscription",
    facts.ConditionAwaited: "condition",
    facts.ActionRequested: "action",
    facts.IncidentRaised: "incident",
}
_CLOSES: dict[type[facts.Fact], str] = {
    facts.TaskCompleted: "task",
    facts.TaskCancelled: "task",
    facts.TimerFired: "timer",
    facts.TimerCancelled: "timer",
    facts.SubscriptionClosed: "subscription",
    facts.ConditionClosed: "condition",
    facts.ActionCompleted: "action",
    facts.ActionCancelled: "action",
    facts.IncidentResolved: "incident",
}


class Standing:
    """What a case waits for after some facts: each thing with the fact that opened it, as later facts changed it."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.open: dict[Key, Any] = {}
        self.holders: dict[int, str] = {}
        self.people: dict[tuple[str, str], facts.ParticipantJoined] = {}
        self.end: facts.InstanceFinished | None = None

    def follow(self, happened: Iterable[facts.Fact]) -> None:
        for fact in happened:
            self._follow(fact)

    def _follow(self, fact: Any) -> None:
        kind = type(fact)
        if kind in _OPENS:
            self.open[_OPENS[kind], getattr(fact, _OPENS[kind])] = fact
        elif kind in _CLOSES:
            self._close((_CLOSES[kind], getattr(fact, _CLOSES[kind])))
        elif isinstance(fact, facts.ConditionMet):
            self._condition_met(fact)
        elif isinstance(fact, facts.TaskClaimed | facts.TaskAssigned):
            self.holders[fact.task] = fact.person
        elif isinstance(fact, facts.TaskReleased):
            self.holders.pop(fact.task, None)
        elif isinstance(fact, facts.TaskReaddressed):
            self.holders.pop(fact.task, None)
            self._readdress(("task", fact.task), fact.roles)
        elif isinstance(fact, facts.ActReaddressed):
            self._readdress(("subscription", fact.subscription), fact.roles)
        elif isinstance(fact, facts.ParticipantJoined):
            self.people[fact.role, fact.party] = fact
        elif isinstance(fact, facts.InstanceFinished):
            self.end = fact

    def _close(self, key: Key) -> None:
        self.open.pop(key, None)
        if key[0] == "task":
            self.holders.pop(key[1], None)

    def _condition_met(self, fact: facts.ConditionMet) -> None:
        node = self._definition.node(fact.element)
        if not node.attached_to or node.interrupting:  # one that leaves its activity running waits on
            self._close(("condition", fact.condition))

    def _readdress(self, key: Key, roles: list[str]) -> None:
        if key in self.open:
            self.open[key] = replace(self.open[key], roles=roles)


def _require_same_step(seq: int, command: Command, recorded: Standing, now: Standing) -> None:
    """Numbers may be given otherwise by another fold: answers must never land in a neighbour's step."""
    for kind in _OPENS.values():
        number = getattr(command, kind, None)
        if number is None:
            continue
        then, here = recorded.open.get((kind, number)), now.open.get((kind, number))
        if then is None or here is None or _step(then) != _step(here):
            raise CannotUpgrade(
                seq,
                f"команда {type(command).__name__} относилась к шагу «{then and then.element}», "
                f"теперь под номером {number} «{here and here.element}»",
                f"{type(command).__name__} was for step {then and then.element!r}, "
                f"number {number} is {here and here.element!r} now",
            )


def _step(opening: Any) -> tuple[Any, ...]:
    """What tells something open from its neighbours at the same element, as far as its kind of fact says it."""
    return tuple(getattr(opening, name, None) for name in ("element", "visit", "local", "kind", "task", "name"))


def _require_same_people(seq: int, recorded: Standing, now: Standing) -> None:
    lost = recorded.people.keys() - now.people.keys()
    if lost:
        named = ", ".join(f"{role} {party}" for role, party in sorted(lost))
        raise CannotUpgrade(seq, f"в деле больше нет участников: {named}", f"the case has lost participants: {named}")


def _between(recorded: Standing, now: Standing) -> Iterator[facts.Fact]:
    """What closes and opens: first all that is gone or is otherwise, then what has come or is otherwise."""
    gone = [key for key in recorded.open if not _stands(key, recorded, now)]
    come = [key for key in now.open if key in gone or key not in recorded.open]
    yield from (now.people[one] for one in now.people if one not in recorded.people)
    for key in gone:
        yield _closing(key, recorded.open[key])
    for key in come:
        yield now.open[key]
        if key[0] == "task" and key[1] in now.holders:
            yield facts.TaskClaimed(task=key[1], person=now.holders[key[1]])
    if now.end is not None and recorded.end is None:
        yield now.end


def _stands(key: Key, recorded: Standing, now: Standing) -> bool:
    if key not in now.open or not same(facts.encode(recorded.open[key]), facts.encode(now.open[key])):
        return False
    return key[0] != "task" or recorded.holders.get(key[1]) == now.holders.get(key[1])


def _closing(key: Key, opening: Any) -> facts.Fact:
    kind, number = key
    element: str = opening.element
    match kind:
        case "task":
            return facts.TaskCancelled(task=number, element=element, because=None)
        case "timer":
            return facts.TimerCancelled(timer=number, element=element)
        case "subscription":
            return facts.SubscriptionClosed(subscription=number, element=element)
        case "condition":
            return facts.ConditionClosed(condition=number, element=element)
        case "action":
            return facts.ActionCancelled(action=number, element=element)
        case _:
            return facts.IncidentResolved(incident=number, element=element)

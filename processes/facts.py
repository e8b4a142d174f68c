"""What followed from a command.  Past tense, frozen; auditors read them in five years.

A changed meaning gets a new fact; an old one is never reinterpreted.  Projections are made from facts alone:
add a line to `storage/projections.py` and one to the history view for each new fact.
Moments are ISO 8601 text with offset, so that a fact is plain JSON as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from processes.commands import Plain


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that followed from a command."""


@dataclass(frozen=True, kw_only=True)
class InstanceStarted(Fact):
    """The case began, at `element`, under the definition with `digest`.

    By itself: by a `message` with this correlation `key`, or by a timer that was `due`, noticed `late` whole seconds after.
    """

    number: str
    process: str
    element: str
    digest: str
    message: str | None = None
    key: str | None = None
    due: str | None = None
    late: int | None = None


@dataclass(frozen=True, kw_only=True)
class ParticipantJoined(Fact):
    """An outside role of this case is held through `party` (`party:12`) or by one person (`person:7`)."""

    role: str
    party: str


@dataclass(frozen=True, kw_only=True)
class FlowTaken(Fact):
    """A sequence flow was taken; at a split `condition` is why, with the `values` it saw (null: default or plain flow)."""

    flow: str
    condition: str | None = None
    values: dict[str, Plain] | None = None


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Fact):
    """A step waits for a person.

    `roles`: inbox keys, any of them (`coc_specialist`, `candidate@party:12`, `person:7`).  `visit` counts the times
    this element was opened in this case, from 1.  `term` says how `due` was computed (`processes.deadlines.Term`).
    `local` is the item of a multi-instance, if any.  `party`: the one holder whom the diagram names for this step.
    `about`: what tells it from others of its kind, in words.
    """

    task: int
    element: str
    visit: int
    roles: list[str]
    form: str | None
    due: str | None
    term: dict[str, Plain] | None
    local: dict[str, Plain] | None = None
    party: str | None = None
    about: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(Fact):
    """Somebody took the task for himself."""

    task: int
    person: str


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(Fact):
    """Somebody who answers for it gave the task to `person`."""

    task: int
    person: str
    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class TaskReleased(Fact):
    """The task went back to its role."""

    task: int


@dataclass(frozen=True, kw_only=True)
class TaskReaddressed(Fact):
    """An open task went to other inbox keys: somebody came into the case who acts for its role.  Nobody holds it now."""

    task: int
    element: str
    roles: list[str]
    due: str | None


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Fact):
    """A task was finished; its answers replaced `key` in the case data.  `late`: whole local days after the due day."""

    task: int
    element: str
    key: str
    late: int


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Fact):
    """The task was taken back: `because` is the element that cut in, or null when the case was stopped or upgraded."""

    task: int
    element: str
    because: str | None


@dataclass(frozen=True, kw_only=True)
class DataWritten(Fact):
    """A script, decision, message or action replaced `key` in the case data.

    Of a multi-instance: its results, by item; `condition` is the one that held before all of them were there, and took
    the open ones back.
    """

    element: str
    key: str
    value: Plain
    condition: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    """A decision table answered: inputs seen, ids of the rules that matched, outputs."""

    element: str
    decision: str
    inputs: dict[str, Plain]
    rules: list[str]
    outputs: Plain


@dataclass(frozen=True, kw_only=True)
class TimerArmed(Fact):
    """The case waits for a moment.  `kind`: `drawn` (in the diagram), `reminder` or `escalation` (of `task`)."""

    timer: int
    element: str
    due: str
    kind: str
    task: int | None = None
    term: dict[str, Plain] | None = None


@dataclass(frozen=True, kw_only=True)
class TimerFired(Fact):
    """A timer's moment came; `late` is how many whole seconds after `due` it was noticed."""

    timer: int
    element: str
    kind: str
    due: str
    late: int


@dataclass(frozen=True, kw_only=True)
class TimerCancelled(Fact):
    """The case no longer waits for this moment."""

    timer: int
    element: str


@dataclass(frozen=True, kw_only=True)
class MessageAwaited(Fact):
    """The case waits for a message `name` with correlation `key`.

    With `roles` it is an act open to these inbox keys (withdrawing, say), filled in by `form`; `party` as of a task.
    """

    subscription: int
    element: str
    name: str
    key: str | None
    roles: list[str]
    form: str | None
    party: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventCaught(Fact):
    """An error or an escalation thrown at `because` was caught at the event `element`, on the border of what holds it."""

    element: str
    because: str


@dataclass(frozen=True, kw_only=True)
class ActReaddressed(Fact):
    """An act that the case takes is now open to other inbox keys: somebody came into the case who acts for its role."""

    subscription: int
    element: str
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Fact):
    """What the case waited for arrived."""

    subscription: int
    element: str
    name: str
    message: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionClosed(Fact):
    """The case no longer waits for this message."""

    subscription: int
    element: str


@dataclass(frozen=True, kw_only=True)
class ConditionAwaited(Fact):
    """The case waits until `expression` holds over its data."""

    condition: int
    element: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class ConditionMet(Fact):
    """What the case waited for holds now, and did not before; `values` are what it saw, by dotted path.

    A border event that leaves its activity running waits on, for the next time.
    """

    condition: int
    element: str
    values: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class ConditionClosed(Fact):
    """The case no longer waits for this condition."""

    condition: int
    element: str


@dataclass(frozen=True, kw_only=True)
class ActionRequested(Fact):
    """The case asks the service for an action by name; it waits until the action is completed or has failed.

    `party` as of a task: of those who hold a role in the case, the action concerns this one alone.
    """

    action: int
    element: str
    name: str
    inputs: dict[str, Plain]
    party: str | None = None


@dataclass(frozen=True, kw_only=True)
class ActionCompleted(Fact):
    """The service did the action; its result replaced `key` in the case data."""

    action: int
    element: str
    name: str
    key: str


@dataclass(frozen=True, kw_only=True)
class ActionCancelled(Fact):
    """The case no longer waits for the action: an event cut in."""

    action: int
    element: str


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Fact):
    """The holder or role of a task is to be reminded of it."""

    task: int
    element: str
    roles: list[str]
    due: str


@dataclass(frozen=True, kw_only=True)
class AlertRaised(Fact):
    """A term of `element` has passed and the role's head is told; nothing is decided by time alone."""

    role: str
    element: str
    task: int | None
    due: str


@dataclass(frozen=True, kw_only=True)
class IncidentRaised(Fact):
    """Something inside the procedure must be put right by a person; the case waits and nothing is lost."""

    incident: int
    element: str
    code: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class IncidentResolved(Fact):
    """What an incident had stopped went on."""

    incident: int
    element: str


@dataclass(frozen=True, kw_only=True)
class InstanceFinished(Fact):
    """The case reached its end event `element`."""

    element: str
    name: str


@dataclass(frozen=True, kw_only=True)
class InstanceCancelled(Fact):
    """The owner stopped the case."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class InstanceSuspended(Fact):
    """The owner halted the case: people, timers, messages and results of actions wait until it is resumed."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class InstanceResumed(Fact):
    """The case goes on; what became due meanwhile follows late, in its order."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class CoreUpgraded(Fact):
    """The case goes on under the semantics `core` of the fold; the rows before were recorded under `was` or older ones.

    What these rows left open and is open otherwise now follows in the same step: closed first, then opened.
    """

    was: int
    core: int


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Fact):
    """A discussion began; fields as in OpenThread."""

    thread: int
    forum: str
    key: str
    title: Plain
    subjects: list[str]
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class PostWritten(Fact):
    """Somebody said something; posts of a thread are numbered from 1."""

    thread: int
    post: int
    role: str
    text: dict[str, Plain]
    files: list[dict[str, Plain]]
    reply_to: int | None = None
    subject: str | None = None
    party: str | None = None


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(Fact):
    """A post was taken back; what stays says by whom and why."""

    thread: int
    post: int
    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Fact):
    """Nobody writes in the thread any more."""

    thread: int


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(Fact):
    """People write again."""

    thread: int
    until: str | None = None


_KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__subclasses__()}


def encode(fact: Fact) -> dict[str, Plain]:
    """The fact as plain JSON; fields at their defaults are left out to keep history small."""
    body = {f.name: getattr(fact, f.name) for f in fields(fact) if getattr(fact, f.name) is not f.default}
    return {"fact": type(fact).__name__, **body}


def decode(body: Mapping[str, Any]) -> Fact:
    """The fact that `encode` wrote; raises KeyError for a kind that this core does not know."""
    return _KINDS[body["fact"]](**{name: value for name, value in body.items() if name != "fact"})

"""Recording steps of several cases from one sheet: a transaction for each case, each with a result of its own.

Every step is done by the rules of its own page: role, separation of duties, the form's checks.  What one case is refused
leaves the others as they are.  Sending the same sheet again changes nothing: what its sender has done is not done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from processes.facts import TaskOpened
from service.actor import Actor
from service.errors import (
    CaseSuspended,
    NotAllowed,
    SeatGone,
    SeparationOfDuties,
    Stale,
    TaskAlreadyDone,
    TaskTaken,
)
from service.installation import Installation
from service.moving import Move, moving
from service.operations import complete_task, show_sheet, tasks
from service.refs import task_ref
from storage import instances, registers
from storage.errors import NotFound
from storage.models import Seat, Task, TaskStatus


@dataclass(frozen=True, kw_only=True)
class StepSent:
    """The raw answers to a step; `ref` and `etag` are its task as the person saw it, None where it was not open yet."""

    raw: Mapping[str, Any]
    ref: str | None = None
    etag: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseSent:
    """What was filled in for a case: answers by step, nothing for a step that was left blank."""

    instance_id: int
    steps: Mapping[str, StepSent]


@dataclass(kw_only=True)
class CaseResult:
    """What came of a case: the steps that are done now, that its sender had done before, that have not opened.

    `refusal` is why the others were not recorded, at the step `element`; answers that are wrong are refused by field.
    """

    instance_id: int
    done: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    element: str | None = None
    refusal: PoryadokError | None = None


REFUSALS = (
    AnswersRefused,
    CaseSuspended,
    NotAllowed,
    NotFound,
    SeatGone,
    SeparationOfDuties,
    Stale,
    TaskAlreadyDone,
    TaskTaken,
)
"""What is said of one case; anything else is about the service and stops the whole."""


def fill(
    installation: Installation, actor: Actor, register: str, key: str, sent: Sequence[CaseSent]
) -> tuple[CaseResult, ...]:
    """What came of each case, in the order in which they were sent; raises NotFound (no such sheet)."""
    with installation.database.reading() as session:
        _, outline = show_sheet.require(installation, session, actor, register)
        registers.get(session, register, key)
    return tuple(_case(installation, actor, (register, key), outline.steps, one) for one in sent)


def _case(
    installation: Installation, actor: Actor, row: tuple[str, str], order: Sequence[str], sent: CaseSent
) -> CaseResult:
    result = CaseResult(instance_id=sent.instance_id)
    left = [step for step in order if step in sent.steps]
    while left and result.refusal is None:
        trial = _Trial(row)
        try:
            with moving(installation, sent.instance_id, actor.id) as move:
                left = trial.take(move, actor, left, sent.steps)
        except REFUSALS as refusal:
            result.element, result.refusal = trial.element, refusal
            return result
        result.done += trial.done
        result.earlier += trial.earlier
        result.unopened += trial.unopened
    return result


class _Trial:
    """One transaction of a case: its steps in their order, as long as they are done under one role."""

    def __init__(self, row: tuple[str, str]) -> None:
        self._row = row
        self._seat: Seat | None = None
        self.done: list[str] = []
        self.earlier: list[str] = []
        self.unopened: list[str] = []
        self.element: str | None = None

    def take(self, move: Move, actor: Actor, steps: Sequence[str], sent: Mapping[str, StepSent]) -> list[str]:
        """The steps that are left for another transaction: the history names one role for each."""
        self._seat = registers.seat_of(move.session, *self._row, move.row.id)
        for number, step in enumerate(steps):
            self.element = step
            if not self._take(move, actor, step, sent[step]):
                return list(steps[number:])
        return []

    def _take(self, move: Move, actor: Actor, step: str, sent: StepSent) -> bool:
        fresh = _fresh(move, step)
        if sent.ref is None and fresh is not None:
            role = tasks.require_opened(move, actor, fresh, self.done)
            return self._finish(move, actor, step, fresh, role, sent)
        task = _task(move, self._seat, step, sent)
        if task is None:
            self.unopened.append(step)
            return True
        if task.status == TaskStatus.DONE and task.completed_by == actor.id:
            self.earlier.append(step)
            return True
        role = tasks.require_workable(move, actor, task.task, sent.etag)
        return self._finish(move, actor, step, task.task, role, sent)

    def _finish(self, move: Move, actor: Actor, step: str, number: int, role: str, sent: StepSent) -> bool:
        """Whether it is done; not, if it is to stand under another role than what this transaction has done."""
        if move.role not in (None, role):
            return False
        if self._seat is None or self._seat.state not in ("held", "taken", "sat"):
            raise SeatGone(move.row.number, *self._row)  # what is open of the case belongs to another day
        move.role = role
        complete_task.finish(move, actor, number, sent.raw)
        self.done.append(step)
        return True


def _fresh(move: Move, step: str) -> int | None:
    """The task of the step that this very transaction has opened."""
    opened = (fact for fact in move.facts if isinstance(fact, TaskOpened) and fact.element == step)
    return next((fact.task for fact in opened if fact.task in move.live.open_tasks), None)


def _task(move: Move, seat: Seat | None, step: str, sent: StepSent) -> Task | None:
    """The task that was seen; of a step that was not open then, the one that has opened since, done or not."""
    rows = [task for task in instances.tasks(move.session, move.row.id) if task.element == step]
    if sent.ref is not None:
        found = next((task for task in rows if task_ref(task.instance_id, task.task) == sent.ref), None)
        if found is None:
            raise NotFound("Задача", "Task", sent.ref)
        return found
    since = seat.since if seat else None
    visit = [task for task in rows if since is None or task.opened_at >= since]
    return next((task for task in reversed(visit) if task.status != TaskStatus.CANCELLED), None)

"""Moves the tokens of one instance through its blueprint, on SpiffWorkflow's task tree.

The driver knows control flow only.  Everything that means something (data, expressions, dates, people) is asked of
its `Host`, which is the instance.  It keeps the tasks that are alive as they change and never looks at finished ones,
so the cost of a step does not grow with the length of the case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes.commands import Plain
from processes.engine.blueprint import Blueprint
from processes.engine.counter import Counter
from processes.engine.patches import ids_from
from processes.engine.specs import (
    BorderStep,
    BoundarySplit,
    EndJoin,
    InclusiveStep,
    IterationsStep,
    LoopStep,
    Scope,
    ScopeStep,
)
from processes.errors import PoryadokError, TooManySteps
from processes.model.elements import EventDefinition

STEP_BUDGET = 10_000
"""Automatic steps that one command may set off; more is an endless loop in the diagram."""

CALL_DEPTH = 20
"""How deep sub-processes and called processes may stand in one another."""

_LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


@dataclass(frozen=True)
class Iteration:
    """One pass of a multi-instance activity: `task` is its id, `encloses` says that its body is a sub-process."""

    task: int
    element: str
    item: Plain
    encloses: bool


@dataclass(frozen=True)
class Place:
    """Where in the case a step stands: the iterations around it and the scopes that it is in, innermost first.

    `scopes`: the sub-processes and called processes, each with how many of the iterations are inside it.
    """

    iterations: tuple[Iteration, ...] = ()
    scopes: tuple[tuple[str, int], ...] = ()

    def outward(self) -> Iterator[tuple[str, Place]]:
        """Each scope around, innermost first, with the place directly inside it: its own iteration is the first there."""
        for number, (element, inside) in enumerate(self.scopes, start=1):
            yield element, Place(self.iterations[inside:], self.scopes[number:])


class Host(Protocol):
    """What the driver asks.  Any of the asked may raise a PoryadokError: that step stops, the rest goes on."""

    def flow_taken(self, source: str, target: str) -> None:
        """A token went from one element to the next."""

    def choose(self, task: int, element: str, place: Place) -> list[str]:
        """The elements that a gateway sends tokens to."""

    def perform(self, task: int, element: str, place: Place) -> None:
        """Do what the case does by itself: a script, a decision."""

    def wait(self, task: int, element: str, place: Place) -> None:
        """The case now waits here for a person, an action, a moment or a message."""

    def withdrawn(self, task: int, element: str, because: str | None) -> None:
        """The case no longer waits here, nor to be retried."""

    def stalled(self, task: int, element: str, error: PoryadokError) -> None:
        """This step could not be done and waits to be retried."""

    def items(self, task: int, element: str, place: Place) -> list[Plain]:
        """What a multi-instance activity iterates over."""

    def enough(self, task: int, element: str, place: Place, results: list[Plain]) -> bool:
        """Whether a multi-instance activity's completion condition holds."""

    def collect(self, task: int, element: str, place: Place, results: list[Plain]) -> None:
        """A multi-instance activity is over."""

    def again(self, element: str, place: Place, rounds: int) -> bool:
        """Whether an activity that has been done so often in a loop is done once more."""

    def caught(self, element: str, because: str) -> None:
        """An error or escalation thrown at `because` was caught at the border event `element`."""


class _Flow:
    """What our top and inner workflows share: the tasks that are alive and the joins that wait."""

    def set_up(self, begins_at: str | None) -> None:
        self.begins_at = begins_at
        self.live: dict[int, Any] = {}
        self.joins: dict[str, Any] = {}
        self.reached_end: str | None = None

    def noticed(self: Any, task: Any, before: int) -> None:
        """A task changed its state (called by the patched setter)."""
        if task._state & _LIVE:
            self.live[task.id] = task
            self.top_workflow.driver.arrived(task, entering=before & _LIVE == 0)
        else:
            self.live.pop(task.id, None)
            if task._state == TaskState.CANCELLED:
                self.top_workflow.driver.left(task)

    def update_waiting_tasks(self: Any) -> None:
        for task in list(self.joins.values()):
            if isinstance(task.task_spec, EndJoin | InclusiveStep):
                task.task_spec._update(task)

    def _task_completed_notify(self: Any, task: Any) -> None:
        if task.task_spec.name == "End":
            self._mark_complete(task)
        if self.completed:
            self.completed_event(self)
        else:
            self.update_waiting_tasks()

    def _mark_complete(self: Any, task: Any) -> None:
        # Stock merges the last task's data into the workflow's: a local value would overwrite the case's.
        self.completed = True

    def _task_removed_notify(self: Any, task: Any) -> None:
        if task.id in self.live:
            task.cancel()

    def cancel_live(self: Any, because: str | None = None) -> None:
        """Take back everything that is alive in this scope and in the scopes inside it."""
        driver = self.top_workflow.driver
        driver.because = because or driver.because
        for task in list(self.live.values()):
            task.cancel()

    def collect_log_extras(self, dct: Any = None) -> dict[str, Any]:
        # Stock lists the ids of all tasks with every message.
        return dct or {}


class CaseWorkflow(_Flow, BpmnWorkflow):
    """The process that a case runs."""

    def __init__(self, driver: Driver, spec: Scope, begins_at: str | None, **how: Any):
        self.driver = driver
        self.host = driver.host
        self.iterations: dict[int, Plain] = {}
        self.nesting = 0
        self.set_up(begins_at)
        super().__init__(spec, script_engine=_NoScripts(), **how)

    def create_subprocess(self, my_task: Any, spec_name: str) -> Any:
        inner = InnerWorkflow(self.driver.blueprint.scope(spec_name), my_task, self)
        self.subprocesses[my_task.id] = inner
        return inner

    def scope_of(self, task: Any) -> Place:
        return _place(task)


class InnerWorkflow(_Flow, BpmnSubWorkflow):
    """A sub-process or called process inside a case."""

    def __init__(self, spec: Scope, parent_task: Any, top: CaseWorkflow, **how: Any):
        self.parent_task = parent_task
        self.host = top.host
        self.iterations = top.iterations
        self.nesting = parent_task.workflow.nesting + 1
        if self.nesting > CALL_DEPTH:
            raise TooManySteps(
                f"Процессы вложены глубже {CALL_DEPTH} уровней: вероятно, они вызывают друг друга",
                f"Processes are nested deeper than {CALL_DEPTH} levels: they probably call one another",
            )
        self.set_up(None)
        super().__init__(spec, parent_task.id, top, **how)

    @property
    def parent_workflow(self) -> Any:
        return self.parent_task.workflow

    def _calculate_depth(self) -> int:
        return int(self.nesting)

    def scope_of(self, task: Any) -> Place:
        return _place(task)


class _NoScripts:
    """Stands where the library keeps its Python evaluator: whatever reaches it fails loudly."""

    environment = None


class Driver:
    """The control flow of one instance.  Not thread safe: one command at a time."""

    def __init__(self, blueprint: Blueprint, host: Host) -> None:
        self.blueprint = blueprint
        self.host = host
        self.counter = Counter()
        self.because: str | None = None
        self._workflow: CaseWorkflow | None = None
        self._queue: deque[Any] = deque()
        self._armed: dict[int, Any] = {}
        self._stalled: dict[int, Any] = {}

    @property
    def iterations(self) -> dict[int, Plain]:
        """What running iterations have written, by the id of their task."""
        return self._case.iterations

    @property
    def finished(self) -> bool:
        return self._workflow is not None and bool(self._workflow.completed)

    @property
    def end(self) -> str | None:
        """The end event that the process reached last."""
        return self._case.reached_end

    def next_id(self) -> int:
        return self.counter.next()

    def start(self, process: str, begins_at: str) -> None:
        """Put the first token on a start event of the process."""
        with self._moving(because=None):
            self._workflow = CaseWorkflow(self, self.blueprint.scope(process), begins_at)

    def complete(self, task: int) -> None:
        """Move on from a step that waited for a person or an action."""
        with self._moving(because=None):
            self._armed.pop(task).run()

    def fire(self, task: int, element: str) -> None:
        """Move on from an event that has happened; `element` is named as the cause of what it interrupts."""
        with self._moving(because=element):
            event = self._armed.pop(task)
            event._set_state(TaskState.READY)
            event.run()

    def fire_again(self, task: int, element: str) -> None:
        """Follow the flow of a repeating border event that goes on waiting."""
        with self._moving(because=element):
            event = self._armed[task]
            event.task_spec.spawn(event)

    def retry(self, task: int) -> None:
        """Try again a step that had stalled."""
        with self._moving(because=None):
            self._queue.append(self._stalled.pop(task))

    def cancel(self) -> None:
        """Take back everything; the process is over."""
        with self._moving(because=None):
            self._case.completed = True
            self._case.cancel_live()

    def place_of(self, task: int) -> Place:
        """Where a waiting or stalled step stands."""
        return _place(self._armed.get(task) or self._stalled[task])

    def repeats(self, task: int) -> bool:
        """Whether this is a border event that leaves its activity running."""
        spec = self._armed[task].task_spec
        return isinstance(spec, BorderStep) and not spec.cancel_activity

    @property
    def size(self) -> int:
        """How many steps the engine remembers, done ones among them."""
        if self._workflow is None:
            return 0
        return len(self._case.tasks) + sum(len(flow.tasks) for flow in self._case.subprocesses.values())

    def joins(self) -> list[tuple[str, list[str]]]:
        """The gateways that wait for further tokens, with where those that came are from; a part of the logical state."""
        flows = [self._case, *self._case.subprocesses.values()]
        return sorted(
            (task.task_spec.element, task.internal_data["arrived"])
            for flow in flows
            for task in flow.joins.values()
            if "arrived" in task.internal_data
        )

    def catcher(self, thrower: Any, event: EventDefinition) -> Any | None:
        """The border event, innermost first, that catches what is thrown by this task; one of its name before any other."""
        workflow = thrower.workflow
        while workflow is not self._case:
            holder = workflow.parent_task
            found = [task for task in _borders(holder) if task.task_spec.catches(event)]
            if found:
                return min(found, key=lambda task: task.task_spec.event.name is None)
            workflow = holder.workflow
        return None

    def catch(self, border: Any, because: str) -> None:
        """Go on from a border event at which something was caught; an interrupting one takes its activity back."""
        self.host.caught(border.task_spec.element, because)
        before, self.because = self.because, because
        if border.task_spec.cancel_activity:
            border._set_state(TaskState.READY)
            border.run()
        else:
            border.task_spec.spawn(border)
        self.because = before

    def arrived(self, task: Any, *, entering: bool) -> None:
        """A task has come alive, or has become ready (called by the workflows)."""
        if entering and task.task_spec.entry:
            source = task.parent.task_spec.element
            if source is not None:
                self.host.flow_taken(source, task.task_spec.element)
        if task._state != TaskState.STARTED:
            self._queue.append(task)

    def left(self, task: Any) -> None:
        """A task was cancelled (called by the workflows)."""
        waited = self._armed.pop(task.id, None) is not None
        if self._stalled.pop(task.id, None) is not None or waited:
            self.host.withdrawn(task.id, task.task_spec.element, self.because)

    @property
    def _case(self) -> CaseWorkflow:
        assert self._workflow is not None, "the instance has not been started"  # noqa: S101  # a bug of ours
        return self._workflow

    @contextmanager
    def _moving(self, because: str | None) -> Iterator[None]:
        self.because = because
        with ids_from(self.counter):
            yield
            self._settle()

    def _settle(self) -> None:
        for _ in range(STEP_BUDGET):
            if not self._queue:
                return
            task = self._queue.popleft()
            if task.id in task.workflow.live and task.id not in self._stalled:
                self._try(task)
        raise TooManySteps(
            f"Больше {STEP_BUDGET} автоматических шагов подряд: в схеме бесконечный цикл",
            f"More than {STEP_BUDGET} automatic steps in a row: the diagram loops without end",
        )

    def _try(self, task: Any) -> None:
        try:
            self._advance(task)
        except TooManySteps:
            raise
        except PoryadokError as error:
            self._armed.pop(task.id, None)
            self._stalled[task.id] = task
            self.host.stalled(task.id, task.task_spec.element, error)

    def _advance(self, task: Any) -> None:
        spec = task.task_spec
        if spec.waits:
            self._arm(task)
        elif task._state == TaskState.WAITING and isinstance(spec, IterationsStep | LoopStep | ScopeStep):
            spec.begin(task)
        elif task._state == TaskState.READY:
            task.run()

    def _arm(self, task: Any) -> None:
        if task.id in self._armed:
            return
        self._armed[task.id] = task
        self.host.wait(task.id, task.task_spec.element, _place(task))


def _borders(holder: Any) -> list[Any]:
    """The events that wait on the border of the activity that this task is, or is a round of."""
    split = holder.parent
    if isinstance(split.task_spec, IterationsStep | LoopStep):
        split = split.parent
    if not isinstance(split.task_spec, BoundarySplit):
        return []
    return [
        child
        for child in split.children
        if isinstance(child.task_spec, BorderStep) and child.has_state(TaskState.WAITING)
    ]


def _place(task: Any) -> Place:
    iterations: list[Iteration] = []
    scopes: list[tuple[str, int]] = []
    current = task
    while current is not None:
        index = current.internal_data.get("index")
        if index is not None:
            spec, outer = current.task_spec, current.parent
            item = outer.internal_data["items"][index]
            iterations.append(Iteration(current.id, spec.element, item, isinstance(spec, ScopeStep)))
        current = getattr(current.workflow, "parent_task", None)
        if current is not None:
            scopes.append((current.task_spec.element, len(iterations)))
    return Place(tuple(iterations), tuple(scopes))

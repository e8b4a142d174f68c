"""Our task specs: how each kind of flow node behaves in SpiffWorkflow's tree.

The hooks only change states; every decision, value and wait is asked for by the driver, one at a time and in order,
so that a fault stops exactly one step and the rest of the case stands.  Children are made when a task completes,
never predicted: prediction walks the tree and is of no use to us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, BpmnStartTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from processes.errors import ProcessError
from processes.model.elements import EventDefinition


class Step(BpmnTaskSpec):
    """What all our specs share.  `element` is the BPMN id, or None for what only the tree needs.

    `entry`: arriving here means that a sequence flow to `element` was taken.  `waits`: only a command moves it on.
    """

    waits = False

    def __init__(self, scope: Scope, name: str, element: str | None = None, *, entry: bool = True, **kwargs: Any):
        super().__init__(scope, name, **kwargs)
        self.element = element
        self.entry = entry and element is not None

    def _predict(self, my_task: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing is predicted."""

    def _update_hook(self, my_task: Any) -> bool:
        return True

    def _on_ready(self, my_task: Any) -> None:
        """The driver has been told by the change of state."""

    def _run(self, my_task: Any) -> bool | None:
        # Stock marks the task ERROR before it raises; ours stays READY, so that it can be tried again.
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Any) -> bool | None:
        return True

    def _on_complete_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.next(my_task), TaskState.FUTURE)
        if self.completed_event.hard_subscribers:
            self.completed_event.emit(my_task.workflow, my_task)

    def next(self, my_task: Any) -> list[Any]:
        """The specs that follow this task."""
        return list(self.outputs)


class StartStep(BpmnStartTask):
    """The root of a scope.  Where a process has several starts, only the one that the case began at is followed."""

    element = None
    entry = False
    waits = False

    def _predict(self, my_task: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing is predicted."""

    def _on_ready(self, my_task: Any) -> None:
        """Nothing to set up."""

    def _on_complete_hook(self, my_task: Any) -> None:
        begun = my_task.workflow.begins_at
        my_task._sync_children([spec for spec in self.outputs if begun in (None, spec.element)], TaskState.FUTURE)


class WaitStep(Step):
    """A step that a command completes: a person's task or an action of the service."""

    waits = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, manual=True, **kwargs)


class PerformStep(Step):
    """A step that the case performs itself: a script, a decision, passing a start or throwing nothing."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.host.perform(my_task.id, self.element, my_task.workflow.scope_of(my_task))
        return True


class EndStep(PerformStep):
    """An end event; `terminates` takes the scope's other tokens with it."""

    def __init__(self, *args: Any, terminates: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.terminates = terminates

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        my_task.workflow.reached_end = self.element
        if self.terminates:
            my_task.workflow.cancel_live(because=self.element)
            my_task.workflow._mark_complete(my_task)


class SendingEndStep(WaitStep):
    """An end event that sends something: the action is asked for, and with it the path is over."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        my_task.workflow.reached_end = self.element


class ErrorEndStep(PerformStep):
    """An error end event: what catches it around the scope goes on, and the scope is taken back (BPMN 2.0, 10.5.1)."""

    def __init__(self, *args: Any, event: EventDefinition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.event = event

    def _run_hook(self, my_task: Any) -> bool:
        if my_task.workflow.top_workflow.driver.catcher(my_task, self.event) is None:
            raise ProcessError(
                f"Ошибку «{self.event.name or self.element}» никто не ловит: добавьте её событие на границу подпроцесса",
                f"Nobody catches error {self.event.name or self.element!r}: put its event on the sub-process's border",
                element=self.element,
            )
        return super()._run_hook(my_task)

    def _on_complete_hook(self, my_task: Any) -> None:
        driver = my_task.workflow.top_workflow.driver
        driver.catch(driver.catcher(my_task, self.event), self.element)


class EscalationStep(PerformStep):
    """An escalation thrown on the way or at an end; where nobody catches it the case goes on (BPMN 2.0, 10.5.1)."""

    def __init__(self, *args: Any, event: EventDefinition, ends: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.event = event
        self.ends = ends

    def _on_complete_hook(self, my_task: Any) -> None:
        driver = my_task.workflow.top_workflow.driver
        caught = driver.catcher(my_task, self.event)
        if caught is not None:
            driver.catch(caught, self.element)
            if my_task.workflow.completed:
                return
        super()._on_complete_hook(my_task)
        if self.ends:
            my_task.workflow.reached_end = self.element


class ChoiceStep(Step):
    """An exclusive gateway: the host says which flow is taken."""

    def _run_hook(self, my_task: Any) -> bool:
        host = my_task.workflow.host
        chosen = host.choose(my_task.id, self.element, my_task.workflow.scope_of(my_task))
        my_task.internal_data["chosen"] = [self._wf_spec.entrance(target) for target in chosen]
        return True

    def next(self, my_task: Any) -> list[Any]:
        return list(my_task.internal_data["chosen"])


class SplitStep(ChoiceStep):
    """Stands behind a step or event that several flows, or conditional ones, leave (BPMN 2.0, 13.3.1)."""

    def __init__(self, scope: Scope, name: str, element: str):
        super().__init__(scope, name, element)
        self.entry = False


class JoinStep(Step):
    """A parallel gateway.  Tokens are counted by the flow they came on; it fires when every incoming flow has one.

    Only the newest arrival stays in the tree as waiting and carries what the earlier ones brought.
    """

    def _update_hook(self, my_task: Any) -> bool:
        arrived = {_source(my_task.parent)} | self._earlier(my_task)
        my_task.internal_data["arrived"] = sorted(arrived)
        if self._may_fire(my_task, arrived):
            return True
        my_task._set_state(TaskState.WAITING)
        my_task.workflow.joins[self.name] = my_task
        return False

    def _earlier(self, my_task: Any) -> set[str]:
        waiting = my_task.workflow.joins.pop(self.name, None)
        if waiting is None:
            return set()
        arrived = set(waiting.internal_data["arrived"])
        if waiting is not my_task:
            waiting.cancel()
        return arrived

    def _may_fire(self, my_task: Any, arrived: set[str]) -> bool:
        return len(arrived) >= len(self._inputs)


class InclusiveStep(JoinStep, ChoiceStep):
    """An inclusive gateway: waits while a token upstream can still reach an empty incoming flow (BPMN 2.0, 13.4.3)."""

    _upstream: Mapping[str, frozenset[str]]

    def prepare(self) -> None:
        """Work out, once per definition, from which specs each incoming flow can be reached without passing here."""
        self._upstream = {name: frozenset(self._ancestors(name)) for name in self._inputs}

    def _ancestors(self, name: str) -> set[str]:
        found: set[str] = set()
        todo = [name]
        while todo:
            spec = todo.pop()
            if spec in found or spec == self.name:
                continue
            found.add(spec)
            todo.extend(self._wf_spec.task_specs[spec]._inputs)
        return found

    def _may_fire(self, my_task: Any, arrived: set[str]) -> bool:
        filled = {name for name in self._inputs if name in arrived}
        empty = set(self._inputs) - filled
        for task in my_task.workflow.live.values():
            spec = task.task_spec.name
            if spec == self.name or any(spec in self._upstream[name] for name in filled):
                continue
            if any(spec in self._upstream[name] for name in empty):
                return False
        return True


class ScopeStep(Step, SubWorkflowTask):
    """A sub-process or a called process: a workflow of its own inside the same case."""

    def __init__(self, scope: Scope, name: str, element: str, called: str, **kwargs: Any):
        Step.__init__(self, scope, name, element, subworkflow_spec=called, **kwargs)
        self.spec = called

    def _update_hook(self, my_task: Any) -> bool:
        # Begun by the driver, so that a fault at the beginning stops this step alone.
        my_task._set_state(TaskState.WAITING)
        return False

    def begin(self, my_task: Any) -> None:
        """Enter the scope."""
        my_task._set_state(TaskState.STARTED)
        inner = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        inner.completed_event.connect(self._on_subworkflow_completed, my_task)
        inner.task_tree.run()

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        if my_task.has_state(TaskState.STARTED):
            my_task._set_state(TaskState.READY)

    def _on_cancel(self, my_task: Any) -> None:
        inner = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        if inner is not None:
            inner.completed = True
            inner.cancel_live()


class IterationsStep(Step):
    """A multi-instance activity: the items are frozen on entry, the results kept by index (BPMN 2.0, 13.3.7)."""

    def __init__(self, scope: Scope, name: str, element: str, body: str, *, sequential: bool, **kwargs: Any):
        super().__init__(scope, name, element, **kwargs)
        self.body = body
        self.sequential = sequential

    def _update_hook(self, my_task: Any) -> bool:
        my_task._set_state(TaskState.WAITING)
        return False

    def begin(self, my_task: Any) -> None:
        """Open the iterations, or, when one of them is over, ask whether that is enough."""
        workflow, data = my_task.workflow, my_task.internal_data
        if "items" not in data:
            items = workflow.host.items(my_task.id, self.element, workflow.scope_of(my_task))
            data.update(items=items, results=[None] * len(items), open=len(items))
            self._go_on(my_task, range(1 if self.sequential else len(items)))
        elif data["open"] and not self._enough(my_task):
            done = len(data["items"]) - data["open"]
            self._go_on(my_task, range(done, done + 1) if self.sequential else range(0))
        else:
            self._leave(my_task)

    def _enough(self, my_task: Any) -> bool:
        workflow, results = my_task.workflow, my_task.internal_data["results"]
        return bool(workflow.host.enough(my_task.id, self.element, workflow.scope_of(my_task), results))

    def _go_on(self, my_task: Any, indexes: range) -> None:
        if not my_task.internal_data["items"]:
            self._leave(my_task)
            return
        my_task._set_state(TaskState.STARTED)
        for index in indexes:
            self._open(my_task, index)

    def _leave(self, my_task: Any) -> None:
        for other in my_task.children:
            other.cancel()
        my_task._set_state(TaskState.READY)

    def _open(self, my_task: Any, index: int) -> None:
        spec = self._wf_spec.task_specs[self.body]
        child = my_task._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.internal_data["index"] = index
        spec._update(child)

    def merge(self, workflow: Any, child: Any) -> None:
        """Called when an iteration has completed; the driver asks what follows, so that a fault stops this step alone."""
        my_task = child.parent
        data = my_task.internal_data
        data["results"][child.internal_data["index"]] = workflow.iterations.pop(child.id, None)
        data["open"] -= 1
        my_task._set_state(TaskState.WAITING)

    def _run_hook(self, my_task: Any) -> bool:
        workflow = my_task.workflow
        results = my_task.internal_data["results"]
        workflow.host.collect(my_task.id, self.element, workflow.scope_of(my_task), results)
        return True

    def next(self, my_task: Any) -> list[Any]:
        return [spec for spec in self.outputs if spec.name != self.body]


class LoopStep(Step):
    """An activity that is done again while its condition holds (BPMN 2.0, 13.3.6); each round is a child."""

    def __init__(self, scope: Scope, name: str, element: str, body: str, *, before: bool, **kwargs: Any):
        super().__init__(scope, name, element, **kwargs)
        self.body = body
        self.before = before

    def _update_hook(self, my_task: Any) -> bool:
        my_task._set_state(TaskState.WAITING)
        return False

    def begin(self, my_task: Any) -> None:
        """Ask whether there is another round, and open it; the last one is known by then."""
        workflow, rounds = my_task.workflow, my_task.internal_data.get("rounds", 0)
        goes_on = (rounds == 0 and not self.before) or workflow.host.again(
            self.element, workflow.scope_of(my_task), rounds
        )
        if not goes_on:
            my_task._set_state(TaskState.READY)
            return
        my_task._set_state(TaskState.STARTED)
        spec = self._wf_spec.task_specs[self.body]
        child = my_task._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        spec._update(child)

    def merge(self, workflow: Any, child: Any) -> None:
        """Called when a round is over; the driver asks for the next one, so that a fault stops this step alone."""
        my_task = child.parent
        my_task.internal_data["rounds"] = my_task.internal_data.get("rounds", 0) + 1
        my_task._children.remove(child.id)  # a finished round is never looked at again
        my_task._set_state(TaskState.WAITING)

    def next(self, my_task: Any) -> list[Any]:
        return [spec for spec in self.outputs if spec.name != self.body]


class CatchStep(Step):
    """An intermediate event that waits; under an event-based gateway the first to happen cancels the others."""

    waits = True

    def _update_hook(self, my_task: Any) -> bool:
        my_task._set_state(TaskState.WAITING)
        return False

    def _run_hook(self, my_task: Any) -> bool:
        if isinstance(my_task.parent.task_spec, RaceStep):
            for other in my_task.parent.children:
                if other is not my_task:
                    other.cancel()
        return True


class RaceStep(Step):
    """An event-based gateway."""


class BoundarySplit(BoundaryEventSplit, Step):
    """Stands before an activity with events on its border; arriving here is arriving at the activity."""

    def __init__(self, scope: Scope, name: str, element: str):
        BoundaryEventSplit.__init__(self, scope, name)
        self.element = element
        self.entry = True

    _predict = Step._predict
    _update_hook = Step._update_hook
    _on_ready = Step._on_ready
    _run = Step._run
    _on_complete_hook = Step._on_complete_hook

    def _run_hook(self, my_task: Any) -> bool:
        return True


class BoundaryJoin(BoundaryEventJoin):
    """Stands behind an activity with events on its border and settles who outlives whom."""

    element = None
    entry = False
    waits = False

    _predict = Step._predict
    _on_ready = Step._on_ready
    _run = Step._run
    _on_complete_hook = Step._on_complete_hook
    next = Step.next

    def _run_hook(self, my_task: Any) -> bool:
        return True

    def _do_join(self, my_task: Any) -> None:
        # Stock searches the whole subtree and climbs to the root for each hit: quadratic in the rounds of a loop.
        split = my_task.find_ancestor(self.split_task)
        for branch in split.children:
            for task in branch.children:
                if task.task_spec is self and task is not my_task and task.has_state(TaskState.NOT_FINISHED_MASK):
                    task.cancel()


THROWN_INSIDE = frozenset({"error", "escalation"})
"""Events that only something inside the activity throws; nobody else is asked to wait for them."""


class BorderStep(BoundaryEvent, Step):
    """An event on the border of an activity, waited for from outside or thrown from inside it."""

    def __init__(self, scope: Scope, name: str, element: str, *, interrupting: bool, event: EventDefinition | None):
        BoundaryEvent.__init__(self, scope, name, NoneEventDefinition(), cancel_activity=interrupting)
        self.element = element
        self.entry = False
        self.event = event
        self.waits = event is None or event.kind not in THROWN_INSIDE

    def catches(self, thrown: EventDefinition) -> bool:
        """Whether this is the event for what was thrown: of its name, or of none."""
        event = self.event
        return event is not None and event.kind == thrown.kind and event.name in (None, thrown.name)

    _predict = Step._predict
    _on_ready = Step._on_ready
    _run = Step._run
    _update_hook = CatchStep._update_hook
    _on_complete_hook = Step._on_complete_hook
    _predict_hook = Step._predict_hook

    def _run_hook(self, my_task: Any) -> bool:
        return True

    def _on_cancel(self, my_task: Any) -> None:
        """The driver has been told by the change of state."""

    def spawn(self, my_task: Any) -> None:
        """Follow the event's flow once more and go on waiting.

        The event forgets what it set off: when it is taken back with its activity, that goes on.
        """
        for spec in self.outputs:
            if isinstance(spec, BoundaryJoin):
                continue
            child = my_task._add_child(spec, TaskState.FUTURE)
            my_task._children.remove(child.id)
            child.triggered = True
            spec._update(child)


class EndJoin(Step):
    """The end of a scope: waits until nothing else in it is alive."""

    def _update_hook(self, my_task: Any) -> bool:
        workflow = my_task.workflow
        waiting = workflow.joins.pop(self.name, None)
        if waiting is not None and waiting is not my_task:
            waiting.cancel()
        if any(task.task_spec is not self for task in workflow.live.values()):
            my_task._set_state(TaskState.WAITING)
            workflow.joins[self.name] = my_task
            return False
        return True


class Scope(BpmnProcessSpec):
    """The specs of one process or sub-process, under the name that the tree knows it by."""

    def __init__(self, name: str):
        WorkflowSpec.__init__(self, name=name)
        # What the library's workflow classes read of a spec; none of it is used by ours.
        self.bpmn_start_events: list[Any] = []
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.start = StartStep(self, "Start")
        self.end = EndJoin(self, "EndJoin")
        # Stock completes a workflow when a spec of this name does; our own names carry a prefix and never clash.
        self.end.connect(Step(self, "End"))

    def entrance(self, element: str) -> Any:
        """The spec that a flow into this element leads to."""
        return self.task_specs.get(border_name(element)) or self.task_specs[spec_name(element)]


def spec_name(element: str) -> str:
    """The spec's name for a BPMN id: prefixed, because `Start`, `End` and others are reserved by the library."""
    return f"e:{element}"


def border_name(element: str) -> str:
    """The name of the split before an activity with events on its border."""
    return f"border:{element}"


def _source(parent: Any) -> str:
    return str(parent.task_spec.name)

"""A case by SpiffWorkflow as it comes: its own parser, its own `do_engine_steps`; only expressions are ours.

The case's data stand in one document beside the engine, as with us, and nothing of them in its tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions import timer as stock_timer
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from processes import feel, timers
from processes.context import Context
from processes.definition import Definition, result_key
from processes.model.elements import Kind, Node
from tests.processes.written import repeats, written

MOST_TURNS = 1000

LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED

OVERLOOKED = "an inclusive join does not wait for a token that can still come"
MISCOUNTED = "a parallel join in a later round of a loop counts the tokens of an earlier one"
TOO_DEEP = "the library's walks recurse, and the tree is deeper than Python goes: a loop of many rounds"
LOST = "a sub-process inside an interrupted one is still stepped, and its task is not found"
MOSCOW = ZoneInfo("Europe/Moscow")

Spot = tuple[str, tuple[int, ...]]
"""An element that waits, and in which iterations around it, innermost first (from 1)."""


class StockCase:
    """One case of a definition; the moves of `Casework`, told by spot instead of by task id.

    `ends` counts the end events reached; `faults` are what gateways did against the standard; `broken` is why the
    library can go no further.
    """

    def __init__(self, definition: Definition, now: datetime) -> None:
        self.definition = definition
        self.now = now
        self.data: dict[str, Any] = {}
        self.ends: Counter[str] = Counter()
        self.faults: set[str] = set()
        self.broken: str | None = None
        self._iterations: dict[Any, Any] = {}
        parser = BpmnParser()
        parser.add_bpmn_xml(written(definition))
        spec = parser.get_spec(definition.main)
        inner = parser.get_subprocess_specs(definition.main)
        for one in (spec, *inner.values()):
            self._listen(one)
        self._workflow = BpmnWorkflow(spec, inner, script_engine=_Feel(self))
        with self._moving():
            pass

    def _listen(self, spec: Any) -> None:
        for step in spec.task_specs.values():
            if isinstance(step, EndEvent):
                step.completed_event.connect(self._ended)
            if isinstance(step, MultiInstanceTask):
                step.completed_event.connect(self._collected)
            if isinstance(step, InclusiveGateway | ParallelGateway):
                step.completed_event.connect(self._joined)

    # ------------------------------------------------------------------ what is seen

    def waiting(self) -> list[Spot]:
        """Where the case waits for a person, an action, a moment or a message; sorted."""
        try:
            return sorted(spot for spot, _, _ in self._spots())
        except TaskNotFoundException:
            self.broken = LOST
            return []

    @property
    def over(self) -> bool:
        return all(task.has_state(TaskState.FINISHED_MASK) for task in self._tasks())

    def _tasks(self) -> list[Any]:
        flows = [self._workflow, *(one for one in self._workflow.subprocesses.values() if not one.completed)]
        return [task for flow in flows for task in flow.tasks.values()]

    def _spots(self) -> list[tuple[Spot, Any, Any]]:
        """Spot, task, and the event definition where there is one; in the order in which they came to be."""
        found = []
        for task in self._tasks():
            spec = task.task_spec
            if task.has_state(TaskState.READY) and spec.manual:
                found.append(((spec.bpmn_id or _bare(spec.name), self._path(task)), task, None))
        for task in self._workflow.event_manager.tasks.values():
            spec, path = task.task_spec, self._path(task)
            if isinstance(spec, EventBasedGateway):
                events = zip(spec.outputs, spec.event_definition.event_definitions, strict=True)
                found += [((output.name, path), task, event) for output, event in events]
            elif not self._thrown_inside(spec.name) and not _run_out(task):
                found.append(((spec.name, path), task, spec.event_definition))
        return found

    def _thrown_inside(self, element: str) -> bool:
        event = self.definition.node(element).event
        return event is not None and event.kind in ("error", "escalation")

    # ------------------------------------------------------------------ moves

    def complete(self, spot: Spot, number: int, answers: Any) -> None:
        """A person or the service is done with the step (the `number`-th of those that wait there)."""
        _, task, _ = self._find(spot, number)
        self._write(task, result_key(self.definition.node(spot[0])), answers)
        with self._moving():
            task.run()

    def deliver(self, spot: Spot, number: int, payload: Any) -> None:
        """A message or signal comes to the one event that waits for it."""
        _, task, definition = self._find(spot, number)
        self._write(task, result_key(self.definition.node(spot[0])), payload)
        with self._moving():
            task.task_spec.catch(task, BpmnEvent(definition, {}))
            task.task_spec._update(task)

    def pass_time(self, now: datetime) -> None:
        """It is now so late; what was due before or at this moment fires."""
        self.now = now
        with self._moving():
            pass

    def _find(self, spot: Spot, number: int) -> tuple[Spot, Any, Any]:
        return [one for one in self._spots() if one[0] == spot][number]

    @contextmanager
    def _moving(self) -> Iterator[None]:
        stock_timer.datetime = _clock_of(self)  # its only clock is the name in this module
        try:
            yield
            self._workflow.do_engine_steps()
            for _ in range(MOST_TURNS):
                if not any(task.has_state(TaskState.READY) and not task.task_spec.manual for task in self._tasks()):
                    return
                self._workflow.do_engine_steps()  # what a timer set free at the end of the turn before
        except TaskNotFoundException:
            self.broken = LOST
            return
        except RecursionError:
            self.broken = TOO_DEEP
            return
        finally:
            stock_timer.datetime = datetime
        raise RuntimeError("steps are ready and nobody does them")

    # ------------------------------------------------------------------ what expressions see and steps write

    def context(self, task: Any) -> Context:
        layers: list[Mapping[str, Any]] = [
            self._iterations.get(one.id) or {} for one in self._around(task) if _encloses(one)
        ]
        return Context((*layers, self.data))

    @property
    def moment(self) -> feel.Moment:
        return feel.Moment(now=self.now, zone=MOSCOW)

    def evaluate(self, task: Any, text: str) -> Any:
        """What the text of a condition, a number of items or a timer (written as its element's id) comes to."""
        node = self.definition.nodes.get(text)
        if node is not None:
            return self._due(task, node)
        context = self.context(task)
        outer = task.parent
        if isinstance(outer.task_spec, MultiInstanceTask) and text == outer.task_spec.condition:
            known = [1] * len(outer.internal_data["merged"])
            context = self.context(outer).before({result_key(self.definition.node(outer.task_spec.name)): known})
        value = feel.plain(feel.compile(text).evaluate(context, self.moment))
        return int(value) if not isinstance(value, bool | str) else value

    def _due(self, task: Any, node: Node) -> str:
        assert node.event is not None
        plan = timers.schedule(node.event, self.context(task), self.moment)
        if repeats(node):
            return f"R{plan.times}/{plan.due.astimezone(UTC).isoformat()}/PT{plan.period}S"
        return plan.due.astimezone(UTC).isoformat()

    def execute(self, task: Any, script: str) -> None:
        node = self.definition.nodes.get(script)
        if node is not None and node.kind is Kind.RULE:
            inputs = {
                "x": feel.plain(feel.compile(node.properties["input.x"]).evaluate(self.context(task), self.moment))
            }
            answer = self.definition.decisions[node.decision or ""].evaluate(inputs, self.moment)
            self._write(task, result_key(node), answer.outputs)
        elif node is None:
            for line in feel.compile_script(script):
                value = line.expression.evaluate(self.context(task), self.moment)
                self._write(task, line.key, feel.plain(value))

    def _write(self, task: Any, key: str, value: Any) -> None:
        around = self._around(task)
        if not around:
            self.data[key] = value
        elif _encloses(around[0]):
            self._iterations[around[0].id] = {**(self._iterations.get(around[0].id) or {}), key: value}
        else:
            self._iterations[around[0].id] = value

    def _around(self, task: Any) -> list[Any]:
        """The iterations in which a task stands, innermost first."""
        found = []
        while task is not None:
            if task.parent is not None and isinstance(task.parent.task_spec, MultiInstanceTask) and _is_child(task):
                found.append(task)
            parent = task.workflow.parent_task_id
            task = None if parent is None else self._workflow.get_task_from_id(parent)
        return found

    def _path(self, task: Any) -> tuple[int, ...]:
        return tuple(_index(one) + 1 for one in self._around(task))

    def _ended(self, workflow: Any, task: Any) -> None:
        self.ends[task.task_spec.name] += 1

    def _joined(self, workflow: Any, task: Any) -> None:
        """Notes where a gateway did not wait for a token that it should have waited for (BPMN 2.0, 13.4.2 and 13.4.3).

        The library counts tokens of earlier rounds; upstream of an inclusive gateway it overlooks activities that are
        started, and follows but one way back from a gateway.
        """
        gate = task.task_spec
        tokens = [one for one in workflow.tasks.values() if one.task_spec is gate]
        before = max((one.last_state_change for one in tokens if _done(one) and one is not task), default=0.0)
        filled = {one.parent.task_spec for one in tokens if _done(one.parent) and one.parent.last_state_change > before}
        empty = [one for one in gate.inputs if one not in filled]
        if isinstance(gate, ParallelGateway) and empty:
            self.faults.add(MISCOUNTED)
        if isinstance(gate, InclusiveGateway):
            here = {name for one in filled for name in _ancestors(one, gate)}
            still = {name for one in empty for name in _ancestors(one, gate)} - here
            if any(one.has_state(LIVE) and one.task_spec in still for one in workflow.tasks.values()):
                self.faults.add(OVERLOOKED)

    def cut_short(self) -> set[str]:
        """The repeating border events that have fired and were taken back with their activities."""
        flows = (self._workflow, *self._workflow.subprocesses.values())
        return {
            task.task_spec.name
            for flow in flows
            for task in flow.tasks.values()
            if isinstance(getattr(task.task_spec, "event_definition", None), CycleTimerEventDefinition)
            and task.has_state(TaskState.CANCELLED)
        }

    def _collected(self, workflow: Any, task: Any) -> None:
        self._write(task, result_key(self.definition.node(task.task_spec.name)), [1])


class _Feel(PythonScriptEngine):
    """Our expressions in place of the library's Python."""

    def __init__(self, case: StockCase) -> None:
        super().__init__(environment=object())
        self._case = case

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return self._case.evaluate(task, expression)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        self._case.execute(task, script)
        return True  # else the library takes it for begun and not done


def _clock_of(case: StockCase) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            # The library fires what was due before now; with us what is due now fires.
            return (case.now + timedelta(microseconds=1)).astimezone(tz)

    return Clock


def _done(task: Any) -> bool:
    return bool(task.has_state(TaskState.COMPLETED))


def _run_out(task: Any) -> bool:
    """A repeating term that has fired for the last time; the library sees it at its next look at the clock."""
    value = task.internal_data.get("event_value")
    return isinstance(value, dict) and value["cycles"] == 0


def _ancestors(spec: Any, gate: Any) -> set[Any]:
    found: set[Any] = set()
    todo = [spec]
    while todo:
        one = todo.pop()
        if one is not gate and one not in found:
            found.add(one)
            todo.extend(one.inputs)
    return found


def _bare(name: str) -> str:
    return name.removesuffix(" [child]")


def _is_child(task: Any) -> bool:
    return task.task_spec.name.endswith(" [child]")


def _encloses(task: Any) -> bool:
    return isinstance(task.task_spec, SubWorkflowTask)


def _index(task: Any) -> int:
    found = task.internal_data.get("key_or_index", task.internal_data.get("item"))
    return int(found)

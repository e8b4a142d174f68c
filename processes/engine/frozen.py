"""The control flow of one instance as plain JSON, and back.

Kept is what is alive, and of the finished tasks those that the library still asks: the parents, and what stands beside
them under a split.  So its size follows what is open, not the length of the case.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task

from processes.commands import Plain
from processes.engine.driver import CaseWorkflow, Driver, InnerWorkflow
from processes.engine.patches import ids_from
from processes.engine.specs import BoundarySplit

_PASSING = "chosen"
"""Internal data between a gateway's decision and its children, which never outlives a command."""


def freeze(driver: Driver) -> dict[str, Plain]:
    """The driver between two commands; `thaw` makes one that answers every further command the same."""
    case = driver._case
    return {
        "counter": driver.counter.last,
        "armed": list(driver._armed),
        "stalled": list(driver._stalled),
        "iterations": [[task, value] for task, value in case.iterations.items()],
        "flows": [_flow(case), *(_flow(inner) for inner in case.subprocesses.values())],
    }


def thaw(driver: Driver, frozen: Any) -> None:
    """Fill a driver that has not been started; raises KeyError and the like for what `freeze` did not write."""
    first, *others = frozen["flows"]
    with ids_from(driver.counter):
        case = CaseWorkflow(driver, driver.blueprint.scope(first["scope"]), first["begun"], deserializing=True)
        driver._workflow = case
        tasks = dict(_fill(case, first))
        for one in sorted(others, key=lambda flow: int(flow["holder"])):  # whoever holds a scope was made before it
            holder = tasks[one["holder"]]
            inner = InnerWorkflow(driver.blueprint.scope(one["scope"]), holder, case, deserializing=True)
            inner.completed_event.connect(holder.task_spec._on_subworkflow_completed, holder)
            tasks |= _fill(inner, one)
            case.subprocesses[holder.id] = inner
    case.subprocesses = {one["holder"]: case.subprocesses[one["holder"]] for one in others}
    case.iterations.update((task, value) for task, value in frozen["iterations"])
    driver._armed.update((task, tasks[task]) for task in frozen["armed"])
    driver._stalled.update((task, tasks[task]) for task in frozen["stalled"])
    driver.counter.last = frozen["counter"]


def _flow(flow: Any) -> dict[str, Plain]:
    kept = _kept(flow)
    return {
        "scope": flow.spec.name,
        "holder": flow.parent_task_id,
        "begun": flow.begins_at,
        "ended": flow.reached_end,
        "over": bool(flow.completed),
        "live": list(flow.live),
        "joins": [task.id for task in flow.joins.values()],
        "tasks": [_task(task, kept) for task in kept.values()],
    }


def _kept(flow: Any) -> dict[int, Any]:
    """The tasks that may still be asked, in the order of their ids."""
    kept: dict[int, Any] = {}
    for task in (*flow.live.values(), *flow.joins.values()):
        for one in (task, task.parent, task.parent and task.parent.parent):
            if one is not None:
                kept[one.id] = one
    for split in [task for task in kept.values() if isinstance(task.task_spec, BoundarySplit)]:
        kept.update((child.id, child) for child in split.children)
    return dict(sorted(kept.items()))


def _task(task: Any, kept: dict[int, Any]) -> list[Plain]:
    internal = {name: value for name, value in task.internal_data.items() if name != _PASSING}
    children = [child for child in task._children if child in kept]
    return [task.id, task.task_spec.name, task._parent, children, int(task._state), task.triggered, internal]


def _fill(flow: Any, frozen: Any) -> dict[int, Any]:
    for id_, spec, parent, children, state, triggered, internal in frozen["tasks"]:
        task = Task(flow, flow.spec.task_specs[spec], id=id_, state=state)
        task._parent, task._children = parent, children
        task.triggered, task.internal_data = triggered, internal
    flow.live.update((task, flow.tasks[task]) for task in frozen["live"])
    flow.joins.update((flow.tasks[task].task_spec.name, flow.tasks[task]) for task in frozen["joins"])
    flow.begins_at, flow.reached_end, flow.completed = frozen["begun"], frozen["ended"], frozen["over"]
    return dict(flow.tasks)

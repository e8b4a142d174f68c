"""Stages of a case: the groups of steps that people outside see as one, with where the case stands among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from processes.definition import Definition
from service.history.marks import Standing
from service.history.story import Moment


@dataclass(frozen=True, kw_only=True)
class StageShown:
    """`state`: done, current or future; `on` is when the case last did something in it."""

    id: str
    title: str
    state: str
    on: datetime | None


def shown(
    definition: Definition, process: str, place: Standing, told: Iterable[Moment], language: str, *, ended: bool
) -> tuple[StageShown, ...]:
    """The stages that a case of this process may pass, in the order of the procedure; of an ended case none is current."""
    possible = _of_process(definition, process)
    dates = _dates(definition, told)
    now = {stage_of(definition, element) for element in place.now()}
    passed = {stage_of(definition, element) for element in place.done()}
    stages = []
    for stage in definition.stages:
        if stage.id not in possible:
            continue
        current = stage.id in now and not ended
        state = "current" if current else "done" if stage.id in passed else "future"
        title = stage.ru if language == "ru" else stage.en
        stages.append(StageShown(id=stage.id, title=title, state=state, on=dates.get(stage.id)))
    return tuple(stages)


def stage_of(definition: Definition, element: str) -> str | None:
    """The stage that a node belongs to: its own `stage` property, else that of the sub-process around it."""
    node = definition.nodes.get(element)
    while node is not None:
        if "stage" in node.properties:
            return node.properties["stage"]
        node = definition.nodes.get(node.parent)
    return None


def _of_process(definition: Definition, process: str) -> set[str | None]:
    """The stages of its steps and of those of the processes that it calls."""
    known, waiting = {process}, [process]
    found: set[str | None] = set()
    while waiting:
        for node in definition.processes[waiting.pop()].nodes.values():
            found.add(stage_of(definition, node.id))
            if node.called in definition.processes and node.called not in known:
                known.add(node.called)
                waiting.append(node.called)
    return found


def _dates(definition: Definition, told: Iterable[Moment]) -> dict[str, datetime]:
    dates: dict[str, datetime] = {}
    for moment in told:
        stage = stage_of(definition, str(moment.fact.get("element", "")))
        if stage and moment.fact["fact"] in ("InstanceStarted", "TaskCompleted", "ActionCompleted", "InstanceFinished"):
            dates[stage] = moment.when
    return dates

"""The same case by the bare engine and by our core, both in memory: (a) and (b) of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes.commands import CompleteTask, StartInstance
from processes.instance import Instance
from service import catalog, published
from tests.benchmarks.bureau import HERE

AT = datetime.fromisoformat("2026-03-02T10:00:00+03:00")
ANSWERS: dict[str, Any] = {"verdict": "good", "remarks": None, "weight": "3.25", "seen": True}
RUNS, CASES = 5, 200


def bare() -> float:
    """Cases a second of stock SpiffWorkflow: specs parsed once and shared, its own driver, nothing kept; best of five."""
    source = (HERE / "choice" / "choice.bpmn").read_text("utf-8")
    with TemporaryDirectory() as folder:
        file = Path(folder, "choice.bpmn")
        file.write_text(source.replace('check.verdict = "good"', 'verdict == "good"'), "utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(file))
        spec = parser.get_spec("P-CHO")
    return _best(lambda: _bare_case(spec))


def core() -> float:
    """Cases a second of our fold, with all its facts; best of five."""
    definition = published.read(catalog.read_folders(HERE / "choice")).definition

    def case() -> None:
        live = Instance(definition, 1)
        live.apply(
            StartInstance(at=AT, actor="person:1", number="ВЫБ-2026-0001", process="P-CHO", start="CHO-10", answers={})
        )
        for answers in (ANSWERS, {}):
            live.apply(CompleteTask(at=AT, actor="person:1", task=next(iter(live.open_tasks)), answers=answers))
        assert live.ended

    return _best(case)


def _bare_case(spec: Any) -> None:
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    while task := workflow.get_next_task(state=TaskState.READY, manual=True):
        task.data.update(ANSWERS)
        task.run()
        workflow.do_engine_steps()
    assert workflow.is_completed()


def _best(case: Callable[[], None]) -> float:
    rates = []
    for _ in range(RUNS):
        began = time.perf_counter()
        for _ in range(CASES):
            case()
        rates.append(CASES / (time.perf_counter() - began))
    return max(rates)

"""Figures to be read, not to be passed: medians of one run on one machine.  At length with BENCH=long (`make bench`).

What is asserted are only ratios that no mood of a machine can turn round.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from flask.testing import FlaskClient
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes import instance, snapshot
from service.app import create_app
from service.operations import list_tasks, people
from storage import history
from tests.benchmarks.bureau import HERE, Bureau, counted, milliseconds

pytestmark = pytest.mark.benchmark

SAMPLES = 300 if os.environ.get("BENCH") == "long" else 40


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path, "loop", "two")
    yield bureau
    bureau.close()


def test_what_the_operations_cost(bureau: Bureau) -> None:
    refs: list[str | None] = []
    start = _median(lambda: refs.append(bureau.start("two").next_task))

    inbox = _median(lambda: list_tasks.list_tasks(bureau.here, bureau.clerk))
    complete = _median(lambda: bureau.complete(refs.pop(), remarks="Всё на месте", weight="3,25"))

    print(f"\nin process: complete {complete:.2f} ms, start {start:.2f} ms, inbox of 50 {inbox:.2f} ms")
    assert not refs


def test_what_requests_cost(bureau: Bureau) -> None:
    client = create_app(bureau.here).test_client()
    token = people.token(bureau.here, "ivanov", name="bench")
    keys = itertools.count()
    cases = [bureau.start("two") for _ in range(2 * SAMPLES)]
    tasks = iter([(case.next_task, f'"{1}"') for case in cases])

    plain = _median(lambda: _complete(client, token, *next(tasks)))
    keyed = _median(lambda: _complete(client, token, *next(tasks), key=f"key-{next(keys)}"))
    inbox = _median(lambda: client.get("/api/v1/tasks", headers=_bearer(token)))
    with counted() as spent:
        _complete(client, token, bureau.start("two").next_task, '"1"', key="one more")

    print(f"\nthrough WSGI: complete {plain:.2f} ms, with a key {keyed:.2f} ms, inbox of 50 {inbox:.2f} ms")
    print(f"start and complete with a key: {len(spent.statements)} statements, {spent.commits} commits")
    assert spent.commits == 2


def test_what_restoring_costs(bureau: Bureau) -> None:
    case = bureau.start("loop")
    ref, began = case.next_task, time.perf_counter()
    for _ in range(99):
        ref = bureau.complete(ref, remarks="Ещё не всё", weight="12,5", more=True).next_task
    lived = (time.perf_counter() - began) * 1000
    with bureau.here.database.reading() as session:
        rows = history.rows(session, case.instance_id)
        definition = bureau.here.definitions.newest(session, "loop").definition

    content = snapshot.take(instance.restore(definition, case.instance_id, rows))
    restored = _median(lambda: instance.restore(definition, case.instance_id, rows))
    thawed = _median(lambda: snapshot.restored(definition, case.instance_id, content))

    print(
        f"\na case of {len(rows)} commands: restored in {restored:.2f} ms, lived through in {lived:.0f} ms;"
        f" from a snapshot of {len(content)} bytes in {thawed:.2f} ms"
    )
    assert restored < lived / 3
    assert thawed < restored / 2


def test_how_we_compare_with_the_bare_engine(bureau: Bureau) -> None:
    spec = _bare_spec()

    bare = _median(lambda: _bare_instance(spec))
    ours = _median(lambda: _our_instance(bureau))

    print(
        f"\ncases of two tasks a second: {1000 / ours:.0f} kept, proved and searchable;"
        f" {1000 / bare:.0f} by SpiffWorkflow in memory; {100 * bare / ours:.1f} %"
    )
    assert ours > 0


def _median(work: Callable[[], object]) -> float:
    return median(milliseconds(work) for _ in range(SAMPLES))


def _our_instance(bureau: Bureau) -> None:
    ref = bureau.start("two").next_task
    for _ in range(2):
        ref = bureau.complete(ref, remarks="Всё на месте", weight="3,25").next_task


def _bare_spec() -> Any:
    parser = BpmnParser()
    parser.add_bpmn_file(str(HERE / "two" / "two.bpmn"))
    return parser.get_spec("P-TWO")


def _bare_instance(spec: Any) -> None:
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    while task := workflow.get_next_task(state=TaskState.READY, manual=True):
        task.data.update(remarks="Всё на месте", weight="3.25")
        task.run()
        workflow.do_engine_steps()
    assert workflow.is_completed()


def _complete(client: FlaskClient, token: str, ref: str | None, etag: str, *, key: str | None = None) -> None:
    headers = {**_bearer(token), "If-Match": etag}
    if key is not None:
        headers["Idempotency-Key"] = key
    answers = {"remarks": "Всё на месте", "weight": "3,25"}
    done = client.post(f"/api/v1/tasks/{ref}/complete", json={"answers": answers}, headers=headers)
    assert done.status_code == 200, done.text


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}

"""Several people at the same moment: they wait for each other and do not collide; of two for one thing, one gets it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from storage import registers
from tests import postgresql
from tests.faults.running import Answer, Line, Service, hire

pytestmark = pytest.mark.faults

PEOPLE = 8
Result = TypeVar("Result")


@pytest.fixture(scope="module", params=["one process on SQLite", "two processes on PostgreSQL"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {}
    if "PostgreSQL" in request.param:
        server = request.getfixturevalue("postgresql_server")
        settings = {"DATABASE_URL": postgresql.url(server, postgresql.create(server)), "PORYADOK_PROCESSES": "2"}
    service = Service(tmp_path_factory.mktemp("service"), settings=settings).prepared("crowd", "seat")
    with service.served():
        yield service


@pytest.fixture(scope="module")
def clerks(service: Service) -> list[Line]:
    """Eight clerks, each with a connection of his own."""
    with service.opened() as here:
        return [Line(service.port, hire(here, f"together-{number}", "clerk")) for number in range(PEOPLE)]


def test_eight_people_complete_eight_parallel_tasks_at_the_same_moment(clerks: list[Line]) -> None:
    case = _begun(clerks[0], "crowd")
    tasks = _tasks(clerks[0], case)
    assert len(tasks) == PEOPLE

    done = _at_once([_completing(clerk, task) for clerk, task in zip(clerks, tasks, strict=True)])

    assert [answer.status for answer in done] == [200] * PEOPLE
    assert [task["element"] for task in _tasks(clerks[0], case)] == ["CRWD-30"]
    assert _completed(clerks[0], case) == {task["id"]: 1 for task in tasks}


def test_of_eight_people_who_complete_one_task_one_succeeds_and_the_others_hear_who_and_when(
    clerks: list[Line],
) -> None:
    case = _begun(clerks[0], "crowd")
    task = _tasks(clerks[0], case)[0]

    done = _at_once([_completing(clerk, task, score=number) for number, clerk in enumerate(clerks)])

    statuses = [answer.status for answer in done]
    assert sorted(statuses) == [200] + [409] * (PEOPLE - 1)
    for answer in done:
        if answer.status == 409:
            assert answer.body["completed_by"] == f"Имя together-{statuses.index(200)}"
            assert answer.body["completed_at"] and answer.body["completed_by"] in answer.body["detail"]
    assert _completed(clerks[0], case) == {task["id"]: 1}


def test_as_many_processes_serve_as_were_asked_for(service: Service) -> None:
    assert len(service.workers()) == int(service.settings.get("PORYADOK_PROCESSES", 1))


def test_a_request_sent_twice_at_once_is_done_once_and_answered_twice(clerks: list[Line]) -> None:
    case = _begun(clerks[0], "crowd")
    task = _tasks(clerks[0], case)[0]

    done = _at_once([_completing(clerks[0], task, key="the same key")] * 4)

    assert [answer.status for answer in done] == [200] * 4
    assert sum(answer.headers.get("Idempotency-Replayed") == "true" for answer in done) == 3
    assert _completed(clerks[0], case) == {task["id"]: 1}


def test_of_eight_people_who_claim_one_task_one_has_it(clerks: list[Line]) -> None:
    task = _tasks(clerks[0], _begun(clerks[0], "crowd"))[0]

    done = _at_once([_claiming(clerk, task) for clerk in clerks])

    assert sorted(answer.status for answer in done) == [200] + [409] * (PEOPLE - 1)


def test_the_last_seat_is_taken_once(service: Service, clerks: list[Line]) -> None:
    with service.opened() as here, here.database.writing() as session:
        registers.write(session, "R-SEATS", "march", {"title": "Март"}, at=here.now(), actor="system", capacity=1)
    tasks = [_tasks(clerk, _begun(clerk, "seat"))[0] for clerk in clerks]

    done = _at_once(
        [_completing(clerk, task, answers={"session": "march"}) for clerk, task in zip(clerks, tasks, strict=True)]
    )

    assert {answer.status for answer in done} <= {200, 422}
    got = [answer for answer in done if answer.status == 200 and answer.body["waiting"][0]["element"] == "SEAT-40"]
    assert len(got) == 1
    with service.opened() as here, here.database.reading() as session:
        taken = registers.seats(session, "R-SEATS", "march", here.now())
        assert [str(seat.instance_id) for seat in taken] == [got[0].body["instance"]]
        assert not [choice for choice in registers.choices(session, "R-SEATS", here.now()) if choice.free]


def test_eight_cases_begun_at_once_have_eight_numbers_in_a_row(clerks: list[Line]) -> None:
    first = clerks[0].ask("POST", "/api/v1/instances", {"procedure": "seat", "answers": {}}).body["number"]

    done = _at_once([_starting(clerk, "seat") for clerk in clerks])

    before = int(first.rpartition("-")[2])
    counts = sorted(int(answer.body["number"].rpartition("-")[2]) for answer in done)
    assert counts == list(range(before + 1, before + 1 + PEOPLE))


def _at_once(works: Sequence[Callable[[], Result]]) -> list[Result]:
    """All of it, begun at the same moment."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        ready.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def _begun(clerk: Line, procedure: str) -> str:
    done = _starting(clerk, procedure)()
    assert done.status == 201, done.body
    return str(done.body["instance"])


def _starting(clerk: Line, procedure: str) -> Callable[[], Answer]:
    return lambda: clerk.ask("POST", "/api/v1/instances", {"procedure": procedure, "answers": {}})


def _completing(
    clerk: Line, task: dict[str, Any], *, answers: dict[str, Any] | None = None, score: int = 5, key: str | None = None
) -> Callable[[], Answer]:
    headers = {"If-Match": task["etag"], **({"Idempotency-Key": key} if key else {})}
    body = {"answers": answers or {"opinion": "Согласен", "score": score}}
    return lambda: clerk.ask("POST", f"/api/v1/tasks/{task['id']}/complete", body, headers=headers)


def _claiming(clerk: Line, task: dict[str, Any]) -> Callable[[], Answer]:
    return lambda: clerk.ask("POST", f"/api/v1/tasks/{task['id']}/claim")


def _tasks(clerk: Line, case: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = clerk.ask("GET", f"/api/v1/tasks?instance={case}").body["items"]
    return items


def _completed(clerk: Line, case: str) -> dict[str, int]:
    """How often each task was completed, as the history has it."""
    times: dict[str, int] = {}
    for row in clerk.ask("GET", f"/api/v1/instances/{case}/events").body["items"]:
        for step in row["steps"]:
            if step["command"]["command"] == "CompleteTask":
                ref = f"{case}-{step['command']['task']}"
                times[ref] = times.get(ref, 0) + 1
    return times

"""/api/v1: the operations over HTTP, and every error as problem+json in both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from service.operations import people
from tests.face import face
from tests.service.api.contract import Contract
from tests.service.api.program import Program, begun
from tests.service.driver import APPLICATION, GOOD, Office


def test_a_case_is_begun_found_and_finished(programs: dict[str, Program], office: Office) -> None:
    case = begun(programs)

    (task,) = (
        programs["ivanov"].get("/tasks?role=clerk&procedure=permit&status=open&q=ПРО-2026-0001").get_json()["items"]
    )
    done = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match=task["etag"])
    office.settle()

    assert set(task) == {
        "id", "instance", "number", "procedure", "element", "name", "about", "role", "status", "assignee", "due", "etag", "form",
        "suspended",
    }  # fmt: skip
    assert (done.status_code, done.get_json()["ended"]) == (200, False)
    seen = programs["petrova"].get(f"/instances/{case['instance']}").get_json()
    assert (seen["number"], seen["status"], seen["documents"][0]["number"]) == (
        "ПРО-2026-0001",
        "running",
        "П-2026-0001",
    )
    assert seen["data"]["application"]["full_name"] == "Петрова Анна"
    events = programs["petrova"].get(f"/instances/{case['instance']}/events?limit=2").get_json()
    assert ([row["seq"] for row in events["items"]], events["page"]["next"]) == ([1, 2], 2)


def test_claim_and_release_change_the_etag(programs: dict[str, Program]) -> None:
    begun(programs)
    (task,) = programs["ivanov"].get("/tasks").get_json()["items"]

    claimed = programs["ivanov"].post(f"/tasks/{task['id']}/claim")
    stale = programs["ivanov"].post(f"/tasks/{task['id']}/release", If_Match=task["etag"])
    released = programs["ivanov"].post(f"/tasks/{task['id']}/release", If_Match=claimed.headers["ETag"])

    assert claimed.headers["ETag"] != task["etag"]
    assert (stale.status_code, stale.get_json()["current_etag"]) == (412, claimed.headers["ETag"])
    assert released.status_code == 200


def test_completing_needs_if_match(programs: dict[str, Program]) -> None:
    begun(programs)
    (task,) = programs["ivanov"].get("/tasks").get_json()["items"]

    missing = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD})
    stale = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match='"99"')

    assert (missing.status_code, missing.get_json()["code"]) == (428, "etag.missing")
    assert (stale.status_code, stale.get_json()["current_etag"]) == (412, task["etag"])


def test_a_repeat_is_answered_alike_and_marked(programs: dict[str, Program]) -> None:
    body = {"procedure": "permit", "answers": APPLICATION}

    first = programs["petrova"].post("/instances", body, Idempotency_Key="one")
    again = programs["petrova"].post("/instances", body, Idempotency_Key="one")
    other = programs["petrova"].post("/instances", body | {"start": "PER-10"}, Idempotency_Key="one")

    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert other.status_code == 422
    assert len(programs["ivanov"].get("/tasks").get_json()["items"]) == 1


def test_a_second_completion_says_by_whom_and_when(programs: dict[str, Program]) -> None:
    begun(programs)
    (task,) = programs["ivanov"].get("/tasks").get_json()["items"]
    programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match=task["etag"])

    again = programs["orlova"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match=task["etag"])

    assert again.status_code == 409
    assert again.get_json()["completed_by"] == "Иванов Пётр"


def test_pages_of_tasks_follow_one_another(programs: dict[str, Program]) -> None:
    for _ in range(5):
        begun(programs)

    first = programs["ivanov"].get("/tasks?limit=2").get_json()
    second = programs["ivanov"].get(f"/tasks?limit=2&cursor={first['page']['next']}").get_json()
    third = programs["ivanov"].get(f"/tasks?limit=2&cursor={second['page']['next']}").get_json()
    forged = programs["ivanov"].get(f"/tasks?cursor={first['page']['next']}x")

    ids = [task["id"] for page in (first, second, third) for task in page["items"]]
    assert len(ids) == len(set(ids)) == 5
    assert third["page"]["next"] is None
    assert forged.status_code == 422


def test_a_file_is_uploaded_and_named_in_answers(programs: dict[str, Program]) -> None:
    sent = programs["petrova"].raw(
        "POST", "/attachments", data={"file": (io.BytesIO(b"%PDF-1.7"), "скан.pdf")}, content_type="multipart/form-data"
    )
    kept = sent.get_json()

    answers = APPLICATION | {"scans": [{"attachment": kept["attachment"]}]}
    answer = programs["petrova"].post("/instances", {"procedure": "permit", "answers": answers})

    assert (sent.status_code, kept["size"], kept["media_type"]) == (201, 8, "application/pdf")
    assert answer.status_code == 201


NAMELESS = {
    "data": b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x\r\n"
    b'Content-Disposition: form-data; name="more"\r\n\r\n2\r\n--x--\r\n',
    "content_type": "multipart/form-data; boundary=x",
}

BAD: list[Any] = [
    pytest.param("GET", "/tasks", {"headers": {"Authorization": ""}}, 401, id="no token"),
    pytest.param("GET", "/tasks", {"headers": {"Authorization": "Bearer nobody"}}, 401, id="unknown token"),
    pytest.param("GET", "/instances/999", {}, 404, id="no such case"),
    pytest.param("GET", "/instances/x", {}, 404, id="no id"),
    pytest.param("GET", "/nowhere", {}, 404, id="no such address"),
    pytest.param("DELETE", "/tasks", {}, 405, id="method"),
    pytest.param("GET", "/tasks?sort=name", {}, 422, id="unknown parameter"),
    pytest.param("GET", "/tasks?limit=0", {}, 422, id="limit"),
    pytest.param("GET", "/tasks?due_before=yesterday", {}, 422, id="no moment"),
    pytest.param("POST", "/instances", {"data": "{", "content_type": "application/json"}, 400, id="broken JSON"),
    pytest.param("POST", "/instances", {"data": b"\xff", "content_type": "application/json"}, 400, id="not UTF-8"),
    pytest.param("POST", "/instances", {"data": "a=b", "content_type": "text/plain"}, 415, id="not JSON"),
    pytest.param("POST", "/instances", {"json": []}, 422, id="a list"),
    pytest.param("POST", "/instances", {"json": {}}, 422, id="nothing"),
    pytest.param("POST", "/instances", {"json": {"procedure": "permit", "foo": 1}}, 422, id="unknown field"),
    pytest.param("POST", "/instances", {"json": {"procedure": 5}}, 422, id="wrong type"),
    pytest.param("POST", "/instances", {"json": {"procedure": "nothing"}}, 404, id="unknown procedure"),
    pytest.param("POST", "/instances", {"json": {"procedure": "permit", "answers": {}}}, 422, id="no answers"),
    pytest.param("POST", "/instances", {"json": {"procedure": "permit", "answers": []}}, 422, id="answers a list"),
    pytest.param(
        "POST", "/instances", {"data": "x" * (3 << 20), "content_type": "application/json"}, 413, id="too big"
    ),
    pytest.param(
        "POST",
        "/instances",
        {"data": '{"procedure":"permit","answers":{"full_name":NaN}}', "content_type": "application/json"},
        422,
        id="not a number",
    ),
    pytest.param("POST", "/attachments", {"json": {}}, 415, id="not multipart"),
    pytest.param("POST", "/attachments", NAMELESS, 422, id="parts without a name"),
    pytest.param("POST", "/clock", {"json": {"by": "P1D"}}, 404, id="no virtual clock"),
]


@pytest.mark.parametrize(("method", "path", "more", "status"), BAD)
def test_bad_input_is_a_problem_in_both_languages(
    programs: dict[str, Program], method: str, path: str, more: dict[str, Any], status: int
) -> None:
    english = programs["petrova"].raw(method, path, **more)
    russian = programs["petrova"].raw(
        method, path, **(more | {"headers": more.get("headers", {}) | {"Accept-Language": "ru"}})
    )

    for answer, letters in ((english, "abcdefghijklmnopqrstuvwxyz"), (russian, "абвгдежзийклмнопрстуфхцчшщъыьэюя")):
        body = answer.get_json()
        assert answer.status_code == body["status"] == status, body
        assert answer.content_type == "application/problem+json"
        assert body["type"] and body["title"] and body["code"] and body["instance"]
        assert any(letter in body["detail"].lower() for letter in letters)
    if status == 405:
        assert "GET" in english.headers["Allow"]
    if status == 401:
        assert english.headers["WWW-Authenticate"].startswith("Bearer")


def test_fields_are_pointed_at(programs: dict[str, Program]) -> None:
    unknown = programs["petrova"].post("/instances", {"procedure": "permit", "foo": 1}).get_json()
    wrong = programs["petrova"].post("/instances", {"procedure": "permit", "answers": {"extra": 1}}).get_json()

    assert [error["pointer"] for error in unknown["errors"]] == ["/foo"]
    assert {error["pointer"] for error in wrong["errors"]} == {
        "/answers/full_name", "/answers/notify_channel", "/answers/extra",
    }  # fmt: skip


def test_strangers_get_the_same_answer_as_for_nothing(programs: dict[str, Program]) -> None:
    case = begun(programs)

    hidden = programs["stranger"].get(f"/instances/{case['instance']}")
    absent = programs["stranger"].get("/instances/999999")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.get_json()["detail"].replace("1", "N") == absent.get_json()["detail"].replace("999999", "N")


def test_a_fault_of_ours_has_a_number_and_no_stack(programs: dict[str, Program], office: Office) -> None:
    from sqlalchemy import text

    with office.here.database.writing() as session:
        session.execute(text("DROP TABLE inbox"))

    answer = programs["ivanov"].get("/tasks")

    assert answer.status_code in (500, 503)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "inbox" not in answer.get_json()["detail"]


def test_a_session_of_a_browser_opens_nothing(office: Office) -> None:
    client = face(office.here).test_client()
    with client.session_transaction() as session:
        session["person"] = office.people["admin"].person_id

    assert client.get("/api/v1/tasks").status_code == 401


def test_the_clock_moves_only_where_it_is_virtual(office: Office, contract: Contract) -> None:
    office.apply()
    office.here.config = replace(office.config, virtual_clock=True)
    app = face(office.here)
    admin = Program(app, contract, people.token(office.here, "admin", name="test"))
    clerk = Program(app, contract, people.token(office.here, "ivanov", name="test"))

    moved = admin.post("/clock", {"by": "P8DT1H"})

    assert moved.get_json() == {"now": "2026-03-10T08:00:00+00:00"}
    assert len(office.post.delivered) == 2
    assert clerk.post("/clock", {"by": "P1D"}).status_code == 403
    assert admin.post("/clock", {"by": "soon"}).status_code == 422
    assert admin.post("/clock", {"to": "2026-01-01T00:00:00Z"}).status_code == 422

"""A task as a program reads it, what it may lose and what it is told instead."""

from __future__ import annotations

from tests.service.api.program import Program, begun
from tests.service.driver import GOOD, Office


def one_task(programs: dict[str, Program]) -> dict[str, object]:
    begun(programs)
    (task,) = programs["ivanov"].get("/tasks").get_json()["items"]
    return dict(task)


def test_a_task_comes_with_what_its_form_opens_with(programs: dict[str, Program]) -> None:
    task = one_task(programs)

    read = programs["ivanov"].get(f"/tasks/{task['id']}")
    form = programs["ivanov"].get(read.get_json()["form_address"].removeprefix("/api/v1"))

    assert read.headers["ETag"] == task["etag"] == read.get_json()["etag"]
    assert read.get_json()["may_complete"] and read.get_json()["refusal"] is None
    assert form.get_json()["schema"]["id"] == read.get_json()["form"] == "F-PER-2"
    assert programs["petrova"].get(f"/tasks/{task['id']}").status_code == 404


def test_a_stale_state_is_answered_with_the_present_one_and_who_made_it(programs: dict[str, Program]) -> None:
    task = one_task(programs)
    programs["orlova"].post(f"/tasks/{task['id']}/claim")
    programs["orlova"].post(f"/tasks/{task['id']}/release")

    stale = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match=str(task["etag"]))

    body = stale.get_json()
    assert stale.status_code == 412
    assert body["current_etag"] == '"3"'
    assert (body["changed_by"], body["changed_at"]) == ("Орлова Мария", "2026-03-02T07:00:00+00:00")
    assert (body["current"]["status"], body["current"]["assignee"]) == ("open", None)


def test_any_state_will_do_for_whoever_says_so(programs: dict[str, Program]) -> None:
    task = one_task(programs)

    done = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match="*")

    assert done.status_code == 200


def test_a_draft_is_kept_read_and_never_overwritten_unseen(programs: dict[str, Program]) -> None:
    place = f"/drafts/{one_task(programs)['id']}"
    ivanov = programs["ivanov"]

    absent = ivanov.get(place)
    blind = ivanov.put(place, {"answers": {"verdict": "bad"}})
    first = ivanov.put(place, {"answers": {"verdict": "bad"}}, If_None_Match="*")
    second = ivanov.put(place, {"answers": {"verdict": "good"}}, If_Match=first.headers["ETag"])
    stale = ivanov.put(place, {"answers": {"verdict": "old"}}, If_Match=first.headers["ETag"])
    taken = ivanov.put(place, {"answers": {"verdict": "old"}}, If_None_Match="*")
    read = ivanov.get(place)
    known = ivanov.get(place, If_None_Match=read.headers["ETag"])

    assert (absent.status_code, blind.status_code) == (404, 428)
    assert (first.status_code, second.status_code) == (200, 200)
    assert (stale.status_code, taken.status_code) == (412, 412)
    assert stale.get_json()["current"] == {"answers": {"verdict": "good"}}
    assert stale.get_json()["current_etag"] == second.headers["ETag"]
    assert read.get_json()["answers"] == {"verdict": "good"}
    assert (known.status_code, known.data) == (304, b"")


def test_drafts_are_for_whoever_may_do_the_task_and_read_by_their_author(programs: dict[str, Program]) -> None:
    place = f"/drafts/{one_task(programs)['id']}"
    programs["ivanov"].put(place, {"answers": {"verdict": "bad"}}, If_None_Match="*")

    assert programs["orlova"].get(place).status_code == 404
    assert programs["admin"].put(place, {"answers": {}}, If_None_Match="*").status_code == 403
    assert programs["stranger"].put(place, {"answers": {}}, If_None_Match="*").status_code == 404


def test_a_finished_task_takes_no_draft(programs: dict[str, Program], office: Office) -> None:
    task = one_task(programs)
    office.do("ivanov", str(task["id"]), GOOD)

    answer = programs["ivanov"].put(f"/drafts/{task['id']}", {"answers": {}}, If_None_Match="*")

    assert (answer.status_code, answer.get_json()["completed_by"]) == (409, "Иванов Пётр")


def test_all_tasks_are_counted_only_if_that_is_asked(programs: dict[str, Program]) -> None:
    begun(programs)
    begun(programs)

    assert programs["ivanov"].get("/tasks?limit=1&total=true").get_json()["page"]["total"] == 2
    assert "total" not in programs["ivanov"].get("/tasks").get_json()["page"]

"""Cases over the API: found by whoever may see them, halted, resumed and stopped with a reason, followed step by step."""

from __future__ import annotations

import pytest

from tests.service.api.program import Program, begun
from tests.service.driver import GOOD, Office

REASON = {"reason": "Ждём решения суда"}


def test_cases_are_listed_for_whoever_may_see_them(programs: dict[str, Program], office: Office) -> None:
    begun(programs)
    office.apply("stranger")

    def numbers(login: str, query: str = "") -> list[str]:
        return [item["number"] for item in programs[login].get(f"/instances{query}").get_json()["items"]]

    assert numbers("ivanov") == numbers("admin") == ["ПРО-2026-0002", "ПРО-2026-0001"]
    assert numbers("petrova") == ["ПРО-2026-0001"]
    assert numbers("stranger") == ["ПРО-2026-0002"]
    assert numbers("ivanov", "?number=ПРО-2026-0002") == ["ПРО-2026-0002"]
    assert numbers("ivanov", "?party=1") == ["ПРО-2026-0001"]
    assert numbers("stranger", "?party=1") == []
    assert numbers("ivanov", "?procedure=other") == numbers("ivanov", "?status=finished") == []
    assert numbers("ivanov", "?started_from=2026-03-03T00:00:00Z") == []
    assert numbers("ivanov", "?started_before=2026-03-03T00:00:00Z") == ["ПРО-2026-0002", "ПРО-2026-0001"]


def test_pages_of_cases_follow_one_another_while_new_ones_come(programs: dict[str, Program], office: Office) -> None:
    for _ in range(5):
        office.apply()

    first = programs["ivanov"].get("/instances?limit=2&total=true").get_json()
    office.apply()
    second = programs["ivanov"].get(f"/instances?limit=2&cursor={first['page']['next']}").get_json()
    third = programs["ivanov"].get(f"/instances?limit=2&cursor={second['page']['next']}").get_json()
    foreign = programs["ivanov"].get(f"/tasks?cursor={first['page']['next']}")

    ids = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert ids == ["5", "4", "3", "2", "1"]
    assert (first["page"]["total"], first["page"]["total_capped"]) == (5, False)
    assert "total" not in second["page"] and third["page"]["next"] is None
    assert foreign.status_code == 422


def test_a_case_is_halted_resumed_and_stopped_with_a_reason(programs: dict[str, Program], office: Office) -> None:
    case = begun(programs)["instance"]
    (task,) = programs["ivanov"].get("/tasks").get_json()["items"]

    halted = programs["admin"].post(f"/instances/{case}/suspend", REASON)
    refused = programs["ivanov"].post(f"/tasks/{task['id']}/complete", {"answers": GOOD}, If_Match=task["etag"])
    seen = programs["petrova"].get(f"/instances/{case}").get_json()
    marked = programs["ivanov"].get("/tasks").get_json()["items"][0]
    one = programs["ivanov"].get(f"/tasks/{task['id']}").get_json()
    timers = programs["ivanov"].get("/timers").get_json()["items"]
    resumed = programs["admin"].post(f"/instances/{case}/resume", REASON)
    twice = programs["admin"].post(f"/instances/{case}/resume", REASON)
    stopped = programs["admin"].post(f"/instances/{case}/cancel", REASON)

    assert halted.status_code == resumed.status_code == stopped.status_code == 200
    assert (refused.status_code, refused.get_json()["code"]) == (409, "instance.suspended")
    assert refused.get_json()["suspended_by"] == "Администратор"
    assert (seen["status"], seen["suspended_at"]) == ("suspended", "2026-03-02T07:00:00+00:00")
    assert marked["suspended"] and one["suspended"] and not one["may_complete"]
    assert "suspended" in one["refusal"]
    assert timers and all(timer["suspended"] for timer in timers)
    assert twice.status_code == 409
    assert stopped.get_json()["ended"]


@pytest.mark.parametrize("act", ["cancel", "suspend", "resume"])
def test_who_may_not_intervene_is_refused_and_a_reason_is_compulsory(programs: dict[str, Program], act: str) -> None:
    case = begun(programs)["instance"]

    assert programs["ivanov"].post(f"/instances/{case}/{act}", REASON).status_code == 403
    assert programs["stranger"].post(f"/instances/{case}/{act}", REASON).status_code == 404
    assert programs["admin"].post(f"/instances/{case}/{act}", {}).status_code == 422
    assert programs["admin"].post(f"/instances/{case}/{act}", {"reason": "нет"}).status_code == 422
    assert programs["admin"].post(f"/instances/{case}/{act}", {"reason": " " * 20}).status_code == 422
    assert programs["admin"].post(f"/instances/999/{act}", REASON).status_code == 404


def test_the_way_of_a_case_is_one_list(programs: dict[str, Program], office: Office) -> None:
    case = begun(programs)["instance"]
    office.do("ivanov", office.ref("ivanov", "Проверить заявку"), GOOD)

    path = programs["ivanov"].get(f"/instances/{case}/path").get_json()["items"]

    decided = next(step for step in path if step["flow"] == "PER-G1.PER-S1")
    assert [step["element"] for step in path if step["fact"] == "TaskCompleted"] == ["PER-20"]
    assert (decided["condition"], decided["name"]) == ('check.verdict = "good"', "Проверено")
    assert [(step["seq"], step["n"]) for step in path] == sorted((step["seq"], step["n"]) for step in path)
    assert programs["stranger"].get(f"/instances/{case}/path").status_code == 404


def test_the_moments_that_cases_wait_for(programs: dict[str, Program], office: Office) -> None:
    begun(programs)
    office.apply()

    soonest = programs["ivanov"].get("/timers?limit=1&total=true").get_json()
    rest = programs["ivanov"].get(f"/timers?cursor={soonest['page']['next']}").get_json()["items"]
    drawn = programs["admin"].get("/timers?kind=drawn&instance=1").get_json()["items"]

    (first,) = soonest["items"]
    dues = [timer["due"] for timer in (first, *rest)]
    assert soonest["page"]["total"] == len(dues) == 6
    assert dues == sorted(dues)
    assert (first["kind"], first["element"], first["task"]) == ("reminder", "PER-20", "1-" + first["task"][2:])
    assert [timer["element"] for timer in drawn] == ["T-PER-10D"]
    assert drawn[0]["term"] is not None
    assert programs["petrova"].get("/timers").get_json()["items"] == []


def test_an_incident_is_listed_and_tried_again(programs: dict[str, Program], office: Office) -> None:
    case = office.apply(full_name="Иероглиф 漢")
    office.do("ivanov", case.waiting[0].task, GOOD)
    office.settle()

    (incident,) = programs["admin"].get("/incidents?state=open").get_json()["items"]
    refused = programs["ivanov"].post(f"/incidents/{incident['id']}/retry")
    retried = programs["admin"].post(f"/incidents/{incident['id']}/retry")
    gone = programs["admin"].post(f"/incidents/{incident['id']}/retry")

    assert (incident["element"], incident["number"]) == ("PER-D", "ПРО-2026-0001")
    assert programs["ivanov"].get("/incidents").get_json()["items"][0]["id"] == incident["id"]
    assert programs["petrova"].get("/incidents").get_json()["items"] == []
    assert (refused.status_code, retried.status_code, gone.status_code) == (403, 200, 409)
    assert programs["admin"].post("/incidents/nothing/retry").status_code == 404

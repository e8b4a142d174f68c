"""Every route with every role: default deny, and what is hidden looks like what is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from service import rights
from service.app import create_app
from tests.prepared import Ground
from tests.service.driver import GOOD, Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]
ONLY_WITH_A_VIRTUAL_CLOCK = {"api.clock"}


@pytest.fixture(scope="module")
def reading_room(
    lasting_ground: Ground, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, dict[str, str]]]:
    """One office for everybody who only looks, and the addresses of petrova's case."""
    office = Office.prepared(tmp_path_factory.mktemp("office"), lasting_ground)
    file = office.upload("petrova")
    begun = office.apply(scans=[file])
    places = {"number": begun.number, "task": str(begun.waiting[0].task), "file": str(file["attachment"])}
    yield create_app(office.here), places
    office.here.close()


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_page_has_a_line_in_the_table_and_every_line_a_page(app: Flask) -> None:
    assert endpoints(app) - set(rights.RIGHTS) == set()
    assert set(rights.RIGHTS) - endpoints(app) <= ONLY_WITH_A_VIRTUAL_CLOCK


def test_a_page_without_a_line_is_refused_even_to_the_admin(office: Office) -> None:
    app = create_app(office.here)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    answer = Visitor(app).signed_in("admin").get("/forgotten")

    assert answer.status_code == 403
    assert "secret" not in answer.get_data(as_text=True)


#: page, then who gets it: ivanov is a clerk, sidorov the head, petrova the applicant of the case, stranger nobody
TABLE = [
    ("/inbox", {"ivanov", "sidorov", "admin"}),
    ("/instances", {"ivanov", "sidorov", "admin"}),
    ("/instances/{number}", {"ivanov", "sidorov", "admin"}),
    ("/instances/{number}/history", {"ivanov", "sidorov", "admin"}),
    ("/instances/{number}/threads", {"ivanov", "sidorov", "admin", "petrova"}),
    ("/tasks/{task}", {"ivanov", "sidorov", "admin"}),
    ("/attachments/{file}", {"ivanov", "sidorov", "admin", "petrova"}),
    ("/cabinet/{number}", {"ivanov", "sidorov", "admin", "petrova"}),
    ("/cabinet", {"ivanov", "sidorov", "admin", "petrova", "stranger"}),
    ("/apply", {"ivanov", "sidorov", "admin", "petrova", "stranger"}),
    ("/apply/permit", {"petrova", "admin", "stranger"}),
    ("/paper", {"ivanov", "sidorov"}),
    ("/definitions", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/clauses", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/elements", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/decisions", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/readings", {"ivanov", "sidorov", "admin"}),
    ("/history/terms/permit", {"sidorov", "admin"}),
    ("/definitions/permit/versions/1", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/versions/1/file/procedure.yaml", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/compare/1..1", {"ivanov", "sidorov", "admin"}),
    ("/definitions/permit/compare/1..redesign", {"admin"}),
    ("/definitions/permit/edit", {"admin"}),
    ("/definitions/permit/edit/file/procedure.yaml", {"admin"}),
    ("/definitions/permit/edit/text/procedure.yaml", {"admin"}),
    ("/definitions/permit/settings", {"admin"}),
    ("/definitions/permit/publish", {"admin"}),
    ("/registers", {"ivanov", "sidorov", "admin", "petrova", "stranger", "-"}),
    ("/registers/R-PERMITS", {"ivanov", "sidorov", "admin", "petrova", "stranger", "-"}),
    ("/registers/R-GATES", {"ivanov", "sidorov", "admin"}),
    ("/registers/R-GATES/north", {"ivanov", "sidorov", "admin"}),
    ("/registers/R-GATES/north/sheet", set()),
    ("/about", {"ivanov", "sidorov", "admin", "petrova", "stranger", "-"}),
    ("/admin/mail", {"admin"}),
    ("/admin/incidents", {"admin"}),
    ("/admin/jobs", {"admin"}),
]


@pytest.mark.parametrize(("address", "allowed"), TABLE, ids=[address for address, _ in TABLE])
def test_only_these_people_get_this_page(
    reading_room: tuple[Flask, dict[str, str]], address: str, allowed: set[str]
) -> None:
    app, places = reading_room
    place = address.format_map(places)

    for login in ("ivanov", "sidorov", "petrova", "admin", "stranger", "-"):
        visitor = Visitor(app) if login == "-" else Visitor(app).signed_in(login)
        status = visitor.get(place).status_code

        if login in allowed:
            assert status == 200, f"{login} should get {place}: {status}"
        else:
            assert status in (302, 403, 404), f"{login} should not get {place}: {status}"


UNSAFE = [
    ("/tasks/{task}/complete", {"ivanov", "orlova"}),
    ("/tasks/{task}/claim", {"ivanov", "orlova"}),
    ("/instances/{number}/cancel", {"admin"}),
    ("/instances/{number}/suspend", {"admin"}),
    ("/instances/{number}/resume", {"admin"}),
    ("/definitions/permit/edit", {"admin"}),
    ("/definitions/permit/edit/drop", {"admin"}),
    ("/definitions/permit/edit/rebase", {"admin"}),
    ("/definitions/permit/edit/drop/permit.bpmn", {"admin"}),
    ("/definitions/permit/edit/restore/permit.bpmn", {"admin"}),
    ("/definitions/permit/edit/text/procedure.yaml", {"admin"}),
    ("/definitions/permit/settings", {"admin"}),
    ("/definitions/permit/publish", {"admin"}),
    ("/definitions/permit/versions/1/approve", {"admin"}),
    ("/definitions/permit/versions/1/reject", {"admin"}),
    ("/definitions/permit/two-people", {"admin"}),
    ("/admin/incidents/1/1/retry", {"admin"}),
    ("/admin/mail/1/resend", {"admin"}),
    ("/definitions/permit/readings/Q-1/sign", set()),
]


@pytest.mark.parametrize(("address", "allowed"), UNSAFE, ids=[address for address, _ in UNSAFE])
def test_nobody_else_changes_anything(office: Office, app: Flask, address: str, allowed: set[str]) -> None:
    begun = office.apply()
    task = begun.waiting[0].task
    place = address.format(number=begun.number, task=task)

    for login in {"ivanov", "sidorov", "petrova", "stranger"} - allowed:
        visitor = Visitor(app).signed_in(login)
        visitor.get("/cabinet")
        answer = visitor.post(place, **GOOD, reason="хочу")
        assert answer.status_code in (403, 404, 409), f"{login} at {place}: {answer.status_code}"

    assert office.task(str(task)).status == "open"
    assert office.status(begun.instance_id) == "running"


def test_a_foreign_case_looks_like_one_that_is_not_there(office: Office, visit: Visit) -> None:
    number = office.apply().number
    stranger = visit("stranger")

    foreign = stranger.get(f"/cabinet/{number}")
    absent = stranger.get("/cabinet/ПРО-2026-9999")

    assert foreign.status_code == absent.status_code == 404


def test_a_refusal_names_the_role_that_is_needed(visit: Visit) -> None:
    ivanov = visit("ivanov")

    assert ivanov.get("/admin/mail").status_code == 403
    assert "оператор службы" in ivanov.text

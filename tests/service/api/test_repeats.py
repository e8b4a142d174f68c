"""Idempotency-Key on every POST: the same key and request get the first answer, and nothing is done twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.operations import housekeeping, people, publish, show_instance, start_instance
from service.operations.publish import Grounds
from tests.face import face
from tests.service import leave, permit, sites
from tests.service.api.conftest import described
from tests.service.api.program import Program
from tests.service.driver import APPLICATION, GOOD, Office

REASON = {"reason": "Ждём решения суда"}
KEY = "order-17"


class Acts:
    """Every POST of the API, done by whoever may, under a key."""

    def __init__(self, office: Office) -> None:
        office.here.config = replace(office.config, virtual_clock=True)
        office.person("volkova", "Волкова Ирина", "process_owner")
        app = face(office.here)
        self.office = office
        self.programs = {
            login: Program(app, described(), people.token(office.here, login, name="test")) for login in office.people
        }
        self.begun = office.apply()
        self.task = str(self.begun.waiting[0].task)
        self.orlova = office.people["orlova"].id
        self.etag = office.etag(self.task)
        self.talk = ""

    def post(self, login: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.programs[login].post(path, body, Idempotency_Key=KEY, **headers)

    def upload(self, content: bytes = b"%PDF-1.7 scan") -> TestResponse:
        return self.programs["petrova"].raw(
            "POST",
            "/attachments",
            data={"file": (io.BytesIO(content), "скан.pdf")},
            content_type="multipart/form-data",
            headers={"Idempotency-Key": KEY},
        )

    def bring(self, path: str, **notices: str) -> TestResponse:
        return self.programs["admin"].raw(
            "POST",
            path,
            data=leave.sent(leave.files(**notices), key="leave"),
            content_type="multipart/form-data",
            headers={"Idempotency-Key": KEY},
        )

    def propose(self) -> int:
        """The number of a version that volkova has proposed."""
        parts = {**permit.parts(), "notices/N-PER-NEW.txt": "Тема: Новое\nНовое\n".encode()}
        grounds = Grounds(reason="По новому приказу")
        return publish.publish_upload(self.office.here, self.office.who("volkova"), parts, grounds).version

    def broken(self) -> str:
        begun = self.office.apply(full_name="Иероглиф 漢")
        self.office.do("ivanov", begun.waiting[0].task, GOOD)
        self.office.settle()
        view = show_instance.show(self.office.here, self.office.who("admin"), begun.instance_id)
        return f"{begun.instance_id}-{view.incidents[0].incident}"


Act = Callable[[Acts], TestResponse]


def _resume(acts: Acts) -> Act:
    acts.programs["admin"].post(f"/instances/{acts.begun.instance_id}/suspend", REASON)
    return lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/resume", REASON)


def _release(acts: Acts) -> Act:
    acts.office.claim("ivanov", acts.task)
    return lambda acts: acts.post("ivanov", f"/tasks/{acts.task}/release")


def _retry(acts: Acts) -> Act:
    broken = acts.broken()
    return lambda acts: acts.post("admin", f"/incidents/{broken}/retry")


def _approve(acts: Acts) -> Act:
    version = acts.propose()
    return lambda acts: acts.post("admin", f"/definitions/permit/versions/{version}/approve")


def _reject(acts: Acts) -> Act:
    version = acts.propose()
    return lambda acts: acts.post("admin", f"/definitions/permit/versions/{version}/reject", REASON)


def _talking(path: str, body: Any = None, before: tuple[str, Any] | None = None) -> Callable[[Acts], Act]:
    """What the head does in the discussion of a case, after something that he did there before."""

    def prepare(acts: Acts) -> Act:
        publish.publish_parts(acts.office.here, sites.parts())
        named = {"sites": [{"name": "Север", "email": ""}]}
        begun = start_instance.start(
            acts.office.here, acts.office.who("ivanov"), procedure="sites", answers=named
        ).instance_id
        acts.talk = f"/instances/{begun}/threads"
        if before is not None:
            acts.programs["sidorov"].post(acts.talk + before[0], before[1])
        return lambda acts: acts.post("sidorov", acts.talk + path, body)

    return prepare


def _same(act: Act) -> Callable[[Acts], Act]:
    return lambda acts: act


#: address, how it is prepared and then done, and the same key with another request
POSTS: dict[str, tuple[Callable[[Acts], Act], Act | None]] = {
    "/instances": (
        _same(lambda acts: acts.post("petrova", "/instances", {"procedure": "permit", "answers": APPLICATION})),
        lambda acts: acts.post("petrova", "/instances", {"procedure": "permit", "answers": {}}),
    ),
    "/instances/{instance_id}/cancel": (
        _same(lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/cancel", REASON)),
        lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/cancel", {"reason": "Другая причина"}),
    ),
    "/instances/{instance_id}/suspend": (
        _same(lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/suspend", REASON)),
        lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/suspend", {"reason": "Другая причина"}),
    ),
    "/instances/{instance_id}/resume": (
        _resume,
        lambda acts: acts.post("admin", f"/instances/{acts.begun.instance_id}/resume", {"reason": "Другая причина"}),
    ),
    "/tasks/{ref}/claim": (
        _same(lambda acts: acts.post("ivanov", f"/tasks/{acts.task}/claim")),
        lambda acts: acts.post("ivanov", "/tasks/1-999/claim"),
    ),
    "/tasks/{ref}/release": (_release, lambda acts: acts.post("ivanov", "/tasks/1-999/claim")),
    "/tasks/{ref}/complete": (
        _same(lambda acts: acts.post("ivanov", f"/tasks/{acts.task}/complete", {"answers": GOOD}, If_Match=acts.etag)),
        lambda acts: acts.post("ivanov", f"/tasks/{acts.task}/complete", {"answers": {}}, If_Match=acts.etag),
    ),
    "/tasks/{ref}/assign": (
        _same(lambda acts: acts.post("admin", f"/tasks/{acts.task}/assign", {"person": acts.orlova} | REASON)),
        lambda acts: acts.post(
            "admin", f"/tasks/{acts.task}/assign", {"person": acts.orlova, "reason": "Другая причина"}
        ),
    ),
    "/incidents/{incident}/retry": (_retry, lambda acts: acts.post("admin", "/incidents/1-999/retry")),
    "/messages": (
        _same(lambda acts: acts.post("admin", "/messages", {"name": "paid", "key": "1"})),
        lambda acts: acts.post("admin", "/messages", {"name": "paid", "key": "2"}),
    ),
    "/attachments": (_same(lambda acts: acts.upload()), lambda acts: acts.upload(b"%PDF-1.7 another")),
    "/definitions": (
        _same(lambda acts: acts.bring("/definitions")),
        lambda acts: acts.bring("/definitions", N="Другое"),
    ),
    "/definitions/check": (
        _same(lambda acts: acts.bring("/definitions/check")),
        lambda acts: acts.bring("/definitions/check", N="Другое"),
    ),
    "/definitions/{procedure}/versions/{version}/approve": (
        _approve,
        lambda acts: acts.post("admin", "/definitions/permit/versions/9/approve"),
    ),
    "/definitions/{procedure}/versions/{version}/reject": (
        _reject,
        lambda acts: acts.post("admin", "/definitions/permit/versions/2/reject", {"reason": "Другая причина"}),
    ),
    "/instances/{instance_id}/threads": (
        _talking("", {"forum": "talk", "title": "Этап 2"}),
        lambda acts: acts.post("sidorov", acts.talk, {"forum": "talk", "title": "Этап 3"}),
    ),
    "/instances/{instance_id}/threads/{thread}/posts": (
        _talking("/1/posts", {"text": "Верно"}),
        lambda acts: acts.post("sidorov", f"{acts.talk}/1/posts", {"text": "Неверно"}),
    ),
    "/instances/{instance_id}/threads/{thread}/posts/{post}/withdraw": (
        _talking("/1/posts/1/withdraw", REASON, before=("/1/posts", {"text": "Верно"})),
        lambda acts: acts.post("sidorov", f"{acts.talk}/1/posts/1/withdraw", {"reason": "Другая причина"}),
    ),
    "/instances/{instance_id}/threads/{thread}/close": (
        _talking("/1/close"),
        lambda acts: acts.post("sidorov", f"{acts.talk}/2/close"),
    ),
    "/instances/{instance_id}/threads/{thread}/reopen": (
        _talking("/1/reopen", {"until": "2026-10-30"}, before=("/1/close", None)),
        lambda acts: acts.post("sidorov", f"{acts.talk}/1/reopen", {"until": "2026-10-31"}),
    ),
    "/clock": (
        _same(lambda acts: acts.post("admin", "/clock", {"by": "P1D"})),
        lambda acts: acts.post("admin", "/clock", {"by": "P2D"}),
    ),
}


def test_every_post_of_the_api_is_tried_here() -> None:
    posts = {address for method, address, _ in described().operations() if method == "post"}

    assert {f"/api/v1{address}" for address in POSTS} == posts


@pytest.mark.parametrize("address", POSTS)
def test_a_repeat_is_answered_alike_and_marked_and_another_request_is_refused(office: Office, address: str) -> None:
    acts = Acts(office)
    prepare, other = POSTS[address]
    act = prepare(acts)

    first, again, refused = act(acts), act(acts), other(acts) if other else None

    assert first.status_code in (200, 201, 202), first.get_data(as_text=True)
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers.get("ETag") == first.headers.get("ETag")
    assert again.headers.get("Location") == first.headers.get("Location")
    assert refused is not None
    assert (refused.status_code, refused.get_json()["code"]) == (422, "idempotency.mismatch")


def test_a_repeat_survives_a_restart_for_a_day_and_is_forgotten_after_a_week(office: Office) -> None:
    acts = Acts(office)
    message = {"name": "paid", "key": "1"}
    first = acts.post("admin", "/messages", message)
    token = people.token(office.here, "admin", name="after")

    office.restart()
    office.clock.set(office.clock.now() + timedelta(days=1, hours=1))
    housekeeping.keep_house(office.here)
    admin = Program(face(office.here), described(), token)
    again = admin.post("/messages", message, Idempotency_Key=KEY)
    office.clock.set(office.clock.now() + timedelta(days=7))
    housekeeping.keep_house(office.here)
    new = admin.post("/messages", message, Idempotency_Key=KEY)

    assert again.get_json() == first.get_json()
    assert new.get_json()["id"] != first.get_json()["id"]


def test_keys_belong_to_whoever_uses_them(programs: dict[str, Program], app: Flask) -> None:
    body = {"procedure": "permit", "answers": APPLICATION}

    first = programs["petrova"].post("/instances", body, Idempotency_Key=KEY)
    other = programs["stranger"].post("/instances", body, Idempotency_Key=KEY)

    assert first.get_json()["number"] != other.get_json()["number"]


def test_what_was_refused_may_be_asked_again_under_its_key(programs: dict[str, Program]) -> None:
    refused = programs["petrova"].post("/instances", {"procedure": "permit", "answers": {}}, Idempotency_Key=KEY)
    done = programs["petrova"].post("/instances", {"procedure": "permit", "answers": APPLICATION}, Idempotency_Key=KEY)

    assert (refused.status_code, done.status_code) == (422, 201)


@pytest.mark.parametrize("key", ["", "ключ", "x" * 201])
def test_a_key_that_cannot_be_kept_is_refused(programs: dict[str, Program], key: str) -> None:
    answer = programs["admin"].post("/messages", {"name": "paid"}, Idempotency_Key=key)

    assert answer.status_code == 422

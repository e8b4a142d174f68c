"""Hostile and mistaken input: the right status, a clear text in the reader's language, nothing changed, nobody hurt.

What the API does with each single wrong field is in `api/test_api.py`; here it is attacked.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forms.errors import FormRefused
from processes.errors import PoryadokError
from service.app import create_app
from service.cli import main
from service.operations import cancel_instance, people, publish
from storage.models import Base
from tests.prepared import Ground
from tests.service import permit
from tests.service.driver import APPLICATION, GOOD, Office
from tests.service.pages.visitor import Visitor

MEGABYTE = 1 << 20


@dataclass
class World:
    """An office with a case in each state, seen through HTTP; `refs` and `etags` by what they stand for."""

    office: Office
    app: Flask
    tokens: Mapping[str, str]
    refs: dict[str, str]
    etags: dict[str, str]

    def ask(self, who: str | None, method: str, path: str, language: str = "ru", **more: Any) -> TestResponse:
        headers = {"Accept-Language": language, **more.pop("headers", {})}
        if who is not None:
            headers.setdefault("Authorization", f"Bearer {self.tokens[who]}")
        place = path if path.startswith("/api") else f"/api/v1{path.format(**self.refs)}"
        return self.app.test_client().open(place, method=method, headers=headers, buffered=True, **more)

    def kept(self) -> dict[str, Any]:
        """Everything in the database, and what lies among the files."""
        with self.office.here.database.reading() as session:
            tables = {
                table.name: sorted(map(repr, session.execute(select(table)).all()))
                for table in Base.metadata.sorted_tables
                if table.name != "token"  # says when it was last used
            }
        files = sorted(path.name for path in self.office.here.files.rglob("*") if path.is_file())
        return {**tables, "files": files}


@pytest.fixture(scope="module")
def world(lasting_ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all attacks: none of them may change it."""
    office = Office.prepared(tmp_path_factory.mktemp("world"), lasting_ground)
    app = create_app(office.here)
    app.testing = False
    tokens = {login: people.token(office.here, login, name="test") for login in office.people}
    refs, etags = {}, {}
    for state in ("open", "done", "ended", "claimed"):
        refs[state] = office.apply().waiting[0].task
        etags[state] = office.etag(refs[state])
    office.do("ivanov", refs["done"], GOOD, idempotency="the first")
    office.claim("orlova", refs["claimed"])
    cancel_instance.cancel(office.here, office.who("admin"), int(refs["ended"].split("-")[0]), "подано по ошибке")
    yield World(office, app, tokens, refs, etags)
    office.here.close()


@pytest.fixture(autouse=True)
def _nothing_changes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever was tried: the database is as it was, and the next request is answered."""
    if "world" not in request.fixturenames:
        yield
        return
    world: World = request.getfixturevalue("world")
    before = world.kept()
    yield
    assert world.kept() == before
    assert world.ask("ivanov", "GET", "/tasks").status_code == 200


def _refused(world: World, status: int, who: str | None, method: str, path: str, **more: Any) -> dict[str, Any]:
    """The problem, after it was told in both languages with the status that is due."""
    told = {}
    for language, letters in (("ru", "абвгдежзиклмнопрстуфхцчшщыэюя"), ("en", "abcdefghijklmnopqrstuvwxyz")):
        answer = world.ask(who, method, path, language, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)[:500]
        assert answer.content_type == "application/problem+json"
        body = told[language] = answer.get_json()
        assert body["status"] == status
        assert set(body["detail"].lower()) & set(letters), body["detail"]
        assert "Traceback" not in answer.get_data(as_text=True)
    assert told["ru"]["code"] == told["en"]["code"]
    assert told["ru"]["detail"] != told["en"]["detail"]
    return dict(told["ru"])


# ---------------------------------------------------------------------------------------------- tasks


def _complete(world: World, status: int, who: str, state: str, **more: Any) -> dict[str, Any]:
    headers = {"If-Match": world.etags[state], **more.pop("headers", {})}
    more.setdefault("json", {"answers": GOOD})
    headers = {name: value for name, value in headers.items() if value is not None}
    return _refused(world, status, who, "POST", f"/tasks/{{{state}}}/complete", headers=headers, **more)


def test_a_task_completed_before_names_who_and_when(world: World) -> None:
    problem = _complete(world, 409, "orlova", "done")

    assert problem["completed_by"] == "Иванов Пётр"
    assert problem["completed_at"].startswith("2026-03-02")
    assert "Иванов Пётр" in problem["detail"]


def test_a_task_of_a_case_that_has_ended_is_gone(world: World) -> None:
    _complete(world, 409, "ivanov", "ended")


def test_a_task_in_other_hands_names_the_holder(world: World) -> None:
    assert _complete(world, 409, "ivanov", "claimed")["holder"] == "Орлова Мария"


def test_the_wrong_role_is_told_which_one_it_takes(world: World) -> None:
    assert "Специалист" in _complete(world, 403, "petrova", "open")["detail"]


def test_a_task_that_is_none_of_ones_business_is_not_there(world: World) -> None:
    _complete(world, 404, "stranger", "open")


@pytest.mark.parametrize(
    "ref",
    ["999-1", "1-999", "0-0", "-1--1", "1", "x-y", "1-1%00", "9" * 40 + "-1", "1-" + "9" * 40, "%D1%8F-1", "1-１"],
)
@pytest.mark.parametrize("verb", ["complete", "claim", "release"])
def test_a_task_that_does_not_exist_is_not_there(world: World, verb: str, ref: str) -> None:
    _refused(world, 404, "ivanov", "POST", f"/tasks/{ref}/{verb}", json={"answers": GOOD}, headers={"If-Match": '"1"'})


def test_without_if_match_nothing_is_completed(world: World) -> None:
    _complete(world, 428, "ivanov", "open", headers={"If-Match": None})


@pytest.mark.parametrize("etag", ['"999"', 'W/"1"', '"1", "2"', "nonsense", '"', "я".encode().decode("latin-1")])
def test_a_state_that_is_not_the_present_one_is_stale(world: World, etag: str) -> None:
    assert _complete(world, 412, "ivanov", "open", headers={"If-Match": etag})["current_etag"] == world.etags["open"]


def test_a_key_that_was_used_for_something_else_is_refused(world: World) -> None:
    _complete(
        world,
        422,
        "ivanov",
        "done",
        json={"answers": {**GOOD, "verdict": "bad"}},
        headers={"Idempotency-Key": "the first"},
    )


def test_a_key_of_a_thousand_signs_is_refused(world: World) -> None:
    _complete(world, 422, "ivanov", "open", headers={"Idempotency-Key": "k" * 1000})


# ---------------------------------------------------------------------------------------------- JSON

DEEP = 10_000

ANSWERS: list[Any] = [
    pytest.param({"verdict": "good", "extra": 1}, id="unknown-field"),
    pytest.param({"verdict": "perfect"}, id="no-such-choice"),
    pytest.param({"verdict": ["good"]}, id="a-list-for-a-choice"),
    pytest.param({"verdict": {"value": "good"}}, id="an-object-for-a-choice"),
    pytest.param({"verdict": True}, id="true-for-a-choice"),
    pytest.param({"verdict": "good", "remarks": 5}, id="a-number-for-a-text"),
    pytest.param({"verdict": "good", "remarks": "x" * 200_000}, id="a-text-without-end"),
    pytest.param({"verdict": "good", "remarks": "\ud800"}, id="half-a-surrogate"),
    pytest.param({"verdict": "good", "remarks": "a\x00b"}, id="a-null-character"),
    pytest.param({"verdict": "good", "gate": "nowhere"}, id="no-such-row"),
    pytest.param({"verdict": "good", "gate": 10**400}, id="a-giant"),
    pytest.param({"__proto__": {}, "verdict": "good"}, id="a-prototype"),
    pytest.param({"verdict.x": 1, "": 2, "verdict": "good"}, id="odd-keys"),
]


@pytest.mark.parametrize("answers", ANSWERS)
def test_wrong_answers_are_refused_field_by_field(world: World, answers: dict[str, Any]) -> None:
    problem = _complete(world, 422, "ivanov", "open", json={"answers": answers})

    assert problem["errors"]
    assert all(error["pointer"].startswith("/answers") and error["detail"] for error in problem["errors"])


JSON_BODIES: list[Any] = [
    pytest.param("[" * DEEP + "]" * DEEP, 400, id="deep-list"),
    pytest.param('{"answers":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}", 400, id="deep-object"),
    pytest.param('{"answers":{"verdict":' + "[" * 700 + "]" * 700 + "}}", 400, id="deep-enough-to-parse"),
    pytest.param('{"answers":{"verdict":' + "[" * 40 + "]" * 40 + "}}", 422, id="deep-enough-for-us"),
    pytest.param("x" * (10 * MEGABYTE), 413, id="ten-megabytes"),
    pytest.param('{"answers":{"verdict":NaN}}', 422, id="nan"),
    pytest.param('{"answers":{"verdict":-Infinity}}', 422, id="infinity"),
    pytest.param('{"answers":{"verdict":1e999}}', 422, id="beyond-floats"),
    pytest.param('{"answers":{"verdict":' + "9" * 5000 + "}}", 400, id="more-digits-than-python-reads"),
    pytest.param('{"answers":null}', 422, id="null"),
    pytest.param('{"answers":"verdict=good"}', 422, id="text"),
    pytest.param('{"answers":{}}{}', 400, id="two-bodies"),
    pytest.param("{'answers':{}}", 400, id="python"),
    pytest.param("", 422, id="nothing"),
    pytest.param("null", 422, id="no-object"),
    pytest.param(b"\xff\xfe{\x00}\x00", 400, id="utf-16"),
    pytest.param(b'{"answers":{"verdict":"\xe3\xee\xe4"}}', 400, id="windows-1251"),
    pytest.param(b"+ADw-script+AD4-", 400, id="utf-7"),
]


@pytest.mark.parametrize(("body", "status"), JSON_BODIES)
def test_hostile_json_is_refused_wherever_it_is_sent(world: World, body: str | bytes, status: int) -> None:
    content = {"data": body, "content_type": "application/json"}

    _complete(world, status, "ivanov", "open", json=None, **content)
    _refused(world, status, "petrova", "POST", "/instances", **content)


def test_a_key_beside_refused_answers_is_not_remembered(world: World) -> None:
    body = '{"answers":{"verdict":' + "[" * 40 + "]" * 40 + ',"remarks":"\\ud800","weight":1e300}}'

    _complete(
        world, 422, "ivanov", "open", json=None, data=body, content_type="application/json",
        headers={"Idempotency-Key": "deep"},
    )  # fmt: skip


def test_bodies_with_random_bytes_hurt_nobody(world: World) -> None:
    chance = random.Random(7)
    seed = json.dumps({"procedure": "permit", "answers": APPLICATION}, ensure_ascii=False).encode()
    for _ in range(300):
        body = bytearray(seed)
        for _ in range(chance.randint(1, 8)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        answer = world.ask("stranger", "POST", "/tasks/1-1/complete", data=bytes(body), content_type="application/json",
                           headers={"If-Match": '"1"'})  # fmt: skip
        assert answer.status_code in (400, 404, 422), (bytes(body), answer.status_code)


STARTS: list[Any] = [
    pytest.param({"procedure": "permit\x00"}, 422, id="null-character"),
    pytest.param({"procedure": "permit\ud800"}, 422, id="half-a-surrogate"),
    pytest.param({"procedure": "permit", "start": "PER-10\x00"}, 422, id="null-character-in-a-start"),
    pytest.param({"procedure": "permit", "answers": {**APPLICATION, "\ud800": 1}}, 422, id="half-a-surrogate-for-a-name"),
    pytest.param({"procedure": "permit", "answers": {**APPLICATION, "\x00": 10**30}}, 422, id="null-character-for-a-name"),
    pytest.param({"procedure": "../permit"}, 404, id="a-path"),
    pytest.param({"procedure": "permit", "process": "P-NONE"}, 404, id="no-such-process"),
    pytest.param({"procedure": "permit", "start": "PER-20"}, 404, id="a-task-for-a-start"),
    pytest.param({"procedure": "permit", "party": 10**30}, 422, id="a-giant-party"),
    pytest.param({"procedure": "permit", "party": 1.5}, 422, id="half-a-party"),
    pytest.param({"procedure": "permit", "party": True}, 422, id="a-true-party"),
    pytest.param({"procedure": "permit", "party": 99}, 404, id="somebody-elses-party"),
    pytest.param({"procedure": "x" * 101}, 422, id="a-long-name"),
    pytest.param({"procedure": "permit", "answers": {**APPLICATION, "scans": [{"attachment": "../../etc/passwd"}]}},
                 422, id="a-path-for-a-file"),
    pytest.param({"procedure": "permit", "answers": {**APPLICATION, "scans": [{"attachment": "0" * 32, "sha256": "0" * 64}]}},
                 422, id="a-file-that-is-not-there"),
    pytest.param({"procedure": "permit", "answers": {**APPLICATION, "scans": ["a"] * 1000}}, 422, id="many-files"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), STARTS)
def test_a_case_is_not_begun_from_nonsense(world: World, body: dict[str, Any], status: int) -> None:
    _refused(world, status, "petrova", "POST", "/instances", json={"answers": APPLICATION, **body})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tasks?instance=9223372036854775808", 422),
        ("/tasks?instance=-1", 422),
        ("/tasks?instance=1.0", 422),
        ("/tasks?limit=1000000000", 422),
        ("/tasks?limit=", 422),
        ("/tasks?status=done", 422),
        ("/tasks?cursor=e30.x", 422),
        ("/tasks?q=" + "x" * 201, 422),
        ("/tasks?due_before=2026-02-30T00:00:00Z", 422),
        ("/instances/9223372036854775808", 404),
        ("/instances/1%27%20OR%201=1", 404),
        ("/instances/1/events?after=-1", 422),
        ("/instances/1/events?limit=1001", 422),
        ("/instances/../../etc/passwd", 404),
    ],
)
def test_addresses_that_nobody_made_are_refused(world: World, path: str, status: int) -> None:
    _refused(world, status, "ivanov", "GET", path)


@pytest.mark.parametrize(
    "path",
    ["/tasks?q=%ff%fe", "/tasks?q=%00", "/tasks?role=%00", "/tasks?q='%22%25_*", "/tasks?procedure=%F0%9F%98%80"],
)
def test_odd_signs_in_an_address_hurt_nobody(world: World, path: str) -> None:
    assert world.ask("ivanov", "GET", path).status_code in (200, 422)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/tasks/{open}/complete", "POST"),
        ("DELETE", "/instances/1", "GET"),
        ("PUT", "/instances", "POST"),
        ("PATCH", "/tasks", "GET"),
        ("TRACE", "/tasks", "GET"),
        ("NONSENSE", "/attachments", "POST"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes(
    world: World, method: str, path: str, allowed: str
) -> None:
    _refused(world, 405, "ivanov", method, path)

    assert allowed in world.ask("ivanov", method, path).headers["Allow"]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic aXZhbm92OmNvcnJlY3QgaG9yc2U=",
        "Bearer x\u00ff",
        "Bearer " + "x" * 6000,
        "Bearer a b",
    ],
)
def test_a_token_that_is_none_opens_nothing(world: World, given: str) -> None:
    problem = _refused(world, 401, None, "GET", "/tasks", headers={"Authorization": given})

    assert problem["code"] == "not_signed_in"


# ---------------------------------------------------------------------------------------------- files


BOUNDARY = "a-boundary"
IN_PARTS = f"multipart/form-data; boundary={BOUNDARY}"


def _file(content: bytes, name: str = "scan.pdf", field: str = "file", **others: str) -> bytes:
    """The body of a request with a file and other fields, as a browser sends it."""
    parts = [(f'name="{field}"; filename="{name}"', content)]
    parts += [(f'name="{other}"', value.encode()) for other, value in others.items()]
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + inside + b"\r\n"
        for head, inside in parts
    )
    return body + f"--{BOUNDARY}--\r\n".encode()


def _archive(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


FILES: list[Any] = [
    pytest.param(_file(b"MZ\x90\x00 a program"), 415, id="exe-as-pdf"),
    pytest.param(_file(b"\x7fELF"), 415, id="elf-as-pdf"),
    pytest.param(_file(b""), 422, id="empty"),
    pytest.param(_file(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"), 415, id="svg"),
    pytest.param(_file(b"<!DOCTYPE html><script>alert(1)</script>", "a.pdf"), 415, id="html"),
    pytest.param(_file(b"<html>%PDF-1.7</html>"), 415, id="html-with-a-pdf-inside"),
    pytest.param(_file(b"GIF89a"), 415, id="gif"),
    pytest.param(_file(b"%PDF-1.7" + b"x" * (20 * MEGABYTE)), 413, id="too-big"),
    pytest.param(_file(b"PK\x03\x04 nothing"), 415, id="broken-zip"),
    pytest.param(_file(_archive(evil__exe=b"MZ"), "a.docx"), 415, id="zip-as-docx"),
    pytest.param(
        _file(
            _archive(**{"[Content_Types].xml": b"", "word__document.xml": b"", "word__vbaProject.bin": b""}), "a.docx"
        ),
        415,
        id="docx-with-a-macro",
    ),
]


@pytest.mark.parametrize(("body", "status"), FILES)
def test_a_wrong_file_is_refused_and_not_kept(world: World, body: bytes, status: int) -> None:
    _refused(world, status, "petrova", "POST", "/attachments", data=body, content_type=IN_PARTS)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(f"--{BOUNDARY}--\r\n".encode(), 400, id="none"),
        pytest.param(_file(b"%PDF-1.7", field="other"), 422, id="under-another-name"),
        pytest.param(_file(b"%PDF-1.7", kind="exe"), 422, id="with-another-field"),
        pytest.param(
            _file(b"%PDF-1.7").replace(b"--\r\n", b"\r\n") + _file(b"%PDF-1.7")[len(BOUNDARY) + 4 :], 400, id="two"
        ),
    ],
)
def test_a_request_with_anything_but_one_file_is_refused(world: World, body: bytes, status: int) -> None:
    _refused(world, status, "petrova", "POST", "/attachments", data=body, content_type=IN_PARTS)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_a_body_in_no_parts_is_refused(world: World, kind: str) -> None:
    _refused(world, 400, "petrova", "POST", "/attachments", data=b"--y\r\nnothing", headers={"Content-Type": kind})


def test_a_body_of_seventy_megabytes_is_not_even_read(world: World) -> None:
    _refused(
        world, 413, "petrova", "POST", "/attachments", data=b"x", content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(70 * MEGABYTE)},
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- pages


@pytest.fixture
def ivanov(world: World) -> Visitor:
    return Visitor(world.app).signed_in("ivanov")


def test_a_page_without_its_token_does_nothing(world: World, ivanov: Visitor) -> None:
    answer = ivanov.client.post(f"/tasks/{world.refs['open']}/complete", data={"verdict": "good"})

    assert answer.status_code == 400
    assert "Страница устарела" in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"verdict": "perfect"}, 422, id="no-such-choice"),
        pytest.param({"verdict": "good", "remarks": "\x00"}, 422, id="null-character"),
        pytest.param({"verdict": "good", "_etag": '"999"'}, 412, id="stale"),
        pytest.param({"verdict": "good", "remarks": "x" * (3 * MEGABYTE)}, 413, id="too-long"),
        pytest.param({"verdict": "perfect", **{f"f{n}": "x" for n in range(6000)}}, 422, id="many-fields"),
        pytest.param({"verdict": "good", "_rows": "../../x"}, 200, id="odd-rows"),
    ],
)
def test_a_form_filled_in_with_nonsense_comes_back(
    world: World, ivanov: Visitor, fields: dict[str, str], status: int
) -> None:
    ivanov.get(f"/tasks/{world.refs['open']}")

    answer = ivanov.post(f"/tasks/{world.refs['open']}/complete", fields)

    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")


def test_what_was_typed_is_shown_as_text_and_never_as_markup(world: World, ivanov: Visitor) -> None:
    ivanov.get(f"/tasks/{world.refs['open']}")

    answer = ivanov.post(
        f"/tasks/{world.refs['open']}/complete", verdict="perfect", remarks="<script>alert(1)</script>"
    )

    assert "&lt;script&gt;" in answer.get_data(as_text=True)
    assert "<script>alert" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/tasks/x", "/tasks/1-999", "/instances/x", "/attachments/x", "/attachments/..%2f..%2fetc%2fpasswd", "/documents/x",
     "/registers/x", "/apply/x", "/definitions/x", "/static/../app.py"],
)  # fmt: skip
def test_pages_that_do_not_exist_say_so(ivanov: Visitor, path: str) -> None:
    assert ivanov.get(path).status_code == 404


def test_a_page_takes_no_bigger_file_because_it_is_asked_to(world: World, ivanov: Visitor) -> None:
    ivanov.get(f"/tasks/{world.refs['open']}")
    body = _file(b"%PDF-1.7" + b"x" * (21 * MEGABYTE), max_mb="60", _csrf_token=ivanov.value_of("_csrf_token"))

    answer = ivanov.client.post("/attachments", data=body, content_type=IN_PARTS)

    assert answer.status_code == 413


def test_after_signing_in_nobody_is_sent_to_another_site(world: World) -> None:
    visitor = Visitor(world.app)
    visitor.get("/sign-in?next=https://evil.example/")

    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = visitor.post("/sign-in", login="ivanov", password="wrong", next=place)
        assert "evil.example" not in answer.headers.get("Location", "")


# ---------------------------------------------------------------------------------------------- diagrams and forms


@pytest.mark.parametrize("name", ["notices/N-PER-READY.txt", "documents/D-PER.typ", "F-PER-2.json", "procedure.yaml"])
def test_a_part_that_is_no_text_is_refused(world: World, name: str) -> None:
    _not_published(world, {**permit.parts(), name: b"\xff\xfe\x00\x01"})


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_BPMN = permit.DIAGRAM


def _after_declaration(text: str) -> bytes:
    head, body = _BPMN.split("?>", 1)
    return f"{head}?>{text}{body}".encode()


DIAGRAMS: list[Any] = [
    pytest.param(b"", id="empty"),
    pytest.param(b"not xml", id="text"),
    pytest.param(_BPMN[:-40].encode(), id="cut"),
    pytest.param(_after_declaration("<!DOCTYPE definitions>"), id="doctype"),
    pytest.param(_after_declaration(BOMB), id="entity-bomb"),
    pytest.param(_after_declaration('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), id="external-entity"),
    pytest.param(_after_declaration("<!--" + "x" * (2 * MEGABYTE) + "-->"), id="two-megabytes"),
    pytest.param(_BPMN.replace('encoding="UTF-8"', 'encoding="UTF-7"').encode(), id="utf-7"),
    pytest.param(_BPMN.replace('encoding="UTF-8"', 'encoding="EBCDIC-CP-US"').encode(), id="ebcdic"),
    pytest.param(_BPMN.encode("cp1251"), id="another-encoding-than-declared"),
    pytest.param(_BPMN.encode("utf-32"), id="utf-32"),
    pytest.param(b"<a>" * 100_000 + b"</a>" * 100_000, id="deep"),
    pytest.param(b"%PDF-1.7", id="a-pdf"),
    pytest.param(b"<html><body/></html>", id="a-page"),
    pytest.param(_BPMN.replace("PER-20", "PER-40").encode(), id="doubled-ids"),
    pytest.param(_BPMN.replace('targetRef="PER-G"', 'targetRef="NOWHERE"').encode(), id="a-flow-to-nowhere"),
    pytest.param(
        _BPMN.replace('check.verdict = "good"', "__import__('os').system('id')").encode(), id="python-in-a-condition"
    ),
    pytest.param(_BPMN.replace('check.verdict = "good"', "(" * 5000).encode(), id="a-condition-without-end"),
    pytest.param(_BPMN.replace('role="', 'x="').replace('value="clerk"', 'value="nobody"').encode(), id="no-such-role"),
]


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_a_hostile_diagram_is_refused_with_a_text_in_both_languages(world: World, diagram: bytes) -> None:
    _not_published(world, {**permit.parts(), "permit.bpmn": diagram})


def _calling(own: str, other: str) -> bytes:
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
      <process id="{own}" isExecutable="true"><startEvent id="{own}-S" name="s">
      <extensionElements><properties xmlns="http://spiffworkflow.org/bpmn/schema/1.0/core">
      <property name="role" value="clerk"/></properties></extensionElements></startEvent>
      <callActivity id="{own}-C" name="c" calledElement="{other}"/><endEvent id="{own}-E" name="e"/>
      <sequenceFlow id="{own}-1" sourceRef="{own}-S" targetRef="{own}-C"/>
      <sequenceFlow id="{own}-2" sourceRef="{own}-C" targetRef="{own}-E"/></process></definitions>""".encode()


@pytest.mark.parametrize(
    "diagrams",
    [
        pytest.param({"a.bpmn": _calling("P-A", "P-A")}, id="itself"),
        pytest.param({"a.bpmn": _calling("P-A", "P-B"), "b.bpmn": _calling("P-B", "P-A")}, id="each-other"),
        pytest.param({"a.bpmn": _calling("P-A", "P-NONE")}, id="nobody"),
    ],
)
def test_processes_that_call_each_other_for_ever_are_refused(world: World, diagrams: dict[str, bytes]) -> None:
    outline = (
        "key: round\ntitle: {ru: Круг, en: Round}\ncode: КРГ\nmain: P-A\nroles: {clerk: {ru: Специалист, en: Clerk}}\n"
    )

    _not_published(world, {"procedure.yaml": outline.encode(), **diagrams})


FORMS: list[Any] = [
    pytest.param(b"", id="empty"),
    pytest.param(b"{", id="broken"),
    pytest.param(b"[]", id="a-list"),
    pytest.param(b"[" * DEEP + b"]" * DEEP, id="deep"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":' + b'[{"type":"group","components":' * 400 + b"[]" + b"}]" * 400 + b"}",
                 id="groups-in-groups"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"html","content":"<script/>"}]}', id="html"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"expression","key":"a","expression":"=1"}]}', id="expression"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":5}', id="a-number-for-components"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[5]}', id="a-number-for-a-component"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"textfield","key":"a.b.c"},{"type":"textfield","key":"a.b.c"}]}',
                 id="doubled-keys"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"textfield","key":"a","validate":{"pattern":"(a+)+$"}}]}',
                 id="a-pattern-that-never-ends"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"textfield","key":"a","validate":{"maxLength":"many"}}]}',
                 id="a-text-for-a-length"),
    pytest.param(b'{"id":"F-PER-1","type":"default","components":[{"type":"textfield","key":"a","conditional":{"hide":"=open(1)"}}]}',
                 id="python-in-a-condition"),
    pytest.param(b'{"id":"F-PER-1","title":"' + b"x" * (3 * MEGABYTE) + b'","type":"default","components":[]}', id="three-megabytes"),
    pytest.param("{\"id\":\"F-PER-1\"}".encode("utf-16"), id="utf-16"),
    pytest.param(b'{"id":NaN,"type":"default","components":[]}', id="nan"),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_form_is_refused_with_a_text_in_both_languages(world: World, form: bytes) -> None:
    _not_published(world, {**permit.parts(), "F-PER-1.json": form})


OUTLINES: list[Any] = [
    pytest.param(b"", id="empty"),
    pytest.param(b"- a\n- b", id="a-list"),
    pytest.param(b"key: [", id="broken"),
    pytest.param(b"key: !!python/object/apply:os.system ['id']", id="python"),
    pytest.param(b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nkey: *b", id="aliases"),
    pytest.param(b"\xff\xfe\x00", id="no-text"),
    pytest.param(b"key: permit\ntitle: x\ncode: A\nmain: P-PER", id="a-text-for-titles"),
    pytest.param(b"key: permit\ntitle: {ru: a, en: b}\ncode: A\nmain: P-PER\nroles: 5", id="a-number-for-roles"),
    pytest.param(b"key: permit\ntitle: {ru: a, en: b}\ncode: A\nmain: P-NONE\nroles: {}", id="no-such-process"),
    pytest.param(
        b"key: permit\ntitle: {ru: a, en: b}\ncode: A\nmain: P-PER\nroles: {clerk: 5}", id="a-number-for-a-role"
    ),
    pytest.param(b"[" * 5000, id="deep"),
]


@pytest.mark.parametrize("outline", OUTLINES)
def test_a_hostile_procedure_is_refused_with_a_text_in_both_languages(world: World, outline: bytes) -> None:
    _not_published(world, {**permit.parts(), "procedure.yaml": outline})


def _not_published(world: World, parts: dict[str, bytes]) -> None:
    """Neither `publish_parts` nor `poryadok check` lets it through; both say why, neither falls over."""
    with pytest.raises(PoryadokError) as refused:
        publish.publish_parts(world.office.here, parts)
    assert refused.value.ru and refused.value.en
    assert isinstance(refused.value, FormRefused) or refused.value.ru != refused.value.en

    folder = world.office.folder / "checked"
    for name, content in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    try:
        checked = CliRunner().invoke(main, ["check", str(folder)])
    finally:
        for name in parts:
            (folder / name).unlink()
    assert checked.exit_code == 1
    assert isinstance(checked.exception, SystemExit), checked.exception
    assert checked.output.strip()

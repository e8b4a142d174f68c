"""Programs bring procedures as files: published, proposed, kept as a sketch or refused with everything that is wrong."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from service.operations import people, publish, two_people
from storage import definitions
from tests.face import face
from tests.processes.gate.drawing import Drawing
from tests.service import permit
from tests.service.api.conftest import described
from tests.service.driver import Office
from tests.service.leave import ASK, LEAVE, sent
from tests.service.leave import files as leave

MEGABYTE = 1024 * 1024


class Client:
    """A program with somebody's token, whose every answer is held against the description of the API."""

    def __init__(self, app: Flask, token: str) -> None:
        self.http = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def bring(
        self, files: dict[str, bytes], address: str = "/definitions", *, as_: dict[str, str] | None = None, **told: str
    ) -> TestResponse:
        return self.send(address, sent(files, **told), as_)

    def send(self, address: str, body: dict[str, Any], as_: dict[str, str] | None = None) -> TestResponse:
        boundary, encoded = encode_multipart(body)
        return self.send_bytes(address, encoded, f"multipart/form-data; boundary={boundary}", as_)

    def send_bytes(self, address: str, body: bytes, kind: str, as_: dict[str, str] | None = None) -> TestResponse:
        return self._asked("POST", address, data=body, content_type=kind, headers={**self.headers, **(as_ or {})})

    def get(self, address: str, **headers: str) -> TestResponse:
        return self._asked("GET", address, headers={**self.headers, **headers})

    def post(self, address: str, body: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        sent = body if body is not None else {}
        return self._asked("POST", address, json=sent, headers={**self.headers, **headers})

    def _asked(self, method: str, address: str, **more: Any) -> TestResponse:
        answer = self.http.open(f"/api/v1{address}", method=method, buffered=True, **more)
        described().check(method, answer.request.path, answer)
        return answer


@pytest.fixture
def clients(office: Office) -> Callable[[str], Client]:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.person("zaitsev", "Зайцев Глеб", "process_owner")
    app = face(office.here)
    return lambda login: Client(app, people.token(office.here, login, name="tests"))


@pytest.fixture
def owner(clients: Callable[[str], Client]) -> Client:
    return clients("volkova")


def codes(answer: TestResponse) -> list[str]:
    assert answer.json is not None
    return [one["code"] for one in answer.json["findings"]]


def versions(office: Office, key: str) -> int:
    with office.here.database.reading() as session:
        return len(definitions.versions(session, key))


def test_a_diagram_and_its_forms_are_enough(owner: Client, office: Office) -> None:
    done = owner.bring(leave(), reason="Начало")

    assert done.status_code == 201, done.json
    body = done.json or {}
    assert (body["level"], body["key"], body["version"]) == ("published", "P-LEAVE", 1)
    assert not [one for one in body["findings"] if one["severity"] == "error"]
    version = owner.get("/definitions/P-LEAVE/versions/1").json or {}
    assert {part["name"] for part in version["parts"]} == {"leave.bpmn", "F-LV-1.json", "F-LV-2.json", "procedure.yaml"}
    assert version["digest"] == body["digest"]
    outline = owner.get("/definitions/P-LEAVE/versions/1/parts/procedure.yaml").data.decode()
    assert "main: P-LEAVE" in outline and "worker:" in outline and "boss:" in outline
    began = office.here.database
    with began.reading() as session:
        assert definitions.newest(session, "P-LEAVE", office.here.now()) is not None


def test_the_key_may_be_given_and_a_form_without_id_is_called_by_its_file(owner: Client) -> None:
    files = {"leave.bpmn": LEAVE, "F-LV-1.json": json.dumps(ASK).encode(), "F-LV-2.json": json.dumps(ASK).encode()}

    done = owner.bring(files, key="leave")

    assert done.status_code == 201, done.json
    assert done.json and done.json["key"] == "leave"
    form = json.loads(owner.get("/definitions/leave/versions/1/parts/F-LV-1.json").data)
    assert form == {"id": "F-LV-1", **ASK}


def test_a_lane_is_a_role_by_property_or_by_its_name_or_id(owner: Client) -> None:
    lanes = (
        '<laneSet id="ls"><lane id="boss" name="Начальник"><flowNodeRef>LV-20</flowNodeRef></lane>'
        '<lane id="Lane_1" name="worker"><flowNodeRef>LV-10</flowNodeRef><flowNodeRef>LV-E</flowNodeRef></lane></laneSet>'
    )
    bare = LEAVE.decode().replace('<spiffworkflow:property name="role" value="boss" />', "")
    bare = bare.replace('<spiffworkflow:property name="role" value="worker" />', "")
    drawn = bare.replace('isExecutable="true">', f'isExecutable="true">{lanes}', 1).encode()

    done = owner.bring({**leave(), "leave.bpmn": drawn}, key="lanes")

    assert done.status_code == 201, done.json
    outline = owner.get("/definitions/lanes/versions/1/parts/procedure.yaml").data.decode()
    assert "boss:" in outline and "Начальник" in outline and "worker:" in outline


def test_all_that_is_wrong_comes_at_once_and_nothing_is_stored(owner: Client, office: Office) -> None:
    broken = LEAVE.replace(b"F-LV-1", b"F-NONE").replace(b'value="boss"', b'value=""')

    refused = owner.bring({"leave.bpmn": broken, "F-LV-2.json": leave()["whatever.json"]}, key="leave")

    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert {"form.unknown", "role.missing"} <= set(codes(refused))
    found = {one["code"]: one for one in (refused.json or {})["findings"]}
    assert found["form.unknown"]["element"] == "LV-10"
    assert found["form.unknown"]["severity"] == "error"
    assert found["form.unknown"]["text"] and found["form.unknown"]["advice"]
    assert versions(office, "leave") == 0
    assert owner.get("/definitions/leave").status_code == 404


def test_a_sketch_is_kept_with_its_findings_and_nobody_starts_it(owner: Client, office: Office) -> None:
    rough = LEAVE.replace(b'isExecutable="true"', b'isExecutable="false"')

    refused = owner.bring({"leave.bpmn": rough}, key="leave")
    kept = owner.bring({"leave.bpmn": rough}, key="leave", level="sketch")

    assert (refused.status_code, kept.status_code) == (422, 201)
    assert kept.json and kept.json["level"] == "sketch"
    assert "process.not_executable" in codes(kept)
    assert versions(office, "leave") == 0
    assert owner.post("/instances", {"procedure": "leave"}).status_code == 404
    with office.here.database.reading() as session:
        assert [row.findings != [] for row in definitions.sketches(session, "leave")] == [True]


def test_two_people_make_it_a_proposal_that_somebody_else_approves(
    owner: Client, clients: Callable[[str], Client]
) -> None:
    changed = {**permit.parts(), "procedure.yaml": permit.PROCEDURE.replace("value: 10", "value: 15").encode()}

    proposed = owner.bring(changed, reason="Срок")

    assert proposed.status_code == 202, proposed.json
    assert proposed.json and (proposed.json["level"], proposed.json["version"]) == ("proposed", 2)
    assert (owner.get("/definitions/permit").json or {})["version"] == 1
    before = owner.get("/definitions/permit/versions/2")
    assert owner.post("/definitions/permit/versions/2/approve").status_code == 403
    assert owner.bring({**changed, "F-PER-9.json": changed["F-PER-9.json"] + b" "}).status_code == 409

    approved = clients("zaitsev").post("/definitions/permit/versions/2/approve", **{"Idempotency-Key": "a1"})

    assert approved.status_code == 200, approved.json
    assert approved.json and approved.json["state"] == "published"
    after = owner.get("/definitions/permit/versions/2")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert (owner.get("/definitions/permit").json or {})["version"] == 2
    again = clients("zaitsev").post("/definitions/permit/versions/2/approve", **{"Idempotency-Key": "a1"})
    assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (200, "true")
    assert clients("zaitsev").post("/definitions/permit/versions/2/approve").status_code == 409


def test_a_proposal_is_rejected_with_a_reason(owner: Client, clients: Callable[[str], Client]) -> None:
    owner.bring({**permit.parts(), "notices/N-X.txt": "Тема: Да\nДа\n".encode()})

    assert clients("zaitsev").post("/definitions/permit/versions/2/reject", {}).status_code == 422
    rejected = clients("zaitsev").post("/definitions/permit/versions/2/reject", {"reason": "Рано"})

    assert rejected.json and rejected.json["state"] == "rejected"
    assert (owner.get("/definitions/permit/versions/2").json or {})["verdict"] == "Рано"


def test_the_same_request_twice_is_done_once(owner: Client, office: Office) -> None:
    first = owner.bring(leave(), key="leave", as_={"Idempotency-Key": "k1"})
    second = owner.bring(leave(), key="leave", as_={"Idempotency-Key": "k1"})
    other = owner.bring(
        {**leave(), "notices/N-1.txt": "Тема: Да\n".encode()}, key="leave", as_={"Idempotency-Key": "k1"}
    )
    same_files = owner.bring(leave(), key="leave")

    assert (first.status_code, second.status_code, other.status_code, same_files.status_code) == (201, 201, 422, 200)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json == second.json
    assert versions(office, "leave") == 1


def test_a_version_takes_effect_on_its_day(owner: Client, office: Office) -> None:
    owner.bring(leave(), key="leave")
    later = {**leave(), "notices/N-1.txt": "Тема: Да\n".encode()}

    done = owner.bring(later, key="leave", effective_from="2026-04-01", reason="С апреля", basis="Приказ")

    assert done.status_code == 201
    assert (owner.get("/definitions/leave").json or {})["version"] == 1
    office.wait(days=40)
    assert (owner.get("/definitions/leave").json or {})["version"] == 2
    version = owner.get("/definitions/leave/versions/2").json or {}
    assert (version["reason"], version["basis"]) == ("С апреля", "Приказ")
    assert owner.bring(leave(), key="leave", effective_from="2020-01-01").status_code == 422
    assert owner.bring(leave(), key="leave", effective_from="завтра").status_code == 422


def test_a_check_says_the_same_and_stores_nothing(owner: Client, office: Office) -> None:
    good = owner.bring(leave(), "/definitions/check", key="leave")
    bad = owner.bring({**leave(), "leave.bpmn": LEAVE.replace(b"F-LV-1", b"F-NONE")}, "/definitions/check")

    assert good.json and good.json["publishable"] is True
    assert bad.json and bad.json["publishable"] is False
    assert [(one["code"], one["part"]) for one in bad.json["findings"] if one["severity"] == "error"] == [
        ("form.unknown", "leave.bpmn")
    ]
    assert versions(office, "leave") == 0


def test_only_owners_bring_and_only_staff_read(office: Office, clients: Callable[[str], Client]) -> None:
    two_people.turn(office.here, office.who("admin"), "permit", on=False)
    for login in ("ivanov", "petrova", "stranger"):
        client = clients(login)
        assert client.bring(leave()).status_code == 403
        assert client.bring(leave(), "/definitions/check").status_code == 403
        assert client.post("/definitions/permit/versions/1/approve").status_code == 403
    for login, status in (("ivanov", 200), ("admin", 200), ("petrova", 403), ("stranger", 403)):
        for address in ("", "/permit", "/permit/versions/1", "/permit/versions/1/parts/procedure.yaml"):
            assert clients(login).get(f"/definitions{address}").status_code == status, (login, address)


def test_an_owner_of_one_procedure_brings_no_other(office: Office, clients: Callable[[str], Client]) -> None:
    office.person("gromov", "Громов Яков")
    people.grant(office.here, "gromov", "process_owner", procedure="leave")

    assert clients("gromov").bring(leave(), key="leave").status_code == 201
    assert clients("gromov").bring(leave(), key="other").status_code == 403
    assert clients("gromov").bring(permit.parts()).status_code == 403


def test_the_list_comes_in_pages_and_what_is_not_there_is_404(owner: Client) -> None:
    owner.bring(leave(), key="leave")

    first = owner.get("/definitions?limit=1&total=true").json or {}
    rest = owner.get(f"/definitions?limit=1&cursor={first['page']['next']}").json or {}

    assert [one["key"] for one in (*first["items"], *rest["items"])] == ["leave", "permit"]
    assert (first["page"]["total"], rest["page"]["next"]) == (2, None)
    assert owner.get("/definitions?cursor=forged").status_code == 422
    assert owner.get("/definitions?after=leave").status_code == 422
    for address in (
        "/nope",
        "/permit/versions/9",
        "/permit/versions/x",
        "/permit/versions/1/parts/nope",
        "/permit/versions/1/parts/../../x",
    ):
        assert owner.get(f"/definitions{address}").status_code == 404, address


def test_what_the_client_has_already_is_not_sent_again(owner: Client) -> None:
    for address in ("/definitions/permit/versions/1", "/definitions/permit/versions/1/parts/notices/N-PER-FIX.txt"):
        first = owner.get(address)

        again = owner.get(address, **{"If-None-Match": first.headers["ETag"]})
        other = owner.get(address, **{"If-None-Match": '"another"'})

        assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
        assert again.headers["ETag"] == first.headers["ETag"]
        assert not again.data and other.data == first.data


def test_a_repeat_is_answered_though_its_day_has_passed(owner: Client, office: Office) -> None:
    told = {"key": "leave", "effective_from": "2026-03-03"}
    first = owner.bring(leave(), as_={"Idempotency-Key": "k1"}, **told)
    office.wait(days=2)

    again = owner.bring(leave(), as_={"Idempotency-Key": "k1"}, **told)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2026-05-01T00:00:00"])
def test_a_moment_that_cannot_be_kept_is_refused(owner: Client, moment: str) -> None:
    assert owner.bring(leave(), key="leave", effective_from=moment).status_code == 422


def test_a_part_without_a_name_is_refused(owner: Client) -> None:
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"

    answer = owner.send_bytes("/definitions", nameless, "multipart/form-data; boundary=x")

    assert answer.status_code == 422
    assert "«»" in answer.get_json()["detail"]


@pytest.mark.parametrize("field", ["reason", "basis"])
def test_the_null_character_is_refused_as_no_database_keeps_it(owner: Client, field: str) -> None:
    assert owner.bring(leave(), key="leave", **{field: "До\0после"}).status_code == 422


def zipped(content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.bpmn", content)
    return file.getvalue()


def _many(n: int) -> bytes:
    drawing = Drawing("P-BIG").start()
    last = "S"
    for i in range(n):
        drawing.node("userTask", f"T{i}", {"role": "clerk"}).flow(last, f"T{i}")
        last = f"T{i}"
    return drawing.node("endEvent", "E").flow(last, "E").xml()


BOMB = (
    b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (i, i, *([i - 1] * 9)) for i in range(98, 112))
    + b"key: x\ntitle: {ru: *o, en: *o}\ncode: A\nmain: P-LEAVE\n"
)

HOSTILE: list[Any] = [
    pytest.param({}, {}, id="nothing"),
    pytest.param({"a.bpmn": b""}, {}, id="empty"),
    pytest.param({"a.bpmn": b"not xml at all"}, {}, id="not-xml"),
    pytest.param({"a.bpmn": b"<html><body/></html>"}, {}, id="html"),
    pytest.param({"a.bpmn": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'}, {}, id="doctype"),
    pytest.param({"a.bpmn": LEAVE.decode().replace("<definitions", '<?xml version="1.0" encoding="UTF-16"?><definitions').encode("utf-16")}, {"key": "utf16"}, id="utf-16"),
    pytest.param({"a.bpmn": zipped()}, {}, id="zip"),
    pytest.param({"a.bpmn": b"<d>" * 100_000}, {}, id="deep-xml"),
    pytest.param({"a.bpmn": LEAVE + b" " * (3 * MEGABYTE)}, {}, id="huge"),
    pytest.param({"a.bpmn": LEAVE, "b.json": b"[" * 200_000}, {}, id="deep-json"),
    pytest.param({"a.bpmn": LEAVE, "b.json": b'{"components":' * 5000 + b"1" + b"}" * 5000}, {}, id="deep-json-objects"),
    pytest.param({"a.bpmn": LEAVE, "b.json": b'{"id": {"a": []}, "components": 5}'}, {}, id="json-of-another-shape"),
    pytest.param({"a.bpmn": LEAVE, "b.json": b"[1, 2]"}, {}, id="json-list"),
    pytest.param({"a.bpmn": LEAVE, "b.json": b'{"id": "../../x", "components": []}'}, {}, id="json-id-leads-out"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": b"[" * 100_000}, {}, id="deep-yaml"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": b"key: !!python/object/apply:os.system ['id']"}, {}, id="yaml-tag"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": BOMB}, {}, id="yaml-bomb"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": b"key: [1]\ntitle: 5\ncode: {}\nmain: []"}, {}, id="yaml-of-another-shape"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": b"key: \x00\xff\xfe"}, {}, id="yaml-binary"),
    pytest.param({"a.bpmn": LEAVE, "procedure.yaml": "key: утро/../вечер\ntitle: {ru: а, en: b}\ncode: A\nmain: P-LEAVE\n".encode()}, {}, id="key-of-signs"),
    pytest.param({"a.bpmn": LEAVE, "clauses.yaml": b"5", "readings.yaml": b"{}", "x.cases.yaml": b"[]"}, {}, id="lists-of-another-shape"),
    pytest.param({"a.bpmn": LEAVE, "t.dmn": b"<definitions/>"}, {}, id="a-table-that-is-none"),
    pytest.param({"../../etc/passwd.bpmn": LEAVE}, {}, id="path"),
    pytest.param({"/abs/a.bpmn": LEAVE, "C:\\a.bpmn": LEAVE}, {}, id="absolute-path"),
    pytest.param({"a.bpmn": LEAVE, "b.bpmn": LEAVE}, {}, id="the-same-ids-twice"),
    pytest.param({"a.exe": b"MZ", "b.bpmn": LEAVE}, {}, id="another-kind"),
    pytest.param({"a.bpmn": LEAVE, "notices/N.txt": b"\xff\xfe"}, {}, id="text-that-is-none"),
    pytest.param({"a.bpmn": LEAVE.replace(b"P-LEAVE", b"P" * 5000)}, {}, id="a-long-name"),
    pytest.param({"a.bpmn": LEAVE}, {"key": "../x"}, id="key-leads-out"),
    pytest.param({"a.bpmn": LEAVE}, {"key": "a" * 10_000}, id="a-long-key"),
    pytest.param({"a.bpmn": LEAVE}, {"key": "k\x00k"}, id="key-with-null"),
    pytest.param({"a.bpmn": LEAVE}, {"level": "boss"}, id="another-level"),
    pytest.param({"a.bpmn": LEAVE}, {"nobody": "asked"}, id="unknown-field"),
    pytest.param({"a.bpmn": LEAVE}, {"reason": "x" * 100_000}, id="a-long-reason"),
    pytest.param({f"n{i}.txt": b"x" for i in range(1200)}, {}, id="too-many-files"),
    pytest.param({"a.bpmn": LEAVE.replace(b"<process", b"<process id='x'><process", 1)}, {}, id="broken-nesting"),
]  # fmt: skip


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)  # what is wrong with files is asked of no database
@pytest.mark.parametrize(("files", "told"), HOSTILE)
def test_no_file_makes_it_fall_over_or_is_stored(
    owner: Client, office: Office, files: dict[str, bytes], told: dict[str, str]
) -> None:
    for address in ("/definitions", "/definitions/check"):
        for level in ({}, {"level": "sketch"}):
            begun = time.process_time()

            answer = owner.bring(files, address, **{**level, **told})

            assert answer.status_code < 500, answer.json
            assert time.process_time() - begun < 10
            if answer.status_code >= 400:
                assert answer.content_type == "application/problem+json"
                assert answer.json and answer.json["detail"]
    assert owner.get("/definitions").status_code == 200
    with office.here.database.reading() as session:
        for key in definitions.procedures(session):
            for kept in (*definitions.versions(session, key), *definitions.sketches(session, key)):
                assert not [
                    name for name in definitions.parts(session, kept.id) if ".." in name or name.startswith("/")
                ]


def test_the_same_file_twice_is_told(owner: Client) -> None:
    body = {"file": [FileStorage(io.BytesIO(LEAVE), "a.bpmn"), FileStorage(io.BytesIO(LEAVE), "a.bpmn")]}

    answer = owner.send("/definitions", body)

    assert answer.status_code == 422
    assert codes(answer) == ["file.twice"]


def test_json_where_files_are_expected_is_refused(owner: Client) -> None:
    assert owner.post("/definitions", {"key": "x"}).status_code == 415
    assert (
        owner.http.post(
            "/api/v1/definitions/permit/versions/1/approve", data=b"x" * 10, headers=owner.headers
        ).status_code
        == 415
    )


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)  # what is wrong with files is asked of no database
def test_the_biggest_diagram_is_answered_in_time(owner: Client) -> None:
    begun = time.process_time()

    answer = owner.bring({"a.bpmn": _many(1500)}, key="big")
    larger = owner.bring({"a.bpmn": _many(2500)}, key="larger")

    assert codes(answer) == ["path.long", "picture.generated"]
    assert codes(larger) == ["procedure.too_large"]
    assert time.process_time() - begun < 20


def test_the_command_line_is_shipped_past_the_switch(office: Office, owner: Client) -> None:
    publish.publish_parts(office.here, {**permit.parts(), "notices/N-1.txt": "Тема: Да\n".encode()})

    version = owner.get("/definitions/permit/versions/2").json or {}
    assert (version["state"], version["reason"], version["author"]) == ("published", "shipped", "system")

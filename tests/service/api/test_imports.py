"""Diagrams drawn elsewhere come to the service: published, kept as a sketch, or refused with what to do instead."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from service.app import create_app
from service.operations import people
from storage import definitions
from tests.prepared import FILES, Ground
from tests.processes.gate.drawing import Drawing
from tests.processes.gate.test_people import picture
from tests.service.api.test_definitions import Client, codes
from tests.service.driver import Office
from tests.service.leave import LEAVE
from tests.service.leave import files as leave

SAMPLES = sorted((Path(__file__).parents[2] / "processes/imports/samples").glob("*.bpmn"))
DRAWING = (Path(__file__).parents[2] / "processes/imports/samples/drawing.bpmn").read_bytes()


@pytest.fixture
def ground() -> Ground:
    """Once: what is asked here is asked of files, not of a database."""
    return FILES


@pytest.fixture
def owner(office: Office) -> Client:
    office.person("volkova", "Волкова Ирина", "process_owner")
    return Client(create_app(office.here), people.token(office.here, "volkova", name="tests"))


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, b"x")
    return file.getvalue()


def declared(encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{LEAVE.decode()}'.encode(encoding)


@pytest.mark.parametrize(
    "diagram",
    [
        pytest.param(b"\xef\xbb\xbf" + LEAVE, id="utf-8 with a mark"),
        pytest.param(declared("utf-16"), id="utf-16"),
        pytest.param(declared("windows-1251"), id="windows-1251"),
        pytest.param(b"\n" + LEAVE, id="an empty line before"),
    ],
)
def test_every_encoding_in_use_is_read_and_the_bytes_are_kept(owner: Client, diagram: bytes) -> None:
    assert owner.bring({**leave(), "leave.bpmn": diagram}, key="leave").status_code == 201

    kept = owner.get("/definitions/leave/versions/1/parts/leave.bpmn")

    assert kept.data == diagram


EXPORT = "Экспортируйте диаграмму в BPMN 2.0 (.bpmn)"


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("a.bpmn", archive("diagram.xml"), 415, EXPORT),
        ("a.bpm", archive("project.xml"), 415, EXPORT),
        ("a.vsdx", archive("visio/document.xml"), 415, EXPORT),
        ("a.vsd", b"\xd0\xcf\x11\xe0\xa1\xb1", 415, EXPORT),
        ("a.drawio", b'<mxfile host="app"><diagram/></mxfile>', 415, EXPORT),
        ("a.xpdl", b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', 415, EXPORT),
        ("a.bpmn", b'<?xml version="1.0"?><pkg:Package xmlns:pkg="http://www.wfmc.org/2008/XPDL2.1"/>', 415, EXPORT),
        ("a.bpmn", b"<!DOCTYPE html><html><body>404</body></html>", 415, EXPORT),
        ("a.png", b"\x89PNG\r\n\x1a\n", 415, EXPORT),
        ("a.bpmn", b'<!DOCTYPE d SYSTEM "x.dtd"><d/>', 422, "DOCTYPE"),
        ("a.bpmn", b'<?xml version="1.0" encoding="UTF-7"?><d/>', 422, "UTF-8"),
        ("a.bpmn", LEAVE[: len(LEAVE) // 2], 422, "XML"),
        ("a.bpmn", LEAVE.decode().encode("cp1251"), 422, "UTF-8"),
        ("a.bpmn", LEAVE + b" " * (2 * 1024 * 1024), 413, "МБ"),
    ],
)  # fmt: skip
def test_what_is_no_diagram_is_refused_with_what_to_do(
    owner: Client, name: str, content: bytes, status: int, said: str
) -> None:
    for level in ({}, {"level": "sketch"}):
        answer = owner.bring({name: content}, key="foreign", **level)

        assert answer.status_code == status, answer.json
        assert answer.json is not None
        assert any(said in one["text"] + one["advice"] for one in answer.json["findings"])
    assert owner.get("/definitions/foreign").status_code == 404


def test_a_diagram_may_be_called_xml_and_a_form_form(owner: Client) -> None:
    files = leave()
    brought = {
        "leave.bpmn20.xml": files["leave.bpmn"],
        "a.form": files["F-LV-1.json"],
        "b.form": files["whatever.json"],
    }

    assert owner.bring(brought, key="leave").status_code == 201
    assert owner.get("/definitions/leave/versions/1/parts/leave.bpmn").data == files["leave.bpmn"]


def test_a_drawing_is_kept_as_a_sketch_with_everything_it_lacks(owner: Client, office: Office) -> None:
    refused = owner.bring({"drawing.bpmn": DRAWING})
    kept = owner.bring({"drawing.bpmn": DRAWING}, level="sketch")

    assert (refused.status_code, kept.status_code) == (422, 201)
    assert codes(refused) == codes(kept)
    assert kept.json is not None
    said = {(one["code"], one["element"]): one for one in kept.json["findings"]}
    asked = {key for key, one in said.items() if one["severity"] == "question"}
    assert asked == {
        ("process.not_executable", "sid-p1"),
        ("condition.missing", "sid-f3"),
        ("condition.missing", "sid-f4"),
        ("timer.empty", "sid-w1"),
        ("kind.plain_task", "sid-t2"),
    }
    pools = said[("process.not_executable", "sid-p1")]["text"]
    assert "Найдено пулов: 3" in pools and "«Аттестационный центр»" in pools and "«Банк»" in pools
    assert "P10D" in said[("timer.empty", "sid-w1")]["advice"]
    assert "«да», «нет»" in said[("condition.missing", "sid-f3")]["advice"]
    assert "никуда не ведёт" in said[("read.flow.target", "sid-f7")]["text"]
    assert owner.post("/instances", {"procedure": "sid-p1"}).status_code == 404
    with office.here.database.reading() as session:
        (sketch,) = definitions.sketches(session, "sid-p1")
        assert definitions.parts(session, sketch.id)["drawing.bpmn"] == DRAWING


def test_a_sketch_whose_questions_are_answered_is_published(owner: Client) -> None:
    drawing = Drawing("P-LEAVE", executable=False).node("startEvent", "S").node("userTask", "A", name="Решить")
    rough = drawing.node("endEvent", "E").path("S", "A", "E").xml()
    asked = owner.bring({"a.bpmn": rough}, "/definitions/check")
    assert asked.json is not None
    assert {one["code"] for one in asked.json["findings"] if one["severity"] == "question"} == {"process.not_executable", "role.missing"}  # fmt: skip

    role = b'<extensionElements><spiffworkflow:properties><spiffworkflow:property name="role" value="clerk"/></spiffworkflow:properties></extensionElements>'
    answered = rough.replace(b'isExecutable="false"', b'isExecutable="true"').replace(
        b"</userTask>", role + b"</userTask>"
    )

    assert owner.bring({"a.bpmn": answered}).status_code == 201


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_import_export_and_import_again_changes_nothing(owner: Client, path: Path, office: Office) -> None:
    key = f"from-{path.stem}"
    first = owner.bring({path.name: path.read_bytes()}, key=key, level="sketch")
    assert first.status_code == 201, first.json
    with office.here.database.reading() as session:
        (sketch,) = definitions.sketches(session, key)
        exported = dict(definitions.parts(session, sketch.id))

    again = owner.bring(exported, key=key, level="sketch")

    assert exported[path.name] == path.read_bytes()
    assert first.json and again.json
    assert again.json["digest"] == first.json["digest"]
    assert again.json["findings"] == first.json["findings"]


def test_a_file_without_coordinates_is_drawn_and_left_as_it_is(owner: Client, office: Office) -> None:
    assert owner.bring(leave(), key="leave").status_code == 201

    version = owner.get("/definitions/leave/versions/1").json or {}

    assert "picture.generated" in [one["code"] for one in version["findings"]]
    assert owner.get("/definitions/leave/versions/1/parts/leave.bpmn").data == LEAVE


def test_shapes_of_nothing_and_broken_coordinates_are_left_out_with_a_warning(owner: Client) -> None:
    shown = picture("LV-10", "LV-20", "LV-E", "NOBODY", edges=("LV-10-LV-20", "LV-20-LV-E"))
    broken = shown.replace('<dc:Bounds x="0"', '<dc:Bounds x="NaN"', 1)

    answer = owner.bring(
        {**leave(), "leave.bpmn": LEAVE.replace(b"</definitions>", broken.encode() + b"</definitions>")}
    )

    assert answer.json is not None
    said = {one["code"]: one["severity"] for one in answer.json["findings"]}
    assert said["read.picture.missing"] == "warning"
    assert said["read.picture.coordinates"] == "warning"


def test_names_of_strangers_are_text(owner: Client) -> None:
    name = "<script>alert(1)</script>\n=HYPERLINK(1) \u202eкод " + "ы" * 5000
    drawing = Drawing("P-NAMES").start().user("A").end().path("S", "A", "E").xml().decode()
    from xml.sax.saxutils import quoteattr

    hostile = drawing.replace('name="Шаг A"', f"name={quoteattr(name)}").encode()

    answer = owner.bring({"a.bpmn": hostile}, "/definitions/check")

    assert answer.json is not None and answer.json["publishable"]

"""Bytes from strangers: what is let through, what is refused, and in which words."""

from __future__ import annotations

import codecs
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import model
from processes.errors import DiagramRefused
from tests.processes.model.files import HEAD, file, text

NAMED = '<bpmn:startEvent id="S" name="Заявка"/>'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(file(NAMED), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + file(NAMED), id="utf-8-with-mark"),
        pytest.param(codecs.BOM_UTF16_LE + text(NAMED).encode("utf-16-le"), id="utf-16-little"),
        pytest.param(codecs.BOM_UTF16_BE + text(NAMED).encode("utf-16-be"), id="utf-16-big"),
        pytest.param(
            codecs.BOM_UTF16_LE + ('<?xml version="1.0" encoding="utf-16"?>' + text(NAMED)).encode("utf-16-le"),
            id="utf-16-declared",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="windows-1251"?>' + text(NAMED).encode("cp1251"), id="windows-1251"
        ),
    ],
)
def test_the_encodings_in_use_are_read(content: bytes) -> None:
    diagram = model.read(content)

    assert diagram.processes["P"].nodes["S"].name == "Заявка"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "format", id="empty"),
        pytest.param(b"PK\x03\x04rest of a project archive", "format", id="zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "format", id="old-visio"),
        pytest.param(b"%PDF-1.7", "format", id="pdf"),
        pytest.param(b"<!DOCTYPE html><html></html>", "format", id="html"),
        pytest.param(b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', "format", id="xpdl"),
        pytest.param(b"<mxfile/>", "format", id="drawio"),
        pytest.param(
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "format", id="a-decision-table"
        ),
        pytest.param(b"just text", "xml", id="text"),
        pytest.param(file(NAMED)[:-30], "xml", id="cut-off"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?>' + file(NAMED), "encoding", id="utf-7"),
        pytest.param(b'<?xml version="1.0" encoding="koi8-r"?>' + file(NAMED), "encoding", id="koi8"),
        pytest.param(codecs.BOM_UTF32_LE + text(NAMED).encode("utf-32-le"), "encoding", id="utf-32"),
        pytest.param(text(NAMED).encode("cp1251"), "encoding", id="undeclared-windows-1251"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY e "boom">]>' + file(NAMED), "doctype", id="doctype"),
        pytest.param(
            codecs.BOM_UTF16_LE + ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + text(NAMED)).encode("utf-16-le"),
            "doctype",
            id="doctype-in-utf-16",
        ),
        pytest.param(file(NAMED) + b" " * (2 * 1024 * 1024), "size", id="too-big"),
        pytest.param(file("<bpmn:task/>" * 20_001), "limits", id="too-many-elements"),
        pytest.param(
            file("<bpmn:task " + " ".join(f'a{number}=""' for number in range(65)) + "/>"),
            "limits",
            id="too-many-attributes",
        ),
        pytest.param(file("<a>" * 300 + "</a>" * 300), "xml", id="too-deep"),
    ],
)
def test_everything_else_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(DiagramRefused) as refused:
        model.read(content)

    assert refused.value.facts["reason"] == reason
    assert refused.value.ru and refused.value.en


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(DiagramRefused) as refused:
        model.read(b"PK\x03\x04")

    assert "Экспортируйте диаграмму в BPMN 2.0" in refused.value.ru


def test_lines_are_those_of_the_file_as_it_was() -> None:
    content = '<?xml version="1.0"\n encoding="windows-1251"?>\n' + HEAD + '\n<bpmn:process id="P"/></bpmn:definitions>'

    diagram = model.read(content.encode("cp1251"))

    assert diagram.processes["P"].line == 4


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!--" * 500_000, id="open-comments"),
        pytest.param(b"<a " * 600_000, id="open-tags"),
        pytest.param(file("<bpmn:subProcess>" * 240 + "</bpmn:subProcess>" * 240), id="sub-processes-in-one-another"),
        pytest.param(file(" ".join(f'<bpmn:task id="N{n}"/>' for n in range(15_000))), id="many-tasks"),
    ],
)
def test_no_file_takes_long(content: bytes) -> None:
    begun = time.process_time()

    with suppress(DiagramRefused):
        model.read(content)

    assert time.process_time() - begun < 10


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for content in (noise, file(NAMED)[:400] + noise, noise.join([file(NAMED)[:300], file(NAMED)[300:]])):
        try:
            model.read(content)
        except DiagramRefused as refused:
            assert refused.facts["reason"]

"""Documents: what a template may do, and what it may not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from service import documents, editable
from service.documents import DocumentFailed

AT = datetime(2026, 3, 2, tzinfo=UTC)
TEMPLATE = """#let d = json(bytes(sys.inputs.data))
#set document(title: "Проба", date: auto)
#set text(lang: "ru", font: "Libertinus Serif")
= #d.name
#if d.qr != "" { image(bytes(d.qr), format: "svg", width: 3cm, alt: "QR") }
"""


def made(template: str, **data: str) -> bytes:
    return documents.render(template.encode(), json.dumps({"name": "", "qr": ""} | data), at=AT)


def test_the_same_data_make_the_same_bytes() -> None:
    first = made(TEMPLATE, name="Иванова", qr=documents.qr("https://permits.example/registers/R/1"))
    second = made(TEMPLATE, name="Иванова", qr=documents.qr("https://permits.example/registers/R/1"))

    assert first.startswith(b"%PDF")
    assert first == second


def test_values_are_text_and_never_markup() -> None:
    from pypdf import PdfReader

    pdf = made(TEMPLATE, name="#emph[x] $1$ *y*")

    assert "#emph[x] $1$ *y*" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("template", "why"),
    [
        pytest.param('#set text(font: "Nonesuch")\nx', "unknown font", id="a warning is an error"),
        pytest.param('#read("/etc/passwd")', "not found", id="no file outside"),
        pytest.param('#read("../../etc/passwd")', "", id="no way up"),
        pytest.param('#import "@preview/cetz:0.1.0"\nx', "package", id="no network"),
        pytest.param('#let s = "aaaaaaaa"\n#for i in range(40) { s = s + s }\n#s.len()', "", id="memory"),
        pytest.param("#nonsense", "nonsense", id="broken"),
    ],
)
def test_a_template_that_misbehaves_fails_alone(template: str, why: str) -> None:
    with pytest.raises(DocumentFailed) as failed:
        made(template)

    assert why in failed.value.en


def test_a_sign_that_the_fonts_do_not_have_is_said() -> None:
    with pytest.raises(DocumentFailed) as failed:
        made(TEMPLATE, name="漢")

    assert "U+6F22" in failed.value.ru


def test_what_is_not_printed_may_hold_any_sign() -> None:
    assert made(TEMPLATE, name="Иванова", remark="漢 👍").startswith(b"%PDF")


def test_a_sign_of_any_of_the_fonts_is_printed() -> None:
    assert made(TEMPLATE, name="Иванова ✓").startswith(b"%PDF")


def test_what_typst_leaves_out_of_html_is_in_the_copy_to_work_on() -> None:
    template = """#set page(paper: "a4", footer: [a footer])
#align(center)[#text(size: 16pt)[*Contract* № 1]]
= Subject
Who: #json(bytes(sys.inputs.data)).name, _now_ #box(width: 20mm, line(length: 100%))
+ first
+ second
#grid(columns: 2, [one side], [#v(2mm) the other #h(1fr) side])
#table(columns: 2, [a], [b], [c], [d])
"""
    written = Document(BytesIO(editable.render(template.encode(), json.dumps({"name": "<Роза & Ко>"}), at=AT)))

    told = [(one.style.name, one.text) for one in written.paragraphs]
    assert told == [
        ("Normal", "Contract № 1"),
        ("Heading 1", "Subject"),
        ("Normal", f"Who: <Роза & Ко>, now {'_' * 24}"),
        ("List Number", "first"),
        ("List Number", "second"),
    ]
    assert written.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert [run.text for run in written.paragraphs[0].runs if run.bold] == ["Contract"]
    assert [run.text for run in written.paragraphs[2].runs if run.italic] == ["now"]
    grid, table = written.tables
    assert [cell.text.split() for cell in grid.rows[0].cells] == [["one", "side"], ["the", "other", "side"]]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["c", "d"]]

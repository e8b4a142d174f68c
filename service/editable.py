"""A document as DOCX, for those who write their remarks into it: the template and data of its PDF, without the look of a page.

typst says what the text consists of (HTML); paragraphs, headings, lists and tables become those of a word processor.  The
PDF stays the document, this is a copy to work on.  Knows no database and no case.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from lxml import html
from lxml.html import HtmlElement

from service import documents

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, SIZE = "Times New Roman", 12

_SAID = """\
#show align: it => html.elem("center", it.body)
#show grid: it => table(columns: it.columns, ..it.children.map(one => if one.func() == grid.cell { one.body } else { one }))
#show box: it => it.body
#show line: it => [#("_" * 24)]
#show v: it => html.elem("br")
#show h: it => [ ]
"""
"""What typst leaves out of HTML is said in words that HTML has: an aligned text, a grid, a line to be written on."""

_LISTS = {"ul": "List Bullet", "ol": "List Number"}
_HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3}


def render(template: bytes, data: str, *, at: datetime) -> bytes:
    """The DOCX of what the template makes of the data; raises DocumentFailed."""
    written = documents.as_html(_SAID.encode() + template, data, at=at)
    made = Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = FONT, Pt(SIZE)
    (body,) = html.document_fromstring(written.decode("utf-8")).iter("body")
    for element in body:
        _write(made, element)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _write(made: Any, element: HtmlElement) -> None:
    """The element at the end of the document `made`."""
    if element.tag in _HEADINGS:
        made.add_heading(_text(element), _HEADINGS[element.tag])
    elif element.tag in _LISTS:
        for item in element.iter("li"):
            _runs(made.add_paragraph(style=_LISTS[element.tag]), item)
    elif element.tag == "table":
        _table(made, element)
    elif element.tag in ("div", "section", "figure") and any(_is_block(child) for child in element):
        for child in element:
            _write(made, child)
    elif _text(element):
        paragraph = made.add_paragraph()
        if element.tag == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _runs(paragraph, element)


def _is_block(element: HtmlElement) -> bool:
    return element.tag in ("p", "div", "center", "table", "ul", "ol", *_HEADINGS)


def _table(made: Any, element: HtmlElement) -> None:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    table = made.add_table(rows=0, cols=width)
    for row in rows:
        cells = table.add_row().cells
        for place, cell in zip(cells, row, strict=False):
            _runs(place.paragraphs[0], cell)


def _runs(paragraph: Any, element: HtmlElement) -> None:
    for text, bold, italic in _pieces(element, bold=False, italic=False):
        run = paragraph.add_run()
        run.bold, run.italic = bold or None, italic or None
        if text == "\n":
            run.add_break()
        else:
            run.add_text(text)


def _pieces(element: HtmlElement, *, bold: bool, italic: bool) -> Iterator[tuple[str, bool, bool]]:
    """The text of the element with how it is set, a new line as "\\n"."""
    if element.text:
        yield element.text, bold, italic
    for child in element:
        if child.tag == "br":
            yield "\n", bold, italic
        else:
            if _is_block(child) and child.getprevious() is not None:
                yield "\n", bold, italic
            yield from _pieces(child, bold=bold or child.tag == "strong", italic=italic or child.tag == "em")
        if child.tail:
            yield child.tail, bold, italic


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())

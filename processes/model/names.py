"""Names of BPMN's own XML: its namespaces and how references between elements are written."""

from __future__ import annotations

import re

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

LONGEST_NAME = 250
"""Characters of a name that lists, pictures and messages show; the file keeps the rest."""

# Controls that reorder the text after them would reorder the page around the name as well.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_NCNAME = re.compile(r"[^\W\d][\w.\-·]*")


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def is_bpmn(element: etree._Element) -> bool:
    return etree.QName(element).namespace == BPMN


def bpmn(name: str) -> str:
    """The Clark name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def reference(text: str | None) -> str | None:
    """The id that a QName or IDREF points at, or None.  Ids hold no colon, so that a prefix is cut off safely."""
    cut = (text or "").strip().rpartition(":")[2]
    return cut or None


def text_of(element: etree._Element | None) -> str | None:
    """The text of an expression, trimmed; None if there is none."""
    if element is None:
        return None
    text = "".join(str(piece) for piece in element.itertext(with_tail=False)).strip()
    return text or None


def line_of(element: etree._Element) -> int:
    """The 1-based source line, 0 if the parser does not know it."""
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs do not know its type
    return line or 0


def is_id(text: str) -> bool:
    """Whether the text is an XML NCName, which every id has to be."""
    return _NCNAME.fullmatch(text) is not None


def shown(name: str | None) -> str:
    """A name fit for lists and pictures: one line, no control characters, at most LONGEST_NAME characters."""
    line = " ".join(_UNSEEN.sub("", name or "").split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"

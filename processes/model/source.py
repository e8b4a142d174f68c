"""Bytes from strangers, made into an XML tree safely.  Knows XML and its dangers, and nothing of what BPMN means.

Every refusal is a DiagramRefused whose facts carry `reason`: size, format, encoding, doctype, xml or limits.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from processes.errors import DiagramRefused

LARGEST = 2 * 1024 * 1024
DEEPEST = 256
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 64

_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(r"""\bencoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
_CYRILLIC = {"windows-1251", "cp1251"}
_UTF16 = {"utf-16", "utf-16le", "utf-16be"}

_EXPORT = ("Экспортируйте диаграмму в BPMN 2.0 (.bpmn) и загрузите её", "Export the diagram as BPMN 2.0 (.bpmn)")

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "архив (проект моделирования, .bpm, .vsdx или zip)", "an archive (project, .bpm, .vsdx or zip)"),
    (b"PK\x05\x06", "пустой архив zip", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "документ Visio или Office старого формата", "an old Visio or Office document"),
    (b"\x1f\x8b", "архив gzip", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7z", "a 7z archive"),
    (b"Rar!", "архив RAR", "a RAR archive"),
    (b"%PDF", "документ PDF", "a PDF document"),
    (b"\x89PNG", "картинка PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "фотография JPEG", "a JPEG picture"),
    (b"GIF8", "картинка GIF", "a GIF picture"),
)

_ROOTS: dict[str, tuple[str, str]] = {
    "Package": ("модель XPDL", "an XPDL model"),
    "html": ("страница HTML", "an HTML page"),
    "svg": ("картинка SVG", "an SVG picture"),
    "mxfile": ("рисунок draw.io", "a draw.io drawing"),
    "mxGraphModel": ("рисунок draw.io", "a draw.io drawing"),
    "VisioDocument": ("рисунок Visio", "a Visio drawing"),
    "AML": ("модель ARIS", "an ARIS model"),
    "XMI": ("модель UML (XMI)", "a UML model (XMI)"),
    "epml": ("модель EPC", "an EPC model"),
    "pnml": ("сеть Петри", "a Petri net"),
}


def tree(content: bytes, namespace: str, root: str, title: str) -> etree._Element:
    """The root element of a document that is `{namespace}root`; raises DiagramRefused for anything else.

    `title` names the expected format to the reader ("BPMN 2.0").  Source lines are those of the original.
    """
    _refuse_other_files(content)
    if len(content) > LARGEST:
        raise DiagramRefused(
            f"Файл больше {LARGEST // 1024} КиБ. Уберите вложенные картинки или разделите диаграмму",
            f"The file is larger than {LARGEST // 1024} KiB: take out embedded pictures or split the diagram",
            reason="size",
            size=len(content),
        )
    element = _parsed(_without_doctype(decoded(content)))
    _refuse_other_roots(element, f"{{{namespace}}}{root}", title)
    _refuse_beyond_limits(element)
    return element


def recognised(content: bytes, namespace: str, root: str, title: str) -> DiagramRefused | None:
    """What a file of any name turns out to be: None for a document that is `{namespace}root`, else why it is none."""
    try:
        tree(content, namespace, root, title)
    except DiagramRefused as refused:
        return refused
    return None


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, or declared windows-1251; refuses all others."""
    encoding, mark = _encoding_by_mark(content)
    head = content[mark:].decode(encoding, "replace") if mark else content[:400].decode("latin-1")
    declaration = _DECLARATION.match(head.lstrip())
    named = _DECLARED.search(declaration.group()) if declaration else None
    declared = named.group(1).lower() if named else None
    if declared and declared not in _UTF8 | _CYRILLIC | (_UTF16 if mark else set()):
        raise _wrong_encoding(declared)
    if not mark and declared in _CYRILLIC:
        encoding = "cp1251"
    try:
        return content[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        raise DiagramRefused(
            f"Файл не читается как {encoding}: байт {error.start}. Сохраните его в UTF-8",
            f"The file is not {encoding}: byte {error.start}. Save it as UTF-8",
            reason="encoding",
            position=error.start,
        ) from error


def _encoding_by_mark(content: bytes) -> tuple[str, int]:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _wrong_encoding("utf-32")
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8", 3
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", 2
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", 2
    return "utf-8", 0


def _wrong_encoding(name: str) -> DiagramRefused:
    return DiagramRefused(
        f"Кодировка {name} не поддерживается. Сохраните файл в UTF-8",
        f"Encoding {name} is not supported. Save the file as UTF-8",
        reason="encoding",
        encoding=name,
    )


def _not_a_diagram(ru: str, en: str) -> DiagramRefused:
    return DiagramRefused(f"Это {ru}, а не диаграмма. {_EXPORT[0]}", f"This is {en}. {_EXPORT[1]}", reason="format")


def _refuse_other_files(content: bytes) -> None:
    for magic, ru, en in _MAGIC:
        if content.startswith(magic):
            raise _not_a_diagram(ru, en)
    if not content.strip():
        raise DiagramRefused(
            "Файл пуст. Выберите файл .bpmn", "The file is empty. Choose a .bpmn file", reason="format"
        )
    if re.match(rb"\s*<(!doctype\s+html|html)\b", content[:1000].removeprefix(codecs.BOM_UTF8), re.IGNORECASE):
        raise _not_a_diagram(*_ROOTS["html"])


def _without_doctype(text: str) -> str:
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise DiagramRefused(
            "Файл содержит DOCTYPE или ENTITY. Удалите эти строки и загрузите файл снова",
            "The file contains a DOCTYPE or an ENTITY. Remove these lines and load the file again",
            reason="doctype",
        )
    return text


def _parsed(text: str) -> etree._Element:
    # The declaration would contradict the bytes that we hand over; its line breaks stay, so that line numbers hold.
    start = len(text) - len(text.lstrip())
    declaration = _DECLARATION.match(text, start)
    if declaration:
        text = text[:start] + "\n" * declaration.group().count("\n") + text[declaration.end() :]
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        element = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise DiagramRefused(
            f"Файл — не правильный XML: строка {line or '?'}: {error}. Сохраните диаграмму заново в редакторе BPMN",
            f"The file is not well-formed XML: line {line or '?'}: {error}. Save the diagram again in a BPMN editor",
            reason="xml",
            line=line,
        ) from error
    if getattr(element.getroottree().docinfo, "internalDTD", None) is not None:
        raise DiagramRefused("Файл содержит DOCTYPE; удалите его", "Remove the DOCTYPE", reason="doctype")
    return element


def _refuse_other_roots(element: etree._Element, expected: str, title: str) -> None:
    if element.tag == expected:
        return
    name = etree.QName(element)
    ru, en = _ROOTS.get(
        name.localname, (f"XML с корнем «{name.localname[:80]}»", f"XML with root {name.localname[:80]!r}")
    )
    if name.localname == "definitions":
        space = (name.namespace or "")[:120]
        ru, en = f"«definitions» другого языка («{space}»)", f"`definitions` of another language ({space!r})"
    raise DiagramRefused(
        f"Это {ru}, а не {title}. {_EXPORT[0] if title.startswith('BPMN') else 'Выберите другой файл'}",
        f"This is {en}, not {title}. {_EXPORT[1] if title.startswith('BPMN') else 'Choose another file'}",
        reason="format",
        root=str(name.localname)[:80],
    )


def _refuse_beyond_limits(root: etree._Element) -> None:
    depth = elements = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if depth > DEEPEST:
            raise _beyond(f"уровней вложенности больше {DEEPEST}", f"more than {DEEPEST} levels", element)
        if elements > MOST_ELEMENTS:
            raise _beyond(f"элементов больше {MOST_ELEMENTS}", f"more than {MOST_ELEMENTS} elements", element)
        if len(element.attrib) > MOST_ATTRIBUTES:
            raise _beyond(f"атрибутов больше {MOST_ATTRIBUTES}", f"more than {MOST_ATTRIBUTES} attributes", element)


def _beyond(ru: str, en: str, element: etree._Element) -> DiagramRefused:
    line = element.sourceline
    return DiagramRefused(
        f"Строка {line}: {ru}. Упростите диаграмму",
        f"Line {line}: {en}. Simplify the diagram",
        reason="limits",
        line=line,
    )

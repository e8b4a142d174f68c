"""Documents as PDF, and what they say as HTML.  typst runs in a child process with limits on memory and time; this file
is parent and child.

Knows no database and no case: a template (bytes) and plain data come in, a PDF comes out.  The parent side imports
nothing of ours but errors, so that the child starts quickly and has nothing to leak.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from processes.errors import PoryadokError

MEMORY = 1_500_000_000
SECONDS = 20

_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
"""How typst, bound to PDF/A-2u, names a text that is to be printed and that none of its fonts has."""


class DocumentFailed(PoryadokError):
    """A document could not be made from its template and data; says why."""

    code = "document.failed"


def qr(text: str) -> str:
    """A QR code as SVG text, readable when a quarter of it is soiled."""
    import segno  # heavy for the child, which never needs it

    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode("utf-8")


def render(template: bytes, data: str, *, at: datetime) -> bytes:
    """The PDF/A-2u that the template makes of the data (JSON text); the same input gives the same bytes.

    The template reads the data as `json(bytes(sys.inputs.data))`.  Raises DocumentFailed: a warning of typst is an
    error, and so is a printed character that no font has (PDF/A-2u forbids it).
    """
    return _compiled(template, data, at, "pdf")


def as_html(template: bytes, data: str, *, at: datetime) -> bytes:
    """The text of the same document as an HTML page; where and in what type it is printed is left out.  Raises DocumentFailed."""
    return _compiled(template, data, at, "html")


def _compiled(template: bytes, data: str, at: datetime, format_: str) -> bytes:
    if b'"@' in template:
        raise DocumentFailed(
            "Шаблон документа подключает внешний пакет (@…); это запрещено",
            "The document template imports a package (@…); this is forbidden",
        )
    order = {
        "template": template.decode("utf-8"),
        "data": data,
        "at": int(at.timestamp()),
        "format": format_,
    }
    made = _from_child(json.dumps(order).encode("utf-8"))
    if not made.startswith(_BEGINS[format_]):
        raise _failed("пустой ответ / an empty answer")
    return made


_BEGINS = {"pdf": b"%PDF", "html": b"<!DOCTYPE html>"}


def _from_child(order: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="poryadok-document-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  fixed command, nothing of it comes from outside
                [sys.executable, "-I", str(Path(__file__).resolve()), folder],
                input=order,
                capture_output=True,
                timeout=SECONDS,
                env={"LANG": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentFailed(
                f"Документ не сделан за {SECONDS} с: проверьте шаблон",
                f"The document was not made within {SECONDS} s: look at the template",
            ) from error
    if done.returncode == 0:
        return done.stdout
    why = done.stderr.decode("utf-8", "replace").strip()[-500:] or f"код {done.returncode}"
    raise _failed(why)


def _failed(why: str) -> DocumentFailed:
    """What the child said, in our words where it is something that people can mend."""
    without = _WITHOUT_GLYPH.search(why)
    if without is None:
        return DocumentFailed(f"Документ не сделан: {why}", f"The document was not made: {why}")
    text = without[1]
    codes = " ".join(f"U+{ord(sign):04X}" for sign in text)
    return DocumentFailed(
        f"Знака «{text}» ({codes}) нет в шрифтах документов: исправьте то, что печатается",
        f"The fonts of documents have no {text!r} ({codes}): correct what is printed",
    )


def _child(folder: Path) -> None:
    """Runs in the child: reads the order, writes what was made to standard output."""
    import resource

    import typst

    order = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    (folder / "root").mkdir()
    source = folder / "root" / "document.typ"
    source.write_text(order["template"], encoding="utf-8")
    try:
        made, warnings = typst.compile_with_warnings(
            str(source),
            root=str(folder / "root"),
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[]),
            format=order["format"],
            sys_inputs={"data": order["data"]},
            pdf_standards=["a-2u"] if order["format"] == "pdf" else [],
            package_path=str(folder / "packages"),
            package_cache_path=str(folder / "package-cache"),
            timestamp=order["at"],
        )
    except typst.TypstError as error:
        raise SystemExit(f"{error.message} {' '.join(error.hints)}") from error
    if warnings and order["format"] == "pdf":  # HTML warns of all that belongs to a page
        raise SystemExit("; ".join(str(warning.message) for warning in warnings))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    _child(Path(sys.argv[1]))

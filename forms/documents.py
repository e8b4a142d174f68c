"""The data of a printed document, as its template reads them.  Knows no typesetting and no files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rfc8785

from forms.errors import FormError
from forms.sealing import opened
from processes import canonical


class DocumentRefused(FormError):
    """The data of a document are no plain JSON."""

    code = "document.refused"


def data(
    *,
    number: str,
    case: Mapping[str, Any],
    settings: Mapping[str, Any],
    inputs: Mapping[str, Any],
    url: str = "",
    qr: str = "",
) -> str:
    """Canonical JSON (RFC 8785) with `number, case, settings, inputs, url, qr`: equal data make equal documents.

    Values stay plain (days in ISO, decimals as text): the template words them and never evaluates them.  Erasable
    values are put back by the caller; what is erased is null.  `qr` is an SVG that leads to `url`.  Raises
    DocumentRefused for floats and whatever else is no plain JSON.
    """
    parts = {"number": number, "case": case, "settings": settings, "inputs": inputs, "url": url, "qr": qr}
    _refuse_floats(parts)
    try:
        return canonical.text_of(opened(parts, lambda commitment: None)).decode()
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise _refused(str(error)) from error


def _refuse_floats(value: Any) -> None:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, float):
            raise _refused(f"float {each!r}")
        if isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each


def _refused(reason: str) -> DocumentRefused:
    return DocumentRefused(
        f"Документ не составить: данные — не простой JSON ({reason})",
        f"The document cannot be made: its data are no plain JSON ({reason})",
    )

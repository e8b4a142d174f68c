"""The way back from the last edit of a form, kept in the person's own session: nobody else's edit is ever taken back."""

from __future__ import annotations

import base64
import zlib

from flask import session

from forms import editing
from service.definitions import form_desk
from service.definitions.form_desk import Sheet

LARGEST = 2000
"""Signs of the cookie that a way back may take; a longer one is not offered."""


def remember(sheet: Sheet, after: bytes) -> None:
    """Keep the way back from this edit, if it is short enough for a cookie."""
    back = editing.reverse(sheet.content, after)
    middle = base64.b85encode(zlib.compress(back.middle, 9)).decode()
    session.pop("undo", None)
    if len(middle) <= LARGEST:
        session["undo"] = {
            "of": [sheet.procedure.key, sheet.id, form_desk.digest(after)], "cut": [back.head, back.tail], "was": middle
        }  # fmt: skip


def way_back(sheet: Sheet) -> editing.Reverse | None:
    """How to take the last edit back, if the form is still as that edit left it."""
    kept = session.get("undo")
    if not kept or kept["of"] != [sheet.procedure.key, sheet.id, sheet.seen]:
        return None
    return editing.Reverse(*kept["cut"], zlib.decompress(base64.b85decode(kept["was"])))

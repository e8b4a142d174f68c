"""Drafts as pages keep them: which version the page was drawn from, and what a script is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import current
from service.errors import DraftChanged
from service.operations import save_draft
from service.operations.save_draft import Saved
from service.words import clock_time


def keep(place: str, answers: Mapping[str, Any]) -> Saved:
    """The draft, saved; raises DraftChanged if it was changed elsewhere since this page was drawn."""
    return save_draft.save(current.installation(), current.actor(), place, answers, seen=seen())


def seen() -> int | None:
    """The version of the draft that the page in hand was drawn from, if it says so."""
    return request.form.get("_draft", type=int)


def drawn_from(now: int, changed: DraftChanged | None = None) -> int:
    """The version that the text on a page belongs to: once its author was told of another one, that one."""
    before = seen()
    return now if changed or before is None else before


def told(saved: Saved, **more: object) -> Response:
    """The answer to a script that saved."""
    time = clock_time(saved.at, current.installation().zone)
    return jsonify({"saved": _("Сохранено %(time)s", time=time), "draft": saved.version, **more})

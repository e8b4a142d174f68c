"""A register as a file that anybody may take: what the public sees of it, the same for everybody who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response, url_for

from service.installation import Installation
from service.registers import shelf
from service.registers.shelf import Entry
from service.spreadsheet import csv_file
from service.words import short_day

HEADS = {
    "ru": ("Номер", "Состояние", "С какого дня", "Основание"),
    "en": ("Number", "State", "Since", "Ground"),
}


def sheet(installation: Installation, register: str, args: Mapping[str, str], language: str) -> Response:
    """The rows as CSV; raises NotFound."""
    told, entries, _ = shelf.everything(installation, register, args, language)
    title, at = shelf.title(told, language), installation.now().astimezone(installation.zone)
    number, state, since, ground = HEADS[language]
    columns = shelf.columns(told, None, language)
    return csv_file(
        f"{register}.csv",
        f"{title}; {at:%d.%m.%Y %H:%M}",
        (*(() if _numbered(columns) else (number,)), *(heading for _, heading in columns), state, since, ground),
        (_line(entry, numbered=_numbered(columns)) for entry in entries),
    )


def plain(installation: Installation, register: str, args: Mapping[str, str]) -> Response:
    """The rows as JSON with the names of columns and states in both languages; raises NotFound."""
    told, entries, values = shelf.everything(installation, register, args, "ru")
    states = {entry.state for entry in entries} | set(told.outline.states)
    body = {
        "register": register,
        "title": _both(told.outline.ru, told.outline.en),
        "at": installation.now().astimezone(installation.zone).isoformat(),
        "columns": [
            {"name": name, "ru": heading, "en": dict(shelf.columns(told, None, "en"))[name]}
            for name, heading in shelf.columns(told, None, "ru")
        ],
        "states": {
            state: _both(*(shelf.state_words(told.outline, state, language) for language in ("ru", "en")))
            for state in sorted(states)
        },
        "rows": [_row(register, entry, data) for entry, data in zip(entries, values, strict=True)],
    }
    return Response(orjson.dumps(body), mimetype="application/json")


def _numbered(columns: tuple[tuple[str, str], ...]) -> bool:
    """Whether a row says its number itself."""
    return any(name == "number" for name, _ in columns)


def _line(entry: Entry, *, numbered: bool) -> tuple[str, ...]:
    key = () if numbered else (entry.key,)
    since, ground = (short_day(entry.stand.since), entry.stand.ground) if entry.stand else ("", "")
    return (*key, *(cell.text for cell in entry.cells), entry.state_words, since, ground)


def _row(register: str, entry: Entry, data: Mapping[str, Any]) -> dict[str, Any]:
    stand = entry.stand
    return {
        "key": entry.key,
        "page": url_for("registers.row", register=register, key=entry.key, _external=False),
        "state": entry.state,
        "since": stand.since.isoformat() if stand else None,
        "ground": stand.ground if stand else None,
        "data": data,
    }


def _both(ru: str, en: str) -> dict[str, str]:
    return {"ru": ru, "en": en}

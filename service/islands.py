"""The built JavaScript islands: where their files are, if anybody has built them (`make islands`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).parent / "static" / "islands" / "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Island:
    """The names of an island's files below `static/`; they carry a digest of their content."""

    script: str
    style: str


def modeler() -> Island | None:
    """The BPMN modeler, or None where it was not built."""
    try:
        names = json.loads(MANIFEST.read_text(encoding="utf-8"))
        return Island(script=f"islands/{names['main.js']}", style=f"islands/{names['modeler.css']}")
    except (FileNotFoundError, KeyError, ValueError):
        return None

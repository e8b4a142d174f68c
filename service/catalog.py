"""The catalogue on disk: a procedure's parts are the files of its two folders, by their paths within them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import forms.catalog
import processes.catalog
from storage.errors import NotFound

_PARTS = frozenset({".yaml", ".bpmn", ".dmn", ".json", ".typ", ".txt"})


def procedures() -> list[str]:
    """The procedures that this release ships, by their folders' names."""
    return sorted(path.parent.name for root in _roots() for path in root.glob("*/procedure.yaml"))


def parts(key: str) -> Mapping[str, bytes]:
    """File name -> content of a procedure; raises NotFound."""
    if key not in procedures():
        raise NotFound("Процедура каталога", "Procedure of the catalogue", key)
    return read_folders(*(root / key for root in _roots()))


def read_folders(*folders: Path) -> dict[str, bytes]:
    """The parts in these folders, by their paths within them: `exam.bpmn`, `notices/N-EXM-SLOT.txt`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _PARTS
    }


def _roots() -> tuple[Path, ...]:
    return tuple(Path(path) for package in (processes.catalog, forms.catalog) for path in package.__path__)

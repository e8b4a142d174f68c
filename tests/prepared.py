"""Folders that many tests begin with: made once a process and copied for each test, since making one costs more."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_MADE: dict[str, Path] = {}


def copied(name: str, into: Path, make: Callable[[Path], None]) -> None:
    """The folder of this name in `into`; `make` fills it the first time, and has to leave nothing open."""
    if name not in _MADE:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        make(folder)
        _MADE[name] = folder
    shutil.copytree(_MADE[name], into, dirs_exist_ok=True)

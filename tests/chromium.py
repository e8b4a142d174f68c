"""The Chromium that tests drive: the one in PORYADOK_CHROMIUM, else one on the path, the quickest first."""

from __future__ import annotations

import os
import shutil

KNOWN = ("chromium-headless-shell", "chromium", "chromium-browser")


def executable() -> str:
    """Where it is; raises FileNotFoundError with the line to type."""
    found = os.environ.get("PORYADOK_CHROMIUM") or next(filter(None, map(shutil.which, KNOWN)), None)
    if found is None:
        raise FileNotFoundError(
            "Нет Chromium / Chromium is missing: sudo apt install chromium-headless-shell, or set PORYADOK_CHROMIUM"
        )
    return found

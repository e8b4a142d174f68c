"""Property tests draw the same examples each time, so that a red run means a change; EXPLORE=1 draws new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None)
settings.register_profile("exploring", derandomize=False)
settings.load_profile("exploring" if os.environ.get("EXPLORE") else "repeatable")

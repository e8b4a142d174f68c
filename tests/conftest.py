"""Property tests draw the same examples each time, so that a red run means a change; EXPLORE=1 draws new ones.

None has a deadline: how long an example takes says more of the machine than of the code.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("exploring", derandomize=False, deadline=None)
settings.load_profile("exploring" if os.environ.get("EXPLORE") else "repeatable")

"""When API tokens were last used: gathered here and recorded in batches, so that no request commits for its token alone."""

from __future__ import annotations

import threading
from datetime import datetime


class TokenUses:
    """The latest use of each token that is still to be recorded."""

    def __init__(self) -> None:
        self._waiting: dict[int, datetime] = {}
        self._guard = threading.Lock()

    def note(self, token_id: int, at: datetime) -> None:
        """The token was used."""
        with self._guard:
            self._waiting[token_id] = at

    def take(self) -> dict[int, datetime]:
        """What is to be recorded now."""
        with self._guard:
            taken, self._waiting = self._waiting, {}
            return taken

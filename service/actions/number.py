"""Action `number`: the next number of a series, such as СК-2026-0001.  Taken in the transaction, so there are no gaps.

Inputs: `counter` (the series) and `prefix` (what the number begins with); both default to the procedure's code.
The year is that of the local day.  Result: {number, year, count}.
"""

from __future__ import annotations

from typing import Any

from processes.facts import ActionRequested
from service.actions import inputs
from service.moving import Move
from storage import counters


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """The number that the step gets."""
    code = move.edition.definition.code
    counter = inputs.text(request, "counter", code)
    prefix = inputs.text(request, "prefix", code)
    year = move.at.astimezone(move.live.zone).year
    count = counters.next(move.session, counter, year)
    return {"number": f"{prefix}-{year}-{count:04d}", "year": year, "count": count}

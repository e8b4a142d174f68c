"""Action `number`: the next number of a series, such as СК-2026-0001.  Taken in the transaction, so there are no gaps.

Inputs: `counter` (the series) and `prefix` (what the number begins with); both default to the procedure's code.
The year is that of the local day.  Result: {number, year, count}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import inputs
from storage import counters

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """The number that the step gets."""
    code = move.edition.definition.code
    counter = inputs.text(request, "counter", code)
    prefix = inputs.text(request, "prefix", code)
    year = move.at.astimezone(move.live.zone).year
    count = counters.next(move.session, counter, year)
    return {"number": f"{prefix}-{year}-{count:04d}", "year": year, "count": count}

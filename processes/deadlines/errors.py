"""Why a term could not be computed."""

from __future__ import annotations

from processes.errors import ProcessError


class TermRefused(ProcessError):
    """No term follows from this start and count: a moment without zone, a negative count, a day beyond the calendar."""

    code = "term.refused"


class CalendarMissing(TermRefused):
    """Working days of a year were asked for which no calendar is shipped; `facts["year"]` names it."""

    code = "term.calendar_missing"

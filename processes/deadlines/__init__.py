"""Terms: from an event and a count of days, working days, months or years to the last second of the last day.

Pure arithmetic over local dates.  The day of the event is day 0; a term ends at 23:59:59 local time of its last day; a
thing is late only if it is done on a later local date.  Knows no instance, no expression language and no clock.
"""

from processes.deadlines.calendar import Calendar, calendar
from processes.deadlines.errors import CalendarMissing, TermRefused
from processes.deadlines.local import end_of_day, late_days, local_day, start_of_day
from processes.deadlines.term import (
    Term,
    days_after,
    days_before,
    months_after,
    months_before,
    same_time_after,
    workdays_after,
    years_after,
)

__all__ = [
    "Calendar",
    "CalendarMissing",
    "Term",
    "TermRefused",
    "calendar",
    "days_after",
    "days_before",
    "end_of_day",
    "late_days",
    "local_day",
    "months_after",
    "months_before",
    "same_time_after",
    "start_of_day",
    "workdays_after",
    "years_after",
]

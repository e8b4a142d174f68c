"""Spans of time as the API takes them: ISO 8601 in days and time."""

from __future__ import annotations

import re
from datetime import timedelta

from service.errors import Unfit

_DURATION = re.compile(
    r"P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII
)
PATTERN = r"^P(?=[0-9T])([0-9]{1,5}W)?([0-9]{1,5}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,8}S)?)?$"


def read(name: str, text: str) -> timedelta:
    """The span that field `name` says; raises Unfit for anything else."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise Unfit(f"{name}: длительность, например P10D или PT2H", f"{name}: a duration such as P10D or PT2H")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)

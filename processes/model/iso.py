"""The many ways in which tools write ISO 8601 times, said in the one that the rest of the house reads.

Knows no terms and no clock: `P2W` is `P14D` here, and what has no equal form stays as it is for the gate to refuse.
"""

from __future__ import annotations

import re

_SPAN = re.compile(
    r"P(?:(?P<Y>\d{1,9})Y)?(?:(?P<M>\d{1,9})M)?(?:(?P<W>\d{1,9})W)?(?:(?P<D>\d{1,9})D)?"
    r"(?:T(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})(?:[.,]0+)?S)?)?"
)
_CLOCK = r"(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
_MOMENT = re.compile(
    rf"(?P<year>\d{{4}})-?(?P<month>\d\d)-?(?P<day>\d\d)T{_CLOCK}(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE
)
_QUOTED = re.compile(r'\s*"([^"\\]*)"\s*')


def usual(text: str) -> str:
    """The text in its usual form, and without the quotes that some tools put around it; any other text unchanged."""
    quoted = _QUOTED.fullmatch(text)
    bare = (quoted[1] if quoted else text).strip()
    parts = bare.split("/")
    if len(parts) in (2, 3) and re.fullmatch(r"R\d*", parts[0]):
        said = "/".join((parts[0], *(_moment(part) or part for part in parts[1:-1]), span(parts[-1]) or parts[-1]))
        return said if span(parts[-1]) else text
    return span(bare) or _moment(bare) or text


def span(text: str) -> str | None:
    """A duration with its zeros left out and weeks as days; None for what is none, or says days and hours at once."""
    found = _SPAN.fullmatch(text)
    if found is None or not any(found.groups()) or text.endswith("T"):
        return None
    count = {name: int(value or 0) for name, value in found.groupdict().items()}
    days = count["D"] + 7 * count["W"]
    dates = "".join(f"{n}{unit}" for n, unit in ((count["Y"], "Y"), (count["M"], "M"), (days, "D")) if n)
    times = "".join(f"{n}{unit}" for n, unit in ((count["h"], "H"), (count["m"], "M"), (count["s"], "S")) if n)
    if dates and times:
        return None
    if not dates and not times:
        return "PT0S" if "T" in text else "P0D"
    return f"P{dates}" if dates else f"PT{times}"


def _moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    seconds = found["second"] or "00"
    part = f".{found['part'][:6]}" if (found["part"] or "").strip("0") else ""
    day = f"{found['year']}-{found['month']}-{found['day']}"
    return f"{day}T{found['hour']}:{found['minute']}:{seconds}{part}{_zone(found['zone'])}"


def _zone(text: str | None) -> str:
    if not text or text in "Zz":
        return (text or "").upper()
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"

"""What terms an expression counts: `days_after(date(x), 10)` counts ten days, `settings.k_days` of them where it says so.

Read from the source alone; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lark import Token

from processes.feel import limits
from processes.feel.duration import Duration
from processes.feel.errors import FeelError, Refused
from processes.feel.syntax import Node, parse, text_of_token, trees

_COUNTS = {
    "days_after": "days",
    "days_before": "days",
    "workdays_after": "workdays",
    "months_after": "months",
    "months_before": "months",
    "years_after": "years",
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """Some days, working days, months or years: a `count` that stands in the expression, or a `setting` that says it."""

    unit: str
    count: int | None = None
    setting: str | None = None

    def measured(self) -> tuple[str, int | None]:
        """Unit and count so that equal spans are equal: years as months."""
        if self.unit == "years" and self.count is not None:
            return "months", self.count * 12
        return self.unit, self.count


@lru_cache(maxsize=limits.CACHE)
def spans(source: str) -> tuple[Span, ...]:
    """The terms that an expression or an ISO duration counts; none of a text that is neither."""
    try:
        return _of_duration(Duration.parse(source.strip()))
    except Refused:
        pass
    try:
        tree = parse(source, "start")
    except FeelError:
        return ()
    return tuple(span for node in tree.iter_subtrees() if str(node.data) == "call" for span in _of_call(node))


def _of_call(node: Node) -> Iterator[Span]:
    name = " ".join(str(node.children[0]).split())
    arguments = trees(node)
    if name in _COUNTS and len(arguments) >= 2:
        yield from _counted(_COUNTS[name], arguments[1])
    elif name == "duration" and arguments and str(arguments[0].data) == "text":
        try:
            yield from _of_duration(Duration.parse(text_of_token(str(arguments[0].children[0]))))
        except Refused:
            return


def _counted(unit: str, count: Node) -> Iterator[Span]:
    """A count that is a plain number or a setting; one that is computed says nothing."""
    tokens = [str(child) for child in count.children if isinstance(child, Token)]
    if str(count.data) == "number" and tokens and tokens[0].isdecimal():
        yield Span(unit=unit, count=int(tokens[0]))
    elif str(count.data) == "path" and _is_settings(count):
        yield Span(unit=unit, setting=tokens[-1].lstrip(". "))


def _is_settings(path: Node) -> bool:
    first = trees(path)[:1]
    return bool(first) and str(first[0].data) == "name" and str(first[0].children[0]) == "settings"


def _of_duration(duration: Duration) -> tuple[Span, ...]:
    if duration.months and duration.months % 12 == 0:
        return (Span(unit="years", count=duration.months // 12),)
    if duration.months:
        return (Span(unit="months", count=duration.months),)
    return (Span(unit="days", count=duration.days),) if duration.days and not duration.time else ()

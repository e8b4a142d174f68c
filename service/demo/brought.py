"""What a procedure brings to the demo as data (`demo.yaml`): its people, and its plays moved to days that count back from today.

A play goes as far as today: what it would do later is left out, so that cases stand wherever their days have brought them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import yaml

from service import catalog, plays
from service.demo.calendar import Calendar
from service.demo.people import Account
from service.plays import Examples, Step

PART = "demo.yaml"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True)
class Brought:
    """`staff` work on the procedure, `guests` take part in its cases from outside; `rows` are there before the first.

    `as_of` is the day on which the days of `rows` are true, None where they are not moved.
    """

    procedure: str
    staff: tuple[Account, ...]
    guests: tuple[Account, ...]
    rows: Examples
    as_of: date | None
    scripts: Mapping[str, bytes]
    cases: tuple[Mapping[str, Any], ...]

    @property
    def oldest(self) -> int:
        """How many days ago its first case began."""
        return max(int(case["begins"]) for case in self.cases)


def all_of_the_catalogue() -> tuple[Brought, ...]:
    """What each procedure that this release ships brings, if it brings anything."""
    return tuple(_read(key, parts) for key in catalog.procedures() if PART in (parts := catalog.parts(key)))


def rows(brought: Brought, calendar: Calendar) -> Examples:
    """The rows of its registers, with their days as far from today as they are from `as_of`."""
    if brought.as_of is None:
        return brought.rows
    moved: Examples = _moved(brought.rows, calendar.today - brought.as_of, {})
    return moved


def courses(brought: Brought, calendar: Calendar) -> list[tuple[Step, ...]]:
    """The steps of its cases that have happened by now, each case in the order of time.

    A case: `play`, `begins` (days ago), `until` (the step before which nobody has acted), `cast` (role: login, instead of
    the first who holds the role), `words` (a text of the play: what stands in its place).
    """
    return [_course(brought, case, calendar) for case in brought.cases]


def _read(key: str, parts: Mapping[str, bytes]) -> Brought:
    body = yaml.safe_load(parts[PART])
    accounts = [(bool(one.pop("outside", False)), one) for one in map(dict, body["people"])]
    return Brought(
        procedure=key,
        staff=tuple(_account(one) for outside, one in accounts if not outside),
        guests=tuple(_account(one) for outside, one in accounts if outside),
        rows=body.get("registers") or {},
        as_of=date.fromisoformat(body["as_of"]) if "as_of" in body else None,
        scripts={
            name.removeprefix("plays/").removesuffix(".yaml"): content
            for name, content in parts.items()
            if name.startswith("plays/")
        },
        cases=tuple(body["cases"]),
    )


def _account(body: Mapping[str, Any]) -> Account:
    return Account(**{**body, "roles": tuple(body["roles"])})


def _course(brought: Brought, case: Mapping[str, Any], calendar: Calendar) -> tuple[Step, ...]:
    steps = plays.read(brought.scripts[case["play"]], calendar.zone)
    begins = calendar.today - timedelta(days=int(case["begins"]))
    later = begins - steps[0].at.astimezone(calendar.zone).date()
    cast = {account.roles[0]: account for account in reversed((*brought.staff, *brought.guests))}
    logins = {account.login: account for account in (*brought.staff, *brought.guests)}
    cast |= {role: logins[login] for role, login in (case.get("cast") or {}).items()}
    words = {f"{role.replace('_', '-')}@example.org": account.email for role, account in cast.items()}
    words |= case.get("words") or {}
    return tuple(
        Step(
            at=step.at + later,
            by=cast[step.by].login if step.do is not None else "",
            do=step.do,
            answers=_moved(step.answers, later, words),
        )
        for step in _before(steps, case.get("until"))
        if step.at + later <= calendar.now
    )


def _before(steps: tuple[Step, ...], until: str | None) -> tuple[Step, ...]:
    at = next((number for number, step in enumerate(steps) if until is not None and step.do == until), len(steps))
    return steps[:at]


def _moved(value: Any, later: timedelta, words: Mapping[str, str]) -> Any:
    """The answers with their days moved and their words changed."""
    if isinstance(value, Mapping):
        return {key: _moved(one, later, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, later, words) for one in value]
    if isinstance(value, datetime | date):
        value = value.isoformat()
    if not isinstance(value, str):
        return value
    if _DAY.match(value):
        return (date.fromisoformat(value[:10]) + later).isoformat() + value[10:]
    for word, other in words.items():
        value = value.replace(word, other)
    return value

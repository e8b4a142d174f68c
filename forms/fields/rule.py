"""A rule across fields: a FEEL expression that must be true, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.errors import Message
from forms.fields.source import Source
from processes import feel


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`when` must be true, else `message` stands at `field` (a path; "" for the whole form or row)."""

    when: feel.Expression
    message: Message
    field: str


def rules(source: Source, listed: object) -> tuple[Rule, ...]:
    """The rules of a list of `{when, ru, en, field}`; raises ComponentRefused."""
    if listed is None:
        return ()
    if not isinstance(listed, list) or len(listed) > 100:
        raise source.refused("rules: список не длиннее 100", "rules: a list of at most 100", "rules")
    return tuple(_rule(source, each) for each in listed)


def _rule(source: Source, listed: Any) -> Rule:
    if not isinstance(listed, Mapping):
        raise source.refused("rules: нужны {when, ru, en, field}", "rules: {when, ru, en, field} expected", "rules")
    rule = replace(source, json={"type": source.type, "key": source.name, **listed})
    when, ru = rule.expression("when"), rule.text("ru")
    if when is None or not ru:
        raise source.refused("rules: нужны when и ru", "rules: when and ru are needed", "rules")
    return Rule(when=when, message=Message(ru, rule.text("en") or ru), field=rule.text("field"))

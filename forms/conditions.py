"""Conditions and rules of a form: which answers are hidden, which rules are broken.

A name in an expression is looked up in the row (from the inside out), then among the form's answers, then in the case
data that the caller passes; a name that is nowhere is null.  Knows no raw input and no pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.errors import Message
from forms.fields.choices import Choice
from forms.fields.chosen import Chosen
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field
from forms.fields.group import Group
from forms.fields.rule import Rule
from processes import feel


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """A component that may be hidden.

    `covers`: the paths that vanish with it; `lists`: the lists that it stands in, outermost first; `reads`: the
    paths of the form's answers that its condition reads.
    """

    field: Field
    hide: feel.Expression
    covers: tuple[str, ...]
    lists: tuple[str, ...]
    reads: tuple[str, ...]


def ordered(fields: Sequence[Field]) -> tuple[Conditional, ...]:
    """The conditional components, each after those that it depends on; those in a circle are left out."""
    found = tuple(_conditionals(fields, (), _paths(fields)))
    needs = dict(enumerate(_needs(found)))
    done: list[Conditional] = []
    while ready := [number for number, needed in needs.items() if not needed]:
        done += [found[number] for number in ready]
        needs = {number: needed.difference(ready) for number, needed in needs.items() if number not in ready}
    return tuple(done)


def _needs(found: Sequence[Conditional]) -> Iterator[set[int]]:
    """For each component the numbers of those whose hiding changes what its condition reads."""
    at: dict[str, set[int]] = {}
    below: dict[str, set[int]] = {}
    for number, each in enumerate(found):
        for covered in each.covers:
            at.setdefault(covered, set()).add(number)
            for above in _above(covered):
                below.setdefault(above, set()).add(number)
    for each in found:
        needed: set[int] = set()
        for read in each.reads:
            needed |= below.get(read, set()).union(*(at.get(path, set()) for path in (read, *_above(read))))
        yield needed


def _above(path: str) -> Iterator[str]:
    """The paths that hold this one: `a.b` and `a` for `a.b.c`."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def problems(fields: Sequence[Field]) -> Iterator[tuple[Field, Message]]:
    """Fields whose condition reads what it hides, itself or in a circle."""
    known = {id(each.field) for each in ordered(fields)}
    for each in _conditionals(fields, (), _paths(fields)):
        if id(each.field) not in known:
            name = each.field.label or each.field.path
            yield (
                each.field,
                Message(
                    f"поле «{name}»: условие «{each.hide.source}» зависит само от себя",
                    f"field {name!r}: the condition {each.hide.source!r} depends on itself",
                ),
            )


def hidden(
    conditionals: Sequence[Conditional], answers: dict[str, Any], case: Mapping[str, Any], moment: feel.Moment
) -> frozenset[str]:
    """The paths (with row numbers) of the answers that are hidden; they are removed from `answers`.

    A condition that has no value for these answers hides nothing.
    """
    found: set[str] = set()
    for each in conditionals:
        for numbers, contexts in _rows(answers, each.lists):
            if not holds(each.hide, [case, *contexts], moment):
                continue
            for covered in each.covers:
                path = numbered(covered, each.lists, numbers)
                found.add(path)
                _remove(answers, path)
    return frozenset(found)


def broken(
    fields: Sequence[Field],
    rules: Sequence[Rule],
    answers: dict[str, Any],
    case: Mapping[str, Any],
    moment: feel.Moment,
) -> Iterator[tuple[str, Message]]:
    """Path and message of each rule that does not hold; a rule about a hidden field is not asked."""
    for prefix, lists, each in _all_rules(fields, rules):
        field = ".".join(part for part in (prefix, each.field) if part)
        for numbers, contexts in _rows(answers, lists):
            path = numbered(field, lists, numbers)
            if _present(answers, path) and not holds(each.when, [case, *contexts], moment):
                yield path, each.message


def offered(field: Chosen, rows: Iterable[Choice], case: Mapping[str, Any], moment: feel.Moment) -> list[Choice]:
    """The rows of a register that the field's `offer` is true of; one for which it has no value is not offered."""
    if field.offer is None:
        return list(rows)
    return [row for row in rows if holds(field.offer, [case, row.facts], moment)]


def holds(expression: feel.Expression, contexts: Sequence[Mapping[str, Any]], moment: feel.Moment) -> bool:
    """Whether the expression is true where later contexts hide earlier ones; not so when it has no value."""
    try:
        return value(expression, contexts, moment) is True
    except feel.FeelError:
        return False


def value(expression: feel.Expression, contexts: Sequence[Mapping[str, Any]], moment: feel.Moment) -> Any:
    """The value of the expression where later contexts hide earlier ones and unknown names are null."""
    names: dict[str, Any] = {path[0]: None for path in expression.names | expression.given_names}
    for context in contexts:
        names.update({name: context[name] for name in names if name in context})
    return expression.evaluate(names, moment)


def numbered(path: str, lists: Sequence[str], numbers: Sequence[int]) -> str:
    """`experience.years` in row 1 of `experience` -> `experience.1.years`."""
    for list_, number in reversed(list(zip(lists, numbers, strict=True))):
        path = f"{list_}.{number}{path[len(list_) :]}"
    return path


def _conditionals(fields: Sequence[Field], lists: tuple[str, ...], known: frozenset[str]) -> Iterator[Conditional]:
    for field in fields:
        covers = tuple(_covers(field))
        if field.hide is not None and covers:
            reads = tuple(_reads(field.hide, lists, known))
            yield Conditional(field=field, hide=field.hide, covers=covers, lists=lists, reads=reads)
        if isinstance(field, Group):
            yield from _conditionals(field.components, lists, known)
        if isinstance(field, DynamicList):
            yield from _conditionals(field.components, (*lists, field.path), known)


def _covers(field: Field) -> Iterator[str]:
    if field.path:
        yield field.path
    elif isinstance(field, Group):
        for component in field.components:
            yield from _covers(component)


def _paths(fields: Sequence[Field]) -> frozenset[str]:
    return frozenset(field.path for each in fields for field in each.walk() if field.path)


def _reads(expression: feel.Expression, lists: tuple[str, ...], known: frozenset[str]) -> Iterator[str]:
    for names in sorted(expression.names | expression.given_names):
        for scope in (*reversed(lists), ""):
            first = f"{scope}.{names[0]}" if scope else names[0]
            if first in known:
                yield ".".join((first, *names[1:]))
                break


def _rows(answers: dict[str, Any], lists: Sequence[str]) -> Iterator[tuple[tuple[int, ...], list[dict[str, Any]]]]:
    """The row numbers and the contexts (the form's answers, then rows from the outside in) of each row of a list."""
    found: list[tuple[tuple[int, ...], list[dict[str, Any]]]] = [((), [answers])]
    above = ""
    for list_ in lists:
        inside = list_[len(above) + 1 :] if above else list_
        found = [
            ((*numbers, number), [*contexts, row])
            for numbers, contexts in found
            for number, row in enumerate(_get(contexts[-1], inside) or ())
        ]
        above = list_
    yield from found


def _all_rules(
    fields: Sequence[Field], rules: Sequence[Rule], lists: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], Rule]]:
    """Each rule with the path that its field is relative to and the lists that it stands in."""
    for rule in rules:
        yield (lists[-1] if lists else ""), lists, rule
    for field in fields:
        if isinstance(field, Group):
            yield from _all_rules(field.components, (), lists)
        if isinstance(field, DynamicList):
            yield from _all_rules(field.components, field.rules, (*lists, field.path))


def _get(answers: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(answers, list):
            answers = answers[int(part)]
        else:
            answers = answers.get(part) if isinstance(answers, dict) else None
    return answers


def _present(answers: dict[str, Any], path: str) -> bool:
    above, _, key = path.rpartition(".")
    container = _get(answers, above) if above else answers
    return not key or isinstance(container, list) or (isinstance(container, dict) and key in container)


def _remove(answers: dict[str, Any], path: str) -> None:
    above, _, key = path.rpartition(".")
    container = _get(answers, above) if above else answers
    if isinstance(container, dict):
        container.pop(key, None)

"""Which conditions and rules read a question: a key that others read is not renamed or removed unasked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from forms import definition
from forms.definition import Form
from forms.errors import FormRefused, Message
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field
from forms.fields.group import Group
from processes import feel


@dataclass(frozen=True, kw_only=True)
class Lost:
    """An expression that read `path` and finds nothing under that name any more; `owner` is whose it is."""

    path: str
    owner: Message
    source: str

    @property
    def message(self) -> Message:
        return Message(
            f"«{self.path}» читает {self.owner.ru}: {self.source}", f"{self.owner.en} reads {self.path}: {self.source}"
        )


@dataclass(frozen=True, kw_only=True)
class _Reader:
    owner: Message
    expression: feel.Expression
    lists: tuple[str, ...]


def lost(before: bytes, after: bytes) -> tuple[Lost, ...]:
    """Conditions and rules of the new form that no longer find what they read in the old one.

    Nothing where one of the two does not read: then its problems are what is to be said.
    """
    try:
        old, now = definition.read(before), definition.read(after)
    except FormRefused:
        return ()
    gone = old.by_path.keys() - now.by_path.keys()
    return tuple(found for reader in _readers(now) for found in _lost(reader, gone))


def _lost(reader: _Reader, gone: Collection[str]) -> Iterator[Lost]:
    for path in dict.fromkeys(path for path in _candidates(reader) if path in gone):
        yield Lost(path=path, owner=reader.owner, source=reader.expression.source)


def _candidates(reader: _Reader) -> Iterator[str]:
    """Every path of an answer that the expression may mean: in the row, in the rows around it, in the form."""
    for names in sorted(reader.expression.names | reader.expression.given_names):
        for scope in (*reversed(reader.lists), ""):
            for length in range(1, len(names) + 1):
                yield ".".join(filter(None, (scope, *names[:length])))


def _readers(form: Form) -> Iterator[_Reader]:
    for rule in form.rules:
        yield _Reader(owner=Message("правило формы", "a rule of the form"), expression=rule.when, lists=())
    yield from _readers_in(form.fields, ())


def _readers_in(fields: Iterable[Field], lists: tuple[str, ...]) -> Iterator[_Reader]:
    for field in fields:
        ru, en = field.title("ru") or field.key, field.title("en") or field.key
        if field.hide is not None:
            owner = Message(f"условие вопроса «{ru}»", f"the condition of {en!r}")
            yield _Reader(owner=owner, expression=field.hide, lists=lists)
        if isinstance(field, DynamicList):
            for rule in field.rules:
                owner = Message(f"правило таблицы «{ru}»", f"a rule of the table {en!r}")
                yield _Reader(owner=owner, expression=rule.when, lists=(*lists, field.path))
            yield from _readers_in(field.components, (*lists, field.path))
        if isinstance(field, Group):
            yield from _readers_in(field.components, lists)

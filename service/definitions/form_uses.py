"""Where a form stands in its procedure: the steps and registers that ask it, the expressions that read its answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from forms import notices
from forms.definition import Form
from forms.errors import Message, NoticeRefused
from forms.fields.dynamiclist import DynamicList
from processes import definition as process_definition
from processes import feel
from processes.definition import Definition, result_key
from processes.errors import PoryadokError
from processes.gate import places
from processes.model.elements import Node

Expressions = tuple[tuple[places.Written, feel.Expression], ...]
Letters = tuple[tuple[str, feel.Expression], ...]


@dataclass(frozen=True, kw_only=True)
class Use:
    """A step or a register that asks the form."""

    id: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """The procedure around its forms: everything in it but them."""

    definition: Definition
    readable: Expressions
    letters: Letters

    def uses(self, form: str) -> tuple[Use, ...]:
        """Who asks this form, in the order of the diagrams, registers last."""
        return tuple(self._uses(form))

    def _uses(self, form: str) -> Iterator[Use]:
        for node in self._asking(form):
            name = node.name.strip() or node.id
            yield Use(id=node.id, ru=f"шаг «{name}»", en=f"step “{name}”")
        for register in self.definition.registers.values():
            if register.form == form:
                yield Use(id=register.id, ru=f"реестр «{register.ru}»", en=f"register “{register.en}”")

    def lost(self, before: Form, after: Form, others: Iterable[Form]) -> tuple[Message, ...]:
        """What of the form's answers the procedure reads and can read no more: expressions, letters, registers, `others`.

        An answer is lost when its name is gone; for expressions also when it has become erasable.
        """
        old, now = before.outline().fields, after.outline().fields
        gone = {path for path in old if path not in now}
        closed = {path for path in old if path in now and old[path].open and not now[path].open}
        keys = {result_key(node) for node in self._asking(before.id)} if gone or closed else set()
        return tuple(
            dict.fromkeys(
                [
                    *_read_by(self.readable, keys, gone | closed),
                    *_named_by(self.letters, keys, gone),
                    *_read_in(others, keys, gone),
                    *self._columns(before.id, gone),
                ]
            )
        )

    def _columns(self, form: str, gone: set[str]) -> Iterator[Message]:
        for register in self.definition.registers.values():
            for column in register.columns if register.form == form else ():
                if column in gone:
                    yield Message(
                        f"«{column}» — столбец реестра «{register.ru}»", f"{column} is a column of “{register.en}”"
                    )

    def _asking(self, form: str) -> Iterator[Node]:
        return (node for node in self.definition.nodes.values() if node.properties.get("form") == form)


def around(parts: Mapping[str, bytes]) -> Around | None:
    """The procedure that these parts make, None where its diagrams do not read yet: the check says why."""
    others = [(name, content) for name, content in parts.items() if name.endswith((".bpmn", ".yaml", ".txt"))]
    return _around(tuple(sorted(others)))


@lru_cache(maxsize=8)
def _around(parts: tuple[tuple[str, bytes], ...]) -> Around | None:
    """Kept, since forms are edited far oftener than diagrams, and reading those takes long."""
    try:
        definition = process_definition.load(dict(parts), {})
    except PoryadokError:
        return None
    letters = tuple(_expressions({name: content for name, content in parts if name.endswith(".txt")}))
    return Around(definition=definition, readable=tuple(places.readable(definition)), letters=letters)


def _expressions(letters: Mapping[str, bytes]) -> Iterator[tuple[str, feel.Expression]]:
    """Name of the letter and each expression in it; a broken letter has none, the check says why."""
    for name, content in letters.items():
        try:
            found = notices.expressions(content.decode())
        except (NoticeRefused, UnicodeDecodeError):
            continue
        yield from ((PurePosixPath(name).stem, expression) for expression in found)


def _read_by(readable: Expressions, keys: set[str], gone: set[str]) -> Iterator[Message]:
    for written, expression in readable:
        name = written.at.name.strip() or written.at.id
        for path in _reads(expression, keys, gone):
            yield Message(
                f"«{path}» читает {written.ru} у «{name}»: {written.source}",
                f"{written.en} at “{name}” reads {path}: {written.source}",
            )


def _named_by(letters: Letters, keys: set[str], gone: set[str]) -> Iterator[Message]:
    for name, expression in letters:
        for path in _reads(expression, keys, gone):
            yield Message(f"«{path}» стоит в письме {name}", f"{path} stands in the letter {name}")


def _read_in(others: Iterable[Form], keys: set[str], gone: set[str]) -> Iterator[Message]:
    for form in others:
        for label, expression in _expressions_of(form):
            for path in _reads(expression, keys, gone):
                yield Message(
                    f"«{path}» читает форма «{form.title}», «{label.ru}»: {expression.source}",
                    f"the form “{form.name('en')}”, “{label.en}”, reads {path}: {expression.source}",
                )


def _expressions_of(form: Form) -> Iterator[tuple[Message, feel.Expression]]:
    """What a form reads of the case: conditions, prefilled values, offers and rules; its own answers go before the case."""
    for field in form.walk():
        label = Message(field.title("ru") or field.key, field.title("en") or field.key)
        own = (field.hide, getattr(field, "prefill", None), getattr(field, "offer", None))
        rules = getattr(field, "rules", ()) if isinstance(field, DynamicList) else ()
        for expression in (*own, *(rule.when for rule in rules)):
            if expression is not None:
                yield label, expression
    for rule in form.rules:
        yield rule.message, rule.when


def _reads(expression: feel.Expression, keys: set[str], gone: set[str]) -> Iterator[str]:
    """The paths of these answers, under any of the keys of the case data, that the expression reads."""
    for root, *path in sorted(expression.names):
        if root in keys and any(".".join(path[:length]) in gone for length in range(1, len(path) + 1)):
            yield ".".join((root, *path))

"""Answers that are chosen, not written: what the four kinds of choice share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forms import wording
from forms.errors import Message
from forms.fields.choices import Choice, Option, options, word
from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.source import Source
from processes import feel

_COLUMN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Chosen(Question):
    """An answer out of listed options, or out of the rows of a register.

    A register's answer is `{"row": id, "version": n, <column>: value}`: the columns stay as they were at submission.
    """

    unanswered: ClassVar[Message] = Message("выберите вариант", "choose one")

    options: tuple[Option, ...]
    register: str
    columns: tuple[str, ...]
    wording: str
    #: True of the register's rows that may be chosen, over their columns and the case data; None: all
    offer: feel.Expression | None
    #: The states of the register's rows that may be chosen
    states: tuple[str, ...] = ("active",)

    @classmethod
    def read(cls, source: Source) -> Self:
        listed = options(source)
        register, _, column = source.properties.text("registerField").partition(".")
        if bool(listed) == bool(register):
            raise source.refused(
                "нужно одно из двух: values или properties.registerField",
                "exactly one of values and properties.registerField is needed",
                "values",
            )
        if listed and source.properties.text("offer"):
            raise source.refused("offer бывает только у registerField", "offer goes with registerField only", "offer")
        columns = source.properties.text("columns").replace(",", " ").split()
        return cls(
            **asked(source, cls),
            options=listed,
            register=register,
            columns=tuple(dict.fromkeys([column, *columns] if column else columns)),
            wording=source.properties.text("choice"),
            offer=source.properties.expression("offer"),
            states=tuple(source.properties.text("states").split()) or ("active",),
        )

    @property
    def choices(self) -> tuple[str, ...] | None:
        return tuple(option.word for option in self.options) if self.options else None

    def offered(self, choices: Mapping[str, Sequence[Choice]]) -> Sequence[Choice]:
        """What may be chosen: the form's own options or the register's rows, given by field path."""
        return [option.choice for option in self.options] if self.options else choices.get(self.path, ())

    def taken(self, raw: object, circumstances: Circumstances) -> Any:
        """The answer for one thing chosen."""
        if isinstance(raw, Mapping) and self.register:
            raw = raw.get("row")
        chosen = word(raw)
        if chosen is None:
            raise Wrong("выберите из списка", "choose from the list")
        if self.options:
            return self._option(chosen).value
        for choice in self.offered(circumstances.choices):
            if choice.value == chosen:
                return self._row(choice)
        raise Wrong(
            "такого варианта больше нет; выберите из списка", "there is no such choice any more; choose from the list"
        )

    def _option(self, chosen: str) -> Option:
        for option in self.options:
            if option.word == chosen:
                return option
        raise Wrong("выберите из списка", "choose from the list")

    def _row(self, choice: Choice) -> dict[str, Any]:
        columns = {column: choice.facts.get(column) for column in self.columns}
        return {**columns, "row": choice.value, "version": choice.facts.get("version")}

    def offered_as(self, choice: Choice, language: str) -> str:
        """How a choice reads while it may be chosen: a register's row with the seats that are left."""
        label = self.worded(choice.facts, language) if self.wording and choice.facts else choice.label(language)
        return label if choice.free is None else f"{label}, {wording.free(choice.free, language)}"

    def worded(self, facts: Mapping[str, Any], language: str = "ru") -> str:
        """How a register's row is called: by properties.choice («{date}, {place}»), else by the first known column."""
        words = {column: wording.spelled(value, language) for column, value in facts.items()}
        named = _COLUMN.findall(self.wording)
        if named and all(column in words for column in named):
            return _COLUMN.sub(lambda found: words[found[1]], self.wording)
        known = [words[column] for column in self.columns if isinstance(facts.get(column), str)]
        return ", ".join(known) or str(facts.get("row", ""))

    def label_of(self, answer: Any, language: str) -> str:
        """How one thing chosen is called."""
        if isinstance(answer, Mapping):
            return self.worded(answer, language)
        for option in self.options:
            if option.word == word(answer):
                return option.choice.label(language)
        return str(answer)


@dataclass(frozen=True, kw_only=True)
class ChosenOne(Chosen):
    """One thing, or none."""

    def take(self, raw: object, circumstances: Circumstances) -> Any:
        return None if raw is None or raw == "" else self.taken(raw, circumstances)

    def shown(self, answer: Any, language: str) -> str:
        return self.label_of(answer, language)


@dataclass(frozen=True, kw_only=True)
class ChosenSeveral(Chosen):
    """Any number of things, each once, in the order in which they are offered."""

    empty: ClassVar[Any] = []

    def take(self, raw: object, circumstances: Circumstances) -> list[Any]:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str | Mapping):
            raw = [raw]
        if not isinstance(raw, list | tuple):
            raise Wrong("выберите из списка", "choose from the list")
        offered = [choice.value for choice in self.offered(circumstances.choices)]
        if len(raw) > len(offered) + 100:
            raise Wrong("выбрано слишком много", "too many are chosen")
        answers = {_place(answer, offered): answer for answer in (self.taken(each, circumstances) for each in raw)}
        return [answers[place] for place in sorted(answers)]

    def posted(self, texts: list[str]) -> object:
        return [text for text in texts if text]

    def shown(self, answer: Any, language: str) -> str:
        return ", ".join(self.label_of(each, language) for each in answer)


def _place(answer: Any, offered: list[str]) -> int:
    return offered.index(answer["row"] if isinstance(answer, Mapping) else word(answer) or "")

"""A component of a form: what all kinds share.  Each kind is a module of its own; `forms.fields` names them all."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from forms.errors import Message
from forms.fields.circumstances import Circumstances
from forms.fields.column import Column, column
from forms.fields.source import Source
from processes import feel

# Never an underscore first: so begin the names that a page uses for itself.
_NAME = re.compile(r"[a-z][A-Za-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """A component.  `path` is dotted, without row numbers; "" for what holds no value.  Texts are Russian, then English."""

    type: ClassVar[str]

    path: str
    label: str
    label_en: str
    hint: str
    hint_en: str
    clauses: tuple[str, ...]
    hide: feel.Expression | None
    column: Column
    properties: Mapping[str, Any]

    @classmethod
    @abstractmethod
    def read(cls, source: Source) -> Self:
        """The component of this JSON; raises ComponentRefused."""

    @property
    def template(self) -> str:
        return f"fields/{self.type}.html"

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2]

    def title(self, language: str) -> str:
        return self.label if language == "ru" else self.label_en or self.label

    def description(self, language: str) -> str:
        return self.hint if language == "ru" else self.hint_en or self.hint

    def named(self, message: Message) -> Message:
        """The message with the component's label before it."""
        return Message(f"{self.title('ru')}: {message.ru}", f"{self.title('en')}: {message.en}")

    def walk(self) -> Iterator[Field]:
        """This component and those inside it, in the order of the form."""
        yield self


@dataclass(frozen=True, kw_only=True)
class Question(Field):
    """A component that takes one answer.

    `erasable`: the answer lives outside the log and may be erased; expressions may ask only `given()` of it.
    `readonly`: what the person sends is ignored, the answer is the prefilled value.
    """

    required: bool
    readonly: bool
    erasable: bool
    prefill: feel.Expression | None
    default: Any

    #: Whether answers of this kind are erasable when the form does not say
    erasable_by_nature: ClassVar[bool] = False
    #: What stands for no answer: None, False or an empty list (never changed)
    empty: ClassVar[Any] = None
    #: What is said when a required answer is missing
    unanswered: ClassVar[Message] = Message("заполните поле", "fill in this field")

    @abstractmethod
    def take(self, raw: object, circumstances: Circumstances) -> Any:
        """The plain answer in what was sent, `empty` for none; raises Wrong.  Taking an answer again changes nothing."""

    @abstractmethod
    def shown(self, answer: Any, language: str) -> str:
        """An answer (not empty) as a person reads it."""

    def posted(self, texts: list[str]) -> object:
        """The raw value in the texts that a plain HTML post has under this name."""
        return next((text for text in reversed(texts) if text), None)

    def felt(self, answer: Any) -> Any:
        """The answer as the form's own conditions and rules see it."""
        return answer

    def is_empty(self, answer: object) -> bool:
        return answer is None or answer == "" or answer == []

    @property
    def choices(self) -> tuple[str, ...] | None:
        """The values that the form lists, None where it lists none."""
        return None


def common(source: Source) -> dict[str, Any]:
    """What every component has, read from its JSON."""
    properties = source.properties
    conditional = source.json.get("conditional") or {}
    if not isinstance(conditional, Mapping):
        raise source.refused("«conditional» должно быть объектом", "'conditional' must be an object", "conditional")
    return {
        "label": source.text("label"),
        "label_en": properties.text("en"),
        "hint": source.text("description"),
        "hint_en": properties.text("hintEn"),
        "clauses": tuple(properties.text("clause").replace(",", " ").split()),
        "hide": replace(source, json={**source.json, **conditional}).expression("hide"),
        "column": column(source),
        "properties": dict(source.json.get("properties") or {}),
        "path": "",
    }


def asked(source: Source, kind: type[Question]) -> dict[str, Any]:
    """What every question has, read from its JSON."""
    properties = source.properties
    read = common(source)
    if not read["label"]:
        raise source.refused("нет названия (label)", "no label", "label")
    if properties.flag("open") and properties.flag("personal"):
        raise source.refused("open и personal вместе не бывают", "open and personal exclude each other", "open")
    return {
        **read,
        "path": joined(source, "key"),
        "required": source.validate.flag("required"),
        "readonly": source.flag("readonly") or source.flag("disabled"),
        "erasable": properties.flag("personal") or (kind.erasable_by_nature and not properties.flag("open")),
        "prefill": properties.expression("prefill"),
        "default": source.json.get("defaultValue"),
    }


def joined(source: Source, name: str) -> str:
    """The path of a component: that of its container and its own name under `key` or `path`."""
    own = source.text(name)
    if not _NAME.fullmatch(own):
        raise source.refused(
            f"{name} «{own[:60]}»: нужны латинские буквы, цифры и «_», первой — строчная буква",
            f"{name} {own[:60]!r}: Latin letters, digits and '_' expected, a small letter first",
            name,
        )
    return f"{source.container}.{own}" if source.container else own

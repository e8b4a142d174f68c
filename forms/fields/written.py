"""What a person writes in his own words: the check that one line and several lines share."""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.patterns import Pattern, pattern
from forms.fields.source import Source

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_PHONE = re.compile(r"\+?[0-9 ()\-\u2011\u2013]{5,30}")
_URL = re.compile(r"https?://[^\s/.?#]+(\.[^\s/.?#]+)+([/?#]\S*)?", re.IGNORECASE)


def _phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and 5 <= sum(sign.isdigit() for sign in text) <= 15


#: validationType -> (check, what is expected in Russian, in English)
_TYPES: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "email": (
        lambda text: len(text) <= 254 and bool(_EMAIL.fullmatch(text)),
        "нужен адрес электронной почты, например ivanova@example.ru",
        "an e-mail address is needed, for example ivanova@example.org",
    ),
    "phone": (_phone, "нужен номер телефона, например +7 495 123-45-67", "a telephone number is needed"),
    "url": (
        lambda text: bool(_URL.fullmatch(text)),
        "нужен адрес страницы, например https://example.ru",
        "the address of a page is needed, for example https://example.org",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Written(Question):
    """A text.  Kept in NFC, without spaces around it, lines ending in LF."""

    min_length: int
    max_length: int
    pattern: Pattern | None
    validation: str

    erasable_by_nature: ClassVar[bool] = True
    #: The bound on length where the form sets none
    longest: ClassVar[int]

    @classmethod
    def read(cls, source: Source) -> Self:
        validate = source.validate
        longest = validate.whole("maxLength")
        return cls(
            **asked(source, cls),
            **cls.own(source),
            min_length=validate.whole("minLength") or 0,
            max_length=cls.longest if longest is None else longest,
            pattern=pattern(source),
            validation=validate.one_of("validationType", ("", "custom", *_TYPES)),
        )

    @classmethod
    @abstractmethod
    def own(cls, source: Source) -> dict[str, Any]:
        """What this kind reads from its JSON besides."""

    @abstractmethod
    def tidied(self, text: str) -> str:
        """The text with the white space that this kind keeps."""

    def take(self, raw: object, circumstances: Circumstances) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise Wrong("нужен текст", "text is needed")
        if len(raw) > self.max_length * 2 + 100:
            raise self._too_long(len(raw))
        text = self.tidied(_clean(raw)).strip()
        if not text:
            return None
        self._check(text)
        return text

    def _check(self, text: str) -> None:
        if len(text) > self.max_length:
            raise self._too_long(len(text))
        if len(text) < self.min_length:
            raise Wrong(
                f"не короче {self.min_length} знаков, сейчас {len(text)}",
                f"at least {self.min_length} characters, now {len(text)}",
            )
        if self.validation in _TYPES:
            holds, ru, en = _TYPES[self.validation]
            if not holds(text):
                raise Wrong(ru, en)
        if self.pattern and not self.pattern.holds(text):
            raise Wrong(self.pattern.ru, self.pattern.en)

    def _too_long(self, length: int) -> Wrong:
        return Wrong(
            f"не длиннее {self.max_length} знаков, сейчас {length}",
            f"at most {self.max_length} characters, now {length}",
        )

    def shown(self, answer: Any, language: str) -> str:
        return str(answer)


def _clean(raw: str) -> str:
    """One spelling for one text; refuses signs that no database or document takes."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t":
            raise Wrong("есть недопустимые знаки; наберите текст заново", "forbidden characters; type the text again")
    return text

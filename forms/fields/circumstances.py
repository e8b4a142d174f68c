"""What a check of answers may know besides the answers: the day, the zone, what may be chosen, which files exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from forms.errors import Message
from forms.fields.choices import Choice
from processes import feel


class Wrong(Exception):
    """A value that its field does not take; the texts follow the field's label: «Фамилия: заполните поле»."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.message = Message(ru, en)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An uploaded file: its id, the name that the person gave it, SHA-256 (hex), size in bytes, kind (`pdf`)."""

    id: str
    name: str
    sha256: str
    size: int
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Signable:
    """A file (`attachment`) or a paper of the service (`document`) that may be signed; `name` is None when erased."""

    kind: str
    id: str
    name: str | None
    sha256: str
    size: int

    def answer(self) -> dict[str, object]:
        """As an answer names it."""
        return {self.kind: self.id, "name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """The day in the case's zone; choices by field path without row numbers; files by id (None: as the answers say).

    `signables`: what is to be signed by field path; None: as the answers say.
    """

    today: date
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    attachments: Mapping[str, Attachment] | None = None
    signables: Mapping[str, Sequence[Signable]] | None = None

    @property
    def moment(self) -> feel.Moment:
        """Noon of the day: a form's rules may ask for today, never for the time of day."""
        return feel.Moment(now=datetime.combine(self.today, time(12), self.zone), zone=self.zone)

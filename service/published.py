"""Published versions, read from the database once and kept: they never change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from forms.assembly import assemble
from forms.definition import Form
from processes.definition import Definition
from storage import definitions
from storage.errors import NotFound
from storage.models import FAR_FUTURE


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A version of a procedure, ready to be executed: `id` is its row, `version` counts from 1 within the key."""

    id: int
    key: str
    version: int | None
    definition: Definition
    parts: Mapping[str, bytes]
    forms: Mapping[str, Form]
    notices: Mapping[str, str]
    documents: Mapping[str, bytes]

    def form(self, form_id: str | None) -> Form | None:
        """The form of a step, or None for a step that only confirms."""
        return self.forms[form_id] if form_id else None


def read(parts: Mapping[str, bytes], *, id: int = 0, version: int | None = None) -> Edition:
    """The edition that these parts make; raises DefinitionRefused, DiagramRefused or FormRefused."""
    assembled = assemble(parts)
    return Edition(
        id=id,
        key=assembled.definition.key,
        version=version,
        definition=assembled.definition,
        parts=dict(parts),
        forms=assembled.forms,
        notices={name: text.decode("utf-8") for name, text in _with_suffix(parts, ".txt").items()},
        documents=_with_suffix(parts, ".typ"),
    )


class Editions:
    """The editions that this process has read so far."""

    def __init__(self) -> None:
        self._by_id: dict[int, Edition] = {}
        self._guard = threading.Lock()

    def get(self, session: Session, definition_id: int) -> Edition:
        """The edition of a definition's row; raises NotFound."""
        known = self._by_id.get(definition_id)
        if known is not None:
            return known
        row = definitions.get(session, definition_id)
        edition = read(definitions.parts(session, definition_id), id=row.id, version=row.version)
        with self._guard:
            return self._by_id.setdefault(definition_id, edition)

    def keys(self, session: Session) -> list[str]:
        """The procedures that have a version."""
        return [row.procedure for row in definitions.in_effect(session, FAR_FUTURE)]

    def newest(self, session: Session, key: str, at: datetime = FAR_FUTURE) -> Edition:
        """The newest version of a procedure that is in effect at that moment; raises NotFound."""
        row = definitions.newest(session, key, at)
        if row is None:
            raise NotFound("Процедура", "Procedure", key)
        return self.get(session, row.id)


def _with_suffix(parts: Mapping[str, bytes], suffix: str) -> dict[str, bytes]:
    """Parts of one kind by their bare names (`notices/N-EXM-SLOT.txt` is `N-EXM-SLOT`)."""
    return {PurePosixPath(name).stem: content for name, content in parts.items() if name.endswith(suffix)}

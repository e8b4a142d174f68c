"""Registers as programs read them: columns by name with plain values, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service import in_effect
from service.access import READERS, works_on
from service.actor import Actor
from service.in_effect import Register
from service.installation import Installation
from service.operations import paging
from service.operations.paging import Asked, Page
from storage import registers as stored
from storage.errors import NotFound, RowMissing
from storage.models import RegisterRow


@dataclass(frozen=True, kw_only=True)
class RegisterSeen:
    """A register; `columns` are those that the person sees."""

    id: str
    procedure: str
    ru: str
    en: str
    public: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RowSeen:
    """A row with the columns that the person sees; `state` today, `free` seats, None where there is nothing to hold."""

    row: RegisterRow
    data: Mapping[str, Any]
    state: str
    free: int | None

    @property
    def etag(self) -> str:
        """Its version; seats come and go without a new one and a row lapses without, so they count too."""
        version = f"{self.row.version}" if self.state == self.row.state else f"{self.row.version}.{self.state}"
        return f'"{version}"' if self.free is None else f'"{version}.{self.free}"'


def registers(installation: Installation, actor: Actor) -> tuple[RegisterSeen, ...]:
    """The registers that this person may open, by id."""
    with installation.database.reading() as session:
        return tuple(
            RegisterSeen(
                id=id_,
                procedure=told.edition.key,
                ru=told.outline.ru,
                en=told.outline.en,
                public=told.outline.public,
                columns=tuple(_columns(told, actor)),
            )
            for id_, told in sorted(_all(installation, session).items())
            if told.outline.public or _whole(told, actor)
        )


def rows(
    installation: Installation, actor: Actor, register: str, *, state: str | None = None, asked: Asked | None = None
) -> Page[RowSeen]:
    """Rows of a register, by key.  Raises NotFound (hidden from this person), Unfit (cursor)."""
    asked = asked or Asked()
    after = paging.read(installation, f"register {register}", asked.cursor, str)
    with installation.database.reading() as session:
        told = _opened(installation, session, actor, register)
        states, today = _states(told, actor, state), installation.today()
        found = stored.rows(
            session, register, states=states, today=today, after=after[0] if after else None, limit=asked.size + 1
        )
        free = _free(installation, session, told)
        seen = [
            RowSeen(
                row=row, data=_data(told, actor, row), state=stored.state_on(row, today), free=free.get(row.key)
            )
            for row in found
        ]  # fmt: skip
        total = stored.count(session, register, states=states, today=today) if asked.total else None
    return paging.page(
        seen, asked, lambda last: paging.sign(installation, f"register {register}", last.row.key), total=total
    )


def row(installation: Installation, actor: Actor, register: str, key: str) -> RowSeen:
    """One row; raises NotFound (no such register for this person) or RowMissing."""
    with installation.database.reading() as session:
        told = _opened(installation, session, actor, register)
        if "\0" in key:
            raise RowMissing(register, key)
        found = stored.get(session, register, key)
        open_states, state = _states(told, actor, None), stored.state_on(found, installation.today())
        if open_states is not None and state not in open_states:
            raise RowMissing(register, key)
        free = _free(installation, session, told).get(key)
        return RowSeen(row=found, data=_data(told, actor, found), state=state, free=free)


def _all(installation: Installation, session: Session) -> dict[str, Register]:
    return in_effect.registers(in_effect.editions(installation, session))


def _opened(installation: Installation, session: Session, actor: Actor, register: str) -> Register:
    told = _all(installation, session).get(register)
    if told is None or not (told.outline.public or _whole(told, actor)):
        raise NotFound("Реестр", "Register", register)
    return told


def _whole(told: Register, actor: Actor) -> bool:
    """Staff of the procedure and readers see rows whole."""
    return works_on(actor, told.edition.definition) or actor.holds(*READERS, procedure=told.edition.key)


def _states(told: Register, actor: Actor, state: str | None) -> list[str] | None:
    """The states of the rows that he may see, of those that he asks for; None: all."""
    public = None if _whole(told, actor) else told.outline.public_states
    if state is None:
        return None if public is None else list(public)
    return [state] if public is None or state in public else []


def _columns(told: Register, actor: Actor) -> list[str]:
    whole = _whole(told, actor)
    return [
        name
        for name, column in told.outline.columns.items()
        if whole or column.get("public", "yes") not in ("no", False)
    ]


def _data(told: Register, actor: Actor, row: RegisterRow) -> dict[str, Any]:
    """Erasable values do not stand in registers, and a commitment tells nobody anything."""
    values = {name: row.data.get(name) for name in _columns(told, actor)}
    return {name: None if isinstance(value, Mapping) and "given" in value else value for name, value in values.items()}


def _free(installation: Installation, session: Session, told: Register) -> dict[str, int | None]:
    if told.outline.stock is None:
        return {}
    return {
        choice.key: choice.free
        for choice in stored.choices(session, told.outline.id, installation.now(), today=installation.today())
    }

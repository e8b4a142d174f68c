"""Who may read, write and moderate a forum of one case: by his roles and, outside the house, by his parties in this case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from processes.definition import Definition, ForumOutline
from service import access
from service.actor import Actor
from service.published import Edition
from storage.models import Instance as InstanceRow


@dataclass(frozen=True, kw_only=True)
class Voice:
    """As whom somebody takes part: in which role, and for which party if it is held through one."""

    role: str
    party: str | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """What one person may do in the forums of one case; `everything`: he may read all of them."""

    held: tuple[Voice, ...]
    everything: bool

    def reads(self, forum: ForumOutline) -> bool:
        return self.everything or self._voice(forum.readers) is not None

    def writes(self, forum: ForumOutline) -> Voice | None:
        """As whom he would write; None: he may not."""
        return self._voice((*forum.writes, *forum.moderates))

    def moderates(self, forum: ForumOutline) -> Voice | None:
        """As whom he would close, reopen or withdraw what others said; None: he may not."""
        return self._voice(forum.moderates)

    def opens(self, forum: ForumOutline) -> Voice | None:
        """As whom he would open a thread by hand; None: he may not."""
        return self._voice((*forum.opens, *forum.moderates))

    def _voice(self, roles: Iterable[str]) -> Voice | None:
        allowed = set(roles)
        return next((voice for voice in self.held if voice.role in allowed), None)


def place(session: Session, actor: Actor, row: InstanceRow, edition: Edition) -> Place:
    """What the person may do in the forums of this case; default deny."""
    definition = edition.definition
    if not definition.forums:
        return Place(held=(), everything=False)
    staff = (role.id for role in definition.roles.values() if role.scope == "none")
    inside = (Voice(role=role) for role in staff if actor.holds(role, procedure=edition.key))
    outside = (
        Voice(role=one.role, party=one.holder if one.holder.startswith("party:") else None)
        for one in access.held(session, actor, row)
    )
    return Place(held=(*inside, *outside), everything=access.reads_all(actor, edition))


def title(definition: Definition, forum: str, language: str) -> str:
    """What a forum is called."""
    outline = definition.forums[forum]
    return outline.ru if language == "ru" else outline.en

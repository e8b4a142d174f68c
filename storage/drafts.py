"""Answers that their author has not sent yet: valid or not, on every device of his, read by nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from storage.errors import StaleVersion
from storage.models import Draft


def save(
    session: Session,
    person_id: int,
    place: str,
    answers: dict[str, Any],
    *,
    at: datetime,
    seen: int | None = None,
) -> int:
    """The draft's new version, from 1.  `place`: 17-42, or start:exam:EXM-10.

    `seen` is the version that the page was drawn from (0: none); raises StaleVersion if another device saved since.
    """
    draft = session.get(Draft, (person_id, place), with_for_update=True, populate_existing=True)
    current = draft.version if draft else 0
    if seen is not None and seen != current:
        raise StaleVersion("Черновик", "Draft", place, current=current)
    if draft is None:
        draft = Draft(person_id=person_id, place=place)
        session.add(draft)
    draft.answers, draft.version, draft.saved_at = answers, current + 1, at
    session.flush()
    return draft.version


def load(session: Session, person_id: int, place: str) -> Draft | None:
    """The author's draft for a place."""
    return session.get(Draft, (person_id, place), populate_existing=True)


def drop(session: Session, person_id: int, place: str) -> None:
    """The author's draft is sent, or thrown away."""
    session.connection().execute(_DROP, {"of": person_id, "at": place})


def drop_place(session: Session, place: str) -> None:
    """Nobody can send anything at this place any more."""
    session.connection().execute(_DROP_PLACE, {"at": place})


def of_person(session: Session, person_id: int) -> list[Draft]:
    """All drafts of an author, the latest first."""
    return list(
        session.scalars(select(Draft).where(Draft.person_id == person_id).order_by(Draft.saved_at.desc(), Draft.place))
    )


def places(session: Session, person_id: int, of: list[str]) -> set[str]:
    """Those of these places where the author has a draft: the dots in his inbox."""
    return set(session.scalars(select(Draft.place).where(Draft.person_id == person_id, Draft.place.in_(of))))


_DROP_PLACE = delete(Draft).where(Draft.place == bindparam("at"))
_DROP = _DROP_PLACE.where(Draft.person_id == bindparam("of"))

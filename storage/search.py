"""Finding cases by words and numbers; tokens of erasable values are marked and go with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, exists
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.conflict import insert_new
from storage.models import SearchToken
from storage.text import tokens


def add(session: Session, instance_id: int, texts: Iterable[str]) -> None:
    """The case is found by these texts too; they hold nothing erasable."""
    _add(session, instance_id, texts, erasable=False)


def add_erasable(session: Session, instance_id: int, texts: Iterable[str]) -> None:
    """The case is found by these texts until they are erased."""
    _add(session, instance_id, texts, erasable=True)


def erase(session: Session, instance_id: int) -> None:
    """The case is no longer found by anything that was erasable."""
    session.execute(delete(SearchToken).where(SearchToken.instance_id == instance_id, SearchToken.erasable.is_(True)))


def found(q: str, instance_id: InstrumentedAttribute[int] | ColumnElement[int]) -> Sequence[ColumnElement[bool]]:
    """Conditions that hold for cases with all the words of `q`; none for an empty `q`."""
    return [_has(token, instance_id) for token in sorted(tokens(q))]


def having(words: int, instance_id: InstrumentedAttribute[int] | ColumnElement[int]) -> Sequence[ColumnElement[bool]]:
    """As `found`, for a statement that is put together once and kept; `values` are the words."""
    return [_has(bindparam(f"word_{number}"), instance_id) for number in range(words)]


def values(q: str) -> dict[str, str]:
    """The words of `q` by the names that `having` has for them."""
    return {f"word_{number}": token for number, token in enumerate(sorted(tokens(q)))}


def _has(
    token: str | BindParameter[str], instance_id: InstrumentedAttribute[int] | ColumnElement[int]
) -> ColumnElement[bool]:
    return exists().where(SearchToken.token == token, SearchToken.instance_id == instance_id)


def _add(session: Session, instance_id: int, texts: Iterable[str], *, erasable: bool) -> None:
    words = sorted({token for text in texts for token in tokens(text)})
    if not words:
        return
    rows: list[dict[str, Any]] = [{"token": word, "instance_id": instance_id, "erasable": erasable} for word in words]
    insert_new(session, SearchToken, rows)

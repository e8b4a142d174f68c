"""Erasable values.  The log has their commitments; whoever erases here leaves every proof intact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, null, select, update
from sqlalchemy.orm import Session

from forms import sealing
from storage import search
from storage.conflict import insert_new
from storage.models import Personal


class Erasable(Protocol):
    """What `forms.sealing.seal` set apart."""

    @property
    def path(self) -> str: ...
    @property
    def salt(self) -> bytes: ...
    @property
    def value(self) -> Any: ...


def put(
    session: Session, instance_id: int, seq: int, erasables: Iterable[Erasable], *, subject: str | None = None
) -> None:
    """Keeps values beside the history row `seq`, under their commitments; `subject` is whose data they are."""
    rows = [
        {
            "instance_id": instance_id,
            "commitment": sealing.commitment(one.salt, one.value),
            "seq": seq,
            "path": one.path,
            "subject": subject,
            "salt": one.salt,
            "value": one.value,
        }
        for one in erasables
    ]
    if rows:
        insert_new(session, Personal, rows)


def resolve(session: Session, instance_id: int) -> dict[str, Any]:
    """Commitment -> value of everything in a case that is not erased."""
    found = session.execute(
        select(Personal.commitment, Personal.value).where(
            Personal.instance_id == instance_id, Personal.salt.is_not(None)
        )
    )
    return dict(found.all())


def resolver(session: Session, instance_id: int) -> Callable[[str], Any]:
    """The value behind a commitment, None once erased; asks the database once, when first called."""
    known: dict[str, Any] | None = None

    def value_of(commitment: str) -> Any:
        nonlocal known
        if known is None:
            known = resolve(session, instance_id)
        return known.get(commitment)

    return value_of


def kept(session: Session, instance_id: int) -> list[Personal]:
    """Everything that is or was kept about a case, in order: for an access request or a verifier."""
    return list(
        session.scalars(
            select(Personal)
            .where(Personal.instance_id == instance_id)
            .order_by(Personal.seq, Personal.path, Personal.commitment)
        )
    )


def about(session: Session, subject: str) -> list[Personal]:
    """Everything that is or was kept about somebody, in all cases."""
    return list(
        session.scalars(
            select(Personal).where(Personal.subject == subject).order_by(Personal.instance_id, Personal.seq)
        )
    )


def erase(session: Session, instance_id: int, *, at: datetime, ground: str, subject: str | None = None) -> int:
    """How many values of a case were erased now, all or one subject's; salts and search words go with them."""
    query = update(Personal).where(Personal.instance_id == instance_id, Personal.salt.is_not(None))
    if subject is not None:
        query = query.where(Personal.subject == subject)
    erased = session.scalars(
        query.values(salt=null(), value=null(), erased_at=at, ground=ground).returning(Personal.commitment),
        execution_options={"synchronize_session": False},
    ).all()
    search.erase(session, instance_id)
    return len(erased)


def erased_count(session: Session, instance_id: int) -> int:
    """How many values of a case were erased."""
    return session.scalars(
        select(func.count())
        .select_from(Personal)
        .where(Personal.instance_id == instance_id, Personal.erased_at.is_not(None))
    ).one()

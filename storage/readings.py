"""Who answered for the reading of an unclear clause.  Signatures are only ever added; the latest one stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import ReadingSignature


def sign(
    session: Session, *, procedure: str, reading: str, choice: str, version: int, basis: str, by: str, at: datetime
) -> ReadingSignature:
    """A signature more; the caller records the act in the journal."""
    signed = ReadingSignature(
        procedure=procedure, reading=reading, choice=choice, version=version, basis=basis, signed_by=by, signed_at=at
    )
    session.add(signed)
    session.flush()
    return signed


def signatures(session: Session, procedure: str) -> list[ReadingSignature]:
    """All signatures under the readings of a procedure, the latest first."""
    query = select(ReadingSignature).where(ReadingSignature.procedure == procedure).order_by(ReadingSignature.id.desc())
    return list(session.scalars(query))

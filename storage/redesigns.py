"""Redesigns: the draft of a procedure's next version, all its parts at hand, saved at every change.

Who may change it, and what a part may be called, is not known here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from storage import definitions
from storage.conflict import insert_into
from storage.errors import StaleVersion
from storage.models import Blob, Definition, DefinitionPart, Redesign, RedesignPart


def load(session: Session, procedure: str) -> Redesign | None:
    """The redesign of a procedure, if somebody began one."""
    return session.get(Redesign, procedure, populate_existing=True)


def all_of(session: Session) -> list[Redesign]:
    """Every redesign, by procedure."""
    return list(session.scalars(select(Redesign).order_by(Redesign.procedure)))


def changing(session: Session, base: Definition, *, seen: int, by: str, at: datetime) -> Redesign:
    """The redesign of `base`'s procedure, locked and one `rev` further; begun from all parts of `base` if there is none.

    `seen` is the rev that the change was made from (0: there was no redesign); raises StaleVersion if another is now.
    """
    found = session.get(Redesign, base.procedure, with_for_update=True, populate_existing=True)
    if (found.rev if found else 0) != seen:
        raise StaleVersion("Черновик версии", "Redesign", base.procedure, current=found.rev if found else 0)
    if found is None:
        found = _begun(session, base, by, at)
    found.rev, found.author, found.changed_at = found.rev + 1, by, at
    session.flush()
    return found


def put_part(session: Session, procedure: str, name: str, content: bytes) -> None:
    """The part has this content from now on; a content that nothing else has goes away."""
    before = session.get(RedesignPart, (procedure, name), populate_existing=True)
    digest = definitions.keep_blobs(session, {name: content})[name]
    if before is None:
        session.add(RedesignPart(procedure=procedure, name=name, digest=digest))
        session.flush()
        return
    replaced, before.digest = before.digest, digest
    session.flush()
    _sweep(session, {replaced})


def drop_part(session: Session, procedure: str, name: str) -> bool:
    """Whether there was such a part."""
    gone = session.scalars(
        delete(RedesignPart)
        .where(RedesignPart.procedure == procedure, RedesignPart.name == name)
        .returning(RedesignPart.digest)
    ).all()
    _sweep(session, set(gone))
    return bool(gone)


def drop(session: Session, procedure: str) -> bool:
    """The redesign is published, or thrown away; whether there was one."""
    gone = session.scalars(
        delete(RedesignPart).where(RedesignPart.procedure == procedure).returning(RedesignPart.digest)
    ).all()
    _sweep(session, set(gone))
    return bool(
        session.scalars(delete(Redesign).where(Redesign.procedure == procedure).returning(Redesign.procedure)).all()
    )


def parts(session: Session, procedure: str) -> dict[str, bytes]:
    """File name -> content, by name."""
    found = session.execute(
        select(RedesignPart.name, Blob.content)
        .join(Blob, Blob.digest == RedesignPart.digest)
        .where(RedesignPart.procedure == procedure)
        .order_by(RedesignPart.name)
    )
    return dict(found.all())


def _begun(session: Session, base: Definition, by: str, at: datetime) -> Redesign:
    begun: Redesign | None = session.scalars(
        insert_into(session, Redesign)
        .values(procedure=base.procedure, base_id=base.id, rev=0, author=by, changed_at=at)
        .on_conflict_do_nothing()
        .returning(Redesign)
    ).one_or_none()
    if begun is None:  # somebody else began at the same moment
        raise StaleVersion("Черновик версии", "Redesign", base.procedure, current=None)
    session.execute(
        insert(RedesignPart),
        [
            {"procedure": base.procedure, "name": name, "digest": digest}
            for name, digest in definitions.part_digests(session, base.id).items()
        ],
    )
    return begun


def _sweep(session: Session, digests: set[str]) -> None:
    """An owner who types for an hour saves a hundred states of a diagram; those that nothing has any more go."""
    session.execute(
        delete(Blob).where(
            Blob.digest.in_(digests),
            ~exists().where(DefinitionPart.digest == Blob.digest),
            ~exists().where(RedesignPart.digest == Blob.digest),
        )
    )

"""Mending projections: after a release that makes other rows of the same facts, those of older cases are made alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from service.actor import SYSTEM
from service.installation import Installation
from storage import history, instances, projections, settings
from storage.models import Instance

_NAME = "projections"
"""The setting that keeps the edition by which all rows were made."""


@dataclass(kw_only=True)
class Mended:
    """How many cases had rows of an older edition, and which were left as they are since their history is broken."""

    cases: int = 0
    left: list[str] = field(default_factory=list)


def mend(installation: Installation) -> Mended:
    """Every case's rows say what this release makes of its history; each case in its own transaction.

    Broken off, it begins anew the next time.  A history that does not hold is left for `verify` to name.
    """
    mended = Mended()
    with installation.database.reading() as session:
        if settings.get(session, _NAME, 0) == projections.EDITION:
            return mended
        cases = session.scalars(select(Instance.id).order_by(Instance.id)).all()
    for instance_id in cases:
        _mend_one(installation, instance_id, mended)
    with installation.database.writing() as session:
        settings.put(session, _NAME, projections.EDITION, at=installation.now(), actor=SYSTEM)
    return mended


def _mend_one(installation: Installation, instance_id: int, mended: Mended) -> None:
    with installation.database.writing() as session:
        case = instances.moving(session, instance_id)
        if history.check(session, instance_id) is not None:
            mended.left.append(case.number)
            return
        definition = installation.definitions.get(session, case.definition_id).definition
        if projections.mend(session, instance_id, definition):
            mended.cases += 1

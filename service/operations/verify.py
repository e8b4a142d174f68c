"""Verifying: every history is chained as it was written, and every projection says what its history says."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from service.installation import Installation
from storage import history, projections, registers
from storage.models import Instance


@dataclass(frozen=True, kw_only=True)
class BrokenHistory:
    """A history that does not hold, and its first row that does not."""

    number: str
    broken: history.Broken


@dataclass(frozen=True, kw_only=True)
class WrongProjection:
    """A row that does not say what the history of its case says."""

    number: str
    difference: projections.Difference


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A case whose history cannot be read far enough to compare anything with it."""

    number: str
    why: str


@dataclass(frozen=True, kw_only=True)
class WrongRow:
    """A row of a register that does not say what its last version says, or that lacks one."""

    register: str
    key: str


@dataclass(kw_only=True)
class Verified:
    """What was found in how many cases."""

    instances: int = 0
    histories: list[BrokenHistory] = field(default_factory=list)
    projections: list[WrongProjection] = field(default_factory=list)
    rows: list[WrongRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        return not (self.histories or self.projections or self.rows or self.unreadable)


def verify(installation: Installation) -> Verified:
    """What is wrong in the whole installation; reads case by case and writes nothing."""
    found = Verified()
    with installation.database.reading() as session:
        cases = session.execute(select(Instance.id, Instance.number).order_by(Instance.id)).all()
    for instance_id, number in cases:
        _verify_one(installation, instance_id, number, found)
    with installation.database.reading() as session:
        found.rows += [WrongRow(register=register, key=key) for register, key in registers.untrue(session)]
    return found


def _verify_one(installation: Installation, instance_id: int, number: str, found: Verified) -> None:
    found.instances += 1
    with installation.database.reading() as session:
        try:
            broken = history.check(session, instance_id)
            if broken is not None:
                found.histories.append(BrokenHistory(number=number, broken=broken))
            row = session.get_one(Instance, instance_id)
            definition = installation.definitions.get(session, row.definition_id).definition
            differences = projections.differences(session, instance_id, definition)
        except (ValueError, KeyError, TypeError) as error:  # a changed text need not be JSON any more
            found.unreadable.append(Unreadable(number=number, why=repr(error)[:300]))
            return
    found.projections += [WrongProjection(number=number, difference=one) for one in differences]

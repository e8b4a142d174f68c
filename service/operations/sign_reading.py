"""A reading of an unclear clause is signed: somebody answers for the choice, and says on what it rests."""

from __future__ import annotations

from dataclasses import dataclass

from processes.definition import Definition
from service.access import require_role
from service.actor import Actor
from service.errors import Conflict, Unfit
from service.installation import Installation
from storage import journal, readings
from storage.errors import NotFound

SIGNER = "process_owner"
LONGEST_BASIS = 2000


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What was signed: the reading, the choice, under which version."""

    reading: str
    choice: str
    version: int


def sign(installation: Installation, actor: Actor, key: str, reading: str, choice: str, basis: str) -> Signed:
    """The signature under a choice; an earlier one stays and is superseded.

    Raises NotFound, NotAllowed, Unfit (no basis, or no such choice), and Conflict when the choice is not the one in
    force: nobody can answer for what the version does not do.
    """
    words = " ".join(basis.split())
    with installation.database.writing() as session:
        edition = installation.definitions.newest(session, key, installation.now())
        definition = edition.definition
        require_role(actor, *signers(definition), procedure=key)
        found = next((one for one in definition.readings if one.id == reading), None)
        if found is None:
            raise NotFound("Прочтение", "Reading", reading)
        if choice not in {one.id for one in found.choices}:
            raise Unfit(f"Варианта «{choice}» у вопроса {reading} нет", f"{reading} has no choice {choice!r}")
        if not words or len(words) > LONGEST_BASIS:
            raise Unfit(
                f"Напишите, на чём основано прочтение: решение, письмо, разъяснение (до {LONGEST_BASIS} знаков)",
                f"Say on what the reading rests: a decision, a letter, a clarification (up to {LONGEST_BASIS} characters)",
            )
        in_force = definition.in_force(found)
        if in_force is None or in_force.id != choice:
            raise Conflict(
                "Подписать можно прочтение, которое действует; сначала переключите настройку",
                "Only the reading in force can be signed; switch the setting first",
                reading=reading,
            )
        now, version = installation.now(), edition.version or 0
        readings.sign(
            session,
            procedure=key,
            reading=reading,
            choice=choice,
            version=version,
            basis=words,
            by=actor.id,
            at=now,
        )
        journal.record(
            session,
            at=now,
            actor=actor.id,
            kind="reading.signed",
            subject=f"reading:{key}/{reading}",
            details={"choice": choice, "basis": words, "version": version},
        )
    return Signed(reading=reading, choice=choice, version=version)


def signers(definition: Definition) -> tuple[str, ...]:
    """Who may sign: the owner of the procedure, and the roles that procedure.yaml names."""
    return (SIGNER, *definition.signers)

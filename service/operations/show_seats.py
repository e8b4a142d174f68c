"""Who has a seat in a row of a register, or had one: for the staff of its procedure and those who may read its cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service import in_effect, subjects
from service.access import reads_all, works_on
from service.actor import Actor
from service.in_effect import Register
from service.installation import Installation
from storage import instances, registers
from storage.errors import NotFound
from storage.models import LIVING, Seat

STATES = ("held", "taken", "sat", "absent", "released")


@dataclass(frozen=True, kw_only=True)
class SeatShown:
    """A case with its seat; `subject` is whom the case is about, `where` the names of the steps that it waits at."""

    instance_id: int
    number: str
    subject: str
    state: str
    where: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Seats:
    """The seats of a row, by case; `counts` says how many are in each of STATES that occurs."""

    seats: tuple[SeatShown, ...]
    counts: dict[str, int]


def show(installation: Installation, actor: Actor, register: str, key: str) -> Seats:
    """The seats of the row; raises NotFound, also for somebody who may not read the procedure's cases."""
    with installation.database.reading() as session:
        found = require(installation, session, actor, register)
        seats = registers.all_seats(session, register, key)
        cases = instances.some(session, {seat.instance_id for seat in seats})
        note_looks(installation, actor, found, cases)
        whom = subjects.of(session, set(cases))
        waits: dict[int, list[str]] = {}
        for task in instances.tasks_of(session, set(cases)):
            if task.status in LIVING:
                waits.setdefault(task.instance_id, []).append(task.called)
        shown = tuple(
            SeatShown(
                instance_id=seat.instance_id,
                number=cases[seat.instance_id].number,
                subject=whom.get(seat.instance_id, ""),
                state=state_of(installation, seat),
                where=tuple(waits.get(seat.instance_id, ())),
            )
            for seat in seats
        )
    counts = {state: sum(seat.state == state for seat in shown) for state in STATES}
    return Seats(seats=shown, counts={state: count for state, count in counts.items() if count})


def require(installation: Installation, session: Session, actor: Actor, register: str) -> Register:
    """The register, for somebody who may read all cases of its procedure; raises NotFound."""
    found = in_effect.registers(in_effect.editions(installation, session)).get(register)
    if found is None or found.outline.stock is None or not reads_all(actor, found.edition):
        raise NotFound("Реестр с местами", "Register with seats", register)
    return found


def state_of(installation: Installation, seat: Seat) -> str:
    """The seat's state now: one held for a while is given back when its time has run out."""
    ran_out = seat.state == "held" and seat.until is not None and seat.until <= installation.now()
    return "released" if ran_out else seat.state


def note_looks(installation: Installation, actor: Actor, found: Register, instance_ids: Iterable[int]) -> None:
    """Readers from outside the procedure are recorded, as on a case's own page."""
    if works_on(actor, found.edition.definition):
        return
    for instance_id in instance_ids:
        installation.looks.note(actor.id, instance_id, installation.now())

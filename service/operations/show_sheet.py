"""What the sheet of a row shows: its cases, and of each the steps that are recorded on one page.

A step is *open* to the person who looks where he may do it now, or will have opened it himself by what he fills in
before it in the same row; anything else is only said: done, with somebody, not yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.fields.choices import Choice
from processes.definition import SheetOutline
from processes.errors import PoryadokError
from service import in_effect, naming, subjects
from service.access import key_held
from service.actor import Actor
from service.in_effect import Register
from service.installation import Installation
from service.moving import case_data, opened, surroundings
from service.operations import answering, show_seats, show_task, tasks
from service.published import Edition
from service.refs import read_person, task_ref
from service.words import short_name
from storage import instances, people, registers
from storage.errors import NotFound
from storage.models import LIVING, Seat, Task, TaskStatus
from storage.models import Instance as InstanceRow


class Standing(StrEnum):
    """How a step of a case stands to the person who looks."""

    OPEN = "open"  #: He may fill it in here
    REFUSED = "refused"  #: It is open, but not to him; `refusal` says why
    DONE = "done"
    NONE = "none"  #: It has not come to it


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step of a case.

    `ref` is its task, None where there is none yet; `answers` are the raw values that its form opens with, open or not,
    `names` what the form's expressions see of the case.
    """

    element: str
    name: str
    standing: Standing
    ref: str | None = None
    etag: str | None = None
    form: Form | None = None
    answers: Mapping[str, Any]
    choices: Mapping[str, Sequence[Choice]]
    names: Mapping[str, Any]
    by: str = ""
    at: datetime | None = None
    refusal: PoryadokError | None = None


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A case with a seat in the row: whom it is about, how the seat stands, its steps by id."""

    instance_id: int
    number: str
    subject: str
    seat: str
    steps: Mapping[str, StepShown]


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """The sheet of one row as one person sees it; `data` are the row's columns."""

    register: Register
    outline: SheetOutline
    key: str
    data: Mapping[str, Any]
    capacity: int | None
    cases: tuple[CaseShown, ...]


def show(installation: Installation, actor: Actor, register: str, key: str) -> SheetView:
    """The sheet; raises NotFound (no such row or sheet, or not for this person)."""
    with installation.database.reading() as session:
        found, outline = require(installation, session, actor, register)
        row = registers.get(session, register, key)
        seats = registers.seats(session, register, key, installation.now())
        show_seats.note_looks(installation, actor, found, (seat.instance_id for seat in seats))
        return SheetView(
            register=found,
            outline=outline,
            key=key,
            data=row.data,
            capacity=row.capacity,
            cases=tuple(_cases(installation, session, actor, outline, seats)),
        )


def require(installation: Installation, session: Session, actor: Actor, register: str) -> tuple[Register, SheetOutline]:
    """The register with its sheet, for somebody who may read the procedure's cases; raises NotFound."""
    found = show_seats.require(installation, session, actor, register)
    if found.outline.sheet is None:
        raise NotFound("Ведомость реестра", "Sheet of register", register)
    return found, found.outline.sheet


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a sheet stands: the register and the key of its row; `titles` are what a link to it says, by language."""

    register: str
    key: str
    titles: Mapping[str, str]


def of_tasks(
    installation: Installation, session: Session, steps: Iterable[tuple[int, str, str]]
) -> dict[tuple[int, str], Address]:
    """The sheets on which open steps can be recorded together: of (case, procedure, element), by case and element.

    One statement, and only if a sheet names one of the steps.
    """
    editions = in_effect.editions(installation, session)
    named = {
        (key, step): (register.id, register.sheet.whole)
        for key, edition in editions.items()
        for register in edition.definition.registers.values()
        if register.sheet is not None
        for step in register.sheet.steps
    }
    wanted = [
        (case, element, *named[procedure, element])
        for case, procedure, element in steps
        if (procedure, element) in named
    ]
    if not wanted:
        return {}
    seats = registers.seats_of_instances(session, {case for case, *_ in wanted})
    rows = {(seat.instance_id, seat.register): seat.key for seat in seats}
    return {
        (case, element): Address(register=register, key=rows[case, register], titles=whole)
        for case, element, register, whole in wanted
        if (case, register) in rows
    }


def _cases(
    installation: Installation, session: Session, actor: Actor, outline: SheetOutline, seats: Sequence[Seat]
) -> Iterator[CaseShown]:
    ids = {seat.instance_id for seat in seats}
    cases, whom = instances.some(session, ids), subjects.of(session, ids)
    by_case: dict[int, list[Task]] = {}
    for task in instances.tasks_of(session, ids):
        by_case.setdefault(task.instance_id, []).append(task)
    names = _names(session, by_case.values())
    for seat in seats:
        row = cases[seat.instance_id]
        reading = _CaseReading(installation, session, actor, row, seat, by_case.get(row.id, []), names)
        yield CaseShown(
            instance_id=row.id,
            number=row.number,
            subject=whom.get(row.id, ""),
            seat=show_seats.state_of(installation, seat),
            steps={step.element: step for step in reading.steps(outline.steps)},
        )


def _names(session: Session, cases: Iterable[Sequence[Task]]) -> Mapping[int, str]:
    ids = {read_person(task.completed_by or "") for tasks_ in cases for task in tasks_}
    names = people.named(session, {id_ for id_ in ids if id_ is not None})
    return {id_: short_name(name) for id_, name in names.items()}


class _CaseReading:
    """One case of the sheet, its steps read in their order."""

    def __init__(
        self,
        installation: Installation,
        session: Session,
        actor: Actor,
        row: InstanceRow,
        seat: Seat,
        rows: Sequence[Task],
        names: Mapping[int, str],
    ) -> None:
        self._installation = installation
        self._session = session
        self._actor = actor
        self._row = row
        self._seat = seat
        self._rows = rows
        self._names = names
        self._edition: Edition = installation.definitions.get(session, row.definition_id)
        self._data: dict[str, Any] | None = None

    def steps(self, elements: Iterable[str]) -> Iterator[StepShown]:
        """Of an absent case nothing more is asked: what is open of it belongs to another day."""
        mine: list[str] | None = []
        for element in elements:
            if element not in self._edition.definition.nodes:
                continue
            shown = self._step(element, mine or ())
            if shown.standing is Standing.OPEN and mine is not None:
                mine.append(element)
            elif shown.standing is not Standing.DONE:
                mine = None  # somebody else's step comes first
            yield shown

    def _step(self, element: str, mine: Sequence[str]) -> StepShown:
        task = self._task(element)
        if task is not None and task.status == TaskStatus.DONE:
            return self._shown(element, Standing.DONE, task)
        if task is not None:
            halted = tasks.halted(self._session, self._row, self._installation.zone)
            refusal = tasks.refusal(self._session, self._actor, task, self._edition, self._rows) or halted
            return self._shown(element, Standing.REFUSED if refusal else Standing.OPEN, task, refusal=refusal)
        if mine and self._may_follow(element, mine):
            return self._shown(element, Standing.OPEN, None)
        return self._shown(element, Standing.NONE, None)

    def _task(self, element: str) -> Task | None:
        """The last task of the step since the case has this seat, unless the diagram took it back."""
        living = () if self._seat.state == "absent" else LIVING
        found = [
            task
            for task in self._rows
            if task.element == element
            and (task.status == TaskStatus.DONE or task.status in living)
            and (self._seat.since is None or task.opened_at >= self._seat.since)
        ]
        return found[-1] if found else None

    def _may_follow(self, element: str, mine: Sequence[str]) -> bool:
        """Whether the person may do the step when he has done those before it himself."""
        definition = self._edition.definition
        if key_held(self._actor, definition.roles_of(element), self._edition.key) is None:
            return False
        if tasks.separated(self._session, definition, self._rows, self._actor, element) is not None:
            return False
        return tasks.kept_apart(definition, element, mine) is None

    def _shown(
        self, element: str, standing: Standing, task: Task | None, *, refusal: PoryadokError | None = None
    ) -> StepShown:
        node = self._edition.definition.node(element)
        form = self._edition.form(node.properties.get("form"))
        names = self._known(task)
        here = self._installation
        return StepShown(
            element=element,
            name=self._name(element),
            standing=standing,
            ref=task_ref(task.instance_id, task.task) if task else None,
            etag=tasks.etag_of(task) if task else None,
            form=form,
            answers=show_task.opens_with(here, form, names),
            choices=answering.choices(self._session, form, here.now(), here.zone, names),
            names=names,
            by=self._names.get(read_person(task.completed_by or "") or 0, "") if task else "",
            at=task.completed_at if task else None,
            refusal=refusal,
        )

    def _name(self, element: str) -> str:
        return naming.step_name(self._edition.definition, element)

    def _known(self, task: Task | None) -> Mapping[str, Any]:
        if self._data is None:
            data = case_data(self._installation, self._session, self._row, self._edition)
            self._data = {**opened(self._session, self._row, data), **surroundings(self._row, self._edition)}
        return {**self._data, **(task.local or {})} if task else self._data

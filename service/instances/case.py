"""A case as its page shows it to staff: status, who owes what, stages, steps, pictures, documents, acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service import delivery, naming, words
from service.access import reads_all, works_on
from service.actor import Actor
from service.delivery import NoticeShown
from service.history import marks, story
from service.history.story import Moment, Reader
from service.installation import Installation
from service.instances import pictures, stages
from service.instances.pictures import Picture
from service.instances.stages import StageShown
from service.operations import joined_cases, show_act, show_instance, show_thread
from service.operations.joined_cases import JoinedCase
from service.operations.show_task import Answered
from service.operations.show_thread import Threads
from service.tasks import aside
from service.tasks.aside import Told
from storage import instances, mail, people


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A task that waits: `term` says how its due date was computed, `mine` that the reader may do it."""

    ref: str
    name: str
    roles: str
    holder: str
    due: datetime | None
    term: str | None
    clauses: tuple[naming.CitedClause, ...]
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line of the list beside the diagram."""

    name: str
    state: str
    who: str
    when: datetime | None
    late: int


@dataclass(frozen=True, kw_only=True)
class Halt:
    """Why a suspended case stands still: who halted it, when, and the reason as the history tells it."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Something that came on paper: which step, when it was received, the ids of its scans."""

    step: str
    received_on: date
    scans: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything on the page."""

    id: int
    number: str
    subject: str
    title: str
    version: int
    status: str
    state: str
    halt: Halt | None
    started_at: datetime
    ended_at: datetime | None
    open_steps: tuple[OpenStep, ...]
    stages: tuple[StageShown, ...]
    steps: tuple[Step, ...]
    pictures: tuple[Picture, ...]
    documents: tuple[Any, ...]
    acts: tuple[Any, ...]
    told: tuple[Told, ...]
    moments: tuple[Moment, ...]
    incidents: tuple[Any, ...]
    notices: tuple[NoticeShown, ...]
    may_confirm: bool
    participants: tuple[tuple[str, str], ...]
    discussions: Threads
    joined: tuple[JoinedCase, ...]
    papers: tuple[Paper, ...]
    unclaimed: tuple[Any, ...]


def _notices(
    installation: Installation, actor: Actor, view: show_instance.InstanceView, language: str
) -> tuple[NoticeShown, ...]:
    """All that people were told of the case, for those who may read it whole."""
    if not reads_all(actor, view.edition):
        return ()
    with installation.database.reading() as session:
        return delivery.notices(session, mail.of_instance(session, view.row.id), installation.zone, language)


def find(installation: Installation, number: str) -> int:
    """The id of the case with this number; raises NotFound."""
    with installation.database.reading() as session:
        return instances.by_number(session, number).id


def case(installation: Installation, actor: Actor, number: str, language: str) -> Case:
    """The case as this person may see it; raises NotFound for anybody else's."""
    instance_id = find(installation, number)
    view = show_instance.show(installation, actor, instance_id)
    rows = show_instance.events(installation, actor, instance_id)
    definition = view.edition.definition
    reader = reader_of(installation, rows, language)
    told = story.moments(definition, rows, reader)
    place = marks.standing(definition, (moment.fact for moment in told))
    now, ended = installation.now(), view.row.ended_at is not None
    overdue = frozenset(task.element for task in view.open_tasks if task.due and task.due < now)
    return Case(
        id=instance_id,
        number=view.row.number,
        subject=view.participants[0].called if view.participants else "",
        title=definition.title_of(view.row.process, language),
        version=view.edition.version or 0,
        status=status(view.row.status, told, overdue=bool(overdue), language=language),
        state=_colour(view.row.status, overdue=bool(overdue)),
        halt=_halt(view.row.suspended_at, told),
        started_at=view.row.started_at,
        ended_at=view.row.ended_at,
        open_steps=tuple(_open_step(view, task, actor, reader) for task in view.open_tasks),
        stages=stages.shown(definition, view.row.process, place, told, language, ended=ended),
        steps=_steps(definition, told, view.open_tasks),
        pictures=pictures.drawn(view.edition, place, language=language, overdue=overdue),
        documents=tuple(view.documents),
        acts=tuple(show_act.open_acts(installation, actor, instance_id)),
        joined=joined_cases.joined(installation, actor, instance_id),
        discussions=show_thread.listed(installation, actor, instance_id),
        told=aside.told(view.edition, view.row.process, view.case, begun(told), _answered(told), language),
        moments=tuple(reversed(told)),
        incidents=tuple(view.incidents),
        notices=_notices(installation, actor, view, language),
        may_confirm=works_on(actor, definition) or actor.holds("operator", "admin"),
        participants=_participants(view, definition, language),
        papers=_papers(definition, told),
        unclaimed=_unclaimed(view, actor) if not ended else (),
    )


def reader_of(installation: Installation, rows: list[dict[str, Any]], language: str) -> Reader:
    """Names of the people that the history speaks of."""
    ids = {int(id_) for row in rows for id_ in _people_in(row)}
    with installation.database.reading() as session:
        names: Mapping[int, str] = people.named(session, ids) if ids else {}
    return Reader(language=language, zone=installation.zone, people=names)


def status(state: str, told: tuple[Moment, ...], *, overdue: bool, language: str) -> str:
    """One status word of a case."""
    russian = language == "ru"
    if state == "finished":
        end = next((m.fact.get("name") for m in reversed(told) if m.fact["fact"] == "InstanceFinished"), None)
        return str(end) if end else ("Завершено" if russian else "Closed")
    if state == "cancelled":
        return "Остановлено" if russian else "Stopped"
    if state == "suspended":
        return "Приостановлено" if russian else "Suspended"
    if overdue:
        return "Просрочено" if russian else "Overdue"
    return "В работе" if russian else "Running"


def _colour(state: str, *, overdue: bool) -> str:
    if state == "running":
        return "late" if overdue else "now"
    return "done" if state == "finished" else ""


def _halt(since: datetime | None, told: tuple[Moment, ...]) -> Halt | None:
    if since is None:
        return None
    moment = next(moment for moment in reversed(told) if moment.fact["fact"] == "InstanceSuspended")
    return Halt(who=moment.who, at=since, text=moment.text)


def _people_in(row: Mapping[str, Any]) -> set[str]:
    keys = {row["actor"]}
    for step in row["steps"]:
        for fact in step["facts"]:
            keys |= {fact.get("person"), fact.get("party"), *(fact.get("roles") or ())}
    return {key.removeprefix("person:") for key in keys if isinstance(key, str) and key.startswith("person:")}


def _open_step(view: show_instance.InstanceView, task: Any, actor: Actor, reader: Reader) -> OpenStep:
    definition, language = view.edition.definition, reader.language
    clauses = naming.clauses_of(definition, task.element, language)
    term = words.term(task.term, reader.zone, language)
    return OpenStep(
        ref=f"{task.instance_id}-{task.task}",
        name=task.called,
        roles=naming.role_titles(definition.roles, task.roles, language),
        holder=naming.person_name(task.assignee, reader.people, language) if task.assignee else "",
        due=task.due,
        term=f"{term}, {clauses[0].number}" if term and clauses else term,
        clauses=clauses,
        mine=bool(actor.keys & set(task.roles)),
    )


def _steps(definition: Any, told: tuple[Moment, ...], open_tasks: Any) -> tuple[Step, ...]:
    finished = [
        Step(
            name=naming.step_name(definition, moment.fact["element"]),
            state="done" if moment.fact["fact"] == "TaskCompleted" else "cancelled",
            who=moment.who,
            when=moment.when,
            late=int(moment.fact.get("late") or 0),
        )
        for moment in told
        if moment.fact["fact"] in ("TaskCompleted", "TaskCancelled")
    ]
    waiting = [Step(name=task.called, state="current", who="", when=task.due, late=0) for task in open_tasks]
    return (*finished, *waiting)


def begun(told: tuple[Moment, ...]) -> Answered:
    """Who began the case."""
    return Answered(element="", who=words.short_name(told[0].who), at=told[0].when)


def _answered(told: tuple[Moment, ...]) -> tuple[Answered, ...]:
    """The steps and acts that brought answers, in their order."""
    return tuple(
        Answered(element=moment.fact["element"], who=words.short_name(moment.who), at=moment.when)
        for moment in told
        if moment.fact["fact"] in ("TaskCompleted", "MessageReceived")
    )


def _papers(definition: Any, told: tuple[Moment, ...]) -> tuple[Paper, ...]:
    """What staff entered from paper, in the order of the log."""
    entered = (
        (moment.fact["element"], moment.command)
        for moment in told
        if moment.fact["fact"] in ("InstanceStarted", "TaskCompleted") and moment.command.get("received_on")
    )
    return tuple(
        Paper(
            step=naming.step_name(definition, element),
            received_on=date.fromisoformat(command["received_on"]),
            scans=tuple(scan["attachment"] for scan in command.get("scans") or ()),
        )
        for element, command in entered
    )


def _unclaimed(view: show_instance.InstanceView, actor: Actor) -> tuple[Any, ...]:
    """Participants without an account, for staff who may send them a link."""
    may = actor.holds(*view.edition.definition.intake, procedure=view.edition.key)
    return tuple(item for item in view.participants if item.vacant) if may else ()


def _participants(view: show_instance.InstanceView, definition: Any, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (naming.role_title(definition.roles, item.role, language), getattr(item, "name", None) or item.party)
        for item in view.participants
    )

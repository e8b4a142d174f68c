"""The cabinet: a case as the person outside sees it, in plain words; what is expected of him, until when, by which clause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from processes.definition import Definition, result_key
from service import delivery, in_effect, naming, words
from service.actor import Actor
from service.delivery import NoticeShown
from service.history import marks, story
from service.history.marks import Standing
from service.history.story import Moment, Reader
from service.installation import Installation
from service.instances import case, stages
from service.instances.stages import StageShown
from service.operations import joined_cases, show_act, show_instance, show_start, show_thread
from service.operations.joined_cases import JoinedCase
from service.operations.show_task import Answered
from service.operations.show_thread import Threads
from service.tasks import aside
from service.tasks.aside import Told
from storage import instances, mail, people


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A step that the person owes."""

    ref: str
    name: str
    due: datetime | None
    term: str | None
    clauses: tuple[naming.CitedClause, ...]


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A step that somebody else owes: who does what (`text`), until when, by which clause."""

    text: str
    due: datetime | None
    clause: str


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A moment that the case waits for, such as the day of the exam."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Room:
    """One case in the cabinet."""

    number: str
    title: str
    status: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    expected: tuple[Expected, ...]
    awaited: tuple[Awaited, ...]
    ahead: tuple[Ahead, ...]
    stages: tuple[StageShown, ...]
    documents: tuple[Any, ...]
    notices: tuple[NoticeShown, ...]
    acts: tuple[Any, ...]
    discussions: Threads
    joined: tuple[JoinedCase, ...]
    told: tuple[Told, ...]
    moments: tuple[Moment, ...]


@dataclass(frozen=True, kw_only=True)
class CaseCard:
    """A case in the list: one status, one date, what is expected."""

    number: str
    title: str
    status: str
    state: str
    started_at: datetime
    expected: tuple[Expected, ...]


def cards(installation: Installation, actor: Actor, language: str) -> tuple[CaseCard, ...]:
    """The cases that this person takes part in, newest first; having registered is no case of his."""
    with installation.database.reading() as session:
        holders = frozenset(key.split("@", 1)[1] for key in actor.keys if "@" in key) | {actor.id}
        found = instances.listed(session, instances.Listing(holders=holders), limit=50)
        sign_ups = {edition.definition.sign_up for edition in in_effect.editions(installation, session).values()}
        numbers = [row.number for row in found if row.process not in sign_ups]
    rooms = (room(installation, actor, number, language) for number in numbers)
    return tuple(
        CaseCard(
            number=shown.number,
            title=shown.title,
            status=shown.status,
            state=shown.state,
            started_at=shown.started_at,
            expected=shown.expected,
        )
        for shown in rooms
    )


def startable(installation: Installation, actor: Actor) -> tuple[Any, ...]:
    """What this person may begin."""
    return tuple(show_start.startable(installation, actor))


def room(installation: Installation, actor: Actor, number: str, language: str) -> Room:
    """The case as this person may see it; raises NotFound for anybody else's."""
    instance_id = case.find(installation, number)
    view = show_instance.show(installation, actor, instance_id)
    rows = show_instance.events(installation, actor, instance_id)
    definition = view.edition.definition
    reader = case.reader_of(installation, rows, language)
    told = story.moments(definition, rows, reader)
    place = marks.standing(definition, (moment.fact for moment in told))
    ended = view.row.ended_at is not None
    own = [task for task in view.open_tasks if actor.keys & set(task.roles)]
    others = [task for task in view.open_tasks if not actor.keys & set(task.roles)]
    # Whoever sees only some of the case is not told how far it has come: that would say what came of it.
    shown_stages = (
        stages.shown(definition, view.row.process, place, told, language, ended=ended) if view.sight is None else ()
    )
    expected = tuple(_expected(view, task, reader) for task in own)
    return Room(
        number=number,
        title=definition.title_of(view.row.process, language),
        status=_status(view.row.status, told, expected, shown_stages, language),
        state=_colour(view.row.status, expected),
        started_at=view.row.started_at,
        ended_at=view.row.ended_at,
        expected=expected,
        awaited=tuple(_awaited(view, task, reader) for task in others),
        ahead=_ahead(definition, told, place),
        stages=shown_stages,
        documents=tuple(view.documents),
        notices=_notices(installation, actor, instance_id, language),
        acts=tuple(show_act.open_acts(installation, actor, instance_id)),
        joined=joined_cases.joined(installation, actor, instance_id),
        discussions=show_thread.listed(installation, actor, instance_id),
        told=_told(view, case.begun(told), language),
        moments=tuple(reversed([_from_outside(moment, actor) for moment in told if _concerns(moment)])),
    )


def _colour(state: str, expected: tuple[Expected, ...]) -> str:
    if state == "suspended":
        return ""
    if state != "running":
        return "done"
    return "soon" if expected else "now"


def _told(view: show_instance.InstanceView, begun: Answered, language: str) -> tuple[Told, ...]:
    """The application and the rounds that are addressed to him; or, of a case of which the person sees only some, what he
    may read of it, called by its forms."""
    if view.sight is None:
        starts = {result_key(node) for node in view.edition.definition.starts(view.row.process)}
        case = {key: value for key, value in view.case.items() if key in starts | view.addressed}
        return aside.told(view.edition, view.row.process, case, begun, (), language)
    written = {  # of the steps that write one key, the first
        result_key(node): Answered(element=node.id, who="", at=view.row.started_at)
        for node in reversed(view.edition.definition.nodes.values())
        if node.properties.get("form")
    }
    shown = [written[key] for key in view.case if key in written]
    sections = aside.told(view.edition, view.row.process, view.case, begun, shown, language)
    forms = {
        step.element: view.edition.form(view.edition.definition.node(step.element).properties["form"]) for step in shown
    }
    titles = {key: form.name(language) for key, step in written.items() if (form := forms.get(step.element))}
    return tuple(replace(section, title=titles.get(section.key, section.title)) for section in sections)


def _status(
    state: str, told: tuple[Moment, ...], expected: tuple[Expected, ...], shown: tuple[StageShown, ...], language: str
) -> str:
    """Plain words: one status that says what to wait for."""
    russian = language == "ru"
    if state != "running":
        return case.status(state, told, overdue=False, language=language)
    if expected:
        return "Нужно ваше действие" if russian else "Something is expected of you"
    current = next((stage.title for stage in shown if stage.state == "current"), None)
    if current:
        return f"Идёт этап «{current}»" if russian else f"At the stage “{current}”"
    if not shown:
        return "Идёт" if russian else "Running"
    return "Рассматривается" if russian else "Being considered"


def _expected(view: show_instance.InstanceView, task: Any, reader: Reader) -> Expected:
    clauses = naming.clauses_of(view.edition.definition, task.element, reader.language)
    term = words.term(task.term, reader.zone, reader.language)
    return Expected(
        ref=f"{task.instance_id}-{task.task}",
        name=task.called,
        due=task.due,
        term=f"{term}, {clauses[0].number}" if term and clauses else term,
        clauses=clauses,
    )


def _awaited(view: show_instance.InstanceView, task: Any, reader: Reader) -> Awaited:
    definition = view.edition.definition
    clauses = naming.clauses_of(definition, task.element, reader.language)
    roles = naming.role_titles(definition.roles, task.roles, reader.language)
    does = definition.node(task.element).properties.get("awaited") if reader.language == "ru" else None
    return Awaited(
        text=f"{roles} {does}" if does else f"{roles}: {_named(task.called, reader.language)}",
        due=task.due,
        clause=clauses[0].number if clauses else "",
    )


def _ahead(definition: Definition, told: tuple[Moment, ...], place: Standing) -> tuple[Ahead, ...]:
    """The moments at which the flow itself stands; terms of steps stand beside their steps."""
    armed = (moment.fact for moment in told if moment.fact["fact"] == "TimerArmed")
    return tuple(
        Ahead(name=naming.step_name(definition, fact["element"]), at=due)
        for fact in armed
        if ("timer", fact["timer"]) in place.waits and (due := words.moment(fact["due"])) is not None
    )


def _named(step: str, language: str) -> str:
    return f"«{step}»" if language == "ru" else f"“{step}”"


def _notices(installation: Installation, actor: Actor, instance_id: int, language: str) -> tuple[NoticeShown, ...]:
    """Notices of the case to this person, at his addresses or as a party of his; other people's are not his to read."""
    with installation.database.reading() as session:
        person = people.get(session, actor.person_id)
        own = {address for address in (person.email, person.phone, actor.id) if address}
        own |= {key.partition("@")[2] for key in actor.keys if "@" in key}
        found = [item for item in mail.of_instance(session, instance_id) if item.to in own]
        return delivery.notices(session, found, installation.zone, language)


def _from_outside(moment: Moment, actor: Actor) -> Moment:
    """Members of staff are known outside by their role."""
    if moment.actor == actor.id or not moment.role:
        return moment
    return replace(moment, who=moment.role, role="")


def _concerns(moment: Moment) -> bool:
    """What a person outside is told of the inside: that steps are done and stages go on, not who took which task."""
    return moment.fact["fact"] in (
        "InstanceStarted",
        "TaskCompleted",
        "InstanceSuspended",
        "InstanceResumed",
        "InstanceFinished",
        "InstanceCancelled",
    )

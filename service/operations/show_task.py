"""What a task's page shows: the form with what it opens with, where it comes from, whether the person may do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forms import answers as forms_answers
from forms.definition import Form
from forms.fields.choices import Choice
from processes.definition import Clause, Definition, result_key
from processes.errors import PoryadokError
from processes.model.elements import Node
from service import sight, subjects, words
from service.access import key_held, reads_all, require_instance, titles
from service.actor import Actor
from service.installation import Installation
from service.moving import case_data, data_around, opened, surroundings
from service.operations import answering
from service.operations.tasks import etag_of, halted, intake_key, name_of, refusal
from service.published import Edition
from service.refs import read_person, read_task_ref
from storage import drafts, history, instances, people, personal
from storage.errors import NotFound
from storage.models import LIVING, Decided, Task, TaskStatus, called
from storage.models import Instance as InstanceRow


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A finished step that brought answers: who finished it, and when."""

    element: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task as one person sees it.

    `answers` are raw values: his draft, else what the form opens with.  `case` is the case data with the erasable
    values in it, `names` all that its form may read; `readable` what of the case he may read.  `refusal` says why he may not do it now,
    if he may not.  `done` are the finished steps whose answers he may read, in the order in which they were finished.
    `given` is what this very task was finished with, if it was.  `subject` is whom the case is about, `about` what tells
    the step from others of its kind.  `decided`: what decision tables answered so far, for who may read it.  `entry` is
    the role in which he may enter the answers of somebody outside from paper.
    """

    ref: str
    instance_id: int
    task: int
    number: str
    subject: str
    started_at: datetime
    procedure: str
    #: That of the case, which may have called the one in which the step stands
    process: str
    edition: Edition
    element: str
    name: str
    about: str | None
    status: str
    suspended: bool
    roles: tuple[str, ...]
    role_titles: tuple[str, ...]
    assignee: str | None
    assignee_name: str | None
    due: datetime | None
    term: dict[str, Any] | None
    etag: str
    form: Form | None
    answers: dict[str, Any]
    saved_at: datetime | None
    draft_version: int
    choices: Mapping[str, Sequence[Choice]]
    clauses: tuple[Clause, ...]
    instruction: str
    local: dict[str, Any] | None
    case: dict[str, Any]
    names: Mapping[str, Any]
    readable: dict[str, Any]
    opened_at: datetime
    completed_at: datetime | None
    completed_by_name: str | None
    done: tuple[Answered, ...]
    decided: tuple[Decided, ...]
    given: dict[str, Any] | None
    refusal: PoryadokError | None
    entry: str | None = None

    @property
    def definition(self) -> Definition:
        return self.edition.definition

    @property
    def called(self) -> str:
        """Its name, with what tells it from others of its kind."""
        return called(self.name, self.about)

    @property
    def may_complete(self) -> bool:
        return self.refusal is None and self.status in LIVING


def show(installation: Installation, actor: Actor, ref: str) -> TaskView:
    """The task for this person; raises NotFound, also for a task of a case that he may not see."""
    instance_id, number = read_task_ref(ref)
    with installation.database.reading() as session:
        task = instances.task(session, instance_id, number)
        row, edition = _sighted(installation, session, actor, task)
        data = opened(session, row, case_data(installation, session, row, edition))
        return _view(installation, session, actor, task, row, edition, data)


def _sighted(installation: Installation, session: Session, actor: Actor, task: Task) -> tuple[InstanceRow, Edition]:
    row = instances.get(session, task.instance_id)
    edition = installation.definitions.get(session, row.definition_id)
    if key_held(actor, task.roles, edition.key) is None:
        try:
            require_instance(installation, session, actor, task.instance_id)
        except NotFound as error:
            raise NotFound("Задача", "Task", f"{task.instance_id}-{task.task}") from error
        if not reads_all(actor, edition):  # whoever only takes part sees the case, but not what others wrote into it
            raise NotFound("Задача", "Task", f"{task.instance_id}-{task.task}")
    return row, edition


def _done(
    session: Session, actor: Actor, tasks: Sequence[Task], edition: Edition, addressed: frozenset[str]
) -> tuple[Answered, ...]:
    rows = [task for task in tasks if task.status == TaskStatus.DONE]
    names = people.named(session, {id_ for task in rows if (id_ := read_person(task.completed_by or "")) is not None})
    finished = [
        Answered(
            element=task.element,
            who=words.short_name(names.get(read_person(task.completed_by or "") or 0, "")),
            at=task.completed_at,
        )
        for task in sorted(rows, key=lambda task: (task.version, task.task))
        if task.completed_at is not None
        and (
            reads_all(actor, edition)
            or key_held(actor, task.roles, edition.key) is not None
            or result_key(edition.definition.node(task.element)) in addressed
        )
    ]
    return tuple(finished)


def _given(session: Session, task: Task) -> dict[str, Any] | None:
    """From the log: the case data may hold the answers of a later visit."""
    if task.status != TaskStatus.DONE:
        return None
    commands = (step["command"] for step in history.recorded_at(session, task.instance_id, task.version).steps)
    finished = (
        command for command in commands if command["command"] == "CompleteTask" and command["task"] == task.task
    )
    nothing: dict[str, Any] = {}
    answers = next(finished, nothing).get("answers", nothing)
    return dict(forms_answers.opened(answers, personal.resolver(session, task.instance_id)))


def _view(
    installation: Installation,
    session: Session,
    actor: Actor,
    task: Task,
    row: InstanceRow,
    edition: Edition,
    data: dict[str, Any],
) -> TaskView:
    ref = f"{task.instance_id}-{task.task}"
    node = edition.definition.node(task.element)
    form = edition.form(task.form)
    draft = drafts.load(session, actor.person_id, ref) if task.status in LIVING else None
    living = task.status in LIVING
    around = opened(session, row, data_around(installation, session, row, edition, task.task)) if living else {}
    names = {**data, **surroundings(row, edition), **around, **(task.local or {})}
    seen = sight.of(session, actor, row, edition)
    rows = instances.tasks(session, row.id)
    return TaskView(
        ref=ref,
        instance_id=row.id,
        task=task.task,
        number=row.number,
        subject=subjects.of(session, [row.id]).get(row.id, ""),
        started_at=row.started_at,
        procedure=row.procedure,
        process=row.process,
        edition=edition,
        element=task.element,
        name=task.name,
        about=task.about,
        status=task.status,
        suspended=row.suspended_at is not None,
        roles=tuple(task.roles),
        role_titles=titles(edition.definition, task.roles, actor.language),
        assignee=task.assignee,
        assignee_name=name_of(session, task.assignee),
        due=task.due,
        term=task.term,
        etag=etag_of(task),
        form=form,
        answers=draft.answers if draft else opens_with(installation, form, names),
        saved_at=draft.saved_at if draft else None,
        draft_version=draft.version if draft else 0,
        choices=answering.choices(session, form, installation.now(), installation.zone, names),
        clauses=clauses_of(edition.definition, node),
        instruction=node.properties.get("instruction", "") or node.documentation,
        local=task.local,
        case={**data, **around},
        names=names,
        readable={**data, **around} if seen is None else {**seen.data(data), **seen.around(around)},
        opened_at=task.opened_at,
        completed_at=task.completed_at,
        completed_by_name=name_of(session, task.completed_by),
        done=_done(session, actor, rows, edition, sight.addressed(edition.definition, task.element)),
        decided=tuple(instances.decided(session, row.id)) if reads_all(actor, edition) else (),
        given=_given(session, task),
        refusal=refusal(session, actor, task, edition, rows) or _halted(installation, session, task, row),
        entry=intake_key(actor, edition, task.roles) if task.status in LIVING else None,
    )


def opens_with(installation: Installation, form: Form | None, names: Mapping[str, Any]) -> dict[str, Any]:
    """The raw answers that a form opens with."""
    if form is None:
        return {}
    return forms_answers.prefilled(form, case=names, today=installation.today(), zone=installation.zone)


def clauses_of(definition: Definition, node: Node) -> tuple[Clause, ...]:
    """The clauses that a step comes from, in the order in which it names them."""
    named = node.properties.get("clause", "").replace(",", " ").split()
    return tuple(definition.clauses[id_] for id_ in named if id_ in definition.clauses)


def _halted(installation: Installation, session: Session, task: Task, row: InstanceRow) -> PoryadokError | None:
    return halted(session, row, installation.zone) if task.status in LIVING else None

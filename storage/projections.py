"""Rows that people query, made from facts alone, in the transaction of the facts.

`_follow` has one small function a kind of fact; it notes what the rows become in `Rows`.  Written from an empty `Rows`
that is the change of one transaction; followed from the first fact on it is everything, which is how `differences`
proves the tables.  Knows no engine and no case data.  A new kind of fact means one new function here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, singledispatch
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from processes import facts
from processes.model.elements import Node
from storage import history
from storage.conflict import inserting_in
from storage.models import (
    FAR_FUTURE,
    Action,
    Alert,
    Base,
    Decided,
    InboxRow,
    Incident,
    Instance,
    InstanceStatus,
    Participant,
    Post,
    Subscription,
    Task,
    TaskStatus,
    Thread,
    Timer,
)

Key = tuple[Any, ...]
Values = dict[str, Any]
Model = type[Base]

KEYS: dict[Model, tuple[str, ...]] = {
    Task: ("task",),
    InboxRow: ("role", "task"),
    Timer: ("timer",),
    Subscription: ("subscription",),
    Action: ("action",),
    Incident: ("incident",),
    Alert: ("seq", "n"),
    Decided: ("seq", "n"),
    Participant: ("role", "holder"),
    Thread: ("thread",),
    Post: ("thread", "post"),
}
"""The projected tables and what tells their rows apart within a case, in the order in which they are written."""

EDITION = 3
"""Raised when the same facts make other rows than before: then `poryadok migrate` mends the rows of all cases."""

_NOT_SUSPENDED: Values = {"suspended_at": None, "suspended_by": None}

_COME_BACK = (Action, Incident)
"""A retried action is requested again under its own number, and may raise the same incident again."""


class Procedure(Protocol):
    """What the projections ask of a definition (`processes.definition.Definition` has it)."""

    def node(self, element: str) -> Node:
        """The step, for its name and stage."""

    def timers_left_by(self, flow: str) -> Collection[str]:
        """The timers on the border of what a flow leaves."""


@dataclass(kw_only=True)
class Rows:
    """What facts make of a case's rows: new ones whole, older ones by their changed columns."""

    new: dict[Model, dict[Key, Values]] = field(default_factory=lambda: {model: {} for model in KEYS})
    changed: dict[Model, dict[Key, Values]] = field(default_factory=lambda: {model: {} for model in KEYS})
    gone: set[int] = field(default_factory=set)
    """Tasks that leave the inbox."""
    held: dict[int, str | None] = field(default_factory=dict)
    """Tasks that stay in the inbox with another assignee."""
    left: dict[str, datetime] = field(default_factory=dict)
    """Elements of timers whose host was left, and when."""
    instance: Values = field(default_factory=dict)
    anew: bool = False
    """Another core has taken the case over: what it opens may bear the number of something that was closed."""

    def add(self, model: Model, row: Key, /, **values: Any) -> None:
        self.new[model][row] = values

    def change(self, model: Model, row: Key, /, **values: Any) -> None:
        if row in self.new[model]:
            self.new[model][row].update(values)
        else:
            self.changed[model].setdefault(row, {}).update(values)

    def hold(self, task: int, assignee: str | None) -> None:
        """The task's inbox rows name this assignee."""
        fresh = [values for (_, of), values in self.new[InboxRow].items() if of == task]
        for values in fresh:
            values["assignee"] = assignee
        if not fresh:
            self.held[task] = assignee

    def leave_inbox(self, task: int) -> None:
        """The task is nobody's any more."""
        fresh = [key for key in self.new[InboxRow] if key[1] == task]
        for key in fresh:
            del self.new[InboxRow][key]
        if not fresh:
            self.held.pop(task, None)
            self.gone.add(task)

    def leave(self, elements: Collection[str], at: datetime) -> None:
        """What these timers stand on was left: those that were armed before and not left since know when."""
        for values in self.new[Timer].values():
            if values["element"] in elements and values["left_at"] is None:
                values["left_at"] = at
        self.left |= {element: at for element in elements if element not in self.left}

    @property
    def due_changed(self) -> bool:
        """Whether the case's next due moment may be another one now."""
        return bool(self.new[Timer] or self.changed[Timer] or "suspended_at" in self.instance)

    @property
    def earliest_armed(self) -> datetime | None:
        """The earliest due among the new timers that are still open."""
        return min(
            (values["due_utc"] for values in self.new[Timer].values() if values["state"] == "open"), default=None
        )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Where and when a fact stands: `n` numbers the facts of a history row from 1."""

    rows: Rows
    definition: Procedure
    procedure: str
    seq: int
    n: int
    at: datetime
    actor: str


def project(
    session: Session,
    instance: Instance,
    definition: Procedure,
    seq: int,
    at: datetime,
    actor: str,
    happened: Iterable[facts.Fact],
) -> Rows:
    """The rows that these facts of one transaction change, written in few statements.

    What they change in the case's own row stands in `instance` and `due_changed`, and the caller writes it.
    """
    rows = Rows()
    _follow_all(rows, definition, instance.procedure, seq, at, actor, happened)
    _write(session, instance.id, rows)
    return rows


def rebuilt(definition: Procedure, procedure: str, recorded: Iterable[history.Row]) -> Rows:
    """All rows of a case, in memory, from its history alone; everything stands in `new` and `instance`."""
    rows = Rows(instance={"rev": 0})
    for row in recorded:
        happened = [fact for step in row.decoded() for fact in step.facts]
        _follow_all(rows, definition, procedure, row.seq, row.at, row.actor, happened)
        rows.instance |= {"rev": row.seq, "chain_head": row.hash, "state_digest": row.digest}
    dues = (values["due_utc"] for values in rows.new[Timer].values() if values["state"] == "open")
    halted = rows.instance.get("status") == InstanceStatus.SUSPENDED
    rows.instance["next_due_at"] = None if halted else min(dues, default=None)
    return rows


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A projection that does not say what the facts say.  `column` is None when the whole row is missing or too many."""

    table: str
    key: Key
    column: str | None
    stored: object
    expected: object


def differences(session: Session, instance_id: int, definition: Procedure) -> list[Difference]:
    """Every row and column of a case's projections that differs from what its history makes of them."""
    instance = session.get_one(Instance, instance_id)
    return _against(session, instance, rebuilt(definition, instance.procedure, history.rows(session, instance_id)))


def _against(session: Session, instance: Instance, expected: Rows) -> list[Difference]:
    found = [
        Difference(table="instance", key=(instance.id,), column=name, stored=getattr(instance, name), expected=value)
        for name, value in expected.instance.items()
        if getattr(instance, name) != value
    ]
    for model in KEYS:
        found += _compared(session, model, instance.id, expected)
    return found


def mend(session: Session, instance_id: int, definition: Procedure) -> int:
    """A case's rows say again what its history makes of them; returns how many places did not.

    What no fact says (that somebody saw an alert) stays.  The caller holds the case and flushes it.
    """
    instance = session.get_one(Instance, instance_id)
    expected = rebuilt(definition, instance.procedure, history.rows(session, instance_id))
    wrong = _against(session, instance, expected)
    for model in KEYS:
        _mend_table(session, model, instance_id, expected, [one for one in wrong if one.table == model.__tablename__])
    for name, value in expected.instance.items():
        setattr(instance, name, value)
    return len(wrong)


def _mend_table(session: Session, model: Model, instance_id: int, expected: Rows, wrong: Sequence[Difference]) -> None:
    table, made = _table(model), expected.new[model]
    too_many = [one.key for one in wrong if one.column is None and one.expected is None]
    missing = [one.key for one in wrong if one.column is None and one.expected is not None]
    other: dict[Key, Values] = {}
    for one in wrong:
        if one.column is not None:
            other.setdefault(one.key, {})[one.column] = made[one.key][one.column]
    for key in too_many:
        where = (table.c[name] == part for name, part in zip(KEYS[model], key, strict=True))
        session.connection().execute(delete(table).where(table.c.instance_id == instance_id, *where))
    _write_changed(session, model, instance_id, KEYS[model], other)
    _write_new(session, model, instance_id, {key: made[key] for key in missing}, anew=False)


def _compared(session: Session, model: Model, instance_id: int, expected: Rows) -> Iterator[Difference]:
    name = model.__tablename__
    wanted = dict(expected.new[model])
    stored_rows = session.scalars(select(model).where(_table(model).c.instance_id == instance_id))
    for stored in stored_rows.all():
        key = tuple(getattr(stored, part) for part in KEYS[model])
        row = wanted.pop(key, None)
        if row is None:
            yield Difference(table=name, key=key, column=None, stored="a row", expected=None)
            continue
        for column, value in row.items():
            if getattr(stored, column) != value:
                yield Difference(table=name, key=key, column=column, stored=getattr(stored, column), expected=value)
    for key in wanted:
        yield Difference(table=name, key=key, column=None, stored=None, expected="a row")


def _follow_all(
    rows: Rows,
    definition: Procedure,
    procedure: str,
    seq: int,
    at: datetime,
    actor: str,
    happened: Iterable[facts.Fact],
) -> None:
    for n, fact in enumerate(happened, start=1):
        moved = Moved(rows=rows, definition=definition, procedure=procedure, seq=seq, n=n, at=at, actor=actor)
        _follow(fact, moved)


@singledispatch
def _follow(fact: facts.Fact, moved: Moved) -> None:
    raise NotImplementedError(f"storage/projections.py has no line for {type(fact).__name__}")


@_follow.register(facts.DataWritten)
@_follow.register(facts.ReminderDue)
@_follow.register(facts.EventCaught)
@_follow.register(facts.MessageReceived)
@_follow.register(facts.ConditionAwaited)
@_follow.register(facts.ConditionMet)
@_follow.register(facts.ConditionClosed)
def _(fact: facts.Fact, moved: Moved) -> None:
    """Told by the history alone."""


@_follow.register
def _(fact: facts.CoreUpgraded, moved: Moved) -> None:
    moved.rows.anew = True


@_follow.register
def _(fact: facts.FlowTaken, moved: Moved) -> None:
    moved.rows.leave(moved.definition.timers_left_by(fact.flow), moved.at)


@_follow.register
def _(fact: facts.InstanceStarted, moved: Moved) -> None:
    moved.rows.instance |= {
        "number": fact.number,
        "process": fact.process,
        "status": InstanceStatus.RUNNING,
        "stage": None,
        "started_at": moved.at,
        "ended_at": None,
        "end_element": None,
        "message_start": fact.element if fact.key is not None else None,
        "message_key": fact.key,
        **_NOT_SUSPENDED,
    }
    _enter_stage(fact.element, moved)


@_follow.register
def _(fact: facts.ParticipantJoined, moved: Moved) -> None:
    if (fact.role, fact.party) not in moved.rows.new[Participant]:
        moved.rows.add(Participant, (fact.role, fact.party), joined_at=moved.at)


@_follow.register
def _(fact: facts.ThreadOpened, moved: Moved) -> None:
    moved.rows.add(
        Thread,
        (fact.thread,),
        forum=fact.forum,
        key=fact.key,
        title=fact.title,
        subjects=fact.subjects,
        opened_at=moved.at,
        opened_by=moved.actor,
        until=_moment(fact.until),
        closed_at=None,
        posts=0,
        last_at=moved.at,
    )


@_follow.register
def _(fact: facts.PostWritten, moved: Moved) -> None:
    moved.rows.add(
        Post,
        (fact.thread, fact.post),
        author=moved.actor,
        role=fact.role,
        party=fact.party,
        text=fact.text,
        files=fact.files,
        reply_to=fact.reply_to,
        subject=fact.subject,
        written_at=moved.at,
        withdrawn_at=None,
        withdrawn_by=None,
        reason=None,
    )
    moved.rows.change(Thread, (fact.thread,), posts=fact.post, last_at=moved.at)


@_follow.register
def _(fact: facts.PostWithdrawn, moved: Moved) -> None:
    moved.rows.change(
        Post, (fact.thread, fact.post), withdrawn_at=moved.at, withdrawn_by=moved.actor, reason=fact.reason
    )


@_follow.register
def _(fact: facts.ThreadClosed, moved: Moved) -> None:
    moved.rows.change(Thread, (fact.thread,), closed_at=moved.at)


@_follow.register
def _(fact: facts.ThreadReopened, moved: Moved) -> None:
    moved.rows.change(Thread, (fact.thread,), closed_at=None, until=_moment(fact.until))


@_follow.register
def _(fact: facts.TaskOpened, moved: Moved) -> None:
    due = _moment(fact.due)
    moved.rows.add(
        Task,
        (fact.task,),
        element=fact.element,
        visit=fact.visit,
        name=moved.definition.node(fact.element).name,
        roles=list(fact.roles),
        form=fact.form,
        due=due,
        term=fact.term,
        local=fact.local,
        about=fact.about,
        status=TaskStatus.OPEN,
        assignee=None,
        opened_at=moved.at,
        opened_seq=moved.seq,
        completed_at=None,
        completed_by=None,
        late=None,
        version=moved.seq,
    )
    for role in fact.roles:
        moved.rows.add(
            InboxRow,
            (role, fact.task),
            due=due or FAR_FUTURE,
            assignee=None,
            procedure=moved.procedure,
            element=fact.element,
        )
    _enter_stage(fact.element, moved)


@_follow.register(facts.TaskClaimed)
@_follow.register(facts.TaskAssigned)
def _(fact: facts.TaskClaimed | facts.TaskAssigned, moved: Moved) -> None:
    _change_task(moved, fact.task, status=TaskStatus.CLAIMED, assignee=fact.person)
    moved.rows.hold(fact.task, fact.person)


@_follow.register
def _(fact: facts.TaskReleased, moved: Moved) -> None:
    _change_task(moved, fact.task, status=TaskStatus.OPEN)
    moved.rows.hold(fact.task, None)


@_follow.register
def _(fact: facts.TaskReaddressed, moved: Moved) -> None:
    moved.rows.change(Task, (fact.task,), roles=list(fact.roles))
    _change_task(moved, fact.task, status=TaskStatus.OPEN)
    moved.rows.leave_inbox(fact.task)
    for role in fact.roles:
        moved.rows.add(
            InboxRow,
            (role, fact.task),
            due=_moment(fact.due) or FAR_FUTURE,
            assignee=None,
            procedure=moved.procedure,
            element=fact.element,
        )


@_follow.register
def _(fact: facts.TaskCompleted, moved: Moved) -> None:
    _change_task(
        moved,
        fact.task,
        status=TaskStatus.DONE,
        assignee=moved.actor,
        completed_at=moved.at,
        completed_by=moved.actor,
        late=fact.late,
    )
    moved.rows.leave_inbox(fact.task)


@_follow.register
def _(fact: facts.TaskCancelled, moved: Moved) -> None:
    _change_task(moved, fact.task, status=TaskStatus.CANCELLED)
    moved.rows.leave_inbox(fact.task)


@_follow.register
def _(fact: facts.TimerArmed, moved: Moved) -> None:
    moved.rows.add(
        Timer,
        (fact.timer,),
        element=fact.element,
        due_utc=datetime.fromisoformat(fact.due),
        kind=fact.kind,
        task=fact.task,
        term=fact.term,
        state="open",
        closed_at=None,
        left_at=None,
    )


@_follow.register
def _(fact: facts.TimerFired, moved: Moved) -> None:
    moved.rows.change(Timer, (fact.timer,), state="fired", closed_at=moved.at)


@_follow.register
def _(fact: facts.TimerCancelled, moved: Moved) -> None:
    moved.rows.change(Timer, (fact.timer,), state="cancelled", closed_at=moved.at)


@_follow.register
def _(fact: facts.MessageAwaited, moved: Moved) -> None:
    moved.rows.add(
        Subscription,
        (fact.subscription,),
        element=fact.element,
        name=fact.name,
        key=fact.key,
        roles=list(fact.roles),
        form=fact.form,
        state="open",
        opened_at=moved.at,
    )


@_follow.register
def _(fact: facts.ActReaddressed, moved: Moved) -> None:
    moved.rows.change(Subscription, (fact.subscription,), roles=list(fact.roles))


@_follow.register
def _(fact: facts.SubscriptionClosed, moved: Moved) -> None:
    moved.rows.change(Subscription, (fact.subscription,), state="closed")


@_follow.register
def _(fact: facts.ActionRequested, moved: Moved) -> None:
    moved.rows.add(
        Action,
        (fact.action,),
        element=fact.element,
        name=fact.name,
        inputs=fact.inputs,
        state="requested",
        requested_at=moved.at,
        closed_at=None,
    )


@_follow.register
def _(fact: facts.ActionCompleted, moved: Moved) -> None:
    moved.rows.change(Action, (fact.action,), state="done", closed_at=moved.at)


@_follow.register
def _(fact: facts.ActionCancelled, moved: Moved) -> None:
    moved.rows.change(Action, (fact.action,), state="cancelled", closed_at=moved.at)


@_follow.register
def _(fact: facts.AlertRaised, moved: Moved) -> None:
    moved.rows.add(
        Alert,
        (moved.seq, moved.n),
        role=fact.role,
        element=fact.element,
        task=fact.task,
        due=datetime.fromisoformat(fact.due),
        raised_at=moved.at,
    )


@_follow.register
def _(fact: facts.DecisionMade, moved: Moved) -> None:
    moved.rows.add(
        Decided,
        (moved.seq, moved.n),
        element=fact.element,
        decision=fact.decision,
        rules=list(fact.rules),
        outputs=fact.outputs,
        at=moved.at,
    )


@_follow.register
def _(fact: facts.IncidentRaised, moved: Moved) -> None:
    moved.rows.add(
        Incident,
        (fact.incident,),
        element=fact.element,
        code=fact.code,
        ru=fact.ru,
        en=fact.en,
        state="open",
        raised_at=moved.at,
        resolved_at=None,
        resolved_by=None,
    )


@_follow.register
def _(fact: facts.IncidentResolved, moved: Moved) -> None:
    moved.rows.change(Incident, (fact.incident,), state="resolved", resolved_at=moved.at, resolved_by=moved.actor)


@_follow.register
def _(fact: facts.InstanceFinished, moved: Moved) -> None:
    moved.rows.instance |= {
        "status": InstanceStatus.FINISHED,
        "ended_at": moved.at,
        "end_element": fact.element,
    }


@_follow.register
def _(fact: facts.InstanceCancelled, moved: Moved) -> None:
    moved.rows.instance |= {"status": InstanceStatus.CANCELLED, "ended_at": moved.at, **_NOT_SUSPENDED}


@_follow.register
def _(fact: facts.InstanceSuspended, moved: Moved) -> None:
    moved.rows.instance |= {
        "status": InstanceStatus.SUSPENDED,
        "suspended_at": moved.at,
        "suspended_by": moved.actor,
    }


@_follow.register
def _(fact: facts.InstanceResumed, moved: Moved) -> None:
    moved.rows.instance |= {"status": InstanceStatus.RUNNING, **_NOT_SUSPENDED}


def _enter_stage(element: str, moved: Moved) -> None:
    stage = moved.definition.node(element).properties.get("stage")
    if stage:
        moved.rows.instance["stage"] = stage


def _change_task(
    moved: Moved,
    task: int,
    *,
    status: TaskStatus,
    assignee: str | None = None,
    completed_at: datetime | None = None,
    completed_by: str | None = None,
    late: int | None = None,
) -> None:
    """All changing columns at once, so that every changed task of a transaction is one and the same statement."""
    moved.rows.change(
        Task,
        (task,),
        status=status,
        assignee=assignee,
        completed_at=completed_at,
        completed_by=completed_by,
        late=late,
        version=moved.seq,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _write(session: Session, instance_id: int, rows: Rows) -> None:
    """Past the ORM, on the transaction's connection: nothing is flushed between, each table is touched once a kind."""
    for model, keys in KEYS.items():
        _write_changed(session, model, instance_id, keys, rows.changed[model])
        if model is InboxRow:
            _write_inbox(session, instance_id, rows)
        if model is Timer:
            _write_left(session, instance_id, rows.left)
        _write_new(session, model, instance_id, rows.new[model], anew=rows.anew or model in _COME_BACK)


def _write_new(session: Session, model: Model, instance_id: int, new: dict[Key, Values], *, anew: bool) -> None:
    """`anew`: a row that is there already becomes as the new one is."""
    if not new:
        return
    full = [
        {"instance_id": instance_id, **dict(zip(KEYS[model], key, strict=True)), **values}
        for key, values in new.items()
    ]
    dialect = session.get_bind().dialect.name
    statement = _coming_back(model, dialect, tuple(full[0])) if anew else _inserting(model)
    session.connection().execute(statement, full if len(full) > 1 else full[0])


def _write_changed(
    session: Session, model: Model, instance_id: int, keys: tuple[str, ...], changed: dict[Key, Values]
) -> None:
    alike: dict[tuple[str, ...], list[Values]] = {}
    for key, values in changed.items():
        where = {f"where_{name}": part for name, part in zip(keys, key, strict=True)}
        alike.setdefault(tuple(values), []).append({"where_instance_id": instance_id, **where, **values})
    for columns, parameters in alike.items():
        statement = _changing(model, keys, columns)
        session.connection().execute(statement, parameters if len(parameters) > 1 else parameters[0])


def _write_inbox(session: Session, instance_id: int, rows: Rows) -> None:
    for task, assignee in rows.held.items():
        values = {"of_instance": instance_id, "of_task": task, "assignee": assignee}
        session.connection().execute(_HOLDING, values)
    if rows.gone:
        session.connection().execute(_LEAVING_INBOX, {"of_instance": instance_id, "of_tasks": sorted(rows.gone)})


def _write_left(session: Session, instance_id: int, left: dict[str, datetime]) -> None:
    """Before the new timers are written: a host that is entered again arms its timers anew."""
    for element, at in left.items():
        values = {"of_instance": instance_id, "of_element": element, "left_at": at}
        session.connection().execute(_LEAVING, values)


# Statements are put together once: that takes longer than the database does to carry them out.


@lru_cache(maxsize=64)
def _inserting(model: Model) -> Any:
    return insert(_table(model))


@lru_cache(maxsize=64)
def _coming_back(model: Model, dialect: str, columns: tuple[str, ...]) -> Any:
    inserting = inserting_in(dialect, model)
    keys = ("instance_id", *KEYS[model])
    return inserting.on_conflict_do_update(
        index_elements=list(keys), set_={name: inserting.excluded[name] for name in columns if name not in keys}
    )


@lru_cache(maxsize=256)
def _changing(model: Model, keys: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    table = _table(model)
    return (
        update(table)
        .where(*(table.c[name] == bindparam(f"where_{name}") for name in ("instance_id", *keys)))
        .values({name: bindparam(name) for name in columns})
    )


def _table(model: Model) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  # tells mypy that our models are plain tables
    return table


_IN_CASE = InboxRow.instance_id == bindparam("of_instance")
_HOLDING = (
    update(_table(InboxRow))
    .where(_IN_CASE, InboxRow.task == bindparam("of_task"))
    .values(assignee=bindparam("assignee"))
)
_LEAVING_INBOX = delete(_table(InboxRow)).where(_IN_CASE, InboxRow.task.in_(bindparam("of_tasks", expanding=True)))
_LEAVING = (
    update(_table(Timer))
    .where(
        Timer.instance_id == bindparam("of_instance"),
        Timer.element == bindparam("of_element"),
        Timer.left_at.is_(None),
    )
    .values(left_at=bindparam("left_at"))
)

"""A small fixed cast: an exam procedure of three steps, its cases, and the facts that move them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from processes import commands, facts
from processes.model.elements import Kind, Node
from storage import instances
from storage.history import Step
from storage.models import Definition, Instance

MONDAY = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
IVANOVA, PETROV = "person:1", "person:2"
DIGEST = "d" * 64


class Exam:
    """What the projections ask of a definition."""

    stages: ClassVar = {"EXM-20": "documents", "EXM-30": "exam", "START": "request"}

    def node(self, element: str) -> Node:
        stage = self.stages.get(element)
        properties = {"stage": stage} if stage else {}
        return Node(id=element, kind=Kind.USER, name=f"Шаг {element}", parent="P-EXM", line=1, properties=properties)

    def timers_left_by(self, flow: str) -> tuple[str, ...]:
        """Flow `X.Y` leaves X, whose timer is T-X."""
        host, leaves, _ = flow.partition(".")
        return (f"T-{host}",) if leaves else ()


EXAM = Exam()


def a_case(session: Session, number: str = "ЭКЗ-2026-0017", *, at: datetime = MONDAY) -> Instance:
    """A case whose history is still empty."""
    definition_id = session.scalar(select(Definition.id).limit(1))
    if definition_id is None:
        definition_id = session.execute(
            insert(Definition).returning(Definition.id),
            {
                "procedure": "exam", "version": 1, "code": "ЭКЗ", "titles": {"ru": "Экзамен", "en": "Exam"},
                "digest": DIGEST, "author": "shipped", "reason": "first", "effective_from": at, "published_at": at,
                "findings": [],
            },
        ).scalar_one()  # fmt: skip
    return instances.create(
        session, definition_id=definition_id, procedure="exam", process="P-EXM", number=number, started_at=at
    )


def happen(
    session: Session,
    case: Instance,
    *happened: facts.Fact,
    at: datetime = MONDAY,
    actor: str = IVANOVA,
    command: commands.Command | None = None,
) -> instances.Kept:
    """One transaction of a case with these facts."""
    command = command or commands.CompleteTask(at=at, actor=actor, task=1, answers={"complete": True})
    return instances.keep(
        session,
        case,
        [Step(command=command, facts=happened)],
        definition=EXAM,
        at=at,
        actor=actor,
        role="coc_specialist",
        core=1,
        digest=DIGEST,
    )


def started(number: str = "ЭКЗ-2026-0017") -> facts.InstanceStarted:
    return facts.InstanceStarted(number=number, process="P-EXM", element="START", digest=DIGEST)


def opened(task: int, element: str = "EXM-20", *roles: str, due: datetime | None = None) -> facts.TaskOpened:
    return facts.TaskOpened(
        task=task,
        element=element,
        visit=1,
        roles=list(roles) or ["coc_specialist"],
        form="F-EXM-1",
        due=due.isoformat() if due else None,
        term=None,
    )


def completed(task: int, element: str = "EXM-20") -> facts.TaskCompleted:
    return facts.TaskCompleted(task=task, element=element, key=element.replace("-", "_"), late=0)


def armed(timer: int, due: datetime, element: str = "T-EXM") -> facts.TimerArmed:
    return facts.TimerArmed(timer=timer, element=element, due=due.isoformat(), kind="drawn")


def days(count: int) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=count)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, one entry a statement; a batch counts once."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)

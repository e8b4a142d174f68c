"""The transaction in which a case moves (design 8): restore before any lock, lock, check, apply, keep, commit.

Every operation that moves a case does it inside `moving`; nothing else calls `Instance.apply` on a live case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forms import answers
from forms.answers import Erasable
from processes import feel
from processes.commands import Command, CompleteAction, FailAction, RetryIncident, UpgradeCore
from processes.errors import PoryadokError
from processes.facts import ActionRequested, Fact, InstanceFinished, InstanceResumed, MessageAwaited, ReminderDue
from processes.instance import Instance, catch_up
from processes.state import OpenTask, Subscription
from service import attendance
from service.access import bare_role, key_held, reads_all, titles
from service.actions import ACTIONS, document, notice
from service.actions.joined import Joined
from service.actor import SYSTEM, Actor
from service.errors import StepRefused
from service.installation import Installation
from service.outcome import Outcome, Waiting
from service.published import Edition
from service.restoring import keep_snapshot, restore
from storage import history, instances, jobs, messages, personal
from storage.database import after_commit
from storage.errors import RowRefused
from storage.models import Instance as InstanceRow
from storage.models import InstanceStatus, Message
from storage.models import Subscription as SubscriptionRow


class Move:
    """One transaction's movement of one case: the steps that it takes become one history row."""

    def __init__(
        self,
        installation: Installation,
        session: Session,
        row: InstanceRow,
        live: Instance,
        edition: Edition,
        actor: str,
    ) -> None:
        self.installation = installation
        self.session = session
        self.row = row
        self.live = live
        self.edition = edition
        self.actor = actor
        self.role: str | None = None
        self.at: datetime = installation.now()
        self.steps: list[history.Step] = []
        self.touched = False
        self._personal: list[tuple[str | None, Iterable[Erasable]]] = []
        self._opened: dict[str, Any] | None = None
        self._armed = False

    @property
    def seq(self) -> int:
        """The number that the history row of this transaction will have."""
        return self.row.rev + 1

    @property
    def facts(self) -> list[Fact]:
        """All that followed so far, across the steps."""
        return [fact for step in self.steps for fact in step.facts]

    def apply(self, command: Command) -> tuple[Fact, ...]:
        """Move the case, and again for each action that it asks for and that is done within the transaction."""
        return self._follow_up(self._step(command))

    def go_over(self, command: UpgradeCore, between: tuple[Fact, ...]) -> None:
        """Take the case over from another core; what it waits for otherwise now follows from that."""
        self._follow_up(self._step(command, between))

    def _follow_up(self, first: tuple[Fact, ...]) -> tuple[Fact, ...]:
        attendance.note(self.session, self.row.id, self.edition.definition, first, self.live.data, self._moment)
        waiting = deque(first)
        while waiting:
            fact = waiting.popleft()
            if isinstance(fact, ActionRequested):
                waiting.extend(self._perform(fact))
            elif isinstance(fact, ReminderDue):
                notice.remind(self, fact)
        return first

    def seal(self, erasables: Iterable[Erasable], *, subject: str | None) -> None:
        """Keep erasable values beside the log, in this transaction."""
        self._personal.append((subject, tuple(erasables)))
        self._opened = None

    def opened(self) -> dict[str, Any]:
        """The case data with the erasable values in it: for templates and prefilling, never for expressions."""
        return self.unsealed(self.live.data)

    def unsealed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Plain values with the erasable ones in them, those of this transaction among them; null for what is erased."""
        known = personal.resolver(self.session, self.row.id)
        fresh = {answers.commitment(item.salt, item.value): item.value for _, items in self._personal for item in items}
        return answers.opened(values, lambda commitment: fresh.get(commitment) or known(commitment))

    def names(self) -> dict[str, Any]:
        """What forms and templates may read: the opened case data, the settings, the case itself."""
        return {**self.opened(), **surroundings(self.row, self.edition)}

    @property
    def _moment(self) -> feel.Moment:
        return feel.Moment(now=self.at, zone=self.live.zone)

    def _step(self, command: Command, besides: tuple[Fact, ...] = ()) -> tuple[Fact, ...]:
        settled = history.settled(command)
        self.touched = True
        facts = self.live.apply(settled) + besides
        self.steps.append(history.Step(command=settled, facts=facts))
        return facts

    def _perform(self, request: ActionRequested) -> tuple[Fact, ...]:
        """The facts of the action's result; none if it was taken back meanwhile, or if a job brings the result later."""
        if request.action not in self.live.actions:
            return ()
        action = ACTIONS.get(request.name)
        if action is None:
            return self._fail(
                request,
                f"Действия «{request.name}» нет; проверьте свойство action шага {request.element}",
                f"There is no action {request.name!r}; look at the property action of {request.element}",
            )
        try:
            result = action(self, request)
        except RowRefused as error:
            if self._follows_from_a_step:
                raise StepRefused(error) from error
            return self._fail(request, error.ru, error.en)
        except PoryadokError as error:
            return self._fail(request, error.ru, error.en)
        if result is None:
            return ()
        done = result if isinstance(result, Joined) else Joined(result=result)
        return self._step(
            CompleteAction(
                at=self.at, actor=SYSTEM, action=request.action, result=done.result, participants=done.participants
            )
        )

    @property
    def _follows_from_a_step(self) -> bool:
        """Whether somebody's step asks for all this, so that it may be refused to him; to try an incident again is none."""
        return self.actor != SYSTEM and not isinstance(self.steps[0].command, RetryIncident)

    def _fail(self, request: ActionRequested, ru: str, en: str) -> tuple[Fact, ...]:
        return self._step(FailAction(at=self.at, actor=SYSTEM, action=request.action, ru=ru, en=en))

    def keep(self) -> None:
        """Write the history row and everything that follows from it; called once, at the end of the transaction."""
        seq = self.seq
        self._call_what_waited()
        kept = instances.keep(
            self.session,
            self.row,
            self.steps,
            definition=self.edition.definition,
            at=self.at,
            actor=self.actor,
            role=self.role,
            core=self.live.core,
            digest=self.live.digest(),
        )
        self._armed = kept.armed is not None
        for subject, items in self._personal:
            personal.put(self.session, self.row.id, seq, items, subject=subject)

    @property
    def makes_work(self) -> bool:
        """Whether timers or jobs follow from what was kept; to look for them costs about half of a click."""
        return self._armed or jobs.enqueued(self.session)

    def _call_what_waited(self) -> None:
        """What came before this case began to wait for it, or while it was suspended, gets another delivery."""
        if any(isinstance(fact, InstanceResumed) for fact in self.facts):
            self._call_early_messages(self.live.subscriptions.values())
            for action in self.live.actions.values():
                if action.name == "document" and not action.failed:
                    document.enqueue(self, action.action)
            return
        self._call_early_messages(fact for fact in self.facts if isinstance(fact, MessageAwaited))
        # What waited for a case that was stopped while suspended may have another receiver.
        if self.live.ended and self.row.status == InstanceStatus.SUSPENDED:
            self._call_early_messages(messages.waits_of(self.session, self.row.id))
        if self.live.ended and self.row.message_start is not None and self.row.message_key is not None:
            self._call_for_key(self.row.message_start, self.row.message_key)

    def _call_for_key(self, start: str, key: str) -> None:
        """The key of the message that began this case is free: a further one that waited may begin the next."""
        event = self.edition.definition.node(start).event
        for message in messages.early(self.session, event.name if event and event.name else "", key, self.at):
            self._call(message, "free")

    def _call(self, message: Message, because: object) -> None:
        key = f"message:{message.id}:{self.row.id}-{because}-{self.seq}"
        jobs.enqueue(self.session, "message", {"message": message.id}, key=key, run_at=self.at)

    def _call_early_messages(self, awaited: Iterable[MessageAwaited | Subscription | SubscriptionRow]) -> None:
        waits = [one for one in awaited if not one.roles]
        messages.begin_to_wait(self.session, {(one.name, one.key) for one in waits})
        for one in waits:
            for message in messages.early(self.session, one.name, one.key, self.at):
                self._call(message, one.subscription)


@contextmanager
def moving(installation: Installation, instance_id: int, actor: str) -> Iterator[Move]:
    """The case, locked and live, in one writing transaction that commits at the end of the block.

    Raises NotFound.  An exception inside rolls everything back and drops the live object: the log is the truth.
    """
    _warm(installation, instance_id)
    with installation.database.writing() as session:
        row = instances.moving(session, instance_id)
        edition = installation.definitions.get(session, row.definition_id)
        live = _caught_up(installation, session, row, edition)
        move = Move(installation, session, row, live, edition, actor)
        try:
            yield move
        except Exception:
            if not move.touched:
                installation.live.put(row.id, row.rev, live)  # refused before anything was tried
            raise
        if move.steps:
            move.keep()
        seq = row.rev
        after_commit(session, lambda: installation.live.put(instance_id, seq, live))
        if move.makes_work:
            after_commit(session, installation.wake)


def begin(installation: Installation, session: Session, row: InstanceRow, edition: Edition, actor: str) -> Move:
    """The movement of a case whose row has just been made; the caller keeps it by `finish`."""
    return Move(installation, session, row, installation.fold(edition.definition, row.id), edition, actor)


def finish(move: Move) -> None:
    """Keep a case that has just begun or gone over; it is warm after the commit."""
    move.keep()
    instance_id, seq, live, installation = move.row.id, move.row.rev, move.live, move.installation
    after_commit(move.session, lambda: installation.live.put(instance_id, seq, live))
    if move.makes_work:
        after_commit(move.session, installation.wake)


def outcome(move: Move, actor: Actor | None, *, task: str | None = None) -> Outcome:
    """Where the case is now, as far as the person may know: what he can do next, or who has it."""
    definition, live = move.edition.definition, move.live
    language = actor.language if actor else "ru"
    shown = [task for task in live.open_tasks.values() if not _of_another(actor, task, move.edition)]
    waiting = tuple(
        Waiting(
            task=f"{move.row.id}-{opened.task}",
            element=opened.element,
            name=definition.node(opened.element).name,
            roles=tuple(opened.roles),
            titles=titles(definition, opened.roles, language),
            due=opened.due,
        )
        for opened in shown
    )
    mine = (
        item.task
        for item, opened in zip(waiting, shown, strict=True)
        if actor and opened.claimed_by in (None, actor.id) and key_held(actor, opened.roles, definition.key)
    )
    ended_as = next((fact.name for fact in move.facts if isinstance(fact, InstanceFinished)), None)
    return Outcome(
        instance_id=move.row.id,
        number=move.row.number,
        task=task,
        next_task=next(mine, None),
        waiting=waiting,
        ended=live.ended,
        ended_as=ended_as,
    )


def _of_another(actor: Actor | None, task: OpenTask, edition: Edition) -> bool:
    """Whether the task is for another party in a role that the person holds through his own: that is not his to know."""
    if actor is None or reads_all(actor, edition) or key_held(actor, task.roles, edition.key) is not None:
        return False
    own = {bare_role(key) for key in actor.keys if "@" in key}
    return any("@" in key and bare_role(key) in own for key in task.roles)


def case_data(installation: Installation, session: Session, row: InstanceRow, edition: Edition) -> dict[str, Any]:
    """The case data as the row's `rev` left it, erasable values as commitments; for reading only."""
    return _looked(installation, session, row, edition, lambda live: dict(live.data))


def data_around(
    installation: Installation, session: Session, row: InstanceRow, edition: Edition, token: int
) -> dict[str, Any]:
    """What a waiting task or act of the case sees besides the case data: the iterations that it stands in."""
    return _looked(installation, session, row, edition, lambda live: live.around(token))


def _looked(
    installation: Installation,
    session: Session,
    row: InstanceRow,
    edition: Edition,
    read: Callable[[Instance], dict[str, Any]],
) -> dict[str, Any]:
    found = installation.live.look(row.id, row.rev, read)
    if found is not None:
        return found
    restored = restore(session, edition.definition, row.id, installation.fold)
    seen = read(restored.live)
    installation.live.put(row.id, restored.seq, restored.live)
    return seen


def surroundings(row: InstanceRow, edition: Edition) -> dict[str, Any]:
    """The names that expressions see besides the case data."""
    return {
        "settings": dict(edition.definition.setting_values),
        "case": {"number": row.number, "started_at": row.started_at.isoformat()},
    }


def opened(session: Session, row: InstanceRow, data: Mapping[str, Any]) -> dict[str, Any]:
    """Case data with the erasable values in it, as far as they are not erased."""
    return answers.opened(data, personal.resolver(session, row.id))


def _warm(installation: Installation, instance_id: int) -> None:
    """Restore the case, or read on, before any lock: others go on working meanwhile."""
    if installation.live.seq(instance_id) is not None:
        return
    with installation.database.reading() as session:
        row = instances.get(session, instance_id)
        edition = installation.definitions.get(session, row.definition_id)
        read = restore(session, edition.definition, instance_id, installation.fold)
    keep_snapshot(installation, read)
    installation.live.put(instance_id, read.seq, read.live)


def _caught_up(installation: Installation, session: Session, row: InstanceRow, edition: Edition) -> Instance:
    """The live case at the row's `rev`, alone in our hands."""
    taken = installation.live.take(row.id)
    if taken is None or taken[0] > row.rev:
        return restore(session, edition.definition, row.id, installation.fold).live
    seq, live = taken
    if seq < row.rev:
        further = history.rows(session, row.id, after=seq)
        if any(one.core != live.core for one in further):  # a node of another release moved it
            return restore(session, edition.definition, row.id, installation.fold).live
        catch_up(live, further)
    return live

"""One case of a definition.  Moves only through `apply`; knows no database, no wall clock, no request, no chance.

    facts = instance.apply(command)

The instance is the fold; the engine's driver asks it what each step means (`processes.engine.Host`), and what follows
is collected as facts.  `restore` builds it again from the history rows: restored = live, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, singledispatchmethod
from typing import Any, ClassVar, Protocol
from zoneinfo import ZoneInfo

from processes import deadlines, engine, facts, feel, timers
from processes.commands import (
    AssignTask,
    CancelInstance,
    ClaimTask,
    CloseThread,
    Command,
    CompleteAction,
    CompleteTask,
    DeliverMessage,
    FailAction,
    FireTimer,
    OpenThread,
    Plain,
    ReleaseTask,
    ReopenThread,
    ResumeInstance,
    RetryIncident,
    StartInstance,
    SuspendInstance,
    UpgradeCore,
    WithdrawPost,
    WritePost,
    decode,
)
from processes.context import Context
from processes.definition import Definition, Reminder, result_key
from processes.engine import Place
from processes.errors import (
    CommandRefused,
    InstanceEnded,
    InstanceSuspended,
    PoryadokError,
    ProcessError,
    TaskNotOpen,
    TooManySteps,
)
from processes.model.elements import Kind, Node
from processes.state import (
    ArmedTimer,
    AwaitedCondition,
    Data,
    OpenTask,
    PendingAction,
    Subscription,
    Suspension,
    Thread,
    digest,
    plain,
    weight,
)

CORE = 1
"""The semantics of the fold.  Raised only when `apply` may answer differently for a recorded log (design 7)."""

SIGNAL = "signal:"
"""What the name under which a case waits for a signal begins with, so that no message is taken for one."""

REMINDER_HOUR = 9
"""Reminders come at nine in the morning, local time: while somebody is there to read them."""

_EMPTY_WEIGHT, _STEP_WEIGHT = 8_000, 1_300
"""Bytes: of a case that has hardly begun, and of each step that the engine remembers with what waits there (measured)."""

HOLDER = re.compile(r"(party|person):[0-9]+")
"""How a case names who holds a role in it."""

_ACTIONS = {Kind.SERVICE, Kind.SEND, Kind.THROW, Kind.END}
_PERSONAL = {Kind.USER, Kind.MANUAL}


class TaskTaken(CommandRefused):
    """Somebody else has taken the task."""

    code = "task.taken"


class NoParticipant(ProcessError):
    """A step belongs to an outside role that nobody holds in this case."""

    code = "participant.missing"


class ThreadIsClosed(CommandRefused):
    """The discussion is closed, or its time is over."""

    code = "thread.closed"


class NoWayOn(ProcessError):
    """No condition of a gateway holds and it has no default flow."""

    code = "gateway.no_way_on"


class Spoiled(ProcessError):
    """The object failed in the middle of a command; throw it away and restore the instance from its log."""

    code = "instance.spoiled"


class Recorded(Protocol):
    """A history row as the fold needs it."""

    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def steps(self) -> list[dict[str, Any]]: ...


class Instance:
    """A running or finished case.  Not thread safe; after an exception from inside `apply` it must be thrown away."""

    core: ClassVar[int] = CORE
    """The semantics by which this fold answers."""

    def __init__(self, definition: Definition, id_: int) -> None:
        self.definition = definition
        self.id = id_
        self.number = ""
        self.process = ""
        self.data = Data()
        self.participants: dict[str, list[str]] = {}
        self.open_tasks: dict[int, OpenTask] = {}
        self.timers: dict[int, ArmedTimer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.conditions: dict[int, AwaitedCondition] = {}
        self.actions: dict[int, PendingAction] = {}
        self.incidents: dict[int, str] = {}
        self.threads: dict[int, Thread] = {}
        self.visits: dict[str, int] = {}
        self.ended = False
        self.suspended: Suspension | None = None
        self._started_at: datetime | None = None
        self._zone = ZoneInfo("UTC")
        self._driver = engine.Driver(_blueprint(definition), self)
        self._facts: list[facts.Fact] = []
        self._moment = feel.Moment(now=datetime.min.replace(tzinfo=ZoneInfo("UTC")), zone=self._zone)
        self._at = self._moment.now
        self._actor = ""
        self._received = self._at
        self._reasons: dict[tuple[str, str], tuple[str | None, dict[str, Plain] | None]] = {}
        self._enough: dict[int, str] = {}
        self._spoiled = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days count in this case."""
        return self._zone

    def apply(self, command: Command) -> tuple[facts.Fact, ...]:
        """What follows from the command.  Raises CommandRefused and changes nothing if it may not be applied.

        Any other exception leaves the object spoiled: restore it from the log, which has not changed.
        """
        if self._spoiled:
            raise Spoiled("Дело нужно восстановить из журнала", "The instance must be restored from its log")
        self._check_going_on(command)
        self._check(command)
        self._facts = []
        self._enough = {}
        self._at, self._actor = command.at, command.actor
        # A late timer counts its terms from when it was due, not from when somebody woke up.
        now = _due(command) or command.at
        self._moment = feel.Moment(now=now, zone=self._zone)
        self._received = now
        try:
            self._move(command)
            self._test_conditions()
            self._finish_if_over()
        except BaseException:
            self._spoiled = True
            raise
        return tuple(self._facts)

    def state(self) -> dict[str, Plain]:
        """The logical state as plain JSON: what is open, awaited and known; nothing of the engine."""
        state = {
            "tasks": [plain(task) for task in self.open_tasks.values()],
            "timers": [plain(timer) for timer in self.timers.values()],
            "subscriptions": [plain(subscription) for subscription in self.subscriptions.values()],
            "actions": [plain(action) for action in self.actions.values()],
            "incidents": [[incident, element] for incident, element in self.incidents.items()],
            "data": dict(self.data.digests),
            "participants": {role: list(parties) for role, parties in self.participants.items()},
            "visits": dict(self.visits),
            "joins": [[element, sources] for element, sources in self._driver.joins()] if self.number else [],
            "iterations": {str(task): value for task, value in self._driver.iterations.items()} if self.number else {},
            "counter": self._driver.counter.last,
            "zone": self._zone.key,
            "ended": self.ended,
        }
        # Only where there is one, so that the digests of cases that never had any stay as recorded.
        if self.conditions:
            state["conditions"] = [plain(condition) for condition in self.conditions.values()]
        if self.suspended is not None:
            state["suspended"] = plain(self.suspended)
        if self.threads:
            state["threads"] = [plain(thread) for thread in self.threads.values()]
        return state

    def digest(self) -> str:
        """SHA-256 (hex) of the logical state."""
        return digest(self.state())

    @property
    def weight(self) -> int:
        """About how many bytes of memory the live object holds: its values as measured, the rest by what it consists of."""
        held = [*self._driver.iterations.values(), *(action.inputs for action in self.actions.values())]
        return _EMPTY_WEIGHT + _STEP_WEIGHT * self._driver.size + self.data.weight + sum(map(weight, held))

    def context(self, place: Place | None = None) -> Context:
        """The names that an expression of this case sees (at `place`: inside the iterations there)."""
        layers = self._iterations(place) if place else ()
        started = self._started_at.isoformat() if self._started_at else None
        received = self._received.astimezone(self._zone).isoformat()
        case = {"number": self.number, "started_at": started, "received_at": received}
        return Context((*layers, self.data, {"settings": self.definition.setting_values, "case": case}))

    def context_at(self, token: int) -> Context:
        """The names that an expression sees where a task, act or action waits."""
        return self.context(self._driver.place_of(token))

    def around(self, token: int) -> dict[str, Plain]:
        """What a waiting task, act or action sees besides the case data: the items and documents of its iterations."""
        seen: dict[str, Plain] = {}
        for layer in reversed(list(self._iterations(self._driver.place_of(token)))):
            seen |= layer
        return seen

    def _iterations(self, place: Place) -> Iterator[Mapping[str, Plain]]:
        """The names that the iterations around a step bring, the innermost first."""
        for iteration in place.iterations:
            multi = self.definition.node(iteration.element).multi
            if iteration.encloses:
                yield self._driver.iterations.get(iteration.task) or {}
            if multi is not None and multi.item:
                yield {multi.item: iteration.item}

    # ------------------------------------------------------------------ checks: refuse before anything has changed

    def _check_going_on(self, command: Command) -> None:
        if self.suspended is None or isinstance(command, ResumeInstance | CancelInstance | UpgradeCore):
            return
        raise InstanceSuspended(
            f"Дело {self.number} приостановлено; сначала его нужно возобновить",
            f"Case {self.number} is suspended; it has to be resumed first",
            by=self.suspended.by,
            since=self.suspended.since,
        )

    @singledispatchmethod
    def _check(self, command: Command) -> None:
        raise NotImplementedError(type(command).__name__)

    @_check.register
    def _(self, command: StartInstance) -> None:
        if self.number:
            raise CommandRefused(f"Дело {self.number} уже начато", f"Case {self.number} has already begun")
        starts = {node.id for node in self.definition.starts(command.process)}
        if command.start not in starts:
            raise CommandRefused(
                f"У процесса {command.process} нет начала «{command.start}»; есть: {', '.join(sorted(starts))}",
                f"Process {command.process} has no start {command.start!r}; it has {', '.join(sorted(starts))}",
            )

        _require_past_day(command, ZoneInfo(command.zone))

    @_check.register
    def _(self, command: CompleteTask) -> None:
        self._require_free(command)
        _require_past_day(command, self._zone)

    @_check.register
    def _(self, command: ClaimTask) -> None:
        self._require_free(command)

    def _require_free(self, command: CompleteTask | ClaimTask) -> None:
        holder = self._open(command.task).claimed_by
        if holder is not None and holder != command.actor:
            raise TaskTaken(
                "Задачу уже взял другой человек; попросите его вернуть её в роль",
                "Somebody else has taken the task; ask for it to be given back to the role",
                task=command.task,
                holder=holder,
            )

    @_check.register
    def _(self, command: AssignTask) -> None:
        self._open(command.task)

    @_check.register
    def _(self, command: ReleaseTask) -> None:
        if self._open(command.task).claimed_by is None:
            raise CommandRefused("Задачу никто не брал", "Nobody has taken the task", task=command.task)

    @_check.register
    def _(self, command: FireTimer) -> None:
        self._still(command.timer in self.timers, f"срок {command.timer}", f"timer {command.timer}")

    @_check.register
    def _(self, command: CompleteAction) -> None:
        self._still(command.action in self.actions, f"действие {command.action}", f"action {command.action}")

    @_check.register
    def _(self, command: FailAction) -> None:
        self._still(command.action in self.actions, f"действие {command.action}", f"action {command.action}")

    @_check.register
    def _(self, command: RetryIncident) -> None:
        self._still(command.incident in self.incidents, f"сбой {command.incident}", f"incident {command.incident}")

    @_check.register
    def _(self, command: DeliverMessage) -> None:
        awaited = self.subscriptions.get(command.subscription)
        there = awaited is not None and awaited.name == command.name
        self._still(there, f"сообщение «{command.name}»", f"message {command.name!r}")

    @_check.register(CancelInstance)
    @_check.register(SuspendInstance)
    def _(self, command: CancelInstance | SuspendInstance) -> None:
        self._still(bool(self.number), "начало", "a start")

    @_check.register
    def _(self, command: ResumeInstance) -> None:
        self._still(self.suspended is not None, "возобновление", "being resumed")

    @_check.register
    def _(self, command: UpgradeCore) -> None:
        if command.core > self.core:
            raise CommandRefused(
                f"Дело {self.number} ведёт более новый выпуск программы (ядро {command.core}, у этого {self.core}); "
                "установите его",
                f"Case {self.number} is kept by a newer release (core {command.core}, this one has {self.core}); "
                "install it",
            )

    @_check.register
    def _(self, command: OpenThread) -> None:
        self._still(
            command.forum in self.definition.forums, f"обсуждение «{command.forum}»", f"forum {command.forum!r}"
        )
        if self.thread_of(command.key) is not None:
            raise CommandRefused(
                f"Обсуждение «{command.key}» уже открыто", f"Thread {command.key!r} has been opened already"
            )

    @_check.register
    def _(self, command: WritePost) -> None:
        thread = self._thread(command.thread)
        if not thread.takes_posts(command.at):
            raise ThreadIsClosed(
                "Обсуждение закрыто; написать можно, когда его откроют снова",
                "The discussion is closed; one can write when it is opened again",
                thread=command.thread,
            )
        if command.subject is not None and command.subject not in thread.subjects:
            raise CommandRefused(f"О «{command.subject}» здесь не говорят", f"{command.subject!r} is no subject here")
        if command.reply_to is not None:
            self._require_post(thread, command.reply_to)

    @_check.register
    def _(self, command: WithdrawPost) -> None:
        self._require_post(self._thread(command.thread), command.post)

    @_check.register(CloseThread)
    @_check.register(ReopenThread)
    def _(self, command: CloseThread | ReopenThread) -> None:
        thread = self._thread(command.thread)
        if thread.takes_posts(command.at) is isinstance(command, ReopenThread):
            raise CommandRefused(
                "Обсуждение уже в этом состоянии; обновите страницу", "The discussion is so already; reload the page"
            )

    def thread_of(self, key: str) -> Thread | None:
        """The thread with this key."""
        return next((thread for thread in self.threads.values() if thread.key == key), None)

    def _thread(self, thread: int) -> Thread:
        self._still(thread in self.threads, f"обсуждение {thread}", f"thread {thread}")
        return self.threads[thread]

    def _require_post(self, thread: Thread, post: int) -> None:
        self._still(1 <= post <= thread.posts, f"сообщение {post}", f"post {post}")

    def _open(self, task: int) -> OpenTask:
        if self.ended:
            raise InstanceEnded(f"Дело {self.number} окончено", f"Case {self.number} has ended", task=task)
        if task not in self.open_tasks:
            raise TaskNotOpen(
                "Задача не открыта: она уже выполнена или отменена",
                "The task is not open: it was completed or cancelled",
                task=task,
            )
        return self.open_tasks[task]

    def _still(self, there: bool, ru: str, en: str) -> None:
        if self.ended:
            raise InstanceEnded(f"Дело {self.number} окончено", f"Case {self.number} has ended")
        if not there:
            raise CommandRefused(f"Дело {self.number} не ждёт: {ru}", f"Case {self.number} does not wait for {en}")

    # ------------------------------------------------------------------ moves

    @singledispatchmethod
    def _move(self, command: Command) -> None:
        raise NotImplementedError(type(command).__name__)

    @_move.register
    def _(self, command: StartInstance) -> None:
        self.number = command.number
        self.process = command.process
        self._started_at = command.at
        self._zone = ZoneInfo(command.zone)
        self._moment = feel.Moment(now=self._moment.now, zone=self._zone)
        self._receive(command.received_on)
        self._emit(
            facts.InstanceStarted(
                number=command.number,
                process=command.process,
                element=command.start,
                digest=self.definition.digest,
                message=command.message,
                key=command.key,
                due=command.due.isoformat() if command.due else None,
                late=_late(command.at, command.due) if command.due else None,
            )
        )
        for role, party in command.participants:
            self._join(role, party)
        self.data.replace(result_key(self.definition.node(command.start)), command.answers)
        self._driver.start(command.process, command.start)

    @_move.register
    def _(self, command: CompleteTask) -> None:
        self._receive(command.received_on)
        task = self.open_tasks.pop(command.task)
        node = self.definition.node(task.element)
        self._write(self._driver.place_of(task.task), result_key(node), command.answers)
        late = 0 if task.due is None else deadlines.late_days(_moment(task.due), self._received, self._zone)
        self._emit(facts.TaskCompleted(task=task.task, element=task.element, key=result_key(node), late=late))
        self._forget_reminders(task.task)
        self._driver.complete(task.task)

    @_move.register
    def _(self, command: ClaimTask) -> None:
        self.open_tasks[command.task] = self.open_tasks[command.task].held_by(command.actor)
        self._emit(facts.TaskClaimed(task=command.task, person=command.actor))

    @_move.register
    def _(self, command: AssignTask) -> None:
        self.open_tasks[command.task] = self.open_tasks[command.task].held_by(command.person)
        self._emit(facts.TaskAssigned(task=command.task, person=command.person, reason=command.reason))

    @_move.register
    def _(self, command: ReleaseTask) -> None:
        self.open_tasks[command.task] = self.open_tasks[command.task].held_by(None)
        self._emit(facts.TaskReleased(task=command.task))

    @_move.register
    def _(self, command: FireTimer) -> None:
        timer = self.timers.pop(command.timer)
        self._emit(
            facts.TimerFired(
                timer=timer.timer,
                element=timer.element,
                kind=timer.kind,
                due=timer.due,
                late=_late(command.at, command.due),
            )
        )
        if timer.kind == "drawn":
            self._fire_drawn(timer)
        else:
            self._fire_reminder(timer)

    @_move.register
    def _(self, command: CompleteAction) -> None:
        action = self.actions.pop(command.action)
        if self.incidents.pop(action.action, None) is not None:  # done after all, before anybody retried it
            self._emit(facts.IncidentResolved(incident=action.action, element=action.element))
        key = result_key(self.definition.node(action.element))
        for role, holder in command.participants:
            if holder not in self.participants.get(role, ()):
                self._join(role, holder)
                self._readdress(role)
        self._write(self._driver.place_of(action.action), key, command.result)
        self._emit(facts.ActionCompleted(action=action.action, element=action.element, name=action.name, key=key))
        self._driver.complete(action.action)

    @_move.register
    def _(self, command: FailAction) -> None:
        action = self.actions[command.action]
        self.actions[command.action] = replace(action, failed=True)
        self._raise_incident(action.action, action.element, "action.failed", command.ru, command.en)

    @_move.register
    def _(self, command: RetryIncident) -> None:
        element = self.incidents.pop(command.incident)
        self._emit(facts.IncidentResolved(incident=command.incident, element=element))
        action = self.actions.get(command.incident)
        if command.incident in self.conditions:
            return  # tested again with all others
        if action is None:
            self._driver.retry(command.incident)
        else:
            self._request(replace(action, failed=False))

    @_move.register
    def _(self, command: DeliverMessage) -> None:
        awaited = self.subscriptions[command.subscription]
        token, element = awaited.subscription, awaited.element
        self._emit(
            facts.MessageReceived(subscription=token, element=element, name=command.name, message=command.message)
        )
        self._write(self._driver.place_of(token), result_key(self.definition.node(element)), command.payload)
        if self._driver.repeats(token):
            self._driver.fire_again(token, element)
            return
        del self.subscriptions[token]
        self._emit(facts.SubscriptionClosed(subscription=token, element=element))
        self._driver.fire(token, element)

    @_move.register
    def _(self, command: CancelInstance) -> None:
        self._driver.cancel()
        self._emit(facts.InstanceCancelled(reason=command.reason))
        self.suspended = None
        self._close()

    @_move.register
    def _(self, command: SuspendInstance) -> None:
        self.suspended = Suspension(by=command.actor, since=command.at.isoformat())
        self._emit(facts.InstanceSuspended(reason=command.reason))

    @_move.register
    def _(self, command: ResumeInstance) -> None:
        self.suspended = None
        self._emit(facts.InstanceResumed(reason=command.reason))

    @_move.register
    def _(self, command: UpgradeCore) -> None:
        """The state stays: it is what this fold makes of the rows before (`processes/upgrade.py` says what differs)."""
        self._emit(facts.CoreUpgraded(was=command.was, core=command.core))

    @_move.register
    def _(self, command: OpenThread) -> None:
        thread = Thread(
            thread=len(self.threads) + 1,
            forum=command.forum,
            key=command.key,
            subjects=command.subjects,
            until=command.until,
        )
        self.threads[thread.thread] = thread
        self._emit(
            facts.ThreadOpened(
                thread=thread.thread,
                forum=command.forum,
                key=command.key,
                title=command.title,
                subjects=list(command.subjects),
                until=command.until,
            )
        )

    @_move.register
    def _(self, command: WritePost) -> None:
        thread = self.threads[command.thread]
        fact = facts.PostWritten(
            thread=command.thread,
            post=thread.posts + 1,
            role=command.role,
            text=command.text,
            files=list(command.files),
            reply_to=command.reply_to,
            subject=command.subject,
            party=command.party,
        )
        self.threads[command.thread] = replace(thread.said(self._signed(fact)), posts=fact.post)
        self._emit(fact)

    @_move.register
    def _(self, command: WithdrawPost) -> None:
        fact = facts.PostWithdrawn(thread=command.thread, post=command.post, reason=command.reason)
        self.threads[command.thread] = self.threads[command.thread].said(self._signed(fact))
        self._emit(fact)

    @_move.register
    def _(self, command: CloseThread) -> None:
        self.threads[command.thread] = replace(self.threads[command.thread], closed=True)
        self._emit(facts.ThreadClosed(thread=command.thread))

    @_move.register
    def _(self, command: ReopenThread) -> None:
        self.threads[command.thread] = replace(self.threads[command.thread], closed=False, until=command.until)
        self._emit(facts.ThreadReopened(thread=command.thread, until=command.until))

    def _signed(self, fact: facts.Fact) -> Plain:
        """What a thread's chain takes in: the fact, when it was and whose."""
        return [self._at.isoformat(), self._actor, facts.encode(fact)]

    def _receive(self, day: str | None) -> None:
        """What was written on paper counts from the beginning of the day on which it was received."""
        if day is not None:
            self._received = datetime.combine(date.fromisoformat(day), time.min, tzinfo=self._zone)

    def _join(self, role: str, holder: str) -> None:
        self.participants.setdefault(role, []).append(holder)
        self._emit(facts.ParticipantJoined(role=role, party=holder))

    def _readdress(self, role: str) -> None:
        """What already waits for the role that the newcomer acts for (or for his own role) goes to whom it belongs now."""
        concerned = {role, self.definition.roles[role].acts_for} if role in self.definition.roles else {role}
        for task in list(self.open_tasks.values()):
            if not concerned.isdisjoint(self.definition.roles_of(task.element)):
                self._readdress_task(task)
        for awaited in list(self.subscriptions.values()):
            if awaited.roles and not concerned.isdisjoint(self.definition.roles_of(awaited.element)):
                self._readdress_act(awaited)

    def _readdress_task(self, task: OpenTask) -> None:
        keys = self._inbox_keys(self.definition.node(task.element), task.party)
        if tuple(keys) == task.roles:
            return
        self.open_tasks[task.task] = task.addressed_to(tuple(keys))
        self._emit(facts.TaskReaddressed(task=task.task, element=task.element, roles=keys, due=task.due))

    def _readdress_act(self, awaited: Subscription) -> None:
        keys = self._inbox_keys(self.definition.node(awaited.element), awaited.party)
        if tuple(keys) == awaited.roles:
            return
        self.subscriptions[awaited.subscription] = awaited.addressed_to(tuple(keys))
        self._emit(facts.ActReaddressed(subscription=awaited.subscription, element=awaited.element, roles=keys))

    def _fire_drawn(self, timer: ArmedTimer) -> None:
        if timer.role is not None:
            self._emit(facts.AlertRaised(role=timer.role, element=timer.element, task=None, due=timer.due))
        token = timer.token
        assert token is not None, "a drawn timer has a token"  # noqa: S101  # a bug of ours
        more = timer.left is None or timer.left > 1
        if timer.period is None or not more or not self._driver.repeats(token):
            self._driver.fire(token, timer.element)
            return
        due = _moment(timer.due) + timedelta(seconds=timer.period)
        self._arm(
            ArmedTimer(
                timer=self._driver.next_id(),
                element=timer.element,
                due=due.isoformat(),
                kind="drawn",
                token=token,
                role=timer.role,
                left=None if timer.left is None else timer.left - 1,
                period=timer.period,
            ),
            term=None,
        )
        self._driver.fire_again(token, timer.element)

    def _fire_reminder(self, timer: ArmedTimer) -> None:
        assert timer.task is not None, "a reminder belongs to a task"  # noqa: S101  # a bug of ours
        task = self.open_tasks[timer.task]
        due = task.due or timer.due
        if timer.kind == "escalation" and timer.role is not None:
            self._emit(facts.AlertRaised(role=timer.role, element=task.element, task=task.task, due=due))
        else:
            self._emit(facts.ReminderDue(task=task.task, element=task.element, roles=list(task.roles), due=due))

    # ------------------------------------------------------------------ what the driver asks

    def flow_taken(self, source: str, target: str) -> None:
        flow = self._driver.blueprint.flows[(source, target)]
        condition, values = self._reasons.pop((source, target), (None, None))
        self._emit(facts.FlowTaken(flow=flow, condition=condition, values=values))

    def choose(self, task: int, element: str, place: Place) -> list[str]:
        node = self.definition.node(element)
        context = self.context(place)
        flows = [self.definition.flow(flow) for flow in node.outgoing]
        if len(flows) == 1 and flows[0].condition is None:
            return [flows[0].target]
        chosen: list[str] = []
        for flow in flows:
            if flow.id == node.default:
                continue
            if flow.condition is None:  # out of a step, beside conditional ones
                chosen.append(flow.target)
                continue
            expression = feel.compile(flow.condition)
            if expression.holds(context, self._moment):
                self._reasons[(element, flow.target)] = (flow.condition, _seen(expression, context))
                chosen.append(flow.target)
                if node.kind is Kind.EXCLUSIVE:
                    break
        if chosen:
            return chosen
        if node.default is None:
            raise NoWayOn(
                f"Развилка «{node.name or element}»: ни одно условие не выполнено, а ветви по умолчанию нет",
                f"Gateway {element!r}: no condition holds and there is no default flow",
                element=element,
            )
        return [self.definition.flow(node.default).target]

    def perform(self, task: int, element: str, place: Place) -> None:
        node = self.definition.node(element)
        if node.kind is Kind.SCRIPT:
            self._run_script(node, place)
        elif node.kind is Kind.RULE:
            self._decide(node, place)

    def wait(self, task: int, element: str, place: Place) -> None:
        node = self.definition.node(element)
        if node.kind in _PERSONAL:
            self._open_task(task, node, place)
        elif node.kind in _ACTIONS:
            request = PendingAction(
                action=task,
                element=element,
                name=_action_name(node),
                inputs=self._inputs(node, place),
                party=self._party(node, place),
            )
            self._request(request)
        elif node.event is not None and node.event.kind == "timer":
            self._arm_drawn(task, node, place)
        elif node.event is not None and node.event.kind == "conditional":
            self._await_condition(task, node)
        else:
            self._subscribe(task, node, place)

    def withdrawn(self, task: int, element: str, because: str | None) -> None:
        if self.open_tasks.pop(task, None) is not None:
            self._emit(facts.TaskCancelled(task=task, element=element, because=because))
            self._forget_reminders(task)
        elif self.actions.pop(task, None) is not None:
            self._emit(facts.ActionCancelled(action=task, element=element))
        elif self.subscriptions.pop(task, None) is not None:
            self._emit(facts.SubscriptionClosed(subscription=task, element=element))
        elif self.conditions.pop(task, None) is not None:
            self._emit(facts.ConditionClosed(condition=task, element=element))
        else:
            self._forget_timers(lambda timer: timer.token == task)
        if self.incidents.pop(task, None) is not None:
            self._emit(facts.IncidentResolved(incident=task, element=element))

    def stalled(self, task: int, element: str, error: PoryadokError) -> None:
        self._raise_incident(task, element, error.code, error.ru, error.en)

    def items(self, task: int, element: str, place: Place) -> list[Plain]:
        multi = self.definition.node(element).multi
        assert multi is not None, "only multi-instance activities have items"  # noqa: S101  # a bug of ours
        value = feel.compile(multi.collection or multi.cardinality or "null").evaluate(
            self.context(place), self._moment
        )
        items = feel.plain(value)
        if isinstance(items, int) and not isinstance(items, bool) and 0 <= items <= _MOST_ITEMS:
            return list(range(1, items + 1))
        if isinstance(items, list) and len(items) <= _MOST_ITEMS:
            return items
        raise ProcessError(
            f"Многократный шаг «{element}»: нужен список не длиннее {_MOST_ITEMS} строк",
            f"Multi-instance step {element!r}: a list of at most {_MOST_ITEMS} items is needed",
            element=element,
        )

    def enough(self, task: int, element: str, place: Place, results: list[Plain]) -> bool:
        multi = self.definition.node(element).multi
        if multi is None or not multi.completion:
            return False
        known = {result_key(self.definition.node(element)): [result for result in results if result is not None]}
        context = self.context(place).before(known)
        holds = feel.compile(multi.completion).holds(context, self._moment)
        if holds:
            self._enough[task] = multi.completion
        return holds

    def collect(self, task: int, element: str, place: Place, results: list[Plain]) -> None:
        key = result_key(self.definition.node(element))
        self._write(place, key, results)
        condition = self._enough.pop(task, None)
        self._emit(facts.DataWritten(element=element, key=key, value=results, condition=condition))

    def again(self, element: str, place: Place, rounds: int) -> bool:
        loop = self.definition.node(element).loop
        assert loop is not None, "the driver asks for loops only"  # noqa: S101  # a bug of ours
        context = self.context(place)
        if loop.maximum is not None and rounds >= self._most_rounds(element, loop.maximum, context):
            return False
        if rounds >= _MOST_ITEMS:
            raise ProcessError(
                f"«{self.definition.node(element).name or element}»: больше {_MOST_ITEMS} кругов",
                f"{element!r}: more than {_MOST_ITEMS} rounds",
                element=element,
            )
        return loop.condition is None or feel.compile(loop.condition).holds(context, self._moment)

    def _most_rounds(self, element: str, maximum: str, context: Context) -> int:
        most = feel.plain(feel.compile(maximum).evaluate(context, self._moment))
        if isinstance(most, int) and not isinstance(most, bool):
            return most
        raise ProcessError(
            f"«{self.definition.node(element).name or element}»: число кругов вычислено как «{most}», нужно целое",
            f"{element!r}: the number of rounds came out as {most!r}, a whole one is needed",
            element=element,
        )

    def caught(self, element: str, because: str) -> None:
        self._emit(facts.EventCaught(element=element, because=because))

    # ------------------------------------------------------------------ how it is answered

    def _run_script(self, node: Node, place: Place) -> None:
        written: dict[str, Plain] = {}
        context = self.context(place).before(written)
        for assignment in feel.compile_script(node.script or ""):
            written[assignment.key] = feel.plain(assignment.expression.evaluate(context, self._moment))
        for key, value in written.items():
            self._write(place, key, value)
            self._emit(facts.DataWritten(element=node.id, key=key, value=value))

    def _decide(self, node: Node, place: Place) -> None:
        table = self.definition.decisions[node.decision or ""]
        inputs = self._inputs(node, place)
        answer = table.evaluate(inputs, self._moment)
        self._write(place, result_key(node), answer.outputs)
        self._emit(
            facts.DecisionMade(
                element=node.id, decision=table.id, inputs=inputs, rules=list(answer.rules), outputs=answer.outputs
            )
        )

    def _open_task(self, task: int, node: Node, place: Place) -> None:
        due, term = self._due(node, place)
        party = self._party(node, place)
        roles = self._inbox_keys(node, party)
        self.visits[node.id] = self.visits.get(node.id, 0) + 1
        local = _local(node, place)
        opened = OpenTask(
            task=task,
            element=node.id,
            visit=self.visits[node.id],
            roles=tuple(roles),
            form=node.properties.get("form"),
            due=due.isoformat() if due else None,
            local=local,
            party=party,
        )
        self.open_tasks[task] = opened
        self._emit(
            facts.TaskOpened(
                task=task,
                element=node.id,
                visit=opened.visit,
                roles=roles,
                form=opened.form,
                due=opened.due,
                term=term,
                local=local,
                party=party,
                about=self._about(node, place),
            )
        )
        if due is not None:
            for reminder in self.definition.reminders.get(node.id, ()):
                self._arm_reminder(opened, due, reminder)

    def _due(self, node: Node, place: Place) -> tuple[datetime | None, dict[str, Plain] | None]:
        text = node.properties.get("due")
        if not text:
            return None, None
        terms: list[deadlines.Term] = []
        value = feel.compile(text).evaluate(self.context(place), self._moment, terms)
        if value is None:
            return None, None
        return timers.moment_of(value, self._moment), terms[-1].plain() if terms else None

    def _about(self, node: Node, place: Place) -> str | None:
        """What the step is about, by its `about`; None where that cannot be said in words, since no case waits for it."""
        source = node.properties.get("about")
        if not source:
            return None
        try:
            value = feel.plain(feel.compile(source).evaluate(self.context(place), self._moment))
        except feel.FeelError:
            return None
        return value if isinstance(value, str) else None

    def _party(self, node: Node, place: Place) -> str | None:
        """The one holder for whom a step is, by `party` of the nearest element around that says it; None: nobody names one.

        It is evaluated where it is written, with the names seen directly inside that element.
        """
        for element, inside in self._around(node, place):
            text = element.properties.get("party")
            if text:
                return self._named_party(element, text, inside)
        return None

    def _around(self, node: Node, place: Place) -> Iterator[tuple[Node, Place]]:
        """The step itself, what it stands on the border of, then each scope around with the place directly inside it."""
        yield node, place
        host = self.definition.node(node.attached_to) if node.attached_to else None
        if host is not None and host.multi is None:  # nobody sees the items of a repeated one from its border
            yield host, place
        for scope, inside in place.outward():
            yield self.definition.node(scope), inside

    def _named_party(self, element: Node, text: str, place: Place) -> str | None:
        value = feel.plain(feel.compile(text).evaluate(self.context(place), self._moment))
        if value is None or (isinstance(value, str) and HOLDER.fullmatch(value)):
            return value
        raise ProcessError(
            f"«{element.name or element.id}»: участник (party) вычислен как «{value}», нужен вид «party:12»",
            f"{element.id!r}: the party came out as {value!r}, it has to look like 'party:12'",
            element=element.id,
        )

    def _inbox_keys(self, node: Node, party: str | None) -> list[str]:
        keys = [key for role in self.definition.roles_of(node.id) for key in self._keys_of(role, party)]
        if not keys:
            raise NoParticipant(
                f"Шаг «{node.name or node.id}»: в деле нет участника для его роли" + (f" ({party})" if party else ""),
                f"Step {node.id!r}: nobody holds its role in this case" + (f" ({party})" if party else ""),
                element=node.id,
            )
        return keys

    def acting(self, role: str, party: str | None = None) -> tuple[str, ...]:
        """The roles to which what is addressed to `role` goes in this case: those that act for it here, else itself.

        What is for one `party` goes to it in whichever of these roles it holds.
        """
        deputies = tuple(one.id for one in self.definition.roles.values() if one.acts_for == role)
        if party is not None:
            return (role, *(one for one in deputies if party in self.participants.get(one, ())))
        return tuple(one for one in deputies if self.participants.get(one)) or (role,)

    def _keys_of(self, role: str, party: str | None) -> list[str]:
        return [key for id_ in self.acting(role, party) for key in self._own_keys(id_, party)]

    def _own_keys(self, id_: str, party: str | None) -> list[str]:
        scope = self.definition.roles[id_].scope
        if scope == "none":
            return [id_]
        if party is not None:
            return [f"{id_}@{party}"] if party in self.participants.get(id_, ()) else []
        holders = self.participants.get(id_, [])
        if scope == "instance":
            return [f"{id_}@instance:{self.id}"] if holders else []
        return [f"{id_}@{party}" for party in holders]

    def _inputs(self, node: Node, place: Place) -> dict[str, Plain]:
        context = self.context(place)
        return {
            name.removeprefix("input."): feel.plain(feel.compile(text).evaluate(context, self._moment))
            for name, text in node.properties.items()
            if name.startswith("input.")
        }

    def _arm_drawn(self, token: int, node: Node, place: Place) -> None:
        assert node.event is not None, "a timer event has a definition"  # noqa: S101  # a bug of ours
        plan = timers.schedule(node.event, self.context(place), self._moment)
        timer = ArmedTimer(
            timer=token,
            element=node.id,
            due=plan.due.isoformat(),
            kind="drawn",
            token=token,
            role=node.properties.get("alert"),
            left=plan.times,
            period=plan.period,
        )
        self._arm(timer, term=plan.term.plain() if plan.term else None)

    def _arm_reminder(self, task: OpenTask, due: datetime, reminder: Reminder) -> None:
        if reminder.kind == "escalation":
            at = due + timedelta(days=reminder.days)
        else:
            day = (due.astimezone(self._zone) - timedelta(days=reminder.days)).date()
            at = datetime(day.year, day.month, day.day, REMINDER_HOUR, tzinfo=self._zone)
        if at <= self._moment.now:
            return
        timer = ArmedTimer(
            timer=self._driver.next_id(),
            element=task.element,
            due=at.isoformat(),
            kind=reminder.kind,
            task=task.task,
            role=reminder.role,
        )
        self._arm(timer, term=None)

    def _arm(self, timer: ArmedTimer, term: dict[str, Plain] | None) -> None:
        self.timers[timer.timer] = timer
        self._emit(
            facts.TimerArmed(
                timer=timer.timer, element=timer.element, due=timer.due, kind=timer.kind, task=timer.task, term=term
            )
        )

    def _subscribe(self, token: int, node: Node, place: Place) -> None:
        name = node.event.name if node.event else None
        if not name:
            raise ProcessError(
                f"Событие «{node.name or node.id}» не называет сообщение",
                f"Event {node.id!r} names no message",
                element=node.id,
            )
        key = node.properties.get("key")
        value = feel.plain(feel.compile(key).evaluate(self.context(place), self._moment)) if key else None
        party = self._party(node, place) if node.properties.get("role") else None
        awaited = Subscription(
            subscription=token,
            element=node.id,
            name=SIGNAL + name if node.event and node.event.kind == "signal" else name,
            key=None if value is None else str(value),
            roles=tuple(self._inbox_keys(node, party)) if node.properties.get("role") else (),
            form=node.properties.get("form"),
            party=party,
        )
        self.subscriptions[token] = awaited
        self._emit(
            facts.MessageAwaited(
                subscription=token,
                element=node.id,
                name=awaited.name,
                key=awaited.key,
                roles=list(awaited.roles),
                form=awaited.form,
                party=awaited.party,
            )
        )

    def _await_condition(self, token: int, node: Node) -> None:
        self.conditions[token] = AwaitedCondition(condition=token, element=node.id)
        self._emit(facts.ConditionAwaited(condition=token, element=node.id, expression=_condition(node)))

    def _test_conditions(self) -> None:
        """Go on from the conditions that have come true, until none does: each may change what another one reads."""
        if self.suspended is not None:
            return
        for _ in range(engine.STEP_BUDGET):
            token = next((token for token in list(self.conditions) if self._has_come_true(token)), None)
            if token is None:
                return
            self._go_on_from_condition(token)
        raise TooManySteps(
            f"Больше {engine.STEP_BUDGET} условных событий подряд: в схеме бесконечный цикл",
            f"More than {engine.STEP_BUDGET} conditional events in a row: the diagram loops without end",
        )

    def _has_come_true(self, token: int) -> bool:
        """Whether it holds and did not when it was last tested; what cannot be computed is an incident there."""
        awaited = self.conditions[token]
        expression = feel.compile(_condition(self.definition.node(awaited.element)))
        context = self.context(self._driver.place_of(token))
        try:
            holds = expression.holds(context, self._moment)
        except feel.FeelError as error:
            if all(path[0] in context for path in expression.names):
                if token not in self.incidents:
                    self._raise_incident(token, awaited.element, error.code, error.ru, error.en)
                return False
            holds = False  # what it reads is not known yet
        if self.incidents.pop(token, None) is not None:
            self._emit(facts.IncidentResolved(incident=token, element=awaited.element))
        self.conditions[token] = replace(awaited, holds=holds)
        return holds and not awaited.holds

    def _go_on_from_condition(self, token: int) -> None:
        element = self.conditions[token].element
        expression = feel.compile(_condition(self.definition.node(element)))
        values = _seen(expression, self.context(self._driver.place_of(token)))
        self._emit(facts.ConditionMet(condition=token, element=element, values=values))
        if self._driver.repeats(token):
            self._driver.fire_again(token, element)
            return
        del self.conditions[token]
        self._driver.fire(token, element)

    def _request(self, action: PendingAction) -> None:
        self.actions[action.action] = action
        self._emit(
            facts.ActionRequested(
                action=action.action,
                element=action.element,
                name=action.name,
                inputs=dict(action.inputs),
                party=action.party,
            )
        )

    def _write(self, place: Place, key: str, value: Plain) -> None:
        if not place.iterations:
            self.data.replace(key, value)
            return
        inner = place.iterations[0]
        if inner.encloses:
            document = self._driver.iterations.get(inner.task) or {}
            self._driver.iterations[inner.task] = {**document, key: value}
        else:
            self._driver.iterations[inner.task] = value

    def _raise_incident(self, incident: int, element: str, code: str, ru: str, en: str) -> None:
        self.incidents[incident] = element
        self._emit(facts.IncidentRaised(incident=incident, element=element, code=code, ru=ru, en=en))

    def _forget_reminders(self, task: int) -> None:
        self._forget_timers(lambda timer: timer.task == task)

    def _forget_timers(self, gone: Any) -> None:
        for timer in [timer for timer in self.timers.values() if gone(timer)]:
            del self.timers[timer.timer]
            self._emit(facts.TimerCancelled(timer=timer.timer, element=timer.element))

    def _finish_if_over(self) -> None:
        if self._driver.finished and not self.ended:
            element = self._driver.end
            name = self.definition.node(element).name if element else ""
            self._emit(facts.InstanceFinished(element=element or "", name=name))
            self._close()

    def _close(self) -> None:
        self._forget_timers(lambda timer: True)
        self.ended = True

    def _emit(self, fact: facts.Fact) -> None:
        self._facts.append(fact)


def restore(definition: Definition, id_: int, rows: Iterable[Recorded], fold: type[Instance] = Instance) -> Instance:
    """The instance that these history rows, in order from the first, lead to."""
    instance = fold(definition, id_)
    catch_up(instance, rows)
    return instance


def catch_up(instance: Instance, rows: Iterable[Recorded]) -> None:
    """Apply the commands of further history rows."""
    for row in rows:
        for step in row.steps:
            instance.apply(decode(step["command"], at=row.at, actor=row.actor))


_MOST_ITEMS = 1000


@lru_cache(maxsize=256)
def _blueprint(definition: Definition) -> engine.Blueprint:
    return engine.build(definition.processes)


def _seen(expression: feel.Expression, context: Mapping[str, Any]) -> dict[str, Plain]:
    """The values that a condition read, by dotted path; erasable ones as the commitments that they are."""
    return {".".join(path): _value_at(context, path) for path in sorted(expression.names)}


def _value_at(context: Mapping[str, Any], path: tuple[str, ...]) -> Plain:
    value: Any = context
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if not isinstance(value, Mapping) else dict(value)


def _action_name(node: Node) -> str:
    sent = node.event.kind if node.event else "message"
    return node.properties.get("action") or sent


def _condition(node: Node) -> str:
    return (node.event.expression if node.event else None) or "null"


def _local(node: Node, place: Place) -> dict[str, Plain] | None:
    """The item that a task of a multi-instance activity is about, under the name that the diagram gives it."""
    if node.multi is None or not place.iterations:
        return None
    return {node.multi.item or "item": place.iterations[0].item}


def _require_past_day(command: StartInstance | CompleteTask, zone: ZoneInfo) -> None:
    """Raises CommandRefused for a day of receipt that is none or has not come yet."""
    if command.received_on is None:
        return
    try:
        day = date.fromisoformat(command.received_on)
    except ValueError:
        day = date.max
    if day > command.at.astimezone(zone).date():
        raise CommandRefused(
            f"День получения «{command.received_on}»: нужен день, который уже наступил, в виде ГГГГ-ММ-ДД",
            f"Day of receipt {command.received_on!r}: a day not in the future is needed, as YYYY-MM-DD",
        )


def _due(command: Command) -> datetime | None:
    """The moment that a timer's command was due, whenever somebody woke up."""
    return command.due if isinstance(command, FireTimer | StartInstance) else None


def _late(at: datetime, due: datetime) -> int:
    return max(0, int((at - due).total_seconds()))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

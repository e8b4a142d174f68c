"""Random processes, grown block by block: every block has one way in and one way out, so every model is sound.

`random_definition(seed)` is a process with what it calls; `constructs` says what a definition is made of.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from processes import decisions
from processes.definition import Definition, Reminder, Role
from processes.model.elements import EventDefinition, Flow, Kind, MultiInstance, Node, Process, StandardLoop
from tests.processes.casework import ROLES, definition
from tests.processes.decisions.tables import table

TIMERS = (
    ("duration", "P1D"),
    ("duration", "PT6H"),
    ("duration", 'duration("PT90M")'),
    ("date", "2026-03-03T12:00:00+03:00"),
    ("date", "days_after(today(), 2)"),
    ("date", 'now() + duration("PT5H")'),
    ("cycle", "R2/PT8H"),
)
BOUNDARY_TIMERS = (*TIMERS, ("cycle", "R2/P1D"), ("cycle", "R3/PT2H"))
"""What a term may be written as: exact, in days, as a moment, as a formula, repeating."""

DECISION = decisions.read(
    table("D-1", inputs=("x",), outputs=("grade",), rules=[(["< 5"], ['"low"']), ([">= 5"], ['"high"'])]), "D-1.dmn"
)[0]
"""The golden corpus has recorded cases of this table: it may not change."""

EXPERT = Role(id="expert", ru="Эксперт", en="Expert", outside=True, scope="party")
"""Nobody holds this role until an action of the case brings somebody in."""

SMALLEST, BIGGEST = 5, 60
"""Nodes of a definition: as people draw them."""


def random_definition(seed: int, *, depth: int = 3) -> Definition:
    """A sound definition, always the same for a seed; its case begins at the only start of its main process `P`."""
    for attempt in itertools.count():
        builder = Builder(random.Random(f"{seed}-{attempt}"), "P", itertools.count(1))
        main = builder.process(depth)
        made = definition(
            main,
            *builder.called,
            decisions={DECISION.id: DECISION},
            roles=ROLES | {EXPERT.id: EXPERT},
            reminders=_reminders(main, *builder.called),
        )
        if SMALLEST <= len(made.nodes) <= BIGGEST:
            return made
    raise AssertionError("the count is endless")


def _reminders(*processes: Process) -> dict[str, tuple[Reminder, ...]]:
    """A reminder before and an escalation after the due day of every step that has one."""
    both = (Reminder(kind="reminder", days=1), Reminder(kind="escalation", days=1, role="head"))
    return {node.id: both for one in processes for node in one.nodes.values() if "due" in node.properties}


def start_of(made: Definition) -> str:
    """Where a case of it begins."""
    return next(node.id for node in made.starts())


class Builder:
    """Grows one process.  Every draw is from `rng`, every id from `count`, so that a seed says everything."""

    def __init__(self, rng: random.Random, id_: str, count: Iterator[int]) -> None:
        self.rng = rng
        self.id = id_
        self.called: list[Process] = []
        self._count = count
        self._nodes: dict[str, Node] = {}
        self._flows: dict[str, Flow] = {}

    def process(self, depth: int) -> Process:
        """The process: some blocks one after another, from one start to one end."""
        last = self.node(self.id, Kind.START)
        for _ in range(self.rng.randint(1, max(1, depth))):
            first, end = self.block(self.id, depth)
            self.flow(self.id, last, first)
            last = end
        self.flow(self.id, last, self.node(self.id, Kind.END, events=self._ending()))
        leaving: dict[str, list[str]] = {}
        entering: dict[str, list[str]] = {}
        for flow in self._flows.values():
            leaving.setdefault(flow.source, []).append(flow.id)
            entering.setdefault(flow.target, []).append(flow.id)
        nodes = {
            id_: replace(
                node,
                outgoing=tuple(leaving.get(id_, ())),
                incoming=tuple(entering.get(id_, ())),
                default=next((flow for flow in leaving.get(id_, ()) if flow.endswith("!")), None),
            )
            for id_, node in self._nodes.items()
        }
        return Process(id=self.id, name="", executable=True, line=1, lanes=(), nodes=nodes, flows=self._flows)

    def block(self, scope: str, depth: int) -> tuple[str, str]:
        """Any block; the deeper, the more can stand in it."""
        kinds = [self.task, self.manual, self.script, self.service, self.decision, self.caught, self.sent]
        if depth > 0:
            kinds += [self.sequence] * 3
            kinds += [self.choice, self.parallel, self.inclusive, self.loop, self.scope]
            kinds += [self.guarded] * 5 + [self.rescue] * 2 + [self.iterations] * 3 + [self.rounds] * 2
            kinds += [self.race, self.links, self.implicit, self.call, self.stopped, self.awaiting, self.invited]
            kinds += [self.conditional] * 3
        return self.rng.choice(kinds)(scope, depth - 1)

    # ------------------------------------------------------------------ single steps

    def task(self, scope: str, depth: int) -> tuple[str, str]:
        due = self.rng.choice(
            [{}, {}, {"due": self.rng.choice(["days_after(today(), 3)", 'now() + duration("PT4H")'])}]
        )
        return self._one(scope, Kind.USER, properties={"role": "clerk", "result": self.key(), **due})

    def manual(self, scope: str, depth: int) -> tuple[str, str]:
        return self._one(scope, Kind.MANUAL, properties={"role": "clerk"})

    def script(self, scope: str, depth: int) -> tuple[str, str]:
        return self._one(scope, Kind.SCRIPT, script=f"{self.key()} = {self.rng.randint(0, 9)}")

    def service(self, scope: str, depth: int) -> tuple[str, str]:
        kind = self.rng.choice([Kind.SERVICE, Kind.SEND])
        return self._one(scope, kind, properties={"action": "number", "result": self.key(), "input.n": "1 + 1"})

    def decision(self, scope: str, depth: int) -> tuple[str, str]:
        seen = self.rng.choice(["1 + 1", "if is defined(a) then 9 else 1"])
        return self._one(scope, Kind.RULE, decision=DECISION.id, properties={"result": self.key(), "input.x": seen})

    def caught(self, scope: str, depth: int) -> tuple[str, str]:
        kind = self.rng.choice(["message", "signal", "timer", "receive"])
        if kind == "receive":
            return self._one(scope, Kind.RECEIVE, events=_event("message"), properties={"key": "case.number"})
        event = _timer(*self.rng.choice(TIMERS)) if kind == "timer" else _event(kind)
        return self._one(scope, Kind.CATCH, events=event)

    def sent(self, scope: str, depth: int) -> tuple[str, str]:
        return self._one(scope, Kind.THROW, events=_event(self.rng.choice(["message", "signal", "escalation"])))

    # ------------------------------------------------------------------ blocks of blocks

    def sequence(self, scope: str, depth: int) -> tuple[str, str]:
        first, a = self.block(scope, depth)
        b, last = self.block(scope, depth)
        self.flow(scope, a, b)
        return first, last

    def choice(self, scope: str, depth: int) -> tuple[str, str]:
        return self._split(scope, depth, Kind.EXCLUSIVE)

    def parallel(self, scope: str, depth: int) -> tuple[str, str]:
        return self._split(scope, depth, Kind.PARALLEL)

    def inclusive(self, scope: str, depth: int) -> tuple[str, str]:
        return self._split(scope, depth, Kind.INCLUSIVE)

    def _split(self, scope: str, depth: int, kind: Kind) -> tuple[str, str]:
        split, join = self.node(scope, kind), self.node(scope, kind)
        chooses = kind is not Kind.PARALLEL
        for n in range(self.rng.randint(2, 3)):
            first, last = self.block(scope, depth)
            self.flow(scope, split, first, self.condition() if chooses and n else None, default=chooses and n == 0)
            self.flow(scope, last, join)
        return split, self._after(scope, join)

    def implicit(self, scope: str, depth: int) -> tuple[str, str]:
        """Flows out of a step: all of them, or those whose conditions hold, joined by an inclusive gateway."""
        step, join = self.task(scope, depth)[0], self.node(scope, Kind.INCLUSIVE)
        conditional = self.rng.random() < 0.5
        for n in range(self.rng.randint(2, 3)):
            first, last = self.block(scope, depth)
            self.flow(
                scope, step, first, self.condition() if conditional and n else None, default=conditional and n == 0
            )
            self.flow(scope, last, join)
        return step, self._after(scope, join)

    def loop(self, scope: str, depth: int) -> tuple[str, str]:
        """The way back through a gateway, behind a step of a person."""
        enter, leave = self.node(scope, Kind.EXCLUSIVE), self.node(scope, Kind.EXCLUSIVE)
        first, last = self.block(scope, depth)
        wait = self.task(scope, depth)[0]
        self.flow(scope, enter, first, default=True)
        self.flow(scope, last, wait)
        self.flow(scope, wait, leave)
        self.flow(scope, leave, enter, self.condition())
        return enter, self._after(scope, leave)

    def rounds(self, scope: str, depth: int) -> tuple[str, str]:
        """A step or a sub-process that is done in a loop."""
        loop = StandardLoop(
            condition=self.condition(), maximum=str(self.rng.randint(0, 3)), before=self.rng.random() < 0.5
        )
        return self._repeated(scope, depth, self.key(), loop=loop)

    def iterations(self, scope: str, depth: int) -> tuple[str, str]:
        """A step or a sub-process for each item, one after another or all at once, perhaps until enough are done."""
        key, items = self.key(), ", ".join(str(n + 1) for n in range(self.rng.randint(0, 3)))
        counted = self.rng.random() < 0.3
        multi = MultiInstance(
            sequential=self.rng.random() < 0.5,
            collection=None if counted else f"[{items}]",
            cardinality=str(self.rng.randint(0, 3)) if counted else None,
            item="item",
            completion=f"count({key}) >= 1" if self.rng.random() < 0.3 else None,
        )
        return self._repeated(scope, depth, key, multi=multi)

    def _repeated(self, scope: str, depth: int, key: str, **how: Any) -> tuple[str, str]:
        body = self.rng.choice([Kind.USER, Kind.USER, Kind.SERVICE, Kind.SUB_PROCESS, Kind.SUB_PROCESS, Kind.CALL])
        if body is Kind.SUB_PROCESS:
            return self.scope(scope, depth, properties={"result": key}, **how)
        if body is Kind.CALL:
            return self.call(scope, depth, properties={"result": key}, **how)
        action = {"action": "number"} if body is Kind.SERVICE else {}
        return self._one(scope, body, properties={"role": "clerk", "result": key, **action}, **how)

    def scope(self, scope: str, depth: int, **more: Any) -> tuple[str, str]:
        inner = self.node(scope, Kind.SUB_PROCESS, **more)
        self._body(inner, depth, self.node(inner, Kind.END, events=self._ending()))
        return inner, inner

    def call(self, scope: str, depth: int, **more: Any) -> tuple[str, str]:
        called = Builder(self.rng, f"C{next(self._count)}", self._count)
        self.called.append(called.process(min(depth, 1)))
        self.called.extend(called.called)
        return self._one(scope, Kind.CALL, called=called.id, **more)

    def guarded(self, scope: str, depth: int) -> tuple[str, str]:
        """An activity of any kind with a term, a message or a signal on its border."""
        hosts = [self.scope, self.scope, self.task, self.service, self.iterations, self.rounds, self.call]
        host = self.rng.choice(hosts)(scope, depth)[0]
        interrupting = self.rng.random() < 0.5
        kind = self.rng.choice(["timer", "message", "signal"])
        event = _timer(*self.rng.choice(BOUNDARY_TIMERS)) if kind == "timer" else _event(kind)
        return self._bordered(scope, depth, host, event, interrupting=interrupting)

    def rescue(self, scope: str, depth: int) -> tuple[str, str]:
        """A sub-process that may fail or call for help, and what then follows."""
        kind = self.rng.choice(["error", "escalation"])
        event = _event(kind)
        host = self.node(scope, Kind.SUB_PROCESS)
        choice = self.node(host, Kind.EXCLUSIVE)
        self._body(host, depth, choice)
        self.flow(host, choice, self.node(host, Kind.END), default=True)
        self.flow(host, choice, self.node(host, Kind.END, events=event), self.condition())
        caught = event if self.rng.random() < 0.5 else (EventDefinition(kind=kind),)
        return self._bordered(scope, depth, host, caught, interrupting=kind == "error" or self.rng.random() < 0.5)

    def _bordered(
        self, scope: str, depth: int, host: str, event: tuple[EventDefinition, ...], *, interrupting: bool
    ) -> tuple[str, str]:
        border = self.node(scope, Kind.BOUNDARY, attached_to=host, interrupting=interrupting, events=event)
        first, last = self.block(scope, min(depth, 0))
        after = self.node(scope, Kind.EXCLUSIVE)
        self.flow(scope, border, first)
        self.flow(scope, host, after)
        self.flow(scope, last, after if interrupting else self.node(scope, Kind.END))
        return host, self._after(scope, after)

    def race(self, scope: str, depth: int) -> tuple[str, str]:
        """Whatever happens first: two terms, and a message or a signal."""
        race, after = self.node(scope, Kind.EVENT_BASED), self.node(scope, Kind.EXCLUSIVE)
        last = self.rng.choice(["message", "signal"])
        for event in (_timer(*self.rng.choice(TIMERS)), _timer("duration", "P3D"), _event(last)):
            caught = self.node(scope, Kind.CATCH, events=event)
            self.flow(scope, race, caught)
            self.flow(scope, caught, after)
        return race, self._after(scope, after)

    def conditional(self, scope: str, depth: int) -> tuple[str, str]:
        """A condition on the border of a step, or awaited in one branch of what another branch writes."""
        if self.rng.random() < 0.6:
            event = (EventDefinition(kind="conditional", expression=self.condition()),)
            host = self.task(scope, depth)[0]
            return self._bordered(scope, depth, host, event, interrupting=self.rng.random() < 0.5)
        key, split, join = self.key(), self.node(scope, Kind.PARALLEL), self.node(scope, Kind.PARALLEL)
        event = (EventDefinition(kind="conditional", expression=f"is defined({key})"),)
        step = self.node(scope, Kind.USER, properties={"role": "clerk", "result": key})
        for branch in (step, self.node(scope, Kind.CATCH, events=event)):
            self.flow(scope, split, branch)
            self.flow(scope, branch, join)
        return split, self._after(scope, join)

    def links(self, scope: str, depth: int) -> tuple[str, str]:
        """A flow drawn as a pair of links."""
        first, a = self.block(scope, depth)
        link = (EventDefinition(kind="link", name=f"link {next(self._count)}"),)
        self.flow(scope, a, self.node(scope, Kind.THROW, events=link))
        return first, self.node(scope, Kind.CATCH, events=link)

    def stopped(self, scope: str, depth: int) -> tuple[str, str]:
        """A sub-process in which one of two branches takes the other away."""
        host = self.node(scope, Kind.SUB_PROCESS)
        split = self.node(host, Kind.PARALLEL)
        self.flow(host, self.node(host, Kind.START), split)
        for events in ((), (EventDefinition(kind="terminate"),)):
            first, last = self.block(host, min(depth, 1))
            self.flow(host, split, first)
            self.flow(host, last, self.node(host, Kind.END, events=events))
        return host, host

    def awaiting(self, scope: str, depth: int) -> tuple[str, str]:
        """A script that cannot be run before another branch has written what it reads: an incident until then."""
        return self._beside(
            scope,
            self._one(scope, Kind.USER, properties={"role": "clerk", "result": "given"}),
            self._one(scope, Kind.SCRIPT, script="taken = given.n + 1"),
        )

    def invited(self, scope: str, depth: int) -> tuple[str, str]:
        """A step of somebody whom an action of another branch brings into the case: nobody holds its role until then.

        Half of these steps are for the very party that the action brought.
        """
        guest = self.key()
        party = {"party": f"{guest}.party"} if len(self._nodes) % 2 else {}
        return self._beside(
            scope,
            self._one(scope, Kind.SERVICE, properties={"action": "invite", "result": guest}),
            self._one(scope, Kind.USER, properties={"role": EXPERT.id, "result": self.key(), **party}),
        )

    def _beside(self, scope: str, *branches: tuple[str, str]) -> tuple[str, str]:
        split, join = self.node(scope, Kind.PARALLEL), self.node(scope, Kind.PARALLEL)
        for first, last in branches:
            self.flow(scope, split, first)
            self.flow(scope, last, join)
        return split, self._after(scope, join)

    # ------------------------------------------------------------------ pencils

    def node(self, scope: str, kind: Kind, **fields: Any) -> str:
        id_ = f"N{next(self._count)}"
        self._nodes[id_] = Node(id=id_, kind=kind, name=id_, parent=scope, line=1, **fields)
        return id_

    def flow(self, scope: str, source: str, target: str, condition: str | None = None, default: bool = False) -> None:
        id_ = f"{source}>{target}" + ("!" if default else "")
        self._flows[id_] = Flow(
            id=id_, name="", source=source, target=target, line=1, parent=scope, condition=condition
        )

    def key(self) -> str:
        return self.rng.choice("abc")

    def condition(self) -> str:
        return self.rng.choice(["is defined(a)", "is defined(b)", "1 = 1", "1 = 2"])

    def _one(self, scope: str, kind: Kind, **fields: Any) -> tuple[str, str]:
        node = self.node(scope, kind, **fields)
        return node, node

    def _body(self, scope: str, depth: int, last: str) -> None:
        first, end = self.block(scope, depth)
        self.flow(scope, self.node(scope, Kind.START), first)
        self.flow(scope, end, last)

    def _after(self, scope: str, node: str) -> str:
        """A step behind a gateway, so that the block has one way out whatever stands behind it."""
        after = self.node(scope, Kind.SCRIPT, script="passed = 1")
        self.flow(scope, node, after, default=self._nodes[node].kind is not Kind.PARALLEL)
        return after

    def _ending(self) -> tuple[EventDefinition, ...]:
        kind = self.rng.choice([None, None, None, "message", "signal", "terminate"])
        return () if kind is None else _event(kind)


def _event(kind: str) -> tuple[EventDefinition, ...]:
    return (EventDefinition(kind=kind, name=None if kind == "terminate" else kind),)


def _timer(timer: str = "duration", expression: str = "P1D") -> tuple[EventDefinition, ...]:
    return (EventDefinition(kind="timer", timer=timer, expression=expression),)


def constructs(made: Definition) -> Counter[str]:
    """How often each construct stands in a definition, by a name that a reader knows."""
    return Counter(name for node in made.nodes.values() for name in _names(made, node))


def _names(made: Definition, node: Node) -> Iterator[str]:
    event = node.event.kind if node.event else None
    if node.event and event == "timer":
        event = f"timer ({node.event.timer})"
    if node.kind is Kind.BOUNDARY:
        yield f"boundary {event}, {'' if node.interrupting else 'not '}interrupting"
        host = made.node(node.attached_to or "")
        yield f"event on the border of a {'multi-instance' if host.multi else 'loop' if host.loop else host.kind}"
    elif event is not None and node.kind is not Kind.RECEIVE:
        yield f"{event} {node.kind}"
    else:
        yield str(node.kind)
    if node.multi or node.loop:
        how = f"multi-instance {'sequential' if node.multi.sequential else 'parallel'}" if node.multi else "loop of a"
        yield f"{how} {node.kind}"
        if _enclosing(made, node):
            yield "iterations inside iterations"
    if node.multi and node.multi.completion:
        yield f"completion condition, {'sequential' if node.multi.sequential else 'parallel'}"
    if node.kind is Kind.USER and len(node.outgoing) > 1:
        asked = any(made.flow(flow).condition for flow in node.outgoing)
        yield "conditional flows out of a task" if asked else "several flows out of a task"
    if "due" in node.properties:
        yield "term, reminder and escalation"
    if node.script == "taken = given.n + 1":
        yield "incident until another branch has written"
    if node.properties.get("role") == EXPERT.id:
        yield "role that nobody holds yet"
    if "party" in node.properties:
        yield "step for one party"


def _enclosing(made: Definition, node: Node) -> bool:
    parent = node.parent
    while parent in made.nodes:
        if made.node(parent).multi or made.node(parent).loop:
            return True
        parent = made.node(parent).parent
    return False

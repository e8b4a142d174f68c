"""Random block-structured processes under random work: restored = live after every command, and each one ends."""

from __future__ import annotations

import random
from typing import Any

import pytest

from processes import commands, replay
from processes.model.elements import EventDefinition, Flow, Kind, MultiInstance, Node, Process
from tests.processes.casework import Casework, definition

MOST_COMMANDS = 60


class Builder:
    """Grows a sound process block by block: every block has one way in and one way out."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.count = 0

    def process(self) -> Process:
        start, end = self.node("P", Kind.START), self.node("P", Kind.END)
        first, last = self.block("P", depth=3)
        self.flow("P", start, first)
        self.flow("P", last, end)
        outgoing = {id_: tuple(f.id for f in self.flows.values() if f.source == id_) for id_ in self.nodes}
        incoming = {id_: tuple(f.id for f in self.flows.values() if f.target == id_) for id_ in self.nodes}
        nodes = {
            id_: _with(
                node,
                outgoing=outgoing[id_],
                incoming=incoming[id_],
                default=next((f for f in outgoing[id_] if f.endswith("!")), None),
            )
            for id_, node in self.nodes.items()
        }
        return Process(id="P", name="", executable=True, line=1, lanes=(), nodes=nodes, flows=self.flows)

    def block(self, scope: str, depth: int) -> tuple[str, str]:
        kinds = [self.task, self.script]
        if depth:
            kinds += [self.sequence, self.sequence, self.choice, self.parallel, self.inclusive, self.loop, self.scope]
            kinds += [self.iterations, self.guarded, self.race]
        return self.rng.choice(kinds)(scope, depth - 1)

    def task(self, scope: str, depth: int) -> tuple[str, str]:
        node = self.node(scope, Kind.USER, properties={"role": "clerk", "result": self.key()})
        return node, node

    def script(self, scope: str, depth: int) -> tuple[str, str]:
        node = self.node(scope, Kind.SCRIPT, script=f"{self.key()} = {self.rng.randint(0, 9)}")
        return node, node

    def sequence(self, scope: str, depth: int) -> tuple[str, str]:
        first, a = self.block(scope, depth)
        b, last = self.block(scope, depth)
        self.flow(scope, a, b)
        return first, last

    def choice(self, scope: str, depth: int) -> tuple[str, str]:
        return self.split(scope, depth, Kind.EXCLUSIVE)

    def parallel(self, scope: str, depth: int) -> tuple[str, str]:
        return self.split(scope, depth, Kind.PARALLEL)

    def inclusive(self, scope: str, depth: int) -> tuple[str, str]:
        return self.split(scope, depth, Kind.INCLUSIVE)

    def split(self, scope: str, depth: int, kind: Kind) -> tuple[str, str]:
        split, join = self.node(scope, kind), self.node(scope, kind)
        for n in range(self.rng.randint(2, 3)):
            first, last = self.block(scope, depth)
            condition = None if kind is Kind.PARALLEL or n == 0 else self.condition()
            self.flow(scope, split, first, condition, default=kind is not Kind.PARALLEL and n == 0)
            self.flow(scope, last, join)
        after = self.node(scope, Kind.SCRIPT, script="joined = 1")
        self.flow(scope, join, after, default=kind is not Kind.PARALLEL)
        return split, after

    def loop(self, scope: str, depth: int) -> tuple[str, str]:
        enter, leave = self.node(scope, Kind.EXCLUSIVE), self.node(scope, Kind.EXCLUSIVE)
        first, last = self.block(scope, depth)
        wait = self.task(scope, depth)[0]
        after = self.node(scope, Kind.SCRIPT, script="looped = 1")
        self.flow(scope, enter, first, default=True)
        self.flow(scope, last, wait)
        self.flow(scope, wait, leave)
        self.flow(scope, leave, enter, self.condition())
        self.flow(scope, leave, after, default=True)
        return enter, after

    def scope(self, scope: str, depth: int, **more: Any) -> tuple[str, str]:
        inner = self.node(scope, Kind.SUB_PROCESS, **more)
        start, end = self.node(inner, Kind.START), self.node(inner, Kind.END)
        first, last = self.block(inner, depth)
        self.flow(inner, start, first)
        self.flow(inner, last, end)
        return inner, inner

    def iterations(self, scope: str, depth: int) -> tuple[str, str]:
        multi = MultiInstance(
            sequential=self.rng.random() < 0.5, collection=f"[{', '.join('1' * self.rng.randint(0, 3))}]",
            cardinality=None, item="item", completion=None,
        )  # fmt: skip
        if self.rng.random() < 0.5:
            return self.scope(scope, depth, multi=multi, properties={"result": self.key()})
        node = self.node(scope, Kind.USER, properties={"role": "clerk", "result": self.key()}, multi=multi)
        return node, node

    def guarded(self, scope: str, depth: int) -> tuple[str, str]:
        host, _ = self.scope(scope, depth)
        after = self.node(scope, Kind.EXCLUSIVE)
        interrupting = self.rng.random() < 0.5
        kind, text = self.rng.choice([("duration", "P2D"), ("cycle", "R2/P1D")])
        border = self.node(
            scope, Kind.BOUNDARY, attached_to=host, interrupting=interrupting,
            events=(EventDefinition(kind="timer", timer=kind, expression=text),),
        )  # fmt: skip
        handler = self.node(scope, Kind.SCRIPT, script="late = 1")
        self.flow(scope, border, handler)
        self.flow(scope, host, after)
        if interrupting:
            self.flow(scope, handler, after)
        else:
            self.flow(scope, handler, self.node(scope, Kind.END))
        done = self.node(scope, Kind.SCRIPT, script="guarded = 1")
        self.flow(scope, after, done, default=True)
        return host, done

    def race(self, scope: str, depth: int) -> tuple[str, str]:
        race, after = self.node(scope, Kind.EVENT_BASED), self.node(scope, Kind.EXCLUSIVE)
        for days in (1, 3):
            event = self.node(
                scope, Kind.CATCH, events=(EventDefinition(kind="timer", timer="duration", expression=f"P{days}D"),)
            )
            self.flow(scope, race, event)
            self.flow(scope, event, after)
        done = self.node(scope, Kind.SCRIPT, script="raced = 1")
        self.flow(scope, after, done, default=True)
        return race, done

    def node(self, scope: str, kind: Kind, **fields: Any) -> str:
        self.count += 1
        id_ = f"N{self.count}"
        self.nodes[id_] = Node(id=id_, kind=kind, name=id_, parent=scope, line=1, **fields)
        return id_

    def flow(self, scope: str, source: str, target: str, condition: str | None = None, default: bool = False) -> None:
        id_ = f"{source}>{target}" + ("!" if default else "")
        self.flows[id_] = Flow(id=id_, name="", source=source, target=target, line=1, parent=scope, condition=condition)

    def key(self) -> str:
        return self.rng.choice("abc")

    def condition(self) -> str:
        return self.rng.choice(["is defined(a)", "is defined(b)", "1 = 1", "1 = 2"])


def _with(node: Node, **fields: Any) -> Node:
    return Node(**({name: getattr(node, name) for name in node.__dataclass_fields__} | fields))


@pytest.mark.parametrize("batch", range(5))
def test_restored_is_live_and_replayed_is_recorded_after_every_command(batch):
    for seed in range(batch * 16, batch * 16 + 16):
        rng = random.Random(seed)
        case = Casework(definition(Builder(seed).process())).start("N1")

        for _ in range(MOST_COMMANDS):
            if case.live.ended:
                break
            tasks, timers = list(case.live.open_tasks), list(case.live.timers)
            assert tasks or timers, f"seed {seed}: nothing to do and not ended"
            if timers and (not tasks or rng.random() < 0.2):
                case.wait(days=1)
            else:
                case.send(commands.CompleteTask, task=rng.choice(tasks), answers={"n": rng.randint(0, 9)})

        assert replay.first_difference(case.definition, 1, case.rows) is None, f"seed {seed}"

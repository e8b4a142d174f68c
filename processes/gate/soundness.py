"""Soundness: every token game of a scope is played; what can get stuck, meet itself or never end is found with its path.

Conditions are not evaluated: a gateway may take any of its flows.  Whether the choices of a counter-example can really
be made together is judged by the names that their conditions read.  Each sub-process is played on its own and is one
step of the scope around it.  As in the engine, automatic steps come before anything that waits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from processes import feel
from processes.gate.paths import reached
from processes.gate.waits import Waits
from processes.model.elements import Flow, Kind, Node, Process

MOST_STATES = 20_000
"""States of one scope that are looked at.  A limit on states, not on time, so that findings are repeatable."""

MOST_BRANCHES = 6
"""An inclusive split with more flows is played with one of them, with all, and with each pair."""

_CHOOSING = frozenset({Kind.EXCLUSIVE, Kind.INCLUSIVE})


@dataclass(frozen=True)
class State:
    """Where the tokens of a scope are: flows by index, and the borders of running steps that have fired already."""

    tokens: frozenset[int]
    fired: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that can go wrong.

    `kind`: `deadlock` (`at` never gets all its branches), `stuck` (no end can be reached any more), `double` (a second
    token comes to `at` while the first is there).  `path`: the nodes passed on the shortest way into it.  `certain`:
    the choices on that way do not depend on one another, so no data can exclude it.
    """

    kind: str
    at: str
    path: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found in a scope; `complete` is false when there were more states than are looked at."""

    faults: tuple[Fault, ...]
    states: int
    complete: bool


@dataclass(frozen=True)
class _Step:
    """One move: the node that is passed, the state after it; None where a second token would come to `doubled`."""

    node: str
    after: State | None
    doubled: str = ""
    chosen: tuple[int, ...] = ()


def verdict(process: Process, scope: str, waits: Waits) -> Verdict:
    """All faults of a scope, each kind once at each node, in the order in which a case would meet them."""
    net = _Net(process, scope, waits)
    graph = _Graph(net)
    for begun in net.begun():
        graph.explore(begun)
    return Verdict(faults=tuple(graph.faults()), states=len(graph.before), complete=not graph.cut)


class _Graph:
    """The states that can be reached, how each was reached first, and where each leads."""

    def __init__(self, net: _Net) -> None:
        self.net = net
        self.before: dict[State, tuple[State, _Step] | None] = {}
        self.after: dict[State, list[State]] = {}
        self.doubled: list[tuple[State, _Step]] = []
        self.cut = False

    def explore(self, begun: State) -> None:
        waiting = deque([begun] if begun not in self.before else [])
        self.before.setdefault(begun, None)
        while waiting:
            state = waiting.popleft()
            onward = self.after.setdefault(state, [])
            for step in self.net.steps(state):
                if step.after is None:
                    self.doubled.append((state, step))
                    continue
                onward.append(step.after)
                if step.after in self.before:
                    continue
                if len(self.before) >= MOST_STATES:
                    self.cut = True
                    return
                self.before[step.after] = (state, step)
                waiting.append(step.after)

    def faults(self) -> Iterator[Fault]:
        told: set[tuple[str, str]] = set()
        for fault in (*self._doubles(), *self._dooms()):
            if (fault.kind, fault.at) not in told:
                told.add((fault.kind, fault.at))
                yield fault

    def _doubles(self) -> Iterator[Fault]:
        for state, step in self.doubled:
            yield self._fault("double", step.doubled, state, step)

    def _dooms(self) -> Iterator[Fault]:
        """Deadlocks, and states that go on for ever without reaching an end.  Unknown where the game was cut short."""
        hopeful = self._hopeful()
        doomed = [state for state in self.after if state not in hopeful]
        dead = [state for state in doomed if not self.after[state]]
        for state in dead:
            at = self.net.stuck_at(state)
            if at is not None:
                yield self._fault("deadlock", at, state)
        if not dead and doomed and not self.cut:
            at = next(iter(sorted(self.net.targets(doomed[0]), key=self.net.order)))
            yield self._fault("stuck", at, doomed[0])

    def _hopeful(self) -> set[State]:
        """The states from which an end can still be reached, or of which nothing is known."""
        back: dict[State, list[State]] = {state: [] for state in self.before}
        for state, onward in self.after.items():
            for next_ in onward:
                back.setdefault(next_, []).append(state)
        known = {state for state, _ in self.doubled}
        ends = [state for state in self.before if not state.tokens or state in known or state not in self.after]
        return reached(back, ends)

    def _fault(self, kind: str, at: str, state: State, last: _Step | None = None) -> Fault:
        steps = [last] if last else []
        here = self.before[state]
        while here is not None:
            state, step = here
            steps.append(step)
            here = self.before[state]
        steps.reverse()
        chosen = [flow for step in steps for flow in step.chosen]
        return Fault(kind=kind, at=at, path=tuple(step.node for step in steps), certain=self.net.independent(chosen))


class _Net:
    """One scope as places (its sequence flows, by index) and nodes that move tokens between them."""

    def __init__(self, process: Process, scope: str, waits: Waits) -> None:
        self.nodes = {node.id: node for node in process.inside(scope)}
        self.flows = [
            flow for flow in process.flows.values() if flow.source in self.nodes and flow.target in self.nodes
        ]
        self.into: dict[str, list[int]] = {id_: [] for id_ in self.nodes}
        self.out: dict[str, list[int]] = {id_: [] for id_ in self.nodes}
        for index, flow in enumerate(self.flows):
            self.out[flow.source].append(index)
            self.into[flow.target].append(index)
        self.borders: dict[str, list[Node]] = {id_: [] for id_ in self.nodes}
        for node in self.nodes.values():
            if node.attached_to in self.borders:
                self.borders[node.attached_to].append(node)
        self.links = {
            node.events[0].name: id_
            for id_, node in self.nodes.items()
            if node.kind is Kind.CATCH and node.event is not None and node.event.kind == "link"
        }
        self._order = {id_: number for number, id_ in enumerate(self.nodes)}
        self._waiting = frozenset(id_ for id_, node in self.nodes.items() if waits.possible(node))
        self._urgent = frozenset(id_ for id_ in self.nodes if self._is_urgent(id_))
        self._upstream: dict[int, frozenset[int]] = {}

    def order(self, node: str) -> int:
        """The place of a node in the document."""
        return self._order[node]

    def begun(self) -> Iterator[State]:
        """The state after each start of the scope."""
        for id_, node in self.nodes.items():
            if node.kind is Kind.START:
                yield State(frozenset(self.out[id_]))

    def targets(self, state: State) -> set[str]:
        """The nodes at which tokens stand."""
        return {self.flows[token].target for token in state.tokens}

    def stuck_at(self, state: State) -> str | None:
        """The join that waits for a branch which never comes; None where a path merely stops, which other rules tell."""
        joins = [id_ for id_ in self.targets(state) if len(self.into[id_]) > 1]
        return min(joins, key=self.order, default=None)

    def steps(self, state: State) -> Iterator[_Step]:
        """What can happen next.  The first automatic node alone, joins of inclusive branches last of these."""
        there = sorted(self.targets(state), key=self.order)
        for id_ in sorted(
            (id_ for id_ in there if id_ in self._urgent), key=lambda one: self.nodes[one].kind is Kind.INCLUSIVE
        ):
            moves = list(self._moves(id_, state))
            if moves:
                yield from moves
                return
        for id_ in there:
            if id_ not in self._urgent:
                yield from self._moves(id_, state)

    def independent(self, chosen: list[int]) -> bool:
        """Whether the conditions of these flows read nothing in common, gateway by gateway."""
        read: dict[str, set[str]] = {}
        for index in chosen:
            gateway = self.flows[index].source
            read.setdefault(gateway, set()).update(
                name for one in self.out[gateway] for name in _names(self.flows[one])
            )
        return all(a.isdisjoint(b) for a, b in combinations(read.values(), 2))

    def _is_urgent(self, id_: str) -> bool:
        """Whether a token never rests here, or rests where it rested one step before and nothing else can happen."""
        node = self.nodes[id_]
        if node.kind is Kind.EVENT_BASED or self.borders[id_]:
            return False
        if id_ not in self._waiting:
            return True
        sources = [self.flows[index].source for index in self.into[id_]]
        return len(sources) == 1 and self._is_plain(id_) and self._is_plain(sources[0]) and sources[0] in self._waiting

    def _is_plain(self, id_: str) -> bool:
        return len(self.into[id_]) == 1 and len(self.out[id_]) == 1 and not self.borders[id_]

    def _moves(self, id_: str, state: State) -> Iterator[_Step]:
        node = self.nodes[id_]
        arrived = [index for index in self.into[id_] if index in state.tokens]
        if node.kind is Kind.PARALLEL:
            if len(arrived) == len(self.into[id_]):
                yield self._step(node, state, arrived, self.out[id_])
            return
        if node.kind is Kind.INCLUSIVE and len(self.into[id_]) > 1:
            if self._all_here(id_, state):
                yield from self._chosen(node, state, arrived)
            return
        for index in arrived[:1]:
            yield from self._chosen(node, state, [index])

    def _chosen(self, node: Node, state: State, taken: list[int]) -> Iterator[_Step]:
        out = self.out[node.id]
        if node.kind is Kind.END and _ends_all(node):
            yield _Step(node.id, State(frozenset()))
        elif node.kind in (Kind.EXCLUSIVE, Kind.EVENT_BASED):
            for index in out:
                choice = (index,) if node.kind is Kind.EXCLUSIVE and len(out) > 1 else ()
                yield self._step(node, state, taken, [index], chosen=choice)
        elif len(out) > 1 and (node.kind is Kind.INCLUSIVE or any(self.flows[index].condition for index in out)):
            for some in _subsets(node, out, self.flows):
                yield self._step(node, state, taken, list(some), chosen=some)
            yield from self._borders(node, state, taken)
        elif (end := self._leads_to(node)) is not None:
            yield self._step(node, state, taken, self.out[end])
        else:
            yield self._step(node, state, taken, out)
            yield from self._borders(node, state, taken)

    def _borders(self, node: Node, state: State, taken: list[int]) -> Iterator[_Step]:
        for border in self.borders[node.id]:
            if border.interrupting:
                yield self._step(node, state, taken, self.out[border.id], by=border)
            elif border.id not in state.fired:
                onward = State(state.tokens, state.fired | {border.id})
                yield self._step(border, onward, [], self.out[border.id])

    def _step(
        self,
        node: Node,
        state: State,
        taken: list[int],
        put: list[int],
        *,
        by: Node | None = None,
        chosen: tuple[int, ...] = (),
    ) -> _Step:
        rest = state.tokens - frozenset(taken)
        passed = by.id if by else node.id
        doubled = next((index for index in put if index in rest), None)
        if doubled is not None:
            return _Step(passed, None, doubled=self.flows[doubled].target, chosen=chosen)
        gone = {border.id for border in self.borders[node.id]} if taken else set()
        return _Step(passed, State(rest | frozenset(put), state.fired - gone), chosen=chosen)

    def _all_here(self, join: str, state: State) -> bool:
        """Whether no token elsewhere can still reach an empty flow into the join (BPMN 2.0, 13.4.3).

        One that can reach a filled flow as well is not waited for: it would bring a token of the next round.
        """
        empty = [index for index in self.into[join] if index not in state.tokens]
        filled = [index for index in self.into[join] if index in state.tokens]
        return not any(
            any(token in self._before(index, join) for index in empty)
            and not any(token in self._before(index, join) for index in filled)
            for token in state.tokens
            if self.flows[token].target != join
        )

    def _before(self, index: int, join: str) -> frozenset[int]:
        """The flows from which a token can come to this one without passing the join."""
        if index not in self._upstream:
            back = {
                flow: [
                    one
                    for source in self._sources(self.flows[flow].source)
                    if source != join
                    for one in self.into[source]
                ]
                for flow in range(len(self.flows))
            }
            self._upstream[index] = frozenset(reached(back, [index]))
        return self._upstream[index]

    def _sources(self, node: str) -> list[str]:
        """The node that a flow leaves, the activity whose border it is, and the links that lead to it."""
        host = self.nodes[node].attached_to
        links = [id_ for id_, one in self.nodes.items() if self._leads_to(one) == node]
        return [node, *links, host] if host in self.nodes else [node, *links]

    def _leads_to(self, node: Node) -> str | None:
        """The other end of a link."""
        if node.kind is not Kind.THROW or node.event is None or node.event.kind != "link":
            return None
        return self.links.get(node.event.name)


def _ends_all(node: Node) -> bool:
    """Whether an end event takes all other tokens of its scope away."""
    return any(event.kind in ("terminate", "error") for event in node.events)


def _subsets(node: Node, out: list[int], flows: list[Flow]) -> Iterator[tuple[int, ...]]:
    """The sets of flows that an inclusive split can take: some of its conditions, or its default alone."""
    always = tuple(
        index
        for index in out
        if node.kind is not Kind.INCLUSIVE and flows[index].condition is None and flows[index].id != node.default
    )
    open_ = [index for index in out if flows[index].id != node.default and index not in always]
    sizes = range(0 if always else 1, len(open_) + 1) if len(open_) <= MOST_BRANCHES else (1, 2, len(open_))
    for size in sizes:
        yield from ((*always, *some) for some in combinations(open_, size))
    if not always:
        yield from ((index,) for index in out if flows[index].id == node.default)


def _names(flow: Flow) -> set[str]:
    """The keys of the case data that a flow's condition reads; another rule tells of one that does not parse."""
    if not flow.condition:
        return set()
    try:
        return {path[0] for path in feel.compile(flow.condition).names}
    except feel.FeelError:
        return set()

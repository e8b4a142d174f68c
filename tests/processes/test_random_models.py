"""Random models under random work: restored = live = replayed after every command, and each one comes to its end.

At length with FAULTS=long (`make faults`): 2,000 models, each construct in at least fifty of them.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from processes import commands, replay, snapshot
from processes.engine.blueprint import Blueprint
from processes.errors import CommandRefused
from processes.instance import SIGNAL, Instance, _blueprint
from processes.state import Subscription
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import process
from tests.processes.models import constructs, random_definition, start_of
from tests.processes.test_instance import CLERK, with_conditions

LONG = os.environ.get("FAULTS") == "long"
MODELS = 2000 if LONG else 200
BATCHES = 20
MOST_COMMANDS = 160
ROUNDS = 2000
PEOPLE = ("person:1", "person:2", "person:3")

WHY = {"given": True, "commitment": "0" * 64}
NOON = datetime.fromisoformat("2026-03-01T12:00:00+03:00")

LEAST = 50
"""In how many of two thousand models each construct stands at least."""


class Work:
    """Whatever may happen to some cases that are worked on together, drawn by chance.

    What one of them sends comes to the others: a signal to all who wait for it, a message to the first.
    """

    def __init__(self, *seeds: int) -> None:
        self.rng = random.Random(seeds[0])
        self.cases = [Casework(random_definition(seed)) for seed in seeds]
        for case in self.cases:
            case.start(start_of(case.definition))
        self.case = self.cases[0]

    def goes_on(self) -> bool:
        """Whether something was done; False when all cases are over.  Fails if one stands still."""
        running = [case for case in self.cases if not case.live.ended]
        if not running:
            return False
        self.case = self.rng.choice(running)
        self.rng.choice(self._moves())()
        if self.rng.random() < 0.3:
            self.case.live = snapshot.restored(self.case.definition, 1, snapshot.take(self.case.live))
            assert self.case.live.state() == self.case.restored.state()
        return True

    def _moves(self) -> list[Callable[[], None]]:
        live = self.case.live
        if live.suspended:
            return [self.resume, self.resume, self.complete_while_suspended]
        moves = [
            *([self.complete] * 6 if live.open_tasks else []),
            *([self.claim, self.release, self.assign] if live.open_tasks else []),
            *([self.act] * 3 if live.actions else []),
            *([self.deliver] if live.subscriptions else []),
            *([self.pass_time] if live.timers else []),
            *([self.retry] if live.incidents else []),
        ]
        assert moves, "nobody can do anything, and the case is not over"
        if self.rng.random() < 0.02:
            return [self.suspend] * 4 + [self.cancel]
        return moves

    def complete(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks.values()))
        paper = self.case.now.date() - timedelta(days=self.rng.randint(-1, 2)) if self.rng.random() < 0.1 else None
        self._try(
            commands.CompleteTask,
            by=task.claimed_by or self.rng.choice(PEOPLE),
            task=task.task,
            answers=self._answers(),
            received_on=paper and paper.isoformat(),
        )

    def complete_while_suspended(self) -> None:
        for task in self.case.live.open_tasks:
            self._try(commands.CompleteTask, by="person:1", task=task, answers={})

    def claim(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks))
        self._try(commands.ClaimTask, by=self.rng.choice(PEOPLE), task=task)

    def release(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks))
        self._try(commands.ReleaseTask, by=self.rng.choice(PEOPLE), task=task)

    def assign(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks))
        self._try(commands.AssignTask, by="person:9", task=task, person=self.rng.choice(PEOPLE), reason=WHY)

    def suspend(self) -> None:
        self._try(commands.SuspendInstance, by="person:9", reason=WHY)

    def resume(self) -> None:
        self._try(commands.ResumeInstance, by="person:9", reason=WHY)

    def cancel(self) -> None:
        self._try(commands.CancelInstance, by="person:9", reason=WHY)

    def act(self) -> None:
        """An action that waits is done, or fails; one that failed before may still be done late."""
        action = self.rng.choice(list(self.case.live.actions.values()))
        if not action.failed and self.rng.random() < 0.3:
            self._try(commands.FailAction, by="system", action=action.action, ru="нет связи", en="no connection")
            return
        joined = (("expert", f"party:{self.rng.randint(20, 22)}"),) if action.name == "invite" else ()
        result = self._answers() | ({"party": joined[0][1]} if joined else {})
        self._try(commands.CompleteAction, by="system", action=action.action, result=result, participants=joined)
        if action.name in ("message", "signal"):
            self._send(action.name)

    def _send(self, kind: str) -> None:
        name = SIGNAL + kind if kind == "signal" else kind
        here = self.case
        awaited = [(case, one) for case in self.cases for one in case.live.subscriptions.values() if one.name == name]
        for case, one in awaited if kind == "signal" else awaited[:1]:
            self.case = case
            self._deliver(one)
        self.case = here

    def retry(self) -> None:
        self._try(commands.RetryIncident, by="person:1", incident=self.rng.choice(list(self.case.live.incidents)))

    def deliver(self) -> None:
        self._deliver(self.rng.choice(list(self.case.live.subscriptions.values())))

    def _deliver(self, awaited: Subscription) -> None:
        self._try(
            commands.DeliverMessage, by="system", subscription=awaited.subscription, name=awaited.name,
            payload=self._answers(), message=f"m{len(self.case.rows)}",
        )  # fmt: skip

    def pass_time(self) -> None:
        """Time goes on by hours or days, and what is due fires; at times the clock is a day late, or goes back an hour."""
        if self.rng.random() < 0.1:
            self.case.now -= timedelta(hours=1)
            return
        if self.rng.random() < 0.2:
            first = min(datetime.fromisoformat(timer.due) for timer in self.case.live.timers.values())
            self.case.now = max(self.case.now, first.astimezone(self.case.now.tzinfo))
        self.case.wait(hours=self.rng.choice([1, 30, 80]))

    def _answers(self) -> dict[str, object]:
        return {"n": self.rng.randint(0, 9), "text": self.rng.choice(["да", "нет", ""])}

    def _try(self, kind: type[commands.Command], **fields: object) -> None:
        """A command that may not be applied changes nothing."""
        before = self.case.live.state()
        try:
            self.case.send(kind, **fields)
        except CommandRefused:
            assert self.case.live.state() == before


def shape(blueprint: Blueprint) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """What the shared specs are: running must not change them."""
    return [
        (scope, name, tuple(spec._outputs), tuple(spec._inputs))
        for scope, specs in sorted(blueprint.scopes.items())
        for name, spec in sorted(specs.task_specs.items())
    ]


def nothing_awaited(live: Instance) -> bool:
    return not (live.open_tasks or live.timers or live.subscriptions or live.actions or live.incidents)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_restored_is_live_and_replayed_is_recorded_after_every_command(batch: int) -> None:
    for seed in range(batch * MODELS // BATCHES, (batch + 1) * MODELS // BATCHES, 2):
        work = Work(seed, seed + 1)
        specs = [shape(_blueprint(case.definition)) for case in work.cases]

        for _ in range(MOST_COMMANDS):
            if not work.goes_on():
                break

        for case, before in zip(work.cases, specs, strict=True):
            difference = replay.first_difference(case.definition, 1, case.rows)
            assert difference is None, f"seed {seed}: {difference}"
            assert not case.live.ended or nothing_awaited(case.live), f"seed {seed}: over, and something is open"
            assert shape(_blueprint(case.definition)) == before, f"seed {seed}: running changed the specs"


def test_eight_people_complete_the_eight_parallel_tasks_of_one_case_in_any_order() -> None:
    tasks = " ".join(f"T{n}:user" for n in range(8))
    flows = " ".join(f"G>T{n} T{n}>J" for n in range(8))
    crowd = process(
        "P", f"S:start G:and {tasks} J:and Z:user E:end", f"S>G {flows} J>Z Z>E",
        **{f"T{n}": CLERK for n in range(8)}, Z=CLERK,
    )  # fmt: skip

    for seed in range(8):
        case, order = Casework(definition(crowd)).start(), list(range(8))
        random.Random(seed).shuffle(order)
        for person, n in enumerate(order):
            assert case.open() != ["Z"]
            case.do(f"T{n}", by=f"person:{person}", opinion=person)

        assert case.open() == ["Z"]
        assert [case.live.data[f"T{n}"] for n in order] == [{"opinion": person} for person in range(8)]


def test_the_two_thousandth_round_of_a_loop_is_as_the_first() -> None:
    """Past the depth at which the library's own tree walks give up; nothing may be lost or grow on the way."""
    drawn = process(
        "P", "S:start G:and X:xor A:user Y:xor B:user J:and E:end",
        "S>G G>X X>A A>Y Y>X Y>J G>B B>J J>E", A=CLERK, B=CLERK, Y={"default": "Y>X"},
    )  # fmt: skip
    made = definition(with_conditions(drawn, Y_J="A.enough"))
    straight, kept = Instance(made, 1), Instance(made, 1)
    sizes: list[int] = []
    seen: set[tuple[str, ...]] = set()

    def both(kind: type[commands.Command], **fields: object) -> None:
        command = kind(at=NOON, actor="person:1", **fields)
        followed = straight.apply(command)
        assert kept.apply(command) == followed
        seen.add(tuple(type(fact).__name__ for fact in followed))

    both(commands.StartInstance, number="1", process="P", start="S", answers={})
    seen.clear()
    for number in range(1, ROUNDS + 1):
        task = next(task.task for task in straight.open_tasks.values() if task.element == "A")
        both(commands.CompleteTask, task=task, answers={"enough": number == ROUNDS})
        if number in (10, 1000, ROUNDS - 1):
            content = snapshot.take(kept)
            kept = snapshot.restored(made, 1, content)
            sizes.append(len(content))

    assert straight.visits == {"A": ROUNDS, "B": 1}
    assert [task.element for task in straight.open_tasks.values()] == ["B"]
    assert len(seen) == 2, "every round but the last has the same facts"
    assert max(sizes) <= sizes[0] + 20, "a snapshot does not grow with the rounds"
    both(commands.CompleteTask, task=next(iter(straight.open_tasks)), answers={})
    assert straight.ended and kept.digest() == straight.digest()


def test_every_construct_is_among_them() -> None:
    models: Counter[str] = Counter()
    sizes = []
    for seed in range(MODELS):
        made = random_definition(seed)
        sizes.append(len(made.nodes))
        models.update(set(constructs(made)))

    print(f"\n{MODELS} models of {min(sizes)} to {max(sizes)} nodes; models with each construct:")
    for name, count in sorted(models.items()):
        print(f"  {count:5} {name}")
    assert {name: count for name, count in models.items() if LONG and count < LEAST} == {}
    assert len(models) >= 69

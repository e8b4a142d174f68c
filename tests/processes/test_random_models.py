"""Random models under random work: restored = live = replayed after every command, and each one comes to its end.

At length with FAULTS=long (`make faults`): 2,000 models, each construct in at least fifty of them.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import datetime

import pytest

from processes import commands, replay
from processes.engine.blueprint import Blueprint
from processes.errors import CommandRefused
from processes.instance import _blueprint
from tests.processes.casework import Casework
from tests.processes.models import constructs, random_definition, start_of

LONG = os.environ.get("FAULTS") == "long"
MODELS = 2000 if LONG else 200
BATCHES = 20
MOST_COMMANDS = 120
PEOPLE = ("person:1", "person:2", "person:3")

LEAST = 50
"""In how many of two thousand models each construct stands at least."""


class Work:
    """Whatever may happen to a case, drawn by chance."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.case = Casework(random_definition(seed))
        self.case.start(start_of(self.case.definition))

    def goes_on(self) -> bool:
        """Whether something was done; False when the case is over.  Fails if it stands still."""
        live = self.case.live
        if live.ended:
            return False
        moves = [
            *([self.complete] * 4 if live.open_tasks else []),
            *([self.claim, self.release] if live.open_tasks else []),
            *([self.act] if live.actions else []),
            *([self.deliver] if live.subscriptions else []),
            *([self.pass_time] if live.timers else []),
            *([self.retry] if live.incidents else []),
        ]
        assert moves, "nobody can do anything, and the case is not over"
        self.rng.choice(moves)()
        return True

    def complete(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks.values()))
        self._try(
            commands.CompleteTask,
            by=task.claimed_by or self.rng.choice(PEOPLE),
            task=task.task,
            answers=self._answers(),
        )

    def claim(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks))
        self._try(commands.ClaimTask, by=self.rng.choice(PEOPLE), task=task)

    def release(self) -> None:
        task = self.rng.choice(list(self.case.live.open_tasks))
        self._try(commands.ReleaseTask, by=self.rng.choice(PEOPLE), task=task)

    def act(self) -> None:
        action = self.rng.choice(list(self.case.live.actions.values()))
        if action.failed:
            return
        if self.rng.random() < 0.3:
            self._try(commands.FailAction, by="system", action=action.action, ru="нет связи", en="no connection")
        else:
            self._try(commands.CompleteAction, by="system", action=action.action, result=self._answers())

    def retry(self) -> None:
        self._try(commands.RetryIncident, by="person:1", incident=self.rng.choice(list(self.case.live.incidents)))

    def deliver(self) -> None:
        awaited = self.rng.choice(list(self.case.live.subscriptions.values()))
        self._try(
            commands.DeliverMessage, by="system", subscription=awaited.subscription, name=awaited.name,
            payload=self._answers(), message=f"m{len(self.case.rows)}",
        )  # fmt: skip

    def pass_time(self) -> None:
        """Time goes on by hours or days, and what is due fires; at times the clock is a day late, or goes back an hour."""
        if self.rng.random() < 0.1:
            self.case.now = self.case.now.replace(minute=(self.case.now.minute + 7) % 60)
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


@pytest.mark.parametrize("batch", range(BATCHES))
def test_restored_is_live_and_replayed_is_recorded_after_every_command(batch: int) -> None:
    for seed in range(batch * MODELS // BATCHES, (batch + 1) * MODELS // BATCHES):
        work = Work(seed)
        specs = shape(_blueprint(work.case.definition))

        for _ in range(MOST_COMMANDS):
            if not work.goes_on():
                break

        difference = replay.first_difference(work.case.definition, 1, work.case.rows)
        assert difference is None, f"seed {seed}: {difference}"
        assert shape(_blueprint(work.case.definition)) == specs, f"seed {seed}: running changed the specs"


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
    rare = {name: count for name, count in models.items() if count < LEAST * MODELS / 2000}
    assert rare == {}
    assert len(models) >= 45

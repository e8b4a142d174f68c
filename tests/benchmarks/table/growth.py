"""What must not cost more as a case grows longer, a diagram bigger, or more is stored."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import select

from service.clock import SystemClock
from service.installation import open_installation
from service.operations import fire_timers, list_tasks, publish, start_instance
from service.scheduler import Scheduler
from storage import history
from storage.models import History
from tests.benchmarks.bureau import Bureau, counted, milliseconds, quiet
from tests.benchmarks.table.crowd import copies
from tests.benchmarks.table.figures import Section
from tests.benchmarks.test_costs import Rounds

SIZES = (10, 100, 300)
ROUNDS = (10, 100, 1000)
SAMPLES = 60
FEW, MANY = 1_000, 100_000
DUE = 10_000
IDLE = 12


def measured(folder: Path) -> Section:
    """Completions by size and by round, the inbox by what waits in it, and timers that are due all at once."""
    section = Section("What must not grow")
    section.begin()
    _by_size(section, folder)
    _by_round(section, folder)
    _by_inbox(section, folder)
    _timers(section, folder)
    return section


def _by_size(section: Section, folder: Path) -> None:
    bureau = Bureau(folder / "sizes")
    found = {}
    for size in SIZES:
        publish.publish_parts(bureau.here, chain(size))
        found[size] = median(_completions(bureau, size))
        section.add(f"a completion in a process of {size} steps", found[size], "ms")
    section.add(f"{SIZES[-1]} steps / {SIZES[0]} steps", found[SIZES[-1]] / found[SIZES[0]], most=2)
    bureau.close()


def _completions(bureau: Bureau, size: int) -> list[float]:
    """Milliseconds of completions in cases of a chain, from its beginning to its end."""
    spent: list[float] = []
    while len(spent) < SAMPLES:
        done = bureau.start(f"chain-{size}")
        while done.next_task is not None:
            ref = done.next_task

            def complete(ref: str = ref) -> None:
                nonlocal done
                done = bureau.complete(ref)

            spent.append(milliseconds(complete))
    return spent


def _by_round(section: Section, folder: Path) -> None:
    bureau = Bureau(folder / "rounds", "loop")
    rounds = Rounds(bureau)
    found = {}
    for goal in ROUNDS:
        rounds.go(max(0, goal - SAMPLES // 2 - rounds.done))
        with quiet():
            found[goal] = median(milliseconds(rounds.round) for _ in range(SAMPLES // 2))
        section.add(f"a completion at round {goal} of a loop", found[goal], "ms")
    section.add(f"round {ROUNDS[-1]} / round {ROUNDS[0]}", found[ROUNDS[-1]] / found[ROUNDS[0]], most=1.3)
    bureau.close()


def _by_inbox(section: Section, folder: Path) -> None:
    bureau = Bureau(folder / "inbox", "two")
    case = bureau.start("two").instance_id
    found, stored = {}, 1
    for count in (FEW, MANY):
        copies(bureau.here, case + stored - 1, count - stored)
        stored = count
        found[count] = median(
            milliseconds(lambda: list_tasks.list_tasks(bureau.here, bureau.clerk)) for _ in range(SAMPLES)
        )
        section.add(f"the first page of an inbox of {count:,}", found[count], "ms")
    section.add(f"inbox of {MANY:,} / of {FEW:,}", found[MANY] / found[FEW], most=1.5)
    bureau.close()


def _timers(section: Section, folder: Path) -> None:
    """Some of many waiting cases become due at one moment; each is fired through the whole engine, once.

    The due ones have really begun, each for itself; only those that wait on are copies.  Nothing is warm.
    """
    bureau = Bureau(folder / "timers")
    for key, term in (("soon", "P1D"), ("later", "P3650D"), ("at-once", "PT2S")):
        publish.publish_parts(bureau.here, waiting(key, term))
    later = bureau.start("later").instance_id
    copies(bureau.here, later, MANY - DUE - 1)
    begun = bureau.start_many("soon", DUE)
    bureau.here.live.clear()
    bureau.clock.set(bureau.here.now() + timedelta(days=2))

    def fire() -> None:
        while fire_timers.fire_due(bureau.here):
            pass

    with counted() as spent:
        seconds = milliseconds(fire) / 1000
    assert _fired(bureau, begun) == [1] * DUE, "each fires once"
    section.add(f"{DUE:,} timers due at once among {MANY:,} cases", seconds, "s", most=60)
    section.add("statements for each of them", len(spent.statements) / DUE, most=7)
    section.add("commits for each of them", spent.commits / DUE, most=1)
    for share, late in _idle(bureau).items():
        section.add(f"lateness of a timer in an idle service with {MANY:,} cases, {share}", late, "s", most=1.5)
    bureau.close()


def _fired(bureau: Bureau, cases: range) -> list[int]:
    """How often the timer of each of these cases has fired, by its history."""
    with bureau.here.database.reading() as session:
        logs = session.scalars(select(History.text).where(History.instance_id.in_(cases)).order_by(History.instance_id))
        told = Counter(text.count('"fact":"TimerFired"') for text in logs)
    assert set(told) <= {0, 1}, told
    return [1] * told[1] + [0] * (len(cases) - told[1])


def _idle(bureau: Bureau) -> dict[str, float]:
    """Seconds between the moment that single cases wait for and the moment that their history says, by a real clock."""
    here = open_installation(bureau.here.config, clock=SystemClock())
    scheduler = Scheduler(here)
    scheduler.start()
    cases = []
    for _ in range(IDLE):
        cases.append(start_instance.start(here, bureau.clerk, procedure="at-once", answers={}).instance_id)
        time.sleep(0.7)
    time.sleep(4)
    scheduler.stop()
    with here.database.reading() as session:
        fired = [
            (row.at - datetime.fromisoformat(fact["due"])).total_seconds()
            for case in cases
            for row in history.rows(session, case)
            for step in row.steps
            for fact in step["facts"]
            if fact["fact"] == "TimerFired"
        ]
    here.close()
    assert len(fired) == IDLE, f"{len(fired)} of {IDLE} timers fired"
    return {"median": median(fired), "at most": max(fired)}


def chain(size: int) -> dict[str, bytes]:
    """The parts of a procedure of so many steps, one after another."""
    steps = "".join(_step(f"C{size}-{number}") for number in range(size))
    ids = [f"C{size}-S", *(f"C{size}-{number}" for number in range(size)), f"C{size}-E"]
    return _parts(f"chain-{size}", f"Ц{size}", _start(ids[0]) + steps + f'<endEvent id="{ids[-1]}"/>', ids)


def waiting(key: str, term: str) -> dict[str, bytes]:
    """The parts of a procedure that waits so long (an ISO duration) and then asks a person."""
    timer = (
        f'<intermediateCatchEvent id="{key}-T"><timerEventDefinition><timeDuration>{term}</timeDuration>'
        f"</timerEventDefinition></intermediateCatchEvent>"
    )
    ids = [f"{key}-S", f"{key}-T", f"{key}-A", f"{key}-E"]
    inside = _start(ids[0]) + timer + _step(ids[2]) + f'<endEvent id="{ids[3]}"/>'
    return _parts(key, key.upper(), inside, ids)


def _parts(key: str, code: str, inside: str, ids: Iterable[str]) -> dict[str, bytes]:
    order = list(ids)
    flows = "".join(
        f'<sequenceFlow id="{a}.{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in itertools.pairwise(order)
    )
    outline = (
        f"key: {key}\ntitle: {{ru: {key}, en: {key}}}\ncode: {code}\nmain: P-{key}\n"
        "roles:\n  clerk: {ru: Специалист, en: Clerk}\n"
    )
    diagram = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:bench">'
        f'<process id="P-{key}" isExecutable="true">{inside}{flows}</process></definitions>'
    )
    return {"procedure.yaml": outline.encode(), f"{key}.bpmn": diagram.encode()}


def _start(id_: str) -> str:
    return f'<startEvent id="{id_}">{_CLERK}</startEvent>'


def _step(id_: str) -> str:
    return f'<userTask id="{id_}" name="{id_}">{_CLERK}</userTask>'


_CLERK = (
    '<extensionElements><spiffworkflow:properties><spiffworkflow:property name="role" value="clerk"/>'
    "</spiffworkflow:properties></extensionElements>"
)

"""Filling an empty installation: people, register rows, and all demo cases on one timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any

import yaml
from sqlalchemy import select

from service import actor as actors
from service.actor import Actor
from service.clock import VirtualClock
from service.demo import brought
from service.demo.calendar import Calendar
from service.demo.cases import OLDEST, SESSIONS, SMALL, courses
from service.demo.course import session_key
from service.demo.people import CANDIDATES, GUESTS, PASSWORD, STAFF, Account
from service.errors import Conflict
from service.installation import Installation
from service.operations import claim_task, move_clock, people, publish, settle, write_register
from service.plays import EXAMPLES, Player, Step, lay_out, stock
from service.refs import task_ref
from storage import inbox, instances, settings
from storage.models import Instance, Person

PROCEDURE = "candidate-exam"
SEED = 2026
SETTING = "demo"
PLACES = 8
EXAMINERS = ("Сидоров Олег Игоревич", "Лебедева Юлия Константиновна")


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What a stranger needs to know: where it is and as whom to sign in; `cases` in all, `overdue` tasks among them."""

    url: str
    password: str
    staff: tuple[Account, ...]
    candidates: tuple[Account, ...]
    guests: tuple[Account, ...]
    cases: int
    overdue: int


def fill(installation: Installation, say: Callable[[str], None]) -> Demo | None:
    """The demo, played up to now; None if the database is not empty.  `say` hears how far it is.

    Raises Conflict if an earlier filling was broken off.
    """
    if not _is_empty(installation):
        _require_whole(installation)
        return None
    calendar = Calendar(now=installation.now(), zone=installation.zone)
    others = brought.all_of_the_catalogue()
    oldest = max([OLDEST, *(one.oldest + 1 for one in others)])
    stage = replace(installation, clock=VirtualClock(calendar.at(oldest, "09:00")), mail=None, wake=lambda: None)
    _mark(stage, "filling")
    for procedure in (PROCEDURE, *(one.procedure for one in others)):
        publish.publish(stage, procedure)
    say("Люди и реестры / people and registers…")
    cast = {account.login: _person(stage, account) for account in (*_staff(), *CANDIDATES, *_guests())}
    clerk = actors.of_person(stage, cast["ivanova"])
    _qualifications(stage, clerk)
    _sessions(stage, clerk, calendar)
    keeper = actors.of_person(stage, cast["admin"])
    for one in others:
        with stage.database.reading() as session:
            edition = stage.definitions.newest(session, one.procedure, stage.now())
        stock(stage, keeper, edition)
        lay_out(stage, keeper, edition, brought.rows(one, calendar))
    count = _play(stage, calendar, cast, say)
    _take_one(stage, cast["ivanova"])
    _mark(stage, "filled")
    demo = known(stage)
    say(f"Готово: дел {count} / done: {count} cases")
    return demo


def known(installation: Installation) -> Demo | None:
    """The demo that this installation holds; None if it holds none."""
    with installation.database.reading() as session:
        if settings.get(session, SETTING, None) != "filled":
            return None
        cases = len(session.scalars(select(Instance.id)).all())
        roles = {role for account in (*_staff(), *CANDIDATES) for role in account.roles}
        late = inbox.Filters(due_before=installation.now())
        overdue = inbox.count(session, sorted(roles - {"candidate"}), filters=late).number
    return Demo(
        url=installation.config.url,
        password=PASSWORD,
        staff=_staff(),
        candidates=CANDIDATES,
        guests=_guests(),
        cases=cases,
        overdue=overdue,
    )


def _staff() -> tuple[Account, ...]:
    return (*STAFF, *(account for one in brought.all_of_the_catalogue() for account in one.staff))


def _guests() -> tuple[Account, ...]:
    return (*GUESTS, *(account for one in brought.all_of_the_catalogue() for account in one.guests))


def _is_empty(installation: Installation) -> bool:
    with installation.database.reading() as session:
        someone = session.scalars(select(Person.id).limit(1)).first()
        something = session.scalars(select(Instance.id).limit(1)).first()
    return someone is None and something is None


def _require_whole(installation: Installation) -> None:
    with installation.database.reading() as session:
        if settings.get(session, SETTING, None) != "filling":
            return
    raise Conflict(
        "Наполнение примерами было прервано. Удалите базу и файлы (папку var) и запустите снова",
        "Filling with demo data was broken off. Remove the database and files (the folder var) and start again",
    )


def _mark(installation: Installation, state: str) -> None:
    with installation.database.writing() as session:
        settings.put(session, SETTING, state, at=installation.now(), actor=actors.SYSTEM)


def _person(stage: Installation, account: Account) -> int:
    return people.add(
        stage,
        login=account.login,
        name=account.name,
        password=PASSWORD,
        email=account.email,
        phone=account.phone,
        language=account.language,
        roles=account.roles,
    )


def _qualifications(stage: Installation, clerk: Actor) -> None:
    for key, row in _examples(stage)["R-QUALIFICATIONS"].items():
        write_register.write(stage, clerk, "R-QUALIFICATIONS", str(key), row)


def _sessions(stage: Installation, clerk: Actor, calendar: Calendar) -> None:
    qualifications = list(_examples(stage)["R-QUALIFICATIONS"])
    for ago in SESSIONS:
        day = calendar.session(ago)
        row = {
            "date": day.isoformat(),
            "time": "10:00",
            "place": "Москва, ул. Примерная, д. 5, аудитория 12",
            "qualifications": qualifications,
            "capacity": SMALL.get(ago, PLACES),
            "examiners": [{"name": name} for name in EXAMINERS],
        }
        write_register.write(stage, clerk, "R-EXM-SESSIONS", session_key(day), row)


def _examples(stage: Installation) -> dict[str, dict[str, dict[str, Any]]]:
    with stage.database.reading() as session:
        edition = stage.definitions.newest(session, PROCEDURE, stage.now())
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(edition.parts[EXAMPLES])
    return found


def _play(stage: Installation, calendar: Calendar, cast: dict[str, int], say: Callable[[str], None]) -> int:
    """All cases together, step by step as time goes; how many there are."""
    chance = Random(SEED)  # noqa: S311  minutes and scores of examples, no secret
    timeline: list[tuple[datetime, int, Player, Step]] = []
    told_cases = [(PROCEDURE, tuple(course.steps)) for course in courses(calendar, chance)]
    for one in brought.all_of_the_catalogue():
        told_cases += [(one.procedure, steps) for steps in brought.courses(one, calendar)]
    for number, (procedure, steps) in enumerate(told_cases, start=1):
        player = Player(installation=stage, procedure=procedure, cast=cast)
        timeline += [(step.at, number, player, step) for step in steps]
    timeline.sort(key=lambda moment: moment[:2])
    told = -1
    for number, (at, _, player, step) in enumerate(timeline):
        move_clock.move(stage, to=max(at, stage.now()))
        player.take(step)
        if number * 10 // len(timeline) > told:
            told = number * 10 // len(timeline)
            say(f"{at:%d.%m.%Y}: шаг {number + 1} из {len(timeline)} / step {number + 1} of {len(timeline)}")
    move_clock.move(stage, to=max(calendar.now, stage.now()))
    settle.settle(stage)
    return len(told_cases)


def _take_one(stage: Installation, clerk: int) -> None:
    """The clerk has a case in hand: the newest set of documents but one."""
    actor = actors.of_person(stage, clerk)
    with stage.database.reading() as session:
        newest = [
            task_ref(task.instance_id, task.task)
            for row in instances.listed(session, limit=4)
            for task in instances.open_tasks(session, row.id)
            if task.element == "EXM-30"
        ]
    if newest:
        claim_task.claim(stage, actor, newest[-1])

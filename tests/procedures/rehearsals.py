"""Plays of the catalogue on an office of tests: how long their steps may take, and what the forms on their way insist on.

What is expected stands beside the scenarios of each regulation, from its ledger; the plays are only the way there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.errors import AnswersRefused
from processes import facts
from service import actor as actors
from service import catalog, plays, published
from service.config import Config
from service.errors import NotAllowed
from service.operations import assign_task, list_tasks, people, show_task, write_register
from service.plays import Step
from service.published import Edition
from service.refs import task_ref
from storage import history, instances
from tests.prepared import Ground
from tests.procedures.office import Office

ZONE = Config(database_url="", files=Path(), secret="").zone


@dataclass(frozen=True)
class Away:
    """So many days from the day of the step."""

    days: int

    def __str__(self) -> str:
        return f"{self.days:+} days"


YESTERDAY, TODAY, TOMORROW = Away(-1), Away(0), Away(1)


@dataclass(frozen=True)
class Asked:
    """What a form insists on, where a play answers it with the changes `given`, which it takes in the end.

    Without one of the `needed` answers (`sessions.place`: in the first row), or with one of the `wrong` ones, it refuses
    the step and says so at the question.
    """

    form: str
    needed: tuple[str, ...]
    wrong: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.form, *(name.rpartition(".")[2] for name in self.given)])


def asks(form: str, needed: str = "", /, *, wrong: Mapping[str, Sequence[Any]] | None = None, **given: Any) -> Asked:
    """The form, the answers that it needs, and with what it is filled in besides."""
    return Asked(form, tuple(needed.split()), wrong or {}, given)


# ------------------------------------------------------------------------------------------- plays


def of(driver: type[Office]) -> list[str]:
    """The names of the plays of the office's procedure."""
    return [*_scripts(driver.procedure)]


@cache
def _scripts(procedure: str) -> Mapping[str, tuple[Step, ...]]:
    return {name: plays.read(content, ZONE) for name, content in plays.scripts(_edition(procedure)).items()}


@cache
def _edition(procedure: str) -> Edition:
    return published.read(catalog.parts(procedure))


def played(driver: type[Office], ground: Ground, folder: Path, steps: Sequence[Step], upto: int) -> Office:
    """An office in which so many steps of a play have been done, by people of its own, and it is time for the next."""
    office = driver(folder, ground, f"{steps[0].at:%Y-%m-%d %H:%M}")
    cast = plays.cast_of(office.here, office.edition, steps)
    office.player = plays.Player(installation=office.here, procedure=driver.procedure, cast=cast)
    office.player.play([*steps[:upto], *(Step(at=step.at) for step in steps[upto : upto + 1])])
    return office


# ------------------------------------------------------------------------------------------- terms


Terms = Mapping[str, int | tuple[int, ...]]
"""Days that a step may take, from its opening; several where it depends on why it is open."""


def keeps(driver: type[Office], ground: Ground, folder: Path, play: str, terms: Terms) -> None:
    """Each step of the play has its term; those that the terms do not name have one of another kind."""
    for element, days in sorted(_terms(driver, ground, folder, play)):
        expected = terms.get(element, days)
        assert days in (expected if isinstance(expected, tuple) else (expected,)), f"{element}: {days} days"


def is_due(driver: type[Office], ground: Ground, folder: Path, play: str, days: Mapping[str, str]) -> None:
    """Each step of the play is due on a day, month first, of those that are named for it."""
    for _, one in _opened(driver, ground, folder, play):
        if one.element in days:
            assert f"{_day(one.due or ''):%m-%d}" in days[one.element].split(), one


def _terms(driver: type[Office], ground: Ground, folder: Path, play: str) -> set[tuple[str, int]]:
    """Each step that the play comes by, with the days from its opening to the last day that is in time."""
    return {
        (one.element, (_day(one.due) - at.astimezone(ZONE).date()).days)
        for at, one in _opened(driver, ground, folder, play)
        if one.due is not None
    }


def _opened(
    driver: type[Office], ground: Ground, folder: Path, play: str
) -> Iterator[tuple[datetime, facts.TaskOpened]]:
    """Every step that opens while the play is played to its end, and when."""
    steps = _scripts(driver.procedure)[play]
    office = played(driver, ground, folder, steps, len(steps))
    with office.here.database.reading() as session:
        rows = [row for case in instances.listed(session) for row in history.rows(session, case.id)]
    for row in rows:
        for body in (body for step in row.steps for body in step["facts"]):
            fact = facts.decode(body)
            if isinstance(fact, facts.TaskOpened):
                yield row.at, fact
    office.here.close()


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(ZONE).date()


# ------------------------------------------------------------------------------------------- heads of roles


def hands_over(driver: type[Office], ground: Ground, folder: Path, element: str, head: str) -> None:
    """Where a play first comes by the step, who heads its role may give it to somebody; who holds the role may not."""
    steps, upto = next(
        (steps, number)
        for steps in _scripts(driver.procedure).values()
        for number, step in enumerate(steps)
        if step.do == element
    )
    office = played(driver, ground, folder, steps, upto)
    doer = office.player.actor(steps[upto].by)
    chief = people.add(office.here, login="chief", name="Начальник", email="chief@example.org", roles=[head])
    entry = next(one for one in list_tasks.list_tasks(office.here, doer).items if one.element == element)
    ref = task_ref(entry.instance_id, entry.task)

    with pytest.raises(NotAllowed):
        assign_task.assign(office.here, doer, ref, doer.id, "Моя очередь")
    assign_task.assign(office.here, actors.of_person(office.here, chief), ref, doer.id, "Её очередь")

    assert show_task.show(office.here, doer, ref).assignee == doer.id
    office.here.close()


# ------------------------------------------------------------------------------------------- answers


def insist(driver: type[Office], ground: Ground, folder: Path, asked: Asked) -> None:
    """The form refuses the step without each of the answers that it needs, and with each wrong one; then takes it."""
    office, answers, send = _at_the_form(driver, ground, folder, asked)
    today = office.clock.now().astimezone(ZONE).date()
    right = _dated(_merged(answers, asked.given), today)
    for path in asked.needed:
        without = copy.deepcopy(right)
        _row(without, path).pop(path.rpartition(".")[2])
        assert path in refused(send, without), f"{asked.form} is taken without {path}"
    for path, values in asked.wrong.items():
        for value in values:
            wrong = copy.deepcopy(right)
            _row(wrong, path)[path.rpartition(".")[2]] = _dated(value, today)
            assert path in refused(send, wrong), f"{asked.form} is taken with {path}: {value}"
    send(right)
    office.here.close()


def shows(driver: type[Office], ground: Ground, folder: Path, form: str, paths: str) -> None:
    """Where a play first comes by the form, it opens with a value at each of these questions."""
    steps, upto = _first_with(driver.procedure, Asked(form, ()))
    office = played(driver, ground, folder, steps, upto)
    actor = office.player.actor(steps[upto].by)
    entry = next(one for one in list_tasks.list_tasks(office.here, actor).items if one.element == steps[upto].do)
    opened = show_task.show(office.here, actor, task_ref(entry.instance_id, entry.task)).answers
    assert [path for path in paths.split() if not _has(opened, path)] == []
    office.here.close()


def _at_the_form(driver: type[Office], ground: Ground, folder: Path, asked: Asked) -> tuple[Office, Any, Any]:
    """An office where it is time to fill in the form, the answers of the play or example, and how they are sent."""
    found = _register_with(driver.procedure, asked.form)
    if found is not None:
        register, row = found
        office = driver(folder, ground)
        keeper = office.who("admin")
        return office, row, lambda one: write_register.write(office.here, keeper, register, None, one)
    steps, upto = _first_with(driver.procedure, asked)
    office = played(driver, ground, folder, steps, upto)
    step = steps[upto]
    return (
        office,
        dict(step.answers),
        lambda one: office.player.take(Step(at=step.at, by=step.by, do=step.do, answers=one)),
    )


def _register_with(procedure: str, form: str) -> tuple[str, dict[str, Any]] | None:
    """The register kept by this form, and an example of its rows."""
    edition = _edition(procedure)
    register = next((one.id for one in edition.definition.registers.values() if one.form == form), None)
    if register is None:
        return None
    examples = yaml.safe_load(edition.parts[plays.EXAMPLES])
    return register, dict(next(iter(examples[register].values())))


@cache
def _steps_with(procedure: str, form: str) -> tuple[tuple[str, int], ...]:
    nodes = _edition(procedure).definition.nodes
    return tuple(
        (name, number)
        for name, steps in _scripts(procedure).items()
        for number, step in enumerate(steps)
        if step.do is not None and step.do in nodes and nodes[step.do].properties.get("form") == form
    )


def _first_with(procedure: str, asked: Asked) -> tuple[tuple[Step, ...], int]:
    """The play and the step of it that answers most of what is asked and least besides, the earlier one of two."""
    found = _steps_with(procedure, asked.form)
    assert found, f"no play comes by {asked.form}"

    def lacking(one: tuple[str, int]) -> tuple[int, int, int, int]:
        own = dict(_scripts(procedure)[one[0]][one[1]].answers)
        changed = _merged(own, asked.given)
        without = (sum(not _has(answers, path) for path in asked.needed) for answers in (changed, own))
        return *without, len(own), one[1]  # type: ignore[return-value]  # two of them

    name, number = min(found, key=lacking)
    return _scripts(procedure)[name], number


def _has(answers: Mapping[str, Any], path: str) -> bool:
    try:
        return path.rpartition(".")[2] in _row(answers, path)
    except (KeyError, IndexError, TypeError):
        return False


def _merged(answers: Any, given: Mapping[str, Any]) -> Any:
    """The answers with the given ones; None leaves one out, a path changes the first row of a list."""
    merged = copy.deepcopy(answers)
    for path, value in given.items():
        path = path.replace("__", ".")
        if value is None:
            _row(merged, path).pop(path.rpartition(".")[2], None)
        else:
            _row(merged, path)[path.rpartition(".")[2]] = value
    return merged


def _row(answers: Any, path: str) -> Any:
    """The group or first row that the last word of the path stands in."""
    for name in path.split(".")[:-1]:
        answers = answers[name]
        answers = answers[0] if isinstance(answers, list) else answers
    return answers


def _dated(value: Any, today: date) -> Any:
    """The value with each day said as a date."""
    if isinstance(value, Away):
        return (today + timedelta(days=value.days)).isoformat()
    if isinstance(value, Mapping):
        return {name: _dated(one, today) for name, one in value.items()}
    if isinstance(value, list):
        return [_dated(one, today) for one in value]
    return value


def refused(send: Any, answers: Mapping[str, Any]) -> set[str]:
    """The questions at which the form says what is wrong, without the numbers of rows; none if it takes the answers."""
    try:
        send(answers)
    except AnswersRefused as refused:
        return {".".join(word for word in path.split(".") if not word.isdecimal()) for path in refused.errors}
    return set()

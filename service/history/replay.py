"""One moment of a case for the replay page: the picture then, what was entered, why it went on, terms against dues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.definition import Form
from processes.definition import Definition
from service import naming, words
from service.actor import Actor
from service.history import marks, story
from service.history.marks import GATEWAYS
from service.history.story import Moment, Reader
from service.installation import Installation
from service.instances import case, pictures
from service.instances.pictures import Picture
from service.operations import show_instance
from service.published import Edition
from service.tasks import aside
from service.tasks.aside import Pair


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A place of the slider."""

    at: str
    index: int
    text: str
    icon: str
    when: datetime
    who: str
    passed: bool
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Why:
    """A reason: the condition that held with the values it saw, or the rules of a table that matched."""

    text: str
    condition: str
    values: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term against its due date."""

    step: str
    due: datetime
    derivation: str | None
    verdict: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Everything on the page."""

    number: str
    title: str
    version: int
    digest: str
    stops: tuple[Stop, ...]
    index: int
    moment: Moment
    pictures: tuple[Picture, ...]
    answers: tuple[Pair, ...]
    why: tuple[Why, ...]
    terms: tuple[Term, ...]
    machinery: tuple[Moment, ...]
    passed: tuple[str, ...]
    waiting: tuple[str, ...]

    def stop(self, index: int) -> str | None:
        """The address of another stop, if there is one."""
        return self.stops[index].at if 0 <= index < len(self.stops) else None


def at(installation: Installation, actor: Actor, number: str, address: str | None, language: str) -> Replay:
    """The case after the transaction of the fact with this address (`seq.n`), or as it stands now.

    Within a transaction a case waits for nothing, so the picture is that of its end; the fact itself is pointed at.
    """
    instance_id = case.find(installation, number)
    view = show_instance.show(installation, actor, instance_id)
    rows = show_instance.events(installation, actor, instance_id)
    definition = view.edition.definition
    reader = case.reader_of(installation, rows, language)
    told = story.moments(definition, rows, reader)
    position = story.chosen(told, address)
    moment = told[position]
    until = tuple(item for item in told if item.seq <= moment.seq)
    place = marks.standing(definition, (item.fact for item in until))
    stops = _stops(told, position)
    machinery = tuple(item for item in told if item.seq == moment.seq)
    form_id, entered = story.answers_of(told, machinery[0])  # a row begins with what somebody did
    return Replay(
        number=view.row.number,
        title=definition.title_of(view.row.process, language),
        version=view.edition.version or 0,
        digest=definition.digest,
        stops=stops,
        index=next(stop.index for stop in stops if stop.chosen),
        moment=moment,
        pictures=pictures.drawn(view.edition, place, language=language, chosen=_element(definition, moment)),
        answers=aside.typed(_form(view.edition, form_id), entered, language),
        why=tuple(_why(item, language) for item in story.reasons(until, moment.seq)),
        terms=tuple(_terms(view.edition, until, moment, reader)),
        machinery=machinery,
        passed=_named(view.edition, place.done()),
        waiting=_named(view.edition, place.now()),
    )


def _element(definition: Definition, moment: Moment) -> str | None:
    """The node that the moment is about."""
    flow = definition.flows.get(moment.fact.get("flow", ""))
    return flow.target if flow else moment.fact.get("element")


def _stops(told: tuple[Moment, ...], position: int) -> tuple[Stop, ...]:
    """Main moments, and the chosen one even if it is machinery."""
    shown = [(at_, item) for at_, item in enumerate(told) if item.main or at_ == position]
    return tuple(
        Stop(
            at=item.at,
            index=index,
            text=item.text,
            icon=item.icon,
            when=item.when,
            who=item.who,
            passed=item.seq <= told[position].seq,
            chosen=place == position,
        )
        for index, (place, item) in enumerate(shown)
    )


def _form(edition: Edition, form_id: str | None) -> Form | None:
    if form_id is None:
        return None
    if form_id.startswith("start:"):
        node = edition.definition.nodes.get(form_id.removeprefix("start:"))
        form_id = node.properties.get("form", "") if node else ""
    return edition.forms.get(form_id)


def _why(moment: Moment, language: str) -> Why:
    fact = moment.fact
    if fact["fact"] == "DecisionMade":
        return Why(
            text=moment.text,
            condition="",
            values=_values(fact.get("inputs") or {}, language),
            outputs=_values(_columns(fact.get("outputs")), language),
        )
    values = _values(fact.get("values") or {}, language)
    return Why(text=moment.text, condition=str(fact["condition"]), values=values)


def _columns(outputs: Any) -> Mapping[str, Any]:
    """The outputs of a table by name; of a collecting table all rows under one."""
    return outputs if isinstance(outputs, Mapping) else {"": outputs}


def _values(values: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, _plain(value, language)) for name, value in values.items())


def _plain(value: Any, language: str) -> str:
    """A value of an expression, short; what may be erased is never shown here."""
    russian = language == "ru"
    if isinstance(value, bool):
        return ("да" if value else "нет") if russian else ("yes" if value else "no")
    if value is None:
        return "—"
    if isinstance(value, Mapping) and "given" in value:
        return (
            ("указано" if value["given"] else "не указано") if russian else ("given" if value["given"] else "not given")
        )
    if isinstance(value, list):
        return ", ".join(_plain(item, language) for item in value[:8]) + (" …" if len(value) > 8 else "")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(item, language)}" for name, item in value.items())
    return str(value)


def _terms(edition: Edition, until: tuple[Moment, ...], moment: Moment, reader: Reader) -> list[Term]:
    opened = {item.fact["task"]: item.fact for item in until if item.fact["fact"] == "TaskOpened"}
    found = []
    for item in until:
        if item.seq != moment.seq or item.fact["fact"] not in ("TaskOpened", "TaskCompleted", "TimerArmed"):
            continue
        fact = opened.get(item.fact.get("task", -1), item.fact) if item.fact["fact"] == "TaskCompleted" else item.fact
        due = words.moment(fact.get("due"))
        if due is None or fact.get("kind") in ("reminder", "escalation"):
            continue
        found.append(_term(edition, item, fact, due, reader))
    return found


def _term(edition: Edition, item: Moment, fact: Mapping[str, Any], due: datetime, reader: Reader) -> Term:
    definition = edition.definition
    derivation = words.term(fact.get("term"), reader.zone, reader.language)
    clauses = naming.clauses_of(definition, fact["element"], reader.language)
    if derivation and clauses:
        derivation = f"{derivation}, {clauses[0].number}"
    late = int(item.fact.get("late") or 0)
    done = item.fact["fact"] == "TaskCompleted"
    return Term(
        step=naming.step_name(definition, fact["element"]),
        due=due,
        derivation=derivation,
        verdict=words.lateness(late, reader.language) if done else "",
        late=done and late > 0,
    )


def _named(edition: Edition, elements: Any) -> tuple[str, ...]:
    """Names of nodes in the order of the diagram, those that have one; a count where a node was passed again."""
    names = []
    for id_, node in edition.definition.nodes.items():
        if id_ in elements and node.name.strip() and node.kind not in GATEWAYS:
            count = elements[id_] if isinstance(elements, Mapping) else 1
            names.append(f"{node.name.strip()} ×{count}" if count > 1 else node.name.strip())
    return tuple(names)

"""The history of a case as a reader goes through it: its moments, what each says, and what stood behind it.

Takes the recorded rows as plain values (`show_instance.events`); knows no database and no request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from processes.decisions import DecisionTable
from processes.definition import Definition
from service import naming, words
from service.history.sentences import SENTENCES, Sentence
from storage.models import called


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom the story is told: language, zone, and the names of people that the reader may know."""

    language: str
    zone: ZoneInfo
    people: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One fact of the history.  `at` is its address, `seq.n`; `main` facts tell the case, the others are machinery."""

    at: str
    seq: int
    when: datetime
    actor: str
    who: str
    role: str
    text: str
    icon: str
    main: bool
    fact: Mapping[str, Any]
    command: Mapping[str, Any]


def moments(definition: Definition, rows: Iterable[Mapping[str, Any]], reader: Reader) -> tuple[Moment, ...]:
    """Every fact of these rows in the order of the log; `n` counts across the steps of a row, from 1."""
    told: list[Moment] = []
    places = _Places(definition, reader)
    for row in rows:
        n = 0
        for step in row["steps"]:
            for fact in step["facts"]:
                n += 1
                told.append(_moment(places, row, step["command"], fact, n))
    return tuple(told)


def chosen(told: Sequence[Moment], at: str | None) -> int:
    """Where the moment with this address stands; the last one of the story when there is none."""
    last = next((index for index in reversed(range(len(told))) if told[index].main), len(told) - 1)
    return next((index for index, moment in enumerate(told) if moment.at == at), last)


def answers_of(told: Sequence[Moment], moment: Moment) -> tuple[str | None, Mapping[str, Any]]:
    """The form and the answers that the moment's command brought; no form and nothing when it brought none."""
    command = moment.command
    if command["command"] == "StartInstance":
        return _start_form(told, moment), command.get("answers") or {}
    if command["command"] == "CompleteTask":
        return _opened_with(told, "TaskOpened", "task", command["task"]), command.get("answers") or {}
    if command["command"] == "DeliverMessage":
        form = _opened_with(told, "MessageAwaited", "subscription", command["subscription"])
        return form, command.get("payload") or {}
    return None, {}


def reasons(told: Iterable[Moment], seq: int) -> tuple[Moment, ...]:
    """Why the case went on as it did in this row: conditions that held and decision tables that answered."""
    return tuple(
        moment
        for moment in told
        if moment.seq == seq
        and (
            moment.fact["fact"] == "DecisionMade"
            or (moment.fact["fact"] == "FlowTaken" and moment.fact.get("condition"))
        )
    )


def _start_form(told: Sequence[Moment], moment: Moment) -> str | None:
    return f"start:{moment.command.get('start', '')}"


def _opened_with(told: Sequence[Moment], kind: str, name: str, number: int) -> str | None:
    for moment in told:
        if moment.fact["fact"] == kind and moment.fact.get(name) == number:
            form = moment.fact.get("form")
            return str(form) if form else None
    return None


def _moment(
    places: _Places, row: Mapping[str, Any], command: Mapping[str, Any], fact: Mapping[str, Any], n: int
) -> Moment:
    sentence = SENTENCES.get(fact["fact"], Sentence(fact["fact"], fact["fact"]))
    reader = places.reader
    return Moment(
        at=f"{row['seq']}.{n}",
        seq=row["seq"],
        when=words.moment(row["at"]) or datetime.min,
        actor=row["actor"],
        who=row.get("actor_name") or naming.person_name(row["actor"], reader.people, reader.language),
        role=naming.role_title(places.definition.roles, row["role"], reader.language) if row.get("role") else "",
        text=sentence.tell(reader.language, places.of(fact)) + _on_paper(fact, command, reader.language),
        icon=sentence.icon,
        main=sentence.main,
        fact=fact,
        command=command,
    )


def _rule_told(table: DecisionTable, id_: str) -> str:
    """A rule as people cite it: its place in the table, and what it says of itself."""
    rule = next((one for one in table.rules if one.id == id_), None)
    if rule is None:
        return id_
    return f"{table.number(id_)}{f' («{rule.note}»)' if rule.note else ''}"


def _on_paper(fact: Mapping[str, Any], command: Mapping[str, Any], language: str) -> str:
    """That the answers behind a fact came on paper, and when they were received."""
    if not command.get("received_on") or fact["fact"] not in ("InstanceStarted", "TaskCompleted"):
        return ""
    day = words.short_day(date.fromisoformat(command["received_on"]))
    return f": подано на бумаге, получено {day}" if language == "ru" else f": on paper, received {day}"


class _Places:
    """The words that fill the places of a sentence for one fact of this definition."""

    def __init__(self, definition: Definition, reader: Reader) -> None:
        self.definition = definition
        self.reader = reader
        self._opened: dict[int, Mapping[str, Any]] = {}

    def of(self, fact: Mapping[str, Any]) -> dict[str, str]:
        if fact["fact"] == "TaskOpened":
            self._opened[fact["task"]] = fact
        return {
            "step": self._step(fact),
            "roles": self._roles(fact.get("roles") or ()),
            "role": self._roles([fact["role"]]) if fact.get("role") else "",
            "due": self._due(fact),
            "late": self._late(fact),
            "who": self._who(fact),
            "name": self._name(fact),
            "number": str(fact.get("number", "")),
            "condition": self._condition(fact),
            "rules": self._rules(fact),
            "by": self._by(fact),
            "why": self._why(fact),
            "core": f"{fact['was']} → {fact['core']}" if "core" in fact else "",
            "reason": self._reason(fact),
        }

    @property
    def _russian(self) -> bool:
        return self.reader.language == "ru"

    def _step(self, fact: Mapping[str, Any]) -> str:
        if fact["fact"] == "FlowTaken":
            flow = self.definition.flows.get(fact["flow"])
            return naming.step_name(self.definition, flow.target) if flow else str(fact["flow"])
        opened = self._opened.get(fact.get("task", -1), {})
        element = fact.get("element") or opened.get("element", "")
        return called(naming.step_name(self.definition, element), opened.get("about"))

    def _roles(self, keys: Iterable[str]) -> str:
        titles = (
            naming.role_title(self.definition.roles, key, self.reader.language, self.reader.people) for key in keys
        )
        return ", ".join(dict.fromkeys(titles))

    def _due(self, fact: Mapping[str, Any]) -> str:
        due = words.moment(fact.get("due"))
        if due is None:
            return ""
        day = words.short_day(words.local_day(due, self.reader.zone))
        return f", до {day}" if self._russian else f", until {day}"

    def _late(self, fact: Mapping[str, Any]) -> str:
        late = int(fact.get("late") or 0)
        if late <= 0:
            return ""
        if fact["fact"] == "TimerFired":
            return self._noticed_late(late)
        return ", " + words.lateness(late, self.reader.language)

    def _noticed_late(self, seconds: int) -> str:
        """The clock of a stopped service: said only when somebody could feel it."""
        if seconds < 60:
            return ""
        minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
        if self._russian:
            span = words.counted(days, "день", "дня", "дней") if days else f"{hours} ч" if hours else f"{minutes} мин"
            return f" (замечено через {span})"
        span = words.days(days, "en") if days else f"{hours} h" if hours else f"{minutes} min"
        return f" (noticed {span} later)"

    def _who(self, fact: Mapping[str, Any]) -> str:
        key = fact.get("person") or fact.get("party") or ""
        if str(key).startswith("person:"):
            return naming.person_name(key, self.reader.people, self.reader.language)
        return ("Участник" if self._russian else "A party") if key else ""

    def _name(self, fact: Mapping[str, Any]) -> str:
        if fact["fact"] == "DecisionMade":
            table = self.definition.decisions.get(fact["decision"])
            return getattr(table, "name", "") or fact["decision"]
        if fact["fact"] == "InstanceFinished":
            return fact.get("name") or naming.step_name(self.definition, fact["element"])
        return str(fact.get("name") or fact.get("key") or "")

    def _condition(self, fact: Mapping[str, Any]) -> str:
        flow = self.definition.flows.get(fact.get("flow", ""))
        if not fact.get("condition"):
            return ""
        said = flow.name if flow and flow.name else fact["condition"]
        return f", потому что: {said}" if self._russian else f", because: {said}"

    def _rules(self, fact: Mapping[str, Any]) -> str:
        rules = fact.get("rules") or ()
        if not rules:
            return "ни одно правило не подошло" if self._russian else "no rule matched"
        table = self.definition.decisions.get(fact["decision"])
        told = [_rule_told(table, rule) for rule in rules] if table else [str(rule) for rule in rules]
        word = (
            ("правило" if len(rules) == 1 else "правила") if self._russian else ("rule" if len(rules) == 1 else "rules")
        )
        return f"{word} {', '.join(told)}"

    def _by(self, fact: Mapping[str, Any]) -> str:
        because = fact.get("because")
        if not because:
            return ""
        name = naming.step_name(self.definition, because)
        return f": наступило «{name}»" if self._russian else f": “{name}” cut in"

    def _why(self, fact: Mapping[str, Any]) -> str:
        """What began a case that nobody began."""
        if fact["fact"] != "InstanceStarted":
            return ""
        if fact.get("message"):
            node = self.definition.nodes.get(fact["element"])
            name = node.event.name if node and node.event else ""
            key = fact.get("key")
            if self._russian:
                return f" по сообщению «{name}»" + (f", ключ «{key}»" if key else "")
            return f" by the message “{name}”" + (f", key “{key}”" if key else "")
        due = words.moment(fact.get("due"))
        if due is None:
            return ""
        day = words.short_day(words.local_day(due, self.reader.zone))
        at = f"{day} {words.clock_time(due, self.reader.zone)}"
        late = self._noticed_late(int(fact.get("late") or 0))
        return f" по сроку {at}{late}" if self._russian else f" on time, {at}{late}"

    def _reason(self, fact: Mapping[str, Any]) -> str:
        if fact["fact"] == "IncidentRaised":
            return str(fact["ru" if self._russian else "en"])
        reason = fact.get("reason")
        if isinstance(reason, str):
            return reason
        if isinstance(reason, Mapping) and isinstance(reason.get("reason"), str):
            return str(reason["reason"])
        return "причина записана" if self._russian else "the reason is on record"

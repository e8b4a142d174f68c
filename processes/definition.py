"""A definition: all parts of a procedure, read once, under one digest.  Knows no database and no files: parts come as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeVar

from processes import decisions, feel, model, yaml_part
from processes.errors import DefinitionRefused
from processes.model.elements import Diagram, EventDefinition, Flow, Kind, Node, Process


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role of the procedure.  `scope`: `none` for staff, `party` or `instance` for those held through them.

    `acts_for`: once somebody holds this role in a case, what is addressed to the role that it names comes to him.
    `sees`: the keys of the case data that he may read besides the answers of his own steps; None: all of them.
    """

    id: str
    ru: str
    en: str
    outside: bool = False
    scope: str = "none"
    head: str | None = None
    clause: str | None = None
    acts_for: str | None = None
    sees: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Separation:
    """Whoever did one of `first` in a case may not do one of `second`, nor the other way round.

    Where the steps belong to several processes, not in the cases joined to it by messages either.
    """

    id: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A group of steps that people outside see as one."""

    id: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A value that the procedure leaves to the installation's version: a term of ours, a limit, a reading."""

    name: str
    value: int | str | bool
    ru: str
    en: str
    clause: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """When a task's due date is recalled: `days` before it (`reminder`) or after its end (`escalation`, to `role`)."""

    kind: str
    days: int
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class Farewell:
    """A notice that goes out when the owner stops a case: to a role, if `when` (FEEL over the case data) holds."""

    notice: str
    to: str
    when: feel.Expression


@dataclass(frozen=True, kw_only=True)
class SheetOutline:
    """One page on which the steps of all cases with a seat in a row are recorded, such as those of an exam's day.

    `columns`: step -> field -> its short title.  `seats`: how a seat was used (sat, absent) -> the FEEL that says so
    over the case data, asked when one of the steps is done.  `whole`: what the link from a single step says.
    """

    id: str
    ru: str
    en: str
    whole: Mapping[str, str]
    steps: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    columns: Mapping[str, Mapping[str, Mapping[str, str]]]
    seats: Mapping[str, str]


NEW = "new"
"""The state of a row that is not there yet."""
EXPIRED = "expired"
"""The state of a row whose last day is over; it is read so, and nothing is written."""


STATE = "state"
"""Among the columns of a public page: what the row is today."""


@dataclass(frozen=True, kw_only=True)
class RegisterOutline:
    """A register of the procedure: its columns by name with their titles; `stock` names the capacity column.

    A register with a `form` is kept by hand, by the roles of `kept_by`; its rows are answers to that form.
    `clause` names statements of the regulation (a column may have its own), `ours` says why we keep it without one.
    `states`: what the states of its rows are called, where `active` and `closed` are not said in their usual words; one
    marked `public: 'no'` hides its rows from the public, one marked `valid: 'yes'` says that what the row is about holds.
    A column is of type text, prose, date, time, integer, place (in a ranking), money, boolean, url, image (a file of the
    case) or list (of texts or contexts, whose `items` have titles).  One that `leads` to a register holds a key of it.

    A state that says `from` is entered from these states alone (`new`: a row that is not there yet).  `basis`: the
    columns that say on what ground a row is changed; who changes it names them anew.  `expires`: the column with the last
    day on which a row holds, after which it is read as `expired`.  `append`: rows are added and never changed.

    `rows`: what stands in it from the first publication on, by key; whatever became of a row since stays.  `year`: the
    column (a day or a year) by whose year people narrow it.  `listed`: the columns of its list, where they are not the first.
    """

    id: str
    ru: str
    en: str
    columns: Mapping[str, Mapping[str, Any]]
    public: bool = False
    stock: str | None = None
    form: str | None = None
    kept_by: tuple[str, ...] = ()
    states: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sheet: SheetOutline | None = None
    clause: str | None = None
    ours: str | None = None
    basis: tuple[str, ...] = ()
    expires: str | None = None
    append: bool = False
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    year: str | None = None
    listed: tuple[str, ...] = ()

    def items(self, column: str) -> Mapping[str, Mapping[str, Any]]:
        """What the items of a list say, by name: titles, the `words` of its values, a `unit`."""
        return self.columns.get(column, {}).get("items") or {}

    def said(self, data: Mapping[str, Any]) -> Iterator[str]:
        """What people read, in both languages, in place of values in the lists of a row."""
        for column in self.columns:
            listed = data.get(column)
            for name, item in self.items(column).items():
                known = item.get("words") or {}
                values = (
                    (one.get(name) for one in listed if isinstance(one, Mapping)) if isinstance(listed, list) else ()
                )
                for value in values:
                    if isinstance(value, str) and value in known:
                        yield from (str(words) for words in known[value].values())

    def allows(self, before: str, after: str) -> bool:
        """Whether a row in the state `before` may come into `after`; to stay as it is is no transition."""
        sources = self.states.get(after, {}).get("from")
        return before == after or sources is None or before in sources

    def last_day(self, state: str, data: Mapping[str, Any]) -> date | None:
        """The last day on which a row with this state holds, None if it never expires.  Raises ValueError for no day."""
        if self.expires is None or not self.allows(state, EXPIRED):
            return None
        told = data.get(self.expires)
        return None if told is None or told == "" else date.fromisoformat(str(told)[:10])

    @property
    def public_states(self) -> tuple[str, ...] | None:
        """The states in which the public sees a row; None: all of them."""
        hidden = {name for name, said in self.states.items() if said.get("public") == "no"}
        return tuple(name for name in self.states if name not in hidden) if hidden else None

    def holds(self, state: str) -> bool:
        """Whether what a row in this state is about holds now."""
        return state == "active" or self.states.get(state, {}).get("valid") == "yes"


@dataclass(frozen=True, kw_only=True)
class ForumOutline:
    """Where people of a case discuss something: who writes, who only reads, who moderates (closes, reopens, withdraws).

    `opens`: the roles that may open a thread by hand; the diagram may always, and so may who moderates.
    """

    id: str
    ru: str
    en: str
    writes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    moderates: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    clause: str | None = None
    ours: str | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        """All roles to which its threads are open."""
        return tuple(dict.fromkeys((*self.reads, *self.writes, *self.moderates, *self.opens)))


class PaperKind(StrEnum):
    """What leaves the house on paper or by mail."""

    NOTICE = "notice"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A template of a notice or document, in the part `part`: the statements that ask for it, or why it is ours.

    `ru` and `en` are what people call it, `inside` says that only the house reads it, `editable` that parties work on it:
    it is given out as DOCX too.
    """

    id: str
    kind: PaperKind
    part: str
    clause: str | None = None
    ours: str | None = None
    ru: str = ""
    en: str = ""
    inside: bool = False
    editable: bool = False


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph of a public page, under a heading if it has one."""

    ru: str
    en: str
    title_ru: str = ""
    title_en: str = ""


@dataclass(frozen=True, kw_only=True)
class PageOutline:
    """A public page of the procedure: what everybody may read without signing in.

    `id` is its word in addresses (`offer`); `code` is what the regulation's ledger calls it.  It shows its `texts`, then
    the values of `settings`, then the rows of `register` in one of `states` with these `columns`.

    Rows: narrowed by `filters` (with `latest`, which is one of them, the page opens with its greatest value), in `order`
    (`-column`: the greatest first), under headings of the column `heads`; the lists of `opens` open under a row; `once` are
    columns that stand above, since all rows say the same.  `regulation`: every clause, with the steps that carry it out.
    """

    id: str
    ru: str
    en: str
    code: str = ""
    clauses: tuple[str, ...] = ()
    texts: tuple[Passage, ...] = ()
    settings: tuple[str, ...] = ()
    register: str | None = None
    columns: tuple[str, ...] = ()
    states: tuple[str, ...] = ("active",)
    filters: tuple[str, ...] = ()
    latest: str | None = None
    order: tuple[str, ...] = ()
    heads: str | None = None
    opens: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    regulation: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that it names beside those that it shows."""
        heads = (self.heads,) if self.heads else ()
        order = (name.removeprefix("-") for name in self.order)
        return (*self.filters, *order, *heads, *self.opens, *self.once)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A numbered statement of the regulation."""

    id: str
    clause: str
    text: str
    kind: str

    @property
    def obliges(self) -> bool:
        """Whether somebody owes something by it; a note only tells."""
        return self.kind != "note"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One way to read an unclear clause, what follows from it, and the setting's value that switches to it."""

    id: str
    ru: str
    en: str = ""
    effect: str = ""
    value: int | str | bool | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An unclear place of the regulation: the question, its choices, the one that holds by `default`, and why.

    `setting` names the switch, None where another choice means another diagram or table.  `shown_by` are scenarios
    (`S-EXM-2`) and decision cases (`DT-EXM-3#1`: the first case of that table) that show the effect.
    """

    id: str
    clauses: tuple[str, ...]
    ru: str
    en: str
    choices: tuple[Choice, ...]
    default: str
    setting: str | None
    why: str
    shown_by: tuple[str, ...]

    def choice(self, id_: str) -> Choice:
        """The choice with this id; raises KeyError."""
        return {choice.id: choice for choice in self.choices}[id_]

    @property
    def shown_by_cases(self) -> tuple[tuple[str, int], ...]:
        """The decision cases that show it: table and number, from 1."""
        found = (shown.partition("#") for shown in self.shown_by if "#" in shown)
        return tuple((table, int(number) if number.isdecimal() else 0) for table, _, number in found)


@dataclass(frozen=True, kw_only=True)
class FieldOutline:
    """What the other parts may know of a form's field: its type, whether expressions may read it, its choices.

    `clauses` are ids of statements of the regulation that the field carries out, `ours` why it is there without one.
    `signs` is the FEEL that says what a person signs there.
    """

    type: str
    open: bool
    required: bool = False
    choices: tuple[str, ...] | None = None
    clauses: tuple[str, ...] = ()
    ours: str = ""
    signs: str = ""

    @property
    def asked(self) -> bool:
        """Whether a person sees it as a question; a file's name or a register's column only comes with an answer."""
        return self.type not in ("filename", "column")


@dataclass(frozen=True, kw_only=True)
class FormOutline:
    """A form as plain values: dotted path -> field.  Made by `forms`, handed to gate, definition and sandbox.

    `clauses` and `ours` of the form hold for each field that says nothing itself.
    """

    id: str
    fields: Mapping[str, FieldOutline]
    clauses: tuple[str, ...] = ()
    ours: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """An immutable version of a procedure: what it prescribes, ready to be executed.

    `digest` is SHA-256 (hex) over the names and contents of all parts: two definitions with one digest behave alike.
    """

    key: str
    titles: Mapping[str, str]
    code: str
    main: str
    processes: Mapping[str, Process]
    diagrams: Mapping[str, Diagram]
    decisions: Mapping[str, decisions.DecisionTable]
    roles: Mapping[str, Role]
    settings: Mapping[str, Setting]
    reminders: Mapping[str, tuple[Reminder, ...]]
    separations: tuple[Separation, ...]
    stages: tuple[Stage, ...]
    registers: Mapping[str, RegisterOutline]
    pages: Mapping[str, PageOutline] = field(default_factory=dict)
    forums: Mapping[str, ForumOutline] = field(default_factory=dict)
    clauses: Mapping[str, Clause]
    readings: tuple[Reading, ...]
    forms: Mapping[str, FormOutline]
    digest: str
    papers: Mapping[str, Paper] = field(default_factory=dict)
    signers: tuple[str, ...] = ()
    """Roles besides the process owner's that may sign a reading."""

    case_files: Mapping[str, bytes] = field(default_factory=dict)
    """Decision id -> its file of cases, as `processes.decisions.cases` reads it."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Process -> what its cases' numbers begin with, where that is not `code`."""
    process_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Process -> what its cases are called by language, where that is not the procedure's title."""
    intake: tuple[str, ...] = ()
    """The staff roles that may enter what people outside hand in on paper."""
    sign_up: str | None = None
    """The process by which people outside get accounts, if this procedure draws it."""
    stopped: tuple[Farewell, ...] = ()
    """Whom the service tells when the owner stops a case: a stopped case has no more steps that could."""

    def node(self, element: str) -> Node:
        """The flow node with this id; raises KeyError."""
        return self.nodes[element]

    def process_of(self, element: str) -> Process:
        """The process that a flow node stands in; raises KeyError."""
        return self.processes[self._homes[element]]

    def flow(self, flow: str) -> Flow:
        """The sequence flow with this id; raises KeyError."""
        return self.flows[flow]

    def diagram_of(self, process: str) -> Diagram:
        """The diagram that a process is drawn in; raises KeyError."""
        return next(diagram for diagram in self.diagrams.values() if process in diagram.processes)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """All flow nodes of all processes; ids are unique within a definition."""
        return {id_: node for process in self.processes.values() for id_, node in process.nodes.items()}

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """All sequence flows of all processes."""
        return {id_: flow for process in self.processes.values() for id_, flow in process.flows.items()}

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return {id_: process.id for process in self.processes.values() for id_ in process.nodes}

    def timers_left_by(self, flow: str) -> tuple[str, ...]:
        """The timers on the border of the activity that a flow leaves; raises KeyError."""
        return self._timers_on.get(self.flows[flow].source, ())

    @cached_property
    def _timers_on(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for node in self.nodes.values():
            if node.attached_to and any(event.kind == "timer" for event in node.events):
                found[node.attached_to] = (*found.get(node.attached_to, ()), node.id)
        return found

    def in_force(self, reading: Reading) -> Choice | None:
        """The choice that holds in this version: by the setting where one switches it, else the default.

        None where the setting has a value of its own, which no choice names.
        """
        setting = self.settings.get(reading.setting or "")
        values = [choice.value for choice in reading.choices]
        if setting is None or values.count(None) == len(values):
            return reading.choice(reading.default)
        return next((choice for choice in reading.choices if choice.value == setting.value), None)

    def roles_of(self, element: str) -> tuple[str, ...]:
        """The roles of a step: its `role` property, else its own lane, else the lane of its sub-process."""
        return model.role_of(self.process_of(element), self.nodes[element], self.roles)

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The flow nodes that are done once per item: multi-instances, what stands in them, and what those call."""
        inner: set[str] = set()
        found = -1
        while found < len(inner):  # a called process may be listed before its caller
            found = len(inner)
            called = {self.nodes[id_].called for id_ in inner}
            for process in self.processes.values():
                inner |= {id_ for id_ in process.nodes if process.id in called or _is_repeated(process, id_)}
        return frozenset(inner)

    @cached_property
    def cases_with(self) -> Mapping[str, frozenset[str]]:
        """Process -> the processes in whose cases its steps stand: those that call it, through all levels, else itself."""
        callers: dict[str, set[str]] = {id_: set() for id_ in self.processes}
        for process in self.processes.values():
            for id_ in process.nodes:
                called = self.nodes[id_].called
                if called in callers and called != process.id:
                    callers[called].add(process.id)
        return {id_: frozenset(_beginnings(id_, callers, frozenset())) for id_ in callers}

    def title_of(self, process: str, language: str) -> str:
        """What a case of the process is called: by the process where it has a title of its own, else by the procedure."""
        return self.process_titles.get(process, self.titles).get(language, self.key)

    def code_of(self, process: str) -> str:
        """What the numbers of a process's cases begin with."""
        return self.codes.get(process, self.code)

    def starts(self, process: str | None = None) -> tuple[Node, ...]:
        """The start events at which a case of the process (default: the main one) may begin."""
        home = self.processes[process or self.main]
        return tuple(node for node in home.inside(home.id) if node.kind is Kind.START)

    def starts_by(self, kind: str) -> Iterator[tuple[Node, EventDefinition]]:
        """The start events of all processes at which an event of this kind begins a case: `message` or `timer`."""
        for process in self.processes:
            for node in self.starts(process):
                if node.event is not None and node.event.kind == kind:
                    yield node, node.event

    @cached_property
    def setting_values(self) -> Mapping[str, int | str | bool]:
        """The settings by name."""
        return {name: setting.value for name, setting in self.settings.items()}


def _beginnings(process: str, callers: Mapping[str, set[str]], within: frozenset[str]) -> set[str]:
    """The processes at the top of whatever calls this one; a circle of calls, which the gate refuses, has none."""
    if not callers[process]:
        return {process}
    further = (caller for caller in callers[process] if caller not in within)
    return {top for caller in further for top in _beginnings(caller, callers, within | {process})}


def _is_repeated(process: Process, element: str) -> bool:
    node: Node | None = process.nodes[element]
    while node is not None:
        if node.multi is not None:
            return True
        node = process.nodes.get(node.parent)
    return False


def result_key(node: Node) -> str:
    """The key of the case data that this element replaces: its `result` property, else its id as a name."""
    return node.properties.get("result") or node.id.replace("-", "_")


def load(parts: Mapping[str, bytes], outlines: Mapping[str, FormOutline]) -> Definition:
    """The definition that these parts make; raises DefinitionRefused or DiagramRefused.

    `parts` maps file names to contents: `procedure.yaml`, `*.bpmn`, `*.dmn`, `clauses.yaml`, `readings.yaml`, forms,
    templates and plays.  Whether it may be published is the gate's question, not this function's.
    """
    outline = _yaml(parts, "procedure.yaml")
    if not isinstance(outline, dict):
        raise DefinitionRefused(
            "procedure.yaml: нужны пары «имя: значение», первая — key", "procedure.yaml: name: value pairs are needed"
        )
    diagrams = {name: model.read(content) for name, content in sorted(parts.items()) if name.endswith(".bpmn")}
    processes = _united_processes(diagrams)
    if not isinstance(outline.get("main"), str) or outline["main"] not in processes:
        raise DefinitionRefused(
            f"procedure.yaml: главный процесс «{outline.get('main')}» не найден среди диаграмм; укажите main",
            f"procedure.yaml: main process {outline.get('main')!r} is in no diagram; set main",
        )
    return Definition(
        key=_text(outline, "key"),
        titles=_section("procedure.yaml", "title", _titles, outline.get("title")),
        code=_text(outline, "code"),
        main=outline["main"],
        processes=processes,
        diagrams=diagrams,
        decisions=_decision_tables(parts),
        roles=_section("procedure.yaml", "roles", _roles, outline.get("roles") or {}),
        settings=_section("procedure.yaml", "settings", _settings, outline.get("settings") or {}),
        reminders=_section("procedure.yaml", "reminders", _reminders, outline.get("reminders") or {}),
        separations=_section("procedure.yaml", "separation", _separations, outline.get("separation") or ()),
        stages=_section("procedure.yaml", "stages", _stages, outline.get("stages") or ()),
        registers=_section("procedure.yaml", "registers", _registers, outline.get("registers") or {}),
        pages=_section("procedure.yaml", "pages", _pages, outline.get("pages") or ()),
        forums=_section("procedure.yaml", "forums", _forums, outline.get("forums") or {}),
        clauses=_section("clauses.yaml", "clauses", _clauses, _yaml(parts, "clauses.yaml") or ()),
        readings=_section("readings.yaml", "readings", _readings, _yaml(parts, "readings.yaml") or ()),
        forms=dict(outlines),
        digest=digest(parts),
        papers=_section("procedure.yaml", "papers", lambda said: _papers(parts, said), outline.get("papers") or {}),
        signers=_section("procedure.yaml", "signs_readings", _words, outline.get("signs_readings") or ()),
        case_files=_case_files(parts),
        codes=_section("procedure.yaml", "codes", _codes, outline.get("codes") or {}),
        process_titles=_section("procedure.yaml", "processes", _process_titles, outline.get("processes") or {}),
        intake=_section("procedure.yaml", "intake", _names, outline.get("intake") or ()),
        sign_up=_section("procedure.yaml", "sign_up", _name, outline["sign_up"]) if "sign_up" in outline else None,
        stopped=_section("procedure.yaml", "stopped", _farewells, outline.get("stopped") or ()),
    )


Read = TypeVar("Read")


def _section(part: str, name: str, read: Callable[[Any], Read], written: Any) -> Read:
    """What a section of a YAML file says; raises DefinitionRefused if it has another shape."""
    try:
        return read(written)
    except (AttributeError, KeyError, TypeError, ValueError, feel.FeelError) as error:
        raise DefinitionRefused(
            f"{part}: раздел «{name}» записан не так, как нужно: {error}",
            f"{part}: section {name!r} does not have the shape it needs: {error}",
            part=part,
            section=name,
        ) from error


def _titles(written: Any) -> dict[str, str]:
    return {language: str(written[language]) for language in ("ru", "en")}


def _roles(written: Any) -> dict[str, Role]:
    return {id_: Role(id=id_, **{**body, "sees": _seen(body.get("sees"))}) for id_, body in written.items()}


def _seen(written: Any) -> tuple[str, ...] | None:
    return None if written is None else _names(written)


def _settings(written: Any) -> dict[str, Setting]:
    return {name: Setting(name=name, **body) for name, body in written.items()}


def _reminders(written: Any) -> dict[str, tuple[Reminder, ...]]:
    return {element: tuple(Reminder(**body) for body in bodies) for element, bodies in written.items()}


def _separations(written: Any) -> tuple[Separation, ...]:
    return tuple(
        Separation(
            id=body["id"], first=tuple(body["first"]), second=tuple(body["second"]), ru=body["ru"], en=body["en"]
        )
        for body in written
    )


def _codes(written: Any) -> dict[str, str]:
    return {str(process): _name(code) for process, code in written.items()}


def _process_titles(written: Any) -> dict[str, dict[str, str]]:
    return {str(process): {"ru": str(titles["ru"]), "en": str(titles["en"])} for process, titles in written.items()}


def _names(written: Any) -> tuple[str, ...]:
    if not isinstance(written, list | tuple):
        raise TypeError(f"{written!r}: нужен список имён")
    return tuple(_name(one) for one in written)


def _name(written: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise ValueError(f"{written!r}: нужен текст")
    return written


def _farewells(written: Any) -> tuple[Farewell, ...]:
    return tuple(
        Farewell(notice=_name(body["notice"]), to=_name(body["to"]), when=feel.compile(_name(body["when"])))
        for body in written
    )


def _stages(written: Any) -> tuple[Stage, ...]:
    return tuple(Stage(**body) for body in written)


def _registers(written: Any) -> dict[str, RegisterOutline]:
    return {id_: _register(id_, body) for id_, body in written.items()}


def _register(id_: str, body: Mapping[str, Any]) -> RegisterOutline:
    sheet = _sheet(id_, body["sheet"]) if body.get("sheet") else None
    ours = {
        "kept_by": tuple(body.get("kept_by") or ()),
        "basis": _names(body.get("basis") or ()),
        "listed": _names(body.get("listed") or ()),
        "states": {state: _state(said) for state, said in (body.get("states") or {}).items()},
        "sheet": sheet,
        "rows": {str(key): dict(row) for key, row in (body.get("rows") or {}).items()},
    }
    return RegisterOutline(id=id_, **{**body, **ours})


def _state(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return said if "from" not in said else {**said, "from": _names(said["from"])}


def _sheet(register: str, body: Mapping[str, Any]) -> SheetOutline:
    return SheetOutline(
        id=str(body.get("id") or register),
        ru=body["ru"],
        en=body["en"],
        whole=dict(body.get("whole") or {"ru": body["ru"], "en": body["en"]}),
        steps=tuple(body["steps"]),
        clauses=tuple(str(body.get("clause") or "").split()),
        columns=dict(body.get("columns") or {}),
        seats=dict(body.get("seats") or {}),
    )


def _pages(written: Any) -> dict[str, PageOutline]:
    return {body["id"]: _page(body) for body in written}


def _page(body: Mapping[str, Any]) -> PageOutline:
    ours = {
        "clauses": tuple(str(body.get("clause") or "").split()),
        "texts": tuple(Passage(**text) for text in body.get("texts") or ()),
        "settings": tuple(body.get("settings") or ()),
        "columns": tuple(body.get("columns") or ()),
        "states": tuple(body.get("states") or ("active",)),
        **{name: _names(body.get(name) or ()) for name in ("filters", "order", "opens", "once")},
    }
    return PageOutline(**{**{name: value for name, value in body.items() if name != "clause"}, **ours})


def _forums(written: Any) -> dict[str, ForumOutline]:
    lists = ("writes", "reads", "moderates", "opens")
    return {
        str(id_): ForumOutline(id=str(id_), **{**body, **{name: _names(body.get(name) or ()) for name in lists}})
        for id_, body in written.items()
    }


def _clauses(written: Any) -> dict[str, Clause]:
    return {body["id"]: Clause(**body) for body in written}


def _readings(written: Any) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            id=body["id"],
            clauses=_words(body.get("clause") or ()),
            ru=body["question"]["ru"],
            en=body["question"].get("en", ""),
            choices=tuple(Choice(**choice) for choice in body["choices"]),
            default=body["default"],
            setting=body.get("setting"),
            why=body.get("why", ""),
            shown_by=tuple(body.get("shown_by") or ()),
        )
        for body in written
    )


def _words(written: Any) -> tuple[str, ...]:
    return tuple(model.listed(written) if isinstance(written, str) else written)


_PAPERS = {".txt": PaperKind.NOTICE, ".typ": PaperKind.DOCUMENT}


def _papers(parts: Mapping[str, bytes], said: Any) -> dict[str, Paper]:
    """The templates among the parts, and what procedure.yaml says of them; one without a template has no part."""
    named = {PurePosixPath(name).stem: name for name in sorted(parts) if PurePosixPath(name).suffix in _PAPERS}
    return {
        id_: Paper(
            id=id_,
            kind=_PAPERS.get(PurePosixPath(named.get(id_, "")).suffix, PaperKind.NOTICE),
            part=named.get(id_, ""),
            **(said.get(id_) or {}),
        )
        for id_ in dict.fromkeys((*named, *said))
    }


_CASES = ".cases.yaml"


def _case_files(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        PurePosixPath(name).name.removesuffix(_CASES): content
        for name, content in sorted(parts.items())
        if name.endswith(_CASES)
    }


def digest(parts: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the sorted names and content digests of the parts."""
    total = hashlib.sha256()
    for name in sorted(parts):
        total.update(name.encode())
        total.update(b"\0")
        total.update(hashlib.sha256(parts[name]).digest())
    return total.hexdigest()


def _united_processes(diagrams: Mapping[str, Diagram]) -> dict[str, Process]:
    processes: dict[str, Process] = {}
    elements: dict[str, str] = {}
    for name, diagram in diagrams.items():
        for process in diagram.processes.values():
            if not process.executable:
                continue
            for id_ in (process.id, *process.nodes, *process.flows):
                if id_ in elements:
                    raise DefinitionRefused(
                        f"{name}: id «{id_}» уже есть в {elements[id_]}; ids элементов одной процедуры различны",
                        f"{name}: id {id_!r} is already used in {elements[id_]}; ids are unique within a procedure",
                        element=id_,
                    )
                elements[id_] = name
            processes[process.id] = process
    return processes


def _decision_tables(parts: Mapping[str, bytes]) -> dict[str, decisions.DecisionTable]:
    tables: dict[str, decisions.DecisionTable] = {}
    for name, content in sorted(parts.items()):
        if name.endswith(".dmn"):
            tables.update({table.id: table for table in decisions.read(content, name)})
    return tables


def _yaml(parts: Mapping[str, bytes], name: str) -> Any:
    if name not in parts:
        if name == "procedure.yaml":
            raise DefinitionRefused("В процедуре нет файла procedure.yaml", "The procedure has no file procedure.yaml")
        return None
    return yaml_part.read(parts[name], name)


def _text(outline: Mapping[str, Any], name: str) -> str:
    value = outline.get(name)
    if not isinstance(value, str) or not value:
        raise DefinitionRefused(f"procedure.yaml: нет значения «{name}»", f"procedure.yaml: {name!r} is missing")
    return value

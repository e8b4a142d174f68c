"""A definition: all parts of a procedure, read once, under one digest.  Knows no database and no files: parts come as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import yaml

from processes import decisions, model
from processes.errors import DefinitionRefused
from processes.model.elements import Diagram, Flow, Kind, Node, Process


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role of the procedure.  `scope`: `none` for staff, `party` or `instance` for those held through them."""

    id: str
    ru: str
    en: str
    outside: bool = False
    scope: str = "none"
    head: str | None = None


@dataclass(frozen=True, kw_only=True)
class Separation:
    """Whoever did one of `first` in a case may not do one of `second`, nor the other way round."""

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
class RegisterOutline:
    """A register of the procedure: its columns by name with their titles; `stock` names the capacity column.

    A register with a `form` is kept by hand, by the roles of `kept_by`; its rows are answers to that form.
    """

    id: str
    ru: str
    en: str
    columns: Mapping[str, Mapping[str, str]]
    public: bool = False
    stock: str | None = None
    form: str | None = None
    kept_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A numbered statement of the regulation."""

    id: str
    clause: str
    text: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class FieldOutline:
    """What the other parts may know of a form's field: its type, whether expressions may read it, its choices."""

    type: str
    open: bool
    required: bool = False
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class FormOutline:
    """A form as plain values: dotted path -> field.  Made by `forms`, handed to gate, definition and sandbox."""

    id: str
    fields: Mapping[str, FieldOutline]


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
    clauses: Mapping[str, Clause]
    readings: tuple[Mapping[str, Any], ...]
    forms: Mapping[str, FormOutline]
    digest: str

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

    def roles_of(self, element: str) -> tuple[str, ...]:
        """The roles of a step: its `role` property, else its own lane, else the lane of its sub-process."""
        return model.role_of(self.process_of(element), self.nodes[element], self.roles)

    def starts(self, process: str | None = None) -> tuple[Node, ...]:
        """The start events at which a case of the process (default: the main one) may begin."""
        home = self.processes[process or self.main]
        return tuple(node for node in home.inside(home.id) if node.kind is Kind.START)


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
        clauses=_section("clauses.yaml", "clauses", _clauses, _yaml(parts, "clauses.yaml") or ()),
        readings=_section("readings.yaml", "readings", tuple, _yaml(parts, "readings.yaml") or ()),
        forms=dict(outlines),
        digest=digest(parts),
    )


Read = TypeVar("Read")


def _section(part: str, name: str, read: Callable[[Any], Read], written: Any) -> Read:
    """What a section of a YAML file says; raises DefinitionRefused if it has another shape."""
    try:
        return read(written)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DefinitionRefused(
            f"{part}: раздел «{name}» записан не так, как нужно: {error}",
            f"{part}: section {name!r} does not have the shape it needs: {error}",
            part=part,
            section=name,
        ) from error


def _titles(written: Any) -> dict[str, str]:
    return {language: str(written[language]) for language in ("ru", "en")}


def _roles(written: Any) -> dict[str, Role]:
    return {id_: Role(id=id_, **body) for id_, body in written.items()}


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


def _stages(written: Any) -> tuple[Stage, ...]:
    return tuple(Stage(**body) for body in written)


def _registers(written: Any) -> dict[str, RegisterOutline]:
    return {
        id_: RegisterOutline(id=id_, **{**body, "kept_by": tuple(body.get("kept_by") or ())})
        for id_, body in written.items()
    }


def _clauses(written: Any) -> dict[str, Clause]:
    return {body["id"]: Clause(**body) for body in written}


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
    try:
        return yaml.safe_load(parts[name])
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that is none; brackets without end
        raise DefinitionRefused(f"{name}: не читается как YAML: {error}", f"{name}: not YAML: {error}") from error


def _text(outline: Mapping[str, Any], name: str) -> str:
    value = outline.get(name)
    if not isinstance(value, str) or not value:
        raise DefinitionRefused(f"procedure.yaml: нет значения «{name}»", f"procedure.yaml: {name!r} is missing")
    return value

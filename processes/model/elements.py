"""What a diagram consists of, in our own objects.  Every later reader of a diagram uses these and never the XML.

Ids are those of the file.  Order is document order everywhere, so that nothing downstream depends on chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of flow node of BPMN 2.0 (the element's local name)."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    USER = "userTask"
    MANUAL = "manualTask"
    SERVICE = "serviceTask"
    SEND = "sendTask"
    RECEIVE = "receiveTask"
    SCRIPT = "scriptTask"
    RULE = "businessRuleTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"
    COMPLEX = "complexGateway"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    CALL = "callActivity"


@dataclass(frozen=True, kw_only=True)
class EventDefinition:
    """What an event waits for or throws.

    `kind`: timer, message, signal, error, escalation, terminate, link, conditional, compensate, cancel.
    `timer`: date, duration or cycle, with the text in `expression`.  `name`: of the message, signal, error, link.
    """

    kind: str
    name: str | None = None
    code: str | None = None
    timer: str | None = None
    expression: str | None = None


@dataclass(frozen=True, kw_only=True)
class MultiInstance:
    """An activity that is done once per item.  `collection` and `cardinality` are FEEL; exactly one of them is set."""

    sequential: bool
    collection: str | None
    cardinality: str | None
    item: str | None
    completion: str | None
    behavior: str = "All"


@dataclass(frozen=True, kw_only=True)
class StandardLoop:
    """An activity that is done again while `condition` (FEEL) holds, `maximum` times at most; `before`: asked first."""

    condition: str | None
    maximum: str | None
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class ForeignSetting:
    """What another system wrote at an element.

    `name` leads to it (`formKey`, `taskDefinition@type`, `loop.collection`); `of` is the parameter or field it speaks of.
    """

    dialect: str
    name: str
    value: str
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """What a file says in another system's words, and how it was read."""

    written: str
    ours: str


@dataclass(frozen=True, kw_only=True)
class Node:
    """A flow node.

    `parent` is the sub-process it stands in, else the process.  `properties` are its `spiffworkflow:properties`
    (form, due, role, party, result, clause, stage, instruction, beside, awaited, about, action, key, input.<name>, alert,
    participants).  `line` is 1-based.
    """

    id: str
    kind: Kind
    name: str
    parent: str
    line: int
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    events: tuple[EventDefinition, ...] = ()
    multi: MultiInstance | None = None
    loop: StandardLoop | None = None
    called: str | None = None
    script: str | None = None
    script_format: str | None = None
    decision: str | None = None
    triggered_by_event: bool = False
    documentation: str = ""
    extensions: tuple[str, ...] = ()
    """Clark names of the extension elements that the reader did not turn into a field above."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    """All XML attributes, by local name or Clark name: for gate rules about what the engine would ignore."""

    foreign: tuple[ForeignSetting, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    suggested: tuple[str, ...] = ()
    """Groups and people of another system that did this step there.  They give nobody a right here."""

    @property
    def event(self) -> EventDefinition | None:
        """The only event definition, if there is exactly one."""
        return self.events[0] if len(self.events) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow; `condition` is FEEL text or None."""

    id: str
    name: str
    source: str
    target: str
    line: int
    parent: str
    condition: str | None = None
    condition_language: str | None = None
    conversions: tuple[Conversion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane; `nodes` are the ids it references, `properties` may name its role; `parent` is the lane around it."""

    id: str
    name: str
    nodes: tuple[str, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process with all the nodes and flows of all its scopes."""

    id: str
    name: str
    executable: bool
    line: int
    lanes: tuple[Lane, ...]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""

    def inside(self, scope: str) -> tuple[Node, ...]:
        """The nodes that stand directly in a scope (the process's or a sub-process's id)."""
        return tuple(node for node in self.nodes.values() if node.parent == scope)

    def boundary_events(self, host: str) -> tuple[Node, ...]:
        """The events on the border of an activity."""
        return tuple(node for node in self.nodes.values() if node.attached_to == host)


@dataclass(frozen=True)
class Bounds:
    """A rectangle in the diagram's own pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Where the file says its elements stand; empty when it has no diagram interchange."""

    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    edges: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    labels: Mapping[str, Bounds] = field(default_factory=dict)
    collapsed: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """A text annotation: documentation that the picture shows."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """What the picture shows and nobody executes.  `kind`: dataObjectReference, dataStoreReference or group."""

    id: str
    kind: str
    name: str
    parent: str


@dataclass(frozen=True, kw_only=True)
class Connection:
    """A line that moves no case.  `kind`: messageFlow or association (data associations have no line of their own)."""

    id: str
    kind: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """A BPMN file: its processes, its pools (participant id -> process id or None, name) and its picture."""

    processes: Mapping[str, Process]
    pools: tuple[tuple[str, str | None, str], ...]
    picture: Picture
    messages: Mapping[str, str]
    annotations: tuple[Annotation, ...] = ()
    artefacts: tuple[Artefact, ...] = ()
    connections: tuple[Connection, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What could not be read as written: dangling references, unknown elements, duplicate ids."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something in the file that the reader could not turn into an element."""

    code: str
    element: str | None
    line: int | None
    ru: str
    en: str

"""A BPMN file, read once.  Collects what is odd as problems and raises only for bytes that cannot be read safely.

Knows nothing of what may be executed: that is the gate's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from processes.errors import DiagramRefused
from processes.model import dialects, source
from processes.model.artefacts import annotations_of, artefacts_of, connections_of
from processes.model.elements import Diagram, Flow, Kind, Lane, Node, Process
from processes.model.events import Definitions, events_of
from processes.model.extensions import decision_of, extensions_of, properties_of
from processes.model.foreign import foreign_of
from processes.model.loops import multi_instance_of, standard_loop_of
from processes.model.names import BPMN, bpmn, is_bpmn, is_id, line_of, local, reference, shown, text_of
from processes.model.picture import picture_of
from processes.model.problems import Problems

SCOPES = {bpmn(name) for name in ("process", "subProcess", "transaction", "adHocSubProcess")}
_KINDS = {bpmn(kind.value): kind for kind in Kind}

# Elements of BPMN that draw or run nothing of their own, or that another reader of ours takes.
_KNOWN_PARTS = {
    "adHocSubProcess artifact association auditing bpmnDiagram category collaboration completionCondition correlationKey "
    "correlationProperty correlationSubscription dataInputAssociation dataObject dataObjectReference "
    "dataOutputAssociation dataState dataStore dataStoreReference documentation endPoint error escalation "
    "extension extensionElements group humanPerformer import incoming interface ioBinding ioSpecification itemDefinition "
    "laneSet message monitoring multiInstanceLoopCharacteristics outgoing partnerEntity partnerRole performer "
    "potentialOwner property relationship resource resourceRole sequenceFlow signal standardLoopCharacteristics "
    "supportedInterfaceRef textAnnotation transaction"
}
_KNOWN = {bpmn(name) for names in _KNOWN_PARTS for name in names.split()} | set(_KINDS) | SCOPES


def read(content: bytes) -> Diagram:
    """The diagram that a BPMN 2.0 file holds; same bytes, same diagram.

    At most 2 MiB, 256 levels, 20,000 elements and 64 attributes each; UTF-8, UTF-16 with a byte order mark or declared
    windows-1251; no DOCTYPE.  Raises DiagramRefused (facts: `reason`); whatever is merely odd is in `problems`.
    """
    return diagram_of(root_of(content))


def root_of(content: bytes) -> etree._Element:
    """The file's XML, safely; for readers that keep what the model does not (layout, engine copy)."""
    return source.tree(content, BPMN, "definitions", "BPMN 2.0")


def recognised(content: bytes) -> DiagramRefused | None:
    """None for a BPMN file, whatever it is called; else what it is and how its author gets a BPMN file."""
    return source.recognised(content, BPMN, "definitions", "BPMN 2.0")


def diagram_of(root: etree._Element) -> Diagram:
    """The diagram in a tree that `root_of` has let through."""
    problems = Problems()
    _check_ids(root, problems)
    _check_parts(root, problems)
    definitions = Definitions.of(root)
    processes: dict[str, Process] = {}
    for element in root.findall(bpmn("process")):
        process = _Reader(element, definitions, problems).process()
        if process.id not in processes:
            processes[process.id] = process
    if not processes:
        problems.add(
            "process.none", root, "В файле нет ни одного процесса; нарисуйте его", "The file holds no process; draw one"
        )
    pools = _pools(root, processes, problems)
    known = {element.get("id", "") for element in root.iter() if isinstance(element.tag, str) and is_bpmn(element)}
    return Diagram(
        processes=processes,
        pools=pools,
        picture=picture_of(root, known - {""}, problems),
        messages=definitions.messages,
        annotations=annotations_of(root),
        artefacts=artefacts_of(root),
        connections=connections_of(root, known, problems),
        problems=problems.found(),
    )


def _check_ids(root: etree._Element, problems: Problems) -> None:
    lines: dict[str, int] = {}
    for element in root.iter():
        id_ = element.get("id") if isinstance(element.tag, str) and is_bpmn(element) else None
        if id_ is None:
            continue
        if id_ in lines:
            problems.add(
                "id.duplicate",
                element,
                f"Id «{shown(id_)}» уже занят элементом в строке {lines[id_]}; дайте элементу другой id",
                f"Id {shown(id_)!r} is already taken in line {lines[id_]}; give the element another id",
            )
        elif not is_id(id_):
            problems.add(
                "id.invalid",
                element,
                f"Id «{shown(id_)}» недопустим: буква или подчёркивание, затем буквы, цифры, «.», «-», «_»",
                f"Id {shown(id_)!r} is not allowed: a letter or underscore, then letters, digits, '.', '-', '_'",
            )
        lines.setdefault(id_, line_of(element))


def _check_parts(root: etree._Element, problems: Problems) -> None:
    scopes = [root, *(element for element in root.iter(*SCOPES))]
    for scope in scopes:
        for element in scope.iterchildren(tag=etree.Element):
            if (
                is_bpmn(element)
                and element.tag not in _KNOWN
                and not local(element).lower().endswith("eventdefinition")
            ):
                problems.add(
                    "element.unknown",
                    element,
                    f"Элемент «{local(element)[:80]}» не поддерживается; замените его другим",
                    f"Element {local(element)[:80]!r} is not supported; use another one",
                )


def _pools(
    root: etree._Element, processes: Mapping[str, Process], problems: Problems
) -> tuple[tuple[str, str | None, str], ...]:
    pools: list[tuple[str, str | None, str]] = []
    for element in root.iter(bpmn("participant")):
        process = reference(element.get("processRef"))
        if process is not None and process not in processes:
            problems.add(
                "reference.process",
                element,
                f"Пул «{shown(element.get('name'))}» ссылается на процесс «{shown(process)}», которого нет",
                f"Pool {shown(element.get('name'))!r} refers to process {shown(process)!r}, which is missing",
            )
            process = None
        id_ = element.get("id")
        if id_ and all(id_ != pool[0] for pool in pools):
            pools.append((id_, process, shown(element.get("name"))))
    return tuple(pools)


class _Reader:
    """Reads one process; a node that has no id gets one from its line, and a problem."""

    def __init__(self, element: etree._Element, definitions: Definitions, problems: Problems) -> None:
        self.element = element
        self.definitions = definitions
        self.problems = problems
        self.id = self.id_of(element)
        self.scopes: dict[etree._Element, str] = {element: self.id}
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}

    def process(self) -> Process:
        for element in self.element.iterdescendants(*_KINDS):
            self.read_node(element)
        for element in self.element.iterdescendants(bpmn("sequenceFlow")):
            self.read_flow(element)
        lanes = self.lanes()
        self.place_in_lanes(lanes)
        self.join()
        return Process(
            id=self.id,
            name=shown(self.element.get("name")),
            executable=self.element.get("isExecutable", "").strip() in ("true", "1"),
            line=line_of(self.element),
            lanes=lanes,
            nodes=self.nodes,
            flows=self.flows,
            properties=properties_of(self.element),
            documentation=_documentation(self.element),
        )

    def id_of(self, element: etree._Element) -> str:
        if element.get("id"):
            return str(element.get("id"))
        made = f"_line_{line_of(element)}_{local(element)}"
        while made in getattr(self, "nodes", {}) or made in getattr(self, "flows", {}):
            made += "_"
        self.problems.add(
            "id.missing",
            element,
            f"У элемента «{shown(element.get('name')) or local(element)}» нет id; дайте ему id",
            f"Element {shown(element.get('name')) or local(element)!r} has no id; give it one",
        )
        return made

    def scope_of(self, element: etree._Element) -> str | None:
        parent = element.getparent()
        return self.scopes.get(parent) if parent is not None else None

    def read_node(self, element: etree._Element) -> None:
        parent = self.scope_of(element)
        if parent is None:
            return
        id_ = self.id_of(element)
        if element.tag in SCOPES:
            self.scopes[element] = id_
        if id_ in self.nodes or id_ == self.id:
            return  # told by the check of ids; the first one stands
        properties = properties_of(element)
        read = Node(
            id=id_,
            kind=_KINDS[element.tag],
            name=shown(element.get("name")),
            parent=parent,
            line=line_of(element),
            properties=properties,
            default=reference(element.get("default")),
            attached_to=reference(element.get("attachedToRef")),
            interrupting=element.get("cancelActivity", "true").strip() not in ("false", "0"),
            events=events_of(element, self.definitions, self.problems),
            multi=multi_instance_of(element),
            loop=standard_loop_of(element),
            called=reference(element.get("calledElement")),
            script=text_of(element.find(bpmn("script"))),
            script_format=element.get("scriptFormat"),
            decision=decision_of(element) or properties.get("calledDecisionId"),
            triggered_by_event=element.get("triggeredByEvent", "").strip() in ("true", "1"),
            documentation=_documentation(element),
            extensions=extensions_of(element),
            attributes={str(name): str(value) for name, value in element.attrib.items()},
            foreign=foreign_of(element),
        )
        self.nodes[id_] = dialects.node_of(read)

    def read_flow(self, element: etree._Element) -> None:
        parent = self.scope_of(element)
        if parent is None:
            return
        id_ = self.id_of(element)
        if id_ in self.flows or id_ in self.nodes:
            return
        ends = [reference(element.get(name)) for name in ("sourceRef", "targetRef")]
        source_id, target_id = (end if end in self.nodes else None for end in ends)
        if source_id is None or target_id is None:
            self.tell_dangling(element, ends, source_id, target_id)
            return
        condition = element.find(bpmn("conditionExpression"))
        read = Flow(
            id=id_,
            name=shown(element.get("name")),
            source=source_id,
            target=target_id,
            line=line_of(element),
            parent=parent,
            condition=text_of(condition),
            condition_language=condition.get("language") if condition is not None else None,
        )
        self.flows[id_] = dialects.flow_of(read)

    def tell_dangling(
        self, element: etree._Element, ends: list[str | None], source_id: str | None, target_id: str | None
    ) -> None:
        name = shown(element.get("name") or element.get("id"))
        if source_id is None:
            self.problems.add(
                "flow.source",
                element,
                f"Стрелка «{name}» ниоткуда не выходит (начало «{shown(ends[0])}» не найдено); соедините её с шагом",
                f"Flow {name!r} comes from nowhere (source {shown(ends[0])!r} is missing); connect it to a step",
            )
        if target_id is None:
            self.problems.add(
                "flow.target",
                element,
                f"Стрелка «{name}» никуда не ведёт (конец «{shown(ends[1])}» не найден); соедините её с шагом",
                f"Flow {name!r} leads nowhere (target {shown(ends[1])!r} is missing); connect it to a step",
            )

    def lanes(self) -> tuple[Lane, ...]:
        lanes: dict[str, Lane] = {}
        ids: dict[etree._Element, str] = {}
        for element in self.element.iterdescendants(bpmn("lane")):
            ids[element] = id_ = self.id_of(element)
            if id_ in lanes:
                continue
            around = next((ids[one] for one in element.iterancestors(bpmn("lane")) if one in ids), None)
            lanes[id_] = Lane(
                id=id_,
                name=shown(element.get("name")),
                nodes=tuple(self.lane_references(element)),
                properties=properties_of(element),
                parent=around if around != id_ else None,
                line=line_of(element),
            )
        return tuple(lanes.values())

    def lane_references(self, element: etree._Element) -> Iterator[str]:
        for entry in element.iterchildren(bpmn("flowNodeRef")):
            node = reference(entry.text)
            if node in self.nodes:
                yield str(node)
                continue
            self.problems.add(
                "reference.lane",
                entry,
                f"Дорожка «{shown(element.get('name'))}» ссылается на элемент «{shown(node)}», которого нет",
                f"Lane {shown(element.get('name'))!r} refers to element {shown(node)!r}, which is missing",
                of=element.get("id"),
            )

    def place_in_lanes(self, lanes: tuple[Lane, ...]) -> None:
        """Each node gets the innermost lane that names it; of two such lanes, the first."""
        around = {lane.id: lane.parent for lane in lanes}
        homes: dict[str, str] = {}
        for lane in lanes:
            for node in lane.nodes:
                home = homes.setdefault(node, lane.id)
                if home == lane.id or _holds(around, lane.id, home):
                    continue
                if _holds(around, home, lane.id):
                    homes[node] = lane.id
                    continue
                self.problems.add(
                    "lane.twice",
                    None,
                    f"Элемент «{self.nodes[node].name or node}» стоит в двух дорожках; оставьте его в одной",
                    f"Element {self.nodes[node].name or node!r} stands in two lanes; leave it in one",
                    of=node,
                    line=self.nodes[node].line,
                )
        for node, home in homes.items():
            self.nodes[node] = replace(self.nodes[node], lane=home)

    def join(self) -> None:
        """Fill in what nodes say of flows and of one another."""
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self.flows.values():
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
        for id_, node in self.nodes.items():
            self.nodes[id_] = replace(
                node,
                incoming=tuple(incoming.get(id_, ())),
                outgoing=tuple(outgoing.get(id_, ())),
                default=self.known_default(node, outgoing.get(id_, ())),
                attached_to=self.known_host(node),
            )

    def known_default(self, node: Node, outgoing: list[str] | tuple[str, ...]) -> str | None:
        if node.default is None or node.default in outgoing:
            return node.default
        self.problems.add(
            "reference.default",
            None,
            f"Стрелка по умолчанию «{shown(node.default)}» не выходит из «{node.name or node.id}»",
            f"The default flow {shown(node.default)!r} does not leave {node.name or node.id!r}",
            of=node.id,
            line=node.line,
        )
        return None

    def known_host(self, node: Node) -> str | None:
        if node.kind is not Kind.BOUNDARY:
            return None
        host = self.nodes.get(node.attached_to or "")
        if host is not None and host.parent == node.parent and host.kind is not Kind.BOUNDARY:
            return host.id
        self.problems.add(
            "reference.attached",
            None,
            f"Событие «{node.name or node.id}» не прикреплено к шагу; поставьте его на границу шага",
            f"Event {node.name or node.id!r} is attached to no step; put it on the border of a step",
            of=node.id,
            line=node.line,
        )
        return None


def _holds(around: Mapping[str, str | None], outer: str, inner: str) -> bool:
    """Whether a lane stands, at any depth, around another."""
    lane = around.get(inner)
    while lane is not None and lane != outer:
        lane = around.get(lane)
    return lane == outer


def _documentation(element: etree._Element) -> str:
    texts = (text_of(part) for part in element.findall(bpmn("documentation")))
    return "\n\n".join(text for text in texts if text)

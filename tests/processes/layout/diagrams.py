"""Diagrams to be laid out: block-structured ones drawn by chance, and a writer that makes BPMN of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

NAMES = (
    "Проверить",
    "Сообщить заявителю о принятом решении",
    "",
    "Подписать договор",
    "Да",
    "Зарегистрировать заявление",
)


@dataclass
class Block:
    """A piece of a process with one way in and one way out."""

    kind: str
    name: str = ""
    lane: int = 0
    parts: list[Block] = field(default_factory=list)


@dataclass
class Written:
    """XML of a process as it grows."""

    lanes: list[list[str]]
    nodes: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    count: int = 0

    def node(self, tag: str, lane: int, name: str = "", inner: str = "", **attributes: str) -> str:
        self.count += 1
        id_ = f"N{self.count}"
        extra = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.nodes.append(f"<bpmn:{tag} id={quoteattr(id_)} name={quoteattr(name)}{extra}>{inner}</bpmn:{tag}>")
        if self.lanes:
            self.lanes[lane % len(self.lanes)].append(id_)
        return id_

    def flow(self, source: str, target: str, name: str = "") -> None:
        self.count += 1
        self.flows.append(
            f'<bpmn:sequenceFlow id="F{self.count}" name={quoteattr(name)} sourceRef="{source}" targetRef="{target}"/>'
        )


def bpmn(block: Block, lanes: int) -> bytes:
    """A BPMN file of one process that goes through the block from a start to an end."""
    written = Written([[] for _ in range(lanes)])
    start = written.node("startEvent", 0, "Начало")
    first, last = put(written, block)
    written.flow(start, first)
    written.flow(last, written.node("endEvent", block.lane, "Конец"))
    return wrapped(written)


def wrapped(written: Written) -> bytes:
    lanes = "".join(
        f'<bpmn:lane id="L{number}" name="Дорожка {number}">'
        + "".join(f"<bpmn:flowNodeRef>{id_}</bpmn:flowNodeRef>" for id_ in ids)
        + "</bpmn:lane>"
        for number, ids in enumerate(written.lanes)
    )
    lane_set = f'<bpmn:laneSet id="LS">{lanes}</bpmn:laneSet>' if lanes else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="urn:t">'
        f'<bpmn:process id="P" name="Процедура" isExecutable="true">{lane_set}'
        f"{''.join(written.nodes)}{''.join(written.flows)}</bpmn:process></bpmn:definitions>"
    ).encode()


def put(written: Written, block: Block) -> tuple[str, str]:
    """Writes a block; answers its first and its last node."""
    if block.kind == "step":
        id_ = written.node("userTask", block.lane, block.name)
        return id_, id_
    if block.kind == "wait":
        id_ = written.node("intermediateCatchEvent", block.lane, block.name, "<bpmn:timerEventDefinition/>")
        return id_, id_
    if block.kind == "watched":
        return put_watched(written, block)
    if block.kind == "chain":
        ends = [put(written, part) for part in block.parts]
        for (_, last), (first, _) in pairwise(ends):
            written.flow(last, first)
        return ends[0][0], ends[-1][1]
    if block.kind == "scope":
        return put_scope(written, block)
    return put_split(written, block)


def put_watched(written: Written, block: Block) -> tuple[str, str]:
    host = written.node("userTask", block.lane, block.name)
    event = written.node("boundaryEvent", block.lane, "Срок прошёл", "<bpmn:timerEventDefinition/>", attachedToRef=host)
    told = written.node("serviceTask", block.lane + len(block.parts), "Сообщить руководителю")
    written.flow(event, told)
    written.flow(told, written.node("endEvent", block.lane + len(block.parts), "Сообщено"))
    return host, host


def put_split(written: Written, block: Block) -> tuple[str, str]:
    tag = "exclusiveGateway" if block.kind in ("choice", "loop") else "parallelGateway"
    if block.kind == "loop":
        first = written.node(tag, block.lane)
        inner = put(written, block.parts[0])
        last = written.node(tag, block.lane, "Готово?")
        written.flow(first, inner[0])
        written.flow(inner[1], last)
        written.flow(last, first, "нет")
        return first, last
    first = written.node(tag, block.lane, block.name)
    ends = [put(written, part) for part in block.parts]
    last = written.node(tag, block.lane)
    for number, (begin, end) in enumerate(ends):
        written.flow(first, begin, f"случай {number}" if block.kind == "choice" else "")
        written.flow(end, last)
    return first, last


def put_scope(written: Written, block: Block) -> tuple[str, str]:
    inner = Written(written.lanes, count=written.count)
    start = inner.node("startEvent", block.lane)
    first, last = put(inner, block.parts[0])
    inner.flow(start, first)
    inner.flow(last, inner.node("endEvent", block.lane))
    written.count = inner.count
    content = "".join([*inner.nodes, *inner.flows])
    scope = written.node("subProcess", block.lane, block.name, content)
    return scope, scope


def _wider(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    lane, name = st.integers(0, 3), st.sampled_from(NAMES)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Block, st.just("chain"), name, lane, several),
        st.builds(Block, st.sampled_from(["choice", "all"]), name, lane, several),
        st.builds(Block, st.sampled_from(["loop", "scope"]), name, lane, st.lists(inner, min_size=1, max_size=1)),
    )


blocks = st.recursive(
    st.builds(Block, st.sampled_from(["step", "step", "watched", "wait"]), st.sampled_from(NAMES), st.integers(0, 3)),
    _wider,
    max_leaves=12,
)

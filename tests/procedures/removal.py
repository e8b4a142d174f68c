"""A procedure with something taken out of it: what is left must no longer do what the regulation asks.

A node is spliced out of its flow, a question out of its form, a rule out of its table; templates, tables, registers and
columns are removed whole.  The parts are changed as text: no reader of ours has looked at the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from lxml import etree

from processes.trace import Element, Sort

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
FIXED = frozenset({f"{BPMN}startEvent", f"{BPMN}endEvent"})
"""A process begins and ends somewhere, whatever a clause says."""

Parts = dict[str, bytes]


def without(parts: Parts, elements: Iterable[Element]) -> Parts:
    """The parts without these elements; those that cannot be taken out stay."""
    left = dict(parts)
    for element in elements:
        match element.sort:
            case Sort.NODE:
                left = _without_node(left, element.id)
            case Sort.QUESTION:
                left = _without_question(left, element.home, element.id)
            case Sort.TABLE:
                left = {name: content for name, content in left.items() if name != f"{element.id}.dmn"}
            case Sort.RULE:
                left = _without_rule(left, element.home, element.id)
            case Sort.NOTICE | Sort.DOCUMENT:
                left = {name: content for name, content in left.items() if not _is_template(name, element.id)}
            case Sort.REGISTER:
                left = _without_register(left, element.id, None)
            case Sort.COLUMN:
                left = _without_register(left, element.home, element.id)
            case _:
                continue
    return left


def can_be_taken_out(parts: Parts, element: Element) -> bool:
    """Whether something is left of a case without it: all but roles, forms, processes, their starts and ends."""
    if element.sort is Sort.NODE:
        node = _node(_roots(parts), element.id)
        return node is not None and node.tag not in FIXED
    return element.sort in (
        Sort.QUESTION,
        Sort.TABLE,
        Sort.RULE,
        Sort.NOTICE,
        Sort.DOCUMENT,
        Sort.REGISTER,
        Sort.COLUMN,
    )


def _is_template(name: str, id_: str) -> bool:
    return name.endswith((f"{id_}.txt", f"{id_}.typ"))


# ------------------------------------------------------------------------------------------- diagrams


def _roots(parts: Parts) -> dict[str, etree._Element]:
    return {name: etree.fromstring(content) for name, content in parts.items() if name.endswith(".bpmn")}


def _node(roots: dict[str, etree._Element], id_: str) -> etree._Element | None:
    found = (one for root in roots.values() for one in root.iter() if one.get("id") == id_)
    return next(found, None)


def _without_node(parts: Parts, id_: str) -> Parts:
    for name, content in parts.items():
        if not name.endswith(".bpmn"):
            continue
        root = etree.fromstring(content)
        node = _node({name: root}, id_)
        if node is not None and node.tag not in FIXED:
            _splice(root, node)
            return {**parts, name: etree.tostring(root, xml_declaration=True, encoding="UTF-8")}
    return parts


def _splice(root: etree._Element, node: etree._Element) -> None:
    """Whatever led to the node leads to what it led to; at a split that is the default way."""
    id_ = node.get("id", "")
    flows = list(root.iter(f"{BPMN}sequenceFlow"))
    incoming = [flow for flow in flows if flow.get("targetRef") == id_ and flow.get("sourceRef") != id_]
    outgoing = [flow for flow in flows if flow.get("sourceRef") == id_]
    ways = [flow for flow in outgoing if flow.get("targetRef") != id_]  # an earlier splice may have made a loop of it
    onward = next((flow for flow in ways if flow.get("id") == node.get("default")), ways[0] if ways else None)
    for guard in [one for one in root.iter(f"{BPMN}boundaryEvent") if one.get("attachedToRef") == id_]:
        _cut(root, guard, [flow for flow in flows if flow.get("sourceRef") == guard.get("id")])
    if onward is None:
        _cut(root, node, [*incoming, *outgoing])
        return
    target = next(one for one in root.iter() if one.get("id") == onward.get("targetRef"))
    for flow in incoming:
        flow.set("targetRef", target.get("id", ""))
        etree.SubElement(target, f"{BPMN}incoming").text = flow.get("id")
        first = target.find(f"{BPMN}outgoing")
        if first is not None:
            first.addprevious(target[-1])
    _cut(root, node, outgoing)


def _cut(root: etree._Element, node: etree._Element, flows: list[etree._Element]) -> None:
    """Remove a node with all inside it, these flows, and every word about them."""
    inside = {one.get("id") for one in node.iter() if one.get("id")}
    gone = inside | {flow.get("id") for flow in flows}
    for one in [*flows, node]:
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
    for one in list(root.iter()):
        parent = one.getparent()
        if parent is None or not isinstance(one.tag, str):
            continue
        named = (
            one.text.strip()
            if one.text and one.tag.rpartition("}")[2] in ("incoming", "outgoing", "flowNodeRef")
            else ""
        )
        if named in gone or one.get("bpmnElement") in gone:
            parent.remove(one)
    for one in root.iter():
        if one.get("default") in gone:
            del one.attrib["default"]


# ------------------------------------------------------------------------------------------- forms, tables, registers


def _without_question(parts: Parts, form: str, path: str) -> Parts:
    for name, content in parts.items():
        if name.endswith(".json") and (body := json.loads(content)).get("id") == form:
            _drop(body, "", path)
            _forget(body, path)
            return {**parts, name: json.dumps(body, ensure_ascii=False).encode()}
    return parts


def _drop(body: dict[str, Any], container: str, path: str) -> None:
    kept = []
    for component in body.get("components", []):
        own = component.get("key") or component.get("path") or ""
        here = f"{container}.{own}" if container and own else own or container
        if here == path and own:
            continue
        _drop(component, here if "components" in component else container, path)
        kept.append(component)
    if "components" in body:
        body["components"] = kept


def _forget(body: dict[str, Any], path: str) -> None:
    """What else the form says of the question: rules, and conditions of other questions."""
    key = path.rpartition(".")[2]
    for ruled in (body, *components(body)):
        rules = ruled.get("properties", {}).get("rules")
        if isinstance(rules, list):
            ruled["properties"]["rules"] = [rule for rule in rules if key not in json.dumps(rule)]
    for component in components(body):
        if key in json.dumps(component.get("conditional") or {}):
            del component["conditional"]


def components(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for component in body.get("components", []):
        yield component
        yield from components(component)


def _without_rule(parts: Parts, table: str, id_: str) -> Parts:
    name = f"{table}.dmn"
    if name not in parts:
        return parts
    root = etree.fromstring(parts[name])
    for rule in [one for one in root.iter(f"{DMN}rule") if one.get("id") == id_]:
        parent = rule.getparent()
        if parent is not None:
            parent.remove(rule)
    if root.find(f".//{DMN}rule") is None:
        return {one: content for one, content in parts.items() if one != name}
    return {**parts, name: etree.tostring(root, xml_declaration=True, encoding="UTF-8")}


def _without_register(parts: Parts, register: str, column: str | None) -> Parts:
    outline = yaml.safe_load(parts["procedure.yaml"])
    if column is None:
        del outline["registers"][register]
    else:
        outline["registers"][register]["columns"].pop(column, None)
    return {**parts, "procedure.yaml": yaml.safe_dump(outline, allow_unicode=True, sort_keys=False).encode()}

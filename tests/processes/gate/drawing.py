"""A small pencil for BPMN: draws the diagrams that the gate's tests need, one element a line."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Self
from xml.sax.saxutils import escape, quoteattr

import yaml

from processes import definition, gate
from processes.definition import Definition, FieldOutline, FormOutline

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="urn:test">'
)

ROLES = {"clerk": {"ru": "Специалист", "en": "Clerk"}, "head": {"ru": "Руководитель", "en": "Head"}}

APPLICATION = FormOutline(
    id="F-APP",
    fields={
        "directed": FieldOutline(type="checkbox", open=True),
        "way": FieldOutline(type="radio", open=True, choices=("mail", "person")),
        "received": FieldOutline(type="datetime", open=True),
        "address": FieldOutline(type="textfield", open=False),
        "documents": FieldOutline(type="dynamiclist", open=True),
        "documents.kind": FieldOutline(type="radio", open=True),
        "documents.comment": FieldOutline(type="textarea", open=False),
        "scans": FieldOutline(type="filepicker", open=True),
        "scans.name": FieldOutline(type="filename", open=False),
    },
)


class Drawing:
    """One process.  Methods add an element and return the drawing; `into` is the sub-process that it stands in."""

    def __init__(self, process: str = "P", *, executable: bool = True) -> None:
        self.process = process
        self.executable = executable
        self.elements: list[tuple[str | None, str, str, str]] = []  # parent, id, opening, body
        self.homes: dict[str, str | None] = {}
        self.around = ""  # XML beside the process: messages, a picture

    def node(
        self,
        kind: str,
        id_: str,
        properties: Mapping[str, str] | None = None,
        *,
        into: str | None = None,
        body: str = "",
        **attributes: str,
    ) -> Self:
        extension = "".join(
            f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)} />"
            for name, value in (properties or {}).items()
        )
        if extension:
            body = (
                f"<extensionElements><spiffworkflow:properties>{extension}</spiffworkflow:properties>"
                f"</extensionElements>{body}"
            )
        attributes.setdefault("name", f"Шаг {id_}")
        written = "".join(f" {name.replace('__', ':')}={quoteattr(value)}" for name, value in attributes.items())
        self.elements.append((into, id_, f'{kind} id="{id_}"{written}', body))
        self.homes[id_] = into
        return self

    def start(self, id_: str = "S", into: str | None = None, body: str = "", **properties: str) -> Self:
        """A start event; outside of sub-processes, the clerk begins."""
        if into is None:
            properties.setdefault("role", "clerk")
        return self.node("startEvent", id_, properties, into=into, body=body)

    def end(self, id_: str = "E", into: str | None = None, body: str = "") -> Self:
        return self.node("endEvent", id_, into=into, body=body)

    def user(self, id_: str, into: str | None = None, body: str = "", **properties: str) -> Self:
        """A step of the clerk."""
        return self.node("userTask", id_, {"role": "clerk", **properties}, into=into, body=body)

    def script(self, id_: str, text: str = "n = 1", into: str | None = None, **attributes: str) -> Self:
        return self.node("scriptTask", id_, into=into, body=f"<script>{escape(text)}</script>", **attributes)

    def boundary(
        self, id_: str, host: str, body: str, properties: Mapping[str, str] | None = None, **more: str
    ) -> Self:
        return self.node("boundaryEvent", id_, properties, into=self.homes[host], body=body, attachedToRef=host, **more)

    def flow(
        self, source: str, target: str, condition: str | None = None, *, id_: str = "", language: str = ""
    ) -> Self:
        id_ = id_ or f"{source}-{target}"
        attribute = f' language="{language}"' if language else ""
        body = f"<conditionExpression{attribute}>{escape(condition)}</conditionExpression>" if condition else ""
        opening = f'sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}"'
        self.elements.append((self.homes.get(source), id_, opening, body))
        return self

    def path(self, *ids: str) -> Self:
        for source, target in itertools.pairwise(ids):
            self.flow(source, target)
        return self

    def xml(self) -> bytes:
        truth = "true" if self.executable else "false"
        inner = self._written(None)
        text = f'{_HEAD}\n<process id="{self.process}" isExecutable="{truth}">\n{inner}</process>\n{self.around}</definitions>'
        return text.encode()

    def _written(self, parent: str | None) -> str:
        lines = ""
        for home, id_, opening, body in self.elements:
            if home == parent:
                tag = opening.partition(" ")[0]
                inner = "\n" + self._written(id_) if any(element[0] == id_ for element in self.elements) else ""
                lines += f"<{opening}>{body}{inner}</{tag}>\n"
        return lines


def straight(*, before: str = "S", after: str = "E") -> Drawing:
    """A start and an end, not yet connected."""
    return Drawing().start(before).end(after)


def procedure(
    *drawings: Drawing,
    forms: tuple[FormOutline, ...] = (APPLICATION,),
    tables: Mapping[str, bytes] | None = None,
    clauses: tuple[str, ...] = (),
    **outline: Any,
) -> Definition:
    """The definition of a procedure with these diagrams; `outline` is what procedure.yaml says besides."""
    text = {
        "key": "test",
        "title": {"ru": "Проба", "en": "Test"},
        "code": "ПРБ",
        "main": drawings[0].process,
        "roles": ROLES,
        **outline,
    }
    parts = {"procedure.yaml": yaml.safe_dump(text, allow_unicode=True).encode()}
    parts |= {f"{drawing.process}.bpmn": drawing.xml() for drawing in drawings}
    parts |= tables or {}
    parts["clauses.yaml"] = yaml.safe_dump(
        [{"id": id_, "clause": id_, "text": "…", "kind": "duty"} for id_ in clauses]
    ).encode()
    return definition.load(parts, {form.id: form for form in forms})


def found(checked: Definition | Drawing, code: str) -> list[str | None]:
    """The elements that the gate names under a code."""
    whole = procedure(checked) if isinstance(checked, Drawing) else checked
    return [finding.element for finding in gate.check(whole) if finding.code == code]


def codes(checked: Definition | Drawing) -> list[str]:
    """All codes that the gate finds."""
    whole = procedure(checked) if isinstance(checked, Drawing) else checked
    return [finding.code for finding in gate.check(whole)]


def message(name: str = "M") -> str:
    return f'<messageEventDefinition messageRef="{name}" />'


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def with_message(drawing: Drawing, name: str = "M") -> Drawing:
    """The drawing in a file that describes the message."""
    drawing.around += f'<message id="{name}" name="{name}" />\n'
    return drawing

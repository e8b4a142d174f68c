"""Small BPMN files for the reader's tests."""

from __future__ import annotations

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="D" targetNamespace="urn:test">'
)


def text(process: str, before: str = "", after: str = "", attributes: str = 'isExecutable="true"') -> str:
    """A file with one process `P`; `before` and `after` stand around it."""
    return f'{HEAD}{before}<bpmn:process id="P" {attributes}>{process}</bpmn:process>{after}</bpmn:definitions>'


def file(process: str, before: str = "", after: str = "", attributes: str = 'isExecutable="true"') -> bytes:
    """The same, as bytes in UTF-8."""
    return text(process, before, after, attributes).encode()


def properties(**values: str) -> str:
    entries = "".join(f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in values.items())
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f"{entries}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def flow(id_: str, source: str, target: str, inner: str = "") -> str:
    return f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'

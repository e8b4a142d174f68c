"""Files that hold more than our editor knows: extensions of other systems, and every tag of SpiffWorkflow's schema."""

from __future__ import annotations

import itertools
from pathlib import Path

import SpiffWorkflow
from lxml import etree

from processes import layout

_XSD = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = Path(SpiffWorkflow.__file__).parent / "spiff" / "parser" / "schema" / "spiffworkflow.xsd"

PARSER_ONLY = (
    '<spiffworkflow:taskMetadataValues><spiffworkflow:taskMetadataValue name="a" value="b"/>'
    "</spiffworkflow:taskMetadataValues>",
    "<spiffworkflow:category>c</spiffworkflow:category>",
    "<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>p</spiffworkflow:propertyId>"
    "<spiffworkflow:expression>e</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>",
)
"""What the parser reads and the schema does not name."""

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:signavio="http://www.signavio.com" xmlns:own="urn:somebody:else"'
    ' id="D" targetNamespace="urn:test" exporter="Another editor" exporterVersion="7.1">'
)


def of_schema() -> list[str]:
    """One example of each top element of the schema, with all that may stand inside."""
    root = etree.parse(SCHEMA).getroot()
    return [_example(element) for element in root.findall(f"{_XSD}element")]


def _example(element: etree._Element) -> str:
    name = element.get("name")
    attributes = "".join(f' {one.get("name")}="7"' for one in _own(element, "attribute"))
    inner = "".join(_example(one) for one in _own(element, "element"))
    if element.get("type") == "xsd:string":
        inner = "text &lt;b&gt;"
    return f"<spiffworkflow:{name}{attributes}>{inner}</spiffworkflow:{name}>"


def _own(element: etree._Element, kind: str) -> list[etree._Element]:
    """Declarations within this element's type and not within those of its children."""
    found = []
    for one in element.iterdescendants(f"{_XSD}{kind}"):
        around = next(up for up in one.iterancestors(f"{_XSD}element"))
        if around is element:
            found.append(one)
    return found


def plain() -> bytes:
    """A step of a person between start and end."""
    return _row([""])


def every_spiff_tag() -> bytes:
    """A diagram with a step for each tag."""
    extensions = [*of_schema(), *PARSER_ONLY]
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true" spiffworkflow:scriptsOnInstances="true">'
        "<bpmn:loopDataInputRef>application.documents</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="one" name="document"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    steps = [f"<bpmn:extensionElements>{one}</bpmn:extensionElements>" for one in extensions]
    return _row([*steps, loop])


def of_another_system() -> bytes:
    """What Camunda, Zeebe, Signavio and somebody unknown wrote, at every kind of place."""
    form = (
        '<bpmn:extensionElements><camunda:formData businessKey="k"><camunda:formField id="f" type="string">'
        '<camunda:validation><camunda:constraint name="required"/></camunda:validation></camunda:formField>'
        '</camunda:formData><zeebe:taskDefinition type="job" retries="3"/>'
        '<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>'
        '<own:note lang="ru">Текст &amp; &lt;знаки&gt;</own:note></bpmn:extensionElements>'
    )
    beside = (
        '<bpmn:itemDefinition id="I" structureRef="own:thing"/><bpmn:message id="M" name="Сообщение" itemRef="I"/>'
        '<bpmn:signal id="SIG" name="Сигнал"/><bpmn:error id="ERR" name="Ошибка" errorCode="E1"/>'
        '<bpmn:escalation id="ESC" name="Обращение" escalationCode="2"/><bpmn:category id="C">'
        '<bpmn:categoryValue id="CV" value="Группа"/></bpmn:category>'
    )
    task = f"<bpmn:documentation>Как делать</bpmn:documentation>{form}"
    more = (
        '<bpmn:dataObject id="DO" isCollection="true"/><bpmn:dataObjectReference id="DOR" name="Дело" dataObjectRef="DO"/>'
        '<bpmn:dataStoreReference id="DSR" name="Архив"/>'
        '<bpmn:textAnnotation id="T"><bpmn:text>Смотри п. 4</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="AS" sourceRef="A0" targetRef="T"/>'
    )
    return _row([task], attributes='camunda:assignee="demo" own:colour="red"', beside=beside, more=more)


def _row(steps: list[str], *, attributes: str = "", beside: str = "", more: str = "") -> bytes:
    """Steps of people in a row, each with its content."""
    ids = ["S", *(f"A{n}" for n in range(len(steps))), "E"]
    into = {id_: f"F{n}" for n, id_ in enumerate(ids)}
    flows = "".join(
        f'<bpmn:sequenceFlow id="{into[target]}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in itertools.pairwise(ids)
    )
    nodes = [f'<bpmn:startEvent id="S"><bpmn:outgoing>{into[ids[1]]}</bpmn:outgoing></bpmn:startEvent>']
    for at, step in enumerate(steps, 1):
        holder, tail = (step, "") if not step.startswith("<bpmn:multiInstance") else ("", step)
        ways = f"<bpmn:incoming>{into[ids[at]]}</bpmn:incoming><bpmn:outgoing>{into[ids[at + 1]]}</bpmn:outgoing>"
        nodes.append(f'<bpmn:userTask id="{ids[at]}" name="Шаг {at}" {attributes}>{holder}{ways}{tail}</bpmn:userTask>')
    nodes.append(f'<bpmn:endEvent id="E"><bpmn:incoming>{into["E"]}</bpmn:incoming></bpmn:endEvent>')
    inner = "".join(nodes) + flows + more
    text = f'{HEAD}{beside}<bpmn:process id="P" isExecutable="true">{inner}</bpmn:process></bpmn:definitions>'
    return layout.lay_out(text.encode())

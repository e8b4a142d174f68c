"""What the quarantine is asked: to make uploaded files into parts, to check them, to lay a diagram out, to compare two."""

from __future__ import annotations

import codecs
import io
import zipfile
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from processes import drawing, layout, model
from processes.drawing import Marks
from processes.model.losses import losses
from service import bundle, checking
from service.quarantine.confined import Files, Question, Tell

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1", "cp437", "cp866", "ascii")
"""Those in which files, and names in archives, are read."""


def check(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """What is wrong with the parts of a procedure."""
    return checking.check(files, tell).plain(), {}


def read(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """What is wrong with each of these parts alone."""
    return {"findings": [asdict(one) for one in checking.read_alone(files, tell)]}, {}


def gather(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """The bundle that uploaded files make.  They come numbered, since two of them may have one name."""
    named = zip(asked["names"], files.values(), strict=True)
    made = bundle.read(named, asked["key"], tell)
    return {"key": made.key, "findings": [asdict(one) for one in made.findings]}, made.parts


def unpack(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """The files in archives, and the other files as they are; nothing is derived from them."""
    named = zip(asked["names"], files.values(), strict=True)
    found, findings = bundle.unpacked(named, tell)
    names = [name for name, _ in found]
    back = {str(number): content for number, (_, content) in enumerate(found)}
    return {"names": names, "findings": [asdict(one) for one in findings]}, back


def lost(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """What the second diagram lacks that its editor cannot have taken away on purpose."""
    return {"lost": [[one.element, one.what] for one in losses(files["before"], files["after"])]}, {}


def lay_out(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """The diagram with a picture made anew."""
    return {}, {"diagram": layout.lay_out(files["diagram"])}


QUESTIONS: Mapping[str, Question] = {
    "check": check,
    "read": read,
    "gather": gather,
    "unpack": unpack,
    "lost": lost,
    "lay_out": lay_out,
}

ZONES: list[zoneinfo.ZoneInfo] = []
"""Held, so that none of them is read again."""


def rehearse() -> None:
    """Do everything once, while files may still be read: grammars, calendars, zones, encodings and modules come in now."""
    ZONES.extend(zoneinfo.ZoneInfo(name) for name in zoneinfo.available_timezones())
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    made = bundle.read([("rehearsal.zip", _zipped())], "rehearsal")
    checking.check(made.parts)
    diagram = REHEARSAL["p.bpmn"]
    laid_out = model.read(layout.lay_out(diagram))
    for process in laid_out.processes:
        drawing.svg(laid_out, process, Marks(), title=process)
    losses(diagram, diagram)


def _zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in REHEARSAL.items():
            archive.writestr(name, content)
    return held.getvalue()


REHEARSAL: Mapping[str, bytes] = {
    "p.bpmn": b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"
  xmlns:c="http://camunda.org/schema/1.0/bpmn" targetNamespace="p">
 <process id="P" isExecutable="true"><laneSet id="L"><lane id="clerk"><flowNodeRef>U</flowNodeRef></lane></laneSet>
  <startEvent id="S"><extensionElements><s:properties><s:property name="role" value="clerk"/></s:properties></extensionElements>
   <outgoing>1</outgoing></startEvent>
  <userTask id="U" c:dueDate="P3D"><extensionElements><s:properties><s:property name="form" value="F-P"/>
   <s:property name="due" value="workdays_after(now(), 3)"/></s:properties></extensionElements></userTask>
  <businessRuleTask id="B"><extensionElements><s:calledDecisionId>D</s:calledDecisionId><s:properties>
   <s:property name="input.n" value="U.n"/></s:properties></extensionElements></businessRuleTask>
  <scriptTask id="C"><script>x = if U.n > 1 then "a" else "b"</script></scriptTask>
  <exclusiveGateway id="G" default="6"/><boundaryEvent id="T" attachedToRef="U"><timerEventDefinition>
   <timeDuration>P10D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="E"/><endEvent id="E2"/>
  <sequenceFlow id="1" sourceRef="S" targetRef="U"/><sequenceFlow id="2" sourceRef="U" targetRef="B"/>
  <sequenceFlow id="3" sourceRef="B" targetRef="C"/><sequenceFlow id="4" sourceRef="C" targetRef="G"/>
  <sequenceFlow id="5" sourceRef="G" targetRef="E"><conditionExpression>${x == 'a'}</conditionExpression></sequenceFlow>
  <sequenceFlow id="6" sourceRef="G" targetRef="E2"/><sequenceFlow id="7" sourceRef="T" targetRef="E2"/>
 </process></definitions>""",
    "F-P.json": b"""{"type": "default", "id": "F-P", "components": [
  {"type": "number", "key": "n", "label": "n", "conditional": {"hide": "=m != null"}},
  {"type": "textfield", "key": "m", "label": "m", "validate": {"pattern": "^[a-z]+$"}}]}""",
    "d.dmn": b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
 <decision id="D" name="D"><decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression id="e" typeRef="number">
  <text>n</text></inputExpression></input><output id="o" name="o" typeRef="string"/><rule id="r"><inputEntry id="a">
  <text>&gt; 1</text></inputEntry><outputEntry id="b"><text>"x"</text></outputEntry></rule><rule id="q"><inputEntry id="c">
  <text>-</text></inputEntry><outputEntry id="f"><text>"y"</text></outputEntry></rule></decisionTable></decision></definitions>""",
    "D.cases.yaml": b"decision: D\ncases:\n  - {input: {n: 2}, output: x}\n",
    "N-P.txt": "Тема: {case.number}\n{U.n}\n".encode(),
}
"""A small procedure of everything that has to be learnt before it is needed."""

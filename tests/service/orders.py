"""A procedure whose cases begin by themselves: by a message, once a month, or as a clerk likes."""

from __future__ import annotations

PROCEDURE = """
key: {key}
title: {{ru: Заказы, en: Orders}}
code: {code}
main: {main}
roles:
  clerk: {{ru: Специалист, en: Clerk}}
settings:
  season: {{value: 1, ru: Сезон, en: Season}}
"""

_HEAD = """
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <message id="ORDERED" name="{message}"/>
  <message id="PAID" name="paid"/>
  <process id="{main}" isExecutable="true">
"""


def properties(**values: str) -> str:
    lines = "".join(f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in values.items())
    return f"<extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties></extensionElements>"


def message(ref: str = "ORDERED") -> str:
    return f'<messageEventDefinition messageRef="{ref}"/>'


def cycle(text: str, kind: str = "timeCycle") -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def parts(
    *starts: tuple[str, str, dict[str, str]],
    key: str = "orders",
    code: str = "ЗАК",
    name: str = "ordered",
    step: str = "",
    note: str = "",
) -> dict[str, bytes]:
    """The parts of a procedure: each start (id, event, properties) leads to the clerk's step A; `step` stands before it."""
    main = f"P-{code}"
    drawn = _HEAD.format(message=name, main=main)
    for id_, event, values in starts:
        drawn += f'<startEvent id="{id_}" name="Начало {id_}">{properties(**values)}{event}</startEvent>'
        drawn += f'<sequenceFlow id="F-{id_}" sourceRef="{id_}" targetRef="G"/>'
    drawn += step or '<exclusiveGateway id="G"/><sequenceFlow id="F-G" sourceRef="G" targetRef="A"/>'
    drawn += (
        f'<userTask id="A" name="Выполнить заказ">{properties(role="clerk", due="days_after(now(), 10)")}</userTask>'
    )
    drawn += '<endEvent id="E"/><sequenceFlow id="F-A" sourceRef="A" targetRef="E"/></process></definitions>'
    outline = PROCEDURE.format(key=key, code=code, main=main) + note
    return {"procedure.yaml": outline.encode(), f"{key}.bpmn": drawn.encode()}

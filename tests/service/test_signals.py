"""Signals: heard by every case that waits at that moment, once, and by nobody who begins to wait later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.operations import publish, start_instance
from tests.prepared import Ground
from tests.service.driver import Office

PROCEDURE = """
key: alarm
title: {ru: Тревога, en: Alarm}
code: ТРЕ
main: P-ALARM
roles:
  clerk: {ru: Специалист, en: Clerk}
"""

_CLERK = (
    '<extensionElements><spiffworkflow:properties><spiffworkflow:property name="role" value="clerk"/>'
    "</spiffworkflow:properties></extensionElements>"
)

DIAGRAM = f"""
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <signal id="ALARM" name="alarm"/>
  <process id="P-ALARM" isExecutable="true">
    <startEvent id="S">{_CLERK}</startEvent>
    <parallelGateway id="G"/>
    <intermediateCatchEvent id="HEARD"><signalEventDefinition signalRef="ALARM"/></intermediateCatchEvent>
    <userTask id="LEAVE" name="Покинуть здание">{_CLERK}</userTask>
    <userTask id="RAISE" name="Поднять тревогу">{_CLERK}</userTask>
    <endEvent id="RAISED"><signalEventDefinition signalRef="ALARM"/></endEvent>
    <endEvent id="LEFT"/>
    <sequenceFlow id="F1" sourceRef="S" targetRef="G"/>
    <sequenceFlow id="F2" sourceRef="G" targetRef="HEARD"/>
    <sequenceFlow id="F3" sourceRef="HEARD" targetRef="LEAVE"/>
    <sequenceFlow id="F4" sourceRef="LEAVE" targetRef="LEFT"/>
    <sequenceFlow id="F5" sourceRef="G" targetRef="RAISE"/>
    <sequenceFlow id="F6" sourceRef="RAISE" targetRef="RAISED"/>
  </process>
</definitions>
"""


@pytest.fixture
def office(ground: Ground, tmp_path: Path) -> Iterator[Office]:
    office = Office.prepared(tmp_path, ground)
    parts = {"procedure.yaml": PROCEDURE.encode(), "alarm.bpmn": DIAGRAM.encode()}
    publish.publish_parts(office.here, parts)
    yield office
    office.here.close()


def begin(office: Office) -> int:
    return start_instance.start(office.here, office.who("ivanov"), procedure="alarm", answers={}).instance_id


def leaving(office: Office) -> int:
    """How many cases are told to leave."""
    return office.inbox("ivanov").count("Покинуть здание")


def test_every_case_that_waits_hears_it_the_one_that_raises_it_too(office: Office) -> None:
    first, *others = [begin(office) for _ in range(3)]

    office.do("ivanov", office.ref("ivanov", "Поднять тревогу"))
    office.settle()

    assert leaving(office) == 3
    for case in (first, *others):
        office.holds_together(case)


def test_who_begins_to_wait_later_does_not_hear_it(office: Office) -> None:
    begin(office)
    office.do("ivanov", office.ref("ivanov", "Поднять тревогу"))
    office.settle()

    begin(office)
    office.settle()

    assert leaving(office) == 1


def test_a_second_alarm_finds_only_those_that_wait_again(office: Office) -> None:
    begin(office)
    begin(office)
    for _ in range(2):
        office.do("ivanov", office.ref("ivanov", "Поднять тревогу"))
        office.settle()

    assert leaving(office) == 2


def test_with_a_key_only_those_hear_it_who_wait_under_the_same_one(office: Office) -> None:
    key = '<property name="key" value="case.number"/>'
    keyed = (
        "<extensionElements><spiffworkflow:properties>"
        + key.replace("<", "<spiffworkflow:")
        + "</spiffworkflow:properties></extensionElements>"
    )
    diagram = DIAGRAM.replace('id="HEARD">', f'id="HEARD">{keyed}').replace('id="RAISED">', f'id="RAISED">{keyed}')
    publish.publish_parts(office.here, {"procedure.yaml": PROCEDURE.encode(), "alarm.bpmn": diagram.encode()})
    first, second = begin(office), begin(office)

    office.do("ivanov", office.ref("ivanov", "Поднять тревогу"))
    office.settle()

    assert leaving(office) == 1
    for case in (first, second):
        office.holds_together(case)

"""What a save may not lose: everything that our editor only carries along."""

from __future__ import annotations

import pytest

from processes.model.losses import Loss, losses
from tests.processes.model.files import HEAD, properties

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'


def diagram(task: str = "", beside: str = "", attributes: str = "") -> bytes:
    """A file with one task."""
    body = f'<bpmn:userTask id="A" {attributes}>{task}</bpmn:userTask>' if task is not None else ""
    head = HEAD.replace(" id=", f" {CAMUNDA} id=", 1)
    return f'{head}{beside}<bpmn:process id="P">{body}</bpmn:process></bpmn:definitions>'.encode()


FOREIGN = (
    '<bpmn:extensionElements><camunda:formData><camunda:formField id="f"/><camunda:formField id="g"/>'
    "</camunda:formData></bpmn:extensionElements>"
)


def test_the_same_file_loses_nothing():
    whole = diagram(FOREIGN, '<bpmn:message id="M" name="m"/>', 'camunda:assignee="x"')

    assert losses(whole, whole) == ()


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        pytest.param("", ["camunda:formData"], id="a whole extension"),
        pytest.param(FOREIGN.replace('<camunda:formField id="g"/>', ""), ["> camunda:formField"], id="a part of it"),
        pytest.param(FOREIGN.replace(' id="g"', ""), ["@id"], id="an attribute of it"),
    ],
)
def test_a_step_that_is_still_there_keeps_what_other_systems_wrote(after: str, lost: list[str]):
    found = losses(diagram(FOREIGN), diagram(after))

    assert {loss.element for loss in found} == {"A"}
    assert all(any(loss.what.endswith(part) for loss in found) for part in lost)


def test_an_attribute_of_another_system_may_not_vanish():
    assert losses(diagram(attributes='camunda:assignee="x"'), diagram()) == (Loss("A", "camunda:assignee"),)


def test_a_tag_of_our_own_namespace_that_is_no_property_may_not_vanish():
    script = "<bpmn:extensionElements><spiffworkflow:preScript>a = 1</spiffworkflow:preScript></bpmn:extensionElements>"

    assert losses(diagram(script), diagram()) == (Loss("A", "spiffworkflow:preScript"),)


def test_definitions_beside_the_processes_stay():
    assert losses(diagram(beside='<bpmn:message id="M" name="m"/>'), diagram()) == (Loss("M", "bpmn:message"),)


def test_a_step_may_be_deleted_with_all_that_it_carried():
    emptied = diagram(FOREIGN).replace(b'<bpmn:userTask id="A" >' + FOREIGN.encode() + b"</bpmn:userTask>", b"")

    assert b"userTask" not in emptied
    assert losses(diagram(FOREIGN), emptied) == ()


def test_our_properties_are_the_owners_to_change():
    assert losses(diagram(properties(form="F-1", due="x")), diagram(properties(form="F-2"))) == ()

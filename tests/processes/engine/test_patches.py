"""Each patch of the library stands beside the stock fault that it is for."""

from __future__ import annotations

from uuid import UUID

import SpiffWorkflow.task
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import NoneTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes.engine.counter import Counter
from processes.engine.patches import ids_from


def stock_workflow(length: int = 1) -> BpmnWorkflow:
    spec = BpmnProcessSpec("P")
    previous = StartEvent(spec, "begin", NoneEventDefinition())
    spec.start.connect(previous)
    for n in range(length):
        step = NoneTask(spec, f"step {n}")
        previous.connect(step)
        previous = step
    previous.connect(spec.end)
    return BpmnWorkflow(spec)


def test_stock_ids_are_chance_and_ours_are_counted():
    assert isinstance(stock_workflow().task_tree.id, UUID)

    with ids_from(Counter()):
        assert stock_workflow().task_tree.id == 1


def test_ids_of_the_counter_end_with_its_block():
    with ids_from(Counter()):
        stock_workflow()

    assert isinstance(SpiffWorkflow.task.uuid4(), UUID)


def test_stock_loses_sight_of_tasks_below_depth_1000_and_calls_the_workflow_completed():
    workflow = stock_workflow()
    task = workflow.task_tree
    for _ in range(1001):
        task._set_state(TaskState.COMPLETED)
        task = task._add_child(workflow.spec.task_specs["step 0"], TaskState.FUTURE)
    task._set_state(TaskState.READY)

    assert task in workflow.tasks.values()
    assert task not in workflow.get_tasks(state=TaskState.READY)
    # Ours keeps the live tasks as they change: test_driver's chain of a thousand tasks ends as it should.


def test_stock_workflows_keep_the_stock_way_of_setting_states():
    workflow = stock_workflow()
    before = workflow.task_tree.last_state_change

    workflow.task_tree._set_state(TaskState.COMPLETED)

    assert workflow.task_tree.state == TaskState.COMPLETED
    assert workflow.task_tree.last_state_change >= before

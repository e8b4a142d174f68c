"""Steps that can be done together with those of other cases: the sheet on which they are recorded."""

from __future__ import annotations

from service.installation import Installation
from service.operations import show_sheet
from service.operations.show_sheet import Address
from service.operations.show_task import TaskView


def sheet_of(installation: Installation, view: TaskView) -> Address | None:
    """The sheet on which the person may do this open task, if there is one."""
    if not view.may_complete:
        return None
    with installation.database.reading() as session:
        step = (view.instance_id, view.procedure, view.element)
        return show_sheet.of_tasks(installation, session, [step]).get((view.instance_id, view.element))

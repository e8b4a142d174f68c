"""Folds of releases that do not exist, before and after this one, which answer a log otherwise: to try going over."""

from __future__ import annotations

from datetime import datetime, timedelta

from processes import facts
from processes.definition import Reminder
from processes.engine import Place
from processes.instance import CORE, Instance
from processes.model.elements import Node
from processes.state import OpenTask


class Later(Instance):
    """Reminders and escalations come a day later."""

    core = CORE + 1

    def _arm_reminder(self, task: OpenTask, due: datetime, reminder: Reminder) -> None:
        super()._arm_reminder(task, due + timedelta(days=1), reminder)


class LaterStill(Later):
    """And another day later, in the release after that."""

    core = CORE + 2

    def _arm_reminder(self, task: OpenTask, due: datetime, reminder: Reminder) -> None:
        super()._arm_reminder(task, due + timedelta(days=1), reminder)


class Talkative(Instance):
    """A script says once more that it ran; the state is the same."""

    core = CORE + 1

    def _run_script(self, node: Node, place: Place) -> None:
        self._emit(facts.EventCaught(element=node.id, because=node.id))
        super()._run_script(node, place)


class Otherwise(Instance):
    """Gives a number away before each task, so that all that follows bears others."""

    core = CORE + 1

    def _open_task(self, task: int, node: Node, place: Place) -> None:
        self._driver.next_id()
        super()._open_task(task, node, place)


class Forgetful(Instance):
    """Nobody joins a case."""

    core = CORE + 1

    def _join(self, role: str, holder: str) -> None:
        return


class Former(Instance):
    """The release before this one, which answered as this one does."""

    core = CORE - 1


class FormerEarlier(Former):
    """One before this, under which reminders and escalations came a day earlier."""

    def _arm_reminder(self, task: OpenTask, due: datetime, reminder: Reminder) -> None:
        super()._arm_reminder(task, due - timedelta(days=1), reminder)


class FormerOtherwise(Otherwise):
    """One before this, which numbered otherwise."""

    core = CORE - 1

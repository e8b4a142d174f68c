"""What can go wrong, in our words and in both languages of the interface.

Every layer derives its errors from `PoryadokError`; `service/` gives each a status in one place.
"""

from __future__ import annotations

from typing import ClassVar


class PoryadokError(Exception):
    """Something was refused; says what happened, where, and what to do, in Russian and English.

    `code` is stable and machine readable; `facts` are the values a program may need (task id, holder, column).
    """

    code: ClassVar[str] = "error"

    def __init__(self, ru: str, en: str, **facts: object) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en
        self.facts = facts

    def in_language(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


def in_both_languages(error: Exception) -> tuple[str, str]:
    """What an error says in Russian and in English; one that is not ours says its type and text in both."""
    return (error.ru, error.en) if isinstance(error, PoryadokError) else (repr(error), repr(error))


class ProcessError(PoryadokError):
    """A definition or an instance does not allow what was asked."""

    code = "process"


class DiagramRefused(ProcessError):
    """The bytes are not a diagram that can be read safely."""

    code = "diagram.refused"


class DefinitionRefused(ProcessError):
    """The parts of a procedure do not make a definition; the findings say why."""

    code = "definition.refused"


class CommandRefused(ProcessError):
    """The instance is not in a state where this command may be applied; nothing has changed."""

    code = "command.refused"


class TaskNotOpen(CommandRefused):
    """The task is not open: done already, cancelled, or never reached."""

    code = "task.not_open"


class InstanceEnded(CommandRefused):
    """The instance has ended; nothing moves it any more."""

    code = "instance.ended"


class InstanceSuspended(CommandRefused):
    """The instance is halted; it may only be resumed or stopped.  `facts`: by (person:7), since (ISO moment)."""

    code = "instance.suspended"


class TooManySteps(ProcessError):
    """One command set off more automatic steps than the budget allows: an endless loop in the diagram."""

    code = "engine.too_many_steps"

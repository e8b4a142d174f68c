"""What can go wrong with a form, its answers or a notice, in both languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes.errors import PoryadokError


@dataclass(frozen=True)
class Message:
    """One sentence for a person, in both languages."""

    ru: str
    en: str

    def in_language(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True)
class Problem(Message):
    """What is to be mended in a form, and where.

    `place`: the numbers of the component from the top of the form down, () for the form itself; `about`: the name in
    its JSON that is wrong (`pattern`, `hide`), "" where it is no single one.
    """

    place: tuple[int, ...] = ()
    about: str = ""


class FormError(PoryadokError):
    """Something about a form, its answers or a notice was refused."""

    code = "form"


class FormRefused(FormError):
    """The JSON is not a form of our subset; `problems` has one message for each thing to mend."""

    code = "form.refused"

    def __init__(self, form: str, problems: Sequence[Problem]) -> None:
        super().__init__(
            f"Форма «{form}» не принята: " + "; ".join(problem.ru for problem in problems),
            f"Form {form!r} is refused: " + "; ".join(problem.en for problem in problems),
            form=form,
        )
        self.problems = tuple(problems)


class EditRefused(FormError):
    """The form is not changed: there is no such question any more, or it cannot go there."""

    code = "form.edit"


class AnswersRefused(FormError):
    """The answers break rules of their form; `errors` maps dotted paths (`experience.1.years`, "" = all) to messages."""

    code = "answers.refused"

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(
            "Ответы не приняты, исправьте: " + "; ".join(message.ru for message in errors.values()),
            "The answers are refused, put right: " + "; ".join(message.en for message in errors.values()),
            fields=list(errors),
        )
        self.errors = dict(errors)


class NoticeRefused(FormError):
    """A notice cannot be written: its template is broken, or an expression in it has no value for this case."""

    code = "notice.refused"

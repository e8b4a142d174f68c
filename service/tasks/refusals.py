"""Errors of a form as the page shows them: the summary's lines, each with the name of its field, which is its anchor."""

from __future__ import annotations

from forms.errors import AnswersRefused


def by_field(refusal: AnswersRefused, language: str) -> list[tuple[str, str]]:
    """(path of the field, text) in the order of the form."""
    return [(path, message.in_language(language)) for path, message in refusal.errors.items()]

"""What the «проверьте ответы» page carries back: the pairs of the post as they were, files by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forms import showing
from forms.definition import Form

OURS = "_"
"""Names of the page itself begin so; its form writes them anew.  No field of a form may (forms.definition)."""


def pairs(form: Form | None, checked: Mapping[str, Any], posted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names and texts for hidden fields; a file that came with this very post is there by its id."""
    kept = [(name, text) for name, text in posted if not name.startswith(OURS)]
    if form is None:
        return kept
    present = set(kept)
    ids = ((file.path.rpartition(".")[0], file.id) for file in showing.files(form, checked))
    return [*kept, *(pair for pair in ids if pair not in present)]

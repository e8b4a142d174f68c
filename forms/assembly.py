"""The parts of a procedure put together: forms first, as the definition knows them by their outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from forms import definition as form_definition
from processes import definition as process_definition
from processes.errors import DefinitionRefused


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """A procedure in our own objects.

    `forms` by form id; `texts` by part name: templates of documents and notices, and other parts that are text.
    """

    definition: process_definition.Definition
    forms: Mapping[str, form_definition.Form]
    texts: Mapping[str, str]


def assemble(parts: Mapping[str, bytes]) -> Assembled:
    """What the parts make.

    The same parts are put together once and kept, since neither they nor what they make ever changes.
    Raises DefinitionRefused, DiagramRefused and what reading a form raises.
    """
    return _put_together(_Parts(digest=process_definition.digest(parts), contents=parts))


def text(name: str, content: bytes) -> str:
    """A part that is text; raises DefinitionRefused if it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise DefinitionRefused(
            f"{name}: не читается как UTF-8: байт {error.start}. Сохраните файл в UTF-8",
            f"{name}: not UTF-8: byte {error.start}. Save the file as UTF-8",
            part=name,
        ) from error


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """Parts that are the same as others with their digest."""

    digest: str
    contents: Mapping[str, bytes] = field(compare=False)


@lru_cache(maxsize=8)
def _put_together(parts: _Parts) -> Assembled:
    contents = parts.contents
    forms = [form_definition.read(content) for name, content in sorted(contents.items()) if name.endswith(".json")]
    outlines = {form.id: form.outline() for form in forms}
    return Assembled(
        definition=process_definition.load(contents, outlines),
        forms={form.id: form for form in forms},
        texts={name: text(name, contents[name]) for name in contents if name.endswith((".typ", ".txt", ".md"))},
    )

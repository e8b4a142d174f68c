"""The terms of a procedure for everybody: those of the regulation beside what the machine counts, and those of ours."""

from __future__ import annotations

from dataclasses import dataclass

from processes import terms
from processes.definition import Definition
from processes.feel.spans import Span
from processes.terms import OwnTerm, Standing, TextTerm
from service import naming, words
from service.naming import CitedClause


@dataclass(frozen=True, kw_only=True)
class TextTermShown:
    """A term of the regulation: how long, what counts it, and whether that is the very term."""

    clause: CitedClause
    length: str
    standing: Standing
    counted: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class OwnTermShown:
    """A term of ours: what it is for, how long, which steps count it; `fixed` if no setting says it."""

    title: str
    length: str
    elements: tuple[str, ...]
    fixed: bool


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """All terms of a procedure."""

    text: tuple[TextTermShown, ...]
    ours: tuple[OwnTermShown, ...]

    @property
    def agree(self) -> bool:
        """Whether every term of the regulation is counted as it says."""
        return all(one.standing is Standing.KEPT for one in self.text)


def of(definition: Definition, language: str) -> Timetable:
    """The terms of this version."""
    return Timetable(
        text=tuple(_of_text(definition, term, language) for term in terms.of_text(definition)),
        ours=tuple(_ours(definition, term, language) for term in terms.ours(definition)),
    )


def there_are(definition: Definition) -> bool:
    """Whether the procedure counts any term."""
    return bool(terms.of_text(definition) or terms.ours(definition))


def _of_text(definition: Definition, term: TextTerm, language: str) -> TextTermShown:
    (clause,) = naming.cited([term.clause], language)
    counted = dict.fromkeys(
        (_name(definition, one.element), _length(definition, one.span, language)) for one in term.counted
    )
    return TextTermShown(
        clause=clause, length=_length(definition, term.span, language), standing=term.standing, counted=tuple(counted)
    )


def _ours(definition: Definition, term: OwnTerm, language: str) -> OwnTermShown:
    names = tuple(dict.fromkeys(_name(definition, element) for element in term.elements))
    title = (term.setting.ru if language == "ru" else term.setting.en) if term.setting else "; ".join(names)
    return OwnTermShown(
        title=title, length=_length(definition, term.span, language), elements=names, fixed=term.setting is None
    )


def _length(definition: Definition, span: Span, language: str) -> str:
    value = definition.settings[span.setting].value if span.setting else span.count
    return words.span(span.unit, value, language) if isinstance(value, int) else str(value)


def _name(definition: Definition, element: str) -> str:
    """What people call a step or a table."""
    table = definition.decisions.get(element)
    return table.name if table else naming.step_name(definition, element)

"""The sheet as its page draws it: columns of the steps, a row for each case, what came of sending it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition import Form
from forms.errors import AnswersRefused
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group
from forms.widgets import Widget
from service import naming
from service.errors import NotAllowed
from service.operations.fill_sheet import CaseResult, StepSent
from service.operations.show_sheet import CaseShown, SheetView, Standing, StepShown
from service.sheets.posted import Place, above
from service.tasks import aside, drawn
from service.tasks.aside import Pair

LONG = frozenset({"textarea", "dynamiclist", "filepicker"})
"""Kinds that do not fit a cell; those that may be left blank are folded away."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field of a step's form; `title` is as short as the procedure can say it."""

    path: str
    title: str


@dataclass(frozen=True, kw_only=True)
class StepHead:
    """A step's columns; `wide`: the person fills it in here, else one column says how it stands.

    `more`: it has fields that are folded away.
    """

    element: str
    name: str
    columns: tuple[Column, ...]
    wide: bool
    more: bool

    @property
    def span(self) -> int:
        return len(self.columns) + self.more if self.wide else 1


@dataclass(frozen=True, kw_only=True)
class StepCell:
    """A step of a case: the widgets of its columns (None: not asked of this case) and those folded away, or its standing.

    `refusal` says why a step that is open is not this person's, unless it is another role's.
    """

    head: StepHead
    step: StepShown
    refusal: str
    above: str
    widgets: tuple[Widget | None, ...] = ()
    more: tuple[Widget, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether what is folded away has something to see."""
        return any(_busy(widget) for widget in self.more)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a row is told after sending: `kind` as of messages; `mine` are the answers that found no place."""

    kind: str
    text: str
    mine: tuple[Pair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowShown:
    """A case of the sheet; `ordinal` counts from 1."""

    ordinal: int
    case: CaseShown
    cells: tuple[StepCell, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """Everything on the page."""

    heads: tuple[StepHead, ...]
    rows: tuple[RowShown, ...]
    errors: tuple[tuple[str, str], ...] = ()
    fillable: int = 0


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was sent and what came of it."""

    typed: Mapping[Place, StepSent] = field(default_factory=dict)
    results: Mapping[int, CaseResult] = field(default_factory=dict)

    @property
    def recorded(self) -> int:
        """Cases of which something was recorded now, or by the same person before."""
        return sum(bool(result.done or result.earlier) for result in self.results.values())


def page(view: SheetView, sent: Sent, language: str) -> SheetPage:
    """The page of this sheet; `sent` is empty when it is only looked at."""
    heads = tuple(_heads(view, language))
    rows = tuple(_row(ordinal, case, heads, sent, language) for ordinal, case in enumerate(view.cases, start=1))
    return SheetPage(
        heads=heads,
        rows=rows,
        errors=tuple(_errors(view, sent, language)),
        fillable=sum(any(step.standing is Standing.OPEN for step in case.steps.values()) for case in view.cases),
    )


def _heads(view: SheetView, language: str) -> Iterator[StepHead]:
    definition = view.register.edition.definition
    for element in view.outline.steps:
        node = definition.nodes.get(element)
        form = view.register.edition.form(node.properties.get("form")) if node else None
        short = view.outline.columns.get(element, {})
        fields = tuple(_fields(form.fields if form else ()))
        wide = any(case.steps[element].standing is Standing.OPEN for case in view.cases if element in case.steps)
        yield StepHead(
            element=element,
            name=naming.step_name(definition, element),
            columns=tuple(
                Column(path=one.path, title=str(short.get(one.path, {}).get(language) or one.title(language)))
                for one in fields
                if not _folds(one)
            ),
            wide=wide,
            more=any(_folds(one) for one in fields),
        )


def _fields(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields that have a cell: those of a group without a name stand for themselves."""
    for one in fields:
        if isinstance(one, Group) and not one.path:
            yield from _fields(one.components)
        elif one.path:
            yield one


def _folds(one: Field) -> bool:
    needed = one.required if isinstance(one, Question) else isinstance(one, DynamicList) and one.fewest > 0
    return one.type in LONG and not needed


def _row(ordinal: int, case: CaseShown, heads: Sequence[StepHead], sent: Sent, language: str) -> RowShown:
    cells = tuple(
        _cell(case, head, case.steps[head.element], sent, language) for head in heads if head.element in case.steps
    )
    return RowShown(ordinal=ordinal, case=case, cells=cells, told=tuple(_told(case, sent, language)))


def _cell(case: CaseShown, head: StepHead, step: StepShown, sent: Sent, language: str) -> StepCell:
    prefix = above(case.instance_id, step.element)
    refusal = step.refusal.in_language(language) if step.refusal and not isinstance(step.refusal, NotAllowed) else ""
    if step.standing is not Standing.OPEN or step.form is None:
        return StepCell(head=head, step=step, refusal=refusal, above=prefix)
    typed = sent.typed.get((case.instance_id, step.element))
    result = sent.results.get(case.instance_id)
    wrong = _wrong(result, step.element, prefix, language) if result else ()
    widgets = drawn.form(
        step.form,
        typed.raw if typed else step.answers,
        choices=step.choices,
        case=step.names,
        errors=wrong,
        above=prefix,
    )
    by_path = {widget.name.removeprefix(prefix): widget for widget in _flat(widgets)}
    columns = [column.path for column in head.columns]
    return StepCell(
        head=head,
        step=step,
        refusal=refusal,
        above=prefix,
        widgets=tuple(by_path.get(path) for path in columns),
        more=tuple(widget for path, widget in by_path.items() if path not in columns),
    )


def _flat(widgets: Iterable[Widget]) -> Iterator[Widget]:
    for widget in widgets:
        if widget.name:
            yield widget
        else:
            yield from _flat(widget.widgets)


def _busy(widget: Widget) -> bool:
    """Whether something stands in it, or is wrong with it."""
    if widget.error or widget.value or widget.files:
        return True
    return any(_busy(inner) for row in widget.rows for inner in row.widgets)


def _wrong(result: CaseResult, element: str, prefix: str, language: str) -> list[tuple[str, str]]:
    refusal = result.refusal
    if not isinstance(refusal, AnswersRefused) or result.element != element:
        return []
    return [(f"{prefix}{path}", message.in_language(language)) for path, message in refusal.errors.items()]


def _errors(view: SheetView, sent: Sent, language: str) -> Iterator[tuple[str, str]]:
    """The lines of the summary, each with the row and the column that it speaks of."""
    for ordinal, case in enumerate(view.cases, start=1):
        result = sent.results.get(case.instance_id)
        if result is None or result.refusal is None:
            continue
        row = f"Строка {ordinal}, {case.subject}" if language == "ru" else f"Row {ordinal}, {case.subject}"
        wrong = _wrong(result, result.element or "", above(case.instance_id, result.element or ""), language)
        for name, text in wrong:
            yield name, f"{row}: {text}"
        if not wrong:
            yield f"case-{case.instance_id}", f"{row}: {result.refusal.in_language(language)}"


def _told(case: CaseShown, sent: Sent, language: str) -> Iterator[Told]:
    result = sent.results.get(case.instance_id)
    if result is None:
        return
    russian = language == "ru"
    if result.refusal is not None and not isinstance(result.refusal, AnswersRefused):
        yield Told(kind="bad", text=result.refusal.in_language(language), mine=_homeless(case, result, sent, language))
    elif result.refusal is not None:
        yield Told(kind="bad", text="Не записано: проверьте ответы" if russian else "Not recorded: check the answers")
    if result.done:
        yield Told(kind="good", text="Записано" if russian else "Recorded")
    for step in result.unopened:
        name = case.steps[step].name if step in case.steps else step
        text = (
            f"«{name}»: не записано, до этого шага дело не дошло"
            if russian
            else f"“{name}”: not recorded, the case has not come to this step"
        )
        yield Told(kind="warning", text=text, mine=_answers(case, step, sent, language))


def _homeless(case: CaseShown, result: CaseResult, sent: Sent, language: str) -> tuple[Pair, ...]:
    """What was typed into a step that is no longer open to the person, so that it is not lost."""
    step = case.steps.get(result.element or "")
    if step is None or step.standing is Standing.OPEN:
        return ()
    return _answers(case, step.element, sent, language)


def _answers(case: CaseShown, element: str, sent: Sent, language: str) -> tuple[Pair, ...]:
    typed, step = sent.typed.get((case.instance_id, element)), case.steps.get(element)
    form: Form | None = step.form if step else None
    return aside.typed(form, typed.raw, language) if typed else ()

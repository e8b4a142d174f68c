"""What came with a sheet: names are `EXM-60.17.arrived`, the step, the case, the field of the step's form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from forms import posts
from forms.fields.circumstances import Circumstances
from forms.touched import touched
from service.installation import Installation
from service.operations.fill_sheet import CaseSent, StepSent
from service.operations.show_sheet import CaseShown, SheetView, StepShown
from service.tasks import picked

Place = tuple[int, str]
"""A case and a step."""

REF, ETAG = "_ref", "_etag"


@dataclass(frozen=True)
class _FilesUnder:
    """The files of a request whose names begin so."""

    files: picked.Files
    above: str

    def lists(self) -> Iterator[tuple[str, list[Any]]]:
        for name, sent in self.files.lists():
            if name.startswith(self.above):
                yield name.removeprefix(self.above), sent


def above(case: int, step: str) -> str:
    """What stands before the names of a step's controls."""
    return f"{step}.{case}."


def typed(
    view: SheetView,
    pairs: Iterable[tuple[str, str]],
    files: picked.Files,
    upload: Callable[[Any, str], Mapping[str, Any]],
) -> dict[Place, StepSent]:
    """What stands on the page that was sent, of each step that it had controls for."""
    by_place: dict[str, list[tuple[str, str]]] = {}
    for name, text in pairs:
        step, _, rest = name.partition(".")
        case, _, path = rest.partition(".")
        by_place.setdefault(f"{step}.{case}.", []).append((path, text))
    found = {}
    for case, step in _steps(view):
        prefix = above(case.instance_id, step.element)
        if prefix in by_place and step.form is not None:
            found[case.instance_id, step.element] = _sent(step, by_place[prefix], _FilesUnder(files, prefix), upload)
    return found


def _sent(
    step: StepShown,
    pairs: list[tuple[str, str]],
    files: picked.Files,
    upload: Callable[[Any, str], Mapping[str, Any]],
) -> StepSent:
    assert step.form is not None  # noqa: S101  # the caller has looked
    ours = dict(pairs)
    raw = picked.with_files(posts.from_post(step.form, pairs), files, upload)
    return StepSent(raw=raw, ref=ours.get(REF) or None, etag=ours.get(ETAG) or None)


def filled(installation: Installation, view: SheetView, typed: Mapping[Place, StepSent]) -> tuple[CaseSent, ...]:
    """The cases of which something was filled in, with the steps that were; what opens filled in does not count."""
    cases = []
    for case in view.cases:
        steps = {
            step.element: typed[case.instance_id, step.element]
            for step in case.steps.values()
            if (case.instance_id, step.element) in typed
            and _touched(installation, step, typed[case.instance_id, step.element].raw)
        }
        if steps:
            cases.append(CaseSent(instance_id=case.instance_id, steps=steps))
    return tuple(cases)


def _touched(installation: Installation, step: StepShown, raw: Mapping[str, Any]) -> bool:
    zone: ZoneInfo = installation.zone
    circumstances = Circumstances(today=installation.today(), zone=zone, choices=step.choices)
    return step.form is not None and touched(step.form, raw, step.answers, circumstances)


def rearranged(view: SheetView, typed: Mapping[Place, StepSent], act: str) -> dict[Place, StepSent]:
    """What was typed, after a button of rows inside a cell was pressed without JavaScript: `add:EXM-71.17.tasks`."""
    verb, _, name = act.partition(":")
    changed = dict(typed)
    for case, step in _steps(view):
        prefix, place = above(case.instance_id, step.element), (case.instance_id, step.element)
        if name.startswith(prefix) and place in typed and step.form is not None:
            sent = typed[place]
            raw = posts.rearranged(step.form, sent.raw, f"{verb}:{name.removeprefix(prefix)}")
            changed[place] = StepSent(raw=raw, ref=sent.ref, etag=sent.etag)
    return changed


def _steps(view: SheetView) -> Iterator[tuple[CaseShown, StepShown]]:
    for case in view.cases:
        for step in case.steps.values():
            yield case, step

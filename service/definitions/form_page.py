"""The page on which a form is edited: the list of its questions, the open one, and the form as people see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from forms import answers as forms_answers
from forms import editing
from forms.editing import Place
from forms.errors import Message
from forms.widgets import Widget
from processes.errors import PoryadokError
from service import current, naming
from service.definitions import form_desk, form_undo
from service.definitions.form_desk import Sheet
from service.errors import RedesignChanged
from service.operations import answering
from service.tasks import aside, drawn


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The question that is open: its settings as they stand or as they were typed, and what is wrong with them."""

    place: Place
    kind: str
    values: Mapping[str, Any]
    errors: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """An edit that would take something from others: not made before it is asked for once more."""

    texts: Sequence[str]
    address: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """The question that is to be added, as typed, and what is wrong with it."""

    kind: str = "textfield"
    label: str = ""
    at: str = ""
    error: str = ""


def page(
    sheet: Sheet,
    *,
    opened: Opened | None = None,
    fresh: Fresh | None = None,
    doubt: Doubt | None = None,
    refusal: PoryadokError | None = None,
    quicker: RedesignChanged | None = None,
    kept: Sequence[aside.Pair] = (),
) -> str:
    language = current.language()
    return render_template(
        "definitions/form_editor.html",
        sheet=sheet,
        kinds=[(kind, name.in_language(language)) for kind, name in editing.NAMES.items()],
        kind_names={kind: name.in_language(language) for kind, name in editing.NAMES.items()},
        opened=opened,
        widgets=_settings(opened) if opened else (),
        clauses=_clauses(sheet, opened),
        names=_names(sheet) if opened else (),
        fresh=fresh or Fresh(at=next_place(sheet, opened)),
        places=_places(sheet),
        shown=_shown(sheet),
        edited=_path(sheet, opened.place) if opened else "",
        doubt=doubt,
        refusal=refusal.in_language(language) if refusal else "",
        quicker=quicker,
        quicker_at=_moment(quicker) if quicker else None,
        kept=kept,
        may_undo=form_undo.way_back(sheet) is not None,
        last=form_desk.last_change(current.installation(), sheet.procedure),
        title_of=title,
        written=editing.written,
    )


def _moment(quicker: RedesignChanged) -> datetime | None:
    """When somebody else saved, None if nobody did: the redesign is gone."""
    at = quicker.facts.get("changed_at")
    return datetime.fromisoformat(str(at)) if at else None


def rendering(sheet: Sheet, place: Place) -> str:
    """Only the form as people see it; the question at `place` is the one that is being edited."""
    return render_template("definitions/form_shown.html", sheet=sheet, shown=_shown(sheet), edited=_path(sheet, place))


def _path(sheet: Sheet, place: Place) -> str:
    """The path of the question, "" for none."""
    return next((each.path for each in sheet.entries if each.place == place), "")


def _settings(opened: Opened) -> tuple[Widget, ...]:
    """The form of the open question, filled in."""
    return drawn.form(editing.asked(opened.kind), opened.values, choices={}, errors=opened.errors)


def _shown(sheet: Sheet) -> tuple[Widget, ...]:
    """The form as people will see it, empty or filled in beforehand as it can be without a case."""
    if sheet.form is None:
        return ()
    here = current.installation()
    with here.database.reading() as reading:
        choices = answering.choices(reading, sheet.form, here.now(), here.zone, {})
    values = forms_answers.prefilled(sheet.form, case={}, today=here.today(), zone=here.zone)
    return drawn.form(sheet.form, values, choices=choices)


def _names(sheet: Sheet) -> list[tuple[str, str, str]]:
    """What a condition may read: key, question, the codes of its choices."""
    language = current.language()
    return [
        (path, field.title(language), ", ".join(getattr(field, "choices", None) or ()))
        for path, field in (sheet.form.by_path.items() if sheet.form else ())
    ]


def _clauses(sheet: Sheet, opened: Opened | None) -> tuple[naming.CitedClause, ...]:
    """The clauses that the open question names, with their texts."""
    around = sheet.procedure.around
    entry = next((each for each in sheet.entries if opened and each.place == opened.place), None)
    if around is None or entry is None:
        return ()
    known = around.definition.clauses
    return naming.cited([known[id_] for id_ in entry.clauses if id_ in known], current.language())


def _places(sheet: Sheet) -> list[tuple[str, str]]:
    """Where a fresh question can go: the end of the form, behind each question, the beginning of a group or table."""
    end = len([each for each in sheet.entries if not each.depth])
    found = [(str(end), _("в конец формы"))]
    for each in sheet.entries:
        *above, at = each.place
        if each.holds:
            found.append((editing.written((*each.place, 0)), _("внутрь, первым: %(label)s", label=title(each))))
        found.append((editing.written((*above, at + 1)), _("после: %(label)s", label=title(each))))
    return list(dict(found[:1] + [each for each in found[1:] if each[0] != str(end)]).items())


def next_place(sheet: Sheet, opened: Opened | None) -> str:
    """Behind the open question, else at the end."""
    if opened and opened.place:
        return editing.written((*opened.place[:-1], opened.place[-1] + 1))
    return str(len([each for each in sheet.entries if not each.depth]))


def title(entry: editing.Entry) -> str:
    names = editing.NAMES
    kind = names.get(entry.kind, Message(entry.kind, entry.kind)).in_language(current.language())
    return entry.title(current.language()).split("\n")[0][:120] or entry.key or kind

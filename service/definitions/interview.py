"""«Вопросы к схеме»: what only the author knows of a drawing, asked on one page and saved in one change of the redesign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from processes.errors import PoryadokError
from service import current
from service.definitions import editing, interviewing
from service.definitions.blueprint import blueprint
from service.definitions.interviewing import AnswersUnfit, Question
from service.errors import CheckBusy, EtagMissing, FileTooBig, RedesignChanged, Unfit, headers_of, status_of
from service.operations import redesign

_FOR_ALL = frozenset({"kind.plain_task", "action.missing", "role.missing"})
"""What is mostly answered alike for a whole drawing, so that it is asked once."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions of one kind.  `for_all`: one answer may be given for all of them; `proposed` is what is chosen then."""

    code: str
    title: str
    hint: str
    questions: tuple[Question, ...]
    for_all: bool
    proposed: str


@blueprint.get("/definitions/<key>/edit/interview")
def interview(key: str) -> str:
    """What the drawing leaves open."""
    return _page(key)


@blueprint.post("/definitions/<key>/edit/interview")
def answer(key: str) -> str | tuple[str, int, dict[str, str]] | AnyResponse:
    """The answers, written into the files; those that cannot be come back with everything that was typed."""
    here, actor = current.installation(), current.actor()
    typed = {name: value for name, value in request.form.items() if not name.startswith("_")}
    try:
        if not request.form.get("_etag"):
            raise EtagMissing
        draft = redesign.read(here, actor, key)
        redesign.require_seen(here, draft, request.form["_etag"])
        before = redesign.check(here, actor, key)
        asked = interviewing.questions(draft.parts, before)
        changed = interviewing.answered(draft.parts, asked, typed)
        if changed:
            interviewing.require_understood(asked, before, redesign.check(here, actor, key, changed))
            redesign.write_parts(here, actor, key, changed, etag=draft.etag)
    except (Unfit, FileTooBig, RedesignChanged, CheckBusy) as refusal:
        return _page(key, typed=typed, refusal=refusal), status_of(refusal), headers_of(refusal)
    if not changed:
        flash(_("Ничего не изменилось"), "warning")
        return redirect(url_for("definitions.interview", key=key))
    flash(_("Ответы записаны в черновик"), "good")
    return redirect(url_for("definitions.interview", key=key))


def _page(key: str, *, typed: Mapping[str, str] | None = None, refusal: PoryadokError | None = None) -> str:
    here, actor, language = current.installation(), current.actor(), current.language()
    opened = editing.opened(here, actor, key, language)
    checked, found = editing.checked(here, actor, key, language)
    asked = interviewing.questions(opened.draft.parts, checked)
    problems = refusal.problems if isinstance(refusal, AnswersUnfit) else {}
    return render_template(
        "definitions/interview.html",
        redesign=opened,
        checked=checked,
        groups=_groups(asked),
        others=[one for one in found if one.severity == "error" and one.code not in interviewing.ASKED],
        typed=typed or {},
        problems={name: ru if language == "ru" else en for name, (ru, en) in problems.items()},
        refusal=refusal.in_language(language) if refusal and not problems else None,
        russian=language == "ru",
    )


def _groups(asked: tuple[Question, ...]) -> list[Group]:
    groups: list[Group] = []
    for code, (title, hint) in _titles().items():
        questions = tuple(one for one in asked if one.code == code)
        if not questions:
            continue
        for_all = code in _FOR_ALL and len(questions) > 1
        proposed = questions[0].proposed if for_all and len({one.proposed for one in questions}) == 1 else ""
        if for_all:  # each may differ, and says so
            questions = tuple(replace(one, proposed="") for one in questions) if proposed else questions
        groups.append(Group(code=code, title=title, hint=hint, questions=questions, for_all=for_all, proposed=proposed))
    return groups


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "process.not_executable": (
            _("Какой процесс исполнять"),
            _("Остальные останутся на схеме как внешние участники."),
        ),
        "kind.plain_task": (
            _("Что значат шаги без вида"),
            _("Человек делает шаг сам, или служба — без него."),
        ),
        "action.missing": (
            _("Что делает служба"),
            _("У действия есть входы: заполните их потом в редакторе схемы."),
        ),
        "lane.unknown": (_("Кто работает в дорожке"), _("Само имя дорожки никому прав не даёт.")),
        "role.missing": (_("Кто делает шаг"), _("Шаг увидят во входящих те, у кого эта роль.")),
        "form.unknown": (_("Какая форма у шага"), _("Вопросы новой формы добавьте потом в редакторе форм.")),
        "timer.empty": (
            _("Какой срок"),
            _("P10D — десять дней, PT2H — два часа, workdays_after(now(), 5) — пять рабочих дней, дата со временем."),
        ),
        "condition.missing": (
            _("Как выбирают путь"),
            _("Условие — выражение FEEL, например application.directed = true. Один путь может быть «иначе»."),
        ),
    }

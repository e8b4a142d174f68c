"""Pages of the owner: the redesign and its parts, settings, publishing; and of the second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from processes.errors import PoryadokError
from service import current
from service.definitions import comparing, editing, interviewing, settings, views
from service.definitions.blueprint import blueprint
from service.errors import (
    CheckBusy,
    CheckStopped,
    Conflict,
    EtagMissing,
    FileTooBig,
    GateClosed,
    NotFound,
    RedesignChanged,
    Unfit,
    headers_of,
    status_of,
)
from service.operations import approve as second_person
from service.operations import publish as publishing
from service.operations import redesign, two_people
from service.operations.publish import Grounds
from service.parts import LARGEST_WHOLE

Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | AnyResponse

_TEXTS = (".yaml", ".txt", ".typ")
_FOLDERS = {".txt": "notices", ".typ": "documents"}
MOST_FILES = 100
MOST_TOLD = 10


@blueprint.get("/definitions/<key>/edit")
def edit(key: str) -> Page:
    """The redesign: its parts, and what the check says."""
    return _edit_page(key)


@blueprint.post("/definitions/<key>/edit")
def upload(key: str) -> Page:
    """Files take the places of the parts with their names; new ones are added."""
    try:
        contents = _brought(redesign.read(current.installation(), current.actor(), key).parts)
        redesign.bring_parts(current.installation(), current.actor(), key, contents, etag=_seen())
    except (Unfit, FileTooBig, RedesignChanged, CheckStopped, CheckBusy) as refusal:
        return _edit_page(key, problem=refusal), status_of(refusal), headers_of(refusal)
    flash(_("Сохранено: %(names)s", names=", ".join(contents)), "good")
    return redirect(url_for("definitions.edit", key=key))


@blueprint.get("/definitions/<key>/edit/file/<path:part>")
def redesign_file(key: str, part: str) -> Response:
    """A file of the redesign."""
    return views.download(redesign.read(current.installation(), current.actor(), key).parts, part)


@blueprint.post("/definitions/<key>/edit/drop/<path:part>")
def drop_part(key: str, part: str) -> Page:
    """The redesign without this file."""
    try:
        redesign.drop_part(current.installation(), current.actor(), key, part, etag=_seen())
    except RedesignChanged as refusal:
        return _edit_page(key, problem=refusal), status_of(refusal)
    flash(_("Файл %(name)s убран из черновика", name=part), "good")
    return redirect(url_for("definitions.edit", key=key))


@blueprint.post("/definitions/<key>/edit/restore/<path:part>")
def restore_part(key: str, part: str) -> Page:
    """The file as the base has it."""
    here, actor = current.installation(), current.actor()
    opened = editing.opened(here, actor, key, current.language())
    if part not in opened.base_parts:
        raise NotFound
    try:
        redesign.write_part(here, actor, key, part, opened.base_parts[part], etag=_seen())
    except RedesignChanged as refusal:
        return _edit_page(key, problem=refusal), status_of(refusal)
    flash(_("Сохранено: %(names)s", names=part), "good")
    return redirect(url_for("definitions.edit", key=key))


@blueprint.post("/definitions/<key>/edit/drop")
def drop(key: str) -> Page:
    """Throw the redesign away."""
    try:
        redesign.drop(current.installation(), current.actor(), key, etag=_seen())
    except (RedesignChanged, Conflict) as refusal:
        return _edit_page(key, problem=refusal), status_of(refusal)
    flash(_("Черновик удалён"), "good")
    return redirect(url_for("definitions.page", key=key))


@blueprint.post("/definitions/<key>/edit/rebase")
def rebase(key: str) -> Page:
    """The redesign is from now on a change of the newest version."""
    try:
        redesign.rebase(current.installation(), current.actor(), key, etag=_seen())
    except (RedesignChanged, Conflict) as refusal:
        return _edit_page(key, problem=refusal), status_of(refusal)
    return redirect(url_for("definitions.edit", key=key))


@blueprint.get("/definitions/<key>/edit/text/<path:part>")
def part(key: str, part: str) -> Page:
    """A part that is text, to be changed as text."""
    return _part_page(key, part)


@blueprint.post("/definitions/<key>/edit/text/<path:part>")
def save_part(key: str, part: str) -> Page:
    """The text, saved; what is refused comes back with everything that was typed."""
    typed = request.form.get("text", "")
    try:
        if PurePosixPath(part).suffix not in _TEXTS:
            raise NotFound
        content = _as_written(key, part, typed)
        redesign.bring_parts(current.installation(), current.actor(), key, {part: content}, etag=_seen())
    except (Unfit, FileTooBig, RedesignChanged, CheckStopped, CheckBusy) as refusal:
        return _part_page(key, part, typed=typed, problem=refusal), status_of(refusal), headers_of(refusal)
    flash(_("Сохранено: %(names)s", names=part), "good")
    return redirect(url_for("definitions.edit", key=key))


@blueprint.get("/definitions/<key>/settings", endpoint="settings")
def settings_page(key: str) -> Page:
    """Terms, limits and switches, value by value."""
    return _settings_page(key)


@blueprint.post("/definitions/<key>/settings")
def save_settings(key: str) -> Page:
    """The values, saved into the redesign; then it may be published."""
    here, actor = current.installation(), current.actor()
    typed = {name.removeprefix("set."): value for name, value in request.form.items() if name.startswith("set.")}
    problems: dict[str, str] = {}
    draft = redesign.read(here, actor, key)
    content = draft.parts.get(settings.PART, b"")
    known = {one.name: one for one in settings.shown(content, current.language())}
    values: dict[str, int | str | bool] = {}
    for name, text in typed.items():
        try:
            values[name] = settings.read_value(known[name], text) if name in known else text
        except Unfit as refusal:
            problems[name] = refusal.in_language(current.language())
    if problems:
        return _settings_page(key, typed=typed, problems=problems), 422
    try:
        changed = settings.written(content, values)
        if changed != content:
            redesign.write_part(here, actor, key, settings.PART, changed, etag=_seen())
    except (Unfit, RedesignChanged) as refusal:
        return _settings_page(key, typed=typed, refusal=refusal), status_of(refusal)
    if changed == content and draft.rev == 0:
        flash(_("Ничего не изменилось"), "warning")
        return redirect(url_for("definitions.settings", key=key))
    return redirect(url_for("definitions.publish", key=key))


@blueprint.get("/definitions/<key>/publish", endpoint="publish")
def publish_page(key: str) -> Page:
    """What will change, what the check says, why and since when."""
    return _publish_page(key)


@blueprint.post("/definitions/<key>/publish")
def publish_now(key: str) -> Page:
    """The redesign is published, or proposed to a second person."""
    try:
        grounds = Grounds(
            reason=request.form.get("reason", ""),
            basis=request.form.get("basis") or None,
            effective_from=_effective_from(),
        )
        done = publishing.publish_redesign(
            current.installation(), current.actor(), key, grounds, etag=_seen()
        )  # fmt: skip
    except (Unfit, RedesignChanged, Conflict, GateClosed, CheckBusy) as refusal:
        return _publish_page(key, refusal=refusal), status_of(refusal), headers_of(refusal)
    told = (
        _("Версия %(n)s предложена. Теперь её должен утвердить другой человек", n=done.version)
        if done.proposed
        else _("Версия %(n)s опубликована", n=done.version)
    )
    flash(told, "good")
    return redirect(url_for("definitions.version", key=key, version=done.version))


def _effective_from() -> datetime | None:
    """Since when the version holds; None for at once.  Raises Unfit where choice and day do not agree."""
    later, day = request.form.get("when") == "day", request.form.get("effective", "").strip()
    if later and not day:
        raise Unfit(
            "С какого дня: укажите день или выберите «сразу»", "Since when: name the day, or choose at once",
            field="effective",
        )  # fmt: skip
    if day and not later:
        raise Unfit(
            "С какого дня: указан день, но выбрано «сразу»; выберите «с начала дня» или сотрите день",
            "Since when: a day is named but at once is chosen; choose the day, or clear it",
            field="effective",
        )
    return publishing.effective_on(current.installation(), day)


@blueprint.post("/definitions/<key>/versions/<int:version>/approve")
def approve(key: str, version: int) -> Page:
    """The second person says yes."""
    try:
        second_person.approve(current.installation(), current.actor(), key, version)
    except (Conflict, GateClosed, CheckBusy) as refusal:
        return (
            views.version_page(key, version, problem=refusal.in_language(current.language())),
            status_of(refusal),
            headers_of(refusal),
        )
    flash(_("Версия %(n)s утверждена и опубликована", n=version), "good")
    return redirect(url_for("definitions.version", key=key, version=version))


@blueprint.post("/definitions/<key>/versions/<int:version>/reject")
def reject(key: str, version: int) -> Page:
    """The second person says no, and why; or whoever proposed it takes it back."""
    verdict = request.form.get("verdict", "")
    try:
        second_person.reject(current.installation(), current.actor(), key, version, verdict)
    except (Unfit, Conflict) as refusal:
        told = refusal.in_language(current.language())
        return views.version_page(key, version, problem=told, verdict=verdict), status_of(refusal)
    flash(_("Версия %(n)s отклонена; её текст снова в черновике", n=version), "good")
    return redirect(url_for("definitions.version", key=key, version=version))


@blueprint.post("/definitions/<key>/two-people")
def turn_two_people(key: str) -> AnyResponse:
    """Whether a second person must approve, from now on."""
    two_people.turn(current.installation(), current.actor(), key, on=request.form.get("on") == "true")
    flash(_("Сохранено и записано в журнал"), "good")
    return redirect(url_for("definitions.page", key=key))


def _edit_page(key: str, *, problem: PoryadokError | None = None) -> str:
    here, actor, language = current.installation(), current.actor(), current.language()
    opened = editing.opened(here, actor, key, language)
    checked, found = editing.checked(here, actor, key, language)
    return render_template(
        "definitions/edit.html",
        redesign=opened,
        checked=checked,
        findings=found,
        asked=len(interviewing.questions(opened.draft.parts, checked)),
        problem=problem.in_language(language) if problem else None,
    )


def _part_page(key: str, part: str, *, typed: str | None = None, problem: PoryadokError | None = None) -> str:
    opened = editing.opened(current.installation(), current.actor(), key, current.language())
    content = opened.draft.parts.get(part)
    if content is None or PurePosixPath(part).suffix not in _TEXTS:
        raise NotFound
    stale = isinstance(problem, RedesignChanged)
    text = content.decode("utf-8", "replace")
    return render_template(
        "definitions/part.html",
        redesign=opened,
        part=part,
        text=text if typed is None else typed,
        theirs=text if stale and text != typed else None,
        problem=problem.in_language(current.language()) if problem else None,
    )


def _settings_page(
    key: str,
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    refusal: PoryadokError | None = None,
) -> str:
    language = current.language()
    opened = editing.opened(current.installation(), current.actor(), key, language)
    base = {one.name: one.value for one in settings.shown(opened.base_parts.get(settings.PART, b""), language)}
    return render_template(
        "definitions/settings.html",
        redesign=opened,
        settings=settings.shown(opened.draft.parts.get(settings.PART, b""), language),
        base=base,
        typed=typed or {},
        problems=problems or {},
        refusal=refusal.in_language(language) if refusal else None,
    )


def _publish_page(key: str, *, refusal: PoryadokError | None = None) -> str:
    here, actor, language = current.installation(), current.actor(), current.language()
    opened = editing.opened(here, actor, key, language)
    checked, found = editing.checked(here, actor, key, language)
    return render_template(
        "definitions/publish.html",
        redesign=opened,
        checked=checked,
        findings=found,
        asked=len(interviewing.questions(opened.draft.parts, checked)),
        groups=comparing.listed(opened.base_parts, opened.draft.parts, language),
        running=editing.running(here, key, language),
        refusal=refusal.in_language(language) if refusal and not isinstance(refusal, GateClosed) else None,
        wrong=str(refusal.facts.get("field", "")) if refusal else "",
        today=here.today(),
    )


def _brought(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """What was uploaded, by the names that it has among the parts.  Raises Unfit, FileTooBig, CheckStopped, CheckBusy."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files or len(files) > MOST_FILES:
        raise Unfit(f"Выберите файлы, до {MOST_FILES}", f"Choose files, up to {MOST_FILES}")
    named, room = [], LARGEST_WHOLE
    for file in files:
        content = file.stream.read(room + 1)
        room -= len(content)
        if room < 0:
            raise FileTooBig(LARGEST_WHOLE // 1024 // 1024)
        named.append((PurePosixPath((file.filename or "").replace("\\", "/")).name, content))
    found, wrong = current.installation().quarantine.unpack(named)
    if wrong:
        raise Unfit("; ".join(one.ru for one in wrong[:MOST_TOLD]), "; ".join(one.en for one in wrong[:MOST_TOLD]))
    contents: dict[str, bytes] = {}
    for name, content in found:
        place = _place_of(name, parts)
        if place in contents:
            raise Unfit(f"Файл «{place}» загружен дважды", f"File {place!r} is uploaded twice")
        contents[place] = content
    return contents


def _place_of(name: str, parts: Iterable[str]) -> str:
    """The part that an uploaded file replaces: of its name, in whatever folder; else where its archive or its kind says."""
    path = PurePosixPath(name)
    known = [one for one in parts if PurePosixPath(one).name == path.name]
    if known:
        return name if name in known else known[0]
    folder = _FOLDERS.get(path.suffix)
    return name if "/" in name or not folder else f"{folder}/{name}"


def _as_written(key: str, part: str, typed: str) -> bytes:
    """A form sends line ends of its own; the file keeps those that it had."""
    draft = redesign.read(current.installation(), current.actor(), key)
    if part not in draft.parts:
        raise NotFound
    ends = b"\r\n" if b"\r\n" in draft.parts[part] else b"\n"
    return typed.replace("\r\n", "\n").encode("utf-8", "replace").replace(b"\n", ends)


def _seen() -> str:
    """The state of the redesign that the page was drawn from."""
    seen = request.form.get("_etag")
    if not seen:
        raise EtagMissing
    return seen

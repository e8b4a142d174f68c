"""What changed between two versions, as a page shows it: the list in groups, and both pictures with coloured marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from processes import drawing, model
from processes.compare import Change, Kind, Where, compare, marks, said
from processes.drawing import Marks
from processes.errors import PoryadokError
from processes.model.elements import Diagram

LONGEST = 400
"""Characters of a value that a list shows; the file has the rest."""

Parts = Mapping[str, bytes]
LayOut = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class ChangeShown:
    """One line of the list."""

    kind: str
    kind_words: str
    what: str
    before: str
    after: str
    element: str | None
    part: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The changes of one kind of thing."""

    where: str
    title: str
    changes: tuple[ChangeShown, ...]


@dataclass(frozen=True, kw_only=True)
class PictureShown:
    """A process as it was or as it is; the SVG is made of escaped text only."""

    title: str
    svg: Markup


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """One process in both versions, where it is drawn differently; a side is None where it does not exist."""

    process: str
    before: PictureShown | None
    after: PictureShown | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that differs."""

    groups: tuple[Group, ...]
    pictures: tuple[Pictures, ...]

    @property
    def count(self) -> int:
        return sum(len(group.changes) for group in self.groups)


def compared(before: Parts, after: Parts, language: str, lay_out: LayOut) -> Comparison:
    """The list and the pictures; `lay_out` draws what came without coordinates."""
    changes = compare(before, after)
    pictures = _pictures(before, after, changes, language, lay_out)
    return Comparison(groups=_groups(changes, language), pictures=tuple(pictures))


def listed(before: Parts, after: Parts, language: str) -> tuple[Group, ...]:
    """The list alone."""
    return _groups(compare(before, after), language)


def _groups(changes: tuple[Change, ...], language: str) -> tuple[Group, ...]:
    titles, words = _titles(), _kinds()
    groups: dict[Where, list[ChangeShown]] = {}
    for change in changes:
        groups.setdefault(change.where, []).append(
            ChangeShown(
                kind=change.kind.value,
                kind_words=words[change.kind],
                what=change.what.in_language(language),
                before=_short(said(change.before, language)),
                after=_short(said(change.after, language)),
                element=change.element,
                part=change.part,
            )
        )
    return tuple(Group(where=where.value, title=titles[where], changes=tuple(found)) for where, found in groups.items())


def _pictures(
    before: Parts, after: Parts, changes: tuple[Change, ...], language: str, lay_out: LayOut
) -> list[Pictures]:
    """Processes with a change that the picture can show, in the order of the later version."""
    earlier, later = marks(changes)
    if not earlier and not later:
        return []
    old, new = _drawable(before, lay_out), _drawable(after, lay_out)
    shown = []
    for process in dict.fromkeys((*new, *old)):
        left = _drawn(old.get(process), process, earlier, language)
        right = _drawn(new.get(process), process, later, language)
        if (left and left[1]) or (right and right[1]):
            shown.append(Pictures(process=process, before=left[0] if left else None, after=right[0] if right else None))
    return shown


def _drawn(
    diagram: Diagram | None, process: str, classes: Mapping[str, str], language: str
) -> tuple[PictureShown, bool] | None:
    """The picture, and whether anything is marked in it."""
    if diagram is None:
        return None
    drawn = diagram.processes[process]
    own = {id_: (name,) for id_, name in classes.items() if id_ in drawn.nodes or id_ in drawn.flows}
    title = drawn.name or process
    svg = drawing.svg(diagram, process, Marks(classes=own), title=title, language=language)
    return PictureShown(title=title, svg=Markup(svg)), bool(own)  # noqa: S704  drawing escapes every text


def _drawable(parts: Parts, lay_out: LayOut) -> dict[str, Diagram]:
    """Process -> a diagram with coordinates; what cannot be read or laid out has no picture."""
    found: dict[str, Diagram] = {}
    for name, content in sorted(parts.items()):
        if not name.endswith(".bpmn"):
            continue
        try:
            diagram = model.read(content)
            if not diagram.picture.shapes:
                diagram = model.read(lay_out(content))
        except (PoryadokError, ValueError, KeyError):  # a draft that nobody could lay out has no picture yet
            continue
        found.update(dict.fromkeys(diagram.processes, diagram))
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _kinds() -> dict[Kind, str]:
    return {
        Kind.ADDED: _("добавлено"),
        Kind.REMOVED: _("удалено"),
        Kind.CHANGED: _("изменено"),
        Kind.RENAMED: _("переименовано"),
        Kind.MOVED: _("перемещено"),
    }


def _titles() -> dict[Where, str]:
    return {
        Where.PROCEDURE: _("Процедура"),
        Where.SETTING: _("Настройки"),
        Where.PROCESS: _("Ход дела"),
        Where.FORM: _("Формы"),
        Where.TABLE: _("Таблицы решений"),
        Where.CASE: _("Случаи для таблиц"),
        Where.ROLE: _("Роли"),
        Where.SEPARATION: _("Разделение обязанностей"),
        Where.STAGE: _("Этапы"),
        Where.REMINDER: _("Напоминания"),
        Where.REGISTER: _("Реестры"),
        Where.FORUM: _("Обсуждения"),
        Where.NOTICE: _("Уведомления"),
        Where.DOCUMENT: _("Документы"),
        Where.CLAUSE: _("Пункты"),
        Where.READING: _("Прочтения"),
        Where.PLAY: _("Сценарии"),
        Where.TEXT: _("Тексты"),
        Where.LAYOUT: _("Расположение на схеме"),
        Where.FILE: _("Файлы"),
    }

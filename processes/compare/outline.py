"""What changed in procedure.yaml and in the lists beside it: each section in its own words, every name that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from processes.compare.change import Change, Kind, Where, Words
from processes.compare.plain import Difference, differences, same
from processes.compare.words import OF_PROCEDURE, OF_VALUES, called, path_called, quoted

Titles = Callable[[str], str]
"""Id of an element -> what it is called in the diagrams."""

_SECTIONS: Mapping[str, tuple[Where, Words]] = {
    "settings": (Where.SETTING, Words("Настройка", "Setting")),
    "roles": (Where.ROLE, Words("Роль", "Role")),
    "separation": (Where.SEPARATION, Words("Разделение обязанностей", "Separation of duties")),
    "stages": (Where.STAGE, Words("Этап", "Stage")),
    "registers": (Where.REGISTER, Words("Реестр", "Register")),
    "forums": (Where.FORUM, Words("Обсуждение", "Forum")),
}
_FILES: Mapping[str, tuple[Where, Words]] = {
    "clauses.yaml": (Where.CLAUSE, Words("Пункт", "Clause")),
    "readings.yaml": (Where.READING, Words("Прочтение", "Reading")),
    "registers.yaml": (Where.REGISTER, Words("Строки реестра для примеров", "Example rows of register")),
}
_REMINDERS = {
    "reminder": Words("напомнить за {days} дн.", "remind {days} days before"),
    "escalation": Words("сообщить руководителю через {days} дн.", "tell the head after {days} days"),
}


def compare(name: str, before: Any, after: Any, titles: Titles) -> Iterator[Change]:
    """Differences of one YAML part, read already; `name` is the file's."""
    if name == "procedure.yaml" and isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _procedure(name, before, after, titles)
        return
    where, word = _FILES.get(name, _of_other(name))
    for one in differences(before, after):
        yield _in_section(name, where, word, one, before, after, titles)


def _procedure(name: str, before: Mapping[str, Any], after: Mapping[str, Any], titles: Titles) -> Iterator[Change]:
    for section in dict.fromkeys((*before, *after)):
        old, new = before.get(section), after.get(section)
        if section == "reminders":
            yield from _reminders(name, old or {}, new or {}, titles)
        elif section in _SECTIONS:
            where, word = _SECTIONS[section]
            empty: Any = [] if isinstance(new or old, list) else {}
            for one in differences(old or empty, new or empty):
                yield _in_section(name, where, word, one, old or empty, new or empty, titles)
        else:
            for one in differences(old, new, (section,)):
                what = path_called(OF_PROCEDURE, one.path)
                yield _change(one, Where.PROCEDURE, name, section, what, renamed=section == "title")


def _in_section(
    part: str, where: Where, word: Words, one: Difference, before: Any, after: Any, titles: Titles
) -> Change:
    """`one.path` begins with the name or id of what changed: a role, a setting, a clause."""
    if not one.path:
        return _change(one, where, part, None, word)
    id_, rest = one.path[0], one.path[1:]
    body = _body(after, id_) or _body(before, id_)
    title = _title(body, titles, id_)
    what = word + Words(" ", " ") + (quoted(title) + Words(f" ({id_})", f" ({id_})") if title else Words(id_, id_))
    if not rest and one.kind in (Kind.ADDED, Kind.REMOVED):
        return _change(one, where, part, id_, what, whole=False)
    if rest in (("ru",), ("en",), ("title",)):
        bare = word + Words(f" {id_}", f" {id_}")
        return _change(one, where, part, id_, bare if rest != ("en",) else bare + Words(" (en)", " (en)"), renamed=True)
    if rest and rest != ("value",):
        words = [called(OF_VALUES, step) for step in rest]
        what = what + Words(": " + " ".join(w.ru for w in words), ": " + " ".join(w.en for w in words))
    return _change(one, where, part, id_, what)


def _reminders(part: str, before: Any, after: Any, titles: Titles) -> Iterator[Change]:
    """A step's reminders are one line: somebody reads them together."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        for one in differences(before, after, ("reminders",)):
            yield _change(one, Where.REMINDER, part, None, Words("Напоминания", "Reminders"))
        return
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if same(old, new):
            continue
        title = titles(str(id_))
        what = Words("Напоминания шага ", "Reminders of step ") + quoted(title) + Words(f" ({id_})", f" ({id_})")
        kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
        yield Change(
            kind=kind, where=Where.REMINDER, part=part, element=str(id_), what=what,
            before=_reminding(old), after=_reminding(new),
        )  # fmt: skip


def _reminding(written: Any) -> Any:
    if not isinstance(written, list) or not all(isinstance(one, Mapping) for one in written):
        return written
    return [_one_reminder(one) for one in written]


def _one_reminder(one: Mapping[str, Any]) -> Any:
    words = _REMINDERS.get(str(one.get("kind")))
    if words is None or set(one) - {"kind", "days", "role"}:
        return one
    days, role = one.get("days"), f" ({one['role']})" if one.get("role") else ""
    return Words(words.ru.format(days=days) + role, words.en.format(days=days) + role)


def _body(section: Any, id_: str) -> Any:
    if isinstance(section, Mapping):
        return section.get(id_)
    if isinstance(section, list):
        return next((one for one in section if isinstance(one, Mapping) and str(one.get("id")) == id_), None)
    return None


def _title(body: Any, titles: Titles, id_: str) -> str:
    if isinstance(body, Mapping):
        for name in ("ru", "title", "clause"):
            if isinstance(body.get(name), str):
                return str(body[name])
    found = titles(id_)
    return found if found != id_ else ""


def _of_other(name: str) -> tuple[Where, Words]:
    if name.startswith("plays/"):
        return Where.PLAY, Words(f"Сценарий {name}: шаг", f"Play {name}: step")
    if name.endswith(".cases.yaml"):
        return Where.CASE, Words(f"Случаи {name}:", f"Cases {name}:")
    return Where.FILE, Words(f"Файл {name}:", f"File {name}:")


def _change(
    one: Difference,
    where: Where,
    part: str,
    element: str | None,
    what: Words,
    *,
    whole: bool = True,
    renamed: bool = False,
) -> Change:
    kind = Kind.RENAMED if renamed and one.kind is Kind.CHANGED else one.kind
    return Change(
        kind=kind,
        where=where,
        part=part,
        element=element,
        what=what,
        before=one.before if whole else None,
        after=one.after if whole else None,
    )

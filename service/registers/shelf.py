"""Registers as pages show them: which there are, their rows, one row with its versions; what the public may see of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from forms.fields.field import Question
from processes.definition import RegisterOutline
from service import in_effect, naming, rights, words
from service.actor import Actor
from service.in_effect import Register
from service.installation import Installation
from service.refs import read_person
from storage import instances, people, registers
from storage.errors import NotFound, RowMissing
from storage.models import RegisterRow, RegisterVersion

PAGE = 50
WIDTH = 5
"""Columns of a row that a list shows; the row's own page has all of them."""

STATES = {
    "active": ("действует", "valid"),
    "suspended": ("приостановлено", "suspended"),
    "closed": ("прекращено", "no longer valid"),
    "cancelled": ("аннулировано", "annulled"),
}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A register in the list."""

    id: str
    title: str
    public: bool


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An image that stands in a column of a row."""

    register: str
    key: str
    column: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A column of a row; `url` is where its text leads, `picture` the image in it; None for all others.

    `lines` are the items of a list, one a line.
    """

    name: str
    title: str
    text: str
    url: str | None
    picture: Picture | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A column that a writing changed, as it read before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Writing:
    """One version of a row: when, by which case (None: by a person, `by`), and what it changed; None: no other state."""

    version: int
    at: datetime
    case: str | None
    by: str
    state: Turned | None
    turned: tuple[Turned, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row; `state` is its word in the procedure, `state_words` what people read, `holds` whether it is valid."""

    key: str
    cells: tuple[Cell, ...]
    state: str
    state_words: str
    holds: bool
    version: int
    capacity: int | None
    free: int | None
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A register with a page of its rows."""

    shelf: Shelf
    titles: tuple[str, ...]
    entries: tuple[Entry, ...]
    q: str
    after: str


def shelves(installation: Installation, actor: Actor | None, language: str) -> tuple[Shelf, ...]:
    """The registers that this person, or the public, may open."""
    return tuple(
        Shelf(id=id_, title=title(found, language), public=found.outline.public)
        for id_, found in _registers(installation).items()
        if found.outline.public or is_staff(actor)
    )


def known(installation: Installation, register: str, actor: Actor | None) -> Register:
    """What its procedure says of a register; raises NotFound where this person may not open it."""
    found = _registers(installation).get(register)
    if found is None or not (found.outline.public or is_staff(actor)):
        raise NotFound("Реестр", "Register", register)
    return found


def listing(
    installation: Installation, actor: Actor | None, register: str, args: Mapping[str, str], language: str
) -> Listing:
    """A page of the register's rows, by key."""
    told = known(installation, register, actor)
    q, after = args.get("q", "").strip()[:200], args.get("after", "")
    with installation.database.reading() as session:
        states = None if is_staff(actor) else told.outline.public_states
        today = today_in(installation)
        rows = registers.rows(
            session, register, states=states, today=today, after=after or None, limit=500 if q else PAGE
        )
        free = _free(session, told, installation)
        entries = tuple(_entry(told, row, today, free, actor, language) for row in rows)
    names = [name for name, _ in _columns(told, actor, language) if _fits_a_list(told, name)][:WIDTH]
    if q:
        entries = tuple(entry for entry in entries if _matches(entry, q))[:PAGE]
    return Listing(
        shelf=Shelf(id=register, title=title(told, language), public=told.outline.public),
        titles=tuple(heading for name, heading in _columns(told, actor, language) if name in names),
        entries=tuple(_narrow(found, names) for found in entries),
        q=q,
        after=rows[-1].key if len(rows) == PAGE and not q else "",
    )


def entry(installation: Installation, actor: Actor | None, register: str, key: str, language: str) -> Entry:
    """One row; raises RowMissing."""
    told = known(installation, register, actor)
    with installation.database.reading() as session:
        today = today_in(installation)
        row = _seen(session, told, key, actor, today)
        return _entry(told, row, today, _free(session, told, installation), actor, language)


def writings(installation: Installation, actor: Actor | None, register: str, key: str, language: str) -> list[Writing]:
    """What each version of the row changed, the newest first; for those who may read rows whole, else nothing."""
    told = known(installation, register, actor)
    if not is_staff(actor):
        return []
    with installation.database.reading() as session:
        versions = registers.versions(session, register, key)
        cases = instances.some(session, {one.instance_id for one in versions if one.instance_id is not None})
        numbers = {id_: case.number for id_, case in cases.items()}
        persons = {id_ for one in versions if (id_ := read_person(one.written_by)) is not None}
        names = people.named(session, persons) if persons else {}
    pairs = zip([None, *versions], versions, strict=False)
    found = [_writing(told, before, after, numbers, names, language) for before, after in pairs]
    return found[::-1]


def _writing(
    told: Register,
    before: RegisterVersion | None,
    after: RegisterVersion,
    numbers: Mapping[int, str],
    names: Mapping[int, str],
    language: str,
) -> Writing:
    was, now = (before.data if before else {}), after.data
    turned = tuple(
        Turned(
            title=str(column.get(language) or column.get("ru") or name),
            before=text_of(told, name, was.get(name), language),
            after=text_of(told, name, now.get(name), language),
        )
        for name, column in told.outline.columns.items()
        if was.get(name) != now.get(name)
    )
    old = state_words(told.outline, before.state, language) if before else ""
    new = state_words(told.outline, after.state, language)
    return Writing(
        version=after.version,
        at=after.written_at,
        case=numbers.get(after.instance_id) if after.instance_id is not None else None,
        by=naming.person_name(after.written_by, names, language),
        state=Turned(title="", before=old, after=new) if old != new else None,
        turned=turned,
    )


def today_in(installation: Installation) -> date:
    """The day that it is where the installation stands."""
    return installation.now().astimezone(installation.zone).date()


def picture(installation: Installation, actor: Actor | None, register: str, key: str, column: str) -> str:
    """The id of the image in a column that this person, or the public, may see; raises NotFound, RowMissing."""
    told = known(installation, register, actor)
    if column not in dict(_columns(told, actor, "ru")):
        raise NotFound("Картинка", "Image", column)
    with installation.database.reading() as session:
        value = _seen(session, told, key, actor, today_in(installation)).data.get(column)
    if picture_of(told, key, column, value) is None:
        raise NotFound("Картинка", "Image", column)
    return str(value[0]["attachment"])


def _seen(session: Session, told: Register, key: str, actor: Actor | None, today: date) -> RegisterRow:
    """The row, unless it is in a state that only the house sees; raises RowMissing."""
    row, states = registers.get(session, told.outline.id, key), told.outline.public_states
    if states is not None and registers.state_on(row, today) not in states and not is_staff(actor):
        raise RowMissing(told.outline.id, key)
    return row


def picture_of(told: Register, key: str, name: str, value: Any) -> Picture | None:
    """The image in a column: the first file of an answer."""
    if told.outline.columns[name].get("type") != "image" or not isinstance(value, list) or not value:
        return None
    return Picture(register=told.outline.id, key=key, column=name) if "attachment" in value[0] else None


def link_of(told: Register, name: str, value: Any) -> str | None:
    """Where a column of addresses leads; only to pages of the web."""
    if told.outline.columns[name].get("type") != "url" or not isinstance(value, str):
        return None
    return value if value.startswith(("https://", "http://")) else None


def title(told: Register, language: str) -> str:
    """The register's title."""
    return told.outline.ru if language == "ru" else told.outline.en


def state_words(outline: RegisterOutline, state: str, language: str) -> str:
    """What a state of the register's rows is called, by the procedure or as usual."""
    named = outline.states.get(state)
    if named:
        return str(named.get(language) or named.get("ru") or state)
    usual = STATES.get(state, (state, state))
    return usual[0] if language == "ru" else usual[1]


def is_staff(actor: Actor | None) -> bool:
    """Whether rows may be shown whole."""
    return rights.READERS.holds(actor)


def _registers(installation: Installation) -> dict[str, Register]:
    with installation.database.reading() as session:
        return in_effect.registers(in_effect.editions(installation, session))


def _columns(told: Register, actor: Actor | None, language: str) -> Iterable[tuple[str, str]]:
    """Columns with their titles; the public sees those that are not marked private."""
    for name, column in told.outline.columns.items():
        if is_staff(actor) or column.get("public", "yes") not in ("no", False):
            yield name, str(column.get(language) or column.get("ru") or name)


def _fits_a_list(told: Register, name: str) -> bool:
    """Yes-or-no columns, images and the number, which is the row's key, are left to the row's own page."""
    return told.outline.columns[name].get("type") not in ("boolean", "image") and name not in ("number", "capacity")


def _narrow(found: Entry, names: list[str]) -> Entry:
    return replace(found, cells=tuple(cell for cell in found.cells if cell.name in names))


def _entry(
    told: Register,
    row: RegisterRow,
    today: date,
    free: Mapping[str, int | None],
    actor: Actor | None,
    language: str,
) -> Entry:
    state = registers.state_on(row, today)
    return Entry(
        key=row.key,
        cells=tuple(
            Cell(
                name=name,
                title=heading,
                text=text_of(told, name, row.data.get(name), language),
                url=link_of(told, name, row.data.get(name)),
                picture=picture_of(told, row.key, name, row.data.get(name)),
                lines=lines_of(told, name, row.data.get(name), language),
            )
            for name, heading in _columns(told, actor, language)
        ),
        state=state,
        state_words=state_words(told.outline, state, language),
        holds=told.outline.holds(state),
        version=row.version,
        capacity=row.capacity,
        free=free.get(row.key),
        written_at=row.written_at,
    )


def text_of(told: Register, name: str, value: Any, language: str) -> str:
    """A column as people read it: in the words of the form that it was typed into, if it was."""
    if told.outline.columns[name].get("type") == "image":
        return ""
    if told.outline.columns[name].get("type") == "list":
        return "; ".join(lines_of(told, name, value, language))
    if told.outline.columns[name].get("type") == "money" and value not in (None, ""):
        return words.money(value, language)
    question = told.form.by_path.get(name) if told.form else None
    if isinstance(question, Question) and value not in (None, "", []):
        return question.shown(value, language)
    return shown(value, language)


def lines_of(told: Register, name: str, value: Any, language: str) -> tuple[str, ...]:
    """The items of a column of lists, one a line: of a context what it holds, in its order."""
    if told.outline.columns[name].get("type") != "list" or not isinstance(value, list):
        return ()
    return tuple(shown(item, language) for item in value)


def shown(value: Any, language: str) -> str:
    """The value of a column that a case wrote, as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return ("да" if value else "нет") if language == "ru" else ("yes" if value else "no")
    if isinstance(value, list):
        return ", ".join(shown(item, language) for item in value)
    if isinstance(value, Mapping) and "given" in value:
        return ""  # erasable values do not stand in registers, and a commitment tells nobody anything
    if isinstance(value, Mapping):
        return ", ".join(text for text in (shown(item, language) for item in value.values()) if text)
    text = str(value)
    if len(text) == 10 and text[4:5] == text[7:8] == "-" and text.replace("-", "").isdigit():
        return words.short_day(datetime.fromisoformat(text).date())
    return text


def _free(session: Session, told: Register, installation: Installation) -> dict[str, int | None]:
    if told.outline.stock is None:
        return {}
    offered = registers.choices(session, told.outline.id, installation.now(), today=today_in(installation))
    return {choice.key: choice.free for choice in offered}


def _matches(found: Entry, q: str) -> bool:
    text = " ".join((found.key, *(cell.text for cell in found.cells))).casefold()
    return all(word in text for word in q.casefold().split())

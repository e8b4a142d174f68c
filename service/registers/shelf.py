"""Registers as pages show them: which there are, their rows, one row with its versions; what the public may see of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from forms.fields.field import Question
from processes.definition import RegisterOutline
from service import in_effect, naming, rights, words
from service.access import reads_all
from service.actor import Actor
from service.in_effect import Register
from service.installation import Installation
from service.refs import read_person
from storage import documents, instances, people, registers, text
from storage.errors import NotFound, RowMissing
from storage.models import Document, RegisterRow, RegisterVersion

PAGE = 50
MOST_EXPORTED = 20_000
"""Rows of one file."""
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
    leads: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A column that a writing changed, as it read before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Writing:
    """One version of a row: when, by which case (None: by a person, `by`), and what it changed; None: no other state.

    `fact` is the place in the case's history that wrote it, `papers` what the case had issued by then.
    """

    version: int
    at: datetime
    case: str | None
    fact: str | None
    papers: tuple[Document, ...]
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
    stand: Stand | None = None


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Since which day a row is what it is, and on what ground ("" where the register names none)."""

    since: date
    ground: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A state that a row came into: when and on what ground."""

    since: date
    state: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What somebody looks for in a register: words, a state, a year; behind which row the page begins."""

    q: str = ""
    state: str = ""
    year: str = ""
    after: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Narrowed:
        """As an address says it."""
        return cls(
            **{name: args.get(name, "").strip()[:200] for name in ("q", "state", "year")}, after=args.get("after", "")
        )

    @property
    def asked(self) -> dict[str, str]:
        """What narrows, as an address says it."""
        return {name: value for name in ("q", "state", "year") if (value := getattr(self, name))}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A register with a page of its rows; `states` and `years` are what it can be narrowed to."""

    shelf: Shelf
    titles: tuple[str, ...]
    entries: tuple[Entry, ...]
    narrowed: Narrowed
    states: tuple[tuple[str, str], ...]
    years: tuple[str, ...]
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
    told, narrowed = known(installation, register, actor), Narrowed.of(args)
    with installation.database.reading() as session:
        today = installation.today()
        rows = list(islice(_found(session, told, actor, narrowed, today), PAGE + 1))
        free = _free(session, told, installation)
        stands = _stands(session, told, rows[:PAGE], installation, actor, language)
        entries = tuple(
            replace(_entry(told, row, today, free, actor, language), stand=stands.get(row.key)) for row in rows[:PAGE]
        )
        years = _years(session, told, actor, today)
    names = _listed(told, actor, language)
    return Listing(
        shelf=Shelf(id=register, title=title(told, language), public=told.outline.public),
        titles=tuple(dict(_columns(told, actor, language))[name] for name in names),
        entries=tuple(_narrow(found, names) for found in entries),
        narrowed=narrowed,
        states=tuple((state, state_words(told.outline, state, language)) for state in _offered(told, actor)),
        years=years,
        after=rows[PAGE - 1].key if len(rows) > PAGE else "",
    )


def everything(
    installation: Installation, register: str, args: Mapping[str, str], language: str
) -> tuple[Register, tuple[Entry, ...], tuple[Mapping[str, Any], ...]]:
    """All rows that the public may see, narrowed as the address says: as people read them, and their plain values."""
    told, narrowed = known(installation, register, None), Narrowed.of(args)
    with installation.database.reading() as session:
        today = installation.today()
        rows = list(islice(_found(session, told, None, replace(narrowed, after=""), today), MOST_EXPORTED))
        stands = _stands(session, told, rows, installation, None, language)
        entries = tuple(
            replace(_entry(told, row, today, {}, None, language), stand=stands.get(row.key)) for row in rows
        )
    return told, entries, tuple(_plain(told, row) for row in rows)


def columns(told: Register, actor: Actor | None, language: str) -> tuple[tuple[str, str], ...]:
    """The columns that this person, or the public, may see, with their titles."""
    return tuple(_columns(told, actor, language))


def _found(
    session: Session, told: Register, actor: Actor | None, narrowed: Narrowed, today: date
) -> Iterator[RegisterRow]:
    """The rows that this person may see and looks for, by key."""
    states = told.outline.public_states if not is_staff(actor) else None
    if narrowed.state:
        states = (narrowed.state,) if states is None or narrowed.state in states else ()
    register, after = told.outline.id, narrowed.after or None
    for row in registers.each(session, register, states=states, today=today, q=narrowed.q, after=after):
        if narrowed.year and _year(told, row) != narrowed.year:
            continue
        if is_staff(actor) or _says(told, row, narrowed.q):
            yield row


def _says(told: Register, row: RegisterRow, q: str) -> bool:
    """Whether the words stand in what the public sees, and not only in what the house has written beside it."""
    beginnings = text.beginnings(q)
    if not beginnings or len(dict(_columns(told, None, "ru"))) == len(told.outline.columns):
        return True
    shown_words = [
        text_of(told, name, value, language) for name, value in _plain(told, row).items() for language in ("ru", "en")
    ]
    said = text.tokens_of([row.key, _plain(told, row), shown_words])
    return all(any(text.begins(token, beginning) for token in said) for beginning in beginnings)


def _plain(told: Register, row: RegisterRow) -> dict[str, Any]:
    """The columns of a row that the public may see.  Erasable values do not stand in registers."""
    values = {name: row.data.get(name) for name, _ in _columns(told, None, "ru")}
    return {name: None if isinstance(value, Mapping) and "given" in value else value for name, value in values.items()}


def _offered(told: Register, actor: Actor | None) -> tuple[str, ...]:
    """The states by which a register with states of its own can be narrowed."""
    public = told.outline.public_states
    return tuple(state for state in told.outline.states if is_staff(actor) or public is None or state in public)


def _years(session: Session, told: Register, actor: Actor | None, today: date) -> tuple[str, ...]:
    """The years that rows are of, the latest first."""
    if told.outline.year is None:
        return ()
    return tuple(
        sorted({_year(told, row) for row in _found(session, told, actor, Narrowed(), today)} - {""}, reverse=True)
    )


def _year(told: Register, row: RegisterRow) -> str:
    """The year of a row, "" for a row without."""
    return str(row.data.get(told.outline.year or "") or "")[:4]


def _stands(
    session: Session,
    told: Register,
    rows: Sequence[RegisterRow],
    installation: Installation,
    actor: Actor | None,
    language: str,
) -> dict[str, Stand]:
    """Since when each row is what it is, and on what ground, for a register whose states say something."""
    if not told.outline.states:
        return {}
    turns = registers.turns(session, told.outline.id, [row.key for row in rows])
    return {
        row.key: _stand(told, row, turns[row.key], installation, actor, language) for row in rows if row.key in turns
    }


def _stand(
    told: Register,
    row: RegisterRow,
    turn: RegisterVersion,
    installation: Installation,
    actor: Actor | None,
    language: str,
) -> Stand:
    if row.expires_on is not None and registers.state_on(row, installation.today()) != row.state:
        return Stand(since=row.expires_on + timedelta(days=1), ground="")
    return Stand(
        since=turn.written_at.astimezone(installation.zone).date(), ground=ground(told, turn.data, actor, language)
    )


def ground(told: Register, data: Mapping[str, Any], actor: Actor | None, language: str) -> str:
    """What a row names as the ground of its last change, as far as this person sees it."""
    seen = dict(_columns(told, actor, language))
    parts = (text_of(told, name, data.get(name), language) for name in told.outline.basis if name in seen)
    return (", " if language == "en" else " от ").join(part for part in parts if part)


def entry(installation: Installation, actor: Actor | None, register: str, key: str, language: str) -> Entry:
    """One row; raises RowMissing."""
    told = known(installation, register, actor)
    with installation.database.reading() as session:
        today = installation.today()
        row = _seen(session, told, key, actor, today)
        found = _entry(told, row, today, _free(session, told, installation), actor, language)
        return replace(found, stand=_stands(session, told, [row], installation, actor, language).get(key))


def passages(installation: Installation, actor: Actor | None, register: str, key: str, language: str) -> list[Passage]:
    """What states the row has been in, the newest first: since when and on what ground."""
    told = known(installation, register, actor)
    if not told.outline.states:
        return []
    with installation.database.reading() as session:
        row = _seen(session, told, key, actor, installation.today())
        versions = registers.versions(session, register, key)
    turns = [
        after
        for before, after in zip([None, *versions], versions, strict=False)
        if not before or before.state != after.state
    ]
    found = [
        Passage(
            since=turn.written_at.astimezone(installation.zone).date(),
            state=state_words(told.outline, turn.state, language),
            ground=ground(told, turn.data, actor, language),
        )
        for turn in turns
    ]
    state = registers.state_on(row, installation.today())
    if row.expires_on is not None and state != row.state:
        ended = row.expires_on + timedelta(days=1)
        found.append(Passage(since=ended, state=state_words(told.outline, state, language), ground=""))
    return found[::-1]


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
        papers = {id_: _papers(session, actor, told, id_) for id_ in numbers}
    pairs = zip([None, *versions], versions, strict=False)
    found = [_writing(told, before, after, numbers, names, papers, language) for before, after in pairs]
    return found[::-1]


def _papers(session: Session, actor: Actor | None, told: Register, case: int) -> tuple[Document, ...]:
    """The papers of a case, for those who read all its cases."""
    if actor is None or not reads_all(actor, told.edition):
        return ()
    return tuple(documents.of_instance(session, case))


def _writing(
    told: Register,
    before: RegisterVersion | None,
    after: RegisterVersion,
    numbers: Mapping[int, str],
    names: Mapping[int, str],
    papers: Mapping[int, tuple[Document, ...]],
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
        fact=after.seq_n,
        papers=tuple(paper for paper in papers.get(after.instance_id or 0, ()) if paper.issued_at <= after.written_at),
        by=naming.person_name(after.written_by, names, language),
        state=Turned(title="", before=old, after=new) if old != new else None,
        turned=turned,
    )


def picture(installation: Installation, actor: Actor | None, register: str, key: str, column: str) -> str:
    """The id of the image in a column that this person, or the public, may see; raises NotFound, RowMissing."""
    told = known(installation, register, actor)
    if column not in dict(_columns(told, actor, "ru")):
        raise NotFound("Картинка", "Image", column)
    with installation.database.reading() as session:
        value = _seen(session, told, key, actor, installation.today()).data.get(column)
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


def leads_of(told: Register, name: str, value: Any) -> tuple[str, str] | None:
    """The row that a column names, if it holds keys of a register that everybody may open."""
    register = told.outline.columns[name].get("leads")
    known = told.edition.definition.registers.get(str(register))
    return (known.id, value) if known and known.public and isinstance(value, str) and value else None


def _elsewhere(told: Register, key: str, leads: tuple[str, str] | None) -> tuple[str, str] | None:
    """A row does not lead to itself."""
    return None if leads == (told.outline.id, key) else leads


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


def _listed(told: Register, actor: Actor | None, language: str) -> list[str]:
    """The columns that a list of the register shows."""
    seen = [name for name, _ in _columns(told, actor, language)]
    if told.outline.listed:
        return [name for name in told.outline.listed if name in seen]
    return [name for name in seen if _fits_a_list(told, name)][:WIDTH]


def _fits_a_list(told: Register, name: str) -> bool:
    """Yes-or-no columns, images and the number, which is the row's key, are left to the row's own page."""
    return told.outline.columns[name].get("type") not in ("boolean", "image") and name not in ("number", "capacity")


def _narrow(found: Entry, names: list[str]) -> Entry:
    cells = {cell.name: cell for cell in found.cells}
    return replace(found, cells=tuple(cells[name] for name in names))


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
                leads=_elsewhere(told, row.key, leads_of(told, name, row.data.get(name))),
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
    """The items of a column of lists, one a line: of a context what its column names, else what it holds, in its order."""
    if told.outline.columns[name].get("type") != "list" or not isinstance(value, list):
        return ()
    items = told.outline.items(name)
    return tuple(_line(item, items, language) if items else shown(item, language) for item in value)


def _line(item: Any, items: Mapping[str, Mapping[str, Any]], language: str) -> str:
    if not isinstance(item, Mapping):
        return shown(item, language)
    parts = (item_text(item, name, said, language) for name, said in items.items())
    return ", ".join(part for part in parts if part)


def item_text(item: Mapping[str, Any], name: str, said: Mapping[str, Any], language: str) -> str:
    """What an item of a list says under a name: in the register's words, with its unit; `title_en` is the English of `title`."""
    value = (item.get(f"{name}_en") if language == "en" else None) or item.get(name)
    words = (said.get("words") or {}).get(value) if isinstance(value, str) else None
    text = str(words.get(language) or words.get("ru")) if words else shown(value, language)
    unit = said.get("unit") if text else None
    return f"{text}\u00a0{unit.get(language) or unit.get('ru')}" if unit else text


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
    offered = registers.choices(session, told.outline.id, installation.now(), today=installation.today())
    return {choice.key: choice.free for choice in offered}

"""The redesign of a procedure: the owner's draft of its next version, saved at every change.

There is one a procedure, shared by its owners; whoever saves names the state that he saw, so nobody's change is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actor import Actor
from service.checking import Checked
from service.errors import Conflict, EtagMissing, FileTooBig, NotAllowed, NotFound, RedesignChanged, Unfit
from service.installation import Installation
from service.parts import LARGEST_PART, misnamed, too_much
from storage import definitions, journal, people, redesigns
from storage.errors import NotFound as NoSuchRow
from storage.errors import StaleVersion
from storage.models import Definition
from storage.models import Redesign as RedesignRow

OWNERS = ("process_owner", "admin")
"""Who may change a procedure: its owner, or the administrator."""

_OWNERS_SAID = ("владелец процедуры, администратор", "process owner, administrator")


@dataclass(frozen=True, kw_only=True)
class Redesign:
    """A procedure's next version as it stands now.

    Before anybody has changed anything it is the newest version: `rev` 0, no author, no moment.  `base_version` is the
    number of the version that it was begun from.  `author` is a person's id in the words of the log (person:7).
    """

    key: str
    base_id: int
    base_version: int | None
    rev: int
    author: str | None
    changed_at: datetime | None
    parts: Mapping[str, bytes]

    @property
    def etag(self) -> str:
        """What a change has to name: the state that it was made from."""
        return f'"{self.rev}"'


def require_owner(actor: Actor, key: str) -> None:
    """Nothing, if the person may change this procedure; raises NotAllowed."""
    if not actor.holds(*OWNERS, procedure=key):
        raise NotAllowed(OWNERS, _OWNERS_SAID)


def require_some_owner(actor: Actor) -> None:
    """Nothing, if the person may change any procedure at all; raises NotAllowed."""
    if not actor.roles & set(OWNERS):
        raise NotAllowed(OWNERS, _OWNERS_SAID)


def read(installation: Installation, actor: Actor, key: str) -> Redesign:
    """The redesign, or the newest version where nobody began one.  Raises NotAllowed, NotFound."""
    require_owner(actor, key)
    with installation.database.reading() as session:
        return load(session, key)


def write_part(
    installation: Installation, actor: Actor, key: str, name: str, content: bytes, *, etag: str | None
) -> Redesign:
    """The redesign with this part added or replaced.

    `etag` is that of the redesign which the change was made from.  Raises NotAllowed, NotFound, EtagMissing,
    RedesignChanged, FileTooBig, Unfit (a name that no part may have).
    """
    return write_parts(installation, actor, key, {name: content}, etag=etag)


def write_parts(
    installation: Installation, actor: Actor, key: str, contents: Mapping[str, bytes], *, etag: str | None
) -> Redesign:
    """As `write_part`, several parts in one change: all of them or none."""
    require_fit(contents)
    with _changing(installation, actor, key, etag) as session:
        for name, content in contents.items():
            redesigns.put_part(session, key, name, content)
        found = load(session, key)
        require_fit(found.parts)
        return found


def bring_parts(
    installation: Installation, actor: Actor, key: str, contents: Mapping[str, bytes], *, etag: str | None
) -> Redesign:
    """As `write_parts`, with contents that somebody brought or typed; raises CheckStopped and CheckBusy too.

    Pages read what stands in a redesign, so nothing comes in whose reading does not end.
    """
    require_owner(actor, key)
    require_fit(contents)
    installation.quarantine.require_readable(contents)
    return write_parts(installation, actor, key, contents, etag=etag)


def drop_part(installation: Installation, actor: Actor, key: str, name: str, *, etag: str | None) -> Redesign:
    """The redesign without this part.  Raises as `write_part`, and NotFound if there is no such part."""
    with _changing(installation, actor, key, etag) as session:
        if not redesigns.drop_part(session, key, name):
            raise NotFound(f"В черновике нет файла «{name}»", f"The redesign has no file {name!r}", part=name)
        return load(session, key)


def drop(installation: Installation, actor: Actor, key: str, *, etag: str | None) -> None:
    """Throw the redesign away; the journal keeps who did.  Raises NotAllowed, RedesignChanged, Conflict (there is none)."""
    require_owner(actor, key)
    now = installation.now()
    with installation.database.writing() as session:
        row = redesigns.load(session, key)
        if row is None:
            raise Conflict("Черновика уже нет", "There is no redesign any more")
        if etag != f'"{row.rev}"':
            raise changed(installation, session, row)
        redesigns.drop(session, key)
        journal.record(
            session, at=now, actor=actor.id, kind="redesign.dropped", subject=f"definition:{key}", details={"rev": row.rev}
        )  # fmt: skip


def rebase(installation: Installation, actor: Actor, key: str, *, etag: str | None) -> Redesign:
    """The redesign, from now on a change of the newest version: what that one changed and this one has not is undone.

    Nothing of the redesign is altered; the owner has compared both.  Raises as `write_part`, and Conflict (there is none).
    """
    with _changing(installation, actor, key, etag) as session:
        row, newest = redesigns.load(session, key), definitions.latest(session, key)
        if row is None or newest is None:
            raise Conflict("Черновика уже нет", "There is no redesign any more")
        row.base_id = newest.id
        session.flush()
        return load(session, key)


def check(installation: Installation, actor: Actor, key: str, replaced: Mapping[str, bytes] | None = None) -> Checked:
    """What is wrong with the redesign, `replaced` parts taken instead of the saved ones.  Raises NotAllowed, NotFound."""
    found = read(installation, actor, key)
    return installation.quarantine.check({**found.parts, **(replaced or {})})


def load(session: Session, key: str) -> Redesign:
    """As `read`, for an operation that has asked for the right.  Raises NotFound."""
    row = redesigns.load(session, key)
    base = definitions.get(session, row.base_id) if row else _newest(session, key)
    return Redesign(
        key=key,
        base_id=base.id,
        base_version=base.version,
        rev=row.rev if row else 0,
        author=row.author if row else None,
        changed_at=row.changed_at if row else None,
        parts=redesigns.parts(session, key) if row else definitions.parts(session, base.id),
    )


def require_seen(installation: Installation, draft: Redesign, etag: str | None) -> None:
    """Nothing, if the person saw the redesign as it is; raises EtagMissing, RedesignChanged."""
    if etag is None:
        raise EtagMissing
    if etag != draft.etag:
        with installation.database.reading() as session:
            raise changed(installation, session, redesigns.load(session, draft.key))


def take(installation: Installation, session: Session, actor: Actor, draft: Redesign, *, at: datetime) -> None:
    """The redesign is still as it was read, and locked; raises RedesignChanged."""
    try:
        redesigns.changing(session, definitions.get(session, draft.base_id), seen=draft.rev, by=actor.id, at=at)
    except StaleVersion as stale:
        raise changed(installation, session, redesigns.load(session, draft.key)) from stale


def require_fit(parts: Mapping[str, bytes]) -> None:
    """Nothing, if these may be the parts of a procedure; raises Unfit, FileTooBig."""
    for name, content in parts.items():
        wrong = misnamed(name)
        if wrong is not None:
            raise Unfit(*wrong, name=name[:120])
        if len(content) > LARGEST_PART:
            raise FileTooBig(LARGEST_PART // 1024 // 1024)
    excess = too_much(len(parts), sum(map(len, parts.values())))
    if excess is not None:
        raise Unfit(*excess)


def changed(installation: Installation, session: Session, row: RedesignRow | None) -> RedesignChanged:
    """Who was quicker, and when."""
    if row is None:
        return RedesignChanged('"0"', None, None)
    person_id = int(row.author.rpartition(":")[2])
    name = people.named(session, [person_id]).get(person_id, row.author)
    return RedesignChanged(f'"{row.rev}"', name, row.changed_at.astimezone(installation.zone))


@contextmanager
def _changing(installation: Installation, actor: Actor, key: str, etag: str | None) -> Iterator[Session]:
    """A transaction in which the redesign is the person's to change, and is one rev further afterwards."""
    require_owner(actor, key)
    if etag is None:
        raise EtagMissing
    now = installation.now()
    with installation.database.writing() as session:
        base = _newest(session, key)
        try:
            redesigns.changing(session, base, seen=_rev(etag), by=actor.id, at=now)
        except StaleVersion as stale:
            raise changed(installation, session, redesigns.load(session, key)) from stale
        yield session


def _newest(session: Session, key: str) -> Definition:
    """The version that a redesign begins from: the newest published one, else the latest sketch."""
    row = definitions.latest(session, key) or next(iter(definitions.sketches(session, key)), None)
    if row is None:
        raise NoSuchRow("Процедура", "Procedure", key)
    return row


def _rev(etag: str) -> int:
    text = etag.strip('"')
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1

"""Whom a case is about: its first participant, as lists and headings name him.  A few statements for a whole page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from service.refs import read_person
from service.words import short_name
from storage import instances, parties, people


def of(session: Session, instance_ids: Collection[int]) -> dict[int, str]:
    """The subject of each case by its id: «Никитина С. А.», or an organisation's name; cases without one are left out."""
    holders = instances.first_participants(session, instance_ids)
    names = {f"party:{party.id}": _called(party.kind, party.name) for party in parties.some(session, _parties(holders))}
    persons = {id_ for holder in holders.values() if (id_ := read_person(holder)) is not None}
    if persons:
        names |= {f"person:{id_}": short_name(name) for id_, name in people.named(session, persons).items()}
    return {case: names[holder] for case, holder in holders.items() if holder in names}


def called(session: Session, names: Mapping[str, str]) -> dict[str, str]:
    """Names by holder, people's in short."""
    kinds = {f"party:{party.id}": party.kind for party in parties.some(session, _ids(names))}
    return {holder: _called(kinds.get(holder, "person"), name) for holder, name in names.items()}


def _parties(holders: dict[int, str]) -> set[int]:
    return _ids(holders.values())


def _ids(holders: Iterable[str]) -> set[int]:
    return {int(holder.removeprefix("party:")) for holder in holders if holder.startswith("party:")}


def _called(kind: str, name: str) -> str:
    return short_name(name) if kind == "person" else name

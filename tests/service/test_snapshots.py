"""A long case is not replayed from its first row every time; what a snapshot says is never taken on trust."""

from __future__ import annotations

import zlib

import orjson
import pytest

from service.operations import release_task
from service.restoring import DUE_AFTER, Restored, restore
from storage import history, snapshots
from tests.service.driver import GOOD, Office


def a_long_case(office: Office) -> str:
    """The task of a case, taken and given back so often that reading the case makes a snapshot due."""
    ref = office.apply().waiting[0].task
    for _ in range(DUE_AFTER // 2):
        to_and_fro(office, ref)
    return ref


def to_and_fro(office: Office, ref: str) -> None:
    office.claim("ivanov", ref)
    release_task.release(office.here, office.who("ivanov"), ref)


def number(ref: str) -> int:
    return int(ref.partition("-")[0])


def read(office: Office, ref: str) -> Restored:
    """The case as a service that has just started reads it."""
    with office.here.database.reading() as session:
        definition = office.here.definitions.newest(session, "permit").definition
        return restore(session, definition, number(ref))


def test_a_long_case_is_read_from_its_snapshot_once_somebody_has_read_it_whole(office: Office) -> None:
    ref = a_long_case(office)
    whole = read(office, ref)

    office.here.live.clear()
    to_and_fro(office, ref)
    from_snapshot = read(office, ref)

    assert whole.rows == DUE_AFTER + 1
    assert from_snapshot.rows == 2
    assert from_snapshot.seq == whole.seq + 2 and from_snapshot.live.digest() == from_snapshot.digest
    office.here.live.clear()
    office.do("ivanov", ref, GOOD)
    office.settle()
    office.holds_together(number(ref))


def test_a_short_case_has_none(office: Office) -> None:
    ref = office.apply().waiting[0].task

    office.here.live.clear()
    to_and_fro(office, ref)

    with office.here.database.reading() as session:
        assert snapshots.last(session, number(ref)) is None


@pytest.mark.parametrize("broken", ["damaged", "of another core", "untrue"])
def test_a_snapshot_that_is_no_use_is_passed_over_and_the_log_read_whole(office: Office, broken: str) -> None:
    ref = a_long_case(office)
    office.here.live.clear()
    to_and_fro(office, ref)
    with office.here.database.writing() as session:
        kept = snapshots.last(session, number(ref))
        assert kept is not None
        body = orjson.loads(zlib.decompress(kept.content))
        changes = {"damaged": {"engine": None}, "of another core": {"core": 0}, "untrue": {"visits": {"X": 7}}}
        content = zlib.compress(orjson.dumps(body | changes[broken]))
        snapshots.keep(session, number(ref), seq=kept.seq, digest=kept.digest, content=content)

    again = read(office, ref)

    with office.here.database.reading() as session:
        assert again.rows == len(history.rows(session, number(ref)))
    office.here.live.clear()
    office.do("ivanov", ref, GOOD)
    office.settle()
    office.holds_together(number(ref))

"""One snapshot a case; a later moment is not overwritten by an earlier one."""

from __future__ import annotations

from storage import snapshots
from storage.database import Database
from tests.storage.cases import a_case


def test_the_latest_moment_stays(database: Database) -> None:
    with database.writing() as session:
        case_id = a_case(session).id
        assert snapshots.last(session, case_id) is None

    for seq, content in ((60, b"sixty"), (120, b"later"), (70, b"late writer"), (120, b"taken anew")):
        with database.writing() as session:
            snapshots.keep(session, case_id, seq=seq, digest=str(seq), content=content)

    with database.reading() as session:
        kept = snapshots.last(session, case_id)
        assert kept is not None and (kept.seq, kept.digest, kept.content) == (120, "120", b"taken anew")

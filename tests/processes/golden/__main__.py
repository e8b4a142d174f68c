"""Records the corpus of the present core: `python -m tests.processes.golden`.  When to do that is in README.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from sqlalchemy import select

from processes.instance import CORE
from service import catalog, plays, published
from service.clock import VirtualClock
from service.config import Config
from service.installation import open_installation
from service.operations import publish
from storage import history, schema
from storage.models import Instance
from tests.processes.golden.kept import plain, write
from tests.processes.test_random_models import MOST_COMMANDS, Work

MODELS = 40


def main() -> None:
    for key in catalog.procedures():
        edition = published.read(catalog.parts(key))
        parts = {name: text.decode() for name, text in edition.parts.items() if _runs(name)}
        _told(write(CORE, key, {"parts": parts, "cases": list(_played(key))}))
    _told(write(CORE, "models", {"cases": list(_worked())}))


def _runs(part: str) -> bool:
    """Whether a part of a definition says how a case moves."""
    return part == "procedure.yaml" or part.endswith((".bpmn", ".dmn"))


def _played(key: str) -> Iterator[dict[str, Any]]:
    """All cases of all plays of a procedure, as the service keeps them."""
    edition = published.read(catalog.parts(key))
    for name, script in plays.scripts(edition).items():
        with TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder, 'play.db')}"
            config = Config(database_url=database, files=Path(folder, "files"), secret="recorded")
            steps = plays.read(script, config.zone)
            here = open_installation(config, clock=VirtualClock(steps[0].at))
            schema.upgrade(here.database)
            publish.publish(here, key)
            plays.rehearse(here, key, steps, told=lambda step: None)
            with here.database.reading() as session:
                for id_ in session.scalars(select(Instance.id).order_by(Instance.id)):
                    rows = [orjson.loads(row.text) for row in history.rows(session, id_)]
                    yield {"name": f"{name} {id_}", "id": id_, "rows": rows}
            here.close()


def _worked() -> Iterator[dict[str, Any]]:
    """Random models under random work."""
    for seed in range(0, MODELS, 2):
        work = Work(seed, seed + 1)
        for _ in range(MOST_COMMANDS):
            if not work.goes_on():
                break
        for number, case in enumerate(work.cases, seed):
            rows = [
                {
                    "seq": row.seq, "at": row.at.isoformat(), "actor": row.actor, "core": CORE, "steps": row.steps,
                    "digest": row.digest,
                }
                for row in case.rows
            ]  # fmt: skip
            yield {"name": f"seed {number}", "id": 1, "definition": plain(case.definition), "rows": rows}


def _told(file: Path) -> None:
    print(f"{file.name}: {file.stat().st_size} bytes")


main()

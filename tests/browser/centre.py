"""A centre behind a real HTTP server: SQLite, virtual clock, the people of the regulation with passwords.

Made once and copied for each test, since making it costs more than most tests.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from service import actor as actors
from service import plays
from service.actor import Actor
from service.clock import VirtualClock
from service.config import Config
from service.installation import Installation, open_installation
from service.operations import list_tasks, move_clock, people, publish, settle
from service.refs import task_ref
from storage import instances, schema
from storage import people as stored
from storage.models import Task
from tests.face import face
from tests.procedures.office import APPLICATION, CAST, PROCEDURE, Cast

PASSWORD = "correct horse"
START = "2026-03-02 10:00"
ZONE = ZoneInfo("Europe/Moscow")
DATABASE = "centre.db"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Quiet(WSGIRequestHandler):
    """Keeps the output of a failed test readable."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


class House:
    """The server: one address for the whole run, behind which each test puts a centre of its own."""

    def __init__(self) -> None:
        self.app: Any = None
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> House:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ: Any, begin: Any) -> Any:
        return self.app(environ, begin)


def prepare(folder: Path, procedure: str = PROCEDURE, cast: Cast = CAST) -> None:
    """Database, procedure, people and rows of registers, as a start-up and a clerk would make them."""
    here = _opened(folder, "http://127.0.0.1", VirtualClock(moment(START)))
    publish.publish(here, procedure)
    for login, (name, role) in cast.items():
        people.add(here, login=login, name=name, password=PASSWORD, email=f"{login}@example.org", roles=[role])
    with here.database.reading() as session:
        edition = here.definitions.newest(session, procedure)
    plays.stock(here, _actor(here, "admin"), edition)
    settle.settle(here)
    here.close()


class Centre:
    """The centre that a test visits.  What a test does not want to click through it plays through the operations."""

    def __init__(
        self, prepared: Path, folder: Path, house: House, procedure: str = PROCEDURE, cast: Cast = CAST
    ) -> None:
        self.procedure, self.cast = procedure, cast
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        self.clock = VirtualClock(moment(START))
        self.here = _opened(folder, house.url, self.clock)
        self.url = house.url
        self.player: plays.Player | None = None
        house.app = face(self.here)

    def close(self) -> None:
        self.here.close()

    def settle(self) -> None:
        """Timers and jobs that are due now are done."""
        settle.settle(self.here)

    def until(self, text: str) -> None:
        """Time passes; everything happens at the moment when it is due."""
        move_clock.move(self.here, to=moment(text))

    def who(self, login: str) -> Actor:
        return _actor(self.here, login)

    # ------------------------------------------------------------------ what others did meanwhile

    def apply(self, by: str = "orlova", **answers: Any) -> str:
        """The number of a new case with a complete set; it is the one spoken of from now on."""
        return self.begin("EXM-20", by, {**APPLICATION, **answers})

    def turn_to(self, case: int) -> None:
        """Speak of this case from now on."""
        self.player = self._player(case)

    def _player(self, case: int | None) -> plays.Player:
        cast = {login: self.who(login).person_id for login in self.cast}
        return plays.Player(installation=self.here, procedure=self.procedure, cast=cast, instance_id=case)

    def begin(self, element: str, by: str, answers: Mapping[str, Any]) -> str:
        """The number of a new case, which is the one spoken of from now on."""
        self.player = self._player(None)
        self.do(element, by, answers)
        return self.number

    def do(self, element: str, by: str, answers: Mapping[str, Any]) -> None:
        """Somebody does a step of the case spoken of."""
        assert self.player is not None, "no case has begun"
        self.player.take(plays.Step(at=self.clock.now(), by=by, do=element, answers=answers))

    def play(self, steps: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        for element, by, answers in steps:
            self.do(element, by, answers)

    @property
    def case(self) -> int:
        assert self.player is not None and self.player.instance_id is not None, "no case has begun"
        return self.player.instance_id

    @property
    def number(self) -> str:
        with self.here.database.reading() as session:
            return instances.get(session, self.case).number

    def task(self, element: str) -> Task:
        """The last task of this element, whatever became of it."""
        with self.here.database.reading() as session:
            return [task for task in instances.tasks(session, self.case) if task.element == element][-1]

    def address(self, element: str) -> str:
        """The page of this step."""
        return f"/tasks/{task_ref(self.case, self.task(element).task)}"

    def inbox(self, login: str) -> list[str]:
        return [entry.element for entry in list_tasks.list_tasks(self.here, self.who(login)).items]


def _opened(folder: Path, url: str, clock: VirtualClock) -> Installation:
    config = Config(
        database_url=f"sqlite:///{folder / DATABASE}",
        files=folder / "files",
        secret="a secret of tests",
        url=url,
        zone=ZONE,
        mail_from="centre@example.org",
    )
    here = open_installation(config, clock=clock)
    schema.upgrade(here.database)
    return here


def _actor(here: Installation, login: str) -> Actor:
    with here.database.reading() as session:
        person = stored.by_login(session, login)
        assert person is not None, f"nobody is called {login}"
        person_id = person.id
    return actors.of_person(here, person_id)

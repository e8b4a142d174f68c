"""What is below the service fails: a cut line, a full disk, a locked or missing database.  Nothing half done stays."""

from __future__ import annotations

import contextlib
import re
import resource
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import event, select

from service import catalog
from service.app import create_app
from service.clock import SystemClock
from service.installation import Installation
from service.operations import people, publish
from storage import schema
from storage.database import Database
from storage.models import Attachment, Instance
from tests.faults.running import BOUNDARY, HERE, Line, Service, hire, multipart

pytestmark = pytest.mark.faults

PDF = b"%PDF-1.7 "
PASSWORD = "correct horse"
MEGABYTE = 1 << 20
ENGLISH = {"Accept-Language": "en"}


def test_an_upload_cut_in_the_middle_leaves_nothing(service: Service) -> None:
    token = service.person("cut", "clerk")
    before = _files(service)

    _upload_cut_short(service.port, token)
    time.sleep(1)

    with service.opened() as here, here.database.reading() as session:
        assert session.scalars(select(Attachment)).all() == []
    assert _files(service) == before
    assert Line(service.port, token).upload(PDF + b"whole").status == 201


def test_a_full_disk_refuses_the_file_and_the_service_lives_on(tmp_path: Path) -> None:
    service = Service(tmp_path, before_exec=_files_of_at_most_eight_megabytes).prepared("load")
    line = Line(service.port, service.person("clerk", "clerk"))
    before = _files(service)

    with service.served():
        full = line.upload(PDF + b"x" * (12 * MEGABYTE))
        small = line.upload(PDF + b"small")

    assert full.status == 507, full.body
    assert full.headers["Content-Type"] == "application/problem+json"
    assert small.status == 201
    assert len(_files(service)) == len(before) + 1


def test_a_database_locked_by_somebody_else_is_answered_with_503_and_work_goes_on_after(bureau: Bureau) -> None:
    with bureau.locked():
        refused = bureau.start()

    assert refused.status_code == 503
    assert refused.headers["Retry-After"].isdigit()
    assert refused.json["code"] == "storage.busy"
    assert bureau.cases() == 0
    assert bureau.start().status_code == 201


def test_a_locked_database_can_still_be_read(bureau: Bureau) -> None:
    bureau.start()

    with bureau.locked():
        read = bureau.client.get("/api/v1/tasks", headers=bureau.headers)

    assert read.status_code == 200
    assert len(read.json["items"]) == 8


def test_a_database_that_can_grow_no_more_is_answered_with_503_and_keeps_what_it_has(bureau: Bureau) -> None:
    bureau.start()
    bureau.may_not_grow()

    answers = [bureau.start().status_code for _ in range(30)]

    assert set(answers) == {201, 503}
    assert bureau.cases() == 1 + answers.count(201)
    assert bureau.client.get("/api/v1/tasks", headers=bureau.headers).status_code == 200


def test_a_database_that_is_away_is_answered_with_503_and_is_used_again_when_it_is_back(bureau: Bureau) -> None:
    bureau.start()
    bureau.sign_in()

    with bureau.away():
        refused = bureau.start()
        read = bureau.client.get("/api/v1/tasks", headers=bureau.headers)

        page = bureau.client.get("/inbox")
        typed = {**bureau.token, "_etag": "7", "remarks": "Нет <печати>", "when": ""}
        kept = bureau.client.post("/tasks/1-1/complete?from=inbox", data=typed)
        outdated = bureau.client.post("/tasks/1-1/complete", data={**typed, "_csrf_token": "of yesterday"})
        abroad = bureau.client.post("/sign-in", data={**bureau.token, "password": PASSWORD}, headers=ENGLISH)

    assert (kept.status_code, outdated.status_code, abroad.status_code) == (503, 503, 503)
    for name, value in typed.items():
        assert f'<input type="hidden" name="{name}" value="{escape(value)}">' in kept.text
    assert 'method="post" action="/tasks/1-1/complete?from=inbox"' in kept.text
    assert "<li>Нет &lt;печати&gt;</li>" in outdated.text and "Отправить ещё раз" in outdated.text
    assert "Nothing is lost" in abroad.text and PASSWORD not in abroad.text
    assert (refused.status_code, read.status_code, page.status_code) == (503, 503, 503)
    assert page.content_type.startswith("text/html")
    assert refused.headers["Retry-After"].isdigit()
    assert refused.content_type == "application/problem+json"
    assert bureau.start().status_code == 201
    assert bureau.cases() == 2


class Bureau:
    """The application in this process, over a database that loses patience quickly and can be mishandled."""

    def __init__(self, folder: Path) -> None:
        service = Service(folder).prepared()
        self.path = folder / "service.db"
        database = Database.open(f"sqlite:///{self.path}", busy_timeout=0.3)
        self.here = Installation(config=service.config(), database=database, clock=SystemClock(), mail=None)
        schema.upgrade(database)
        publish.publish_parts(self.here, catalog.read_folders(HERE / "crowd"))
        self.headers = {"Authorization": f"Bearer {hire(self.here, 'clerk', 'clerk')}"}
        people.set_password(self.here, "clerk", PASSWORD)
        self.client: FlaskClient = create_app(self.here).test_client()

    def sign_in(self) -> None:
        """In the browser, too."""
        page = self.client.get("/sign-in").text
        form = {"login": "clerk", "password": PASSWORD, **_token_of(page)}
        assert self.client.post("/sign-in", data=form).status_code == 302
        self.token = _token_of(self.client.get("/inbox").text)

    def start(self) -> Any:
        return self.client.post("/api/v1/instances", json={"procedure": "crowd", "answers": {}}, headers=self.headers)

    def cases(self) -> int:
        with self.here.database.reading() as session:
            return len(session.scalars(select(Instance.id)).all())

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another program, a backup perhaps, holds the write lock."""
        other = sqlite3.connect(self.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """The folder of the database is not there, as when its disk is unplugged."""
        self.here.database.close()
        folder = self.path.parent
        aside = folder.with_name("aside")
        folder.rename(aside)
        try:
            yield
        finally:
            self.here.database.close()
            aside.rename(folder)

    def may_not_grow(self) -> None:
        """SQLite answers as on a full disk (SQLITE_FULL) once the file has the pages that it has now, and some."""
        pages = sqlite3.connect(self.path).execute("PRAGMA page_count").fetchone()[0]
        self.here.database.close()

        @event.listens_for(self.here.database.engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages + 20}")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    folder = tmp_path / "bureau"
    folder.mkdir()
    bureau = Bureau(folder)
    yield bureau
    bureau.here.close()


def _token_of(page: str) -> dict[str, str]:
    """What every form on the page carries."""
    (token,) = re.findall(r'name="_csrf_token"[^>]*value="([^"]+)"', page)[:1]
    return {"_csrf_token": token}


def _files(service: Service) -> list[str]:
    """What lies in the folder of files."""
    return sorted(path.name for path in (service.folder / "files").rglob("*") if path.is_file())


def _upload_cut_short(port: int, token: str) -> None:
    """Half of a file, and then the line is dead."""
    body = multipart(PDF + b"x" * (2 * MEGABYTE), "half.pdf")
    head = (
        f"POST /api/v1/attachments HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def _files_of_at_most_eight_megabytes() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * MEGABYTE, 8 * MEGABYTE))

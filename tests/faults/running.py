"""The real service as a process of its own: started, killed, started again, asked over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service import catalog
from service.config import Config, from_environment
from service.installation import Installation, open_installation
from service.operations import people, publish
from storage import schema

HERE = Path(__file__).parent


def free_port() -> int:
    """A port of this machine on which nobody listens at the moment."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Service:
    """`poryadok serve` over a folder: database, files, secret, log.  Starting it twice is starting it again."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    before_exec: Callable[[], None] | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def prepared(self, *procedures: str) -> Service:
        """With a schema and the procedures of this folder, before anybody serves it."""
        with self.opened() as here:
            schema.upgrade(here.database)
            for procedure in procedures:
                publish.publish_parts(here, catalog.read_folders(HERE / procedure))
        return self

    def config(self) -> Config:
        return from_environment(self.environment())

    @contextlib.contextmanager
    def opened(self) -> Iterator[Installation]:
        """The same installation in this process: for what stands before and after the service."""
        here = open_installation(self.config())
        try:
            yield here
        finally:
            here.close()

    def person(self, login: str, *roles: str) -> str:
        """The API token of a new person."""
        with self.opened() as here:
            return hire(here, login, *roles)

    @contextlib.contextmanager
    def served(self) -> Iterator[Service]:
        """Started, and stopped whatever happens."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def start(self, within: float = 90) -> None:
        """Started, and answering."""
        with (self.folder / "service.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", "serve", "--port", str(self.port)],
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that one signal reaches master and worker
                preexec_fn=self.before_exec,
            )
        self.answers(within)

    def answers(self, within: float = 90) -> None:
        """Waits until somebody answers; fails with the end of the log."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Line(self.port, "nobody").ask("GET", "/api/v1/tasks", timeout=10).status == 401:
                    return
            assert self.process is None or self.process.poll() is None, f"the service ended:\n{self.log()}"
            time.sleep(0.05)
        raise AssertionError(f"the service does not answer:\n{self.log()}")

    def kill(self) -> None:
        """SIGKILL for all of it at once, as when the power fails."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_worker(self) -> None:
        """SIGKILL for the process that serves; its master starts another by itself."""
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)

    def kill_master(self, within: float = 40) -> None:
        """SIGKILL for the process that somebody started; the worker that it leaves behind has to end by itself."""
        assert self.process is not None
        group = self.process.pid
        self.process.kill()
        self.process.wait()
        until = time.monotonic() + within
        while _is_alive(group):
            if time.monotonic() > until:
                os.killpg(group, signal.SIGBUS)  # faulthandler writes into the log what its threads were doing
                time.sleep(1)
                raise AssertionError(f"a worker without a master goes on:\n{self.log()}")
            time.sleep(0.05)
        self.process = None

    def workers(self) -> list[int]:
        """The processes that serve, by id."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def stop(self) -> None:
        """SIGTERM: what is being done is finished."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.process = None

    def log(self) -> str:
        path = self.folder / "service.log"
        return path.read_text(errors="replace")[-8000:] if path.exists() else ""

    def environment(self) -> dict[str, str]:
        """What the service and its commands are told."""
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder / 'service.db'}",
            "PORYADOK_FILES": str(self.folder / "files"),
            "PORYADOK_SECRET": "a secret of tests",
            "PORYADOK_API_RATE": "100000",  # what breaks under load is looked for, not who asks too often
            "PORYADOK_MAIL_FROM": "bureau@bureau.example",
            "PYTHONUNBUFFERED": "1",
            "PYTHONFAULTHANDLER": "1",
            **self.settings,
        }


def _is_alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def hire(here: Installation, login: str, *roles: str) -> str:
    """The API token of a new person who has an address."""
    people.add(here, login=login, name=f"Имя {login}", email=f"{login}@people.example", roles=roles)
    return people.token(here, login, name="faults")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Line:
    """One person's connection to the service; not shared between threads."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """One request on a fresh connection; raises OSError or HTTPException when the service goes away meanwhile."""
        content, kind = (body, None) if isinstance(body, bytes) else (_json(body), "application/json")
        sent = {"Authorization": f"Bearer {self._token}", **({"Content-Type": kind} if kind and content else {})}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout)
        try:
            connection.request(method, path, content, {**sent, **(headers or {})})
            response = connection.getresponse()
            read = response.read()
        finally:
            connection.close()
        return Answer(response.status, response.headers, _read(read))  # type: ignore[arg-type]  # a mapping for readers

    def upload(self, content: bytes, name: str = "scan.pdf") -> Answer:
        """A file as a browser sends it."""
        return self.ask("POST", "/api/v1/attachments", multipart(content, name), headers=MULTIPART)


BOUNDARY = "a-boundary-of-tests"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def multipart(content: bytes, name: str) -> bytes:
    """The body of a request with one file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def _json(body: Any) -> bytes | None:
    return None if body is None else json.dumps(body).encode()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content

"""People who work while the service dies under them.  Each writes down what he is about to ask and what he was told.

A request that got no answer is sent again, with the same key, until it is answered: that is all a client can do.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.running import Answer, Line, Service

IN_WORK = 4
"""Cases that one client keeps going at a time."""

PATIENCE = 120
"""Seconds after which an unanswered request means that the service will not come back."""


class Journal:
    """A file of one client's own.  Each line is on the disk before the next thing happens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8")

    def write(self, kind: str, **said: Any) -> None:
        self._file.write(json.dumps({"kind": kind, **said}, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


@dataclass(kw_only=True)
class Tally:
    """How far all clients together have come."""

    goal: int
    completed: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> None:
        with self._guard:
            self.completed += 1

    @property
    def reached(self) -> bool:
        return self.completed >= self.goal


class Client(threading.Thread):
    """Applies, and works on the applications as a clerk, until everybody together has done enough."""

    def __init__(self, number: int, service: Service, tokens: tuple[str, str], tally: Tally, seed: int) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self.number = number
        self.journal = Journal(service.folder / f"client-{number}.jsonl")
        self.failure: BaseException | None = None
        self._applicant, self._clerk = (Line(service.port, token) for token in tokens)
        self._tally = tally
        self._chance = random.Random(f"{seed}-{number}")
        self._cases: list[str] = []
        self._asked = 0

    def run(self) -> None:
        try:
            while not self._tally.reached:
                self._work()
        except BaseException as failure:
            self.failure = failure
        finally:
            self.journal.close()

    def _work(self) -> None:
        if len(self._cases) < IN_WORK:
            self._apply()
            return
        task = self._some_task()
        if task is None:
            time.sleep(0.05)
        elif task["element"] == "LOAD-20":
            self._review(task)
        else:
            self._complete(task, {"stamp": self._stamp(), "agreed": True})

    def _some_task(self) -> dict[str, Any] | None:
        """A task of a case of one's own; now and then one of somebody else's, so that people meet."""
        case = None if self._chance.random() < 0.1 else self._chance.choice(self._cases)
        path = "/api/v1/tasks?procedure=load" + (f"&instance={case}" if case else "")
        items = self._told(self._clerk, "GET", path).body["items"]
        if items:
            chosen: dict[str, Any] = self._chance.choice(items)
            return chosen
        if case is not None and self._is_over(case):
            self._cases.remove(case)
        return None

    def _is_over(self, case: str) -> bool:
        return bool(self._told(self._clerk, "GET", f"/api/v1/instances/{case}").body["status"] == "finished")

    def _apply(self) -> None:
        answers = {
            "full_name": f"Заявитель {self.number}",
            "rounds": self._chance.randint(1, 4),
            "stamp": self._stamp(),
        }
        done = self._do("start", self._applicant, "/api/v1/instances", {"procedure": "load", "answers": answers})
        assert done.status == 201, done.body
        self._cases.append(done.body["instance"])

    def _review(self, task: Mapping[str, Any]) -> None:
        content = b"%PDF-1.7 " + self._chance.randbytes(self._chance.randint(100, 60_000))
        scan = self._told(self._clerk, "POST", "/api/v1/attachments", content).body
        assert scan["sha256"] == hashlib.sha256(content).hexdigest()
        self._complete(
            task,
            {
                "remarks": f"Замечания клиента {self.number}",
                "stamp": self._stamp(),
                "seconds": self._chance.randint(1, 3),
                "scan": [{"attachment": scan["attachment"]}],
            },
        )

    def _complete(self, task: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
        path = f"/api/v1/tasks/{task['id']}/complete"
        done = self._do("complete", self._clerk, path, {"answers": answers}, etag=task["etag"], task=task["id"])
        assert done.status in (200, 404, 409, 412), done.body  # somebody else may have been quicker
        if done.status == 200:
            self._tally.count()

    def _do(self, kind: str, line: Line, path: str, body: Any, etag: str | None = None, **said: Any) -> Answer:
        """A request that changes something: written down before and after."""
        key = f"client-{self.number}-{self._asked}"
        self._asked += 1
        self.journal.write("intent", what=kind, key=key, body=body, **said)
        headers = {"Idempotency-Key": key} | ({"If-Match": etag} if etag else {})
        done = self._told(line, "POST", path, body, headers=headers)
        self.journal.write(
            "answer",
            what=kind,
            key=key,
            status=done.status,
            number=done.body.get("number"),
            instance=done.body.get("instance"),
            repeated=done.headers.get("Idempotency-Replayed") == "true",
            **said,
        )
        return done

    def _told(self, line: Line, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """The answer, whenever it comes; 5xx but 503 is never one."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                done = line.upload(body) if isinstance(body, bytes) else line.ask(method, path, body, **more)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if done.status != 503:
                assert done.status < 500, done.body
                return done
            time.sleep(0.1)
        raise AssertionError(f"no answer to {method} {path} for {PATIENCE} s")

    def _stamp(self) -> int:
        """A number that no other request of anybody carries."""
        return self.number * 1_000_000 + self._asked


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """What all clients have written down."""
    for path in sorted(folder.glob("client-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)

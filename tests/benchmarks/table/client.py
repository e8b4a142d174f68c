"""Clients of the measured service, in a process of their own: start, inbox, complete, inbox, complete.

    python -m tests.benchmarks.table.client PORT TOKEN CLIENTS CASES

Prints {"seconds": …, "calls": {"start": [milliseconds…], …}}.  Every call is what a real client sends: a bearer token,
If-Match on completions, a connection that stays open.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from typing import Any

FIRST = {"verdict": "good", "remarks": "Всё на месте", "weight": "3,25", "seen": True}


class Client(threading.Thread):
    """One person's program: takes case after case through the service."""

    def __init__(self, port: int, token: str, cases: int) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._cases = cases
        self.spent: dict[str, list[float]] = {"start": [], "inbox": [], "complete": []}

    def run(self) -> None:
        for _ in range(self._cases):
            started = self._timed("start", "POST", "/api/v1/instances", {"procedure": "choice", "answers": {}})
            for answers in (FIRST, {}):
                listed = self._timed("inbox", "GET", f"/api/v1/tasks?instance={started['instance']}")
                task = listed["items"][0]
                path = f"/api/v1/tasks/{task['id']}/complete"
                done = self._timed("complete", "POST", path, {"answers": answers}, {"If-Match": task["etag"]})
            assert done["ended"], done

    def _timed(self, call: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        began = time.perf_counter()
        self._connection.request(method, path, sent, {**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        read = answer.read()
        self.spent[call].append((time.perf_counter() - began) * 1000)
        assert answer.status < 300, (answer.status, read)
        return json.loads(read)


def main(port: int, token: str, clients: int, cases: int) -> None:
    """Run the clients side by side and print what each kind of call took."""
    people = [Client(port, token, cases) for _ in range(clients)]
    began = time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    seconds = time.perf_counter() - began
    calls = {call: [spent for person in people for spent in person.spent[call]] for call in people[0].spent}
    print(json.dumps({"seconds": seconds, "calls": calls}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))

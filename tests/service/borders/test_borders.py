"""Whatever a stranger brings, the service's readers answer it: no crash, no hang, no memory, no file, no connection.

A few hundred spoiled files here; `make fuzz` (BORDERS=10000) reads as many as asked for, in a process with limits.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service.borders.worker import MEMORY, SECONDS

ROOT = Path(__file__).parents[3]
FILES = int(os.environ.get("BORDERS", "120"))
BATCHES = 2
PATIENCE = 3 * SECONDS
"""Seconds of the wall clock that one file may take on a busy machine; its own ten are counted by the process."""


class Worker:
    """The process with limits, started again when a file has ended it."""

    def __init__(self) -> None:
        self.process = self._started()

    def read(self, number: int) -> dict[str, Any]:
        """What became of the n-th file; `fault` says how the process ended if it did."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.process.kill()
        fault = f"ended with {self.process.wait()}" if ready else f"no answer in {PATIENCE} s"
        self.process = self._started()
        return {"n": number, "kind": "?", "said": "?", "fault": fault, "steps": [], "seconds": 0.0, "peak": 0}

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.service.borders.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
        )


@pytest.fixture
def worker() -> Iterator[Worker]:
    started = Worker()
    yield started
    started.close()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_file_is_answered_within_its_limits(worker: Worker, batch: int) -> None:
    became: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    slowest, peak = (0.0, 0), 0
    for number in range(batch, FILES, BATCHES):
        answer = worker.read(number)
        became[answer["kind"], answer["said"]] += 1
        slowest, peak = max(slowest, (answer["seconds"], number)), max(peak, answer["peak"])
        if answer["fault"] or answer["steps"] or answer["seconds"] > SECONDS:
            wrong.append(f"{number} ({answer['kind']}, {answer['seconds']:.1f} s): {answer['fault']} {answer['steps']}")

    print(
        f"\n{sum(became.values())} files; slowest {slowest[0]:.2f} s (number {slowest[1]}); {peak // 1024} MB at most"
    )
    for (kind, said), count in sorted(became.items()):
        print(f"  {count:6} {kind}: {said}")
    assert wrong == []
    assert peak * 1024 <= MEMORY


def test_a_process_that_steps_out_is_noticed() -> None:
    code = (
        "from tests.service.borders.worker import Watch; import sys, socket\n"
        "watch = Watch(); sys.addaudithook(watch)\n"
        "for step in (lambda: open('/etc/hostname'), lambda: socket.socket(), lambda: eval('1')):\n"
        "    watch.on = True\n"
        "    try: step()\n"
        "    except PermissionError: continue\n"
        "watch.on = False\n"
        "print(len(watch.seen))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "3"

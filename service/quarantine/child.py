"""The service's end of the quarantine's process: started, asked, ended.  Every wait has an end."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

from service.quarantine import wire

COMMAND = (sys.executable, "-P", "-m", "service.quarantine")
_CODE = str(Path(__file__).parents[2])
_LARGEST_LINE = 64 * 1024 * 1024
_CHUNK = 256 * 1024
_LAST_WORDS = 5.0
"""Seconds that a process which has closed its pipe may need to be gone."""


class Ended(Exception):
    """The process is no more; `status` is its exit status, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(f"ended with {status}")
        self.status = status


class TooLate(Exception):
    """It did not answer in time."""


class Child:
    """A process that answers one question at a time."""

    def __init__(self, command: Sequence[str]) -> None:
        # Nothing of ours goes along: no settings, no secrets, no open file.
        env = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": _CODE}
        self._process = subprocess.Popen(  # noqa: S603  # the command is ours, and says nothing that came from outside
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd="/", start_new_session=True
        )
        self._asks, self._answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        os.set_blocking(self._asks.fileno(), False)
        os.set_blocking(self._answers.fileno(), False)
        self._read = bytearray()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: bytes, until: float) -> None:
        """Hand a message over; raises Ended, TooLate."""
        left = memoryview(message)
        while left:
            _wait(self._asks.fileno(), select.POLLOUT, until)
            try:
                left = left[os.write(self._asks.fileno(), left[:_CHUNK]) :]
            except BrokenPipeError:
                raise self._ended() from None

    def receive(self, until: float) -> tuple[dict[str, Any], Mapping[str, bytes]]:
        """The next message; raises Ended, TooLate."""
        while (end := self._read.find(b"\n")) < 0:
            self._more(until)
        line = self._exactly(end + 1, until)
        return wire.unpacked(line, lambda size: self._exactly(size, until))

    def end(self) -> None:
        """It is no more, and nothing of it is left."""
        self._process.kill()
        self._ended()

    def _exactly(self, size: int, until: float) -> bytes:
        while len(self._read) < size:
            self._more(until)
        taken = bytes(self._read[:size])
        del self._read[:size]
        return taken

    def _more(self, until: float) -> None:
        _wait(self._answers.fileno(), select.POLLIN, until)
        chunk = os.read(self._answers.fileno(), _CHUNK)
        if not chunk or len(self._read) > _LARGEST_LINE:
            raise self._ended()
        self._read += chunk

    def _ended(self) -> Ended:
        try:
            status = self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:  # it has closed its pipe, or says too much, and stays
            self._process.kill()
            status = self._process.wait()
        self._asks.close()
        self._answers.close()
        return Ended(status)


def _wait(handle: int, event: int, until: float) -> None:
    """Not select(): a busy service has more open connections than that can count."""
    poll = select.poll()
    poll.register(handle, event)
    if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
        raise TooLate

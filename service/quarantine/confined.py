"""The inside of the quarantine: takes away what a reader does not need, then answers one question after another."""

from __future__ import annotations

import logging
import logging.handlers
import os
import resource
import select
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from processes.errors import PoryadokError
from service.quarantine import wire

MEMORY = 512 * 1024 * 1024
SECONDS = 10
"""Of processor time, for one question."""

IDLE = 300.0
"""Seconds without a question after which the process ends and gives its memory back."""

MOST_QUESTIONS = 1000
"""After these it ends too; the next one gets a new process.  Nothing that many files left behind is kept."""

Files = Mapping[str, bytes]
Tell = Callable[[str], None]
Question = Callable[[Mapping[str, Any], Files, Tell], tuple[Mapping[str, Any], Files]]
"""Answers what is asked of these files; tells which file it reads."""

_STEPS_OUT = (
    "open", "os.", "socket.", "subprocess.", "exec", "compile", "import", "ctypes.", "shutil.", "urllib.", "ftplib.", "pty.",
)  # fmt: skip


class SteppedOut(PermissionError):
    """Reading a file made us open, run or import something."""


class Watch:
    """Refuses every step out of the process while a question is answered, and remembers the first."""

    def __init__(self) -> None:
        self.on = False
        self.seen = ""

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event.startswith(_STEPS_OUT):
            self.seen = self.seen or f"{event} {arguments!r}"[:300]
            raise SteppedOut(event)


def serve(questions: Mapping[str, Question], *, seconds: int = SECONDS) -> None:
    """Answer until nobody asks any more; `seconds` of processor time each.

    Everything that is imported or read once has to be there already.
    """
    said = logging.handlers.MemoryHandler(1000, flushLevel=logging.CRITICAL + 1, target=logging.StreamHandler())
    logging.basicConfig(handlers=[said])  # told afterwards: a stack trace is made of files
    watch = Watch()
    sys.addaudithook(watch)
    _confine()
    _send({"ready": True})
    for _ in range(MOST_QUESTIONS):
        asked = _next_question(sys.stdin.buffer)
        if asked is None:
            return
        _limit_time(seconds)
        whole = _answer(questions, watch, *asked)
        said.flush()
        if not whole:
            return


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # those three are open: where it is asked, answers and complains


def _limit_time(seconds: int) -> None:
    """The kernel counts whole seconds: one that has begun is given."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, resource.RLIM_INFINITY))


def _next_question(stream: BinaryIO) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    ready, _, _ = select.select([stream], [], [], IDLE)
    line = stream.readline() if ready else b""
    return wire.unpacked(line, stream.read) if line else None


def _answer(questions: Mapping[str, Question], watch: Watch, body: dict[str, Any], files: dict[str, bytes]) -> bool:
    """Whether the process may go on after this question."""
    watch.on, watch.seen = True, ""
    try:
        answer, back = questions[body["ask"]](body, files, lambda file: _send({"reads": file}))
    except PoryadokError as error:
        answer, back = {"refused": {"ru": error.ru, "en": error.en, "facts": _plain_facts(error)}}, {}
    except MemoryError:
        answer, back = {"stopped": "memory"}, {}
    except Exception:  # whatever it is, its author is told, and this process reads nothing more
        logging.exception("a stranger's file was not foreseen")
        answer, back = {"stopped": "crash"}, {}
    watch.on = False
    if watch.seen:
        logging.error("a stranger's file made its reader do this: %s", watch.seen)
        answer, back = {"stopped": "step"}, {}
    _send(answer, back)
    return "stopped" not in answer


def _plain_facts(error: PoryadokError) -> dict[str, Any]:
    return {name: value for name, value in error.facts.items() if isinstance(value, str | int | None)}


def _send(body: Mapping[str, Any], files: Files = {}) -> None:  # noqa: B006  # never changed
    left = memoryview(wire.packed(body, files))
    while left:
        left = left[os.write(sys.stdout.fileno(), left) :]

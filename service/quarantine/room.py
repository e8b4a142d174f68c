"""What the service asks its quarantine, one question after another, and what it hears when a file has ended the reader."""

from __future__ import annotations

import atexit
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from processes.errors import DiagramRefused
from processes.gate import Finding, Severity
from service.bundle import Bundle
from service.checking import Checked, kept_findings
from service.errors import CheckBusy, CheckStopped
from service.quarantine import wire
from service.quarantine.child import COMMAND, Child, Ended, TooLate
from service.quarantine.confined import MEMORY, SECONDS

log = logging.getLogger(__name__)

AT_ONCE = 3
"""Requests that may be here together: one is answered, the others wait.  More would take the threads of clicks."""

PATIENCE = 2.0 * SECONDS
"""Seconds by the clock for one question on a busy machine; its processor time is counted by the kernel."""

START = 60.0
"""Seconds in which the process has to be there."""

_MEGABYTES = MEMORY // 1024 // 1024
_WHY = {
    "time": (f"дольше {SECONDS} с", f"more than {SECONDS} s"),
    "memory": (f"больше {_MEGABYTES} МБ памяти", f"more than {_MEGABYTES} MB of memory"),
    "step": ("файл пытался заставить службу открыть другой файл или соединение", "it tried to make its reader open a file or connection"),
    "crash": ("программа чтения аварийно завершилась", "its reader crashed"),
}  # fmt: skip
_ADVICE = (
    "Упростите файл или разделите его. Если он обычный, сообщите разработчикам",
    "Make the file simpler or split it. If it is an ordinary one, tell the developers",
)

Said = tuple[Mapping[str, Any], Mapping[str, bytes]]


class Stopped(Exception):
    """The files were not read to their end; `finding` says which one, and the limit."""

    def __init__(self, why: str, part: str) -> None:
        super().__init__(why)
        named, named_en = (f"{part}: чтение", f"{part}: reading") if part else ("Проверка файлов", "Checking the files")
        ru, en = _WHY[why]
        self.finding = Finding(
            code="check.stopped", severity=Severity.ERROR, element=None, name=part or None, line=None,
            ru=f"{named} остановлен{'о' if part else 'а'}: {ru}", en=f"{named_en} was stopped: {en}",
            advice_ru=_ADVICE[0], advice_en=_ADVICE[1],
        )  # fmt: skip


class Quarantine:
    """The process, started when it is first needed and again when it has ended, and the queue in front of it.

    `waiting`: requests that are here now, the one that is being answered among them.
    """

    def __init__(self, command: Sequence[str] = COMMAND, *, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._counting = threading.Lock()
        self.waiting = 0
        self._turn = threading.Lock()
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The process that answers now; None while nobody has asked."""
        return self._child.pid if self._child is not None else None

    def check(self, parts: Mapping[str, bytes]) -> Checked:
        """What is wrong with the parts of a procedure, the reader's end among it.  Raises CheckBusy."""
        try:
            said, _ = self.ask("check", {}, parts)
        except Stopped as stopped:
            return Checked(findings=(stopped.finding,), places={f"part {name}": name for name in parts})
        return Checked.from_plain(said)

    def require_readable(self, parts: Mapping[str, bytes]) -> None:
        """Nothing, if whoever reads these comes to an end, whatever he finds.  Raises CheckStopped, CheckBusy."""
        with _refusing():
            self.ask("read", {}, parts)

    def gather(self, files: Iterable[tuple[str, bytes]], key: str | None) -> Bundle:
        """The bundle that uploaded files make.  Raises CheckBusy."""
        names, numbered = _numbered(files)
        try:
            said, parts = self.ask("gather", {"names": names, "key": key}, numbered)
        except Stopped as stopped:
            return Bundle(parts={}, key=key, findings=(stopped.finding,))
        return Bundle(parts=parts, key=said["key"], findings=kept_findings(said["findings"]))

    def unpack(self, files: Iterable[tuple[str, bytes]]) -> tuple[list[tuple[str, bytes]], tuple[Finding, ...]]:
        """The files, those of a zip in its place; and what is wrong with the zips.  Raises CheckStopped, CheckBusy."""
        names, numbered = _numbered(files)
        with _refusing():
            said, found = self.ask("unpack", {"names": names}, numbered)
        return list(zip(said["names"], found.values(), strict=True)), kept_findings(said["findings"])

    def losses(self, before: bytes, after: bytes) -> list[tuple[str | None, str]]:
        """What the second diagram lacks: element and what it carried.  Raises DiagramRefused, CheckStopped, CheckBusy."""
        with _refusing():
            said, _ = self.ask("lost", {}, {"before": before, "after": after})
        return [(element, what) for element, what in said["lost"]]

    def lay_out(self, diagram: bytes) -> bytes:
        """The diagram with a picture made anew.  Raises DiagramRefused, CheckStopped, CheckBusy."""
        with _refusing():
            _, found = self.ask("lay_out", {}, {"diagram": diagram})
        return found["diagram"]

    def ask(self, question: str, said: Mapping[str, Any], files: Mapping[str, bytes]) -> Said:
        """What the process answers.  Raises Stopped, CheckBusy, DiagramRefused."""
        with self._taking_turns():
            message = wire.packed({"ask": question, **said}, files)
            answer = self._exchanged(message) or self._exchanged(message)
        if answer is None:
            raise CheckBusy
        body, _ = answer
        if "refused" in body:
            refused = body["refused"]
            raise DiagramRefused(refused["ru"], refused["en"], **refused["facts"])
        return answer

    def close(self) -> None:
        """The process is ended; the next question starts another."""
        with self._turn:
            self._end()

    @contextlib.contextmanager
    def _taking_turns(self) -> Iterator[None]:
        with self._counting:
            if self.waiting == AT_ONCE:
                raise CheckBusy
            self.waiting += 1
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise CheckBusy
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._counting:
                self.waiting -= 1

    def _exchanged(self, message: bytes) -> Said | None:
        """The answer; None if the process had ended before it began to read, as it does when nobody asks for long."""
        child = self._started()
        until = time.monotonic() + self._patience
        reads = ""
        began = False
        try:
            child.send(message, until)
            while True:
                body, files = child.receive(until)
                if "reads" not in body:
                    break
                began, reads = True, body["reads"]
        except Ended as ended:
            self._child = None
            if ended.status == 0 and not began:
                return None
            raise Stopped("time" if ended.status == -signal.SIGXCPU else "crash", reads) from ended
        except TooLate as late:
            self._end()
            raise Stopped("time", reads) from late
        except BaseException:  # half an answer must not become the answer to the next question
            self._end()
            raise
        if "stopped" in body:
            raise Stopped(body["stopped"], reads)
        return body, files

    def _started(self) -> Child:
        if self._child is None:
            child = Child(self._command)
            try:
                child.receive(time.monotonic() + START)
            except (Ended, TooLate) as error:
                child.end()
                log.exception("the quarantine did not start")
                raise CheckBusy from error
            self._child = child
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


@cache
def of_this_process() -> Quarantine:
    """The one that everything in this process asks."""
    quarantine = Quarantine()
    atexit.register(quarantine.close)
    return quarantine


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Stopped as stopped:
        raise CheckStopped(stopped.finding) from stopped


def _numbered(files: Iterable[tuple[str, bytes]]) -> tuple[list[str], dict[str, bytes]]:
    """Their names, and the files by number: two may have one name."""
    brought = list(files)
    return [name for name, _ in brought], {str(number): content for number, (_, content) in enumerate(brought)}

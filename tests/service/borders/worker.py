"""A process that takes strangers' files and may do nothing but think: 512 MB, ten seconds each, no file, no connection.

Reads numbers from standard input, answers a line of JSON for each.  Run as `python -m tests.service.borders.worker`.
"""

from __future__ import annotations

import codecs
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms import answers, showing
from forms import definition as form_definition
from processes import drawing, feel, layout, model, timers
from processes.drawing import Marks
from processes.errors import PoryadokError
from processes.gate.timer_text import term_in
from processes.model import iso, juel, losses
from processes.model.elements import EventDefinition
from service import bundle, checking
from tests.service import leave, permit
from tests.service.borders.mutants import MEANT, bases, mutant

MEMORY = 512 * 1024 * 1024
SECONDS = 10
LARGEST_PICTURE = 60
"""Nodes of a diagram that is laid out and drawn here; how long larger ones take is measured elsewhere."""

MOMENT = feel.Moment(datetime(2026, 3, 1, 9, tzinfo=UTC), ZoneInfo("Europe/Moscow"))
CONTEXT: Mapping[str, Any] = {
    "a": 5,
    "b": {"c": ["x", "y"]},
    "application": {"directed": True},
    "settings": {},
    "case": {},
}
FORBIDDEN = (
    "open",
    "os.",
    "socket.",
    "subprocess.",
    "exec",
    "compile",
    "import",
    "ctypes.",
    "shutil.",
    "urllib.",
    "ftplib.",
    "pty.",
)


class Watch:
    """Notes every step out of the process while a stranger's file is being read."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event.startswith(FORBIDDEN):
            self.on = False
            self.seen.append(f"{event} {arguments!r}"[:300])
            raise PermissionError(f"a stranger's file made us do this: {event}")


def main() -> None:
    for kind in ("diagram", "form", "table", "expression", "outline"):
        HANDLED[kind](_plain(kind))  # what is imported or read once is imported and read now
    for text in MEANT:
        _expression(text.encode())
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1"):  # those that source.py reads
        codecs.lookup(encoding)
    watch = Watch()
    sys.addaudithook(watch)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        print(json.dumps(_one(int(line), watch)), flush=True)


def _plain(kind: str) -> bytes:
    return b"a + 1" if kind == "expression" else bases()[kind][0]


def _one(number: int, watch: Watch) -> dict[str, Any]:
    kind, content = mutant(number)
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS + 1, resource.RLIM_INFINITY))
    began, watch.on, fault = time.process_time(), True, ""
    try:
        said = HANDLED[kind](content)
    except BaseException as error:  # whatever it is, the parent is told of it
        watch.on = False
        said, fault = type(error).__name__, "".join(traceback.format_exception(error)[-6:])
    watch.on = False
    spent, watched, watch.seen = time.process_time() - began, list(watch.seen), []
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"n": number, "kind": kind, "said": said, "fault": fault, "steps": watched, "seconds": spent, "peak": peak}


def _diagram(content: bytes) -> str:
    files = bundle.read([("stranger.bpmn", content)], "stranger")
    checked = checking.check(files.parts)
    _no_fault_of_ours(checked)
    try:
        read = model.read(content)
    except PoryadokError as refused:
        return refused.code
    nodes = sum(len(process.nodes) for process in read.processes.values())
    if nodes <= LARGEST_PICTURE:
        drawn = model.read(layout.lay_out(content))
        for process in drawn.processes:
            drawing.svg(drawn, process, Marks(), title=process)
        for process in read.processes:
            drawing.svg(read, process, Marks(), title=process)
    losses.losses(content, leave.LEAVE)
    return "publishable" if checked.publishable else "refused" if checked.definition is None else "sketch"


def _form(content: bytes) -> str:
    _no_fault_of_ours(checking.check({**leave.files(), "F-STRANGER.json": content}))
    try:
        form = form_definition.read(content)
    except PoryadokError as refused:
        return refused.code
    given = {field.key: value for field, value in zip(form.walk(), ("1", ["x"], {"a": "b"}, "2026-01-05"), strict=False) if hasattr(field, "key")}  # fmt: skip
    try:
        taken = answers.check(form, given, today=date(2026, 3, 1), case=CONTEXT)
    except PoryadokError as refused:
        return refused.code
    showing.display(form, taken)
    return "answered"


def _table(content: bytes) -> str:
    checked = checking.check({**leave.files(), "procedure.yaml": OUTLINE, "t.dmn": content})
    _no_fault_of_ours(checked)
    if checked.definition is None:
        return "refused"
    for table in checked.definition.decisions.values():
        for value in (1, "x", True, None, [1, 2], "2026-01-05"):
            try:
                table.evaluate(dict.fromkeys(table.names, value), MOMENT)
            except PoryadokError:
                continue
    return "asked"


def _expression(content: bytes) -> str:
    text = content.decode("utf-8")
    said = "refused"
    for read in (feel.compile, feel.compile_tests, feel.compile_script):
        try:
            compiled = read(text)
        except feel.FeelError:
            continue
        said = "compiled"
        try:
            for one in compiled if isinstance(compiled, tuple) else (compiled,):
                expression = getattr(one, "expression", one)
                if hasattr(expression, "evaluate"):
                    feel.plain(expression.evaluate(CONTEXT, MOMENT))
        except feel.FeelError:
            continue
        said = "evaluated"
    juel.translated(text)
    term_in(text)
    iso.usual(text)
    for kind in ("date", "duration", "cycle"):
        try:
            timers.schedule(EventDefinition(kind="timer", timer=kind, expression=iso.usual(text)), CONTEXT, MOMENT)
        except PoryadokError:
            continue
    return said


def _outline(content: bytes) -> str:
    files = bundle.read([*permit.parts().items(), ("other/procedure.yaml", content)], None)
    checked = checking.check({**files.parts, "procedure.yaml": content})
    _no_fault_of_ours(checked)
    return "refused" if checked.definition is None else "checked"


def _no_fault_of_ours(checked: checking.Checked) -> None:
    """The check never fails, but what it did not foresee it calls by a code of its own."""
    unforeseen = [finding.en for finding in checked.findings if finding.code == "check.failed"]
    if unforeseen:
        raise AssertionError(unforeseen[0])


OUTLINE = b"key: stranger\ntitle: {ru: x, en: x}\ncode: X\nmain: P-LEAVE\nroles: {worker: {ru: x, en: x}, boss: {ru: x, en: x}}\n"
HANDLED: Mapping[str, Callable[[bytes], str]] = {
    "diagram": _diagram,
    "form": _form,
    "table": _table,
    "expression": _expression,
    "outline": _outline,
}

if __name__ == "__main__":
    main()

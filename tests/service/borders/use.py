"""What a service does with a stranger's file once it has been read: drawn, compared, filled in, asked, evaluated.

Run as `python -m tests.service.borders.use` it is the service's own quarantine, with its limits, that is asked this too.
"""

from __future__ import annotations

import resource
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms import answers, assembly, showing
from forms import definition as form_definition
from processes import drawing, feel, layout, model, timers
from processes.drawing import Marks
from processes.errors import PoryadokError
from processes.gate.timer_text import term_in
from processes.model import iso, juel, losses
from processes.model.elements import EventDefinition
from service import bundle
from service.quarantine.confined import Files, Tell, serve
from service.quarantine.reading import QUESTIONS, rehearse
from tests.service import leave, permit
from tests.service.borders.mutants import MEANT, bases

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
OUTLINE = b"key: stranger\ntitle: {ru: x, en: x}\ncode: X\nmain: P-LEAVE\nroles: {worker: {ru: x, en: x}, boss: {ru: x, en: x}}\n"


def use(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
    """What came of it in one word, and any error that none of ours foresaw; seconds of processor time and peak so far."""
    try:
        said, fault = USED[asked["kind"]](files["content"]), ""
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, the test is told of it
        frames = traceback.extract_tb(error.__traceback__, limit=-5)
        said = type(error).__name__
        fault = f"{error!r}: " + ", ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"said": said, "fault": fault, "cpu": str(used.ru_utime + used.ru_stime), "peak": used.ru_maxrss}, {}


def parts_of(kind: str, content: bytes) -> dict[str, bytes]:
    """The procedure that a spoiled form, table or outline is a part of."""
    return {
        "form": lambda: {**leave.files(), "F-STRANGER.json": content},
        "table": lambda: {**leave.files(), "procedure.yaml": OUTLINE, "t.dmn": content},
        "outline": lambda: {**permit.parts(), "procedure.yaml": content},
    }[kind]()


def _diagram(content: bytes) -> str:
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
    return "drawn"


def _form(content: bytes) -> str:
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
    try:
        tables = assembly.assemble(bundle.read(parts_of("table", content).items(), None).parts).definition.decisions
    except PoryadokError as refused:
        return refused.code
    for table in tables.values():
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
    return "refused" if files.findings else "read"


USED: Mapping[str, Callable[[bytes], str]] = {
    "diagram": _diagram,
    "form": _form,
    "table": _table,
    "expression": _expression,
    "outline": _outline,
}

if __name__ == "__main__":
    rehearse()
    for kind, plain in bases().items():
        USED[kind](plain[0])  # what is imported or read once is imported and read now
    for text in MEANT:
        USED["expression"](text.encode())
    serve({**QUESTIONS, "use": use})

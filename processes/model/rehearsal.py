"""A drawing read as if it were to be run, so that a sketch is told all that it lacks and not only that it is one."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from processes.model.names import bpmn
from processes.model.reading import root_of


def as_if_executable(content: bytes, processes: Collection[str]) -> bytes:
    """The file with these processes marked executable, and the processes that any step calls; raises DiagramRefused.

    Lines stay as they are.  Nobody keeps what comes out: the file itself is its author's.
    """
    root = root_of(content)
    called = {element.get("calledElement", "").rpartition(":")[2] for element in root.iter(bpmn("callActivity"))}
    for process in root.iterchildren(bpmn("process")):
        if process.get("id") in {*processes, *called}:
            process.set("isExecutable", "true")
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=False)

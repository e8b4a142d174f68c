"""The service's quarantine, asked for what no file may make its reader do.  Run as `python -m tests.service.rogue`; questions that are named after it never come to an end."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from service.quarantine.confined import Files, Question, Tell, serve
from service.quarantine.reading import QUESTIONS, rehearse


def _spin() -> None:
    while True:
        pass


def _hog() -> list[bytes]:
    return [bytes(1024 * 1024) for _ in range(1024)]


def _read_a_file() -> None:
    with open("/etc/hostname"):  # noqa: PTH123  the builtin is what a reader would call
        pass


def _spoil_another() -> None:
    os.remove("/tmp/poryadok-nobody-has-this")  # noqa: PTH107, S108


def _behind_pythons_back() -> str:
    """A library in C asks nobody but the kernel."""
    try:
        etree.parse("/etc/hostname")
    except OSError as error:
        return "refused" if "failed to load" in str(error) else "read"
    except etree.XMLSyntaxError:
        return "read"
    return "read"


_DEEDS: Mapping[str, Callable[[], Any]] = {
    "spin": _spin,
    "hog": _hog,
    "crash": os.abort,
    "file": _read_a_file,
    "remove": _spoil_another,
    "socket": lambda: socket.socket(),
    "shell": lambda: subprocess.run(["/bin/true"], check=False),
    "library": _behind_pythons_back,
    "environment": lambda: sorted(os.environ),
}


def _asked(deed: Callable[[], Any]) -> Question:
    def question(asked: Mapping[str, Any], files: Files, tell: Tell) -> tuple[Mapping[str, Any], Files]:
        tell("stranger.bpmn")
        said = deed()
        return {"said": said if isinstance(said, str | list) and deed is not _hog else "done"}, {}

    return question


if __name__ == "__main__":
    rehearse()
    with contextlib.suppress(etree.XMLSyntaxError):
        etree.parse(__file__)  # whatever it needs to know of reading files it knows now
    endless = {name: _asked(_spin) for name in sys.argv[1:]}
    serve({**QUESTIONS, **{name: _asked(deed) for name, deed in _DEEDS.items()}, **endless}, seconds=1)

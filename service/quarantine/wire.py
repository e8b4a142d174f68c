"""What passes between the service and its quarantine: a line of canonical JSON (RFC 8785), then files as they are.

The line names the files that follow it and their sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import rfc8785

_FILES = "files"


def packed(body: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """A message as bytes; text that no JSON may hold (half a sign) is replaced by a question mark."""
    sizes = [[_sound(name), len(content)] for name, content in files.items()]
    line = rfc8785.dumps({**_sound(dict(body)), _FILES: sizes})
    return b"".join([line, b"\n", *files.values()])


def unpacked(line: bytes, exactly: Callable[[int], bytes]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The message that begins with this line; `exactly` answers so many bytes more."""
    body: dict[str, Any] = orjson.loads(line)
    return body, {name: exactly(size) for name, size in body.pop(_FILES)}


def _sound(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_sound(name): _sound(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_sound(inner) for inner in value]
    return value

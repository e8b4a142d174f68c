"""Files that come together as one zip: each under the same rules as a file of its own, and nothing of the archive is believed.

Sizes are counted while they are unpacked; a name leads nowhere; an archive within an archive stays closed.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.parts import LARGEST_PART, LARGEST_WHOLE, MOST_PARTS

MOST_RATIO = 200
"""How many times as big an entry may become; drawings and forms shrink to a tenth."""

SMALL = 64 * 1024
"""Bytes up to which nobody asks for the ratio."""

_ZIP = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_NESTED = (_ZIP, _EMPTY, b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)
_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file out of an archive; without the folder that all of them stand in."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why an archive, or the entry of this name, is not read.  `code` is that of a finding."""

    code: str
    entry: str | None
    ru: str
    en: str


def is_archive(name: str, content: bytes) -> bool:
    """Whether the file is a zip by name and content; projects of modelling tools are zips too, but not by name."""
    return name.lower().endswith(".zip") and content.startswith((_ZIP, _EMPTY))


def entries(content: bytes) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """The files in a zip, and what is wrong with it; whoever gets faults uses none of the files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = [info for info in archive.infolist() if not info.is_dir() and not _LEFT_BEHIND.search(_name(info))]
            faults = tuple(_faults(listed))
            return ((), faults) if faults else _read(archive, listed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        return (), (_broken(error),)


def _faults(listed: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """What the list of entries alone says."""
    if len(listed) > MOST_PARTS:
        yield Fault(
            code="bundle.size", entry=None,
            ru=f"В архиве больше {MOST_PARTS} файлов", en=f"The archive has more than {MOST_PARTS} files",
        )  # fmt: skip
        return
    names: set[str] = set()
    for info in listed:
        name = _name(info)
        if info.flag_bits & _ENCRYPTED:
            yield Fault(
                code="archive.encrypted", entry=name,
                ru=f"Файл «{name}» в архиве зашифрован", en=f"File {name!r} in the archive is encrypted",
            )  # fmt: skip
        if info.compress_type not in _KNOWN:
            yield Fault(
                code="archive.broken", entry=name,
                ru=f"Файл «{name}» в архиве сжат необычным способом", en=f"File {name!r} in the archive is packed in an unusual way",
            )  # fmt: skip
        if _leads_away(name) or stat.S_ISLNK(info.external_attr >> 16):
            yield Fault(
                code="archive.path", entry=name,
                ru=f"Файл «{name}» в архиве ведёт за его пределы", en=f"File {name!r} in the archive leads out of it",
            )  # fmt: skip
        if name in names:
            yield Fault(
                code="file.twice", entry=name,
                ru=f"Файл «{name}» есть в архиве дважды", en=f"File {name!r} is in the archive twice",
            )  # fmt: skip
        names.add(name)


def _read(archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    found: list[Entry] = []
    faults: list[Fault] = []
    room = LARGEST_WHOLE
    folder = _common_folder([_name(info) for info in listed])
    for info in listed:
        name = _name(info)
        with archive.open(info) as stream:
            content = stream.read(min(LARGEST_PART, room) + 1)
        room -= len(content)
        if room < 0:
            megabytes = LARGEST_WHOLE // 1024 // 1024
            faults.append(Fault(
                code="bundle.size", entry=None,
                ru=f"В архиве больше {megabytes} МБ", en=f"The archive holds more than {megabytes} MB",
            ))  # fmt: skip
            break
        faults += _faults_of(name, content, info.compress_size)
        found.append(Entry(name=name.removeprefix(folder), content=content))
    return tuple(found), tuple(faults)


def _faults_of(name: str, content: bytes, packed: int) -> Iterator[Fault]:
    if len(content) > LARGEST_PART:
        megabytes = LARGEST_PART // 1024 // 1024
        yield Fault(
            code="file.size", entry=name,
            ru=f"Файл «{name}» в архиве больше {megabytes} МБ", en=f"File {name!r} in the archive is bigger than {megabytes} MB",
        )  # fmt: skip
    elif len(content) > SMALL and len(content) > MOST_RATIO * max(packed, 1):
        yield Fault(
            code="archive.ratio", entry=name,
            ru=f"Файл «{name}» распаковывается больше чем в {MOST_RATIO} раз: так сжимают не схемы, а ловушки",
            en=f"File {name!r} unpacks to more than {MOST_RATIO} times its size, as traps do and diagrams do not",
        )  # fmt: skip
    if content.startswith(_NESTED):
        yield Fault(
            code="archive.nested", entry=name,
            ru=f"Файл «{name}» в архиве — сам архив", en=f"File {name!r} in the archive is an archive itself",
        )  # fmt: skip


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name.  Where no flag says UTF-8, Windows wrote it in its Russian code page and Python read another."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        name = name.encode("cp437", "replace").decode("cp866", "replace")
    return name.replace("\\", "/")[:300]


def _leads_away(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or ":" in name or not name.isprintable() or not name.strip()


def _common_folder(names: list[str]) -> str:
    """The one folder that everything stands in, with its slash; "" if there is none."""
    first = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{first.pop()}/" if len(first) == 1 and "" not in first else ""


def _broken(error: Exception) -> Fault:
    return Fault(
        code="archive.broken", entry=None,
        ru=f"Архив повреждён или устроен необычно ({type(error).__name__})",
        en=f"The archive is broken or of an unusual make ({type(error).__name__})",
    )  # fmt: skip

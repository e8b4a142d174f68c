"""Uploading a file: its kind told by its content, kept under a random name, on the disk before it is in the database."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from processes.errors import PoryadokError
from service.actor import Actor
from service.errors import FileKindRefused, FileTooBig, Unfit
from service.installation import Installation
from service.operations.repeats import Repeat, Repeatable
from storage import attachments, documents

KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What may be uploaded, by the ending that people know."""

MAX_MB = 20
UNKEPT = timedelta(days=1)
"""How long a file that no case has kept stays."""

_CHUNK = 1 << 16
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Uploaded(Repeatable):
    """A file that its owner may now put into answers."""

    id: str
    name: str
    sha256: str
    size: int
    media_type: str

    def as_answer(self) -> dict[str, object]:
        """As an answer of a file field names it."""
        return {"attachment": self.id, "name": self.name, "sha256": self.sha256, "size": self.size}


def upload(
    installation: Installation,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    *,
    kinds: tuple[str, ...] | None = None,
    max_mb: int | None = None,
    idempotency: str | None = None,
) -> Uploaded:
    """The file, kept.  `kinds` and `max_mb` are the field's.

    Raises FileTooBig, FileKindRefused, Unfit (empty), IdempotencyMismatch.
    """
    id_ = installation.draw()
    path = path_of(installation, id_)
    try:
        size, sha256 = _keep(stream, path, max_mb or MAX_MB)
        kind = kind_in(path)
        if kind is None or kind not in (kinds or tuple(KINDS)):
            raise FileKindRefused(kinds or tuple(KINDS))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    made = Uploaded(id=id_, name=_plain_name(name), sha256=sha256, size=size, media_type=KINDS[kind])
    repeat = Repeat(Uploaded, actor, idempotency, "upload", made.name, sha256)
    with gone_if_refused(path), installation.database.writing() as session:
        done = repeat.answered(session)
        if done is not None:
            path.unlink()
            return done
        attachments.add(
            session,
            id=id_,
            name=made.name,
            media_type=made.media_type,
            size=size,
            sha256=sha256,
            owner=actor.id,
            at=installation.now(),
        )
        return repeat.remember(session, made, at=installation.now())


@contextmanager
def gone_if_refused(*paths: Path) -> Iterator[None]:
    """The files go with a transaction that we refuse.

    Whatever else fails may be a commit whose answer was lost: its row may be there, so the file stays; `sweep` knows.
    """
    try:
        yield
    except PoryadokError:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def sweep(installation: Installation) -> int:
    """How many files were thrown away that nobody had put into a case for a day, or that no row speaks of."""
    return _sweep_unkept(installation) + _sweep_strays(installation)


def _sweep_unkept(installation: Installation) -> int:
    with installation.database.writing() as session:
        ids = attachments.orphans(session, installation.now() - UNKEPT)
        attachments.drop(session, ids)
    for id_ in ids:
        path_of(installation, id_).unlink(missing_ok=True)
    return len(ids)


def _sweep_strays(installation: Installation) -> int:
    """What a crash or a lost answer left on the disk.  Each time another folder is looked at, all of them in two days."""
    now = installation.now()
    folder = installation.files / f"{int(now.timestamp()) // 600 % 256:02x}"
    if not folder.is_dir():
        return 0
    before = (now - UNKEPT).timestamp()
    old = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < before}
    with installation.database.reading() as session:
        strays = old.keys() - attachments.known(session, old) - documents.known(session, old)
    for name in strays:
        old[name].unlink(missing_ok=True)
    return len(strays)


def path_of(installation: Installation, id_: str) -> Path:
    """Where the content of a file lies: under its random id, two levels so that folders stay small."""
    if not _ID.fullmatch(id_):
        raise ValueError(f"not a file's id: {id_[:40]!r}")
    return installation.files / id_[:2] / id_


def keep_bytes(installation: Installation, content: bytes) -> tuple[str, str]:
    """The id and SHA-256 (hex) of content that the service itself has made, on the disk when this returns."""
    id_ = installation.draw()
    path = path_of(installation, id_)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        _sync(file, path)
    return id_, hashlib.sha256(content).hexdigest()


def kind_of(media_type: str) -> str:
    """The ending of a media type that we keep."""
    return next((kind for kind, known in KINDS.items() if known == media_type), "")


def kind_in(path: Path) -> str | None:
    """The kind that the content says, whatever the name was."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return _office_kind(path) if head.startswith(b"PK\x03\x04") else None


def _office_kind(path: Path) -> str | None:
    with suppress(zipfile.BadZipFile, NotImplementedError, OSError, ValueError), zipfile.ZipFile(path) as archive:
        names = {entry.filename for entry in archive.infolist()[:5000]}
        if "[Content_Types].xml" not in names or "word/vbaProject.bin" in names or "xl/vbaProject.bin" in names:
            return None
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
    return None


def _keep(stream: BinaryIO, path: Path, max_mb: int) -> tuple[int, str]:
    """Size and SHA-256 (hex) of what was written; never more than the limit is read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > max_mb * 1024 * 1024:
                raise FileTooBig(max_mb)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise Unfit("Файл пуст. Выберите другой", "The file is empty. Choose another")
        _sync(file, path)
    return size, digest.hexdigest()


def _sync(file: BinaryIO, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _plain_name(name: str) -> str:
    """What the person called it, without folders and without what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:200] or "file"

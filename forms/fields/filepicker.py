"""Files: scans, letters, photographs.  The bytes are kept elsewhere; an answer names them by id and SHA-256."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forms import wording
from forms.errors import Message
from forms.fields.circumstances import Attachment, Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.source import Source

#: Files in one answer
MOST = 20
_MEGABYTE = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDINGS = re.compile(r"[a-z0-9]{1,8}")
#: One kind has several spellings among people and browsers
_SAME = {"jpg": "jpeg", "tif": "tiff", "htm": "html"}


@dataclass(frozen=True, kw_only=True)
class FilePicker(Question):
    """Uploaded files: `[{"attachment": id, "name": text, "sha256": hex, "size": bytes}]`; names are erasable.

    `kinds` are endings without a dot (`pdf`, `jpeg`), none for any; `max_bytes` bounds one file.
    """

    type: ClassVar[str] = "filepicker"
    erasable_by_nature: ClassVar[bool] = True
    empty: ClassVar[Any] = []
    unanswered: ClassVar[Message] = Message("приложите файл", "attach a file")

    multiple: bool
    kinds: tuple[str, ...]
    max_bytes: int

    @classmethod
    def read(cls, source: Source) -> Self:
        words = source.properties.text("fileKind") or source.text("accept")
        kinds = [word.lstrip(".").lower() for word in words.replace(",", " ").split()]
        for kind in kinds:
            if not _ENDINGS.fullmatch(kind):
                raise source.refused(
                    f"fileKind: «{kind[:40]}» — не расширение файла",
                    f"fileKind: {kind[:40]!r} is no file ending",
                    "fileKind",
                )
        return cls(
            **asked(source, cls),
            multiple=source.flag("multiple"),
            kinds=tuple(dict.fromkeys(_SAME.get(kind, kind) for kind in kinds)),
            max_bytes=(source.properties.whole("maxMb") or 20) * _MEGABYTE,
        )

    def allows(self, kind: str) -> bool:
        """Whether files of this kind (an ending such as `pdf` or `.JPG`) may be given."""
        ending = kind.lstrip(".").lower()
        return not self.kinds or _SAME.get(ending, ending) in self.kinds

    @property
    def accept(self) -> str:
        """What the browser's file dialogue offers."""
        endings = [*self.kinds, *(other for other, kind in _SAME.items() if kind in self.kinds)]
        return ",".join(f".{ending}" for ending in endings)

    def take(self, raw: object, circumstances: Circumstances) -> list[dict[str, Any]]:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str | Mapping):
            raw = [raw]
        if not isinstance(raw, list | tuple):
            raise Wrong("нужен файл", "a file is needed")
        most = MOST if self.multiple else 1
        if len(raw) > most:
            raise Wrong(f"файлов не больше {most}", f"at most {most} files")
        files = [self._file(each, circumstances) for each in raw]
        return list({file["attachment"]: file for file in files}.values())

    def _file(self, raw: object, circumstances: Circumstances) -> dict[str, Any]:
        id_ = raw.get("attachment") if isinstance(raw, Mapping) else raw
        if not isinstance(id_, str) or not 0 < len(id_) <= 100 or not id_.isprintable():
            raise Wrong("нужен загруженный файл", "an uploaded file is needed")
        if circumstances.attachments is None:
            attachment = _stated(id_, raw)
        else:
            attachment = circumstances.attachments.get(id_) or _missing()
        self._check(attachment)
        return {
            "attachment": attachment.id,
            "name": attachment.name,
            "sha256": attachment.sha256,
            "size": attachment.size,
        }

    def _check(self, attachment: Attachment) -> None:
        kind = attachment.kind or attachment.name.rpartition(".")[2]
        if not self.allows(kind):
            raise Wrong(
                f"файл «{attachment.name}»: можно {', '.join(self.kinds)}",
                f"file {attachment.name!r}: only {', '.join(self.kinds)}",
            )
        if attachment.size > self.max_bytes:
            megabytes = self.max_bytes // _MEGABYTE
            raise Wrong(
                f"файл «{attachment.name}» больше {megabytes} МБ", f"file {attachment.name!r} exceeds {megabytes} MB"
            )

    def posted(self, texts: list[str]) -> object:
        return [text for text in texts if text]

    def shown(self, answer: Any, language: str) -> str:
        return ", ".join(file_shown(file, language) for file in answer)


def file_shown(file: Mapping[str, Any], language: str) -> str:
    """Its name, unless that is closed or erased, and its size."""
    size = wording.size(int(file["size"]), language)
    if isinstance(file.get("name"), str):
        return f"{file['name']} ({size})"
    return f"файл ({size})" if language == "ru" else f"file ({size})"


def _stated(id_: str, raw: object) -> Attachment:
    """The file as the answer itself describes it, where the caller does not say which files exist."""
    stated = raw if isinstance(raw, Mapping) else {}
    name, sha256, size = stated.get("name"), stated.get("sha256"), stated.get("size")
    if (
        not isinstance(name, str)
        or not 0 < len(name) <= 255
        or not name.isprintable()
        or not isinstance(sha256, str)
        or not _SHA256.fullmatch(sha256)
        or isinstance(size, bool)
        or not isinstance(size, int)
        or not 0 <= size < 2**53
    ):
        return _missing()
    return Attachment(id=id_, name=name, sha256=sha256, size=size)


def _missing() -> Attachment:
    raise Wrong("загруженный файл не найден; приложите его ещё раз", "the uploaded file is missing; attach it again")

"""A record of a signature: who signed what, when and how.  It records a signature and is none itself (63-ФЗ)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Self

from forms.fields.checkbox import Checkbox
from forms.fields.circumstances import Circumstances, Signable, Wrong
from forms.fields.day import Day
from forms.fields.field import Field, Question, asked, common, joined
from forms.fields.filepicker import FilePicker, file_shown
from forms.fields.group import Group
from forms.fields.radio import Radio
from forms.fields.source import Source
from forms.fields.textfield import TextField
from processes import feel

#: Things under one signature
MOST: Final = 50
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Signed(Question):
    """What is signed: `[{"attachment" or "document": id, "name": text, "sha256": hex, "size": bytes}]`.

    The server computes it from the case data; what comes from the page are the hashes that the person was shown, and an
    answer is refused when they are others now.  Names are erasable, hashes are open.
    """

    type: ClassVar[str] = "signed"
    erasable_by_nature: ClassVar[bool] = True
    empty: ClassVar[Any] = []

    signs: feel.Expression

    @classmethod
    def read(cls, source: Source) -> Self:
        signs = source.properties.expression("signs")
        if signs is None:
            raise source.refused("нет выражения signs", "no expression signs", "signs")
        return cls(**asked(source, cls), signs=signs)

    def take(self, raw: object, circumstances: Circumstances) -> list[dict[str, Any]]:
        seen = _seen(raw)
        if circumstances.signables is None:
            return [signable.answer() for signable in _stated(raw)]
        now = circumstances.signables.get(self.path, ())
        if not now:
            raise Wrong("подписывать пока нечего: в деле этого нет", "there is nothing to sign yet: the case has none")
        if not seen:
            raise Wrong(
                "посмотрите, что подписывается, и отправьте ещё раз", "look at what is signed, then send it again"
            )
        if sorted(seen) != sorted(signable.sha256 for signable in now):
            raise Wrong(
                "пока страница была открыта, это изменилось; посмотрите заново и отправьте ещё раз",
                "it has changed while the page was open; look at it again, then send",
            )
        return [signable.answer() for signable in now]

    def posted(self, texts: list[str]) -> object:
        return [text for text in texts if text]

    def shown(self, answer: Any, language: str) -> str:
        return "\n".join(f"{file_shown(each, language)}, SHA-256 {each['sha256']}" for each in answer)


@dataclass(frozen=True, kw_only=True)
class Signature(Group):
    """`{signed_by, signed_on, signature_kind, signed_file, seal, what}` under one heading, all asked by the same kinds
    of field as elsewhere.

    `what` is there where the property `signs` says what is signed, `seal` where `seal` is true, `signed_file` unless the
    signature is electronic.  `prefill` gives the name of whoever is to sign; with `open` it is no personal data.
    """

    type: ClassVar[str] = "signature"

    @classmethod
    def read(cls, source: Source) -> Self:
        path = joined(source, "key")
        read = common(source)
        if not read["label"]:
            raise source.refused("нет названия (label)", "no label", "label")
        inside = replace(source, container=path)
        return cls(**{**read, "path": path}, components=tuple(_questions(inside, path)))


def signables(value: Any) -> tuple[Signable, ...]:
    """The files and papers in a value of FEEL: one, or lists of them; whatever else is in it is no thing to sign."""
    found: list[Signable] = []
    waiting = [value]
    while waiting and len(found) < MOST:
        each = waiting.pop(0)
        if isinstance(each, list | tuple):
            waiting = [*each, *waiting]
        elif isinstance(each, Mapping) and (signable := _signable(each)) is not None:
            found.append(signable)
    return tuple(dict.fromkeys(found))


def _questions(source: Source, path: str) -> list[Field]:
    properties = source.properties
    shared = {"open": "true"} if properties.flag("open") else {}
    questions: list[Field] = []
    if properties.text("signs"):
        en = {"en": "What is signed", **shared, "signs": properties.text("signs")}
        questions.append(Signed.read(_inner(source, "signed", "what", "Что подписывается", en, required=True)))
    by = {"en": "Who signed", "hintEn": "Full name and position", **shared, "prefill": properties.text("prefill")}
    questions += [
        TextField.read(
            _inner(source, "textfield", "signed_by", "Кто подписал", by, required=True, hint="ФИО и должность")
        ),
        Day.read(
            _inner(source, "datetime", "signed_on", "Когда подписано", {"en": "Signed on", "day": "pastOrToday"}, required=True)
        ),
        Radio.read(
            _inner(source, "radio", "signature_kind", "Как подписано", {"en": "How"}, required=True, values=_KINDS)
        ),
        FilePicker.read(
            _inner(
                source, "filepicker", "signed_file", "Подписанный экземпляр",
                {"en": "The signed copy", **shared, "fileKind": "pdf jpeg png", "maxMb": "20"},
                required=True, conditional={"hide": f'{path}.signature_kind = "electronic"'},
            )
        ),
    ]  # fmt: skip
    if properties.flag("seal"):
        questions.append(
            Checkbox.read(_inner(source, "checkbox", "seal", "Печать (М.П.) стоит", {"en": "The seal is there"}))
        )
    return questions


_KINDS: Final = [
    {"value": "electronic", "label": "электронная подпись", "en": "electronic signature"},
    {"value": "scan", "label": "подписанный скан", "en": "signed scan"},
    {"value": "paper", "label": "на бумаге", "en": "on paper"},
]


def _inner(
    source: Source,
    kind: str,
    key: str,
    label: str,
    properties: Mapping[str, Any],
    *,
    required: bool = False,
    hint: str = "",
    **rest: Any,
) -> Source:
    """A question of the block as the JSON of a form would have it."""
    json = {
        "type": kind,
        "key": key,
        "label": label,
        "description": hint,
        "validate": {"required": required},
        "properties": properties,
        **rest,
    }
    return replace(source, json=json)


def _signable(value: Mapping[str, Any]) -> Signable | None:
    kind = next((kind for kind in ("attachment", "document") if isinstance(value.get(kind), str)), None)
    sha256, size = value.get("sha256"), value.get("size")
    if kind is None or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        return None
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size < 2**53:
        return None
    called = value.get("name") or value.get("number") or value.get("template")
    return Signable(
        kind=kind,
        id=value[kind][:100],
        name=called[:255] if isinstance(called, str) else None,
        sha256=sha256,
        size=size,
    )


def _seen(raw: object) -> list[str]:
    """The hashes in what was sent: as a page posts them, or within plain answers."""
    given = raw if isinstance(raw, list | tuple) else []
    if len(given) > MOST:
        raise Wrong("подписывается слишком много сразу", "too much is signed at once")
    hashes = [each.get("sha256") if isinstance(each, Mapping) else each for each in given]
    return [each for each in hashes if isinstance(each, str)]


def _stated(raw: object) -> tuple[Signable, ...]:
    """What is signed as the answer itself describes it, where nobody says what there is."""
    return signables(raw if isinstance(raw, list | tuple) else [])

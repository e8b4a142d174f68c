"""What the description (OpenAPI) says beside schemas: headers that requests and answers carry, parts of an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ALWAYS = (401, 403, 429, 500, 503)
"""What any operation may answer: no token, no right, too often, a fault of ours, the database is away."""

Header = Mapping[str, Any]

IDEMPOTENCY_KEY: Header = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!#-~]([ !#-~]*[!#-~])?$"},
    "description": "Под этим ключом запрос можно послать ещё раз: ответ будет тот же, и ничто не сделается дважды. "
    "Тот же ключ с другим запросом: 422. Первый запрос ещё выполняется: 409 с Retry-After. Хранится 7 дней. / "
    "The request may be sent again under this key: the answer is the same and nothing is done twice. The same key with "
    "another request: 422. The first request still runs: 409 with Retry-After. Kept for 7 days.",
    "example": "order-17",
}
IF_MATCH: Header = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "Состояние (ETag), которое видел клиент; устарело: 412. / "
    "The state (ETag) that the client saw; 412 if it is stale.",
    "example": '"3"',
}
IF_MATCH_REQUIRED: Header = {
    **IF_MATCH,
    "required": True,
    "description": "Состояние (ETag), которое видел клиент, или `*`. Нет: 428, устарело: 412. / "
    "The state (ETag) that the client saw, or `*`. Missing: 428, stale: 412.",
}
IF_NONE_MATCH: Header = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag прошлого ответа: 304, если ничего не изменилось. / "
    "The ETag of an earlier answer: 304 if nothing has changed.",
    "example": '"3"',
}

BRINGS: Mapping[str, tuple[int, ...]] = {
    "Idempotency-Key": (409, 422, 507),
    "If-Match": (412,),
    "If-None-Match": (),
}
"""The statuses that an operation may answer because it reads a header."""

REPLAYED: Mapping[str, Any] = {
    "Idempotency-Replayed": {
        "schema": {"type": "string", "enum": ["true"]},
        "description": "Этот ответ уже был дан на тот же ключ. / This answer was given before to the same key.",
    }
}
ETAG: Mapping[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "Состояние, для If-Match. / The state, for If-Match."}
}
LOCATION: Mapping[str, Any] = {
    "Location": {
        "schema": {"type": "string"},
        "required": True,
        "description": "Адрес созданного. / Where it can be read.",
    }
}

_IN_ADDRESSES: Mapping[str, tuple[str, str, str]] = {
    "instance_id": ("Дело. / A case.", r"^[1-9][0-9]{0,17}$", "17"),
    "ref": ("Задача: дело и её номер в нём. / A task: case and number.", r"^[1-9][0-9]{0,17}-[1-9][0-9]{0,8}$", "17-4"),
    "incident": ("Сбой: дело и номер. / An incident: case and number.", r"^[1-9][0-9]{0,17}-[1-9][0-9]{0,8}$", "17-9"),
    "message_id": ("Сообщение. / A message.", r"^[0-9a-f-]{1,64}$", "5f0c3a9e5b6d4c2f8a1b7d3e9f60a1b2"),
    "attachment": ("Файл. / A file.", r"^[0-9a-f]{32}$", "0b9f8c7d6e5f4a3b2c1d0e9f8a7b6c5d"),
    "document": ("Документ. / A document.", r"^[0-9a-f]{32}$", "1c9f8c7d6e5f4a3b2c1d0e9f8a7b6c5d"),
    "register": ("Реестр. / A register.", r"^[A-Za-z0-9._-]{1,100}$", "R-EXM"),
    "thread": ("Номер обсуждения в деле. / The number of a thread in its case.", r"^[0-9]{1,9}$", "1"),
    "post": ("Номер сообщения в обсуждении. / The number of a post in its thread.", r"^[0-9]{1,9}$", "2"),
    "key": ("Запись реестра. / A row of the register.", r"^[^/\x00-\x1f]{1,200}$", "ПК-2026-0001"),
    "procedure": ("Процедура. / A procedure.", r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", "candidate-exam"),
    "version": ("Версия. / A version.", r"^[1-9][0-9]{0,8}$", "1"),
    "part": (
        "Файл версии, с папкой. / A file of the version, with its folder.",
        r"^[^/\x00-\x1f]{1,120}(/[^/\x00-\x1f]{1,120}){0,2}$",
        "notices/N-EXM-1.txt",
    ),
    "form": ("Форма. / A form.", r"^[A-Za-z0-9._-]{1,100}$", "F-EXM-2"),
}


def parts(rule: str) -> list[dict[str, Any]]:
    """The descriptions of the parts of an address that we know."""
    return [
        {
            "in": "path",
            "name": name,
            "required": True,
            "description": _IN_ADDRESSES[name][0],
            "schema": {"type": "string", "pattern": _IN_ADDRESSES[name][1]},
            "example": _IN_ADDRESSES[name][2],
        }
        for name in re.findall(r"<(?:\w+:)?(\w+)>", rule)
        if name in _IN_ADDRESSES
    ]

"""Every error of the API as application/problem+json (RFC 9457), in the language of Accept-Language."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException

from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from processes.gate import Finding
from service.errors import GateClosed, headers_of, meant_by, status_of

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

_HTTP_TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("Запрос не разобрать: нужен правильный JSON", "The request cannot be read: correct JSON is needed"),
    404: ("Такого адреса нет", "There is no such address"),
    405: ("Этот адрес так не вызывают; см. заголовок Allow", "This address does not take the method; see Allow"),
    413: ("Запрос слишком велик", "The request is too big"),
    415: ("Нужен Content-Type: application/json", "Content-Type: application/json is needed"),
    422: ("Поля запроса не приняты", "The fields of the request are refused"),
    429: ("Слишком много запросов", "Too many requests"),
}


def refused(error: PoryadokError) -> Response:
    """An error of ours: its code, its text, its facts and, for answers, a pointer to each field."""
    detail = error.in_language(language())
    extra = {name: value for name, value in error.facts.items() if _is_plain(value)}
    if isinstance(error, GateClosed):
        extra["findings"] = [finding(one) for one in error.findings]
    if isinstance(error, AnswersRefused):
        extra = {"errors": [_field(path, message.in_language(language())) for path, message in error.errors.items()]}
    return _problem(status_of(error), error.code, detail, extra, headers_of(error))


def finding(one: Finding, part: str | None = None) -> dict[str, Any]:
    """What the check found, in the language of the request."""
    russian = language() == "ru"
    return {
        "code": one.code,
        "severity": one.severity.value,
        "element": one.element,
        "name": one.name,
        "part": part or (one.name if one.element is None else None),
        "line": one.line,
        "text": one.ru if russian else one.en,
        "advice": one.advice_ru if russian else one.advice_en,
    }


def http_error(error: HTTPException) -> Response:
    """An error of HTTP itself, or of the shape of a request."""
    status = error.code or 500
    texts = _HTTP_TEXTS.get(status, (error.description or "", error.description or ""))
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or data.get("errors")
    extra = {"errors": list(_pointed(messages))} if isinstance(messages, Mapping) and status == 422 else {}
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _problem(status, f"http.{status}", texts[0 if language() == "ru" else 1], extra, headers)


def failed(error: Exception) -> Response:
    """A fault of ours, under a number that the log has too; what lies below us has a name and may come back."""
    named = meant_by(error)
    if named is not None:
        log.warning(named.code, path=request.path, method=request.method, error=repr(error)[:300])
        return refused(named)
    number = secrets.token_hex(4)
    log.error("request_failed", incident=number, path=request.path, method=request.method, exc_info=error)
    text = (
        f"Ошибка записана под номером {number}. Ничего не потеряно: действие не выполнено"
        if language() == "ru"
        else f"The error is on record as {number}. Nothing is lost: nothing was done"
    )
    return _problem(500, "internal", text, {"incident": number}, {})


def example(status: HTTPStatus) -> dict[str, Any]:
    """How a problem of this status looks."""
    return {
        "type": f"urn:poryadok:problem:http.{status.value}",
        "title": status.phrase,
        "status": status.value,
        "detail": _HTTP_TEXTS.get(status.value, (status.phrase,))[0],
        "instance": "/api/v1/tasks/17-4",
        "code": f"http.{status.value}",
    }


def language() -> str:
    """ru, unless the client prefers English."""
    return request.accept_languages.best_match(("ru", "en"), default="ru") or "ru"


def _problem(status: int, code: str, detail: str, extra: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = {
        **extra,
        "type": f"urn:poryadok:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    }
    response = Response(_written(body), status=status, content_type=MEDIA_TYPE)
    response.headers.update(headers)
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return response


def _written(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:  # half a surrogate or a giant number that somebody sent us comes back in the text
        return json.dumps(body, default=str).encode()


def _field(path: str, detail: str) -> dict[str, str]:
    pointer = "/answers" + "".join(f"/{part}" for part in path.split(".") if part)
    return {"pointer": pointer, "code": "answer", "detail": detail}


def _pointed(messages: Mapping[Any, Any], at: str = "") -> Iterator[dict[str, str]]:
    """JSON Pointers out of marshmallow's nested messages; `json` and `query` name the place, not a field."""
    for name, inside in messages.items():
        here = at if not at and name in ("json", "query", "files", "headers") else f"{at}/{name}"
        if isinstance(inside, Mapping):
            yield from _pointed(inside, here)
        else:
            for text in inside if isinstance(inside, list) else [inside]:
                unknown = str(text) == "Unknown field."
                yield {"pointer": here, "code": "field.unknown" if unknown else "field", "detail": _said(str(text))}


def _said(text: str) -> str:
    return _RUSSIAN.get(text, text) if language() == "ru" else text


_RUSSIAN = {
    "Unknown field.": "Неизвестное поле",
    "Missing data for required field.": "Обязательное поле",
    "Not a valid mapping type.": "Нужен объект",
    "Not a valid string.": "Нужен текст",
    "Not a valid integer.": "Нужно целое число",
    "Not a valid boolean.": "Нужно true или false",
    "Not a valid datetime.": "Нужен момент, например 2026-03-01T09:00:00+03:00",
    "Not a valid aware datetime.": "Нужен момент со смещением, например 2026-03-01T09:00:00+03:00",
    "Field may not be null.": "Значение не может быть пустым",
    "Invalid input type.": "Нужен объект",
    "String does not match expected pattern.": "Недопустимые знаки",
}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | list | dict | None)

"""/api/v1 (flask-smorest): nouns in the plural, problem+json for every error, OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from service.api import (
    attachments,
    clock,
    definitions,
    drafts,
    forms,
    incidents,
    instances,
    messages,
    people,
    problems,
    registers,
    tasks,
    threads,
    timers,
)
from service.api.blueprint import blueprint
from service.api.schemas import ProblemAnswer

NOUNS = (
    attachments,
    clock,
    definitions,
    drafts,
    forms,
    incidents,
    instances,
    messages,
    people,
    registers,
    tasks,
    threads,
    timers,
)
"""Each module puts its addresses onto the blueprint; a new noun is named here."""

_ABOUT = """Дела, задачи, файлы и реестры службы «Порядок». Вход: `Authorization: Bearer <токен>`.

Ошибки: application/problem+json (RFC 9457), `detail` на языке Accept-Language (ru, en), `code` не меняется.
Повторы: любой POST с Idempotency-Key. Страницы: `{items, page: {next, limit}}`, `next` идёт в `cursor`.

Cases, tasks, files and registers of Poryadok.  Sign in with a bearer token.  Errors are problem+json (RFC 9457), `detail`
in the language of Accept-Language.  Any POST takes an Idempotency-Key.  Lists come in pages by a signed cursor.
"""


class _Api(Api):
    """flask-smorest without its own error bodies: ours are the same for pages and programs."""

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Nothing: `problems` answers every error under /api/."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status < 400:
                continue
            content = {problems.MEDIA_TYPE: {"schema": ProblemAnswer, "example": problems.example(status)}}
            self.spec.components.response(
                status.name,
                {"description": status.phrase, "content": content, "headers": _headers(status)},
                lazy=True,
            )


def _headers(status: HTTPStatus) -> dict[str, object]:
    name = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}.get(status)
    return {name: {"schema": {"type": "string"}}} if name else {}


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Put the API into the application.  It knows no cookies, so forged requests have nothing to ride on."""
    app.config.update(
        API_TITLE="Порядок",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": _ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    csrf.exempt(blueprint)
    _Api(app).register_blueprint(blueprint)

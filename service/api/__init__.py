"""/api/v1 (flask-smorest): nouns in the plural, problem+json for every error, OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from service.api.views import blueprint


class _Api(Api):
    """flask-smorest without its own error bodies: ours are the same for pages and programs."""

    def _register_error_handlers(self) -> None:
        """Nothing: `problems` answers every error under /api/."""


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Put the API into the application.  It knows no cookies, so forged requests have nothing to ride on."""
    app.config.update(
        API_TITLE="Порядок",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    csrf.exempt(blueprint)
    _Api(app).register_blueprint(blueprint)

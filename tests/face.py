"""The web application in front of an installation: made once a process, since making it costs more than most tests."""

from __future__ import annotations

from typing import Any

from flask import Flask

from service.app import create_app
from service.installation import Installation

_MADE: dict[tuple[object, ...], tuple[Flask, dict[str, Any]]] = {}


def face(installation: Installation) -> Flask:
    """The application as if new, serving this installation and from now on no other.

    A test that adds routes, or needs two applications at a time, makes its own by `create_app`.
    """
    config = installation.config
    taken_in = (config.secret, config.url.startswith("https:"), config.api_rate, config.sign_in_rate)
    if taken_in not in _MADE:
        app = create_app(installation)
        _MADE[taken_in] = app, dict(app.config)
    app, settings = _MADE[taken_in]
    app.config.clear()
    app.config.update(settings)
    app.extensions["poryadok"] = installation
    for limiter in app.extensions["limiter"]:
        limiter.reset()
    return app

"""The office with its web application, and a browser for each person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.face import face
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor


@pytest.fixture
def app(office: Office) -> Flask:
    app = face(office.here)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def visit(app: Flask) -> Callable[[str], Visitor]:
    return lambda login: Visitor(app).signed_in(login)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)

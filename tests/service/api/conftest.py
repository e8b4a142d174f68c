"""Programs with a token of each person of the office, and the description of the API."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask

from service.app import create_app
from service.operations import people
from tests.face import face
from tests.prepared import FILES
from tests.service.api.contract import Contract
from tests.service.api.program import Program
from tests.service.driver import Office


@lru_cache(maxsize=1)
def described() -> Contract:
    """The description that the service gives of itself; the same in every office."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), FILES.bare(Path(folder)))
        contract = Contract(create_app(office.here).test_client().get("/api/v1/openapi.json").get_json())
        office.here.close()
        return contract


@pytest.fixture
def contract() -> Contract:
    return described()


@pytest.fixture
def app(office: Office) -> Flask:
    app = face(office.here)
    app.testing = False
    return app


@pytest.fixture
def programs(office: Office, app: Flask) -> dict[str, Program]:
    return {login: Program(app, described(), people.token(office.here, login, name="test")) for login in office.people}

"""A service for a module of tests, stopped whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.running import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service")).prepared("load", "crowd", "seat")
    service.start()
    yield service
    service.stop()

"""Property tests draw the same examples each time, so that a red run means a change; EXPLORE=1 draws new ones.

None has a deadline: how long an example takes says more of the machine than of the code.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import settings

from tests import postgresql
from tests.prepared import FILES, Ground, Server

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("exploring", derandomize=False, deadline=None)
settings.load_profile("exploring" if os.environ.get("EXPLORE") else "repeatable")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running PostgreSQL server; started when the first test asks for it."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def grounds(request: pytest.FixtureRequest) -> Callable[[str], Ground]:
    """Either database by name; the server is started when somebody first asks for it."""

    @cache
    def ground(name: str) -> Ground:
        return FILES if name == "sqlite" else Server(request.getfixturevalue("postgresql_server"))

    return ground

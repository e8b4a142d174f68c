"""Chromium, the centre behind HTTP, and the guards that no test can forget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests import chromium
from tests.browser import accessibility
from tests.browser.centre import Centre, House, prepare
from tests.browser.guard import Guard
from tests.browser.person import Person

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=ru", "--font-render-hinting=none",
)  # fmt: skip

PATIENCE = 10_000
"""Milliseconds that a page may take; a busy machine with two cores needs some."""

Visit = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium.executable(), "args": list(ARGUMENTS)}


@pytest.fixture
def browser_context_args(base_url: str) -> dict[str, Any]:
    return {
        "base_url": base_url,
        "locale": "ru-RU",
        "timezone_id": "Europe/Moscow",
        "viewport": {"width": 1280, "height": 800},
        "reduced_motion": "reduce",
        "accept_downloads": True,
    }


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with House() as house:
        yield house


@pytest.fixture(scope="session")
def base_url(house: House) -> str:
    return house.url


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture(autouse=True)
def centre(prepared: Path, tmp_path: Path, house: House) -> Iterator[Centre]:
    centre = Centre(prepared, tmp_path / "centre", house)
    yield centre
    centre.close()


@pytest.fixture(autouse=True)
def guard(base_url: str) -> Iterator[Guard]:
    guard = Guard(base_url)
    yield guard
    assert guard.unexpected() == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], guard: Guard) -> Callable[..., BrowserContext]:
    """Contexts as pytest-playwright makes them, each under guard."""

    def opened(**more: Any) -> BrowserContext:
        context = new_context(**more)
        context.set_default_timeout(PATIENCE)
        guard.watch(context)
        return context

    return opened


@pytest.fixture(scope="session")
def axe_source() -> str:
    return accessibility.source()


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], None]:
    """Fails on any breach, with rule and element."""
    return lambda page: accessibility.check(page, axe_source)


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], axe: Callable[[Page], None]) -> Visit:
    """A person with a browser of his own, signed in; without a login a stranger.

    `scripts=False`: JavaScript is off, and so is axe, which is JavaScript; the same pages are looked at with it on.
    """

    def come(login: str | None = None, *, scripts: bool = True) -> Person:
        page = new_context(java_script_enabled=scripts).new_page()
        person = Person(page, axe if scripts else _looks_away)
        return person.signs_in(login) if login else person

    return come


def _looks_away(page: Page) -> None:
    """Without scripts there is nothing to look with."""

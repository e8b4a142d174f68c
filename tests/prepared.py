"""Where an office of tests stands: a folder for its files and a database of its own, SQLite or PostgreSQL.

What many tests begin with is made once a process and copied for each test, since making it costs more.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from storage import schema
from storage.database import Database
from tests import postgresql

DATABASE = "office.db"
BARE = "bare"

Make = Callable[[Path, str], None]
"""Fills a folder and the database at a URL, which has its schema, and leaves nothing open."""


class Ground(Protocol):
    """Gives out databases to stand on."""

    def bare(self, folder: Path) -> str:
        """The URL of a new database that has its schema and nothing else; its files will lie in `folder`."""

    def copied(self, name: str, folder: Path, make: Make) -> str:
        """The URL of a new database like the one that `make` filled when this name was first asked for, with its files."""

    def settle(self, url: str) -> None:
        """The database at the URL has its procedures; before anybody works on it."""

    def lot(self) -> Ground:
        """The same ground, which is cleared by itself."""

    def clear(self) -> None:
        """What was given out is gone, as far as it lies in no folder; nobody uses it any more."""


@dataclass
class Files:
    """SQLite: the database lies beside the other files, and goes with them."""

    _made: dict[str, Path] = field(default_factory=dict)

    def bare(self, folder: Path) -> str:
        return self.copied(BARE, folder, _migrate)

    def copied(self, name: str, folder: Path, make: Make) -> str:
        if name not in self._made:
            made = _folder(name)
            make(made, self.bare(made) if name != BARE else _file(made))
            self._made[name] = made
        shutil.copytree(self._made[name], folder, dirs_exist_ok=True)
        return _file(folder)

    def settle(self, url: str) -> None:
        """They are as shipped."""

    def lot(self) -> Files:
        return self

    def clear(self) -> None:
        """Nothing lies anywhere else."""


@dataclass
class Server:
    """PostgreSQL: each a database of its own on one server."""

    url: str
    _made: dict[str, tuple[Path, str]] = field(default_factory=dict)
    _given: list[str] = field(default_factory=list)

    def bare(self, folder: Path) -> str:
        return self.copied(BARE, folder, _migrate)

    def copied(self, name: str, folder: Path, make: Make) -> str:
        files, like = self._template(name, make)
        shutil.copytree(files, folder, dirs_exist_ok=True)
        self._given.append(postgresql.create(self.url, like=like))
        return postgresql.url(self.url, self._given[-1])

    def settle(self, url: str) -> None:
        """They are as shipped."""

    def lot(self) -> Server:
        return Server(self.url, self._made)

    def clear(self) -> None:
        while self._given:
            postgresql.drop(self.url, self._given.pop())

    def _template(self, name: str, make: Make) -> tuple[Path, str]:
        if name not in self._made:
            like = self._template(BARE, _migrate)[1] if name != BARE else None
            made, database = _folder(name), postgresql.create(self.url, like=like)
            make(made, postgresql.url(self.url, database))
            self._made[name] = made, database
        return self._made[name]


FILES = Files()


def _folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


def _migrate(_: Path, url: str) -> None:
    database = Database.open(url)
    schema.upgrade(database)
    database.close()

"""Serving: gunicorn in this process, workers with threads; engines and threads are made in a worker, after the fork."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import func, select

from service.clock import Clock, SystemClock, VirtualClock
from service.config import Config
from service.errors import ConfigError
from service.installation import Installation, open_installation
from service.operations.housekeeping import record_looks, record_token_uses
from service.scheduler import Scheduler
from storage import jobs, schema
from storage.database import Database
from storage.models import History

THREADS = 8


class Server(BaseApplication):
    """gunicorn with our configuration and nothing from files or the environment."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._running = contextlib.ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        options: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": self._config.processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 30,
            "timeout": 60,
            "keepalive": 5,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "worker_exit": lambda server, worker: self._running.close(),
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in the worker with everything that runs beside it."""
        installation = self._running.enter_context(running(self._config))
        from service.app import create_app  # pages are read where they are served

        return create_app(installation)


@contextlib.contextmanager
def running(config: Config) -> Iterator[Installation]:
    """An installation that serves: alone on its database if that is a file, with timers and jobs running."""
    installation = open_installation(config, clock=_clock(config))
    with contextlib.ExitStack() as stack:
        stack.callback(installation.close)
        stack.enter_context(installation.database.serve_alone())
        if installation.database.dialect == "sqlite":
            with installation.database.writing() as session:
                jobs.take_back(session)
        scheduler = Scheduler(installation)
        scheduler.start()
        stack.callback(record_looks, installation)
        stack.callback(record_token_uses, installation)
        stack.callback(scheduler.stop)
        yield installation


def require_fit(config: Config) -> None:
    """Nothing, if this process may serve: the schema is current and nobody else serves a database that is a file.

    Raises ConfigError or DatabaseBusy, before anything is forked.
    """
    require_current(config)
    database = Database.open(config.database_url)
    try:
        with database.serve_alone():
            pass
    finally:
        database.close()


def require_current(config: Config) -> None:
    """Nothing, if the database has the schema of this release; raises ConfigError with the line to type."""
    database = Database.open(config.database_url)
    try:
        current = not _is_missing(config) and schema.is_current(database)
    finally:
        database.close()
    if not current:
        raise ConfigError(
            "База данных не подготовлена: выполните poryadok migrate", "The database is not ready: run poryadok migrate"
        )


def _is_missing(config: Config) -> bool:
    path = config.database_url.removeprefix("sqlite:///")
    return path != config.database_url and not Path(path).is_file()


def _clock(config: Config) -> Clock:
    """A virtual clock stands at the latest moment that the database knows, so that it never goes back."""
    if not config.virtual_clock:
        return SystemClock()
    now = SystemClock().now()
    return VirtualClock(max(now, latest_moment(config) or now))


def latest_moment(config: Config) -> datetime | None:
    """When anything happened last in any case."""
    database = Database.open(config.database_url)
    try:
        with database.reading() as session:
            return session.scalar(select(func.max(History.at)))
    finally:
        database.close()

"""Settings fail loudly, once, at the start; every error of ours has a status and both languages."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import forms
import processes
import service
import storage
from processes.errors import PoryadokError
from service import config
from service.errors import STATUS, ConfigError, status_of


def test_without_settings_everything_stays_on_this_machine(tmp_path: Path) -> None:
    read = config.from_environment({"PORYADOK_FILES": str(tmp_path / "files")})

    assert (read.host, read.port, read.zone.key, read.smtp) == ("127.0.0.1", 8000, "Europe/Moscow", None)
    assert read.database_url.startswith("sqlite:///")


def test_an_installation_keeps_the_secret_that_it_made(tmp_path: Path) -> None:
    given = {"PORYADOK_FILES": str(tmp_path / "files")}

    first, second = config.from_environment(given), config.from_environment(given)

    assert first.secret == second.secret
    assert len(first.secret) > 40
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORYADOK_TIMEZONE": "Moscow"},
        {"PORYADOK_PORT": "eighty"},
        {"PORYADOK_PORT": "70000"},
        {"PORYADOK_URL": "example.org"},
        {"PORYADOK_PROCESSES": "two"},
        {"PORYADOK_PROCESSES": "2"},
        {"PORYADOK_API_RATE": "0"},
        {"PORYADOK_API_RATE": "many"},
        {"DATABASE_URL": "mysql://x"},
        {"PORYADOK_SMTP_HOST": "mail", "PORYADOK_SMTP_SECURITY": "ssl"},
        {"PORYADOK_SECRET": "a", "PORYADOK_SECRET_FILE": "/b"},
        {"PORYADOK_SECRET_FILE": "/nowhere/at/all"},
        {"PORYADOK_TIMEZON": "Europe/Moscow"},
    ],
    ids=lambda wrong: ",".join(f"{name}={value}" for name, value in wrong.items()),
)
def test_a_setting_that_cannot_be_is_named(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        config.from_environment({"PORYADOK_FILES": str(tmp_path / "files")} | wrong)

    assert (
        next(iter(wrong)).removesuffix("_FILE") in refused.value.ru
        or "DATABASE_URL" in refused.value.ru
        or ("PORYADOK_SMTP_SECURITY" in refused.value.ru)
    )


def test_several_processes_serve_one_postgresql(tmp_path: Path) -> None:
    given = {"PORYADOK_FILES": str(tmp_path / "files"), "PORYADOK_PROCESSES": "3", "DATABASE_URL": "postgresql://h/d"}

    read = config.from_environment(given)

    assert read.processes == 3
    with pytest.raises(ConfigError, match="PORYADOK_PROCESSES"):
        read.serving(host=None, port=None, virtual_clock=True)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("hidden\n")

    read = config.from_environment(
        {"PORYADOK_FILES": str(tmp_path / "files"), "PORYADOK_SECRET_FILE": str(tmp_path / "s")}
    )

    assert read.secret == "hidden"


def all_errors() -> list[type[PoryadokError]]:
    for package in (processes, forms, storage, service):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations.versions" not in module.name and "env" not in module.name:
                importlib.import_module(module.name)
    found, waiting = [], [PoryadokError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if not kind.__module__.startswith("tests")]


def test_every_error_has_a_status_and_a_code_of_its_own() -> None:
    errors = all_errors()

    assert {kind.__name__ for kind in STATUS} <= {kind.__name__ for kind in errors}
    for kind in errors:
        status = next(STATUS[parent] for parent in kind.__mro__ if parent in STATUS)
        assert 400 <= status < 600, kind
    assert status_of(ConfigError("ru", "en")) == 500

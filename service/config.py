"""Settings of an installation.  The only module that reads the environment; it fails loudly, once, at the start.

Add a line to `_KNOWN` and to the README's table for each new setting.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.errors import ConfigError

_KNOWN = frozenset(
    {
        "PORYADOK_TIMEZONE", "PORYADOK_FILES", "PORYADOK_URL", "PORYADOK_SECRET", "PORYADOK_SECRET_FILE",
        "PORYADOK_HOST", "PORYADOK_PORT", "PORYADOK_PROCESSES", "PORYADOK_SMTP_HOST", "PORYADOK_SMTP_PORT", "PORYADOK_SMTP_SECURITY",
        "PORYADOK_SMTP_USER", "PORYADOK_SMTP_PASSWORD", "PORYADOK_SMTP_PASSWORD_FILE", "PORYADOK_MAIL_FROM",
        "PORYADOK_API_RATE", "PORYADOK_SIGN_IN_RATE", "PORYADOK_CHROMIUM", "PORYADOK_TEST_PG",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """The relay that takes our mail.  `security`: none, starttls or tls."""

    host: str
    port: int
    security: str = "none"
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that may differ between two installations."""

    database_url: str
    files: Path
    secret: str
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    host: str = "127.0.0.1"
    port: int = 8000
    #: How many processes serve; more than one only on PostgreSQL
    processes: int = 1
    url: str = "http://127.0.0.1:8000"
    smtp: Smtp | None = None
    mail_from: str = "poryadok@localhost"
    virtual_clock: bool = False
    #: API calls per second and token
    api_rate: int = 50
    #: Failed sign-ins per minute, by account and by address
    sign_in_rate: int = 5

    def serving(self, *, host: str | None, port: int | None, virtual_clock: bool) -> Config:
        """The same installation with what the command line says about serving."""
        changed = replace(self, host=host or self.host, port=port or self.port, virtual_clock=virtual_clock)
        if virtual_clock and self.processes > 1:
            raise ConfigError(
                "--virtual-clock: часы живут в одном процессе; уберите PORYADOK_PROCESSES",
                "--virtual-clock: the clock lives in one process; unset PORYADOK_PROCESSES",
            )
        return changed if "PORYADOK_URL" in os.environ else replace(changed, url=_own_url(changed.host, changed.port))


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """The configuration that the environment describes; raises ConfigError naming the variable and what it takes."""
    given = os.environ if environ is None else environ
    _refuse_unknown(given)
    files = Path(given.get("PORYADOK_FILES") or "var/files").absolute()
    host = given.get("PORYADOK_HOST") or "127.0.0.1"
    port = _port(given, "PORYADOK_PORT", 8000)
    database_url = _database_url(given)
    return Config(
        database_url=database_url,
        files=files,
        secret=_secret(given, "PORYADOK_SECRET") or _own_secret(files.parent),
        zone=_zone(given),
        host=host,
        port=port,
        processes=_processes(given, database_url),
        url=_url(given.get("PORYADOK_URL") or _own_url(host, port)),
        smtp=_smtp(given),
        mail_from=given.get("PORYADOK_MAIL_FROM") or "poryadok@localhost",
        api_rate=_count(given, "PORYADOK_API_RATE", 50),
        sign_in_rate=_count(given, "PORYADOK_SIGN_IN_RATE", 5),
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(name for name in given if name.startswith("PORYADOK_") and name not in _KNOWN)
    if unknown:
        raise ConfigError(
            f"Неизвестные настройки: {', '.join(unknown)}; проверьте написание",
            f"Unknown settings: {', '.join(unknown)}; check the spelling",
            names=unknown,
        )


def _database_url(given: Mapping[str, str]) -> str:
    value = given.get("DATABASE_URL") or f"sqlite:///{Path('var/poryadok.db').absolute()}"
    if not value.startswith(("sqlite:///", "postgresql")):
        raise ConfigError(
            "DATABASE_URL: нужен адрес вида sqlite:////путь/poryadok.db или postgresql://…",
            "DATABASE_URL: use sqlite:////path/poryadok.db or postgresql://…",
        )
    if value.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    return value


def _zone(given: Mapping[str, str]) -> ZoneInfo:
    name = given.get("PORYADOK_TIMEZONE") or "Europe/Moscow"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"PORYADOK_TIMEZONE={name!r}: такого часового пояса нет; например Europe/Moscow",
            f"PORYADOK_TIMEZONE={name!r}: no such time zone; for example Europe/Moscow",
        ) from error


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigError(
            f"{name}={value!r}: нужно число от 1 до 65535", f"{name}={value!r}: use a number from 1 to 65535"
        )
    return int(value)


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value[:10]) < 10**9):
        raise ConfigError(f"{name}={value!r}: нужно целое число от 1", f"{name}={value!r}: use a whole number from 1")
    return int(value)


def _processes(given: Mapping[str, str], database_url: str) -> int:
    processes = _count(given, "PORYADOK_PROCESSES", 1)
    if processes > 1 and database_url.startswith("sqlite:"):
        raise ConfigError(
            f"PORYADOK_PROCESSES={processes}: файл SQLite обслуживает один процесс; для нескольких нужен PostgreSQL",
            f"PORYADOK_PROCESSES={processes}: one process serves an SQLite file; several need PostgreSQL",
        )
    return processes


def _own_url(host: str, port: int) -> str:
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104  compared, not bound


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(
            f"PORYADOK_URL={value!r}: нужен адрес с http:// или https://",
            f"PORYADOK_URL={value!r}: use an address with http:// or https://",
        )
    return value.rstrip("/")


def _smtp(given: Mapping[str, str]) -> Smtp | None:
    host = given.get("PORYADOK_SMTP_HOST")
    if not host:
        return None
    security = given.get("PORYADOK_SMTP_SECURITY") or "none"
    if security not in ("none", "starttls", "tls"):
        raise ConfigError(
            f"PORYADOK_SMTP_SECURITY={security!r}: используйте none, starttls или tls",
            f"PORYADOK_SMTP_SECURITY={security!r}: use none, starttls or tls",
        )
    return Smtp(
        host=host,
        port=_port(given, "PORYADOK_SMTP_PORT", 465 if security == "tls" else 25),
        security=security,
        user=given.get("PORYADOK_SMTP_USER") or None,
        password=_secret(given, "PORYADOK_SMTP_PASSWORD"),
    )


def _secret(given: Mapping[str, str], name: str) -> str | None:
    """A secret given as it stands or by `<name>_FILE`; both at once is a mistake."""
    path = given.get(f"{name}_FILE")
    if path and given.get(name):
        raise ConfigError(f"{name} и {name}_FILE заданы вместе; оставьте одно", f"{name} and {name}_FILE: set only one")
    if not path:
        return given.get(name) or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except OSError as error:
        raise ConfigError(
            f"{name}_FILE={path!r}: {error.strerror}", f"{name}_FILE={path!r}: {error.strerror}"
        ) from error


def _own_secret(folder: Path) -> str:
    """The secret that an installation without PORYADOK_SECRET makes for itself once, readable by its owner only."""
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()

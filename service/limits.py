"""How often somebody may ask: failed sign-ins and registrations by account and by address, API calls by token.

Counted in this process.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any, ClassVar

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage

from service.config import Config
from service.errors import TooManyAttempts, TooManyRequests


class Counts(MemoryStorage):
    """Counts in this process; what has had its time is thrown away by whoever asks, once a second.

    The library starts a thread for that at nearly every call, which took a tenth of what an API call costs.
    """

    STORAGE_SCHEME: ClassVar = ["process"]

    def __init__(self, uri: str | None = None, **options: str) -> None:
        self._thrown_away = time.monotonic()
        super().__init__(uri, **options)

    def _MemoryStorage__schedule_expiry(self) -> None:
        now = time.monotonic()
        if now - self._thrown_away >= 1:
            self._thrown_away = now
            self._MemoryStorage__expire_events()


def limit(app: Flask, config: Config) -> None:
    """Count from now on; called once the pages and the API are in the application."""
    # A window that moves: a fixed one lets twice as much pass around its edge.
    limiter = Limiter(key_func=_address, app=app, storage_uri="process://", strategy="moving-window")
    _limit_calls(app, limiter, RateLimitItemPerSecond(config.api_rate))
    enter: Any = app.view_functions["sign_in.enter"]
    for key in (_account, _address):
        attempts = limiter.limit(
            f"{config.sign_in_rate} per minute", key_func=key, deduct_when=_failed, on_breach=_too_many_attempts
        )
        enter = attempts(enter)
    app.view_functions["sign_in.enter"] = enter
    register: Any = app.view_functions["sign_up.send"]
    for key in (_registered, _address):
        registrations = limiter.limit(
            f"{config.sign_in_rate} per minute", key_func=key, deduct_when=_done, on_breach=_too_many_attempts
        )
        register = registrations(register)
    app.view_functions["sign_up.send"] = register


def _limit_calls(app: Flask, limiter: Limiter, rate: RateLimitItem) -> None:
    """API calls by token, counted by what Flask-Limiter stands on: its own way to a limit costs a call more than signing in."""

    @app.before_request
    def count() -> None:
        if request.blueprint == "api" and not limiter.limiter.hit(rate, _token()):
            raise TooManyRequests(_seconds(limiter.limiter.get_window_stats(rate, _token()).reset_time))


def _address() -> str:
    return f"address:{request.remote_addr or '?'}"


def _account() -> str:
    return f"account:{request.form.get('login', '').strip().casefold()[:100]}"


def _registered() -> str:
    return f"registered:{request.form.get('email', '').strip().casefold()[:200]}"


def _token() -> str:
    """The token without its secret; whoever has none is counted by address."""
    given = request.headers.get("Authorization", "")
    return f"token:{hashlib.sha256(given.encode()).hexdigest()}" if given else _address()


def _failed(response: Response) -> bool:
    """Only failures count: a whole office signs in from one address in the morning."""
    return response.status_code == 401


def _done(response: Response) -> bool:
    """What was refused for its answers has sent nothing and made nothing."""
    return response.status_code < 400


def _too_many_attempts(breached: RequestLimit) -> None:
    raise TooManyAttempts(_seconds(breached.reset_at))


def _seconds(until: float) -> int:
    return max(1, int(until - time.time()) + 1)

"""Pages of a list: a signed cursor says where one ended, so that rows may be inserted meanwhile and nobody can forge one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from itsdangerous import BadData, URLSafeSerializer

from service.errors import Unfit
from service.installation import Installation
from storage.counting import Count

MOST = 200
"""Items of a page."""

T = TypeVar("T")
Parts = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some items, the cursor of the next page if there is one, and how many there are in all if that was asked."""

    items: tuple[T, ...]
    next: str | None
    total: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which page: `cursor` of the one before, `limit` items at most, `total` to have all counted."""

    cursor: str | None = None
    limit: int = 50
    total: bool = False

    @property
    def size(self) -> int:
        return max(1, min(self.limit, MOST))


def page(found: Sequence[T], asked: Asked, next_of: Callable[[T], str], *, total: Count | None = None) -> Page[T]:
    """The page out of what was found, which is one more than asked for if there is a next page."""
    items = tuple(found[: asked.size])
    return Page(items=items, next=next_of(items[-1]) if len(found) > asked.size else None, total=total)


def sign(installation: Installation, of: str, *parts: Any) -> str:
    """The cursor of a list (`of` tells lists apart) at this place; moments as they are."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    return str(_serializer(installation, of).dumps(plain))


def read(installation: Installation, of: str, cursor: str | None, *kinds: type) -> Parts | None:
    """The place that `sign` wrote, None for no cursor; raises Unfit for one that is not ours."""
    if not cursor:
        return None
    try:
        parts = _serializer(installation, of).loads(cursor)
        return tuple(
            datetime.fromisoformat(part) if kind is datetime else kind(part)
            for kind, part in zip(kinds, parts, strict=True)
        )
    except (BadData, ValueError, TypeError) as error:
        raise Unfit("Курсор страницы не подходит; начните с первой", "The cursor does not fit; begin anew") from error


def _serializer(installation: Installation, of: str) -> URLSafeSerializer:
    return URLSafeSerializer(installation.config.secret, salt=f"{of}-cursor")

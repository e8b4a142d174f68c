"""What came of a click: where the case is now and who has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An open task of the case: who owes it (role titles in the reader's language), until when."""

    task: str
    element: str
    name: str
    roles: tuple[str, ...]
    titles: tuple[str, ...]
    due: str | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`next_task` is an open task of the same case that the same person may do now, if there is one.

    `repeated`: the request had been done before under the same Idempotency-Key; nothing was done again.
    """

    instance_id: int
    number: str
    task: str | None = None
    next_task: str | None = None
    waiting: tuple[Waiting, ...] = ()
    ended: bool = False
    ended_as: str | None = None
    etag: str | None = None
    repeated: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON, for the API's answer and for the answer kept under an Idempotency-Key."""
        return asdict(self)

    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self:
        """The outcome that `plain` wrote."""
        waiting = tuple(
            Waiting(**{**item, "roles": tuple(item["roles"]), "titles": tuple(item["titles"])})
            for item in body["waiting"]
        )
        return cls(**{**body, "waiting": waiting, "repeated": repeated})

"""Drafts: what somebody has typed so far, right or wrong; read by its author only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from service.actor import Actor
from service.errors import DraftChanged, Unfit
from service.installation import Installation
from storage import drafts
from storage.errors import StaleVersion
from storage.models import Draft

LARGEST = 1_000_000
"""Bytes of a draft as JSON."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """When a draft was saved, and the version that it has now."""

    at: datetime
    version: int


def save(
    installation: Installation, actor: Actor, place: str, answers: Mapping[str, Any], *, seen: int | None = None
) -> Saved:
    """The draft, kept.  `place`: a task (`17-42`), start_place or act_place.

    `seen` is the version that the page was drawn from (0: there was none); raises DraftChanged if there is another now.
    """
    kept = dict(answers)
    if len(place) > 200 or len(orjson.dumps(kept)) > LARGEST:
        raise Unfit("Черновик слишком велик", "The draft is too big")
    now = installation.now()
    with installation.database.writing() as session:
        try:
            version = drafts.save(session, actor.person_id, place, kept, at=now, seen=seen)
        except StaleVersion as stale:
            other = drafts.load(session, actor.person_id, place)
            raise DraftChanged(
                other.saved_at.astimezone(installation.zone) if other else None,
                other.version if other else 0,
                today=installation.today(),
            ) from stale
    return Saved(at=now, version=version)


def read(installation: Installation, actor: Actor, place: str) -> Draft | None:
    """The person's own draft for a place."""
    with installation.database.reading() as session:
        return drafts.load(session, actor.person_id, place)


def discard(installation: Installation, actor: Actor, place: str) -> None:
    """Throw the person's own draft away."""
    with installation.database.writing() as session:
        drafts.drop(session, actor.person_id, place)


def start_place(procedure: str, process: str, start: str) -> str:
    """Where the draft of a start form is kept."""
    return f"start:{procedure}/{process}/{start}"


def act_place(instance_id: int, subscription: int) -> str:
    """Where the draft of an act's form is kept."""
    return f"act:{instance_id}-{subscription}"

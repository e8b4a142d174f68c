"""Drafts: what somebody has typed so far, right or wrong; read by its author only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from storage import drafts
from storage.models import Draft

LARGEST = 1_000_000
"""Bytes of a draft as JSON."""


def save(
    installation: Installation, actor: Actor, place: str, answers: Mapping[str, Any], *, seen: int | None = None
) -> datetime:
    """When it was saved.  `place`: a task (`17-42`), start_place or act_place.

    `seen` is the version that the page was drawn from; raises StaleVersion if another device has saved since.
    """
    kept = dict(answers)
    if len(place) > 200 or len(orjson.dumps(kept)) > LARGEST:
        raise Unfit("Черновик слишком велик", "The draft is too big")
    now = installation.now()
    with installation.database.writing() as session:
        drafts.save(session, actor.person_id, place, kept, at=now, seen=seen)
    return now


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

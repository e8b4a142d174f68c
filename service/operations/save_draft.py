"""Drafts: what somebody has typed so far, right or wrong; read by its author only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from service.actor import Actor
from service.errors import DraftChanged, Stale, TaskAlreadyDone, Unfit
from service.installation import Installation
from service.operations import show_task
from storage import drafts
from storage.errors import NotFound, StaleVersion
from storage.models import LIVING, Draft

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


def save_of_task(
    installation: Installation, actor: Actor, ref: str, answers: Mapping[str, Any], *, seen: int | None
) -> Draft:
    """The person's draft of a task that he may do, kept; `seen` as in `save`, None overwrites whatever there is.

    Raises NotFound, TaskAlreadyDone, whatever keeps him from the task, Unfit, Stale (with the draft as it is now).
    """
    view = show_task.show(installation, actor, ref)
    if view.status not in LIVING:
        raise TaskAlreadyDone(ref, view.status, view.completed_by_name, view.completed_at)
    if view.refusal is not None:
        raise view.refusal
    try:
        save(installation, actor, ref, answers, seen=seen)
    except DraftChanged as changed:
        now = read(installation, actor, ref)
        raise Stale(
            f'"{now.version if now else 0}"',
            state={"answers": now.answers if now else None},
            changed_by=actor.name,
            changed_at=now.saved_at if now else None,
            said=(changed.ru, changed.en),
        ) from changed
    return of_task(installation, actor, ref)


def of_task(installation: Installation, actor: Actor, ref: str) -> Draft:
    """The person's own draft of a task; raises NotFound if there is none, or no such task for him."""
    show_task.show(installation, actor, ref)
    draft = read(installation, actor, ref)
    if draft is None:
        raise NotFound("Черновик", "Draft", ref)
    return draft


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

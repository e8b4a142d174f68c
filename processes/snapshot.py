"""A live instance as bytes, and back: a cache of what its log leads to, so that a long case need not be replayed.

    content = snapshot.take(instance)
    instance = snapshot.restored(definition, id_, content)

Restored from it = restored from the log, in every further command.  Never a proof: the auditor's replay knows no
snapshots, and what was taken under another core, another codec or another definition is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from processes import feel
from processes.commands import Plain
from processes.definition import Definition
from processes.engine.frozen import freeze, thaw
from processes.errors import ProcessError
from processes.instance import Instance
from processes.state import (
    ArmedTimer,
    AwaitedCondition,
    OpenTask,
    PendingAction,
    Subscription,
    Suspension,
    Thread,
    plain,
)

FORMAT = 2
"""How the bytes are laid out; raised with every change of this module or of `engine/frozen.py`."""


class Unusable(ProcessError):
    """The snapshot is of another release or definition, or damaged: replay the log from the start."""

    code = "snapshot.unusable"


def take(instance: Instance) -> bytes:
    """The instance between two commands; it must have begun and not be spoiled."""
    body = {
        "format": FORMAT,
        "core": instance.core,
        "definition": instance.definition.digest,
        "number": instance.number,
        "process": instance.process,
        "data": list(instance.data.items()),
        "participants": instance.participants,
        "tasks": [plain(task) for task in instance.open_tasks.values()],
        "timers": [plain(timer) for timer in instance.timers.values()],
        "subscriptions": [plain(awaited) for awaited in instance.subscriptions.values()],
        "conditions": [plain(awaited) for awaited in instance.conditions.values()],
        "threads": [plain(thread) for thread in instance.threads.values()],
        "actions": [plain(action) for action in instance.actions.values()],
        "incidents": list(instance.incidents.items()),
        "visits": instance.visits,
        "ended": instance.ended,
        "suspended": None if instance.suspended is None else plain(instance.suspended),
        "started": _text(instance._started_at),
        "at": _text(instance._at),
        "now": _text(instance._moment.now),
        "received": _text(instance._received),
        "zone": instance.zone.key,
        "engine": freeze(instance._driver),
    }
    return zlib.compress(orjson.dumps(body), level=1)


def restored(definition: Definition, id_: int, content: bytes, fold: type[Instance] = Instance) -> Instance:
    """The instance as it was when the snapshot was taken; raises Unusable."""
    try:
        body = orjson.loads(zlib.decompress(content))
        if (body["format"], body["core"], body["definition"]) != (FORMAT, fold.core, definition.digest):
            raise ValueError("taken under another core, codec or definition")
        return _filled(fold(definition, id_), body)
    except (zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unusable(
            f"Снимок дела {id_} не годится: {error}", f"Snapshot of case {id_} is no use: {error}"
        ) from error


def _filled(instance: Instance, body: Mapping[str, Any]) -> Instance:
    instance.number, instance.process = body["number"], body["process"]
    for key, value in body["data"]:
        instance.data.replace(key, value)
    instance.participants = body["participants"]
    instance.open_tasks = {one["task"]: OpenTask(**_with_roles(one)) for one in body["tasks"]}
    instance.timers = {one["timer"]: ArmedTimer(**one) for one in body["timers"]}
    instance.subscriptions = {one["subscription"]: Subscription(**_with_roles(one)) for one in body["subscriptions"]}
    instance.conditions = {one["condition"]: AwaitedCondition(**one) for one in body["conditions"]}
    instance.actions = {one["action"]: PendingAction(**one) for one in body["actions"]}
    instance.threads = {one["thread"]: Thread(**one | {"subjects": tuple(one["subjects"])}) for one in body["threads"]}
    instance.incidents = dict(body["incidents"])
    instance.visits = body["visits"]
    instance.ended = body["ended"]
    instance.suspended = None if body["suspended"] is None else Suspension(**body["suspended"])
    instance._started_at = datetime.fromisoformat(body["started"])
    instance._at = datetime.fromisoformat(body["at"])
    instance._received = datetime.fromisoformat(body["received"])
    instance._zone = ZoneInfo(body["zone"])
    instance._moment = feel.Moment(now=datetime.fromisoformat(body["now"]), zone=instance._zone)
    thaw(instance._driver, body["engine"])
    return instance


def _with_roles(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"roles": tuple(record["roles"])}


def _text(moment: datetime | None) -> Plain:
    return None if moment is None else moment.isoformat()

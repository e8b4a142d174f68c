"""Action `forum`: opens, closes or reopens a discussion of the case.

Inputs: `operation` (open, close, reopen; default open), `thread` (its key, such as a stage; once in a case), and to open:
`forum` (one of procedure.yaml), `title`, `until` (a moment after which nobody writes) and `subjects` (a list: what a post
may say it is about).  Opening what is open already, and closing what is closed, changes nothing, so a step may be done
again.  Result: {thread, key}: its number and its key.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from processes.commands import CloseThread, OpenThread, ReopenThread
from processes.facts import ActionRequested
from service.actions import inputs
from service.actor import SYSTEM
from service.errors import Unfit

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move

OPERATIONS = ("open", "close", "reopen")
MOST_SUBJECTS = 200


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """The thread; raises Unfit, which becomes an incident."""
    operation, key = inputs.text(request, "operation", "open"), inputs.text(request, "thread")
    if operation not in OPERATIONS or not key:
        raise Unfit(
            f"{request.element}: operation бывает {', '.join(OPERATIONS)}, а thread называет обсуждение",
            f"{request.element}: operation is one of {', '.join(OPERATIONS)}, and thread names the discussion",
            element=request.element,
        )
    if operation == "open":
        _open(move, request, key)
    thread = move.live.thread_of(key)
    if thread is None:
        raise Unfit(
            f"{request.element}: обсуждения «{key}» в деле нет; сначала его открывают",
            f"{request.element}: the case has no thread {key!r}; it has to be opened first",
            element=request.element,
        )
    open_now = thread.takes_posts(move.at)
    if operation == "close" and open_now:
        move.apply(CloseThread(at=move.at, actor=SYSTEM, thread=thread.thread))
    if operation == "reopen" and not open_now:
        move.apply(ReopenThread(at=move.at, actor=SYSTEM, thread=thread.thread, until=_until(request)))
    return {"thread": thread.thread, "key": key}


def _open(move: Move, request: ActionRequested, key: str) -> None:
    if move.live.thread_of(key) is not None:
        return
    forum = inputs.text(request, "forum")
    outline = move.edition.definition.forums.get(forum)
    if outline is None:
        raise Unfit(
            f"{request.element}: обсуждения «{forum}» нет в разделе forums файла procedure.yaml",
            f"{request.element}: procedure.yaml has no forum {forum!r}",
            element=request.element,
        )
    subjects = dict.fromkeys(inputs.texts(request, "subjects")) if request.inputs.get("subjects") else {}
    move.apply(
        OpenThread(
            at=move.at,
            actor=SYSTEM,
            forum=forum,
            key=key,
            title=inputs.text(request, "title", outline.ru),
            subjects=tuple(subjects)[:MOST_SUBJECTS],
            until=_until(request),
        )
    )


def _until(request: ActionRequested) -> str | None:
    value = request.inputs.get("until")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise Unfit(
            f"{request.element}: until — момент со смещением, получено «{value}»",
            f"{request.element}: until is a moment with its offset, got {value!r}",
            element=request.element,
        )
    return moment.isoformat()

"""Discussing a case: opening a thread, saying something in it, taking it back, closing and reopening.

A thread that the person may not read is not there for him.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from processes import deadlines
from processes.commands import CloseThread, OpenThread, ReopenThread, WithdrawPost, WritePost
from processes.definition import ForumOutline
from service import forums
from service.actor import Actor
from service.errors import Conflict, NotAllowed, Unfit
from service.forums import Voice
from service.installation import Installation
from service.moving import Move, moving
from service.operations import answering, intervening, tasks
from service.operations.repeats import Repeat, Repeatable
from storage import attachments, threads
from storage.errors import NotFound

LONGEST = 10_000
"""Characters of a post."""

LONGEST_TITLE = 200
MOST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class Said(Repeatable):
    """What was done in which thread; `post` is the number of the post, if it was about one."""

    instance_id: int
    thread: int
    post: int | None = None


def open_thread(
    installation: Installation,
    actor: Actor,
    instance_id: int,
    forum: str,
    title: str,
    *,
    until: date | None = None,
    idempotency: str | None = None,
) -> Said:
    """A new thread; people may write until the end of the local day `until`.

    Raises NotFound, NotAllowed, CaseSuspended, InstanceEnded, Unfit, IdempotencyMismatch.
    """
    said = " ".join(title.split())
    if not 0 < len(said) <= LONGEST_TITLE:
        raise Unfit(
            f"Назовите обсуждение: до {LONGEST_TITLE} знаков",
            f"Give the discussion a name of at most {LONGEST_TITLE} characters",
        )
    day = until.isoformat() if until else None
    repeat = Repeat(Said, actor, idempotency, "open thread", instance_id, forum, said, day)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        place = forums.place(move.session, actor, move.row, move.edition)
        outline = move.edition.definition.forums.get(forum)
        if outline is None or not place.reads(outline):
            raise NotFound("Обсуждение", "Forum", forum)
        _act(move, place.opens(outline))
        number = len(move.live.threads) + 1
        move.apply(
            OpenThread(
                at=move.at,
                actor=actor.id,
                forum=forum,
                key=f"by-hand-{number}",
                title=answering.sealed_text(move, said, path="title", subject=actor.id),
                until=_end_of(move, until),
            )
        )
        return repeat.remember(move.session, Said(instance_id=instance_id, thread=number), at=move.at)


def write(
    installation: Installation,
    actor: Actor,
    instance_id: int,
    thread: int,
    text: str,
    *,
    files: Collection[str] = (),
    reply_to: int | None = None,
    subject: str | None = None,
    idempotency: str | None = None,
) -> Said:
    """A post with this text; `files` are the person's own uploads.

    Raises NotFound, NotAllowed, CaseSuspended, InstanceEnded, ThreadIsClosed, Unfit, IdempotencyMismatch.
    """
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST:
        raise Unfit(f"Напишите сообщение: до {LONGEST} знаков", f"Write a post of at most {LONGEST} characters")
    repeat = Repeat(Said, actor, idempotency, "post", instance_id, thread, said, sorted(files), reply_to, subject)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        outline, place = _forum(move, actor, thread)
        voice = _act(move, place.writes(outline))
        number = move.live.threads[thread].posts + 1
        move.apply(
            WritePost(
                at=move.at,
                actor=actor.id,
                thread=thread,
                role=voice.role,
                party=voice.party,
                text=answering.sealed_text(move, said, path="text", subject=actor.id),
                files=_kept(move, actor, files),
                reply_to=reply_to,
                subject=subject,
            )
        )
        threads.note_seen(move.session, actor.person_id, instance_id, thread, number)
        return repeat.remember(move.session, Said(instance_id=instance_id, thread=thread, post=number), at=move.at)


def withdraw(
    installation: Installation,
    actor: Actor,
    instance_id: int,
    thread: int,
    post: int,
    reason: str,
    *,
    idempotency: str | None = None,
) -> Said:
    """A post taken back by its author or by who moderates; it stays as a marked stub, with who did it and why.

    Raises NotFound, NotAllowed, Conflict (it is withdrawn already), Unfit (no reason), CaseSuspended, InstanceEnded.
    """
    said = intervening.required(reason)
    repeat = Repeat(Said, actor, idempotency, "withdraw", instance_id, thread, post, said)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        outline, place = _forum(move, actor, thread)
        row = threads.post(move.session, instance_id, thread, post)
        _act(move, place.writes(outline) if row.author == actor.id else place.moderates(outline))
        if row.withdrawn_at is not None:
            raise Conflict("Сообщение уже отозвано", "The post has been withdrawn already", post=post)
        sealed = answering.sealed_text(move, said, path="reason", subject=actor.id)
        move.apply(WithdrawPost(at=move.at, actor=actor.id, thread=thread, post=post, reason=sealed))
        return repeat.remember(move.session, Said(instance_id=instance_id, thread=thread, post=post), at=move.at)


def close(
    installation: Installation, actor: Actor, instance_id: int, thread: int, *, idempotency: str | None = None
) -> Said:
    """Nobody writes any more, until who moderates reopens it.  Raises NotFound, NotAllowed, CommandRefused, CaseSuspended."""
    repeat = Repeat(Said, actor, idempotency, "close thread", instance_id, thread)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        outline, place = _forum(move, actor, thread)
        _act(move, place.moderates(outline))
        move.apply(CloseThread(at=move.at, actor=actor.id, thread=thread))
        return repeat.remember(move.session, Said(instance_id=instance_id, thread=thread), at=move.at)


def reopen(
    installation: Installation,
    actor: Actor,
    instance_id: int,
    thread: int,
    *,
    until: date | None = None,
    idempotency: str | None = None,
) -> Said:
    """People write again, until the end of the local day `until` if one is given; raises as `close`, and Unfit."""
    repeat = Repeat(
        Said, actor, idempotency, "reopen thread", instance_id, thread, until.isoformat() if until else None
    )
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        outline, place = _forum(move, actor, thread)
        _act(move, place.moderates(outline))
        move.apply(ReopenThread(at=move.at, actor=actor.id, thread=thread, until=_end_of(move, until)))
        return repeat.remember(move.session, Said(instance_id=instance_id, thread=thread), at=move.at)


def _forum(move: Move, actor: Actor, thread: int) -> tuple[ForumOutline, forums.Place]:
    """The forum that the thread is in; raises NotFound, also for one that the person may not read."""
    known = move.live.threads.get(thread)
    place = forums.place(move.session, actor, move.row, move.edition)
    outline = move.edition.definition.forums.get(known.forum) if known else None
    if outline is None or not place.reads(outline):
        raise NotFound("Обсуждение", "Thread", thread)
    return outline, place


def _act(move: Move, voice: Voice | None) -> Voice:
    """The person's voice, which the history names; raises NotAllowed, CaseSuspended."""
    if voice is None:
        raise NotAllowed
    tasks.require_going_on(move)
    move.role = f"{voice.role}@{voice.party}" if voice.party else voice.role
    return voice


def _kept(move: Move, actor: Actor, ids: Collection[str]) -> tuple[dict[str, Any], ...]:
    """What the log says of the files; the case keeps them.  Raises Unfit for too many, and for somebody else's."""
    if len(ids) > MOST_FILES:
        raise Unfit(f"Файлов не больше {MOST_FILES}", f"At most {MOST_FILES} files")
    own = [row for row in attachments.some(move.session, ids) if row.instance_id is None and row.owner == actor.id]
    if len(own) != len(set(ids)):
        raise Unfit("Файл не найден; приложите его ещё раз", "There is no such file; attach it again")
    attachments.keep(move.session, [row.id for row in own], instance_id=move.row.id)
    return tuple({"attachment": row.id, "sha256": row.sha256, "size": row.size} for row in own)


def _end_of(move: Move, day: date | None) -> str | None:
    """The last second of a local day, which must not be over."""
    if day is None:
        return None
    end = deadlines.end_of_day(day, move.live.zone)
    if end < move.at:
        raise Unfit("Этот день уже прошёл", "That day is over")
    return end.isoformat()

"""Discussions of a case as one person sees them: the list, a page of posts, a file of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forms import answers
from processes.definition import Definition, ForumOutline
from service import forums
from service.access import require_instance
from service.actor import Actor
from service.installation import Installation
from service.operations.read_attachment import File
from service.operations.upload_attachment import path_of
from service.published import Edition
from storage import attachments, parties, personal, threads
from storage.errors import NotFound
from storage.models import Instance as InstanceRow
from storage.models import Post, Thread

PAGE = 50
"""Posts on one page."""


@dataclass(frozen=True, kw_only=True)
class ThreadLine:
    """A thread in a list; `unread` counts what was said since the person last read it, `open`: people may write."""

    thread: int
    key: str
    title: str
    forum: str
    forum_title: str
    posts: int
    unread: int
    last_at: datetime
    until: datetime | None
    open: bool


@dataclass(frozen=True, kw_only=True)
class PostFile:
    """A file of a post; `name` is null once erased."""

    id: str
    name: str | None
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PostShown:
    """A post; of a withdrawn one only who withdrew it, when and why.

    `answered` says whose post it replies to; `text` is null once erased.
    """

    post: int
    author: str
    author_name: str
    role: str
    party: str | None
    party_name: str
    text: str | None
    files: tuple[PostFile, ...]
    reply_to: int | None
    answered: str
    subject: str | None
    written_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    reason: str | None
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class ThreadView:
    """A page of a thread: `page` of `pages`, from 1; the last one has the newest posts."""

    instance_id: int
    number: str
    line: ThreadLine
    subjects: tuple[str, ...]
    posts: tuple[PostShown, ...]
    page: int
    pages: int
    may_write: bool
    may_moderate: bool
    role: str | None
    edition: Edition


@dataclass(frozen=True, kw_only=True)
class Threads:
    """The threads that the person may read, and the forums in which he may open one."""

    instance_id: int
    number: str
    lines: tuple[ThreadLine, ...]
    opens: tuple[ForumOutline, ...]
    edition: Edition


def listed(installation: Installation, actor: Actor, instance_id: int) -> Threads:
    """The threads of a case; raises NotFound for a case that is hidden from the person."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        place = forums.place(session, actor, row, edition)
        known = edition.definition.forums
        readable = {id_: forum for id_, forum in known.items() if place.reads(forum)}
        seen = threads.seen(session, actor.person_id, instance_id) if readable else {}
        rows = threads.of_instance(session, instance_id) if readable else []
        going_on = row.ended_at is None and row.suspended_at is None
        return Threads(
            instance_id=instance_id,
            number=row.number,
            lines=tuple(
                _line(installation, session, row, one, edition.definition, seen, actor.language)
                for one in rows
                if one.forum in readable
            ),
            opens=tuple(forum for forum in readable.values() if going_on and place.opens(forum)),
            edition=edition,
        )


def show(
    installation: Installation, actor: Actor, instance_id: int, thread: int, *, page: int | None = None
) -> ThreadView:
    """A page of the thread, by default the last one; raises NotFound, also for what is hidden from the person."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        one = threads.get(session, instance_id, thread)
        place = forums.place(session, actor, row, edition)
        forum = edition.definition.forums.get(one.forum)
        if forum is None or not place.reads(forum):
            raise NotFound("Обсуждение", "Thread", thread)
        seen = threads.seen(session, actor.person_id, instance_id)
        line = _line(installation, session, row, one, edition.definition, seen, actor.language)
        pages = max(1, -(-one.posts // PAGE))
        shown = min(max(page or pages, 1), pages)
        posts = threads.posts(session, instance_id, thread, after=(shown - 1) * PAGE, limit=PAGE)
        going_on = row.ended_at is None and row.suspended_at is None
        voice = place.writes(forum) if going_on else None
        moderator = place.moderates(forum) if going_on else None
        own = actor.id if voice else ""
        return ThreadView(
            instance_id=instance_id,
            number=row.number,
            line=line,
            subjects=tuple(one.subjects),
            posts=_shown(session, row, posts, own=own, moderates=moderator is not None),
            page=shown,
            pages=pages,
            may_write=voice is not None and line.open,
            may_moderate=moderator is not None,
            role=voice.role if voice else None,
            edition=edition,
        )


def note_read(installation: Installation, actor: Actor, view: ThreadView) -> None:
    """The person has seen this page; nothing is written if he had before."""
    if view.line.unread and view.posts:
        with installation.database.writing() as session:
            last = view.posts[-1].post
            threads.note_seen(session, actor.person_id, view.instance_id, view.line.thread, last)


def file(installation: Installation, actor: Actor, instance_id: int, thread: int, post: int, attachment: str) -> File:
    """A file of a post for who may read the thread; raises NotFound, also for one of a withdrawn post."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        one = threads.get(session, instance_id, thread)
        forum = edition.definition.forums.get(one.forum)
        said = threads.post(session, instance_id, thread, post)
        named = any(each["attachment"] == attachment for each in said.files)
        readable = forum is not None and forums.place(session, actor, row, edition).reads(forum)
        if not named or not readable or said.withdrawn_at is not None:
            raise NotFound("Файл", "Attachment", attachment)
        kept = attachments.get(session, attachment)
        if kept.state == "erased":
            raise NotFound("Файл", "Attachment", attachment)
        return File(
            path=path_of(installation, kept.id),
            name=kept.name or kept.id,
            media_type=kept.media_type,
            sha256=kept.sha256,
        )


def _line(
    installation: Installation,
    session: Session,
    row: InstanceRow,
    one: Thread,
    definition: Definition,
    seen: Mapping[int, int],
    language: str,
) -> ThreadLine:
    forum = definition.forums[one.forum]
    title = _words(session, row, one.title)
    over = one.closed_at is not None or (one.until is not None and one.until < installation.now())
    return ThreadLine(
        thread=one.thread,
        key=one.key,
        title=title or forums.title(definition, forum.id, language),
        forum=one.forum,
        forum_title=forums.title(definition, forum.id, language),
        posts=one.posts,
        unread=max(0, one.posts - seen.get(one.thread, 0)),
        last_at=one.last_at,
        until=one.until,
        open=not over and row.ended_at is None,
    )


def _shown(
    session: Session, row: InstanceRow, posts: Sequence[Post], *, own: str, moderates: bool
) -> tuple[PostShown, ...]:
    resolve = personal.resolver(session, row.id)
    keys = {key for one in posts for key in (one.author, one.withdrawn_by, one.party) if key}
    named = parties.holders_named(session, keys)
    kept = {
        one.id: one for one in attachments.some(session, [file["attachment"] for one in posts for file in one.files])
    }
    authors = {one.post: named.get(one.author, one.author) for one in posts}
    return tuple(
        PostShown(
            post=one.post,
            author=one.author,
            author_name=named.get(one.author, one.author),
            role=one.role,
            party=one.party,
            party_name=named.get(one.party or "", ""),
            text=None if one.withdrawn_at else _text(answers.opened({"said": one.text}, resolve)["said"]),
            files=() if one.withdrawn_at else tuple(_file(each, kept) for each in one.files),
            reply_to=one.reply_to,
            answered=authors.get(one.reply_to or 0, ""),
            subject=one.subject,
            written_at=one.written_at,
            withdrawn_at=one.withdrawn_at,
            withdrawn_by_name=named.get(one.withdrawn_by or "", ""),
            reason=_text(answers.opened({"said": one.reason}, resolve)["said"]) if one.reason else None,
            may_withdraw=one.withdrawn_at is None and (moderates or one.author == own),
        )
        for one in posts
    )


def _file(each: Mapping[str, Any], kept: Mapping[str, Any]) -> PostFile:
    known = kept.get(each["attachment"])
    return PostFile(id=each["attachment"], name=known.name if known else None, size=each["size"], sha256=each["sha256"])


def _words(session: Session, row: InstanceRow, title: Any) -> str:
    return _text(answers.opened({"title": title}, personal.resolver(session, row.id))["title"]) or ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None

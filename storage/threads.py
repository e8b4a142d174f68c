"""Discussions of cases: found, read page by page, counted.  Their rows are written by the projections alone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.conflict import insert_into
from storage.errors import NotFound
from storage.models import Post, Thread, ThreadSeen


def of_instance(session: Session, instance_id: int) -> list[Thread]:
    """The threads of a case, in the order in which they were opened."""
    found = select(Thread).where(Thread.instance_id == instance_id).order_by(Thread.thread)
    return list(session.scalars(found, execution_options={"populate_existing": True}))


def get(session: Session, instance_id: int, thread: int) -> Thread:
    """Raises NotFound."""
    found = session.get(Thread, (instance_id, thread), populate_existing=True)
    if found is None:
        raise NotFound("Обсуждение", "Thread", thread)
    return found


def post(session: Session, instance_id: int, thread: int, number: int) -> Post:
    """Raises NotFound."""
    found = session.get(Post, (instance_id, thread, number), populate_existing=True)
    if found is None:
        raise NotFound("Сообщение", "Post", number)
    return found


def posts(session: Session, instance_id: int, thread: int, *, after: int, limit: int) -> list[Post]:
    """The posts of a thread that follow number `after`, in order."""
    found = (
        select(Post)
        .where(Post.instance_id == instance_id, Post.thread == thread, Post.post > after)
        .order_by(Post.post)
        .limit(limit)
    )
    return list(session.scalars(found, execution_options={"populate_existing": True}))


def seen(session: Session, person_id: int, instance_id: int) -> dict[int, int]:
    """Thread -> the last post of it that the person has read, of one case."""
    found = select(ThreadSeen.thread, ThreadSeen.post).where(
        ThreadSeen.person_id == person_id, ThreadSeen.instance_id == instance_id
    )
    return {row.thread: row.post for row in session.execute(found)}


def note_seen(session: Session, person_id: int, instance_id: int, thread: int, number: int) -> None:
    """The person has read up to this post, and never less than before."""
    inserting = insert_into(session, ThreadSeen).values(
        person_id=person_id, instance_id=instance_id, thread=thread, post=number
    )
    session.execute(
        inserting.on_conflict_do_update(
            index_elements=["person_id", "instance_id", "thread"],
            set_={"post": inserting.excluded.post},
            where=ThreadSeen.post < inserting.excluded.post,
        )
    )

"""Discussions of a case: threads, posts, their files."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response
from marshmallow import RAISE, fields, validate

from service.api import schemas
from service.api.attachments import sent
from service.api.blueprint import answered, asking, blueprint, idempotency_key, instance_number
from service.api.describing import ETAG, IDEMPOTENCY_KEY, IF_NONE_MATCH, LOCATION, REPLAYED
from service.errors import NotFound
from service.operations import discussing, show_thread
from service.operations.discussing import Said
from service.operations.show_thread import PostShown, ThreadLine

_CONTENT = {"type": "string", "format": "binary"}


class OpenRequest(schemas.Request):
    """A new thread; nobody writes after the local day `until`."""

    forum = fields.String(required=True, validate=schemas.NAME)
    title = fields.String(required=True, validate=(validate.Length(1, discussing.LONGEST_TITLE), schemas.whole))
    until = fields.Date(load_default=None, allow_none=True)


class ReopenRequest(schemas.Request):
    """Let people write again, until the end of the local day `until` if it is given."""

    until = fields.Date(load_default=None, allow_none=True)


class PostRequest(schemas.Request):
    """What to say; `files` are ids of own uploads, `reply_to` is the number of an earlier post."""

    text = fields.String(required=True, validate=(validate.Length(1, discussing.LONGEST), schemas.whole))
    files = fields.List(
        fields.String(validate=schemas.NAME), load_default=list, validate=validate.Length(max=discussing.MOST_FILES)
    )
    reply_to = fields.Integer(load_default=None, allow_none=True, strict=True, validate=schemas.ID)
    subject = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 300))


class ThreadQuery(schemas.Request):
    """Which page of posts, from 1; without it the last one."""

    page = fields.Integer(load_default=None, validate=validate.Range(1, 2**31))


class ThreadAnswer(schemas.Answer):
    """A thread; `open`: people may write, `unread`: posts since the person last read it."""

    thread = fields.Integer()
    key = fields.String()
    forum = fields.String()
    title = fields.String()
    posts = fields.Integer()
    unread = fields.Integer()
    open = fields.Boolean()
    last_at = schemas.moment_field()
    until = schemas.moment_field(allow_none=True)


class ThreadsAnswer(schemas.Answer):
    """The threads of a case that the person may read."""

    items = fields.List(fields.Nested(ThreadAnswer))


class PostFileAnswer(schemas.Answer):
    """A file of a post; its name is null once erased."""

    attachment = fields.String()
    name = fields.String(allow_none=True)
    size = fields.Integer()
    sha256 = fields.String()


class PostAnswer(schemas.Answer):
    """A post; of a withdrawn one neither text nor files."""

    post = fields.Integer()
    author = fields.String()
    author_name = fields.String()
    role = fields.String()
    party = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    files = fields.List(fields.Nested(PostFileAnswer))
    reply_to = fields.Integer(allow_none=True)
    subject = fields.String(allow_none=True)
    written_at = schemas.moment_field()
    withdrawn_at = schemas.moment_field(allow_none=True)
    reason = fields.String(allow_none=True)


class PostsAnswer(schemas.Answer):
    """A page of a thread: number `page` of `pages`."""

    thread = fields.Nested(ThreadAnswer)
    items = fields.List(fields.Nested(PostAnswer))
    page = fields.Integer()
    pages = fields.Integer()


class SaidAnswer(schemas.Answer):
    """What was done: the thread, and the post if it was about one."""

    thread = fields.Integer()
    post = fields.Integer(allow_none=True)


THREAD = {
    "thread": 1,
    "key": "stage-2",
    "forum": "review",
    "title": "Этап 2",
    "posts": 3,
    "unread": 1,
    "open": True,
    "last_at": "2026-10-20T10:12:00+00:00",
    "until": "2026-10-22T20:59:59+00:00",
}
POST = {
    "post": 2,
    "author": "person:7",
    "author_name": "Петрова Анна",
    "role": "site_expert",
    "party": "party:12",
    "text": "Процесс описан верно.",
    "files": [{"attachment": "5f1c", "name": "схема.pdf", "size": 1024, "sha256": "9f86"}],
    "reply_to": 1,
    "subject": "Сертификация",
    "written_at": "2026-10-20T10:12:00+00:00",
    "withdrawn_at": None,
    "reason": None,
}
SAID = {"thread": 1, "post": 2}


@blueprint.get("/instances/<instance_id>/threads")
@blueprint.response(200, ThreadsAnswer, example={"items": [THREAD]})
@blueprint.says(404)
def threads(instance_id: str) -> dict[str, Any]:
    """The discussions of a case.

    Rights: those whom the forum of the procedure names, and who may read the case whole; the others see none.
    """
    found = show_thread.listed(*asking(), instance_number(instance_id))
    return {"items": [_thread(line) for line in found.lines]}


@blueprint.post("/instances/<instance_id>/threads")
@blueprint.arguments(OpenRequest, example={"forum": "review", "title": "Этап 2", "until": "2026-10-22"})
@blueprint.response(201, SaidAnswer, example={"thread": 1, "post": None}, headers={**LOCATION, **REPLAYED})
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def open_thread(body: dict[str, Any], instance_id: str) -> Response:
    """Open a discussion.

    Rights: those who may open or moderate in the forum.
    """
    number, until = instance_number(instance_id), body["until"]
    done = discussing.open_thread(
        *asking(), number, body["forum"], body["title"], until=until, idempotency=idempotency_key()
    )
    return _said(done, 201)


@blueprint.get("/instances/<instance_id>/threads/<thread>")
@blueprint.arguments(ThreadQuery, location="query", unknown=RAISE)
@blueprint.response(200, PostsAnswer, example={"thread": THREAD, "items": [POST], "page": 1, "pages": 1})
@blueprint.says(404, 422)
def thread(query: dict[str, Any], instance_id: str, thread: str) -> dict[str, Any]:
    """A page of a discussion, the newest posts unless another one is asked for.

    Rights: as for the list.
    """
    view = show_thread.show(*asking(), instance_number(instance_id), _number(thread), page=query["page"])
    return {
        "thread": _thread(view.line),
        "items": [_post(one) for one in view.posts],
        "page": view.page,
        "pages": view.pages,
    }


@blueprint.post("/instances/<instance_id>/threads/<thread>/posts")
@blueprint.arguments(PostRequest, example={"text": "Процесс описан верно.", "files": [], "reply_to": 1})
@blueprint.response(201, SaidAnswer, example=SAID, headers={**LOCATION, **REPLAYED})
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def write_post(body: dict[str, Any], instance_id: str, thread: str) -> Response:
    """Say something in an open discussion (409 thread.closed in a closed one).

    Rights: those who may write or moderate in the forum.
    """
    done = discussing.write(
        *asking(),
        instance_number(instance_id),
        _number(thread),
        body["text"],
        files=body["files"],
        reply_to=body["reply_to"],
        subject=body["subject"],
        idempotency=idempotency_key(),
    )
    return _said(done, 201)


@blueprint.post("/instances/<instance_id>/threads/<thread>/posts/<post>/withdraw")
@blueprint.arguments(schemas.ReasonRequest, example={"reason": "Ошибся в названии процесса"})
@blueprint.response(200, SaidAnswer, example=SAID, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def withdraw_post(body: dict[str, Any], instance_id: str, thread: str, post: str) -> Response:
    """Take a post back; it stays as a marked stub.

    Rights: its author, those who moderate.
    """
    number, key = instance_number(instance_id), idempotency_key()
    done = discussing.withdraw(*asking(), number, _number(thread), _number(post), body["reason"], idempotency=key)
    return _said(done, 200)


@blueprint.get("/instances/<instance_id>/threads/<thread>/posts/<post>/files/<attachment>")
@blueprint.response(200, _CONTENT, content_type="*/*", example="%PDF-1.7", headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменился / Not changed")
def post_file(instance_id: str, thread: str, post: str, attachment: str) -> Response:
    """The content of a file of a post.

    Rights: those who may read the discussion; of a withdrawn post nobody.
    """
    number = instance_number(instance_id)
    return sent(show_thread.file(*asking(), number, _number(thread), _number(post), attachment))


@blueprint.post("/instances/<instance_id>/threads/<thread>/close")
@blueprint.response(200, SaidAnswer, example={"thread": 1, "post": None}, headers=REPLAYED)
@blueprint.says(404, 409, reads=[IDEMPOTENCY_KEY])
def close_thread(instance_id: str, thread: str) -> Response:
    """Nobody writes any more.

    Rights: those who moderate.
    """
    done = discussing.close(*asking(), instance_number(instance_id), _number(thread), idempotency=idempotency_key())
    return _said(done, 200)


@blueprint.post("/instances/<instance_id>/threads/<thread>/reopen")
@blueprint.arguments(ReopenRequest, example={"until": "2026-10-30"})
@blueprint.response(200, SaidAnswer, example={"thread": 1, "post": None}, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def reopen_thread(body: dict[str, Any], instance_id: str, thread: str) -> Response:
    """People write again.

    Rights: those who moderate.
    """
    until: date | None = body["until"]
    number, key = instance_number(instance_id), idempotency_key()
    return _said(discussing.reopen(*asking(), number, _number(thread), until=until, idempotency=key), 200)


def _number(text: str) -> int:
    """A thread's or post's number out of an address; raises NotFound for what can be none."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound(f"Здесь нет {text[:40]}", f"There is no {text[:40]} here")
    return int(text)


def _said(done: Said, status: int) -> Response:
    where = f"/api/v1/instances/{done.instance_id}/threads/{done.thread}" if status == 201 else None
    body = {"thread": done.thread, "post": done.post}
    return answered(SaidAnswer, body, status, repeated=done.repeated, Location=where)


def _thread(line: ThreadLine) -> dict[str, Any]:
    return {
        "thread": line.thread,
        "key": line.key,
        "forum": line.forum,
        "title": line.title,
        "posts": line.posts,
        "unread": line.unread,
        "open": line.open,
        "last_at": schemas.moment(line.last_at),
        "until": schemas.moment_or_none(line.until),
    }


def _post(one: PostShown) -> dict[str, Any]:
    return {
        "post": one.post,
        "author": one.author,
        "author_name": one.author_name,
        "role": one.role,
        "party": one.party,
        "text": one.text,
        "files": [
            {"attachment": file.id, "name": file.name, "size": file.size, "sha256": file.sha256} for file in one.files
        ],
        "reply_to": one.reply_to,
        "subject": one.subject,
        "written_at": schemas.moment(one.written_at),
        "withdrawn_at": schemas.moment_or_none(one.withdrawn_at),
        "reason": one.reason,
    }

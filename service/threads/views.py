"""Pages of a case's discussions: the list, one thread with its posts, and what people do there.

They work without scripts; a post that was not taken comes back with all that was typed and attached.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from processes.errors import PoryadokError
from service import current, naming
from service.errors import NotFound, Unfit, status_of
from service.instances import case
from service.operations import discussing, show_thread, upload_attachment
from service.operations.discussing import Said
from service.operations.show_thread import ThreadView
from service.tasks import onward

Answer = Response | tuple[str, int]

blueprint = Blueprint("threads", __name__)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody typed that was not taken, and why; `act` says in which of the page's forms."""

    act: str = ""
    said: str = ""
    text: str = ""
    reply_to: int | None = None
    subject: str = ""
    until: str = ""
    post: int | None = None
    files: tuple[dict[str, object], ...] = field(default=())


@blueprint.get("/instances/<number>/threads")
def listing(number: str) -> str:
    """The discussions that the person may read, and a form to open one for who may."""
    return _listing(number, Typed())


@blueprint.post("/instances/<number>/threads")
def open_thread(number: str) -> Answer:
    """Open a thread by hand."""
    title, forum = request.form.get("title", ""), request.form.get("forum", "")
    until = request.form.get("until", "")
    try:
        done = discussing.open_thread(
            current.installation(), current.actor(), _id(number), forum, title, until=_day(until)
        )
    except NotFound:
        raise
    except PoryadokError as refusal:
        typed = Typed(act="open", said=refusal.in_language(current.language()), text=title, subject=forum, until=until)
        return _listing(number, typed), status_of(refusal)
    return redirect(url_for("threads.page", number=number, thread=done.thread))


@blueprint.get("/instances/<number>/threads/<int:thread>")
def page(number: str, thread: int) -> str:
    """A page of posts, the newest ones unless another page is asked for."""
    view = show_thread.show(
        current.installation(), current.actor(), _id(number), thread, page=request.args.get("page", type=int)
    )
    show_thread.note_read(current.installation(), current.actor(), view)
    return _page(view, Typed(reply_to=request.args.get("reply", type=int)))


@blueprint.post("/instances/<number>/threads/<int:thread>/posts")
def write(number: str, thread: int) -> Answer:
    """Say something; files sent with it are kept even if the text is refused."""
    files: list[dict[str, object]] = []
    text, subject = request.form.get("text", ""), request.form.get("subject", "")
    reply_to = request.form.get("reply_to", type=int)
    installation, actor = current.installation(), current.actor()
    try:
        files = _files()
        done = discussing.write(
            installation,
            actor,
            _id(number),
            thread,
            text,
            files=[str(one["attachment"]) for one in files],
            reply_to=reply_to,
            subject=subject or None,
            idempotency=request.form.get("key") or None,
        )
    except NotFound:
        raise
    except PoryadokError as refusal:
        typed = Typed(
            act="write",
            said=refusal.in_language(current.language()),
            text=text,
            reply_to=reply_to,
            subject=subject,
            files=tuple(files),
        )
        return _page(show_thread.show(installation, actor, _id(number), thread), typed), status_of(refusal)
    return redirect(_post_address(number, done))


@blueprint.post("/instances/<number>/threads/<int:thread>/posts/<int:post>/withdraw")
def withdraw(number: str, thread: int, post: int) -> Answer:
    """Take a post back, saying why."""
    reason = request.form.get("reason", "")
    installation, actor = current.installation(), current.actor()
    try:
        done = discussing.withdraw(installation, actor, _id(number), thread, post, reason)
    except NotFound:
        raise
    except PoryadokError as refusal:
        typed = Typed(act="withdraw", said=refusal.in_language(current.language()), text=reason, post=post)
        view = show_thread.show(installation, actor, _id(number), thread, page=_page_of(post))
        return _page(view, typed), status_of(refusal)
    return redirect(_post_address(number, done))


@blueprint.get("/instances/<number>/threads/<int:thread>/posts/<int:post>/files/<attachment>")
def file(number: str, thread: int, post: int, attachment: str) -> Response:
    """A file of a post."""
    found = show_thread.file(current.installation(), current.actor(), _id(number), thread, post, attachment)
    return send_file(found.path, mimetype=found.media_type, as_attachment=True, download_name=found.name)


@blueprint.post("/instances/<number>/threads/<int:thread>/close")
def close(number: str, thread: int) -> Answer:
    """Nobody writes any more."""
    return _moderated(
        number,
        thread,
        lambda: discussing.close(current.installation(), current.actor(), _id(number), thread),
        _("Обсуждение закрыто."),
    )


@blueprint.post("/instances/<number>/threads/<int:thread>/reopen")
def reopen(number: str, thread: int) -> Answer:
    """People write again."""
    return _moderated(
        number,
        thread,
        lambda: discussing.reopen(
            current.installation(), current.actor(), _id(number), thread, until=_day(request.form.get("until", ""))
        ),
        _("Обсуждение снова открыто."),
    )


def _moderated(number: str, thread: int, act: Callable[[], Said], done: str) -> Answer:
    try:
        act()
    except NotFound:
        raise
    except PoryadokError as refusal:
        typed = Typed(act="moderate", said=refusal.in_language(current.language()), until=request.form.get("until", ""))
        view = show_thread.show(current.installation(), current.actor(), _id(number), thread)
        return _page(view, typed), status_of(refusal)
    flash(done, "good")
    return redirect(url_for("threads.page", number=number, thread=thread))


def _files() -> list[dict[str, object]]:
    """The files of the form: those that came with an earlier attempt and still have their tick, and new ones."""
    installation, actor = current.installation(), current.actor()
    kept: list[dict[str, object]] = []
    for mark in request.form.getlist("kept")[: discussing.MOST_FILES]:
        id_, _sign, name = mark.partition("/")
        kept.append({"attachment": id_, "name": name})
    for sent in request.files.getlist("files")[: discussing.MOST_FILES + 1]:
        if sent.filename:
            kept.append(upload_attachment.upload(installation, actor, sent.stream, sent.filename).as_answer())  # type: ignore[arg-type]  # werkzeug types it as IO
    return kept


def _day(text: str) -> date | None:
    """The day of a date field; raises Unfit for what is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unfit("Укажите день как ГГГГ-ММ-ДД", "Give the day as YYYY-MM-DD") from error


def _id(number: str) -> int:
    return case.find(current.installation(), number)


def _page_of(post: int) -> int:
    return max(1, -(-post // show_thread.PAGE))


def _post_address(number: str, said: Said) -> str:
    post = said.post or 1
    return url_for("threads.page", number=number, thread=said.thread, page=_page_of(post), _anchor=f"post-{post}")


def _listing(number: str, typed: Typed) -> str:
    found = show_thread.listed(current.installation(), current.actor(), _id(number))
    return render_template("threads/listing.html", threads=found, typed=typed, back=onward.case_of(number))


def _page(view: ThreadView, typed: Typed) -> str:
    roles, language = view.edition.definition.roles, current.language()
    return render_template(
        "threads/page.html",
        view=view,
        typed=typed,
        titles={post.role: naming.role_title(roles, post.role, language) for post in view.posts},
        written_as=naming.role_title(roles, view.role, language) if view.role else "",
        longest=discussing.LONGEST,
        per_page=show_thread.PAGE,
        key=secrets.token_hex(16),
        back=onward.case_of(view.number),
    )

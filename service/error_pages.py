"""Refusals as pages: what happened, why, what to do.  Programs that ask for JSON get problem+json instead.

A form that nobody could take, because the database was away, stands on the page that says so and is sent again from there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from flask import Flask, Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from processes.errors import PoryadokError
from service import current, pages
from service.api import problems
from service.errors import NotConfirmed, NotSignedIn, headers_of, meant_by, status_of
from storage.errors import NotFound

log = structlog.get_logger(__name__)

Refusal = TypeVar("Refusal", bound=Exception)


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(PoryadokError, _even_without_a_database(refused))
    app.register_error_handler(CSRFError, _even_without_a_database(outdated))
    app.register_error_handler(HTTPException, _even_without_a_database(http_error))
    app.register_error_handler(Exception, failed)


def _even_without_a_database(answer: Callable[[Refusal], AnyResponse]) -> Callable[[Refusal], AnyResponse]:
    """The same page, or the one that says that the database is away: every page asks who reads it."""

    def answered(error: Refusal) -> AnyResponse:
        try:
            return answer(error)
        except Exception as worse:
            if meant_by(worse) is None:
                raise
            return failed(worse)

    return answered


def wants_json() -> bool:
    """Whether a program asks: the API, or a script of our own pages."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def _is_api() -> bool:
    return request.path.startswith("/api/")


def refused(error: PoryadokError) -> AnyResponse:
    """An error of ours, with its status; somebody who is not signed in is sent to sign in and back."""
    if _is_api():
        return problems.refused(error)
    status = status_of(error)
    if wants_json():
        return _problem(error.code, status, error.in_language(current.language()), **_plain(error.facts))
    if isinstance(error, NotSignedIn):
        return _to_sign_in()
    if isinstance(error, NotConfirmed):
        return redirect(url_for("sign_up.confirm"))
    text = _http_texts()[404][1] if type(error) is NotFound else error.in_language(current.language())
    typed = _typed() if status == 503 else ()
    response = _page(status, _title(status), text, typed=typed)  # what is hidden reads like what is not there
    response.headers.update(headers_of(error))
    return response


def outdated(error: CSRFError) -> AnyResponse:
    """The form is older than the session: nothing was done."""
    if wants_json():
        return _problem("csrf", 400, _("Страница устарела. Обновите её и повторите"))
    if "person" not in session:
        flash(_("Сеанс закончился, поэтому ничего не отправлено. Войдите: сохранённые черновики на месте."), "warning")
        return _to_sign_in()
    text = _("Форма открыта слишком давно. Вернитесь назад: ваш текст на месте. Обновите страницу и отправьте ещё раз.")
    return _page(400, _("Страница устарела"), text)


def http_error(error: HTTPException) -> AnyResponse:
    """An error of HTTP itself: no such page, method, size."""
    if _is_api():
        return problems.http_error(error)
    status = error.code or 500
    if isinstance(error.response, AnyResponse):
        return error.response
    if status < 400:
        return error.get_response()
    title, text = _http_texts().get(status, (_("Запрос не выполнен"), error.description or ""))
    if wants_json():
        return _problem(f"http.{status}", status, text)
    return _page(status, title, text)


def failed(error: Exception) -> AnyResponse:
    """A fault of ours: the log has it under the number that the page shows."""
    if _is_api():
        return problems.failed(error)
    named = meant_by(error)
    if named is not None:
        log.warning(named.code, path=request.path, method=request.method, error=repr(error)[:300])
        current.forget()  # the page that says so must not ask the database again
        return refused(named)
    number = secrets.token_hex(4)
    log.exception("request failed", incident=number, path=request.path, method=request.method)
    text = _("Ошибка записана под номером %(number)s. Ничего не потеряно: действие не выполнено.", number=number)
    if wants_json():
        return _problem("internal", 500, text, incident=number)
    return _page(500, _("Что-то сломалось у нас"), text)


def _http_texts() -> dict[int, tuple[str, str]]:
    return {
        400: (_("Запрос не разобрать"), _("Обновите страницу и повторите.")),
        404: (_("Такой страницы нет"), _("Проверьте адрес. Возможно, дело или задача вам не видны.")),
        405: (_("Так эту страницу открыть нельзя"), _("Вернитесь назад и воспользуйтесь кнопкой на странице.")),
        413: (_("Слишком много данных"), _("Файл или форма больше, чем принимает служба. Уменьшите файл.")),
        429: (_("Слишком часто"), _("Подождите минуту и повторите.")),
    }


def _title(status: int) -> str:
    titles: dict[int, str] = {
        403: _("Нет права"),
        404: _("Такой страницы нет"),
        409: _("Уже не так, как было"),
        412: _("Уже не так, как было"),
        413: _("Файл слишком большой"),
        415: _("Файл не подходит"),
        429: _("Слишком много попыток"),
        503: _("Служба занята"),
        507: _("На диске нет места"),
    }
    return titles.get(status, str(_("Не получилось")))


def _page(status: int, title: str, text: str, *, typed: Sequence[tuple[str, str]] = ()) -> Response:
    body = render_template("errors/page.html", status=status, title=title, text=text, typed=typed)
    return Response(body, status=status)


def _typed() -> Sequence[tuple[str, str]]:
    """The form that was sent, name and value; nothing of one with a secret in it, which no page repeats."""
    pairs = tuple(request.form.items(multi=True))
    return () if any("password" in name or name == "code" for name, _ in pairs) else pairs


def _problem(code: str, status: int, detail: str, **facts: object) -> Response:
    response = jsonify({"type": "about:blank", "status": status, "code": code, "detail": detail, **facts})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _to_sign_in() -> AnyResponse:
    return redirect(url_for("sign_in.page", next=pages.address()))


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if isinstance(value, str | int | list | dict | None)}

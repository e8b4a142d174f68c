"""The web application: the one place that puts pages, rights, headers and languages together.

Everything that it needs to know of the outside is in the installation it is given.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, redirect, request, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from processes import drawing
from service import api, current, error_pages, headers, limits, pages, rights
from service.about.views import blueprint as about
from service.admin.views import blueprint as admin
from service.cabinet.views import blueprint as cabinet
from service.definitions import blueprint as definitions
from service.definitions.clauses import blueprint as clauses
from service.definitions.decisions import blueprint as decisions
from service.definitions.form_editor import blueprint as form_editor
from service.definitions.modeler import blueprint as modeler
from service.definitions.readings import blueprint as readings
from service.health.views import blueprint as health
from service.history.terms import blueprint as terms
from service.history.views import blueprint as history
from service.inbox.views import blueprint as inbox
from service.installation import Installation
from service.instances.views import blueprint as instances
from service.invitations.views import blueprint as invitations
from service.paper.views import blueprint as paper
from service.registers.views import blueprint as registers
from service.sheets.views import blueprint as sheets
from service.sign_in.views import blueprint as sign_in
from service.sign_up.views import blueprint as sign_up
from service.tasks.views import blueprint as tasks
from service.threads.views import blueprint as threads

FACES = (
    sign_in,
    sign_up,
    invitations,
    inbox,
    tasks,
    paper,
    instances,
    threads,
    history,
    terms,
    cabinet,
    definitions,
    clauses,
    decisions,
    readings,
    modeler,
    form_editor,
    registers,
    sheets,
    about,
    admin,
    health,
)

BIGGEST_REQUEST = 64 * 1024 * 1024
BIGGEST_FIELD = 2 * 1024 * 1024


def create_app(installation: Installation) -> Flask:
    """The application that serves this installation."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=installation.config.secret,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=installation.config.url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=BIGGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=BIGGEST_FIELD,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_FIELD_NAME="_csrf_token",
        BABEL_DEFAULT_LOCALE="ru",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
    )
    app.extensions["poryadok"] = installation
    Babel(app, locale_selector=current.language)
    app.before_request(_bound_body)
    app.teardown_request(_let_go_of_files)
    csrf = CSRFProtect(app)
    rights.guard(app)
    pages.prepare(app)
    headers.protect(app)
    error_pages.register(app)
    for face in FACES:
        app.register_blueprint(face)
    api.register(app, csrf)
    limits.limit(app, installation.config)
    _add_home(app)
    return app


def _add_home(app: Flask) -> None:
    app.add_url_rule("/", "home", _home)
    app.add_url_rule("/diagram.css", "diagram_style", _diagram_style)


def _bound_body() -> None:
    """Only files may be big; what is read into memory as one piece may not.  Before anybody looks into the form."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = min(request.max_content_length or BIGGEST_FIELD, BIGGEST_FIELD)


def _let_go_of_files(_error: BaseException | None) -> None:
    """Bigger uploads lie in files without a name until somebody closes them."""
    request.close()


def _home() -> AnyResponse:
    """Everybody's first page is the one he works with."""
    person = current.actor_or_none()
    if person is None:
        return redirect(url_for("sign_in.page"))
    if current.is_staff():
        return redirect(url_for("inbox.page"))
    if person.roles & {"auditor", "process_owner"}:
        return redirect(url_for("instances.listing"))
    if person.roles & {"operator", "admin"}:
        return redirect(url_for("admin.mail"))
    return redirect(url_for("cabinet.listing"))


def _diagram_style() -> Response:
    """The style of drawn diagrams, kept beside the code that draws them."""
    style = Path(drawing.__file__).with_name("diagram.css").read_text(encoding="utf-8")
    response = Response(style, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response

"""The editor of a diagram: a page with the BPMN modeler, and what the modeler asks for."""

from __future__ import annotations

import re
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from processes import model
from processes.errors import DiagramRefused
from processes.model.elements import Diagram
from processes.model.source import decoded
from service import current, headers, islands, pages
from service.definitions import due_preview, findings, material
from service.errors import Unfit
from service.operations import redesign, save_diagram

blueprint = Blueprint("modeler", __name__, url_prefix="/definitions/<key>/edit/diagrams/<part>")

POLICY = headers.POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""bpmn-js paints with style attributes.  Scripts stay our own, and no other page may do this."""

LONGEST_EXPRESSION = 2000

_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_UTF8 = '<?xml version="1.0" encoding="UTF-8"?>\n'


@blueprint.get("")
def page(key: str, part: str) -> AnyResponse:
    """The modeler; without its built files, the steps as text and what to type."""
    here = current.installation()
    draft = redesign.read(here, current.actor(), key)
    content = save_diagram.read_diagram(here, current.actor(), key, part)
    diagram, refused = _read(content)
    response = make_response(
        render_template(
            "definitions/modeler.html",
            key=key,
            part=part,
            island=islands.modeler(),
            steps=material.steps(diagram) if diagram else [],
            title=_title(diagram, part),
            refused=refused,
            data={
                **material.offered(here, draft, current.language()),
                "part": part,
                "mark": save_diagram.mark(content),
                "urls": {
                    name: url_for(f"modeler.{name}", key=key, part=part)
                    for name in ("source", "download", "save", "upload", "check", "due", "relay")
                },
            },
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/source")
def source(key: str, part: str) -> Response:
    """The file as the modeler opens it: in UTF-8, and with a picture where it came without."""
    content = save_diagram.read_diagram(current.installation(), current.actor(), key, part)
    return Response(_drawable(content), mimetype="application/xml")


@blueprint.get("/file")
def download(key: str, part: str) -> Response:
    """The file as it is kept."""
    content = save_diagram.read_diagram(current.installation(), current.actor(), key, part)
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=part)
    return response


@blueprint.post("/save")
def save(key: str, part: str) -> Response:
    """Keep what the modeler has."""
    mark = save_diagram.save_diagram(
        current.installation(), current.actor(), key, part, request.get_data(), over=request.headers.get("If-Match")
    )
    return _kept(mark)


@blueprint.post("/upload")
def upload(key: str, part: str) -> Response:
    """Put a file in the diagram's place."""
    mark = save_diagram.replace_diagram(
        current.installation(), current.actor(), key, part, request.get_data(), over=request.headers.get("If-Match")
    )
    return _kept(mark)


@blueprint.post("/check")
def check(key: str, part: str) -> Response:
    """What the gate says of the procedure with this diagram in it."""
    replaced = {part: request.get_data()}
    checked = redesign.check(current.installation(), current.actor(), key, replaced)
    found = findings.of_check(key, checked, current.language())
    return jsonify(findings=[asdict(finding) for finding in found], publishable=checked.publishable)


@blueprint.post("/due")
def due(key: str, part: str) -> Response:
    """What a term comes to on real days."""
    here = current.installation()
    asked = request.get_json()
    text, kind = asked.get("expression"), asked.get("kind")
    if not isinstance(text, str) or len(text) > LONGEST_EXPRESSION or kind not in ("due", *due_preview.TIMERS):
        raise Unfit("Нужны expression и kind", "expression and kind are needed")
    settings = material.settings(redesign.read(here, current.actor(), key))
    found = due_preview.preview(text.strip(), kind, settings, here.now(), here.zone, current.language())
    return jsonify(computed=found.computed, lines=found.lines)


@blueprint.post("/layout")
def relay(key: str, part: str) -> Response:
    """The diagram with a picture made anew; nothing is kept."""
    redesign.require_owner(current.actor(), key)
    laid_out = current.installation().quarantine.lay_out(request.get_data())
    return jsonify(xml=laid_out.decode("utf-8"))


def _kept(mark: str) -> Response:
    return jsonify(mark=mark, saved=_("Сохранено в %(time)s", time=pages.clock_time(current.installation().now())))


def _read(content: bytes) -> tuple[Diagram | None, str]:
    try:
        return model.read(content), ""
    except DiagramRefused as refused:
        return None, refused.in_language(current.language())


def _drawable(content: bytes) -> bytes:
    if not model.read(content).picture.shapes:
        return current.installation().quarantine.lay_out(content)
    text = decoded(content)
    return (_UTF8 + _DECLARATION.sub("", text, count=1).lstrip()).encode("utf-8")


def _title(diagram: Diagram | None, part: str) -> str:
    named = [process.name for process in diagram.processes.values() if process.name] if diagram else []
    return named[0] if named else part

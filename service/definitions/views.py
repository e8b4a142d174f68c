"""Pages of procedures for reading: the list, a version, what differs between two, the files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Response, render_template

from service import current
from service.definitions import comparing, findings, shown, versions
from service.definitions.blueprint import blueprint
from service.errors import NotFound
from service.operations import redesign
from storage import definitions
from storage.models import DefinitionState

_SIDE = re.compile(r"[1-9][0-9]{0,8}|redesign")
_REDESIGN = "redesign"


@blueprint.get("/definitions", endpoint="listing")
def list_page() -> str:
    """All procedures: which version is in effect, which waits, who is changing one."""
    procedures = shown.listed(current.installation(), current.actor(), current.language())
    return render_template("definitions/listing.html", procedures=procedures)


@blueprint.get("/definitions/<key>")
def page(key: str) -> str:
    """The version in effect: diagrams, steps, terms, clauses; and all versions."""
    found = shown.procedure(current.installation(), current.actor(), key, current.language())
    return render_template("definitions/page.html", procedure=found)


@blueprint.get("/definitions/<key>/versions/<int:version>")
def version(key: str, version: int) -> str:
    """A version for reading; of a proposed one, whatever the second person decides by."""
    return version_page(key, version)


def version_page(key: str, version: int, *, problem: str = "", verdict: str = "") -> str:
    """As `version`, with what was refused and typed."""
    found = shown.procedure(current.installation(), current.actor(), key, current.language(), version=version)
    groups = ()
    if found.waiting is not None and found.waiting.version == version and found.previous:
        before, after = _parts(key, str(found.previous)), _parts(key, str(version))
        groups = comparing.listed(before, after, current.language())
    return render_template(
        "definitions/version.html", procedure=found, groups=groups, problem=problem, verdict=verdict
    )  # fmt: skip


@blueprint.get("/definitions/<key>/versions/<int:version>/file/<path:part>")
def file(key: str, version: int, part: str) -> Response:
    """A file of a version, as it was published."""
    return download(_parts(key, str(version)), part)


@blueprint.get("/definitions/<key>/sketches/<int:sketch>")
def sketch(key: str, sketch: int) -> str:
    """A sketch: its findings and its files.  Rights: the owner."""
    here, language = current.installation(), current.language()
    redesign.require_owner(current.actor(), key)
    with here.database.reading() as session:
        row = definitions.get(session, sketch)
        if row.procedure != key or row.state != DefinitionState.SKETCH:
            raise NotFound
        described = versions.one(here, session, row, language)
        parts = definitions.parts(session, row.id)
    return render_template(
        "definitions/sketch.html",
        key=key,
        sketch=described,
        findings=findings.of_row(row.findings, language),
        parts=tuple(parts),
    )


@blueprint.get("/definitions/<key>/sketches/<int:sketch>/file/<path:part>")
def sketch_file(key: str, sketch: int, part: str) -> Response:
    """A file of a sketch.  Rights: the owner."""
    redesign.require_owner(current.actor(), key)
    with current.installation().database.reading() as session:
        row = definitions.get(session, sketch)
        if row.procedure != key or row.state != DefinitionState.SKETCH:
            raise NotFound
        return download(definitions.parts(session, row.id), part)


@blueprint.get("/definitions/<key>/compare/<pair>")
def compare(key: str, pair: str) -> str:
    """What differs between two versions (`3..4`), or between one and the redesign (`4..redesign`)."""
    before, dots, after = pair.partition("..")
    if not dots or not _SIDE.fullmatch(before) or not _SIDE.fullmatch(after):
        raise NotFound
    here, language = current.installation(), current.language()
    found = comparing.compared(_parts(key, before), _parts(key, after), language, here.quarantine.lay_out)
    with here.database.reading() as session:
        all_versions = versions.all_of(here, session, key, language)
        title = definitions.versions(session, key)[0].titles.get(language, key) if all_versions else key
    return render_template(
        "definitions/compare.html",
        key=key,
        title=title,
        before=before,
        after=after,
        comparison=found,
        versions=all_versions,
        owned=current.actor().holds(*redesign.OWNERS, procedure=key),
    )


def download(parts: Mapping[str, bytes], part: str) -> Response:
    """A part as a file that no browser runs or shows as a page."""
    if part not in parts:
        raise NotFound
    response = Response(parts[part], mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=part.rpartition("/")[2])
    return response


def _parts(key: str, side: str) -> Mapping[str, bytes]:
    """The parts of a version, or of the redesign, which only its owners may read."""
    here = current.installation()
    if side == _REDESIGN:
        return redesign.read(here, current.actor(), key).parts
    with here.database.reading() as session:
        return definitions.parts(session, definitions.by_version(session, key, int(side)).id)

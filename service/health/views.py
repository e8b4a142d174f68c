"""What a supervisor of processes asks: is this one alive, and may it be sent requests."""

from __future__ import annotations

import structlog
from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from service import current

log = structlog.get_logger(__name__)

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> Response:
    """The process answers."""
    return jsonify({"status": "live"})


@blueprint.get("/ready")
def ready() -> tuple[Response, int]:
    """The database answers and, where timers are swept, they were swept within the last seconds; else 503."""
    checks = {"database": _database(), "timers": current.installation().sweeps()}
    fit = all(checks.values())
    return jsonify({"status": "ready" if fit else "not ready", **checks}), 200 if fit else 503


def _database() -> bool:
    try:
        with current.installation().database.reading() as session:
            return bool(session.scalar(text("SELECT 1")))
    except (SQLAlchemyError, OSError) as error:
        log.warning("not_ready", error=repr(error)[:300])
        return False

"""Pages of the cabinet."""

from __future__ import annotations

from flask import Blueprint, render_template

from service import current
from service.cabinet import room

blueprint = Blueprint("cabinet", __name__)


@blueprint.get("/cabinet", endpoint="listing")
def list_page() -> str:
    """The person's cases and what he may begin."""
    installation, actor, language = current.installation(), current.actor(), current.language()
    return render_template(
        "cabinet/listing.html",
        cards=room.cards(installation, actor, language),
        options=room.startable(installation, actor),
    )


@blueprint.get("/cabinet/<number>")
def page(number: str) -> str:
    """One case in plain words."""
    shown = room.room(current.installation(), current.actor(), number, current.language())
    return render_template("cabinet/page.html", room=shown)

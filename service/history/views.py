"""The replay: any moment of a case by slider, keys or list; and the button that re-runs the log."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import current
from service.history import replay as view
from service.instances import case
from service.operations import replay as operation

blueprint = Blueprint("history", __name__)


@blueprint.get("/instances/<number>/history")
def page(number: str) -> str:
    """The case as it stood at the moment that the address names."""
    shown = view.at(current.installation(), current.actor(), number, request.args.get("at"), current.language())
    return render_template("history/page.html", replay=shown)


@blueprint.post("/instances/<number>/history/replay")
def replay(number: str) -> Response:
    """Apply every recorded command again from nothing and compare what follows with what is recorded."""
    installation = current.installation()
    instance_id = case.find(installation, number)
    result = operation.replay(installation, instance_id, current.actor())
    if result.equal:
        flash(_("Журнал прогнан заново: расхождений нет. Записей: %(rows)s.", rows=result.rows), "good")
        return redirect(url_for("history.page", number=number, at=request.form.get("at") or None))
    if result.older is not None:
        flash(
            _(
                "Дело вёл прежний выпуск программы (ядро %(core)s): прогнать журнал может только он. Целость журнала проверяет poryadok verify.",
                core=result.older,
            ),
            "warning",
        )
        return redirect(url_for("history.page", number=number, at=request.form.get("at") or None))
    at = result.difference.at if result.difference else None
    flash(_("Расхождение с записанным, первое на шаге %(at)s.", at=at or "?"), "bad")
    return redirect(url_for("history.page", number=number, at=at))

"""Action `register`: what a case does to a register, in its own transaction.

`write`: inputs `key`, `state` (default "active") and one per column.  A column that the procedure
declares with `from` takes its value from the opened case data: the only way of an erasable value into a register,
where retention keeps it.  Result: {register, key, version, state: "written"}.

`change`: the same, but columns that are not named stay as they are, and so does the state; `from` (one or several) are the
states in which it is done, though the row may be brought to its state from others, or be in it already.

`read`: input `key`.  Result: {register, key, version, state, row}: the state as it is today, "absent" and version 0
where there is no such row; `row` has the columns, null for those that are empty or that come `from` a case and may hold
what must not stand in the history of another.

`list`: inputs `state` (one or several; all without it) and columns with the value that they must have.  Result:
{register, rows: [{key, version, state, row}]} by key, each as `read` tells it; more than MOST_LISTED are an incident.

What the register's rules refuse (a transition, a missing basis, a change of what is only added to) is refused to the
person whose step it follows from; where none is, it is an incident.

`hold`, `take`, `release`: input `row`, a seat in a row with a capacity; a case has one seat in a register at most.
Result: {register, row, state: "held" | "taken" | "released" | "refused", reason}.
A full row is an answer, not an incident: the diagram shows what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import inputs
from service.actor import SYSTEM
from service.errors import Unfit
from storage import registers
from storage.errors import NoSeatLeft, NoSeats, RowMissing
from storage.models import RegisterRow
from storage.registers import Rules

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


_WORDS = ("register", "operation", "key", "state", "from")
"""Inputs that are no columns."""

MOST_LISTED = 1_000
"""Rows that a case takes into its data at once: as many as an expression walks."""


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """What became of it."""
    operation = inputs.text(request, "operation")
    if operation not in _OPERATIONS:
        raise Unfit(
            f"{request.element}: операции «{operation}» у реестра нет; есть: {', '.join(_OPERATIONS)}",
            f"{request.element}: a register has no operation {operation!r}, only {', '.join(_OPERATIONS)}",
            element=request.element,
        )
    return _OPERATIONS[operation](move, request)


def _write(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, key = inputs.text(request, "register"), inputs.text(request, "key")
    row = registers.write(
        move.session,
        register,
        key,
        _columns(request) | _from_the_case(move, register),
        at=move.at,
        actor=SYSTEM,
        instance_id=move.row.id,
        seq_n=f"{move.seq}.{_ordinal(move, request)}",
        state=inputs.text(request, "state", "active"),
        rules=_rules(move, register),
    )
    return {"register": register, "key": key, "version": row.version, "state": "written"}


def _change(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, key = inputs.text(request, "register"), inputs.text(request, "key")
    row = registers.change(
        move.session,
        register,
        key,
        _columns(request),
        at=move.at,
        actor=SYSTEM,
        instance_id=move.row.id,
        seq_n=f"{move.seq}.{_ordinal(move, request)}",
        state=inputs.text(request, "state", "") or None,
        sources=inputs.texts(request, "from") if request.inputs.get("from") is not None else (),
        rules=_rules(move, register),
    )
    return {"register": register, "key": key, "version": row.version, "state": "written"}


def _read(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, key = inputs.text(request, "register"), inputs.text(request, "key")
    try:
        row = registers.still(move.session, register, key)  # what is written next is decided on it
    except RowMissing:
        absent = dict.fromkeys(_plain(move, register))
        return {"register": register, "key": key, "version": 0, "state": "absent", "row": absent}
    return {"register": register, **_told(move, register, row)}


def _list(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, wanted = inputs.text(request, "register"), _columns(request)
    states = inputs.texts(request, "state") if request.inputs.get("state") is not None else None
    found = [
        row
        for row in registers.each(move.session, register, states=states, today=_today(move))
        if all(row.data.get(name) == value for name, value in wanted.items())
    ]
    if len(found) > MOST_LISTED:
        raise Unfit(
            f"{request.element}: в реестре {register} больше {MOST_LISTED} таких строк; сузьте выбор столбцами",
            f"{request.element}: register {register} has more than {MOST_LISTED} such rows; narrow the choice by columns",
            element=request.element,
        )
    return {"register": register, "rows": [_told(move, register, row) for row in found]}


def _told(move: Move, register: str, row: RegisterRow) -> dict[str, Any]:
    """A row as a case may know it."""
    return {
        "key": row.key,
        "version": row.version,
        "state": registers.state_on(row, _today(move)),
        "row": {name: row.data.get(name) for name in _plain(move, register)},
    }


def _plain(move: Move, register: str) -> list[str]:
    """The columns that do not come from a case, and so hold nothing that must not stand in another's history."""
    outline = move.edition.definition.registers.get(register)
    return [name for name, column in outline.columns.items() if "from" not in column] if outline else []


def _columns(request: ActionRequested) -> dict[str, Any]:
    return {name: value for name, value in request.inputs.items() if name not in _WORDS}


def _rules(move: Move, register: str) -> Rules | None:
    outline = move.edition.definition.registers.get(register)
    return Rules(outline=outline, today=_today(move)) if outline else None


def _today(move: Move) -> date:
    return move.at.astimezone(move.live.zone).date()


def _from_the_case(move: Move, register: str) -> dict[str, Any]:
    outline = move.edition.definition.registers.get(register)
    sources = {name: column["from"] for name, column in outline.columns.items() if "from" in column} if outline else {}
    if not sources:
        return {}
    opened = move.opened()
    return {name: _at(opened, path) for name, path in sources.items()}


def _at(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _ordinal(move: Move, request: ActionRequested) -> int:
    """Which fact of this transaction asked for it, from 1."""
    return next(n for n, fact in enumerate(move.facts, start=1) if fact is request)


def _hold(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, row = inputs.text(request, "register"), _row(request)
    until = request.inputs.get("until")
    try:
        registers.hold(
            move.session,
            register,
            row,
            move.row.id,
            now=move.at,
            until=datetime.fromisoformat(until) if until else None,
        )
    except _REFUSALS as error:
        return _refused(register, row, error)
    _give_back_others(move, register, row)
    return _seat(register, row, "held")


def _take(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, row = inputs.text(request, "register"), _row(request)
    try:
        registers.take(move.session, register, row, move.row.id, now=move.at)
    except _REFUSALS as error:
        return _refused(register, row, error)
    _give_back_others(move, register, row)
    return _seat(register, row, "taken")


def _release(move: Move, request: ActionRequested) -> dict[str, Any]:
    register, row = inputs.text(request, "register"), _row(request)
    registers.release(move.session, register, row, move.row.id)
    return _seat(register, row, "released")


def _give_back_others(move: Move, register: str, row: str) -> None:
    for seat in registers.seats_of_instance(move.session, move.row.id):
        if seat.register == register and seat.key != row:
            registers.release(move.session, register, seat.key, move.row.id)


def _row(request: ActionRequested) -> str:
    key = inputs.row_key(request.inputs.get("row"))
    if key is None:
        raise Unfit(
            f"{request.element}: не сказано, какая строка реестра (вход «row»)",
            f"{request.element}: which row of the register is not said (input 'row')",
            element=request.element,
        )
    return key


def _seat(register: str, row: str, state: str) -> dict[str, Any]:
    return {"register": register, "row": row, "state": state, "reason": None}


def _refused(register: str, row: str, error: Exception) -> dict[str, Any]:
    return {"register": register, "row": row, "state": "refused", "reason": _REASONS[type(error)]}


_REASONS: Mapping[type[Exception], str] = {NoSeatLeft: "full", NoSeats: "closed", RowMissing: "absent"}
_REFUSALS = tuple(_REASONS)

_OPERATIONS: Mapping[str, Callable[[Move, ActionRequested], dict[str, Any]]] = {
    "write": _write,
    "change": _change,
    "read": _read,
    "list": _list,
    "hold": _hold,
    "take": _take,
    "release": _release,
}

"""Action `register`: what a case does to a register, in its own transaction.

`write`: inputs `key`, `state` (default "active") and one per column.  A column that the procedure
declares with `from` takes its value from the opened case data: the only way of an erasable value into a register,
where retention keeps it.  Result: {register, key, version, state: "written"}.

`hold`, `take`, `release`: input `row`, a seat in a row with a capacity; a case has one seat in a register at most.
Result: {register, row, state: "held" | "taken" | "released" | "refused", reason}.
A full row is an answer, not an incident: the diagram shows what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import inputs
from service.actor import SYSTEM
from service.errors import Unfit
from storage import registers
from storage.errors import NoSeatLeft, NoSeats, RowMissing

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


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
    data = {
        name: value for name, value in request.inputs.items() if name not in ("register", "operation", "key", "state")
    }
    row = registers.write(
        move.session,
        register,
        key,
        data | _from_the_case(move, register),
        at=move.at,
        actor=SYSTEM,
        instance_id=move.row.id,
        seq_n=f"{move.seq}.{_ordinal(move, request)}",
        state=inputs.text(request, "state", "active"),
    )
    return {"register": register, "key": key, "version": row.version, "state": "written"}


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
    "hold": _hold,
    "take": _take,
    "release": _release,
}

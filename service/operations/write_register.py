"""Rows that staff keep by hand: what each register's row must hold, written as the row's next version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.errors import AnswersRefused, Message
from service.access import require_role
from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from storage import journal, registers

EDITORS = ("coc_specialist", "coc_head", "admin")
STATES = ("active", "closed")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that people fill in; `read` makes the plain value or raises ValueError with a message's texts."""

    name: str
    ru: str
    en: str
    read: Callable[[Any], Any]
    required: bool = True


def _text(raw: Any) -> str:
    text = " ".join(str(raw).split())
    if len(text) > 1000:
        raise ValueError("не длиннее 1000 знаков", "at most 1000 characters")
    return text


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "on", "1", "да"):
        return True
    if raw in ("false", "off", "0", "нет", ""):
        return False
    raise ValueError("да или нет", "yes or no")


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(raw: Any) -> int:
        text = str(raw).strip()
        if isinstance(raw, bool) or not re.fullmatch(r"\d{1,6}", text) or not least <= int(text) <= most:
            raise ValueError(f"целое число от {least} до {most}", f"a whole number from {least} to {most}")
        return int(text)

    return read


def _money(raw: Any) -> str:
    try:
        amount = Decimal(str(raw).replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        amount = Decimal(-1)
    if not Decimal(0) <= amount < Decimal(10) ** 9 or amount != round(amount, 2):
        raise ValueError("сумма, например 12500,00", "an amount such as 12500.00")
    return f"{amount:.2f}"


def _day(raw: Any) -> str:
    text = str(raw).strip()
    russian = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        day = date(int(russian[3]), int(russian[2]), int(russian[1])) if russian else date.fromisoformat(text)
    except ValueError:
        raise ValueError("день в виде дд.мм.гггг", "a day as yyyy-mm-dd") from None
    return day.isoformat()


def _time(raw: Any) -> str:
    text = str(raw).strip()
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        raise ValueError("время в виде чч:мм", "a time as hh:mm")
    return text.zfill(5)


def _listed(raw: Any) -> str:
    items = raw if isinstance(raw, list) else str(raw).split(",")
    return ", ".join(_text(item) for item in items if str(item).strip())


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "R-QUALIFICATIONS": (
        Column(name="title", ru="Наименование", en="Title", read=_text),
        Column(name="level", ru="Уровень", en="Level", read=_whole(1, 9)),
        Column(name="education", ru="Нужно образование", en="Education needed", read=_flag, required=False),
        Column(name="education_text", ru="Образование", en="Education", read=_text, required=False),
        Column(name="training", ru="Нужно обучение", en="Training needed", read=_flag, required=False),
        Column(name="training_text", ru="Обучение", en="Training", read=_text, required=False),
        Column(name="experience", ru="Нужен опыт", en="Experience needed", read=_flag, required=False),
        Column(name="experience_text", ru="Опыт", en="Experience", read=_text, required=False),
        Column(name="price", ru="Стоимость", en="Price", read=_money),
    ),
    "R-EXM-SESSIONS": (
        Column(name="title", ru="Сессия", en="Session", read=_text),
        Column(name="date", ru="Дата", en="Date", read=_day),
        Column(name="time", ru="Время", en="Time", read=_time),
        Column(name="place", ru="Место", en="Place", read=_text),
        Column(name="qualifications", ru="Квалификации", en="Qualifications", read=_listed),
        Column(name="capacity", ru="Мест", en="Seats", read=_whole(1, 1000)),
    ),
}
"""The registers that people keep by hand, and what a row of each must hold."""


def write(
    installation: Installation,
    actor: Actor,
    register: str,
    key: str | None,
    raw: Mapping[str, Any],
    *,
    etag: str | None = None,
) -> str:
    """The row's key.  `key` None makes a new row; `etag` is the version that the person saw.

    Raises NotAllowed, Unfit (not kept by hand), AnswersRefused by column, RowChanged, CapacityTooSmall.
    """
    require_role(actor, *EDITORS)
    if register not in COLUMNS:
        raise Unfit("Этот реестр ведут сами процедуры", "This register is kept by procedures", register=register)
    data, state = check(register, raw)
    now = installation.now()
    if key is None and register == "R-EXM-SESSIONS" and data["date"] < installation.today().isoformat():
        raise AnswersRefused({"date": Message("Дата: сессия не может быть в прошлом", "Date: not in the past")})
    with installation.database.writing() as session:
        row = registers.write(
            session,
            register,
            key or _new_key(data, now.strftime("%Y%m%d%H%M%S%f")),
            data,
            at=now,
            actor=actor.id,
            state=state,
            capacity=data.get("capacity"),
            seen=_seen(etag, key),
        )
        journal.record(
            session, at=now, actor=actor.id, kind="register.written", subject=f"{register}/{row.key}",
            details={"version": row.version},
        )  # fmt: skip
        return row.key


def check(register: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The plain row and its state; raises AnswersRefused with a message for each column."""
    data: dict[str, Any] = {}
    errors: dict[str, Message] = {}
    columns = COLUMNS[register]
    for column in columns:
        value = raw.get(column.name)
        if value is None or value == "" or value == []:
            if column.required:
                errors[column.name] = Message(f"{column.ru}: заполните поле", f"{column.en}: fill in the field")
            data[column.name] = False if column.read is _flag else None
            continue
        try:
            data[column.name] = column.read(value)
        except ValueError as error:
            ru, en = error.args
            errors[column.name] = Message(f"{column.ru}: {ru}", f"{column.en}: {en}")
    for name in sorted(set(raw) - {column.name for column in columns} - {"state", "key"}):
        errors[name] = Message(f"Лишнее поле: {name}", f"Unknown field: {name}")
    state = raw.get("state") or "active"
    if state not in STATES:
        errors["state"] = Message("Состояние: действует или закрыта", "State: active or closed")
    if errors:
        raise AnswersRefused(errors)
    return data, str(state)


def _new_key(data: Mapping[str, Any], fallback: str) -> str:
    """A session is known by its day and time; anything else by when it was first written."""
    return f"{data['date']}-{data['time'].replace(':', '')}" if "date" in data else fallback


def _seen(etag: str | None, key: str | None) -> int | None:
    if key is None:
        return 0
    text = (etag or "").strip('"')
    return int(text) if text.isdigit() else None

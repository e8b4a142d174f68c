"""A setting is changed in procedure.yaml at its very place: comments, order and every other byte stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from processes.errors import DefinitionRefused
from service.definitions import settings
from service.errors import Unfit

SHIPPED = sorted((Path(__file__).parents[2] / "processes" / "catalog").glob("*/procedure.yaml"))

WRITTEN = """# О процедуре
key: x
settings:   # сроки
  days: {value: 10, ru: "Дней, на проверку", en: Days}   # в календарных
  name:
    value: Центр оценки   # как в уставе
    ru: Название
    en: Name
  strict: {ru: Строго, en: Strict, value: false}
other: {value: 10}
""".encode()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_in_every_shipped_procedure_only_the_value_changes(path: Path) -> None:
    content = path.read_bytes()
    for one in settings.shown(content, "ru"):
        value: Any = not one.value if one.kind == "choice" else 777 if one.kind == "number" else "Другой: «центр», № 2"

        changed = settings.written(content, {one.name: value})

        assert {each.name: each.value for each in settings.shown(changed, "ru")}[one.name] == value
        before, after = content.decode().splitlines(), changed.decode().splitlines()
        assert len(before) == len(after)
        assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
        back = settings.written(changed, {one.name: one.value}).decode()
        assert _unquoted(back) == _unquoted(content.decode())


def _unquoted(text: str) -> str:
    return text.replace('"', "").replace("'", "")


def test_several_values_change_at_once_and_the_rest_is_as_it_was() -> None:
    changed = settings.written(WRITTEN, {"days": 15, "name": "Бюро: № 2, {а}", "strict": True})

    assert changed.decode() == (
        WRITTEN.decode()
        .replace("{value: 10, ru", "{value: 15, ru")
        .replace("value: Центр оценки ", 'value: "Бюро: № 2, {а}" ')
        .replace("value: false", "value: true")
    )


def test_a_value_that_stays_changes_no_byte() -> None:
    assert settings.written(WRITTEN, {"days": 10, "strict": False, "name": "Центр оценки"}) == WRITTEN


def test_a_byte_order_mark_and_windows_line_ends_stay() -> None:
    content = b"\xef\xbb\xbf" + WRITTEN.replace(b"\n", b"\r\n")

    assert settings.written(content, {"days": 3}) == content.replace(b"{value: 10, ru", b"{value: 3, ru")


@pytest.mark.parametrize("text", ["", "через неделю", "-1", "3.5", "1e3", "٣", "99999999"])
def test_what_is_no_number_is_refused_by_name(text: str) -> None:
    days = next(one for one in settings.shown(WRITTEN, "ru") if one.name == "days")

    with pytest.raises(Unfit) as refused:
        settings.read_value(days, text)

    assert "Дней, на проверку" in refused.value.ru
    assert refused.value.facts["field"] == "days"


def test_a_setting_that_is_not_there_or_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Unfit):
        settings.written(WRITTEN, {"weeks": 1})
    with pytest.raises(DefinitionRefused):
        settings.written(b"key: [", {"days": 1})

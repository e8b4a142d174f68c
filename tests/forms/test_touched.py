"""Whether anything was filled in beyond what a form opened with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forms.fields.circumstances import Circumstances
from forms.touched import touched
from tests.forms.making import field, form, rows

TODAY = Circumstances(today=date(2026, 3, 20))
ASKED = form(
    field("datetime", "held_on", subtype="date", dateLabel="Дата"),
    field("number", "score", decimalDigits=0),
    field("checkbox", "shown"),
    field("textarea", "remarks"),
    field("textfield", "number", readonly=True),
    rows("tasks", field("textfield", "task")),
)
OPENED: dict[str, Any] = {"held_on": "2026-03-20", "number": "17", "tasks": [{"task": None}]}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({}, id="nothing-of-it-came"),
        pytest.param({"held_on": "20.03.2026", "shown": False, "tasks": []}, id="as-a-page-sends-it"),
        pytest.param({"held_on": "2026-03-20", "remarks": "", "tasks": [{"task": ""}, {}]}, id="blanks"),
        pytest.param({"held_on": "2026-03-20", "number": "18"}, id="what-nobody-may-change"),
    ],
)
def test_a_form_left_as_it_opened_is_not_touched(raw: dict[str, Any]) -> None:
    assert not touched(ASKED, {"held_on": "2026-03-20", **raw}, OPENED, TODAY)


@pytest.mark.parametrize(
    "raw",
    [
        {"held_on": "21.03.2026"},
        {"held_on": None},
        {"score": "много"},
        {"score": "0"},
        {"shown": True},
        {"remarks": "Сдал с запасом"},
        {"tasks": [{"task": "Профиль"}]},
    ],
    ids=str,
)
def test_any_other_answer_is(raw: dict[str, Any]) -> None:
    assert touched(ASKED, {"held_on": "2026-03-20", **raw}, OPENED, TODAY)

"""Discussions that a procedure declares."""

from __future__ import annotations

from typing import Any

import pytest

from processes.definition import Definition
from tests.processes.gate.drawing import codes, found, procedure, straight

TALK = {"ru": "Обсуждение", "en": "Talk", "writes": ["clerk"], "reads": [], "moderates": ["head"]}


def with_forum(opens: str = '"talk"', **more: Any) -> Definition:
    """A procedure with a forum and a step X that opens a thread in one."""
    drawing = straight().node("serviceTask", "X", {"action": "forum", "input.forum": opens, "input.thread": '"t"'})
    return procedure(drawing.path("S", "X", "E"), forums={"talk": {**TALK, **more}})


def test_a_forum_of_known_roles_is_clean():
    assert codes(with_forum()) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reads": ["wizard"]}, "forum.role"),
        ({"writes": []}, "forum.writes"),
        ({"moderates": []}, "forum.moderates"),
    ],
)
def test_a_forum_without_its_people_is_refused(more: dict[str, Any], code: str):
    assert codes(with_forum(**more)) == [code]


def test_a_thread_is_opened_in_a_forum_that_there_is():
    assert found(with_forum('"tolk"'), "forum.unknown") == ["X"]
    assert found(with_forum("case.number"), "forum.unknown") == []

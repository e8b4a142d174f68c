"""Every fact has a line in the history view, in both languages, whose places can all be filled."""

from __future__ import annotations

import pytest

from processes.facts import Fact
from service.history.sentences import SENTENCES
from service.pages import STATIC

KINDS = [kind.__name__ for kind in Fact.__subclasses__()]
PLACES = dict.fromkeys(
    "step roles role due late who name number condition rules by why core reason".split(),  # noqa: SIM905  a list of words
    "…",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_fact_has_a_sentence(kind: str) -> None:
    sentence = SENTENCES[kind]

    assert sentence.tell("ru", PLACES)
    assert sentence.tell("en", PLACES)
    assert sentence.ru != sentence.en


def test_no_sentence_speaks_of_a_fact_that_is_not_there() -> None:
    assert set(SENTENCES) == set(KINDS)


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")

    assert [s.icon for s in SENTENCES.values() if f'id="{s.icon}"' not in sprite] == []

"""The rating of accredited programmes, in the words of the regulation: 7.4 and annex 5; S-ACC-4, 5 and 17."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.prepared import Ground
from tests.procedures.rating import FIVE, PROGRAMME, Executive

DEMAND, FEEDBACK = "Устойчивый спрос на программу", "Положительные отзывы слушателей"
STAFF, MATERIALS = "Качество преподавательского состава", "Учебно-методические материалы"


@pytest.fixture
def body(ground: Ground, tmp_path: Path) -> Iterator[Executive]:
    body = Executive(tmp_path, ground)
    yield body
    body.holds_together()
    body.here.close()


@pytest.fixture
def five(body: Executive) -> Executive:
    """The body with the five organisations of the worked example."""
    for organisation in FIVE:
        body.certify(organisation)
    return body


# ---------------------------------------------------------------------- S-ACC-17


def test_s_acc_17_rating_with_a_tie(five: Executive) -> None:
    five.rate()

    assert five.points(DEMAND) == [7, 7, 3, 1, 1]
    assert five.points(FEEDBACK) == [6, 4, 2, 2, 6]
    assert five.points(STAFF) == [13, 13, 6, 9, 15]
    assert five.points(MATERIALS) == [4, 4, 2, 1, 4]
    assert five.column("points") == [30, 28, 13, 13, 26]
    assert five.column("place") == [1, 2, 4, 4, 3]
    assert five.ended_as() == "Рейтинг опубликован"

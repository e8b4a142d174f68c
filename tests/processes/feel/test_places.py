"""What holds for places in a ranking and for lists put side by side, whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.processes.feel.evaluating import value

NUMBERS = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=2)
VALUES = st.lists(NUMBERS | st.none(), max_size=40)
FULL = st.lists(NUMBERS, min_size=1, max_size=40)


def places(values: list[int | Decimal | None], ties: str = "competition") -> list[int | None]:
    return value(f'places(values, "{ties}")', {"values": values})


@given(VALUES)
def test_a_place_is_one_more_than_those_with_more(values):
    ranked = [one for one in values if one is not None]

    assert places(values) == [None if one is None else 1 + sum(1 for other in ranked if other > one) for one in values]


@given(VALUES)
def test_a_dense_place_is_one_more_than_the_different_numbers_above(values):
    ranked = {one for one in values if one is not None}

    assert places(values, "dense") == [
        None if one is None else 1 + sum(1 for other in ranked if other > one) for one in values
    ]


@given(FULL, st.randoms())
def test_the_order_of_the_rows_decides_nothing(values, chance):
    order = list(range(len(values)))
    chance.shuffle(order)

    mixed = places([values[place] for place in order])

    assert mixed == [places(values)[place] for place in order]


@given(FULL, NUMBERS)
def test_who_joins_moves_only_those_below(values, joined):
    before, after = places(values), places([*values, joined])[:-1]

    for one, old, new in zip(values, before, after, strict=True):
        assert new == (old + 1 if one < joined else old)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(st.integers(0, 9), max_size=9)))
def test_rows_leave_nothing_out(columns):
    found = value("rows(columns)", {"columns": columns})

    assert len(found) == max(map(len, columns.values()), default=0)
    for name, column in columns.items():
        assert [row[name] for row in found][: len(column)] == column
        assert all(row[name] is None for row in found[len(column) :])


@given(st.text(max_size=50))
def test_characters_make_the_text_again(text):
    assert "".join(value("characters(text)", {"text": text})) == text

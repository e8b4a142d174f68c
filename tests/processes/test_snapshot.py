"""A snapshot leads to the same case as its log; the random models restore from one at every third command besides."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import orjson
import pytest

from processes import snapshot
from tests.processes.casework import Casework, definition
from tests.processes.engine.sketch import process
from tests.processes.test_instance import CLERK, with_conditions

ROUNDS = 2000


def a_loop() -> Casework:
    """Two branches, one of which goes round and round."""
    drawn = process(
        "P", "S:start G:and X:xor A:user Y:xor B:user J:and E:end",
        "S>G G>X X>A A>Y Y>X Y>J G>B B>J J>E", A=CLERK, B=CLERK, Y={"default": "Y>X"},
    )  # fmt: skip
    return Casework(definition(with_conditions(drawn, Y_J="A.enough"))).start()


def test_a_case_of_two_thousand_rounds_goes_on_from_a_snapshot_that_has_not_grown() -> None:
    case, sizes = a_loop(), []
    for number in range(1, ROUNDS + 1):
        case.do("A", enough=number == ROUNDS)
        if number in (10, ROUNDS - 1):
            content = snapshot.take(case.live)
            sizes.append(len(content))
            case.live = snapshot.restored(case.definition, 1, content)
    case.do("B")

    assert case.live.ended and case.live.visits == {"A": ROUNDS, "B": 1}
    assert case.live.digest() == case.restored.digest()
    assert sizes[1] <= sizes[0] + 20


@pytest.mark.parametrize(
    "changed", [{"core": 0}, {"format": 0}, {"definition": "another"}, {"engine": {}}, {"data": 7}]
)
def test_what_another_release_or_definition_took_is_refused(changed: dict[str, Any]) -> None:
    case = a_loop()
    body = orjson.loads(zlib.decompress(snapshot.take(case.live)))

    with pytest.raises(snapshot.Unusable):
        snapshot.restored(case.definition, 1, zlib.compress(orjson.dumps(body | changed)))


@pytest.mark.parametrize("content", [b"", b"no snapshot", zlib.compress(b"{"), zlib.compress(b"[]")])
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(snapshot.Unusable):
        snapshot.restored(a_loop().definition, 1, content)


def test_a_snapshot_of_one_version_is_none_of_the_next() -> None:
    case = a_loop()

    with pytest.raises(snapshot.Unusable):
        snapshot.restored(replace(case.definition, digest="1" * 64), 1, snapshot.take(case.live))

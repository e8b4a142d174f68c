"""What a snapshot refuses.  That it leads to the same case as the log is shown by the random models, at every third
command, by a loop of 2,000 rounds, and by the golden corpus.
"""

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


def a_loop() -> Casework:
    """Two branches, one of which goes round and round."""
    drawn = process(
        "P", "S:start G:and X:xor A:user Y:xor B:user J:and E:end",
        "S>G G>X X>A A>Y Y>X Y>J G>B B>J J>E", A=CLERK, B=CLERK, Y={"default": "Y>X"},
    )  # fmt: skip
    return Casework(definition(with_conditions(drawn, Y_J="A.enough"))).start()


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

"""The cache of live cases is bounded by what they weigh, and what they weigh is honest."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from processes.instance import Instance, restore
from service.live import LiveCache
from tests.processes.casework import Casework, Row, definition
from tests.processes.engine.sketch import each, process
from tests.processes.golden.kept import corpus
from tests.processes.test_instance import CLERK, with_conditions

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


def with_answers(rows: int) -> Casework:
    """A case with a table of so many rows in its answers."""
    drawn = process("P", "S:start A:user B:user E:end", "S>A A>B B>E", A=CLERK, B=CLERK)
    case = Casework(definition(drawn)).start()
    case.do("A", people=[{"name": f"Петрова Анна {n}", "years": n, "seen": True} for n in range(rows)])
    return case


def with_rounds(rounds: int) -> Casework:
    """A case that went round so often."""
    drawn = process("P", "S:start A:user M:xor E:end", "S>A A>M M>A M>E", A=CLERK)
    case = Casework(definition(with_conditions(drawn, default="M>E", M_A="A.more"))).start()
    for _ in range(rounds):
        case.do("A", more=True)
    return case


def with_votes(members: int) -> Casework:
    """A case that waits for so many people at once."""
    votes = {"properties": {"role": "clerk", "result": "votes"}, **each("A.members", item="member")}
    case = Casework(definition(process("P", "S:start A:user V:user E:end", "S>A A>V V>E", A=CLERK, V=votes))).start()
    case.do("A", members=[f"Иванова {n}" for n in range(members)])
    return case


def of_the_catalogue() -> Casework:
    kept = next(one for one in corpus() if one.name.startswith("candidate-exam"))
    case = Casework(kept.definition)
    case.rows = kept.rows
    return case


def read_again(case: Casework) -> Callable[[], Instance]:
    """Restores the case from its log as text, so that it shares no value with anybody."""
    texts = [json.dumps(row.steps) for row in case.rows]

    def read() -> Instance:
        rows = [
            Row(row.seq, row.at, row.actor, json.loads(text), row.digest)
            for row, text in zip(case.rows, texts, strict=True)
        ]
        return restore(case.definition, 1, rows)

    return read


def memory(make: Callable[[], Any], count: int) -> float:
    """Bytes that each of so many objects takes."""
    make()
    gc.collect()
    tracemalloc.start()
    made = [make() for _ in range(count)]
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / len(made)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(lambda: with_answers(1), id="hardly-begun"),
        pytest.param(lambda: with_answers(3000), id="big-answers"),
        pytest.param(lambda: with_rounds(200), id="long"),
        pytest.param(lambda: with_votes(300), id="broad"),
        pytest.param(of_the_catalogue, id="of-the-catalogue"),
    ],
)
def test_what_a_case_weighs_is_about_the_memory_that_it_takes(case: Callable[[], Casework]) -> None:
    read = read_again(case())

    taken, weight = memory(read, 5), read().weight

    print(f"\n{taken / KILOBYTE:.0f} KB taken, {weight / KILOBYTE:.0f} KB said")
    assert taken * 0.8 <= weight <= taken * 3


def test_big_cases_leave_room_for_few_and_memory_stays_bounded() -> None:
    read = read_again(with_answers(2000))
    weight = read().weight
    cache = LiveCache(room=3 * weight + weight // 2)

    for instance_id in range(20):
        cache.put(instance_id, 2, read())

    assert [n for n in range(20) if cache.seq(n) is not None] == [17, 18, 19]
    assert cache.weight == 3 * weight


def test_small_cases_are_kept_by_the_hundred() -> None:
    read = read_again(with_answers(1))
    cache = LiveCache()

    for instance_id in range(1000):
        cache.put(instance_id, 2, read())

    assert cache.cold(range(1000)) == []


def test_the_cache_takes_no_more_memory_than_it_has_room() -> None:
    read = read_again(with_answers(2000))

    def filled() -> LiveCache:
        cache = LiveCache(room=8 * MEGABYTE)
        for instance_id in range(40):
            cache.put(instance_id, 2, read())
        return cache

    assert memory(filled, 1) <= 8 * MEGABYTE


def test_one_that_is_bigger_than_the_room_is_not_kept_and_drives_nobody_out() -> None:
    cache = LiveCache(room=100 * KILOBYTE)
    cache.put(1, 2, with_answers(1).live)

    cache.put(2, 2, with_answers(2000).live)

    assert cache.seq(2) is None and cache.seq(1) == 2


def test_who_takes_one_has_it_alone_and_what_has_read_further_stays() -> None:
    cache, case = LiveCache(), with_answers(1)
    cache.put(1, 2, case.live)

    taken = cache.take(1)

    assert taken == (2, case.live) and cache.take(1) is None and cache.weight == 0
    cache.put(1, 3, case.live)
    cache.put(1, 2, with_answers(1).live)
    assert cache.seq(1) == 3 and cache.weight == case.live.weight

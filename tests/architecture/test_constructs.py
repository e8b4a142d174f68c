"""The table of constructs in `processes/README.md` says what is so: its modules and tests exist, its refusals have rules."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from processes.gate import rules
from processes.model.elements import Kind

ROOT = Path(__file__).parents[2]
README = ROOT / "processes/README.md"
EVENTS = (
    "timer",
    "message",
    "signal",
    "error",
    "escalation",
    "terminate",
    "link",
    "conditional",
    "compensate",
    "cancel",
)
VERDICTS = ("runs", "rewritten", "refused")


@dataclass(frozen=True)
class Line:
    """One construct: what happens to it, the modules that see to it, and the test that shows it."""

    construct: str
    verdict: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


def table() -> list[Line]:
    part = README.read_text("utf-8").partition("## Constructs of BPMN")[2]
    rows = [
        re.split(r"\s*\|\s*", line.strip().strip("|").strip()) for line in part.splitlines() if line.startswith("|")
    ]
    quoted = re.compile(r"`([^`]+)`")
    return [
        Line(construct, verdict, tuple(quoted.findall(where)), tuple(quoted.findall(shown)))
        for construct, verdict, where, shown in rows[2:]
    ]


LINES = table()


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.construct)
def test_each_line_names_modules_and_tests_that_exist(line: Line) -> None:
    assert line.verdict.startswith(VERDICTS)
    assert line.modules and all((ROOT / "processes" / module).is_file() for module in line.modules)
    assert line.tests
    for test in line.tests:
        path, _, name = test.partition("::")
        assert name in functions_in(path), test


@pytest.mark.parametrize("line", [line for line in LINES if "refused" in line.verdict], ids=lambda line: line.construct)
def test_each_refusal_has_a_rule_of_the_gate(line: Line) -> None:
    in_force = {rule.__module__.rpartition(".")[2] for rule in rules.RULES}

    assert {Path(module).stem for module in line.modules if module.startswith("gate/rules/")} & in_force


def test_every_kind_of_node_and_event_has_a_line() -> None:
    said = " ".join(line.construct for line in LINES)

    assert [kind.value for kind in Kind if not re.search(rf"\b{kind.value}\b", said)] == []
    assert [event for event in EVENTS if not re.search(rf"\b{event}\b", said)] == []

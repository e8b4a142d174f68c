"""Rules that matter, said once and by a machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("processes", "forms", "storage", "service")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
PURE = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("processes", "forms")]

NEVER_CALLED = {"eval", "exec", "__import__", "execfile"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "code", "codeop"}
NO_CHANCE_OR_CLOCK = {"random", "secrets", "uuid", "socket", "requests", "http", "threading", "subprocess"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(tree: ast.AST) -> list[tuple[str, int]]:
    return [
        (node.func.id, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_text_is_ever_run_as_python(path):
    tree = ast.parse(path.read_text("utf-8"))

    assert [call for call in calls(tree) if call[0] in NEVER_CALLED] == []
    assert imports(tree) & NEVER_IMPORTED == set()


@pytest.mark.parametrize("path", PURE, ids=name)
def test_the_pure_half_has_no_clock_no_chance_and_no_network(path):
    source = path.read_text("utf-8")
    if name(path) == "processes/engine/patches.py":  # replaces the library's chance by a counter
        return

    assert imports(ast.parse(source)) & NO_CHANCE_OR_CLOCK == set()
    assert not re.search(r"\b(?:datetime\.now|date\.today|time\.time|utcnow)\(", source)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_librarys_parsers_and_evaluators_are_used_by_tests_alone(path):
    source = path.read_text("utf-8")

    assert not re.search(r"SpiffWorkflow\.(?:\w+\.)*(?:parser|serializer|script_engine|dmn|spiff)\b", source)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_module_is_a_drawer_for_odds_and_ends(path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_manager"}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_top_folder_explains_itself_on_one_screen(package):
    readme = (ROOT / package / "README.md").read_text("utf-8")

    prose = [line for line in readme.splitlines() if not line.startswith("|")]
    assert len(readme.splitlines()) >= 5
    assert len(prose) <= 70


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\"((?:PORYADOK|DATABASE)_[A-Z_]+)\"", (ROOT / "service/config.py").read_text("utf-8")))

    assert named, "config.py names no variable: has it moved?"
    assert {variable for variable in named if variable not in readme} == set()

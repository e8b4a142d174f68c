"""What can be said about an expression without evaluating it: names that nothing sets, comparisons that must fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.feel.compiler import Path
from processes.feel.expression import Expression, Tests
from processes.feel.values import KIND_NAMES


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that will go wrong when the expression is evaluated; `code` is `unknown_name` or `unlike_types`."""

    code: str
    path: Path
    ru: str
    en: str


def check(expression: Expression | Tests, known: Mapping[Path, str]) -> list[Problem]:
    """The problems, in the order of their paths.

    `known` maps paths to kinds: `text number boolean list context date moment duration` or `any`.  A path is known if
    it is listed, if a listed one begins with it, or if it goes on below one of kind `any`.
    """
    problems = [
        Problem(
            "unknown_name",
            path,
            f"Имя «{'.'.join(path)}» ничем не заполняется",
            f"The name {'.'.join(path)!r} is set by nothing",
        )
        for path in sorted(expression.names | expression.given_names)
        if not _is_known(path, known)
    ]
    for comparison in expression.comparisons:
        is_kind = known.get(comparison.path, "any")
        if is_kind not in ("any", comparison.kind):
            is_ru, is_en = KIND_NAMES[is_kind]
            other_ru, other_en = KIND_NAMES[comparison.kind]
            name = ".".join(comparison.path)
            problems.append(
                Problem(
                    "unlike_types",
                    comparison.path,
                    f"«{name}» — {is_ru}, а сравнивается с: {other_ru}",
                    f"{name!r} is {is_en} but is compared with {other_en}",
                )
            )
    return problems


def _is_known(path: Path, known: Mapping[Path, str]) -> bool:
    if any(listed[: len(path)] == path for listed in known):
        return True
    return any(known.get(path[:length]) == "any" for length in range(1, len(path)))

"""Scripts: lines `key = expression`, each replacing one key of the case data as a whole.  No flow, no loops."""

from __future__ import annotations

import re
from dataclasses import dataclass

from processes.feel import limits
from processes.feel.errors import FeelError, located
from processes.feel.expression import Expression, compile
from processes.feel.syntax import KEYWORDS

_LINE = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a script; `line` counts from 1 in the whole script."""

    key: str
    expression: Expression
    line: int


def compile_script(source: str) -> tuple[Assignment, ...]:
    """The assignments of a script in their order; blank lines and lines that begin with `#` or `//` are comments.

    Raises FeelError whose `line` and `column` count in the script.
    """
    lines = source.splitlines()
    if len(lines) > limits.SCRIPT_LINES:
        raise located(
            f"В сценарии {len(lines)} строк, допустимо {limits.SCRIPT_LINES}",
            f"The script has {len(lines)} lines, {limits.SCRIPT_LINES} are allowed",
            source,
            limits.SCRIPT_LINES + 1,
            1,
        )
    assignments = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith(("#", "//")):
            assignments.append(_assignment(line, number))
    return tuple(assignments)


def _assignment(line: str, number: int) -> Assignment:
    found = _LINE.match(line)
    if found is None or found.group(1) in KEYWORDS:
        raise located(
            f"Строка {number} сценария — не «ключ = выражение»",
            f"Line {number} of the script is not `key = expression`",
            line,
            number,
            1,
        )
    rest = line[found.end() :]
    start = found.end() + len(rest) - len(rest.lstrip())
    try:
        expression = compile(rest.strip())
    except FeelError as error:
        column = error.column + start
        raise FeelError(
            f"Строка {number} сценария: {error.ru}",
            f"Line {number} of the script: {error.en}",
            **{**error.facts, "source": line, "line": number, "column": column},
        ) from None
    return Assignment(found.group(1), expression, number)

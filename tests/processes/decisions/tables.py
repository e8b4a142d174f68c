"""Decision tables for tests, written as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    id_: str = "DT-1",
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    inputs: Sequence[str] = ("a",),
    allowed: Sequence[str] = (),
    outputs: Sequence[str] = ("result",),
    values: Sequence[str] = (),
    defaults: Sequence[str] = (),
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    extra: str = "",
) -> bytes:
    """A DMN file with one table; `allowed`, `values` and `defaults` belong to the columns in their order."""
    columns = "".join(
        f"<input><inputExpression>{text(one)}</inputExpression>{_part('inputValues', allowed, n)}</input>"
        for n, one in enumerate(inputs)
    )
    answers = "".join(
        f'<output name="{one}">{_part("outputValues", values, n)}{_part("defaultOutputEntry", defaults, n)}</output>'
        for n, one in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in tests)
        + "".join(f"<outputEntry>{text(cell)}</outputEntry>" for cell in results)
        + "</rule>\n"
        for number, (tests, results) in enumerate(rules, 1)
    )
    operator = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<definitions xmlns="{DMN}" id="d" name="d" namespace="urn:d">\n'
        f'<decision id="{id_}" name="Таблица"><decisionTable hitPolicy="{policy}"{operator}>\n'
        f"{columns}{answers}\n{rows}</decisionTable></decision>{extra}</definitions>"
    ).encode()


def text(content: str) -> str:
    return f"<text>{escape(content)}</text>"


def _part(name: str, contents: Sequence[str], number: int) -> str:
    if number >= len(contents) or not contents[number]:
        return ""
    return f"<{name}>{text(contents[number])}</{name}>"

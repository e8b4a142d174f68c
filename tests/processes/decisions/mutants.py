"""Tables that are wrong by one step, made from a right one: the cases beside it must notice each.

Mutants come from the table's text alone: every number moved by one, every day by a day, every flag turned, every listed
value changed into another of its column, every rule dropped, every answer swapped with that of another rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from processes import decisions
from processes.decisions.reading import DMN

_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)"')
_NUMBER = re.compile(r"(?<![\w.\"-])(-?\d+(?:\.\d+)?)(?![\w.\"-])")
_FLAG = re.compile(r"\b(true|false)\b")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_STRING_WHOLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_ANSWERED = re.compile(r"(?:then|else)\s+$")


@dataclass(frozen=True)
class Mutant:
    """A table's file, changed in one place; `change` says where and how, `rule` in which rule, None in a column's head."""

    change: str
    content: bytes
    rule: str | None = None
    drops: bool = False


def mutants(content: bytes) -> Iterator[Mutant]:
    """Every table that is one step away from this file's."""
    root = etree.fromstring(content)
    texts = list(root.iter(f"{{{DMN}}}text"))
    for place, text in enumerate(texts):
        column = _column(text)
        if column == "annotationEntry":
            continue  # a remark answers nothing
        steps = _steps(text.text or "", _others(root, text), _told_apart(root, text))
        for changed in dict.fromkeys(steps):
            told = f"{column}: {text.text!r} -> {changed!r}"
            yield Mutant(told, _with_text(content, place, changed), rule=_rule_of(text))
    for place, rule in enumerate(root.iter(f"{{{DMN}}}rule")):
        yield Mutant(f"rule {rule.get('id')} dropped", _without_rule(content, place), rule=rule.get("id"), drops=True)


def _rule_of(text: etree._Element) -> str | None:
    return next((above.get("id") for above in text.iterancestors(f"{{{DMN}}}rule")), None)


def _column(text: etree._Element) -> str:
    holder = text.getparent()
    assert holder is not None
    return holder.get("id") or etree.QName(holder).localname


def _steps(text: str, others: list[str], told_apart: list[str]) -> Iterator[str]:
    """The text, changed in one place by one step; what an expression answers only into what its column tells apart."""
    for found in _DAY.finditer(text):
        for days in (-1, 1):
            yield _put(text, found.span(1), (date.fromisoformat(found[1]) + timedelta(days=days)).isoformat())
    for found in _NUMBER.finditer(_blanked(text)):
        step = 1 if "." not in found[1] else 0.01
        for by in (-step, step):
            yield _put(text, found.span(1), f"{float(found[1]) + by:g}")
    for found in _FLAG.finditer(_blanked(text)):
        yield _put(text, found.span(1), "false" if found[1] == "true" else "true")
    for found in _STRING.finditer(text):
        answers = _ANSWERED.search(text, 0, found.start())
        for other in told_apart if answers else others:
            if other != found[0] and not _DAY.fullmatch(found[0]):
                yield _put(text, found.span(), other)


def _blanked(text: str) -> str:
    """The text with its strings blanked, so that no word inside them is taken for a value."""
    return _STRING.sub(lambda found: '"' + "_" * (len(found[0]) - 2) + '"', text)


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _others(root: etree._Element, text: etree._Element) -> list[str]:
    """The listed values of the same column: what else this place could have said."""
    holder = text.getparent()
    assert holder is not None
    rule = holder.getparent()
    if rule is None or etree.QName(rule).localname != "rule":
        return list(dict.fromkeys(_STRING_WHOLE.findall(text.text or "")))
    kind, siblings = holder.tag, list(rule.iterchildren(holder.tag))
    place = siblings.index(holder)
    cells = [list(one.iterchildren(kind))[place] for one in root.iter(f"{{{DMN}}}rule")]
    found = [value for cell in cells for value in _STRING_WHOLE.findall(cell.findtext(f"{{{DMN}}}text") or "")]
    return list(dict.fromkeys(found))


def _told_apart(root: etree._Element, text: etree._Element) -> list[str]:
    """The values that the cells of an input column name; in a cell, whatever the column lists."""
    holder = text.getparent()
    assert holder is not None
    if etree.QName(holder).localname != "inputExpression":
        return _others(root, text)
    column = holder.getparent()
    place = list(root.iter(f"{{{DMN}}}input")).index(column)
    cells = (list(rule.iterchildren(f"{{{DMN}}}inputEntry"))[place] for rule in root.iter(f"{{{DMN}}}rule"))
    found = [value for cell in cells for value in _STRING_WHOLE.findall(cell.findtext(f"{{{DMN}}}text") or "")]
    return list(dict.fromkeys(found))


def _with_text(content: bytes, place: int, text: str) -> bytes:
    root = etree.fromstring(content)
    list(root.iter(f"{{{DMN}}}text"))[place].text = text
    return etree.tostring(root)


def _without_rule(content: bytes, place: int) -> bytes:
    root = etree.fromstring(content)
    rule = list(root.iter(f"{{{DMN}}}rule"))[place]
    parent = rule.getparent()
    assert parent is not None
    parent.remove(rule)
    return etree.tostring(root)


def survives(mutant: Mutant, cases: bytes) -> bool:
    """Whether no case tells the mutant from the right table; one that cannot be read is told at once."""
    try:
        tables = decisions.read(mutant.content, "mutant.dmn")
    except decisions.TableRefused:
        return False
    return all(not decisions.check_cases(table, cases) for table in tables)

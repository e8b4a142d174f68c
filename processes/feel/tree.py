"""Form conditions as plain JSON, so that the browser can walk them without a parser.

A node is one of

    {"path": ["a", "b"]}                     a value of the form, null if absent
    {"value": "x" | 5 | true | null}         a literal; a fraction is {"number": "12.5"}
    {"op": OP, "of": [node, ...]}            OP: and or not = != < <= > >= in
    {"call": NAME, "of": [node, ...]}        NAME: given, contains, starts with, ends with, list contains, count

`in` has the value first and then the nodes it may equal; `between` comes as `and` of two comparisons.  Nothing else of
the language is in this subset: `tree_of` refuses it, and the form then depends on the server alone.
"""

from __future__ import annotations

from typing import Any, Final

from lark import Token, Tree

from processes.feel.arithmetic import decimal
from processes.feel.errors import FeelError, Refused, located
from processes.feel.syntax import Node, place, text_of_token, trees

_CALLS: Final = frozenset(("given", "contains", "starts with", "ends with", "list contains", "count"))
_LOGIC: Final = {"any_true": "or", "all_true": "and"}
_PLAIN: Final = {"true": True, "false": False, "null": None}


def tree_of(source: str, node: Node) -> dict[str, Any]:
    """The JSON tree of a condition; raises FeelError at the first node outside the subset."""
    try:
        return _tree(source, node)
    except Refused as refused:
        raise refused.at(source, *place(node)) from None


def _tree(source: str, node: Node) -> dict[str, Any]:
    rule = str(node.data)
    below = trees(node)
    if rule == "paren":
        return _tree(source, below[0])
    if rule in _PLAIN:
        return {"value": _PLAIN[rule]}
    if rule in ("number", "text", "negated"):
        return _literal(source, node, below)
    if rule in ("name", "path"):
        return {"path": _path(source, node)}
    if rule in _LOGIC:
        return {"op": _LOGIC[rule], "of": [_tree(source, child) for child in below]}
    if rule == "compared":
        return {"op": str(node.children[1]), "of": [_tree(source, child) for child in below]}
    if rule == "between":
        value, low, high = (_tree(source, child) for child in below)
        return {"op": "and", "of": [{"op": ">=", "of": [value, low]}, {"op": "<=", "of": [value, high]}]}
    if rule == "member":
        return {"op": "in", "of": [_tree(source, child) for child in (below[0], *_choices(source, below[1]))]}
    if rule == "negation" and len(below) == 1:
        return {"op": "not", "of": [_tree(source, below[0])]}
    if rule == "call" and " ".join(str(node.children[0]).split()) in _CALLS:
        name = " ".join(str(node.children[0]).split())
        return {"call": name, "of": [_tree(source, child) for child in below]}
    raise _outside(source, node)


def _literal(source: str, node: Node, below: list[Node]) -> dict[str, Any]:
    if node.data == "text":
        return {"value": text_of_token(str(node.children[0]))}
    sign, number = ("-", below[0]) if node.data == "negated" else ("", node)
    if number.data != "number":
        raise _outside(source, node)
    value = decimal(sign + str(number.children[0]))
    return {"value": value} if isinstance(value, int) else {"number": format(value, "f")}


def _path(source: str, node: Node) -> list[str]:
    if node.data == "name":
        return [str(node.children[0])]
    base, *steps = node.children
    if not isinstance(base, Tree) or base.data != "name":
        raise _outside(source, node)
    names = [str(base.children[0])]
    for step in steps:
        if not isinstance(step, Token) or step.type != "PROPERTY":
            raise _outside(source, node)
        names.append(step[1:].strip())
    return names


def _choices(source: str, node: Node) -> list[Node]:
    if node.data not in ("any_of", "list"):
        raise _outside(source, node)
    choices = trees(node)
    for choice in choices:
        if choice.data not in ("text", "number", "true", "false", "null", "negated"):
            raise _outside(source, choice)
    return choices


def _outside(source: str, node: Node) -> FeelError:
    return located(
        "Условие формы так записать нельзя: бывают имена, константы, сравнения, and, or, not(...), in, between, given(...)",
        "A form condition cannot be written so: there are names, constants, comparisons, and, or, not(...), in, between, "
        "given(...)",
        source,
        *place(node),
    )

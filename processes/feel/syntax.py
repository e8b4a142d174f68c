"""From source to syntax tree, within the bounds.  Knows the grammar; knows no values and no functions."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from processes.feel import limits
from processes.feel.errors import FeelError, Refused, located

Node = Tree[Token]
Start = Literal["start", "tests"]

KEYWORDS: Final = frozenset(
    (
        "and",
        "or",
        "in",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "for",
        "return",
        "between",
        "not",
        "true",
        "false",
        "null",
    )
)

_HINTS: Final = (
    (re.compile(r"==|=\s*="), "равенство пишется одним знаком =", "equality is written with one ="),
    (re.compile(r"&&|\|\|"), "пишите and, or", "write and, or"),
    (re.compile(r"!(?!=)|\bnot\s+[^\s(]"), "отрицание пишется not(...)", "negation is written not(...)"),
    (re.compile(r"'"), "текст пишется в двойных кавычках", "text is written in double quotes"),
    (
        re.compile(r"\[[^\]]*[^\W\d]"),
        "в скобках у списка — целая константа или условие",
        "a list has a whole constant or a condition in brackets",
    ),
    (re.compile(r'^[^"]*(?:""[^"]*)*"[^"]*$'), "текст не закрыт кавычкой", "a text lacks its closing quote"),
    (re.compile(r"\*\*"), "возведения в степень нет", "there is no exponentiation"),
)


def parse(source: str, start: Start) -> Node:
    """The syntax tree of an expression or of unary tests; raises FeelError, also beyond the bounds of `limits`."""
    check_source(source)
    try:
        tree: Node = _parser().parse(source, start=start)
    except UnexpectedInput as error:
        raise _unexpected(source, error) from None
    _check_size(source, tree)
    return tree


def check_source(source: str) -> None:
    """Refuses what is too long, empty, or no text that can be stored."""
    if len(source) > limits.SOURCE:
        raise located(
            f"Выражение длиной {len(source)} знаков, допустимо {limits.SOURCE}",
            f"The expression has {len(source)} characters, {limits.SOURCE} are allowed",
            source,
            1,
            limits.SOURCE + 1,
        )
    if not source.strip():
        raise located("Выражение пусто", "The expression is empty", source, 1, 1)
    if not is_storable(source):
        raise located("Недопустимый знак в выражении", "The expression has an unusable character", source, 1, 1)


def is_storable(text: str) -> bool:
    """No NUL and no half of a surrogate pair: such text can be kept by every database and every JSON."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def trees(node: Node) -> list[Node]:
    """The children that are nodes, without the tokens between them."""
    return [child for child in node.children if isinstance(child, Tree)]


def place(node: Node | Token) -> tuple[int, int]:
    """Line and column (from 1) where a node begins."""
    if isinstance(node, Token):
        return node.line or 1, node.column or 1
    if node.meta.empty:
        return 1, 1
    return node.meta.line, node.meta.column


def text_of_token(token: str) -> str:
    """The text that a string literal, with its quotes, stands for; raises Refused."""
    body = token[1:-1]
    if "\\" in body:
        body = _ESCAPE.sub(_unescaped, body)
        try:
            body = body.encode("utf-16", "surrogatepass").decode("utf-16")  # \ud83d\ude00 is one character
        except UnicodeDecodeError:
            raise _bad_escape(token) from None
    if not is_storable(body):
        raise _bad_escape(token)
    if len(body) > limits.TEXT:
        raise _bad_escape(token)
    return body


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED: Final = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r"}


def _unescaped(found: re.Match[str]) -> str:
    if found.group(1):
        return chr(int(found.group(1), 16))
    if found.group(2) not in _ESCAPED:
        raise _bad_escape(found.group(0))
    return _ESCAPED[found.group(2)]


def _bad_escape(text: str) -> Refused:
    return Refused(
        f'Недопустимая запись в тексте: {text[:40]}; бывают \\" \\\\ \\n \\t \\r \\u0000',
        f'Unusable escape in a text: {text[:40]}; there are \\" \\\\ \\n \\t \\r \\u0000',
    )


@cache
def _parser() -> Lark:
    grammar = resources.files("processes.feel").joinpath("feel.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["start", "tests"],
        propagate_positions=True,
        maybe_placeholders=False,
    )


def _check_size(source: str, tree: Node) -> None:
    waiting: list[tuple[Any, int]] = [(tree, 0)]
    nodes = 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if nodes > limits.NODES:
            raise located(
                f"Выражение слишком велико: больше {limits.NODES} частей; разделите его на несколько",
                f"The expression is too large: more than {limits.NODES} nodes; split it",
                source,
                *place(node),
            )
        if depth > limits.NESTING:
            raise located(
                f"Вложенность больше {limits.NESTING}", f"Nested deeper than {limits.NESTING}", source, *place(node)
            )
        if isinstance(node, Tree):
            waiting.extend((child, depth + 1) for child in node.children)


def _unexpected(source: str, error: UnexpectedInput) -> FeelError:
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        lines = source.split("\n")
        return located("Выражение обрывается", "The expression ends too early", source, len(lines), len(lines[-1]) + 1)
    if isinstance(error, UnexpectedToken):
        found = str(error.token)
    elif isinstance(error, UnexpectedCharacters):
        found = source[error.pos_in_stream : (error.pos_in_stream or 0) + 1]
    else:
        found = ""
    hint_ru, hint_en = _hint(source)
    return located(
        f"Неожиданно «{found[:40]}»{hint_ru}",
        f"Unexpected {found[:40]!r}{hint_en}",
        source,
        max(1, error.line),
        max(1, error.column),
    )


def _hint(source: str) -> tuple[str, str]:
    bare = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', source)
    for pattern, ru, en in _HINTS:
        if pattern.search(bare):
            return f"; {ru}", f"; {en}"
    return "", ""

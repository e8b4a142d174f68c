"""Conditions of other systems said in FEEL: `${a > 1 && !b}`, `#{…}` and `=a > 1`.

Text in, text out: comparisons, arithmetic, and/or/not, literals and names are translated; anything else is not, so that
nothing is published that was not understood as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SUPPORTED_RU = "сравнения, and, or, not, арифметика, числа, тексты, имена через точку"
SUPPORTED_EN = "comparisons, and, or, not, arithmetic, numbers, texts, dotted names"

_LONGEST = 2000
_DEEPEST = 40
_WRAPPED = re.compile(r"[$#]\{([^{}]*)\}")
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])
    |(?P<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")
    |(?P<word>(?:and|or|not|eq|ne|lt|gt|le|ge|div)\b(?!\s*\.))
    |(?P<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)(?!\w|\s*[.(])
    |(?P<sign>==|!=|<=|>=|&&|\|\||[<>!+*/()-]))""",
    re.VERBOSE,
)
_WORDS = {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_WORDS |= {"div": "/"}
_UNKNOWN_WORDS = frozenset({"empty", "mod", "instanceof"})
_COMPARED = {"==": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def is_foreign(text: str) -> bool:
    """Whether the text is written as an expression of another system."""
    bare = text.strip()
    return bare.startswith(("${", "#{")) or (bare.startswith("=") and not bare.startswith("=="))


def translated(text: str) -> str | None:
    """The FEEL that a foreign expression stands for; None for what is not understood as a whole."""
    bare = text.strip()
    if bare.startswith("="):
        return bare[1:].strip() or None
    wrapped = _WRAPPED.fullmatch(bare)
    if wrapped is None or len(bare) > _LONGEST:
        return None
    tokens = _tokens(wrapped[1])
    if not tokens or sum(token in ("(", "!", "-") for token, _ in tokens) > _DEEPEST:
        return None
    try:
        return _Parser(tokens).whole()
    except _NotUnderstood:
        return None


class _NotUnderstood(Exception):
    """The text holds something that has no counterpart here."""


def _tokens(source: str) -> list[tuple[str, str]]:
    """Signs as they are; a value is ("value", its FEEL).  Empty for what cannot be split."""
    found: list[tuple[str, str]] = []
    at, source = 0, source.rstrip()
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.end() == at:
            return []
        at = match.end()
        name = match["name"]
        if match["sign"]:
            found.append((match["sign"], ""))
        elif match["word"]:
            found.append((_WORDS[match["word"]], ""))
        elif name in _UNKNOWN_WORDS:
            return []
        elif match["text"]:
            found.append(("value", _quoted(match["text"])))
        else:
            found.append(("value", "".join((name or match["number"]).split())))
    return found


def _quoted(text: str) -> str:
    body = re.sub(r"\\(.)", r"\1", text[1:-1])
    return '"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Parser:
    """Descends by precedence; FEEL's is the same, so that parentheses stay where they were written."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> str:
        said = self.any_of()
        if self.at != len(self.tokens):
            raise _NotUnderstood
        return said

    def any_of(self) -> str:
        return self.chain(self.all_of, {"||": "or"})

    def all_of(self) -> str:
        return self.chain(self.compared, {"&&": "and"})

    def compared(self) -> str:
        left = self.sum()
        if self.sign() not in _COMPARED:
            return left
        return f"{left} {_COMPARED[self.taken()]} {self.sum()}"  # a second comparison is not understood

    def sum(self) -> str:
        return self.chain(self.product, {"+": "+", "-": "-"})

    def product(self) -> str:
        return self.chain(self.unary, {"*": "*", "/": "/"})

    def unary(self) -> str:
        if self.sign() == "!":
            self.taken()
            return f"not({self.unary()})"
        if self.sign() == "-":
            self.taken()
            return f"-{self.unary()}"
        if self.sign() == "(":
            self.taken()
            inner = self.any_of()
            if self.sign() != ")":
                raise _NotUnderstood
            self.taken()
            return f"({inner})"
        if self.sign() != "value":
            raise _NotUnderstood
        self.at += 1
        return self.tokens[self.at - 1][1]

    def chain(self, part: Callable[[], str], signs: dict[str, str]) -> str:
        said = [part()]
        while self.sign() in signs:
            said += [signs[self.taken()], part()]
        return " ".join(said)

    def sign(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def taken(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][0]

"""Words for search: one tokenizer and stemmer, whose tokens are stored, so that both databases answer alike."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]  # ships no types

_NUMBER = re.compile(r"[^\W_]+(?:[-/.№][^\W_]+)+")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64
_KNOWN = 20_000
"""Words whose stems are remembered: cutting one takes longer than all the rest."""


class _Stemmers(threading.local):
    """A stemmer keeps the word it works on, so each thread has its own."""

    def __init__(self) -> None:
        self.russian = snowballstemmer.stemmer("russian")
        self.english = snowballstemmer.stemmer("english")


_stemmers = _Stemmers()


def tokens(text: str) -> frozenset[str]:
    """The stems of the words and the plain numbers of a text.

    Case and ё do not matter.  A number with parts, ЭКЗ-2026-0017, is found whole, by each part, and by 17.
    """
    plain = text.casefold().replace("ё", "е")
    found = {part for match in _NUMBER.findall(plain) if any(map(str.isdigit, match)) for part in (match,)}
    for word in _WORD.findall(plain):
        found |= _stems(word)
    return frozenset(token[:_LONGEST] for token in found)


def tokens_of(value: Any) -> frozenset[str]:
    """The tokens of all texts and numbers in a plain value, however deep they stand."""
    if isinstance(value, str):
        return tokens(value)
    if isinstance(value, Mapping):
        return frozenset().union(*(tokens_of(item) for item in value.values()))
    if isinstance(value, list | tuple):
        return frozenset().union(*(tokens_of(item) for item in value))
    return tokens(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else frozenset()


def beginnings(q: str) -> tuple[str, ...]:
    """What tokens of something have to begin with, so that it is found by `q`: a number with parts as it is written."""
    plain = q.casefold().replace("ё", "е")
    numbers = {number for number in _NUMBER.findall(plain) if any(map(str.isdigit, number))}
    words = {stem for word in _WORD.findall(_NUMBER.sub(_without(numbers), plain)) for stem in _stems(word)}
    return tuple(sorted(token[:_LONGEST] for token in numbers | words))


def begins(token: str, beginning: str) -> bool:
    """Whether a token answers to what was asked for: a word as soon as it begins so, a number only whole."""
    return token == beginning or (not beginning.isdecimal() and token.startswith(beginning))


def sort_key(name: str) -> str:
    """A name as Russian sorts it, by plain comparison: ё stands just after е, case does not matter."""
    return name.casefold().replace("ё", "е\u04ff")


def _without(numbers: set[str]) -> Callable[[re.Match[str]], str]:
    return lambda match: " " if match[0] in numbers else match[0]


@lru_cache(maxsize=_KNOWN)
def _stems(word: str) -> frozenset[str]:
    if any(map(str.isdigit, word)):
        return frozenset((word, word.lstrip("0") or "0"))
    stemmer = _stemmers.english if word.isascii() else _stemmers.russian
    return frozenset((stemmer.stemWord(word),))

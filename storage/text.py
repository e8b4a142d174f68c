"""Words for search: one tokenizer and stemmer, whose tokens are stored, so that both databases answer alike."""

from __future__ import annotations

import re
import threading

import snowballstemmer  # type: ignore[import-untyped]  # ships no types

_NUMBER = re.compile(r"[^\W_]+(?:[-/.№][^\W_]+)+")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64


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


def sort_key(name: str) -> str:
    """A name as Russian sorts it, by plain comparison: ё stands just after е, case does not matter."""
    return name.casefold().replace("ё", "е\u04ff")


def _stems(word: str) -> set[str]:
    if any(map(str.isdigit, word)):
        return {word, word.lstrip("0") or "0"}
    stemmer = _stemmers.english if word.isascii() else _stemmers.russian
    return {stemmer.stemWord(word)}

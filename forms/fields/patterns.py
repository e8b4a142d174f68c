"""Patterns that a form sets for texts, with a bound on what they may cost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.fields.source import Source

#: Signs of a text that a pattern is tried on
LONGEST = 500
#: Unbounded repetitions in one pattern: each multiplies what a hostile text may cost
REPETITIONS = 6


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A regular expression that must be found in the text (as in form-js: anchor it by ^ and $), and what to say if not."""

    regex: re.Pattern[str]
    ru: str
    en: str

    def holds(self, text: str) -> bool:
        return len(text) <= LONGEST and self.regex.search(text) is not None


def pattern(source: Source) -> Pattern | None:
    """The pattern under `validate.pattern`; its message under `properties.patternMessage` and `patternMessageEn`."""
    text = source.validate.text("pattern")
    if not text:
        return None
    if len(text) > 300 or _explodes(text):
        raise source.refused(
            "pattern: повторение внутри повторения, обратная ссылка или больше "
            f"{REPETITIONS} повторений без границы; упростите",
            f"pattern: a repetition inside a repetition, a back reference or more than {REPETITIONS} unbounded "
            "repetitions; simplify it",
            "pattern",
        )
    try:
        regex = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise source.refused(f"pattern не читается: {error}", f"pattern cannot be read: {error}", "pattern") from error
    return Pattern(
        regex=regex,
        ru=source.properties.text("patternMessage") or f"нужен вид {text}",
        en=source.properties.text("patternMessageEn") or f"must look like {text}",
    )


def _explodes(text: str) -> bool:
    """Whether trying the pattern may take time that grows without bound: repeated groups that repeat or alternate."""
    groups: list[bool] = []  # for each open group: is there a repetition or an alternative in it
    repetitions = 0
    closed = False  # the group that has just been closed holds one
    at = 0
    while at < len(text):
        sign, just_closed, closed = text[at], closed, False
        if sign == "\\":
            if text[at + 1 : at + 2].isdigit() or text[at + 1 : at + 2] in ("g", "k"):
                return True
            at += 2
            continue
        if sign == "[":
            at = _end_of_set(text, at)
            continue
        if sign == "(":
            if text[at + 1 : at + 3] in ("?P", "?(") and not text.startswith("(?P<", at):
                return True
            groups.append(False)
        elif sign == ")":
            closed = bool(groups) and groups.pop()
            if closed and groups:
                groups[-1] = True
        elif sign == "|":
            groups = [True] * len(groups)
        elif sign in "*+{" and not _bounded(text, at):
            if just_closed:
                return True
            repetitions += 1
            groups = [True] * len(groups)
        at += 1
    return repetitions > REPETITIONS


def _bounded(text: str, at: int) -> bool:
    """Whether `{n}` or `{n,m}` with a small bound stands here."""
    found = re.match(r"\{(\d{1,3})(,(\d{1,3}))?\}", text[at : at + 12])
    return bool(found) and max(int(found[1]), int(found[3] or 0)) <= 50 if found else False


def _end_of_set(text: str, at: int) -> int:
    at += 1
    if text[at : at + 1] == "^":
        at += 1
    if text[at : at + 1] == "]":
        at += 1
    while at < len(text) and text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at + 1

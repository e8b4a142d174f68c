"""Every expression is one that we can read."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.places import Written, written
from processes.model import juel

_OTHER_LANGUAGES = ("${", "#{", "<%", "execution.", "=>")


def check(definition: Definition) -> Iterator[Finding]:
    """`expression.syntax` for each expression that does not parse, `expression.foreign` for one of another system."""
    for one in written(definition):
        try:
            one.parsed()
        except feel.FeelError as failure:
            if juel.is_foreign(one.source):
                yield _untranslated(one)
                continue
            foreign = any(mark in one.source for mark in _OTHER_LANGUAGES)
            yield error(
                "expression.syntax",
                one.place,
                f"«{title(one.place)}», {one.ru}: {failure.ru}",
                f"{title(one.place)!r}, {one.en}: {failure.en}",
                "Похоже на язык другой системы; перепишите на FEEL" if foreign else "Исправьте выражение",
                "This looks like another system's language; write FEEL" if foreign else "Correct the expression",
            )


def _untranslated(one: Written) -> Finding:
    return error(
        "expression.foreign",
        one.place,
        f"«{title(one.place)}», {one.ru}: не удалось перевести «{_cut(one.source)}». Поддерживается: {juel.SUPPORTED_RU}",
        f"{title(one.place)!r}, {one.en}: {_cut(one.source)!r} could not be translated. Understood are {juel.SUPPORTED_EN}",
        "Перепишите на FEEL: вызовы методов другой системы здесь не исполняются",
        "Write it in FEEL: methods of another system are not called here",
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"

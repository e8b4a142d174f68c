"""Notices: plain-text letters with expressions in braces.  Knows no addresses and no mail.

    Тема: Дело {case.number}: комплект документов неполный

    Здравствуйте, {application.first_name}!

`{expression}` is FEEL over the case data, with erasable values already put back by the caller; `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from forms import wording
from forms.errors import NoticeRefused
from forms.sealing import opened
from processes import feel

#: Characters of a template, of a subject and of a letter
LONGEST_TEMPLATE = 50_000
LONGEST_SUBJECT = 250
LONGEST_BODY = 200_000

_SUBJECT = re.compile(r"(?:Тема|Subject):[ \t]*(\S.*)")
_BLANK_LINES = re.compile(r"\n{3,}")


def render(template_text: str, context: Mapping[str, Any], moment: feel.Moment) -> tuple[str, str]:
    """Subject and body of a notice; raises NoticeRefused with the line of the template that cannot be written.

    Days read as 09.03.2026, moments as 09.03.2026 14:30 on the clocks of the zone, decimals with a comma, true as да,
    null and erased values as nothing, lists by commas.  A line whose expressions all came out empty leaves no gap.
    """
    subject, body = _parts(template_text)
    readable = opened(context, lambda commitment: None)
    heading = " ".join(_written(subject, readable, moment).split())
    letter = _BLANK_LINES.sub("\n\n", _tidied(_written(body, readable, moment))).strip() + "\n"
    if not heading or len(heading) > LONGEST_SUBJECT or len(letter) > LONGEST_BODY:
        raise NoticeRefused(
            "Тема письма пуста или письмо слишком длинное; сократите шаблон",
            "The subject of the letter is empty or the letter too long; shorten the template",
        )
    return heading, letter


def expressions(template_text: str) -> tuple[feel.Expression, ...]:
    """The expressions of a template, in order; raises NoticeRefused if it is broken.  For checks before publication."""
    return tuple(piece for part in _parts(template_text) for piece in part if isinstance(piece, feel.Expression))


_Pieces = tuple["str | feel.Expression", ...]


@lru_cache(maxsize=256)
def _parts(template_text: str) -> tuple[_Pieces, _Pieces]:
    """The pieces of the subject and of the body."""
    if len(template_text) > LONGEST_TEMPLATE:
        raise NoticeRefused("Шаблон письма слишком длинный", "The template of the letter is too long")
    first, _, rest = template_text.lstrip("\ufeff").replace("\r\n", "\n").partition("\n")
    subject = _SUBJECT.fullmatch(first.strip())
    if subject is None:
        raise NoticeRefused(
            "Первая строка шаблона должна быть вида «Тема: …»",
            "The first line of the template must read 'Тема: …' or 'Subject: …'",
            line=1,
        )
    return tuple(_pieces(subject[1], 1)), tuple(_pieces(rest, 2))


def _pieces(text: str, line: int) -> Iterator[str | feel.Expression]:
    """Literal texts and expressions in turn."""
    at = 0
    while at < len(text):
        if text.startswith(("{{", "}}"), at):
            yield text[at]
            at += 2
        elif text[at] == "{":
            end = _end(text, at, line)
            yield _expression(text[at + 1 : end], line + text.count("\n", 0, at))
            at = end + 1
        elif text[at] == "}":
            raise _refused(
                line + text.count("\n", 0, at), "лишняя «}»; сама скобка пишется «}}»", "a lone '}'; write '}}'"
            )
        else:
            end = min((found for found in (text.find("{", at), text.find("}", at)) if found >= 0), default=len(text))
            yield text[at:end]
            at = end


def _end(text: str, start: int, line: int) -> int:
    """Where the brace that opens at `start` closes; braces in texts and in contexts of FEEL are passed over."""
    depth, at = 0, start
    while at < len(text):
        if text[at] == '"':
            at = _after_text(text, at)
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
        at += 1
    raise _refused(
        line + text.count("\n", 0, start), "«{» не закрыта; сама скобка пишется «{{»", "'{' is not closed; write '{{'"
    )


def _after_text(text: str, at: int) -> int:
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _expression(source: str, line: int) -> feel.Expression:
    try:
        return feel.compile(source.strip())
    except feel.FeelError as error:
        raise _refused(line, error.ru, error.en) from error


def _refused(line: int, ru: str, en: str) -> NoticeRefused:
    return NoticeRefused(f"Шаблон письма, строка {line}: {ru}", f"Template of the letter, line {line}: {en}", line=line)


def _written(pieces: _Pieces, context: Mapping[str, Any], moment: feel.Moment) -> str:
    return "".join(piece if isinstance(piece, str) else _value(piece, context, moment) for piece in pieces)


def _value(expression: feel.Expression, context: Mapping[str, Any], moment: feel.Moment) -> str:
    try:
        text = wording.text(expression.evaluate(context, moment), "ru", moment.zone)
    except feel.FeelError as error:
        raise NoticeRefused(
            f"Письмо не составить: {error.ru}", f"The letter cannot be written: {error.en}", source=expression.source
        ) from error
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def _tidied(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))

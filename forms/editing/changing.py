"""Changing what stands in one question, or the title and the rules of the form itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms import answers
from forms.editing.asking import FORM, PATH, asked, settings
from forms.editing.placing import Place
from forms.editing.sheet import Node, Sheet, no_worse
from forms.errors import AnswersRefused, EditRefused
from forms.fields import KINDS

_ANY_DAY = date(2000, 1, 1)


def stands(content: bytes, place: Place) -> dict[str, Any]:
    """The answers to the form of the question (`asked`) that stand in the JSON now; raises EditRefused."""
    return _standing(Sheet(content).at(place), place)


def change(content: bytes, place: Place, given: Mapping[str, Any]) -> bytes:
    """The form with these settings; raises AnswersRefused by path of `asked`, FormRefused by question, EditRefused.

    `given` are raw answers to the form of the question under their names.  A setting that means what it meant before is
    not touched.
    """
    sheet = Sheet(content)
    node = sheet.at(place)
    kind = kind_of(node, place)
    wanted = checked(kind, given)
    before = _now(kind, _standing(node, place))
    for setting in settings(kind):
        if wanted.get(setting.name) != before.get(setting.name):
            setting.write(node, wanted.get(setting.name))
    return no_worse(content, sheet, place)


def checked(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in raw answers; raises AnswersRefused."""
    plain: dict[str, Any] = answers.check(asked(kind), {PATH: given}, today=_ANY_DAY)[PATH]
    return plain


def kind_of(node: Node, place: Place) -> str:
    """The kind whose form asks about this component; raises EditRefused for one that we do not know."""
    kind = str(node.get("type"))[:60] if place else FORM
    if place and kind not in KINDS:
        raise EditRefused(
            f"Вид вопроса «{kind}» не поддерживается; его можно только убрать",
            f"The kind {kind!r} is not supported; it can only be removed",
        )
    return kind


def _standing(node: Node, place: Place) -> dict[str, Any]:
    return {setting.name: setting.read(node) for setting in settings(kind_of(node, place))}


def _now(kind: str, standing: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands there, as answers would say it; as it is where it is broken."""
    try:
        return checked(kind, standing)
    except AnswersRefused:
        return standing

"""The forms and letters that we ship: they read, they ask in Russian, they can be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import forms.catalog
from forms import answers, definition, notices
from forms.fields.chosen import Chosen
from forms.fields.circumstances import Circumstances
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Question
from forms.fields.text import Text
from forms.widgets import drawn
from tests.forms.making import TODAY, refusals

CATALOG = Path(next(iter(forms.catalog.__path__)))
FORMS = sorted(CATALOG.glob("*/F-*.json"))
NOTICES = sorted(CATALOG.glob("*/notices/*.txt"))


def named(path: Path) -> str:
    return f"{path.parts[-2]}/{path.stem}" if path.suffix == ".json" else path.stem


def test_there_are_forms():
    assert FORMS


@pytest.mark.parametrize("path", FORMS, ids=named)
def test_a_form_reads_and_is_called_like_its_file(path):
    asked = definition.read(path.read_bytes())

    assert asked.id == path.stem
    assert asked.title != asked.id


@pytest.mark.parametrize("path", FORMS, ids=named)
def test_every_question_is_asked_in_russian(path):
    for field in definition.read(path.read_bytes()).walk():
        if isinstance(field, Question | DynamicList):
            assert any("а" <= sign.lower() <= "я" for sign in field.label), field.path


@pytest.mark.parametrize("path", FORMS, ids=named)
def test_an_empty_form_is_refused_by_field_or_taken_whole(path):
    asked = definition.read(path.read_bytes())

    told = refusals(asked, answers.prefilled(asked, case={}, today=TODAY))

    assert all("." in at or at in asked.by_path for at in told)


@pytest.mark.parametrize("path", FORMS, ids=named)
def test_conditions_are_judged_by_the_server_alone_or_by_the_browser_too(path):
    """A condition that reads answers must have a tree: otherwise the page shows what the server will drop."""
    asked = definition.read(path.read_bytes())
    widgets = drawn(asked, {}, circumstances=Circumstances(today=TODAY))
    conditional = {_called(each.field) for each in asked.conditional if each.reads and not isinstance(each.field, Text)}

    with_tree = set(_conditional(widgets))

    assert conditional == with_tree


@pytest.mark.parametrize("path", NOTICES, ids=named)
def test_a_letter_has_a_subject_and_expressions_that_parse(path):
    assert notices.expressions(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FORMS, ids=named)
def test_rows_of_registers_are_called_as_the_form_says(path):
    for field in definition.read(path.read_bytes()).walk():
        if isinstance(field, Chosen) and field.wording:
            facts = dict.fromkeys(re.findall(r"\{(\w+)\}", field.wording), "Москва")

            assert facts
            assert "{" not in field.worded(facts)
            assert "Москва" in field.worded(dict.fromkeys(field.columns, "Москва"))


def _called(field):
    return field.path or field.label  # a group may have no path of its own


def _conditional(widgets):
    for widget in widgets:
        if widget.hide is not None and not isinstance(widget.field, Text):  # which is only read and hides no answer
            yield _called(widget.field)
        yield from _conditional(widget.widgets)
        for row in [*widget.rows, *([widget.blank] if widget.blank else [])]:
            yield from _conditional(row.widgets)

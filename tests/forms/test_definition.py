"""Reading a form: what is taken, what is refused and in which words, what others may know of it."""

from __future__ import annotations

import json
from time import process_time

import pytest

from forms import definition
from forms.errors import FormRefused
from forms.fields import KINDS
from tests.forms.making import choices, field, form, group, rows, written

NAME = field("textfield", "name", "Фамилия")


def problems(content: bytes) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        definition.read(content)
    return [problem.ru for problem in refused.value.problems]


def test_a_form_knows_its_title_and_its_questions_in_order():
    asked = form(
        NAME, group(field("number", "house"), path="address"), rows("jobs", field("number", "years")), title="Заявка"
    )

    assert asked.title == "Заявка"
    assert list(asked.by_path) == ["name", "address", "address.house", "jobs", "jobs.years"]


def test_one_digest_is_one_form():
    assert form(NAME) == form(NAME)
    assert form(NAME).digest != form(NAME, title="Другая").digest


@pytest.mark.parametrize("kind", ["html", "iframe", "image", "expression", "documentPreview", "script", ""])
def test_a_kind_outside_the_subset_is_refused_by_name(kind):
    told = problems(written(NAME, {"type": kind, "key": "picture", "label": "x"}))

    assert len(told) == 1
    assert f"поле «picture» ({kind})" in told[0]


@pytest.mark.parametrize("name", ["_etag", "_then", "_rows", "__"])
def test_a_field_may_not_have_a_name_of_the_page(name):
    (told,) = problems(written(field("textfield", name)))

    assert f"«{name}»" in told


def test_all_that_is_to_be_mended_is_told_at_once():
    told = problems(written({"type": "html", "key": "a"}, field("textfield", "Name"), field("select", "c"), NAME, NAME))

    assert [line.split(":")[0] for line in told] == [
        "поле «a» (html)",
        "поле «Name» (textfield)",
        "поле «c» (select)",
        "поле «name» (textfield)",
    ]


@pytest.mark.parametrize(
    "component",
    [
        pytest.param(field("textfield", "a.b"), id="a dotted key"),
        pytest.param(field("textfield", "__class__"), id="a key of Python's"),
        pytest.param({"type": "textfield", "key": "a"}, id="no label"),
        pytest.param(field("textfield", "a", minLength="много"), id="a length in words"),
        pytest.param(field("textfield", "a", pattern="("), id="a broken pattern"),
        pytest.param(field("textfield", "a", pattern="(a+)+$"), id="a pattern that explodes"),
        pytest.param(field("textfield", "a", pattern=r"(a|a)*$"), id="a pattern that explodes by alternatives"),
        pytest.param(field("textfield", "a", pattern=r"(a)\1"), id="a pattern with a back reference"),
        pytest.param(field("textfield", "a", validationType="snils"), id="an unknown validation"),
        pytest.param(field("number", "a", min="много"), id="a bound in words"),
        pytest.param(field("number", "a", decimalDigits=99), id="too many digits"),
        pytest.param(field("datetime", "a", subtype="year"), id="an unknown part of time"),
        pytest.param(field("datetime", "a", properties={"day": "yesterday"}), id="an unknown rule for a day"),
        pytest.param(field("radio", "a", values=[]), id="nothing to choose from"),
        pytest.param(field("radio", "a", values=choices("x", "x")), id="one choice twice"),
        pytest.param(field("radio", "a", values=[{"label": "x", "value": 1.5}]), id="a float to choose"),
        pytest.param(field("select", "a", valuesExpression="=list"), id="computed choices"),
        pytest.param(field("textfield", "a", hide="name ="), id="a condition that is no FEEL"),
        pytest.param(field("textfield", "a", properties={"open": True, "personal": True}), id="open and personal"),
        pytest.param(field("textfield", "a", properties={"open": "may be"}), id="a flag in words"),
        pytest.param(field("textfield", "a", properties=[]), id="properties that are no object"),
        pytest.param(field("filepicker", "a", properties={"fileKind": "*/*"}), id="a file kind that is no ending"),
        pytest.param(rows("a", NAME, properties={"minRows": 3, "maxRows": 2}), id="bounds upside down"),
        pytest.param(rows("a", NAME, properties={"rules": [{"when": "true", "ru": "!", "field": "b"}]}), id="a rule"),
        pytest.param("textfield", id="no object"),
    ],
)
def test_a_component_that_is_wrong_is_refused(component):
    assert len(problems(written(component))) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"{}", b'{"id": "F"}', b"\xff\xfe", b'{"id": "F", "components": {}}', b"[" * 100_000],
)
def test_what_is_no_form_is_refused(content):
    assert problems(content)


def test_groups_nested_without_end_are_refused():
    nested = NAME
    for _ in range(300):
        nested = group(nested)

    assert problems(written(nested))


def test_a_condition_may_not_depend_on_itself():
    told = problems(written(field("checkbox", "a", "А", hide="b"), field("checkbox", "b", "Б", hide="=not(a)")))

    assert [line.split(":")[0] for line in told] == ["поле «А»", "поле «Б»"]


def test_a_rule_names_a_field_of_the_form():
    assert problems(written(NAME, properties={"rules": [{"when": "true", "ru": "нет", "field": "surname"}]}))


def test_the_outline_says_what_expressions_may_read():
    asked = form(
        NAME,
        field("textfield", "number", properties={"open": True}, required=True),
        field("datetime", "born", properties={"personal": "true"}),
        field("checkbox", "agreed"),
        field("radio", "kind", values=choices("a", "b")),
        field("filepicker", "scan"),
        field("select", "place", properties={"registerField": "R-PLACES", "columns": "city, seats"}),
        rows("jobs", field("number", "years"), field("textarea", "duties")),
    )

    outline = asked.outline().fields

    assert {path for path, each in outline.items() if not each.open} == {"name", "born", "scan.name", "jobs.duties"}
    assert {path for path, each in outline.items() if each.required} == {"number"}
    assert outline["kind"].choices == ("a", "b")
    assert {"place", "place.row", "place.version", "place.city", "place.seats"} <= set(outline)


def test_keys_that_we_do_not_know_are_left_alone():
    asked = form({**NAME, "layout": {"row": "Row_1"}, "id": "Field_1"}, schemaVersion=18, exporter={"name": "form-js"})

    assert list(asked.by_path) == ["name"]


def test_every_kind_says_its_type_and_its_template():
    assert {type_: kind.type for type_, kind in KINDS.items()} == {type_: type_ for type_ in KINDS}
    assert len(KINDS) == 16


def test_a_form_reads_the_same_from_other_white_space():
    loose = json.dumps(json.loads(written(NAME)), indent=3).encode()

    assert definition.read(loose).outline() == form(NAME).outline()


def test_a_long_chain_of_conditions_is_put_in_order_at_once():
    chain = [field("checkbox", f"c{number}", hide=f"c{number + 1}") for number in range(900)]

    begun = process_time()
    asked = form(*chain, field("checkbox", "c900"))

    assert [each.field.path for each in asked.conditional] == [f"c{number}" for number in reversed(range(900))]
    assert process_time() - begun < 3

"""Whatever is sent, a form answers with answers or with AnswersRefused; never with anything else, never slowly."""

from __future__ import annotations

import itertools
import json
from time import process_time

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import answers
from forms.answers import Choice
from forms.errors import AnswersRefused
from forms.fields.circumstances import Circumstances
from forms.widgets import drawn
from tests.forms.making import SCAN, TODAY, check, choices, field, form, group, rows

ROWS = {"place": [Choice(value="r-1", ru="Москва", facts={"version": 2, "city": "Москва"})]}
ASKED = form(
    field("textfield", "name", required=True),
    field("textfield", "mail", validationType="email", pattern=r"^[^@]+@[^@]+$"),
    field("textarea", "why", hide='kind != "a" and (sum > 5 or agreed)', properties={"open": True}),
    field("number", "sum", decimalDigits=2, min=0),
    field("number", "any"),
    field("datetime", "on", properties={"day": "past"}),
    field("datetime", "clock", subtype="time"),
    field("datetime", "at", subtype="datetime"),
    field("checkbox", "agreed"),
    field("radio", "kind", values=choices("a", True, 5)),
    field("checklist", "papers", values=choices("a", "b")),
    field("select", "place", properties={"registerField": "R-P.city"}),
    field("filepicker", "scan", multiple=True),
    group(field("textfield", "city", hide="agreed"), path="address"),
    rows(
        "jobs",
        field("textfield", "firm", required=True),
        field("number", "years", hide="firm = null"),
        rows("tasks", field("checkbox", "done"), field("textfield", "note", hide="done")),
    ),
    properties={"rules": [{"when": "sum = null or any = null or any > sum", "ru": "мало", "field": "any"}]},
)
KEYS = [each.key for each in ASKED.walk() if each.path]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=5)
    | st.sampled_from(["a", "true", "5", "r-1", "12,50", "09.03.2026", "1.1.1990", "10:30", "2026-03-09T10:00+03:00"])
    | st.sampled_from([SCAN, {"given": True, "commitment": "0" * 64}, {"row": "r-1", "version": 1}])
)
anything = st.recursive(
    scalars,
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5) | st.integers(), inside, max_size=6)
    ),
    max_leaves=25,
)
raws = anything | st.dictionaries(st.sampled_from(KEYS), anything, max_size=12)


def taken(raw):
    try:
        return check(ASKED, raw, choices=ROWS)
    except AnswersRefused as refused:
        assert refused.errors
        assert all(isinstance(path, str) and message.ru and message.en for path, message in refused.errors.items())
        assert json.dumps({path: message.ru for path, message in refused.errors.items()}).encode()
        return None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raws)
def test_any_input_gives_answers_or_a_refusal(raw):
    taken(raw)


valid = st.fixed_dictionaries(
    {
        "name": st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
        )
    },
    optional={
        "mail": st.sampled_from(["", "a@b.ru", " a@пример.рф "]),
        "why": st.text("аб \n\r\t", max_size=9),
        "sum": st.decimals(0, 10**9, places=2).map(str) | st.integers(0, 10**12),
        "on": st.dates().filter(lambda day: day.year >= 1800 and day < TODAY).map(lambda day: f"{day:%d.%m.%Y}"),
        "at": st.datetimes(timezones=st.timezones())
        .filter(lambda at: 1900 < at.year < 2900)
        .map(lambda at: at.isoformat()),
        "clock": st.times().map(lambda clock: clock.isoformat("minutes")),
        "agreed": st.sampled_from([True, False, "on", None]),
        "kind": st.sampled_from(["a", "true", True, 5, "5", ""]),
        "papers": st.lists(st.sampled_from(["a", "b"]), max_size=4),
        "place": st.sampled_from(["r-1", "", None]),
        "scan": st.sampled_from([[], [SCAN], SCAN]),
        "address": st.sampled_from([None, {}, {"city": " Тверь "}]),
        "jobs": st.lists(
            st.fixed_dictionaries(
                {"firm": st.sampled_from(["Завод", " Банк"])},
                optional={
                    "years": st.integers(-5, 5) | st.floats(-5, 5).map(lambda number: round(number, 3)),
                    "tasks": st.lists(
                        st.fixed_dictionaries({"done": st.booleans(), "note": st.just("секрет")}), max_size=3
                    ),
                },
            ),
            max_size=3,
        ),
    },
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid)
def test_answers_are_plain_json_and_checking_them_again_changes_nothing(raw):
    plain = taken(raw)

    if plain is not None:
        assert rfc8785.dumps(plain)
        assert check(ASKED, plain, choices=ROWS) == plain
        assert answers.display(ASKED, plain)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid)
def test_sealed_answers_hold_no_erasable_value_and_open_again(raw):
    plain = taken(raw)
    if plain is None:
        return

    numbers = itertools.count()
    sealed = answers.seal(ASKED, plain, lambda: next(numbers).to_bytes(16, "big"))
    kept = {answers.commitment(each.salt, each.value): each.value for each in sealed.personal}

    assert sealed.answers["name"] == {"given": True, "commitment": answers.commitment(bytes(16), plain["name"])}
    assert "секрет" not in json.dumps(sealed.answers, ensure_ascii=False)
    assert answers.opened(sealed.answers, kept.__getitem__) == plain
    assert answers.display(ASKED, sealed.answers)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raws.filter(lambda raw: isinstance(raw, dict)))
def test_whatever_was_sent_can_be_drawn_again(raw):
    assert drawn(ASKED, raw, circumstances=Circumstances(today=TODAY, choices=ROWS))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEYS) | st.text(max_size=20) | st.from_regex(r"jobs\.\d+\.firm", fullmatch=True), st.text()
        )
    ),
    st.text(),
)
def test_any_post_can_be_read_and_any_button_pressed(pairs, act):
    raw = answers.from_post(ASKED, pairs)

    taken(answers.rearranged(ASKED, raw, act))


def deep(levels: int):
    value: object = "x"
    for _ in range(levels):
        value = {"jobs": [value]}
    return value


HOSTILE = {
    "a million keys": lambda: {f"k{number}": 1 for number in range(10**6)},
    "a million rows": lambda: {"jobs": [{}] * 10**6},
    "a million choices": lambda: {"papers": ["a"] * 10**6},
    "a huge text": lambda: {"name": "я" * 10**7},
    "a huge key": lambda: {"я" * 10**7: 1},
    "a huge number": lambda: {"sum": "9" * 10**6},
    "a huge int": lambda: {"sum": 10**10_000},
    "deep nesting": lambda: deep(5000),
    "deep lists": lambda: {"name": json.loads("[" * 900 + "]" * 900)},
    "a slow pattern": lambda: {"mail": "@" * 900},
    "many spaces": lambda: {"name": " " * 10**6},
    "combining signs": lambda: {"name": "a" + "\u0301" * 1500},
    "a spread post": lambda: {"jobs": [{"tasks": [{}] * 400}] * 400},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_at_once(name):
    raw = HOSTILE[name]()

    begun = process_time()
    with pytest.raises(AnswersRefused) as refused:
        check(ASKED, raw)

    assert process_time() - begun < 2
    assert len(refused.value.errors) <= 100
    assert len(refused.value.ru) < 20_000

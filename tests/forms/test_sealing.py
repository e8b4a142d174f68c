"""Erasable answers: what leaves the log, what stays, and how it comes back."""

from __future__ import annotations

import hashlib
import itertools
import json

import pytest

from forms import answers
from tests.forms.making import SCAN, SHA, check, choices, field, form, group, rows

ASKED = form(
    field("textfield", "name"),
    field("textfield", "number", properties={"open": True}),
    field("textarea", "why"),
    field("datetime", "born", properties={"personal": True}),
    field("datetime", "on"),
    field("number", "age"),
    field("checkbox", "agreed"),
    field("checkbox", "sick", properties={"personal": True}),
    field("checklist", "needs", values=choices("a"), properties={"personal": True}),
    field("filepicker", "scan", multiple=True),
    field("filepicker", "letter", properties={"open": True}),
    group(field("textfield", "city"), path="address"),
    rows("jobs", field("textfield", "place"), field("number", "years")),
)
RAW = {
    "name": "Иванова",
    "number": "П-5",
    "born": "1990-02-01",
    "on": "2026-03-09",
    "age": "36",
    "agreed": True,
    "needs": [],
    "scan": [SCAN, {**SCAN, "attachment": "a-2", "name": "второй.pdf"}],
    "letter": {**SCAN, "name": "приказ.pdf"},
    "address": {"city": "Тверь"},
    "jobs": [{"place": "Завод", "years": 3}, {"years": 4}],
}


def salts():
    numbers = itertools.count()
    return lambda: next(numbers).to_bytes(16, "big")


@pytest.fixture
def sealed():
    return answers.seal(ASKED, check(ASKED, RAW), salts())


def test_text_is_sealed_and_choices_flags_numbers_days_stay_open(sealed):
    kept = sealed.answers

    assert kept["number"] == "П-5"
    assert kept["on"] == "2026-03-09"
    assert kept["age"] == 36
    assert kept["agreed"] is True
    assert kept["letter"] == [{**SCAN, "name": "приказ.pdf"}]
    assert [each["given"] for each in (kept["name"], kept["why"], kept["born"], kept["sick"], kept["needs"])] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert kept["why"] == {"given": False}


def test_of_a_file_only_the_name_is_sealed(sealed):
    first = sealed.answers["scan"][0]

    assert answers.is_erasable(first.pop("name"))
    assert first == {"attachment": "a-1", "sha256": SHA, "size": SCAN["size"]}


def test_rows_and_groups_are_sealed_inside(sealed):
    assert answers.is_erasable(sealed.answers["address"]["city"])
    assert [row["place"]["given"] for row in sealed.answers["jobs"]] == [True, False]
    assert [row["years"] for row in sealed.answers["jobs"]] == [3, 4]


def test_each_value_that_leaves_has_its_path_and_a_salt_of_its_own(sealed):
    assert [each.path for each in sealed.personal] == [
        "name",
        "born",
        "sick",
        "scan.0.name",
        "scan.1.name",
        "address.city",
        "jobs.0.place",
    ]
    assert len({each.salt for each in sealed.personal}) == len(sealed.personal)


def test_a_commitment_is_sha_256_of_salt_and_canonical_json():
    salt = b"0123456789abcdef"

    assert answers.commitment(salt, "Иванова") == hashlib.sha256(salt + '"Иванова"'.encode()).hexdigest()
    assert answers.commitment(salt, {"b": 1, "a": [True]}) == hashlib.sha256(salt + b'{"a":[true],"b":1}').hexdigest()


def test_the_log_holds_nothing_that_is_to_be_erasable(sealed):
    log = json.dumps(sealed.answers, ensure_ascii=False)

    for word in ("Иванова", "1990-02-01", "Диплом", "второй", "Тверь", "Завод"):
        assert word not in log


def test_opened_answers_are_the_answers_again(sealed):
    kept = {answers.commitment(each.salt, each.value): each.value for each in sealed.personal}

    opened = answers.opened(sealed.answers, kept.get)

    assert opened == {**check(ASKED, RAW), "needs": None}


def test_an_erased_value_opens_as_nothing(sealed):
    opened = answers.opened({"application": sealed.answers}, lambda commitment: None)

    assert opened["application"]["name"] is None
    assert opened["application"]["age"] == 36


def test_sealed_answers_can_be_shown_without_what_they_hide(sealed):
    shown = dict(answers.display(ASKED, sealed.answers))

    assert shown["name"] == "персональные данные"
    assert shown["why"] == "не указано"
    assert shown["number"] == "П-5"
    assert shown["scan"] == "файл (1,4 МБ), файл (1,4 МБ)"


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ({"given": False}, True),
        ({"given": True, "commitment": "0" * 64}, True),
        ({"given": True}, False),
        ({"given": False, "commitment": "0" * 64}, False),
        ({"given": True, "commitment": "0" * 63}, False),
        ({"given": True, "commitment": "0" * 64, "x": 1}, False),
        ({"given": 1, "commitment": "0" * 64}, False),
        ({}, False),
        ("given", False),
        (None, False),
    ],
)
def test_what_stands_for_an_erasable_value(value, is_one):
    assert answers.is_erasable(value) is is_one


def test_a_hidden_answer_leaves_no_trace():
    asked = form(field("checkbox", "a"), field("textfield", "why", hide="not(a)"))

    assert answers.seal(asked, check(asked, {"why": "тайна"}), salts()).answers == {"a": False}

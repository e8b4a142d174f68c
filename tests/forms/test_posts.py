"""Plain HTML posts: what a browser without JavaScript sends, and the buttons of rows."""

from __future__ import annotations

import pytest

from forms import answers
from tests.forms.making import SCAN, check, choices, field, form, group, rows

ASKED = form(
    field("textfield", "name"),
    field("checkbox", "agreed"),
    field("radio", "pays", values=choices("a", "b")),
    field("checklist", "papers", values=choices("a", "b")),
    field("filepicker", "scan", multiple=True),
    group(field("textfield", "city"), path="address"),
    group(field("textfield", "phone"), label="Связь"),
    rows("jobs", field("textfield", "place"), field("checkbox", "now")),
)


def test_an_empty_post_is_an_empty_form():
    assert answers.from_post(ASKED, []) == {
        "name": None,
        "agreed": False,
        "pays": None,
        "papers": [],
        "scan": [],
        "address": {"city": None},
        "phone": None,
        "jobs": [],
    }


def test_a_filled_post():
    pairs = [
        ("csrf_token", "t"),
        ("name", "Иванова"),
        ("agreed", "true"),
        ("pays", "b"),
        ("papers", "b"),
        ("papers", "a"),
        ("scan", "f-1"),
        ("scan", "f-2"),
        ("scan", ""),
        ("address.city", "Москва"),
        ("phone", ""),
        ("then", "next"),
    ]

    assert answers.from_post(ASKED, pairs) == {
        "name": "Иванова",
        "agreed": True,
        "pays": "b",
        "papers": ["b", "a"],
        "scan": ["f-1", "f-2"],
        "address": {"city": "Москва"},
        "phone": None,
        "jobs": [],
    }


def test_rows_come_in_the_order_of_their_numbers_and_blank_ones_are_left_out():
    pairs = [
        ("jobs.10.place", "третья"),
        ("jobs.2.place", "вторая"),
        ("jobs.3.place", ""),
        ("jobs.0.place", "первая"),
        ("jobs.0.now", "true"),
        ("jobs.x.place", "никакая"),
        ("jobs.__row__.place", "заготовка"),
        ("jobs.99999999999.place", "далёкая"),
    ]

    assert answers.from_post(ASKED, pairs)["jobs"] == [
        {"place": "первая", "now": True},
        {"place": "вторая", "now": False},
        {"place": "третья", "now": False},
    ]


def test_fixed_rows_stay_though_they_are_blank():
    asked = form(rows("papers", field("checkbox", "seen"), field("textfield", "note"), allowAddRemove=False))

    raw = answers.from_post(asked, [("papers.0.note", ""), ("papers.1.seen", "true")])

    assert raw["papers"] == [{"seen": False, "note": None}, {"seen": True, "note": None}]


def test_lists_inside_rows():
    asked = form(rows("works", field("textfield", "name"), rows("tasks", field("textfield", "name"))))

    raw = answers.from_post(
        asked, [("works.0.name", "a"), ("works.0.tasks.0.name", "b"), ("works.1.tasks.4.name", "c")]
    )

    assert raw["works"] == [{"name": "a", "tasks": [{"name": "b"}]}, {"name": None, "tasks": [{"name": "c"}]}]


def test_what_is_read_from_a_post_can_be_checked():
    asked = form(field("textfield", "name", required=True), field("checkbox", "agreed", required=True))

    assert check(asked, answers.from_post(asked, [("name", " Иванова "), ("agreed", "true")])) == {
        "name": "Иванова",
        "agreed": True,
    }


@pytest.mark.parametrize(
    ("act", "places"),
    [
        ("add:jobs", ["а", "б", "в", None]),
        ("remove:jobs.1", ["а", "в"]),
        ("up:jobs.2", ["а", "в", "б"]),
        ("down:jobs.0", ["б", "а", "в"]),
        ("up:jobs.0", ["а", "б", "в"]),
        ("down:jobs.2", ["а", "б", "в"]),
        ("remove:jobs.9", ["а", "б", "в"]),
        ("remove:jobs.x", ["а", "б", "в"]),
        ("remove:name", ["а", "б", "в"]),
        ("explode:jobs.0", ["а", "б", "в"]),
        ("", ["а", "б", "в"]),
        ("add:address.city", ["а", "б", "в"]),
    ],
)
def test_the_buttons_of_rows(act, places):
    raw = {"jobs": [{"place": "а"}, {"place": "б"}, {"place": "в"}], "name": "x"}

    changed = answers.rearranged(ASKED, raw, act)

    assert [row.get("place") for row in changed["jobs"]] == places
    assert changed["name"] == "x"
    assert [row["place"] for row in raw["jobs"]] == ["а", "б", "в"]


def test_a_row_button_means_the_rows_that_the_page_shows_empty_ones_too():
    post = [("jobs.0.place", ""), ("jobs.1.place", "б"), ("jobs.2.place", "в"), ("_rows", "remove:jobs.1")]

    raw = answers.from_post(ASKED, post)

    assert [row.get("place") for row in answers.rearranged(ASKED, raw, "remove:jobs.1")["jobs"]] == [None, "в"]
    assert [row.get("place") for row in answers.from_post(ASKED, post[:-1])["jobs"]] == ["б", "в"]


def test_a_row_is_added_to_a_list_inside_a_row():
    asked = form(rows("works", rows("tasks", field("textfield", "name"))))

    assert answers.rearranged(asked, {"works": [{}, {}]}, "add:works.1.tasks") == {"works": [{}, {"tasks": [{}]}]}
    assert answers.rearranged(asked, {}, "add:works") == {"works": [{}]}
    assert answers.rearranged(asked, {"works": [{}]}, "add:works.7.tasks") == {"works": [{}]}


def test_rows_that_the_form_fixes_have_no_buttons():
    asked = form(rows("papers", field("checkbox", "seen"), allowAddRemove=False))

    assert answers.rearranged(asked, {"papers": [{}]}, "add:papers") == {"papers": [{}]}


def test_an_endless_post_is_cut():
    raw = answers.from_post(ASKED, ((f"jobs.{number}.place", "x") for number in range(10**6)))

    assert len(raw["jobs"]) <= 501


def test_a_file_given_before_is_kept_by_its_id():
    asked = form(field("filepicker", "scan"))

    assert answers.from_post(asked, [("scan", SCAN["attachment"])]) == {"scan": ["a-1"]}

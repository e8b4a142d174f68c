"""The data of documents: canonical, plain, without anything that was erased."""

from __future__ import annotations

import json

import pytest

from forms import documents


def made(**case):
    return documents.data(number="С-1", case=case, settings={"centre_name": "ЦОК"}, inputs={"issued_on": "2026-03-09"})


def test_a_document_has_its_number_the_case_and_what_it_was_asked_with():
    assert json.loads(made(application={"last_name": "Иванова"})) == {
        "number": "С-1",
        "case": {"application": {"last_name": "Иванова"}},
        "settings": {"centre_name": "ЦОК"},
        "inputs": {"issued_on": "2026-03-09"},
        "url": "",
        "qr": "",
    }


def test_equal_data_make_equal_bytes():
    assert made(a=1, b={"c": 2, "d": 3}) == made(b={"d": 3, "c": 2}, a=1)


def test_what_was_erased_is_null():
    assert json.loads(made(name={"given": True, "commitment": "0" * 64}))["case"]["name"] is None


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), {1: 2}, 2**60, "\ud800"])
def test_what_is_no_plain_json_is_refused(value):
    with pytest.raises(documents.DocumentRefused):
        made(value=[{"x": value}])

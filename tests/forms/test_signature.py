"""The record of a signature: what is asked, what is signed, and what is kept of it."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from forms import answers, editing, sealing, touched, widgets
from forms.definition import Form
from forms.errors import FormRefused
from forms.fields.circumstances import Circumstances
from tests.forms.making import SCAN, SHA, TODAY, check, field, form, refusals, rows, written

OTHER = "cd" * 32
PAPER = {"document": "d-1", "template": "D-CONTRACT", "number": "ДОГ-7", "sha256": OTHER, "size": 2048, "made_on": "x"}
CONTRACT = {"contract": {"file": [SCAN]}, "paper": PAPER}

BY_HAND = {
    "signed_by": "Орлова А. С., директор",
    "signed_on": "09.03.2026",
    "signature_kind": "paper",
    "signed_file": {**SCAN, "attachment": "a-2", "name": "подписанный.pdf"},
}


def signature(**properties: str) -> dict[str, Any]:
    return field("signature", "signature", "Подпись", properties=properties)


def contract() -> Form:
    return form(signature(signs="contract.file"))


def signed(**changed: Any) -> dict[str, Any]:
    return {"signature": {**BY_HAND, "what": [SHA], **changed}}


def test_a_signature_says_who_signed_what_when_and_how():
    plain = check(contract(), signed(), case=CONTRACT)

    assert plain["signature"] == {
        "what": [SCAN],
        "signed_by": "Орлова А. С., директор",
        "signed_on": "2026-03-09",
        "signature_kind": "paper",
        "signed_file": [{**SCAN, "attachment": "a-2", "name": "подписанный.pdf"}],
    }
    assert check(contract(), plain, case=CONTRACT) == plain


def test_files_and_papers_may_be_signed_together():
    asked = form(signature(signs="[contract.file, paper]"))

    plain = check(asked, signed(what=[OTHER, SHA]), case=CONTRACT)

    assert plain["signature"]["what"] == [SCAN, {"document": "d-1", "name": "ДОГ-7", "sha256": OTHER, "size": 2048}]


def test_the_block_opens_with_what_is_to_be_signed():
    opened = answers.prefilled(
        form(signature(signs="contract.file", prefill="head")), case={**CONTRACT, "head": "Орлова"}, today=TODAY
    )

    assert opened["signature"]["what"] == [SCAN]
    assert opened["signature"]["signed_by"] == "Орлова"


@pytest.mark.parametrize(
    ("now", "seen", "said"),
    [
        pytest.param([{**SCAN, "sha256": OTHER}], [SHA], "изменилось", id="another file now"),
        pytest.param([SCAN, {**SCAN, "attachment": "a-3", "sha256": OTHER}], [SHA], "изменилось", id="one file more"),
        pytest.param([SCAN], [SHA, OTHER], "изменилось", id="one file less"),
        pytest.param([SCAN], [], "посмотрите", id="never looked"),
        pytest.param([], [SHA], "нечего", id="nothing there"),
        pytest.param([], [], "нечего", id="nothing there and not looked"),
    ],
)
def test_what_was_shown_must_be_what_is_signed(now, seen, said):
    refused = refusals(contract(), signed(what=seen), case={"contract": {"file": now}})

    assert list(refused) == ["signature.what"]
    assert said in refused["signature.what"]
    assert refused["signature.what"].startswith("Подпись, Что подписывается: ")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        pytest.param({"signed_by": ""}, "signature.signed_by", id="nobody"),
        pytest.param({"signed_on": "10.03.2026"}, "signature.signed_on", id="tomorrow"),
        pytest.param({"signed_on": ""}, "signature.signed_on", id="no day"),
        pytest.param({"signature_kind": ""}, "signature.signature_kind", id="no kind"),
        pytest.param({"signature_kind": "телепатия"}, "signature.signature_kind", id="unknown kind"),
        pytest.param({"signed_file": None}, "signature.signed_file", id="paper without its scan"),
        pytest.param({"signature_kind": "scan", "signed_file": None}, "signature.signed_file", id="no scan"),
        pytest.param({"seal": True}, "signature.seal", id="a seal where none is asked about"),
    ],
)
def test_what_the_block_does_not_take(changed, path):
    assert list(refusals(contract(), signed(**changed), case=CONTRACT)) == [path]


def test_an_electronic_signature_needs_no_file():
    plain = check(contract(), signed(signature_kind="electronic", signed_file=None), case=CONTRACT)

    assert "signed_file" not in plain["signature"]


def test_a_seal_is_asked_about_where_the_form_says_so():
    asked = form(signature(seal="true"))

    assert check(asked, {"signature": {**BY_HAND, "seal": True}})["signature"]["seal"] is True
    assert check(asked, {"signature": BY_HAND})["signature"]["seal"] is False


def test_without_signs_the_form_itself_is_what_was_signed():
    assert "what" not in check(form(signature()), {"signature": BY_HAND})["signature"]


def test_hashes_are_open_and_names_are_erasable():
    plain = check(contract(), signed(), case=CONTRACT)
    numbers = count(1)

    sealed = sealing.seal(contract(), plain, lambda: next(numbers).to_bytes(16, "big"))

    kept = sealed.answers["signature"]
    assert kept["what"][0]["sha256"] == SHA
    assert kept["signed_on"] == "2026-03-09"
    assert sealing.is_erasable(kept["signed_by"])
    assert sealing.is_erasable(kept["what"][0]["name"])
    assert {each.path for each in sealed.personal} == {
        "signature.what.0.name", "signature.signed_by", "signature.signed_file.0.name",
    }  # fmt: skip


def test_an_open_signature_keeps_its_names():
    asked = form(signature(signs="contract.file", open="true"))

    sealed = sealing.seal(asked, check(asked, signed(), case=CONTRACT), lambda: b"0" * 16)

    assert sealed.personal == ()


def test_an_erased_name_leaves_the_hash():
    erased = {"contract": {"file": [{**SCAN, "name": {"given": True, "commitment": OTHER}}]}}
    plain = check(contract(), signed(), case=erased)

    sealed = sealing.seal(contract(), plain, lambda: b"0" * 16)

    assert sealed.answers["signature"]["what"] == [{**SCAN, "name": {"given": False}}]


def test_it_reads_in_words():
    shown = answers.display(contract(), check(contract(), signed(), case=CONTRACT))

    assert [(each.label, each.value) for each in shown] == [
        ("Что подписывается", f"Диплом Ивановой.pdf (1,4 МБ), SHA-256 {SHA}"),
        ("Кто подписал", "Орлова А. С., директор"),
        ("Когда подписано", "09.03.2026"),
        ("Как подписано", "на бумаге"),
        ("Подписанный экземпляр", "подписанный.pdf (1,4 МБ)"),
    ]


def test_its_widget_offers_what_is_there_now_whatever_was_typed():
    circumstances = Circumstances(today=TODAY)

    (block,) = widgets.drawn(contract(), signed(what=[OTHER]), circumstances=circumstances, case=CONTRACT)

    what = block.widgets[0]
    assert [(one.kind, one.id, one.sha256) for one in what.signables] == [("attachment", "a-1", SHA)]
    assert block.widgets[1].value == "Орлова А. С., директор"


def test_what_the_page_shows_is_nothing_that_somebody_has_filled_in():
    circumstances = Circumstances(today=TODAY)

    assert not touched.touched(contract(), {"signature": {"what": [SHA]}}, {"signature": {"what": []}}, circumstances)
    assert touched.touched(contract(), {"signature": {"signed_by": "Я"}}, {}, circumstances)


def test_the_gate_hears_what_is_signed_and_what_stays_open():
    fields = contract().outline().fields

    assert fields["signature.what"].signs == "contract.file"
    assert fields["signature.what"].open
    assert not fields["signature.what.name"].open
    assert not fields["signature.signed_by"].open
    assert fields["signature.signature_kind"].choices == ("electronic", "scan", "paper")


@pytest.mark.parametrize(
    "component",
    [
        pytest.param(rows("list", signature()), id="in a table"),
        pytest.param(signature(signs="contract."), id="no expression"),
        pytest.param({**signature(), "label": ""}, id="no label"),
        pytest.param({**signature(), "key": "Подпись"}, id="no key"),
        pytest.param(field("signed", "what", "Что", properties={"signs": "contract.file"}), id="by itself"),
    ],
)
def test_where_it_cannot_stand(component):
    with pytest.raises(FormRefused):
        form(component)


def test_it_is_edited_like_any_question():
    content, place = editing.add(written(field("textfield", "name")), (1,), "signature", label="Подпись")

    content = editing.change(
        content, place, {**editing.stands(content, place), "signs": "contract.file", "seal": True, "kept": "open"}
    )

    assert editing.stands(content, place)["signs"] == "contract.file"
    assert json.loads(content)["components"][1]["properties"] == {
        "open": "true",
        "signs": "contract.file",
        "seal": "true",
    }
    assert [entry.kind for entry in editing.entries(content)] == ["textfield", "signature"]

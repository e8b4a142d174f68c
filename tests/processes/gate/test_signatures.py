"""What a person signs must be there by then: a file or a paper of an earlier step."""

from __future__ import annotations

import pytest

from processes.definition import Definition, FieldOutline, FormOutline
from tests.processes.gate.drawing import codes, procedure, straight

CONTRACT = FormOutline(
    id="F-CONTRACT",
    fields={
        "number": FieldOutline(type="textfield", open=True),
        "file": FieldOutline(type="filepicker", open=True),
        "file.name": FieldOutline(type="filename", open=False),
    },
)


def signing(signs: str) -> Definition:
    """A contract is written and then signed."""
    signature = FieldOutline(type="signed", open=True, signs=signs)
    form = FormOutline(id="F-SIGN", fields={"signature.what": signature})
    drawing = (
        straight().user("A", form="F-CONTRACT", result="contract").user("B", form="F-SIGN").path("S", "A", "B", "E")
    )
    return procedure(drawing, forms=(CONTRACT, form))


@pytest.mark.parametrize(
    "signs", ["contract.file", "[contract.file]", "if given(contract.number) then contract.file else []"]
)
def test_files_of_an_earlier_step_may_be_signed(signs: str):
    assert codes(signing(signs)) == []


@pytest.mark.parametrize(
    ("signs", "code"),
    [
        pytest.param("kontrakt.file", "name.unknown", id="a key that nobody sets"),
        pytest.param("contract.scan", "name.field", id="a field that the form has not"),
        pytest.param("contract.file.name", "expression.erasable", id="the name of a file"),
        pytest.param("contract.number", "signature.file", id="no file"),
        pytest.param("B.signature.what", "signature.nothing", id="what this very step writes"),
    ],
)
def test_what_cannot_be_signed(signs: str, code: str):
    assert code in codes(signing(signs))

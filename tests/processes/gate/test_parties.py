"""Whom a step is addressed to is said by the case, and only where the role is held through parties."""

from __future__ import annotations

import pytest

from processes.definition import Definition
from tests.processes.gate.drawing import ROLES, Drawing, codes, found, procedure, timer
from tests.processes.gate.test_constructs import COLLECTION

PEOPLE = ROLES | {"applicant": {"ru": "Заявитель", "en": "Applicant", "outside": True, "scope": "party", "sees": []}}
EACH = f'<multiInstanceLoopCharacteristics>{COLLECTION}<inputDataItem name="site" /></multiInstanceLoopCharacteristics>'


def per_item(party: str, role: str = "clerk") -> Definition:
    """A step X per document, for the party that this FEEL names."""
    drawing = Drawing().start("S", form="F-APP", result="application").end()
    return procedure(drawing.user("X", body=EACH, role=role, party=party).path("S", "X", "E"), roles=PEOPLE)


def test_a_step_of_a_role_held_through_a_party_is_addressed_to_one():
    assert codes(per_item("site.kind", role="applicant")) == []
    assert codes(per_item("site.kind", role="applicant clerk")) == []


def test_a_step_of_staff_is_addressed_to_no_party():
    assert found(per_item("site.kind"), "party.staff") == ["X"]


@pytest.mark.parametrize("kind", ["userTask", "subProcess"])
def test_one_of_several_does_not_read_the_whole_case(kind):
    everything = PEOPLE | {"applicant": {**PEOPLE["applicant"], "sees": None}}
    drawing = Drawing().start("S", form="F-APP", result="application").end().path("S", "X", "E")
    drawing.node(kind, "X", {"party": "site.kind", "role": "applicant"}, body=EACH)
    if kind == "subProcess":
        drawing.start("S2", into="X").user("A", into="X", role="applicant").end("E2", into="X").path("S2", "A", "E2")

    assert found(procedure(drawing, roles=everything), "party.sees") == ["X"]
    assert found(procedure(drawing, roles=PEOPLE), "party.sees") == []


def test_the_party_is_taken_from_the_case():
    assert found(per_item('"party:12"', role="applicant"), "party.constant") == ["X"]
    assert codes(per_item("null", role="applicant")) == []


@pytest.mark.parametrize(
    ("party", "code"),
    [("site.", "expression.syntax"), ("nobody.party", "name.unknown"), ("application.address", "expression.erasable")],
)
def test_it_is_an_expression_like_any_other(party, code):
    assert found(per_item(party, role="applicant"), code) == ["X"]


def test_a_sub_process_is_for_a_party_with_all_that_is_in_it():
    drawing = Drawing().start("S", form="F-APP", result="application").end()
    drawing.node("subProcess", "X", {"party": "site.kind"}, body=EACH).path("S", "X", "E")
    drawing.start("S2", into="X").user("A", into="X").end("E2", into="X").path("S2", "A", "E2")

    assert codes(procedure(drawing, roles=PEOPLE)) == []


def test_where_nobody_is_addressed_a_party_has_no_effect():
    drawing = Drawing().start().end().path("S", "X", "E")
    drawing.node("intermediateCatchEvent", "X", {"party": "case.number", "clause": "1"}, body=timer("P1D"))

    assert found(procedure(drawing, roles=PEOPLE), "party.staff") == ["X"]

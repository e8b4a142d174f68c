"""An owner changes a procedure: everything is saved, nobody overwrites anybody, and the check says all at once."""

from __future__ import annotations

import pytest

from service.errors import EtagMissing, NotAllowed, RedesignChanged, Unfit
from service.operations import people, redesign
from storage.errors import NotFound
from tests.service import permit
from tests.service.driver import Office

TERM = permit.PROCEDURE.replace("value: 10", "value: 15").encode()


@pytest.fixture(autouse=True)
def owners(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.person("zaitsev", "Зайцев Глеб", "process_owner")


def test_before_the_first_change_it_is_the_newest_version(office: Office) -> None:
    found = redesign.read(office.here, office.who("volkova"), "permit")

    assert (found.base_version, found.rev, found.author, found.etag) == (1, 0, None, '"0"')
    assert found.parts == permit.parts()


def test_every_change_is_saved_with_its_author(office: Office) -> None:
    first = redesign.write_part(office.here, office.who("volkova"), "permit", "procedure.yaml", TERM, etag='"0"')
    second = redesign.write_part(
        office.here, office.who("zaitsev"), "permit", "notices/N-NEW.txt", b"N", etag=first.etag
    )
    third = redesign.drop_part(office.here, office.who("zaitsev"), "permit", "F-PER-9.json", etag=second.etag)

    assert third == redesign.read(office.here, office.who("admin"), "permit")
    assert (third.rev, third.author) == (3, office.who("zaitsev").id)
    assert third.parts["procedure.yaml"] == TERM
    assert set(third.parts) == set(permit.parts()) - {"F-PER-9.json"} | {"notices/N-NEW.txt"}


def test_a_change_of_an_older_state_is_refused_and_says_who_was_quicker(office: Office) -> None:
    redesign.write_part(office.here, office.who("volkova"), "permit", "procedure.yaml", TERM, etag='"0"')

    with pytest.raises(RedesignChanged) as refused:
        redesign.write_part(office.here, office.who("zaitsev"), "permit", "procedure.yaml", b"x", etag='"0"')

    assert "Волкова Ирина, 02.03.2026 10:00" in refused.value.ru
    assert refused.value.facts["current_etag"] == '"1"'
    with pytest.raises(EtagMissing):
        redesign.write_part(office.here, office.who("zaitsev"), "permit", "procedure.yaml", b"x", etag=None)


def test_a_redesign_that_was_dropped_meanwhile_is_not_begun_anew_by_an_old_page(office: Office) -> None:
    saved = redesign.write_part(office.here, office.who("volkova"), "permit", "procedure.yaml", TERM, etag='"0"')
    redesign.drop(office.here, office.who("zaitsev"), "permit", etag=saved.etag)

    with pytest.raises(RedesignChanged):
        redesign.write_part(office.here, office.who("volkova"), "permit", "procedure.yaml", TERM, etag=saved.etag)

    assert redesign.read(office.here, office.who("volkova"), "permit").rev == 0


@pytest.mark.parametrize("login", ["ivanov", "sidorov", "petrova", "stranger"])
def test_nobody_else_may_read_or_change_it(office: Office, login: str) -> None:
    with pytest.raises(NotAllowed):
        redesign.read(office.here, office.who(login), "permit")
    with pytest.raises(NotAllowed):
        redesign.write_part(office.here, office.who(login), "permit", "procedure.yaml", TERM, etag='"0"')
    with pytest.raises(NotAllowed):
        redesign.drop(office.here, office.who(login), "permit", etag='"0"')


def test_the_owner_of_another_procedure_may_not_either(office: Office) -> None:
    office.person("gromov", "Громов Яков")
    people.grant(office.here, "gromov", "process_owner", procedure="audit")

    with pytest.raises(NotAllowed):
        redesign.read(office.here, office.who("gromov"), "permit")


@pytest.mark.parametrize(
    "name",
    ["../procedure.yaml", "/etc/passwd.txt", "a/../../b.txt", "a\\b.txt", "run.py", "x.bpmn\n", ".bpmn", "a//b.txt", "", "a\0.txt", "я" * 300 + ".txt"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(office: Office, name: str) -> None:
    with pytest.raises(Unfit):
        redesign.write_part(office.here, office.who("volkova"), "permit", name, b"x", etag='"0"')


def test_a_procedure_that_nobody_published_has_no_redesign(office: Office) -> None:
    with pytest.raises(NotFound):
        redesign.read(office.here, office.who("admin"), "nothing")


def test_the_check_sees_saved_and_unsaved_parts(office: Office) -> None:
    owner = office.who("volkova")
    broken = permit.DIAGRAM.replace('form="F-PER-2"', 'form="F-NONE"').replace('value="F-PER-2"', 'value="F-NONE"')

    assert redesign.check(office.here, owner, "permit").publishable
    unsaved = redesign.check(office.here, owner, "permit", {"permit.bpmn": broken.encode()})
    redesign.write_part(office.here, owner, "permit", "permit.bpmn", broken.encode(), etag='"0"')
    saved = redesign.check(office.here, owner, "permit")

    assert not unsaved.publishable
    assert [(one.code, one.element) for one in unsaved.errors][:1] == [("form.unknown", "PER-20")]
    assert unsaved.part_of(unsaved.errors[0]) == "permit.bpmn"
    assert saved.findings == unsaved.findings


def test_everything_that_cannot_be_read_is_a_finding_of_its_file(office: Office) -> None:
    broken = {
        "permit.bpmn": b"<!DOCTYPE x><x/>",
        "F-PER-1.json": b"{",
        "procedure.yaml": b"key: [",
        "notices/N-PER-FIX.txt": b"\xff",
    }

    checked = redesign.check(office.here, office.who("volkova"), "permit", broken)

    assert checked.outline is None
    assert {checked.part_of(finding) for finding in checked.findings} == set(broken)
    assert all(finding.ru and finding.en and finding.ru != finding.en for finding in checked.findings)

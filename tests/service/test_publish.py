"""An owner publishes, a second person approves; new cases take the new version, running ones keep theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service.errors import Conflict, GateClosed, NotAllowed, OwnVersion, RedesignChanged, Unfit
from service.operations import approve, publish, redesign, two_people
from service.operations.publish import Grounds, Published
from storage import definitions, journal, registers
from storage.models import DefinitionState
from tests.service import permit
from tests.service.driver import START, Office

TERM = permit.PROCEDURE.replace("value: 10", "value: 15").encode()
WHY = Grounds(reason="Больше заявок", basis="Приказ № 7")


@pytest.fixture(autouse=True)
def owners(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.person("zaitsev", "Зайцев Глеб", "process_owner")


def redesigned(office: Office, content: bytes = TERM) -> redesign.Redesign:
    seen = redesign.read(office.here, office.who("volkova"), "permit").etag
    return redesign.write_part(office.here, office.who("volkova"), "permit", "procedure.yaml", content, etag=seen)


def proposed(office: Office, grounds: Grounds = WHY) -> Published:
    draft = redesigned(office)
    return publish.publish_redesign(office.here, office.who("volkova"), "permit", grounds, etag=draft.etag)


def alone(office: Office) -> None:
    two_people.turn(office.here, office.who("admin"), "permit", on=False)


def due_days(office: Office) -> int:
    """How many days a case that begins now gives for the check of its application."""
    begun = office.apply()
    due = office.task(begun.waiting[0].task or "").due
    assert due is not None
    return (due.astimezone(office.here.zone).date() - office.here.today()).days


def row(office: Office, version: int) -> definitions.Definition:
    with office.here.database.reading() as session:
        return definitions.by_version(session, "permit", version)


def kinds(office: Office) -> list[str]:
    with office.here.database.reading() as session:
        return [entry.kind for entry in reversed(journal.entries(session, subject="definition:permit"))]


def test_a_term_is_proposed_approved_and_holds_for_new_cases_only(office: Office) -> None:
    before = office.apply()
    running = office.task(before.waiting[0].task or "").due

    done = proposed(office)

    assert (done.version, done.proposed) == (2, True)
    assert due_days(office) == 10  # nobody works by it yet

    approve.approve(office.here, office.who("zaitsev"), "permit", 2)

    assert due_days(office) == 15
    assert office.task(before.waiting[0].task or "").due == running
    kept = row(office, 2)
    assert (kept.author, kept.approver) == (office.who("volkova").id, office.who("zaitsev").id)
    assert (kept.reason, kept.basis, kept.state) == ("Больше заявок", "Приказ № 7", "published")
    assert kinds(office) == ["definition.proposed", "definition.approved"]
    assert redesign.read(office.here, office.who("volkova"), "permit").base_version == 2


def test_the_rows_that_a_register_begins_with_come_when_the_version_is_approved(office: Office) -> None:
    gates = b"R-GATES:\n    rows: {hills: {title: \xd0\xa1\xd0\xb5\xd0\xb2\xd0\xb5\xd1\x80}}"
    assert b"R-GATES:" in TERM
    draft = redesigned(office, TERM.replace(b"R-GATES:", gates, 1))
    publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=draft.etag)
    assert not began_with(office, "hills")

    approve.approve(office.here, office.who("zaitsev"), "permit", 2)

    assert began_with(office, "hills")


def began_with(office: Office, key: str) -> bool:
    with office.here.database.reading() as session:
        return key in {row.key for row in registers.rows(session, "R-GATES")}


def test_whoever_proposed_it_does_not_approve_it(office: Office) -> None:
    proposed(office)

    with pytest.raises(OwnVersion):
        approve.approve(office.here, office.who("volkova"), "permit", 2)

    assert row(office, 2).state == DefinitionState.PROPOSED


@pytest.mark.parametrize("login", ["ivanov", "petrova", "stranger"])
def test_nobody_else_publishes_approves_rejects_or_turns_the_switch(office: Office, login: str) -> None:
    draft = redesigned(office)
    person = office.who(login)

    with pytest.raises(NotAllowed):
        publish.publish_redesign(office.here, person, "permit", WHY, etag=draft.etag)
    with pytest.raises(NotAllowed):
        publish.publish_upload(office.here, person, permit.parts(), WHY)
    with pytest.raises(NotAllowed):
        approve.approve(office.here, person, "permit", 1)
    with pytest.raises(NotAllowed):
        approve.reject(office.here, person, "permit", 1, "Нет")
    with pytest.raises(NotAllowed):
        two_people.turn(office.here, person, "permit", on=False)
    with pytest.raises(NotAllowed):  # the owner is not the administrator
        two_people.turn(office.here, office.who("volkova"), "permit", on=False)


def test_a_rejected_version_comes_back_as_the_redesign_and_its_number_stays_taken(office: Office) -> None:
    proposed(office)

    approve.reject(office.here, office.who("zaitsev"), "permit", 2, "Согласуйте с юристом")

    back = redesign.read(office.here, office.who("volkova"), "permit")
    assert (back.parts["procedure.yaml"], back.base_version, back.rev) == (TERM, 1, 1)
    assert (row(office, 2).state, row(office, 2).verdict) == ("rejected", "Согласуйте с юристом")
    again = publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=back.etag)
    assert again.version == 3
    with pytest.raises(Conflict):
        approve.approve(office.here, office.who("zaitsev"), "permit", 2)
    with pytest.raises(Unfit):
        approve.reject(office.here, office.who("zaitsev"), "permit", 3, "  ")


def test_without_the_second_person_it_is_in_effect_at_once(office: Office) -> None:
    alone(office)

    done = proposed(office)

    assert not done.proposed
    assert due_days(office) == 15
    assert kinds(office) == ["two_people.turned", "definition.published"]
    assert row(office, 2).approver is None


def test_a_version_with_a_later_day_waits_for_it(office: Office) -> None:
    alone(office)

    proposed(office, Grounds(reason="С апреля", effective_from=publish.effective_on(office.here, "2026-04-01")))

    assert due_days(office) == 10
    office.wait(days=30)
    assert office.here.today().isoformat() == "2026-04-01"
    assert due_days(office) == 15


def test_an_approval_after_the_proposed_day_holds_from_the_approval(office: Office) -> None:
    proposed(office, Grounds(reason="Завтра", effective_from=publish.effective_on(office.here, "2026-03-03")))
    office.wait(days=5)

    approve.approve(office.here, office.who("zaitsev"), "permit", 2)

    assert row(office, 2).effective_from == START + timedelta(days=5)


def test_what_publishing_needs_is_named(office: Office) -> None:
    draft = redesigned(office)

    def refused(grounds: Grounds, *, etag: str = draft.etag) -> type[Exception]:
        with pytest.raises((Unfit, RedesignChanged)) as error:
            publish.publish_redesign(office.here, office.who("volkova"), "permit", grounds, etag=etag)
        return error.type

    assert refused(Grounds(reason=" ")) is Unfit
    assert refused(Grounds(reason="x" * 2001)) is Unfit
    assert refused(Grounds(reason="Вчера", effective_from=START - timedelta(days=1))) is Unfit
    assert refused(WHY, etag='"7"') is RedesignChanged
    with pytest.raises(Unfit):
        publish.effective_on(office.here, "31.02.2026")


def test_the_effective_day_is_typed_in_either_way(office: Office) -> None:
    first_moment = datetime(2026, 4, 1, tzinfo=office.here.zone)

    assert publish.effective_on(office.here, "01.04.2026") == first_moment
    assert publish.effective_on(office.here, " 2026-04-01 ") == first_moment
    assert publish.effective_on(office.here, "") is None


def test_one_version_waits_at_a_time_and_an_unchanged_one_is_none(office: Office) -> None:
    with pytest.raises(Conflict):
        publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag='"0"')
    proposed(office)
    second = redesigned(office, permit.PROCEDURE.replace("value: 10", "value: 20").encode())

    with pytest.raises(Conflict) as waiting:
        publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=second.etag)

    assert waiting.value.facts["version"] == 2


def test_a_redesign_does_not_undo_what_was_published_meanwhile_unless_its_owner_says_so(office: Office) -> None:
    alone(office)
    draft = redesigned(office)
    other = permit.parts() | {"notices/N-PER-FIX.txt": "Тема: Исправьте\nПожалуйста.\n".encode()}
    publish.publish_upload(office.here, office.who("zaitsev"), other, WHY)

    with pytest.raises(Conflict):
        publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=draft.etag)
    rebased = redesign.rebase(office.here, office.who("volkova"), "permit", etag=draft.etag)
    done = publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=rebased.etag)

    assert (rebased.base_version, done.version) == (2, 3)


def test_the_gate_stops_a_redesign_with_all_errors_and_keeps_it(office: Office) -> None:
    broken = permit.DIAGRAM.replace('value="F-PER-2"', 'value="F-NONE"').replace('action="notice"', 'action="fly"')
    seen = redesign.write_part(office.here, office.who("volkova"), "permit", "permit.bpmn", broken.encode(), etag='"0"')

    with pytest.raises(GateClosed) as closed:
        publish.publish_redesign(office.here, office.who("volkova"), "permit", WHY, etag=seen.etag)

    assert {"PER-20"} <= {finding.element for finding in closed.value.findings}
    assert redesign.read(office.here, office.who("volkova"), "permit").rev == 1


def test_a_restart_does_not_undo_what_the_owner_published(office: Office) -> None:
    alone(office)
    proposed(office)

    again = publish.publish_parts(office.here, permit.parts())

    assert (again.new, again.version) == (False, 1)
    assert due_days(office) == 15


def test_the_release_is_shipped_past_the_second_person_and_the_older_proposal_cannot_be_approved(
    office: Office,
) -> None:
    proposed(office)
    shipped = permit.parts() | {"notices/N-PER-FIX.txt": "Тема: Исправьте\nПожалуйста.\n".encode()}

    done = publish.publish_parts(office.here, shipped)

    assert (done.version, row(office, 3).reason, row(office, 3).state) == (3, "shipped", "published")
    with pytest.raises(Conflict):
        approve.approve(office.here, office.who("zaitsev"), "permit", 2)


def test_an_answer_that_is_given_again_is_the_same_answer(office: Office) -> None:
    def bring() -> Published:
        changed = {**permit.parts(), "procedure.yaml": TERM}
        return publish.publish_upload(office.here, office.who("volkova"), changed, WHY, idempotency="k1")

    first, again = bring(), bring()

    assert first.findings
    assert again == replace(first, repeated=True)

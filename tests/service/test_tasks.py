"""Working on a task: who may, in which state, and what happens when two want the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from forms.errors import AnswersRefused
from processes.errors import PoryadokError
from service.actor import Actor
from service.errors import (
    NotAllowed,
    NotYours,
    SeparationOfDuties,
    Stale,
    TaskAlreadyDone,
    TaskTaken,
    UnknownFields,
)
from service.operations import complete_task, release_task, save_draft, show_task
from storage.errors import IdempotencyMismatch, NotFound
from tests.service.driver import GOOD, Office


def test_a_claimed_task_is_only_its_holders(office: Office) -> None:
    ref = office.apply().waiting[0].task
    office.claim("ivanov", ref)

    with pytest.raises(TaskTaken) as refused:
        office.do("orlova", ref, GOOD)

    assert refused.value.facts["holder"] == "Иванов Пётр"
    assert office.do("ivanov", ref, GOOD).number == "ПРО-2026-0001"


def test_a_released_task_is_everybodys_again(office: Office) -> None:
    ref = office.apply().waiting[0].task
    office.claim("ivanov", ref)

    with pytest.raises(NotYours):
        release_task.release(office.here, office.who("orlova"), ref)
    release_task.release(office.here, office.who("ivanov"), ref)

    assert office.do("orlova", ref, GOOD).number == "ПРО-2026-0001"


def test_claiming_twice_changes_nothing(office: Office) -> None:
    ref = office.apply().waiting[0].task
    office.claim("ivanov", ref)
    etag = office.etag(ref)

    office.claim("ivanov", ref)

    assert office.etag(ref) == etag


def test_a_task_is_completed_once(office: Office) -> None:
    ref = office.apply().waiting[0].task
    office.do("ivanov", ref, GOOD)

    with pytest.raises(TaskAlreadyDone) as refused:
        office.do("orlova", ref, GOOD)

    assert refused.value.facts["completed_by"] == "Иванов Пётр"
    assert refused.value.facts["completed_at"] == "2026-03-02T07:00:00+00:00"


def test_of_two_at_once_one_completes_and_the_other_is_told_who(office: Office) -> None:
    ref = office.apply().waiting[0].task
    people = [office.who("ivanov"), office.who("orlova")] * 4

    def attempt(actor: Actor) -> str:
        try:
            complete_task.complete(office.here, actor, ref, GOOD)
        except TaskAlreadyDone as refused:
            return str(refused.facts["completed_by"])
        return "done"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, people))

    assert said.count("done") == 1
    assert set(said) - {"done"} <= {"Иванов Пётр", "Орлова Мария"}
    office.holds_together(1)


def test_eight_people_complete_eight_cases_at_once(office: Office) -> None:
    refs = [office.apply().waiting[0].task for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda ref: office.do("ivanov", ref, {**GOOD, "verdict": "bad"}), refs))

    assert len({outcome.instance_id for outcome in done}) == 8
    for outcome in done:
        office.holds_together(outcome.instance_id)


def test_the_wrong_role_is_told_which_one_is_needed(office: Office) -> None:
    ref = office.apply().waiting[0].task

    with pytest.raises(NotAllowed) as refused:
        office.do("sidorov", ref, GOOD)

    assert "Специалист" in refused.value.ru
    assert refused.value.facts["roles"] == ["clerk"]


@pytest.mark.parametrize("ref", ["", "17", "0-1", "1-99", "x-y", "1-1-1", "99999999999999999999-1", "１-１"])
def test_a_name_that_is_no_task_is_not_found(office: Office, ref: str) -> None:
    office.apply()

    with pytest.raises(NotFound):
        office.do("ivanov", ref, GOOD)


def test_what_was_seen_must_be_what_is(office: Office) -> None:
    ref = office.apply().waiting[0].task
    seen = office.etag(ref)
    office.claim("ivanov", ref)

    with pytest.raises(Stale) as refused:
        office.do("ivanov", ref, GOOD, etag=seen)

    assert refused.value.facts["current_etag"] == office.etag(ref)
    office.do("ivanov", ref, GOOD, etag=office.etag(ref))


def test_whoever_checked_does_not_sign(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    ref = office.ref("ivanov", "Подписать пропуск")

    with pytest.raises(SeparationOfDuties) as at_claim:
        office.claim("ivanov", ref)
    with pytest.raises(SeparationOfDuties):
        office.do("ivanov", ref)

    assert "Подписывает не тот, кто проверял" in at_claim.value.ru
    assert show_task.show(office.here, office.who("ivanov"), ref).refusal is not None
    assert office.do("orlova", ref).waiting == ()


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        pytest.param({}, "verdict", id="nothing"),
        pytest.param({**GOOD, "verdict": "perhaps"}, "verdict", id="not offered"),
        pytest.param({**GOOD, "verdict": ["good"]}, "verdict", id="wrong type"),
        pytest.param({**GOOD, "sneaked": 1}, "sneaked", id="unknown field"),
        pytest.param({**GOOD, "gate": "west"}, "gate", id="not in the register"),
    ],
)
def test_answers_that_break_rules_are_refused_by_field(office: Office, answers: dict[str, object], path: str) -> None:
    ref = office.apply().waiting[0].task

    with pytest.raises(AnswersRefused) as refused:
        office.do("ivanov", ref, answers)

    assert path in refused.value.errors
    assert office.task(ref).status == "open"


def test_a_task_without_form_takes_no_answers(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()

    with pytest.raises(UnknownFields):
        office.do("sidorov", office.ref("sidorov", "Подписать пропуск"), {"x": 1})


def test_a_repeat_under_one_key_is_answered_and_not_done_again(office: Office) -> None:
    ref = office.apply().waiting[0].task

    first = office.do("ivanov", ref, GOOD, idempotency="k-1")
    again = office.do("ivanov", ref, GOOD, idempotency="k-1")

    assert (first.repeated, again.repeated) == (False, True)
    assert again.plain() | {"repeated": False} == first.plain()
    with pytest.raises(IdempotencyMismatch):
        office.do("ivanov", ref, {**GOOD, "remarks": "другое"}, idempotency="k-1")


def test_the_page_opens_with_the_draft_and_a_completed_task_has_none(office: Office) -> None:
    ref = office.apply().waiting[0].task
    ivanov = office.who("ivanov")
    save_draft.save(office.here, ivanov, ref, {"verdict": "bad"})

    assert show_task.show(office.here, ivanov, ref).answers == {"verdict": "bad"}
    assert show_task.show(office.here, office.who("orlova"), ref).answers != {"verdict": "bad"}

    office.do("ivanov", ref, GOOD)
    assert save_draft.read(office.here, ivanov, ref) is None


def test_the_page_says_where_the_task_comes_from(office: Office) -> None:
    ref = office.apply().waiting[0].task

    view = show_task.show(office.here, office.who("ivanov"), ref)

    assert (view.name, view.role_titles, view.may_complete) == ("Проверить заявку", ("Специалист",), True)
    assert view.due is not None
    assert view.due.isoformat() == "2026-03-12T20:59:59+00:00"
    assert view.case["application"]["full_name"] == "Петрова Анна"
    assert [choice.value for choice in view.choices["gate"]] == ["north", "south"]


def test_every_refusal_speaks_both_languages(office: Office) -> None:
    ref = office.apply().waiting[0].task
    for login in ("sidorov", "stranger"):
        with pytest.raises(PoryadokError) as refused:
            office.do(login, ref, GOOD)
        assert refused.value.ru
        assert refused.value.en
        assert refused.value.ru != refused.value.en

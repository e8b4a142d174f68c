"""Several sites in one case: each sees and does its own, nobody another's; and when they vote, each once and for itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from service.errors import NotAllowed
from service.operations import (
    accept_invitation,
    complete_task,
    publish,
    read_attachment,
    replay,
    save_draft,
    show_instance,
    show_task,
    start_instance,
)
from service.outcome import Outcome
from storage import documents, history, instances
from storage.errors import NotFound
from storage.models import Task
from tests.service import sites
from tests.service.driver import Office

KAZAN, OMSK, PERM = "kazan", "omsk", "perm"
NAMES = {KAZAN: "ООО «Казань»", OMSK: "ООО «Омск»", PERM: "ООО «Пермь»"}


@pytest.fixture
def bureau(office: Office) -> Office:
    publish.publish_parts(office.here, sites.parts())
    return office


def begun(office: Office, *names: str) -> Outcome:
    """A case with these sites, of each of which somebody has followed his link."""
    named = [{"name": NAMES[name], "email": f"{name}@mail.example"} for name in names]
    case = start_instance.start(office.here, office.who("ivanov"), procedure="sites", answers={"sites": named})
    office.settle()
    for letter in office.post.delivered[-len(names) :]:
        login = str(letter["To"]).partition("@")[0]
        token = re.search(r"/invitations/(\S+)", letter.get_content())
        assert token, "the letter has no link"
        person = accept_invitation.accept_new(
            office.here, token[1], name=f"Эксперт {login}", password="correct horse", language="ru"
        )
        office.people[login] = person
    return case


@pytest.fixture
def case(bureau: Office) -> Outcome:
    return begun(bureau, KAZAN, OMSK)


def tasks(office: Office, case: Outcome, element: str) -> list[Task]:
    with office.here.database.reading() as session:
        return [task for task in instances.tasks(session, case.instance_id) if task.element == element]


def described(office: Office, who: str, **answers: Any) -> None:
    office.do(who, office.ref(who, "Описать практику"), {"text": f"Секрет {who}", **answers})


def visited(office: Office, who: str) -> None:
    """The whole visit of a site."""
    described(office, who, grade="good")
    office.settle()
    office.do("ivanov", office.ref("ivanov", "Проверить ответ"), {"grade": "good"})
    office.do(who, office.ref(who, "Дополнить"), {})


def test_an_invitation_for_each_item_leaves_the_list_that_the_next_steps_name(bureau: Office, case: Outcome) -> None:
    assert [task.roles for task in tasks(bureau, case, "SIT-31")] == [
        [key for key in bureau.who(login).keys if key.startswith("site@")] for login in (KAZAN, OMSK)
    ]
    assert bureau.inbox(KAZAN) == bureau.inbox(OMSK) == ["Описать практику"]
    bureau.holds_together(case.instance_id)


def test_nobody_does_opens_or_drafts_the_task_of_another_site(bureau: Office, case: Outcome) -> None:
    foreign = bureau.ref(OMSK, "Описать практику")

    with pytest.raises(NotAllowed):
        complete_task.complete(bureau.here, bureau.who(KAZAN), foreign, {"text": "за вас"})
    with pytest.raises(NotFound):
        show_task.show(bureau.here, bureau.who(KAZAN), foreign)
    with pytest.raises(NotFound):
        save_draft.save_of_task(bureau.here, bureau.who(KAZAN), foreign, {"text": "…"}, seen=None)


def test_of_the_others_a_site_reads_nothing(bureau: Office, case: Outcome) -> None:
    described(bureau, OMSK, grade="bad")
    bureau.settle()
    kazan = bureau.who(KAZAN)

    view = show_instance.show(bureau.here, kazan, case.instance_id)
    events = show_instance.events(bureau.here, kazan, case.instance_id)
    way = show_instance.path(bureau.here, kazan, case.instance_id)

    assert [task.element for task in view.open_tasks] == ["SIT-31"]
    assert [one.name for one in view.participants] == [NAMES[KAZAN]]
    assert (view.case, view.documents) == ({}, ())
    assert "Секрет" not in str(events) and "omsk" not in str(events)
    assert {step.fact for step in way} == {"InstanceStarted", "TaskOpened"}
    assert len([step for step in way if step.element == "SIT-31"]) == 1
    with pytest.raises(NotFound):
        replay.replay(bureau.here, case.instance_id, kazan)


def test_what_comes_of_a_click_names_no_task_of_another_site(bureau: Office, case: Outcome) -> None:
    done = bureau.do(KAZAN, bureau.ref(KAZAN, "Описать практику"), {})

    assert [waiting.element for waiting in done.waiting] == []
    assert len([one for one in case.waiting if one.element == "SIT-31"]) == 2  # staff know of both


def test_a_paper_and_a_notice_of_one_site_are_its_own(bureau: Office, case: Outcome) -> None:
    described(bureau, OMSK, grade="good")
    bureau.settle()

    with bureau.here.database.reading() as session:
        (paper,) = documents.of_instance(session, case.instance_id)

    assert [str(letter["To"]) for letter in bureau.post.delivered if letter["Subject"] == "Получено"] == [
        "omsk@mail.example"
    ]
    assert read_attachment.read_document(bureau.here, bureau.who(OMSK), paper.id).sha256 == paper.sha256
    with pytest.raises(NotFound):
        read_attachment.read_document(bureau.here, bureau.who(KAZAN), paper.id)


def test_a_form_inside_a_repetition_knows_what_its_own_iteration_said(bureau: Office, case: Outcome) -> None:
    described(bureau, KAZAN, grade="bad")
    described(bureau, OMSK, grade="good")
    bureau.settle()
    for _ in (KAZAN, OMSK):
        bureau.do("ivanov", bureau.ref("ivanov", "Проверить ответ"), {})

    view = show_task.show(bureau.here, bureau.who(KAZAN), bureau.ref(KAZAN, "Дополнить"))

    assert view.answers["before"] == "Секрет kazan"
    assert view.readable["practice"]["text"] == "Секрет kazan"
    assert "check" not in view.readable  # the clerk's judgement is not the site's to read
    bureau.do(KAZAN, view.ref, {"reason": "спешили"})
    bureau.do(OMSK, bureau.ref(OMSK, "Дополнить"), {"reason": "его никто не спрашивал"})
    with bureau.here.database.reading() as session:
        last = history.rows(session, case.instance_id)[-1]
    assert last.steps[0]["command"]["answers"].get("reason") is None
    bureau.holds_together(case.instance_id)


def test_each_votes_once_and_for_itself_and_enough_votes_decide(bureau: Office) -> None:
    case = begun(bureau, KAZAN, OMSK, PERM)
    for site in (KAZAN, OMSK, PERM):
        visited(bureau, site)

    bureau.do(KAZAN, bureau.ref(KAZAN, "Проголосовать"), {"position": "for", "dissent": "но позже"})
    assert bureau.inbox(KAZAN) == []
    with pytest.raises(NotAllowed):
        bureau.do(KAZAN, bureau.ref(OMSK, "Проголосовать"), {"position": "for"})
    bureau.do(PERM, bureau.ref(PERM, "Проголосовать"), {"position": "for"})

    assert bureau.inbox(OMSK) == []
    assert [(task.status, task.completed_by) for task in tasks(bureau, case, "SIT-40")] == [
        ("done", bureau.who(KAZAN).id),
        ("cancelled", None),
        ("done", bureau.who(PERM).id),
    ]
    with bureau.here.database.reading() as session:
        told = [fact for step in history.rows(session, case.instance_id)[-1].steps for fact in step["facts"]]
    written = next(fact for fact in told if fact["fact"] == "DataWritten" and fact["key"] == "votes")
    assert [vote and vote["position"] for vote in written["value"]] == ["for", None, "for"]
    assert written["condition"] == sites.MAJORITY
    bureau.holds_together(case.instance_id)

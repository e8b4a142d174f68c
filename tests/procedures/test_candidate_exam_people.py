"""People outside: who registers, who applies on paper; S-EXM-11 and S-EXM-15."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from forms.errors import AnswersRefused
from processes.facts import InstanceStarted, MessageReceived, TaskCompleted
from service import plays
from service.errors import NotAllowed, NotConfirmed, Unfit
from service.mail import Refused
from service.operations import (
    accept_invitation,
    confirm_contact,
    enter_paper,
    settle,
    show_instance,
    show_start,
    sign_up,
    start_instance,
)
from service.operations import people as accounts
from service.operations.confirm_contact import Answer
from storage import history, mail, parties, people
from storage.models import ContactCode, Mail
from tests.face import face
from tests.procedures.office import APPLICATION, Office
from tests.service.driver import Post
from tests.service.pages.visitor import Visitor

NOVIKOVA = "novikova@example.org"
ANSWERS = {"full_name": "Новикова Ольга Ильинична", "phone": "+7 900 123-45-67", "agree_terms": True}
POSTED = {**ANSWERS, "email": NOVIKOVA, "agree_terms": "true", "_password": "correct horse"}


class Gateway:
    """A gateway for text messages that keeps what it was given."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.texts: list[str] = []
        self.refuses = refuses

    def deliver(self, to: str, text: str, key: str) -> None:
        if self.refuses:
            raise Refused("no such number")
        self.texts.append(text)

    @property
    def code(self) -> str:
        return re.sub(r"\D", "", self.texts[-1])


def code_in(post: Post, to: str = NOVIKOVA) -> str:
    """The code in the latest letter to this address."""
    letter = next(one for one in reversed(post.delivered) if one["To"] == to)
    found = re.search(r"\b\d{6}\b", letter.get_content())
    assert found, "the letter has no code"
    return found[0]


def texts(office: Office) -> list[Mail]:
    with office.here.database.reading() as session:
        return [row for row in mail.of_instance(session, office.case) if row.channel == "sms"]


def asks_to_apply(office: Office, by: str) -> None:
    start_instance.start(office.here, office.who(by), procedure="candidate-exam", answers={})


# ---------------------------------------------------------------------- S-EXM-11 Registration


def test_s_exm_11_without_a_gateway_a_clerk_confirms_the_number_by_a_call_and_the_cabinet_opens(
    office: Office,
) -> None:
    post = office.open_post()
    office.sign_up(NOVIKOVA)
    assert office.number == "РЕГ-2026-0001"

    assert office.confirm(NOVIKOVA, "email", code_in(post)) is Answer.CONFIRMED

    assert not office.who(NOVIKOVA).confirmed
    with pytest.raises(NotConfirmed):
        asks_to_apply(office, NOVIKOVA)
    assert [text.state for text in texts(office)] == ["no_carrier"]
    assert office.inbox("ivanova") == ["EXM-11"]

    office.do("EXM-11", by="ivanova", called_at="2026-03-01 10:00", confirmed=True)

    assert office.who(NOVIKOVA).confirmed
    assert office.ended_as() == "Учётная запись открыта"
    assert (post.delivered[-1]["To"], post.delivered[-1]["Subject"]) == (NOVIKOVA, "Личный кабинет открыт")
    [called] = office.facts(TaskCompleted, "EXM-11")
    assert called.actor == office.who("ivanova").id
    assert office.data()["phone_call"]["called"] == "Новикова Ольга Ильинична"
    assert office.data()["phone_call"]["phone"] == "+7 900 123-45-67"
    office.apply(NOVIKOVA)
    assert office.number == "ЭКЗ-2026-0001"


@pytest.mark.parametrize(
    ("answer", "given"),
    [("full_name", None), ("full_name", "Н"), ("email", None), ("phone", None), ("agree_terms", None), ("agree_terms", False)],
)  # fmt: skip
def test_who_registers_says_who_he_is_how_to_reach_him_and_agrees(office: Office, answer: str, given: object) -> None:
    with pytest.raises(AnswersRefused) as refused:
        office.sign_up(NOVIKOVA, **{answer: given})

    assert set(refused.value.errors) == {answer}


def test_a_call_has_been_made_and_answered(office: Office) -> None:
    office.open_post()
    office.sign_up(NOVIKOVA)
    for answer, wrong in (
        ("called_at", None),
        ("called_at", "2026-03-02 10:00"),
        ("confirmed", None),
        ("confirmed", False),
    ):
        given = {"called_at": "2026-03-01 10:00", "confirmed": True, answer: wrong}
        with pytest.raises(AnswersRefused) as refused:
            office.do("EXM-11", by="ivanova", **{name: value for name, value in given.items() if value is not None})
        assert set(refused.value.errors) == {answer}


def test_a_number_that_nobody_confirms_in_24_hours_closes_the_registration(office: Office) -> None:
    office.open_post()
    office.sign_up(NOVIKOVA)
    assert office.open("EXM-11").due == office.moment("2026-03-02 10:00")

    office.until("2026-03-02 09:59")
    assert office.inbox("ivanova") == ["EXM-11"]
    office.until("2026-03-02 10:01")

    assert office.inbox("ivanova") == []
    assert office.status() == "finished"


def test_the_code_from_a_text_message_confirms_the_number_before_anybody_calls(office: Office) -> None:
    post, gateway = office.open_post(), Gateway()
    office.here.sms = gateway
    office.sign_up(NOVIKOVA)

    office.confirm(NOVIKOVA, "email", code_in(post))
    office.confirm(NOVIKOVA, "phone", gateway.code)

    assert office.who(NOVIKOVA).confirmed
    assert not office.ever_opened("EXM-11")


def test_whoever_gets_no_text_message_asks_for_a_call_and_the_code_still_does(office: Office) -> None:
    office.open_post()
    office.here.sms = gateway = Gateway()
    office.sign_up(NOVIKOVA)

    confirm_contact.ask_for_call(office.here, office.who(NOVIKOVA))
    settle.settle(office.here)
    assert office.inbox("ivanova") == ["EXM-11"]
    office.confirm(NOVIKOVA, "phone", gateway.code)

    assert office.inbox("ivanova") == []


def test_a_number_that_the_gateway_refuses_is_called_instead(office: Office) -> None:
    office.open_post()
    office.here.sms = Gateway(refuses=True)

    office.sign_up(NOVIKOVA)

    assert [text.state for text in texts(office)] == ["failed"]
    assert office.inbox("ivanova") == ["EXM-11"]


def test_a_code_sent_twice_confirms_once(office: Office) -> None:
    post = office.open_post()
    office.sign_up(NOVIKOVA)
    code = code_in(post)

    assert [office.confirm(NOVIKOVA, "email", code) for _ in range(2)] == [Answer.CONFIRMED] * 2
    assert len(office.facts(MessageReceived, "EXM-11M")) == 1


def test_neither_codes_nor_passwords_are_in_the_history_or_where_staff_can_read_them(office: Office) -> None:
    post = office.open_post()
    office.here.sms = gateway = Gateway()
    office.sign_up(NOVIKOVA)
    code = code_in(post)
    office.confirm(NOVIKOVA, "email", "000000")
    office.confirm(NOVIKOVA, "email", code)
    office.confirm(NOVIKOVA, "phone", gateway.code)

    with office.here.database.reading() as session:
        log = str([row.steps for row in history.rows(session, office.case)])
        outbox = [row.body for row in session.scalars(select(Mail).where(Mail.masked == "code"))]
        kept = [row.hash for row in session.scalars(select(ContactCode))]

    for secret in (code, gateway.code, "000000", "correct horse"):
        assert secret not in log
        assert secret not in "".join(outbox)
        assert secret not in kept
    assert len(outbox) == 2
    assert all("••••••" in body for body in outbox)


def test_five_wrong_codes_and_the_code_is_over_for_good(office: Office) -> None:
    post = office.open_post()
    office.sign_up(NOVIKOVA)
    code = code_in(post)
    wrong = "000000" if code != "000000" else "111111"

    answers = [office.confirm(NOVIKOVA, "email", wrong) for _ in range(5)]

    assert answers == [Answer.WRONG] * 4 + [Answer.OVER]
    assert office.confirm(NOVIKOVA, "email", code) is Answer.OVER


def test_a_code_lasts_half_an_hour_and_a_new_one_takes_its_place(office: Office) -> None:
    post = office.open_post()
    office.sign_up(NOVIKOVA)
    old = code_in(post)
    office.until("2026-03-01 10:31")
    assert office.confirm(NOVIKOVA, "email", old) is Answer.OVER

    assert confirm_contact.send_again(office.here, office.who(NOVIKOVA), "email")
    settle.settle(office.here)

    assert code_in(post) != old
    assert office.confirm(NOVIKOVA, "email", code_in(post)) is Answer.CONFIRMED


def test_after_three_codes_only_a_new_registration_helps(office: Office) -> None:
    office.open_post()
    office.sign_up(NOVIKOVA)
    person = office.who(NOVIKOVA)

    sent = [confirm_contact.send_again(office.here, person, "email") for _ in range(3)]
    confirm_contact.give_up(office.here, person)

    assert sent == [True, True, False]
    assert office.ended_as() == "Не подтверждено"
    office.sign_up(NOVIKOVA, phone="+7 900 765-43-21")
    assert office.number == "РЕГ-2026-0002"


def test_a_registration_that_nobody_confirms_in_a_day_ends_and_frees_its_address(office: Office) -> None:
    office.open_post()
    office.sign_up(NOVIKOVA)
    person = office.who(NOVIKOVA).person_id

    office.until("2026-03-02 10:01")

    assert office.ended_as() == "Не подтверждено"
    with office.here.database.reading() as session:
        gone = people.get(session, person)
        [party] = parties.of_person(session, person)
    assert (gone.active, gone.email, gone.phone, gone.password_hash) == (False, None, None, None)
    assert party.data == {}
    office.sign_up(NOVIKOVA)


def test_the_same_registration_sent_twice_makes_one_account(office: Office) -> None:
    post = office.open_post()
    office.sign_up(NOVIKOVA)
    before = len(post.delivered)

    office.sign_up(NOVIKOVA)

    with office.here.database.reading() as session:
        assert len(people.at_address(session, NOVIKOVA)) == 1
    assert len(post.delivered) == before


def test_the_owner_of_a_taken_address_is_told_and_nobody_else(office: Office) -> None:
    post = office.open_post()

    for _ in range(2):
        sign_up.sign_up(
            office.here, {**ANSWERS, "email": "Orlova@example.org"}, password="correct horse", language="ru"
        )
    settle.settle(office.here)

    [letter] = post.delivered
    assert letter["To"] == "orlova@example.org"
    assert "Ваш логин: orlova" in letter.get_content()


# ---------------------------------------------------------------------- the same on pages


@pytest.fixture
def stranger(office: Office) -> Visitor:
    app = face(office.here)
    app.testing = True
    return Visitor(app)


def signs_up(stranger: Visitor, **more: str) -> str:
    """Where the page leads."""
    stranger.get("/sign-up")
    return stranger.post("/sign-up", {**POSTED, **more}).location


def test_a_stranger_registers_confirms_and_finds_his_cabinet_open(office: Office, stranger: Visitor) -> None:
    post = office.open_post()
    office.here.sms = gateway = Gateway()

    assert signs_up(stranger) == "/sign-up/sent"
    settle.settle(office.here)
    stranger.get("/sign-up/sent")
    assert stranger.value_of("login") == NOVIKOVA
    stranger.post("/sign-in", login=NOVIKOVA, password="correct horse")
    for closed in ("/cabinet", "/apply", "/apply/candidate-exam"):
        assert stranger.get(closed).location == "/sign-up/confirm"
    stranger.get("/sign-up/confirm")
    stranger.post("/sign-up/confirm/email", code=code_in(post))
    stranger.get("/sign-up/confirm")
    stranger.post("/sign-up/confirm/phone", code=f"{gateway.code[:3]} {gateway.code[3:]}")

    assert stranger.get("/cabinet").status_code == 200
    assert stranger.get("/sign-up/confirm").location == "/"


def test_a_wrong_code_says_so_at_its_field(office: Office, stranger: Visitor) -> None:
    office.open_post()
    signs_up(stranger)
    settle.settle(office.here)
    stranger.signed_in(NOVIKOVA).get("/sign-up/confirm")

    answer = stranger.post("/sign-up/confirm/email", code="не код")

    assert answer.status_code == 422
    assert "Код не подходит" in stranger.text


@pytest.mark.parametrize("address", ["orlova@example.org", NOVIKOVA])
def test_the_answer_does_not_tell_whether_an_address_is_taken(stranger: Visitor, address: str) -> None:
    assert signs_up(stranger, email=address) == "/sign-up/sent"


def test_a_refused_form_keeps_all_but_the_password(stranger: Visitor) -> None:
    stranger.get("/sign-up")

    answer = stranger.post("/sign-up", {**POSTED, "phone": "никакой", "_password": "short"})

    assert answer.status_code == 422
    assert "нужен номер телефона" in stranger.text
    assert "Пароль: от 8" in stranger.text
    assert stranger.value_of("email") == NOVIKOVA
    assert "short" not in stranger.text


def test_the_sixth_registration_within_a_minute_is_told_to_wait(stranger: Visitor) -> None:
    for number in range(5):
        signs_up(stranger, email=f"n{number}@example.org")
    stranger.get("/sign-up")

    answer = stranger.post("/sign-up", POSTED)

    assert answer.status_code == 429
    assert "Слишком много попыток" in stranger.text


def test_the_api_is_closed_to_whoever_is_not_confirmed(office: Office) -> None:
    office.open_post()
    office.sign_up(NOVIKOVA)
    token = accounts.token(office.here, NOVIKOVA, name="проба")
    client = face(office.here).test_client()

    answer = client.post(
        "/api/v1/instances", json={"procedure": "candidate-exam"}, headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 403
    assert answer.get_json()["code"] == "not_confirmed"


def test_nobody_begins_a_registration_by_the_back_door(office: Office) -> None:
    with pytest.raises(NotAllowed):
        start_instance.start(
            office.here, office.who("orlova"), procedure="candidate-exam", process="P-EXM-REG", answers={}
        )

    assert [option.start for option in show_start.startable(office.here, office.who("orlova"))] == ["EXM-20"]


# ---------------------------------------------------------------------- S-EXM-15 Paper application


def on_the_third(office: Office) -> None:
    office.until("2026-03-03 12:00")


def test_s_exm_15_terms_run_from_the_day_on_which_the_paper_was_received(office: Office) -> None:
    on_the_third(office)

    office.enter("ivanova", received="2026-03-01", name="Новикова Ольга Ильинична")

    assert office.due("EXM-30") == "11.03"
    assert office.day(office.timers("T-EXM-10D")[0].due_utc) == "11.03"
    [begun] = office.facts(InstanceStarted)
    assert begun.actor == office.who("ivanova").id
    assert "подано на бумаге, получено 01.03.2026" in office.history()[0]
    office.until("2026-03-12 09:00")
    assert "T-EXM-10D 11.03" in office.alerts("gromova")


def test_paper_and_cabinet_count_alike(office: Office) -> None:
    office.apply()
    by_herself = office.due("EXM-30")
    on_the_third(office)

    office.enter("ivanova", received="2026-03-01", name="Новикова Ольга Ильинична")

    assert office.due("EXM-30") == by_herself


def test_the_party_may_be_known_already(office: Office) -> None:
    on_the_third(office)
    [known] = enter_paper.known_parties(office.here, office.who("ivanova"), "candidate-exam", "орлова")

    office.enter("ivanova", received="2026-03-02", party=known.id)

    assert "EXM-40" in office.inbox("orlova")


@pytest.mark.parametrize("by", ["sidorov", "kuznetsov", "orlova"])
def test_only_the_intake_roles_enter_paper(office: Office, by: str) -> None:
    with pytest.raises(NotAllowed):
        office.enter(by, received="2026-03-01", name="Новикова Ольга Ильинична")


@pytest.mark.parametrize(
    ("received", "name", "said"),
    [
        pytest.param("2026-03-04", "Новикова Ольга", "in the future", id="tomorrow"),
        pytest.param("2026-03-01", "  ", "who handed it in", id="nobody"),
    ],
)
def test_a_paper_of_tomorrow_or_of_nobody_is_refused(office: Office, received: str, name: str, said: str) -> None:
    on_the_third(office)

    with pytest.raises(Unfit, match=said):
        office.enter("ivanova", received=received, name=name)


def test_the_same_checks_hold_for_paper(office: Office) -> None:
    with pytest.raises(AnswersRefused):
        office.enter("ivanova", received="2026-03-01", name="Новикова Ольга", consent=None)


def test_a_step_of_somebody_outside_is_entered_from_paper_and_counts_from_its_receipt(office: Office) -> None:
    office.apply()
    due = office.open("EXM-40").due
    office.until("2026-03-17 12:00")
    assert due is not None
    assert office.day(due) < "17.03"

    office.enter_task("EXM-40", "ivanova", received="2026-03-14", payer_kind="candidate", accepted=True)

    [done] = office.facts(TaskCompleted, "EXM-40")
    assert (done.fact.late, done.actor) == (0, office.who("ivanova").id)
    assert "EXM-41" in office.inbox("orlova")


def test_a_step_of_staff_is_not_entered_from_paper(office: Office) -> None:
    office.apply()

    with pytest.raises(NotAllowed):
        office.enter_task("EXM-30", "ivanova", received="2026-03-01")


def test_whoever_applied_on_paper_claims_the_case_by_a_link(office: Office) -> None:
    post = office.open_post()
    office.enter("ivanova", received="2026-03-01", name="Новикова Ольга Ильинична")
    [candidate] = show_instance.show(office.here, office.who("ivanova"), office.case).participants
    assert candidate.vacant

    enter_paper.send_link(office.here, office.who("ivanova"), office.case, holder=candidate.party, email=NOVIKOVA)
    settle.settle(office.here)
    found = re.search(r"/invitations/(\S+)", post.delivered[-1].get_content())
    assert found
    accept_invitation.accept_new(
        office.here, found[1], name="Новикова Ольга Ильинична", password="correct horse", language="ru"
    )

    office.cast[NOVIKOVA] = accounts_id(office, NOVIKOVA)
    assert "EXM-40" in office.inbox(NOVIKOVA)
    with pytest.raises(Unfit, match="has an account already"):
        enter_paper.send_link(office.here, office.who("ivanova"), office.case, holder=candidate.party, email=NOVIKOVA)


def accounts_id(office: Office, login: str) -> int:
    with office.here.database.reading() as session:
        person = people.by_login(session, login)
        assert person is not None
        return person.id


# ---------------------------------------------------------------------- the same on pages and by the API


@pytest.fixture
def clerk(office: Office) -> Visitor:
    app = face(office.here)
    app.testing = True
    return Visitor(app).signed_in("ivanova")


def paper(office: Office, **more: object) -> dict[str, object]:
    """What a clerk sends from the page, without scripts."""
    filed = office.player.filed(office.who("ivanova"), dict(APPLICATION))
    return {
        "paper_name": "Новикова Ольга Ильинична",
        "paper_received_on": "01.03.2026",
        "paper_scan": (io.BytesIO(plays.sheet("paper")), "заявление.pdf"),
        "_process": "P-EXM", "_start": "EXM-20", "_step": "send",
        **{name: [f["attachment"] for f in value] if isinstance(value, list) else value for name, value in filed.items()},
        "certified": "true", "consent": "true", "birth_date": "12.04.1990",
        **more,
    }  # fmt: skip


def test_a_clerk_enters_a_paper_and_prints_its_receipt(office: Office, clerk: Visitor) -> None:
    on_the_third(office)
    clerk.get("/paper")
    assert "start=EXM-20" in clerk.text
    assert "EXM-10" not in clerk.text
    clerk.get("/paper/candidate-exam?process=P-EXM&start=EXM-20")

    answer = clerk.post("/paper/candidate-exam", paper(office))

    assert answer.status_code == 302, clerk.text
    clerk.follow(answer)
    for told in (
        "Расписка о приёме",
        "ЭКЗ-2026-0001",
        "Новикова Ольга Ильинична",
        "1 марта 2026",
        "Иванова Мария Андреевна",
    ):
        assert told in clerk.text.replace("\xa0", " ")
    clerk.get("/instances/ЭКЗ-2026-0001")
    assert "На бумаге" in clerk.text
    assert "Скан 1" in clerk.text
    assert "Отправить приглашение" in clerk.text


def test_a_refused_paper_keeps_what_was_typed_and_names_both_forms_mistakes(office: Office, clerk: Visitor) -> None:
    clerk.get("/paper/candidate-exam?process=P-EXM&start=EXM-20")

    answer = clerk.post("/paper/candidate-exam", paper(office, paper_received_on="01.03.2099", last_name=""))

    assert answer.status_code == 422
    assert clerk.value_of("paper_name") == "Новикова Ольга Ильинична"
    assert 'href="#paper_received_on"' in clerk.text
    assert 'href="#last_name"' in clerk.text


def test_looking_for_a_participant_keeps_what_was_typed(office: Office, clerk: Visitor) -> None:
    clerk.get("/paper/candidate-exam?process=P-EXM&start=EXM-20")

    clerk.post("/paper/candidate-exam", paper(office, paper_name="Орлова", _step="find"))

    assert "Орлова Анна Сергеевна" in clerk.text
    assert clerk.value_of("last_name") == "Орлова"


def test_a_clerk_enters_a_step_from_paper_on_its_page(office: Office, clerk: Visitor) -> None:
    office.apply()
    task = office.open("EXM-40")
    ref = f"{task.instance_id}-{task.task}"
    clerk.get(f"/tasks/{ref}")
    assert f"/tasks/{ref}/entry" in clerk.text
    clerk.get(f"/tasks/{ref}/entry")

    answer = clerk.post(
        f"/tasks/{ref}/entry",
        paper_received_on="01.03.2026",
        paper_scan=(io.BytesIO(plays.sheet("paper")), "акцепт.pdf"),
        payer_kind="candidate",
        accepted="true",
    )

    assert answer.status_code == 302, clerk.text
    assert office.facts(TaskCompleted, "EXM-40")


def test_the_api_takes_paper_from_the_intake_roles_alone(office: Office) -> None:
    client = face(office.here).test_client()

    def send(by: str, **more: object) -> TestResponse:
        token = accounts.token(office.here, by, name="проба")
        answers = office.player.filed(office.who(by), dict(APPLICATION))
        body = {"procedure": "candidate-exam", "answers": answers, **more}
        return client.post("/api/v1/instances", json=body, headers={"Authorization": f"Bearer {token}"})

    applicant = {"name": "Новикова Ольга"}
    entered = send("ivanova", applicant=applicant, received_on="2026-02-27", scans=[office.scan("ivanova")])

    assert entered.status_code == 201, entered.get_json()
    assert send("sidorov", applicant=applicant, received_on="2026-02-27").status_code == 403
    assert send("ivanova", applicant=applicant).status_code == 422
    assert send("ivanova", applicant=applicant, received_on="2026-03-02").status_code == 422
    assert send("ivanova", applicant=applicant, received_on="2026-02-27", scans=["nothing"]).status_code == 422


def test_the_api_takes_a_step_from_paper(office: Office) -> None:
    office.apply()
    client, task = face(office.here).test_client(), office.open("EXM-40")

    def send(by: str, received_on: str) -> int:
        token = accounts.token(office.here, by, name="проба")
        body = {"answers": {"payer_kind": "candidate", "accepted": True}, "received_on": received_on}
        headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
        address = f"/api/v1/tasks/{task.instance_id}-{task.task}/complete"
        return client.post(address, json=body, headers=headers).status_code

    assert [send("sidorov", "2026-03-01"), send("ivanova", "2026-03-09"), send("ivanova", "2026-03-01")] == [
        403, 422, 200,
    ]  # fmt: skip
    assert office.facts(TaskCompleted, "EXM-40")

"""Accounts, roles, tokens, signing in; and rows that staff keep by hand."""

from __future__ import annotations

import pytest

from forms.errors import AnswersRefused
from service.errors import NotAllowed, NotSignedIn, SignInRefused, TooManyAttempts, Unfit
from service.operations import housekeeping, people, show_instance, sign_in, write_register
from service.operations.sign_in import Attempts
from storage import journal, registers
from storage import people as stored
from storage.errors import LoginTaken, RowChanged
from tests.service.driver import Office

SESSION = {
    "title": "20 марта, 9:30",
    "date": "20.03.2026", "time": "9:30", "place": "Москва, зал 1", "qualifications": "Секретарь", "capacity": "2",
}  # fmt: skip


def test_login_and_password_open_the_account(office: Office) -> None:
    person = sign_in.sign_in(office.here, " Ivanov ", "correct horse", address="here", attempts=Attempts())

    assert (person.name, person.roles, person.staff) == ("Иванов Пётр", {"clerk"}, True)


@pytest.mark.parametrize(("login", "password"), [("ivanov", "wrong"), ("nobody", "correct horse"), ("", "")])
def test_everything_else_is_refused_alike(office: Office, login: str, password: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in.sign_in(office.here, login, password, address="here", attempts=Attempts())

    assert "Логин или пароль" in refused.value.ru


def test_after_five_failures_even_the_right_password_has_to_wait(office: Office) -> None:
    attempts = Attempts()
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(office.here, "ivanov", "wrong", address="there", attempts=attempts)

    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in(office.here, "ivanov", "correct horse", address="elsewhere", attempts=attempts)

    assert 0 < int(str(refused.value.facts["retry_after"])) <= 61
    assert sign_in.sign_in(office.here, "orlova", "correct horse", address="elsewhere", attempts=attempts)


def test_a_blocked_person_is_out_at_once(office: Office) -> None:
    token = people.token(office.here, "ivanov", name="script")
    assert sign_in.by_token(office.here, token).login == "ivanov"
    with office.here.database.writing() as session:
        stored.deactivate(session, office.people["ivanov"].person_id)

    with pytest.raises(NotSignedIn):
        sign_in.by_token(office.here, token)
    with pytest.raises(NotSignedIn):
        office.who("ivanov")


def test_a_token_is_kept_as_a_hash_only(office: Office) -> None:
    token = people.token(office.here, "ivanov", name="script")

    content = b"".join(path.read_bytes() for path in office.folder.glob("office.db*"))
    assert token.encode() not in content
    with pytest.raises(NotSignedIn):
        sign_in.by_token(office.here, token + "x")


def test_an_outside_role_is_held_through_ones_own_party(office: Office) -> None:
    assert office.who("petrova").roles == frozenset()
    assert not office.who("petrova").staff

    office.apply()

    assert "applicant@party:1" in office.who("petrova").keys


@pytest.mark.parametrize(
    "wrong",
    [{"login": ""}, {"login": "two words"}, {"name": " "}, {"password": "short"}, {"language": "xx"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_account_that_cannot_be_is_refused(office: Office, wrong: dict[str, str]) -> None:
    with pytest.raises(Unfit):
        people.add(office.here, **({"login": "new", "name": "Новый", "password": "long enough"} | wrong))  # type: ignore[arg-type]  # keywords


def test_a_login_is_taken_once(office: Office) -> None:
    with pytest.raises(LoginTaken):
        people.add(office.here, login="IVANOV", name="Другой")


def test_staff_keep_the_exam_sessions(office: Office) -> None:
    key = write_register.write(office.here, office.who("admin"), "R-EXM-SESSIONS", None, SESSION)

    with office.here.database.reading() as session:
        row = registers.get(session, "R-EXM-SESSIONS", key)
    assert key == "2026-03-20-0930"
    assert (row.data["date"], row.data["time"], row.capacity, row.version) == ("2026-03-20", "09:30", 2, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [("date", "31.02.2026"), ("date", "2026-03-01"), ("time", "25:00"), ("capacity", "0"), ("capacity", "2.5"), ("place", ""),
     ("sneaked", "x"), ("state", "odd")],
)  # fmt: skip
def test_a_session_that_cannot_be_is_refused_by_column(office: Office, column: str, value: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        write_register.write(office.here, office.who("admin"), "R-EXM-SESSIONS", None, SESSION | {column: value})

    assert list(refused.value.errors) == [column]


def test_of_two_who_edit_one_row_the_second_is_told(office: Office) -> None:
    admin = office.who("admin")
    key = write_register.write(office.here, admin, "R-EXM-SESSIONS", None, SESSION)
    write_register.write(office.here, admin, "R-EXM-SESSIONS", key, SESSION | {"capacity": "3"}, etag="1")

    with pytest.raises(RowChanged):
        write_register.write(office.here, admin, "R-EXM-SESSIONS", key, SESSION | {"capacity": "4"}, etag="1")


def test_only_staff_may_and_only_where_people_keep_it(office: Office) -> None:
    with pytest.raises(NotAllowed):
        write_register.write(office.here, office.who("petrova"), "R-EXM-SESSIONS", None, SESSION)
    with pytest.raises(Unfit):
        write_register.write(office.here, office.who("admin"), "R-PERMITS", None, {})


def test_looks_at_personal_data_from_outside_the_procedure_are_recorded_once(office: Office) -> None:
    begun = office.apply()
    for login in ("petrova", "ivanov", "admin", "admin"):
        show_instance.show(office.here, office.who(login), begun.instance_id)

    housekeeping.keep_house(office.here)
    housekeeping.keep_house(office.here)

    with office.here.database.reading() as session:
        entries = journal.entries(session, kind="personal.read")
    assert [(entry.actor, entry.subject) for entry in entries] == [(office.people["admin"].id, "instance:1")]

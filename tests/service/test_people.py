"""Accounts, roles, tokens, signing in."""

from __future__ import annotations

import pytest

from service.errors import NotSignedIn, SignInRefused, Unfit
from service.operations import housekeeping, people, show_instance, sign_in
from storage import journal
from storage import people as stored
from storage.errors import LoginTaken
from tests.service.driver import Office


def test_login_and_password_open_the_account(office: Office) -> None:
    person = sign_in.sign_in(office.here, " Ivanov ", "correct horse")

    assert (person.name, person.roles, person.staff) == ("Иванов Пётр", {"clerk"}, True)


@pytest.mark.parametrize(("login", "password"), [("ivanov", "wrong"), ("nobody", "correct horse"), ("", "")])
def test_everything_else_is_refused_alike(office: Office, login: str, password: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in.sign_in(office.here, login, password)

    assert "Логин или пароль" in refused.value.ru


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


def test_looks_at_personal_data_from_outside_the_procedure_are_recorded_once(office: Office) -> None:
    begun = office.apply()
    for login in ("petrova", "ivanov", "admin", "admin"):
        show_instance.show(office.here, office.who(login), begun.instance_id)

    housekeeping.keep_house(office.here)
    housekeeping.keep_house(office.here)

    with office.here.database.reading() as session:
        entries = journal.entries(session, kind="personal.read")
    assert [(entry.actor, entry.subject) for entry in entries] == [(office.people["admin"].id, "instance:1")]

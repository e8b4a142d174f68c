"""Who holds what: staff roles, parties, appointments, and the inbox keys that follow."""

from __future__ import annotations

import pytest

from storage import codes, parties, people
from storage.database import Database
from storage.errors import InvitationSpent, LoginTaken, NotFound
from tests.storage.cases import IVANOVA, MONDAY, a_case, days, facts, happen, started, statements


def ivanova(database: Database) -> int:
    with database.writing() as session:
        person = people.add(
            session, login="Ivanova", name="Иванова Анна", at=MONDAY, email="ivanova@example.org", password_hash="hash"
        )
        return person.id


def test_a_person_is_found_by_login_in_any_case(database: Database) -> None:
    person_id = ivanova(database)

    with database.reading() as session:
        found = people.by_login(session, "IVANOVA")
        assert people.by_login(session, "petrov") is None
        assert people.named(session, [person_id, 99]) == {person_id: "Иванова Анна"}
        assert [person.id for person in people.by_email(session, "ivanova@example.org")] == [person_id]

    assert found is not None
    assert (found.id, found.password_hash, found.language, found.active) == (person_id, "hash", "ru", True)


def test_a_login_belongs_to_one_person_and_the_operation_can_go_on(database: Database) -> None:
    ivanova(database)

    with database.writing() as session:
        with pytest.raises(LoginTaken):
            people.add(session, login="IVANOVA", name="Другая", at=MONDAY)
        people.add(session, login="ivanova2", name="Другая", at=MONDAY)

    with database.reading() as session:
        assert [person.login for person in people.listed(session)] == ["ivanova2", "ivanova"]


def test_people_are_listed_as_russian_sorts_them(database: Database) -> None:
    with database.writing() as session:
        for login, name in (("a", "Жуков"), ("b", "Ёлкин"), ("c", "Ежов"), ("d", "яшин")):
            people.add(session, login=login, name=name, at=MONDAY)

    with database.reading() as session:
        first = people.listed(session, limit=2)
        rest = people.listed(session, after=(first[-1].sort_key, first[-1].id))

    assert [person.name for person in first + rest] == ["Ежов", "Ёлкин", "Жуков", "яшин"]


def test_what_changes_ones_rights_ends_ones_sessions(database: Database) -> None:
    person_id = ivanova(database)
    stamps = []
    with database.writing() as session:
        people.grant(session, person_id, "coc_head", by="person:9", at=MONDAY)
        for change in (
            lambda: people.set_password(session, person_id, "other"),
            lambda: people.revoke(session, person_id, "coc_head"),
            lambda: people.deactivate(session, person_id),
        ):
            change()
            session.expire_all()
            stamps.append(people.get(session, person_id).stamp)

    assert stamps == [2, 3, 4]


def test_keys_are_roles_parties_and_appointments(database: Database) -> None:
    person_id = ivanova(database)
    own = f"person:{person_id}"
    with database.writing() as session:
        assert people.grant(session, person_id, "coc_specialist", by=own, at=MONDAY)
        assert not people.grant(session, person_id, "coc_specialist", by=own, at=MONDAY)
        people.grant(session, person_id, "board", by=own, at=MONDAY, procedure="accreditation")
        party = parties.add(session, kind="person", name="Иванова", at=MONDAY)
        stranger = parties.add(session, kind="organisation", name="Чужие", at=MONDAY)
        parties.join(session, party.id, person_id, position="representative", at=MONDAY)
        case, ended = a_case(session, "ЭКЗ-2026-0001"), a_case(session, "ЭКЗ-2026-0002")
        for number, holder in (
            ("candidate", f"party:{party.id}"),
            ("payer", f"party:{stranger.id}"),
            ("commission", own),
        ):
            joined = facts.ParticipantJoined(role=number, party=holder)
            happen(session, case, joined)
            happen(session, ended, joined)
        happen(session, ended, facts.InstanceFinished(element="E", name="Конец"))
        people.add_token(session, person_id, name="1С", hash="a hash", scopes=(), at=MONDAY)
        case_id, party_id = case.id, party.id

    with database.reading() as session, statements(session.connection().engine) as sent:
        keys = people.keys(session, person_id)
        bearer = people.by_token(session, "a hash", MONDAY)

    assert bearer is not None
    assert bearer.keys == keys == {
        own, "coc_specialist", "board/accreditation", f"candidate@party:{party_id}", f"commission@instance:{case_id}",
        f"commission@{own}",
    }  # fmt: skip
    assert len(sent) == 2, "one statement each"


def test_a_grant_for_one_procedure_holds_there_only() -> None:
    keys = {"coc_specialist", "board/accreditation"}

    assert people.holds(keys, "coc_specialist", "exam")
    assert people.holds(keys, "board", "accreditation")
    assert not people.holds(keys, "board", "exam")


def test_notices_go_to_the_active_people_behind_a_key(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        gone = people.add(session, login="gone", name="Ушедший", at=MONDAY)
        party = parties.add(session, kind="organisation", name="ООО", at=MONDAY)
        for member in (person_id, gone.id):
            parties.join(session, party.id, member, position="member", at=MONDAY)
            people.grant(session, member, "coc_head", by=IVANOVA, at=MONDAY, procedure="exam")
        people.deactivate(session, gone.id)
        case = a_case(session)
        happen(session, case, started(), facts.ParticipantJoined(role="commission", party=f"person:{person_id}"))

        for key in ("coc_head", f"org_head@party:{party.id}", f"person:{person_id}", f"commission@instance:{case.id}"):
            assert [person.id for person in people.receivers(session, key, "exam")] == [person_id], key
        assert people.receivers(session, "coc_head", "audit") == []


def test_a_token_speaks_for_its_person_until_it_ends(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        people.grant(session, person_id, "coc_head", by=IVANOVA, at=MONDAY, procedure="exam")
        people.add_token(
            session, person_id, name="1С", hash="h1", scopes={"tasks", "inbox"}, at=MONDAY, expires_at=days(30)
        )
        revoked = people.add_token(session, person_id, name="старый", hash="h2", scopes=(), at=MONDAY)
        assert people.revoke_token(session, person_id, revoked.id, MONDAY)
        assert not people.revoke_token(session, person_id, revoked.id, MONDAY)

    with database.reading() as session:
        bearer = people.by_token(session, "h1", days(29))
        assert people.by_token(session, "h1", days(30)) is None
        assert people.by_token(session, "h2", MONDAY) is None
        assert people.by_token(session, "h3", MONDAY) is None
    assert bearer is not None
    assert (bearer.person_id, bearer.scopes) == (person_id, {"tasks", "inbox"})
    assert bearer.keys == {f"person:{person_id}", "coc_head/exam"}


def test_a_token_of_somebody_inactive_is_worth_nothing(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        people.add_token(session, person_id, name="1С", hash="h1", scopes=(), at=MONDAY)
        people.deactivate(session, person_id)

        assert people.by_token(session, "h1", MONDAY) is None


def test_an_invitation_joins_one_person_once(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        party = parties.add(session, kind="organisation", name="ООО «Ёж»", tax_number="7701", at=MONDAY)
        parties.invite(
            session, token_hash="t1", party_id=party.id, position="head", email=None, invited_by=IVANOVA,
            at=MONDAY, expires_at=days(7),
        )  # fmt: skip
        parties.accept(session, "t1", person_id, days(1))
        party_id = party.id

    with pytest.raises(InvitationSpent), database.writing() as session:
        parties.accept(session, "t1", person_id, days(1))
    with database.reading() as session:
        [(member, membership)] = parties.members(session, party_id)
        assert [found.id for found in parties.of_person(session, person_id)] == [party_id]
        assert people.own_holders(session, person_id) == {f"person:{person_id}", f"party:{party_id}"}
    assert (member.id, membership.position) == (person_id, "head")


def test_an_invitation_ends(database: Database) -> None:
    with database.writing() as session:
        party = parties.add(session, kind="organisation", name="ООО", at=MONDAY)
        parties.invite(
            session, token_hash="t1", party_id=party.id, position="head", email=None, invited_by=IVANOVA,
            at=MONDAY, expires_at=days(7),
        )  # fmt: skip

        assert parties.invitation(session, "t1", days(6)).party_id == party.id
        with pytest.raises(InvitationSpent):
            parties.invitation(session, "t1", days(7))


def test_parties_are_found_by_the_beginning_of_name_or_tax_number(database: Database) -> None:
    with database.writing() as session:
        first = parties.add(session, kind="organisation", name="Ёлка 100%", tax_number="7701", at=MONDAY)
        parties.add(session, kind="employer", name="Берёза", tax_number="7802", at=MONDAY)

        for beginning in ("ёл", "Ёлка 100%", "77"):
            assert [party.id for party in parties.find(session, beginning)] == [first.id], beginning
        assert parties.find(session, "%") == []
        assert parties.find(session, "ёл", kind="employer") == []


def test_a_member_who_leaves_loses_the_partys_keys(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        party = parties.add(session, kind="organisation", name="ООО", at=MONDAY)
        assert parties.join(session, party.id, person_id, position="member", at=MONDAY)
        assert not parties.join(session, party.id, person_id, position="head", at=MONDAY)
        happen(session, a_case(session), started(), facts.ParticipantJoined(role="org", party=f"party:{party.id}"))
        before = people.keys(session, person_id)
        assert parties.leave(session, party.id, person_id)

        assert before - people.keys(session, person_id) == {f"org@party:{party.id}"}


def test_somebody_unknown_is_named_in_both_languages(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound) as refused:
        people.get(session, 99)

    assert "99" in refused.value.ru
    assert "99" in refused.value.en


def test_a_party_that_nobody_has_joined_is_known_by_the_address_that_was_invited(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        party = parties.add(session, kind="employer", name="ООО «Ёж»", at=MONDAY)
        parties.invite(
            session, token_hash="t1", party_id=party.id, position="head", email="hr@example.org", invited_by=IVANOVA,
            at=MONDAY, expires_at=days(7),
        )  # fmt: skip

        found = parties.invited(session, "HR@example.org", kind="employer", name="ооо «ёж»")
        assert found is not None and found.id == party.id
        assert parties.vacant(session, [party.id]) == {party.id}
        assert parties.invited(session, "hr@example.org", kind="person", name="ООО «Ёж»") is None
        assert parties.invited(session, "hr@example.org", kind="employer", name="ООО «Уж»") is None
        parties.accept(session, "t1", person_id, days(1))
        assert parties.invited(session, "hr@example.org", kind="employer", name="ООО «Ёж»") is None
        assert parties.vacant(session, [party.id]) == set()


def test_people_are_found_by_their_address_in_any_case_of_letters(database: Database) -> None:
    person_id = ivanova(database)

    with database.reading() as session:
        assert [person.id for person in people.at_address(session, "Ivanova@Example.org")] == [person_id]
        assert people.at_address(session, "petrov@example.org") == []


def test_a_registration_that_is_forgotten_frees_login_and_address(database: Database) -> None:
    with database.writing() as session:
        person = people.add(
            session, login="n@example.org", name="Новикова", at=MONDAY, email="n@example.org", confirmed=False
        )
        people.forget(session, person.id)
        session.refresh(person)

        assert (person.active, person.email, person.phone, person.stamp) == (False, None, None, 2)
        assert people.by_login(session, "n@example.org") is None
        assert people.add(session, login="n@example.org", name="Новикова", at=MONDAY).id != person.id


def test_of_several_codes_the_latest_counts(database: Database) -> None:
    person_id = ivanova(database)
    with database.writing() as session:
        case = a_case(session)
        for name in ("h1", "h2"):
            codes.issue(
                session, person_id=person_id, instance_id=case.id, contact="email", hash=name, at=MONDAY,
                expires_at=days(1),
            )  # fmt: skip

        latest = codes.latest(session, person_id, "email")
        assert latest is not None and latest.hash == "h2"
        assert codes.latest(session, person_id, "phone") is None
        assert codes.sent(session, person_id, "email") == 2
        assert codes.registration_of(session, person_id) == case.id
        assert codes.registration_of(session, 99) is None

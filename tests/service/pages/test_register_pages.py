"""The page on which a row of a register is written: the register's form, drawn and refused like that of a task."""

from __future__ import annotations

from service.operations import publish, write_register
from tests.service.driver import GOOD, Office
from tests.service.pages.test_rights import Visit

EDIT = "/registers/R-GATES/-/edit"
TYPED = {"title": "Проходная западная", "opens": "20.05.2026", "capacity": "2"}


def test_a_keeper_writes_a_row(visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(EDIT)
    ivanov.follow(ivanov.post(EDIT, TYPED))

    assert "2 из 2" in ivanov.text
    assert "20.05.2026" in ivanov.text
    assert "Изменить" in ivanov.text


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(EDIT)
    refused = ivanov.post(EDIT, {**TYPED, "capacity": "много"})

    assert refused.status_code == 422
    assert 'href="#capacity"' in ivanov.text
    assert 'id="capacity-error"' in ivanov.text
    assert ivanov.value_of("title") == "Проходная западная"
    assert ivanov.value_of("capacity") == "много"


def test_a_row_opens_with_what_it_holds_and_is_written_back(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")
    write_register.write(office.here, office.who("ivanov"), "R-GATES", "west", TYPED)

    ivanov.get(f"{EDIT}?key=west")
    assert ivanov.value_of("opens") == "20.05.2026"
    ivanov.follow(ivanov.post(EDIT, {**TYPED, "_key": "west", "_etag": ivanov.value_of("_etag"), "_state": "closed"}))

    assert "прекращено" in ivanov.text


def test_a_row_that_was_changed_meanwhile_is_shown_beside_what_was_typed(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")
    write_register.write(office.here, office.who("ivanov"), "R-GATES", "west", TYPED)
    ivanov.get(f"{EDIT}?key=west")
    seen = {"_key": "west", "_etag": ivanov.value_of("_etag")}
    write_register.write(office.here, office.who("orlova"), "R-GATES", "west", TYPED | {"title": "Проходная дальняя"})

    refused = ivanov.post(EDIT, {**TYPED, **seen, "title": "Проходная ближняя"})
    assert refused.status_code == 409
    assert "Проходная дальняя" in ivanov.text
    assert ivanov.value_of("title") == "Проходная ближняя"
    again = ivanov.post(EDIT, {**TYPED, "title": "Проходная ближняя", **seen, "_etag": ivanov.value_of("_etag")})

    assert again.status_code == 302


def test_places_in_use_are_told_at_their_field(office: Office, visit: Visit) -> None:
    for _ in range(2):
        office.do("ivanov", office.apply().waiting[0].task, GOOD | {"gate": "south"})
    ivanov = visit("ivanov")
    ivanov.get(f"{EDIT}?key=south")

    refused = ivanov.post(EDIT, {**TYPED, "_key": "south", "_etag": "1", "capacity": "1"})

    assert refused.status_code == 409
    assert 'id="capacity-error"' in ivanov.text


def test_nobody_else_gets_the_page(visit: Visit) -> None:
    for login in ("sidorov", "petrova", "stranger"):
        visitor = visit(login)
        assert visitor.get(EDIT).status_code == 403
        visitor.get("/cabinet")
        assert visitor.post(EDIT, TYPED).status_code == 403
    ivanov, sidorov = visit("ivanov"), visit("sidorov")

    ivanov.get("/registers/R-GATES")
    sidorov.get("/registers/R-GATES")

    assert "Добавить строку" in ivanov.text
    assert "Добавить строку" not in sidorov.text
    assert visit("admin").get(EDIT).status_code == 200


def test_a_register_of_cases_and_a_row_that_is_not_there_have_no_form(visit: Visit) -> None:
    admin = visit("admin")

    assert admin.get("/registers/R-PERMITS/-/edit").status_code == 404
    assert admin.get(f"{EDIT}?key=none").status_code == 404


def test_the_exam_sessions_are_written_by_their_form(office: Office, visit: Visit) -> None:
    publish.publish(office.here, "candidate-exam")
    office.person("kozlova", "Козлова Вера", "coc_specialist")
    kozlova = visit("kozlova")
    qualification = {"title": "Секретарь руководителя", "level": "4", "price": "7 000,00"}
    kozlova.get("/registers/R-QUALIFICATIONS/-/edit")
    key = kozlova.post("/registers/R-QUALIFICATIONS/-/edit", qualification).location.rpartition("/")[2]
    session = {"date": "20.05.2026", "time": "10:00", "place": "Москва, зал 1", "capacity": "2"}
    session["examiners.0.name"] = "Сидоров Олег Игоревич"

    kozlova.get("/registers/R-EXM-SESSIONS/-/edit")
    assert kozlova.post("/registers/R-EXM-SESSIONS/-/edit", session).status_code == 422
    kozlova.follow(kozlova.post("/registers/R-EXM-SESSIONS/-/edit", {**session, "qualifications": key}))

    assert "2026-05-20-1000" in kozlova.text
    assert "Секретарь руководителя" in kozlova.text
    assert "2 из 2" in kozlova.text
    assert visit("ivanov").get("/registers/R-EXM-SESSIONS/-/edit").status_code == 403

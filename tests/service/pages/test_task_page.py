"""The task page: its form, drafts, refusals, conflicts; and what it says after the click."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Flask

from tests.service.driver import GOOD, Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]


def begun(office: Office) -> str:
    task = office.apply().waiting[0].task
    assert task is not None
    return task


def test_the_page_says_until_when_and_how_that_was_computed(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{begun(office)}")

    assert "12.03.2026\u00a0= 02.03.2026 + 10\u00a0календарных дней" in ivanov.text
    assert 'datetime="2026-03-12T' in ivanov.text


def test_the_page_shows_what_the_applicant_gave(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{begun(office)}")

    assert "Что подал заявитель" in ivanov.text
    assert "Петрова Анна" in ivanov.text


def test_finishing_says_who_has_the_case_now(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")

    answer = ivanov.post(f"/tasks/{ref}/complete", {**plain(GOOD), "etag": ivanov.value_of("etag"), "then": "list"})

    assert answer.status_code == 302
    ivanov.follow(answer)
    assert "Готово: «Проверить заявку», дело ПРО-2026-0001." in ivanov.text
    assert office.task(ref).status == "done"


def test_finishing_and_going_on_opens_the_next_task(office: Office, visit: Visit) -> None:
    first, second = begun(office), begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{first}")

    bad = {"verdict": "bad", "remarks": "нет подписи"}
    answer = ivanov.post(f"/tasks/{first}/complete", {**bad, "etag": ivanov.value_of("etag"), "then": "next"})

    assert answer.location == f"/tasks/{second}"


def test_a_refused_submit_keeps_what_was_typed_and_begins_with_the_errors(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")

    answer = ivanov.post(f"/tasks/{ref}/complete", {"remarks": "не хватает подписи", "etag": ivanov.value_of("etag")})

    assert answer.status_code == 422
    assert "<title>Ошибка: Проверить заявку" in ivanov.text
    assert '<a href="#verdict">' in ivanov.text
    assert "не хватает подписи" in ivanov.text
    assert office.task(ref).status == "open"


def test_a_draft_is_kept_for_its_author_only_and_takes_the_task(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov, orlova = visit("ivanov"), visit("orlova")
    ivanov.get(f"/tasks/{ref}")

    ivanov.post(f"/tasks/{ref}/draft", remarks="проверю завтра")

    ivanov.get(f"/tasks/{ref}")
    assert "проверю завтра" in ivanov.text
    orlova.get(f"/tasks/{ref}")
    assert "проверю завтра" not in orlova.text
    assert "Иванов Пётр" in orlova.text
    assert office.task(ref).status == "claimed"


def test_a_draft_saved_by_script_answers_with_the_time_and_the_new_state(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")
    body = {"csrf_token": ivanov.value_of("csrf_token"), "remarks": "вот"}

    answer = ivanov.client.post(f"/tasks/{ref}/draft", data=body, headers={"Accept": "application/json"})

    assert answer.json == {"saved": "Сохранено 10:00", "etag": office.etag(ref), "taken": True}


def test_a_late_submit_shows_both_versions_and_loses_nothing(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")
    seen = ivanov.value_of("etag")
    office.do("orlova", ref, {**GOOD, "remarks": "решила Орлова"})

    answer = ivanov.post(f"/tasks/{ref}/complete", {"verdict": "bad", "remarks": "решил Иванов", "etag": seen})

    assert answer.status_code == 409
    assert "решил Иванов" in ivanov.text
    assert "решила Орлова" in ivanov.text


def test_another_holder_is_named(office: Office, visit: Visit) -> None:
    ref = begun(office)
    office.claim("orlova", ref)
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{ref}")

    assert "Над задачей работает Орлова Мария" in ivanov.text
    assert "data-finish" not in ivanov.text


def test_taking_and_giving_back(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")

    ivanov.post(f"/tasks/{ref}/claim")
    taken = office.task(ref).status
    ivanov.get(f"/tasks/{ref}")
    ivanov.post(f"/tasks/{ref}/release")

    assert (taken, office.task(ref).status) == ("claimed", "open")


def test_a_file_goes_up_when_it_is_picked(app: Flask, visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")
    body = {
        "csrf_token": petrova.value_of("csrf_token"),
        "file": (io.BytesIO(b"%PDF-1.7 scan"), "паспорт.pdf"),
        "kinds": "pdf png",
        "max_mb": "1",
    }

    answer = petrova.client.post("/attachments", data=body, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert answer.json["name"] == "паспорт.pdf"  # type: ignore[index]  # the answer is an object


def test_a_wrong_file_is_refused_with_what_would_fit(visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")
    body = {"csrf_token": petrova.value_of("csrf_token"), "file": (io.BytesIO(b"<svg/>"), "a.pdf"), "kinds": "pdf png"}

    answer = petrova.client.post("/attachments", data=body, headers={"Accept": "application/json"})

    assert answer.status_code == 415
    assert "PDF" in answer.get_data(as_text=True).upper()


def test_an_application_is_checked_once_more_before_it_is_sent(office: Office, visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")
    fields = {"full_name": "Петрова Анна", "notify_channel": "email", "key": petrova.value_of("key")}
    scan = (io.BytesIO(b"%PDF-1.7 scan"), "паспорт.pdf")

    petrova.post("/apply/permit", {**fields, "scans": scan, "step": "check"})
    assert "Проверьте ответы" in petrova.text
    assert "паспорт.pdf" in petrova.text
    sent = {**fields, "scans": petrova.value_of("scans"), "step": "send"}
    first, again = petrova.post("/apply/permit", sent), petrova.post("/apply/permit", sent)

    assert first.location == again.location == "/cabinet/ПРО-2026-0001".replace("ПРО", "%D0%9F%D0%A0%D0%9E")
    petrova.follow(first)
    assert "Принято 02.03.2026 в 10:00. Номер дела: ПРО-2026-0001." in petrova.text
    assert office.inbox("ivanov") == ["Проверить заявку"]


def test_an_application_with_errors_comes_back_filled_in(visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")

    answer = petrova.post("/apply/permit", full_name="Петрова Анна", step="check")

    assert answer.status_code == 422
    assert petrova.value_of("full_name") == "Петрова Анна"
    assert '<a href="#notify_channel">' in petrova.text


def plain(answers: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in answers.items() if value is not None}

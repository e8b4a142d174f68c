"""The task page: its form, drafts, refusals, conflicts; and what it says after the click."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from flask import Flask
from werkzeug.test import TestResponse

from tests.service.driver import APPLICATION, GOOD, Office
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

    answer = ivanov.post(f"/tasks/{ref}/complete", {**plain(GOOD), "_etag": ivanov.value_of("_etag"), "_then": "list"})

    assert answer.status_code == 302
    ivanov.follow(answer)
    assert "Готово: «Проверить заявку», дело ПРО-2026-0001." in ivanov.text
    assert office.task(ref).status == "done"


def test_finishing_and_going_on_opens_the_next_task(office: Office, visit: Visit) -> None:
    first, second = begun(office), begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{first}")

    bad = {"verdict": "bad", "remarks": "нет подписи"}
    answer = ivanov.post(f"/tasks/{first}/complete", {**bad, "_etag": ivanov.value_of("_etag"), "_then": "next"})

    assert answer.location == f"/tasks/{second}"


def test_a_refused_submit_keeps_what_was_typed_and_begins_with_the_errors(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")

    answer = ivanov.post(f"/tasks/{ref}/complete", {"remarks": "не хватает подписи", "_etag": ivanov.value_of("_etag")})

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
    body = {"_csrf_token": ivanov.value_of("_csrf_token"), "remarks": "вот"}

    answer = ivanov.client.post(f"/tasks/{ref}/draft", data=body, headers={"Accept": "application/json"})

    assert answer.json == {"saved": "Сохранено 10:00", "draft": 1, "etag": office.etag(ref), "taken": True}


def saved(visitor: Visitor, address: str, **fields: str) -> TestResponse:
    """What a script of the page is answered; the fields of the page seen last are what they were."""
    body = {"_csrf_token": visitor.value_of("_csrf_token"), "_draft": visitor.value_of("_draft"), **fields}
    return visitor.client.post(address, data=body, headers={"Accept": "application/json"})


def test_a_draft_changed_elsewhere_is_not_overwritten_before_its_author_says_so(office: Office, visit: Visit) -> None:
    ref = begun(office)
    desk, train = visit("ivanov"), visit("ivanov")
    desk.get(f"/tasks/{ref}")
    train.get(f"/tasks/{ref}")
    office.wait(minutes=7)
    saved(train, f"/tasks/{ref}/draft", remarks="из поезда")

    stale = saved(desk, f"/tasks/{ref}/draft", remarks="за столом")
    assert stale.status_code == 409
    assert stale.json["code"] == "draft.changed"  # type: ignore[index]  # the answer is an object
    assert "в 10:07" in stale.json["detail"]  # type: ignore[index]  # the answer is an object
    over = saved(desk, f"/tasks/{ref}/draft", remarks="за столом", _draft=str(stale.json["version"]))

    assert over.status_code == 200
    train.get(f"/tasks/{ref}")
    assert "за столом" in train.text
    assert "из поезда" not in train.text


def test_without_scripts_a_stale_draft_comes_back_with_what_was_typed(office: Office, visit: Visit) -> None:
    ref = begun(office)
    desk, train = visit("ivanov"), visit("ivanov")
    desk.get(f"/tasks/{ref}")
    train.get(f"/tasks/{ref}")
    saved(train, f"/tasks/{ref}/draft", remarks="из поезда")

    answer = desk.post(f"/tasks/{ref}/draft", remarks="за столом", _draft=desk.value_of("_draft"))
    assert answer.status_code == 409
    assert "Черновик изменён на другом устройстве" in desk.text
    assert "за столом" in desk.text
    again = desk.post(f"/tasks/{ref}/draft", remarks="за столом", _draft=desk.value_of("_draft"))

    assert again.status_code == 302
    desk.get(f"/tasks/{ref}")
    assert "за столом" in desk.text


def test_a_page_drawn_again_with_errors_still_knows_which_draft_it_saw(office: Office, visit: Visit) -> None:
    ref = begun(office)
    desk, train = visit("ivanov"), visit("ivanov")
    desk.get(f"/tasks/{ref}")
    train.get(f"/tasks/{ref}")
    saved(train, f"/tasks/{ref}/draft", remarks="из поезда")

    desk.post(f"/tasks/{ref}/complete", remarks="за столом", _draft=desk.value_of("_draft"))

    assert saved(desk, f"/tasks/{ref}/draft", remarks="за столом").status_code == 409


def test_a_draft_that_was_sent_elsewhere_is_said_to_be_gone(visit: Visit) -> None:
    desk, train = visit("petrova"), visit("petrova")
    desk.get("/apply/permit")
    desk.post("/apply/permit/draft", full_name="Петрова")
    for window in (desk, train):
        window.get("/apply/permit")
    train.post("/apply/permit", full_name="Петрова", notify_channel="email", _step="send")

    stale = saved(desk, "/apply/permit/draft", full_name="Петрова А.")

    assert stale.status_code == 409
    assert "уже отправлен" in stale.json["detail"]  # type: ignore[index]  # the answer is an object


def test_an_act_keeps_its_draft(office: Office, visit: Visit) -> None:
    number = office.apply().number
    petrova = visit("petrova")
    petrova.get(f"/cabinet/{number}")
    (act,) = set(re.findall(r"/acts/(\d+)", petrova.text))
    address = f"/instances/{number}/acts/{act}"
    petrova.get(address)

    kept = saved(petrova, f"{address}/draft", reason="переезжаю")

    assert kept.json == {"saved": "Сохранено 10:00", "draft": 1}
    petrova.get(address)
    assert "переезжаю" in petrova.text
    assert saved(petrova, f"{address}/draft", reason="уже нет", _draft="0").status_code == 409


def before(page: str) -> str:
    """The card «Раньше в деле» of a page."""
    return page.partition("Раньше в деле")[2].partition("По какому пункту")[0]


def test_only_steps_that_happened_stand_under_earlier_each_once(office: Office, visit: Visit) -> None:
    first = office.apply()
    office.do("ivanov", first.waiting[0].task, {"verdict": "bad", "remarks": "нет подписи"})
    office.settle()
    office.do("petrova", office.ref("petrova", "Исправить заявку"), {**APPLICATION, "full_name": "Петрова А. С."})
    office.do("orlova", office.ref("orlova", "Проверить заявку"), {**GOOD, "remarks": "теперь хорошо"})
    office.settle()
    sidorov = visit("sidorov")

    sidorov.get(f"/tasks/{office.ref('sidorov', 'Подписать пропуск')}")

    told = before(sidorov.text)
    assert told.count("<details") == 2
    assert "Исправить заявку" in told
    assert "Петрова А. С." in told
    assert told.count("Проверить заявку") == 1
    assert "Орлова\u00a0М." in told
    assert "теперь хорошо" in told
    assert "нет подписи" not in told
    assert "Отзыв" not in told


def test_what_the_step_compares_with_is_open_beside_the_form_with_the_files_first(office: Office, visit: Visit) -> None:
    ref = str(office.apply(scans=[office.upload("petrova")]).waiting[0].task)
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{ref}")

    beside = ivanov.text.partition("work-beside")[2].partition("work-main")[0]
    assert '<details class="card" open>' in beside
    assert beside.index("паспорт.pdf") < beside.index("Петрова Анна")
    assert "Раньше в деле" not in ivanov.text


def test_term_and_case_come_before_the_form(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{begun(office)}")

    assert ivanov.text.index("work-facts") < ivanov.text.index('<form class="task-form"')
    assert "Петрова\u00a0А.\u00a0С." in ivanov.text.partition("<h1>")[0]


def test_a_finished_task_shows_what_it_was_finished_with_and_not_what_came_later(office: Office, visit: Visit) -> None:
    ref = begun(office)
    office.do("ivanov", ref, {"verdict": "bad", "remarks": "нет подписи"})
    office.settle()
    office.do("petrova", office.ref("petrova", "Исправить заявку"), APPLICATION)
    office.do("orlova", office.ref("orlova", "Проверить заявку"), {**GOOD, "remarks": "теперь хорошо"})
    ivanov = visit("ivanov")

    ivanov.get(f"/tasks/{ref}")

    assert "нет подписи" in ivanov.text
    assert "теперь хорошо" not in ivanov.text


def test_a_late_submit_shows_both_versions_and_loses_nothing(office: Office, visit: Visit) -> None:
    ref = begun(office)
    ivanov = visit("ivanov")
    ivanov.get(f"/tasks/{ref}")
    seen = ivanov.value_of("_etag")
    office.do("orlova", ref, {**GOOD, "remarks": "решила Орлова"})

    answer = ivanov.post(f"/tasks/{ref}/complete", {"verdict": "bad", "remarks": "решил Иванов", "_etag": seen})

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
        "_csrf_token": petrova.value_of("_csrf_token"),
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
    body = {
        "_csrf_token": petrova.value_of("_csrf_token"),
        "file": (io.BytesIO(b"<svg/>"), "a.pdf"),
        "kinds": "pdf png",
    }

    answer = petrova.client.post("/attachments", data=body, headers={"Accept": "application/json"})

    assert answer.status_code == 415
    assert "PDF" in answer.get_data(as_text=True).upper()


def test_an_application_is_checked_once_more_before_it_is_sent(office: Office, visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")
    fields = {"full_name": "Петрова Анна", "notify_channel": "email", "_key": petrova.value_of("_key")}
    scan = (io.BytesIO(b"%PDF-1.7 scan"), "паспорт.pdf")

    petrova.post("/apply/permit", {**fields, "scans": scan, "_step": "check"})
    assert "Проверьте ответы" in petrova.text
    assert "паспорт.pdf" in petrova.text
    sent = {**fields, "scans": petrova.value_of("scans"), "_step": "send"}
    first, again = petrova.post("/apply/permit", sent), petrova.post("/apply/permit", sent)

    assert first.location == again.location == "/cabinet/ПРО-2026-0001".replace("ПРО", "%D0%9F%D0%A0%D0%9E")
    petrova.follow(first)
    assert "Принято 02.03.2026 в 10:00. Номер дела: ПРО-2026-0001." in petrova.text
    assert office.inbox("ivanov") == ["Проверить заявку"]


def test_an_application_with_errors_comes_back_filled_in(visit: Visit) -> None:
    petrova = visit("petrova")
    petrova.get("/apply/permit")

    answer = petrova.post("/apply/permit", full_name="Петрова Анна", _step="check")

    assert answer.status_code == 422
    assert petrova.value_of("full_name") == "Петрова Анна"
    assert '<a href="#notify_channel">' in petrova.text


def plain(answers: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in answers.items() if value is not None}

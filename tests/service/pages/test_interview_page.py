"""The author of a sketch answers what only he knows, in the browser, and publishes what he drew."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.datastructures import FileStorage

from service import bundle
from service.operations import publish, redesign
from service.operations.publish import Grounds
from service.quarantine.room import Quarantine
from tests.service import leave
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor
from tests.service.test_archives import zipped
from tests.service.test_interview import SKETCH
from tests.service.test_quarantine import ROGUE

Visit = Callable[[str], Visitor]
PAGE = "/definitions/Leave/edit/interview"


@pytest.fixture(autouse=True)
def sketched(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    parts = bundle.read([("leave.bpmn", SKETCH.encode())], None).parts
    publish.keep_sketch(office.here, office.who("volkova"), "Leave", parts, Grounds(reason="Принесли с совещания"))


def proposed(page: Visitor) -> dict[str, str]:
    """What stands chosen or typed on the page, as the browser would send it."""
    found = dict(re.findall(r'<input class="control" type="text" id="[^"]*" name="([^"]+)" value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_a_sketch_is_published_by_answers_alone(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/Leave/edit")
    assert "Ответить на вопросы" in owner.text

    owner.get(PAGE)
    sent = {**proposed(owner), "action.missing Tell": "note", "_etag": owner.value_of("_etag")}
    owner.follow(owner.post(PAGE, sent))
    assert "Ответы записаны в черновик" in owner.text
    assert "Какой срок" in owner.text

    sent = {**proposed(owner), "role.missing Decide": "new", "role.missing Decide name": "Начальник"}
    owner.follow(owner.post(PAGE, {**sent, "_etag": owner.value_of("_etag")}))
    assert "Вопросов нет" in owner.text

    owner.get("/definitions/Leave/publish")
    done = owner.post(
        "/definitions/Leave/publish", _etag=owner.value_of("_etag"), reason="Первая версия", when="now"
    )  # fmt: skip
    owner.follow(done)
    assert "Версия 1 опубликована" in owner.text


def test_what_cannot_be_written_comes_back_as_it_was_typed(visit: Visit) -> None:
    owner = visit("volkova")
    owner.get(PAGE)
    owner.follow(owner.post(PAGE, {**proposed(owner), "action.missing Tell": "note", "_etag": owner.value_of("_etag")}))

    typed = {**proposed(owner), "timer.empty Wait": "через <b>неделю</b>"}
    refused = owner.post(PAGE, {**typed, "_etag": owner.value_of("_etag")})

    assert refused.status_code == 422
    assert proposed(owner)["timer.empty Wait"] == "через <b>неделю</b>"
    assert 'aria-describedby="timer.empty-Wait-error"' in owner.text
    assert '<a href="#timer.empty-Wait">' in owner.text
    assert "<b>неделю</b>" not in refused.get_data(as_text=True)


def test_a_term_that_names_what_nobody_sets_is_not_taken(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get(PAGE)
    owner.follow(owner.post(PAGE, {**proposed(owner), "action.missing Tell": "note", "_etag": owner.value_of("_etag")}))
    seen = redesign.read(office.here, office.who("volkova"), "Leave")

    refused = owner.post(PAGE, {"timer.empty Wait": "когда_нибудь", "_etag": owner.value_of("_etag")})

    assert refused.status_code == 422
    assert "«когда_нибудь»" in owner.text
    assert redesign.read(office.here, office.who("volkova"), "Leave") == seen


def test_answers_to_an_older_state_come_back_and_say_who_was_quicker(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get(PAGE)
    seen = owner.value_of("_etag")
    redesign.write_part(office.here, office.who("volkova"), "Leave", "N-1.txt", "Тема: x\nx\n".encode(), etag=seen)

    refused = owner.post(PAGE, {"kind.plain_task Decide": "note", "_etag": seen})

    assert refused.status_code == 412
    assert proposed(owner)["kind.plain_task Decide"] == "note"
    assert "Волкова Ирина" in owner.text


def test_the_page_is_there_in_english_too(visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/language/en")
    owner.get(PAGE)

    assert "Questions about the drawing" in owner.text
    assert "a person's step" in owner.text


def test_a_zip_takes_the_places_of_its_files(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/Leave/edit")
    bundled = zipped({"отпуск/leave.bpmn": leave.LEAVE, "отпуск/notices/N-1.txt": "Тема: x\nx\n".encode()})

    owner.follow(owner.post(
        "/definitions/Leave/edit",
        {"file": FileStorage(io.BytesIO(bundled), "leave.zip"), "_etag": owner.value_of("_etag")},
    ))  # fmt: skip

    parts = redesign.read(office.here, office.who("volkova"), "Leave").parts
    assert parts["leave.bpmn"] == leave.LEAVE
    assert set(parts) == {"leave.bpmn", "procedure.yaml", "notices/N-1.txt"}


def test_a_zip_that_leads_elsewhere_changes_nothing(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/Leave/edit")
    bundled = zipped({"../leave.bpmn": leave.LEAVE})

    refused = owner.post(
        "/definitions/Leave/edit",
        {"file": FileStorage(io.BytesIO(bundled), "leave.zip"), "_etag": owner.value_of("_etag")},
    )

    assert refused.status_code == 422
    assert "ведёт за его пределы" in owner.text
    assert redesign.read(office.here, office.who("volkova"), "Leave").rev == 0


def test_a_file_that_stops_its_reader_is_named_and_the_text_stays(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    office.here.quarantine = Quarantine((*ROGUE, "read"))
    owner.get("/definitions/Leave/edit/text/procedure.yaml")

    refused = owner.post(
        "/definitions/Leave/edit/text/procedure.yaml", text="key: набрано", _etag=owner.value_of("_etag")
    )
    office.here.quarantine.close()

    assert refused.status_code == 422
    assert "дольше 10 с" in owner.text
    assert "key: набрано" in owner.text


def test_while_others_are_checked_the_page_is_there_and_says_when_to_come_back(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/Leave/edit")
    office.here.quarantine = full = Quarantine()
    full.waiting = 3

    upload = owner.post(
        "/definitions/Leave/edit",
        {"file": FileStorage(io.BytesIO(leave.LEAVE), "leave.bpmn"), "_etag": owner.value_of("_etag")},
    )

    assert (upload.status_code, upload.headers["Retry-After"]) == (503, "10")
    assert "Сейчас проверяются файлы других людей" in owner.text
    assert owner.get("/definitions/Leave/edit").status_code == 200

"""The pages of a discussion as browsers without scripts use them."""

from __future__ import annotations

import io

import pytest

from service.operations import discussing, publish
from service.outcome import Outcome
from tests.face import face
from tests.service import sites
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor
from tests.service.test_sites import KAZAN, OMSK, begun
from tests.service.test_threads import WHY, read, wrote


@pytest.fixture
def bureau(office: Office) -> Office:
    publish.publish_parts(office.here, sites.parts())
    return office


@pytest.fixture
def case(bureau: Office) -> Outcome:
    return begun(bureau, KAZAN, OMSK)


def thread(case: Outcome) -> str:
    return f"/instances/{case.number}/threads/1"


def visitor(office: Office, login: str) -> Visitor:
    return Visitor(face(office.here)).signed_in(office.people[login].login)


def test_a_site_finds_the_discussion_in_its_cabinet_with_what_is_new(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, OMSK)
    kazan = visitor(bureau, KAZAN)

    kazan.get(f"/cabinet/{case.number}")
    assert "Этап 1" in kazan.text and "новых: 1" in kazan.text
    kazan.get(thread(case))
    kazan.get(f"/cabinet/{case.number}")
    assert "новых" not in kazan.text


def test_a_post_with_a_file_and_a_reply(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, OMSK, "Первый")
    kazan = visitor(bureau, KAZAN)
    kazan.get(f"{thread(case)}?reply=1")
    assert "Ответ на сообщение 1" in kazan.text

    sent = kazan.post(
        f"{thread(case)}/posts",
        data={"text": "<b>Второй</b>", "reply_to": "1", "files": (io.BytesIO(b"%PDF-1.7 x"), "схема.pdf")},
    )
    assert sent.status_code == 302 and sent.location.endswith("#post-2")

    omsk = visitor(bureau, OMSK)
    page = omsk.get(thread(case)).get_data(as_text=True)
    assert "&lt;b&gt;Второй&lt;/b&gt;" in page and "в ответ: Эксперт omsk" in omsk.text and "схема.pdf" in omsk.text
    file = read(bureau, case, OMSK).posts[1].files[0].id
    assert omsk.get(f"{thread(case)}/posts/2/files/{file}").get_data() == b"%PDF-1.7 x"
    assert visitor(bureau, "stranger").get(f"{thread(case)}/posts/2/files/{file}").status_code == 404


def test_a_refused_post_keeps_the_text_and_the_file(bureau: Office, case: Outcome) -> None:
    kazan = visitor(bureau, KAZAN)
    kazan.get(thread(case))
    discussing.close(bureau.here, bureau.who("sidorov"), case.instance_id, 1)

    refused = kazan.post(
        f"{thread(case)}/posts", data={"text": "Долго писал", "files": (io.BytesIO(b"%PDF-1.7 x"), "схема.pdf")}
    )

    assert refused.status_code == 409
    assert "Обсуждение закрыто" in kazan.text and ">Долго писал</textarea>" in kazan.text
    assert 'name="kept"' in kazan.text and "схема.pdf" in kazan.text
    kept = kazan.value_of("kept")
    discussing.reopen(bureau.here, bureau.who("sidorov"), case.instance_id, 1)
    kazan.post(f"{thread(case)}/posts", data={"text": "Долго писал", "kept": kept})
    assert [one.name for one in read(bureau, case, KAZAN).posts[0].files] == ["схема.pdf"]


def test_taking_back_asks_for_a_reason_and_leaves_a_stub(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN, "Не то")
    kazan = visitor(bureau, KAZAN)
    kazan.get(thread(case))

    short = kazan.post(f"{thread(case)}/posts/1/withdraw", reason="ой")
    assert short.status_code == 422 and ">ой</textarea>" in kazan.text
    assert kazan.post(f"{thread(case)}/posts/1/withdraw", reason=WHY).status_code == 302

    kazan.get(thread(case))
    assert "Сообщение отозвано" in kazan.text and WHY in kazan.text and "Не то" not in kazan.text


def test_the_head_opens_closes_and_opens_again(bureau: Office, case: Outcome) -> None:
    head = visitor(bureau, "sidorov")
    head.get(f"/instances/{case.number}/threads")
    assert head.post(f"/instances/{case.number}/threads", forum="talk", title="").status_code == 422
    opened = head.post(f"/instances/{case.number}/threads", forum="talk", title="Ещё вопрос", until="2026-03-09")
    head.follow(opened)
    assert "Ещё вопрос" in head.text and "писать можно до" in head.text

    head.post(f"{opened.location}/close")
    head.get(opened.location)
    assert "Открыть снова" in head.text
    assert head.post(f"{opened.location}/reopen", until="вчера").status_code == 422
    head.post(f"{opened.location}/reopen", until="")
    head.get(opened.location)
    assert "Закрыть обсуждение" in head.text


@pytest.mark.parametrize("act", ["posts", "close", "reopen", "posts/1/withdraw"])
def test_a_stranger_finds_no_discussion(bureau: Office, case: Outcome, act: str) -> None:
    stranger = visitor(bureau, "stranger")
    stranger.get("/cabinet")

    assert stranger.get(thread(case)).status_code == 404
    stranger.get("/cabinet")
    assert stranger.post(f"{thread(case)}/{act}", text="x", reason=WHY).status_code == 404


def test_it_is_spoken_in_english_too(bureau: Office, case: Outcome) -> None:
    wrote(bureau, case, KAZAN)
    bureau.change("UPDATE person SET language = 'en' WHERE id = :id", id=bureau.people[KAZAN].person_id)

    kazan = visitor(bureau, KAZAN)
    kazan.get(thread(case))

    assert "Withdraw" in kazan.text and "You write as: Site" in kazan.text and "Ответить" not in kazan.text

"""A page on which somebody signs: what it shows, and what becomes of it when what is to be signed changes meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.face import face
from tests.procedures.corpu import Corpu
from tests.service.pages.visitor import Visitor

TYPED = {"signature.signed_by": "Волкова Н. А., директор", "signature.signed_on": "01.03.2026"}


@pytest.fixture
def corpu(tmp_path: Path) -> Corpu:
    """A contract that both sides have agreed."""
    corpu = Corpu(tmp_path)
    corpu.enquire()
    corpu.fill_in()
    corpu.review()
    corpu.appoint()
    corpu.draft()
    corpu.do("ONB-41", by="volkova", answer="agreed")
    return corpu


def contract(corpu: Corpu) -> dict[str, str]:
    found: dict[str, str] = corpu.data()["contract"]["file"][0]
    return found


def address(corpu: Corpu) -> str:
    task = corpu.open("ONB-42")
    return f"/tasks/{task.instance_id}-{task.task}"


def test_the_page_shows_what_is_signed_and_says_what_the_record_is(corpu: Corpu) -> None:
    volkova, file = Visitor(face(corpu.here)).signed_in("volkova"), contract(corpu)

    volkova.get(address(corpu))

    assert "contract-1.pdf" in volkova.text and file["sha256"] in volkova.text
    assert f'href="/attachments/{file["attachment"]}"' in volkova.text
    assert "не квалифицированная электронная подпись (63-ФЗ)" in volkova.text
    assert volkova.get(f"/attachments/{file['attachment']}").status_code == 200


def test_what_changed_while_the_page_was_open_is_refused_and_all_that_was_typed_stays(corpu: Corpu) -> None:
    volkova, file = Visitor(face(corpu.here)).signed_in("volkova"), contract(corpu)
    stale = {**TYPED, "signature.what": "0" * 64, "signature.signature_kind": "electronic"}

    volkova.get(address(corpu))
    answer = volkova.post(f"{address(corpu)}/complete", **stale)

    assert answer.status_code == 422
    assert "пока страница была открыта, это изменилось" in volkova.text
    assert all(text in volkova.text for text in TYPED.values())
    assert f'name="signature.what" value="{file["sha256"]}"' in volkova.text
    assert "ONB-42" in corpu.waiting()


def test_what_was_shown_is_signed_and_read_later_with_its_hash(corpu: Corpu) -> None:
    volkova, file = Visitor(face(corpu.here)).signed_in("volkova"), contract(corpu)
    page = address(corpu)
    seen = {**TYPED, "signature.what": file["sha256"], "signature.signature_kind": "electronic"}

    volkova.get(page)
    answer = volkova.post(f"{page}/complete", **seen)
    volkova.get(page)

    assert answer.status_code == 302
    assert "Что подписывается" in volkova.text and file["sha256"] in volkova.text
    assert "Волкова Н. А., директор" in volkova.text and "электронная подпись" in volkova.text

"""The page of the diagram editor and what the editor asks for; the editor itself is driven in tests/browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from processes.gate.rules.actions import KNOWN
from service import islands
from service.definitions.material import ACTIONS
from tests.prepared import FILES, Ground
from tests.service import permit
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]
PAGE = "/definitions/permit/edit/diagrams/permit.bpmn"


@pytest.fixture
def ground() -> Ground:
    """Once: what is asked here is asked of files, not of a database."""
    return FILES


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had built the island; nothing here runs it."""
    names = {"main.js": "modeler-0.js", "modeler.css": "modeler-style-0.css"}
    (tmp_path / "manifest.json").write_text(json.dumps(names))
    monkeypatch.setattr(islands, "MANIFEST", tmp_path / "manifest.json")


@pytest.fixture
def owner(app: Flask, office: Office) -> Visitor:
    office.person("volkova", "Волкова Ирина", "process_owner")
    return Visitor(app).signed_in("volkova")


def test_without_the_built_files_the_page_says_what_to_type_and_lists_the_steps(
    owner: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(islands, "MANIFEST", tmp_path / "nothing.json")

    answer = owner.get(PAGE)

    assert answer.status_code == 200
    assert "make islands" in owner.text
    assert "Проверить заявку" in owner.text
    assert owner.get(f"{PAGE}/file").data == permit.DIAGRAM.encode()


def test_only_this_page_may_have_inline_styles_and_none_may_have_inline_scripts(owner: Visitor, built: None) -> None:
    here = owner.get(PAGE).headers["Content-Security-Policy"]
    elsewhere = owner.get("/definitions/permit").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in here
    assert "unsafe-inline" not in elsewhere
    assert "script-src 'self';" in here


def test_the_editor_is_told_what_the_procedure_has(owner: Visitor, built: None) -> None:
    told = material(owner)

    assert [role["id"] for role in told["roles"]] == ["applicant", "clerk", "head"]
    assert told["stages"] == [{"id": "checking", "title": "Проверка"}]
    assert "F-PER-1" in [form["id"] for form in told["forms"]]


def test_every_action_of_the_service_is_offered() -> None:
    assert set(ACTIONS) == set(KNOWN)


def test_a_hostile_name_stays_text(owner: Visitor, built: None) -> None:
    hostile = permit.DIAGRAM.replace("Проверить заявку", "&lt;/script>&lt;script>alert(1)&lt;/script>").encode()
    upload(owner, hostile)

    page = owner.get(PAGE).get_data(as_text=True)

    assert "<script>alert" not in page
    assert "alert(1)" in unescape(page)


def material(visitor: Visitor) -> dict[str, Any]:
    """What the page tells the editor."""
    found = re.search(r"data-material='([^']*)'", visitor.get(PAGE).get_data(as_text=True))
    assert found, "the page tells the editor nothing"
    return dict(json.loads(unescape(found[1])))


def upload(visitor: Visitor, content: bytes) -> None:
    answer = send(visitor, "upload", content, {"If-Match": material(visitor)["mark"]})
    assert answer["mark"]


def send(visitor: Visitor, what: str, content: bytes | str, more: dict[str, str] | None = None) -> dict[str, Any]:
    """As the editor sends it: the page's token in a header, JSON back."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', visitor.get(PAGE).get_data(as_text=True))
    assert token, "the page has no token"
    answer = visitor.client.post(
        f"{PAGE}/{what}",
        data=content,
        headers={"X-CSRFToken": unescape(token[1]), "Accept": "application/json", **(more or {})},
        content_type="application/json" if isinstance(content, str) else "application/xml",
    )
    return dict(answer.get_json())


def test_the_check_says_what_is_wrong_where_and_what_to_do(owner: Visitor, built: None) -> None:
    found = send(owner, "check", permit.DIAGRAM.replace('value="F-PER-2"', 'value="F-NONE"').encode())

    (finding, *_) = found["findings"]
    assert (finding["code"], finding["severity"], finding["element"]) == ("form.unknown", "error", "PER-20")
    assert finding["text"] and finding["advice"]
    assert found["publishable"] is False


def test_a_file_that_is_no_diagram_is_a_finding(owner: Visitor, built: None) -> None:
    assert send(owner, "check", b"<html/>")["publishable"] is False


def test_a_term_is_previewed_with_the_settings_of_the_redesign(owner: Visitor, built: None) -> None:
    asked = json.dumps({"expression": "days_after(now(), settings.check_days)", "kind": "due"})

    found = send(owner, "due", asked)

    assert found["computed"] is True
    assert "12.03.2026" in found["lines"][0]


@pytest.mark.parametrize("asked", ["{}", '{"expression": "1", "kind": "x"}', '{"expression": 1, "kind": "due"}'])
def test_a_question_of_another_shape_is_refused(owner: Visitor, built: None, asked: str) -> None:
    assert send(owner, "due", asked)["status"] == 422


def test_a_diagram_without_a_picture_is_laid_out_for_the_editor_and_kept_as_it_is(owner: Visitor, built: None) -> None:
    assert "BPMNShape" not in permit.DIAGRAM

    assert b"BPMNShape" in owner.get(f"{PAGE}/source").data
    assert owner.get(f"{PAGE}/file").data == permit.DIAGRAM.encode()


def test_a_file_in_another_encoding_comes_to_the_editor_in_utf_8(owner: Visitor, built: None) -> None:
    old = permit.DIAGRAM.replace('encoding="UTF-8"', 'encoding="windows-1251"').encode("cp1251")
    upload(owner, old)

    text = owner.get(f"{PAGE}/source").data.decode("utf-8")

    assert "windows-1251" not in text
    assert "Выдача пропуска" in text


@pytest.mark.parametrize("login", ["ivanov", "sidorov", "petrova", "stranger"])
@pytest.mark.parametrize("what", ["", "/source", "/file"])
def test_nobody_but_an_owner_gets_it(visit: Visit, login: str, what: str) -> None:
    assert visit(login).get(PAGE + what).status_code == 403

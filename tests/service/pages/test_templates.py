"""Rules for everything that a browser gets: nothing inline, nothing evaluated, nothing foreign, every text translated."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from service import pages

TEMPLATES = sorted((pages.STATIC.parent / "templates").rglob("*.html"))
SCRIPTS = [*sorted((pages.STATIC / "js").glob("*.js")), pages.STATIC / "forms.js"]
STYLES = sorted((pages.STATIC / "css").glob("*.css"))
SOURCES = [*TEMPLATES, *sorted(p for p in pages.STATIC.parent.rglob("*.py") if "operations" not in p.parts)]
CATALOGUE = pages.STATIC.parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"

HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(pages.STATIC.parent))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_has_inline_code_or_asks_htmx_to_evaluate(path: Path) -> None:
    text = text_of(path)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|js:|\|\s*safe\b|autoescape", text), path
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
    assert not re.search(r'hx-trigger="[^"]*\[', text), path


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS, *STYLES], ids=name_of)
def test_nothing_is_fetched_from_another_site(path: Path) -> None:
    foreign = re.findall(r"""(?:src|href|url|fetch|import)\s*[=(]\s*["']?(?:https?:)?//[^"')\s]+""", text_of(path))

    assert foreign == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_no_script_evaluates_text_or_writes_html(path: Path) -> None:
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text_of(path))


def test_the_vendored_library_is_the_one_that_was_checked() -> None:
    assert hashlib.sha256((pages.STATIC / "vendor" / "htmx-4.0.1.min.js").read_bytes()).hexdigest() == HTMX


def test_every_unsafe_form_carries_its_token() -> None:
    bare = [
        name_of(path)
        for path in TEMPLATES
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text_of(path), re.DOTALL)
        if "csrf" not in form
    ]

    assert bare == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = text_of(pages.STATIC / "icons.svg")
    named = {name for path in TEMPLATES for name in re.findall(r"icon\('([a-z0-9-]+)'", text_of(path))}

    assert {name for name in named if f'id="{name}"' not in sprite} == set()


def test_every_text_of_the_interface_has_its_english() -> None:
    with CATALOGUE.open("rb") as file:
        translated = {message.id for message in read_po(file) if message.string}

    assert texts() - translated == set()


def test_translations_keep_their_places() -> None:
    with CATALOGUE.open("rb") as file:
        broken = [
            message.id
            for message in read_po(file)
            if message.id
            and sorted(re.findall(r"%\(\w+\)s", message.id)) != sorted(re.findall(r"%\(\w+\)s", message.string))
        ]

    assert broken == []


def texts() -> set[str]:
    """What stands inside `_('…')` in templates and views."""
    found: set[str] = set()
    for path in SOURCES:
        for quote in ("'", '"'):
            found.update(re.findall(rf"\b_\(\s*{quote}((?:[^{quote}\\]|\\.)+){quote}", text_of(path)))
    return found


def test_every_template_compiles(app: Flask) -> None:
    for path in TEMPLATES:
        app.jinja_env.get_template(str(path.relative_to(pages.STATIC.parent / "templates")))


def test_a_text_is_translated_once() -> None:
    texts = re.findall(r'^msgid "(.+)"$', text_of(CATALOGUE), re.MULTILINE)

    assert [text for text, times in Counter(texts).items() if times > 1] == []

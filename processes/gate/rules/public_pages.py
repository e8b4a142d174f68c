"""What procedure.yaml says of public pages: their words in addresses, and that what they show exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processes.definition import STATE, Definition, PageOutline
from processes.gate.finding import Finding, error

_WORD = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


def check(definition: Definition) -> Iterator[Finding]:
    """`page.id`, `.setting`, `.register`, `.column`, `.hidden`, `.latest` and `.state`; its clauses are looked at with all others."""
    for page in definition.pages.values():
        if not _WORD.fullmatch(page.id):
            yield _finding("page.id", page, "нужны строчные латинские буквы", "small Latin letters are needed")
        for setting in page.settings:
            if setting not in definition.settings:
                yield _finding("page.setting", page, f"настройки «{setting}» нет", f"there is no setting {setting!r}")
        yield from _register(definition, page)


def _register(definition: Definition, page: PageOutline) -> Iterator[Finding]:
    if page.register is None:
        return
    register = definition.registers.get(page.register)
    if register is None:
        yield _finding("page.register", page, f"реестра «{page.register}» нет", f"there is no register {page.register}")
        return
    if not register.public:
        yield _finding(
            "page.register",
            page,
            f"реестр {register.id} служебный (нет public: true)",
            f"register {register.id} is not public: true",
        )
    for column in page.columns:
        if column != STATE and column not in register.columns:
            yield _finding(
                "page.column",
                page,
                f"у реестра {register.id} нет столбца «{column}»",
                f"register {register.id} has no column {column!r}",
            )
    for column in page.named:
        if column not in register.columns:
            yield _finding(
                "page.column",
                page,
                f"у реестра {register.id} нет столбца «{column}»",
                f"register {register.id} has no column {column!r}",
            )
    for column in page.columns + page.named:
        if register.columns.get(column, {}).get("public") in ("no", False):
            yield _finding(
                "page.hidden",
                page,
                f"столбец «{column}» реестра {register.id} служебный (public: 'no')",
                f"column {column!r} of register {register.id} is for the house only (public: 'no')",
            )
    if page.latest is not None and page.latest not in page.filters:
        yield _finding(
            "page.latest",
            page,
            f"«{page.latest}» (latest) нет среди filters",
            f"{page.latest!r} (latest) is none of its filters",
        )
    for state in page.states:
        if state != "active" and state not in register.states:
            yield _finding(
                "page.state",
                page,
                f"у реестра {register.id} нет состояния «{state}»",
                f"register {register.id} has no state {state!r}",
            )


def _finding(code: str, page: PageOutline, ru: str, en: str) -> Finding:
    return error(
        code,
        None,
        f"Открытая страница «{page.ru}» ({page.id}): {ru}",
        f"Public page {page.en!r} ({page.id}): {en}",
        "Исправьте раздел pages в procedure.yaml",
        "Correct the section pages of procedure.yaml",
    )

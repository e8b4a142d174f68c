"""The redesign as its owner sees it: the parts by what they are, what differs from the base, what the check says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms import assembly
from forms import definition as form_definition
from processes import decisions
from processes.errors import PoryadokError
from processes.gate import Finding, Severity
from service import naming
from service.actor import Actor
from service.checking import Checked
from service.definitions import findings, versions
from service.definitions.findings import FindingShown
from service.definitions.versions import VersionShown
from service.errors import CheckBusy
from service.installation import Installation
from service.operations import redesign, two_people
from service.operations.redesign import Redesign
from storage import definitions, people


@dataclass(frozen=True, kw_only=True)
class PartShown:
    """A file of the redesign.  `state`: same, changed or new, against the base; `url` edits it, if anything can."""

    name: str
    title: str
    size: int
    state: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class Section:
    """Files of one kind."""

    id: str
    title: str
    parts: tuple[PartShown, ...]


@dataclass(frozen=True, kw_only=True)
class RedesignShown:
    """Everything that pages of a redesign need; `newest` is another version than the base if one came since."""

    key: str
    title: str
    draft: Redesign
    author: str | None
    changed_at: datetime | None
    base: VersionShown
    newest: VersionShown
    waiting: VersionShown | None
    two_people: bool
    gone: tuple[str, ...]
    sections: tuple[Section, ...]
    base_parts: Mapping[str, bytes]

    @property
    def outdated(self) -> bool:
        return self.newest.id != self.base.id

    @property
    def begun(self) -> bool:
        return self.draft.rev > 0


def opened(installation: Installation, actor: Actor, key: str, language: str) -> RedesignShown:
    """The redesign, or the newest version where nobody began one.  Raises NotAllowed, NotFound."""
    draft = redesign.read(installation, actor, key)
    with installation.database.reading() as session:
        base_row = definitions.get(session, draft.base_id)
        newest_row = definitions.latest(session, key) or base_row
        base_parts = definitions.parts(session, base_row.id)
        shown = versions.all_of(installation, session, key, language)
        return RedesignShown(
            key=key,
            title=base_row.titles.get(language, key),
            draft=draft,
            author=_author(session, draft, language),
            changed_at=draft.changed_at,
            base=versions.one(installation, session, base_row, language),
            newest=versions.one(installation, session, newest_row, language),
            waiting=next((one for one in shown if one.state == "proposed"), None),
            two_people=two_people.asked(session, key),
            gone=tuple(name for name in base_parts if name not in draft.parts),
            sections=_sections(key, draft.parts, base_parts, language),
            base_parts=base_parts,
        )


def running(installation: Installation, key: str, language: str) -> tuple[VersionShown, ...]:
    """The versions that cases which have not ended stay on."""
    with installation.database.reading() as session:
        return tuple(one for one in versions.all_of(installation, session, key, language) if one.cases)


def checked(
    installation: Installation, actor: Actor, key: str, language: str
) -> tuple[Checked, tuple[FindingShown, ...]]:
    """What the gate says of the redesign as it is saved; that it has no time now is a finding, and the page is there."""
    try:
        found = redesign.check(installation, actor, key)
    except CheckBusy as busy:
        found = Checked(findings=(_not_now(busy),))
    return found, findings.of_check(key, found, language)


def _not_now(busy: CheckBusy) -> Finding:
    return Finding(
        code=busy.code, severity=Severity.ERROR, element=None, name=None, line=None, ru=busy.ru, en=busy.en,
        advice_ru="Обновите страницу", advice_en="Reload the page",
    )  # fmt: skip


def _author(session: Session, draft: Redesign, language: str) -> str | None:
    if draft.author is None:
        return None
    names = people.named(session, [int(draft.author.rpartition(":")[2])])
    return naming.person_name(draft.author, names, language)


def _sections(key: str, parts: Mapping[str, bytes], base: Mapping[str, bytes], language: str) -> tuple[Section, ...]:
    kinds = {
        "outline": _("Настройки, роли, реестры"),
        "diagrams": _("Схемы"),
        "forms": _("Формы"),
        "tables": _("Таблицы решений"),
        "notices": _("Уведомления"),
        "documents": _("Документы"),
        "rest": _("Пункты, прочтения, сценарии"),
    }
    found: dict[str, list[PartShown]] = {id_: [] for id_ in kinds}
    for name, content in parts.items():
        found[_kind(name)].append(_part(key, name, content, base, language))
    return tuple(Section(id=id_, title=kinds[id_], parts=tuple(rows)) for id_, rows in found.items() if rows)


def _part(key: str, name: str, content: bytes, base: Mapping[str, bytes], language: str) -> PartShown:
    state = "new" if name not in base else "same" if base[name] == content else "changed"
    title, element = _title(name, content, language)
    return PartShown(
        name=name, title=title, size=len(content), state=state, url=findings.editor_of(key, name, element)
    )  # fmt: skip


def _kind(name: str) -> str:
    if name == "procedure.yaml":
        return "outline"
    suffix = PurePosixPath(name).suffix
    return {".bpmn": "diagrams", ".json": "forms", ".dmn": "tables", ".txt": "notices", ".typ": "documents"}.get(
        suffix, "rest"
    )


def _title(name: str, content: bytes, language: str) -> tuple[str, str | None]:
    """What the file calls itself, and the id of the form in it; nothing for what cannot be read."""
    try:
        if name.endswith(".json"):
            form = form_definition.read(content)
            return form.name(language), form.id
        if name.endswith(".dmn"):
            return ", ".join(table.name for table in decisions.read(content, name)), None
        if name.endswith(".txt"):
            first = assembly.text(name, content).lstrip().partition("\n")[0]
            return first.partition(":")[2].strip(), None
    except PoryadokError:
        pass
    return "", None

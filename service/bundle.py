"""Files that somebody uploads, made into the parts of a procedure.

Forms get the names of their ids, templates their folders; what `procedure.yaml` would say is derived from the diagram where
it is missing.  Nothing is guessed that could give a right: a lane becomes a role of the same name, held by nobody yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import orjson
import yaml

from forms.foreign import forms_in
from processes import model, yaml_part
from processes.errors import PoryadokError
from processes.gate import Finding, Severity
from processes.model.elements import Kind, Process
from service import archives
from service.parts import LARGEST_PART, SUFFIXES, misnamed, too_much

OUTLINE = "procedure.yaml"

_EXPORT = ("Экспортируйте диаграмму в BPMN 2.0 (.bpmn) и загрузите её", "Export the diagram as BPMN 2.0 (.bpmn)")
_REPACK = (
    "Соберите архив zip заново: только схемы, таблицы, формы и тексты, без паролей и вложенных архивов",
    "Make the zip anew: diagrams, tables, forms and texts only, without passwords and archives inside",
)
_FOLDERS = {".txt": "notices", ".typ": "documents"}
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The parts, the procedure's key (None if nothing names it), and what is wrong with the files as a set."""

    parts: Mapping[str, bytes]
    key: str | None
    findings: tuple[Finding, ...]


def _tells_nobody(part: str) -> None:
    """Nobody waits to hear how far the reading has come."""


def read(files: Iterable[tuple[str, bytes]], key: str | None, tell: Callable[[str], None] = _tells_nobody) -> Bundle:
    """The bundle that these files make; never raises, whatever they hold.  `tell` hears which file is being read."""
    parts: dict[str, bytes] = {}
    brought, unpacking = unpacked(files, tell)
    found = list(unpacking)
    for filename, content in brought:
        tell(filename)
        found += _placed(parts, filename, content)
    _add_forms(parts)
    found += _limits(parts, refused=bool(found))
    tell("")
    if found:
        return Bundle(parts=parts, key=key, findings=tuple(found))
    if OUTLINE in parts:
        return _with_outline(parts, key)
    return _derived(parts, key)


def unpacked(
    files: Iterable[tuple[str, bytes]], tell: Callable[[str], None] = _tells_nobody
) -> tuple[list[tuple[str, bytes]], tuple[Finding, ...]]:
    """The files, those in a zip in its place, each called as a procedure's parts are; and what is wrong with the zips."""
    found: list[tuple[str, bytes]] = []
    wrong: list[Finding] = []
    for filename, content in files:
        name = filename.replace("\\", "/").strip()
        tell(name)
        if not archives.is_archive(name, content):
            found.append((_usual_name(name, content), content))
            continue
        entries, faults = archives.entries(content)
        found += [(_usual_name(entry.name, entry.content), entry.content) for entry in entries]
        wrong += [
            _finding(
                fault.code,
                f"{name}/{fault.entry}" if fault.entry else name,
                f"{name}: {fault.ru}",
                f"{name}: {fault.en}",
                _REPACK,
            )
            for fault in faults
        ]
    return found, tuple(wrong)


def unnamed() -> Finding:
    """Nothing in the files and no field names the procedure."""
    return _finding(
        "key.missing", None,
        "Непонятно, как называется процедура", "It is not clear what the procedure is called",
        ("Укажите поле key", "Give the field key"),
    )  # fmt: skip


def _placed(parts: dict[str, bytes], name: str, content: bytes) -> Iterator[Finding]:
    """Put a file among the parts, under the name that it has there."""
    path = PurePosixPath(name)
    if path.suffix not in SUFFIXES:
        recognised = model.recognised(content)
        if recognised is not None and recognised.facts.get("reason") == "format":
            yield _finding("diagram.format", name, recognised.ru, recognised.en, _EXPORT)
            return
        kinds = ", ".join(sorted(SUFFIXES))
        yield _finding(
            "file.kind", name,
            f"Файл «{name[:120]}» не из тех, что составляют процедуру: {kinds}",
            f"File {name[:120]!r} is none of those that make a procedure: {kinds}",
            ("Уберите его из загрузки", "Leave it out"),
        )  # fmt: skip
        return
    if path.suffix == ".json":
        name, content = _form(name, content)
    elif "/" not in name and path.suffix in _FOLDERS:
        name = f"{_FOLDERS[path.suffix]}/{name}"
    elif path.suffix == ".yaml" and path.stem == "procedure":
        name = OUTLINE
    wrong = misnamed(name)
    if wrong is not None:
        yield _finding("file.name", name, *wrong, ("Переименуйте файл", "Rename the file"))
        return
    if name in parts:
        yield _finding(
            "file.twice", name,
            f"Файл «{name}» загружен дважды", f"File {name!r} is uploaded twice",
            ("Оставьте один", "Leave one of them"),
        )  # fmt: skip
    if len(content) > LARGEST_PART:
        size = LARGEST_PART // 1024 // 1024
        yield _finding(
            "file.size", name,
            f"Файл «{name}» больше {size} МБ", f"File {name!r} is bigger than {size} MB",
            ("Уменьшите его", "Make it smaller"),
        )  # fmt: skip
        return
    parts[name] = content


def _add_forms(parts: dict[str, bytes]) -> None:
    """Forms that a diagram of another system carries in itself; one that was brought beside it stands."""
    for name, content in sorted(parts.items()):
        if not name.endswith(".bpmn"):
            continue
        try:
            carried = forms_in(content)
        except PoryadokError:
            continue  # the check says so
        for id_, form in carried.items():
            if _ROLE.fullmatch(id_):
                parts.setdefault(f"{id_}.json", form)


def _usual_name(name: str, content: bytes) -> str:
    """Tools call a diagram .xml or .bpmn20.xml and a form .form; their content says what they are."""
    path = PurePosixPath(name)
    if path.suffix == ".form":
        return str(path.with_suffix(".json"))
    if path.suffix == ".xml" and model.recognised(content) is None:
        return f"{name.removesuffix('.xml').removesuffix('.bpmn20')}.bpmn"
    return name


def _form(name: str, content: bytes) -> tuple[str, bytes]:
    """A form is called by its id; one without id takes the file's name.  What is no form stays as it is."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return name, content
    if not isinstance(body, dict):
        return name, content
    stem = PurePosixPath(name).stem
    if not body.get("id"):
        try:
            return name, orjson.dumps({"id": stem, **body}, option=orjson.OPT_INDENT_2)
        except orjson.JSONEncodeError:  # nested too deep to be written; the check says so
            return name, content
    return (f"{body['id']}.json" if isinstance(body["id"], str) and _ROLE.fullmatch(body["id"]) else name), content


def _limits(parts: Mapping[str, bytes], *, refused: bool) -> Iterator[Finding]:
    excess = too_much(len(parts), sum(map(len, parts.values())))
    if excess is not None:
        yield _finding("bundle.size", None, *excess, ("Разделите процедуру", "Split the procedure"))
    if not parts and not refused:
        yield _finding(
            "bundle.empty",
            None,
            "Нет ни одного файла",
            "There is no file",
            ("Приложите диаграмму .bpmn", "Attach a .bpmn"),
        )


def _with_outline(parts: Mapping[str, bytes], key: str | None) -> Bundle:
    try:
        outline = yaml_part.read(parts[OUTLINE], OUTLINE)
    except PoryadokError:
        return Bundle(parts=parts, key=key, findings=())  # the check says what is wrong with it
    own = outline.get("key") if isinstance(outline, Mapping) else None
    named = own if isinstance(own, str) else None
    findings: tuple[Finding, ...] = ()
    if key and named and key != named:
        findings = (
            _finding(
                "key.differs", OUTLINE,
                f"Поле key — «{key}», а в procedure.yaml — «{named}»", f"Field key is {key!r}, procedure.yaml says {named!r}",
                ("Оставьте одно имя", "Use one name"),
            ),
        )  # fmt: skip
    return Bundle(parts=parts, key=named or key, findings=(*findings, *_fit_key(named or key)))


def _derived(parts: dict[str, bytes], key: str | None) -> Bundle:
    """With an outline made of the diagrams: the only executable process that no other calls is the main one.

    Where none is executable the largest one is taken for ours, until its author says which is; the check asks him.
    """
    drawn = _processes(parts)
    processes = [process for process in drawn if process.executable]
    if not processes:
        processes = sorted((one for one in drawn if one.nodes), key=lambda one: -len(one.nodes))[:1]
    called = {node.called for process in processes for node in process.nodes.values() if node.kind is Kind.CALL}
    mains = [process for process in processes if process.id not in called] or processes
    if len(mains) != 1:
        return Bundle(parts=parts, key=key or _only_process(parts), findings=tuple(_no_main(mains, parts)))
    main = mains[0]
    key = key or main.id
    outline = {
        "key": key,
        "title": {"ru": main.name or key, "en": main.name or key},
        "code": _code(key),
        "main": main.id,
        "roles": _roles(processes),
    }
    text = yaml.safe_dump(outline, allow_unicode=True, sort_keys=False)
    return Bundle(parts={**parts, OUTLINE: text.encode()}, key=key, findings=tuple(_fit_key(key)))


def _processes(parts: Mapping[str, bytes]) -> list[Process]:
    found: list[Process] = []
    for name, content in sorted(parts.items()):
        if name.endswith(".bpmn"):
            try:
                found += model.read(content).processes.values()
            except PoryadokError:
                continue  # the check says so
    return found


def _only_process(parts: Mapping[str, bytes]) -> str | None:
    """The key that a sketch without an executable process goes by."""
    found = _processes(parts)
    return found[0].id if len(found) == 1 else None


def _roles(processes: list[Process]) -> dict[str, dict[str, str]]:
    """Roles that lanes and steps name: by their property, else a lane by its name where that can be a role's, else its id."""
    roles: dict[str, dict[str, str]] = {}
    for process in processes:
        around = {lane.parent for lane in process.lanes}
        for lane in process.lanes:
            named = model.listed(lane.properties.get("role", ""))
            if not named and lane.id not in around:
                named = (lane.name if _ROLE.fullmatch(lane.name) else lane.id,)
            for role in named:
                roles.setdefault(role, {"ru": lane.name or role, "en": lane.name or role})
        for node in process.nodes.values():
            for role in model.listed(f"{node.properties.get('role', '')} {node.properties.get('alert', '')}"):
                roles.setdefault(role, {"ru": role, "en": role})
    return roles


def _code(key: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", key).upper()
    return letters[:3] or "P"


def _no_main(mains: list[Process], parts: Mapping[str, bytes]) -> Iterator[Finding]:
    if not any(name.endswith(".bpmn") for name in parts):
        yield _finding(
            "bundle.no_diagram", None, "Нет диаграммы .bpmn", "There is no .bpmn diagram", ("Приложите её", "Attach it")
        )
    elif mains:
        names = ", ".join(process.name or process.id for process in mains)
        yield _finding(
            "procedure.main", None,
            f"Непонятно, какой процесс главный: {names}", f"It is not clear which process is the main one: {names}",
            ("Приложите procedure.yaml со строкой main", "Attach a procedure.yaml with main"),
        )  # fmt: skip
    elif _processes(parts):
        yield _finding(
            "process.not_executable", None,
            "Ни один процесс не исполняемый", "No process is executable",
            ("Включите свойство isExecutable у своего процесса", "Set isExecutable on your process"),
        )  # fmt: skip


def _fit_key(key: str | None) -> Iterator[Finding]:
    if key is not None and not _KEY.fullmatch(key):
        yield _finding(
            "key.unfit", None,
            f"Ключ процедуры «{key[:80]}»: латинские буквы, цифры, «-», «_», «.»",
            f"Key {key[:80]!r} of the procedure: Latin letters, digits, '-', '_', '.'",
            ("Укажите поле key", "Give the field key"),
        )  # fmt: skip


def _finding(code: str, part: str | None, ru: str, en: str, advice: tuple[str, str]) -> Finding:
    return Finding(
        code=code, severity=Severity.ERROR, element=None, name=part[:200] if part else None, line=None, ru=ru, en=en,
        advice_ru=advice[0], advice_en=advice[1],
    )  # fmt: skip

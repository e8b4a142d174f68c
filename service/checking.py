"""What is wrong with the parts of a procedure, all at once and never as an exception: reading first, then the gate."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from forms import assembly, notices
from forms import definition as form_definition
from forms.errors import FormRefused, Message
from processes import decisions, gate, model, yaml_part
from processes.decisions import CaseFailure, DecisionTable
from processes.definition import Definition
from processes.errors import DefinitionRefused, DiagramRefused, PoryadokError
from processes.gate import Finding, Severity
from processes.model.elements import Diagram, Process

log = logging.getLogger(__name__)

MOST_PLACES = 4000
"""Elements, tables and forms of one procedure; the largest diagram that anybody has shown us has 217 steps.

The rules of the gate look at every step together with others: more would keep somebody's browser waiting.
"""

_MEND = ("Исправьте файл и проверьте снова", "Correct the file and check again")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What a procedure that reads calls itself, and how many decision tables and cases to them it has."""

    key: str
    code: str
    titles: Mapping[str, str]
    tables: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the check found; `outline` is None when the parts cannot be put together.

    `places`: id of an element, table or form -> the part it stands in.
    """

    findings: tuple[Finding, ...]
    outline: Outline | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def unreadable(self) -> tuple[Finding, ...]:
        """The findings of files that could not even be read; there are no others then."""
        return self.findings if self.outline is None else ()

    @property
    def publishable(self) -> bool:
        return self.outline is not None and gate.publishable(self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What is wrong and forbids publishing."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What only the author knows; it forbids publishing until it is answered."""
        return tuple(found for found in self.findings if found.severity is Severity.QUESTION)

    def part_of(self, finding: Finding) -> str | None:
        """The part that a finding speaks of, if it is known."""
        return self.places.get(finding.element or "") or self.places.get(f"part {finding.name}")

    def plain(self) -> dict[str, Any]:
        """As plain values, for `from_plain`."""
        return asdict(self)

    @classmethod
    def from_plain(cls, body: Mapping[str, Any]) -> Self:
        outline = body["outline"]
        return cls(
            findings=kept_findings(body["findings"]),
            outline=Outline(**outline) if outline else None,
            places=body["places"],
        )


def kept_findings(written: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings that were kept as plain values."""
    return tuple(
        Finding(**{**one, "severity": Severity(one["severity"]), "path": tuple(one.get("path", ()))}) for one in written
    )


def _tells_nobody(part: str) -> None:
    """Nobody waits to hear how far the check has come."""


def check(parts: Mapping[str, bytes], tell: Callable[[str], None] = _tells_nobody) -> Checked:
    """All findings of these parts.  What cannot be read at all is a finding, and then the rest waits for it.

    `tell` hears the name of each part before it is read, and "" before the whole is checked.  Raises MemoryError only.
    """
    places: dict[str, str] = {f"part {name}": name for name in parts}
    unreadable = tuple(_unreadable(parts, places, tell))
    if unreadable:
        return Checked(findings=unreadable, places=places)
    if len(places) - len(parts) > MOST_PLACES:
        return Checked(findings=(_too_large(),), places=places)
    tell("")
    try:
        definition, said = _read(parts)
        cases, failed = _cases(definition, parts)
        found = (*said, *gate.check(definition), *failed, *_laid_out(definition))
    except PoryadokError as error:
        return Checked(findings=(refused(error),), places=places)
    except MemoryError:
        raise
    except Exception as error:  # a file that our readers did not foresee is its author's finding, not a failed request
        log.exception("the check of a procedure failed")
        return Checked(findings=(_beyond_us(error),), places=places)
    outline = Outline(
        key=definition.key,
        code=definition.code,
        titles=definition.titles,
        tables=len(definition.decisions),
        cases=cases,
    )
    return Checked(findings=found, outline=outline, places=places)


def read_alone(parts: Mapping[str, bytes], tell: Callable[[str], None] = _tells_nobody) -> tuple[Finding, ...]:
    """What is wrong with each of these parts by itself."""
    return tuple(_unreadable(parts, {}, tell))


def refused(error: PoryadokError, part: str | None = None) -> Finding:
    """A refusal as a finding; `part` is the file that it speaks of."""
    element, line = error.facts.get("element"), error.facts.get("line")
    named = part or error.facts.get("part")
    return Finding(
        code=_code_of(error),
        severity=Severity.ERROR,
        element=str(element) if element else None,
        name=str(named) if named else None,
        line=line if isinstance(line, int) else None,
        ru=_with_part(error.ru, part),
        en=_with_part(error.en, part),
        advice_ru=_MEND[0],
        advice_en=_MEND[1],
    )


def _read(parts: Mapping[str, bytes]) -> tuple[Definition, tuple[Finding, ...]]:
    """The definition that the parts make; of a drawing that nothing can run as if its main process could, and a question.

    So its author learns at once all that it lacks.  Raises DefinitionRefused.
    """
    try:
        return assembly.assemble(parts).definition, ()
    except DefinitionRefused:
        main, diagrams = _drawn_main(parts)
        if main is None:
            raise
    rehearsed = {name: model.as_if_executable(parts[name], {main.id}) for name in diagrams}
    return assembly.assemble({**parts, **rehearsed}).definition, (_not_executable(main, diagrams.values()),)


def _drawn_main(parts: Mapping[str, bytes]) -> tuple[Process | None, Mapping[str, Diagram]]:
    """The main process by the outline where no process at all is executable, and the diagrams."""
    outline = yaml_part.read(parts["procedure.yaml"], "procedure.yaml") if "procedure.yaml" in parts else None
    main = outline.get("main") if isinstance(outline, Mapping) else None
    diagrams = {name: model.read(content) for name, content in sorted(parts.items()) if name.endswith(".bpmn")}
    drawn = {process.id: process for diagram in diagrams.values() for process in diagram.processes.values()}
    if any(process.executable for process in drawn.values()) or not isinstance(main, str):
        return None, diagrams
    return drawn.get(main), diagrams


def _not_executable(main: Process, diagrams: Iterable[Diagram]) -> Finding:
    pools = [name or id_ for diagram in diagrams for id_, _, name in diagram.pools]
    ours = main.name or main.id
    others = f" Найдено пулов: {len(pools)} ({', '.join(f'«{name}»' for name in pools)})." if len(pools) > 1 else ""
    others_en = f" There are {len(pools)} pools ({', '.join(map(repr, pools))})." if len(pools) > 1 else ""
    return Finding(
        code="process.not_executable",
        severity=Severity.QUESTION,
        element=main.id,
        name=main.name,
        line=main.line,
        ru=f"Ни один процесс не исполняемый.{others} Проверено, чего не хватает до запуска процессу «{ours}»",
        en=f"No process is executable.{others_en} What process {ours!r} lacks before it can run was checked",
        advice_ru="Включите свойство isExecutable у своего процесса; остальные останутся внешними участниками",
        advice_en="Set isExecutable on your process; the others stay participants outside",
    )


def _code_of(error: PoryadokError) -> str:
    """A file that is no diagram is told by what is the matter with it: `diagram.format`, `diagram.doctype`."""
    reason = error.facts.get("reason")
    return f"diagram.{reason}" if isinstance(error, DiagramRefused) and isinstance(reason, str) else error.code


def _unreadable(parts: Mapping[str, bytes], places: dict[str, str], tell: Callable[[str], None]) -> Iterator[Finding]:
    for name, content in sorted(parts.items()):
        tell(name)
        try:
            _note(name, content, places)
        except FormRefused as error:
            for problem in error.problems:
                yield _form_problem(name, str(error.facts.get("form")), problem.ru, problem.en)
        except PoryadokError as error:
            yield refused(error, name)
        except MemoryError:
            raise
        except Exception as error:  # as above: of one file
            log.exception("reading the part %s failed", name)
            yield _beyond_us(error, name)


def _note(name: str, content: bytes, places: dict[str, str]) -> None:
    """Read one part alone and note what stands in it."""
    if name.endswith(".bpmn"):
        for process in model.read(content).processes.values():
            lanes = (lane.id for lane in process.lanes)
            places.update(dict.fromkeys((process.id, *process.nodes, *process.flows, *lanes), name))
    elif name.endswith(".dmn"):
        places.update(dict.fromkeys((table.id for table in decisions.read(content, name)), name))
    elif name.endswith(".json"):
        form = form_definition.read(content)
        if form.id in places:
            raise FormRefused(form.id, [_twice(form.id, places[form.id])])
        places[form.id] = name
    elif name.endswith(".yaml"):
        yaml_part.read(content, name)
    elif name.endswith(".txt"):
        notices.expressions(assembly.text(name, content))
    else:
        assembly.text(name, content)


def _cases(definition: Definition, parts: Mapping[str, bytes]) -> tuple[int, tuple[Finding, ...]]:
    """How many decision cases there are, and `case.failed` for each that its table answers otherwise than is written."""
    asked = 0
    failed: list[Finding] = []
    for name, content in sorted(parts.items()):
        if not name.endswith(".cases.yaml"):
            continue
        written = yaml_part.read(content, name)
        table = definition.decisions.get(str(written.get("decision"))) if isinstance(written, dict) else None
        if table is None:
            continue
        asked += len(decisions.read_cases(table, content))
        failed += [_failed(name, table, failure) for failure in decisions.check_cases(table, content)]
    return asked, tuple(failed)


def _failed(name: str, table: DecisionTable, failure: CaseFailure) -> Finding:
    return Finding(
        code="case.failed",
        severity=Severity.ERROR,
        element=table.id,
        name=table.name,
        line=None,
        ru=f"{name}: {failure.ru}",
        en=f"{name}: {failure.en}",
        advice_ru="Исправьте правило таблицы или случай",
        advice_en="Correct the rule of the table or the case",
    )


def _laid_out(definition: Definition) -> Iterator[Finding]:
    """`picture.generated` for each file that says nothing of where its elements stand."""
    for name, diagram in definition.diagrams.items():
        if not diagram.picture.shapes and any(process.nodes for process in diagram.processes.values()):
            yield Finding(
                code="picture.generated",
                severity=Severity.INFO,
                element=None,
                name=name,
                line=None,
                ru=f"{name}: диаграмма не содержит координат; раскладка построена автоматически, файл не изменён",
                en=f"{name}: the diagram has no coordinates; its layout was made, the file is unchanged",
                advice_ru="Чтобы расставить шаги по-своему, откройте её в редакторе и сохраните",
                advice_en="To place the steps yourself, open it in the editor and save",
            )


def _form_problem(name: str, form: str, ru: str, en: str) -> Finding:
    return Finding(
        code=FormRefused.code,
        severity=Severity.ERROR,
        element=None,
        name=name,
        line=None,
        ru=f"Форма «{form}»: {ru}",
        en=f"Form {form!r}: {en}",
        advice_ru=_MEND[0],
        advice_en=_MEND[1],
    )


def _twice(form: str, elsewhere: str) -> Message:
    return Message(f"id «{form}» уже есть в {elsewhere}", f"id {form!r} is already used in {elsewhere}")


def _too_large() -> Finding:
    return Finding(
        code="procedure.too_large",
        severity=Severity.ERROR,
        element=None,
        name=None,
        line=None,
        ru=f"В процедуре больше {MOST_PLACES} элементов",
        en=f"The procedure has more than {MOST_PLACES} elements",
        advice_ru="Разделите её на несколько процедур",
        advice_en="Split it into several procedures",
    )


def _beyond_us(error: Exception, part: str | None = None) -> Finding:
    return Finding(
        code="check.failed",
        severity=Severity.ERROR,
        element=None,
        name=part,
        line=None,
        ru=_with_part(f"Не удалось проверить: {type(error).__name__}", part),
        en=_with_part(f"Could not be checked: {type(error).__name__}", part),
        advice_ru="Упростите файл; если он правильный, сообщите разработчикам",
        advice_en="Simplify the file; if it is right, tell the developers",
    )


def _with_part(text: str, part: str | None) -> str:
    return text if part is None or text.startswith(part) else f"{part}: {text}"

"""What a drawing leaves open, asked of its author, and his answers written into the drawing's files.

Knows findings and files; whoever asks and saves is elsewhere.  First it asks what the steps are, and only then who does
them, when, and which way is taken: until a step has a kind nobody can say more about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from forms import editing
from processes import feel, model, yaml_part
from processes.definition import result_key
from processes.errors import PoryadokError
from processes.gate import Finding, Severity
from processes.gate.timer_text import is_iso, term_in
from processes.model import writing
from processes.model.elements import Diagram, Flow, Kind, Node, Process
from processes.model.writing import Change
from service.checking import Checked
from service.definitions import outline
from service.definitions.material import ACTIONS
from service.errors import Unfit

Parts = Mapping[str, bytes]

NEW, NONE, PERSON, NOTE, ACTION, RULE = "new", "none", "person", "note", "action:", "rule"
"""Answers that are no ids: a new role or form, no form, a person's step or decision, a mark, an action, written conditions."""

FOR_ALL = "all"
LONGEST = 2000

_FIRST = ("process.not_executable", "kind.plain_task", "action.missing")
_THEN = ("lane.unknown", "role.missing", "form.unknown", "timer.empty", "condition.missing")
ASKED = frozenset((*_FIRST, *_THEN))
"""The findings that have an answer here."""

_PEOPLE = frozenset({Kind.USER, Kind.MANUAL})
_FEEL_NAME = re.compile(r"[^\W\d]\w*")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class Option:
    """An answer that may be chosen."""

    value: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A way out of a gateway that has no condition."""

    flow: str
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that only the author knows of `element`, which he calls `title`.

    `options` are chosen among; without any, text is typed.  `proposed` is what the drawing suggests.  `branches`: the ways
    that need a condition where the answer is a rule.  `names`: a new role is asked for its name, which may be proposed.
    """

    code: str
    element: str
    title: str
    part: str
    options: tuple[Option, ...] = ()
    proposed: str = ""
    branches: tuple[Branch, ...] = ()
    names: str | None = None

    @property
    def id(self) -> str:
        """The name of its answer."""
        return f"{self.code} {self.element}"


class AnswersUnfit(Unfit):
    """Answers that cannot be written; `problems`: name of the answer -> what is wrong, in both languages."""

    def __init__(self, problems: Mapping[str, tuple[str, str]]) -> None:
        super().__init__("Проверьте ответы", "Check your answers")
        self.problems = problems


@dataclass
class _Drawn:
    """The files as they are being answered: diagrams read, changes to each of them, and other files as changed."""

    parts: dict[str, bytes]
    diagrams: Mapping[str, Diagram]
    changes: dict[str, list[Change]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def process_of(self, part: str, element: str) -> Process | None:
        held = self.diagrams[part].processes.values()
        return next((one for one in held if element in one.nodes or element in one.flows or element == one.id), None)

    def node(self, part: str, element: str) -> Node | None:
        process = self.process_of(part, element)
        return process.nodes.get(element) if process else None

    def change(self, part: str, *changes: Change) -> None:
        self.changes.setdefault(part, []).extend(changes)


def questions(parts: Parts, checked: Checked) -> tuple[Question, ...]:
    """What is to be asked now, in the order of the findings."""
    drawn = _read(parts)
    for stage in (_FIRST, _THEN):
        asked = {
            one.id: one for finding in checked.findings if finding.code in stage for one in _of(drawn, checked, finding)
        }
        if asked:
            return tuple(asked.values())
    return ()


def answered(parts: Parts, asked: tuple[Question, ...], answers: Mapping[str, str]) -> dict[str, bytes]:
    """The files that these answers change.  A question without an answer stays open.  Raises AnswersUnfit, Unfit."""
    drawn = _read(parts)
    problems: dict[str, tuple[str, str]] = {}
    for question in asked:
        said = _said(answers, question.id) or _said(answers, f"{FOR_ALL} {question.code}")
        if not said:
            continue
        try:
            _WRITE[question.code](drawn, question, said, answers)
        except _Wrong as wrong:
            problems[wrong.name] = (wrong.ru, wrong.en)
        except PoryadokError as refused:  # a label that no form may have, an outline of unusual make
            problems[question.id] = (refused.ru, refused.en)
    if problems:
        raise AnswersUnfit(problems)
    for part, changes in drawn.changes.items():
        drawn.parts[part] = writing.write(drawn.parts[part], changes)
    return {name: content for name, content in drawn.parts.items() if parts.get(name) != content}


def require_understood(asked: tuple[Question, ...], before: Checked, after: Checked) -> None:
    """Nothing, if the gate finds no new error where a term or a condition was typed; raises AnswersUnfit."""
    typed = {one.element: one.id for one in asked if not one.options}
    typed |= {branch.flow: f"{one.id} {branch.flow}" for one in asked for branch in one.branches}
    known = {(one.code, one.element) for one in before.errors}
    problems = {
        typed[one.element]: (one.ru, one.en)
        for one in after.errors
        if one.element in typed and (one.code, one.element) not in known
    }
    if problems:
        raise AnswersUnfit(problems)


class _Wrong(Exception):
    def __init__(self, name: str, ru: str, en: str) -> None:
        super().__init__(en)
        self.name, self.ru, self.en = name, ru, en


def _said(answers: Mapping[str, str], name: str) -> str:
    return answers.get(name, "").strip()


def _read(parts: Parts) -> _Drawn:
    diagrams: dict[str, Diagram] = {}
    for name, content in sorted(parts.items()):
        if name.endswith(".bpmn"):
            try:
                diagrams[name] = model.read(content)
            except PoryadokError:
                continue  # the check says so, and asks nothing about it
    return _Drawn(parts=dict(parts), diagrams=diagrams, roles=_roles(parts))


def _roles(parts: Parts) -> dict[str, str]:
    """The procedure's roles and their names."""
    try:
        written = yaml_part.read(parts.get(outline.PART, b""), outline.PART)
        return {str(id_): str(body.get("ru") or id_) for id_, body in (written.get("roles") or {}).items()}
    except (AttributeError, PoryadokError):
        return {}


def _of(drawn: _Drawn, checked: Checked, finding: Finding) -> Iterator[Question]:
    """The question that a finding raises, if its place can be found."""
    part = checked.part_of(finding)
    if finding.element is None or part is None or part not in drawn.diagrams:
        return
    if finding.code == "process.not_executable" and finding.severity is not Severity.QUESTION:
        return
    yield from _ASK[finding.code](drawn, part, finding)


# ---------------------------------------------------------------------- what the steps are


def _ask_process(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    options = tuple(
        Option(value=one.id, ru=one.name or one.id, en=one.name or one.id)
        for diagram in drawn.diagrams.values()
        for one in diagram.processes.values()
        if one.nodes
    )
    yield _question(part, finding, options, finding.element or "")


def _write_process(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    _chosen(question, said)
    called = {said}
    for diagram in drawn.diagrams.values():
        for process in diagram.processes.values():
            called |= {node.called for node in process.nodes.values() if node.kind is Kind.CALL and node.called}
    for part, diagram in drawn.diagrams.items():
        drawn.change(part, *(writing.Executable(id_) for id_ in diagram.processes if id_ in called))
    if outline.PART in drawn.parts:
        drawn.parts[outline.PART] = outline.with_main(drawn.parts[outline.PART], said)


def _ask_kind(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    options = (
        Option(value=PERSON, ru="шаг человека", en="a person's step"),
        Option(value=NOTE, ru="отметка: делается сама, без человека", en="a mark: made by itself, without a person"),
        *(
            Option(value=f"{ACTION}{id_}", ru=f"действие службы: {ru}", en=f"an action of the service: {en}")
            for id_, (ru, en, _) in ACTIONS.items()
        ),
    )
    yield _question(part, finding, options, PERSON if finding.code == "kind.plain_task" else "")


def _write_kind(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    _chosen(question, said)
    step = question.element
    if said == PERSON:
        drawn.change(question.part, writing.Kinded(step, Kind.USER))
    elif said == NOTE:
        mark = re.sub(r"\W", "_", step)
        done = f"{mark if _FEEL_NAME.fullmatch(mark) else f'_{mark}'} = true"
        drawn.change(question.part, writing.Kinded(step, Kind.SCRIPT), writing.Scripted(step, done))
    else:
        node = drawn.node(question.part, step)
        if node is not None and node.kind is Kind.TASK:
            drawn.change(question.part, writing.Kinded(step, Kind.SERVICE))
        drawn.change(question.part, writing.Property(step, "action", said.removeprefix(ACTION)))


# ---------------------------------------------------------------------- who, with which form, when


def _ask_role(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    node = drawn.node(part, finding.element or "")
    hint = node.suggested[0] if node and node.suggested else finding.name if finding.code == "lane.unknown" else ""
    options = (
        *(Option(value=id_, ru=title, en=title) for id_, title in drawn.roles.items()),
        Option(value=NEW, ru="новая роль…", en="a new role…"),
    )
    known = next((id_ for id_, title in drawn.roles.items() if hint and hint in (id_, title)), "")
    yield _question(part, finding, options, known, names=hint or "")


def _write_role(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    _chosen(question, said)
    role = said if said != NEW else _new_role(drawn, question, answers)
    drawn.change(question.part, writing.Property(question.element, "role", role))


def _new_role(drawn: _Drawn, question: Question, answers: Mapping[str, str]) -> str:
    """The id of a role with the name that was typed: an old one of that name, else a new one in the outline."""
    own = bool(_said(answers, question.id))
    name = f"{question.id if own else f'{FOR_ALL} {question.code}'} name"
    title = " ".join(_said(answers, name).split())
    if not title or len(title) > 100:
        raise _Wrong(name, "Назовите новую роль, до 100 знаков", "Name the new role, up to 100 characters")
    known = next((id_ for id_, other in drawn.roles.items() if other.casefold() == title.casefold()), None)
    if known is not None:
        return known
    wanted = title if _ID.fullmatch(title) else question.element if question.code == "lane.unknown" else "role"
    role = _free(wanted if _ID.fullmatch(wanted) else "role", drawn.roles)
    drawn.parts[outline.PART] = outline.with_role(drawn.parts.get(outline.PART, b""), role, title)
    drawn.roles[role] = title
    return role


def _free(wanted: str, taken: Mapping[str, str]) -> str:
    return next(id_ for n in range(1, len(taken) + 2) if (id_ := wanted if n == 1 else f"{wanted}_{n}") not in taken)


def _ask_form(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    node = drawn.node(part, finding.element or "")
    if node is None:
        return
    wanted = node.properties.get("form", "")
    known = sorted(name.removesuffix(".json") for name in drawn.parts if name.endswith(".json") and "/" not in name)
    options = (
        *((Option(value=NEW, ru=f"новая форма «{wanted}», пока без вопросов", en=f"a new form {wanted!r}, without questions yet"),)
          if _ID.fullmatch(wanted) else ()),
        Option(value=NONE, ru="без формы: шаг только подтверждают", en="no form: the step is only confirmed"),
        *(Option(value=id_, ru=f"форма «{id_}»", en=f"form {id_!r}") for id_ in known),
    )  # fmt: skip
    yield _question(part, finding, options, NEW if _ID.fullmatch(wanted) else "")


def _write_form(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    _chosen(question, said)
    node = drawn.node(question.part, question.element)
    if said == NEW and node is not None:
        form = node.properties["form"]
        drawn.parts.setdefault(f"{form}.json", editing.new(form, node.name or form))
    elif said == NONE:
        drawn.change(question.part, writing.Property(question.element, "form", ""))
    else:
        drawn.change(question.part, writing.Property(question.element, "form", said))


def _ask_term(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    yield _question(part, finding, (), term_in(finding.name or "") or "")


def _write_term(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    if not is_iso(said):
        _require_feel(question.id, said)
    kind = "cycle" if said.startswith("R") and "/" in said else "duration" if said.startswith("P") else "date"
    drawn.change(question.part, writing.Term(question.element, kind, said))


# ---------------------------------------------------------------------- which way


def _ask_way(drawn: _Drawn, part: str, finding: Finding) -> Iterator[Question]:
    process = drawn.process_of(part, finding.element or "")
    flow = process.flows.get(finding.element or "") if process else None
    if process is None or flow is None:
        return
    gateway = process.nodes[flow.source]
    open_ = _open_flows(process, gateway)
    step = _decider(drawn, process, gateway, open_)
    title = (step.name or step.id) if step else ""
    labels = ", ".join(f"«{one.name}»" for one in open_)
    options = (
        *((Option(value=PERSON, ru=f"решает человек на шаге «{title}»: {labels}", en=f"a person decides at step {title!r}: {labels}"),)
          if step else ()),
        Option(value=RULE, ru="по условиям", en="by conditions"),
    )  # fmt: skip
    yield Question(
        code=finding.code, element=gateway.id, title=gateway.name or gateway.id, part=part, options=options,
        proposed=PERSON if step else RULE, branches=tuple(_branch(process, one) for one in open_),
    )  # fmt: skip


def _open_flows(process: Process, gateway: Node) -> list[Flow]:
    flows = [process.flows[id_] for id_ in gateway.outgoing]
    return [one for one in flows if not one.condition and one.id != gateway.default]


def _branch(process: Process, flow: Flow) -> Branch:
    target = process.nodes[flow.target]
    to = target.name or target.id
    named = f"«{flow.name}» → " if flow.name else "→ "
    return Branch(flow=flow.id, ru=f"{named}«{to}»", en=f"{named}{to!r}")


def _decider(drawn: _Drawn, process: Process, gateway: Node, flows: list[Flow]) -> Node | None:
    """The person's step right before the gateway, if its form can ask which of the labelled ways to take."""
    labels = [one.name for one in flows]
    if len(gateway.outgoing) != len(flows) or not all(labels) or len(set(labels)) != len(labels):
        return None
    before = [process.nodes[process.flows[id_].source] for id_ in gateway.incoming]
    if len(before) != 1 or before[0].kind not in _PEOPLE or before[0].multi or before[0].loop:
        return None
    form = before[0].properties.get("form")
    return before[0] if form is None or f"{form}.json" in drawn.parts else None


def _write_way(drawn: _Drawn, question: Question, said: str, answers: Mapping[str, str]) -> None:
    _chosen(question, said)
    process = drawn.process_of(question.part, question.element)
    if process is None:
        return
    gateway = process.nodes[question.element]
    flows = _open_flows(process, gateway)
    step = _decider(drawn, process, gateway, flows)
    if said == PERSON and step is not None:
        _write_decision(drawn, question.part, gateway, flows, step)
        return
    default = _said(answers, f"{question.id} default")
    for branch in question.branches:
        written = _said(answers, f"{question.id} {branch.flow}")
        if branch.flow == default:
            drawn.change(question.part, writing.Default(gateway.id, branch.flow))
        elif written:
            _require_feel(f"{question.id} {branch.flow}", written)
            drawn.change(question.part, writing.Condition(branch.flow, written))


def _write_decision(drawn: _Drawn, part: str, gateway: Node, flows: list[Flow], step: Node) -> None:
    """The step's form asks it by the labels; the last way needs no condition, since one of them has to be chosen."""
    form = step.properties.get("form") or f"F-{step.id}"
    name = f"{form}.json"
    key = "choice_" + re.sub(r"\W", "_", gateway.id)
    content = drawn.parts.get(name) or editing.new(form, step.name or form)
    last = len([one for one in editing.entries(content) if len(one.place) == 1])
    content, place = editing.add(content, (last,), "radio", label=gateway.name or step.name or form, key=key)
    values = [{"label": flow.name, "value": flow.name} for flow in flows]
    drawn.parts[name] = editing.change(
        content, place, {**editing.stands(content, place), "values": values, "required": True}
    )
    result = result_key(step)
    if not _FEEL_NAME.fullmatch(result):
        result = "_" + re.sub(r"\W", "_", result)
        drawn.change(part, writing.Property(step.id, "result", result))
    drawn.change(part, writing.Property(step.id, "form", form))
    for flow in flows[:-1]:
        label = flow.name.replace("\\", "\\\\").replace('"', '\\"')
        drawn.change(part, writing.Condition(flow.id, f'{result}.{key} = "{label}"'))
    drawn.change(part, writing.Default(gateway.id, flows[-1].id))


# ---------------------------------------------------------------------- all of them


def _question(
    part: str, finding: Finding, options: tuple[Option, ...], proposed: str, *, names: str | None = None
) -> Question:
    return Question(
        code=finding.code,
        element=finding.element or "",
        title=finding.name or finding.element or "",
        part=part,
        options=options,
        proposed=proposed,
        names=names,
    )


def _chosen(question: Question, said: str) -> None:
    if said not in {option.value for option in question.options}:
        raise _Wrong(question.id, "Выберите один из ответов", "Choose one of the answers")


def _require_feel(name: str, text: str) -> None:
    if len(text) > LONGEST:
        raise _Wrong(name, f"Не длиннее {LONGEST} знаков", f"Up to {LONGEST} characters")
    try:
        feel.compile(text)
    except feel.FeelError as error:
        raise _Wrong(name, error.ru, error.en) from error


_ASK: Mapping[str, Callable[[_Drawn, str, Finding], Iterator[Question]]] = {
    "process.not_executable": _ask_process,
    "kind.plain_task": _ask_kind,
    "action.missing": _ask_kind,
    "lane.unknown": _ask_role,
    "role.missing": _ask_role,
    "form.unknown": _ask_form,
    "timer.empty": _ask_term,
    "condition.missing": _ask_way,
}
_WRITE: Mapping[str, Callable[[_Drawn, Question, str, Mapping[str, str]], None]] = {
    "process.not_executable": _write_process,
    "kind.plain_task": _write_kind,
    "action.missing": _write_kind,
    "lane.unknown": _write_role,
    "role.missing": _write_role,
    "form.unknown": _write_form,
    "timer.empty": _write_term,
    "condition.missing": _write_way,
}

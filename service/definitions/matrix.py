"""The matrix of a procedure for its pages: clauses with what carries them out, elements with their clauses or reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from processes import trace
from processes.definition import Clause
from processes.model.elements import Kind, Node
from processes.trace import IDLE, Element, Sort, Trace
from service import forums, naming
from service.installation import Installation
from service.instances import pictures
from service.instances.pictures import Picture
from service.naming import CitedClause
from service.published import Edition
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Head:
    """Which version a page is about."""

    key: str
    title: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something in the procedure as a page names it: `what` kind of thing, its `name`, and where a link may lead."""

    sort: Sort
    what: str
    name: str
    id: str
    home: str
    home_name: str

    @property
    def anchor(self) -> str:
        """Unique on a page, and fit for an address."""
        return re.sub(r"[^\w.-]", "-", "-".join(filter(None, (self.sort, self.home, self.id))))


@dataclass(frozen=True, kw_only=True)
class ClauseShown:
    """A clause with what carries it out, and what else belongs to it."""

    id: str
    number: str
    text: str
    kind: str
    kind_words: str
    obliges: bool
    by: tuple[Place, ...]
    beside: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class ElementShown:
    """An element with its clauses, or why it is there without one; neither: nobody has said."""

    place: Place
    clauses: tuple[CitedClause, ...]
    ours: str


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The matrix in numbers; `ours` is a whole percentage of the elements."""

    obligations: int
    implemented: int
    elements: int
    unexplained: int
    ours: int


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """The page by clause.  `kinds`: id, words and count of each kind of clause."""

    head: Head
    figures: Figures
    kinds: tuple[tuple[str, str, int], ...]
    chosen: str
    clauses: tuple[ClauseShown, ...]


@dataclass(frozen=True, kw_only=True)
class Elements:
    """The page by element, in groups: a process, a form, a table and so on; `kinds` as of the page by clause."""

    head: Head
    figures: Figures
    kinds: tuple[tuple[str, str, int], ...]
    chosen: str
    groups: tuple[tuple[str, tuple[ElementShown, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One node of a diagram: its picture with the node chosen, and what is said of it."""

    head: Head
    shown: ElementShown
    role: str
    due: str
    instruction: str
    form: str
    decision: str
    neighbours: tuple[tuple[str, tuple[Place, ...]], ...]
    picture: Picture


def clauses(installation: Installation, key: str, kind: str, language: str) -> Clauses:
    """The page by clause; `kind` narrows it to one kind, `uncovered` to what nothing carries out.  Raises NotFound."""
    edition = _edition(installation, key)
    found = trace.trace(edition.definition)
    wanted = [clause for clause in found.clauses if _is_wanted(clause, kind, found)]
    return Clauses(
        head=head(edition, language),
        figures=_figures(found),
        kinds=_clause_kinds(found, language),
        chosen=kind,
        clauses=tuple(_clause(edition, found, clause, language) for clause in wanted),
    )


def elements(installation: Installation, key: str, kind: str, language: str) -> Elements:
    """The page by element; `kind` is a sort of element, `ours` or `unexplained`.  Raises NotFound."""
    edition = _edition(installation, key)
    found = trace.trace(edition.definition)
    chosen = {"ours": found.ours, "unexplained": found.unexplained}.get(kind)
    if chosen is None:
        chosen = tuple(element for element in found.owing if kind in ("", element.sort))
    groups: dict[str, list[ElementShown]] = {}
    for element in chosen:
        shown = _element(edition, element, language)
        groups.setdefault(_group(shown.place), []).append(shown)
    return Elements(
        head=head(edition, language),
        figures=_figures(found),
        kinds=_element_kinds(found, language),
        chosen=kind,
        groups=tuple((title, tuple(shown)) for title, shown in groups.items()),
    )


def step(installation: Installation, key: str, element: str, language: str) -> Step:
    """The page of one node; raises NotFound."""
    edition = _edition(installation, key)
    definition = edition.definition
    node = definition.nodes.get(element)
    if node is None:
        raise NotFound("Элемент", "Element", element)
    process = definition.process_of(element)
    found = {(one.sort, one.id): one for one in trace.elements(definition)}
    form = edition.forms.get(node.properties.get("form", ""))
    return Step(
        head=head(edition, language),
        shown=_element(edition, found[Sort.NODE, element], language),
        role=naming.role_titles(definition.roles, definition.roles_of(element), language)
        if node.kind in (Kind.USER, Kind.MANUAL, Kind.START)
        else "",
        due=node.properties.get("due", ""),
        instruction=node.properties.get("instruction", ""),
        form=form.name(language) if form else "",
        decision=node.decision or "",
        neighbours=_neighbours(edition, node, language),
        picture=pictures.chosen(edition, process.id, element, language),
    )


def head(edition: Edition, language: str) -> Head:
    return Head(
        key=edition.key,
        title=edition.definition.titles.get(language, edition.key),
        version=edition.version or 0,
    )


def _edition(installation: Installation, key: str) -> Edition:
    with installation.database.reading() as session:
        return installation.definitions.newest(session, key, installation.now())


def _figures(found: Trace) -> Figures:
    return Figures(
        obligations=len(found.obligations),
        implemented=len(found.obligations) - len(found.uncovered),
        elements=len(found.owing),
        unexplained=len(found.unexplained),
        ours=round(100 * found.share_of_ours),
    )


def _is_wanted(clause: Clause, kind: str, found: Trace) -> bool:
    if kind == "uncovered":
        return clause in found.uncovered
    return kind in ("", clause.kind)


def _clause(edition: Edition, found: Trace, clause: Clause, language: str) -> ClauseShown:
    (cited,) = naming.cited((clause,), language)
    named = [(element, place(edition, element, language)) for element in found.by_clause[clause.id]]
    return ClauseShown(
        id=clause.id,
        number=cited.number,
        text=cited.text,
        kind=clause.kind,
        kind_words=_said(CLAUSE_KINDS, clause.kind, language),
        obliges=clause.obliges,
        by=tuple(shown for element, shown in named if element.sort not in IDLE),
        beside=tuple(shown for element, shown in named if element.sort in IDLE),
    )


def _element(edition: Edition, element: Element, language: str) -> ElementShown:
    known = edition.definition.clauses
    return ElementShown(
        place=place(edition, element, language),
        clauses=naming.cited((known[id_] for id_ in element.clauses if id_ in known), language),
        ours=element.ours,
    )


def place(edition: Edition, element: Element, language: str) -> Place:
    """The element as pages name it."""
    return Place(
        sort=element.sort,
        what=_what(edition, element, language),
        name=_name(edition, element, language),
        id=element.id,
        home=element.home,
        home_name=_home_name(edition, element, language),
    )


def _what(edition: Edition, element: Element, language: str) -> str:
    node = edition.definition.nodes.get(element.id) if element.sort is Sort.NODE else None
    if node is not None and node.kind in NODE_KINDS:
        return _said(NODE_KINDS, node.kind, language)
    return _said(SORTS, element.sort, language)


def _name(edition: Edition, element: Element, language: str) -> str:
    definition = edition.definition
    match element.sort:
        case Sort.FORM:
            return edition.forms[element.id].name(language)
        case Sort.QUESTION:
            return edition.forms[element.home].by_path[element.id].title(language)
        case Sort.NOTICE:
            return _subject(edition.notices.get(element.id, ""))
        case Sort.REGISTER:
            register = definition.registers[element.id]
            return register.ru if language == "ru" else register.en
        case Sort.COLUMN:
            return definition.registers[element.home].columns[element.id].get(language, element.name)
        case Sort.SHEET:
            sheet = definition.registers[element.home].sheet
            return (sheet.ru if language == "ru" else sheet.en) if sheet else element.name
        case Sort.PAGE:
            page = definition.pages[element.id]
            return page.ru if language == "ru" else page.en
        case Sort.FORUM:
            return forums.title(definition, element.id, language)
        case Sort.ROLE:
            return naming.role_title(definition.roles, element.id, language)
        case Sort.SETTING:
            setting = definition.settings[element.id]
            return setting.ru if language == "ru" else setting.en
        case Sort.REMINDER:
            return naming.step_name(definition, element.home)
        case Sort.RULE:
            number = definition.decisions[element.home].number(element.id)
            return f"{number}. {element.name}" if element.name else str(number)
        case _:
            return element.name


def _home_name(edition: Edition, element: Element, language: str) -> str:
    match element.sort:
        case Sort.NODE:
            return edition.definition.processes[element.home].name or element.home
        case Sort.QUESTION:
            return edition.forms[element.home].name(language)
        case Sort.RULE:
            return edition.definition.decisions[element.home].name
        case Sort.COLUMN | Sort.SHEET:
            register = edition.definition.registers[element.home]
            return register.ru if language == "ru" else register.en
        case _:
            return ""


_EXPRESSION = re.compile(r"\{[^{}]*\}")


def _subject(template: str) -> str:
    """What a letter is about, from the first line of its template; what is filled in is dots."""
    first = template.lstrip("\ufeff").partition("\n")[0].partition(":")[2]
    return _EXPRESSION.sub("…", first).strip()


def _neighbours(edition: Edition, node: Node, language: str) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """What comes before and what comes after, in words; empty sides are left out."""
    definition = edition.definition
    before = [definition.flow(flow).source for flow in node.incoming] + ([node.attached_to] if node.attached_to else [])
    after = [definition.flow(flow).target for flow in node.outgoing]
    titles = ("Перед ним", "После него") if language == "ru" else ("Before", "After")
    sides = ((titles[0], before), (titles[1], after))
    nodes = {element.id: element for element in trace.elements(definition) if element.sort is Sort.NODE}
    return tuple(
        (title, tuple(place(edition, nodes[id_], language) for id_ in dict.fromkeys(ids)))
        for title, ids in sides
        if ids
    )


def _group(shown: Place) -> str:
    return f"{shown.home_name} · {shown.home}" if shown.home else shown.what


def _clause_kinds(found: Trace, language: str) -> tuple[tuple[str, str, int], ...]:
    counts = _counted(clause.kind for clause in found.clauses)
    return tuple((kind, _said(CLAUSE_KINDS, kind, language), count) for kind, count in counts.items())


def _element_kinds(found: Trace, language: str) -> tuple[tuple[str, str, int], ...]:
    counts = _counted(str(element.sort) for element in found.owing)
    return tuple((sort, _said(MANY, sort, language), count) for sort, count in counts.items())


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _said(pairs: Mapping[str, tuple[str, str]], word: str, language: str) -> str:
    ru, en = pairs.get(word, (word, word))
    return ru if language == "ru" else en


CLAUSE_KINDS: Mapping[str, tuple[str, str]] = {
    "step": ("шаг", "step"),
    "deadline": ("срок", "term"),
    "decision": ("решение", "decision"),
    "document": ("документ", "document"),
    "form": ("форма", "form"),
    "role": ("роль", "role"),
    "right": ("право", "right"),
    "duty": ("обязанность", "duty"),
    "publication": ("публикация", "publication"),
    "register-field": ("реестр", "register"),
    "notification": ("уведомление", "notification"),
    "note": ("пояснение", "note"),
}

SORTS: Mapping[str, tuple[str, str]] = {
    Sort.PROCESS: ("процесс", "process"),
    Sort.NODE: ("элемент схемы", "diagram element"),
    Sort.FORM: ("форма", "form"),
    Sort.QUESTION: ("вопрос формы", "question"),
    Sort.TABLE: ("таблица решений", "decision table"),
    Sort.RULE: ("правило таблицы", "table rule"),
    Sort.NOTICE: ("письмо", "notice"),
    Sort.DOCUMENT: ("документ", "document"),
    Sort.REGISTER: ("реестр", "register"),
    Sort.COLUMN: ("столбец реестра", "register column"),
    Sort.SHEET: ("ведомость реестра", "register sheet"),
    Sort.PAGE: ("открытая страница", "public page"),
    Sort.FORUM: ("обсуждение", "forum"),
    Sort.ROLE: ("роль", "role"),
    Sort.SETTING: ("настройка", "setting"),
    Sort.REMINDER: ("напоминание", "reminder"),
}

MANY: Mapping[str, tuple[str, str]] = {
    Sort.NODE: ("Элементы схем", "Diagram elements"),
    Sort.QUESTION: ("Вопросы форм", "Questions"),
    Sort.TABLE: ("Таблицы решений", "Decision tables"),
    Sort.NOTICE: ("Письма", "Notices"),
    Sort.DOCUMENT: ("Документы", "Documents"),
    Sort.REGISTER: ("Реестры", "Registers"),
    Sort.FORUM: ("Обсуждения", "Forums"),
}

NODE_KINDS: Mapping[str, tuple[str, str]] = {
    Kind.START: ("начало", "start"),
    Kind.END: ("конец", "end"),
    Kind.CATCH: ("ожидание", "wait"),
    Kind.THROW: ("событие", "event"),
    Kind.BOUNDARY: ("событие на границе", "boundary event"),
    Kind.USER: ("шаг человека", "user task"),
    Kind.MANUAL: ("шаг человека", "manual task"),
    Kind.SERVICE: ("действие службы", "service task"),
    Kind.SEND: ("отправка письма", "send task"),
    Kind.SCRIPT: ("расчёт", "script"),
    Kind.RULE: ("решение по таблице", "decision"),
    Kind.EXCLUSIVE: ("развилка", "gateway"),
    Kind.PARALLEL: ("параллельная развилка", "parallel gateway"),
    Kind.INCLUSIVE: ("развилка", "inclusive gateway"),
    Kind.EVENT_BASED: ("развилка по событию", "event gateway"),
    Kind.SUB_PROCESS: ("подпроцесс", "sub-process"),
    Kind.CALL: ("вызов процесса", "call"),
}

"""The form by which a question is changed: a form of ours like any other, so that it is drawn, read from a post and
checked by the same code as every form that people fill in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import UnionType
from typing import Any

from forms import definition
from forms.definition import Form
from forms.editing import settings as set_
from forms.editing.settings import Setting
from forms.errors import EditRefused, Message, Problem
from forms.fields import KINDS
from forms.fields.chosen import Chosen
from forms.fields.field import Question
from forms.fields.signature import Signature

PATH = "asked"
"""What stands before the names of the settings, so that they do not meet those of the form that is changed."""

FORM = "form"
"""The kind of the form itself: its title and its rules."""

NAMES: dict[str, Message] = {
    "textfield": Message("Строка", "Line of text"),
    "textarea": Message("Текст в несколько строк", "Several lines of text"),
    "number": Message("Число", "Number"),
    "datetime": Message("Дата или время", "Date or time"),
    "checkbox": Message("Отметка", "Tick"),
    "radio": Message("Один вариант, все на виду", "One choice, all in sight"),
    "select": Message("Один вариант из списка", "One choice from a list"),
    "checklist": Message("Несколько вариантов", "Several choices"),
    "taglist": Message("Несколько вариантов из длинного списка", "Several choices from a long list"),
    "filepicker": Message("Файл", "File"),
    "signature": Message("Подпись", "Signature"),
    "dynamiclist": Message("Таблица", "Table"),
    "group": Message("Группа вопросов", "Group of questions"),
    "text": Message("Пояснение", "Explanation"),
    "separator": Message("Линия", "Line"),
    "button": Message("Кнопка (не показывается)", "Button (never shown)"),
}
"""What people call the kinds, in the order in which they are offered."""

#: Kinds that one question may change between without losing what is set of it
_FAMILIES = (("textfield", "textarea"), ("radio", "select", "checklist", "taglist"))

Component = dict[str, Any]


def settings(kind: str) -> Sequence[Setting]:
    """What can be set of a question of this kind, in the order in which it is written."""
    return _settings(kind)


def about(kind: str, problem: Problem) -> str:
    """The path in `asked(kind)` of what a problem speaks of, "" where it is none of its settings."""
    for setting in settings(kind):
        last = setting.at[-1] if isinstance(setting, set_.Plain) else _MEANT.get(setting.name, ())
        if problem.about == setting.name or problem.about == last or problem.about in last:
            return f"{PATH}.{setting.name}" if problem.about else ""
    return ""


#: Names in the JSON that a setting stands for besides its own
_MEANT: dict[str, tuple[str, ...]] = {
    "label": ("label", "dateLabel", "timeLabel", "text"),
    "key": ("key", "path"),
    "kept": ("open", "personal"),
    "fileKind": ("fileKind", "accept"),
}


@lru_cache(maxsize=64)
def asked(kind: str) -> Form:
    """The form that asks how a question of this kind is to be; its answers stand under PATH.  Raises EditRefused."""
    if kind != FORM and kind not in KINDS:
        raise EditRefused(f"Вида вопроса «{kind[:60]}» нет", f"There is no kind of question {kind[:60]!r}")
    components = [*_form()] if kind == FORM else [*_question(kind)]
    written = {
        "type": "default",
        "id": f"F-EDIT-{kind}",
        "title": "Вопрос",
        "properties": {"en": "Question", "rules": [*_bounds(kind)]},
        "components": [{"type": "group", "path": PATH, "components": components}],
    }
    return definition.read(json.dumps(written).encode())


# ---------------------------------------------------------------------- what is set


@lru_cache(maxsize=64)
def _settings(kind: str) -> tuple[Setting, ...]:
    if kind == FORM:
        return (set_.text("title"), set_.own_text("en"), set_.Rules())
    return (*_common(kind), *_OWN.get(kind, _chosen() if _is(kind, Chosen) else ()))


def _common(kind: str) -> Iterator[Setting]:
    if kind in ("separator", "button"):
        yield set_.feel("hide", "conditional", "hide")
        return
    if _family(kind):
        yield set_.text("type")
    if kind == "datetime":
        yield set_.Subtype()
    yield set_.Label()
    yield set_.own_text("en")
    if kind != "text":
        yield set_.text("description")
        yield set_.own_text("hintEn")
    yield set_.feel("hide", "conditional", "hide")
    yield set_.own_text("clause")
    if kind == "text":
        return
    yield from map(set_.own_text, ("number", "over", "overEn", "beside"))
    if kind == "group":
        return
    yield set_.Key()
    yield set_.own_text("prefill")
    if _is(kind, Question):
        yield set_.flag("required", "validate", "required")
        yield set_.flag("readonly")
        yield set_.Kept(erasable=_erasable(kind))


def _written() -> tuple[Setting, ...]:
    return (
        set_.text("validationType", "validate", "validationType"),
        set_.number("minLength", "validate", "minLength"),
        set_.number("maxLength", "validate", "maxLength"),
        set_.text("pattern", "validate", "pattern"),
        set_.own_text("patternMessage"),
        set_.own_text("patternMessageEn"),
    )


def _chosen() -> tuple[Setting, ...]:
    return (
        set_.Source(),
        set_.Choices(),
        *map(set_.own_text, ("registerField", "columns", "choice", "offer", "states")),
    )


_OWN: dict[str, tuple[Setting, ...]] = {
    "textfield": _written(),
    "textarea": (*_written(), set_.own_number("lines")),
    "number": (
        set_.number("min", "validate", "min"),
        set_.number("max", "validate", "max"),
        set_.number("decimalDigits"),
    ),
    "datetime": tuple(map(set_.own_text, ("day", "notBefore", "notAfter"))),
    "filepicker": (set_.Kinds(), set_.own_number("maxMb"), set_.flag("multiple")),
    "signature": (set_.Kept(erasable=True), set_.own_text("signs"), set_.own_flag("seal")),
    "dynamiclist": (
        set_.own_number("minRows"),
        set_.own_number("maxRows"),
        set_.Fixed(),
        set_.own_flag("keepPrefilled"),
        set_.Wide(),
        set_.own_text("rowName"),
        set_.own_flag("grouped"),
        set_.Rules(),
    ),
}


def _family(kind: str) -> tuple[str, ...]:
    return next((family for family in _FAMILIES if kind in family), ())


def _is(kind: str, what: type | UnionType) -> bool:
    return issubclass(KINDS[kind], what)


def _erasable(kind: str) -> bool:
    known = KINDS[kind]
    return known is Signature or (issubclass(known, Question) and known.erasable_by_nature)


# ---------------------------------------------------------------------- how it is asked


def _form() -> Iterator[Component]:
    yield _line("title", "Название формы", "Title of the form", required=True)
    yield _line("en", "Название по-английски", "Title in English")
    yield _rules("Правила между вопросами", "Rules across questions", "поле", "field")


def _question(kind: str) -> Iterator[Component]:
    if kind not in ("separator", "button"):
        yield from _words(kind)
    own = [*_answer(kind)]
    if own:
        yield _section("Ответ", "Answer", *own)
    if _is(kind, Question | Signature):
        yield _section("Что будет с ответом", "What becomes of the answer", _kept(kind))
    yield _section("Когда показывается", "When it is shown", _hide())
    if kind not in ("separator", "button"):
        yield _section("Связь с процедурой", "Ties to the procedure", *_ties(kind))
    if kind not in ("separator", "button", "text"):
        yield _section("Если это столбец таблицы", "If it is a column of a table", *_column())


def _words(kind: str) -> Iterator[Component]:
    if _family(kind):
        offered = [(each, NAMES[each].ru, NAMES[each].en) for each in _family(kind)]
        yield _pick("type", "Вид", "Kind", offered, required=True)
    if kind == "text":
        hint = "Строка с «# » — заголовок, строки с «- » — список, пустая строка делит абзацы."
        hint_en = "A line with “# ” is a heading, lines with “- ” a list, an empty line parts paragraphs."
        yield _area("label", "Текст", "Text", hint, hint_en, lines=6, required=True)
        yield _area("en", "Текст по-английски", "Text in English", lines=6)
        return
    yield _area("label", "Название", "Label", lines=2, required=_is(kind, Question))
    yield _area("en", "Название по-английски", "Label in English", lines=2)
    yield _area("description", "Подсказка", "Hint", lines=2)
    yield _area("hintEn", "Подсказка по-английски", "Hint in English", lines=2)


def _answer(kind: str) -> Iterator[Component]:
    if kind == "checkbox":
        yield _tick("required", "Отметка обязательна", "The box must be ticked")
    elif _is(kind, Question):
        yield _tick("required", "Ответ обязателен", "An answer is required")
    if kind in ("textfield", "textarea"):
        yield from _text_answer(kind)
    if kind == "number":
        yield _number("min", "Не меньше", "At least")
        yield _number("max", "Не больше", "At most")
        yield _whole(
            "decimalDigits", "Знаков после запятой", "Digits after the point", "0 — только целые.", "0: whole."
        )
    if kind == "datetime":
        yield from _day_answer()
    if _is(kind, Chosen):
        yield from _choice_answer()
    if kind == "filepicker":
        hint, hint_en = "Расширения через пробел: pdf jpeg png. Пусто — любые.", "Endings by spaces: pdf jpeg png."
        yield _line("fileKind", "Какие файлы", "Which files", hint, hint_en)
        yield _whole("maxMb", "Не больше, МБ", "At most, MB", "Если пусто — 20.", "20 when empty.")
        yield _tick("multiple", "Можно несколько файлов", "Several files may be given")
    if kind == "signature":
        hint = (
            "Выражение над данными дела, дающее файлы или документы: contract.file. Пусто — подписывается сама форма."
        )
        hint_en = "An expression over the case that gives files or documents: contract.file. Empty: the form itself."
        yield _area("signs", "Что подписывают", "What is signed", hint, hint_en, lines=2)
        yield _tick("seal", "Спросить о печати (М.П.)", "Ask about the seal")
    if kind == "dynamiclist":
        yield _whole("minRows", "Строк не меньше", "Rows at least")
        yield _whole("maxRows", "Строк не больше", "Rows at most")
        yield _tick("fixed", "Строки нельзя добавлять и убирать", "Rows may not be added or taken away")
        yield _tick(
            "keepPrefilled", "Заполненные заранее строки остаются, можно добавить свои",
            "Rows filled in beforehand stay, others may be added", hide=f"{PATH}.fixed",
        )  # fmt: skip
        yield _tick("view", "Показывать таблицей во всю ширину страницы", "Shown as a table as wide as the page")
        hint, hint_en = "Ключ столбца, которым называется строка.", "The key of the column that names the row."
        yield _line("rowName", "Название строки", "Name of the row", hint, hint_en)
        yield _tick(
            "grouped", "Строки с одним названием стоят вместе", "Rows of one name stand together",
            hide=f"{PATH}.rowName = null",
        )  # fmt: skip
        yield _rules("Правила строки", "Rules of a row", "столбец", "column")


def _text_answer(kind: str) -> Iterator[Component]:
    offered = [
        ("email", "адрес электронной почты", "e-mail address"),
        ("phone", "номер телефона", "telephone number"),
        ("url", "адрес страницы", "address of a page"),
        ("custom", "по шаблону ниже", "by the pattern below"),
    ]
    yield _pick("validationType", "Что это за текст", "What text it is", offered)
    yield _whole("minLength", "Знаков не меньше", "Characters at least")
    yield _whole("maxLength", "Знаков не больше", "Characters at most")
    if kind == "textarea":
        yield _whole("lines", "Высота поля, строк", "Height of the box, lines")
    hint = "Регулярное выражение; ^ и $ — начало и конец текста: ^[0-9]{6}$"
    yield _line("pattern", "Шаблон", "Pattern", hint, "A regular expression: ^[0-9]{6}$")
    yield _line("patternMessage", "Что сказать, если не подходит", "What to say when it does not fit", **_IF_PATTERN)
    yield _line("patternMessageEn", "То же по-английски", "The same in English", **_IF_PATTERN)


_IF_PATTERN = {"hide": f"{PATH}.pattern = null"}


def _day_answer() -> Iterator[Component]:
    kinds = [("date", "дата", "date"), ("time", "время", "time"), ("datetime", "дата и время", "date and time")]
    rules = [
        ("past", "прошедший день", "a past day"),
        ("pastOrToday", "не позже сегодняшнего", "today or before"),
        ("future", "будущий день", "a future day"),
        ("futureOrToday", "не раньше сегодняшнего", "today or later"),
    ]
    yield _pick("subtype", "Что указывают", "What is given", kinds, required=True)
    yield _pick("day", "Какой день", "Which day", rules)
    for name, ru, en in (("notBefore", "Не раньше дня", "Not before"), ("notAfter", "Не позже дня", "Not after")):
        yield _line(
            name, ru, en, "ГГГГ-ММ-ДД или today.", "YYYY-MM-DD or today.",
            validate={"pattern": r"^(today|[0-9]{4}-[0-9]{2}-[0-9]{2})$"},
            says=("нужно today или день вида ГГГГ-ММ-ДД", "today or a day YYYY-MM-DD is needed"),
        )  # fmt: skip


def _choice_answer() -> Iterator[Component]:
    sources = [("list", "перечислены здесь", "listed here"), ("register", "строки реестра", "rows of a register")]
    listed, registered = f'{PATH}.source = "register"', f'{PATH}.source = "list"'
    yield _pick("source", "Откуда варианты", "Where the choices come from", sources, type="radio", required=True)
    yield {
        "type": "dynamiclist",
        "path": "values",
        "label": "Варианты",
        "description": "Код стоит в условиях и в деле; если его не указать, он составится из названия.",
        "properties": {
            "en": "Choices",
            "hintEn": "The code stands in conditions and in the case; left empty it is made of the label.",
            "minRows": "1",
        },
        "defaultRepetitions": 1,
        "conditional": {"hide": listed},
        "components": [
            _line("label", "Название", "Label", required=True),
            _line("en", "По-английски", "In English"),
            _line("value", "Код", "Code"),
        ],
    }
    hint, hint_en = "Например R-QUALIFICATIONS.", "For example R-QUALIFICATIONS."
    yield _line("registerField", "Реестр", "Register", hint, hint_en, hide=registered, required=True)
    hint, hint_en = "Что сохранить в ответе, через запятую.", "What the answer keeps, by commas."
    yield _line("columns", "Столбцы", "Columns", hint, hint_en, hide=registered)
    hint, hint_en = "Как назвать строку: {date}, {place}.", "How a row is called: {date}, {place}."
    yield _line("choice", "Вид строки", "How a row reads", hint, hint_en, hide=registered)
    hint = "Условие на столбцы: date(date) > today(). Пусто — все действующие строки."
    yield _area(
        "offer", "Какие строки предлагать", "Which rows are offered", hint, "A condition on the columns.",
        lines=2, hide=registered,
    )  # fmt: skip
    hint, hint_en = (
        "Через пробел: active suspended. Пусто — только действующие.",
        "With spaces. Empty: active ones only.",
    )
    yield _line("states", "В каких состояниях", "In which states", hint, hint_en, hide=registered)


def _kept(kind: str) -> Component:
    offered = [
        (
            "erasable",
            "стирается по требованию человека: в журнале останется только отпечаток; условия процедуры прочесть его не могут",
            "erased on a person's demand: the journal keeps a fingerprint only, and the procedure's conditions cannot read it",
        ),
        (
            "open",
            "остаётся в журнале навсегда: годится для условий, сроков и реестров",
            "stays in the journal for ever: fit for conditions, terms and registers",
        ),
    ]
    usual = ("стирается", "erased") if _erasable(kind) else ("остаётся", "stays")
    hint = f"Обычно такой ответ {usual[0]}."
    hint_en = "Such an answer is usually erased." if _erasable(kind) else "Such an answer usually stays."
    return _pick("kept", "Хранение", "Keeping", offered, hint, hint_en, type="radio", required=True)


def _hide() -> Component:
    return _area(
        "hide",
        "Скрыть, если",
        "Hide when",
        'Условие на другие ответы, например delivery = "in_person". Пусто — показывается всегда.',
        'A condition on other answers, for example delivery = "in_person". Empty: always shown.',
        lines=2,
    )


def _ties(kind: str) -> Iterator[Component]:
    if kind not in ("text", "group"):
        yield _line(
            "key", "Ключ", "Key",
            "Имя ответа в условиях, сроках и документах.", "The name of the answer in conditions, terms and documents.",
            required=True,
            validate={"pattern": "^[a-z][A-Za-z0-9_]{0,59}$"},
            says=(
                "латинские буквы, цифры и «_», первой — строчная буква",
                "Latin letters, digits and '_', a small letter first",
            ),
        )  # fmt: skip
    yield _area("clause", "Пункты регламента", "Clauses", "Через пробел.", "By spaces.", lines=2)
    if kind in ("text", "group"):
        return
    hint, hint_en = (
        "Выражение над данными дела: application.address.",
        "An expression over the case: application.address.",
    )
    label, label_en = (
        ("Кто подпишет", "Who will sign") if kind == "signature" else ("Заполнить заранее", "Filled in beforehand")
    )
    yield _area("prefill", label, label_en, hint, hint_en, lines=2)
    if _is(kind, Question):
        yield _tick("readonly", "Человек не меняет ответ", "People may not change the answer")


def _column() -> Iterator[Component]:
    yield _line("number", "Номер графы", "Number of the column", "Как в регламенте: 5.", "As the regulation has it: 5.")
    hint = "Стоит над соседними столбцами, у которых оно одинаково."
    yield _line("over", "Общий заголовок", "Heading over it", hint, "Over neighbours that have the same.")
    yield _line("overEn", "То же по-английски", "The same in English", hide=f"{PATH}.over = null")
    hint = "Откуда взять текст рядом с ответом: имя в строке, заполненной заранее."
    hint_en = "Where the text beside the answer is in the row filled in beforehand."
    yield _line("beside", "Текст рядом", "Text beside", hint, hint_en)


def _bounds(kind: str) -> Iterator[Component]:
    pairs = {
        "textfield": ("minLength", "maxLength"),
        "textarea": ("minLength", "maxLength"),
        "number": ("min", "max"),
        "dynamiclist": ("minRows", "maxRows"),
    }
    if kind in pairs:
        low, high = (f"{PATH}.{name}" for name in pairs[kind])
        yield {
            "field": high,
            "when": f"{low} = null or {high} = null or {low} <= {high}",
            "ru": "Наибольшее меньше наименьшего",
            "en": "The most is less than the least",
        }


# ---------------------------------------------------------------------- components, written short


def _component(
    type: str, name: str, ru: str, en: str, hint: str = "", hint_en: str = "", *, hide: str = "", required: bool = False,
    says: tuple[str, str] = ("", ""), validate: dict[str, Any] | None = None, properties: dict[str, Any] | None = None,
    **rest: Any,
) -> Component:  # fmt: skip
    own = {"en": en, "hintEn": hint_en, "patternMessage": says[0], "patternMessageEn": says[1], **(properties or {})}
    return {
        "type": type,
        "key": name,
        "label": ru,
        "description": hint,
        "validate": {"required": required, **(validate or {})},
        "conditional": {"hide": hide},
        "properties": own,
        **rest,
    }


def _line(name: str, ru: str, en: str, hint: str = "", hint_en: str = "", **more: Any) -> Component:
    return _component("textfield", name, ru, en, hint, hint_en, **more)


def _area(name: str, ru: str, en: str, hint: str = "", hint_en: str = "", *, lines: int, **more: Any) -> Component:
    return _component("textarea", name, ru, en, hint, hint_en, properties={"lines": str(lines)}, **more)


def _tick(name: str, ru: str, en: str, **more: Any) -> Component:
    return _component("checkbox", name, ru, en, **more)


def _number(name: str, ru: str, en: str) -> Component:
    return _component("number", name, ru, en)


def _whole(name: str, ru: str, en: str, hint: str = "", hint_en: str = "") -> Component:
    return _component("number", name, ru, en, hint, hint_en, decimalDigits=0, validate={"min": 0, "max": 999_999_999})


def _pick(
    name: str, ru: str, en: str, offered: Sequence[tuple[str, str, str]], hint: str = "", hint_en: str = "",
    *, type: str = "select", required: bool = False,
) -> Component:  # fmt: skip
    values = [{"value": value, "label": label, "en": label_en} for value, label, label_en in offered]
    return _component(type, name, ru, en, hint, hint_en, required=required, values=values)


def _section(ru: str, en: str, *components: Component) -> Component:
    return {"type": "group", "label": ru, "properties": {"en": en}, "components": list(components)}


def _rules(ru: str, en: str, field_ru: str, field_en: str) -> Component:
    return {
        "type": "dynamiclist",
        "path": "rules",
        "label": ru,
        "description": "Условие должно быть верным, иначе отправить нельзя и у вопроса стоит текст.",
        "properties": {"en": en, "hintEn": "The condition must be true, else the text stands at the question."},
        "defaultRepetitions": 0,
        "components": [
            _line("when", "Условие", "Condition", required=True),
            _line("ru", "Что сказать", "What to say", required=True),
            _line("en", "По-английски", "In English"),
            _line("field", f"Ключ ({field_ru})", f"Key ({field_en})"),
        ],
    }

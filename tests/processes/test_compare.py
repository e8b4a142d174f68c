"""Two versions side by side: what an owner changed is named in words, whatever it was, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from processes.compare import Change, Kind, Where, compare, marks
from tests.processes.gate.drawing import Drawing
from tests.service import permit

Parts = dict[str, bytes]


def changed(*replacements: tuple[str, str], part: str = "permit.bpmn") -> tuple[Change, ...]:
    """What is told when this text of a part becomes that."""
    parts = permit.parts()
    text = parts[part].decode()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return compare(permit.parts(), {**parts, part: text.encode()})


def form_changed(edit: Callable[[dict[str, Any]], None], form: str = "F-PER-2") -> tuple[Change, ...]:
    parts = permit.parts()
    body = json.loads(parts[f"{form}.json"])
    edit(body)
    return compare(permit.parts(), {**parts, f"{form}.json": json.dumps(body).encode()})


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.where.value, change.ru) for change in changes]


def test_nothing_changed_is_nothing_told() -> None:
    assert compare(permit.parts(), permit.parts()) == ()


def test_every_shipped_procedure_equals_itself() -> None:
    root = Path(__file__).parents[2]
    parts = {
        path.name if folder.parent.parent.name == "processes" else str(path.relative_to(folder)): path.read_bytes()
        for area in ("processes", "forms")
        for folder in (root / area / "catalog").iterdir()
        if folder.is_dir()
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in {".bpmn", ".dmn", ".json", ".yaml", ".txt", ".typ"}
    }
    assert len(parts) > 40

    assert compare(parts, dict(parts)) == ()


# One edit each, in the words that an owner reads.
EDITS = [
    pytest.param(
        [('name="Проверить заявку"', 'name="Изучить заявку"')],
        [("renamed", "process", "Задача PER-20: Проверить заявку → Изучить заявку")],
        id="a-name",
    ),
    pytest.param(
        [("settings.check_days)", "5)")],
        [
            (
                "changed",
                "process",
                "Задача «Проверить заявку» (PER-20): срок: days_after(date and time(case.started_at), settings.check_days)"
                " → days_after(date and time(case.started_at), 5)",
            )
        ],
        id="a-due",
    ),
    pytest.param(
        [('name="role" value="clerk"/><spiffworkflow:property name="result" value="check"', 'name="role" value="head"/><spiffworkflow:property name="result" value="check"')],
        [("changed", "process", "Задача «Проверить заявку» (PER-20): роль: clerk → head")],
        id="a-role",
    ),
    pytest.param(
        [('name="form" value="F-PER-2"', 'name="form" value="F-PER-9"')],
        [("changed", "process", "Задача «Проверить заявку» (PER-20): форма: F-PER-2 → F-PER-9")],
        id="a-form",
    ),
    pytest.param(
        [('<spiffworkflow:property name="awaited" value="проверит заявку"/>', "")],
        [("changed", "process", "Задача «Проверить заявку» (PER-20): чего ждут: проверит заявку → нет")],
        id="an-invisible-property",
    ),
    pytest.param(
        [("case.started_at), 10)", "case.started_at), 12)")],
        [
            (
                "changed",
                "process",
                "Событие на границе «Десять дней» (T-PER-10D): когда: days_after(date and time(case.started_at), 10)"
                " → days_after(date and time(case.started_at), 12)",
            )
        ],
        id="a-timer",
    ),
    pytest.param(
        [('cancelActivity="false"', 'cancelActivity="true"')],
        [("changed", "process", "Событие на границе «Десять дней» (T-PER-10D): прерывает шаг: нет → да")],
        id="interrupting",
    ),
    pytest.param(
        [('check.verdict = "good"', 'check.verdict = "bad"')],
        [("changed", "process", 'Стрелка: Годится? → Проверено: условие: check.verdict = "good" → check.verdict = "bad"')],
        id="a-condition",
    ),
    pytest.param(
        [('default="PER-G1.PER-35"', "")],
        [("changed", "process", "Развилка «Годится?» (PER-G1): ветвь по умолчанию: Сообщить о недостатках → нет")],
        id="a-default-flow",
    ),
    pytest.param(
        [('action" value="number"', 'action" value="register"')],
        [("changed", "process", "Действие «Присвоить номер» (PER-N): действие: number → register")],
        id="an-action",
    ),
    pytest.param(
        [('input.prefix" value="&quot;П&quot;"', 'input.prefix" value="&quot;Р&quot;"')],
        [("changed", "process", 'Действие «Присвоить номер» (PER-N): вход «prefix»: "П" → "Р"')],
        id="an-input",
    ),
    pytest.param(
        [('key" value="case.number"', 'key" value="permit.number"')],
        [("changed", "process", "Ожидание «Оплачено» (PER-P): ключ сообщения: case.number → permit.number")],
        id="a-message-key",
    ),
    pytest.param(
        [('<bpmn:userTask id="PER-40"', '<bpmn:manualTask id="PER-40"'), ("</bpmn:userTask>\n<bpmn:intermediateCatch", "</bpmn:manualTask>\n<bpmn:intermediateCatch")],
        [("changed", "process", "Ручной шаг «Подписать пропуск» (PER-40): вид: Задача → Ручной шаг")],
        id="a-kind",
    ),
    pytest.param(
        [('sourceRef="PER-D" targetRef="PER-M"', 'sourceRef="PER-D" targetRef="PER-40"')],
        [("moved", "process", "Стрелка PER-D.PER-M: Напечатать пропуск → Сообщить о пропуске → Напечатать пропуск → Подписать пропуск")],
        id="a-flow-elsewhere",
    ),
    pytest.param(
        [('<bpmn:sequenceFlow id="PER-P.PER-E1" sourceRef="PER-P" targetRef="PER-E1"></bpmn:sequenceFlow>', "")],
        [("removed", "process", "Удалено: Стрелка: Оплачено → Пропуск выдан")],
        id="a-flow-gone",
    ),
    pytest.param(
        [('<bpmn:endEvent id="PER-E2"', '<bpmn:task id="PER-X" name="Лишний шаг"/><bpmn:endEvent id="PER-E2"')],
        [("added", "process", "Добавлено: Шаг «Лишний шаг» (PER-X)")],
        id="a-new-step",
    ),
    pytest.param(
        [('<bpmn:message id="M-PAID" name="paid"/>', '<bpmn:message id="M-PAID" name="payed"/>')],
        [
            ("changed", "process", "Ожидание «Оплачено» (PER-P): имя сообщения: paid → payed"),
            ("changed", "process", "Сообщение «paid» → Сообщение «payed»"),
        ],
        id="a-message",
    ),
    pytest.param(
        [('name="Подписать пропуск" >', 'name="Подписать пропуск" ><bpmn:documentation>Пером</bpmn:documentation>')],
        [("changed", "process", "Задача «Подписать пропуск» (PER-40): описание: нет → Пером")],
        id="documentation",
    ),
    pytest.param(
        [('name="Подписать пропуск" >', 'name="Подписать пропуск" ><bpmn:potentialOwner id="o1"><bpmn:resourceRef>boss</bpmn:resourceRef></bpmn:potentialOwner>')],
        [("changed", "process", "Задача «Подписать пропуск» (PER-40): прочие данные")],
        id="what-no-field-of-ours-holds",
    ),
    pytest.param(
        [('<bpmn:userTask id="PER-40" name="Подписать пропуск" >', '<bpmn:userTask id="PER-40" name="Подписать пропуск" isForCompensation="true">')],
        [("changed", "process", "Задача «Подписать пропуск» (PER-40): isForCompensation: нет → true")],
        id="an-attribute",
    ),
    pytest.param(
        [('isExecutable="true"', 'isExecutable="false"')],
        [("changed", "process", "Процесс «Выдача пропуска»: исполняемый: да → нет")],
        id="executable",
    ),
    pytest.param(
        [("<bpmn:definitions ", "<!-- пометка --><bpmn:definitions ")],
        [("changed", "file", "Файл permit.bpmn записан иначе: пробелы, комментарии или то, чего служба не читает")],
        id="a-comment",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), EDITS)
def test_an_edit_of_the_diagram_is_named_and_nothing_else(
    edit: list[tuple[str, str]], expected: list[tuple[str, str, str]]
) -> None:
    assert told(changed(*edit)) == expected


OUTLINE = [
    pytest.param(("value: 10", "value: 15"), ("changed", "setting", "Настройка «Дней на проверку» (check_days): 10 → 15"), id="a-setting"),
    pytest.param(("Дней на проверку", "Срок проверки"), ("renamed", "setting", "Настройка check_days: Дней на проверку → Срок проверки"), id="a-setting-renamed"),
    pytest.param(("{ru: Специалист, en: Clerk, head: head}", "{ru: Специалист, en: Clerk}"), ("removed", "role", "Удалено: Роль «Специалист» (clerk): руководитель: head"), id="a-head"),
    pytest.param(("ru: Специалист", "ru: Эксперт"), ("renamed", "role", "Роль clerk: Специалист → Эксперт"), id="a-role-renamed"),
    pytest.param(("  head: {ru: Руководитель, en: Head}", "  head: {ru: Руководитель, en: Head}\n  guard: {ru: Охрана, en: Guard}"), ("added", "role", "Добавлено: Роль «Охрана» (guard)"), id="a-role-added"),
    pytest.param(("second: [PER-40]", "second: [PER-40, PER-36]"), ("changed", "separation", "Разделение обязанностей «Подписывает не тот, кто проверял» (S1): вторые шаги: PER-40 → PER-40; PER-36"), id="a-separation"),
    pytest.param(("- {kind: reminder, days: 2}", "- {kind: reminder, days: 3}"), ("changed", "reminder", "Напоминания шага «Проверить заявку» (PER-20): напомнить за 2 дн.; сообщить руководителю через 0 дн. (head) → напомнить за 3 дн.; сообщить руководителю через 0 дн. (head)"), id="a-reminder"),
    pytest.param(("holder: {ru: Владелец", "holder: {ru: Держатель"), ("changed", "register", "Реестр «Пропуска» (R-PERMITS): столбец holder название: Владелец → Держатель"), id="a-column"),
    pytest.param(("public: true", "public: false"), ("changed", "register", "Реестр «Пропуска» (R-PERMITS): открытый: да → нет"), id="a-public-register"),
    pytest.param(("ru: Проверка, en: Checking", "ru: Рассмотрение, en: Checking"), ("renamed", "stage", "Этап checking: Проверка → Рассмотрение"), id="a-stage"),
    pytest.param(("code: ПРО", "code: ПРП"), ("changed", "procedure", "Код номеров дел: ПРО → ПРП"), id="the-code"),
    pytest.param(("title: {ru: Выдача пропуска", "title: {ru: Пропуска"), ("renamed", "procedure", "Название процедуры: Выдача пропуска → Пропуска"), id="the-title"),
    pytest.param(("roles:\n", "\nroles: # люди\n"), ("changed", "file", "Файл procedure.yaml записан иначе: пробелы, комментарии или то, чего служба не читает"), id="a-comment"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), OUTLINE)
def test_an_edit_of_procedure_yaml_is_named(edit: tuple[str, str], expected: tuple[str, str, str]) -> None:
    assert told(changed(edit, part="procedure.yaml")) == [expected]


def test_questions_are_told_by_their_words() -> None:
    def edit(form: dict[str, Any]) -> None:
        verdict, remarks, _ = form["components"]
        verdict["label"] = "Пригодна"
        verdict["values"][1]["label"] = "Нет, исправить"
        remarks["validate"] = {"required": True}
        form["components"] = [remarks, verdict, {"type": "checkbox", "key": "seen", "label": "Видел"}]

    assert told(form_changed(edit)) == [
        ("changed", "form", "Форма «Проверка», вопрос «Замечания»: проверки: нет → required: да"),
        ("changed", "form", "Форма «Проверка», вопрос «Пригодна»: текст вопроса: Годится → Пригодна"),
        ("changed", "form", "Форма «Проверка», вопрос «Пригодна»: варианты bad текст вопроса: Нет → Нет, исправить"),
        ("added", "form", "Добавлено: Форма «Проверка», вопрос «Видел»"),
        ("removed", "form", "Удалено: Форма «Проверка», вопрос «Проходная»"),
        ("moved", "form", "Форма «Проверка», вопрос «Замечания»: место: 2 → 1"),
    ]


def test_a_question_that_goes_into_a_group_is_moved() -> None:
    def edit(form: dict[str, Any]) -> None:
        verdict, remarks, gate = form["components"]
        form["components"] = [verdict, {"type": "group", "id": "g", "label": "Подробно", "components": [remarks]}, gate]

    assert told(form_changed(edit)) == [
        ("added", "form", "Добавлено: Форма «Проверка», вопрос «Подробно»"),
        ("moved", "form", "Форма «Проверка», вопрос «Замечания»: сама форма → Подробно"),
    ]


def test_the_forms_own_words_and_whole_forms_are_told() -> None:
    parts = permit.parts()
    other = {**parts, "F-NEW.json": '{"id": "F-NEW", "title": "Новая", "components": []}'.encode()}
    del other["F-PER-9.json"]

    assert told(form_changed(lambda form: form.update(title="Осмотр"))) == [
        ("changed", "form", "Форма «Осмотр»: заголовок: Проверка → Осмотр")
    ]
    assert told(compare(parts, other)) == [
        ("added", "form", "Добавлено: Форма «Новая»"),
        ("removed", "form", "Удалено: Форма «Отзыв»"),
    ]


def test_templates_are_told_by_their_lines() -> None:
    notice = changed(("пропуск готов", "пропуск ждёт вас"), part="notices/N-PER-READY.txt")
    document = changed(("= Пропуск #d.number", "= Разовый пропуск #d.number"), part="documents/D-PER.typ")
    without = {name: content for name, content in permit.parts().items() if name != "documents/D-PER.typ"}

    assert told(notice) == [
        ("changed", "notice", "Текст уведомления N-PER-READY, строка 2: {application.full_name}, пропуск готов. → {application.full_name}, пропуск ждёт вас."),
    ]  # fmt: skip
    assert told(document) == [
        ("changed", "document", "Шаблон документа D-PER, строка 4: = Пропуск #d.number → = Разовый пропуск #d.number")
    ]
    assert told(compare(permit.parts(), without)) == [("removed", "document", "Удалено: Шаблон документа D-PER")]


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="DT-1" name="Допуск"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i1" label="Баллы"><inputExpression id="e1" typeRef="number"><text>points</text></inputExpression></input>
<output id="o1" name="result" label="Итог" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&gt;= 60</text></inputEntry><outputEntry id="b1"><text>"yes"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>&lt; 60</text></inputEntry><outputEntry id="b2"><text>"no"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""

TABLES = [
    pytest.param(("&gt;= 60", "&gt;= 70"), ("changed", "table", "Таблица «Допуск»: правило 1, «Баллы»: >= 60 → >= 70"), id="a-threshold"),
    pytest.param(('"no"', '"later"'), ("changed", "table", 'Таблица «Допуск»: правило 2, «Итог»: "no" → "later"'), id="an-answer"),
    pytest.param(('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'), ("changed", "table", "Таблица «Допуск»: правило выбора: UNIQUE → FIRST"), id="the-policy"),
    pytest.param(('label="Баллы"', 'label="Сумма"'), ("changed", "table", "Таблица «Допуск»: столбец «Сумма»: заголовок: Баллы → Сумма"), id="a-heading"),
    pytest.param(('name="Допуск"', 'name="Приём"'), ("renamed", "table", "Таблица DT-1: Допуск → Приём"), id="its-name"),
    pytest.param(
        ("</decisionTable>", '<rule id="r3"><inputEntry id="a3"><text>null</text></inputEntry><outputEntry id="b3"><text>"none"</text></outputEntry></rule></decisionTable>'),
        ("added", "table", 'Добавлено: Таблица «Допуск»: правило 3: Баллы: null; Итог: "none"'), id="a-rule",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), TABLES)
def test_an_edit_of_a_table_is_named(edit: tuple[str, str], expected: tuple[str, str, str]) -> None:
    old, new = edit
    assert old in TABLE
    before = {**permit.parts(), "DT-1.dmn": TABLE.encode()}
    after = {**before, "DT-1.dmn": TABLE.replace(old, new, 1).encode()}

    found = told(compare(before, after))

    if expected[2].startswith("Таблица «Допуск»: столбец"):  # the rules' cells stand under a new heading now
        assert expected in found
        return
    assert found == [expected]


def test_rules_that_change_places_are_moved_once() -> None:
    lines = TABLE.split("\n")
    lines[4], lines[5] = lines[5], lines[4]

    found = told(compare({"DT-1.dmn": TABLE.encode()}, {"DT-1.dmn": "\n".join(lines).encode()}))

    assert found in (
        [("moved", "table", "Таблица «Допуск»: место правила r1: 1 → 2")],
        [("moved", "table", "Таблица «Допуск»: место правила r2: 2 → 1")],
    )


def test_clauses_readings_plays_and_cases_are_compared_too() -> None:
    before = {
        "clauses.yaml": "- {id: a/1, clause: '1', kind: step, text: Подать}".encode(),
        "readings.yaml": "- {id: Q1, default: а, choices: [{id: а, ru: Да}, {id: б, ru: Нет}]}".encode(),
        "plays/happy.yaml": b"- {at: 1, do: A}\n- {at: 2, do: B}",
        "DT-1.cases.yaml": b"decision: DT-1\ncases: [{input: {x: 1}, output: {y: 1}}]",
    }
    after = {
        "clauses.yaml": "- {id: a/1, clause: '1', kind: step, text: Подать лично}".encode(),
        "readings.yaml": "- {id: Q1, default: б, choices: [{id: а, ru: Да}, {id: б, ru: Нет}]}".encode(),
        "plays/happy.yaml": b"- {at: 1, do: A}\n- {at: 3, do: B}",
        "DT-1.cases.yaml": b"decision: DT-1\ncases: [{input: {x: 1}, output: {y: 2}}]",
    }

    assert told(compare(before, after)) == [
        ("changed", "case", "Случаи DT-1.cases.yaml: cases: 1 output y: 1 → 2"),
        ("changed", "clause", "Пункт «1» (a/1): текст: Подать → Подать лично"),
        ("changed", "reading", "Прочтение Q1: действует: а → б"),
        ("changed", "play", "Сценарий plays/happy.yaml: шаг 2: at: 2 → 3"),
    ]


def drawn(x: int, drawing: Drawing | None = None) -> bytes:
    drawing = drawing or Drawing().start().node("userTask", "A", {"role": "clerk"}).node("endEvent", "E")
    drawing.around = (
        f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="P"><bpmndi:BPMNShape id="A_di" bpmnElement="A"><dc:Bounds x="{x}" y="0" '
        f'width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    return drawing.xml()


def test_a_moved_box_is_one_line_that_says_it_changes_nothing() -> None:
    found = compare({"a.bpmn": drawn(10)}, {"a.bpmn": drawn(20)})

    assert told(found) == [("moved", "layout", "Расположение элементов: 1; на ход дела не влияет")]


def test_an_arrow_that_was_drawn_anew_is_the_same_arrow() -> None:
    redrawn = changed(
        ('<bpmn:sequenceFlow id="PER-G1.PER-35"', '<bpmn:sequenceFlow id="Flow_1x"'),
        ('default="PER-G1.PER-35"', 'default="Flow_1x"'),
    )

    assert [change.where for change in redrawn] == [Where.FILE]


def test_a_process_that_went_to_another_file_is_not_a_new_process() -> None:
    parts = permit.parts()
    elsewhere = {**parts, "other.bpmn": parts["permit.bpmn"]}
    del elsewhere["permit.bpmn"]

    assert told(compare(parts, elsewhere)) == [
        ("added", "file", "Добавлено: Файл other.bpmn"),
        ("removed", "file", "Удалено: Файл permit.bpmn"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("permit.bpmn", b"<broken"), ("F-PER-1.json", b"{"), ("procedure.yaml", b"key: ["), ("notices/N-PER-FIX.txt", b"\xff")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_as_a_file_and_hides_nothing_else(name: str, content: bytes) -> None:
    parts = permit.parts()
    after = {**parts, name: content, "documents/D-PER.typ": b"= X"}

    found = compare(parts, after)

    assert {change.part for change in found} == {name, "documents/D-PER.typ"}


def test_marks_show_each_version_what_the_other_has_not() -> None:
    found = changed(
        ('name="Проверить заявку"', 'name="Изучить заявку"'),
        ('<bpmn:endEvent id="PER-E2"', '<bpmn:task id="PER-X" name="Лишний шаг"/><bpmn:endEvent id="PER-E2"'),
        ('<bpmn:sequenceFlow id="PER-P.PER-E1" sourceRef="PER-P" targetRef="PER-E1"></bpmn:sequenceFlow>', ""),
    )

    assert marks(found) == (
        {"PER-20": "changed", "PER-P.PER-E1": "removed"},
        {"PER-20": "changed", "PER-X": "added"},
    )


def test_every_sentence_has_both_languages() -> None:
    found = [change for edit in EDITS for change in changed(*edit.values[0])]
    found += [change for edit in OUTLINE for change in changed(edit.values[0], part="procedure.yaml")]

    assert all(change.en and change.en != change.ru for change in found)
    assert (
        changed(("value: 10", "value: 15"), part="procedure.yaml")[0].en
        == "Setting “Дней на проверку” (check_days): 10 → 15"
    )
    assert {change.kind for change in found} == set(Kind)

"""What things are called in a comparison.  A name without a line here is shown as it is written in the file."""

from __future__ import annotations

from collections.abc import Mapping

from processes.compare.change import Words
from processes.model.elements import Kind

KINDS: Mapping[Kind, Words] = {
    Kind.START: Words("Начало", "Start"),
    Kind.END: Words("Конец", "End"),
    Kind.CATCH: Words("Ожидание", "Wait"),
    Kind.THROW: Words("Событие", "Event"),
    Kind.BOUNDARY: Words("Событие на границе", "Boundary event"),
    Kind.TASK: Words("Шаг", "Step"),
    Kind.USER: Words("Задача", "Task"),
    Kind.MANUAL: Words("Ручной шаг", "Manual step"),
    Kind.SERVICE: Words("Действие", "Action"),
    Kind.SEND: Words("Отправка", "Sending"),
    Kind.RECEIVE: Words("Получение", "Receiving"),
    Kind.SCRIPT: Words("Расчёт", "Script"),
    Kind.RULE: Words("Решение по таблице", "Decision step"),
    Kind.EXCLUSIVE: Words("Развилка", "Gateway"),
    Kind.PARALLEL: Words("Параллельная развилка", "Parallel gateway"),
    Kind.INCLUSIVE: Words("Развилка «или»", "Inclusive gateway"),
    Kind.EVENT_BASED: Words("Развилка по событию", "Event gateway"),
    Kind.COMPLEX: Words("Сложная развилка", "Complex gateway"),
    Kind.SUB_PROCESS: Words("Подпроцесс", "Sub-process"),
    Kind.TRANSACTION: Words("Транзакция", "Transaction"),
    Kind.AD_HOC: Words("Свободный подпроцесс", "Ad-hoc sub-process"),
    Kind.CALL: Words("Вызов процесса", "Call"),
}

OF_ELEMENTS: Mapping[str, Words] = {
    "kind": Words("вид", "kind"),
    "form": Words("форма", "form"),
    "due": Words("срок", "due"),
    "role": Words("роль", "role"),
    "party": Words("участник, которому адресован шаг", "party to whom it is addressed"),
    "participants": Words("участники из дела, приславшего сообщение", "participants of the case that sent the message"),
    "result": Words("имя ответа", "result"),
    "clause": Words("пункты", "clauses"),
    "stage": Words("этап", "stage"),
    "instruction": Words("указание", "instruction"),
    "beside": Words("показать рядом", "beside"),
    "awaited": Words("чего ждут", "awaited"),
    "about": Words("о чём шаг", "what it is about"),
    "action": Words("действие", "action"),
    "key": Words("ключ сообщения", "message key"),
    "alert": Words("кому сообщить", "alert"),
    "input": Words("вход", "input"),
    "default": Words("ветвь по умолчанию", "default flow"),
    "attached_to": Words("на границе шага", "attached to"),
    "interrupting": Words("прерывает шаг", "interrupting"),
    "called": Words("вызываемый процесс", "called process"),
    "script": Words("расчёт", "script"),
    "script_format": Words("язык расчёта", "script format"),
    "decision": Words("таблица решений", "decision table"),
    "maximum": Words("предел повторов", "bound of the loop"),
    "before": Words("условие спрашивается до первого раза", "condition is asked before the first time"),
    "triggered_by_event": Words("начинается событием", "triggered by event"),
    "documentation": Words("описание", "documentation"),
    "extensions": Words("данные других программ", "extension elements"),
    "condition": Words("условие", "condition"),
    "condition_language": Words("язык условия", "condition language"),
    "executable": Words("исполняемый", "executable"),
    "order": Words("порядок проверки стрелок", "order of its flows"),
    "rest": Words("прочие данные", "other data"),
    "timer": Words("вид таймера", "timer kind"),
    "expression": Words("когда", "when"),
    "name": Words("имя сообщения", "message name"),
    "code": Words("код", "code"),
    "event": Words("событие", "event"),
    "sequential": Words("по очереди", "sequential"),
    "collection": Words("список повторений", "collection"),
    "cardinality": Words("число повторений", "cardinality"),
    "item": Words("имя элемента списка", "item name"),
    "completion": Words("условие завершения повторений", "completion condition"),
    "behavior": Words("событие повторений", "behaviour"),
}

OF_FORMS: Mapping[str, Words] = {
    "label": Words("текст вопроса", "text"),
    "dateLabel": Words("текст вопроса", "text"),
    "timeLabel": Words("текст вопроса о времени", "text of the time"),
    "text": Words("текст", "text"),
    "description": Words("подсказка", "hint"),
    "type": Words("вид вопроса", "kind of question"),
    "subtype": Words("дата или время", "day or time"),
    "id": Words("id", "id"),
    "key": Words("имя ответа", "key"),
    "values": Words("варианты", "choices"),
    "defaultValue": Words("ответ по умолчанию", "default answer"),
    "multiple": Words("несколько ответов", "several answers"),
    "readonly": Words("только для чтения", "read only"),
    "disabled": Words("отключён", "disabled"),
    "decimalDigits": Words("знаков после запятой", "decimal digits"),
    "validate.required": Words("обязательный", "required"),
    "validate.min": Words("наименьшее", "least"),
    "validate.max": Words("наибольшее", "greatest"),
    "validate.minLength": Words("наименьшая длина", "least length"),
    "validate.maxLength": Words("наибольшая длина", "greatest length"),
    "validate.pattern": Words("образец", "pattern"),
    "validate.validationType": Words("проверка", "check"),
    "validate": Words("проверки", "checks"),
    "conditional.hide": Words("скрыть, если", "hidden if"),
    "conditional": Words("скрыть, если", "hidden if"),
    "properties.en": Words("по-английски", "in English"),
    "properties.hintEn": Words("подсказка по-английски", "hint in English"),
    "properties.clause": Words("пункты", "clauses"),
    "properties.open": Words("не стирается", "not erasable"),
    "properties.personal": Words("личные данные", "personal"),
    "properties.prefill": Words("заполнить из дела", "prefilled from the case"),
    "properties.registerField": Words("из реестра", "from register"),
    "properties.fileKind": Words("виды файлов", "kinds of file"),
    "properties.maxMb": Words("наибольший файл, МБ", "biggest file, MB"),
    "properties.rules": Words("правила формы", "rules of the form"),
    "title": Words("заголовок", "title"),
}

OF_PROCEDURE: Mapping[str, Words] = {
    "key": Words("Ключ процедуры", "Key of the procedure"),
    "title": Words("Название процедуры", "Title of the procedure"),
    "title.ru": Words("Название процедуры", "Title of the procedure in Russian"),
    "title.en": Words("Название процедуры по-английски", "Title of the procedure"),
    "code": Words("Код номеров дел", "Code of the cases' numbers"),
    "main": Words("Главный процесс", "Main process"),
    "processes": Words("Названия процессов", "Titles of the processes"),
    "document": Words("Документ", "Document"),
}

OF_VALUES: Mapping[str, Words] = {
    "ru": Words("название", "title in Russian"),
    "en": Words("название по-английски", "title"),
    "value": Words("значение", "value"),
    "clause": Words("пункт", "clause"),
    "head": Words("руководитель", "head"),
    "outside": Words("вне организации", "outside"),
    "scope": Words("кем держится", "scope"),
    "first": Words("первые шаги", "first steps"),
    "second": Words("вторые шаги", "second steps"),
    "public": Words("открытый", "public"),
    "stock": Words("столбец числа мест", "column of seats"),
    "form": Words("форма строки", "form of a row"),
    "kept_by": Words("кто ведёт", "kept by"),
    "writes": Words("кто пишет", "who writes"),
    "reads": Words("кто читает", "who reads"),
    "moderates": Words("кто ведёт обсуждение", "who moderates"),
    "opens": Words("кто открывает", "who opens"),
    "columns": Words("столбец", "column"),
    "type": Words("вид", "type"),
    "text": Words("текст", "text"),
    "kind": Words("вид", "kind"),
    "question": Words("вопрос", "question"),
    "choices": Words("вариант", "choice"),
    "default": Words("действует", "default"),
    "setting": Words("настройка", "setting"),
    "why": Words("почему", "why"),
    "effect": Words("следствие", "effect"),
    "shown_by": Words("чем показан", "shown by"),
}

OF_TABLES: Mapping[str, Words] = {
    "name": Words("название", "name"),
    "hit_policy": Words("правило выбора", "hit policy"),
    "aggregation": Words("сложение ответов", "aggregation"),
    "clauses": Words("пункты", "clauses"),
    "type": Words("вид значения", "type"),
    "expression": Words("что проверяется", "expression"),
    "allowed": Words("допустимые значения", "allowed values"),
    "default": Words("ответ по умолчанию", "default"),
    "ranking": Words("порядок важности", "ranking"),
    "label": Words("заголовок", "label"),
    "note": Words("пояснение", "note"),
}


def called(names: Mapping[str, Words], name: str) -> Words:
    """The words for a name, else the name itself."""
    return names.get(name) or Words(name, name)


def path_called(names: Mapping[str, Words], path: tuple[str, ...]) -> Words:
    """The words for a path: of its longest known beginning, the rest as it is written."""
    for length in range(len(path), 0, -1):
        found = names.get(".".join(path[:length]))
        if found is not None:
            rest = " ".join(called(names, one).ru for one in path[length:])
            rest_en = " ".join(called(names, one).en for one in path[length:])
            return Words(f"{found.ru} {rest}".strip(), f"{found.en} {rest_en}".strip())
    return Words(".".join(path), ".".join(path))


def quoted(text: str) -> Words:
    """A name out of the file, in quotation marks of either language."""
    return Words(f"«{text}»", f"“{text}”")

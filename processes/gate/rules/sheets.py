"""What procedure.yaml says of a register's sheet: steps of people, fields of their forms, how seats were used."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition, RegisterOutline, SheetOutline
from processes.gate.data import CaseData, Reading
from processes.gate.finding import Finding, error
from processes.gate.places import TASKS_OF_PEOPLE
from processes.model.elements import Node

USES = ("sat", "absent")


def check(definition: Definition) -> Iterator[Finding]:
    """`sheet.stock`, `sheet.step`, `sheet.column` and `sheet.seat`; its clauses are looked at with all others."""
    data = CaseData.of(definition)
    for register in definition.registers.values():
        if register.sheet is None:
            continue
        if register.stock is None:
            yield _stock(register)
        steps = [definition.nodes.get(step) for step in register.sheet.steps]
        known = [node for node in steps if node is not None and node.kind in TASKS_OF_PEOPLE and _form(node)]
        names = {node.id for node in known}
        yield from (_step(register, step) for step in register.sheet.steps if step not in names)
        if not register.sheet.steps:
            yield _step(register, "")
        yield from _columns(definition, register, register.sheet)
        yield from _seats(data, register, register.sheet, known)


def _form(node: Node) -> str:
    return node.properties.get("form", "")


def _stock(register: RegisterOutline) -> Finding:
    return error(
        "sheet.stock",
        None,
        f"Реестр {register.id}: ведомость (sheet) есть, а мест нет: не указан столбец stock",
        f"Register {register.id} has a sheet but no seats: stock is not named",
        "Назовите столбец с числом мест в stock или уберите sheet",
        "Name the column with the number of seats in stock, or take sheet out",
    )


def _step(register: RegisterOutline, step: str) -> Finding:
    ru = f"«{step}» — не шаг людей с формой" if step else "не названо ни одного шага"
    en = f"{step!r} is no step of people with a form" if step else "no step is named"
    return error(
        "sheet.step",
        None,
        f"Реестр {register.id}, ведомость: {ru}",
        f"Register {register.id}, sheet: {en}",
        "Перечислите в sheet.steps задачи, которые заполняют на одном листе",
        "List in sheet.steps the tasks that are recorded on one page",
    )


def _columns(definition: Definition, register: RegisterOutline, sheet: SheetOutline) -> Iterator[Finding]:
    for step, titles in sheet.columns.items():
        node = definition.nodes.get(step)
        form = definition.forms.get(_form(node)) if node and step in sheet.steps else None
        for path in titles:
            if form is None or path not in form.fields:
                yield error(
                    "sheet.column",
                    None,
                    f"Реестр {register.id}, ведомость: у шага «{step}» нет поля «{path}»",
                    f"Register {register.id}, sheet: step {step!r} has no field {path!r}",
                    "Исправьте имя по форме шага",
                    "Correct the name by the step's form",
                )


def _seats(data: CaseData, register: RegisterOutline, sheet: SheetOutline, steps: list[Node]) -> Iterator[Finding]:
    for use, source in sheet.seats.items():
        if use not in USES:
            yield _seat(register, use, f"такого состояния нет; есть {', '.join(USES)}", f"known are {', '.join(USES)}")
            continue
        try:
            expression = feel.compile(source)
        except feel.FeelError as refused:
            yield _seat(register, use, f"не читается: {refused.ru}", f"does not parse: {refused.en}")
            continue
        for path in sorted(expression.names | expression.given_names):
            found = data.reading(steps[-1], path) if steps else Reading.KNOWN
            dotted = ".".join(path)
            if found in (Reading.UNKNOWN_NAME, Reading.UNKNOWN_FIELD):
                yield _seat(register, use, f"имени «{dotted}» никто не задаёт", f"nothing sets {dotted!r}")
            elif found is Reading.ERASABLE and path not in expression.given_names:
                yield _seat(register, use, f"«{dotted}» может быть стёрто", f"{dotted!r} is erasable")


def _seat(register: RegisterOutline, use: str, ru: str, en: str) -> Finding:
    return error(
        "sheet.seat",
        None,
        f"Реестр {register.id}, ведомость, место «{use}»: {ru}",
        f"Register {register.id}, sheet, seat {use!r}: {en}",
        "Исправьте выражение в sheet.seats",
        "Correct the expression in sheet.seats",
    )

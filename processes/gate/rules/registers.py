"""What procedure.yaml says of a register: the form of its rows and who fills it in, what a row may become and on what ground."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import EXPIRED, NEW, Definition, FormOutline, RegisterOutline
from processes.gate.finding import Finding, error


def check(definition: Definition) -> Iterator[Finding]:
    """`register.form`, `.columns`, `.erasable`, `.role`, and of its rules `.from`, `.basis`, `.expires`, `.append`, `.rows`, `.year`, `.listed`."""
    for register in definition.registers.values():
        yield from _transitions(register)
        yield from _basis(register)
        yield from _expiry(register)
        yield from _append(register)
        yield from _rows(register)
        yield from _shown(register)
        for role in register.kept_by:
            if role not in definition.roles:
                yield _unknown_role(register, role)
        form = definition.forms.get(register.form or "")
        if form is not None:
            yield from _columns(register, form)
            yield from _erasable(register, form)
        elif register.form is not None or register.kept_by:
            yield _no_form(register)


def _no_form(register: RegisterOutline) -> Finding:
    ru = f"формы «{register.form}» в процедуре нет" if register.form else "форма (form) не указана"
    en = f"form {register.form!r} is not a form of the procedure" if register.form else "no form is named"
    return error(
        "register.form",
        None,
        f"Реестр {register.id} ведут вручную, а {ru}",
        f"Register {register.id} is kept by hand, but {en}",
        "Укажите в procedure.yaml форму строки реестра",
        "Name the form of the register's rows in procedure.yaml",
    )


def _columns(register: RegisterOutline, form: FormOutline) -> Iterator[Finding]:
    asked = {path.partition(".")[0] for path in form.fields}
    for name in sorted(asked ^ set(register.columns)):
        ru, en = (
            (f"поле «{name}» формы {form.id} — не столбец реестра", f"field {name!r} of form {form.id} is no column")
            if name in asked
            else (f"столбца «{name}» нет в форме {form.id}", f"form {form.id} does not ask for column {name!r}")
        )
        yield error(
            "register.columns",
            None,
            f"Реестр {register.id}: {ru}",
            f"Register {register.id}: {en}",
            "Поля формы и столбцы реестра должны совпадать: исправьте имя или добавьте недостающее",
            "The form's fields must be the register's columns: correct the name or add what is missing",
        )


def _erasable(register: RegisterOutline, form: FormOutline) -> Iterator[Finding]:
    for path, field in form.fields.items():
        if not field.open:
            yield error(
                "register.erasable",
                None,
                f"Реестр {register.id}: поле «{path}» формы {form.id} может быть стёрто, а строки реестра хранятся",
                f"Register {register.id}: field {path!r} of form {form.id} is erasable, but rows of registers are kept",
                "Объявите поле открытым (open: true), если это не персональные данные, или уберите его",
                "Declare the field open: true if it is no personal data, or take it out",
            )


def _unknown_role(register: RegisterOutline, role: str) -> Finding:
    return error(
        "register.role",
        None,
        f"Реестр {register.id}: роли «{role}», указанной в kept_by, в процедуре нет",
        f"Register {register.id}: role {role!r} of kept_by is not a role of the procedure",
        "Исправьте имя или опишите роль в procedure.yaml",
        "Correct the name or describe the role in procedure.yaml",
    )


def _transitions(register: RegisterOutline) -> Iterator[Finding]:
    for state, said in register.states.items():
        for source in said.get("from", ()):
            if source != NEW and source not in register.states:
                yield _rule(
                    "register.from",
                    register,
                    f"состояния «{source}», из которого переходят в «{state}», у него нет",
                    f"it has no state {source!r}, from which {state!r} is entered",
                )
    entered = [said for said in register.states.values() if "from" not in said or NEW in said["from"]]
    if register.states and not entered:
        yield _rule(
            "register.from",
            register,
            "ни в одно состояние нельзя внести новую строку (from: [new])",
            "no state takes a new row (from: [new])",
        )


def _basis(register: RegisterOutline) -> Iterator[Finding]:
    for column in register.basis:
        if column not in register.columns:
            yield _rule(
                "register.basis",
                register,
                f"столбца «{column}», названного основанием (basis), нет",
                f"there is no column {column!r}, which is named as basis",
            )


def _expiry(register: RegisterOutline) -> Iterator[Finding]:
    if register.expires is None:
        return
    if register.columns.get(register.expires, {}).get("type") != "date":
        yield _rule(
            "register.expires",
            register,
            f"«{register.expires}» (expires) — не столбец с датой",
            f"{register.expires!r} (expires) is no column of type date",
        )
    if EXPIRED not in register.states:
        yield _rule(
            "register.expires",
            register,
            f"строки истекают, а состояния «{EXPIRED}» у него нет",
            f"rows expire, but it has no state {EXPIRED!r}",
        )


def _append(register: RegisterOutline) -> Iterator[Finding]:
    if register.append and (register.basis or any("from" in said for said in register.states.values())):
        yield _rule(
            "register.append",
            register,
            "строки не меняют (append), поэтому from и basis ничего не значат",
            "rows are never changed (append), so from and basis mean nothing",
        )


def _rows(register: RegisterOutline) -> Iterator[Finding]:
    for key, row in register.rows.items():
        for column in sorted(set(row) - set(register.columns)):
            yield _rule(
                "register.rows",
                register,
                f"строка «{key}» (rows) называет столбец «{column}», которого у него нет",
                f"row {key!r} (rows) names column {column!r}, which it does not have",
            )


def _shown(register: RegisterOutline) -> Iterator[Finding]:
    if register.year is not None and register.year not in register.columns:
        yield _rule(
            "register.year",
            register,
            f"столбца «{register.year}» (year) нет",
            f"there is no column {register.year!r} (year)",
        )
    for column in register.listed:
        if column not in register.columns:
            yield _rule(
                "register.listed",
                register,
                f"столбца «{column}» (listed) нет",
                f"there is no column {column!r} (listed)",
            )


def _rule(code: str, register: RegisterOutline, ru: str, en: str) -> Finding:
    return error(
        code,
        None,
        f"Реестр {register.id}: {ru}",
        f"Register {register.id}: {en}",
        "Исправьте описание реестра в procedure.yaml",
        "Correct the register's description in procedure.yaml",
    )

"""What procedure.yaml says of a register that people keep by hand: the form of its rows and who fills it in."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition, FormOutline, RegisterOutline
from processes.gate.finding import Finding, error


def check(definition: Definition) -> Iterator[Finding]:
    """`register.form`, `register.columns`, `register.erasable` and `register.role`."""
    for register in definition.registers.values():
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

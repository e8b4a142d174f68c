"""What procedure.yaml says of steps, roles and stages must be there, or it would have no effect."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`procedure.element`, `procedure.process`, `procedure.role`, `stage.unknown` and `term.breach`."""
    named = [(element, "напоминаниях", "reminders") for element in definition.reminders]
    named += [
        (element, f"разделении обязанностей «{one.id}»", f"separation of duties {one.id!r}")
        for one in definition.separations
        for element in (*one.first, *one.second)
    ]
    for element, ru, en in named:
        if element not in definition.nodes:
            yield _missing("procedure.element", f"шаг «{element}»", f"step {element!r}", ru, en)
    processes = [(process, "codes") for process in definition.codes]
    processes += [(process, "processes") for process in definition.process_titles]
    processes += [(definition.sign_up, "sign_up")] if definition.sign_up else []
    for process, place in processes:
        if process not in definition.processes:
            yield _missing("procedure.process", f"процесс «{process}»", f"process {process!r}", place, place)
    for role, ru, en in _roles(definition):
        if role not in definition.roles:
            yield _missing("procedure.role", f"роль «{role}»", f"role {role!r}", ru, en)
    for node in nodes(definition):
        breach = node.properties.get("breach")
        if breach and breach not in definition.settings:
            yield error(
                "term.breach",
                node,
                f"Срок «{title(node)}» считается по настройке «{breach}», которой в процедуре нет",
                f"The term of {title(node)!r} counts by setting {breach!r}, which the procedure does not have",
                "Исправьте имя или опишите настройку в procedure.yaml",
                "Correct the name or describe the setting in procedure.yaml",
            )
    stages = {stage.id for stage in definition.stages}
    for node in nodes(definition):
        stage = node.properties.get("stage")
        if stage and stage not in stages:
            yield error(
                "stage.unknown",
                node,
                f"Этапа «{stage}», указанного у «{title(node)}», в процедуре нет",
                f"Stage {stage!r} of {title(node)!r} is not a stage of the procedure",
                "Исправьте имя или опишите этап в procedure.yaml",
                "Correct the name or describe the stage in procedure.yaml",
            )


def _roles(definition: Definition) -> Iterator[tuple[str, str, str]]:
    for role in definition.roles.values():
        if role.head:
            yield role.head, f"роли «{role.id}» (head)", f"role {role.id!r} (head)"
        if role.acts_for:
            yield role.acts_for, f"роли «{role.id}» (acts_for)", f"role {role.id!r} (acts_for)"
    for role_id in definition.intake:
        yield role_id, "приёме на бумаге (intake)", "intake"
    for farewell in definition.stopped:
        yield farewell.to, f"письме «{farewell.notice}» (stopped)", f"notice {farewell.notice!r} (stopped)"
    for element, reminders in definition.reminders.items():
        for reminder in reminders:
            if reminder.role:
                yield reminder.role, f"напоминаниях о «{element}»", f"reminders of {element!r}"


def _missing(code: str, what_ru: str, what_en: str, ru: str, en: str) -> Finding:
    return error(
        code,
        None,
        f"procedure.yaml: в {ru} указан(а) {what_ru}, а в процедуре этого нет",
        f"procedure.yaml: {en} name {what_en}, which the procedure does not have",
        "Исправьте имя",
        "Correct the name",
    )

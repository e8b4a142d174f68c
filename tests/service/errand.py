"""An errand: the smallest procedure in which cases do everything that a machine tries at random.

Work of three roles with separation of duties, a term that takes a task away, a round, a number, a row, a notice,
a paper; a message from outside, one to itself and some hours, waited for side by side.  The changed version lets the head look again.
"""

from __future__ import annotations

import json

from tests.processes.gate.drawing import Drawing, message, timer

KEY = "errand"

PROCEDURE = """
key: errand
title: {ru: Поручение, en: Errand}
code: ПОР
main: P-ERR
roles:
  applicant: {ru: Заявитель, en: Applicant, outside: true, scope: party}
  clerk: {ru: Специалист, en: Clerk, head: head}
  head: {ru: Руководитель, en: Head}
separation:
  - {id: S1, first: [ERR-20], second: [ERR-40], ru: Подписывает не тот, en: Whoever sorted does not sign}
registers:
  R-ERRANDS:
    ru: Поручения
    en: Errands
    columns:
      number: {ru: Номер, en: Number}
      holder: {ru: Заявитель, en: Holder, from: application.full_name}
"""

PAPER = """#let d = json(bytes(sys.inputs.data))
#set document(title: "Поручение " + d.number, author: "Бюро", date: auto)
#set text(lang: "ru", font: "Libertinus Serif")
= Поручение #d.number
#d.case.application.full_name
"""

NOTICE = "Тема: Поручение {errand.number}\n{application.full_name}, поручение принято.\n"


def _form(id_: str, *components: dict[str, object]) -> bytes:
    """A form whose answers carry a stamp that no other request has."""
    stamp = {
        "type": "number", "key": "stamp", "label": "Метка", "decimalDigits": 0, "validate": {"required": True}
    }  # fmt: skip
    form = {"id": id_, "title": id_, "type": "default", "components": [stamp, *components]}
    return json.dumps(form, ensure_ascii=False).encode()


def _drawing(*, looked_again: bool) -> bytes:
    drawing = (
        Drawing("P-ERR")
        .node("startEvent", "ERR-10", {"form": "F-ERR-1", "role": "applicant", "result": "application"}, name="Поручить")
        .node("userTask", "ERR-20", {"form": "F-ERR-2", "role": "clerk", "result": "sorted"}, name="Разобрать")
        .boundary("T-20", "ERR-20", timer('duration("P" + string(application.days) + "D")'), cancelActivity="true")
        .node("userTask", "ERR-25", {"role": "head", "result": "decided"}, name="Решить за специалиста")
        .node("exclusiveGateway", "ERR-G", default="ERR-G-ERR-X")
        .node("userTask", "ERR-30", {"form": "F-ERR-3", "role": "applicant", "result": "mended"}, name="Исправить")
        .node("exclusiveGateway", "ERR-X")
        .node("serviceTask", "ERR-N", {
            "action": "number", "result": "errand", "input.counter": '"errand"', "input.prefix": '"П"'})
        .node("serviceTask", "ERR-R", {
            "action": "register", "result": "entry", "input.operation": '"write"', "input.register": '"R-ERRANDS"',
            "input.key": "errand.number", "input.number": "errand.number"})
        .node("sendTask", "ERR-M", {
            "action": "notice", "result": "told", "input.template": '"N-ERR"', "input.to": '"applicant"',
            "input.channel": '"email"'})
        .node("parallelGateway", "ERR-F")
        .node("intermediateCatchEvent", "ERR-P", {"key": "case.number", "result": "payment"}, body=message("paid"),
              name="Оплачено")
        .node("userTask", "ERR-40", {"form": "F-ERR-3", "role": "clerk head", "result": "signature"}, name="Подписать")
        .node("intermediateThrowEvent", "ERR-S", {"key": "case.number"}, body=message("signed"))
        .node("intermediateCatchEvent", "ERR-W", {"key": "case.number", "result": "heard"}, body=message("signed"))
        .node("intermediateCatchEvent", "ERR-H", body=timer('duration("PT" + string(application.days) + "H")'))
        .node("parallelGateway", "ERR-J")
        .node("exclusiveGateway", "ERR-Q", default="ERR-Q-ERR-Z")
        .node("serviceTask", "ERR-D", {
            "action": "document", "result": "paper", "input.template": '"D-ERR"', "input.number": "errand.number"})
        .node("exclusiveGateway", "ERR-Z")
        .node("endEvent", "ERR-E", name="Исполнено")
        .path("ERR-10", "ERR-20", "ERR-G").path("T-20", "ERR-25", "ERR-X")
        .flow("ERR-G", "ERR-30", 'sorted.verdict = "back"').flow("ERR-30", "ERR-20").flow("ERR-G", "ERR-X")
        .path("ERR-X", "ERR-N", "ERR-R", "ERR-M", "ERR-F", "ERR-P", "ERR-J")
        .path("ERR-F", "ERR-W", "ERR-J").path("ERR-F", "ERR-H", "ERR-J").path("ERR-F", "ERR-40")
        .path("ERR-S", "ERR-J", "ERR-Q").flow("ERR-Q", "ERR-D", "application.printed = true").flow("ERR-Q", "ERR-Z")
        .path("ERR-D", "ERR-Z", "ERR-E")
    )  # fmt: skip
    drawing.around += '<message id="paid" name="paid"/><message id="signed" name="signed"/>'
    if not looked_again:
        return drawing.flow("ERR-40", "ERR-S").xml()
    look = {"form": "F-ERR-3", "role": "head", "result": "looked"}
    return drawing.node("userTask", "ERR-45", look, name="Посмотреть ещё раз").path("ERR-40", "ERR-45", "ERR-S").xml()


def parts(*, looked_again: bool = False) -> dict[str, bytes]:
    """The procedure's files; as changed, the head looks again at what was signed."""
    name = {"type": "textfield", "key": "full_name", "label": "Имя", "validate": {"required": True}}
    days = {
        "type": "number", "key": "days", "label": "Дней", "decimalDigits": 0, "validate": {"required": True, "min": 1}
    }  # fmt: skip
    verdict = {
        "type": "radio", "key": "verdict", "label": "Годится", "validate": {"required": True},
        "values": [{"label": "Да", "value": "good"}, {"label": "Нет", "value": "back"}],
    }  # fmt: skip
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "errand.bpmn": _drawing(looked_again=looked_again),
        "F-ERR-1.json": _form("F-ERR-1", name, days, {"type": "checkbox", "key": "printed", "label": "Напечатать"}),
        "F-ERR-2.json": _form("F-ERR-2", verdict, {"type": "textarea", "key": "remarks", "label": "Замечания"}),
        "F-ERR-3.json": _form("F-ERR-3"),
        "documents/D-ERR.typ": PAPER.encode(),
        "notices/N-ERR.txt": NOTICE.encode(),
    }

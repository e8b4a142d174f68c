"""A small procedure whose register has rules: a badge is issued, suspended and resumed, on a ground, until a day."""

from __future__ import annotations

import json

from tests.processes.gate.drawing import Drawing

PROCEDURE = """
key: badge
title: {ru: Знаки, en: Badges}
code: ЗНК
main: P-BDG
roles:
  clerk: {ru: Специалист, en: Clerk}
registers:
  R-BADGES:
    ru: Реестр знаков
    en: Register of badges
    public: true
    basis: [basis]
    expires: valid_until
    year: valid_until
    columns:
      number: {ru: Номер, en: Number}
      places: {ru: Места, en: Places, type: list, items: {name: {ru: Город, en: City, words: {kazan: {ru: Казань, en: Kazan}}}, hall: {ru: Зал, en: Hall}}}
      valid_until: {ru: Действует до, en: Valid until, type: date}
      basis: {ru: Приказ, en: Order}
      note: {ru: Пометка, en: Note}
    states:
      active: {ru: действует, en: valid, from: [new, suspended]}
      suspended: {ru: приостановлен, en: suspended, from: [active]}
      ended: {ru: прекращён, en: ended, from: [active, suspended]}
      expired: {ru: истёк, en: expired, from: [active, suspended]}
  R-BADGE-JOURNAL:
    ru: Журнал выдачи
    en: Journal
    append: true
    columns:
      number: {ru: Номер, en: Number}
  R-BADGE-KINDS:
    ru: Виды знаков
    en: Kinds of badges
    columns:
      title: {ru: Вид, en: Kind}
      fee: {ru: Плата, en: Fee, type: integer}
    rows:
      plain: {title: Обычный, fee: 100}
      honour: {title: Почётный}
pages:
  - {id: badges, ru: Знаки, en: Badges, code: P9, register: R-BADGES, columns: [number, places, state],
     states: [active, suspended, ended, expired]}
"""


def _select(key: str, label: str, *values: str) -> dict[str, object]:
    return {
        "type": "select", "key": key, "label": label, "values": [{"label": one, "value": one} for one in values]
    }  # fmt: skip


FORM = {
    "id": "F-BDG-1",
    "title": "Запись",
    "type": "default",
    "components": [
        {"type": "textfield", "key": "number", "label": "Номер", "validate": {"required": True},
         "properties": {"open": "true"}},
        _select("act", "Что сделать", "issue", "state", "note", "journal"),
        _select("state", "Состояние", "active", "suspended", "ended"),
        {"type": "textfield", "key": "basis", "label": "Приказ", "properties": {"open": "true"}},
        {"type": "datetime", "subtype": "date", "key": "until", "dateLabel": "До"},
        {"type": "checkbox", "key": "later", "label": "Через час"},
        {"type": "select", "key": "resumed", "label": "Возобновляемый знак",
         "properties": {"registerField": "R-BADGES.number", "states": "suspended expired"}},
    ],
}  # fmt: skip

_WRITTEN = {"action": "register", "input.register": '"R-BADGES"', "input.key": "order.number"}


def drawing() -> Drawing:
    done = {"form": "F-BDG-1", "role": "clerk", "result": "order"}
    hour = (
        "<timerEventDefinition><timeDuration>duration(&quot;PT1H&quot;)</timeDuration></timerEventDefinition>"
    )  # fmt: skip
    return (
        Drawing("P-BDG")
        .node("startEvent", "BDG-10", {"role": "clerk"}, name="Начать")
        .node("userTask", "BDG-20", done, name="Внести запись")
        .node("exclusiveGateway", "BDG-G", default="BDG-G-BDG-X")
        .node("intermediateCatchEvent", "BDG-H", body=hour)
        .node("exclusiveGateway", "BDG-X")
        .node("exclusiveGateway", "BDG-A", default="BDG-A-BDG-21")
        .node("serviceTask", "BDG-21", {
            **_WRITTEN, "result": "done", "input.operation": '"write"', "input.number": "order.number",
            "input.basis": "order.basis", "input.valid_until": "order.until",
            "input.places": '[{name: "kazan", hall: 1}, {name: "Омск", hall: null}]'})
        .node("serviceTask", "BDG-22", {
            **_WRITTEN, "result": "done", "input.operation": '"change"', "input.state": "order.state",
            "input.basis": "order.basis"})
        .node("serviceTask", "BDG-23", {
            **_WRITTEN, "result": "done", "input.operation": '"change"', "input.note": '"выдан на руки"',
            "input.basis": "order.basis"})
        .node("serviceTask", "BDG-24", {
            **_WRITTEN, "input.register": '"R-BADGE-JOURNAL"', "result": "done", "input.operation": '"write"',
            "input.number": "order.number"})
        .node("exclusiveGateway", "BDG-Y")
        .node("serviceTask", "BDG-30", {**_WRITTEN, "result": "seen", "input.operation": '"read"'})
        .node("serviceTask", "BDG-31", {
            "action": "register", "input.register": '"R-BADGES"', "result": "listed", "input.operation": '"list"',
            "input.state": '["active", "expired"]', "input.basis": "order.basis"})
        .node("endEvent", "BDG-E")
        .path("BDG-10", "BDG-20", "BDG-G").flow("BDG-G", "BDG-H", "order.later = true").flow("BDG-G", "BDG-X")
        .path("BDG-H", "BDG-X", "BDG-A")
        .flow("BDG-A", "BDG-21").flow("BDG-A", "BDG-22", 'order.act = "state"')
        .flow("BDG-A", "BDG-23", 'order.act = "note"').flow("BDG-A", "BDG-24", 'order.act = "journal"')
        .path("BDG-21", "BDG-Y").path("BDG-22", "BDG-Y").path("BDG-23", "BDG-Y").path("BDG-24", "BDG-Y")
        .path("BDG-Y", "BDG-30", "BDG-31", "BDG-E")
    )  # fmt: skip


def parts() -> dict[str, bytes]:
    """The procedure's files."""
    return {
        "procedure.yaml": PROCEDURE.encode(),
        "badge.bpmn": drawing().xml(),
        "F-BDG-1.json": json.dumps(FORM, ensure_ascii=False).encode(),
    }

"""The permit's procedure where all permits of a gate are signed on one sheet: what a sheet needs, in another procedure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from service.operations import fill_sheet, publish, show_sheet
from service.operations.fill_sheet import CaseResult, CaseSent, StepSent
from service.operations.show_sheet import CaseShown
from storage import registers
from tests.service import permit
from tests.service.driver import GOOD, START, Office

SIGNED = {"signed": "yes", "valid_days": "30"}

_SHEET = """    stock: capacity
    sheet:
      id: F-PER-S
      ru: Лист подписания
      en: Signing sheet
      steps: [PER-40]
      columns: {PER-40: {signed: {ru: Подпись, en: Signature}}}
      seats: {sat: signature.signed = "yes", absent: signature.signed = "no"}
"""

_SIGNATURE = {
    "id": "F-PER-4",
    "title": "Подпись",
    "type": "default",
    "components": [
        {
            "type": "radio",
            "key": "signed",
            "label": "Подписан",
            "values": [{"label": "Да", "value": "yes"}, {"label": "Нет", "value": "no"}],
            "validate": {"required": True},
        },
        {
            "type": "number",
            "key": "valid_days",
            "label": "Действует, дней",
            "decimalDigits": 0,
            "validate": {"max": 90},
        },
        {"type": "textarea", "key": "note", "label": "Примечание"},
        {
            "type": "dynamiclist",
            "path": "visits",
            "label": "Визиты",
            "components": [{"type": "textfield", "key": "purpose", "label": "Цель", "properties": {"open": "true"}}],
        },
    ],
}


def parts() -> dict[str, bytes]:
    found = permit.parts()
    outline, diagram = found["procedure.yaml"].decode(), found["permit.bpmn"].decode()
    named = '<spiffworkflow:property name="result" value="signature"/>'
    assert named in diagram, "PER-40 has changed"
    return {
        **found,
        "procedure.yaml": outline.replace("    stock: capacity\n", _SHEET).encode(),
        "permit.bpmn": diagram.replace(named, f'{named}<spiffworkflow:property name="form" value="F-PER-4"/>').encode(),
        "F-PER-4.json": json.dumps(_SIGNATURE).encode(),
    }


class Gate:
    """A gate for which this many permits wait to be signed; ivanov has checked the applications."""

    def __init__(self, office: Office, permits: int) -> None:
        self.office = office
        publish.publish_parts(office.here, parts())
        with office.here.database.writing() as session:
            data = {"title": "Проходная западная"}
            registers.write(session, "R-GATES", "west", data, at=START, actor="system", capacity=permits)
        self.cases = [self._permit() for _ in range(permits)]
        office.settle()

    def _permit(self) -> int:
        begun = self.office.apply()
        self.office.do("ivanov", begun.waiting[0].task, {**GOOD, "gate": "west"})
        return begun.instance_id

    def sheet(self, login: str) -> dict[int, CaseShown]:
        view = show_sheet.show(self.office.here, self.office.who(login), "R-GATES", "west")
        return {case.instance_id: case for case in view.cases}

    def sign(self, login: str, rows: Mapping[int, Mapping[str, Any]]) -> tuple[CaseResult, ...]:
        """The person sends the sheet with these rows filled in."""
        shown = self.sheet(login)
        sent = []
        for case, raw in rows.items():
            step = shown[case].steps["PER-40"]
            sent.append(CaseSent(instance_id=case, steps={"PER-40": StepSent(raw=raw, ref=step.ref, etag=step.etag)}))
        return fill_sheet.fill(self.office.here, self.office.who(login), "R-GATES", "west", sent)

    def seats(self) -> list[str]:
        with self.office.here.database.reading() as session:
            return [seat.state for seat in registers.all_seats(session, "R-GATES", "west")]

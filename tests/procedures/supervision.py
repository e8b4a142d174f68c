"""Drives the supervision of accredited subjects without HTTP, in the words of the regulation.

The cast: *Saveleva* heads an accredited organisation; *Belova* and *Gusev* are specialists of the executive body,
*Nikitin* heads it; *Osipova* and *Chernov* sit in the deciding body, *Desyatkov* is the General Director.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from service import plays
from service.operations import send_message, settle
from service.outcome import Outcome
from storage import instances, registers
from storage.models import RegisterRow
from tests.prepared import FILES, Ground
from tests.procedures.body import Body
from tests.procedures.office import Cast

CERTIFICATE = "АС-2024-0910"
"""Saveleva's certificate with two programmes, active until 2 September 2029."""

SUSPENDED = "АС-2024-0919"
"""Saveleva's certificate that was suspended on 20 November 2025."""

PROGRAMMES = (
    "Безопасность строительства. Организация строительства, реконструкции, капитального ремонта",
    "Сметное дело в строительстве",
)
CRITERIA = tuple(f"c5{number}" for number in range(1, 9))


_ROW: Mapping[str, Any] = {
    "issuer": "НП СРО «ССК УрСиб»",
    "holder": "АНО ДПО «Учебный центр «Монтажник»",
    "location": "г. Челябинск, ул. Заводская, д. 4",
    "issued_on": "2024-09-02",
    "valid_until": "2029-09-02",
    "programmes": [{"name": one} for one in PROGRAMMES],
    "basis": "РАСП-2024-0010",
    "basis_date": "2024-09-02",
    "email": "saveleva@example.org",
}
_SUSPENDED: Mapping[str, Any] = {
    "basis": "РАСП-2025-0040",
    "basis_date": "2025-11-20",
    "suspended": "РАСП-2025-0040 от 20.11.2025, с 20.11.2025",
    "suspended_on": "2025-11-20",
    "state": "suspended",
}
ROWS: Mapping[str, Mapping[str, Any]] = {
    CERTIFICATE: {**_ROW, "number": CERTIFICATE},
    SUSPENDED: {**_ROW, **_SUSPENDED, "number": SUSPENDED},
}
"""The certificates as earlier cases have written them."""


class Supervision(Body):
    """The executive body, the Partnership and the organisations that it has accredited."""

    procedure = "programme-accreditation"
    people: ClassVar[Cast] = {
        "saveleva": ("Савельева Ольга Николаевна", "accredited_subject"),
        "belova": ("Белова Татьяна Ивановна", "exec_specialist"),
        "gusev": ("Гусев Артём Павлович", "exec_specialist"),
        "nikitin": ("Никитин Сергей Львович", "exec_head"),
        "osipova": ("Осипова Марина Викторовна", "board"),
        "chernov": ("Чернов Илья Андреевич", "board"),
        "desyatkov": ("Десятков Юрий Васильевич", "partnership_head"),
        "admin": ("Администратор", "admin"),
    }
    application: ClassVar[Mapping[str, Any]] = {}
    clerk = "belova"
    head = "nikitin"

    def __init__(self, folder: Path, ground: Ground = FILES) -> None:
        super().__init__(folder, ground)
        plays.lay_out(self.here, self.who("admin"), self.edition, {"R-ACC-CERTS": ROWS})

    def stands(self, number: str, **changed: Any) -> str:
        """A certificate of Saveleva's is in the register, with this changed; its number."""
        row = {**_ROW, "number": number, **changed}
        plays.lay_out(self.here, self.who("admin"), self.edition, {"R-ACC-CERTS": {number: row}})
        return number

    def begin(self, element: str, by: str, **answers: Any) -> Outcome:
        """A case begins at this start."""
        self.player = self._player()
        return self._step(element, by, answers)

    def turn_to_process(self, process: str) -> None:
        """Speak of the case of this process that began last."""
        settle.settle(self.here)
        found = self.cases(process)
        assert found, f"no case of {process} has begun"
        self.turn_to_case(found[-1])

    def cases(self, process: str) -> list[int]:
        """The cases of a process, in the order in which they began."""
        with self.here.database.reading() as session:
            return sorted(row.id for row in instances.listed(session) if row.process == process)

    def issued(self, number: str) -> None:
        """The certificate's life begins, as it does when one is issued."""
        row = self.certificate(number).data
        told = {name: row[name] for name in ("number", "issued_on", "valid_until", "holder")}
        send_message.send(self.here, self.who("admin"), name="certificate.issued", key=number, payload=told)
        settle.settle(self.here)

    def certificate(self, number: str = CERTIFICATE) -> RegisterRow:
        """The certificate's row."""
        with self.here.database.reading() as session:
            return registers.get(session, "R-ACC-CERTS", number)

    def inspected(self, number: str = CERTIFICATE) -> Mapping[str, Any]:
        """What the register of inspections says of the certificate."""
        with self.here.database.reading() as session:
            return registers.get(session, "R-ACC-INSPECTIONS", number).data

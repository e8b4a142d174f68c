"""Drives a certification body without HTTP, in the words of the regulation.

The cast: *Lebedev* and *Vasileva* apply, *Morozova* is the body's clerk, *Egorov* and *Sokolova* are its experts, *Zaitsev*
heads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pypdf import PdfReader

from processes.facts import InstanceStarted
from service.operations import read_attachment
from service.outcome import Outcome
from storage import instances, registers
from storage.models import RegisterRow
from tests.procedures.office import Cast, Office

APPLICATION: Mapping[str, Any] = {
    "scheme": "A",
    "applicant_name": "ООО «Чистый дом»",
    "reg_no": "190000001",
    "address": "г. Минск, ул. Лесная, д. 3",
    "contact": "Лебедев Роман Игоревич",
    "phone": "+375 29 000-00-01",
    "email": "lebedev@example.org",
    "service_name": "Химическая чистка одежды",
    "service_places": [{"address": "г. Минск, ул. Лесная, д. 3"}],
    "staff_count": 6,
    "attachments": [{"kind": "charter", "file": [{"file": "charter.pdf"}]}, {"kind": "staff", "file": [{"file": "staff.pdf"}]}],
    "signature": {"signed_by": "Директор Лебедев Р. И.", "signed_on": "2026-03-01", "signature_kind": "electronic"},
}  # fmt: skip
"""A complete set for scheme A."""

WITH_QMS: Mapping[str, Any] = {
    "scheme": "B",
    "qms_no": "СМК-77",
    "qms_issuer": "Орган по сертификации систем менеджмента",
    "qms_valid_until": "2028-06-30",
    "qms_within_system": "yes",
    "qms_copy": "copy",
    "qms_file": [{"file": "qms.pdf"}],
}
"""What an application says besides by scheme B."""


class Body(Office):
    """A certification body with its people."""

    procedure = "service-certification"
    people: ClassVar[Cast] = {
        "lebedev": ("Лебедев Роман Игоревич", "svc_applicant"),
        "vasileva": ("Васильева Дарья Павловна", "svc_applicant"),
        "morozova": ("Морозова Алла Юрьевна", "cert_body"),
        "egorov": ("Егоров Виктор Семёнович", "cert_expert"),
        "sokolova": ("Соколова Нина Львовна", "cert_expert"),
        "zaitsev": ("Зайцев Пётр Олегович", "cert_head"),
        "admin": ("Администратор", "admin"),
    }
    application = APPLICATION
    clerk = "morozova"
    head = "zaitsev"

    def apply(self, by: str = "lebedev", **answers: Any) -> Outcome:
        """An applicant applies; without further words with a complete set for scheme A.  An answer None is left out."""
        raw = {name: value for name, value in {**self.application, **answers}.items() if value is not None}
        self.player = self._player()
        return self._step("SVC-10", by, raw)

    def turn_to_surveillance(self) -> None:
        """Speak of the case of periodic assessment that began last."""
        with self.here.database.reading() as session:
            found = [row.id for row in instances.listed(session) if row.process == "P-SVC-SURV"]
        assert found, "no surveillance has begun"
        self.turn_to_case(max(found))

    def through_the_database(self) -> None:
        """The service starts anew; every case replays as recorded, and everything made from the logs is as they say."""
        self.restart()
        self.holds_together()

    def certificate(self, number: str = "СС-2026-0001") -> RegisterRow:
        """The certificate's row."""
        with self.here.database.reading() as session:
            return registers.get(session, "R-SVC-CERTS", number)

    def printed(self, template: str) -> str:
        """What the last paper of the case made from this template says, in one line."""
        paper = self.documents(template)[-1]
        kept = read_attachment.read_document(self.here, self.who(self.clerk), paper.id)
        return " ".join(" ".join(page.extract_text() for page in PdfReader(kept.path).pages).split())

    def begun(self) -> InstanceStarted:
        """How the case began."""
        return self.facts(InstanceStarted)[0].fact

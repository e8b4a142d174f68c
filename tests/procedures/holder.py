"""Drives the life of a certificate without HTTP, in the words of the regulation: re-issue, shorter list, requirements.

The cast is that of the Partnership; *Rogova* speaks for her organisation as its accredited subject too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.operations import settle
from service.outcome import Outcome
from tests.procedures.partnership import ALL, SAFETY, Partnership, signed

ROGOVA = "Рогова Е. П."
SIGNERS = {"director": "Степанов И. Ю.", "chair": "Архипов Л. Н."}
"""Who signs certificates and annexes."""


class Holder(Partnership):
    """The Partnership with an organisation that it has accredited."""

    def accredit(self, *names: str) -> str:
        """An organisation is accredited for these programmes; the number of its certificate."""
        programmes = names or (SAFETY,)
        self.to_visit(*programmes)
        self.assess(dict.fromkeys(programmes, ALL))
        self.conclude()
        self.decide()
        self.issue()
        number = str(self.data()["certificate"]["number"])
        settle.settle(self.here)
        return number

    def as_opened(self, element: str, by: str, **answers: Any) -> Outcome:
        """The person sends the form as it opened, with these answers changed."""
        return self.do(element, by, **{**self.seen(element, by).answers, **answers})

    def rate_nobody(self) -> None:
        """The open rating is finished; nobody has given figures."""
        rows = self.seen("RAT-15", "melnikova").answers["rows"]
        self.do("RAT-15", "melnikova", rows=[{**row, "given": "no"} for row in rows])
        self.do("RAT-30", "orekhov", decision="approve")
        settle.settle(self.here)

    # ------------------------------------------------------------------ re-issue

    def ask_reissue(self, number: str, case: str = "а", what: str = "оба", **answers: Any) -> Outcome:
        """The holder asks for a re-issue: after a change of name with its register extract, unless said otherwise."""
        own: Mapping[str, Any] = {
            "а": {"new_name": "АНО ДПО «Академия строительства»", "documents": [{"file": "extract.pdf"}]},
            "б": {"documents": [{"file": "order.pdf"}]},
            "в": {"circumstances": "Утрачено при переезде"},
        }[case]
        given = {"certificate": number, "case": case, "what": what, "signature": signed(ROGOVA, self.today, seal=True)}
        return self.begin("REI-10", "rogova", **{**given, **own, **answers})

    def tick(self, element: str, name: str, *programmes: str) -> None:
        """The holder ticks these programmes of the certificate."""
        rows = self.seen(element, "rogova").answers["programmes"]
        self.do(element, "rogova", programmes=[{**row, name: row["name"] in programmes} for row in rows])

    def make_reissued(self) -> None:
        """The new papers are made out and signed, and the General Director issues the decree."""
        self.as_opened("REI-30", "melnikova", **SIGNERS)
        self.do("REI-34C", "arkhipov", signature=signed("Архипов Л. Н.", self.today))
        self.do("REI-34", "stepanov", signature=signed("Степанов И. Ю.", self.today, seal=True))

    def reissue(self) -> None:
        """From the check to the end."""
        self.do("REI-20", "melnikova", basis="yes", documents="yes")
        self.make_reissued()
        self.do("REI-35", "stepanov", signature=signed("Степанов И. Ю.", self.today))
        self.do("REI-40", "melnikova", checked=True)
        self.do("REI-50", "melnikova", issued_on=self.today, received_by=ROGOVA, way="in_person")

    # ------------------------------------------------------------------ shorter list

    def ask_shrinking(self, number: str, *programmes: str) -> None:
        """The holder asks to take these programmes out."""
        self.begin("SHR-10", "rogova", certificate=number, signature=signed(ROGOVA, self.today, seal=True))
        self.tick("SHR-13", "remove", *programmes)

    def make_annex(self) -> None:
        """The new annex is made out and signed."""
        self.as_opened("SHR-30", "melnikova", **SIGNERS)
        self.do("SHR-32C", "arkhipov", signature=signed("Архипов Л. Н.", self.today))
        self.do("SHR-32", "stepanov", signature=signed("Степанов И. Ю.", self.today, seal=True))

    def shrink(self) -> None:
        """From the review to the end."""
        self.do("SHR-20", "melnikova", verdict="accept")
        self.make_annex()
        self.do("SHR-33", "stepanov", signature=signed("Степанов И. Ю.", self.today))
        self.do("SHR-35", "melnikova", checked=True)
        self.do("SHR-39", "melnikova", issued_on=self.today, received_by=ROGOVA, way="in_person")
        self.do("SHR-40", "melnikova", published_on=self.today)

    # ------------------------------------------------------------------ others of the certificate

    def decide_on(self, number: str, decision: str) -> None:
        """The head of the executive body moves, the board decides, the decree is issued and entered."""
        finding = {"violation": "Полигон не используется", "kind": "curable" if decision == "suspend" else "incurable"}
        self.begin("SUS-00", "orekhov", certificate=number, facts="Жалобы слушателей.", proposal=decision)
        self.do(
            "SUS-10", "orekhov", facts="Жалобы слушателей.", findings=[finding], proposal=decision,
            signature=signed("Орехов А. И.", self.today),
        )  # fmt: skip
        self.do(
            "SUS-20", "gavrilov", decision=decision, reasons="Полигон не используется.", protocol_no="51",
            date=self.today, effective_on=self.today,
        )  # fmt: skip
        self.do("SUS-30", "stepanov", date=self.today, signature=signed("Степанов И. Ю.", self.today, seal=True))
        self.do("SUS-40", "melnikova", entered=True)
        settle.settle(self.here)

    def suspend(self, number: str) -> None:
        """The certificate is suspended."""
        self.decide_on(number, "suspend")

    def terminate(self, number: str) -> None:
        """The certificate is terminated."""
        self.decide_on(number, "terminate")

    def send_material(self, number: str, channel: str = "site") -> Outcome:
        """The holder sends a material to be placed."""
        text = "Открыт набор на курсы повышения квалификации."
        return self.begin("PUB-10", "rogova", certificate=number, channel=channel, title="Набор на весну", text=text)

    def publish_requirements(self, edition: str, effective_from: str | None = None) -> Outcome:
        """The head of the executive body publishes an edition of the requirements, in force from today or a later day."""
        return self.begin(
            "REQ-10", "orekhov", edition=edition, summary="Критерий 5.3 читается иначе.",
            effective_from=effective_from or self.today, protocol_no="12", protocol_date=self.today,
        )  # fmt: skip

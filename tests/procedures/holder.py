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

    def begin(self, element: str, by: str, **answers: Any) -> Outcome:
        """A case begins at this start."""
        self.player = self._player()
        return self._step(element, by, answers)

    def as_opened(self, element: str, by: str, **answers: Any) -> Outcome:
        """The person sends the form as it opened, with these answers changed."""
        return self.do(element, by, **{**self.seen(element, by).answers, **answers})

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
        self.as_opened("REI-30", "melnikova")
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
        self.as_opened("SHR-30", "melnikova")
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

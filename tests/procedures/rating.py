"""Drives the executive body when it makes the rating, without HTTP; the certificates of the examples have ended.

The cast: *Fedorova* is the specialist, *Orekhov* heads the executive body.  Certificates stand in the register as issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from service.operations import send_message, settle, write_register
from service.outcome import Outcome
from storage import instances, registers
from storage.models import RegisterRow
from tests.prepared import FILES, Ground
from tests.procedures.office import Cast, Office

PROCEDURE = "programme-accreditation"
PROGRAMME = "Безопасность строительства"

FIVE: Mapping[str, Mapping[str, int]] = {
    "Альфа": {
        "trained": 64, "positive": 58, "replies": 60, "teachers": 10, "researchers": 6, "practitioners": 3,
        "trainee_or_experienced": 8, "modules_with_materials": 9, "modules": 10,
    },
    "Бета": {
        "trained": 64, "positive": 54, "replies": 60, "teachers": 8, "researchers": 2, "practitioners": 6,
        "trainee_or_experienced": 8, "modules_with_materials": 10, "modules": 10,
    },
    "Гамма": {
        "trained": 41, "positive": 26, "replies": 40, "teachers": 12, "researchers": 0, "practitioners": 12,
        "trainee_or_experienced": 2, "modules_with_materials": 6, "modules": 10,
    },
    "Дельта": {
        "trained": 20, "positive": 10, "replies": 18, "teachers": 5, "researchers": 5, "practitioners": 0,
        "trainee_or_experienced": 2, "modules_with_materials": 2, "modules": 10,
    },
    "Эпсилон": {
        "trained": 19, "positive": 19, "replies": 19, "teachers": 4, "researchers": 4, "practitioners": 4,
        "trainee_or_experienced": 4, "modules_with_materials": 10, "modules": 10,
    },
}  # fmt: skip
"""The worked example of the methodology: five organisations with one programme."""


def certificate(number: str, holder: str, *programmes: str, until: str = "2030-03-01") -> dict[str, Any]:
    """A row of the register of certificates; without further words for the programme of the worked example."""
    return {
        "number": number, "issuer": "Партнёрство", "holder": holder, "location": "Москва",
        "issued_on": "2025-03-01", "valid_until": until,
        "programmes": [
            {"name": name, "form": "full_time", "duration": "72", "technologies": ""}
            for name in programmes or (PROGRAMME,)
        ],
        "annex_no": 1, "event": "выдано", "basis": "Распоряжение № 1", "basis_date": "2025-03-01",
    }  # fmt: skip


class Executive(Office):
    """The executive body with its people."""

    procedure = PROCEDURE
    people: ClassVar[Cast] = {
        "fedorova": ("Фёдорова Инна Юрьевна", "exec_specialist"),
        "orekhov": ("Орехов Глеб Павлович", "exec_head"),
        "admin": ("Администратор", "admin"),
    }
    clerk = "fedorova"
    head = "orekhov"

    def __init__(self, folder: Path, ground: Ground = FILES, at: str = "2026-03-01 10:00") -> None:
        super().__init__(folder, ground, at)
        with self.here.database.writing() as session:
            for row in list(registers.each(session, "R-ACC-CERTS")):
                registers.change(
                    session, row.register, row.key, {}, at=self.clock.now(), actor="system", state="terminated"
                )

    def certify(
        self, organisation: str, *programmes: str, number: str = "", state: str = "active", until: str = "2030-03-01"
    ) -> str:
        """A certificate stands in the register, as the procedure of accreditation writes it; its number."""
        key = number or f"СВ-{organisation}"
        data = certificate(key, organisation, *programmes, until=until)
        with self.here.database.writing() as session:
            rules = registers.Rules(outline=self.edition.definition.registers["R-ACC-CERTS"], today=self.here.today())
            at = self.clock.now()
            registers.write(session, "R-ACC-CERTS", key, data, at=at, actor="system", rules=rules)
            if state != "active":
                registers.write(
                    session, "R-ACC-CERTS", key, {**data, "basis": "Распоряжение № 2"}, at=at, actor="system",
                    state=state, rules=rules,
                )  # fmt: skip
        return key

    def begin(self, year: int = 2025, by: str = "fedorova") -> Outcome:
        """The specialist begins the rating of a year."""
        self.player = self._player()
        return self._step("RAT-00", by, {"year": year})

    def rating_due(self, year: int = 2025) -> None:
        """Another procedure says that the programmes have changed."""
        send_message.send(self.here, self.who("admin"), name="rating.due", key=str(year), payload={"year": year})
        settle.settle(self.here)
        self.turn_to_rating()

    def turn_to_rating(self) -> None:
        """Speak of the rating that began last."""
        with self.here.database.reading() as session:
            found = [row.id for row in instances.listed(session) if row.process == "P-ACC-RAT"]
        assert found, "no rating has begun"
        self.turn_to_case(max(found))

    def sheet(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """The rows that the specialist finds in the sheet of figures."""
        return [dict(row) for row in self.seen("RAT-15", "fedorova").answers["rows"]]

    def fill(self, figures: Mapping[str, Mapping[str, Any]], more: Sequence[Mapping[str, Any]] = ()) -> Outcome:
        """The specialist completes the sheet; an organisation without figures has given none."""
        rows = [
            {**row, "given": "yes", **figures[row["organisation"]]}
            if row["organisation"] in figures
            else {**row, "given": "no"}
            for row in self.sheet()
        ]
        return self.do("RAT-15", by="fedorova", rows=rows, **({"more": list(more)} if more else {}))

    def approve(self) -> Outcome:
        return self.do("RAT-30", by="orekhov", decision="approve")

    def rate(self, figures: Mapping[str, Mapping[str, Any]] = FIVE, year: int = 2025) -> None:
        """The rating of a year, from its begin to its page."""
        self.begin(year)
        self.fill(figures)
        self.approve()

    def rating(self, year: int = 2025) -> dict[str, RegisterRow]:
        """The published rows of a year, by organisation."""
        with self.here.database.reading() as session:
            found = registers.rows(session, "R-ACC-RATING", states=["active"], today=self.here.today(), limit=1000)
        return {row.data["organisation"]: row for row in found if row.data["year"] == year}

    def column(self, name: str, organisations: Iterable[str] = FIVE, year: int = 2025) -> list[Any]:
        """A column of the published rating, in the order of the organisations."""
        rows = self.rating(year)
        return [rows[organisation].data[name] for organisation in organisations]

    def points(self, criterion: str, organisations: Iterable[str] = FIVE) -> list[int]:
        """What the organisations got for a criterion."""
        rows = self.rating()
        return [
            next(one["points"] for one in rows[organisation].data["criteria"] if one["title"] == criterion)
            for organisation in organisations
        ]

    def criterion(self, key: str | None, by: str = "orekhov", **answers: Any) -> str:
        """The head keeps a row of the catalogue of criteria; its key."""
        before: Mapping[str, Any] = {}
        etag = None
        if key is not None:
            with self.here.database.reading() as session:
                row = registers.get(session, "CAT-RAT", key)
                before, etag = dict(row.data), str(row.version)
        return write_register.write(self.here, self.who(by), "CAT-RAT", key, {**before, **answers}, etag=etag)

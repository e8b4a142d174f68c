"""Drives the accreditation of programmes without HTTP, in the words of the regulation.

The cast: *Rogova* speaks for the educational organisation, *Danilov* is its authorised representative; *Melnikova* is the
specialist of the executive body, *Orekhov* heads it; *Tikhonov* and *Sinitsyn* sit in commissions, *Lapina* speaks for the
Ministry; *Gavrilov* keeps the minutes of the board, *Arkhipov* chairs it, *Stepanov* is the General Director.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pypdf import PdfReader

from service.operations import read_attachment, show_task
from service.outcome import Outcome
from service.refs import task_ref
from storage import definitions, instances, registers
from storage.models import Definition, RegisterRow, Task
from tests.procedures.office import Cast, Office

SAFETY = "Безопасность строительства"
ROADS = "Строительство автомобильных дорог"
SURVEY = "Инженерные изыскания"

PROGRAMMES = (SAFETY, ROADS, SURVEY)

ALL = "++++++++"
"""Eight signs for 5.1 to 5.8, as decisions.md writes them: + conforms, - does not."""


def signed(by: str, on: str, *, seal: bool | None = None) -> dict[str, Any]:
    """A signature with this name on this day."""
    record = {"signed_by": by, "signed_on": on, "signature_kind": "electronic"}
    return record if seal is None else {**record, "seal": seal}


def teacher(programme: int, name: str, **answers: Any) -> dict[str, Any]:
    """A row of annex 2."""
    return {
        "programme_no": programme, "full_name": name, "institution": "УрФУ", "graduated": 1995, "speciality": "Строительство",
        "workplace": "Учебный центр", "construction_years": 3, "course": "Основной курс", "engagement": "staff", **answers,
    }  # fmt: skip


def application(*names: str, on: str = "2026-03-02") -> dict[str, Any]:
    """A complete application for these programmes, with annexes 2 to 4 for each."""
    numbers = range(1, len(names) + 1)
    return {
        "app_date": on,
        "year": int(on[:4]),
        "org_full_name": "АНО ДПО «Учебный центр Строитель»",
        "legal_form": "Автономная некоммерческая организация",
        "legal_address": "454000, г. Челябинск, ул. Труда, д. 1",
        "phone": "+7 351 000-00-01",
        "site_url": "https://stroitel.example.org",
        "inn": "7450000001",
        "email": "rogova@example.org",
        "provides_dpo": True,
        "licence_no": "12345",
        "licence_date": "2012-05-20",
        "licence_covers_dpo": True,
        "licence_file": [{"file": "licence.pdf"}],
        "programmes": [
            {
                "no": no,
                "name": name,
                "kind": "training",
                "form": "full_time",
                "duration": 72,
                "technologies": "Лекции, тренажёры",
            }
            for no, name in zip(numbers, names, strict=True)
        ],
        "staff": [
            teacher(no, name, is_practitioner=practises)
            for no in numbers
            for name, practises in (("Котов И. И.", True), ("Зорина А. А.", False))
        ],
        "base": [{"item": "Учебный полигон", "programme_no": no, "quantity": 1} for no in numbers],
        "materials": [{"item": "Курс лекций", "programme_no": no, "quantity": 20} for no in numbers],
        "head_sign": signed("Директор Рогова Е. П.", on, seal=True),
    }


MEMBERS: tuple[Mapping[str, Any], ...] = (
    {"name": "Тихонов П. А.", "post": "Главный специалист", "kind": "exec", "email": "tikhonov@example.org", "no_conflict": True, "chair": True},
    {"name": "Синицын О. Р.", "post": "Главный инженер", "kind": "specialist", "construction_years": 18, "email": "sinitsyn@example.org", "no_conflict": True},
)  # fmt: skip


class Partnership(Office):
    """The Partnership with its executive body and those who come to it."""

    procedure = "programme-accreditation"
    people: ClassVar[Cast] = {
        "rogova": ("Рогова Елена Павловна", "acc_applicant"),
        "danilov": ("Данилов Юрий Сергеевич", "acc_representative"),
        "lapina": ("Лапина Вера Фёдоровна", "ministry_rep"),
        "melnikova": ("Мельникова Ольга Викторовна", "exec_specialist"),
        "orekhov": ("Орехов Артём Ильич", "exec_head"),
        "tikhonov": ("Тихонов Павел Андреевич", "commission"),
        "sinitsyn": ("Синицын Олег Романович", "commission"),
        "gavrilov": ("Гаврилов Семён Петрович", "board"),
        "arkhipov": ("Архипов Лев Николаевич", "board_chair"),
        "stepanov": ("Степанов Игорь Юрьевич", "partnership_head"),
        "admin": ("Администратор", "admin"),
    }
    clerk = "melnikova"
    head = "orekhov"

    # ------------------------------------------------------------------ what people do

    def apply(self, by: str = "rogova", *names: str, **answers: Any) -> Outcome:
        """The organisation applies; without further words with a complete set for one programme.  None leaves out."""
        today = self.clock.now().astimezone(self.config.zone).date().isoformat()
        given = {**application(*(names or (SAFETY,)), on=today), **answers}
        self.player = self._player()
        return self._step("ACC-10", by, {name: value for name, value in given.items() if value is not None})

    def begin(self, element: str, by: str, **answers: Any) -> Outcome:
        """A case begins at this start."""
        self.player = self._player()
        return self._step(element, by, answers)

    def register_application(self, **answers: Any) -> None:
        """The specialist registers what has come, as the service has found it."""
        found = dict(self.seen("ACC-20", "melnikova").answers)
        self.do("ACC-20", by="melnikova", **{**found, **answers})

    def choose_ways(self, ways: Mapping[str, str] | None = None, **answers: Any) -> None:
        """The head of the executive body says how each programme is assessed: with a visit, unless said otherwise."""
        rows = self.seen("ACC-22", "orekhov").answers["programmes"]
        chosen = [{**row, "route": (ways or {}).get(row["programme"], "full")} for row in rows]
        self.do("ACC-22", by="orekhov", programmes=chosen, **answers)

    def form_commission(self, **answers: Any) -> None:
        """The specialist names the commission and asks the Ministry."""
        given = {"members": list(MEMBERS), "ministry": "asked", "request_no": "исх. № 15 от 03.03.2026", **answers}
        self.do("ACC-30", by="melnikova", **given)

    def order(self) -> None:
        """The General Director approves the commission."""
        self.do("ACC-32", by="stepanov", answer="approved", signature=signed("Степанов И. Ю.", self.today, seal=True))

    def to_visit(self, *names: str, **answers: Any) -> None:
        """From the application to the commission on site; the Ministry has agreed beforehand to stay away."""
        self.apply("rogova", *names, **answers)
        self.register_application()
        self.choose_ways()
        self.form_commission()
        self.do("ACC-31", by="melnikova", answer="refused")
        self.order()
        self.do("ACC-40", by="tikhonov", site_findings="Программы и преподаватели названы на сайте.")

    def visit(self, signs: str = ALL, *, by: str = "tikhonov", programme: str | None = None, **answers: Any) -> None:
        """The commission assesses a programme: with these eight signs, 5.1 to 5.3 by figures that give them."""
        task = self.task_of("ACC-50", by, programme)
        opened = self.opened(task, by)
        given = {**opened, **figures(signs), **judged(signs), **answers}
        self.complete(task, by, **given)

    def sheet(self, by: str = "tikhonov", programme: str | None = None, **answers: Any) -> None:
        """The commission fills in the sheet of annex 5 from what it has found."""
        task = self.task_of("ACC-55", by, programme)
        self.complete(task, by, **{**self.opened(task, by), "modules": 10, "modules_with_materials": 9, **answers})

    def assess(self, marks: Mapping[str, str]) -> None:
        """The commission visits each programme and fills in its sheet."""
        for programme, signs in marks.items():
            self.visit(signs, programme=programme)
            self.sheet(programme=programme)

    def conclude(self, **answers: Any) -> None:
        """The conclusion is written and signed by both."""
        self.write_conclusion()
        self.sign_conclusion(**answers)

    def write_conclusion(self) -> None:
        """The conclusion is written and signed by the executive body."""
        found = dict(self.seen("ACC-60", "melnikova").answers)
        self.do("ACC-60", by="melnikova", **{**found, "comments": "Заявитель компетентен."})
        self.do("ACC-65", by="orekhov", answer="signed", signature=signed("Орехов А. И.", self.today))

    def sign_conclusion(self, by: str = "rogova", **answers: Any) -> None:
        """The applicant answers: signs, unless something else is said."""
        given = {"answer": "signed", "signer": "head", "signature": signed("Рогова Е. П.", self.today), **answers}
        self.do("ACC-66", by=by, **given)

    def decide(self, decisions: Mapping[str, str] | None = None, **answers: Any) -> None:
        """The board decides on each programme: it follows the conclusion, unless something else is said."""
        rows = self.seen("ACC-70", "gavrilov").answers["programmes"]
        given = [
            {**row, "decision": (decisions or {}).get(row["programme"], "refuse" if row["verdict"] == "impossible" else "accredit")}
            for row in rows
        ]  # fmt: skip
        reasons = answers.pop("reasons", {})
        given = [{**row, "reason": reasons.get(row["programme"])} for row in given]
        self.do(
            "ACC-70",
            by="gavrilov",
            **{"basis": "conclusion", "protocol_no": "44", "date": self.today, "programmes": given, **answers},
        )

    def make_certificate(self) -> None:
        """The certificate is made out; the chair and the director sign, the director issues the decree."""
        self.do("ACC-80", by="melnikova", director="Степанов И. Ю.", chair="Архипов Л. Н.")
        self.do("ACC-81", by="arkhipov", signature=signed("Архипов Л. Н.", self.today))
        self.do("ACC-82", by="stepanov", signature=signed("Степанов И. Ю.", self.today, seal=True))

    def decree(self) -> None:
        """The General Director issues the administrative document."""
        self.do("ACC-84", by="stepanov", signature=signed("Степанов И. Ю.", self.today))

    def hand_over(self) -> None:
        """The certificate is handed over, entered and published."""
        self.do("ACC-83", by="melnikova", issued_on=self.today, received_by="Рогова Е. П.", way="in_person")
        self.do("ACC-85", by="melnikova", checked=True)
        self.do("ACC-90", by="melnikova", published_on=self.today)

    def issue(self) -> None:
        """From the decision to the published certificate."""
        self.make_certificate()
        self.decree()
        self.hand_over()

    # ------------------------------------------------------------------ what is seen

    @property
    def today(self) -> str:
        return self.clock.now().astimezone(self.config.zone).date().isoformat()

    def through_the_database(self) -> None:
        """The service starts anew; every case replays as recorded, and everything made from the logs is as they say."""
        self.restart()
        self.holds_together()

    def task_of(self, element: str, by: str, programme: str | None = None) -> Task:
        """The open task of this element about this programme; the first of them if none is named."""
        found = [task for task in self.tasks(element) if task.status in ("open", "claimed")]
        assert found, f"{element} is not open"
        if programme is None:
            return found[0]
        return next(task for task in found if self.opened(task, by)["programme"] == programme)

    def opened(self, task: Task, by: str) -> dict[str, Any]:
        """The answers with which the task opens to the person."""
        return dict(self.view(task, by).answers)

    def view(self, task: Task, by: str) -> show_task.TaskView:
        """The open task as the person sees it."""
        return show_task.show(self.here, self.who(by), task_ref(task.instance_id, task.task))

    def row(self, number: str = "АС-2026-0001", register: str = "R-ACC-CERTS") -> RegisterRow:
        """A row of a register; the first certificate of the year, unless said otherwise."""
        with self.here.database.reading() as session:
            return registers.get(session, register, number)

    def certificates(self) -> list[str]:
        """The numbers of the certificates that cases have issued; the examples of the procedure are none."""
        return [row.key for row in self.rows("R-ACC-CERTS") if row.instance_id is not None]

    def version(self, case: int) -> int:
        """The version on which the case runs, by its id."""
        with self.here.database.reading() as session:
            return instances.get(session, case).definition_id

    def definition_row(self, version: int) -> Definition:
        """What is kept of a version: its author, reason and basis."""
        with self.here.database.reading() as session:
            return definitions.by_version(session, self.procedure, version)

    def step_name(self, element: str) -> str:
        """How the open step of this element is called in its case."""
        found = next(
            entry for entry in self.entries(self.clerk) if entry.element == element and entry.instance_id == self.case
        )
        return found.name

    def rows(self, register: str) -> list[RegisterRow]:
        with self.here.database.reading() as session:
            return list(registers.rows(session, register))

    def printed(self, template: str, number: str | None = None) -> str:
        """What the paper of the case made from this template says, in one line; of several the one of this number."""
        paper = next(one for one in self.documents(template) if number in (None, one.number))
        kept = read_attachment.read_document(self.here, self.who(self.clerk), paper.id)
        return " ".join(" ".join(page.extract_text() for page in PdfReader(kept.path).pages).split())

    def letter(self, to: str) -> str:
        """The last letter to the person, in one line."""
        return " ".join(self.mails(to, "email")[-1].body.split())

    def cases(self, process: str) -> list[int]:
        """The cases of this process, oldest first."""
        with self.here.database.reading() as session:
            return sorted(row.id for row in instances.listed(session) if row.process == process)


def figures(signs: str) -> dict[str, Any]:
    """Tables of 5.1 to 5.3 of which the rules of section 5 say what the first three signs say."""
    trained = 20 if signs[0] == "+" else 19
    positive = 5 if signs[1] == "+" else 4
    listed = 1 if signs[2] == "+" else 0
    return {
        "demand": [{"year": 2024, "trained": trained}, {"year": 2025, "trained": 20}],
        "c51_by": "data",
        "feedback": [{"year": year, "replies": 10, "positive": positive} for year in (2024, 2025)],
        "c52_by": "data",
        "teachers": [{"name": "Котов И. И.", "practitioner": bool(listed)}, {"name": "Зорина А. А."}],
        "c53_by": "data",
    }


def judged(signs: str) -> dict[str, Any]:
    """Marks of 5.4 to 5.8."""
    return {
        f"c5{number}": {"conform": "conform"} if sign == "+" else {"conform": "nonconform", "comment": f"Замечание по 5.{number}"}
        for number, sign in zip(range(4, 9), signs[3:], strict=True)
    }  # fmt: skip


def named(rows: Iterable[Mapping[str, Any]], key: str = "programme") -> list[str]:
    """The names in a column."""
    return [row[key] for row in rows]

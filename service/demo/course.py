"""How a demo case goes, written stage by stage in the words of the exam; each word adds steps of a play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Self

from service.demo.calendar import Calendar
from service.demo.people import ADDRESSES, BIRTHDAYS, CANDIDATES
from service.plays import Step

EMPLOYER: Mapping[str, Any] = {
    "directed": True,
    "employer_name": "ООО «Ромашка»",
    "employer_email": "smirnova@example.org",
    "referral": [{"file": "referral.pdf"}],
}
REPRESENTATIVE: Mapping[str, Any] = {
    "by_representative": True,
    "rep_name": "Зайцев Илья Борисович",
    "rep_email": "zaytsev@example.org",
    "rep_document": [{"file": "authority.pdf"}],
}

NAMES = {account.login: account.name for account in CANDIDATES}
SIGNED = {"signatory_post": "Руководитель центра оценки квалификаций", "signatory_name": "Громова Н. П."}
PAUSE = timedelta(minutes=10)
"""The least time between two steps of a case."""


@dataclass(frozen=True)
class Qualification:
    """A row of R-QUALIFICATIONS as far as the answers depend on it: which documents it needs, what it costs."""

    key: str
    needs: tuple[str, ...]
    price: str
    tasks: tuple[str, str]


HR = Qualification(
    "hr-6", ("education", "training", "experience"), "12000.00",
    ("Составить профиль должности", "Провести собеседование по профилю"),
)  # fmt: skip
RECORDS = Qualification(
    "records-5", ("education", "training"), "9500.00",
    ("Оформить приём на работу", "Составить график отпусков"),
)  # fmt: skip
SECRETARY = Qualification(
    "secretary-4", ("education",), "7000.00",
    ("Подготовить совещание", "Зарегистрировать входящие документы"),
)  # fmt: skip


@dataclass
class Course:
    """The steps of one case in order.  Days count back from today; a step never comes before the one before it.

    `directed`: the employer sends the candidate and pays; `represented`: a representative acts for the candidate;
    `payer`: somebody else pays, whose address nobody knows.
    """

    calendar: Calendar
    chance: Random
    candidate: str
    qualification: Qualification
    channel: str = "email"
    delivery: str = "in_person"
    clerk: str = "ivanova"
    examiner: str = "sidorov"
    directed: bool = False
    represented: bool = False
    payer: str = ""
    steps: list[Step] = field(default_factory=list)
    exam: date | None = None

    # ------------------------------------------------------------------ the candidate

    def applied(self, ago: int) -> Self:
        """The application with all scans that the qualification needs."""
        last, first, patronymic = NAMES[self.candidate].split()
        scans = ("statement", *self.qualification.needs)
        answers: dict[str, Any] = {
            "qualification": self.qualification.key,
            "last_name": last,
            "first_name": first,
            "patronymic": patronymic,
            "birth_date": BIRTHDAYS[self.candidate],
            "address": ADDRESSES[self.candidate],
            "notify_channel": self.channel,
            "delivery": self.delivery,
            "consent": True,
            **{f"scan_{scan}": [{"file": f"{scan}.pdf"}] for scan in scans},
        }
        if "experience" in scans:
            answers["certified"] = True
        answers |= EMPLOYER if self.directed else {}
        answers |= REPRESENTATIVE if self.represented else {}
        answers |= {"payer_kind": "person", "payer_name": self.payer} if self.payer else {}
        return self._add("EXM-20", self.candidate, self.calendar.at(ago, self._evening()), answers)

    def contract(self, ago: int) -> Self:
        """The offer accepted; another payer is to be told the result."""
        answers: dict[str, Any] = {"accepted": True}
        if self.directed:
            answers |= {"inform_payer": True, "payer_email": EMPLOYER["employer_email"]}
        if self.payer:
            answers["inform_payer"] = True
        return self._candidate("EXM-40", ago, self._evening(), answers)

    def paid(self, ago: int) -> Self:
        """The payment document attached."""
        day = (self.calendar.today - timedelta(days=ago)).isoformat()
        answers = {
            "scan": [{"file": "payment.pdf"}],
            "paid_on": day,
            "amount": self.qualification.price,
            "payer_name": EMPLOYER["employer_name"] if self.directed else self.payer or NAMES[self.candidate],
        }
        return self._candidate("EXM-41", ago, self._evening(), answers)

    def completed_set(self, ago: int, *scans: str, certified: bool = True) -> Self:
        """The documents that were asked for again."""
        answers: dict[str, Any] = {f"scan_{scan}": [{"file": f"{scan}-2.pdf"}] for scan in scans}
        if "experience" in scans:
            answers["certified"] = certified
        return self._candidate("EXM-36", ago, self._evening(), answers)

    def agreed(self, ago: int) -> Self:
        """By everybody who must."""
        self._candidate("EXM-51", ago, self._evening(), {"answer": "agree"})
        return self.employer_agreed(ago) if self.directed else self

    def employer_agreed(self, ago: int) -> Self:
        return self._add("EXM-52", "smirnova", self.calendar.at(ago, self._evening()), {"answer": "agree"})

    def candidate_agreed(self, ago: int) -> Self:
        """The employer has not answered yet."""
        return self._candidate("EXM-51", ago, self._evening(), {"answer": "agree"})

    def wished(self, ago: int, wish: str) -> Self:
        """Another date asked for, a week or two later."""
        days = [{"date": (self._day() + timedelta(days=later)).isoformat()} for later in (7, 14)]
        return self._candidate("EXM-51", ago, self._evening(), {"answer": "other", "wished": days, "wish": wish})

    def withdrew(self, ago: int, reason: str) -> Self:
        return self._candidate("EXM-W1", ago, self._evening(), {"reason": reason, "confirmed": True})

    # ------------------------------------------------------------------ the centre

    def received(self, ago: int) -> Self:
        """The payment confirmed."""
        at = self._office(ago)
        return self._staff("EXM-42", "kuznetsov", at, {"result": "received", "received_on": at.date().isoformat()})

    def not_received(self, ago: int) -> Self:
        answers = {"result": "not_found", "comment": "В выписке банка такого платежа нет."}
        return self._staff("EXM-42", "kuznetsov", self._office(ago), answers)

    def accepted(self, ago: int) -> Self:
        """All documents accepted."""
        return self._staff("EXM-30", self.clerk, self._office(ago), self._verdicts({}))

    def incomplete(self, ago: int, comment: str, **verdicts: str) -> Self:
        answers = {**self._verdicts(verdicts), "comment": comment}
        return self._staff("EXM-30", self.clerk, self._office(ago), answers)

    def proposed(self, ago: int, exam: date) -> Self:
        """A first date."""
        return self._proposed("EXM-50", self.clerk, ago, exam)

    def proposed_again(self, ago: int, exam: date) -> Self:
        """Another date."""
        return self._proposed("EXM-53", self.clerk, ago, exam)

    def settled_before_answer(self, ago: int, exam: date) -> Self:
        """The usual beginning: contract, payment, documents, and a date proposed, within a week."""
        return (
            self.applied(ago).contract(ago - 1).paid(ago - 1).received(ago - 3)
            .accepted(ago - 5).proposed(ago - 5, exam)
        )  # fmt: skip

    def settled(self, ago: int, exam: date) -> Self:
        """The same, and the date agreed."""
        return self.settled_before_answer(ago, exam).agreed(ago - 6)

    # ------------------------------------------------------------------ the day of the exam, and after it

    def shown(self, *, without: str = "") -> Self:
        """The originals on the day of the exam."""
        answers: dict[str, Any] = {
            "arrived": "yes",
            "statement": True,
            "same_qualification": True,
            "identity": True,
            "identity_kind": "passport",
            **{document: document != without for document in self.qualification.needs},
        }
        return self._staff("EXM-60", self.clerk, self._exam("09:15"), answers)

    def absent(self) -> Self:
        return self._staff("EXM-60", self.clerk, self._exam("10:40"), {"arrived": "no"})

    def rescheduled(self, ago: int, decision: str, reason: str) -> Self:
        return self._staff("EXM-63", self.clerk, self._office(ago), {"decision": decision, "reason": reason})

    def theory(self, result: str = "passed") -> Self:
        score = self.chance.randint(31, 40) if result == "passed" else self.chance.randint(12, 22)
        answers = {"held_on": self._exam_day(), "score": score, "max_score": 40, "result": result}
        return self._staff("EXM-70", self.examiner, self._exam("11:20"), answers)

    def practice(self, result: str = "passed") -> Self:
        first, second = self.qualification.tasks
        answers = {
            "held_on": self._exam_day(),
            "tasks": [
                {"task": first, "done": "yes"},
                {"task": second, "done": "yes" if result == "passed" else "no"},
            ],
            "result": result,
        }
        return self._staff("EXM-71", self.examiner, self._exam("13:40"), answers)

    def protocol(self, ago: int) -> Self:
        at = self._office(ago)
        answers = {
            "protocol_no": f"{self.chance.randint(100, 999)}/{at.year}",
            "protocol_date": at.date().isoformat(),
            "scan": [{"file": "protocol.pdf"}],
        }
        return self._staff("EXM-75", self.clerk, at, answers)

    def decided(self, ago: int, decision: str = "positive", reasons: str = "") -> Self:
        at = self._office(ago)
        answers = {
            "decision": decision,
            "decision_no": f"{self.chance.randint(10, 99)}/{at.year}",
            "decision_date": at.date().isoformat(),
            **({"reasons": reasons} if reasons else {}),
        }
        return self._staff("EXM-80", "pavlova", at, answers)

    def certified(self, ago: int) -> Self:
        """The certificate drawn up."""
        at = self._office(ago)
        return self._staff("EXM-90", self.clerk, at, {"issued_on": at.date().isoformat(), **SIGNED})

    def concluded(self, ago: int, recommendations: str) -> Self:
        """The conclusion drawn up."""
        at = self._office(ago)
        answers = {"recommendations": recommendations, "issued_on": at.date().isoformat(), **SIGNED}
        return self._staff("EXM-91", self.clerk, at, answers)

    def refunded(self, ago: int, refund: str, reason: str) -> Self:
        """What becomes of the money where no exam was held."""
        at = self._office(ago)
        answers = {"refund": refund, "reason": reason, "decided_on": at.date().isoformat()}
        if refund != "none":
            answers["amount"] = self.qualification.price
        return self._staff("EXM-97", "kuznetsov", at, answers)

    def handed_over(self, ago: int) -> Self:
        at = self._office(ago)
        answers: dict[str, Any] = {"method": self.delivery, "sent_on": at.date().isoformat()}
        if self.delivery == "in_person":
            answers["handed_to"] = NAMES[self.candidate]
        else:
            answers |= {
                "address": ADDRESSES[self.candidate],
                "tracking": f"8008{self.chance.randint(10**9, 10**10 - 1)}",
            }
        return self._staff("EXM-92", self.clerk, at, answers)

    # ------------------------------------------------------------------ how a step gets its moment

    def _proposed(self, element: str, by: str, ago: int, exam: date) -> Self:
        self.exam = exam
        return self._staff(element, by, self._office(ago), {"session": session_key(exam)})

    def _verdicts(self, verdicts: Mapping[str, str]) -> dict[str, str]:
        asked = ("statement", *self.qualification.needs, *(("authority",) if self.represented else ()))
        return {document: verdicts.get(document, "accepted") for document in asked}

    def _candidate(self, element: str, ago: int, clock: str, answers: Mapping[str, Any]) -> Self:
        by = "zaytsev" if self.represented else self.candidate
        return self._add(element, by, self.calendar.at(ago, clock), answers)

    def _staff(self, element: str, by: str, at: datetime, answers: Mapping[str, Any]) -> Self:
        return self._add(element, by, at, answers)

    def _add(self, element: str, by: str, at: datetime, answers: Mapping[str, Any]) -> Self:
        if self.steps:
            at = max(at, self.steps[-1].at + PAUSE)
        self.steps.append(Step(at=at, by=by, do=element, answers=answers))
        return self

    def _evening(self) -> str:
        return f"{self.chance.randint(18, 21)}:{self.chance.randint(0, 59):02d}"

    def _office(self, ago: int) -> datetime:
        return self.calendar.office(ago, f"{self.chance.randint(10, 16)}:{self.chance.randint(0, 59):02d}")

    def _exam(self, clock: str) -> datetime:
        return self.calendar.on(self._day(), clock) + timedelta(minutes=self.chance.randint(0, 20))

    def _exam_day(self) -> str:
        return self._day().isoformat()

    def _day(self) -> date:
        if self.exam is None:
            raise ValueError(f"{self.candidate}: no date has been proposed")
        return self.exam


def session_key(exam: date) -> str:
    """The key of the session of that day: the demo has one a day, at ten."""
    return f"{exam.isoformat()}-1000"

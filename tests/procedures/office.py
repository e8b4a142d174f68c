"""Drives a whole centre without HTTP, in the words of the regulation.  After every step restored = live.

The cast: *Orlova* and *Belov* apply, *Orlov* is her legal representative, *Smirnova* answers for an employer,
*Tarasov* pays for others; *Ivanova* and *Petrova* are clerks, *Kuznetsov* keeps the accounts, *Sidorov* examines,
*Pavlova* sits in the council, *Gromova* heads the centre and owns its procedure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml

from forms.fields.chosen import Chosen
from processes import facts, instance
from processes.facts import Fact
from service import actor as actors
from service import editable, plays
from service.about import showing
from service.actor import Actor
from service.clock import VirtualClock
from service.config import Config
from service.history import story
from service.installation import Installation, open_installation
from service.operations import (
    complete_task,
    confirm_contact,
    enter_paper,
    fill_sheet,
    list_tasks,
    move_clock,
    people,
    publish,
    read_register,
    replay,
    settle,
    show_instance,
    show_sheet,
    show_start,
    show_task,
    sign_up,
    terms,
    verify,
    write_register,
)
from service.operations.fill_sheet import CaseResult, CaseSent, StepSent
from service.operations.show_sheet import CaseShown
from service.outcome import Outcome
from service.published import Edition
from service.refs import task_ref
from service.registers import shelf
from storage import codes, history, inbox, instances, jobs, mail, registers, timers
from storage import people as stored_people
from storage.models import Alert, Document, Incident, Mail, Seat, Task, Timer
from tests.prepared import FILES, Ground
from tests.service.driver import Post

PROCEDURE = "candidate-exam"

CAST: Mapping[str, tuple[str, str]] = {
    "orlova": ("Орлова Анна Сергеевна", "candidate"),
    "belov": ("Белов Игорь Олегович", "candidate"),
    "orlov": ("Орлов Сергей Иванович", "legal_rep"),
    "smirnova": ("Смирнова Вера Ильинична", "employer"),
    "tarasov": ("Тарасов Павел Львович", "payer"),
    "ivanova": ("Иванова Мария Андреевна", "coc_specialist"),
    "petrova": ("Петрова Елена Викторовна", "coc_specialist"),
    "kuznetsov": ("Кузнецов Андрей Павлович", "coc_cashier"),
    "sidorov": ("Сидоров Олег Игоревич", "examiner"),
    "pavlova": ("Павлова Ирина Дмитриевна", "council"),
    "gromova": ("Громова Надежда Петровна", "coc_head"),
    "admin": ("Администратор", "admin"),
}

SCANS = ("scan_statement", "scan_education", "scan_training", "scan_experience")

APPLICATION: Mapping[str, Any] = {
    "qualification": "hr-6",
    "last_name": "Орлова",
    "first_name": "Анна",
    "patronymic": "Сергеевна",
    "birth_date": "1990-04-12",
    "address": "115035, Москва, ул. Садовая, д. 7, кв. 12",
    "notify_channel": "email",
    "delivery": "in_person",
    "certified": True,
    "consent": True,
    **{scan: [{"file": f"{scan}.pdf"}] for scan in SCANS},
}
"""A complete set for a qualification that needs E, T and X."""

REPRESENTED: Mapping[str, Any] = {
    "by_representative": True,
    "rep_name": "Орлов Сергей Иванович",
    "rep_email": "orlov@example.org",
    "rep_document": [{"file": "authority.pdf"}],
}
"""What an application says besides when Orlov acts for the candidate."""

DIRECTED: Mapping[str, Any] = {
    "directed": True,
    "employer_name": "ООО «Ромашка»",
    "employer_email": "smirnova@example.org",
    "referral": [{"file": "referral.pdf"}],
}
"""What an application says besides when the employer sends the candidate; he pays too, unless something else is said."""

Kind = TypeVar("Kind", bound=Fact)

Cast = Mapping[str, tuple[str, str]]
"""People by login: name and role."""

Sheet = Mapping[int, CaseShown]
"""A session's sheet, by case."""


@dataclass(frozen=True)
class Told:
    """A fact of the history, when it was written, and by whom."""

    at: datetime
    actor: str
    fact: Fact


def _prepare(folder: Path, url: str, at: str, procedure: str, known: Cast) -> None:
    """A centre with its procedure, its people, and the rows of its registers."""
    config = Config(database_url=url, files=folder / "files", secret="a secret of tests")
    here = open_installation(config, clock=VirtualClock(_moment(at, config)))
    publish.publish(here, procedure)
    cast = {
        login: people.add(here, login=login, name=name, email=f"{login}@example.org", roles=[role])
        for login, (name, role) in known.items()
    }
    with here.database.reading() as session:
        edition = here.definitions.newest(session, procedure)
    plays.stock(here, actors.of_person(here, cast["admin"]), edition)
    here.close()


class Office:
    """A centre with its people; the case spoken of is the one begun last, unless `turn_to` says another.

    An office of another procedure names its own, its people, and who of them reads a case for the tests.
    """

    procedure: ClassVar[str] = PROCEDURE
    people: ClassVar[Cast] = CAST
    application: ClassVar[Mapping[str, Any]] = APPLICATION
    clerk: ClassVar[str] = "ivanova"
    head: ClassVar[str] = "gromova"

    def __init__(self, folder: Path, ground: Ground = FILES, at: str = "2026-03-01 10:00") -> None:
        self.config = Config(
            database_url=ground.copied(
                f"{self.procedure}-{type(self).__name__}-{at}",
                folder,
                lambda made, url: _prepare(made, url, at, self.procedure, self.people),
            ),
            files=folder / "files",
            secret="a secret of tests",
            url="https://centre.example",
            mail_from="centre@example.org",
        )
        self.clock = VirtualClock(self.moment(at))
        self._drawn = itertools.count(sum(path.is_file() for path in self.config.files.rglob("*")))
        self.here = self._opened()
        with self.here.database.reading() as session:
            self.cast = {person.login: person.id for person in stored_people.listed(session)}
        self.player = self._player()

    def _opened(self) -> Installation:
        """The service, whose files are numbered as they come: the same story prints the same papers."""
        here = open_installation(self.config, clock=self.clock)
        here.draw = lambda: f"{next(self._drawn):032x}"
        return here

    def _player(self, case: int | None = None) -> plays.Player:
        return plays.Player(installation=self.here, procedure=self.procedure, cast=self.cast, instance_id=case)

    # ------------------------------------------------------------------ what people do

    def apply(self, by: str = "orlova", **answers: Any) -> Outcome:
        """A candidate applies; without further words with a complete set.  An answer None is left out."""
        raw = {name: value for name, value in {**self.application, **answers}.items() if value is not None}
        self.player = self._player()
        return self._step("EXM-20", by, raw)

    def do(self, element: str, by: str, **answers: Any) -> Outcome:
        """The person completes the open task of this element."""
        return self._step(element, by, answers)

    act = do
    """The person does what is open to him at any time: withdraws."""

    def complete(self, task: Task, by: str, **answers: Any) -> Outcome:
        """The person sends the answers of a task that he saw open a while ago."""
        ref = task_ref(task.instance_id, task.task)
        return complete_task.complete(self.here, self.who(by), ref, answers)

    def open_session(self, day: str, *, seats: int) -> None:
        """A clerk opens an exam session for the qualification of hr-6."""
        self.write_session(day, date=day, capacity=seats)

    def write_session(self, key: str | None, by: str = "ivanova", **answers: Any) -> str:
        """A clerk writes a session's row; its key."""
        row = {
            "date": "2026-03-27", "time": "10:00", "place": "Москва, ул. Примерная, д. 5",
            "qualifications": ["hr-6"], "capacity": 8, "examiners": [{"name": "Сидоров Олег Игоревич"}], **answers,
        }  # fmt: skip
        return write_register.write(self.here, self.who(by), "R-EXM-SESSIONS", key, row)

    def keep(self, by: str, register: str, **row: Any) -> str:
        """Somebody writes a new row of a register that is kept by hand; its key."""
        return write_register.write(self.here, self.who(by), register, None, row)

    def sheet(self, by: str, key: str) -> dict[int, CaseShown]:
        """The sheet of a session as the person sees it, by case."""
        view = show_sheet.show(self.here, self.who(by), "R-EXM-SESSIONS", key)
        return {case.instance_id: case for case in view.cases}

    def record(
        self, by: str, key: str, filled: Mapping[int, Mapping[str, Mapping[str, Any]]], seen: Sheet | None = None
    ) -> dict[int, CaseResult]:
        """The person sends the sheet of a session with these rows filled in: case, step, answers.

        `seen` is the sheet as he opened it, if others have worked since.
        """
        shown = seen or self.sheet(by, key)
        sent = [
            CaseSent(
                instance_id=case,
                steps={
                    step: StepSent(raw=raw, ref=shown[case].steps[step].ref, etag=shown[case].steps[step].etag)
                    for step, raw in steps.items()
                },
            )
            for case, steps in filled.items()
        ]
        results = fill_sheet.fill(self.here, self.who(by), "R-EXM-SESSIONS", key, sent)
        self._restored_is_live()
        return {result.instance_id: result for result in results}

    def choose(self, setting: str, value: Any) -> None:
        """The owner publishes a version with another value of a setting; cases that begin from now on have it."""
        parts = dict(self.edition.parts)
        outline = yaml.safe_load(parts["procedure.yaml"])
        outline["settings"][setting]["value"] = value
        parts["procedure.yaml"] = yaml.safe_dump(outline, allow_unicode=True, sort_keys=False).encode()
        publish.publish_parts(self.here, parts)

    def report(self, clause: str, since: str, until: str) -> tuple[list[int], list[int]]:
        """Of the report on terms under a clause: days late of each counted term, and of each that is a warning only."""
        days = (date.fromisoformat(since), date.fromisoformat(until))
        found = terms.report(self.here, self.who("admin"), self.procedure, *days)
        counted, warned = (
            [term.late for line in lines if line.clause and line.clause.id == clause for term in line.terms]
            for lines in (found.clauses, found.warnings)
        )
        return counted, warned

    def also(self, login: str, *roles: str) -> None:
        """The person holds these roles too."""
        for role in roles:
            people.grant(self.here, login, role)

    def turn_to(self, outcome: Outcome) -> None:
        """Speak of this case from now on."""
        self.turn_to_case(outcome.instance_id)

    def turn_to_case(self, case: int) -> None:
        """Speak of this case from now on."""
        self.player = self._player(case)

    def until(self, moment: str, *, jump: bool = False) -> None:
        """Let time pass; everything happens at the moment when it is due, unless `jump` (the service was stopped)."""
        goal = self.moment(moment)
        while not jump and (due := self._next_due(goal)) is not None:
            move_clock.move(self.here, to=due)
            self._restored_is_live()
        move_clock.move(self.here, to=goal, jump=jump)
        self._restored_is_live()

    def restart(self) -> None:
        """The service stops and starts: nothing is left but the files."""
        self.here.close()
        self.here = self._opened()
        self.player = self._player(self.case)

    def stop(self) -> None:
        """The service stops."""
        self.here.close()

    def start(self, at: str) -> None:
        """The service starts at this moment, and does what had become due meanwhile."""
        self.clock.set(self.moment(at))
        self.here = self._opened()
        self.player = self._player(self.case)
        move_clock.move(self.here, to=self.clock.now())
        self._restored_is_live()

    def _step(self, element: str, by: str, answers: Mapping[str, Any]) -> Outcome:
        outcome = self.player.take(plays.Step(at=self.clock.now(), by=by, do=element, answers=answers))
        assert outcome is not None
        self._restored_is_live()
        return outcome

    def _next_due(self, goal: datetime) -> datetime | None:
        with self.here.database.reading() as session:
            moments = (timers.next_due(session), jobs.next_run(session))
        return min((one for one in moments if one is not None and self.clock.now() < one <= goal), default=None)

    # ------------------------------------------------------------------ people outside

    def open_post(self) -> Post:
        """From now on letters are handed over, and kept."""
        post = Post()
        self.here.mail = post
        return post

    def sign_up(self, login: str, **answers: Any) -> None:
        """Somebody signs up; the case spoken of is that of his registration."""
        given = {
            "full_name": "Новикова Ольга Ильинична", "email": login, "phone": "+7 900 123-45-67", "agree_terms": True,
            **answers,
        }  # fmt: skip
        sign_up.sign_up(self.here, given, password="correct horse", language="ru")
        settle.settle(self.here)
        self._know(login)
        with self.here.database.reading() as session:
            case = codes.registration_of(session, self.cast[login])
        self.player = self._player(case)
        self._restored_is_live()

    def confirm(self, login: str, contact: str, code: str) -> confirm_contact.Answer:
        """He types a code."""
        answer = confirm_contact.confirm(self.here, self.who(login), contact, code)
        settle.settle(self.here)
        self._restored_is_live()
        return answer

    def enter(self, by: str, *, received: str, party: int | None = None, name: str = "", **answers: Any) -> Outcome:
        """A clerk enters an application that came on paper, with its scan."""
        actor = self.who(by)
        raw = {name: value for name, value in {**self.application, **answers}.items() if value is not None}
        outcome = enter_paper.start(
            self.here,
            actor,
            procedure=self.procedure,
            applicant=enter_paper.Applicant(party=party, name=name),
            received_on=date.fromisoformat(received),
            answers=self.player.filed(actor, raw),
            scans=[self.scan(by)],
        )
        settle.settle(self.here)
        self.turn_to(outcome)
        self._restored_is_live()
        return outcome

    def enter_task(self, element: str, by: str, *, received: str, **answers: Any) -> Outcome:
        """A clerk enters what somebody outside has answered on paper to an open task."""
        actor, task = self.who(by), self.open(element)
        outcome = enter_paper.complete(
            self.here,
            actor,
            task_ref(task.instance_id, task.task),
            self.player.filed(actor, answers),
            received_on=date.fromisoformat(received),
        )
        settle.settle(self.here)
        self._restored_is_live()
        return outcome

    def scan(self, by: str) -> str:
        """The id of a scan that the person has uploaded."""
        return str(self.player.filed(self.who(by), {"file": "paper.pdf"})["attachment"])

    def _know(self, login: str) -> None:
        with self.here.database.reading() as session:
            person = stored_people.by_login(session, login)
            assert person is not None, f"{login} has no account"
            self.cast[login] = person.id

    # ------------------------------------------------------------------ what people see

    @property
    def case(self) -> int:
        assert self.player.instance_id is not None, "no case has begun"
        return self.player.instance_id

    @property
    def number(self) -> str:
        with self.here.database.reading() as session:
            return instances.get(session, self.case).number

    @property
    def edition(self) -> Edition:
        with self.here.database.reading() as session:
            return self.here.definitions.newest(session, self.procedure)

    def who(self, login: str) -> Actor:
        return actors.of_person(self.here, self.cast[login])

    def moment(self, text: str) -> datetime:
        return _moment(text, self.config)

    def day(self, at: datetime | str | None) -> str:
        """The local day of a moment, as in the regulation's examples: 11.03."""
        assert at is not None, "there is no such moment"
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return f"{moment.astimezone(self.config.zone):%d.%m}"

    def inbox(self, by: str) -> list[str]:
        """The ids of the steps that wait for the person, in all cases."""
        return sorted(entry.element for entry in self.entries(by))

    def entries(self, by: str) -> tuple[inbox.Entry, ...]:
        return list_tasks.list_tasks(self.here, self.who(by)).items

    def overdue(self, by: str) -> list[str]:
        """The steps of the person whose term has ended."""
        return [entry.element for entry in self.entries(by) if entry.due is not None and entry.due < self.clock.now()]

    def due(self, element: str) -> str:
        """The last day on which the open step is in time."""
        return self.day(self.open(element).due)

    def open(self, element: str) -> Task:
        """The open task of this element."""
        found = [task for task in self.tasks(element) if task.status in ("open", "claimed")]
        assert found, f"{element} is not open"
        return found[0]

    def seen(self, element: str, by: str) -> show_task.TaskView:
        """The open task of this element as the person sees it."""
        task = self.open(element)
        return show_task.show(self.here, self.who(by), task_ref(task.instance_id, task.task))

    def tasks(self, element: str | None = None) -> list[Task]:
        """All tasks that the case ever had (of this element)."""
        with self.here.database.reading() as session:
            return [task for task in instances.tasks(session, self.case) if element in (None, task.element)]

    def ever_opened(self, element: str) -> bool:
        return bool(self.tasks(element))

    def alerts(self, by: str) -> list[str]:
        """What the person was told about terms that have passed: step and its last day."""
        with self.here.database.reading() as session:
            found = instances.alerts(session, self.who(by).roles)
        return [f"{alert.element} {self.day(alert.due)}" for alert in sorted(found, key=_raised)]

    def mails(self, to: str, channel: str | None = None) -> list[Mail]:
        """Letters of the case to the person's address, oldest first; with `channel` cabinet to him as a party."""
        actor = self.who(to)
        addresses = {actor.email, actor.id} | {key.partition("@")[2] for key in actor.keys if "@party" in key}
        with self.here.database.reading() as session:
            found = mail.of_instance(session, self.case)
        return [letter for letter in found if letter.to in addresses and channel in (None, letter.channel)]

    def told(self, to: str) -> list[str]:
        """The subjects of the letters that went to the person's e-mail, without the number of the case."""
        subjects = (letter.subject for letter in self.mails(to, "email"))
        return [
            subject.replace(f"Дело {self.number}: ", "").replace(f"Дело {self.number} ", "") for subject in subjects
        ]

    def documents(self, template: str | None = None, by: str | None = None) -> list[Document]:
        """The papers of the case (made from this template) that the person sees."""
        return [paper for paper in self._papers(template, by) if paper.media_type == "application/pdf"]

    def copies(self, template: str, by: str | None = None) -> list[Document]:
        """Those of them that are given out to be worked on."""
        return [paper for paper in self._papers(template, by) if paper.media_type == editable.MEDIA_TYPE]

    def _papers(self, template: str | None, by: str | None) -> list[Document]:
        found = show_instance.show(self.here, self.who(by or self.clerk), self.case).documents
        return [paper for paper in found if template in (None, paper.template)]

    def public(self, word: str) -> str:
        """What everybody reads on a page of the procedure, in one line; `about` is its first one."""
        if word == showing.ABOUT:
            texts = showing.overview(self.here, self.procedure, "ru").texts
            return " ".join(one.text for one in texts)
        page = showing.page(self.here, self.procedure, word, {}, "ru")
        sections = page.rows.sections if page.rows else ()
        rows = (cell.text for section in sections for row in section.rows for cell in row.cells)
        return " ".join([*(one.text for one in page.texts), *(text for _, text in page.details), *rows])

    def open_registers(self) -> set[str]:
        """The registers that everybody may open."""
        return {one.id for one in shelf.shelves(self.here, None, "ru")}

    def incidents(self) -> list[Incident]:
        with self.here.database.reading() as session:
            return instances.incidents(session, self.case)

    def seats(self, session_key: str) -> list[Seat]:
        with self.here.database.reading() as session:
            return registers.seats(session, "R-EXM-SESSIONS", session_key, self.clock.now())

    def offered(self) -> dict[str, int]:
        """The sessions in force with their free seats, those of the past among them."""
        with self.here.database.reading() as session:
            found = registers.choices(session, "R-EXM-SESSIONS", self.clock.now())
        return {choice.key: choice.free for choice in found if choice.free}

    def choices(self, element: str, by: str, field: str) -> dict[str, str]:
        """What the person may choose in the open task of this element: key and label."""
        view = self.seen(element, by)
        asked = view.form.by_path[field] if view.form else None
        assert isinstance(asked, Chosen), f"{element} asks no choice under {field}"
        return {choice.value: asked.offered_as(choice, "ru") for choice in view.choices[field]}

    def reads(self, by: str, register: str, key: str) -> read_register.RowSeen:
        """A register's row as the person sees it: the columns that it has, and its state today."""
        return read_register.row(self.here, self.who(by), register, key)

    def register(self) -> list[str]:
        """The numbers in the register of certificates and conclusions."""
        with self.here.database.reading() as session:
            return [row.key for row in registers.rows(session, "R-EXM")]

    def timers(self, element: str) -> list[Timer]:
        """All moments of this element that the case ever waited for."""
        with self.here.database.reading() as session:
            return [timer for timer in timers.open_of(session, self.case) if timer.element == element]

    def data(self, by: str | None = None) -> dict[str, Any]:
        """The case data as the person reads it."""
        return show_instance.show(self.here, self.who(by or self.clerk), self.case).case

    def status(self) -> str:
        with self.here.database.reading() as session:
            return instances.get(session, self.case).status

    def ended_as(self) -> str:
        return self.facts(facts.InstanceFinished)[-1].fact.name

    def history(self) -> list[str]:
        """The history as it reads on its page, one sentence a fact."""
        actor = self.who(self.head)
        rows = show_instance.events(self.here, actor, self.case)
        reader = story.Reader(language="ru", zone=self.config.zone, people={})
        return [moment.text for moment in story.moments(self.edition.definition, rows, reader)]

    def facts(self, kind: type[Kind], element: str | None = None) -> list[Any]:
        """The facts of this kind in the history, of this element; each with `at` and `actor`."""
        return [
            told
            for told in self._facts()
            if isinstance(told.fact, kind) and element in (None, getattr(told.fact, "element", None))
        ]

    def _facts(self) -> Iterator[Told]:
        with self.here.database.reading() as session:
            rows = history.rows(session, self.case)
        for row in rows:
            for step in row.steps:
                for body in step["facts"]:
                    yield Told(row.at, row.actor, facts.decode(body))

    def asked(self, by: str) -> show_start.StartView:
        """The application's form as the candidate sees it."""
        return show_start.show(self.here, self.who(by), self.procedure)

    # ------------------------------------------------------------------ what always holds

    def _restored_is_live(self) -> None:
        with self.here.database.reading() as session:
            cases = [(row.id, row.rev, history.rows(session, row.id)) for row in instances.listed(session)]
        definition = self.edition.definition
        for case, rev, rows in cases:
            live = self.here.live.look(case, rev, lambda one: (one.state(), dict(one.data)))
            if live is None:  # nobody has touched the case since the restart
                continue
            restored = instance.restore(definition, case, rows)
            assert (restored.state(), dict(restored.data)) == live

    def holds_together(self) -> None:
        """All logs replay as recorded, and all projections say what the logs say."""
        with self.here.database.reading() as session:
            cases = [row.id for row in instances.listed(session)]
        for case in cases:
            replayed = replay.replay(self.here, case)
            assert replayed.equal, replayed.difference
        found = verify.verify(self.here)
        assert found.intact, found


def _moment(text: str, config: Config) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=config.zone)


def _raised(alert: Alert) -> tuple[datetime, int, int]:
    return alert.raised_at, alert.seq, alert.n

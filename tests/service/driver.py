"""Drives a whole service without HTTP: a real database, a virtual clock, a mail carrier of our own.

The cast: *petrova* applies, *ivanov* and *orlova* are clerks, *sidorov* is the head, *admin* keeps the service,
*stranger* is nobody's participant.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text

from service import actor as actors
from service.actor import Actor
from service.clock import VirtualClock
from service.config import Config
from service.installation import Installation, open_installation
from service.mail import Refused
from service.operations import (
    claim_task,
    complete_task,
    list_tasks,
    move_clock,
    people,
    perform_act,
    publish,
    replay,
    send_message,
    settle,
    show_act,
    start_instance,
    upload_attachment,
    verify,
)
from service.outcome import Outcome
from storage import instances, mail, registers
from storage import people as stored_people
from storage.models import Mail, Task
from tests.prepared import FILES, Ground
from tests.service import permit

START = datetime.fromisoformat("2026-03-02T10:00:00+03:00")

APPLICATION = {"full_name": "Петрова Анна", "notify_channel": "email", "scans": []}
GOOD = {"verdict": "good", "remarks": None, "gate": "north"}


def _prepare(folder: Path, url: str) -> None:
    office = Office(folder, url)
    office.furnish()
    office.here.close()


class Post:
    """A mail carrier that keeps what it was given, or fails as it was told."""

    def __init__(self) -> None:
        self.delivered: list[EmailMessage] = []
        self.fails_with: list[Exception] = []

    def deliver(self, message: EmailMessage) -> None:
        if self.fails_with:
            raise self.fails_with.pop(0)
        self.delivered.append(message)

    def refuse_next(self) -> None:
        self.fails_with.append(Refused("550 no such mailbox"))


class Office:
    """One installation with people and a published procedure, in small words.

    Its files lie in the folder; the database at the URL has its schema already.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.post = Post()
        self.clock = VirtualClock(START)
        self.config = Config(
            database_url=database_url,
            files=folder / "files",
            secret="a secret of tests",
            url="https://permits.example",
            mail_from="bureau@permits.example",
            api_rate=100_000,
        )
        self.here = self.opened()
        self.people: dict[str, Actor] = {}

    @classmethod
    def prepared(cls, folder: Path, ground: Ground = FILES) -> Office:
        """With the procedure, the people and the gates."""
        return cls(folder, ground.copied("office", folder, _prepare)).staffed()

    def opened(self, *, carrier: bool = True) -> Installation:
        return open_installation(self.config, clock=self.clock, mail=self.post if carrier else None)

    def restart(self) -> None:
        """As after a kill: nothing of the old process is left but what it kept."""
        self.here.close()
        self.here = self.opened()

    def change(self, sql: str, **values: object) -> None:
        """Somebody changes the database past the service."""
        with self.here.database.writing() as session:
            session.execute(text(sql), values)

    @contextmanager
    def refusing_history(self, instance_id: int | None = None) -> Iterator[None]:
        """Meanwhile the database takes no row of history, of this case or of any: "disk is full"."""
        which = "" if instance_id is None else f"WHEN (NEW.instance_id = {instance_id})"
        if self.here.database.dialect == "sqlite":
            self.change(
                f"CREATE TRIGGER broken BEFORE INSERT ON history {which} BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
            )
        else:
            self.change(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RAISE EXCEPTION 'disk is full'; END $$"
            )
            self.change(
                f"CREATE TRIGGER broken BEFORE INSERT ON history FOR EACH ROW {which} EXECUTE FUNCTION refuse()"
            )
        yield
        self.change("DROP TRIGGER broken" if self.here.database.dialect == "sqlite" else "DROP FUNCTION refuse CASCADE")

    def staffed(self) -> Office:
        """With the people whom its database knows."""
        with self.here.database.reading() as session:
            self.people = {person.login: actors.of(session, person) for person in stored_people.listed(session)}
        return self

    def furnish(self) -> None:
        """What `prepared` copies."""
        publish.publish_parts(self.here, permit.parts())
        self.person("petrova", "Петрова Анна Сергеевна", "applicant")
        self.person("ivanov", "Иванов Пётр", "clerk")
        self.person("orlova", "Орлова Мария", "clerk")
        self.person("sidorov", "Сидоров Олег", "head")
        self.person("admin", "Администратор", "admin", "operator", "process_owner")
        self.person("stranger", "Чужой Человек")
        with self.here.database.writing() as session:
            for key, seats in (("north", 1), ("south", 2)):
                registers.write(
                    session, "R-GATES", key, {"title": f"Проходная {key}"}, at=START, actor="system", capacity=seats
                )

    def person(self, login: str, name: str, *roles: str) -> None:
        person_id = people.add(
            self.here, login=login, name=name, password="correct horse", email=f"{login}@mail.example", roles=roles
        )
        self.people[login] = actors.of_person(self.here, person_id)

    def who(self, login: str) -> Actor:
        """The person with the keys that he has now."""
        return actors.of_person(self.here, self.people[login].person_id)

    def apply(self, login: str = "petrova", **answers: Any) -> Outcome:
        return start_instance.start(self.here, self.who(login), procedure="permit", answers={**APPLICATION, **answers})

    def do(self, login: str, ref: str | None, answers: dict[str, Any] | None = None, **more: Any) -> Outcome:
        assert ref is not None, "there is no such task"
        return complete_task.complete(self.here, self.who(login), ref, answers or {}, **more)

    def claim(self, login: str, ref: str) -> Outcome:
        return claim_task.claim(self.here, self.who(login), ref)

    def act(self, login: str, instance_id: int, answers: dict[str, Any]) -> Outcome:
        """Does the only act that is open to the person."""
        (option,) = show_act.open_acts(self.here, self.who(login), instance_id)
        return perform_act.perform(self.here, self.who(login), instance_id, option.subscription, answers)

    def pay(self, number: str, message: str | None = None) -> str:
        sent = send_message.send(
            self.here, self.who("admin"), name="paid", key=number, payload={"amount": "100.00"}, idempotency=message
        )
        return sent.id

    def upload(self, login: str, content: bytes = b"%PDF-1.7 scan", name: str = "паспорт.pdf") -> dict[str, object]:
        return upload_attachment.upload(self.here, self.who(login), io.BytesIO(content), name).as_answer()

    def settle(self) -> None:
        settle.settle(self.here)

    def wait(self, *, jump: bool = False, **span: float) -> None:
        move_clock.move(self.here, by=timedelta(**span), jump=jump)

    def inbox(self, login: str) -> list[str]:
        return [entry.name for entry in list_tasks.list_tasks(self.here, self.who(login)).items]

    def ref(self, login: str, name: str) -> str:
        """The task of this name in somebody's inbox."""
        found = [entry for entry in list_tasks.list_tasks(self.here, self.who(login)).items if entry.name == name]
        assert found, f"{login} has no task {name!r}, but {self.inbox(login)}"
        return f"{found[0].instance_id}-{found[0].task}"

    def task(self, ref: str) -> Task:
        instance_id, number = map(int, ref.split("-"))
        with self.here.database.reading() as session:
            return instances.task(session, instance_id, number)

    def etag(self, ref: str) -> str:
        return f'"{self.task(ref).version}"'

    def status(self, instance_id: int) -> str:
        with self.here.database.reading() as session:
            return instances.get(session, instance_id).status

    def mails(self, channel: str) -> list[Mail]:
        with self.here.database.reading() as session:
            return [row for row in reversed(mail.listed(session)) if row.channel == channel]

    def holds_together(self, instance_id: int) -> None:
        """The log replays as recorded, restored = live, and all projections say what the log says."""
        replayed = replay.replay(self.here, instance_id)
        assert replayed.difference is None, replayed.difference
        found = verify.verify(self.here)
        assert found.intact, found

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL statements that are sent meanwhile."""
        sent: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(Engine, "before_cursor_execute", note)
